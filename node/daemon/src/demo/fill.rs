//! Fills a node with alerts, by the commands that its pages give: a member reports, a moderator publishes.

use parasol_core::desk::{ConfirmProposal, Person, Propose, Proposed, Publication, PublishReport};
use parasol_core::ids::ReportId;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, HappenedOn, IdentifierInput, ReportDraft, SubmitReport, Wording};
use parasol_core::roles::Role;
use parasol_protocol::identifier::Regions;
use parasol_protocol::time::{Month, Timestamp};
use parasol_web::port::Port;

use super::invented::{Recognised, STORIES, Story, pick};
use super::node::DemoNode;
use crate::failure::Failure;

/// Alerts in each node.
pub(super) const ALERTS: usize = 30;

/// A month in seconds, roughly: how far the alerts lie apart.
const MONTH: u64 = 30 * 86_400;

/// Fills one node.
pub(super) async fn fill(node: &DemoNode) -> Result<(), Failure> {
    for (n, story) in STORIES.iter().cycle().take(ALERTS).enumerate() {
        let published = publish(node, n, story).await;
        published.map_err(|failure| {
            Failure::refused("fill", format!("{}, alert {n}: {failure}", node.describe().name))
        })?;
    }
    Ok(())
}

async fn publish(node: &DemoNode, n: usize, story: &Story) -> Result<(), Failure> {
    let office = node.office();
    let text = if node.cast.french { story.french } else { story.english };
    let abroad = n % 3 != 2;
    let country = office.port.node().identity().country;
    let draft = draft(node, n, story, abroad);
    // The moderators of the demo say of the person what the reporter said: all of it is invented.
    let person = Person {
        aliases: draft.aliases.clone(),
        vehicle: draft.vehicle.clone(),
        description: draft.description.clone(),
    };
    let submit =
        SubmitReport { actor: node.actor(Role::Member), draft, regions: Regions::new(country, None) };
    let submitted = office.command(submit).await?;
    let publish = PublishReport {
        actor: node.actor(Role::Moderator),
        id: submitted.id,
        level: story.level,
        kinds: vec![story.kind],
        text: text.to_owned(),
        town: Some(pick(node.cast.towns, n).to_owned()),
        person,
        abroad,
        talked: false,
        leave_out: Vec::new(),
        anyway: true,
    };
    let what = Proposed::Publish(Publication::from(&publish));
    match office.command(publish).await {
        Err(failure) if failure.code == Refusal::SecondNeeded.code() => {
            confirmed(node, submitted.id, what).await
        }
        done => done.map(drop),
    }
}

/// Where the settings want two moderators, one proposes it and the other confirms.
async fn confirmed(node: &DemoNode, id: ReportId, what: Proposed) -> Result<(), Failure> {
    let (office, second) = (node.office(), node.second());
    office.command(Propose { actor: node.actor(Role::Moderator), id, what }).await?;
    let waiting = office.read()?.proposal(&second, &id)?;
    let waiting = waiting.ok_or_else(|| Failure::refused("fill", "what was proposed is not there"))?;
    office.command(ConfirmProposal { actor: second, id, proposal: waiting.id }).await?;
    Ok(())
}

fn draft(node: &DemoNode, n: usize, story: &Story, abroad: bool) -> ReportDraft {
    let Recognised { identifiers, vehicle, alias } = (node.cast.recognised)(n);
    ReportDraft {
        identifiers: identifiers
            .into_iter()
            .map(|(kind, value)| IdentifierInput { kind: Some(kind), value })
            .collect(),
        kinds: vec![story.kind],
        perpetrator: Some(story.perpetrator),
        aliases: alias.map(str::to_owned).into_iter().collect(),
        vehicle: vehicle.map(str::to_owned),
        place: Some(pick(node.cast.towns, n).to_owned()),
        happened_on: Some(HappenedOn::from(month(node.office().port.now(), n))),
        consent: Consent { alert: true, partners: false, abroad },
        consent_wording: Wording { version: 1, language: "fr".to_owned() },
        ..ReportDraft::default()
    }
}

/// The alerts of the demo happened over the last months, some in each.
fn month(now: Timestamp, n: usize) -> Month {
    let months = u64::try_from(n % 10).unwrap_or_default();
    now.minus(months.saturating_mul(MONTH)).month()
}
