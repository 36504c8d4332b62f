//! The journal of an open node: rows and lines brought together, and every new row written before it is acknowledged.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;

use super::again::EraseAgain;
use super::lost::{Lost, NoteLost};
use super::{ERASURES, Erased};
use crate::command::{Command, Job};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::store::{Journal, JournalError, JournalLine, Read, StoreError};

/// Lines erased again in one transaction.
const AT_ONCE: usize = 1_024;

/// The journal, and how many rows of the database are in it.
pub(crate) struct Kept {
    journal: Journal,
    written: u64,
}

/// What was found when journal and database were brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caught {
    /// Lines that the database did not know: it is older than the journal, and they were erased again.
    pub again: usize,
    /// Rows that the journal did not have yet.
    pub added: usize,
    /// Lines that the journal once had and has no more: it was lost, or is older than the database.
    pub lost: u64,
}

/// How the journal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalState {
    /// Where it is.
    pub path: PathBuf,
    /// Erasures that could not be written into it yet.
    pub waiting: u64,
    /// What was set aside because it was damaged, if that is still there.
    pub damaged: Option<PathBuf>,
    /// Whether it is larger than a journal can be.
    pub too_large: bool,
    /// Whether it had lost lines, within a month.
    pub lost: Option<Lost>,
}

/// The journal could not be written; what was erased is erased, and it will be tried again.
pub(crate) struct Unwritten;

impl Node {
    /// Keeps the journal of erasures in this file from now on. To be called once after opening, before anybody is served:
    /// what the file knows and the database does not is erased again.
    ///
    /// # Errors
    /// When the file is another organisation's, or names what this version cannot erase, or cannot be read or written.
    pub fn keep_erasures(
        &self,
        path: &Path,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Caught, JournalError> {
        let organisation = self.identity().organisation;
        let (mut journal, lines) = Journal::open(path, self.store(), organisation.as_bytes())?;
        let lost = if journal.was_damaged() { 0 } else { self.lines_lost(lines.len())? };
        if lost > 0 {
            self.run_one(NoteLost { lines: lost }, now, rng)?;
        }
        let known = self.erased()?;
        let both = in_common(&lines, &known);
        let (again, added) = (lines.get(both..).unwrap_or_default(), known.get(both..).unwrap_or_default());
        if let Some(line) = again.iter().find(|line| Erased::from_name(&line.what).is_none()) {
            return Err(JournalError::Newer { path: path.to_owned(), what: line.what.clone() });
        }
        let mut at = u64::try_from(both).unwrap_or(u64::MAX);
        for lines in again.chunks(AT_ONCE) {
            self.run_one(EraseAgain { lines: lines.to_vec(), at }, now, rng)?;
            at = at.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        }
        let all = self.erased()?;
        journal.append(all.get(lines.len()..).unwrap_or_default())?;
        let written = u64::try_from(all.len()).unwrap_or(u64::MAX);
        *self.kept() = Some(Kept { journal, written });
        self.note_lines(written, rng)?;
        Ok(Caught { again: again.len(), added: added.len(), lost })
    }

    /// Writes what is not in the journal yet.
    pub(crate) fn write_erasures(&self, rng: &mut dyn CryptoRngCore) -> Result<(), Unwritten> {
        let mut kept = self.kept();
        let Some(Kept { journal, written }) = kept.as_mut() else { return Ok(()) };
        let rows = self.erasures_after(*written).map_err(|error| {
            tracing::error!(%error, "the erasures cannot be read");
            Unwritten
        })?;
        let Some(next) = rows.last().map(|(number, _)| number.saturating_add(1)) else { return Ok(()) };
        let lines: Vec<JournalLine> = rows.into_iter().map(|(_, line)| line).collect();
        journal.append(&lines).map_err(|error| {
            tracing::error!(%error, "an erasure is not in the journal of erasures yet");
            Unwritten
        })?;
        *written = next;
        drop(kept);
        if let Err(error) = self.note_lines(next, rng) {
            // The journal has them; that it had them is noted with the next ones.
            tracing::warn!(%error, "how long the journal of erasures is could not be noted");
        }
        Ok(())
    }

    /// Tries again to write what could not be written into the journal. To be called now and then.
    pub fn catch_up_erasures(&self, rng: &mut dyn CryptoRngCore) {
        // What fails is logged and shown by `erasures`.
        let _ = self.write_erasures(rng);
    }

    /// How the journal stands; nothing when none is kept.
    pub fn erasures(&self, now: Timestamp) -> Result<Option<JournalState>, StoreError> {
        let (path, written, too_large) = match self.kept().as_ref() {
            Some(Kept { journal, written }) => (journal.path().to_owned(), *written, journal.is_too_large()),
            None => return Ok(None),
        };
        let waiting = u64::try_from(self.erasures_after(written)?.len()).unwrap_or(u64::MAX);
        let damaged = Journal::aside(&path);
        Ok(Some(JournalState { path, waiting, damaged, too_large, lost: self.journal_lost(now)? }))
    }

    /// How much of what this database knows is not in these lines, in their order.
    pub fn lacking_in(&self, lines: &[JournalLine]) -> Result<usize, StoreError> {
        let known = self.erased()?;
        Ok(known.len().saturating_sub(in_common(lines, &known)))
    }

    /// Everything that is known to have been erased or taken away, in order.
    pub fn erased(&self) -> Result<Vec<JournalLine>, StoreError> {
        Ok(self.erasures_after(0)?.into_iter().map(|(_, line)| line).collect())
    }

    fn erasures_after(&self, number: u64) -> Result<Vec<(u64, JournalLine)>, StoreError> {
        let rows = self.store().read()?.range(&ERASURES, number..)?;
        Ok(rows.into_iter().map(|(number, row)| (number, row.into())).collect())
    }

    fn run_one<C: Command<Outcome = ()>>(
        &self,
        command: C,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(), JournalError> {
        let answer = Arc::new(Mutex::new(Err(Refusal::Storage)));
        let slot = Arc::clone(&answer);
        let job = Job::new(command, move |outcome| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        });
        self.execute(vec![job], now, rng);
        let outcome = answer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        outcome.map_err(|refusal| JournalError::NotErased { why: refusal.to_string() })
    }
}

/// How many lines the two begin with in common.
fn in_common(lines: &[JournalLine], known: &[JournalLine]) -> usize {
    lines.iter().zip(known).take_while(|(line, row)| line == row).count()
}
