//! The story's steps: a report, an alert, a check abroad, a recall.

use serde_json::{Value, json};

use crate::client::Client;
use crate::node::{Node, Role};
use crate::until::until_some;

/// The number as its reporter types it.
pub const NUMBER: &str = "06 39 98 41 57";

/// What the reporter tells the team, and what must never leave the node.
pub const TESTIMONY: &str = "Il a fermé la porte à clé et pris mon sac";
/// What the moderator writes for members of the own node.
pub const PUBLIC_TEXT: &str = "Enferme et vole, se présente comme électricien";

/// Those who tell the story at one node.
#[derive(Debug, Clone)]
pub struct Tellers {
    /// She reports.
    pub reporter: Client,
    /// She works at the desk.
    pub moderator: Client,
}

impl Tellers {
    /// Two new members of the node.
    #[track_caller]
    #[must_use]
    pub fn at(node: &Node) -> Self {
        Self {
            reporter: node.somebody("lucie", Role::Member),
            moderator: node.somebody("manon", Role::Moderator),
        }
    }

    /// Reports a number and publishes it, abroad too; returns the alert's id.
    #[track_caller]
    #[must_use]
    pub fn publish(&self, number: &str) -> String {
        let report = self.reporter.post("/api/v1/reports", &report(number)).expect(201).word("/id");
        let path = format!("/api/v1/desk/reports/{report}/publish");
        self.moderator.post(&path, &publication()).expect(201).word("/alert_id")
    }

    /// Recalls an alert.
    #[track_caller]
    pub fn recall(&self, alert: &str) {
        let path = format!("/api/v1/desk/alerts/{alert}/recall");
        let _ = self.moderator.post(&path, &json!({"reason": "correction"})).expect(200);
    }
}

/// A report of one number, with every consent.
#[must_use]
pub fn report(number: &str) -> Value {
    json!({
        "identifiers": [{"kind": "phone", "value": number}],
        "kinds": ["armed_robbery"],
        "perpetrator": "client",
        "text": TESTIMONY,
        "consent": {"alert": true, "partners": true, "abroad": true},
    })
}

/// What a moderator makes of it.
#[must_use]
pub fn publication() -> Value {
    json!({
        "level": "very_dangerous", "kinds": ["armed_robbery"], "text": PUBLIC_TEXT, "abroad": true, "anyway": true,
    })
}

/// The `n`-th invented number of France, as it is dialled there: `06 39 98 xx xx`, the range kept for fiction.
#[must_use]
pub fn number(n: usize) -> String {
    format!("06 39 98 {:02} {:02}", n / 100 % 100, n % 100)
}

/// The same number as a foreign phone shows it.
#[must_use]
pub fn from_abroad(number: &str) -> String {
    format!("0033 {}", number.trim_start_matches('0'))
}

/// The worst level that a check found.
#[must_use]
pub fn level(verdict: &Value) -> Option<&str> {
    verdict.get("level").and_then(Value::as_str)
}

/// Until a check at this node finds the number, or does not find it any more.
#[track_caller]
pub fn until_level(node: &Node, number: &str, expected: Option<&str>) -> Value {
    until_some(&format!("{} says {expected:?}", node.name()), || {
        let verdict = node.check(number);
        (level(&verdict) == expected).then_some(verdict)
    })
}

/// All ways in which somebody may write the number `06 39 98 aa bb`, and what a program may keep of it.
#[must_use]
pub fn written_forms(number: &str) -> Vec<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let rest = digits.trim_start_matches('0');
    let spaced = number.trim_start_matches('0').trim_start();
    vec![
        number.to_owned(),
        digits.clone(),
        format!("+33{rest}"),
        format!("0033{rest}"),
        format!("+33 {spaced}"),
        format!("0033 {spaced}"),
        number.replace(' ', "."),
        number.replace(' ', "-"),
        number.replace(' ', "%20"),
        number.replace(' ', "+"),
        rest.to_owned(),
    ]
}
