//! Leaving a circle: at once, and for good.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect};
use parasol_core::circles::{CircleStatus, LeaveCircle};
use parasol_core::roles::Action;

use super::act::{FINE, button, missing, with_password};
use super::{Answer, page_of, status};
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::port::Port;
use crate::views::circle::{ActField, Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Says what follows from it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &id)?;
    Ok(asked(visitor.t, &circle, "").show(&*port, &visitor, &circle, FINE))
}

/// Leaves, if the circle's name was typed.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let before = status(&*port, &actor, &id)?;
    let typed = form.text("value");
    let wrong = if folded(typed) == folded(&before.name) {
        let command = LeaveCircle { actor, circle: before.circle };
        match with_password(&*port, &visitor, (&actor, &form), command).await? {
            Ok(()) => return Ok(Redirect::to("/admin?left").into_response()),
            Err(wrong) => wrong,
        }
    } else {
        missing(visitor.t, "value", "circle-error-leave-name")
    };
    Ok(asked(visitor.t, &before, typed).show(&*port, &visitor, &before, wrong))
}

/// A name as it is compared: a telephone's keyboard begins with a capital, and adds spaces.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn asked(t: Texts, circle: &CircleStatus, typed: &str) -> Asked {
    let alone = circle.members.len() <= 1;
    let means: &[&str] = match alone {
        true => &["circle-leave-alone", "circle-leave-for-good"],
        false => &["circle-leave-here", "circle-leave-there", "circle-leave-kept", "circle-leave-for-good"],
    };
    Asked {
        path: format!("{}/leave", page_of(&circle.circle)),
        heading: t.one("circle-leave-heading", "circle", &circle.name),
        lines: vec![t.get("circle-leave-text")],
        means: means.iter().map(|id| t.get(id)).collect(),
        fields: vec![ActField {
            name: "value",
            label: t.get("circle-leave-label"),
            hint: t.one("circle-leave-hint", "circle", &circle.name),
            kind: FieldKind::Line(typed.to_owned()),
        }],
        buttons: vec![button(t, "leave", "circle-leave-button", Look::Grave)],
        ..Asked::default()
    }
}
