//! `parasol peer`: linking with other organisations, by invite and six words.

mod meant;

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::Subcommand;
use parasol_core::circles::{
    AcceptInvite, ConfirmPeer, CreateInvite, LinkState, ONE_KEY_OPENS_ALL, PeerView, Pending, RelinkPeer,
    RemovePeer,
};
use parasol_protocol::time::DAY;
use parasol_web::port::Port;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde::{Deserialize, Serialize};

pub use self::meant::Deed;
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
        /// The circle's name or the beginning of its id; not needed when the peer is in one only
        #[arg(long)]
        circle: Option<String>,
    },
    /// List peers and how the links with them stand
    List,
    /// Tell what this node knows of a peer that has lost everything, for its admin: `parasol succeed --portrait`
    Portrait {
        /// The peer's name or the beginning of its id
        peer: String,
    },
    /// End the link with a peer; what came from it is deleted here. To have all remove a member: parasol circle propose remove
    Remove {
        /// The peer's name or the beginning of its id
        peer: String,
        /// The circle's name or the beginning of its id; not needed when the peer is in one only
        #[arg(long)]
        circle: Option<String>,
    },
    /// Take up the link with a member again that was ended here
    Relink {
        /// The peer's name or the beginning of its id
        peer: String,
        /// The circle's name or the beginning of its id; not needed when the peer is in one only
        #[arg(long)]
        circle: Option<String>,
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
                Answer::of(&Linking::of(office, pending, "unconfirmed")?)
            }
            Self::Confirm { peer, words, circle } => {
                let circle = find(office, &peer, circle.as_deref(), Deed::Confirm)?.circle;
                let pending = office.command(ConfirmPeer { actor, circle, words: words.join(" ") }).await?;
                Answer::of(&Linking::of(office, pending, "confirmed")?)
            }
            Self::List => Answer::of(&list(office)?),
            Self::Portrait { peer } => {
                let organisation = find(office, &peer, None, Deed::Portrait)?.organisation;
                let portrait = office.read()?.portrait(&actor, &organisation)?;
                Answer::of(&Told { portrait: portrait.to_text() })
            }
            Self::Remove { peer, circle } => {
                let PeerView { circle, organisation, name, .. } =
                    find(office, &peer, circle.as_deref(), Deed::Other)?;
                let unlinked = office.command(RemovePeer { actor, circle, peer: organisation }).await?;
                Answer::of(&Removed { id: organisation.to_string(), name, state: unlinked.name() })
            }
            Self::Relink { peer, circle } => {
                let PeerView { circle, organisation, name, .. } =
                    find(office, &peer, circle.as_deref(), Deed::Relink)?;
                office.command(RelinkPeer { actor, circle, peer: organisation }).await?;
                Answer::of(&Relinked { id: organisation.to_string(), name })
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
        circle_id: peer.circle.to_string(),
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
    let mut invites = Vec::new();
    for circle in office.read()?.circles(&office.operator())? {
        let status = office.read()?.circle_status(&office.operator(), &circle.circle, now)?;
        let open = status.invite.map(|until| until.since(now));
        invites.extend(open.map(|seconds| OpenInvite { circle: circle.name, open_for_seconds: seconds }));
    }
    Ok(List { peers: peers.into_iter().map(row).collect(), invites })
}

/// The peer of this name or id, in this circle if one was named.
///
/// # Errors
/// When there is none, or more than one could be meant.
pub fn find(office: &Office, wanted: &str, circle: Option<&str>, deed: Deed) -> Result<PeerView, Failure> {
    meant::choose(office.read()?.peers(&office.operator())?, wanted, circle, deed)
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
    /// `yes`, `no`, or `if_first`: if these two are the first of the circle.
    one_key_opens_all: &'static str,
    /// Whether the name alone could mean another link, too.
    #[serde(skip)]
    ambiguous: bool,
}

impl Linking {
    fn of(office: &Office, pending: Pending, state: &'static str) -> Result<Self, Failure> {
        let Pending { circle, peer, name, words } = pending;
        let circles = office.read()?.circles(&office.operator())?;
        let one_key = match circles.iter().find(|view| view.circle == circle) {
            Some(view) if view.one_key_opens_all => "yes",
            Some(_) => "no",
            None => "if_first",
        };
        let meant = find(office, &name, None, Deed::Confirm).is_ok_and(|peer| peer.circle == circle);
        let (id, circle) = (peer.to_string(), circle.to_string());
        Ok(Self { id, name, circle, words, state, one_key_opens_all: one_key, ambiguous: !meant })
    }

    /// What that means.
    fn one_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.one_key_opens_all {
            "yes" => write!(f, "\n{ONE_KEY_OPENS_ALL}"),
            "if_first" => write!(f, "\nIf you two are the first in this circle: {ONE_KEY_OPENS_ALL}"),
            _ => Ok(()),
        }
    }
}

impl Display for Linking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.state == "confirmed" {
            write!(
                f,
                "{} is confirmed here; the link is made as soon as its admin has confirmed too",
                self.name
            )?;
            return self.one_key(f);
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
        write!(f, "  parasol peer confirm \"{}\" WORD WORD WORD WORD WORD WORD", self.name)?;
        if self.ambiguous {
            write!(f, " --circle {}", self.circle)?;
        }
        self.one_key(f)
    }
}

#[derive(Debug, Serialize)]
struct List {
    peers: Vec<Row>,
    invites: Vec<OpenInvite>,
}

/// An invite that nobody has used.
#[derive(Debug, Serialize)]
struct OpenInvite {
    circle: String,
    open_for_seconds: u64,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.peers, "no peers; invite one with `parasol peer invite`")?;
        for OpenInvite { circle, open_for_seconds } in &self.invites {
            write!(f, "\nan invite into {circle} is open for another {}", ago(*open_for_seconds))?;
        }
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    country: String,
    circle: String,
    circle_id: String,
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
            ("invite_ended", _) => {
                write!(f, "the invite was used up or has ended, ask its admin for another")?;
            }
            ("refused", _) => write!(f, "refused")?,
            ("ended", _) => write!(f, "ended here")?,
            // Never, or not any more: after twice the lease it is deleted.
            (_, None) => write!(f, "linked, nothing of it is held here")?,
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
    /// `stopped`, `handed`, `setting_aside`, `still_proposed`, `consented` or `member`.
    state: &'static str,
}

impl Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.state {
            "member" => write!(
                f,
                "the link with {name} is ended here, for good; what came from it is deleted here. It stays a member: the others \
                 go on with it, and while this lasts no new key of the circle can be made. To have it removed by all: \
                 parasol circle propose remove \"{name}\". To take the link up again: parasol peer relink \"{name}\""
            ),
            "handed" => write!(
                f,
                "the link with {name} is stopped; it may have been given the circle's key already: make another with \
                 `parasol circle propose new-key`"
            ),
            "setting_aside" => write!(
                f,
                "the link with {name} is stopped here. The members had been asked already, and a yes cannot be taken back; now \
                 they are asked to set it aside. Until more than half have, {name} may still come in: call the other admins, \
                 and see `parasol circle status`"
            ),
            "still_proposed" => write!(
                f,
                "the link with {name} is stopped here. The members had been asked already, and a yes cannot be taken back: \
                 {name} may still come in. Call the other admins, and have another member propose that nothing changes"
            ),
            "consented" => write!(
                f,
                "the link with {name} is stopped here. This node had agreed to the circle's charter already, and that cannot be \
                 taken back: the members may still make it one of them, and would then wait for it. Call them. If it is in, come \
                 by another invite and leave (`parasol circle leave`), or have them remove it"
            ),
            _ => write!(f, "the link with {name} is stopped"),
        }
    }
}

#[derive(Debug, Serialize)]
struct Relinked {
    id: String,
    name: String,
}

impl Display for Relinked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the link with {} is taken up again; what it shares comes back as soon as its node is reached",
            self.name
        )
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

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(state: &'static str) -> String {
        Removed { id: "00".into(), name: "Brussels".into(), state }.to_string()
    }

    #[test]
    fn ending_a_link_with_a_member_says_what_it_stops_and_how_it_is_undone() {
        let said = removed("member");
        for part in [
            "no new key of the circle can be made",
            "parasol circle propose remove \"Brussels\"",
            "parasol peer relink \"Brussels\"",
        ] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn stopping_a_link_says_what_may_still_come_of_it() {
        assert_eq!(removed("stopped"), "the link with Brussels is stopped");
        assert!(removed("handed").contains("parasol circle propose new-key"));
        assert!(removed("consented").contains("may still make it one of them"));
        for state in ["setting_aside", "still_proposed"] {
            assert!(removed(state).contains("Brussels may still come in"), "{state}");
        }
    }

    #[test]
    fn of_a_member_of_which_nothing_is_held_no_more_is_said_than_that() {
        let row = |known| Row {
            id: "00".into(),
            name: "Brussels".into(),
            country: "BE".into(),
            circle: "North Sea".into(),
            circle_id: "01".into(),
            state: "member",
            words: None,
            inbound: "members",
            connected: None,
            last_contact_seconds_ago: None,
            last_fault: None,
            known_until_seconds_ago: known,
            obeyed: None,
            disputed: false,
        };
        assert_eq!(row(None).to_string(), "Brussels, BE, in North Sea: linked, nothing of it is held here");
        assert!(row(Some(7_200)).to_string().contains("known up to 2 hours ago"));
    }

    #[test]
    fn whoever_is_to_confirm_is_told_what_one_key_means() {
        let linking = |state, one_key_opens_all| {
            let (id, name, circle, words) =
                ("00".into(), "Brussels".into(), "01".into(), "a b c d e f".into());
            Linking { id, name, circle, words, state, one_key_opens_all, ambiguous: false }.to_string()
        };
        for state in ["unconfirmed", "confirmed"] {
            assert!(linking(state, "yes").contains(ONE_KEY_OPENS_ALL));
            assert!(linking(state, "if_first").contains("If you two are the first in this circle: In this"));
            assert!(!linking(state, "no").contains("key"));
        }
    }
}
