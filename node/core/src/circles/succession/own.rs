//! This node gets another key.

use parasol_protocol::agreement::{MAX_TOLD, Succession, succession_text};
use parasol_protocol::envelope::{self, NodeSecret, Verified};
use parasol_protocol::ids::{CircleId, NodeKey};
use parasol_protocol::time::Timestamp;
use serde_bytes::ByteBuf;

use super::super::agreement::tables::{AGREEMENTS, AgreementRow};
use super::super::agreement::{DriveAgreement, Open};
use super::super::tables::{CHARTERS, active, charter, forget_invites, names_key};
use super::fellow::with_key;
use super::portrait::Portrait;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::identity::{Identity, RecoveryKey};
use crate::ledger;
use crate::node::{Node, Snapshot};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError, Table, Tx};

/// The papers that name this node's newest key, until another takes their place.
const SUCCESSIONS: Table<(), Vec<ByteBuf>> = Table::new("successions/1");

/// Gives this node another key, which the recovery key names. To be run while nobody is served; the node has the new key when
/// it is opened again. Its partners let it in when they have decided it.
#[derive(Debug)]
pub struct SucceedKey {
    /// Who wants it: whoever has the machine.
    pub actor: Actor,
    /// The recovery key; without it, all members have to say yes, this one's old node included.
    pub recovery: Option<RecoveryKey>,
    /// What a partner tells of this organisation, where this node may not know any more under which key it is known.
    pub portrait: Option<Portrait>,
}

impl Command for SucceedKey {
    type Outcome = OwnSuccession;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<OwnSuccession, Refusal> {
        if self.actor != Actor::Operator {
            return Err(Refusal::Forbidden);
        }
        let identity = ctx.node.identity();
        if self.recovery.as_ref().is_some_and(|recovery| recovery.public() != identity.recovery_key) {
            return Err(Refusal::Invalid { field: "recovery_words", reason: "wrong" });
        }
        let known = self.portrait.as_ref().map(Portrait::known_keys).unwrap_or_default();
        if self.portrait.is_some_and(|portrait| portrait.organisation() != identity.organisation) {
            return Err(Refusal::Invalid { field: "portrait", reason: "other" });
        }
        let secret = NodeSecret::random(ctx.rng);
        for circle in active(ctx.tx)? {
            decide_alone(ctx, &circle, &secret.public())?;
        }
        let told = sign_papers(ctx.tx, identity, self.recovery.as_ref(), (&secret.public(), known), ctx.now)?;
        identity.replace_key(ctx.tx, &secret)?;
        // Invites name the old key.
        forget_invites(ctx.tx)?;
        begin_anew(ctx)?;
        ctx.audit(&self.actor, AuditEvent::new("node_key_replaced"))?;
        Ok(told)
    }
}

/// Where nobody else is in a circle, nobody else has to decide it: the old key does so for the last time.
fn decide_alone(ctx: &mut Ctx<'_>, circle: &CircleId, new_key: &NodeKey) -> Result<(), Refusal> {
    let Some(mut open) = Open::load(ctx.tx, circle)? else { return Ok(()) };
    let identity = ctx.node.identity();
    let in_force = open.decided.charter();
    if in_force.members.len() > 1 || !names_key(in_force, identity) {
        return Ok(());
    }
    let next = with_key(&open, &identity.organisation, *new_key);
    open.lay_own(ctx, next)?;
    open.save(ctx.tx, ctx.now)?;
    DriveAgreement { circle: *circle }.run(ctx).map(drop)
}

/// What has to be handed to a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSuccession {
    /// The new key.
    pub key: NodeKey,
    /// The papers, as text; none where no circle has to know, or no recovery key signed.
    pub text: Option<String>,
}

/// Signs one paper for each key under which a circle knows this organisation.
pub(super) fn sign_papers(
    tx: &mut Tx,
    identity: &Identity,
    recovery: Option<&RecoveryKey>,
    (new_key, mut known): (&NodeKey, Vec<NodeKey>),
    now: Timestamp,
) -> Result<OwnSuccession, StoreError> {
    for circle in active(tx)? {
        let decided = charter(tx, &circle)?;
        let member = decided.as_ref().and_then(|decided| decided.charter().member(&identity.organisation));
        known.extend(member.map(|member| member.node_key));
    }
    known.retain(|known| known != new_key);
    known.sort_unstable();
    known.dedup();
    known.truncate(MAX_TOLD);
    let organisation = identity.organisation;
    let counter = counter(tx, now)?;
    let paper = |old_key| {
        let succession = Succession { organisation, old_key, new_key: *new_key, counter };
        recovery.map(|recovery| succession.sign(recovery.secret()))
    };
    let papers: Vec<Verified<Succession>> = known.into_iter().filter_map(paper).collect();
    let kept: Vec<ByteBuf> = papers.iter().map(|paper| ByteBuf::from(paper.bytes())).collect();
    tx.put(&SUCCESSIONS, &(), &kept)?;
    Ok(OwnSuccession { key: *new_key, text: (!papers.is_empty()).then(|| succession_text(&papers)) })
}

/// The time, or one more than the last one had: a clock that was set back must not let an older key win.
fn counter(read: &impl Read, now: Timestamp) -> Result<u64, StoreError> {
    let mut next = now.seconds();
    for paper in read.get(&SUCCESSIONS, &())?.unwrap_or_default() {
        let last: Verified<Succession> =
            envelope::open(&paper).map_err(|_| StoreError::damaged("successions/1"))?;
        next = next.max(last.body().counter.saturating_add(1));
    }
    Ok(next)
}

/// The new key has promised nothing and voted for nothing. What the old one said or published last is with the others, and
/// the own ledger is taken back from them before anything is published.
fn begin_anew(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    for circle in active(ctx.tx)? {
        if let Some(row) = ctx.tx.get(&AGREEMENTS, &circle)? {
            let AgreementRow { motions, ahead, .. } = row;
            ctx.tx.put(&AGREEMENTS, &circle, &AgreementRow { motions, ahead, ..AgreementRow::default() })?;
        }
    }
    ledger::await_peers(ctx)
}

/// Whether another key of this node took the place of this one, by a charter that is held.
pub(crate) fn is_own_former_key(
    read: &impl Read,
    node: &Node,
    circle: &CircleId,
    key: &NodeKey,
) -> Result<bool, StoreError> {
    let identity = node.identity();
    if *key == identity.node_key() {
        return Ok(false);
    }
    for (_, bytes) in read.prefix(&CHARTERS, circle)? {
        let charter = parasol_protocol::charter::Decided::charter_in(&bytes);
        let charter = charter.map_err(|_| StoreError::damaged("charters/1"))?;
        if charter.member(&identity.organisation).is_some_and(|member| member.node_key == *key) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where this node's own succession stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessionStanding {
    /// The key that this node has.
    pub key: NodeKey,
    /// The papers, as text, to be handed to a partner; none if no recovery key signed any.
    pub text: Option<String>,
    /// The circles whose members have not decided it yet, by name.
    pub waits: Vec<String>,
}

impl Snapshot {
    /// This node's own succession, if it ever had one that a circle has to know of, or waits for one.
    pub fn own_succession(&self, actor: &Actor) -> Result<Option<SuccessionStanding>, Refusal> {
        self.allow(actor, Action::SeeStatus)?;
        let papers = self.tx.get(&SUCCESSIONS, &())?.unwrap_or_default();
        let read = |bytes: &ByteBuf| parasol_protocol::envelope::open(bytes);
        let papers: Result<Vec<Verified<Succession>>, _> = papers.iter().map(read).collect();
        let papers = papers.map_err(|_| StoreError::damaged("successions/1"))?;
        let mut waits = Vec::new();
        for circle in active(&self.tx)? {
            let decided = charter(&self.tx, &circle)?;
            let waiting = decided.filter(|decided| !names_key(decided.charter(), self.identity()));
            waits.extend(waiting.map(|decided| decided.charter().name.clone()));
        }
        if papers.is_empty() && waits.is_empty() {
            return Ok(None);
        }
        let text = (!papers.is_empty()).then(|| succession_text(&papers));
        Ok(Some(SuccessionStanding { key: self.identity().node_key(), text, waits }))
    }
}
