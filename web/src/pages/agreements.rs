//! Where the circles stand with their charters, in words.

use parasol_core::circles::{AnswerHere, ChangeView, CircleStatus, MemberView, MotionView};
use parasol_protocol::time::{DAY, Timestamp};

use crate::language::Texts;
use crate::views::admin::ChangeLine;

const HOUR: u64 = 3_600;

fn names(members: &[MemberView]) -> String {
    members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// What holds for the whole circle and its admins should know.
pub(super) fn notes(t: Texts, status: &CircleStatus) -> Vec<String> {
    let mut notes = Vec::new();
    let mut named = |id: &str, members: &[MemberView]| {
        if !members.is_empty() {
            notes.push(t.one(id, "names", names(members)));
        }
    };
    named("circle-left", &status.left);
    named("circle-behind", &status.behind);
    named("circle-awaits", &status.awaits);
    if status.awaits.is_empty() && status.abstains.is_some() {
        notes.push(t.get("circle-abstains"));
    }
    if let Some((charter, guilty)) = &status.frozen {
        notes.push(t.one("circle-frozen", "charter", charter));
        if !guilty.is_empty() {
            notes.push(t.one("circle-frozen-by", "names", names(guilty)));
        }
    }
    notes
}

/// The changes that are open, or were set aside.
pub(super) fn changes(t: Texts, now: Timestamp, status: &CircleStatus) -> Vec<ChangeLine> {
    status.motions.iter().map(|motion| line(t, now, motion)).collect()
}

fn line(t: Texts, now: Timestamp, motion: &MotionView) -> ChangeLine {
    let nothing = || vec![t.get("circle-change-nothing")];
    let what: Vec<String> = motion.changes.iter().map(|change| words(t, change)).collect();
    let (by, since) = (motion.proposer.name.as_str(), t.ago(now.since(motion.since)));
    ChangeLine {
        what: if what.is_empty() { nothing() } else { what },
        by: t.two("circle-change-by", &("who", by), &("since", &since)),
        needs: t.get(if motion.needs_all { "circle-needs-all" } else { "circle-needs-half" }),
        stands: stands(t, motion),
        answer: (motion.phase != "set_aside").then(|| answer(t, motion)),
    }
}

fn answer(t: Texts, motion: &MotionView) -> String {
    match motion.answer {
        AnswerHere::Nothing => t.get("circle-answer-nothing"),
        AnswerHere::Confirmed => t.get("circle-answer-confirmed"),
        AnswerHere::Refused => t.get("circle-answer-refused"),
    }
}

fn stands(t: Texts, motion: &MotionView) -> String {
    match motion.phase {
        "admins" => t.one("circle-phase-admins", "names", names(&motion.unconfirmed)),
        "set_aside" => t.get("circle-phase-set_aside"),
        _ if motion.missing.is_empty() => t.get("circle-phase-deciding"),
        _ => t.one("circle-phase-missing", "names", names(&motion.missing)),
    }
}

fn words(t: Texts, change: &ChangeView) -> String {
    let id = format!("circle-change-{}", change.word);
    if let Some(member) = &change.about {
        return t.one(&id, "who", &member.name);
    }
    let Some((from, to)) = change.numbers else { return t.get(&id) };
    let unit = match change.word {
        "fresh_limit" => HOUR,
        "lease" => DAY,
        _ => 1,
    };
    let [from, to] = [from, to].map(|number| number.checked_div(unit).unwrap_or(number).to_string());
    t.two(&id, &("from", &from), &("to", &to))
}
