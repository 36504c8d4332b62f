//! Making a circle: what it means that one key opens everything in it is said first.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::CreateCircle;
use parasol_core::roles::Action;

use super::act::{FINE, Wrong, back_to_admin, button, field, missing, with_password};
use super::{Answer, back_to};
use crate::form::Form;
use crate::language::Texts;
use crate::port::Port;
use crate::views::circle::{Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Says what follows from it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Answer {
    visitor.actor_who_may(Action::ManageCircles)?;
    let back = back_to_admin(visitor.t);
    Ok(asked(visitor.t, "").show_from(&*port, &visitor, back, FINE))
}

/// Makes it.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let name = form.text("value").to_owned();
    let wrong: Wrong = if form.ticked("sure") {
        let command = CreateCircle { actor, name: name.clone(), one_key_opens_all: true };
        match with_password(&*port, &visitor, (&actor, &form), command).await? {
            Ok(circle) => return Ok(back_to(&circle)),
            Err(wrong) => wrong,
        }
    } else {
        missing(visitor.t, "sure", "circle-create-sure-missing")
    };
    let back = back_to_admin(visitor.t);
    Ok(asked(visitor.t, &name).show_from(&*port, &visitor, back, wrong))
}

fn asked(t: Texts, typed: &str) -> Asked {
    Asked {
        path: "/admin/new-circle".to_owned(),
        heading: t.get("circle-create"),
        lines: vec![t.get("circle-create-text")],
        means: vec![t.get("admin-circle-one-key-text")],
        fields: vec![field(t, "circle-create", FieldKind::Line(typed.to_owned()))],
        sure: Some(t.get("circle-create-sure")),
        buttons: vec![button(t, "create", "circle-create-button", Look::Chief)],
        ..Asked::default()
    }
}
