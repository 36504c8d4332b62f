//! The own data: seen, taken along, deleted.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parasol_core::members::WithPassword;
use parasol_core::privacy::{DeleteAccount, ExportData, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use zeroize::Zeroizing;

use super::Answer;
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::taken_along::{self, Seen};
use crate::views::account::{Link, Message};
use crate::views::privacy::{DeletePage, Fate, MyDataPage};
use crate::visitor::Visitor;

/// So many of the newest requests stand on the page about her data; all of them on a page of their own.
const NEWEST: usize = 3;

/// Shows what is kept.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    show(&*port, &visitor, &actor, StatusCode::OK, Vec::new())
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
            return show(&*port, &visitor, &actor, status, vec![problem]);
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

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    status: StatusCode,
    problems: Vec<Problem>,
) -> Answer {
    let t = visitor.t;
    let data = taken_along::kept(port, actor, &visitor.token()?)?;
    let more = data.requests.len() > NEWEST;
    let view = MyDataPage {
        page: visitor.page(port.settings(), "/my-data", "my-data-title").with_problems(&problems),
        facts: taken_along::facts(t, &data),
        // What she wrote, and what she was answered, stands on the page of its own, behind the password.
        requests: data
            .requests
            .iter()
            .take(NEWEST)
            .map(|asked| taken_along::asked(t, asked, Seen::Masked))
            .collect(),
        more: more
            .then(|| t.count("my-data-all-requests", u64::try_from(data.requests.len()).unwrap_or(u64::MAX))),
        problems,
    };
    Ok(page::render(status, &view))
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
