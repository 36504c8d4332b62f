//! What somebody has to look at after a node was put back to an earlier time. Counts and ids, no names.

use parasol_core::erasures::PutBack;
use parasol_core::ids::MemberId;

/// Ids that are told at once.
const TOLD: usize = 50;

/// What has to be looked at: a code and a sentence each.
#[must_use]
pub fn to_look_at(found: &PutBack) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let mut tell = |code, ids: &[MemberId], what: &str| {
        if !ids.is_empty() {
            all.push((code, format!("{} {what}: {}", accounts(ids.len()), listed(ids))));
        }
    };
    tell(
        "locked_again",
        &found.locked,
        "to be opened by the team: what opens them, or reaches their owners, was changed after the backup, so they are \
         locked. Speak with each of them, then unlock, which gives a code (for the team itself an admin does it, or `parasol member \
         unlock`)",
    );
    tell(
        "password_again",
        &found.without_password,
        "without a password, because it was replaced after the backup. They choose a new one with \"I forgot my \
         password\", or with a code from the team",
    );
    tell(
        "suspended_again",
        &found.suspended,
        "suspended again, because they were suspended after the backup; resume those for whom that had ended",
    );
    tell(
        "lowered_again",
        &found.lowered,
        "without a role: the one that the backup gives them was taken from them after it. If they got another one, give \
         it to them again",
    );
    if !found.restricted.is_empty() {
        let reports = match found.restricted.len() {
            1 => "1 report is".to_owned(),
            number => format!("{number} reports are"),
        };
        let sentence = format!(
            "{reports} restricted again, alerts hidden: their reporters asked for it after the backup. A moderator has to look \
             at them: {}",
            listed(&found.restricted)
        );
        all.push(("restricted_again", sentence));
    }
    if !found.an_admin {
        let sentence = "no admin can sign in: `parasol member unlock NAME` where the account is locked, `parasol member \
                        password NAME` where it has no password, or add one with `parasol member add NAME --role admin`";
        all.push(("no_admin", sentence.to_owned()));
    }
    all
}

fn accounts(number: usize) -> String {
    if number == 1 { "1 account".to_owned() } else { format!("{number} accounts") }
}

fn listed<T: ToString>(ids: &[T]) -> String {
    let mut text: Vec<String> = ids.iter().take(TOLD).map(ToString::to_string).collect();
    if let Some(more) = ids.len().checked_sub(TOLD).filter(|more| *more > 0) {
        text.push(format!("and {more} more"));
    }
    text.join(", ")
}
