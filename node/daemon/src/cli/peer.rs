//! `parasol peer`: linking with other organisations, by invite and six words.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::Subcommand;
use parasol_core::circles::{
    AcceptInvite, ConfirmPeer, CreateInvite, LinkState, PeerView, Pending, RemovePeer,
};
use parasol_protocol::time::DAY;
use parasol_web::port::Port;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde::{Deserialize, Serialize};

use super::circle;
use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Bytes of an invite's text that are read.
const INVITE_MAX: u64 = 16 * 1024;

/// Link with other organisations
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Peer {
    /// Make an invite into a circle, to hand to the other organisation's admin
    Invite {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
        /// Where the other node reaches this one [default: what the settings announce, or where this node listens]
        #[arg(long = "address", value_name = "MULTIADDRESS")]
        addresses: Vec<String>,
        /// How many days it can be used
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u64).range(1..=30))]
        days: u64,
    },
    /// Accept an invite: reads it from a file or from standard input
    Accept {
        /// The file with the invite's text; without it, standard input is read
        #[serde(skip)]
        file: Option<PathBuf>,
        /// Where the other node reaches this one [default: what the settings announce, or where this node listens]
        #[arg(long = "address", value_name = "MULTIADDRESS")]
        addresses: Vec<String>,
        /// The text, once it is read
        #[arg(skip)]
        text: String,
    },
    /// Confirm a peer, after comparing the six words with the other admin by another channel
    Confirm {
        /// The peer's name or the beginning of its id
        peer: String,
        /// The six words that the other admin read out
        #[arg(required = true, num_args = 1..)]
        words: Vec<String>,
    },
    /// List peers and how the links with them stand
    List,
    /// Tell what this node knows of a peer that has lost everything, for its admin: `parasol succeed --portrait`
    Portrait {
        /// The peer's name or the beginning of its id
        peer: String,
    },
    /// End the link with a peer; what came from it is deleted here
    Remove {
        /// The peer's name or the beginning of its id
        peer: String,
    },
}

impl Peer {
    /// What has to happen in the operator's own process.
    ///
    /// # Errors
    /// When the invite cannot be read.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        let Self::Accept { file, text, .. } = self else { return Ok(()) };
        let read = match file {
            Some(path) => File::open(path).and_then(|file| file.take(INVITE_MAX).read_to_string(text)),
            None => io::stdin().lock().take(INVITE_MAX).read_to_string(text),
        };
        read.map(drop)
            .map_err(|error| Failure::usage("invite", format!("the invite cannot be read: {error}")))
    }

    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let actor = office.operator();
        match self {
            Self::Invite { circle, addresses, days } => {
                Answer::of(&invite(office, circle.as_deref(), addresses, days).await?)
            }
            Self::Accept { text, addresses, .. } => {
                let addresses = office.addresses(addresses);
                let pending =
                    office.command(AcceptInvite { actor, text: text.trim().to_owned(), addresses }).await?;
                Answer::of(&Linking::of(pending, "unconfirmed"))
            }
            Self::Confirm { peer, words } => {
                let circle = find(office, &peer)?.circle;
                let pending = office.command(ConfirmPeer { actor, circle, words: words.join(" ") }).await?;
                Answer::of(&Linking::of(pending, "confirmed"))
            }
            Self::List => Answer::of(&list(office)?),
            Self::Portrait { peer } => {
                let PeerView { organisation, .. } = find(office, &peer)?;
                let portrait = office.read()?.portrait(&actor, &organisation)?;
                Answer::of(&Told { portrait: portrait.to_text() })
            }
            Self::Remove { peer } => {
                let PeerView { circle, organisation, name, .. } = find(office, &peer)?;
                office.command(RemovePeer { actor, circle, peer: organisation }).await?;
                Answer::of(&Removed { id: organisation.to_string(), name })
            }
        }
    }
}

async fn invite(
    office: &Office,
    wanted: Option<&str>,
    addresses: Vec<String>,
    days: u64,
) -> Result<Invite, Failure> {
    let circle = circle::find(office, wanted)?;
    let addresses = office.addresses(addresses);
    let expires = office.port.now().plus(days.saturating_mul(DAY));
    let command = CreateInvite {
        actor: office.operator(),
        circle: circle.circle,
        addresses: addresses.clone(),
        expires,
    };
    let text = office.command(command).await?;
    Ok(Invite { circle: circle.name, invite: text, addresses, days })
}

fn list(office: &Office) -> Result<List, Failure> {
    let now = office.port.now();
    let peers = office.read()?.peers(&office.operator())?;
    let row = |peer: PeerView| Row {
        id: peer.organisation.to_string(),
        name: peer.name,
        country: peer.country.to_string(),
        circle: peer.circle_name,
        state: peer.state.name(),
        words: peer.words.filter(|_| matches!(peer.state, LinkState::Unconfirmed | LinkState::AwaitsPeer)),
        inbound: peer.inbound.name(),
        connected: office.connection(&peer.organisation).map(|status| status.connected),
        last_contact_seconds_ago: office
            .connection(&peer.organisation)
            .and_then(|status| status.last_contact)
            .map(|contact| now.since(contact)),
        last_fault: office
            .connection(&peer.organisation)
            .and_then(|status| status.last_fault)
            .map(|(_, fault)| fault.word()),
        known_until_seconds_ago: peer.newest_head.map(|head| now.since(head)),
        obeyed: peer.acked.map(|ack| ack.current),
        disputed: peer.disputed,
    };
    Ok(List { peers: peers.into_iter().map(row).collect() })
}

/// The peer of this name or id.
///
/// # Errors
/// When there is none, or more than one could be meant.
pub fn find(office: &Office, wanted: &str) -> Result<PeerView, Failure> {
    let peers = office.read()?.peers(&office.operator())?;
    let mut found = peers
        .into_iter()
        .filter(|peer| peer.name == wanted || peer.organisation.to_string().starts_with(wanted));
    match (found.next(), found.next()) {
        (Some(peer), None) => Ok(peer),
        (Some(_), Some(_)) => Err(Failure::usage(
            "ambiguous",
            "more than one link could be meant; name the peer by its id, see `parasol peer list --json`",
        )),
        (None, _) => {
            Err(Failure::refused("not_found", format!("no peer is called {wanted}; see `parasol peer list`")))
        }
    }
}

#[derive(Debug, Serialize)]
struct Invite {
    circle: String,
    invite: String,
    addresses: Vec<String>,
    days: u64,
}

impl Display for Invite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.invite)?;
        if let Ok(code) = QrCode::new(&self.invite) {
            writeln!(f, "{}\n", code.render::<Dense1x2>().quiet_zone(false).build())?;
        }
        writeln!(
            f,
            "An invite into {}, good once within {} days. Hand it to the other organisation's admin by a",
            self.circle, self.days
        )?;
        write!(
            f,
            "channel that you trust; there: parasol peer accept. It tells to dial {}.",
            self.addresses.join(" or ")
        )?;
        if self.addresses.iter().all(|address| address.contains("/127.0.0.1/") || address.contains("/::1/")) {
            write!(
                f,
                "\nThat reaches this machine only: set network.announce before inviting somebody elsewhere."
            )?;
        }
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct Linking {
    id: String,
    name: String,
    circle: String,
    words: String,
    state: &'static str,
}

impl Linking {
    fn of(pending: Pending, state: &'static str) -> Self {
        let Pending { circle, peer, name, words } = pending;
        Self { id: peer.to_string(), name, circle: circle.to_string(), words, state }
    }
}

impl Display for Linking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.state == "confirmed" {
            return write!(
                f,
                "{} is confirmed here; the link is made as soon as its admin has confirmed too",
                self.name
            );
        }
        writeln!(
            f,
            "{} is to be linked. Both admins must see the same six words:\n\n  {}\n",
            self.name, self.words
        )?;
        writeln!(
            f,
            "Call the other admin on a number you knew before, let them read theirs to you, and type what you hear:"
        )?;
        write!(f, "  parasol peer confirm \"{}\" WORD WORD WORD WORD WORD WORD", self.name)
    }
}

#[derive(Debug, Serialize)]
struct List {
    peers: Vec<Row>,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.peers, "no peers; invite one with `parasol peer invite`")
    }
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    country: String,
    circle: String,
    state: &'static str,
    words: Option<String>,
    inbound: &'static str,
    connected: Option<bool>,
    last_contact_seconds_ago: Option<u64>,
    last_fault: Option<&'static str>,
    known_until_seconds_ago: Option<u64>,
    obeyed: Option<bool>,
    disputed: bool,
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, in {}: ", self.name, self.country, self.circle)?;
        match (self.state, self.known_until_seconds_ago) {
            ("knocking", _) => write!(f, "invite accepted here, its node has not answered yet")?,
            ("unconfirmed", _) => write!(f, "waits for you to confirm")?,
            ("awaits_peer", _) => write!(f, "confirmed here, waits for its admin")?,
            ("finishing", _) => write!(f, "both confirmed, the circle's charter is on its way")?,
            ("refused", _) => write!(f, "refused")?,
            ("ended", _) => write!(f, "ended here")?,
            (_, None) => write!(f, "linked, nothing received yet")?,
            (_, Some(seconds)) => write!(f, "linked, known up to {} ago", ago(seconds))?,
        }
        if let Some(words) = &self.words {
            write!(f, "; words: {words}")?;
        }
        match self.connected {
            Some(true) => write!(f, "; connected")?,
            Some(false) => write!(f, "; not connected")?,
            None => {}
        }
        if let Some(fault) = self.last_fault {
            write!(f, "; it broke a rule ({fault}), see the log")?;
        }
        match self.obeyed {
            Some(true) => write!(f, "; it has obeyed our newest head")?,
            Some(false) => write!(f, "; it has not obeyed our newest head yet")?,
            None => {}
        }
        if self.disputed {
            write!(f, "; it signed two heads of one number, look at `parasol ledger status`")?;
        }
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct Removed {
    id: String,
    name: String,
}

impl Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the link with {} is ended; what came from it is deleted here", self.name)
    }
}

/// Nothing but the text, so that it can go into a file.
#[derive(Debug, Serialize)]
struct Told {
    portrait: String,
}

impl Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.portrait)
    }
}
