//! How the members of a circle make a key that none of them ever holds whole, and how a newcomer gets a share of it.
//!
//! A decided charter whose epoch has no key yet opens a [`Ceremony`] among all its members: FROST's distributed key
//! generation, bound to the circle, the charter's number and an attempt. Everything that a participant says is signed;
//! whoever is seen to cheat is named by [`Evidence`] that anybody can verify, and the attempt is over. The key that comes
//! of it serves only with the attestation of every participant, which the next charter carries
//! ([`EpochKey::verify_ceremony`](crate::charter::EpochKey::verify_ceremony)): there is no half-made key, and no clock
//! makes or destroys one. A newcomer gets her share by [`repair`].

pub mod conversation;
mod dealing;
mod evidence;
mod key;
pub mod message;
mod participant;
pub mod repair;
mod roster;
mod secret;
mod standing;
mod stored;
mod taking;

use crate::codec::CodecError;
use crate::envelope::EnvelopeError;
use crate::ids::OrganisationId;

pub use evidence::{Evidence, Offence, Wrong};
pub use key::KeyFault;
pub use participant::{Ceremony, MAX_KEPT, is_wanted};
pub use secret::{SecretBytes, SecretScalar};
pub use standing::{Phase, Standing};
pub use stored::MAX_STORED;
pub use taking::Received;

/// Why something that came was not taken. It leaves the ceremony as it was; who sent it is known from the link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Something is not what it should be, or a signature does not hold.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// A stored ceremony is damaged.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// It belongs to another circle, another charter or another attempt.
    #[error("expected a message of this ceremony, found one of another circle, charter or attempt")]
    Elsewhere,
    /// It is not signed by the participant whom it names.
    #[error("expected the signature of the participant that the message names")]
    Stranger,
    /// A share came from somebody else than its dealer, or is for somebody else.
    #[error("expected a share from its dealer for this participant; shares are never passed on")]
    PassedOn,
    /// A higher attempt was claimed without its sender's dealing.
    #[error("expected a higher attempt to come with its sender's own dealing")]
    Unfounded,
    /// The participant's program reads identifiers in another way.
    #[error("{0} reads identifiers by another canonical profile; one of the two nodes must be updated")]
    Canon(OrganisationId),
    /// The participant saw other dealings, or says so.
    #[error("{0} made its part of the key from other dealings than those known here")]
    OtherDealings(OrganisationId),
    /// What is called evidence proves nothing.
    #[error("expected evidence that proves its point")]
    Unproven,
    /// This organisation is no member of the charter, or the charter wants no key.
    #[error("expected a charter with this organisation that wants a key for its epoch")]
    NotWanted,
    /// The number of attempts or of attested shares is at its bound.
    #[error("too many attempts at this key were attested without an end; decide another charter")]
    TooMany,
    /// The helpers are not exactly t members with a share.
    #[error("expected exactly t members who hold a share of this key, the newcomer not among them")]
    Helpers,
    /// The own share is not the one that the charter lists.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// The dealings do not make a key.
    #[error("the dealings of all do not make a key; try again")]
    NoKey,
}
