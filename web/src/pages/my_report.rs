//! One of one's own reports: month and status, and the rest for five minutes after the password was typed again.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use parasol_core::ids::ReportId;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_core::sessions::{CloseAccount, OwnDetails};

use super::Answer;
use super::again::{self, Again};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::port::Port;
use crate::reach;
use crate::views::sessions::MyReportPage;
use crate::visitor::Visitor;

/// Shows what may be seen.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeOwnReports)?;
    show(&*port, &visitor, &actor, &read(&id)?, StatusCode::OK, Vec::new())
}

/// Opens or closes.
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
    if form.text("do") == "close" {
        port.command(CloseAccount { token: visitor.token()? }).await?;
        return Ok(Redirect::to(&path(&id)).into_response());
    }
    match again::open(&*port, &visitor, &actor, &form).await? {
        Again::Open => Ok(Redirect::to(&path(&id)).into_response()),
        Again::Wrong(status, problem) => show(&*port, &visitor, &actor, &id, status, vec![problem]),
    }
}

fn read(id: &str) -> Result<ReportId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

/// An address that says nothing but a random id.
fn path(id: &ReportId) -> String {
    format!("/my-reports/{id}")
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    id: &ReportId,
    status: StatusCode,
    problems: Vec<Problem>,
) -> Answer {
    let (t, node) = (visitor.t, port.read()?);
    let report = node.own_report(actor, id)?;
    let (notice, opened) = match node.opened_report(&visitor.token()?, id, port.now()) {
        Ok(details) => (None, facts(t, details)),
        Err(Refusal::Closed) => (None, Vec::new()),
        Err(Refusal::ReportsClosed { .. }) => (Some(t.get("mine-one-closed")), Vec::new()),
        Err(Refusal::NotFound) => (Some(t.get("mine-one-gone")), Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let page = visitor.page(port.settings(), "/my-reports", "mine-one-title").with_problems(&problems);
    let view = MyReportPage {
        page,
        problems,
        action: path(id),
        month: t.month(report.month.year(), report.month.month()),
        status: t.get(&format!("status-{}", report.status.name())),
        notice,
        opened,
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
        ("mine-when", details.happened_on.map(|on| on.to_string()).into_iter().collect()),
        ("report-hour", lines(details.hour)),
        ("report-met", lines(details.met)),
        ("mine-contact", lines(details.contact)),
        ("report-reach", details.reach.iter().flat_map(|way| reach::lines(t, way)).collect()),
        ("mine-consent", agreed),
    ];
    let told = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    told.map(|(id, lines)| Fact { name: t.get(id), lines }).collect()
}
