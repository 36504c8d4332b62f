//! A report that is kept longer than its time: for a written reason, and to an end.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::RawReport;
use parasol_core::limits::MAX_HOLD_MONTHS;
use parasol_core::refusal::Refusal;
use parasol_core::reports::Status;
use parasol_core::retention::{HoldReport, ReleaseHold};
use parasol_core::roles::Action;

use super::{Answer, Asked, open, report_id, said};
use crate::failure::refusal_text;
use crate::form::{Form, Name};
use crate::labels::Choice;
use crate::language::Texts;
use crate::page::Problem;
use crate::pages::holds;
use crate::port::Port;
use crate::time::date;
use crate::views::hold::HoldForm;
use crate::visitor::Visitor;

/// Keeps it longer.
pub(in crate::pages) async fn set(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::KeepLonger)?;
    let (t, report) = (visitor.t, report_id(&id)?);
    let months = form.text("months").parse().unwrap_or(0);
    let reason = form.text("hold_reason").to_owned();
    match port.command(HoldReport { actor, report, reason, months }).await {
        Ok(until) => {
            let lines = vec![t.one("hold-done-text", "date", date(t, until))];
            Ok(said(&*port, &visitor, "hold-done", lines, Vec::new()))
        }
        Err(refusal @ (Refusal::TooLong { .. } | Refusal::Invalid { .. })) => {
            let problem = match &refusal {
                Refusal::Invalid { field: "months", .. } => {
                    Problem::new("months", t.get("hold-months-wrong"))
                }
                Refusal::Invalid { reason: "empty", .. } => {
                    Problem::new("hold_reason", t.get("hold-reason-empty"))
                }
                other => Problem::new("hold_reason", refusal_text(t, other)),
            };
            let asked = Asked { form, problems: vec![problem], ..Asked::default() };
            open(&port, &visitor, actor, report, asked).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Ends that before its time.
pub(in crate::pages) async fn end(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::KeepLonger)?;
    port.command(ReleaseHold { actor, report: report_id(&id)? }).await?;
    let lines = vec![visitor.t.get("hold-ended-text")];
    Ok(said(&*port, &visitor, "hold-ended", lines, Vec::new()))
}

/// What stands on the report's page.
pub(super) fn view(t: Texts, raw: &RawReport, form: &Form) -> HoldForm {
    let chosen = form.text("months");
    let month = |months: u64| Choice {
        code: months.to_string(),
        label: t.count("hold-months-count", months),
        chosen: chosen == months.to_string(),
    };
    HoldForm {
        held: raw.hold.as_ref().map(|hold| holds::in_words(t, hold)).unwrap_or_default(),
        may: raw.status != Status::Withdrawn,
        months: (1..=MAX_HOLD_MONTHS).map(month).collect(),
        reason: form.text("hold_reason").to_owned(),
    }
}
