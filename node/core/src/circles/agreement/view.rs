//! What pages and the command line show of an agreement: where each change stands, and who is missing.

use std::collections::BTreeSet;

use parasol_protocol::agreement::{Change, Electorate, Motion, Needs, Standing};
use parasol_protocol::charter::Charter;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use parasol_protocol::time::Timestamp;

use super::super::ceremony::CeremonyView;
use super::super::epochs::{self, EpochView};
use super::super::tables::{ENDED, INVITES};
use super::super::views::one_key_opens_all;
use super::evidence::EvidenceView;
use super::open::Open;
use super::past::held_charter;
use super::publishers::PublisherView;
use super::tables::{MOTIONS, Said};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

/// What this node's admins said to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerHere {
    /// Nothing yet.
    Nothing,
    /// It was confirmed.
    Confirmed,
    /// It was refused.
    Refused,
}

impl AnswerHere {
    /// The answer as a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
        }
    }
}

impl From<Said> for AnswerHere {
    fn from(said: Said) -> Self {
        match said {
            Said::Nothing => Self::Nothing,
            Said::Yes => Self::Confirmed,
            Said::No => Self::Refused,
        }
    }
}

/// An organisation by its id and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberView {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
}

/// One thing that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeView {
    /// What, as a stable word.
    pub word: &'static str,
    /// About whom, if it is about one organisation.
    pub about: Option<MemberView>,
    /// What is now, and what would be, where it is a number.
    pub numbers: Option<(u64, u64)>,
}

/// Where a change stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionView {
    /// The hash by which it is confirmed or refused.
    pub charter: Hash,
    /// Since when it is here.
    pub since: Timestamp,
    /// Who proposed it.
    pub proposer: MemberView,
    /// What it changes; empty where it only sets aside what is open.
    pub changes: Vec<ChangeView>,
    /// Whether it needs the consent of all, or else of more than half.
    pub needs_all: bool,
    /// What this node's admins said.
    pub answer: AnswerHere,
    /// What it waits for, as a stable word: `admins`, `carried`, `promises`, `votes`, or `set_aside`.
    pub phase: &'static str,
    /// How many of those who have a say must consent.
    pub consents_needed: usize,
    /// Who has consented.
    pub consented: Vec<MemberView>,
    /// Whose admin has not confirmed it.
    pub unconfirmed: Vec<MemberView>,
    /// How many nodes must promise, and then vote.
    pub votes_needed: usize,
    /// Whose node has not answered this node's present question.
    pub missing: Vec<MemberView>,
}

impl MotionView {
    /// Whether all who stay must say yes to it: whoever it removes has no say.
    pub fn needs_all_who_stay(&self) -> bool {
        self.needs_all && self.changes.iter().any(|change| change.word == "removed")
    }

    /// Whether it removes an organisation that would have to say yes to that itself: the others are too few without it.
    pub fn needs_whom_it_removes(&self, circle: &CircleStatus) -> bool {
        if self.phase != "admins" {
            return false;
        }
        let removed = self.changes.iter().filter(|change| change.word == "removed");
        removed.filter_map(|change| change.about.as_ref()).any(|gone| {
            circle.is_present(gone)
                && !self.consented.contains(gone)
                && self.consents_needed > circle.without(gone)
        })
    }
}

impl CircleStatus {
    /// Whether this member could be removed only with its own yes: more than half of those who have not left is both of two.
    pub fn cannot_remove(&self, member: &MemberView) -> bool {
        self.is_present(member) && self.without(member) == 1
    }

    /// Whether it is decided, for the newest key or the one that is to be made, that fewer than all who have not left are enough.
    pub fn fewer_are_decided(&self) -> bool {
        let present = self.members.iter().filter(|member| self.is_present(member)).count();
        self.threshold == 1 || usize::from(self.threshold) < present
    }

    fn is_present(&self, member: &MemberView) -> bool {
        !self.left.contains(member)
    }

    /// How many have not left, without this one.
    fn without(&self, one: &MemberView) -> usize {
        self.members.iter().filter(|member| *member != one && self.is_present(member)).count()
    }
}

/// Where a circle stands with its charters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleStatus {
    /// The circle.
    pub circle: CircleId,
    /// Its name.
    pub name: String,
    /// The number of the charter in force.
    pub charter: u64,
    /// How many members look a number up together under the newest key, or the one that is to be made.
    pub threshold: u16,
    /// Whether one stolen key reads everything: see [`crate::circles::ONE_KEY_OPENS_ALL`].
    pub one_key_opens_all: bool,
    /// For how many seconds a publisher counts as up to date after it was last heard.
    pub fresh_limit: u64,
    /// For how many seconds the entries of a silent publisher are shown.
    pub lease: u64,
    /// How many checks a day one organisation may be granted at the most.
    pub checks_per_day: u64,
    /// When each of the others was heard.
    pub publishers: Vec<PublisherView>,
    /// Who is in it.
    pub members: Vec<MemberView>,
    /// Who of them has left.
    pub left: Vec<MemberView>,
    /// Members whose link was ended here: they are asked nothing, and are not answered.
    pub ended: Vec<MemberView>,
    /// Until when the invite can be used that is open, if one is.
    pub invite: Option<Timestamp>,
    /// The changes that are open, in the order in which they came, and then those of the last number that were set aside.
    pub motions: Vec<MotionView>,
    /// The number about which members contradicted themselves, and who: changes are frozen. Nobody may be named where
    /// two certificates only show that somebody did.
    pub frozen: Option<(u64, Vec<MemberView>)>,
    /// Everything that members of it signed twice, the newest first, whether an admin has taken note of it or not.
    pub evidence: Vec<EvidenceView>,
    /// Members that hold a later charter than this node.
    pub behind: Vec<MemberView>,
    /// Members that must be heard before this node takes part again: it was put back from a backup.
    pub awaits: Vec<MemberView>,
    /// The number in which this node does not vote, because it may have promised something before it was put back.
    pub abstains: Option<u64>,
    /// Where the making of a key stands, if the charter in force wants one.
    pub ceremony: Option<CeremonyView>,
    /// The epochs of the keys of which this node has no share: others evaluate for it.
    pub shares_missing: Vec<u64>,
    /// Who is still to help this node, as a newcomer, to its share of a key. Until then it files nothing under that key.
    pub helpers_missing: Vec<MemberView>,
    /// Whether it had a share of such a key before it left and came back: nobody helps it to another, and it files nothing before
    /// the next key is made.
    pub waits_for_next_key: bool,
    /// Whether it lacks a key that every member holds whole, because it was put back: nobody evaluates for it under such a key, and it
    /// asks the others for the key itself.
    pub asks_for_key: bool,
    /// Where the change from one key to the next stands, while both serve.
    pub epochs: Option<EpochView>,
    /// Whether somebody who is not in the circle any more has a share of its newest key: another should be made.
    pub gone_hold_shares: bool,
    /// Whether a look-up under one of its keys needs all who have not left, or more: one that is away stops every check.
    pub all_must_evaluate: bool,
}

/// The names in two charters.
pub(super) struct Names<'a>(pub(super) &'a Charter, pub(super) Option<&'a Charter>);

impl Names<'_> {
    pub(super) fn of(&self, organisation: &OrganisationId) -> MemberView {
        let member = self.0.member(organisation).or_else(|| self.1?.member(organisation));
        let name = member.map_or_else(|| organisation.short(), |member| member.name.clone());
        MemberView { organisation: *organisation, name }
    }

    pub(super) fn all(&self, organisations: &BTreeSet<OrganisationId>) -> Vec<MemberView> {
        organisations.iter().map(|organisation| self.of(organisation)).collect()
    }

    fn change(&self, change: &Change) -> ChangeView {
        let (about, numbers) = match change {
            Change::Joined(id) | Change::Removed(id) | Change::NodeKey(id, _) => (Some(id), None),
            Change::RecoveryKey(id) | Change::Details(id) => (Some(id), None),
            Change::Threshold(was, is) => (None, Some((u64::from(*was), u64::from(*is)))),
            Change::FreshLimit(was, is) | Change::Lease(was, is) | Change::ChecksPerDay(was, is) => {
                (None, Some((*was, *is)))
            }
            Change::NewEpoch(epoch) | Change::KeyActivated(epoch) => (None, Some((*epoch, *epoch))),
            Change::KeyEnded(epoch) | Change::Canon(epoch) => (None, Some((*epoch, *epoch))),
            Change::Name => (None, None),
        };
        ChangeView { word: change.word(), about: about.map(|id| self.of(id)), numbers }
    }
}

fn motion_view(
    motion: &Motion,
    electorate: &Electorate,
    (since, said): (Timestamp, Said),
    standing: &Standing,
) -> MotionView {
    let names = Names(electorate.charter(), Some(motion.charter().body()));
    MotionView {
        charter: standing.charter,
        since,
        proposer: names.of(&standing.proposer),
        changes: standing.changes.iter().map(|change| names.change(change)).collect(),
        needs_all: standing.needs == Needs::All,
        answer: said.into(),
        phase: standing.phase.word(),
        consents_needed: standing.consents_needed,
        consented: names.all(&standing.consented),
        unconfirmed: names.all(&standing.unconfirmed),
        votes_needed: standing.votes_needed,
        missing: names.all(&standing.missing),
    }
}

impl Snapshot {
    /// Where a circle stands with its charters.
    pub fn circle_status(
        &self,
        actor: &Actor,
        circle: &CircleId,
        now: Timestamp,
    ) -> Result<CircleStatus, Refusal> {
        self.allow(actor, Action::SeeStatus)?;
        let open = Open::load(&self.tx, circle)?.ok_or(Refusal::NotFound)?;
        let charter = open.decided.charter();
        let names = Names(charter, None);
        let proposer = open.proposer(&self.node)?;
        let mut motions: Vec<MotionView> = Vec::new();
        for motion in open.table.motions() {
            let held = open.said.get(&motion.hash());
            let (since, said) = held.map_or((Timestamp::new(0), Said::Nothing), |held| (held.1, held.2));
            let standing = Standing::of(motion, &open.electorate, proposer.as_ref());
            motions.push(motion_view(motion, &open.electorate, (since, said), &standing));
        }
        motions.extend(self.set_aside(&open)?);
        let row = &open.row;
        let members: BTreeSet<_> = open.electorate.organisations();
        let evidence = self.evidence(circle)?;
        let left = Open::left(&self.tx, circle)?;
        let present = members.iter().filter(|member| !left.contains(member)).count();
        Ok(CircleStatus {
            circle: *circle,
            name: charter.name.clone(),
            charter: charter.number,
            threshold: charter.t,
            one_key_opens_all: one_key_opens_all(charter),
            fresh_limit: charter.fresh_limit,
            lease: charter.lease,
            checks_per_day: charter.checks_per_day,
            publishers: self.publishers(charter, &left)?,
            members: names.all(&members),
            left: names.all(&left.into_iter().collect()),
            invite: self.tx.get(&INVITES, circle)?.map(|row| row.expires).filter(|expires| *expires > now),
            ended: names.all(&self.ended(charter)?),
            motions,
            frozen: evidence
                .iter()
                .find(|one| one.noted.is_none())
                .map(|one| (one.number, one.guilty.clone())),
            evidence,
            behind: names.all(&row.ahead.iter().copied().collect()),
            awaits: names.all(&row.awaits.iter().copied().collect()),
            abstains: (row.abstains_to >= open.electorate.number()).then_some(open.electorate.number()),
            ceremony: self.ceremony_view(charter)?,
            shares_missing: self.shares_missing(charter)?,
            helpers_missing: names.all(&self.helpers_missing(charter)?),
            waits_for_next_key: self.waits_for_next_key(charter)?,
            asks_for_key: self.lacks_whole_key(charter)?,
            epochs: self.epoch_view(charter, now)?,
            gone_hold_shares: epochs::gone_hold_shares(charter),
            all_must_evaluate: charter.keys.iter().any(|key| key.t > 1 && usize::from(key.t) >= present),
        })
    }

    /// Members whose link was ended here.
    fn ended(&self, charter: &Charter) -> Result<BTreeSet<OrganisationId>, StoreError> {
        let mut ended = BTreeSet::new();
        for organisation in charter.members.iter().map(|member| member.organisation) {
            if self.tx.has(&ENDED, &(charter.circle, organisation))? {
                ended.insert(organisation);
            }
        }
        Ok(ended)
    }

    /// What this node wanted at the last number, when something else was decided.
    fn set_aside(&self, open: &Open) -> Result<Vec<MotionView>, Refusal> {
        let circle = open.decided.charter().circle;
        let number = open.decided.charter().number;
        let before = held_charter(&self.tx, &circle, number.saturating_sub(1))?;
        let Some(before) = before else { return Ok(Vec::new()) };
        let electorate = Electorate::new(&before);
        let mut views = Vec::new();
        for (_, row) in self.tx.prefix(&MOTIONS, &circle)? {
            let motion = Motion::read(&row.motion, &electorate).ok().filter(|_| row.number == number);
            let Some(motion) = motion else { continue };
            let standing = Standing::of(&motion, &electorate, None);
            let view = motion_view(&motion, &electorate, (row.since, row.said), &standing);
            views.push(MotionView { phase: "set_aside", ..view });
        }
        Ok(views)
    }
}
