//! That the journal was lost, or is older than the database: how many lines it had is noted in the database.
//!
//! A database that is whole loses nothing by that, and writes the journal again. But it is also what is seen when somebody puts an
//! older copy of the database back and the journal with it is gone; then what was erased since is back, and only peers may
//! know. So it is said loudly, and nothing is shared before they were heard.

use parasol_protocol::time::{DAY, Timestamp};
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ledger;
use crate::node::Node;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table};

/// What is known of the file.
const JOURNAL: Table<(), Noted> = Table::new("journal/1");
/// For how long it is said, in seconds.
const SAID: u64 = 30 * DAY;

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Noted {
    /// Lines that it is known to have had.
    lines: u64,
    lost: Option<Lost>,
}

/// That the journal lacked lines which it had had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// When that was found.
    pub since: Timestamp,
    /// How many.
    pub missing: u64,
}

/// Writes down that the journal lacks lines that it had.
pub(super) struct NoteLost {
    /// How many.
    pub(super) lines: u64,
}

impl Command for NoteLost {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let noted = ctx.tx.get(&JOURNAL, &())?.unwrap_or_default();
        let lost = Some(Lost { since: ctx.now, missing: self.lines });
        ctx.tx.put(&JOURNAL, &(), &Noted { lost, ..noted })?;
        ledger::await_peers(ctx)?;
        ctx.audit(&Actor::System, AuditEvent::new("journal_lost"))
    }
}

impl Node {
    /// How many lines are missing in a journal that has so many.
    pub(super) fn lines_lost(&self, has: usize) -> Result<u64, StoreError> {
        let noted = self.store().read()?.get(&JOURNAL, &())?.unwrap_or_default();
        Ok(noted.lines.saturating_sub(u64::try_from(has).unwrap_or(u64::MAX)))
    }

    /// Notes that the journal has so many lines, on the disk.
    pub(super) fn note_lines(&self, lines: u64, rng: &mut dyn CryptoRngCore) -> Result<(), StoreError> {
        let noted = self.store().read()?.get(&JOURNAL, &())?.unwrap_or_default();
        if noted.lines == lines {
            return Ok(());
        }
        let mut tx = self.store().begin(rng)?;
        tx.put(&JOURNAL, &(), &Noted { lines, ..noted })?;
        tx.commit()
    }

    pub(super) fn journal_lost(&self, now: Timestamp) -> Result<Option<Lost>, StoreError> {
        let noted = self.store().read()?.get(&JOURNAL, &())?.unwrap_or_default();
        Ok(noted.lost.filter(|lost| now.since(lost.since) < SAID))
    }
}
