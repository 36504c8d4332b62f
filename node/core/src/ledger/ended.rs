//! Volumes under keys that have ended: nothing finds what is in them, no head lists them, and they are deleted some at a time.

use parasol_protocol::charter::Charter;
use parasol_protocol::volume::VolumeName;

use super::tables::POSITIONS;
use super::take::drop_volume;
use crate::circles;
use crate::command::Ctx;
use crate::store::{Read, StoreError};

/// Volumes that are deleted at a time, of four thousand entries each at the most: commands are not to wait for long.
const AT_ONCE: usize = 8;

/// Whether the key of an epoch has ended. What is filed under one that is not known here yet is for a later charter to say.
pub(crate) fn is_ended(charter: &Charter, epoch: u64) -> bool {
    epoch < charter.epoch && charter.key_of(epoch).is_none()
}

/// Deletes some volumes under keys that have ended, everybody's and the own ones.
pub(super) fn drop_some(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    for circle in circles::active(ctx.tx)? {
        let Some(decided) = circles::charter(ctx.tx, &circle)? else { continue };
        let mut ended: Vec<VolumeName> =
            ctx.tx.prefix(&POSITIONS, &circle)?.into_iter().map(|(name, _)| name).collect();
        ended.retain(|name| is_ended(decided.charter(), name.key.epoch()));
        for name in ended.iter().take(AT_ONCE) {
            drop_volume(ctx.tx, name)?;
        }
    }
    Ok(())
}
