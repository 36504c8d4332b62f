//! What a reporter wrote, as it was read, before she sends it.

use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::reports::{Details, ReportDraft, Showing};

use super::report::Shown;
use super::report_doubts::Typed;
use super::report_form::Read;
use super::report_rows;
use crate::failure::Failure;
use crate::form::Form;
use crate::happened;
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::reach;
use crate::towns;
use crate::views::report::{CheckFact, CheckLine, ReportCheck};
use crate::visitor::Visitor;

/// Shows it. Nothing is kept yet: everything that was typed comes along in the form. `problems` are what she left open on this
/// page before.
pub(super) fn show(
    port: &dyn Port,
    visitor: &Visitor,
    shown: &Shown,
    form: &Form,
    read: &Read,
    details: Details,
    problems: Vec<Problem>,
) -> Result<Response, Failure> {
    let t = visitor.t;
    let regions = port.read()?.regions()?;
    let home = port.settings().country;
    let typed = Typed { identifiers: &read.draft.identifiers, regions: &regions, home };
    let town = details.town.as_ref().map(|town| towns::name(t, port, town));
    // None is chosen for her: it would go into the alert without having been seen.
    let offered = read.towns.iter().map(|town| Choice {
        code: town.id.to_string(),
        label: towns::name(t, port, town),
        chosen: false,
    });
    let left_out: &[&str] = if read.towns.is_empty() {
        &["do", "code", "language"]
    } else {
        &["do", "code", "language", "town_id"]
    };
    let fields = report_rows::carried(form, left_out).into_iter().filter(|(_, typed)| !typed.is_empty());
    let view = ReportCheck {
        page: visitor.page(port.settings(), shown.action(), "report-check-title").with_problems(&problems),
        action: shown.action(),
        card: shown.card.clone(),
        fields: fields.collect(),
        facts: facts(t, &typed, form, read, details, town),
        towns: offered.collect(),
        urgent: read.draft.urgent,
        problems,
    };
    let status = if view.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page::render(status, &view))
}

fn facts(
    t: Texts,
    typed: &Typed<'_>,
    form: &Form,
    read: &Read,
    details: Details,
    town: Option<String>,
) -> Vec<CheckFact> {
    let draft = &read.draft;
    let lines = |text: Option<String>| -> Vec<String> {
        text.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
    };
    let asks: Vec<Vec<String>> = details.identifiers.iter().map(|named| typed.asks(t, named)).collect();
    let identifiers = details.identifiers.iter().map(|named| {
        let kind = labels::identifier_kind(t, named.identifier.kind(), named.platform.as_deref());
        let shown = page::unbreakable(&named.shown);
        // A digit that was left out may make a number of another country of it: she sees which.
        match named.region.filter(|region| *region != typed.home) {
            Some(abroad) => format!("{shown} ({kind}, {})", labels::country(t, abroad)),
            None => format!("{shown} ({kind})"),
        }
    });
    // Words about the day are kept with those about the hour; she sees them where she wrote them.
    let hour = match read.when {
        Some(_) => Some(form.text("hour").to_owned()),
        None => details.hour,
    };
    let kept = read.when.as_ref().map(|words| t.one("report-check-words", "words", words));
    let when = details.happened_on.map(|on| happened::told(t, on)).or(kept);
    let facts = [
        ("report-urgent", draft.urgent.then(|| t.get("report-urgent-box")).into_iter().collect()),
        ("report-text", lines(details.text)),
        ("report-town", town.into_iter().collect()),
        ("report-place", lines(details.place)),
        ("report-when", when.into_iter().collect()),
        ("report-hour", lines(hour)),
        ("report-met", lines(details.met)),
        ("report-kinds", labels::kinds(t, &draft.kinds)),
        ("report-motives", draft.motives.iter().map(|motive| labels::motive(t, *motive)).collect()),
        ("report-identifiers", identifiers.collect()),
        ("report-perpetrator", draft.perpetrator.iter().map(|who| labels::perpetrator(t, *who)).collect()),
        ("report-aliases", details.aliases),
        ("report-vehicle", lines(details.vehicle)),
        ("report-description", lines(details.description)),
        ("report-contact", lines(details.contact)),
        ("report-reach", ways(t, draft)),
        ("report-showing", vec![showing(t, draft.showing)]),
        ("report-consent", consents(t, draft)),
    ];
    let line = |id, (n, text)| {
        let asks =
            if id == "report-identifiers" { asks.get(n).cloned().unwrap_or_default() } else { Vec::new() };
        CheckLine { text, asks }
    };
    let told = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    told.map(|(id, lines): (&str, Vec<String>)| CheckFact {
        name: t.get(id),
        lines: lines.into_iter().enumerate().map(|each| line(id, each)).collect(),
    })
    .collect()
}

fn ways(t: Texts, draft: &ReportDraft) -> Vec<String> {
    if !draft.reach.by.is_empty() {
        return reach::lines(t, &draft.reach);
    }
    // She says where, and no way is safe: nobody will contact her.
    let told = draft.contact.as_ref().is_some_and(|contact| !contact.trim().is_empty());
    if told { vec![t.get("report-reach-none")] } else { Vec::new() }
}

fn showing(t: Texts, showing: Showing) -> String {
    t.get(&format!("showing-{}", showing.name()))
}

/// What she agreed to, and what she did not.
fn consents(t: Texts, draft: &ReportDraft) -> Vec<String> {
    let asked = [
        (draft.consent.alert, "report-consent-alert"),
        (draft.consent.partners, "report-consent-partners"),
        (draft.consent.abroad, "report-consent-abroad"),
        (draft.complaint, "report-complaint"),
    ];
    let mut lines: Vec<String> = asked.iter().filter(|(given, _)| *given).map(|(_, id)| t.get(id)).collect();
    if !draft.consent.alert {
        lines.insert(0, t.get("report-check-private"));
    }
    if draft.for_other {
        lines.push(t.get("report-for-other"));
    }
    if draft.by_code {
        lines.push(t.get("report-by-code"));
    }
    lines
}
