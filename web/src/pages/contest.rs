//! Contesting what may be kept about a number or address: the same page and the same work for every one in the world.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::contests::{ContestClaim, FileContest};
use parasol_core::refusal::Refusal;
use parasol_core::reports::FollowCode;

use super::Answer;
use crate::contesting;
use crate::failure::refusal_text;
use crate::form::Form;
use crate::labels;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::{Link, Message};
use crate::views::contest::{Contest, Statement};
use crate::visitor::Visitor;

/// Asks for the number or address.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    show(&*port, &visitor, String::new(), Vec::new())
}

/// Has a code sent, if it is due, and shows where to type it. What was typed is not shown again: the page is the same for
/// everybody.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let (t, contact) = (visitor.t, form.text("contact"));
    let why = match contesting::ask(&*port, contact, t.code()).await {
        _ if contact.is_empty() => "contest-contact-empty",
        Ok(()) => return Ok(show_statement(&*port, &visitor, true, &Form::default(), Vec::new())),
        Err(Refusal::Invalid { .. } | Refusal::TooLong { .. }) => "contest-contact-wrong",
        Err(other) => return Err(other.into()),
    };
    Ok(show(&*port, &visitor, contact.to_owned(), vec![Problem::new("contact", t.get(why))]))
}

/// Where a code is typed.
pub(super) async fn get_statement(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    show_statement(&*port, &visitor, false, &Form::default(), Vec::new())
}

/// Takes the statement with its code.
pub(super) async fn statement(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let t = visitor.t;
    let claim = ContestClaim::from_name(form.text("claim"));
    let missing = [
        ("code", "contest-code-wrong", form.text("code").is_empty()),
        ("claim", "contest-claim-empty", claim.is_none()),
        ("statement", "contest-statement-empty", form.text("statement").is_empty()),
    ];
    let mut problems: Vec<Problem> = missing
        .into_iter()
        .filter(|(_, _, empty)| *empty)
        .map(|(field, text, _)| Problem::new(field, t.get(text)))
        .collect();
    if let Some(claim) = claim.filter(|_| problems.is_empty()) {
        let code = FollowCode::from_text(form.text("code")).ok();
        let statement = form.text("statement").to_owned();
        match port.command(FileContest { code, claim, statement }).await {
            Ok(()) => return Ok(done(&*port, &visitor)),
            Err(Refusal::CodeRefused) => problems.push(Problem::new("code", t.get("contest-code-wrong"))),
            Err(refusal @ (Refusal::TooLong { .. } | Refusal::Invalid { .. })) => {
                problems.push(Problem::new("statement", refusal_text(t, &refusal)));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(show_statement(&*port, &visitor, false, &form, problems))
}

fn show(port: &dyn Port, visitor: &Visitor, contact: String, problems: Vec<Problem>) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visitor.page(port.settings(), "/contest", "contest-title").with_problems(&problems);
    page::render(status, &Contest { page, problems, contact })
}

fn show_statement(
    port: &dyn Port,
    visitor: &Visitor,
    asked: bool,
    form: &Form,
    problems: Vec<Problem>,
) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let codes = ContestClaim::ALL.iter().map(|claim| claim.name());
    let view = Statement {
        page: visitor
            .page(port.settings(), "/contest/statement", "contest-code-title")
            .with_problems(&problems),
        asked,
        code: form.text("code").to_owned(),
        claims: labels::choices(visitor.t, "contest-claim", codes, &[form.text("claim")]),
        statement: form.text("statement").to_owned(),
        problems,
    };
    page::render(status, &view)
}

fn done(port: &dyn Port, visitor: &Visitor) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/contest", "contest-title");
    let lines = vec![t.get("contest-done-text"), t.get("contest-done-answer")];
    let links = vec![Link { href: "/reported".to_owned(), label: t.get("contest-about") }];
    page::render(StatusCode::OK, &Message { page, heading: t.get("contest-done"), lines, links })
}
