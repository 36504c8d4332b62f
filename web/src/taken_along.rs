//! Everything that is kept of a member, in the forms in which she takes it along: a file for programs, a page for people.

use parasol_core::privacy::{
    ExportedReport, KeptRow, KeptValue, MyData, MyExport, RequestKind, RequestOutcome, RequestView,
};
use parasol_core::refusal::Refusal;
use parasol_core::reports::Details;
use parasol_core::roles::Actor;
use parasol_protocol::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::acts;
use crate::labels;
use crate::language::Texts;
use crate::page::Fact;
use crate::port::Port;
use crate::reach;
use crate::settings::Settings;
use crate::time::{date, rfc3339};
use crate::views::privacy::{AskedLine, MyDataPrint, PrintedReport};
use crate::visitor::Visitor;
use crate::wire::{ReachField, kind_names, perpetrator_name};

/// How much of it is shown: whoever holds her signed-in telephone reads neither her contacts nor what she wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Contacts masked, without words.
    Masked,
    /// All of it: she has typed her password within the last minutes.
    Whole,
}

impl Seen {
    fn of(open: bool) -> Self {
        if open { Self::Whole } else { Self::Masked }
    }
}

/// How much the one whose session this is may see: all of it for the minutes after she has typed her password again, but
/// not while her reports are closed after a reset, which may not have been hers.
pub(crate) fn seen(port: &dyn Port, actor: &Actor, token: &str) -> Result<Seen, Refusal> {
    let closed = port.read()?.own_account(actor, port.now())?.reports_closed_until.is_some();
    Ok(Seen::of(acts::is_open(port, token)? && !closed))
}

/// What is kept of the one whose session this is, her contacts whole where she may see all of it.
pub(crate) fn kept(port: &dyn Port, actor: &Actor, token: &str) -> Result<MyData, Refusal> {
    let mut data = port.read()?.my_data(actor)?;
    if seen(port, actor, token)? == Seen::Whole {
        let opened = port.read()?.opened_contacts(token, port.now())?.contacts;
        for (contact, address) in data.contacts.iter_mut().zip(opened) {
            address.as_str().clone_into(&mut contact.shown);
        }
    }
    Ok(data)
}

/// What is kept of a member.
#[derive(Serialize, ToSchema)]
pub(crate) struct Data {
    /// The pseudonym.
    pseudonym: String,
    /// `member`, `partner`, `moderator` or `admin`.
    role: &'static str,
    /// `waiting`, `active`, `suspended` or `locked`.
    standing: &'static str,
    /// When the account was made (RFC 3339).
    created_at: String,
    /// The code of the language.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The month of the last sign-in; never the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    /// Whether somebody vouched for her.
    sponsored: bool,
    /// How to reach her; masked unless the account was opened with the password within the last minutes.
    contacts: Vec<DataContact>,
    /// Sessions that are open.
    sessions: usize,
    /// The newest reports, 50 at most, without what they say.
    reports: Vec<DataReport>,
    /// How many reports there are.
    all_reports: usize,
    /// What she asked about her data; without words unless the account was opened with the password.
    requests: Vec<DataRequest>,
}

/// A contact.
#[derive(Serialize, ToSchema)]
struct DataContact {
    /// The address.
    address: String,
    /// When she proved that it is hers (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_at: Option<String>,
}

/// A report, without what it says.
#[derive(Serialize, ToSchema)]
struct DataReport {
    /// Its id.
    id: String,
    /// The month in which it came.
    month: String,
    /// Where it stands.
    status: &'static str,
    /// Since when it is not used, because she asked (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    restricted_at: Option<String>,
}

/// Something that she asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct DataRequest {
    /// Its id.
    id: String,
    /// `object`, `correct` or `restrict`.
    kind: &'static str,
    /// When she asked (RFC 3339).
    asked_at: String,
    /// By when it is answered (RFC 3339).
    due_at: String,
    /// In her words, if they are open.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The report that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<String>,
    /// When it was answered (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
    /// `granted` or `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// The answer, if it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

/// Everything, what her reports say included.
#[derive(Serialize, ToSchema)]
pub(crate) struct Export {
    #[serde(flatten)]
    data: Data,
    /// Her reports with what they say.
    full_reports: Vec<FullReport>,
    /// The rows about her as they are stored, by table; fields are named as in `docs/data-protection.md`.
    #[schema(value_type = Object)]
    rows: serde_json::Map<String, Value>,
}

/// A report with what it says.
#[derive(Serialize, ToSchema)]
struct FullReport {
    /// Its id.
    id: String,
    /// When it came (RFC 3339).
    received_at: String,
    /// Where it stands.
    status: &'static str,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    perpetrator: Option<&'static str>,
    /// The hatred behind it.
    motives: Vec<&'static str>,
    /// Whether it may become an alert.
    consent_alert: bool,
    /// Whether it may be passed to a partner organisation.
    consent_partners: bool,
    /// Whether it may be shared abroad.
    consent_abroad: bool,
    /// What it says; absent when that was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<Says>,
}

/// What a report says.
#[derive(Serialize, ToSchema)]
struct Says {
    identifiers: Vec<String>,
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vehicle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hour: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<ReachField>,
}

impl Data {
    pub(crate) fn new(data: &MyData, seen: Seen) -> Self {
        let contact = |contact: &parasol_core::privacy::ContactView| DataContact {
            address: contact.shown.clone(),
            confirmed_at: contact.confirmed.map(rfc3339),
        };
        let report = |report: &parasol_core::privacy::MyReport| DataReport {
            id: report.id.to_string(),
            month: report.month.to_string(),
            status: report.status.name(),
            restricted_at: report.restricted.map(rfc3339),
        };
        Self {
            pseudonym: data.pseudonym.as_str().to_owned(),
            role: data.role.name(),
            standing: data.standing.name(),
            created_at: rfc3339(data.created),
            language: data.language.clone(),
            seen: data.seen.map(|month| month.to_string()),
            sponsored: data.sponsored,
            contacts: data.contacts.iter().map(contact).collect(),
            sessions: data.sessions,
            reports: data.reports.iter().map(report).collect(),
            all_reports: data.all_reports,
            requests: data.requests.iter().map(|request| DataRequest::new(request, seen)).collect(),
        }
    }
}

impl DataRequest {
    pub(crate) fn new(request: &RequestView, seen: Seen) -> Self {
        let answer = request.answer.as_ref();
        let words = |text: &Option<String>| text.clone().filter(|_| seen == Seen::Whole);
        Self {
            id: request.id.to_string(),
            kind: request.kind.name(),
            asked_at: rfc3339(request.asked),
            due_at: rfc3339(request.due),
            text: words(&request.text),
            report: request.report.map(|id| id.to_string()),
            answered_at: answer.map(|answer| rfc3339(answer.at)),
            outcome: answer.map(|answer| answer.outcome.name()),
            answer: answer.and_then(|answer| words(&answer.text)),
        }
    }
}

impl Export {
    pub(crate) fn new(export: &MyExport) -> Self {
        let full_reports = export.reports.iter().map(FullReport::new).collect();
        Self { data: Data::new(&export.data, Seen::Whole), full_reports, rows: rows(&export.rows) }
    }
}

/// Table -> rows -> fields; a field that has several values is a list.
fn rows(kept: &[KeptRow]) -> serde_json::Map<String, Value> {
    let mut tables = serde_json::Map::new();
    for row in kept {
        let mut fields = serde_json::Map::new();
        for (field, value) in &row.fields {
            let value = json(value);
            match fields.get_mut(field) {
                None => drop(fields.insert(field.clone(), value)),
                Some(Value::Array(several)) => several.push(value),
                Some(one) => *one = Value::Array(vec![one.take(), value]),
            }
        }
        let table = tables.entry(row.place).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(rows) = table {
            rows.push(Value::Object(fields));
        }
    }
    tables
}

fn json(value: &KeptValue) -> Value {
    match value {
        KeptValue::Text(text) => text.clone().into(),
        KeptValue::Time(at) => rfc3339(*at).into(),
        KeptValue::Number(number) => (*number).into(),
        KeptValue::Flag(flag) => (*flag).into(),
        KeptValue::Line(at, what) => serde_json::json!({ "at": rfc3339(*at), "what": what }),
    }
}

/// The rows as they are stored, in words: a heading for each table, a fact for each field.
fn printed_rows(t: Texts, kept: &[KeptRow]) -> Vec<PrintedReport> {
    let mut sections: Vec<(&str, PrintedReport)> = Vec::new();
    for row in kept {
        let begun = sections.last().is_some_and(|(place, _)| *place == row.place);
        if !begun || row.place != "audit/2" {
            // Each row is a list of its own, in which no name stands twice; the heading stands above the first.
            let heading = match begun {
                true => String::new(),
                false => t.get(&format!("kept-{}", row.place.split('/').next().unwrap_or_default())),
            };
            sections.push((row.place, PrintedReport { heading, facts: Vec::new(), erased: false }));
        }
        let Some((_, section)) = sections.last_mut() else { continue };
        let mut facts: Vec<Fact> = Vec::new();
        for (field, value) in &row.fields {
            let place = row.place.split('/').next().unwrap_or_default();
            let name = t.get(&format!("kept-{place}-{}", field.replace('.', "-")));
            let line = words(t, value);
            match facts.iter_mut().find(|fact| fact.name == name) {
                Some(fact) => fact.lines.push(line),
                None => facts.push(Fact { name, lines: vec![line] }),
            }
        }
        match (row.place, section.facts.last_mut(), facts.pop()) {
            // Line under line, without the heading again.
            ("audit/2", Some(fact), Some(line)) => fact.lines.extend(line.lines),
            (_, _, last) => section.facts.extend(facts.into_iter().chain(last)),
        }
    }
    sections.into_iter().map(|(_, section)| section).collect()
}

fn words(t: Texts, value: &KeptValue) -> String {
    match value {
        KeptValue::Text(text) => text.clone(),
        KeptValue::Time(at) => date(t, *at),
        KeptValue::Number(number) => number.to_string(),
        KeptValue::Flag(flag) => t.get(if *flag { "my-data-yes" } else { "my-data-no" }),
        KeptValue::Line(at, what) => format!("{}: {}", date(t, *at), labels::audit_word(t, what)),
    }
}

impl FullReport {
    fn new(report: &ExportedReport) -> Self {
        Self {
            id: report.id.to_string(),
            received_at: rfc3339(report.received),
            status: report.status.name(),
            kinds: kind_names(&report.kinds),
            perpetrator: report.perpetrator.map(perpetrator_name),
            motives: report.motives.iter().filter_map(|motive| motive.name()).collect(),
            consent_alert: report.consent.alert,
            consent_partners: report.consent.partners,
            consent_abroad: report.consent.abroad,
            says: report.details.as_ref().map(Says::new),
        }
    }
}

impl Says {
    fn new(details: &Details) -> Self {
        Self {
            identifiers: details.identifiers.iter().map(|named| named.shown.clone()).collect(),
            aliases: details.aliases.clone(),
            vehicle: details.vehicle.clone(),
            description: details.description.clone(),
            text: details.text.clone(),
            town: details.town.as_ref().map(|town| town.name.clone()),
            place: details.place.clone(),
            happened_on: details.happened_on.map(|on| on.to_string()),
            hour: details.hour.clone(),
            met: details.met.clone(),
            contact: details.contact.clone(),
            reach: details.reach.as_ref().map(ReachField::new),
        }
    }
}

/// The account's facts, in words.
pub(crate) fn facts(t: Texts, data: &MyData) -> Vec<Fact> {
    let fact = |id: &str, lines: Vec<String>| Fact { name: t.get(&format!("my-data-{id}")), lines };
    let or_none = |lines: Vec<String>| if lines.is_empty() { vec![t.get("my-data-none")] } else { lines };
    let contact = |contact: &parasol_core::privacy::ContactView| {
        let shown = contact.shown.clone();
        match contact.confirmed {
            Some(_) => shown,
            None => t.one("my-data-contact-unconfirmed", "contact", shown),
        }
    };
    let seen = data.seen.map(|month| t.month(month.year(), month.month()));
    let language = data
        .language
        .as_deref()
        .map(|code| Texts::of(code).map_or(code.to_owned(), |t| t.get("language-name")));
    let yes_or_no = if data.sponsored { "my-data-yes" } else { "my-data-no" };
    vec![
        fact("name", vec![data.pseudonym.as_str().to_owned()]),
        fact("role", vec![t.get(&format!("role-{}", data.role.name()))]),
        fact("contacts", or_none(data.contacts.iter().map(contact).collect())),
        fact("language", vec![language.unwrap_or_else(|| t.get("my-data-language-none"))]),
        fact("created", vec![date(t, data.created)]),
        fact("seen", vec![seen.unwrap_or_else(|| t.get("my-data-never"))]),
        fact("sponsored", vec![t.get(yes_or_no)]),
        fact("sessions", vec![data.sessions.to_string()]),
        fact("reports", vec![data.all_reports.to_string()]),
    ]
}

/// Something that was asked, in words.
pub(crate) fn asked(t: Texts, request: &RequestView, seen: Seen) -> AskedLine {
    let words = |text: &Option<String>| text.clone().filter(|_| seen == Seen::Whole);
    let restricted = request.kind == RequestKind::Restrict;
    let outcome = |outcome: RequestOutcome| match (restricted, outcome) {
        (true, RequestOutcome::Granted) => t.get("my-data-restrict-recalled"),
        (true, RequestOutcome::Refused) => t.get("my-data-restrict-kept"),
        (false, outcome) => t.get(&format!("outcome-{}", outcome.name())),
    };
    AskedLine {
        kind: t.get(&format!("request-{}", request.kind.name())),
        words: words(&request.text),
        when: match &request.answer {
            Some(answer) => t.one("my-data-answered", "date", date(t, answer.at)),
            None => t.one("my-data-due", "date", date(t, request.due)),
        },
        outcome: request.answer.as_ref().map(|answer| outcome(answer.outcome)),
        answer: request.answer.as_ref().and_then(|answer| words(&answer.text)),
    }
}

/// The page to print.
pub(crate) fn printed(
    visitor: &Visitor,
    settings: &Settings,
    now: Timestamp,
    export: &MyExport,
) -> MyDataPrint {
    let t = visitor.t;
    MyDataPrint {
        page: visitor.page(settings, "/my-data", "print-title"),
        heading: t.one("print-heading", "date", date(t, now)),
        facts: facts(t, &export.data),
        reports: export.reports.iter().map(|report| printed_report(t, report)).collect(),
        rows: printed_rows(t, &export.rows),
        requests: export.data.requests.iter().map(|request| asked(t, request, Seen::Whole)).collect(),
    }
}

fn printed_report(t: Texts, report: &ExportedReport) -> PrintedReport {
    let status = vec![t.get(&format!("status-{}", report.status.name()))];
    let consent = report.consent;
    let given = [("alert", consent.alert), ("partners", consent.partners), ("abroad", consent.abroad)];
    let given = given.iter().filter(|(_, yes)| *yes).map(|(word, _)| t.get(&format!("desk-consent-{word}")));
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let mut lines = vec![
        ("mine-status", status),
        ("alert-kinds", labels::kinds(t, &report.kinds)),
        ("alert-who", report.perpetrator.iter().map(|who| labels::perpetrator(t, *who)).collect()),
        ("print-consent", given.collect()),
    ];
    if let Some(says) = &report.details {
        let shown = says.identifiers.iter().map(|named| named.shown.clone()).collect();
        lines.extend([
            ("print-words", one(&says.text)),
            ("report-town", says.town.iter().map(|town| town.name.clone()).collect()),
            ("raw-place", one(&says.place)),
            ("raw-when", says.happened_on.iter().map(ToString::to_string).collect()),
            ("report-hour", one(&says.hour)),
            ("report-met", one(&says.met)),
            ("alert-identifiers", shown),
            ("alert-aliases", says.aliases.clone()),
            ("alert-vehicle", one(&says.vehicle)),
            ("alert-description", one(&says.description)),
            ("raw-contact", one(&says.contact)),
            ("report-reach", says.reach.iter().flat_map(|way| reach::lines(t, way)).collect()),
        ]);
    }
    let facts = lines.into_iter().filter(|(_, lines)| !lines.is_empty());
    PrintedReport {
        heading: t.one("print-report", "date", date(t, report.received)),
        facts: facts.map(|(id, lines)| Fact { name: t.get(id), lines }).collect(),
        erased: report.details.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use parasol_core::data_protection::{As, TAKEN_ALONG};

    use super::*;

    #[test]
    fn every_field_that_is_taken_along_has_a_name_in_every_language() {
        for (place, fields, how) in TAKEN_ALONG {
            if matches!(how, As::Left(_) | As::Part(_)) {
                continue;
            }
            let place = place.split('/').next().unwrap_or_default();
            for field in *fields {
                let id = format!("kept-{place}-{}", field.replace('.', "-"));
                let missing = Texts::all().find(|t| !t.has(&id) || !t.has(&format!("kept-{place}")));
                assert!(missing.is_none(), "{id}");
            }
        }
    }
}
