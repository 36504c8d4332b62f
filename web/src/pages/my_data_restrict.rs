//! Reports that are no longer used until somebody has looked at them: ten a page. It hides them from everybody at once, so it
//! wants the password: whoever merely holds her phone cannot take her warnings away.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use parasol_core::privacy::{MyReport, RestrictReports};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};

use super::Answer;
use super::again::{self, Again};
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::pager::{Pager, Which};
use crate::port::Port;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::privacy::{MyDataReport, RestrictPage};
use crate::visitor::Visitor;

const PATH: &str = "/my-data/restrict";

/// Lists the own reports, the newest first.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    let Query(which) = which.map_err(|_| Failure::NotFound)?;
    show(&*port, &visitor, &actor, StatusCode::OK, which.page(), Vec::new())
}

/// Has one of them not used any more, or all; or opens that with the password.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnData)?;
    let t = visitor.t;
    if form.text("do") == "open" {
        return match again::open(&*port, &visitor, &actor, &form).await? {
            Again::Open => Ok(Redirect::to(PATH).into_response()),
            Again::Wrong(status, problem) => show(&*port, &visitor, &actor, status, 0, vec![problem]),
        };
    }
    let report = match form.text("report") {
        "all" => None,
        id => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    if !acts::is_open(&*port, &visitor.token()?)? {
        let problems = vec![Problem::new("password", t.get("my-data-error-again"))];
        return show(&*port, &visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, 0, problems);
    }
    match port.command(RestrictReports { actor, report }).await {
        Ok(restricted) => {
            let n = u64::try_from(restricted).unwrap_or(u64::MAX);
            let page = visitor.page(port.settings(), PATH, "my-data-title");
            let links = vec![Link { href: "/my-data".to_owned(), label: t.get("my-data-back") }];
            let lines = vec![t.count("my-data-restricted-text", n)];
            let heading = t.get("my-data-restricted");
            Ok(page::render(StatusCode::OK, &Message { page, heading, lines, links }))
        }
        Err(refusal @ (Refusal::Invalid { .. } | Refusal::ReportsClosed { .. })) => {
            let problems = vec![Problem::new("", refusal_text(t, &refusal))];
            show(&*port, &visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, 0, problems)
        }
        Err(Refusal::OverQuota { .. }) => {
            let problems = vec![Problem::new("", t.get("my-data-error-restricted-today"))];
            show(&*port, &visitor, &actor, StatusCode::TOO_MANY_REQUESTS, 0, problems)
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
    problems: Vec<Problem>,
) -> Answer {
    let t = visitor.t;
    let mine = port.read()?.my_data_reports(actor, page)?;
    let view = RestrictPage {
        page: visitor.page(port.settings(), PATH, "my-data-title").with_problems(&problems),
        problems,
        action: PATH,
        open: acts::is_open(port, &visitor.token()?)?,
        may_restrict: mine.any_in_use,
        pager: Pager::new(t, PATH, mine.page, mine.pages),
        reports: mine.reports.iter().map(|report| line(t, report)).collect(),
    };
    Ok(page::render(status, &view))
}

fn line(t: Texts, report: &MyReport) -> MyDataReport {
    MyDataReport {
        id: report.id.to_string(),
        month: t.month(report.month.year(), report.month.month()),
        status: t.get(&format!("status-{}", report.status.name())),
        restricted: report.restricted.map(|at| t.one("my-data-restricted-since", "date", date(t, at))),
        in_use: report.in_use,
    }
}
