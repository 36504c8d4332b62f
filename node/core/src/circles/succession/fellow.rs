//! A fellow member has a new node key: an admin proposes it.

use parasol_protocol::agreement::{Change, Papers, Succession, Vouched, read_succession};
use parasol_protocol::charter::{Charter, Member};
use parasol_protocol::envelope::Verified;
use parasol_protocol::ids::{CircleId, Hash, NodeKey, OrganisationId};
use serde_bytes::ByteBuf;

use super::super::agreement::{MemberView, Open, next_charter};
use super::super::tables::{CIRCLES, charter};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

fn invalid(reason: &'static str) -> Refusal {
    Refusal::Invalid { field: "succession", reason }
}

/// What a paper says, before anybody acts on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessionView {
    /// Whose node has a new key.
    pub member: MemberView,
    /// The circles in which this is to be proposed, with their names.
    pub circles: Vec<(CircleId, String)>,
}

/// The paper that names another key for a member of this charter, signed with the recovery key that it lists.
fn fitting<'a>(
    papers: &'a [Verified<Succession>],
    charter: &'a Charter,
) -> Option<(&'a Verified<Succession>, &'a Member)> {
    papers.iter().find_map(|paper| {
        let body = paper.body();
        let member = charter.member(&body.organisation)?;
        let fits = member.recovery_key == paper.signer() && member.node_key == body.old_key;
        fits.then_some((paper, member))
    })
}

/// Why no paper fits, as far as it can be told: it was decided already, or another key signed it.
fn unfitting(papers: &[Verified<Succession>], charter: &Charter) -> Refusal {
    let member = |paper: &Verified<Succession>| charter.member(&paper.body().organisation);
    let decided = |paper: &&Verified<Succession>| {
        member(paper).is_some_and(|member| member.node_key == paper.body().new_key)
    };
    match papers.iter().find(decided) {
        Some(_) => invalid("decided"),
        None if papers.iter().any(|paper| member(paper).is_some()) => invalid("not_vouched"),
        None => invalid("no_member"),
    }
}

/// Proposes the new key that a member's recovery key names; who proposes also consents.
#[derive(Debug)]
pub struct ProposeSuccession {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The paper, as text.
    pub text: String,
}

impl Command for ProposeSuccession {
    /// The hash by which the motion is known.
    type Outcome = Hash;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Hash, Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let papers = read_succession(&self.text).ok_or_else(|| invalid("unreadable"))?;
        let open = Open::to_change(ctx.tx, &self.circle)?;
        let in_force = open.decided.charter();
        let (paper, _) = fitting(&papers, in_force).ok_or_else(|| unfitting(&papers, in_force))?;
        let next = with_key(&open, &paper.body().organisation, paper.body().new_key);
        let papers = Papers { successions: vec![ByteBuf::from(paper.bytes())], ..Papers::default() };
        propose(ctx, open, &self.actor, (next, &papers))
    }
}

/// Proposes a new key for a member for which nothing vouches but the admins who say yes: all of them.
#[derive(Debug)]
pub struct ProposeNodeKey {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// Whose node.
    pub member: OrganisationId,
    /// The key that it has now.
    pub key: NodeKey,
}

impl Command for ProposeNodeKey {
    /// The hash by which the motion is known.
    type Outcome = Hash;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Hash, Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let open = Open::to_change(ctx.tx, &self.circle)?;
        let held = open.decided.charter().member(&self.member).ok_or(Refusal::NotFound)?;
        if held.node_key == self.key {
            return Err(invalid("decided"));
        }
        let next = with_key(&open, &self.member, self.key);
        propose(ctx, open, &self.actor, (next, &Papers::default()))
    }
}

pub(super) fn with_key(open: &Open, organisation: &OrganisationId, key: NodeKey) -> Charter {
    let mut next = next_charter(&open.decided);
    for member in next.members.iter_mut().filter(|member| member.organisation == *organisation) {
        member.node_key = key;
    }
    next
}

fn propose(
    ctx: &mut Ctx<'_>,
    mut open: Open,
    actor: &Actor,
    (next, papers): (Charter, &Papers),
) -> Result<Hash, Refusal> {
    let circle = next.circle;
    let hash = open.lay_with(ctx, next, papers)?;
    open.save(ctx.tx, ctx.now)?;
    ctx.emit(Event::LinksChanged);
    ctx.audit(actor, AuditEvent::about("change_proposed", circle.as_bytes()))?;
    Ok(hash)
}

/// The new keys of members that an admin here wants in the next charter because a recovery key names them: they may ask about
/// it before it is decided.
pub(crate) fn successors(
    read: &impl Read,
    circle: &CircleId,
) -> Result<Vec<(OrganisationId, NodeKey)>, StoreError> {
    let Some(open) = Open::load(read, circle)? else { return Ok(Vec::new()) };
    let mut keys = Vec::new();
    for motion in open.table.motions().iter().filter(|motion| open.is_wanted_here(motion)) {
        for change in motion.changes() {
            if let Change::NodeKey(organisation, Vouched::Yes) = change {
                let member = motion.charter().body().member(&organisation);
                keys.extend(member.map(|member| (organisation, member.node_key)));
            }
        }
    }
    Ok(keys)
}

impl Snapshot {
    /// What a paper says, and where it is to be proposed.
    pub fn succession_told(&self, actor: &Actor, text: &str) -> Result<SuccessionView, Refusal> {
        self.allow(actor, Action::ManageCircles)?;
        let papers = read_succession(text).ok_or_else(|| invalid("unreadable"))?;
        let (mut found, mut why): (Option<SuccessionView>, _) = (None, invalid("no_member"));
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = charter(&self.tx, &circle)? else { continue };
            let Some((_, member)) = fitting(&papers, decided.charter()) else {
                let because = unfitting(&papers, decided.charter());
                why = if because == invalid("no_member") { why } else { because };
                continue;
            };
            let name = decided.charter().name.clone();
            let member = MemberView { organisation: member.organisation, name: member.name.clone() };
            let view = found.get_or_insert(SuccessionView { member, circles: Vec::new() });
            view.circles.push((circle, name));
        }
        found.ok_or(why)
    }
}
