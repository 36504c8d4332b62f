//! Every code of every closed list has words in every language.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use parasol_core::alerts::RecallReason;
use parasol_core::checks::Reason;
use parasol_core::desk::{RejectReason, Shared};
use parasol_core::refusal::Refusal;
use parasol_core::reports::Status;
use parasol_core::roles::Role;
use parasol_protocol::identifier::{IdentifierKind, Unreadable};
use parasol_protocol::lists::Level;

use super::tests::names;
use crate::labels;
use crate::language::Texts;

/// The codes of every closed list, as the pages look them up.
fn codes() -> Vec<(&'static str, Vec<&'static str>)> {
    let refusals = [
        Refusal::NotSignedIn,
        Refusal::WrongCredentials,
        Refusal::Suspended,
        Refusal::SecondFactorNeeded,
        Refusal::WrongSecondFactor,
        Refusal::SecondFactorMissing,
        Refusal::Closed,
        Refusal::ReportsClosed { retry_after: 1 },
        Refusal::Forbidden,
        Refusal::NotFound,
        Refusal::WrongState { expected: "", found: "" },
        Refusal::Warned,
        Refusal::ConsentMissing,
        Refusal::OverQuota { retry_after: 1 },
        Refusal::LastAdmin,
        Refusal::CodeRefused,
        Refusal::Taken,
        Refusal::TakenOnceMore,
        Refusal::TriedOut,
        Refusal::Busy,
        Refusal::Storage,
        Refusal::TooLong { field: "", max: 1 },
    ];
    let links =
        ["knocking", "unconfirmed", "awaits_peer", "finishing", "invite_ended", "refused", "member", "ended"];
    vec![
        ("level", Level::ALL.iter().filter_map(|each| each.name()).chain(["unknown"]).collect()),
        ("kind", names("kind").into_iter().chain(["unknown"]).collect()),
        ("perpetrator", names("perpetrator").into_iter().chain(["unknown"]).collect()),
        ("motive", names("motive").into_iter().chain(["unknown"]).collect()),
        ("identifier", IdentifierKind::ALL.iter().map(|each| each.name()).chain(["any"]).collect()),
        ("unreadable", Unreadable::ALL.iter().map(Unreadable::code).collect()),
        ("status", Status::ALL.iter().map(|each| each.name()).collect()),
        ("unanswered", Reason::ALL.iter().map(|each| each.name()).collect()),
        ("reject", RejectReason::ALL.iter().map(|each| each.name()).collect()),
        ("recall", RecallReason::ALL.iter().map(|each| each.name()).collect()),
        (
            "shared",
            [Shared::Done, Shared::Waiting, Shared::NotAsked].iter().map(|each| each.name()).collect(),
        ),
        ("role", Role::ALL.iter().map(|each| each.name()).collect()),
        ("refusal", refusals.iter().map(Refusal::code).collect()),
        (
            "invalid",
            vec![
                "empty",
                "needs_alert",
                "police",
                "unknown_word",
                "too_short",
                "too_many_readings",
                "future",
                "other",
                "terms",
                "contact_empty",
                "sponsor_empty",
                "sponsor",
                "characters",
                "password_short",
                "weak",
                "weak_common",
                "weak_word",
                "weak_row",
                "weak_repeat",
                "weak_date",
                "weak_known",
            ],
        ),
        ("peer", links.to_vec()),
    ]
}

/// Those of the pages of circles.
fn circle_codes() -> Vec<(&'static str, Vec<&'static str>)> {
    let changes = [
        "joined",
        "removed",
        "node_key_vouched",
        "node_key",
        "recovery_key",
        "details",
        "name",
        "threshold",
        "new_epoch",
        "key_activated",
        "key_ended",
        "canon",
        "fresh_limit",
        "lease",
        "checks_per_day",
        "nothing",
    ];
    vec![
        ("circle-making", vec!["dealing", "sharing", "probing", "attesting", "made", "aborted"]),
        ("circle-publisher", vec!["nothing", "fresh", "late", "ending", "lapsed"]),
        (
            "circle-propose",
            vec![
                "remove",
                "key",
                "new-key",
                "threshold",
                "end-old-key",
                "fresh-limit",
                "lease",
                "checks",
                "nothing",
            ],
        ),
        ("circle-evidence", vec!["two_votes", "two_asks", "two_promises", "hidden_vote", "two_certificates"]),
        ("circle-change", changes.to_vec()),
    ]
}

#[test]
fn every_code_of_every_closed_list_has_words() {
    for t in Texts::all() {
        for (list, codes) in codes().into_iter().chain(circle_codes()) {
            for code in codes {
                assert!(t.has(&format!("{list}-{code}")), "{} has no words for {list}-{code}", t.code());
            }
        }
        for level in Level::ALL.iter().filter_map(|each| each.name()) {
            assert!(t.has(&format!("level-{level}-about")));
        }
        let unknown = labels::level(t, Level::from_code(99));
        assert!(unknown.step == 0 && unknown.label == t.get("level-unknown"));
    }
}

/// The core's sources, with where they are.
fn sources() -> Vec<(std::path::PathBuf, String)> {
    let mut folders =
        vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../node/core/src"))];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(&path).unwrap();
                sources.push((path, source));
            }
        }
    }
    sources
}

/// The words with which commands call the audit, as their sources have them.
fn audit_words() -> Vec<String> {
    let mut words = Vec::new();
    for (path, source) in sources() {
        for call in ["AuditEvent::about(", "AuditEvent::new(", "AuditEvent::times("] {
            for rest in source.split(call).skip(1) {
                let word = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                let word = word.map(str::to_owned);
                assert!(
                    word.is_some(),
                    "{}: a word of the audit stands in the call, to be found here",
                    path.display()
                );
                words.extend(word);
            }
        }
    }
    words
}

#[test]
fn every_word_of_the_audit_is_said_in_every_language() {
    let words = audit_words();
    assert!(words.len() > 60, "only {} words: the calls are not found any more", words.len());
    for t in Texts::all() {
        for word in &words {
            assert!(t.has(&format!("audit-word-{word}")), "{} has no words for {word}", t.code());
        }
    }
}

#[test]
fn every_reason_of_a_refusal_is_said_in_every_language() {
    let mut reasons = Vec::new();
    for (_, source) in sources() {
        let found = source.split("reason: \"").skip(1).filter_map(|rest| rest.split('"').next());
        reasons.extend(found.filter(|reason| !reason.contains(' ')).map(str::to_owned));
    }
    assert!(reasons.len() > 40, "only {} reasons: they are not found any more", reasons.len());
    for t in Texts::all() {
        for reason in &reasons {
            assert!(t.has(&format!("invalid-{reason}")), "{} has no words for {reason}", t.code());
        }
    }
}
