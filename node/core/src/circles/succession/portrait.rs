//! What a partner tells of an organisation whose node is lost with everything in it: who it is, and its circles.

use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::{NodeKey, OrganisationId};
use parasol_protocol::join::Introduction;
use parasol_protocol::time::Timestamp;
use parasol_protocol::{codec, text};
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::super::tables::{CHARTERS, CIRCLES, CircleRow, Outbound, PEERS, charter, is_over};
use super::own::{OwnSuccession, sign_papers};
use crate::identity::{Identity, RecoveryKey};
use crate::ledger;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError, Tx};

/// What stands before its text.
const PREFIX: &str = "parasol-portrait:";
/// How many circles it may tell of.
const MAX_CIRCLES: usize = 16;
/// The longest portrait, in bytes.
const MAX: usize = MAX_CIRCLES * (2 * Decided::MAX_BYTES + 64 * 1_024);

/// One circle: the certificate of the charter in force and, unless all simply agreed to it, of the one before; where the other
/// members listen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told(ByteBuf, Option<ByteBuf>, Vec<Introduction>);

/// What a partner tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    organisation: Introduction,
    circles: Vec<Told>,
}

/// Why a portrait cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PortraitError {
    /// It is not one, or not whole.
    #[error(
        "expected a text that begins with parasol-portrait: and was copied whole; ask the partner for it again"
    )]
    Text,
    /// A charter in it does not hold, or does not name the organisation.
    #[error("expected circles of which the organisation is a member; ask another partner")]
    Circle,
    /// The words are those of another recovery key.
    #[error("expected the 24 words that belong to this organisation; look at the paper again")]
    Words,
}

impl Portrait {
    /// As text.
    pub fn to_text(&self) -> String {
        text::write(PREFIX, &codec::encode(self))
    }

    /// Reads the text, with whatever white space came with it, and everything that can be verified in it.
    pub fn read(told: &str) -> Result<Self, PortraitError> {
        let bytes = text::read(PREFIX, told, MAX).ok_or(PortraitError::Text)?;
        let portrait: Self = codec::decode_bounded(&bytes, MAX).map_err(|_| PortraitError::Text)?;
        if !portrait.organisation.within_bounds() || portrait.circles.len() > MAX_CIRCLES {
            return Err(PortraitError::Text);
        }
        portrait.circles.iter().try_for_each(|told| portrait.holds(told))?;
        Ok(portrait)
    }

    fn holds(&self, told: &Told) -> Result<(), PortraitError> {
        let charter = told.decided().ok_or(PortraitError::Circle)?.charter().clone();
        let own = charter.member(&self.organisation.organisation);
        let named = own.is_some_and(|member| {
            (member.recovery_key, member.name.as_str())
                == (self.organisation.recovery_key, self.organisation.name.as_str())
        });
        let fellow =
            |peer: &Introduction| peer.within_bounds() && charter.member(&peer.organisation).is_some();
        if named && told.2.iter().all(fellow) { Ok(()) } else { Err(PortraitError::Circle) }
    }

    /// The name of the organisation.
    pub fn name(&self) -> &str {
        &self.organisation.name
    }

    /// The country, from which its languages follow unless others are named.
    pub fn country(&self) -> parasol_protocol::region::Region {
        self.organisation.country
    }

    /// The keys under which the partner knows the organisation.
    pub(super) fn known_keys(&self) -> Vec<NodeKey> {
        let named = |told: &Told| {
            let decided = told.decided()?;
            Some(decided.charter().member(&self.organisation.organisation)?.node_key)
        };
        self.circles.iter().filter_map(named).collect()
    }

    /// Whose it is.
    pub(super) fn organisation(&self) -> OrganisationId {
        self.organisation.organisation
    }

    /// Refuses words that are not this organisation's.
    pub fn check(&self, recovery: &RecoveryKey) -> Result<(), PortraitError> {
        let right = recovery.public() == self.organisation.recovery_key;
        if right { Ok(()) } else { Err(PortraitError::Words) }
    }
}

impl Told {
    fn decided(&self) -> Option<Decided> {
        match &self.1 {
            None => Decided::verify(&self.0).ok(),
            Some(before) => Decided::verify_after(&Decided::charter_in(before).ok()?, &self.0).ok(),
        }
    }
}

/// Writes everything that a portrait tells into a store in which nothing is yet.
pub(crate) fn take_up(
    tx: &mut Tx,
    portrait: &Portrait,
    recovery: Option<&RecoveryKey>,
    languages: Vec<String>,
    now: Timestamp,
    rng: &mut dyn CryptoRngCore,
) -> Result<(Identity, OwnSuccession), StoreError> {
    let secret = NodeSecret::random(rng);
    let new_key = secret.public();
    let identity = Identity::succeed(tx, &portrait.organisation, languages, now, secret)?;
    let me = identity.organisation;
    for told in &portrait.circles {
        let Some(decided) = told.decided() else { continue };
        let Charter { circle, number, ref members, .. } = *decided.charter();
        if let Some(before) = &told.1 {
            tx.put(&CHARTERS, &(circle, number.saturating_sub(1)), before)?;
        }
        tx.put(&CHARTERS, &(circle, number), &told.0)?;
        tx.put(&CIRCLES, &circle, &CircleRow { number, outbound: Outbound::default() })?;
        for peer in told.2.iter().filter(|peer| peer.organisation != me) {
            tx.put(&PEERS, &peer.organisation, peer)?;
        }
        let others = members.iter().map(|member| member.organisation).filter(|other| *other != me);
        ledger::await_these(tx, &circle, others.collect(), rng)?;
    }
    let told = sign_papers(tx, &identity, recovery, (&new_key, Vec::new()), now)?;
    Ok((identity, told))
}

impl Snapshot {
    /// What this node knows of an organisation, for its own admin to begin again with.
    pub fn portrait(&self, actor: &Actor, of: &OrganisationId) -> Result<Portrait, Refusal> {
        self.allow(actor, Action::ManageCircles)?;
        let organisation = self.tx.get(&PEERS, of)?.ok_or(Refusal::NotFound)?;
        let mut circles = Vec::new();
        for (circle, row) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = charter(&self.tx, &circle)? else { continue };
            let in_force = decided.charter();
            if in_force.member(of).is_none()
                || is_over(&self.tx, &circle, of)?
                || circles.len() >= MAX_CIRCLES
            {
                continue;
            }
            let simply = Decided::verify(decided.bytes()).is_ok();
            let before = self.tx.get(&CHARTERS, &(circle, row.number.saturating_sub(1)))?.filter(|_| !simply);
            let mut peers = Vec::new();
            for member in in_force.members.iter().filter(|member| member.organisation != *of) {
                peers.extend(self.tx.get(&PEERS, &member.organisation)?);
            }
            circles.push(Told(ByteBuf::from(decided.bytes()), before, peers));
        }
        if circles.is_empty() { Err(Refusal::NotFound) } else { Ok(Portrait { organisation, circles }) }
    }
}
