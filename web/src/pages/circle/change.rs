//! Saying yes or no to a change.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::{AnswerHere, CircleStatus, ConfirmChange, MotionView, RefuseChange};
use parasol_core::roles::Action;
use parasol_protocol::ids::Hash;

use super::act::{FINE, Wrong, button, missing, with_password};
use super::{Answer, Names, back_to, page_of, status};
use crate::failure::Failure;
use crate::form::Form;
use crate::language::Texts;
use crate::pages::agreements;
use crate::port::Port;
use crate::views::circle::{Asked, Look};
use crate::visitor::Visitor;

/// Says what it is and what follows from it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Names(circle, change): Names,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &circle)?;
    let asked = asked(&*port, visitor.t, &circle, find(&circle, &change)?);
    Ok(asked.show(&*port, &visitor, &circle, FINE))
}

/// Answers.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Names(circle, change): Names,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let before = status(&*port, &actor, &circle)?;
    let motion = find(&before, &change)?;
    let (circle, charter, t) = (before.circle, motion.charter, visitor.t);
    let who = (&actor, &form);
    let wrong: Wrong = match form.text("do") {
        "refuse" => {
            let command = RefuseChange { actor, circle, charter };
            match with_password(&*port, &visitor, who, command).await? {
                Ok(()) => return Ok(back_to(&circle)),
                Err(wrong) => wrong,
            }
        }
        "confirm" if !form.ticked("sure") => missing(t, "sure", "circle-sure-missing"),
        "confirm" => {
            let command = ConfirmChange { actor, circle, charter };
            match with_password(&*port, &visitor, who, command).await? {
                Ok(()) => return Ok(back_to(&circle)),
                Err(wrong) => wrong,
            }
        }
        _ => missing(t, "", "circle-answer-missing"),
    };
    Ok(asked(&*port, t, &before, motion).show(&*port, &visitor, &before, wrong))
}

/// A change that can still be answered here.
fn find<'a>(circle: &'a CircleStatus, change: &str) -> Result<&'a MotionView, Failure> {
    let charter: Hash = change.parse().map_err(|_| Failure::NotFound)?;
    let answerable = |motion: &&MotionView| motion.charter == charter && agreements::is_answerable(motion);
    circle.motions.iter().find(answerable).ok_or(Failure::NotFound)
}

fn asked(port: &dyn Port, t: Texts, circle: &CircleStatus, motion: &MotionView) -> Asked {
    let line = agreements::line(t, port.now(), motion);
    let mut lines = line.what;
    lines.push(line.by);
    lines.push(format!("{} {}", line.needs, line.stands));
    if motion.needs_whom_it_removes(circle) {
        lines.push(t.get("circle-remove-of-two"));
    }
    let means = motion.changes.iter().filter_map(|one| agreements::means(t, circle, one));
    let mut means: Vec<String> = means.collect();
    means.push(t.get("circle-yes-stays"));
    let mut buttons = vec![button(t, "confirm", "circle-yes", Look::Chief)];
    if motion.answer == AnswerHere::Nothing {
        buttons.push(button(t, "refuse", "circle-no", Look::Plain));
    }
    Asked {
        path: format!("{}/change/{}", page_of(&circle.circle), motion.charter),
        heading: t.get("circle-answer-heading"),
        lines,
        means,
        sure: Some(t.get("circle-sure")),
        buttons,
        ..Asked::default()
    }
}
