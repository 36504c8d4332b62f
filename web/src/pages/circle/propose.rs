//! Proposing a change.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::{CircleStatus, Proposal, ProposeChange};
use parasol_core::roles::{Action, Actor};
use parasol_protocol::ids::OrganisationId;
use parasol_protocol::time::DAY;

use super::act::{FINE, Wrong, button, field, missing, with_password};
use super::{Answer, Names, back_to, page_of, status};
use crate::failure::Failure;
use crate::form::Form;
use crate::labels::Choice;
use crate::language::Texts;
use crate::port::Port;
use crate::views::circle::{Asked, FieldKind, Look};
use crate::visitor::Visitor;

const HOUR: u64 = 3_600;

/// What may be proposed here. Newcomers come by invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Remove,
    FreshLimit,
    Lease,
    ChecksPerDay,
    Threshold,
    NewKey,
    EndOldKey,
    Nothing,
}

impl Wish {
    pub(super) const ALL: &'static [Self] = &[
        Self::Remove,
        Self::NewKey,
        Self::Threshold,
        Self::EndOldKey,
        Self::FreshLimit,
        Self::Lease,
        Self::ChecksPerDay,
        Self::Nothing,
    ];

    /// Its part of the address, and of the names of its texts.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::FreshLimit => "fresh-limit",
            Self::Lease => "lease",
            Self::ChecksPerDay => "checks",
            Self::Threshold => "threshold",
            Self::NewKey => "new-key",
            Self::EndOldKey => "end-old-key",
            Self::Nothing => "nothing",
        }
    }

    fn from_name(name: &str) -> Result<Self, Failure> {
        Self::ALL.iter().copied().find(|wish| wish.name() == name).ok_or(Failure::NotFound)
    }

    /// Whether there is a reason to propose it as things stand.
    pub(super) fn fits(self, circle: &CircleStatus) -> bool {
        match self {
            Self::Remove => circle.members.len() > 1,
            // Of two, each alone must be enough: one that is away would stop every check.
            Self::Threshold => (circle.members.len() > 2 || circle.threshold > 1) && circle.epochs.is_none(),
            Self::NewKey => circle.ceremony.is_none() && circle.epochs.is_none(),
            Self::EndOldKey => circle.epochs.is_some(),
            // It also begins a ceremony anew that was tried too often.
            Self::Nothing => {
                circle.ceremony.is_some() || circle.motions.iter().any(|motion| motion.phase != "set_aside")
            }
            Self::FreshLimit | Self::Lease | Self::ChecksPerDay => true,
        }
    }

    /// What its form asks for.
    fn kind(self, me: &OrganisationId, circle: &CircleStatus, typed: &str) -> Option<FieldKind> {
        match self {
            Self::Remove => Some(FieldKind::Choice(others(me, circle, typed))),
            Self::FreshLimit | Self::Lease | Self::ChecksPerDay | Self::Threshold => {
                Some(FieldKind::Number(typed.to_owned()))
            }
            Self::NewKey | Self::EndOldKey | Self::Nothing => None,
        }
    }

    /// What holds now, before something else is typed.
    fn now(self, circle: &CircleStatus) -> String {
        let hours = |seconds: u64| seconds.checked_div(HOUR).unwrap_or_default();
        match self {
            Self::FreshLimit => hours(circle.fresh_limit).to_string(),
            Self::Lease => circle.lease.checked_div(DAY).unwrap_or_default().to_string(),
            Self::ChecksPerDay => circle.checks_per_day.to_string(),
            _ => String::new(),
        }
    }
}

/// The other members, to choose one from.
pub(super) fn others(me: &OrganisationId, circle: &CircleStatus, typed: &str) -> Vec<Choice> {
    let choice = |code: String, label: String| Choice { chosen: code == typed, code, label };
    let others = circle.members.iter().filter(|member| member.organisation != *me);
    others.map(|member| choice(member.organisation.to_string(), member.name.clone())).collect()
}

/// Asks what exactly, and says what follows from it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Names(circle, what): Names,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &circle)?;
    let wish = Wish::from_name(&what)?;
    let asked = asked(&*port, visitor.t, wish, &circle, &wish.now(&circle))?;
    Ok(asked.show(&*port, &visitor, &circle, FINE))
}

/// Proposes it.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Names(circle, what): Names,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &circle)?;
    let wish = Wish::from_name(&what)?;
    match propose(&*port, &visitor, (&actor, &form), (wish, &circle)).await? {
        Ok(()) => Ok(back_to(&circle.circle)),
        Err(wrong) => {
            let asked = asked(&*port, visitor.t, wish, &circle, form.text("value"))?;
            Ok(asked.show(&*port, &visitor, &circle, wrong))
        }
    }
}

async fn propose(
    port: &dyn Port,
    visitor: &Visitor,
    (actor, form): (&Actor, &Form),
    (wish, circle): (Wish, &CircleStatus),
) -> Result<Result<(), Wrong>, Failure> {
    let (typed, t, who) = (form.text("value"), visitor.t, (actor, form));
    let number = || typed.replace([' ', '\u{a0}', '\u{202f}'], "").parse::<u64>().ok();
    let proposal = match wish {
        Wish::Remove => typed.parse().ok().map(Proposal::Remove),
        Wish::FreshLimit => number().map(|hours| Proposal::FreshLimit(hours.saturating_mul(HOUR))),
        Wish::Lease => number().map(|days| Proposal::Lease(days.saturating_mul(DAY))),
        Wish::ChecksPerDay => number().map(Proposal::ChecksPerDay),
        Wish::Threshold => number().and_then(|n| u16::try_from(n).ok()).map(Proposal::Threshold),
        Wish::NewKey => Some(Proposal::NewEpoch),
        Wish::EndOldKey => Some(Proposal::EndKey),
        Wish::Nothing => Some(Proposal::Nothing),
    };
    let Some(proposal) = proposal else {
        let id = if wish == Wish::Remove { "circle-error-member" } else { "circle-error-number" };
        return Ok(Err(missing(t, "value", id)));
    };
    let command = ProposeChange { actor: *actor, circle: circle.circle, proposal };
    Ok(with_password(port, visitor, who, command).await?.map(drop))
}

fn asked(
    port: &dyn Port,
    t: Texts,
    wish: Wish,
    circle: &CircleStatus,
    typed: &str,
) -> Result<Asked, Failure> {
    let text = |part: &str| {
        let id = format!("circle-propose-{}-{part}", wish.name());
        if t.has(&id) { t.get(&id) } else { String::new() }
    };
    let me = port.read()?.identity().organisation;
    let id = format!("circle-propose-{}", wish.name());
    let mut others = circle.members.iter().filter(|member| member.organisation != me);
    let dead_end = wish == Wish::Remove && others.any(|member| circle.cannot_remove(member));
    let dead_end = dead_end.then(|| t.get("circle-remove-of-two"));
    Ok(Asked {
        path: format!("{}/propose/{}", page_of(&circle.circle), wish.name()),
        heading: t.get(&id),
        lines: vec![text("text")],
        means: dead_end.into_iter().chain(Some(text("means")).filter(|means| !means.is_empty())).collect(),
        fields: wish.kind(&me, circle, typed).map(|kind| field(t, &id, kind)).into_iter().collect(),
        buttons: vec![button(t, "propose", "circle-propose-button", Look::Chief)],
        ..Asked::default()
    })
}
