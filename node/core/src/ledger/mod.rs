//! Ledgers: what every organisation of a circle publishes, kept here and obeyed.
//!
//! `take` keeps what sync sessions bring, `own` files and recalls this node's entries, `recovery` is what happens when
//! peers know more of the own ledger than the node itself, `read` answers sessions and checks.

pub(crate) mod ended;
pub(crate) mod lease;
pub(crate) mod own;
pub(crate) mod read;
mod recovery;
mod resume;
pub(crate) mod tables;
mod take;

use crate::command::{Command, Ctx};
use crate::refusal::Refusal;

pub use read::LedgersView;
pub use resume::{Heard, Resume};
pub(crate) use resume::{await_no_more, await_peers, await_these};
pub use take::ApplyDelta;
pub(crate) use take::{drop_ledger, is_disputed};

/// What falls due with time: heartbeats, ledgers whose publisher has been silent for twice the lease, volumes under keys that have
/// ended, leaves of which
/// somebody cannot be told, and invites that nobody opened.
#[derive(Debug)]
pub struct KeepUp;

impl Command for KeepUp {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        take::heartbeat(ctx)?;
        lease::end_leases(ctx)?;
        ended::drop_some(ctx)?;
        crate::circles::agreement::end_farewells(ctx)?;
        crate::circles::end_invites(ctx)?;
        crate::circles::ceremony::renew_repairs(ctx)?;
        crate::circles::ceremony::propose_made(ctx)
    }
}
