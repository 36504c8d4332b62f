//! What in the form of a report needs another look: all of it at once, each beside its field.

use parasol_core::limits::MAX_IDENTIFIERS;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Details, ReportDraft};

use crate::acts;
use crate::failure::{Failure, is_list, refusal_text};
use crate::language::Texts;
use crate::page::Problem;
use crate::port::Port;

/// More than a form has fields.
const MOST: usize = 32;

/// The fields as the page shows them, so that the summary has their order.
const ORDER: [&str; 14] = [
    "text",
    "happened_on",
    "place",
    "hour",
    "met",
    "identifier-",
    "aliases",
    "vehicle",
    "description",
    "contact",
    "reach_when",
    "reach_who",
    "reach_say",
    "consent_alert",
];

/// Why a form is not read.
pub(super) enum Wrong {
    /// What was typed.
    Typed(Vec<Problem>),
    /// Something else.
    Failed(Failure),
}

/// What would be kept of a draft, or everything that is wrong with it: the core names one thing at a time, so each is left out
/// until the rest can be read.
pub(super) fn details(port: &dyn Port, t: Texts, draft: &ReportDraft) -> Result<Details, Wrong> {
    let (mut rest, mut problems) = (draft.clone(), Vec::new());
    for _ in 0..MOST {
        let refusal = match acts::read_report(port, &rest) {
            Ok(details) if problems.is_empty() => return Ok(details),
            // Nothing is left of it but what is wrong.
            Err(Refusal::Invalid { reason: "empty", .. }) if !problems.is_empty() => break,
            Ok(_) => break,
            Err(refusal) => refusal,
        };
        match problem(t, &refusal) {
            Some(problem) => problems.push(problem),
            None => return Err(Wrong::Failed(refusal.into())),
        }
        if !leave_out(&mut rest, &refusal) {
            break;
        }
    }
    problems.sort_by_key(|problem| ORDER.iter().position(|field| problem.field.starts_with(field)));
    Err(Wrong::Typed(problems))
}

/// Leaves out what was refused. Whether the rest can be looked at.
fn leave_out(draft: &mut ReportDraft, refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Unreadable { index, .. } => match draft.identifiers.get_mut(*index) {
            Some(identifier) => identifier.value.clear(),
            None => return false,
        },
        Refusal::Invalid { field: "consent.abroad", .. } => draft.consent.abroad = false,
        Refusal::Invalid { field: "happened_on", .. } => draft.happened_on = None,
        Refusal::TooLong { field, .. } => match *field {
            "identifiers" => draft.identifiers.truncate(MAX_IDENTIFIERS),
            "aliases" => draft.aliases.clear(),
            "place" => draft.place = None,
            "hour" => draft.hour = None,
            "met" => draft.met = None,
            "vehicle" => draft.vehicle = None,
            "description" => draft.description = None,
            "text" => draft.text = None,
            "contact" => draft.contact = None,
            "reach.when" => draft.reach.when = None,
            "reach.who_answers" => draft.reach.who_answers = None,
            "reach.say_we_are" => draft.reach.say_we_are = None,
            _ => return false,
        },
        _ => return false,
    }
    true
}

/// What the core refused, beside the field that it is about; none when it is not about what was typed.
pub(super) fn problem(t: Texts, refusal: &Refusal) -> Option<Problem> {
    match refusal {
        Refusal::Unreadable { index, why } => {
            let n = index.saturating_add(1).to_string();
            // What a check says about it may not help here.
            let own = format!("report-unreadable-{}", why.code());
            let reason = if t.has(&own) { t.get(&own) } else { refusal_text(t, refusal) };
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
