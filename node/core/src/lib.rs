//! What a node decides and keeps.
//!
//! * Everything that changes is a [`command::Command`]; commands run in groups, each accepted or leaving nothing, and are
//!   answered once they are durable ([`node::Node::execute`]). Everything that is read is read from a
//!   [`node::Snapshot`].
//! * Nothing here waits, reads a clock or draws randomness: `now` and `rng` are arguments.
//! * What is kept is kept sealed, behind [`store`], which alone knows the engine.

pub mod alerts;
pub mod allowances;
pub mod audit;
mod blocks;
pub mod cases;
pub mod checks;
pub mod circles;
mod clock;
pub mod command;
pub mod confirmation;
pub mod contests;
pub mod counts;
pub mod data_protection;
mod days;
pub mod desk;
pub mod erasures;
pub mod fair_share;
mod fold;
mod guesses;
pub mod holder_notes;
pub mod holders;
pub mod identity;
pub mod ids;
mod index;
pub mod ledger;
pub mod limits;
pub mod lock;
pub mod members;
pub mod messages;
pub mod network;
pub mod node;
pub mod peer_sweeps;
pub mod places;
pub mod privacy;
mod private;
pub mod publish;
pub mod quota;
pub mod refusal;
pub mod reports;
pub mod restored;
pub mod retention;
pub mod roles;
pub mod rules;
pub mod sessions;
pub mod spoken;
pub mod store;
pub mod sweeps;
mod unanswered;
mod words;
