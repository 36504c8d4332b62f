//! Where a circle stands.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::{
    CeremonyView, CircleStatus, CircleView, EpochView, MemberView, MotionView, PublisherView, RetryCeremony,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::{DAY, Timestamp};

use super::act::{FINE, Wrong, problem};
use super::propose::Wish;
use super::{Answer, back_to, circle_id, page_of, resume, status};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact};
use crate::pages::{agreements, key_notes};
use crate::port::Port;
use crate::views::account::Link;
use crate::views::circle::{ChangeCard, CirclePage, EvidenceCard, Making, Note};
use crate::visitor::Visitor;

/// Shows it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeStatus)?;
    show(&*port, &visitor, (&actor, &circle_id(&id)?), FINE)
}

/// Begins another attempt at a key.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &id)?.circle;
    if form.text("do") != "retry" {
        return Err(Failure::NotFound);
    }
    match port.command(RetryCeremony { actor, circle }).await {
        // The key was made, or is not wanted any more: the page says where it stands.
        Ok(_) | Err(Refusal::NotFound | Refusal::WrongState { found: "made", .. }) => Ok(back_to(&circle)),
        Err(refusal) => show(&*port, &visitor, (&actor, &circle), problem(visitor.t, refusal)?),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    (actor, id): (&Actor, &CircleId),
    (code, problems): Wrong,
) -> Answer {
    let (node, now) = (port.read()?, port.now());
    let status = node.circle_status(actor, id, now)?;
    let circles = node.circles(actor)?;
    let circle = circles.into_iter().find(|circle| circle.circle == *id).ok_or(Failure::NotFound)?;
    let mut view = view(port, visitor, &circle, &status);
    let keys = key_notes::notes(visitor.t, &node, actor, id, now)?;
    view.notes.extend(keys.into_iter().map(|text| Note { text, warn: true }));
    let confirmed = key_notes::confirmed(visitor.t, &node, id, now)?;
    if !confirmed.is_empty() {
        view.rules.push(Fact { name: visitor.t.get("circle-making"), lines: confirmed });
    }
    view.page = view.page.with_problems(&problems);
    view.problems = problems;
    Ok(page::render(code, &view))
}

/// How many changes wait for an answer of this organisation, in all circles.
pub(in crate::pages) fn waits(port: &dyn Port, actor: &Actor) -> Result<u64, Failure> {
    let node = port.read()?;
    let mut waiting = 0_u64;
    for circle in node.circles(actor)? {
        let motions = node.circle_status(actor, &circle.circle, port.now())?.motions;
        let open = motions.iter().filter(|motion| agreements::is_asked(motion)).count();
        waiting = waiting.saturating_add(u64::try_from(open).unwrap_or(u64::MAX));
    }
    Ok(waiting)
}

fn view(port: &dyn Port, visitor: &Visitor, circle: &CircleView, status: &CircleStatus) -> CirclePage {
    let (t, now, back) = (visitor.t, port.now(), page_of(&status.circle));
    let may = visitor.may(Action::ManageCircles);
    let card = |motion: &MotionView| {
        let line = agreements::line(t, now, motion);
        let href =
            (may && agreements::is_answerable(motion)).then(|| format!("{back}/change/{}", motion.charter));
        let agreements::Line { what, by, needs, mut stands, answer } = line;
        if motion.needs_whom_it_removes(status) {
            stands = format!("{stands} {}", t.get("circle-remove-of-two"));
        }
        ChangeCard { what, by, needs, stands, answer, href }
    };
    let evidence = status.evidence.iter().map(|one| EvidenceCard {
        lines: agreements::evidence(t, now, one),
        href: (may && one.noted.is_none()).then(|| format!("{back}/evidence/{}", one.number)),
    });
    CirclePage {
        page: visitor.page(port.settings(), &back, "circle-title"),
        problems: Vec::new(),
        action: back.clone(),
        name: status.name.clone(),
        facts: vec![members(t, circle)],
        rules: rules(t, circle, status),
        one_key: circle.one_key_opens_all,
        notes: notes(t, now, circle, status),
        changes: status.motions.iter().map(card).collect(),
        proposals: if may { proposals(t, &back, status) } else { Vec::new() },
        invite: visitor.may(Action::ManagePeers).then(|| format!("{back}/invite")),
        invite_open: status.invite.map(|until| t.one("circle-invite-open", "day", t.day(until))),
        relink: (!status.ended.is_empty() && visitor.may(Action::ManagePeers))
            .then(|| format!("{back}/relink")),
        resume: (resume::fits(circle) && visitor.may(Action::ManagePeers)).then(|| format!("{back}/resume")),
        leave: may.then(|| format!("{back}/leave")),
        making: making(t, may, status),
        lease: t.one("circle-publishers-text", "days", status.lease.checked_div(DAY).unwrap_or_default()),
        publishers: status.publishers.iter().map(|one| publisher(t, now, status, one)).collect(),
        evidence: evidence.collect(),
    }
}

/// What may be proposed as things stand.
fn proposals(t: Texts, back: &str, status: &CircleStatus) -> Vec<Link> {
    let others = status.members.len() > 1;
    let fitting = Wish::ALL.iter().filter(|wish| wish.fits(status)).map(|wish| wish.name());
    let keys: &[&str] = if others { &["key", "node-key"] } else { &[] };
    let link = |name: &str| Link {
        href: format!("{back}/propose/{name}"),
        label: t.get(&format!("circle-propose-{name}")),
    };
    fitting.chain(keys.iter().copied()).map(link).collect()
}

fn notes(t: Texts, now: Timestamp, circle: &CircleView, status: &CircleStatus) -> Vec<Note> {
    let warn = status.frozen.is_some();
    agreements::notes(t, now, circle, status).into_iter().map(|text| Note { text, warn }).collect()
}

fn members(t: Texts, circle: &CircleView) -> Fact {
    let member = |(_, name, country): &(_, String, _)| format!("{name} ({})", labels::country(t, *country));
    Fact { name: t.get("admin-circle-members"), lines: circle.members.iter().map(member).collect() }
}

fn rules(t: Texts, circle: &CircleView, status: &CircleStatus) -> Vec<Fact> {
    let fact = |id: &str, line: String| Fact { name: t.get(id), lines: vec![line] };
    let hours = status.fresh_limit.checked_div(3_600).unwrap_or_default();
    vec![
        fact("circle-threshold", t.one("circle-threshold-text", "n", circle.t)),
        fact("circle-fresh", t.one("circle-fresh-text", "hours", hours)),
        fact("circle-checks", t.one("circle-checks-text", "n", status.checks_per_day)),
        fact("admin-circle-charter", circle.charter.to_string()),
    ]
}

fn making(t: Texts, may: bool, status: &CircleStatus) -> Option<Making> {
    let mut lines = Vec::new();
    if let Some(ceremony) = &status.ceremony {
        lines.extend(of_ceremony(t, ceremony, &status.ended));
    }
    if let Some(epochs) = &status.epochs {
        lines.extend(of_epochs(t, epochs));
    }
    if status.gone_hold_shares && status.ceremony.is_none() {
        lines.push(t.get(match &status.epochs {
            Some(_) => "circle-gone-hold-shares-two",
            None => "circle-gone-hold-shares",
        }));
    }
    lines.extend(without_share(t, status));
    let retry = status.ceremony.as_ref().filter(|ceremony| may && ceremony.phase != "made");
    let retry = retry.map(|ceremony| match ceremony.phase {
        "aborted" => t.get("circle-retry-hint"),
        _ => t.get("circle-retry-hint-waits"),
    });
    (!lines.is_empty()).then_some(Making { lines, retry })
}

/// What a share means that this node lacks.
fn without_share(t: Texts, status: &CircleStatus) -> Option<String> {
    if status.shares_missing.is_empty() {
        return None;
    }
    if status.asks_for_key {
        return Some(t.get("circle-share-asked"));
    }
    Some(match (status.waits_for_next_key, status.helpers_missing.as_slice()) {
        (true, _) => t.get("circle-share-next"),
        (false, []) => t.get("circle-share-missing"),
        (false, helpers) => t.one("circle-share-coming", "names", agreements::names(helpers)),
    })
}

/// Attempts that are counted one by one. A node that was restored numbers its own by the clock.
const COUNTED: u32 = 1_000;

fn of_ceremony(t: Texts, ceremony: &CeremonyView, ended: &[MemberView]) -> Vec<String> {
    let mut lines = vec![t.one("circle-making-text", "n", ceremony.t)];
    match ceremony.attempt {
        0 | 1 => {}
        n @ 2..=COUNTED => lines.push(t.one("circle-making-attempt", "n", n)),
        _ => lines.push(t.get("circle-making-again")),
    }
    if let Some((member, _)) = &ceremony.offence {
        lines.push(t.one("circle-making-cheated", "who", &member.name));
        return lines;
    }
    lines.push(t.get(&format!("circle-making-{}", ceremony.phase)));
    // Whoever is not asked is not silent; a note says so.
    let silent = ceremony.missing.iter().filter(|member| !ended.contains(member));
    let silent: Vec<MemberView> = silent.cloned().collect();
    if !silent.is_empty() {
        lines.push(t.one("circle-making-missing", "names", agreements::names(&silent)));
    }
    lines
}

/// Both the old key and the new one serve.
fn of_epochs(t: Texts, epochs: &EpochView) -> Vec<String> {
    let filed = match epochs.own.map(|own| (own.done, own.all)) {
        None => t.get("circle-two-keys-own-soon"),
        Some((_, 0)) => t.get("circle-two-keys-own-nothing"),
        Some((done, all)) => {
            t.two("circle-two-keys-own", &("done", &done.to_string()), &("all", &all.to_string()))
        }
    };
    let then = match epochs.unfinished.as_slice() {
        [] => t.get("circle-two-keys-all"),
        names => t.one("circle-two-keys-waits", "names", agreements::names(names)),
    };
    vec![t.get("circle-two-keys"), filed, then]
}

fn publisher(t: Texts, now: Timestamp, status: &CircleStatus, one: &PublisherView) -> Fact {
    let silence = one.silence(now, (status.fresh_limit, status.lease));
    let ago = one.newest.map(|at| t.ago(now.since(at)));
    let id = format!("circle-publisher-{}", silence.name());
    let line = match ago {
        Some(ago) => t.one(&id, "ago", ago),
        None => t.get("circle-publisher-nothing"),
    };
    Fact { name: one.member.name.clone(), lines: vec![line] }
}
