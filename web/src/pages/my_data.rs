//! The own data: seen, taken along, no longer used, objected to, deleted.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parasol_core::members::WithPassword;
use parasol_core::privacy::{
    AskAboutData, DeleteAccount, ExportData, MyData, ReportsFate, RequestKind, RestrictReports,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use zeroize::Zeroizing;

use super::Answer;
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::labels::Choice;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::taken_along;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::privacy::{DeletePage, Fate, MyDataPage, MyDataReport};
use crate::visitor::Visitor;

/// What can be asked in words.
const KINDS: [RequestKind; 2] = [RequestKind::Object, RequestKind::Correct];

/// What was typed, and what needs another look.
#[derive(Default)]
struct Typed {
    problems: Vec<Problem>,
    kind: String,
    words: String,
}

/// Shows what is kept.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    show(&*port, &visitor, &actor, StatusCode::OK, Typed::default())
}

/// Hands everything over: as a file, or as a page to print.
pub(super) async fn export(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    let exported = match acts::password_again(&*port, &actor, password(&form)).await {
        Ok(verified) => port.command(WithPassword { verified, command: ExportData { actor } }).await,
        Err(refusal) => Err(refusal),
    };
    let exported = match exported {
        Ok(exported) => exported,
        Err(refusal) => {
            let (status, problem) = password_problem(&visitor, refusal)?;
            let typed = Typed { problems: vec![problem], ..Typed::default() };
            return show(&*port, &visitor, &actor, status, typed);
        }
    };
    if form.text("form") == "print" {
        let view = taken_along::printed(&visitor, port.settings(), port.now(), &exported);
        return Ok(page::render(StatusCode::OK, &view));
    }
    let json = taken_along::Export::new(&exported);
    let text = serde_json::to_string_pretty(&json).map_err(|_| Failure::Broken)?;
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let name = HeaderValue::from_static("attachment; filename=\"notes.json\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// Has reports not used any more until somebody has looked at them.
pub(super) async fn restrict(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    let report = match form.text("report") {
        "all" => None,
        id => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    match port.command(RestrictReports { actor, report }).await {
        Ok(restricted) => {
            let n = u64::try_from(restricted).unwrap_or(u64::MAX);
            let text = visitor.t.count("my-data-restricted-text", n);
            Ok(said(&*port, &visitor, "my-data-restricted", text))
        }
        Err(refusal @ (Refusal::Invalid { .. } | Refusal::ReportsClosed { .. })) => {
            again(&*port, &visitor, &actor, "restrict", &refusal)
        }
        Err(other) => Err(other.into()),
    }
}

/// Takes an objection, or what is to be put right.
pub(super) async fn ask(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
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
        return show(&*port, &visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, typed(problems));
    };
    match port.command(AskAboutData { actor, kind, text: words.clone() }).await {
        Ok(_) => {
            let due = date(t, port.now().plus(parasol_core::limits::REQUEST_DUE));
            Ok(said(&*port, &visitor, "my-data-asked", t.one("my-data-asked-text", "date", due)))
        }
        Err(refusal @ (Refusal::Invalid { .. } | Refusal::TooLong { .. })) => {
            let problems = vec![Problem::new("text", refusal_text(t, &refusal))];
            show(&*port, &visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, typed(problems))
        }
        Err(other) => Err(other.into()),
    }
}

/// Asks before an account is deleted.
pub(super) async fn delete_form(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Answer {
    visitor.actor_who_may(Action::ManageOwnData)?;
    Ok(delete_page(&*port, &visitor, StatusCode::OK, "", Vec::new()))
}

/// Deletes the account.
pub(super) async fn delete(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    let chosen = form.text("reports");
    let Some(reports) = ReportsFate::from_name(chosen) else {
        let problems = vec![Problem::new("reports", visitor.t.get("my-data-error-fate"))];
        return Ok(delete_page(&*port, &visitor, StatusCode::UNPROCESSABLE_ENTITY, chosen, problems));
    };
    let done = match acts::password_again(&*port, &actor, password(&form)).await {
        Ok(verified) => {
            port.command(WithPassword { verified, command: DeleteAccount { actor, reports } }).await
        }
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => {
            let nobody = Visitor { session: None, ..visitor };
            let text = nobody.t.get("my-data-deleted-text");
            let page = nobody.page(port.settings(), "/", "my-data-title");
            let links = vec![Link { href: "/".to_owned(), label: nobody.t.get("nav-home") }];
            let heading = nobody.t.get("my-data-deleted");
            Ok(page::render(StatusCode::OK, &Message { page, heading, lines: vec![text], links }))
        }
        Err(refusal) => {
            let (status, problem) = password_problem(&visitor, refusal)?;
            Ok(delete_page(&*port, &visitor, status, chosen, vec![problem]))
        }
    }
}

fn password(form: &Form) -> Zeroizing<String> {
    Zeroizing::new(form.raw("password").to_owned())
}

/// What is wrong with a password that was typed again; or what else it was.
fn password_problem(visitor: &Visitor, refusal: Refusal) -> Result<(StatusCode, Problem), Failure> {
    let t = visitor.t;
    let (status, text) = match refusal {
        Refusal::WrongCredentials => (StatusCode::UNPROCESSABLE_ENTITY, t.get("my-data-error-password")),
        Refusal::ReportsClosed { .. } => (StatusCode::CONFLICT, t.get("my-data-error-closed")),
        refusal @ Refusal::OverQuota { .. } => (StatusCode::TOO_MANY_REQUESTS, refusal_text(t, &refusal)),
        refusal @ Refusal::LastAdmin => (StatusCode::CONFLICT, refusal_text(t, &refusal)),
        other => return Err(other.into()),
    };
    Ok((status, Problem::new("password", text)))
}

fn again(port: &dyn Port, visitor: &Visitor, actor: &Actor, field: &str, refusal: &Refusal) -> Answer {
    let problems = vec![Problem::new(field, refusal_text(visitor.t, refusal))];
    let typed = Typed { problems, ..Typed::default() };
    show(port, visitor, actor, StatusCode::UNPROCESSABLE_ENTITY, typed)
}

fn show(port: &dyn Port, visitor: &Visitor, actor: &Actor, status: StatusCode, typed: Typed) -> Answer {
    let t = visitor.t;
    let data = port.read()?.my_data(actor)?;
    let choice = |kind: RequestKind| Choice {
        code: kind.name().to_owned(),
        label: t.get(&format!("request-{}", kind.name())),
        chosen: kind.name() == typed.kind,
    };
    let view = MyDataPage {
        page: visitor.page(port.settings(), "/my-data", "my-data-title").with_problems(&typed.problems),
        facts: taken_along::facts(t, &data),
        may_restrict: data.reports.iter().any(|report| report.in_use),
        reports: reports(visitor, &data),
        kinds: KINDS.into_iter().map(choice).collect(),
        requests: data.requests.iter().map(|request| taken_along::asked(t, request)).collect(),
        words: typed.words,
        problems: typed.problems,
    };
    Ok(page::render(status, &view))
}

fn reports(visitor: &Visitor, data: &MyData) -> Vec<MyDataReport> {
    let t = visitor.t;
    let line = |report: &parasol_core::privacy::MyReport| MyDataReport {
        id: report.id.to_string(),
        month: t.month(report.month.year(), report.month.month()),
        status: t.get(&format!("status-{}", report.status.name())),
        restricted: report.restricted.map(|at| t.one("my-data-restricted-since", "date", date(t, at))),
        in_use: report.in_use,
    };
    data.reports.iter().map(line).collect()
}

fn delete_page(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    chosen: &str,
    problems: Vec<Problem>,
) -> Response {
    let t = visitor.t;
    let fate = |fate: &ReportsFate| Fate {
        code: fate.name(),
        label: t.get(&format!("fate-{}", fate.name())),
        hint: t.get(&format!("fate-{}-hint", fate.name())),
        chosen: fate.name() == chosen,
    };
    let page = visitor.page(port.settings(), "/my-data/delete", "my-data-title").with_problems(&problems);
    page::render(status, &DeletePage { page, problems, fates: ReportsFate::ALL.iter().map(fate).collect() })
}

fn said(port: &dyn Port, visitor: &Visitor, heading: &str, text: String) -> Response {
    let page = visitor.page(port.settings(), "/my-data", "my-data-title");
    let links = vec![Link { href: "/my-data".to_owned(), label: visitor.t.get("my-data-back") }];
    let heading = visitor.t.get(heading);
    page::render(StatusCode::OK, &Message { page, heading, lines: vec![text], links })
}
