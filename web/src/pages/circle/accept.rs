//! Accepting an invitation: what it says is shown before anything is done.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect};
use parasol_core::circles::AcceptInvite;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;
use parasol_protocol::envelope::Verified;
use parasol_protocol::join::{self, Invite};

use super::Answer;
use super::act::{FINE, Wrong, back_to_admin, button, field, problem, with_password};
use super::invite::here_only;
use super::link::address;
use crate::form::Form;
use crate::labels;
use crate::language::Texts;
use crate::page::Fact;
use crate::port::Port;
use crate::views::circle::{Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Where an invitation is accepted.
pub(super) const PATH: &str = "/admin/invitation";

/// Asks for its text.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Answer {
    visitor.actor_who_may(Action::ManagePeers)?;
    let back = back_to_admin(visitor.t);
    Ok(asked_for_text(&*port, visitor.t, "").show_from(&*port, &visitor, back, FINE))
}

/// Says what it says, and then accepts it.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let (t, text) = (visitor.t, form.text("value").to_owned());
    let back = back_to_admin(t);
    let invite = match read(&*port, &text) {
        Ok(invite) => invite,
        Err(reason) => {
            let wrong = problem(t, Refusal::Invalid { field: "invite", reason })?;
            return Ok(asked_for_text(&*port, t, &text).show_from(&*port, &visitor, back, wrong));
        }
    };
    let wrong: Wrong = match form.text("do") {
        "accept" => {
            let command = AcceptInvite { actor, text: text.clone(), addresses: port.addresses() };
            match with_password(&*port, &visitor, (&actor, &form), command).await? {
                Ok(pending) => return Ok(Redirect::to(&address(&pending.circle)).into_response()),
                Err(wrong) => wrong,
            }
        }
        _ => FINE,
    };
    Ok(asked_about(t, invite.body(), text).show_from(&*port, &visitor, back, wrong))
}

/// What the text holds, or why it is of no use as a stable word. Accepting it looks again.
fn read(port: &dyn Port, text: &str) -> Result<Verified<Invite>, &'static str> {
    let invite = join::read_invite(text).map_err(|_| "unreadable")?;
    if invite.body().expires <= port.now() { Err("expired") } else { Ok(invite) }
}

fn asked_for_text(port: &dyn Port, t: Texts, typed: &str) -> Asked {
    Asked {
        path: PATH.to_owned(),
        heading: t.get("circle-accept"),
        lines: vec![t.get("circle-accept-text")],
        means: here_only(port, t).into_iter().collect(),
        fields: vec![field(t, "circle-accept", FieldKind::Words(typed.to_owned()))],
        look_only: true,
        buttons: vec![button(t, "look", "circle-accept-look", Look::Chief)],
        ..Asked::default()
    }
}

fn asked_about(t: Texts, invite: &Invite, text: String) -> Asked {
    let from = &invite.from;
    let fact = |id: &str, line: String| Fact { name: t.get(id), lines: vec![line] };
    Asked {
        path: PATH.to_owned(),
        heading: t.one("circle-accept-from", "who", &from.name),
        lines: vec![t.get("circle-accept-from-text")],
        facts: vec![
            fact("circle-accept-circle", invite.circle_name.clone()),
            fact("circle-accept-legal", from.legal_name.clone()),
            fact("circle-accept-country", labels::country(t, from.country)),
            fact("circle-accept-contact", from.data_protection.clone()),
            fact("circle-accept-until", t.day(invite.expires)),
        ],
        means: vec![t.get("circle-accept-means")],
        hidden: vec![("value", text)],
        buttons: vec![button(t, "accept", "circle-accept-button", Look::Chief)],
        ..Asked::default()
    }
}
