//! Claims: whoever opens a report is at it, so that two people do not work on one. She puts it back, or has done nothing for
//! an hour, or somebody takes it over; others may read it meanwhile, and are refused what would change it.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{not_hers, undecided};
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::ids::{MemberId, ReportId};
use crate::limits::CLAIM_IDLE;
use crate::members::{self, Pseudonym};
use crate::refusal::Refusal;
use crate::reports::{self, Report};
use crate::roles::{Action, Actor, may};
use crate::store::{Read, StoreError, Table, Tx};

/// Report -> who is at it. A row that nobody renews means nothing after an hour.
const CLAIMS: Table<ReportId, Claim> = Table::new("claims/1");

const MINUTE: u64 = 60;

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Claim {
    by: MemberId,
    /// The minute in which she began.
    since: Timestamp,
    /// The end of the minute in which she did something about the report last.
    acted: Timestamp,
}

impl Claim {
    fn is_over(&self, now: Timestamp) -> bool {
        !within(self.acted, CLAIM_IDLE, now)
    }
}

/// Who is at a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtIt {
    /// Her pseudonym.
    pub by: Pseudonym,
    /// Since when.
    pub since: Timestamp,
    /// Whether it is the one who asks.
    pub you: bool,
}

/// Who is at a report about which nothing is decided.
pub(super) fn at_it(
    read: &impl Read,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
    now: Timestamp,
) -> Result<Option<AtIt>, StoreError> {
    if !report.status.is_open() {
        return Ok(None);
    }
    let Some((claim, by)) = live(read, id, now)? else { return Ok(None) };
    Ok(Some(AtIt { by, since: claim.since, you: is_hers(&claim, actor) }))
}

/// Whether a moderator is at a report, for its reporter's eyes: never who.
pub(crate) fn is_read(read: &impl Read, id: &ReportId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(live(read, id, now)?.is_some())
}

/// The claim that holds, and the pseudonym of whose it is. Whoever was suspended, has another role now or is not here any
/// more is at nothing.
fn live(read: &impl Read, id: &ReportId, now: Timestamp) -> Result<Option<(Claim, Pseudonym)>, StoreError> {
    let Some(claim) = read.get(&CLAIMS, id)?.filter(|claim| !claim.is_over(now)) else { return Ok(None) };
    let holder = members::load(read, &claim.by)?
        .filter(|member| member.is_active() && may(member.role, Action::OpenReport));
    Ok(holder.map(|member| (claim, member.pseudonym)))
}

fn is_hers(claim: &Claim, actor: &Actor) -> bool {
    matches!(actor, Actor::Member(member, _) if claim.by == *member)
}

fn put(ctx: &mut Ctx<'_>, id: &ReportId, by: MemberId, since: Timestamp) -> Result<(), StoreError> {
    let acted = minute(ctx.now.plus(MINUTE - 1));
    ctx.tx.put(&CLAIMS, id, &Claim { by, since: minute(since), acted })
}

/// The minute in which it is. The table is not erased with anybody: to the second, its rows would be found again beside other
/// lines about the same moderator.
const fn minute(of: Timestamp) -> Timestamp {
    Timestamp::new(of.seconds() - of.seconds() % MINUTE)
}

/// The actor opens a report: she is at it, unless somebody else is. Who is at it now.
pub(super) fn open(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
) -> Result<Option<AtIt>, Refusal> {
    if report.status.is_open() {
        match hold(ctx, actor, id) {
            Ok(()) | Err(Refusal::Claimed { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(at_it(ctx.tx, actor, id, report, ctx.now)?)
}

/// Refuses while somebody else is at the report; else the actor is at it from now on. To be called by every command that
/// changes an open report or says something about it.
pub(crate) fn hold(ctx: &mut Ctx<'_>, actor: &Actor, id: &ReportId) -> Result<(), Refusal> {
    let Actor::Member(member, _) = actor else { return Ok(()) };
    match live(ctx.tx, id, ctx.now)? {
        Some((claim, _)) if claim.by == *member => put(ctx, id, *member, claim.since)?,
        Some((claim, by)) => {
            return Err(Refusal::Claimed { by, minutes: ctx.now.since(claim.since) / 60 });
        }
        None => put(ctx, id, *member, ctx.now)?,
    }
    Ok(())
}

/// Nobody is at the report any more.
pub(crate) fn end(tx: &mut Tx, id: &ReportId) -> Result<(), StoreError> {
    tx.remove(&CLAIMS, id).map(drop)
}

/// Takes a member away from whatever she was at, with her account.
pub(crate) fn forget_claims_of(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    let hers: Vec<_> = tx.range(&CLAIMS, ..)?.into_iter().filter(|(_, claim)| claim.by == *member).collect();
    hers.iter().try_for_each(|(id, _)| end(tx, id))
}

/// Puts a report back that one is at: somebody else may open it.
#[derive(Debug)]
pub struct PutBack {
    /// Who is at it.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
}

impl Command for PutBack {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::OpenReport)?;
        let report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        hold(ctx, &self.actor, &self.id)?;
        end(ctx.tx, &self.id)?;
        ctx.audit(&self.actor, AuditEvent::about("report_put_back", self.id.as_bytes()))
    }
}

/// Takes a report over from whoever is at it.
#[derive(Debug)]
pub struct TakeOver {
    /// Who takes it over.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
}

impl Command for TakeOver {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::OpenReport)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        let report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        undecided(&report)?;
        put(ctx, &self.id, member, ctx.now)?;
        ctx.audit(&self.actor, AuditEvent::about("report_taken_over", self.id.as_bytes()))
    }
}
