//! Issue an alert: the guide's three sections on one page, every field optional, nothing ever lost; then what was written, to
//! be checked before it is sent.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{FollowCode, ReportDraft, Submitted};
use parasol_core::roles::{Action, Actor};

use super::report_form::{read, show};
use super::report_problems::{self, Wrong, problem};
use super::{Answer, language, report_check, report_draft};
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Kept};
use crate::page::{self, Problem};
use crate::port::Port;
use crate::sent::Sent;
use crate::views::account::{Link, Message};
use crate::views::report::ReportDone;
use crate::visitor::Visitor;

/// Where the form is shown: to whoever is signed in, or to the holder of a card.
#[derive(Default)]
pub(super) struct Shown {
    /// The card's code.
    pub(super) card: Option<String>,
}

impl Shown {
    /// For the one report of a card, whose code comes along in the form.
    pub(super) fn by_card(code: &FollowCode) -> Self {
        Self { card: Some(code.to_text()) }
    }

    /// Where the form is sent.
    pub(super) fn action(&self) -> &'static str {
        if self.card.is_some() { "/follow" } else { "/report" }
    }
}

/// Shows the empty form.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::SubmitReport)?;
    Ok(show(&*port, &visitor, &Shown::default(), StatusCode::OK, &Form::default(), Vec::new()))
}

/// Takes the report. Whatever is wrong, even a session that has ended, comes back with everything that was typed.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Extension(sent): Extension<Sent>,
    Kept { form, genuine }: Kept,
) -> Answer {
    let t = visitor.t;
    let shown = Shown::default();
    let again = |status, problem: Problem| show(&*port, &visitor, &shown, status, &form, vec![problem]);
    let actor = match visitor.actor_who_may(Action::SubmitReport) {
        Ok(actor) => actor,
        Err(Failure::SignIn) => {
            return Ok(again(StatusCode::FORBIDDEN, Problem::new("", t.get("report-signed-out"))));
        }
        Err(other) => return Err(other),
    };
    if !genuine {
        return Ok(again(StatusCode::FORBIDDEN, Problem::new("", t.get("report-resend"))));
    }
    if form.text("do") == "keep" {
        let kept = report_draft::keep(&*port, &visitor, actor, &form).await;
        return Ok(kept.unwrap_or_else(|problem| again(StatusCode::UNPROCESSABLE_ENTITY, problem)));
    }
    let draft = match step(&*port, &visitor, &shown, &form).await? {
        Step::Page(page) => return Ok(page),
        Step::Send(draft) => *draft,
    };
    let said = Said::of(&draft);
    let begun = form.ticked("draft") || form.ticked("keep_draft");
    match submit_once(&port, &sent, actor, form.text("form_id"), draft, begun).await {
        Ok(Some(submitted)) => Ok(done(&*port, &visitor, &submitted, &said)),
        Ok(None) => Ok(already(&*port, &visitor)),
        Err(refusal @ (Refusal::Busy | Refusal::Storage)) => {
            Ok(again(StatusCode::SERVICE_UNAVAILABLE, Problem::new("", refusal_text(t, &refusal))))
        }
        Err(refusal @ Refusal::OverQuota { .. }) => {
            Ok(again(StatusCode::TOO_MANY_REQUESTS, Problem::new("", refusal_text(t, &refusal))))
        }
        Err(refusal) => match problem(t, &refusal) {
            Some(problem) => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, problem)),
            None => Err(refusal.into()),
        },
    }
}

/// What a form asks for.
pub(super) enum Step {
    /// A page before anything is sent: one more line, what was written, or the form again.
    Page(Response),
    /// To be sent.
    Send(Box<ReportDraft>),
}

/// Tells what the form asks for. All that is wrong is told at once.
pub(super) async fn step(
    port: &dyn Port,
    visitor: &Visitor,
    shown: &Shown,
    form: &Form,
) -> Result<Step, Failure> {
    let (t, doing) = (visitor.t, form.text("do"));
    let again = |status, problems| show(port, visitor, shown, status, form, problems);
    if matches!(doing, "more" | "change") {
        return Ok(Step::Page(again(StatusCode::OK, Vec::new())));
    }
    if doing == "language" {
        return Ok(Step::Page(in_language(port, visitor, shown, form).await));
    }
    let read = read(port, t, form);
    // On the page before sending she says which town is meant, or that none is.
    let open = doing == "send" && !read.towns.is_empty() && form.all("town_id").next().is_none();
    match report_problems::details(port, t, &read.draft) {
        Ok(details) if doing == "check" || open => {
            let open = open.then(|| Problem::new("town_id", t.get("report-error-town")));
            let problems = open.into_iter().collect();
            let page = report_check::show(port, visitor, shown, form, &read, details, problems)?;
            Ok(Step::Page(page))
        }
        Ok(_) => Ok(Step::Send(Box::new(read.draft))),
        Err(Wrong::Typed(problems)) => Ok(Step::Page(again(StatusCode::UNPROCESSABLE_ENTITY, problems))),
        Err(Wrong::Failed(failure)) => Err(failure),
    }
}

/// The form in another language, with everything that was typed.
async fn in_language(port: &dyn Port, visitor: &Visitor, shown: &Shown, form: &Form) -> Response {
    let chosen = language::offered(port, form.text("language"));
    let reader = Visitor { t: chosen.unwrap_or(visitor.t), ..visitor.clone() };
    let mut response = show(port, &reader, shown, StatusCode::OK, form, Vec::new());
    if let Some(texts) = chosen {
        language::remember(port, visitor, texts, &mut response).await;
    }
    response
}

/// Submits what a form sent, unless the same form was taken already. It is finished even if the browser goes away, as it
/// does when somebody clicks twice: else nobody would know whether the first click counted.
async fn submit_once(
    port: &Arc<dyn Port>,
    sent: &Sent,
    actor: Actor,
    form: &str,
    draft: ReportDraft,
    begun: bool,
) -> Result<Option<Submitted>, Refusal> {
    let (port, taken) = (port.clone(), sent.turn(actor, form));
    let submitting = tokio::spawn(async move {
        let mut taken = taken.lock_owned().await;
        if *taken {
            return Ok(None);
        }
        let submitted = match begun {
            true => acts::submit_from_draft(&*port, actor, draft).await?,
            false => acts::submit(&*port, actor, draft).await?,
        };
        *taken = true;
        Ok(Some(submitted))
    });
    submitting.await.unwrap_or(Err(Refusal::Busy))
}

/// What the last page says about a report that was sent.
struct Said {
    will_be_alert: bool,
    complaint: bool,
    reachable: bool,
    urgent: bool,
}

impl Said {
    fn of(draft: &ReportDraft) -> Self {
        let told = draft.contact.as_ref().is_some_and(|contact| !contact.trim().is_empty());
        let reachable = told && !draft.reach.by.is_empty();
        Self {
            will_be_alert: draft.consent.alert,
            complaint: draft.complaint,
            reachable,
            urgent: draft.urgent,
        }
    }
}

/// The follow code is shown here and never again, so this page is drawn from the POST.
fn done(port: &dyn Port, visitor: &Visitor, submitted: &Submitted, said: &Said) -> Response {
    let page = visitor.page(port.settings(), "/report", "report-done-title");
    let follow_code = submitted.follow_code.to_text();
    let Said { will_be_alert, complaint, reachable, urgent } = *said;
    let done = ReportDone { page, follow_code, will_be_alert, complaint, reachable, urgent };
    page::render(StatusCode::CREATED, &done)
}

/// The same form came again. Its follow code was shown the first time, and only then.
fn already(port: &dyn Port, visitor: &Visitor) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/report", "report-done-title");
    let links = vec![Link { href: "/my-reports".to_owned(), label: t.get("nav-my-reports") }];
    let lines = vec![t.get("report-already-text")];
    page::render(StatusCode::OK, &Message { page, heading: t.get("report-already"), lines, links })
}
