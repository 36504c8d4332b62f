//! I have a code: where a report stands, taking it back, and the one report of a card. No account is needed.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use parasol_core::members::LockAccount;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    AnswerByCode, FollowCode, Followed, FollowedReport, NotFreeByCode, Status, WithdrawReport, Withdrawn,
};

use super::Answer;
use super::report::{self, Shown, Step};
use super::report_form::show;
use super::report_problems::problem;
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Kept};
use crate::page::{self, Problem};
use crate::port::Port;
use crate::thread;
use crate::views::account::{Link, Message};
use crate::views::sponsor::{CardDone, Follow, FollowSure};
use crate::views::thread::{FollowedPage, ThreadView};
use crate::visitor::Visitor;

/// Asks for the code.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    ask(&*port, &visitor, StatusCode::OK, Vec::new())
}

/// Does what a button says. The code comes with each form: it stands in no address.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Kept { form, genuine }: Kept,
) -> Answer {
    let Ok(code) = FollowCode::from_text(form.text("code")) else {
        let wrong = genuine.then(|| refused(&*port, &visitor, &Refusal::CodeRefused));
        return wrong.ok_or(Failure::Stale);
    };
    let sends = matches!(form.text("do"), "send" | "more" | "check" | "change" | "language");
    if !genuine && !sends {
        return Err(Failure::Stale);
    }
    let opened = match port.read()?.follow(&code, port.now()) {
        Ok(opened) => opened,
        Err(refusal) => return answer(&*port, &visitor, refusal),
    };
    match (form.text("do"), opened) {
        ("withdraw", Followed::Report(_)) => sure(&*port, &visitor, &code, "withdraw"),
        ("withdraw-now", Followed::Report(_)) => withdraw(&port, &visitor, code).await,
        ("write", Followed::Report(report)) => write(&port, &visitor, code, &form, &report).await,
        ("not-free", Followed::Report(_)) => not_free(&port, &visitor, code).await,
        ("lock", Followed::Report(_)) => sure(&*port, &visitor, &code, "lock"),
        ("lock-now", Followed::Report(_)) => lock(&port, &visitor, code).await,
        (_, Followed::Report(report)) => followed(&*port, &visitor, &code, &report),
        ("send" | "more" | "check" | "change" | "language", Followed::Card { .. }) => {
            send(&port, &visitor, code, &form, genuine).await
        }
        (_, Followed::Card { .. }) => {
            let shown = Shown::by_card(&code);
            Ok(show(&*port, &visitor, &shown, StatusCode::OK, &Form::default(), Vec::new()))
        }
    }
}

/// Asks once more.
fn sure(port: &dyn Port, visitor: &Visitor, code: &FollowCode, what: &'static str) -> Answer {
    let page = visitor.page(port.settings(), "/follow", "follow-title");
    let lead = match what {
        "withdraw" => withdraw_lead(port, visitor)?,
        other => visitor.t.get(&format!("follow-{other}-lead")),
    };
    Ok(page::render(StatusCode::OK, &FollowSure { page, code: code.to_text(), what, lead }))
}

fn withdraw_lead(port: &dyn Port, visitor: &Visitor) -> Result<String, Failure> {
    Ok(thread::withdrawing(visitor.t, port.read()?.withdrawal()))
}

/// Sends what was written to the team, or comes back with it.
async fn write(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    code: FollowCode,
    form: &Form,
    report: &FollowedReport,
) -> Answer {
    let text = form.raw("post").to_owned();
    match port.command(AnswerByCode { code: code.clone(), text }).await {
        Ok(()) => Ok(said(&**port, visitor, "thread-sent", "thread-sent-text")),
        Err(refusal) => match thread::problem(visitor.t, &refusal) {
            Some(problem) => shown(&**port, visitor, &code, report, form.raw("post"), vec![problem]),
            None => answer(&**port, visitor, refusal),
        },
    }
}

async fn not_free(port: &Arc<dyn Port>, visitor: &Visitor, code: FollowCode) -> Answer {
    match port.command(NotFreeByCode { code }).await {
        Ok(()) => Ok(said(&**port, visitor, "not-free-said", "not-free-said-text")),
        Err(refusal) => answer(&**port, visitor, refusal),
    }
}

/// Takes the report of a card, or comes back with everything that was typed.
async fn send(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    code: FollowCode,
    form: &Form,
    genuine: bool,
) -> Answer {
    let (t, shown) = (visitor.t, Shown::by_card(&code));
    let again = |status, problem| show(&**port, visitor, &shown, status, form, vec![problem]);
    if !genuine {
        return Ok(again(StatusCode::FORBIDDEN, Problem::new("", t.get("report-resend"))));
    }
    let draft = match report::step(&**port, visitor, &shown, form).await? {
        Step::Page(page) => return Ok(page),
        Step::Send(draft) => *draft,
    };
    let (will_be_alert, urgent) = (draft.consent.alert, draft.urgent);
    match acts::submit_by_card(&**port, code.clone(), draft).await {
        Ok(_) => {
            let page = visitor.page(port.settings(), "/follow", "report-done-title");
            let done = CardDone { page, code: code.to_text(), will_be_alert, urgent };
            Ok(page::render(StatusCode::CREATED, &done))
        }
        Err(refusal @ (Refusal::Busy | Refusal::Storage)) => {
            Ok(again(StatusCode::SERVICE_UNAVAILABLE, Problem::new("", refusal_text(t, &refusal))))
        }
        // A second click: the first one has sent it.
        Err(Refusal::CodeRefused) => match port.read()?.follow(&code, port.now()) {
            Ok(Followed::Report(report)) => followed(&**port, visitor, &code, &report),
            _ => Ok(again(StatusCode::CONFLICT, Problem::new("", t.get("follow-card-expired")))),
        },
        Err(refusal) => match problem(t, &refusal) {
            Some(problem) => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, problem)),
            None => answer(&**port, visitor, refusal),
        },
    }
}

async fn withdraw(port: &Arc<dyn Port>, visitor: &Visitor, code: FollowCode) -> Answer {
    match port.command(WithdrawReport { code }).await {
        Ok(Withdrawn::Now) => Ok(said(&**port, visitor, "follow-withdrawn", "follow-withdrawn-text")),
        Ok(Withdrawn::Before) | Err(Refusal::WrongState { .. }) => {
            Ok(said(&**port, visitor, "follow-withdrawn-before", "follow-withdrawn-text"))
        }
        Err(refusal) => answer(&**port, visitor, refusal),
    }
}

/// Locks the account of whoever reported. The answer is the same when there is none to lock.
async fn lock(port: &Arc<dyn Port>, visitor: &Visitor, code: FollowCode) -> Answer {
    match port.command(LockAccount { code }).await {
        Ok(()) => Ok(said(&**port, visitor, "follow-locked", "follow-locked-text")),
        Err(refusal) => answer(&**port, visitor, refusal),
    }
}

fn followed(port: &dyn Port, visitor: &Visitor, code: &FollowCode, report: &FollowedReport) -> Answer {
    shown(port, visitor, code, report, "", Vec::new())
}

fn shown(
    port: &dyn Port,
    visitor: &Visitor,
    code: &FollowCode,
    report: &FollowedReport,
    typed: &str,
    problems: Vec<Problem>,
) -> Answer {
    let t = visitor.t;
    let thread = report.thread.as_ref().map(|posts| ThreadView {
        posts: thread::by_code(t, posts),
        may_write: report.may_write,
        typed: typed.to_owned(),
        wrong: !problems.is_empty(),
    });
    let next = match (report.status, &thread) {
        (Status::AskedBack, None) => t.get("next-asked-sign-in"),
        (status, _) => thread::next(t, status),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = FollowedPage {
        page: visitor.page(port.settings(), "/follow", "follow-title").with_problems(&problems),
        problems,
        code: code.to_text(),
        month: t.month(report.month.year(), report.month.month()),
        status: t.get(&format!("status-{}", report.status.name())),
        reason: report.rejected.map(|reason| t.get(&format!("told-{}", reason.name()))),
        next,
        thread,
        may_withdraw: report.status != Status::Withdrawn,
        withdraw_lead: withdraw_lead(port, visitor)?,
        may_say_not_free: report.may_say_not_free,
    };
    Ok(page::render(status, &view))
}

fn said(port: &dyn Port, visitor: &Visitor, heading: &str, text: &str) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/follow", "follow-title");
    let links = vec![Link { href: "/".to_owned(), label: t.get("nav-home") }];
    page::render(StatusCode::OK, &Message { page, heading: t.get(heading), lines: vec![t.get(text)], links })
}

fn answer(port: &dyn Port, visitor: &Visitor, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::CodeRefused | Refusal::OverQuota { .. } => Ok(refused(port, visitor, &refusal)),
        other => Err(other.into()),
    }
}

fn refused(port: &dyn Port, visitor: &Visitor, refusal: &Refusal) -> Response {
    let t = visitor.t;
    let (status, text, wait) = match refusal {
        Refusal::OverQuota { retry_after } => {
            (StatusCode::TOO_MANY_REQUESTS, t.get("follow-later"), Some(*retry_after))
        }
        _ => (StatusCode::UNPROCESSABLE_ENTITY, t.get("follow-refused"), None),
    };
    let mut response = ask(port, visitor, status, vec![Problem::new("code", text)]);
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

fn ask(port: &dyn Port, visitor: &Visitor, status: StatusCode, problems: Vec<Problem>) -> Response {
    let page = visitor.page(port.settings(), "/follow", "follow-title").with_problems(&problems);
    page::render(status, &Follow { page, problems })
}
