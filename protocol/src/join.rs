//! Linking two organisations: the invite, the knock that proves its secret, and the six words.
//!
//! An admin hands an [`Invite`] to another organisation's admin by a channel of their own. The joining node opens
//! `/parasol/join/1` and sends a [`Knock`] first: an HMAC of the invite's one-time secret over both node keys, which proves
//! that it holds the invite and that nobody stands between. Then it says who it is. Both admins see the same six words and
//! confirm them by another channel; only then is a charter proposed.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::codec;
use crate::envelope::{self, EnvelopeError, OVERHEAD, Signed, Verified, domain};
use crate::ids::{CircleId, Hash, NodeKey, OrganisationId};
use crate::region::Region;
use crate::text;
use crate::time::Timestamp;

/// How many addresses an invite or a request may name.
pub const MAX_ADDRESSES: usize = 8;
/// The longest address, in bytes.
pub const MAX_ADDRESS: usize = 200;
/// The longest name or contact, in bytes of UTF-8.
pub const MAX_TEXT: usize = 120;
/// What stands before the invite's text.
const PREFIX: &str = "parasol-invite:";
/// Bits of one word of the BIP 39 list.
const WORD_BITS: usize = 11;

/// The secret that opens one invite, once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
pub struct InviteSecret(#[serde(with = "serde_bytes")] [u8; 16]);

impl InviteSecret {
    /// Draws a new secret.
    pub fn random(rng: &mut dyn rand_core::CryptoRngCore) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl core::fmt::Debug for InviteSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "InviteSecret(…)")
    }
}

/// Who an organisation says it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    /// Its id.
    pub organisation: OrganisationId,
    /// Its name as it is shown.
    pub name: String,
    /// The name under which it is registered.
    pub legal_name: String,
    /// Its country.
    pub country: Region,
    /// Whom to ask about data protection.
    pub data_protection: String,
    /// Its recovery key's public half.
    pub recovery_key: NodeKey,
    /// Where its node listens, as libp2p multiaddresses.
    pub addresses: Vec<String>,
}

impl Introduction {
    /// Whether every text and list is within its bounds and the name is not empty.
    pub fn within_bounds(&self) -> bool {
        let texts = [&self.name, &self.legal_name, &self.data_protection];
        !self.name.trim().is_empty()
            && texts.iter().all(|text| text.len() <= MAX_TEXT && !text.contains(char::is_control))
            && self.addresses.len() <= MAX_ADDRESSES
            && self
                .addresses
                .iter()
                .all(|address| address.len() <= MAX_ADDRESS && address.bytes().all(|b| b.is_ascii_graphic()))
    }
}

/// An offer to join a circle, signed by the inviting node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// Who invites.
    pub from: Introduction,
    /// Into which circle.
    pub circle: CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// What proves that the joiner holds this invite.
    pub secret: InviteSecret,
    /// Until when it can be used.
    pub expires: Timestamp,
}

impl Signed for Invite {
    const DOMAIN: &'static str = domain::INVITE;
    const MAX_BODY: usize = 3_072;
}

/// Why the text of an invite was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    /// The text does not begin as an invite does, or is not its encoding.
    #[error("expected a text that begins with parasol-invite: and was copied whole")]
    Text,
    /// What it holds is not a signed invite.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// A text in it is too long.
    #[error("expected names of at most 120 bytes and at most 8 addresses")]
    Bounds,
}

/// The invite as text, for a message or a QR code.
pub fn invite_text(invite: &Verified<Invite>) -> String {
    text::write(PREFIX, invite.bytes())
}

/// Reads the text of an invite, with whatever white space came with it.
pub fn read_invite(invite: &str) -> Result<Verified<Invite>, InviteError> {
    let bytes = text::read(PREFIX, invite, Invite::MAX_BODY + OVERHEAD).ok_or(InviteError::Text)?;
    let invite: Verified<Invite> = envelope::open(&bytes)?;
    let body = invite.body();
    let named = !body.circle_name.trim().is_empty()
        && body.circle_name.len() <= MAX_TEXT
        && !body.circle_name.contains(char::is_control);
    if named && body.from.within_bounds() { Ok(invite) } else { Err(InviteError::Bounds) }
}

/// The first frame on `/parasol/join/1`: `[circle, hmac]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knock {
    /// The circle of the invite.
    pub circle: CircleId,
    /// HMAC-SHA-256 (RFC 2104) of the invite's secret over `"parasol/1/invite" 0x00 circle joiner inviter`.
    pub proof: Hash,
}

/// The longest knock, in bytes.
pub const MAX_KNOCK: usize = 1_024;

fn mac(
    secret: &InviteSecret,
    circle: &CircleId,
    joiner: &NodeKey,
    inviter: &NodeKey,
) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.0).ok()?;
    mac.update(domain::INVITE.as_bytes());
    mac.update(&[0]);
    mac.update(circle.as_bytes());
    mac.update(joiner.as_bytes());
    mac.update(inviter.as_bytes());
    Some(mac)
}

impl Knock {
    /// Proves to the inviter that this joiner holds the invite.
    pub fn new(secret: &InviteSecret, circle: CircleId, joiner: &NodeKey, inviter: &NodeKey) -> Self {
        let proof =
            mac(secret, &circle, joiner, inviter).map_or([0; 32], |mac| mac.finalize().into_bytes().into());
        Self { circle, proof: Hash::new(proof) }
    }

    /// Whether it was made with this secret for this pair of nodes; compared in constant time.
    pub fn verify(&self, secret: &InviteSecret, joiner: &NodeKey, inviter: &NodeKey) -> bool {
        mac(secret, &self.circle, joiner, inviter)
            .is_some_and(|mac| mac.verify_slice(self.proof.as_bytes()).is_ok())
    }
}

/// The six words that both admins compare: 66 bits of a hash over the circle and both organisations with their keys,
/// written with the BIP 39 English list.
pub fn fingerprint(circle: &CircleId, parties: [(&OrganisationId, &NodeKey); 2]) -> String {
    let mut parties =
        parties.map(|(organisation, key)| [&organisation.as_bytes()[..], &key.as_bytes()[..]].concat());
    parties.sort();
    let [first, second] = &parties;
    let hash = codec::hash_parts(domain::INVITE, &[b"words", circle.as_bytes(), first, second]);
    let bits = |from: usize| {
        (from..from + WORD_BITS).fold(0_usize, |word, bit| {
            let byte = hash.as_bytes().get(bit / 8).copied().unwrap_or(0);
            word << 1 | usize::from(byte >> (7 - bit % 8) & 1)
        })
    };
    let list = bip39::Language::English.word_list();
    let words: Vec<&str> = (0..6).filter_map(|n| list.get(bits(n * WORD_BITS)).copied()).collect();
    words.join(" ")
}

/// What a joiner says after the knock.
pub type JoinRequest = Introduction;

/// What the inviter answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum JoinReply {
    /// Kept; both admins must now compare the words.
    Pending,
    /// The invite is used up, expired, or was never made.
    Refused,
}

impl From<JoinReply> for u8 {
    fn from(reply: JoinReply) -> Self {
        match reply {
            JoinReply::Pending => 1,
            JoinReply::Refused => 2,
        }
    }
}

impl TryFrom<u8> for JoinReply {
    type Error = codec::CodecError;

    fn try_from(code: u8) -> Result<Self, Self::Error> {
        match code {
            1 => Ok(Self::Pending),
            2 => Ok(Self::Refused),
            _ => Err(codec::CodecError::Shape),
        }
    }
}

#[cfg(test)]
mod tests;
