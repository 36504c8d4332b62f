//! Charters that were decided: showing them to whoever is behind, and noticing that one is behind oneself.

use parasol_protocol::agreement::Leave;
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::envelope;
use parasol_protocol::ids::{CircleId, OrganisationId};
use serde_bytes::ByteBuf;

use super::super::tables::{CHARTERS, CIRCLES, charter};
use super::tables::{AGREEMENTS, FAREWELLS, LEAVES};
use crate::command::{Ctx, Event};
use crate::store::{Read, StoreError};

/// The certificate of this number, if it is held.
pub(super) fn certificate(
    read: &impl Read,
    circle: &CircleId,
    number: u64,
) -> Result<Option<ByteBuf>, StoreError> {
    read.get(&CHARTERS, &(*circle, number))
}

/// The charter of this number, if it is held.
pub(crate) fn held_charter(
    read: &impl Read,
    circle: &CircleId,
    number: u64,
) -> Result<Option<Charter>, StoreError> {
    let Some(bytes) = certificate(read, circle, number)? else { return Ok(None) };
    Decided::charter_in(&bytes).map(Some).map_err(|_| StoreError::damaged("charters/1"))
}

/// The number of the charter by which a member is in, or of the oldest that is held and names it.
pub(in crate::circles) fn admitted_by(
    read: &impl Read,
    newest: &Charter,
    member: &OrganisationId,
) -> Result<u64, StoreError> {
    let mut number = newest.number;
    while let Some(before) = held_charter(read, &newest.circle, number.saturating_sub(1))? {
        if before.member(member).is_none() {
            break;
        }
        number = before.number;
    }
    Ok(number)
}

/// Whether an organisation is named in this charter or in the one before it: it decided it, or is to be told that it is out.
pub(super) fn was_member(
    read: &impl Read,
    circle: &CircleId,
    number: u64,
    organisation: &OrganisationId,
) -> Result<bool, StoreError> {
    for number in [number, number.saturating_sub(1)] {
        let charter = held_charter(read, circle, number)?;
        if charter.is_some_and(|charter| charter.member(organisation).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The certificate after this number, for somebody who may have it. A node that never held that one gives the oldest that it
/// has above it.
pub(in crate::circles) fn certificate_after(
    read: &impl Read,
    circle: &CircleId,
    number: u64,
    from: &OrganisationId,
) -> Result<Option<ByteBuf>, StoreError> {
    let Some(row) = read.get(&CIRCLES, circle)? else { return left_after(read, circle, number, from) };
    let next = number.saturating_add(1);
    if row.number < next {
        return Ok(None);
    }
    let mut later = read.range(&CHARTERS, (*circle, next)..=(*circle, row.number))?.into_iter();
    let Some(((_, found), bytes)) = later.next() else { return Ok(None) };
    Ok(was_member(read, circle, found, from)?.then_some(bytes))
}

/// As [`certificate_after`], where this node has left: whoever was not told yet cannot understand it before it has the charter
/// after which it was.
fn left_after(
    read: &impl Read,
    circle: &CircleId,
    number: u64,
    from: &OrganisationId,
) -> Result<Option<ByteBuf>, StoreError> {
    let row = read.get(&FAREWELLS, circle)?;
    let row = row.filter(|row| row.untold.iter().any(|member| member.organisation == *from));
    let later = |bytes: &ByteBuf| Decided::charter_in(bytes).is_ok_and(|charter| charter.number > number);
    Ok(row.map(|row| row.certificate).filter(later))
}

/// A member says that it holds a later charter: it will be asked for it.
pub(in crate::circles) fn heard_ahead(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    from: &OrganisationId,
) -> Result<(), StoreError> {
    let mut row = ctx.tx.get(&AGREEMENTS, circle)?.unwrap_or_default();
    if !row.ahead.contains(from) {
        row.ahead.push(*from);
        ctx.tx.put(&AGREEMENTS, circle, &row)?;
        ctx.emit(Event::LinksChanged);
    }
    Ok(())
}

/// A member was asked for a later charter than the one that is held here, and has none.
pub(in crate::circles) fn heard_number(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    from: &OrganisationId,
) -> Result<(), StoreError> {
    let Some(decided) = charter(ctx.tx, circle)? else { return Ok(()) };
    let Some(mut row) = ctx.tx.get(&AGREEMENTS, circle)? else { return Ok(()) };
    if !row.ahead.contains(from) && !row.awaits.contains(from) {
        return Ok(());
    }
    row.ahead.retain(|member| member != from);
    if row.awaits.contains(from) {
        row.awaits.retain(|member| member != from);
        // What this node forgot that it promised was about a number that was open for somebody then.
        if !others_remember(ctx.tx, decided.charter())? {
            row.abstains_to = row.abstains_to.max(decided.charter().number.saturating_add(1));
        }
    }
    ctx.tx.put(&AGREEMENTS, circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// A member has left: it is waited for no more. With it gone, nothing may be decided any more without this node, and whatever
/// this node forgot, the others know: then it takes part again.
pub(super) fn heard_leave(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    from: &OrganisationId,
) -> Result<(), StoreError> {
    heard_number(ctx, circle, from)?;
    let Some(decided) = charter(ctx.tx, circle)? else { return Ok(()) };
    let Some(mut row) = ctx.tx.get(&AGREEMENTS, circle)? else { return Ok(()) };
    let open = decided.charter().number.saturating_add(1);
    if row.awaits.is_empty() && row.abstains_to == open && others_remember(ctx.tx, decided.charter())? {
        row.abstains_to = decided.charter().number;
        ctx.tx.put(&AGREEMENTS, circle, &row)?;
    }
    Ok(())
}

/// Whether whatever this node forgot about the number that is open is no danger: all who have not left must vote for anything to
/// be decided, and they remember what they promised and what was decided. Where those who left were enough to have decided it
/// with this node alone, their leaves say that nothing was; who lies there leaves behind a circle that this node has signed two
/// charters for, and a circle of three would else be stuck as soon as one is put back and another leaves.
fn others_remember(read: &impl Read, charter: &Charter) -> Result<bool, StoreError> {
    let (all, mut present) = (charter.members.len(), charter.members.len());
    for (_, bytes) in read.prefix(&LEAVES, &charter.circle)? {
        let leave = envelope::open::<Leave>(&bytes).map_err(|_| StoreError::damaged("leaves/1"))?;
        let knew_none = leave.body().number <= charter.number.saturating_add(1);
        present = present.saturating_sub(usize::from(knew_none));
    }
    Ok(present <= all / 2 + 1)
}
