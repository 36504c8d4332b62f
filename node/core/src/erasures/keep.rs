//! The journal of an open node: rows and lines brought together, and every new row written before it is acknowledged.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;

use super::again::EraseAgain;
use super::{ERASURES, Erased};
use crate::command::Job;
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
        let known = self.erasures_after(0)?;
        let again = unknown_of(&lines, &known.iter().map(|(_, line)| line).collect());
        if let Some(line) = again.iter().find(|line| Erased::from_name(&line.what).is_none()) {
            return Err(JournalError::Newer { path: path.to_owned(), what: line.what.clone() });
        }
        for lines in again.chunks(AT_ONCE) {
            self.erase_again(lines.to_vec(), now, rng)?;
        }
        let added =
            unknown_of(&known.into_iter().map(|(_, line)| line).collect::<Vec<_>>(), &lines.iter().collect());
        journal.append(&added)?;
        let written = self.erasures_after(0)?.last().map_or(0, |(number, _)| number.saturating_add(1));
        *self.kept() = Some(Kept { journal, written });
        Ok(Caught { again: again.len(), added: added.len() })
    }

    /// Writes what is not in the journal yet.
    pub(crate) fn write_erasures(&self) -> Result<(), Unwritten> {
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
        Ok(())
    }

    /// Tries again to write what could not be written into the journal. To be called now and then.
    pub fn catch_up_erasures(&self) {
        // What fails is logged and shown by `erasures`.
        let _ = self.write_erasures();
    }

    /// How the journal stands; nothing when none is kept.
    pub fn erasures(&self) -> Result<Option<JournalState>, StoreError> {
        let (path, written) = match self.kept().as_ref() {
            Some(Kept { journal, written }) => (journal.path().to_owned(), *written),
            None => return Ok(None),
        };
        let waiting = u64::try_from(self.erasures_after(written)?.len()).unwrap_or(u64::MAX);
        let damaged = Some(Journal::aside(&path)).filter(|path| path.exists());
        Ok(Some(JournalState { path, waiting, damaged }))
    }

    /// Everything that is known to have been erased.
    pub fn erased(&self) -> Result<Vec<JournalLine>, StoreError> {
        Ok(self.erasures_after(0)?.into_iter().map(|(_, line)| line).collect())
    }

    fn erasures_after(&self, number: u64) -> Result<Vec<(u64, JournalLine)>, StoreError> {
        let rows = self.store().read()?.range(&ERASURES, number..)?;
        let line = |row: super::Row| JournalLine { what: row.what, id: row.id.into_array() };
        Ok(rows.into_iter().map(|(number, row)| (number, line(row))).collect())
    }

    fn erase_again(
        &self,
        lines: Vec<JournalLine>,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(), JournalError> {
        let answer = Arc::new(Mutex::new(Err(Refusal::Storage)));
        let slot = Arc::clone(&answer);
        let job = Job::new(EraseAgain(lines), move |outcome| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        });
        self.execute(vec![job], now, rng);
        let outcome = answer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        outcome.map_err(|refusal| JournalError::NotErased { why: refusal.to_string() })
    }
}

/// Those of `lines` that are not in `held`, each once.
fn unknown_of(lines: &[JournalLine], held: &BTreeSet<&JournalLine>) -> Vec<JournalLine> {
    let new: BTreeSet<&JournalLine> = lines.iter().filter(|line| !held.contains(line)).collect();
    new.into_iter().cloned().collect()
}
