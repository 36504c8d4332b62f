//! Samples of the pages about signing in a second time, sessions, own reports and locking.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_protocol::time::Timestamp;

use super::account::AskedCheck;
use super::sessions::{Lock, RecoveryCodes, SecondFactor, SecondStep, SessionRow, Sessions};
use super::tests::{page, problems};
use crate::authenticator;
use crate::language::Texts;

/// Every page, by a name for its file.
pub(super) fn all(t: Texts) -> Vec<(&'static str, String)> {
    let day = t.day(Timestamp::new(1_795_219_200));
    let row = |kind: &str, current| SessionRow {
        id: "00".to_owned(),
        kind: t.get(kind),
        since: day.clone(),
        current,
        label: t.get("sessions-end"),
    };
    let sessions = Sessions {
        page: page(t, "/account/sessions", "sessions-title"),
        sessions: vec![row("sessions-page-own", true), row("sessions-token", false)],
        done: Some(t.get("sessions-ended")),
        others: true,
    };
    let codes = RecoveryCodes {
        page: page(t, "/account/second-factor", "factor-codes-title"),
        codes: vec!["7KQ2M-9XW4D-H".to_owned(); 10],
        onward: "/check",
    };
    vec![
        ("second_step", second_step(t)),
        ("sessions", sessions.render().unwrap()),
        ("second_factor_must", second_factor(t, true, None, true, false)),
        ("second_factor_pending", second_factor(t, true, None, true, true)),
        ("second_factor_closed", second_factor(t, false, Some(day.clone()), false, false)),
        ("second_factor_on", second_factor(t, false, Some(day), true, false)),
        ("recovery_codes", codes.render().unwrap()),
        ("lock", lock(t, true)),
        ("lock_without_passphrase", lock(t, false)),
    ]
}

fn second_step(t: Texts) -> String {
    let check = AskedCheck { identifier: "06 39 98 41 57\"<script>".to_owned(), kind: "any".to_owned() };
    let page = page(t, "/sign-in/code", "step-title");
    SecondStep { page, problems: problems(), check: Some(check) }.render().unwrap()
}

fn second_factor(t: Texts, must: bool, since: Option<String>, open: bool, pending: bool) -> String {
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    SecondFactor {
        page: page(t, "/account/second-factor", "factor-title"),
        problems: if open { Vec::new() } else { problems() },
        action: "/account/second-factor".to_owned(),
        done: since.as_ref().map(|_| t.get("factor-removed")),
        must,
        since,
        codes_left: 3,
        open,
        removable: !must,
        pending: pending.then(|| authenticator::pending(t, secret)).flatten(),
    }
    .render()
    .unwrap()
}

fn lock(t: Texts, passphrase: bool) -> String {
    Lock { page: page(t, "/lock", "lock-title"), problems: Vec::new(), passphrase }.render().unwrap()
}
