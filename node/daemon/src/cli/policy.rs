//! `parasol policy`: what is taken from peers and what is given to them.

use std::fmt::{self, Display};

use clap::{Subcommand, ValueEnum};
use parasol_core::circles::{CircleView, Inbound, Outbound, SetInbound, SetOutbound};
use serde::{Deserialize, Serialize};

use super::words::{ago, lines};
use super::{circle, peer};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Decide what is taken from peers and what is given to them
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Show all policies
    Show,
    /// Decide to whom a peer's entries are shown here
    Inbound {
        /// The peer's name or the beginning of its id
        peer: String,
        /// To whom
        #[arg(value_parser = inbound, value_name = "off|moderators|members")]
        shown: Inbound,
        /// The circle's name or the beginning of its id; not needed when the peer is in one only
        #[arg(long)]
        circle: Option<String>,
    },
    /// Decide whether, and how long after publishing, alerts are shared in a circle
    Outbound {
        /// Whether they are shared
        share: Switch,
        /// Seconds after publishing, so that undo needs no recall
        #[arg(long, value_parser = clap::value_parser!(u64).range(0..=86_400))]
        delay: Option<u64>,
        /// The circle's name or the beginning of its id; not needed when there is one only
        #[arg(long)]
        circle: Option<String>,
    },
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// Alerts are shared
    On,
    /// Alerts stay here
    Off,
}

fn inbound(word: &str) -> Result<Inbound, String> {
    Inbound::from_name(word).ok_or_else(|| "expected off, moderators or members".to_owned())
}

impl Policy {
    /// Answers the verb: the policies as they are afterwards.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let actor = office.operator();
        match self {
            Self::Show => {}
            Self::Inbound { peer, shown, circle } => {
                let peer = peer::find(office, &peer, circle.as_deref(), peer::Deed::Other)?;
                let command = SetInbound { actor, circle: peer.circle, publisher: peer.organisation, shown };
                office.command(command).await?;
            }
            Self::Outbound { share, delay, circle } => {
                let CircleView { circle, outbound, .. } = circle::find(office, circle.as_deref())?;
                let outbound = Outbound { on: share == Switch::On, delay: delay.unwrap_or(outbound.delay) };
                office.command(SetOutbound { actor, circle, outbound }).await?;
            }
        }
        Answer::of(&show(office)?)
    }
}

fn show(office: &Office) -> Result<Policies, Failure> {
    let (snapshot, actor) = (office.read()?, office.operator());
    let outbound = |circle: CircleView| Out {
        circle: circle.name,
        on: circle.outbound.on,
        delay: circle.outbound.delay,
    };
    let inbound = |peer: parasol_core::circles::PeerView| In {
        peer: peer.name,
        circle: peer.circle_name,
        shown: peer.inbound.name(),
    };
    Ok(Policies {
        outbound: snapshot.circles(&actor)?.into_iter().map(outbound).collect(),
        inbound: snapshot.peers(&actor)?.into_iter().map(inbound).collect(),
    })
}

#[derive(Debug, Serialize)]
struct Policies {
    outbound: Vec<Out>,
    inbound: Vec<In>,
}

#[derive(Debug, Serialize)]
struct Out {
    circle: String,
    on: bool,
    delay: u64,
}

#[derive(Debug, Serialize)]
struct In {
    peer: String,
    circle: String,
    shown: &'static str,
}

impl Display for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.outbound, "nothing is given: this node is in no circle")?;
        f.write_str("\n")?;
        lines(f, &self.inbound, "nothing is taken: there are no peers")
    }
}

impl Display for Out {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.on {
            true => write!(f, "given in {}: alerts, {} after publishing", self.circle, ago(self.delay)),
            false => write!(f, "given in {}: nothing", self.circle),
        }
    }
}

impl Display for In {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whom = match self.shown {
            "off" => "shown to nobody",
            "moderators" => "shown to moderators only",
            _ => "shown to everybody who checks",
        };
        write!(f, "taken from {} in {}: entries, {whom}", self.peer, self.circle)
    }
}
