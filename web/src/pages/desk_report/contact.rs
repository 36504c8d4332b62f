//! How to reach the reporter: behind a button with a reason, which goes into the audit.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::{ContactReason, ReporterContact, ShowContact};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;

use super::{Answer, Asked, open, report_id};
use crate::failure::refusal_text;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::Problem;
use crate::port::Port;
use crate::reach;
use crate::views::desk::ContactView;
use crate::visitor::Visitor;

/// Shows how to reach the reporter, for a reason that goes into the audit.
pub(in crate::pages) async fn contact(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OpenReport)?;
    let id = report_id(&id)?;
    let asked = match ContactReason::from_name(form.text("contact_reason")) {
        Some(reason) => match port.command(ShowContact { actor, id, reason }).await {
            Ok(shown) => Asked { form, contact: Some(lines(visitor.t, shown)), ..Asked::default() },
            Err(refusal @ Refusal::Invalid { field, .. }) => {
                let problems = vec![Problem::new(field, refusal_text(visitor.t, &refusal))];
                Asked { form, problems, ..Asked::default() }
            }
            Err(refusal) => return Err(refusal.into()),
        },
        None => {
            let text = visitor.t.get("desk-error-contact");
            Asked { form, problems: vec![Problem::new("contact_reason", text)], ..Asked::default() }
        }
    };
    open(&port, &visitor, actor, id, asked).await
}

/// Where and how a reporter can be reached; or that nobody may, because she named no safe way.
pub(in crate::pages) fn lines(t: Texts, shown: ReporterContact) -> Vec<String> {
    let way = shown.way.filter(|way| !way.by.is_empty());
    let how = way.map_or_else(|| vec![t.get("desk-no-call")], |way| reach::lines(t, &way));
    std::iter::once(shown.contact).chain(how).collect()
}

/// The button behind which it stands, for one of these reasons, with the one that was chosen so far; or what was asked for. No
/// reasons where the report says nothing of it.
pub(in crate::pages) fn view(
    t: Texts,
    reasons: Option<&[ContactReason]>,
    shown: Option<Vec<String>>,
    chosen: &str,
) -> ContactView {
    match (shown, reasons) {
        (Some(contact), _) => ContactView::Shown(contact),
        (None, Some(reasons)) => {
            let reasons = reasons.iter().map(|reason| reason.name());
            ContactView::Hidden(labels::choices(t, "contact-reason", reasons, &[chosen]))
        }
        (None, None) => ContactView::None,
    }
}
