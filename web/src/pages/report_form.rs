//! What the form of a report holds: read from what was typed, and drawn again with it.

use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::limits::MAX_IDENTIFIERS;
use parasol_core::places::Town;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, IdentifierInput, ReachBy, ReportDraft, SafeWay, Showing, Wording};
use parasol_core::roles::Action;
use parasol_protocol::identifier::{IdentifierKind, Unreadable};
use parasol_protocol::lists::{EventKind, Motive, Perpetrator};

use super::check;
use super::report::Shown;
use crate::acts::CONSENT_WORDING;
use crate::failure::{is_list, refusal_text};
use crate::form::Form;
use crate::happened;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::time::{date, today};
use crate::towns::{self, Place};
use crate::views::report::{IdentifierRow, Report, ReportForm};
use crate::visitor::{self, Visitor};

/// A form that was read.
pub(super) struct Read {
    /// What it says.
    pub(super) draft: ReportDraft,
    /// The towns that may be meant, where one has to be chosen.
    pub(super) towns: Vec<Town>,
}

/// Reads what was typed.
pub(super) fn read(port: &dyn Port, t: Texts, form: &Form) -> Result<Read, Problem> {
    let mut draft = draft(t, today(port), form)?;
    let chosen = form.text("town_id").parse().ok();
    let Place { town, words, offered } = towns::place(port, form.text("town"), chosen, draft.place.take());
    (draft.town, draft.place) = (town, words);
    Ok(Read { draft, towns: offered })
}

fn draft(t: Texts, today: jiff::civil::Date, form: &Form) -> Result<ReportDraft, Problem> {
    let text = |field: &str| Some(form.text(field).to_owned()).filter(|text| !text.is_empty());
    let happened_on = match form.text("happened_on") {
        "" => None,
        typed => {
            let wrong = || Problem::new("happened_on", t.get("report-error-when"));
            Some(happened::read(typed, today).ok_or_else(wrong)?)
        }
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
        town: None,
        place: text("place"),
        happened_on,
        hour: text("hour"),
        met: text("met"),
        contact: text("contact"),
        reach: SafeWay {
            by: form.all("reach_by").filter_map(ReachBy::from_name).collect(),
            when: text("reach_when"),
            who_answers: text("reach_who"),
            say_we_are: text("reach_say"),
            leave_message: form.ticked("reach_message"),
        },
        complaint: form.ticked("complaint"),
        showing: Showing::from_name(form.text("showing")).unwrap_or_default(),
        consent: Consent {
            alert: form.ticked("consent_alert"),
            partners: form.ticked("consent_partners"),
            abroad: form.ticked("consent_abroad"),
        },
        consent_wording: Wording { version: CONSENT_WORDING, language: t.code().to_owned() },
        for_other: form.ticked("for_other"),
        urgent: form.ticked("urgent"),
        by_code: form.ticked("by_code"),
    })
}

/// What stands one in each line.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// What the core refused, beside the field that it is about; none when it is not about what was typed.
pub(super) fn problem(t: Texts, refusal: &Refusal) -> Option<Problem> {
    match refusal {
        Refusal::Unreadable { index, why } => {
            let n = index.saturating_add(1).to_string();
            let reason = match why {
                // What a check says about it does not help here.
                Unreadable::Several => t.get("report-error-several"),
                _ => refusal_text(t, refusal),
            };
            let text = t.two("report-error-identifier", &("n", &n), &("reason", &reason));
            Some(Problem::new(format!("identifier-{n}"), text))
        }
        Refusal::TooLong { field, max } => {
            let (id, label) = match *field {
                "identifiers" => ("identifier-1", t.get("report-identifiers")),
                "aliases" => ("aliases", t.get("report-aliases")),
                "place" => ("place", t.get("report-place")),
                "hour" => ("hour", t.get("report-hour")),
                "met" => ("met", t.get("report-met")),
                "reach.when" => ("reach_when", t.get("report-reach-when")),
                "reach.who_answers" => ("reach_who", t.get("report-reach-who")),
                "reach.say_we_are" => ("reach_say", t.get("report-reach-say")),
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
    let action = shown.action();
    let page = visitor.page(port.settings(), action, "report-title").with_problems(&problems);
    let mut form = typed(visitor, form, rows, &problems);
    if form.id.is_empty() {
        form.id = visitor::random_token(port);
    }
    form.may_be_for_other &= shown.card.is_none();
    let signed_in = visitor.actor_who_may(Action::SubmitReport).ok().filter(|_| shown.card.is_none());
    // A form that goes on with a draft need not say that there is one.
    if let Some(actor) = signed_in.filter(|_| !form.from_draft) {
        let ends = port.read().ok().and_then(|node| node.draft_ends(&actor).ok().flatten());
        form.draft_note = ends.map(|ends| visitor.t.one("draft-note", "date", date(visitor.t, ends)));
    }
    page::render(status, &Report { page, problems, form, action, card: shown.card.clone() })
}

fn typed(visitor: &Visitor, form: &Form, rows: usize, problems: &[Problem]) -> ReportForm {
    let t = visitor.t;
    let text = |field: &str| form.raw(field).to_owned();
    let kinds: Vec<&str> = form.all("kinds").collect();
    let motives: Vec<&str> = form.all("motives").collect();
    let perpetrator = [form.text("perpetrator")];
    let reach_by: Vec<&str> = form.all("reach_by").collect();
    let showing = [form.text("showing")];
    let rows = rows.max(form.all("identifier").count()).min(MAX_IDENTIFIERS);
    ReportForm {
        id: text("form_id"),
        text: text("text"),
        town: text("town"),
        place: text("place"),
        happened_on: text("happened_on"),
        hour: text("hour"),
        met: text("met"),
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
        reach_by: labels::choices(t, "reach", ReachBy::ALL.iter().map(|way| way.name()), &reach_by),
        reach_when: text("reach_when"),
        reach_who: text("reach_who"),
        reach_say: text("reach_say"),
        reach_message: form.ticked("reach_message"),
        complaint: form.ticked("complaint"),
        showing: labels::choices(t, "showing", Showing::ALL.iter().map(|when| when.name()), &showing),
        consent_alert: form.ticked("consent_alert"),
        consent_partners: form.ticked("consent_partners"),
        consent_abroad: form.ticked("consent_abroad"),
        may_be_for_other: visitor.may(Action::ReportForOthers),
        for_other: form.ticked("for_other"),
        urgent: form.ticked("urgent"),
        by_code: form.ticked("by_code"),
        keep_draft: form.ticked("keep_draft"),
        from_draft: form.ticked("draft"),
        draft_note: None,
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
