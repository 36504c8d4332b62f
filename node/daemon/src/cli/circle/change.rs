//! Proposing a change of a circle, and saying yes or no to one.

use clap::Subcommand;
use parasol_core::circles::{
    CircleView, ConfirmChange, MotionView, Proposal, ProposeChange, ProposeNodeKey, RefuseChange,
};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use parasol_protocol::time::DAY;
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::find;
use crate::failure::Failure;
use crate::station::Office;

/// What may be proposed. Newcomers come by invite.
#[derive(Debug, Clone, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// That an organisation is no longer in the circle: more than half must say yes, or all who stay where too few are
    /// left for the threshold. It has had the key: what it copied before, it can still read
    Remove {
        /// Its name or the beginning of its id
        organisation: String,
    },
    /// How many of the members look a number up together, and how many could read everything together: 1 is everybody by
    /// itself; 2 from three members on, 3 from five on. Another key is made for it
    Threshold {
        /// Fewer than there are members
        #[arg(value_parser = clap::value_parser!(u16).range(1..=29))]
        holders: u16,
    },
    /// That another key is made, because somebody who is gone has a share of this one, or a node was stolen
    NewKey,
    /// That the older of two keys ends, with everything that was filed under it
    EndOldKey,
    /// For how many hours entries count as up to date after their publisher was last heard
    FreshLimit {
        /// Hours; fewer need the yes of more than half, more that of all
        #[arg(value_parser = clap::value_parser!(u64).range(1..=8_760))]
        hours: u64,
    },
    /// For how many days entries of a silent publisher are shown
    Lease {
        /// Days; fewer need the yes of more than half, more that of all
        #[arg(value_parser = clap::value_parser!(u64).range(1..=3_650))]
        days: u64,
    },
    /// That an organisation's node has another key, without its recovery key: all must say yes, itself with its old node
    NodeKey {
        /// Its name or the beginning of its id
        organisation: String,
        /// The key, as `parasol succeed` told it
        key: String,
    },
    /// How many checks a day one organisation may be granted at the most
    ChecksPerDay {
        /// Checks; fewer need the yes of more than half, more that of all: whoever steals a member's key may try as many numbers
        #[arg(value_parser = clap::value_parser!(u64).range(200..=1_000_000))]
        checks: u64,
    },
    /// That nothing changes: whatever is open is set aside
    Nothing,
}

impl Wish {
    /// Proposes it.
    ///
    /// # Errors
    /// What the node refused.
    pub(super) async fn propose(self, office: &Office, circle: Option<&str>) -> Result<(), Failure> {
        let view = find(office, circle)?;
        let proposal = match self {
            Self::Remove { organisation } => Proposal::Remove(member(&view, &organisation)?),
            Self::Threshold { holders } => Proposal::Threshold(holders),
            Self::NewKey => Proposal::NewEpoch,
            Self::EndOldKey => Proposal::EndKey,
            Self::FreshLimit { hours } => Proposal::FreshLimit(hours.saturating_mul(3_600)),
            Self::Lease { days } => Proposal::Lease(days.saturating_mul(DAY)),
            Self::NodeKey { organisation, key } => return node_key(office, &view, &organisation, &key).await,
            Self::ChecksPerDay { checks } => Proposal::ChecksPerDay(checks),
            Self::Nothing => Proposal::Nothing,
        };
        let (actor, circle) = (office.operator(), view.circle);
        office.command(ProposeChange { actor, circle, proposal }).await?;
        Ok(())
    }
}

/// Proposes a key for which nothing vouches but the admins.
async fn node_key(office: &Office, view: &CircleView, organisation: &str, key: &str) -> Result<(), Failure> {
    let key = key.parse().map_err(|_| {
        Failure::usage("key", "expected a node key of 64 hexadecimal digits, as `parasol succeed` told it")
    })?;
    let (actor, circle, member) = (office.operator(), view.circle, member(view, organisation)?);
    office.command(ProposeNodeKey { actor, circle, member, key }).await?;
    Ok(())
}

/// The member of this name or id.
fn member(view: &CircleView, wanted: &str) -> Result<OrganisationId, Failure> {
    let meant = |(id, name, _): &&(_, String, _)| name == wanted || is_id(id, wanted);
    let mut found = view.members.iter().filter(meant);
    match (found.next(), found.next()) {
        (Some((id, ..)), None) => Ok(*id),
        (Some(_), Some(_)) => Err(Failure::usage(
            "ambiguous",
            "more than one member could be meant; name it by its id, see `parasol circle status --json`",
        )),
        (None, _) => Err(Failure::refused(
            "not_found",
            format!("no member of {} is called {wanted}; see `parasol circle status`", view.name),
        )),
    }
}

fn is_id(id: &OrganisationId, wanted: &str) -> bool {
    id.to_string().starts_with(wanted)
}

/// Says yes.
///
/// # Errors
/// What the node refused.
pub(super) async fn confirm(
    office: &Office,
    change: Option<&str>,
    circle: Option<&str>,
) -> Result<(), Failure> {
    let (actor, (circle, charter)) = (office.operator(), waiting(office, change, circle)?);
    office.command(ConfirmChange { actor, circle, charter }).await?;
    Ok(())
}

/// Says no.
///
/// # Errors
/// What the node refused.
pub(super) async fn refuse(
    office: &Office,
    change: Option<&str>,
    circle: Option<&str>,
) -> Result<(), Failure> {
    let (actor, (circle, charter)) = (office.operator(), waiting(office, change, circle)?);
    office.command(RefuseChange { actor, circle, charter }).await?;
    Ok(())
}

/// The open change with this id, or the only one to which this organisation has not said yes.
fn waiting(office: &Office, change: Option<&str>, circle: Option<&str>) -> Result<(CircleId, Hash), Failure> {
    let circle = find(office, circle)?.circle;
    let motions = office.read()?.circle_status(&office.operator(), &circle, office.port.now())?.motions;
    let meant = |motion: &MotionView| match change {
        Some(id) => motion.charter.to_string().starts_with(id),
        None => motion.answer.name() != "confirmed",
    };
    let mut found = motions.into_iter().filter(|motion| motion.phase != "set_aside" && meant(motion));
    match (found.next(), found.next()) {
        (Some(motion), None) => Ok((circle, motion.charter)),
        (Some(_), Some(_)) => Err(Failure::usage(
            "ambiguous",
            "more than one change could be meant; name it by its id, see `parasol circle status`",
        )),
        (None, _) => {
            Err(Failure::refused("not_found", "no such change is open; see `parasol circle status`"))
        }
    }
}
