//! Issue an alert: the guide's three sections on one page, every field optional, nothing ever lost.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::limits::MAX_IDENTIFIERS;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    Consent, FollowCode, HappenedOn, IdentifierInput, ReportDraft, Submitted, Wording,
};
use parasol_core::roles::{Action, Actor};
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Motive, Perpetrator};

use super::{Answer, check};
use crate::acts::{self, CONSENT_WORDING};
use crate::failure::{Failure, is_list, refusal_text};
use crate::form::{Form, Kept};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::sent::Sent;
use crate::views::account::{Link, Message};
use crate::views::report::{IdentifierRow, Report, ReportDone, ReportForm};
use crate::visitor::{self, Visitor};

/// Lines for numbers and addresses to begin with.
pub(super) const ROWS: usize = 3;

/// Where the form is shown: to whoever is signed in, or to the holder of a card.
#[derive(Default)]
pub(super) struct Shown {
    card: Option<String>,
}

impl Shown {
    /// For the one report of a card, whose code comes along in the form.
    pub(super) fn by_card(code: &FollowCode) -> Self {
        Self { card: Some(code.to_text()) }
    }
}

/// Shows the empty form.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::SubmitReport)?;
    Ok(show(&*port, &visitor, &Shown::default(), StatusCode::OK, &Form::default(), ROWS, Vec::new()))
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
    let again = |status, problem: Problem| show(&*port, &visitor, &shown, status, &form, ROWS, vec![problem]);
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
    if form.text("do") == "more" {
        let rows = form.all("identifier").count().saturating_add(1);
        return Ok(show(&*port, &visitor, &shown, StatusCode::OK, &form, rows, Vec::new()));
    }
    let draft = match draft(t, &form) {
        Ok(draft) => draft,
        Err(problem) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, problem)),
    };
    let will_be_alert = draft.consent.alert;
    match submit_once(&port, &sent, actor, form.text("form_id"), draft).await {
        Ok(Some(submitted)) => Ok(done(&*port, &visitor, &submitted, will_be_alert)),
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

/// Submits what a form sent, unless the same form was taken already. It is finished even if the browser goes away, as it
/// does when somebody clicks twice: else nobody would know whether the first click counted.
async fn submit_once(
    port: &Arc<dyn Port>,
    sent: &Sent,
    actor: Actor,
    form: &str,
    draft: ReportDraft,
) -> Result<Option<Submitted>, Refusal> {
    let (port, taken) = (port.clone(), sent.turn(actor, form));
    let submitting = tokio::spawn(async move {
        let mut taken = taken.lock_owned().await;
        if *taken {
            return Ok(None);
        }
        let submitted = acts::submit(&*port, actor, draft).await?;
        *taken = true;
        Ok(Some(submitted))
    });
    submitting.await.unwrap_or(Err(Refusal::Busy))
}

pub(super) fn draft(t: Texts, form: &Form) -> Result<ReportDraft, Problem> {
    let text = |field: &str| Some(form.text(field).to_owned()).filter(|text| !text.is_empty());
    let happened_on = match form.text("happened_on") {
        "" => None,
        typed => Some(
            typed
                .parse::<HappenedOn>()
                .map_err(|_| Problem::new("happened_on", t.get("report-error-when")))?,
        ),
    };
    let kinds = form.all("identifier_kind").map(IdentifierKind::from_name).chain(std::iter::repeat(None));
    let identifiers = form.all("identifier").zip(kinds);
    Ok(ReportDraft {
        identifiers: identifiers
            .map(|(value, kind)| IdentifierInput { kind, value: value.trim().to_owned() })
            .collect(),
        kinds: form.all("kinds").filter_map(EventKind::from_name).collect(),
        perpetrator: Perpetrator::from_name(form.text("perpetrator")),
        motives: form.all("motives").filter_map(Motive::from_name).collect(),
        aliases: lines(form.text("aliases")),
        vehicle: text("vehicle"),
        description: text("description"),
        text: text("text"),
        place: text("place"),
        happened_on,
        contact: text("contact"),
        consent: Consent {
            alert: form.ticked("consent_alert"),
            partners: form.ticked("consent_partners"),
            abroad: form.ticked("consent_abroad"),
        },
        consent_wording: Wording { version: CONSENT_WORDING, language: t.code().to_owned() },
        for_other: form.ticked("for_other"),
        urgent: form.ticked("urgent"),
    })
}

/// What stands one in each line.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// What the core refused, beside the field that it is about; none when it is not about what was typed.
pub(super) fn problem(t: Texts, refusal: &Refusal) -> Option<Problem> {
    match refusal {
        Refusal::Unreadable { index, .. } => {
            let n = index.saturating_add(1).to_string();
            let reason = refusal_text(t, refusal);
            let text = t.two("report-error-identifier", &("n", &n), &("reason", &reason));
            Some(Problem::new(format!("identifier-{n}"), text))
        }
        Refusal::TooLong { field, max } => {
            let (id, label) = match *field {
                "identifiers" => ("identifier-1", t.get("report-identifiers")),
                "aliases" => ("aliases", t.get("report-aliases")),
                "place" => ("place", t.get("report-place")),
                "vehicle" => ("vehicle", t.get("report-vehicle")),
                "description" => ("description", t.get("report-description")),
                "contact" => ("contact", t.get("report-contact")),
                _ => ("text", t.get("report-text")),
            };
            let message = if is_list(field, *max) { "report-error-many" } else { "report-error-long" };
            let max = max.to_string();
            Some(Problem::new(id, t.two(message, &("field", &label), &("max", &max))))
        }
        Refusal::Invalid { field: "consent.abroad", .. } => {
            Some(Problem::new("consent_alert", t.get("report-error-abroad")))
        }
        Refusal::Invalid { field: "happened_on", .. } => {
            Some(Problem::new("happened_on", refusal_text(t, refusal)))
        }
        Refusal::Invalid { reason: "empty", .. } => Some(Problem::new("text", t.get("report-empty"))),
        Refusal::Invalid { .. } => Some(Problem::new("", refusal_text(t, refusal))),
        _ => None,
    }
}

/// The form with what was typed so far.
pub(super) fn show(
    port: &dyn Port,
    visitor: &Visitor,
    shown: &Shown,
    status: StatusCode,
    form: &Form,
    rows: usize,
    problems: Vec<Problem>,
) -> Response {
    let action = if shown.card.is_some() { "/follow" } else { "/report" };
    let page = visitor.page(port.settings(), action, "report-title").with_problems(&problems);
    let mut form = typed(visitor, form, rows, &problems);
    if form.id.is_empty() {
        form.id = visitor::random_token(port);
    }
    form.may_be_for_other &= shown.card.is_none();
    page::render(status, &Report { page, problems, form, action, card: shown.card.clone() })
}

fn typed(visitor: &Visitor, form: &Form, rows: usize, problems: &[Problem]) -> ReportForm {
    let t = visitor.t;
    let text = |field: &str| form.raw(field).to_owned();
    let kinds: Vec<&str> = form.all("kinds").collect();
    let motives: Vec<&str> = form.all("motives").collect();
    let perpetrator = [form.text("perpetrator")];
    let rows = rows.max(form.all("identifier").count()).min(MAX_IDENTIFIERS);
    ReportForm {
        id: text("form_id"),
        text: text("text"),
        place: text("place"),
        happened_on: text("happened_on"),
        kinds: labels::choices(t, "kind", EventKind::ALL.iter().filter_map(|kind| kind.name()), &kinds),
        motives: labels::choices(
            t,
            "motive",
            Motive::ALL.iter().filter_map(|motive| motive.name()),
            &motives,
        ),
        identifiers: (0..rows).map(|row| identifier_row(t, form, row, problems)).collect(),
        may_add: rows < MAX_IDENTIFIERS,
        perpetrators: labels::choices(
            t,
            "perpetrator",
            Perpetrator::ALL.iter().filter_map(|who| who.name()),
            &perpetrator,
        ),
        aliases: text("aliases"),
        vehicle: text("vehicle"),
        description: text("description"),
        contact: text("contact"),
        consent_alert: form.ticked("consent_alert"),
        consent_partners: form.ticked("consent_partners"),
        consent_abroad: form.ticked("consent_abroad"),
        may_be_for_other: visitor.may(Action::ReportForOthers),
        for_other: form.ticked("for_other"),
        urgent: form.ticked("urgent"),
        wrong: problems.iter().map(|problem| problem.field.clone()).collect(),
    }
}

fn identifier_row(t: Texts, form: &Form, row: usize, problems: &[Problem]) -> IdentifierRow {
    let n = row.saturating_add(1);
    let count = n.to_string();
    let field = format!("identifier-{n}");
    IdentifierRow {
        n,
        label: t.plain("report-identifier-n", [("n", count.clone().into())]),
        kind_label: t.plain("report-identifier-kind-n", [("n", count.into())]),
        value: form.all("identifier").nth(row).unwrap_or_default().to_owned(),
        kinds: check::kinds(t, form.all("identifier_kind").nth(row).unwrap_or_default()),
        error: problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.clone()),
    }
}

/// The follow code is shown here and never again, so this page is drawn from the POST.
fn done(port: &dyn Port, visitor: &Visitor, submitted: &Submitted, will_be_alert: bool) -> Response {
    let page = visitor.page(port.settings(), "/report", "report-done-title");
    let follow_code = submitted.follow_code.to_text();
    page::render(StatusCode::CREATED, &ReportDone { page, follow_code, will_be_alert })
}

/// The same form came again. Its follow code was shown the first time, and only then.
fn already(port: &dyn Port, visitor: &Visitor) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/report", "report-done-title");
    let links = vec![Link { href: "/my-reports".to_owned(), label: t.get("nav-my-reports") }];
    let lines = vec![t.get("report-already-text")];
    page::render(StatusCode::OK, &Message { page, heading: t.get("report-already"), lines, links })
}
