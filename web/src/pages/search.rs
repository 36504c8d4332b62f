//! Searching the own alerts: names, vehicles, descriptions, parts of numbers and plates. Never tagged, never abroad.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::alerts::AlertSummary;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;

use super::Answer;
use crate::failure::refusal_text;
use crate::form::Form;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::check::{Search, SummaryView};
use crate::visitor::Visitor;

/// Shows the form.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::SeeAlert)?;
    Ok(show(&*port, &visitor, String::new(), Vec::new(), None))
}

/// Lists what matches.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeAlert)?;
    let typed = form.text("words").to_owned();
    match port.read()?.search(&actor, &typed) {
        Ok(found) => {
            let found = found.into_iter().map(|alert| summary(visitor.t, alert)).collect();
            Ok(show(&*port, &visitor, typed, Vec::new(), Some(found)))
        }
        Err(refusal @ (Refusal::TooLong { .. } | Refusal::Invalid { .. })) => {
            let problems = vec![Problem::new("words", refusal_text(visitor.t, &refusal))];
            Ok(show(&*port, &visitor, typed, problems, None))
        }
        Err(other) => Err(other.into()),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    typed: String,
    problems: Vec<Problem>,
    found: Option<Vec<SummaryView>>,
) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visitor.page(port.settings(), "/search", "check-title").with_problems(&problems);
    page::render(status, &Search { page, problems, typed, found })
}

fn summary(t: Texts, alert: AlertSummary) -> SummaryView {
    SummaryView {
        id: alert.id.to_string(),
        level: labels::level(t, alert.level),
        month: t.month(alert.month.year(), alert.month.month()),
        kinds: labels::kinds(t, &alert.kinds),
    }
}
