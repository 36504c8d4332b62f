//! Contests: what somebody says who was reported, or whose number was.
//!
//! * Whoever contests proves that she holds the number or address: a code goes there. Asking for one writes the same row
//!   whatever it is; what is due is looked at later, at a steady pace ([`SendContestCodes`]), and nowhere on that way is it
//!   looked up whether an alert names it. So the answer, its size and its time tell nothing.
//! * Nothing is recalled by the asking. A moderator decides about each alert that names it, two for the gravest level; nobody
//!   who reported it, and nobody whose contact it is.
//! * The letter is one text for every outcome, and goes on the same day after the asking whatever was decided, or later if
//!   the desk was late. It never says date, place or who, or whether there was an entry.

mod asking;
mod contest;
mod decide;
mod filing;
mod letter;
mod open;
mod senders;
mod turns;

pub(crate) use asking::forget_codes;
pub use asking::{AskForContestCode, ForgetContestCodes, SendContestCodes};
pub use contest::{ContestClaim, ContestDecision};
pub(crate) use contest::{closed_before, forget, forget_closed};
pub use decide::{CloseContest, CloseEmptyContests, ContestStep, DecideContest};
pub use filing::FileContest;
pub use letter::SendContestLetters;
pub use open::{ContestPage, ContestRow, ContestedAlert, DecisionView, OpenContest, OpenedContest};
