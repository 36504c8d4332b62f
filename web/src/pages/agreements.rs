//! Where the circles stand with their charters, in words.

use parasol_core::circles::{
    AnswerHere, ChangeView, CircleStatus, CircleView, EvidenceView, MemberView, MotionView,
};
use parasol_protocol::time::{DAY, Timestamp};

use crate::language::Texts;

const HOUR: u64 = 3_600;

/// For how long it is told that entries were taken back after a restore.
const TOLD: u64 = 30 * DAY;

pub(super) fn names(members: &[MemberView]) -> String {
    members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// What holds for the whole circle and its admins should know.
pub(super) fn notes(t: Texts, now: Timestamp, circle: &CircleView, status: &CircleStatus) -> Vec<String> {
    let mut notes = after_restore(t, now, circle);
    let mut named = |id: &str, members: &[MemberView]| {
        if !members.is_empty() {
            notes.push(t.one(id, "names", names(members)));
        }
    };
    named("circle-left", &status.left);
    named("circle-ended", &status.ended);
    named("circle-behind", &status.behind);
    named("circle-awaits", &status.awaits);
    if status.all_must_evaluate {
        notes.push(t.get(match status.fewer_are_decided() {
            true => "circle-all-must-evaluate-soon",
            false => "circle-all-must-evaluate",
        }));
    }
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

/// For whom this node waits before it shares again, and what it took back.
fn after_restore(t: Texts, now: Timestamp, circle: &CircleView) -> Vec<String> {
    let mut notes = Vec::new();
    if !circle.awaits.is_empty() {
        notes.push(t.one("circle-unheard", "names", circle.awaits.join(", ")));
        if circle.key_decided {
            notes.push(t.get("circle-unheard-end"));
        }
    }
    let recovered = circle.recovered.filter(|(at, entries)| *entries > 0 && now.since(*at) < TOLD);
    if let Some((at, entries)) = recovered {
        let ago = t.ago(now.since(at));
        notes.push(t.two("circle-recovered", &("ago", &ago), &("n", &entries.to_string())));
    }
    notes
}

/// A change in words.
pub(super) struct Line {
    pub(super) what: Vec<String>,
    pub(super) by: String,
    pub(super) needs: String,
    pub(super) stands: String,
    pub(super) answer: Option<String>,
}

/// Whether this organisation is asked, and has not answered.
pub(super) fn is_asked(motion: &MotionView) -> bool {
    motion.phase == "admins" && motion.answer == AnswerHere::Nothing
}

/// Whether a yes or a no can still be said here. Who has said no may say yes after all.
pub(super) fn is_answerable(motion: &MotionView) -> bool {
    motion.phase != "set_aside" && motion.answer != AnswerHere::Confirmed
}

/// A change that is open, or was set aside.
pub(super) fn line(t: Texts, now: Timestamp, motion: &MotionView) -> Line {
    let nothing = || vec![t.get("circle-change-nothing")];
    let what: Vec<String> = motion.changes.iter().map(|change| words(t, change)).collect();
    let (by, since) = (motion.proposer.name.as_str(), t.ago(now.since(motion.since)));
    Line {
        what: if what.is_empty() { nothing() } else { what },
        by: t.two("circle-change-by", &("who", by), &("since", &since)),
        needs: t.get(needs(motion)),
        stands: stands(t, motion),
        answer: (motion.phase != "set_aside").then(|| answer(t, motion)),
    }
}

/// Whose yes it takes.
fn needs(motion: &MotionView) -> &'static str {
    let vouched = motion.changes.iter().any(|change| change.word == "node_key_vouched");
    match motion.needs_all {
        // Whoever is to be removed has no say in that.
        true if motion.needs_all_who_stay() => "circle-needs-stay",
        true => "circle-needs-all",
        // Whoever holds the recovery key must not be one of those who believe it.
        false if vouched => "circle-needs-others",
        false => "circle-needs-half",
    }
}

/// What follows from a change of a circle, if more than its name says.
pub(super) fn means(t: Texts, circle: &CircleStatus, change: &ChangeView) -> Option<String> {
    let way = change.numbers.map(|(from, to)| if to > from { "more" } else { "fewer" });
    let id = format!("circle-means-{}", change.word);
    let with_way = way.map(|way| format!("{id}-{way}")).filter(|id| t.has(id));
    let several = Some(format!("{id}-several")).filter(|id| !circle.one_key_opens_all && t.has(id));
    let id = with_way.or(several).unwrap_or(id);
    t.has(&id).then(|| t.get(&id))
}

/// What somebody signed twice, in words.
pub(super) fn evidence(t: Texts, now: Timestamp, one: &EvidenceView) -> Vec<String> {
    let id = format!("circle-evidence-{}", one.kind);
    let named = format!("{id}_by");
    let id = if !one.guilty.is_empty() && t.has(&named) { named } else { id };
    let charter = one.number.to_string();
    let mut lines = vec![t.two(&id, &("charter", &charter), &("names", &names(&one.guilty)))];
    if one.guilty.is_empty() && !one.signed_both.is_empty() {
        lines.push(t.one("circle-evidence-both", "names", names(&one.signed_both)));
    }
    lines.extend(one.seen.map(|seen| t.one("circle-evidence-seen", "ago", t.ago(now.since(seen)))));
    lines.push(match &one.noted {
        Some((at, note)) => t.two("circle-evidence-noted", &("ago", &t.ago(now.since(*at))), &("note", note)),
        None => t.get("circle-evidence-open"),
    });
    lines
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use parasol_core::circles::Outbound;
    use parasol_protocol::ids::{CircleId, Hash, OrganisationId};

    use super::*;

    fn english() -> Texts {
        Texts::all().find(|t| t.code() == "en").unwrap()
    }

    fn member(n: u8) -> MemberView {
        MemberView { organisation: OrganisationId::new([n; 16]), name: format!("Organisation {n}") }
    }

    /// A circle of so many, whose newest key takes two.
    fn status(members: u8) -> CircleStatus {
        CircleStatus {
            circle: CircleId::new([1; 16]),
            name: "North Sea".to_owned(),
            charter: 2,
            threshold: 2,
            one_key_opens_all: false,
            fresh_limit: DAY,
            lease: 60 * DAY,
            checks_per_day: 5_000,
            publishers: Vec::new(),
            members: (1..=members).map(member).collect(),
            left: Vec::new(),
            ended: Vec::new(),
            invite: None,
            motions: Vec::new(),
            frozen: None,
            evidence: Vec::new(),
            behind: Vec::new(),
            awaits: Vec::new(),
            abstains: None,
            ceremony: None,
            shares_missing: Vec::new(),
            helpers_missing: Vec::new(),
            waits_for_next_key: false,
            asks_for_key: false,
            epochs: None,
            gone_hold_shares: false,
            all_must_evaluate: false,
        }
    }

    #[test]
    fn that_every_check_needs_all_who_are_left_is_said_with_what_to_do() {
        let (t, at) = (english(), Timestamp::new(1_000));
        let said = |status: &CircleStatus| notes(t, at, &circle(), status).concat();
        assert_eq!(said(&status(3)), "");
        let all = CircleStatus { all_must_evaluate: true, ..status(2) };
        assert!(
            said(&all).contains("Propose that fewer members look a number up together"),
            "{}",
            said(&all)
        );
        let passing = CircleStatus { threshold: 1, ..all };
        assert!(said(&passing).contains("It is decided that fewer will do"), "{}", said(&passing));
        let left = CircleStatus { all_must_evaluate: true, left: vec![member(3)], ..status(3) };
        assert!(said(&left).contains("Propose that fewer members"), "{}", said(&left));
    }

    #[test]
    fn whoever_is_removed_has_no_say_where_all_who_stay_must_want_it() {
        let change = |word| ChangeView { word, about: Some(member(2)), numbers: None };
        let motion = |words: &[&'static str], needs_all| MotionView {
            charter: Hash::new([1; 32]),
            since: Timestamp::new(0),
            proposer: member(1),
            changes: words.iter().map(|word| change(word)).collect(),
            needs_all,
            answer: AnswerHere::Nothing,
            phase: "admins",
            consents_needed: 2,
            consented: Vec::new(),
            unconfirmed: Vec::new(),
            votes_needed: 2,
            missing: Vec::new(),
        };
        let said = |words: &[&'static str], needs_all| english().get(needs(&motion(words, needs_all)));
        assert_eq!(said(&["removed", "threshold"], true), "All organisations that stay must say yes.");
        assert_eq!(said(&["removed"], false), "More than half of the organisations must say yes.");
        assert_eq!(said(&["joined"], true), "All organisations must say yes.");
    }

    #[test]
    fn a_newcomer_is_known_and_was_spoken_with_in_every_language() {
        for t in Texts::all() {
            let both = match t.code() {
                "fr" => "que si vous connaissez cette organisation, et si vous avez parlé avec",
                _ => "only if you know them, and have spoken with",
            };
            for id in ["circle-means-joined", "circle-means-joined-several"] {
                assert!(t.get(id).contains(both), "{}: {}", t.code(), t.get(id));
            }
        }
    }

    fn circle() -> CircleView {
        CircleView {
            circle: CircleId::new([1; 16]),
            name: "North Sea".to_owned(),
            charter: 2,
            members: Vec::new(),
            t: 1,
            one_key_opens_all: true,
            outbound: Outbound::default(),
            own_head: None,
            recovered: None,
            awaits: Vec::new(),
            key_decided: true,
        }
    }

    #[test]
    fn what_a_restore_means_for_sharing_is_said_as_long_as_it_does() {
        let (t, at) = (english(), Timestamp::new(1_000));
        let said = |circle: &CircleView, now: Timestamp| after_restore(t, now, circle).len();
        assert_eq!(said(&circle(), at), 0);
        let waits = CircleView { awaits: vec!["Lisbon".to_owned()], ..circle() };
        assert_eq!(said(&waits, at), 2);
        assert_eq!(said(&CircleView { key_decided: false, ..waits }, at), 1, "nobody can end that");
        let recovered = |entries| CircleView { recovered: Some((at, entries)), ..circle() };
        assert_eq!((said(&recovered(0), at), said(&recovered(3), at.plus(DAY))), (0, 1));
        assert_eq!(said(&recovered(3), at.plus(31 * DAY)), 0);
    }
}
