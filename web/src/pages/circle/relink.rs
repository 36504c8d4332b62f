//! Taking up a link with a member again that was ended here.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::{CircleStatus, MemberView, RelinkPeer};
use parasol_core::roles::Action;

use super::act::{FINE, button, field, missing, with_password};
use super::{Answer, back_to, page_of, status};
use crate::form::{Form, Name};
use crate::labels::Choice;
use crate::language::Texts;
use crate::port::Port;
use crate::views::circle::{Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Asks which, and says what follows from it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let circle = status(&*port, &actor, &id)?;
    if circle.ended.is_empty() {
        return Ok(back_to(&circle.circle));
    }
    Ok(asked(visitor.t, &circle, "").show(&*port, &visitor, &circle, FINE))
}

/// Takes it up.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let circle = status(&*port, &actor, &id)?;
    let typed = form.text("value");
    let wrong = match typed.parse() {
        Ok(peer) => {
            let command = RelinkPeer { actor, circle: circle.circle, peer };
            match with_password(&*port, &visitor, (&actor, &form), command).await? {
                Ok(()) => return Ok(back_to(&circle.circle)),
                Err(wrong) => wrong,
            }
        }
        Err(_) => missing(visitor.t, "value", "circle-error-member"),
    };
    Ok(asked(visitor.t, &circle, typed).show(&*port, &visitor, &circle, wrong))
}

fn asked(t: Texts, circle: &CircleStatus, typed: &str) -> Asked {
    let only = circle.ended.len() == 1;
    let choice = |member: &MemberView| {
        let code = member.organisation.to_string();
        Choice { chosen: only || code == typed, code, label: member.name.clone() }
    };
    Asked {
        path: format!("{}/relink", page_of(&circle.circle)),
        heading: t.get("circle-relink"),
        lines: vec![t.get("circle-relink-text")],
        means: vec![t.get("circle-relink-means")],
        fields: vec![field(t, "circle-relink", FieldKind::Choice(circle.ended.iter().map(choice).collect()))],
        buttons: vec![button(t, "relink", "circle-relink-button", Look::Chief)],
        ..Asked::default()
    }
}
