//! Where somebody is signed in, and ending it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;
use parasol_core::sessions::{EndOneSession, EndOtherSessions, SessionKind};

use super::Answer;
use crate::failure::Failure;
use crate::form::Form;
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::views::sessions::{SessionRow, Sessions};
use crate::visitor::Visitor;

/// Lists them.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::OwnSessions)?;
    show(&*port, &visitor, None)
}

/// Ends one, or all others.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    visitor.actor_who_may(Action::OwnSessions)?;
    let token = visitor.token()?;
    if form.text("do") == "others" {
        port.command(EndOtherSessions { token }).await?;
        return show(&*port, &visitor, Some("sessions-others-ended"));
    }
    let id = form.text("session").parse().map_err(|_| Failure::NotFound)?;
    match port.command(EndOneSession { token, id }).await {
        // Ended meanwhile, or by the same button a moment ago.
        Ok(()) | Err(Refusal::NotFound) => show(&*port, &visitor, Some("sessions-ended")),
        Err(other) => Err(other.into()),
    }
}

fn show(port: &dyn Port, visitor: &Visitor, done: Option<&str>) -> Result<Response, Failure> {
    let t = visitor.t;
    let lines = port.read()?.own_sessions(&visitor.token()?, port.now())?;
    let sessions: Vec<SessionRow> = lines
        .iter()
        .map(|line| {
            let (kind, since) = (kind(t, line.kind), t.day(line.since));
            let values = [("kind", kind.clone().into()), ("since", since.clone().into())];
            let label = t.plain("sessions-end-which", values);
            SessionRow { id: line.id.to_string(), kind, since, current: line.current, label }
        })
        .collect();
    let others = sessions.iter().any(|row| !row.current);
    let page = visitor.page(port.settings(), "/account/sessions", "sessions-title");
    Ok(page::render(StatusCode::OK, &Sessions { page, sessions, done: done.map(|id| t.get(id)), others }))
}

fn kind(t: Texts, kind: SessionKind) -> String {
    t.get(match kind {
        SessionKind::Page { shared: false } => "sessions-page-own",
        SessionKind::Page { shared: true } => "sessions-page-shared",
        SessionKind::Token => "sessions-token",
    })
}
