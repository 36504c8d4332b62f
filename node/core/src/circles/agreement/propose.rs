//! Proposing a change.

use parasol_protocol::agreement::{AgreementError, Motion, Papers};
use parasol_protocol::charter::{Charter, Decided, MAX_KEYS};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};

use super::super::ceremony::{do_without, want_key};
use super::super::epochs;
use super::ballot::DriveAgreement;
use super::open::{Open, leaves, voter};
use super::tables::{ProposingRow, Said};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// What an admin may want to change. Newcomers come by invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposal {
    /// That an organisation is no longer in the circle. Where a key serves, another is made without it.
    Remove(OrganisationId),
    /// How many holders it takes to evaluate: from the next epoch on, unless its key is still to be made.
    Threshold(u16),
    /// That another key is made, with the same threshold: a new epoch.
    NewEpoch,
    /// That the older of two keys ends, once everybody has filed under the newer one what it shares. Where somebody who is gone
    /// has a share of that one, another is made.
    EndKey,
    /// For how many seconds a head counts as fresh.
    FreshLimit(u64),
    /// For how many seconds a silent publisher's entries are shown.
    Lease(u64),
    /// How many checks a day one organisation may be granted at the most.
    ChecksPerDay(u64),
    /// Nothing: whatever is open is set aside.
    Nothing,
}

/// The charter after this one, with nothing changed.
pub(in crate::circles) fn next_charter(decided: &Decided) -> Charter {
    let mut next = decided.charter().clone();
    next.number = next.number.saturating_add(1);
    next.prev = Some(decided.hash());
    next
}

fn invalid(reason: &'static str) -> Refusal {
    Refusal::Invalid { field: "change", reason }
}

impl Proposal {
    fn apply(self, me: &OrganisationId, next: &mut Charter) -> Result<(), Refusal> {
        let before = next.clone();
        match self {
            Self::Remove(organisation) if organisation == *me => return Err(invalid("own")),
            Self::Remove(organisation) => {
                next.member(&organisation).ok_or(Refusal::NotFound)?;
                next.members.retain(|member| member.organisation != organisation);
                do_without(next);
            }
            // If all had to evaluate, one that is away would stop every check.
            Self::Threshold(t) if t > 1 && usize::from(t) >= next.members.len() => {
                return Err(invalid("threshold_all"));
            }
            Self::Threshold(t) if t != next.t && !want_key(next) => return Err(invalid("two_keys")),
            Self::Threshold(t) => next.t = t,
            Self::NewEpoch if next.key_of(next.epoch).is_none() => return Err(invalid("unchanged")),
            Self::NewEpoch if !want_key(next) => return Err(invalid("two_keys")),
            Self::NewEpoch => {}
            Self::EndKey if next.keys.len() < MAX_KEYS => return Err(invalid("one_key")),
            Self::EndKey => {
                next.keys.remove(0);
                // Whoever was removed while two keys served was followed by no third.
                if epochs::gone_hold_shares(next) {
                    want_key(next);
                }
            }
            Self::FreshLimit(seconds) => next.fresh_limit = seconds,
            Self::Lease(seconds) => next.lease = seconds,
            Self::ChecksPerDay(checks) => next.checks_per_day = checks,
            Self::Nothing => return Ok(()),
        }
        if *next == before { Err(invalid("unchanged")) } else { Ok(()) }
    }
}

/// Proposes a change to the members of a circle; who proposes also consents.
#[derive(Debug)]
pub struct ProposeChange {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// What is to change.
    pub proposal: Proposal,
}

impl Command for ProposeChange {
    /// The hash by which the motion is known.
    type Outcome = Hash;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Hash, Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let mut open = Open::to_change(ctx.tx, &self.circle)?;
        let mut next = next_charter(&open.decided);
        self.proposal.apply(&ctx.node.identity().organisation, &mut next)?;
        epochs::nothing_is_lost(ctx, open.decided.charter(), &next)?;
        let hash = open.lay_own(ctx, next)?;
        open.save(ctx.tx, ctx.now)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("change_proposed", self.circle.as_bytes()))?;
        if open.decided.charter().members.len() == 1 {
            // Nobody else is to be asked, and nobody can be in the way.
            DriveAgreement { circle: self.circle }.run(ctx)?;
        }
        Ok(hash)
    }
}

/// Ends the older key of a circle of which this organisation is the only member, once it is through: whoever comes gets one key.
pub(crate) fn end_key_alone(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), Refusal> {
    let Some(mut open) = Open::load(ctx.tx, circle)?.filter(|open| !open.is_frozen()) else { return Ok(()) };
    let mut next = next_charter(&open.decided);
    let me = ctx.node.identity().organisation;
    let through = epochs::unfinished(ctx.tx, &next, &me, ctx.now)?.is_empty();
    if next.members.len() > 1 || next.keys.len() < MAX_KEYS || !through {
        return Ok(());
    }
    next.keys.remove(0);
    open.lay_own(ctx, next)?;
    open.save(ctx.tx, ctx.now)?;
    DriveAgreement { circle: *circle }.run(ctx).map(drop)
}

impl Open {
    /// Lays a motion of this node's on the table, with its consent.
    pub(in crate::circles) fn lay_own(&mut self, ctx: &Ctx<'_>, next: Charter) -> Result<Hash, Refusal> {
        self.lay_with(ctx, next, &Papers::default())
    }

    /// This node's admins want this no more, though their yes stays: it is not brought to anybody, and to set it aside is proposed.
    pub(in crate::circles) fn set_aside(&mut self, ctx: &Ctx<'_>, unwanted: &Hash) -> Result<Hash, Refusal> {
        self.say(unwanted, ctx.now, Said::No);
        let of_it = |row: &ProposingRow| {
            Motion::read(&row.motion, &self.electorate).is_ok_and(|motion| motion.hash() == *unwanted)
        };
        if self.row.proposing.as_ref().is_some_and(of_it) {
            self.row.proposing = None;
        }
        if self.frozen {
            return Err(Refusal::WrongState { expected: "open", found: "frozen" });
        }
        let next = next_charter(&self.decided);
        self.lay_own(ctx, next)
    }

    /// As [`Self::lay_own`], with papers that speak for it.
    pub(in crate::circles) fn lay_with(
        &mut self,
        ctx: &Ctx<'_>,
        next: Charter,
        papers: &Papers,
    ) -> Result<Hash, Refusal> {
        let voter = voter(ctx.node);
        let mut motion =
            Motion::propose(next, &self.electorate, voter.secret).map_err(|error| refusal(&error))?;
        let held = leaves(ctx.tx, &self.circle())?;
        for papers in [papers, &held] {
            motion.merge(papers, &self.electorate).map_err(|error| refusal(&error))?;
        }
        let hash =
            self.table.lay(motion, &voter.organisation, &self.electorate).map_err(|error| refusal(&error))?;
        self.table.confirm(&hash, voter, &self.electorate).map_err(|error| refusal(&error))?;
        self.say(&hash, ctx.now, Said::Yes);
        Ok(hash)
    }
}

/// Why a charter cannot be proposed, as a word.
pub(super) fn refusal(error: &AgreementError) -> Refusal {
    use parasol_protocol::agreement::Nonsense;
    use parasol_protocol::charter::CharterError;
    invalid(match error {
        AgreementError::Charter(CharterError::Threshold) => "threshold",
        AgreementError::Charter(CharterError::Members) => "members",
        AgreementError::Nonsense(Nonsense::Limit) => "limit",
        AgreementError::Nonsense(Nonsense::NobodyStays) => "nobody_stays",
        AgreementError::Nonsense(Nonsense::Threshold) => "threshold",
        AgreementError::TooMany { .. } => "too_many",
        _ => "impossible",
    })
}
