//! What a command tells its operator when it could not do what was asked.

use std::fmt::{self, Display};

use parasol_core::limits::{MAX_LABEL, MAX_NAME, MAX_PASSWORD, MAX_PSEUDONYM, MIN_PASSWORD, MIN_PSEUDONYM};
use parasol_core::node::CreateError;
use parasol_core::refusal::Refusal;
use parasol_core::store::{JournalError, OpenError, StoreError};
use serde::{Deserialize, Serialize};

/// The program refused or failed; a sentence says why.
pub const REFUSED: u8 = 1;
/// The program was called wrongly, settings included.
pub const USAGE: u8 = 2;

/// A sentence for the operator, a stable word for scripts, and the exit code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A stable word in snake case.
    pub code: String,
    /// What was expected, what was found and what to do.
    pub sentence: String,
    /// [`REFUSED`] or [`USAGE`].
    pub exit: u8,
}

impl Failure {
    /// The node said no, or something outside it did not work.
    pub fn refused(code: &str, sentence: impl Display) -> Self {
        Self { code: code.to_owned(), sentence: sentence.to_string(), exit: REFUSED }
    }

    /// The command line or the settings were wrong.
    pub fn usage(code: &str, sentence: impl Display) -> Self {
        Self { code: code.to_owned(), sentence: sentence.to_string(), exit: USAGE }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match rule(&refusal) {
            Some(rule) => Self::refused(refusal.code(), rule),
            None => Self::refused(refusal.code(), refusal),
        }
    }
}

/// The rule that was not kept, for what is typed on the command line.
fn rule(refusal: &Refusal) -> Option<String> {
    if let Refusal::WrongState { expected, found } = refusal {
        return state(expected, found).map(str::to_owned);
    }
    let (field, reason) = match refusal {
        Refusal::Invalid { field, reason } => (*field, *reason),
        Refusal::TooLong { field, .. } => (*field, "too_long"),
        _ => return None,
    };
    Some(match (field, reason) {
        ("pseudonym", _) => format!(
            "a pseudonym has {MIN_PSEUDONYM} to {MAX_PSEUDONYM} characters: letters, digits, spaces, hyphens, \
             underscores, full stops and apostrophes; choose another one"
        ),
        ("password", "too_short") => {
            format!("a password has at least {MIN_PASSWORD} characters; choose a longer one")
        }
        ("password", "too_long") => {
            format!("a password has at most {MAX_PASSWORD} bytes; choose a shorter one")
        }
        ("password", _) => {
            "this password is too easy to guess; take four or five words that have nothing to do with each \
             other, or leave --password-stdin out and have one made up"
                .to_owned()
        }
        ("label", _) => format!("a label has at most {MAX_LABEL} characters; shorten it"),
        ("name", _) => {
            format!("a name has 1 to {MAX_NAME} bytes and no control characters; choose another one")
        }
        ("words", _) => "these are not the six words that this node shows; read them again with \
             `parasol peer list`, and compare them by another channel"
            .to_owned(),
        ("circle", "full") => "a circle has thirty members at the most".to_owned(),
        ("circle", "joining") => {
            "an organisation is on its way into this circle: finish its link, or stop it with `parasol peer remove`, before \
             another is invited; see `parasol peer list`"
                .to_owned()
        }
        ("change", reason) => change(reason)?.to_owned(),
        ("recovery_words", _) => {
            "these are 24 good words, but not those of this organisation; look for the right paper".to_owned()
        }
        ("portrait", _) => {
            "this portrait is of another organisation; ask the partner for the right one".to_owned()
        }
        ("reason", _) => {
            "say in a sentence what was found out or decided, in at most 500 characters".to_owned()
        }
        ("succession", reason) => succession(reason)?.to_owned(),
        ("evidence", reason) => evidence(reason)?.to_owned(),
        ("invite", "unreadable") => {
            "this is no whole invite; copy it again from its first to its last character".to_owned()
        }
        ("invite", "expired") => "this invite has expired; ask for a new one".to_owned(),
        ("invite", "own") => "this invite is this node's own; it is for the other organisation".to_owned(),
        ("invite", "already_member") => {
            "this node belongs to the circle of this invite already; see `parasol peer list`".to_owned()
        }
        ("invite", "another_key") => {
            "this organisation is known here under another key: do not accept this invite. \
             Call its admin on the number that you had before"
                .to_owned()
        }
        ("one_key_opens_all", _) => "say --one-key-opens-all, once you have read what it means".to_owned(),
        _ => return None,
    })
}

/// What stands where it does not belong, in circles.
fn state(expected: &str, found: &str) -> Option<&'static str> {
    Some(match (expected, found) {
        ("everybody_filed", _) => {
            "somebody's entries would be lost: not everybody has filed under the new key what it shares; see \
             `parasol circle status`"
        }
        ("open", "frozen") => {
            "changes of this circle are stopped, because a member contradicted itself: read `parasol circle evidence`, \
             then take note of it with `parasol circle settle`"
        }
        ("open", "noted") => "somebody has taken note of this already; see `parasol circle evidence`",
        ("unconfirmed", "confirmed") => {
            "this organisation has said yes to it already, and a yes cannot be taken back"
        }
        ("unmade", "made") => {
            "this key is made already, and begins to serve when the nodes have decided it; see `parasol circle status`"
        }
        ("attempts", _) => {
            "this key was tried so often that it must be decided anew: parasol circle propose nothing"
        }
        ("decided", _) => {
            "the members have not decided this node's new key yet, and before that nothing is shared; see `parasol circle \
             succession`"
        }
        ("waiting", _) => "this node waits for nobody in this circle; it shares already",
        ("ended", _) => "the link with this peer is not ended here; see `parasol peer list`",
        _ => return None,
    })
}

/// Why a paper that names a new node key cannot be proposed.
fn succession(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "unreadable" => "this is no whole paper; copy it again from its first to its last character",
        "decided" => "that key is in the charter already; see `parasol circle status`",
        "not_vouched" => {
            "the recovery key that the charter names did not sign this, or it is about a key that was replaced since: \
             speak with that organisation's admin"
        }
        "no_member" => "this is about no organisation that is in a circle with this node",
        _ => return None,
    })
}

/// Why evidence that was handed over is not kept.
fn evidence(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "unreadable" => {
            "this is no whole text of evidence; copy it again from its first to its last character"
        }
        "elsewhere" => {
            "this is about a circle that this node is not in, or about a charter that it does not hold; see `parasol circle status`"
        }
        "proves_nothing" => {
            "this proves nothing: what was signed does not contradict itself, or was not signed by a member"
        }
        _ => return None,
    })
}

/// Why a change of a circle cannot be proposed.
fn change(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "unchanged" => "that is how it is already",
        "own" => "to go yourself, leave the circle: parasol circle leave",
        "threshold" => "the members cannot hold a key so; see `parasol circle status` for how many there are",
        "threshold_all" => {
            "if all members had to look numbers up together, one that is away would stop every check; choose fewer"
        }
        "members" => "so many members a circle cannot have: from one to thirty",
        "nobody_stays" => "nobody would stay of those who are in the circle now; change it step by step",
        "impossible" => "this cannot be proposed as things stand; see `parasol circle status`",
        "one_key" => "there is no older key that could end",
        "two_keys" => "two keys serve already; the older one must end before a third is made",
        "limit" => "entries count as up to date for at least 1 hour, and are shown for at least 1 day",
        "too_many" => {
            "two changes of yours are open already; wait until one is decided, or ask another member to propose \
             that nothing changes"
        }
        _ => return None,
    })
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::refused("storage", error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::refused("data_directory", error)
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::refused("erasures", error)
    }
}

impl From<CreateError> for Failure {
    fn from(error: CreateError) -> Self {
        Self::refused("data_directory", error)
    }
}

impl From<crate::config::Mistakes> for Failure {
    fn from(mistakes: crate::config::Mistakes) -> Self {
        Self::usage("settings", mistakes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that the commands of circles and links refuse.
    const INVALID: &[(&str, &[&str])] = &[
        (
            "change",
            &[
                "own",
                "unchanged",
                "threshold",
                "threshold_all",
                "one_key",
                "two_keys",
                "limit",
                "too_many",
                "members",
                "nobody_stays",
                "impossible",
            ],
        ),
        ("invite", &["unreadable", "expired", "own", "already_member", "another_key"]),
        ("succession", &["unreadable", "decided", "not_vouched", "no_member"]),
        ("evidence", &["unreadable", "elsewhere", "proves_nothing"]),
        ("circle", &["full", "joining"]),
        ("words", &["differ"]),
        ("name", &["length"]),
        ("one_key_opens_all", &["not_accepted"]),
        ("recovery_words", &["wrong"]),
        ("portrait", &["other"]),
        ("reason", &["empty", "too_long"]),
    ];
    const STATES: &[(&str, &str)] = &[
        ("everybody_filed", "retagging"),
        ("open", "frozen"),
        ("open", "noted"),
        ("unconfirmed", "confirmed"),
        ("unmade", "made"),
        ("attempts", "too_many"),
        ("ended", "linked"),
        ("decided", "new_key"),
        ("waiting", "publishing"),
    ];

    #[test]
    fn every_refusal_about_a_circle_is_a_sentence_of_its_own() {
        let invalid = INVALID
            .iter()
            .flat_map(|(field, reasons)| reasons.iter().map(|reason| Refusal::Invalid { field, reason }));
        let states = STATES.iter().map(|(expected, found)| Refusal::WrongState { expected, found });
        for refusal in invalid.chain(states) {
            let raw = refusal.to_string();
            let said = Failure::from(refusal).sentence;
            assert!(said != raw && !said.contains('_'), "{raw}");
        }
    }

    #[test]
    fn what_must_not_be_accepted_and_where_to_look_is_said() {
        let said = |refusal: Refusal| Failure::from(refusal).sentence;
        let invite = said(Refusal::Invalid { field: "invite", reason: "another_key" });
        assert!(
            invite.contains("do not accept") && invite.contains("number that you had before"),
            "{invite}"
        );
        let frozen = said(Refusal::WrongState { expected: "open", found: "frozen" });
        assert!(frozen.contains("circle evidence") && frozen.contains("circle settle"), "{frozen}");
    }
}
