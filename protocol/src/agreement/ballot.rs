//! Ballots: the rounds of agreement on one number.

use serde::{Deserialize, Serialize};

use crate::charter::MAX_MEMBERS;
use crate::codec::CodecError;

/// How many rounds a ballot may be above what an acceptor has promised. Without it one member could use up all ballots
/// of a number with one message.
pub const MAX_JUMP: u64 = 1 << 32;

const SEAT_BITS: u32 = 8;
const MAX_ROUND: u64 = u64::MAX >> SEAT_BITS;

/// A round and the seat of the member who may propose in it; no two members share one. As an integer: the round, from 1,
/// times 256, and the seat, which is the member's place in the ordered list of the charter in force, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Ballot(u64);

impl Ballot {
    /// The ballot of this round and seat.
    pub fn new(round: u64, seat: u8) -> Option<Self> {
        let fits = (1..=MAX_ROUND).contains(&round) && usize::from(seat) < MAX_MEMBERS;
        fits.then_some(Self(round << SEAT_BITS | u64::from(seat)))
    }

    /// The first ballot of this seat above everything that was seen; none when all are used up.
    pub fn after(seen: Option<Self>, seat: u8) -> Option<Self> {
        Self::new(seen.map_or(1, |seen| seen.round().saturating_add(1)), seat)
    }

    /// The round, from 1.
    pub const fn round(self) -> u64 {
        self.0 >> SEAT_BITS
    }

    /// Whose it is: a place in the charter's list of members, from 0.
    pub const fn seat(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    /// Whether it is no further above `promised` than is believed.
    pub(super) fn in_reach(self, promised: Option<Self>) -> bool {
        self.round() <= promised.map_or(0, Self::round).saturating_add(MAX_JUMP)
    }

    /// The last ballot of `seat` that is in reach of `promised`.
    pub(super) fn furthest(promised: Option<Self>, seat: u8) -> Option<Self> {
        Self::new(promised.map_or(0, Self::round).saturating_add(MAX_JUMP).min(MAX_ROUND), seat)
    }
}

impl From<Ballot> for u64 {
    fn from(ballot: Ballot) -> Self {
        ballot.0
    }
}

impl TryFrom<u64> for Ballot {
    type Error = CodecError;

    fn try_from(number: u64) -> Result<Self, CodecError> {
        let seat = number.to_le_bytes()[0];
        Self::new(number >> SEAT_BITS, seat).ok_or(CodecError::Shape)
    }
}
