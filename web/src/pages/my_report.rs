//! One of one's own reports: month, status and what happens next; the rest, and writing to the team, for five minutes after
//! the password was typed again.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::ids::ReportId;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{SayNotFree, Status, WithdrawOwnReport, Withdrawn, WritePost};
use parasol_core::roles::{Action, Actor};
use parasol_core::sessions::{CloseAccount, OwnDetails};

use super::Answer;
use super::again::{self, Again};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::happened;
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::port::Port;
use crate::reach;
use crate::thread;
use crate::views::account::{Link, Message};
use crate::views::thread::{MyReportPage, MyReportSure, ThreadView};
use crate::visitor::Visitor;

/// Shows what may be seen.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeOwnReports)?;
    show(&*port, &visitor, &actor, &read(&id)?, Shown::default())
}

/// Does what a button says.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeOwnReports)?;
    let id = read(&id)?;
    // Somebody else's report is told before a password is tried.
    port.read()?.own_report(&actor, &id)?;
    match form.text("do") {
        "close" => {
            port.command(CloseAccount { token: visitor.token()? }).await?;
            Ok(Redirect::to(&path(&id)).into_response())
        }
        "write" => write(&*port, &visitor, &actor, id, &form).await,
        "withdraw" => sure(&*port, &visitor, &id),
        "withdraw-now" => withdraw(&*port, &visitor, &actor, id).await,
        "not-free" => {
            port.command(SayNotFree { actor, id }).await?;
            Ok(said(&*port, &visitor, "not-free-said", "not-free-said-text"))
        }
        _ => open(&*port, &visitor, &actor, id, &form).await,
    }
}

/// Opens it. What was being written when it closed comes back with the page.
async fn open(port: &dyn Port, visitor: &Visitor, actor: &Actor, id: ReportId, form: &Form) -> Answer {
    let typed = form.raw("post").to_owned();
    match again::open(port, visitor, actor, form).await? {
        Again::Open if typed.trim().is_empty() => Ok(Redirect::to(&path(&id)).into_response()),
        Again::Open => show(port, visitor, actor, &id, Shown { typed, ..Shown::default() }),
        Again::Wrong(status, problem) => {
            show(port, visitor, actor, &id, Shown { status, problems: vec![problem], typed })
        }
    }
}

/// Sends what was written to the team, or comes back with it.
async fn write(port: &dyn Port, visitor: &Visitor, actor: &Actor, id: ReportId, form: &Form) -> Answer {
    let typed = form.raw("post").to_owned();
    let refusal = match port.command(WritePost { token: visitor.token()?, id, text: typed.clone() }).await {
        Ok(()) => return Ok(Redirect::to(&format!("{}#thread", path(&id))).into_response()),
        Err(refusal) => refusal,
    };
    let t = visitor.t;
    let (status, problem) = match &refusal {
        Refusal::Closed => (StatusCode::FORBIDDEN, Some(Problem::new("password", t.get("thread-closed")))),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, thread::problem(t, &refusal)),
    };
    let Some(problem) = problem else { return Err(refusal.into()) };
    show(port, visitor, actor, &id, Shown { status, problems: vec![problem], typed })
}

/// Asks once more.
fn sure(port: &dyn Port, visitor: &Visitor, id: &ReportId) -> Answer {
    let page = visitor.page(port.settings(), "/my-reports", "mine-one-title");
    let lead = thread::withdrawing(visitor.t, port.read()?.withdrawal());
    Ok(page::render(StatusCode::OK, &MyReportSure { page, action: path(id), lead }))
}

async fn withdraw(port: &dyn Port, visitor: &Visitor, actor: &Actor, id: ReportId) -> Answer {
    match port.command(WithdrawOwnReport { token: visitor.token()?, id }).await {
        Ok(Withdrawn::Now) => Ok(said(port, visitor, "follow-withdrawn", "follow-withdrawn-text")),
        Ok(Withdrawn::Before) | Err(Refusal::WrongState { .. }) => {
            Ok(said(port, visitor, "follow-withdrawn-before", "follow-withdrawn-text"))
        }
        Err(Refusal::Closed) => {
            let problems = vec![Problem::new("password", visitor.t.get("thread-closed"))];
            let shown = Shown { status: StatusCode::FORBIDDEN, problems, typed: String::new() };
            show(port, visitor, actor, &id, shown)
        }
        Err(other) => Err(other.into()),
    }
}

fn said(port: &dyn Port, visitor: &Visitor, heading: &str, text: &str) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/my-reports", "mine-one-title");
    let links = vec![Link { href: "/my-reports".to_owned(), label: t.get("nav-my-reports") }];
    page::render(StatusCode::OK, &Message { page, heading: t.get(heading), lines: vec![t.get(text)], links })
}

fn read(id: &str) -> Result<ReportId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

/// An address that says nothing but a random id.
fn path(id: &ReportId) -> String {
    format!("/my-reports/{id}")
}

/// With what the page is shown.
struct Shown {
    status: StatusCode,
    problems: Vec<Problem>,
    /// What was being written.
    typed: String,
}

impl Default for Shown {
    fn default() -> Self {
        Self { status: StatusCode::OK, problems: Vec::new(), typed: String::new() }
    }
}

fn show(port: &dyn Port, visitor: &Visitor, actor: &Actor, id: &ReportId, shown: Shown) -> Answer {
    let Shown { status, problems, typed } = shown;
    let (t, node) = (visitor.t, port.read()?);
    let report = node.own_report(actor, id)?;
    let token = visitor.token()?;
    let (notice, opened) = match node.opened_report(&token, id, port.now()) {
        Ok(details) => (None, facts(t, details)),
        Err(Refusal::Closed) => (None, Vec::new()),
        Err(Refusal::ReportsClosed { .. }) => (Some(t.get("mine-one-closed")), Vec::new()),
        Err(Refusal::NotFound) => (Some(t.get("mine-one-gone")), Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let own = match node.opened_thread(&token, id, port.now()) {
        Ok(own) => Some(own),
        Err(Refusal::Closed | Refusal::ReportsClosed { .. }) => None,
        Err(other) => return Err(other.into()),
    };
    let being_read = own.as_ref().is_some_and(|own| own.being_read);
    let stands = if being_read { Status::Claimed } else { report.status };
    let mut next = vec![thread::next(t, stands)];
    next.extend(own.iter().flat_map(|own| thread::days(t, own)));
    let wrong = problems.iter().any(|problem| problem.field == "post");
    let view = MyReportPage {
        page: visitor.page(port.settings(), "/my-reports", "mine-one-title").with_problems(&problems),
        problems,
        action: path(id),
        month: t.month(report.month.year(), report.month.month()),
        status: t.get(&format!("status-{}", stands.name())),
        reason: report
            .rejected
            .filter(|_| own.is_some())
            .map(|reason| t.get(&format!("told-{}", reason.name()))),
        next,
        notice,
        opened,
        thread: own.map(|own| ThreadView {
            posts: thread::posts(t, &own.posts, false),
            may_write: own.may_write,
            typed: typed.clone(),
            wrong,
        }),
        typed,
        may_withdraw: report.status != Status::Withdrawn,
        may_say_not_free: report.may_say_not_free,
    };
    Ok(page::render(status, &view))
}

fn facts(t: Texts, own: OwnDetails) -> Vec<Fact> {
    let OwnDetails { consent, for_other, details } = own;
    let numbers = details.identifiers.iter().map(|named| page::unbreakable(&named.shown)).collect();
    let agreed = [
        (consent.alert, "mine-consent-alert"),
        (consent.partners, "mine-consent-partners"),
        (consent.abroad, "mine-consent-abroad"),
    ];
    let mut agreed: Vec<String> =
        agreed.iter().filter(|(given, _)| *given).map(|(_, id)| t.get(id)).collect();
    if agreed.is_empty() {
        agreed.push(t.get("mine-consent-none"));
    }
    if for_other {
        agreed.push(t.get("mine-other"));
    }
    let lines = |text: Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
    };
    let facts = [
        ("mine-what", lines(details.text)),
        ("mine-numbers", numbers),
        ("mine-names", details.aliases),
        ("mine-vehicle", lines(details.vehicle)),
        ("mine-description", lines(details.description)),
        ("report-town", details.town.map(|town| town.name).into_iter().collect()),
        ("mine-place", lines(details.place)),
        ("mine-when", details.happened_on.map(|on| happened::told(t, on)).into_iter().collect()),
        ("report-hour", lines(details.hour)),
        ("report-met", lines(details.met)),
        ("mine-contact", lines(details.contact)),
        ("report-reach", details.reach.iter().flat_map(|way| reach::lines(t, way)).collect()),
        ("mine-consent", agreed),
    ];
    let told = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    told.map(|(id, lines)| Fact { name: t.get(id), lines }).collect()
}
