//! Writing to the reporter of a report, and what follows when she says that she was not free to take it back.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::{AskReporter, PutEntryBack, RawReport};
use parasol_core::roles::Action;

use super::{Answer, Asked, again, open, report_id, said};
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::page::Problem;
use crate::port::Port;
use crate::thread;
use crate::time::date;
use crate::views::thread::{DeskThread, ThreadView};
use crate::visitor::Visitor;

/// Sends a question, or comes back with it.
pub(in crate::pages) async fn ask(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::AskBack)?;
    let (t, id) = (visitor.t, report_id(&id)?);
    match port.command(AskReporter { actor, id, text: form.raw("post").to_owned() }).await {
        Ok(()) => Ok(said(&*port, &visitor, "desk-asked", vec![t.get("desk-asked-text")], Vec::new())),
        Err(refusal) => match thread::problem(t, &refusal) {
            Some(problem) => {
                let asked = Asked { form, problems: vec![problem], ..Asked::default() };
                open(&port, &visitor, actor, id, asked).await
            }
            None => again(&port, &visitor, actor, id, form, refusal).await,
        },
    }
}

/// Puts the bare entry of a withdrawn report back.
pub(in crate::pages) async fn entry_back(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::PutEntryBack)?;
    port.command(PutEntryBack { actor, id: report_id(&id)? }).await?;
    let lines = vec![visitor.t.get("desk-entry-back-text")];
    Ok(said(&*port, &visitor, "desk-entry-done", lines, Vec::new()))
}

/// That she was not free, as it was said: with the code alone it is a reason to ask her.
fn not_free(raw: &RawReport) -> Option<&'static str> {
    let id = match (raw.thread.not_free_counts, raw.by_card) {
        (true, _) => "desk-not-free",
        (false, true) => "desk-not-free-card",
        (false, false) => "desk-not-free-code",
    };
    raw.thread.not_free.then_some(id)
}

/// The thread beside the report.
pub(super) fn view(t: Texts, raw: &RawReport, form: &Form, problems: &[Problem]) -> DeskThread {
    let thread = &raw.thread;
    let hint = match (thread.gone_on.is_some() || thread.put_back, thread.by_code) {
        (true, _) => "desk-ask-free-hint",
        (false, true) => "desk-ask-code-hint",
        (false, false) => "desk-ask-hint",
    };
    DeskThread {
        thread: ThreadView {
            posts: thread::posts(t, &thread.posts, true),
            may_write: thread.is_read,
            typed: form.raw("post").to_owned(),
            wrong: problems.iter().any(|problem| problem.field == "post"),
        },
        hint: t.get(hint),
        gone: thread.gone_on.map(|on| t.one("desk-gone", "date", date(t, on))),
        not_free: not_free(raw).map(|id| t.get(id)),
        not_free_counts: thread.not_free_counts,
        put_back: thread.put_back,
    }
}
