//! The chain: each line's digest covers the line and the digest before it, so that none can be changed, taken out or put
//! in without changing all that follow.
//!
//! `digest_n = SHA-256("parasol/1/audit" || 0x00 || digest_(n-1) || line_n)`, where a line is DAG-CBOR and the digest before
//! the first line is 32 zero bytes. Whoever holds the store's key could write the whole chain anew: against that helps only
//! an [`AuditEnd`] that somebody wrote down elsewhere, which [`Snapshot::verify_audit`] looks for.

use core::fmt;
use core::ops::ControlFlow;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::AuditLine;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError, Table, Tx};

/// Number of the line -> the line's bytes and its digest. Lines are only ever added.
const AUDIT: Table<u64, Row> = Table::new("audit/2");
/// The last line's number and digest: without it, lines taken from the end would not be missed.
const END: Table<(), End> = Table::new("audit_end/1");

const DOMAIN: &[u8] = b"parasol/1/audit\0";

type LineDigest = [u8; 32];

#[derive(Serialize, Deserialize)]
struct Row {
    /// The line as it was digested: what is added to [`AuditLine`] later does not change it.
    #[serde(with = "serde_bytes")]
    line: Vec<u8>,
    #[serde(with = "serde_bytes")]
    digest: LineDigest,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    number: u64,
    #[serde(with = "serde_bytes")]
    digest: LineDigest,
}

/// The last line of an audit at some moment: its number and the first half of its digest, as `41:9f…`. Written down by
/// somebody, it proves later that nothing up to this line was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditEnd {
    number: u64,
    digest: [u8; 16],
}

impl AuditEnd {
    fn new(number: u64, digest: &LineDigest) -> Self {
        let mut half = [0; 16];
        half.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        Self { number, digest: half }
    }

    /// The line's number.
    pub const fn number(&self) -> u64 {
        self.number
    }
}

impl fmt::Display for AuditEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.number)?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text is not the end of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a line's number, a colon and 32 hexadecimal digits, as `parasol audit verify` shows them")]
pub struct NoSuchEnd;

impl FromStr for AuditEnd {
    type Err = NoSuchEnd;

    fn from_str(text: &str) -> Result<Self, NoSuchEnd> {
        let (number, digits) = text.trim().split_once(':').ok_or(NoSuchEnd)?;
        if digits.len() != 32 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NoSuchEnd);
        }
        let digest = u128::from_str_radix(digits, 16).map_err(|_| NoSuchEnd)?.to_be_bytes();
        Ok(Self { number: number.parse().map_err(|_| NoSuchEnd)?, digest })
    }
}

/// What looking through the whole audit found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditProof {
    /// How many lines there are.
    pub lines: u64,
    /// The first line that is missing, or that is not what was written; none when the audit is whole.
    pub broken: Option<u64>,
    /// The last line.
    pub end: Option<AuditEnd>,
    /// Whether the end that was asked about is in it, unchanged; none when none was asked about.
    pub holds: Option<bool>,
}

/// Adds a line.
pub(super) fn append(tx: &mut Tx, line: &AuditLine) -> Result<(), StoreError> {
    let end = tx.get(&END, &())?;
    let number = end.map_or(0, |end| end.number.saturating_add(1));
    let line = serde_ipld_dagcbor::to_vec(line).map_err(|_| StoreError::unwritable("audit/2"))?;
    let digest = digest(&end.map_or([0; 32], |end| end.digest), &line);
    tx.put(&AUDIT, &number, &Row { line, digest })?;
    tx.put(&END, &(), &End { number, digest })
}

fn digest(before: &LineDigest, line: &[u8]) -> LineDigest {
    Sha256::new().chain_update(DOMAIN).chain_update(before).chain_update(line).finalize().into()
}

/// The lines before `before`, newest first, each with its number.
pub(super) fn newest(
    read: &impl Read,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, AuditLine)>, StoreError> {
    let mut lines = Vec::new();
    visit_back(read, before.unwrap_or(u64::MAX), |number, line| {
        if lines.len() < limit {
            lines.push((number, line));
        }
        if lines.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(lines)
}

/// Visits the lines before `before`, newest first, until the visitor breaks.
pub(super) fn visit_back(
    read: &impl Read,
    before: u64,
    mut visit: impl FnMut(u64, AuditLine) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut unreadable = false;
    read.scan_back(&AUDIT, ..before, |number, row| match serde_ipld_dagcbor::from_slice(&row.line) {
        Ok(line) => visit(number, line),
        Err(_) => {
            unreadable = true;
            ControlFlow::Break(())
        }
    })?;
    if unreadable { Err(StoreError::damaged("audit/2")) } else { Ok(()) }
}

/// The line of this number, as an end that can be written down.
pub(super) fn end_at(read: &impl Read, number: u64) -> Result<Option<AuditEnd>, StoreError> {
    Ok(read.get(&AUDIT, &number)?.map(|row| AuditEnd::new(number, &row.digest)))
}

impl Snapshot {
    /// Looks through the newest lines of the audit, as many as `most`: the first that is missing or changed.
    pub fn verify_newest_audit(&self, actor: &Actor, most: u64) -> Result<Option<u64>, Refusal> {
        self.allow(actor, Action::SeeAudit)?;
        let end = self.tx.get(&END, &())?.map_or(0, |end| end.number.saturating_add(1));
        let Some(before) = end.saturating_sub(most).checked_sub(1) else {
            return Ok(self.verify(0, [0; 32], None)?.broken);
        };
        match self.tx.get(&AUDIT, &before) {
            Ok(Some(row)) => Ok(self.verify(before.saturating_add(1), row.digest, None)?.broken),
            Ok(None) | Err(StoreError::Damaged { .. }) => Ok(Some(before)),
            Err(error) => Err(error.into()),
        }
    }

    /// Looks through the whole audit, and for an end that was written down earlier.
    pub fn verify_audit(&self, actor: &Actor, known: Option<AuditEnd>) -> Result<AuditProof, Refusal> {
        self.allow(actor, Action::SeeAudit)?;
        self.verify(0, [0; 32], known)
    }

    /// Looks through the lines from `first` on; `before` is the digest of the line before it.
    fn verify(
        &self,
        first: u64,
        mut before: LineDigest,
        known: Option<AuditEnd>,
    ) -> Result<AuditProof, Refusal> {
        let (mut lines, mut broken) = (first, None);
        let mut holds = known.map(|_| false);
        let scanned = self.tx.scan(&AUDIT, first.., |number, row| {
            let expected = digest(&before, &row.line);
            if number != lines || !bool::from(expected.ct_eq(&row.digest)) {
                broken = Some(lines);
                return ControlFlow::Break(());
            }
            if known == Some(AuditEnd::new(number, &row.digest)) {
                holds = Some(true);
            }
            (lines, before) = (lines.saturating_add(1), row.digest);
            ControlFlow::Continue(())
        });
        match scanned {
            Ok(()) => {}
            // A row that does not even open was put there, or moved, by somebody without the key.
            Err(StoreError::Damaged { .. }) => broken = Some(lines),
            Err(error) => return Err(error.into()),
        }
        let reached = lines.checked_sub(1).map(|number| End { number, digest: before });
        if broken.is_none() && self.tx.get(&END, &())? != reached {
            broken = Some(lines);
        }
        let end = reached.map(|end| AuditEnd::new(end.number, &end.digest));
        Ok(AuditProof { lines, broken, end, holds })
    }
}

#[cfg(test)]
mod tests;
