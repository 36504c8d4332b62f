//! `parasol sweep`: who checks unusually much, here and at partners. How much is counted, never what.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::peer_sweeps::{PeerSweep, SettlePeerSweep};
use parasol_core::sweeps::{SettleSweep, Sweep as MemberSweep};
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::name::Name;
use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// See who checks unusually much: members, and partners through this node
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sweep {
    /// List what nobody has looked into yet
    List,
    /// Say that somebody has looked into what a member or a partner does
    Seen {
        /// The member's pseudonym, the partner's name or the beginning of an id; `-` is standard input
        who: Name,
    },
}

impl Sweep {
    /// What has to happen in the operator's own process.
    ///
    /// # Errors
    /// When standard input holds no name.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        match self {
            Self::List => Ok(()),
            Self::Seen { who } => who.read(),
        }
    }

    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        match self {
            Self::List => Answer::of(&list(office)?),
            Self::Seen { who } => Answer::of(&seen(office, &who.into_text()).await?),
        }
    }
}

fn list(office: &Office) -> Result<List, Failure> {
    let (snapshot, actor, now) = (office.read()?, office.operator(), office.port.now());
    let member = |sweep: MemberSweep| Member {
        seconds_ago: now.since(sweep.began()),
        id: sweep.member.to_string(),
        pseudonym: sweep.pseudonym.as_str().to_owned(),
        checks: sweep.checks,
        nothing: sweep.nothing,
        days_without_any_left: sweep.over_days,
    };
    let partner = |sweep: PeerSweep| Partner {
        id: sweep.peer.to_string(),
        name: sweep.name,
        circle: sweep.circle_name,
        seconds_ago: now.since(sweep.at),
        numbers: sweep.evaluated,
        within_an_hour: sweep.within_an_hour,
    };
    Ok(List {
        members: snapshot.sweeps(&actor)?.into_iter().map(member).collect(),
        partners: snapshot.peer_sweeps(&actor)?.into_iter().map(partner).collect(),
    })
}

/// All that is told of this member or partner is looked into.
async fn seen(office: &Office, who: &str) -> Result<Seen, Failure> {
    let is_meant = |name: &str, id: String| name == who || (!who.is_empty() && id.starts_with(who));
    let (members, partners) = {
        let (snapshot, actor) = (office.read()?, office.operator());
        (snapshot.sweeps(&actor)?, snapshot.peer_sweeps(&actor)?)
    };
    let mut names = Vec::new();
    for sweep in members {
        if is_meant(sweep.pseudonym.as_str(), sweep.member.to_string()) {
            let (actor, day, member) = (office.operator(), sweep.day, sweep.member);
            office.command(SettleSweep { actor, day, member }).await?;
            names.push(sweep.pseudonym.as_str().to_owned());
        }
    }
    for sweep in partners {
        if is_meant(&sweep.name, sweep.peer.to_string()) {
            let (actor, circle, peer) = (office.operator(), sweep.circle, sweep.peer);
            office.command(SettlePeerSweep { actor, circle, peer }).await?;
            names.push(sweep.name);
        }
    }
    names.dedup();
    if names.is_empty() {
        let sentence = "nothing unusual is told of anybody of this name; see `parasol sweep list`";
        return Err(Failure::refused("not_found", sentence));
    }
    Ok(Seen { names })
}

#[derive(Debug, Serialize)]
struct List {
    members: Vec<Member>,
    partners: Vec<Partner>,
}

/// A member, and a day.
#[derive(Debug, Serialize)]
struct Member {
    id: String,
    pseudonym: String,
    seconds_ago: u64,
    checks: u32,
    nothing: u32,
    days_without_any_left: u32,
}

#[derive(Debug, Serialize)]
struct Partner {
    id: String,
    name: String,
    circle: String,
    seconds_ago: u64,
    numbers: u64,
    within_an_hour: bool,
}

#[derive(Debug, Serialize)]
struct Seen {
    names: Vec<String>,
}

impl Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pseudonym, checks, nothing, days_without_any_left: days, .. } = self;
        write!(f, "{pseudonym}, {} ago:", ago(self.seconds_ago))?;
        if *checks > 0 {
            write!(f, " {checks} checks, {nothing} of them found nothing;")?;
        }
        if *days > 0 {
            write!(f, " no check left, {days} days in a row;")?;
        }
        write!(f, " talk to her, or `parasol member suspend`")
    }
}

impl Display for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, circle, numbers, .. } = self;
        let pace = if self.within_an_hour { "within an hour" } else { "in all" };
        write!(
            f,
            "{name} in {circle}, {} ago: {numbers} numbers looked up with this node's help {pace}; call its admin; nobody else \
             can stop it but the circle, with `parasol circle propose remove`",
            ago(self.seconds_ago)
        )
    }
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.members.is_empty() && self.partners.is_empty() {
            return f.write_str("nothing unusual");
        }
        lines(f, &self.members, "no member")?;
        f.write_str("\n")?;
        lines(f, &self.partners, "no partner")?;
        f.write_str("\nonce you have looked: parasol sweep seen NAME")
    }
}

impl Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seen: {}", self.names.join(", "))
    }
}
