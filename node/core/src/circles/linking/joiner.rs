//! The joiner's side of the circle conversation, and the charters that a member is shown.

use parasol_protocol::agreement::Electorate;
use parasol_protocol::charter::{self, Charter, Decided};
use parasol_protocol::circle::{HandedShare, KeyShare, Question, Reply};
use parasol_protocol::envelope::Verified;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::join::Introduction;
use serde_bytes::ByteBuf;

use super::super::agreement::tables::{AGREEMENTS, AgreementRow};
use super::super::agreement::{adopt, heard_number};
use super::super::ceremony::after_charter;
use super::super::shares;
use super::super::tables::{self, CHARTERS, JOINS, JoinRow, PEERS, Side};
use super::finish;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

/// How many organisations a circle has that simply agree.
const TWO: usize = 2;

/// Takes the answer to one of this node's questions.
#[derive(Debug)]
pub struct TakeReply {
    /// Who answered.
    pub from: OrganisationId,
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub reply: Reply,
}

impl Command for TakeReply {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let circle = self.question.circle();
        let row = ctx.tx.get(&JOINS, &circle)?;
        let row = row.filter(|row| row.side == Side::Joiner && row.peer.organisation == self.from);
        match (row, self.reply) {
            (Some(row), Reply::Proposal(proposal, share)) => {
                take_proposal(ctx, circle, row, &proposal, share)
            }
            (Some(row), Reply::Admission(proposal)) => take_admission(ctx, circle, row, &proposal),
            (Some(row), Reply::Welcome(before, decided, shares)) => {
                take_welcome(ctx, circle, &row, (before, decided), shares)
            }
            (Some(row), Reply::Decided(bytes)) => take_decided(ctx, circle, &row, &bytes),
            (None, Reply::Welcome(_, _, keys)) => take_keys(ctx, &circle, keys),
            (None, Reply::Decided(bytes)) => adopt::take_certificate(ctx, &circle, &self.from, &bytes),
            (_, Reply::Introduction(told)) => take_introduction(ctx, &circle, &self.from, &told),
            (None, Reply::Waiting) if matches!(self.question, Question::Charter(..)) => {
                Ok(heard_number(ctx, &circle, &self.from)?)
            }
            (Some(mut row), Reply::Refused) => {
                row.refused = true;
                ctx.tx.put(&JOINS, &circle, &row)?;
                ctx.emit(Event::LinksChanged);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Checks a proposal against everything that the joiner knows: the parties, the canonical profile, the key.
fn take_proposal(
    ctx: &mut Ctx<'_>,
    circle: CircleId,
    mut row: JoinRow,
    bytes: &[u8],
    share: HandedShare,
) -> Result<(), Refusal> {
    if !row.confirmed {
        return Ok(());
    }
    let acceptable = charter::read_proposal(bytes).ok().filter(|proposal| {
        is_expected(ctx, &circle, &row, proposal) && share.check(proposal.body()).is_some()
    });
    match acceptable {
        Some(proposal) => {
            row.confirmed_by_peer = true;
            row.proposal = Some(ByteBuf::from(proposal.bytes()));
            row.handed = true;
            shares::put(ctx.tx, &circle, proposal.body().epoch, &share)?;
        }
        None => {
            tracing::warn!(circle = %circle.short(), peer = %row.peer.organisation.short(),
                "a proposed charter or key is not what the invite said; the link was not made");
            row.refused = true;
        }
    }
    ctx.tx.put(&JOINS, &circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Whether inviter and joiner are in it as they have introduced themselves.
fn names_both(ctx: &Ctx<'_>, row: &JoinRow, charter: &Charter) -> bool {
    let identity = ctx.node.identity();
    let inviter = charter.member(&row.peer.organisation).is_some_and(|member| {
        (member.node_key, member.recovery_key, member.country, member.name.as_str())
            == (row.peer_key, row.peer.recovery_key, row.peer.country, row.peer.name.as_str())
    });
    let own = charter.member(&identity.organisation).is_some_and(|member| {
        member.node_key == identity.node_key() && member.recovery_key == identity.recovery_key
    });
    inviter && own
}

/// The same, and the inviter proposed it.
fn is_proposed_by_inviter(ctx: &Ctx<'_>, row: &JoinRow, proposal: &Verified<Charter>) -> bool {
    proposal.signer() == row.peer_key && names_both(ctx, row, proposal.body())
}

/// Whether all keys are made for how this node reads identifiers, and belong together.
fn has_sound_keys(charter: &Charter) -> bool {
    charter.keys.iter().all(|key| key.canon.is_current() && key.check_shares().is_ok())
}

fn is_expected(ctx: &Ctx<'_>, circle: &CircleId, row: &JoinRow, proposal: &Verified<Charter>) -> bool {
    let charter = proposal.body();
    let one_key = charter.keys.len() == 1 && charter.key().is_some_and(|key| key.epoch == charter.epoch);
    charter.circle == *circle
        && charter.name == row.circle_name
        && one_key
        && is_proposed_by_inviter(ctx, row, proposal)
        && charter.members.len() == TWO
        && charter.t == 1
        && charter.keys.iter().all(|key| key.canon.is_current())
}

fn take_decided(ctx: &mut Ctx<'_>, circle: CircleId, row: &JoinRow, bytes: &[u8]) -> Result<(), Refusal> {
    let Some(proposal) = row.proposal.as_ref().filter(|_| row.handed) else { return Ok(()) };
    let proposal = charter::read_proposal(proposal).map_err(|_| Refusal::Storage)?;
    let Some(decided) = Decided::verify(bytes).ok().filter(|decided| decided.hash() == proposal.hash())
    else {
        return Ok(());
    };
    finish(ctx, circle, row, &decided)
}

/// Takes the charter that would admit this node into a circle of several. It consents to it from now on.
fn take_admission(
    ctx: &mut Ctx<'_>,
    circle: CircleId,
    mut row: JoinRow,
    bytes: &[u8],
) -> Result<(), Refusal> {
    if !row.confirmed || row.proposal.as_ref().is_some_and(|held| held.as_slice() == bytes) {
        return Ok(());
    }
    let proposal = charter::read_proposal(bytes).ok().filter(|proposal| {
        let charter = proposal.body();
        charter.circle == circle
            && charter.members.len() > TWO
            && is_proposed_by_inviter(ctx, &row, proposal)
            && has_sound_keys(charter)
    });
    match proposal {
        Some(proposal) => {
            row.confirmed_by_peer = true;
            row.circle_name = proposal.body().name.clone();
            row.proposal = Some(ByteBuf::from(proposal.bytes()));
        }
        None => {
            tracing::warn!(circle = %circle.short(), peer = %row.peer.organisation.short(),
                "a proposed charter is not what the invite said; the link was not made");
            row.refused = true;
        }
    }
    ctx.tx.put(&JOINS, &circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Keeps where a fellow member listens. Whoever tells it may be another one: what it says of the member itself is what the
/// charter says, and the member's key is what opens a link. What the member says of itself counts more.
fn take_introduction(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    from: &OrganisationId,
    told: &Introduction,
) -> Result<(), Refusal> {
    let Some(decided) = tables::charter(ctx.tx, circle)? else { return Ok(()) };
    let named = decided.charter().member(&told.organisation).is_some_and(|member| {
        (member.recovery_key, member.country, member.name.as_str())
            == (told.recovery_key, told.country, told.name.as_str())
    });
    let own = told.organisation == ctx.node.identity().organisation;
    let fellow = decided.charter().member(from).is_some();
    let known = told.organisation != *from && ctx.tx.has(&PEERS, &told.organisation)?;
    if named && fellow && !own && !known && told.within_bounds() {
        ctx.tx.put(&PEERS, &told.organisation, told)?;
        ctx.emit(Event::LinksChanged);
    }
    Ok(())
}

/// Whether one charter is the one before the other: it is kept with it.
fn follows(before: &Charter, next: &Charter) -> bool {
    let electorate = Electorate::new(before);
    (before.circle, electorate.number(), Some(electorate.prev())) == (next.circle, next.number, next.prev)
}

/// The members decided the charter to which this node consented. Which one that was it may not know any more, because its admin
/// stopped the link meanwhile: then it is one that the inviter shows, with whom six words were compared, and that names both.
fn take_welcome(
    ctx: &mut Ctx<'_>,
    circle: CircleId,
    row: &JoinRow,
    (before, bytes): (ByteBuf, ByteBuf),
    shares: Vec<KeyShare>,
) -> Result<(), Refusal> {
    if !row.confirmed {
        return Ok(());
    }
    let proposal = row.proposal.as_ref().map(|bytes| charter::read_proposal(bytes)).transpose();
    let proposal = proposal.map_err(|_| Refusal::Storage)?;
    let is_meant = |decided: &Decided| match &proposal {
        Some(proposal) => decided.hash() == proposal.hash(),
        None => {
            let charter = decided.charter();
            charter.circle == circle && names_both(ctx, row, charter) && has_sound_keys(charter)
        }
    };
    let verified = Decided::charter_in(&before).ok().and_then(|before| {
        let decided = Decided::verify(&bytes).or_else(|_| Decided::verify_after(&before, &bytes)).ok();
        decided.filter(|decided| follows(&before, decided.charter()))
    });
    let verified = verified.filter(is_meant);
    let complete = |decided: &Decided| {
        let has = |epoch| {
            let share = shares.iter().find(|share| share.0 == epoch);
            share.is_some_and(|share| share.1.check_epoch(decided.charter(), epoch).is_some())
        };
        decided.charter().keys.iter().filter(|key| key.t == 1).all(|key| has(key.epoch))
    };
    let Some(decided) = verified.filter(complete) else {
        tracing::warn!(circle = %circle.short(), peer = %row.peer.organisation.short(),
            "a welcome was refused: its certificate or a key does not hold");
        return Ok(());
    };
    for KeyShare(epoch, share) in shares {
        if decided.charter().key_of(epoch).is_some_and(|key| key.t == 1) {
            shares::put(ctx.tx, &circle, epoch, &share)?;
        }
    }
    ctx.tx.put(&CHARTERS, &(circle, decided.charter().number.saturating_sub(1)), &before)?;
    // Something may have been decided since; asking also tells the inviter that this has arrived.
    let agreement = AgreementRow { ahead: vec![row.peer.organisation], ..AgreementRow::default() };
    ctx.tx.put(&AGREEMENTS, &circle, &agreement)?;
    finish(ctx, circle, row, &decided)?;
    after_charter(ctx, None, decided.charter())
}

/// Takes keys that every member holds whole, and that this node lacks since it was put back or founded anew from its words.
fn take_keys(ctx: &mut Ctx<'_>, circle: &CircleId, keys: Vec<KeyShare>) -> Result<(), Refusal> {
    let Some(decided) = tables::charter(ctx.tx, circle)? else { return Ok(()) };
    let (charter, me) = (decided.charter(), ctx.node.identity().organisation);
    for KeyShare(epoch, share) in keys {
        let whole = charter.key_of(epoch).is_some_and(|key| key.t == 1);
        let right = whole && share.check_share(charter, &me, epoch).is_some();
        if right && !shares::has(ctx.tx, circle, epoch)? {
            shares::put(ctx.tx, circle, epoch, &share)?;
            ctx.emit(Event::CircleChanged { circle: *circle });
            ctx.emit(Event::LinksChanged);
            ctx.emit(Event::WorkDue);
            ctx.audit(&Actor::System, AuditEvent::about("key_activated", circle.as_bytes()))?;
        }
    }
    Ok(())
}
