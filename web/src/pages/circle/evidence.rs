//! Taking note that a member contradicted itself.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::{CircleStatus, EvidenceView, SettleEvidence};
use parasol_core::roles::Action;

use super::act::{FINE, button, field, with_password};
use super::{Answer, Names, back_to, page_of, status};
use crate::failure::Failure;
use crate::form::Form;
use crate::language::Texts;
use crate::pages::agreements;
use crate::port::Port;
use crate::views::circle::{Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Says what was signed, and what to do first.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Names(circle, number): Names,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &circle)?;
    let asked = asked(&*port, visitor.t, (&circle, find(&circle, &number)?), "");
    Ok(asked.show(&*port, &visitor, &circle, FINE))
}

/// Takes note.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Names(circle, number): Names,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let before = status(&*port, &actor, &circle)?;
    let evidence = find(&before, &number)?;
    let (circle, reason) = (before.circle, form.text("value").to_owned());
    let command = SettleEvidence { actor, circle, number: evidence.number, reason };
    match with_password(&*port, &visitor, (&actor, &form), command).await? {
        Ok(()) => Ok(back_to(&circle)),
        Err(wrong) => {
            let asked = asked(&*port, visitor.t, (&before, evidence), form.text("value"));
            Ok(asked.show(&*port, &visitor, &before, wrong))
        }
    }
}

/// Evidence of which nobody has taken note.
fn find<'a>(circle: &'a CircleStatus, number: &str) -> Result<&'a EvidenceView, Failure> {
    let number: u64 = number.parse().map_err(|_| Failure::NotFound)?;
    let open = |one: &&EvidenceView| one.number == number && one.noted.is_none();
    circle.evidence.iter().find(open).ok_or(Failure::NotFound)
}

fn asked(
    port: &dyn Port,
    t: Texts,
    (circle, evidence): (&CircleStatus, &EvidenceView),
    typed: &str,
) -> Asked {
    Asked {
        path: format!("{}/evidence/{}", page_of(&circle.circle), evidence.number),
        heading: t.get("circle-settle-heading"),
        lines: agreements::evidence(t, port.now(), evidence),
        means: vec![t.get("circle-settle-means")],
        fields: vec![field(t, "circle-settle", FieldKind::Words(typed.to_owned()))],
        buttons: vec![button(t, "settle", "circle-settle", Look::Chief)],
        ..Asked::default()
    }
}
