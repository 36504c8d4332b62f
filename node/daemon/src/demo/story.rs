//! The story: an alert published in one country answers a check in another, until it is recalled.

use std::time::Duration;

use parasol_core::roles::Role;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::client::{Client, unexpected};
use super::node::DemoNode;
use crate::failure::Failure;
use crate::output::Output;

/// How long an alert may take from one node to the other.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(100);

/// As the reporter knows the number, and as the other phone shows it.
const REPORTED: &str = "06 39 98 77 01";
const PASTED: &str = "0033 6 39 98 77 01";

/// Plays it; every step must hold.
pub(super) async fn play(jasmine: &DemoNode, partner: &DemoNode, output: Output) -> Result<(), Failure> {
    let reporter = jasmine.sign_in(Role::Member).await?;
    let moderators = Moderators {
        first: jasmine.sign_in(Role::Moderator).await?,
        second: jasmine.sign_in_second().await?,
    };
    let abroad = partner.sign_in(Role::Member).await?;
    let nothing = check(&abroad).await?;
    expect("nothing is known of the number yet", level(&nothing).is_none())?;

    output.progress("A member in France reports a violent client.");
    let report = reporter
        .post(
            "/api/v1/reports",
            &json!({
                "identifiers": [{"kind": "phone", "value": REPORTED}],
                "kinds": ["assault_and_battery"],
                "text": "Il a frappé quand j'ai demandé l'argent.",
                "consent": {"alert": true, "partners": false, "abroad": true},
            }),
        )
        .await?;
    let id = text(&report, "id")?;

    output.progress("A moderator classifies and publishes it.");
    let publication = json!({
        "level": "very_dangerous",
        "kinds": ["assault_and_battery"],
        "text": "Frappe quand on parle d'argent.",
        "abroad": true,
        "anyway": true,
    });
    let published =
        moderators.decide(&id, &format!("/api/v1/desk/reports/{id}/publish"), &publication, output).await?;
    let alert = text(&published, "alert_id")?;

    output.progress("A member in Belgium pastes the number as her phone shows it.");
    let found = until(&abroad, |verdict| level(verdict) == Some("very_dangerous")).await?;
    let origin = found.pointer("/alerts/0/origin/country").and_then(Value::as_str);
    expect("the verdict says that it was reported in France", origin == Some("FR"))?;
    output.progress("Very dangerous, reported in France.");

    output.progress("The moderator recalls it.");
    let recall = json!({"reason": "correction"});
    moderators.decide(&id, &format!("/api/v1/desk/alerts/{alert}/recall"), &recall, output).await?;
    until(&abroad, |verdict| level(verdict).is_none()).await?;
    output.progress("It is gone in Belgium. Every step held.");
    Ok(())
}

/// Who decides at the desk.
struct Moderators {
    first: Client,
    second: Client,
}

impl Moderators {
    /// The first one decides; where the settings want two, the second one reads what was proposed and confirms it.
    async fn decide(
        &self,
        report: &str,
        path: &str,
        decision: &Value,
        output: Output,
    ) -> Result<Value, Failure> {
        let done = self.first.post(path, decision).await?;
        if done.get("status").and_then(Value::as_str) != Some("proposed") {
            return Ok(done);
        }
        output.progress("A second moderator reads it and confirms.");
        let waiting = format!("/api/v1/desk/reports/{report}/proposal");
        let proposal = text(&self.second.get(&waiting).await?, "proposal")?;
        self.second.post(&format!("{waiting}/confirm"), &json!({"proposal": proposal})).await
    }
}

async fn check(member: &Client) -> Result<Value, Failure> {
    member.post("/api/v1/check", &json!({"identifier": PASTED})).await
}

async fn until(member: &Client, holds: impl Fn(&Value) -> bool) -> Result<Value, Failure> {
    let end = Instant::now() + PATIENCE;
    loop {
        let verdict = check(member).await?;
        if holds(&verdict) {
            return Ok(verdict);
        }
        if Instant::now() >= end {
            return Err(unexpected("checking abroad", verdict));
        }
        sleep(LOOK).await;
    }
}

fn level(verdict: &Value) -> Option<&str> {
    verdict.get("level").and_then(Value::as_str)
}

fn text(answer: &Value, name: &str) -> Result<String, Failure> {
    let found = answer.get(name).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| unexpected("the story", format!("an answer without `{name}`")))
}

fn expect(what: &str, holds: bool) -> Result<(), Failure> {
    if holds {
        Ok(())
    } else {
        Err(Failure::refused("story", format!("expected that {what}; found that it does not hold")))
    }
}
