//! A ceremony as a command finds it and leaves it.

use parasol_protocol::ceremony::{Ceremony, Phase};
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;

use super::super::tables::charter;
use super::tables::{CEREMONIES, CeremonyRow, KeptSecret, PUT_BACK, bucket};
use crate::audit::AuditEvent;
use crate::command::{Ctx, Event};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};
use crate::sweeps::tell_admins;

/// How far others' clocks may be ahead, in seconds: what they number by the time beyond that is refused, so that a node that is put
/// back knows above which number it has said nothing.
const SKEW: u64 = 3_600;

/// The charter in force, and this node's part in the ceremony that it wants; none if it wants none.
pub(super) fn load(
    read: &impl Read,
    node: &Node,
    circle: &CircleId,
) -> Result<Option<(Decided, Ceremony)>, StoreError> {
    let Some(decided) = charter(read, circle)? else { return Ok(None) };
    let ceremony = of_charter(read, node, decided.charter())?;
    Ok(ceremony.map(|ceremony| (decided, ceremony)))
}

/// This node's part in the ceremony that this charter wanted.
pub(super) fn of_charter(
    read: &impl Read,
    node: &Node,
    charter: &Charter,
) -> Result<Option<Ceremony>, StoreError> {
    let circle = charter.circle;
    let row = read.bucket_get(&CEREMONIES, &bucket(&circle), &circle)?;
    let Some(CeremonyRow { ceremony, .. }) = row.filter(|row| row.number == charter.number) else {
        // Somebody who still read what was there before may have left it behind.
        node.cache().forget_ceremony(&circle);
        return Ok(None);
    };
    let verified = || {
        Ceremony::from_bytes(ceremony.bytes(), charter, &node.identity().organisation)
            .map_err(|_| StoreError::damaged("ceremonies/1"))
    };
    node.cache().ceremony(&circle, &ceremony, verified).map(Some)
}

/// Keeps what changed. What an attempt that is over had of secrets is erased.
pub(super) fn keep(ctx: &mut Ctx<'_>, ceremony: &Ceremony, over: bool) -> Result<(), StoreError> {
    let (circle, number) = ceremony.charter();
    let row = CeremonyRow { number, ceremony: KeptSecret::new(&ceremony.to_bytes()) };
    ctx.node.cache().keep_ceremony(&circle, &row.ceremony, ceremony);
    ctx.tx.bucket_put(&CEREMONIES, &bucket(&circle), &circle, &row)?;
    if over {
        ctx.tx.mark_dirty(&bucket(&circle))?;
    }
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Begins this node's part. A node that was put back takes an attempt in which it cannot have said anything before.
pub(super) fn begin(ctx: &mut Ctx<'_>, charter: &Charter) -> Result<(), Refusal> {
    let circle = charter.circle;
    let put_back = ctx.tx.get(&PUT_BACK, &circle)?;
    let attempt = put_back.map_or(1, |put_back| unsaid(put_back, ctx.now));
    let identity = ctx.node.identity();
    match Ceremony::open(charter, &identity.organisation, attempt, identity.secret(), ctx.rng) {
        Ok(ceremony) => {
            keep(ctx, &ceremony, false)?;
            ctx.audit(&Actor::System, AuditEvent::about("ceremony_begun", circle.as_bytes()))?;
            super::activate::activate(ctx, &circle)
        }
        Err(error) => {
            tracing::error!(circle = %circle.short(), %error, "no ceremony can be begun");
            Ok(())
        }
    }
}

/// Attempts of those who cannot know which were begun are numbered by the time: nobody has begun that one.
pub(super) fn attempt_now(now: Timestamp) -> u32 {
    u32::try_from(now.seconds()).unwrap_or(u32::MAX)
}

/// The furthest number that is taken from others now.
pub(super) fn furthest(now: Timestamp) -> u32 {
    attempt_now(now.plus(SKEW))
}

/// The attempt of a node that was put back: it may have said something in any that it took from others until then, and begins
/// above them. One that was put back under a wrong clock does not begin where nobody follows.
pub(super) fn unsaid(put_back: Timestamp, now: Timestamp) -> u32 {
    furthest(put_back.min(now)).max(attempt_now(now))
}

/// Keeps what a participant's word has changed, and tells who was found out.
pub(super) fn went_on(ctx: &mut Ctx<'_>, ceremony: &Ceremony, before: (u32, Phase)) -> Result<(), Refusal> {
    let (circle, standing) = (ceremony.charter().0, ceremony.standing());
    let aborted = standing.phase == Phase::Aborted;
    keep(ctx, ceremony, aborted || standing.attempt != before.0)?;
    if let Some(offence) = standing.offence.filter(|_| before != (standing.attempt, Phase::Aborted)) {
        tracing::error!(circle = %circle.short(), member = %offence.organisation.short(), wrong = %offence.wrong,
            "the making of a key was ended: a member cheated, and signed what proves it");
        tell_admins(ctx)?;
        ctx.audit(&Actor::System, AuditEvent::about("ceremony_aborted", offence.organisation.as_bytes()))?;
    }
    super::activate::activate(ctx, &circle)
}
