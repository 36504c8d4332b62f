//! Objecting, or having something put right; and what was asked so far, ten a page, its words behind the password.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use parasol_core::limits::{PAGE, REQUEST_DUE};
use parasol_core::privacy::{AskAboutData, RequestKind};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_core::sessions::CloseAccount;

use super::Answer;
use super::again::{self, Again};
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::labels::Choice;
use crate::page::{self, Problem};
use crate::pager::{Pager, Which};
use crate::port::Port;
use crate::taken_along::{self, Seen};
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::privacy::AskPage;
use crate::visitor::Visitor;

const PATH: &str = "/my-data/ask";

/// What can be asked in words.
const KINDS: [RequestKind; 2] = [RequestKind::Object, RequestKind::Correct];

/// What was typed, and what needs another look.
#[derive(Default)]
struct Typed {
    problems: Vec<Problem>,
    kind: String,
    words: String,
}

/// Shows the form and what was asked, the newest first.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    let Query(which) = which.map_err(|_| Failure::NotFound)?;
    show(&*port, &visitor, &actor, StatusCode::OK, which.page(), Typed::default())
}

/// Takes what is asked; or opens and closes what was asked before.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    match form.text("do") {
        "open" => match again::open(&*port, &visitor, &actor, &form).await? {
            Again::Open => Ok(Redirect::to(PATH).into_response()),
            Again::Wrong(status, problem) => {
                let typed = Typed { problems: vec![problem], ..Typed::default() };
                show(&*port, &visitor, &actor, status, 0, typed)
            }
        },
        "close" => {
            port.command(CloseAccount { token: visitor.token()? }).await?;
            Ok(Redirect::to(PATH).into_response())
        }
        _ => ask(&*port, &visitor, actor, &form).await,
    }
}

async fn ask(port: &dyn Port, visitor: &Visitor, actor: Actor, form: &Form) -> Answer {
    let (t, words) = (visitor.t, form.text("text").to_owned());
    let kind = KINDS.into_iter().find(|kind| kind.name() == form.text("kind"));
    let mut problems = Vec::new();
    if kind.is_none() {
        problems.push(Problem::new("kind", t.get("my-data-error-kind")));
    }
    if words.is_empty() {
        problems.push(Problem::new("text", t.get("my-data-error-text")));
    }
    let typed = |problems| Typed { problems, kind: form.text("kind").to_owned(), words: words.clone() };
    let (Some(kind), true) = (kind, problems.is_empty()) else {
        return show(port, visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, 0, typed(problems));
    };
    match port.command(AskAboutData { actor, kind, text: words.clone() }).await {
        Ok(_) => {
            let due = date(t, port.now().plus(REQUEST_DUE));
            let page = visitor.page(port.settings(), PATH, "my-data-title");
            let links = vec![Link { href: "/my-data".to_owned(), label: t.get("my-data-back") }];
            let lines = vec![t.one("my-data-asked-text", "date", due)];
            Ok(page::render(StatusCode::OK, &Message { page, heading: t.get("my-data-asked"), lines, links }))
        }
        Err(refusal @ (Refusal::Invalid { .. } | Refusal::TooLong { .. })) => {
            let problems = vec![Problem::new("text", refusal_text(t, &refusal))];
            show(port, visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, 0, typed(problems))
        }
        Err(other) => Err(other.into()),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    status: StatusCode,
    page: usize,
    typed: Typed,
) -> Answer {
    let t = visitor.t;
    let requests = port.read()?.my_data(actor)?.requests;
    let seen = taken_along::seen(port, actor, &visitor.token()?)?;
    let pages = requests.len().div_ceil(PAGE).max(1);
    let page = page.min(pages.saturating_sub(1));
    let choice = |kind: RequestKind| Choice {
        code: kind.name().to_owned(),
        label: t.get(&format!("request-{}", kind.name())),
        chosen: kind.name() == typed.kind,
    };
    let shown = requests.iter().skip(page.saturating_mul(PAGE)).take(PAGE);
    let has_words = requests.iter().any(|request| {
        request.text.is_some() || request.answer.as_ref().is_some_and(|answer| answer.text.is_some())
    });
    let view = AskPage {
        page: visitor.page(port.settings(), PATH, "my-data-title").with_problems(&typed.problems),
        action: PATH,
        kinds: KINDS.into_iter().map(choice).collect(),
        words: typed.words,
        requests: shown.map(|request| taken_along::asked(t, request, seen)).collect(),
        pager: Pager::new(t, PATH, page, pages),
        // One thing at a time: first what was just typed.
        has_words: has_words && typed.problems.iter().all(|problem| problem.field == "password"),
        open: seen == Seen::Whole,
        problems: typed.problems,
    };
    Ok(page::render(status, &view))
}
