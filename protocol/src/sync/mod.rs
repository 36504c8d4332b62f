//! The sync conversation: how nodes come to hold each other's ledgers.
//!
//! Signed batches are the wire, automerge is the merge. [`Session`] is the whole conversation as a state machine;
//! [`Ledgers`] is what it reads; a [`Delta`] is what it hands over to be kept, checked against the publisher's signature.

mod answer;
mod fault;
mod fetch;
mod heads;
mod ledgers;
pub mod message;
mod session;

pub use fault::Fault;
pub use ledgers::{Delta, Evidence, Extension, Found, Ledgers, Listing, Progress};
pub use session::{Applied, Effect, Session};
