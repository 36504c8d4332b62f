//! A report at the desk. Opening it is a button, because it leaves a line in the audit; then the raw report stands beside
//! what will be published of it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::desk::{
    ContactReason, OpenReport, Person, PublishReport, RawReport, RejectReason, RejectReport, ReporterContact,
    ShowContact,
};
use parasol_core::ids::ReportId;
use parasol_core::privacy::LiftRestriction;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Showing, Status};
use parasol_core::roles::{Action, Actor};
use parasol_protocol::lists::{EventKind, Level};

use super::report_form::lines;
use super::{Answer, desk};
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::port::Port;
use crate::reach;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::desk::{ClosedReport, ContactView, OpenReportPage, PublishForm, RawView};
use crate::visitor::Visitor;

/// Shows the button.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    visitor.actor_who_may(Action::OpenReport)?;
    let id = report_id(&id)?.to_string();
    let page = visitor.page(port.settings(), "/desk", "desk-report-title");
    Ok(page::render(StatusCode::OK, &ClosedReport { page, id }))
}

/// Opens the report.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OpenReport)?;
    open(&port, &visitor, actor, report_id(&id)?, Asked::default()).await
}

/// Shows how to reach the reporter, for a reason that goes into the audit.
pub(super) async fn contact(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OpenReport)?;
    let id = report_id(&id)?;
    let asked = match ContactReason::from_name(form.text("contact_reason")) {
        Some(reason) => Asked {
            contact: Some(contact_lines(visitor.t, port.command(ShowContact { actor, id, reason }).await?)),
            ..Asked::default()
        },
        None => {
            let text = visitor.t.get("desk-error-contact");
            Asked { problems: vec![Problem::new("contact_reason", text)], ..Asked::default() }
        }
    };
    open(&port, &visitor, actor, id, asked).await
}

/// Publishes it as an alert.
pub(super) async fn publish(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let (t, id) = (visitor.t, report_id(&id)?);
    let level = Level::from_name(form.text("level"));
    let kinds: Vec<EventKind> = form.all("kinds").filter_map(EventKind::from_name).collect();
    let mut problems = Vec::new();
    if level.is_none() {
        problems.push(Problem::new("level", t.get("desk-error-level")));
    }
    if kinds.is_empty() {
        problems.push(Problem::new("kinds", t.get("desk-error-kinds")));
    }
    let (Some(level), true) = (level, problems.is_empty()) else {
        return open(&port, &visitor, actor, id, Asked { form, problems, contact: None }).await;
    };
    let (text, abroad, talked) = (form.text("text").to_owned(), form.ticked("abroad"), form.ticked("talked"));
    let (town, person) = (typed(&form, "town"), person(&form));
    match port.command(PublishReport { actor, id, level, kinds, text, town, person, abroad, talked }).await {
        Ok(published) => {
            let later = published.shown_from > port.now();
            let later = later.then(|| t.one("desk-shown-from", "date", date(t, published.shown_from)));
            let shared = t.get(&format!("shared-{}", published.shared.name()));
            let lines = later.into_iter().chain([shared]).collect();
            let alert = Link { href: format!("/alert/{}", published.alert), label: t.get("verdict-open") };
            Ok(said(&*port, &visitor, "desk-published", lines, vec![alert]))
        }
        Err(refusal @ (Refusal::TooLong { .. } | Refusal::Invalid { .. })) => {
            let field = match &refusal {
                Refusal::TooLong { field, .. } | Refusal::Invalid { field, .. } => *field,
                _ => "",
            };
            let problems = vec![Problem::new(field, refusal_text(t, &refusal))];
            open(&port, &visitor, actor, id, Asked { form, problems, contact: None }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Decides not to publish it.
pub(super) async fn reject(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Reject)?;
    let id = report_id(&id)?;
    let Some(reason) = RejectReason::from_name(form.text("reason")) else {
        let problems = vec![Problem::new("reason", visitor.t.get("desk-error-reason"))];
        return open(&port, &visitor, actor, id, Asked { problems, ..Asked::default() }).await;
    };
    port.command(RejectReport { actor, id, reason }).await?;
    let lines = vec![visitor.t.get("desk-rejected-text")];
    Ok(said(&*port, &visitor, "desk-rejected", lines, Vec::new()))
}

/// Uses it again: its reporter had asked to have it looked at.
pub(super) async fn lift(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideRestriction)?;
    let (t, report) = (visitor.t, report_id(&id)?);
    match port.command(LiftRestriction { actor, report, text: form.text("answer").to_owned() }).await {
        Ok(()) => Ok(said(&*port, &visitor, "desk-lifted", vec![t.get("desk-lifted-text")], Vec::new())),
        Err(refusal @ Refusal::TooLong { .. }) => {
            let problems = vec![Problem::new("answer", refusal_text(t, &refusal))];
            open(&port, &visitor, actor, report, Asked { problems, ..Asked::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}

fn typed(form: &Form, field: &str) -> Option<String> {
    Some(form.text(field).to_owned()).filter(|text| !text.is_empty())
}

/// What is said of the person: what stands in the form, which began with what was reported.
fn person(form: &Form) -> Person {
    Person {
        aliases: lines(form.text("aliases")),
        vehicle: typed(form, "vehicle"),
        description: typed(form, "description"),
    }
}

fn report_id(text: &str) -> Result<ReportId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// What an open report is shown with.
#[derive(Default)]
struct Asked {
    /// What was typed so far.
    form: Form,
    /// What needs another look.
    problems: Vec<Problem>,
    /// How to reach the reporter, when that was asked for.
    contact: Option<Vec<String>>,
}

/// Opens the report (each time a line in the audit) and shows it with what was typed so far.
async fn open(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId, asked: Asked) -> Answer {
    let Asked { form, problems, contact } = asked;
    let raw = port.command(OpenReport { actor, id }).await?;
    let t = visitor.t;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = OpenReportPage {
        page: visitor.page(port.settings(), "/desk", "desk-report-title").with_problems(&problems),
        id: id.to_string(),
        form: publish_form(t, &raw, &form, &problems),
        contact: contact_view(t, raw.has_contact, contact),
        raw: raw_view(t, &raw),
        problems,
    };
    Ok(page::render(status, &view))
}

/// Where and how a reporter can be reached; or that nobody may, because she named no safe way.
fn contact_lines(t: Texts, shown: ReporterContact) -> Vec<String> {
    let way = shown.way.filter(|way| !way.by.is_empty());
    let how = way.map_or_else(|| vec![t.get("desk-no-call")], |way| reach::lines(t, &way));
    std::iter::once(shown.contact).chain(how).collect()
}

fn contact_view(t: Texts, has_contact: bool, shown: Option<Vec<String>>) -> ContactView {
    let reasons = ContactReason::ALL.iter().map(|reason| reason.name());
    match shown {
        Some(contact) => ContactView::Shown(contact),
        None if has_contact => ContactView::Hidden(labels::choices(t, "contact-reason", reasons, &[])),
        None => ContactView::None,
    }
}

fn said(
    port: &dyn Port,
    visitor: &Visitor,
    heading: &str,
    lines: Vec<String>,
    mut links: Vec<Link>,
) -> Response {
    let page = visitor.page(port.settings(), "/desk", "desk-done-title");
    links.push(Link { href: "/desk".to_owned(), label: visitor.t.get("desk-to-queue") });
    let heading = visitor.t.get(heading);
    page::render(StatusCode::OK, &Message { page, heading, lines, links })
}

/// What will be published: as typed so far, else beginning with what the reporter said of the person.
fn publish_form(t: Texts, raw: &RawReport, form: &Form, problems: &[Problem]) -> PublishForm {
    let mut kinds: Vec<&str> = form.all("kinds").collect();
    if kinds.is_empty() && problems.is_empty() {
        kinds = raw.kinds.iter().filter_map(|kind| kind.name()).collect();
    }
    let begun = |field: &str, reported: &Option<String>| {
        form.all(field).next().map_or_else(|| reported.clone().unwrap_or_default(), str::to_owned)
    };
    let aliases = raw.details.aliases.join("\n");
    PublishForm {
        aliases: begun("aliases", &Some(aliases)),
        vehicle: begun("vehicle", &raw.details.vehicle),
        description: begun("description", &raw.details.description),
        text: form.raw("text").to_owned(),
        town: begun("town", &raw.details.town.as_ref().map(|town| town.name.clone())),
        talked: form.ticked("talked"),
        level: form.text("level").to_owned(),
        levels: Level::ALL.iter().map(|level| labels::level(t, *level)).collect(),
        levels_up: labels::levels_upwards(t),
        kinds: labels::choices(t, "kind", EventKind::ALL.iter().filter_map(|kind| kind.name()), &kinds),
        abroad: form.ticked("abroad"),
        reasons: labels::choices(t, "reject", RejectReason::ALL.iter().map(|reason| reason.name()), &[]),
        wrong: problems.iter().map(|problem| problem.field.clone()).collect(),
    }
}

fn raw_view(t: Texts, raw: &RawReport) -> RawView {
    let details = &raw.details;
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let identifiers = details.identifiers.iter().map(|named| {
        let kind = labels::identifier_kind(t, named.identifier.kind(), named.platform.as_deref());
        format!("{} ({kind})", page::unbreakable(&named.shown))
    });
    let motives = raw.motives.iter().map(|motive| labels::motive(t, *motive));
    let facts = [
        ("raw-text", one(&details.text)),
        ("raw-kinds", labels::kinds(t, &raw.kinds)),
        ("raw-perpetrator", raw.perpetrator.iter().map(|who| labels::perpetrator(t, *who)).collect()),
        ("report-town", details.town.iter().map(|town| town.name.clone()).collect()),
        ("raw-place", one(&details.place)),
        ("raw-when", details.happened_on.iter().map(ToString::to_string).collect()),
        ("report-hour", one(&details.hour)),
        ("report-met", one(&details.met)),
        ("raw-identifiers", identifiers.collect()),
        ("raw-aliases", details.aliases.clone()),
        ("raw-vehicle", one(&details.vehicle)),
        ("raw-description", one(&details.description)),
        ("raw-motives", motives.collect()),
        ("raw-consent", vec![desk::consent(t, raw.consent)]),
        ("report-showing", vec![t.get(&format!("showing-{}", raw.showing.name()))]),
    ];
    RawView {
        status: t.get(&format!("status-{}", raw.status.name())),
        facts: facts.into_iter().map(|(id, lines)| Fact { name: t.get(id), lines }).collect(),
        for_other: raw.for_other,
        complaint: raw.complaint,
        after_talk: raw.showing == Showing::AfterTalk,
        card: card(t, raw),
        urgent: raw.urgent,
        consent_alert: raw.consent.alert,
        consent_abroad: raw.consent.abroad,
        may_decide: matches!(raw.status, Status::Waiting | Status::Claimed | Status::AskedBack),
        alert: raw.alert.map(|alert| alert.to_string()),
        restricted: raw.restricted.map(|at| t.one("desk-restricted", "date", date(t, at))),
    }
}

/// By whose card a report came that has no account.
fn card(t: Texts, raw: &RawReport) -> Option<String> {
    let partner = raw.card_of.as_ref().map(|partner| partner.as_str());
    raw.by_card.then(|| partner.map_or_else(|| t.get("raw-card"), |name| t.one("raw-card-of", "name", name)))
}
