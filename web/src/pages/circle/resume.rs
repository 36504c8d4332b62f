//! Sharing again in a circle, without waiting for whoever was not heard since this node was put back.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::CircleView;
use parasol_core::ledger::Resume;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::ids::CircleId;

use super::act::{FINE, button, with_password};
use super::{Answer, back_to, page_of, status};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::page::Fact;
use crate::port::Port;
use crate::views::circle::{Asked, Look};
use crate::visitor::Visitor;

/// Whether there is somebody to wait for, and an admin may end that. What a node signs with a key that the members have not
/// decided counts for nothing.
pub(super) fn fits(circle: &CircleView) -> bool {
    !circle.awaits.is_empty() && circle.key_decided
}

/// Says for whom this node waits, and what follows from not waiting.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let status = status(&*port, &actor, &id)?;
    let circle = view(&*port, &actor, &status.circle)?;
    if !fits(&circle) {
        return Ok(back_to(&status.circle));
    }
    Ok(asked(visitor.t, &circle).show(&*port, &visitor, &status, FINE))
}

/// Waits no more.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let status = status(&*port, &actor, &id)?;
    let circle = view(&*port, &actor, &status.circle)?;
    let command = Resume { actor, circle: status.circle };
    match with_password(&*port, &visitor, (&actor, &form), command).await? {
        Ok(()) => Ok(back_to(&status.circle)),
        Err(wrong) => Ok(asked(visitor.t, &circle).show(&*port, &visitor, &status, wrong)),
    }
}

fn view(port: &dyn Port, actor: &Actor, id: &CircleId) -> Result<CircleView, Failure> {
    let circles = port.read()?.circles(actor)?;
    circles.into_iter().find(|circle| circle.circle == *id).ok_or(Failure::NotFound)
}

fn asked(t: Texts, circle: &CircleView) -> Asked {
    let unheard = Fact { name: t.get("circle-resume-unheard"), lines: circle.awaits.clone() };
    Asked {
        path: format!("{}/resume", page_of(&circle.circle)),
        heading: t.get("circle-resume"),
        lines: vec![t.get("circle-resume-text")],
        facts: if circle.awaits.is_empty() { Vec::new() } else { vec![unheard] },
        means: vec![t.get("circle-resume-means")],
        buttons: vec![button(t, "resume", "circle-resume-button", Look::Chief)],
        ..Asked::default()
    }
}
