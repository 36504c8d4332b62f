//! Several organisations agree on the charters of their circle: real nodes in one process, which exchange what they would
//! send each other.

mod evidence;
mod inviting;
mod joining;
pub(crate) mod kit;
mod lease;
mod leaving;
pub(crate) mod ledgers;
mod removing;
mod restoring;
mod storms;
mod succession;
mod telling;
mod unlinking;
