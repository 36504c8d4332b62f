//! An open case as its page shows it.

use std::sync::Arc;

use axum::http::StatusCode;
use parasol_core::cases::{CaseOutcome, CaseView, NoteView, OpenCase, ReleaseView};
use parasol_core::ids::ReportId;
use parasol_core::roles::Actor;

use crate::form::Form;
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::pages::Answer;
use crate::pages::desk_report::contact_view;
use crate::port::Port;
use crate::time::{date, day, minute};
use crate::views::case::{CasePage, NoteLine, PoliceView, Typed};
use crate::visitor::Visitor;

/// In how many days somebody can be reminded, to choose from.
const DAYS: [u64; 4] = [1, 3, 7, 30];

/// What an open case is shown with.
#[derive(Default)]
pub(super) struct Asked {
    /// What was typed and stays in the forms.
    pub(super) form: Form,
    /// What needs another look.
    pub(super) problems: Vec<Problem>,
    /// How to reach the reporter, when that was asked for.
    pub(super) contact: Option<Vec<String>>,
    /// What has just been done.
    pub(super) done: Option<String>,
}

/// Opens the case (each time a line in the audit) and shows it.
pub(super) async fn show(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    actor: Actor,
    id: ReportId,
    asked: Asked,
) -> Answer {
    let Asked { form, problems, contact, done } = asked;
    let case = port.command(OpenCase { actor, id }).await?;
    let t = visitor.t;
    let outcomes = CaseOutcome::ALL.iter().filter(|outcome| **outcome != CaseOutcome::Withdrawn);
    let chosen = [form.text("outcome")];
    let view = CasePage {
        page: visitor.page(port.settings(), "/desk/cases", "case-title").with_problems(&problems),
        done,
        id: id.to_string(),
        facts: facts(t, &case),
        urgent: case.urgent,
        complaint: case.complaint,
        due: case.due,
        no_call: !case.may_be_reached && case.closed.is_none(),
        contact: contact_view(t, case.has_contact.then_some(&case.contact_reasons), contact, ""),
        open: case.closed.is_none(),
        may_reopen: case.closed.as_ref().is_some_and(|closed| closed.0 != CaseOutcome::Withdrawn),
        mine: case.mine,
        assigned: case.assigned.is_some(),
        release: police(t, case.police, case.release.as_ref()),
        kept_here: case.may_hand_over.err().map(|why| labels::word(t, "case-kept", why, "other")),
        handed: case.handed.as_ref().map(|(partner, _)| partner.as_str().to_owned()),
        notes: note_lines(t, &case.notes),
        days: DAYS.iter().map(|days| in_days(t, *days)).collect(),
        today: day(port.now()),
        outcomes: labels::choices(t, "case-outcome", outcomes.map(|outcome| outcome.name()), &chosen),
        typed: typed(&form),
        problems,
    };
    let status = if view.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page::render(status, &view))
}

fn in_days(t: Texts, days: u64) -> Choice {
    Choice { code: days.to_string(), label: t.count("case-in-days", days), chosen: days == 3 }
}

/// What was typed, so that nothing of it is lost.
fn typed(form: &Form) -> Typed {
    let text = |field: &str| form.text(field).to_owned();
    Typed {
        text: text("text"),
        for_partner: form.ticked("for_partner"),
        reminder: text("reminder"),
        moderator: text("moderator"),
        referred: text("referred"),
        partner: text("partner"),
        yes: text("yes"),
        words: text("words"),
    }
}

/// The notes, oldest first, each with who wrote it and when.
pub(in crate::pages) fn note_lines(t: Texts, notes: &[NoteView]) -> Vec<NoteLine> {
    let line = |note: &NoteView| {
        let who = note.by.as_ref().map_or_else(|| t.get("case-somebody-gone"), |by| by.as_str().to_owned());
        let kind = t.get(&format!("case-note-{}", note.kind.name()));
        NoteLine { head: format!("{who}, {}: {kind}", minute(note.at)), text: note.text.clone() }
    };
    notes.iter().map(line).collect()
}

fn facts(t: Texts, case: &CaseView) -> Vec<Fact> {
    let whose = match &case.assigned {
        Some(_) if case.mine => t.get("case-yours"),
        Some(name) => name.as_str().to_owned(),
        None => t.get("case-nobodys"),
    };
    let reminder = case.reminder.map(|on| {
        let id = if case.due { "case-due-since" } else { "case-reminder-on" };
        t.one(id, "day", date(t, on))
    });
    let since = |id: &str, (name, on): (&str, parasol_protocol::time::Timestamp)| {
        t.two(id, &("name", name), &("day", &date(t, on)))
    };
    let referred = case.referred.as_ref().map(|(to, on)| since("case-referred-since", (to, *on)));
    let handed = case.handed.as_ref().map(|(to, on)| since("case-handed-since", (to.as_str(), *on)));
    let closed = case.closed.as_ref().map(|(outcome, on, words)| {
        let outcome = t.get(&format!("case-outcome-{}", outcome.name()));
        let on = on.map(|on| date(t, on));
        [Some(outcome), on, words.clone()].into_iter().flatten().collect::<Vec<_>>()
    });
    let why = case.why.iter().map(|why| t.get(&format!("case-why-{}", why.name()))).collect();
    let facts = [
        ("case-why", why),
        ("raw-kinds", labels::kinds(t, &case.kinds)),
        ("mine-status", vec![t.get(&format!("status-{}", case.status.name()))]),
        ("case-opened", vec![date(t, case.opened)]),
        ("case-whose", vec![whose]),
        ("case-remind", reminder.into_iter().collect()),
        ("case-outside", referred.into_iter().chain(handed).collect()),
        ("case-outcome", closed.unwrap_or_default()),
    ];
    let told = facts.into_iter().filter(|(_, lines): &(&str, Vec<String>)| !lines.is_empty());
    told.map(|(id, lines)| Fact { name: t.get(id), lines }).collect()
}

fn police(t: Texts, never: bool, release: Option<&ReleaseView>) -> PoliceView {
    let Some(release) = release.filter(|_| !never) else {
        return if never { PoliceView::Never } else { PoliceView::NoYes };
    };
    let yes = t.one("case-police-since", "day", date(t, release.yes));
    let named = release.confirmed.iter().map(|name| t.one("case-police-by", "name", name.as_str()));
    let wanted = (!release.complete).then(|| t.get("case-police-wanted"));
    PoliceView::Yes {
        lines: std::iter::once(yes).chain(named).chain(wanted).collect(),
        may_confirm: !release.by_me && !release.complete,
        complete: release.complete,
    }
}
