//! Making a circle, and the policies of a circle.

use parasol_protocol::charter::{self, Charter, Decided, EpochKey, MAX_NAME, Member};
use parasol_protocol::circle::HandedShare;
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::{CircleId, OrganisationId};
use serde_bytes::ByteBuf;

use super::shares;
use super::tables::{CHARTERS, CIRCLES, CircleRow, INBOUND, Inbound, Outbound};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// What one stolen node opens in a circle whose key every member holds whole: said where t = 1 is chosen and as long as
/// it lasts.
pub const ONE_KEY_OPENS_ALL: &str = "In this circle every member holds the whole key (t = 1). Whoever steals one member's \
    unlocked key reads every phone number that any member shared: trying all mobile numbers of a country takes about four \
    hours on one processor core. Choose it among organisations that trust each other with that, and from three members on have a key made \
    of which it takes several to look anything up: `parasol circle propose threshold`.";

/// Makes a circle of which this organisation is the only member.
#[derive(Debug)]
pub struct CreateCircle {
    /// Who wants it.
    pub actor: Actor,
    /// Its name.
    pub name: String,
    /// That [`ONE_KEY_OPENS_ALL`] was read and is accepted.
    pub one_key_opens_all: bool,
}

impl Command for CreateCircle {
    type Outcome = CircleId;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<CircleId, Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.len() > MAX_NAME || name.contains(char::is_control) {
            return Err(Refusal::Invalid { field: "name", reason: "length" });
        }
        if !self.one_key_opens_all {
            return Err(Refusal::Invalid { field: "one_key_opens_all", reason: "not_accepted" });
        }
        let circle = CircleId::random(ctx.rng);
        let key = TagKey::random(ctx.rng).map_err(|_| Refusal::Storage)?;
        let charter = founding(ctx, circle, name, &key)?;
        let identity = ctx.node.identity();
        let proposal = charter::propose(charter, identity.secret()).map_err(|_| Refusal::Storage)?;
        let vote = charter::vote(&proposal, identity.organisation, identity.secret());
        let decided = Decided::assemble(&proposal, &[vote]).map_err(|_| Refusal::Storage)?;
        shares::put(ctx.tx, &circle, decided.charter().epoch, &HandedShare::new(&key))?;
        adopt(ctx, &decided)?;
        ctx.audit(&self.actor, AuditEvent::about("circle_created", circle.as_bytes()))?;
        Ok(circle)
    }
}

fn founding(ctx: &Ctx<'_>, circle: CircleId, name: String, key: &TagKey) -> Result<Charter, Refusal> {
    let key = EpochKey::founded(1, 1, key).map_err(|_| Refusal::Storage)?;
    Ok(Charter {
        circle,
        name,
        number: 1,
        prev: None,
        members: vec![own_member(ctx, 1)],
        t: 1,
        epoch: 1,
        keys: vec![key],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    })
}

/// This organisation as a member with this share.
fn own_member(ctx: &Ctx<'_>, share: u16) -> Member {
    let identity = ctx.node.identity();
    Member {
        organisation: identity.organisation,
        node_key: identity.node_key(),
        recovery_key: identity.recovery_key,
        country: identity.country,
        name: identity.name.clone(),
        share,
    }
}

/// Makes a decided charter the one that holds here.
pub(super) fn adopt(ctx: &mut Ctx<'_>, decided: &Decided) -> Result<(), Refusal> {
    let Charter { circle, number, .. } = *decided.charter();
    let outbound = ctx.tx.get(&CIRCLES, &circle)?.map_or_else(Outbound::default, |row| row.outbound);
    ctx.tx.put(&CHARTERS, &(circle, number), &ByteBuf::from(decided.bytes()))?;
    ctx.tx.put(&CIRCLES, &circle, &CircleRow { number, outbound })?;
    ctx.after_commit(move |node| node.remembered().forget_circle(&circle));
    ctx.emit(Event::CircleChanged { circle });
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Says to whom a publisher's entries are shown here.
#[derive(Debug)]
pub struct SetInbound {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The publisher.
    pub publisher: OrganisationId,
    /// To whom.
    pub shown: Inbound,
}

impl Command for SetInbound {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManagePolicies)?;
        let decided = super::tables::charter(ctx.tx, &self.circle)?.ok_or(Refusal::NotFound)?;
        decided.charter().member(&self.publisher).ok_or(Refusal::NotFound)?;
        ctx.tx.put(&INBOUND, &(self.circle, self.publisher), &self.shown)?;
        ctx.audit(&self.actor, AuditEvent::about("policy_changed", self.circle.as_bytes()))?;
        Ok(())
    }
}

/// Says whether and when this node's alerts are shared in a circle.
#[derive(Debug)]
pub struct SetOutbound {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// What holds from now on.
    pub outbound: Outbound,
}

impl Command for SetOutbound {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManagePolicies)?;
        let mut row = ctx.tx.get(&CIRCLES, &self.circle)?.ok_or(Refusal::NotFound)?;
        let delay = row.outbound.delay;
        row.outbound = self.outbound;
        ctx.tx.put(&CIRCLES, &self.circle, &row)?;
        if delay != self.outbound.delay {
            crate::publish::set_delay(ctx, &self.circle, self.outbound.delay)?;
        }
        crate::publish::enqueue_all(ctx, &self.circle)?;
        ctx.emit(Event::WorkDue);
        ctx.audit(&self.actor, AuditEvent::about("policy_changed", self.circle.as_bytes()))?;
        Ok(())
    }
}
