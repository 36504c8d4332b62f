//! A case at the desk: opened by a button, because that leaves a line in the audit; then everything that the team does for
//! the reporter, each thing by one form.

mod acts;
mod paper;
mod show;

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::cases::{ActOnCase, CaseAct};
use parasol_core::desk::{ContactReason, ShowContact};
use parasol_core::ids::ReportId;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};

use super::Answer;
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Name};
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::case::{ClosedCase, HandOver};
use crate::visitor::Visitor;

pub(super) use paper::liaison_page;
pub(super) use show::note_lines;

use self::show::{Asked, show};
use super::desk_report::contact_lines;

/// Shows the button.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    visitor.actor_who_may(Action::HandleCase)?;
    let id = case_id(&id)?.to_string();
    let page = visitor.page(port.settings(), "/desk/cases", "case-title");
    let back_label = visitor.t.get("case-to-list");
    let view = ClosedCase { page, id, action: "/desk/case", back: "/desk/cases", back_label };
    Ok(page::render(StatusCode::OK, &view))
}

/// Opens it, or does something with it.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::HandleCase)?;
    let id = case_id(&id)?;
    match form.text("do") {
        "" | "open" => show(&port, &visitor, actor, id, Asked::default()).await,
        "contact" => contact(&port, &visitor, actor, id, &form).await,
        "hand_over" => hand_over(&port, &visitor, actor, id, form).await,
        "liaison" => paper::liaison(&port, &visitor, actor, id).await,
        "complaint" => paper::complaint(&port, &visitor, actor, id).await,
        _ => match acts::read(visitor.t, port.now(), &form) {
            Ok(act) => act_on(&port, &visitor, (actor, id), act, form).await,
            Err(problem) => {
                let asked = Asked { form, problems: vec![problem], ..Asked::default() };
                show(&port, &visitor, actor, id, asked).await
            }
        },
    }
}

pub(super) fn case_id(text: &str) -> Result<ReportId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Does it, and shows the case again: with what was done, or with what was typed and why it cannot be taken.
async fn act_on(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    (actor, id): (Actor, ReportId),
    act: CaseAct,
    form: Form,
) -> Answer {
    let done = format!("case-done-{}", form.text("do"));
    let keeps = matches!(act, CaseAct::Take | CaseAct::PutBack);
    match port.command(ActOnCase { actor, id, act }).await.flatten() {
        Ok(()) => {
            // A note that was begun comes back from the buttons that stand above it.
            let form = if keeps { form } else { Form::default() };
            let asked = Asked { form, done: Some(visitor.t.get(&done)), ..Asked::default() };
            show(port, visitor, actor, id, asked).await
        }
        Err(refusal) => {
            let Some(field) = field(&refusal) else { return Err(refusal.into()) };
            let problems = vec![Problem::new(field, refusal_text(visitor.t, &refusal))];
            show(port, visitor, actor, id, Asked { form, problems, ..Asked::default() }).await
        }
    }
}

/// The field that a refusal is about.
pub(super) fn field(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::Invalid { field, .. } | Refusal::TooLong { field, .. } => Some(field),
        Refusal::ConsentMissing => Some(""),
        _ => None,
    }
}

/// Shows how to reach the reporter, for a reason that goes into the audit.
async fn contact(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId, form: &Form) -> Answer {
    let asked = match ContactReason::from_name(form.text("contact_reason")) {
        Some(reason) => match port.command(ShowContact { actor, id, reason }).await {
            Ok(shown) => Asked { contact: Some(contact_lines(visitor.t, shown)), ..Asked::default() },
            Err(refusal) => {
                let Some(field) = field(&refusal) else { return Err(refusal.into()) };
                let problems = vec![Problem::new(field, refusal_text(visitor.t, &refusal))];
                Asked { problems, ..Asked::default() }
            }
        },
        None => {
            let text = visitor.t.get("desk-error-contact");
            Asked { problems: vec![Problem::new("contact_reason", text)], ..Asked::default() }
        }
    };
    show(port, visitor, actor, id, asked).await
}

/// Asks once more, and says what the partner will see.
async fn hand_over(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    actor: Actor,
    id: ReportId,
    form: Form,
) -> Answer {
    let partner = form.text("partner").to_owned();
    if partner.is_empty() {
        let problems = vec![Problem::new("partner", visitor.t.get("invalid-no_such_partner"))];
        return show(port, visitor, actor, id, Asked { form, problems, ..Asked::default() }).await;
    }
    let page = visitor.page(port.settings(), "/desk/cases", "case-title");
    Ok(page::render(StatusCode::OK, &HandOver { page, id: id.to_string(), partner }))
}
