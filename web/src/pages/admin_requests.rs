//! What members ask about their data: the most urgent first, opened one by one, answered.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::ids::RequestId;
use parasol_core::privacy::{
    AnswerRequest, OpenRequest, OpenedRequest, RequestKind, RequestOutcome, RequestRow,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::Answer;
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::port::Port;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::privacy::{ClosedRequest, OpenedRequestPage, RequestLine, Requests};
use crate::visitor::Visitor;

/// Lists those that wait.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::AnswerRequest)?;
    let (t, now) = (visitor.t, port.now());
    let rows = port.read()?.open_requests(&actor)?.iter().map(|row| line(t, now, row)).collect();
    let page = visitor.page(port.settings(), "/admin/requests", "requests-title");
    Ok(page::render(StatusCode::OK, &Requests { page, rows }))
}

fn line(t: Texts, now: Timestamp, row: &RequestRow) -> RequestLine {
    let overdue = row.due <= now;
    let due = date(t, row.due);
    RequestLine {
        id: row.id.to_string(),
        kind: t.get(&format!("request-{}", row.kind.name())),
        asked: date(t, row.asked),
        due: if overdue { t.one("requests-overdue", "date", due) } else { due },
        overdue,
        own: row.own,
    }
}

/// Shows the button: opening leaves a line in the audit.
pub(super) async fn closed(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    visitor.actor_who_may(Action::AnswerRequest)?;
    let id = request_id(&id)?.to_string();
    let page = visitor.page(port.settings(), "/admin/requests", "requests-title");
    Ok(page::render(StatusCode::OK, &ClosedRequest { page, id }))
}

/// Opens it.
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::AnswerRequest)?;
    show(&port, &visitor, actor, request_id(&id)?, &Form::default(), Vec::new()).await
}

/// Answers it.
pub(super) async fn answer(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::AnswerRequest)?;
    let (t, id) = (visitor.t, request_id(&id)?);
    let Some(outcome) = RequestOutcome::from_name(form.text("outcome")) else {
        let problems = vec![Problem::new("outcome", t.get("requests-outcome"))];
        return show(&port, &visitor, actor, id, &form, problems).await;
    };
    let asleep = form.text("kind") == RequestKind::Asleep.name();
    match port.command(AnswerRequest { actor, id, outcome, text: form.text("text").to_owned() }).await {
        Ok(()) => {
            let page = visitor.page(port.settings(), "/admin/requests", "requests-title");
            let links = vec![Link { href: "/admin/requests".to_owned(), label: t.get("requests-to-list") }];
            let lines = vec![t.get(if asleep { "asleep-answered" } else { "requests-answered-text" })];
            let heading = t.get("requests-answered");
            Ok(page::render(StatusCode::OK, &Message { page, heading, lines, links }))
        }
        Err(refusal @ (Refusal::Invalid { .. } | Refusal::TooLong { .. })) => {
            let problems = vec![Problem::new("text", refusal_text(t, &refusal))];
            show(&port, &visitor, actor, id, &form, problems).await
        }
        Err(other) => Err(other.into()),
    }
}

fn request_id(text: &str) -> Result<RequestId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Opens a request (each time a line in the audit) and shows it with what was typed so far.
async fn show(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    actor: Actor,
    id: RequestId,
    form: &Form,
    problems: Vec<Problem>,
) -> Answer {
    let opened = port.command(OpenRequest { actor, id }).await?;
    let t = visitor.t;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let codes = RequestOutcome::ALL.iter().map(|outcome| outcome.name());
    let asleep = opened.request.kind == RequestKind::Asleep;
    let view = OpenedRequestPage {
        page: visitor.page(port.settings(), "/admin/requests", "requests-title").with_problems(&problems),
        id: id.to_string(),
        at_desk: opened.request.kind == RequestKind::Restrict,
        may_desk: visitor.may(Action::DecideRestriction),
        asleep,
        facts: facts(t, opened),
        outcomes: labels::choices(
            t,
            if asleep { "asleep" } else { "outcome" },
            codes,
            &[form.text("outcome")],
        ),
        words: form.text("text").to_owned(),
        problems,
    };
    Ok(page::render(status, &view))
}

fn facts(t: Texts, opened: OpenedRequest) -> Vec<Fact> {
    let OpenedRequest { request, pseudonym } = opened;
    let fact = |id: &str, line: String| Fact { name: t.get(id), lines: vec![line] };
    let kind = fact("requests-kind", t.get(&format!("request-{}", request.kind.name())));
    let due = fact("requests-due", date(t, request.due));
    // When somebody asked who has gone is not kept.
    let mut facts = match pseudonym {
        Some(name) => vec![
            kind,
            fact("requests-from", name.as_str().to_owned()),
            fact("requests-asked", date(t, request.asked)),
            due,
        ],
        None => vec![kind, fact("requests-from", t.get("requests-from-gone")), due],
    };
    facts.extend(request.text.map(|words| fact("my-data-words", words)));
    facts
}
