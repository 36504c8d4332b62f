//! Who is at a report: putting it back, taking it over, and what is left of what somebody typed who was not fast enough.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect};
use parasol_core::desk::{PutBack, RawReport, TakeOver};
use parasol_core::reports::Status;
use parasol_core::roles::Action;
use parasol_protocol::time::Timestamp;

use super::{Answer, Asked, again, open, report_id};
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::port::Port;
use crate::views::desk::AtItView;
use crate::visitor::Visitor;

/// Puts it back into the queue.
pub(in crate::pages) async fn put_back(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OpenReport)?;
    let id = report_id(&id)?;
    match port.command(PutBack { actor, id }).await {
        Ok(()) => Ok(Redirect::to("/desk").into_response()),
        Err(refusal) => again(&port, &visitor, actor, id, form, refusal).await,
    }
}

/// Takes it over from whoever is at it, and shows it.
pub(in crate::pages) async fn take_over(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OpenReport)?;
    let id = report_id(&id)?;
    match port.command(TakeOver { actor, id }).await {
        Ok(()) => open(&port, &visitor, actor, id, Asked { form, ..Asked::default() }).await,
        Err(refusal) => again(&port, &visitor, actor, id, form, refusal).await,
    }
}

pub(super) fn view(t: Texts, now: Timestamp, raw: &RawReport) -> AtItView {
    match &raw.work.at_it {
        None if raw.status.is_open() => AtItView::Looking,
        None => AtItView::Nobody,
        Some(at_it) if at_it.you => AtItView::You,
        Some(at_it) => {
            let minutes = now.since(at_it.since) / 60;
            AtItView::Other(t.counted("desk-claimed-by", at_it.by.as_str(), minutes))
        }
    }
}

/// What was typed into fields that the page does not have any more, because somebody else has decided, or proposed something,
/// since: it stays on the page, to be copied.
pub(super) fn kept(raw: &RawReport, form: &Form) -> Option<String> {
    let open =
        raw.alert.is_none() && matches!(raw.status, Status::Waiting | Status::Claimed | Status::AskedBack);
    let waiting = raw.work.proposal.as_ref().filter(|proposal| !proposal.returned);
    let publishes = open && waiting.is_none() && raw.consent.alert && raw.restricted.is_none();
    let fields = [
        ("kept", false),
        ("text", publishes),
        ("reject_text", open),
        ("post", raw.thread.is_read),
        ("why", waiting.is_some_and(|proposal| !proposal.yours)),
    ];
    let gone = fields.into_iter().filter(|(_, there)| !there).map(|(field, _)| form.raw(field));
    let typed: Vec<&str> = gone.filter(|typed| !typed.trim().is_empty()).collect();
    (!typed.is_empty()).then(|| typed.join("\n\n"))
}
