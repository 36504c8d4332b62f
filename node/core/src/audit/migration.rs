//! From the shape in which older versions kept the audit.

use super::AuditLine;
use super::chain::append;
use crate::store::{Read, StoreError, Table, Tx};

/// Number of the line -> line, not bound to the one before.
pub(super) const UNCHAINED: Table<u64, AuditLine> = Table::new("audit/1");

/// From `audit/1` to the chain of `audit/2`.
pub(crate) fn chain_existing(tx: &mut Tx) -> Result<(), StoreError> {
    for (number, line) in tx.range(&UNCHAINED, ..)? {
        append(tx, &line)?;
        tx.remove(&UNCHAINED, &number)?;
    }
    Ok(())
}
