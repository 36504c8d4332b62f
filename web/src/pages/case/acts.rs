//! What a form of the case's page asks for.

use parasol_core::cases::{CaseAct, CaseOutcome};
use parasol_protocol::time::{DAY, Timestamp};

use crate::form::Form;
use crate::language::Texts;
use crate::page::Problem;
use crate::time::day_named;

/// What is to be done, or which field needs another look.
pub(super) fn read(t: Texts, now: Timestamp, form: &Form) -> Result<CaseAct, Problem> {
    let text = |field: &str| form.text(field).to_owned();
    Ok(match form.text("do") {
        "start" => CaseAct::Start,
        "take" => CaseAct::Take,
        "assign" => CaseAct::Assign(text("moderator")),
        "put_back" => CaseAct::PutBack,
        "note" => CaseAct::Note { text: text("text"), for_partner: form.ticked("for_partner") },
        "remind" => CaseAct::Remind(reminder(t, now, form)?),
        "reminder_done" => CaseAct::ReminderDone,
        "refer" => CaseAct::Refer(text("referred")),
        "hand_over_sure" => CaseAct::HandOver(text("partner")),
        "take_back" => CaseAct::TakeBack,
        "her_yes" => CaseAct::HerYes(day(t, form, "yes")?),
        "confirm" => CaseAct::Confirm,
        "no_police" => CaseAct::NoPolice,
        "close" => {
            let outcome = CaseOutcome::from_name(form.text("outcome"));
            let missing = || Problem::new("outcome", t.get("case-error-outcome"));
            CaseAct::Close { outcome: outcome.ok_or_else(missing)?, words: text("words") }
        }
        "reopen" => CaseAct::Reopen,
        _ => return Err(Problem::new("", t.get("page-not-found-text"))),
    })
}

/// A day that was typed counts; else so many days from now.
fn reminder(t: Texts, now: Timestamp, form: &Form) -> Result<Timestamp, Problem> {
    if !form.text("reminder").is_empty() {
        return day(t, form, "reminder");
    }
    let days: u64 = form.text("in_days").parse().unwrap_or(1);
    Ok(now.plus(days.saturating_mul(DAY)))
}

fn day(t: Texts, form: &Form, field: &'static str) -> Result<Timestamp, Problem> {
    day_named(form.text(field)).ok_or_else(|| Problem::new(field, t.get("case-error-day")))
}
