//! A report that somebody has begun and wants to go on with later: kept only because she asked for it, in her own bucket, for
//! thirty days. It opens after she typed her password again; nobody of the team ever reads it.

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::SubmitReport;
use super::submit::Submitted;
use super::whose::day;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::limits::{
    CLOCK_SLACK, DRAFT_LIFETIME, MAX_DRAFT_BYTES, MAX_DRAFT_FIELDS, MAX_LIST, WAYS_IN_BURST, WAYS_IN_EVERY,
};
use crate::members::{self, Pace};
use crate::node::Snapshot;
use crate::privacy::KeptRow;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::sessions;
use crate::store::{BucketTable, Read, StoreError, Table, Tx};

/// Member -> what she has begun, in her bucket.
const DRAFTS: BucketTable<MemberId, Draft> = BucketTable::new("drafts/1");
/// On which day whose draft ends.
const ENDS: Table<(Timestamp, MemberId), ()> = Table::new("drafts_end/1");

#[derive(Clone, Serialize, Deserialize)]
struct Draft {
    ends: Timestamp,
    fields: Vec<DraftField>,
}

/// A field of the form, as it was typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftField {
    /// Which.
    pub name: String,
    /// What.
    pub value: String,
}

/// What somebody has begun.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftView {
    /// Until which day it is kept.
    pub ends: Timestamp,
    /// What she typed, in the form's order.
    pub fields: Vec<DraftField>,
}

no_debug!(Draft, DraftField, DraftView, KeepDraft);

/// Keeps what somebody has begun, in place of what she had kept before.
pub struct KeepDraft {
    /// Who.
    pub actor: Actor,
    /// What she typed; empty fields are left out.
    pub fields: Vec<DraftField>,
}

impl Command for KeepDraft {
    /// Until when it is kept.
    type Outcome = Timestamp;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Timestamp, Refusal> {
        ctx.allow(&self.actor, Action::SubmitReport)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        let fields = bounded(self.fields)?;
        match load(ctx.tx, &member)? {
            Some(before) => {
                ctx.tx.remove(&ENDS, &(before.ends, member))?;
                ctx.tx.mark_dirty(&members::bucket(&member))?;
            }
            // What is begun is also forgotten once, and that adds a line to the journal, which never gets shorter.
            None => {
                let who = ctx.tx.index_key("drafts", member.as_bytes());
                let pace = Pace { burst: WAYS_IN_BURST, every: WAYS_IN_EVERY };
                let counted = ctx.node.throttle().attempt_at(who, pace, ctx.now);
                counted.map_err(|retry_after| Refusal::OverQuota { retry_after })?;
            }
        }
        let ends = day(ctx.now.plus(DRAFT_LIFETIME));
        ctx.tx.bucket_put(&DRAFTS, &members::bucket(&member), &member, &Draft { ends, fields })?;
        ctx.tx.put(&ENDS, &(ends, member), &())?;
        ctx.audit(&Actor::System, AuditEvent::new("draft_kept"))?;
        Ok(ends)
    }
}

fn bounded(fields: Vec<DraftField>) -> Result<Vec<DraftField>, Refusal> {
    let fields: Vec<_> = fields.into_iter().filter(|field| !field.value.trim().is_empty()).collect();
    let bytes: usize = fields.iter().map(|field| field.name.len().saturating_add(field.value.len())).sum();
    if fields.len() > MAX_DRAFT_FIELDS || bytes > MAX_DRAFT_BYTES {
        return Err(Refusal::TooLong { field: "draft", max: MAX_DRAFT_BYTES });
    }
    if fields.is_empty() {
        return Err(Refusal::Invalid { field: "draft", reason: "empty" });
    }
    Ok(fields)
}

/// Forgets what somebody had begun, because she says so.
#[derive(Debug)]
pub struct ForgetDraft {
    /// Who.
    pub actor: Actor,
}

impl Command for ForgetDraft {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::SubmitReport)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        if !forget(ctx.tx, &member)? {
            return Err(Refusal::NotFound);
        }
        ctx.audit(&Actor::System, AuditEvent::new("draft_forgotten"))
    }
}

/// Submits a report that had been begun before: what was kept of it goes.
#[derive(Debug)]
pub struct SubmitFromDraft(pub SubmitReport);

impl Command for SubmitFromDraft {
    type Outcome = Submitted;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Submitted, Refusal> {
        let actor = self.0.actor;
        let submitted = self.0.run(ctx)?;
        if let Actor::Member(member, _) = actor
            && forget(ctx.tx, &member)?
        {
            ctx.audit(&Actor::System, AuditEvent::new("draft_forgotten"))?;
        }
        Ok(submitted)
    }
}

/// Forgets drafts that nobody went on with.
#[derive(Debug)]
pub struct EndDrafts;

impl Command for EndDrafts {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let due = due(ctx.tx, ctx.now)?;
        for (ends, member) in &due {
            ctx.tx.remove(&ENDS, &(*ends, *member))?;
            if load(ctx.tx, member)?.is_some_and(|draft| draft.ends == *ends) {
                forget(ctx.tx, member)?;
            }
        }
        let count = u64::try_from(due.len()).unwrap_or(u64::MAX);
        ctx.audit(&Actor::System, AuditEvent::times("drafts_ended", count))
    }
}

/// Those whose time is over, and those whose time was written while the clock was wrong, 50 at most.
fn due(read: &impl Read, now: Timestamp) -> Result<Vec<(Timestamp, MemberId)>, StoreError> {
    let furthest = now.plus(DRAFT_LIFETIME).plus(CLOCK_SLACK);
    let rows = read.range(&ENDS, ..)?.into_iter().map(|(key, ())| key);
    Ok(rows.filter(|(ends, _)| *ends <= now || *ends > furthest).take(MAX_LIST).collect())
}

fn load(read: &impl Read, member: &MemberId) -> Result<Option<Draft>, StoreError> {
    read.bucket_get(&DRAFTS, &members::bucket(member), member)
}

/// Removes a member's draft; whether there was one. It is erased with the next change of her bucket's key.
pub(crate) fn forget(tx: &mut Tx, member: &MemberId) -> Result<bool, StoreError> {
    let Some(draft) = load(tx, member)? else { return Ok(false) };
    tx.remove(&ENDS, &(draft.ends, *member))?;
    tx.bucket_remove(&DRAFTS, &members::bucket(member), member)?;
    erasures::record(tx, Erased::Draft, member.as_bytes())?;
    Ok(true)
}

/// The draft was forgotten after the moment to which the node was put back.
pub(crate) fn forget_again(ctx: &mut Ctx<'_>, member: &MemberId) -> Result<(), Refusal> {
    forget(ctx.tx, member)?;
    Ok(())
}

/// A member's draft, for her copy of her data.
pub(crate) fn kept(read: &impl Read, member: &MemberId) -> Result<Option<KeptRow>, StoreError> {
    Ok(load(read, member)?.map(|draft| KeptRow::of("drafts/1", &draft)))
}

impl Snapshot {
    /// Until when something is kept that the one who asks has begun; nothing of what it says.
    pub fn draft_ends(&self, actor: &Actor) -> Result<Option<Timestamp>, Refusal> {
        self.allow(actor, Action::SubmitReport)?;
        let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
        Ok(load(&self.tx, member)?.map(|draft| draft.ends))
    }

    /// What she has begun, while it is open, as [`Snapshot::opened_report`].
    pub fn opened_draft(&self, token: &str, now: Timestamp) -> Result<DraftView, Refusal> {
        let actor = sessions::opened_by(&self.tx, token, now)?;
        self.allow(&actor, Action::SubmitReport)?;
        let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
        let Draft { ends, fields } = load(&self.tx, &member)?.ok_or(Refusal::NotFound)?;
        Ok(DraftView { ends, fields })
    }

    /// Whether there are drafts to forget.
    pub fn drafts_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(!due(&self.tx, now)?.is_empty())
    }
}

const _: () = assert!(DRAFT_LIFETIME == 30 * DAY);
