//! Inviting an organisation into a circle: a text and a picture for its admin, shown once.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::circles::{CircleStatus, CreateInvite};
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::{DAY, Timestamp};
use zeroize::Zeroizing;

use super::act::{FINE, Wrong, button, field, missing, with_password};
use super::{Answer, page_of, status};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::page;
use crate::picture;
use crate::port::Port;
use crate::sent::{SHOWN_FOR, Sent, Taken};
use crate::views::account::Link;
use crate::views::circle::{Asked, FieldKind, HandedText, Look};
use crate::visitor::{self, Visitor};

/// For how many days an invitation is good, if nothing else is typed, and at the most.
const DAYS: u64 = 7;
const MAX_DAYS: u64 = 30;

/// An invitation that was made: its text, and until when it is good.
type Made = (Zeroizing<String>, Timestamp);

/// Invitations that forms were answered with: a second click shows the same one, because another would end it.
pub(crate) type InvitationsShown = Sent<Option<Made>>;

/// Says what an invitation is, and asks for how long.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let circle = status(&*port, &actor, &id)?;
    let form_id = visitor::random_token(&*port);
    Ok(asked(&*port, visitor.t, &circle, (&DAYS.to_string(), form_id)).show(&*port, &visitor, &circle, FINE))
}

/// Makes it, and shows it.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Extension(shown): Extension<InvitationsShown>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let circle = status(&*port, &actor, &id)?;
    let days = form.text("value").parse().ok().filter(|days| (1..=MAX_DAYS).contains(days));
    let made = match days {
        Some(days) => {
            let expires = port.now().plus(days.saturating_mul(DAY));
            let command = CreateInvite { actor, circle: circle.circle, addresses: port.addresses(), expires };
            once(&*port, &visitor, &shown, (&actor, &form), command).await?
        }
        None => Err(missing(visitor.t, "value", "circle-error-invite-days")),
    };
    match made {
        Ok(made) => Ok(show(&*port, &visitor, &circle, &made)),
        Err(wrong) => {
            let form_id = visitor::random_token(&*port);
            let asked = asked(&*port, visitor.t, &circle, (form.text("value"), form_id));
            Ok(asked.show(&*port, &visitor, &circle, wrong))
        }
    }
}

/// Makes one invitation for each form.
async fn once(
    port: &dyn Port,
    visitor: &Visitor,
    shown: &InvitationsShown,
    (actor, form): (&Actor, &Form),
    command: CreateInvite,
) -> Result<Result<Made, Wrong>, Failure> {
    let turn = shown.turn(*actor, form.text("form_id"));
    let mut taken = turn.clone().lock_owned().await;
    if let Some(before) = &*taken {
        return Ok(Ok(before.clone()));
    }
    let expires = command.expires;
    Ok(match with_password(port, visitor, (actor, form), command).await? {
        Ok(text) => {
            let made = (Zeroizing::new(text), expires);
            *taken = Some(made.clone());
            tokio::spawn(forget_later(turn, SHOWN_FOR));
            Ok(made)
        }
        Err(wrong) => Err(wrong),
    })
}

/// Forgets an invitation that was shown: it holds a secret.
async fn forget_later(turn: Taken<Option<Made>>, after: Duration) {
    tokio::time::sleep(after).await;
    *turn.lock().await = None;
}

fn asked(port: &dyn Port, t: Texts, circle: &CircleStatus, (typed, form_id): (&str, String)) -> Asked {
    let id = if circle.members.len() > 1 { "circle-invite-then-all" } else { "circle-invite-then-two" };
    let means = if circle.one_key_opens_all { "circle-invite-means" } else { "circle-invite-means-several" };
    Asked {
        path: format!("{}/invite", page_of(&circle.circle)),
        heading: t.get("circle-invite"),
        lines: vec![t.get("circle-invite-text"), t.get(id)],
        means: [Some(t.get(means)), here_only(port, t)].into_iter().flatten().collect(),
        hidden: vec![("form_id", form_id)],
        fields: vec![field(t, "circle-invite", FieldKind::Number(typed.to_owned()))],
        buttons: vec![button(t, "invite", "circle-invite-button", Look::Chief)],
        ..Asked::default()
    }
}

/// That nobody elsewhere reaches this node.
pub(super) fn here_only(port: &dyn Port, t: Texts) -> Option<String> {
    let here = |address: &String| address.contains("/127.0.0.1/") || address.contains("/::1/");
    port.addresses().iter().all(here).then(|| t.get("circle-invite-here-only"))
}

fn show(port: &dyn Port, visitor: &Visitor, circle: &CircleStatus, (text, expires): &Made) -> Response {
    let t = visitor.t;
    let several = circle.members.len() > 1;
    let path = format!("{}/invite", page_of(&circle.circle));
    let mut next = vec![t.get("circle-invited-next-hand"), t.get("circle-invited-next-accept")];
    next.push(t.get("circle-invited-next-words"));
    next.push(t.get(if several { "circle-invited-next-all" } else { "circle-invited-next-two" }));
    let page = HandedText {
        page: visitor.page(port.settings(), &path, "circle-title"),
        back: Link { href: page_of(&circle.circle), label: circle.name.clone() },
        heading: t.get("circle-invited-heading"),
        lines: vec![t.two("circle-invited-text", &("circle", &circle.name), &("day", &t.day(*expires)))],
        warnings: [Some(t.get("circle-invited-secret")), here_only(port, t)].into_iter().flatten().collect(),
        text_label: t.get("circle-invited-label"),
        picture: picture::of_long_text(text),
        text: text.as_str().to_owned(),
        picture_label: t.get("circle-invited-picture"),
        next_heading: t.get("circle-next"),
        next,
    };
    page::render(StatusCode::CREATED, &page)
}
