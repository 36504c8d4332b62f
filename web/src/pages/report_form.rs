//! What the form of a report holds: read from what was typed, and drawn again with it.

use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::limits::{MAX_HOUR, MAX_IDENTIFIERS};
use parasol_core::places::Town;
use parasol_core::reports::{Consent, IdentifierInput, ReachBy, ReportDraft, SafeWay, Showing, Wording};
use parasol_core::roles::Action;
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Motive, Perpetrator};

use super::check;
use super::report::Shown;
use super::report_rows::{self, Row};
use crate::acts::CONSENT_WORDING;
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
    /// When it happened, where no date can be read from it: kept in her words for the team.
    pub(super) when: Option<String>,
}

/// Reads what was typed.
pub(super) fn read(port: &dyn Port, t: Texts, form: &Form) -> Read {
    let mut draft = draft(t, form);
    let typed = form.text("happened_on");
    draft.happened_on = happened::read(typed, today(port));
    let when = Some(typed.to_owned()).filter(|typed| !typed.is_empty() && draft.happened_on.is_none());
    if let Some(words) = &when {
        keep_words(t, &mut draft, words);
    }
    let chosen = form.text("town_id").parse().ok();
    let Place { town, words, offered } = towns::place(port, form.text("town"), chosen, draft.place.take());
    (draft.town, draft.place) = (town, words);
    Read { draft, towns: offered, when }
}

/// Keeps words about when it happened: before those about the hour, or below the text where they are too many for that.
fn keep_words(t: Texts, draft: &mut ReportDraft, words: &str) {
    let both = match &draft.hour {
        Some(hour) => format!("{words}; {hour}"),
        None => words.to_owned(),
    };
    if both.chars().count() <= MAX_HOUR {
        draft.hour = Some(both);
        return;
    }
    let line = t.plain("report-when-line", [("words", words.into())]);
    draft.text = Some(match draft.text.take() {
        Some(text) => format!("{text}\n\n{line}"),
        None => line,
    });
}

fn draft(t: Texts, form: &Form) -> ReportDraft {
    let text = |field: &str| Some(form.text(field).to_owned()).filter(|text| !text.is_empty());
    let identifiers = report_rows::filled(form).into_iter();
    ReportDraft {
        identifiers: identifiers
            .map(|row| IdentifierInput {
                kind: IdentifierKind::from_name(row.kind),
                value: row.value.into_owned(),
            })
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
        happened_on: None,
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
    }
}

/// What stands one in each line.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The form with what was typed so far.
pub(super) fn show(
    port: &dyn Port,
    visitor: &Visitor,
    shown: &Shown,
    status: StatusCode,
    form: &Form,
    problems: Vec<Problem>,
) -> Response {
    let action = shown.action();
    let page = visitor.page(port.settings(), action, "report-title").with_problems(&problems);
    let mut form = typed(visitor, form, &problems);
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

fn typed(visitor: &Visitor, form: &Form, problems: &[Problem]) -> ReportForm {
    let t = visitor.t;
    let text = |field: &str| form.raw(field).to_owned();
    let kinds: Vec<&str> = form.all("kinds").collect();
    let motives: Vec<&str> = form.all("motives").collect();
    let perpetrator = [form.text("perpetrator")];
    let reach_by: Vec<&str> = form.all("reach_by").collect();
    let showing = [form.text("showing")];
    let rows = report_rows::rows(form, form.text("do") == "more");
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
        identifiers: rows.iter().enumerate().map(|row| identifier_row(t, row, problems)).collect(),
        next: (rows.len() < MAX_IDENTIFIERS).then(|| rows.len().saturating_add(1)),
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
        wrong: problems.to_vec(),
    }
}

fn identifier_row(t: Texts, (place, row): (usize, &Row<'_>), problems: &[Problem]) -> IdentifierRow {
    let n = place.saturating_add(1);
    let count = n.to_string();
    let field = format!("identifier-{n}");
    IdentifierRow {
        n,
        label: t.plain("report-identifier-n", [("n", count.clone().into())]),
        kind_label: t.plain("report-identifier-kind-n", [("n", count.into())]),
        value: row.value.clone().into_owned(),
        kinds: check::kinds(t, row.kind),
        error: problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.clone()),
    }
}
