//! Why something was refused in an agreement.

use super::change::Nonsense;
use crate::charter::CharterError;
use crate::codec::CodecError;
use crate::envelope::EnvelopeError;

/// Why a motion, a message or a certificate was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// The bytes are not what they should be, or a signature does not hold.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The bytes are not of the expected shape, or too many.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The charter makes no sense by itself.
    #[error(transparent)]
    Charter(#[from] CharterError),
    /// The charter makes no sense after the one in force.
    #[error(transparent)]
    Nonsense(#[from] Nonsense),
    /// It is about another circle, another number or another charter before.
    #[error("expected something about charter {expected} of this circle and about the charter in force")]
    Elsewhere {
        /// The number that is to be decided.
        expected: u64,
    },
    /// The signature is not by the node key of a member.
    #[error("expected the signature of a member of the charter in force, made with its node key")]
    Stranger,
    /// A ballot was used by somebody else than its owner.
    #[error("expected the member to whom the ballot belongs; every ballot has one owner")]
    Owner,
    /// Papers are unordered, repeated or too many.
    #[error("expected each paper once, in the order of the organisations")]
    Papers,
    /// A paper is not about this motion, or not by somebody whose word counts for it.
    #[error("expected papers about this charter, each by an organisation that has a say in it")]
    Paper,
    /// Fewer have consented than the change needs.
    #[error("expected the consent of {needed} of those who have a say, and of every newcomer; found {found}")]
    Consents {
        /// How many must have consented.
        needed: usize,
        /// How many have.
        found: usize,
    },
    /// The promises do not make a quorum, or not for this ballot.
    #[error("expected promises for this ballot by a quorum of the members, one each")]
    Promises,
    /// Another charter may have been decided.
    #[error("expected the charter that was accepted in the highest ballot; another may have been decided")]
    Value,
    /// The votes do not make a quorum of one ballot for this charter.
    #[error(
        "expected the votes of a quorum of the members, one each, all of one ballot and for this charter"
    )]
    Votes,
    /// An answer does not fit the question.
    #[error("expected an answer to the question that was asked")]
    Answer,
    /// All ballots of this number are used up.
    #[error("no ballot is left for this number; those who go on must found a new circle")]
    Exhausted,
    /// Two statements do not contradict each other.
    #[error("expected two statements that contradict each other, found none such")]
    NoContradiction,
    /// One member has laid too many motions on the table.
    #[error("expected at most {max} open motions of one member that nobody here consented to")]
    TooMany {
        /// The bound.
        max: usize,
    },
}
