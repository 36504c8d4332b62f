//! What one's own store has to give: the answer to a question, and what a small change brings along.

use serde_bytes::ByteBuf;

use super::ledgers::Ledgers;
use super::message::{GIVE_BUDGET, Give, INLINE_BUDGET, MAX_GIVEN, Span, Want};
use crate::codec;
use crate::envelope::Verified;
use crate::head::{Head, Listed};
use crate::ids::Hash;
use crate::volume::{Batch, Position, VolumeName};

/// Collects bytes until a bound is reached.
struct Collected {
    items: Vec<ByteBuf>,
    budget: usize,
}

impl Collected {
    fn new(budget: usize) -> Self {
        Self { items: Vec::new(), budget }
    }

    /// Takes one more; false when there is no room.
    fn push(&mut self, bytes: Vec<u8>) -> bool {
        let rest = self.budget.checked_sub(bytes.len()).filter(|_| self.items.len() < MAX_GIVEN);
        if let Some(rest) = rest {
            self.budget = rest;
            self.items.push(ByteBuf::from(bytes));
        }
        rest.is_some()
    }
}

/// Answers a question, and says whether something of it is not here, so that it was asked in vain.
///
/// Each volume is given as far as it was asked for before the next is begun, so that the asker never has to hold two that
/// are not whole.
pub(super) fn give(want: &Want, ledgers: &impl Ledgers) -> (Give, bool) {
    let mut batches = Collected::new(GIVE_BUDGET);
    let mut lacking = false;
    'volumes: for Span(key, after, to) in &want.volumes {
        let name = VolumeName { circle: want.circle, publisher: want.publisher, key: *key };
        for n in after.saturating_add(1)..=*to {
            let Some(batch) = ledgers.batch(&name, n) else {
                lacking = true;
                break 'volumes;
            };
            if !batches.push(batch) {
                break 'volumes;
            }
        }
    }
    let mut records = Collected::new(batches.budget);
    for hash in &want.records {
        let Some(record) = ledgers.record(&want.circle, hash) else {
            lacking = true;
            continue;
        };
        if !records.push(record) {
            break;
        }
    }
    let Want { circle, publisher, .. } = *want;
    (Give { circle, publisher, batches: batches.items, records: records.items }, lacking)
}

/// Batches and records.
pub(super) type Inline = (Vec<ByteBuf>, Vec<ByteBuf>);

/// The batches after `listed`, and the records that they file, if they are few.
pub(super) fn inline(head: &Verified<Head>, listed: &[Listed], ledgers: &impl Ledgers) -> Option<Inline> {
    let Head { circle, publisher, .. } = *head.body();
    let mut batches = Collected::new(INLINE_BUDGET);
    let mut records = Collected::new(INLINE_BUDGET);
    for Listed(key, end, _) in &head.body().volumes {
        let name = VolumeName { circle, publisher, key: *key };
        let held = listed.iter().find(|l| l.0 == *key).map_or(Position::start(&name), Listed::position);
        for n in held.batches.saturating_add(1)..=*end {
            let bytes = ledgers.batch(&name, n)?;
            // A recalled entry's record is no longer here; a relay may not have it yet.
            let kept = filed(&bytes).into_iter().filter_map(|hash| ledgers.record(&circle, &hash));
            let fits = batches.push(bytes) && kept.into_iter().all(|record| records.push(record));
            fits.then_some(())?;
        }
    }
    Some((batches.items, records.items))
}

/// The hashes that one of our own stored batches files.
fn filed(batch: &[u8]) -> Vec<Hash> {
    let ops = codec::decode::<Batch>(batch).map(|batch| batch.2).unwrap_or_default();
    ops.into_iter().filter_map(|op| op.1).collect()
}
