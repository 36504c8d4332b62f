//! A second moderator for the gravest level, where the organisation wants one: what would give it, take it or recall such an
//! alert is a proposal, sealed beside the report, until somebody else confirms it or sends it back.

use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::publish::{Person, PublishReport, Published};
use super::{MergeReport, claim, not_hers};
use crate::alerts::{self, Alert, RecallAlert, RecallReason, ReviseAlert, Revised};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{AlertId, MemberId, ProposalId, ReportId};
use crate::limits::{MAX_LIST, MAX_WHY};
use crate::members::{self, Pseudonym};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Report, own_bucket};
use crate::roles::{Action, Actor};
use crate::store::{BucketTable, Read, StoreError, Tx};

/// Report -> what somebody proposes about it or about its alert, in the bucket of the month in which it came.
const PROPOSALS: BucketTable<ReportId, Stored> = BucketTable::new("proposals/1");

#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    id: ProposalId,
    by: MemberId,
    at: Timestamp,
    what: Proposed,
    returned: Option<Returned>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Returned {
    by: MemberId,
    why: Option<String>,
}

/// What somebody proposes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proposed {
    /// Publishing a report.
    Publish(Publication),
    /// Merging a report into an alert.
    Merge {
        /// Which alert.
        alert: AlertId,
        /// Which of the report's identifiers are not published.
        leave_out: Vec<usize>,
        /// Whether somebody has talked with the reporter.
        talked: bool,
    },
    /// Correcting an alert.
    Revise {
        /// Which alert.
        alert: AlertId,
        /// Which version of it.
        version: u32,
        /// What it is to say.
        revised: Revised,
    },
    /// Recalling an alert.
    Recall {
        /// Which alert.
        alert: AlertId,
        /// Why.
        reason: RecallReason,
    },
}

/// What is to be published of a report: as [`PublishReport`] has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// How dangerous the person is.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// The public text.
    pub text: String,
    /// The town.
    pub town: Option<String>,
    /// What else is said of the person.
    pub person: Person,
    /// Whether it is shared abroad.
    pub abroad: bool,
    /// Whether somebody has talked with the reporter.
    pub talked: bool,
    /// Which of the report's identifiers are not published.
    pub leave_out: Vec<usize>,
}

no_debug!(Proposed, Publication);

impl From<&PublishReport> for Publication {
    fn from(publish: &PublishReport) -> Self {
        let PublishReport { level, kinds, text, town, person, abroad, talked, leave_out, .. } =
            publish.clone();
        Self { level, kinds, text, town, person, abroad, talked, leave_out }
    }
}

impl Publication {
    fn of(self, actor: Actor, id: ReportId) -> PublishReport {
        let Self { level, kinds, text, town, person, abroad, talked, leave_out } = self;
        let anyway = true;
        PublishReport { actor, id, level, kinds, text, town, person, abroad, talked, leave_out, anyway }
    }
}

impl Proposed {
    /// As a word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Publish(_) => "publish",
            Self::Merge { .. } => "merge",
            Self::Revise { .. } => "revise",
            Self::Recall { .. } => "recall",
        }
    }

    /// The alert that it is about, if there is one yet.
    pub const fn alert(&self) -> Option<AlertId> {
        match self {
            Self::Publish(_) => None,
            Self::Merge { alert, .. } | Self::Revise { alert, .. } | Self::Recall { alert, .. } => {
                Some(*alert)
            }
        }
    }

    /// Does it on behalf of `actor`, or refuses as the command alone would.
    fn run(
        self,
        ctx: &mut Ctx<'_>,
        actor: Actor,
        id: ReportId,
        confirmed: bool,
    ) -> Result<Confirmed, Refusal> {
        match self {
            Self::Publish(publication) => {
                publication.of(actor, id).decided(ctx, confirmed).map(Confirmed::Published)
            }
            Self::Merge { alert, leave_out, talked } => {
                let merge = MergeReport { actor, id, alert, leave_out, talked };
                merge.decided(ctx, confirmed).map(|()| Confirmed::Done(alert))
            }
            Self::Revise { alert, version, revised } => {
                let revise = ReviseAlert { actor, alert, version, revised, anyway: true };
                revise.decided(ctx, confirmed).map(|()| Confirmed::Done(alert))
            }
            Self::Recall { alert, reason } => {
                RecallAlert { actor, alert, reason }.decided(ctx, confirmed).map(|()| Confirmed::Done(alert))
            }
        }
    }
}

/// Refuses where the organisation wants a second moderator and none has agreed.
pub(crate) fn needed(ctx: &Ctx<'_>, confirmed: bool) -> Result<(), Refusal> {
    let wanted = ctx.node.rules().desk.second_for_very_dangerous;
    if wanted && !confirmed { Err(Refusal::SecondNeeded) } else { Ok(()) }
}

/// Refuses while something that somebody else proposed about the report, or about the alert that it became, waits for a second
/// moderator. Her own she may replace. What was proposed by somebody who may not decide any more counts for nothing.
pub(crate) fn free(
    read: &impl Read,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
    confirmed: bool,
) -> Result<(), Refusal> {
    if confirmed {
        return Ok(());
    }
    let Some(found) = stored(read, id, report)?.filter(|found| found.returned.is_none()) else {
        return Ok(());
    };
    let maker = Actor::Member(found.by, crate::roles::Role::Moderator);
    if is_by(actor, &found.by) || members::permitted(read, &maker, Action::Publish).is_err() {
        return Ok(());
    }
    let by = members::load(read, &found.by)?.map(|member| member.pseudonym).ok_or(Refusal::Storage)?;
    Err(Refusal::ProposalWaits { by, what: found.what.name() })
}

/// [`free`], about the alert that a report became, and about those that are to be merged into it: whoever confirms has read the
/// alert as it was. What is about the actor is as if it did not exist for her.
pub(crate) fn free_alert(
    read: &impl Read,
    actor: &Actor,
    alert: &Alert,
    confirmed: bool,
) -> Result<(), Refusal> {
    if confirmed {
        return Ok(());
    }
    let report = reports::needed(read, &alert.report)?;
    free(read, actor, &alert.report, &report, false)?;
    for id in merged_into(read, &alert.content.id)? {
        let report = reports::needed(read, &id)?;
        match not_hers(read, actor, &id, &report) {
            Ok(()) | Err(Refusal::Forbidden) => free(read, actor, &id, &report, false)?,
            Err(Refusal::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// The reports of which somebody proposes to merge them into this alert.
fn merged_into(read: &impl Read, alert: &AlertId) -> Result<Vec<ReportId>, StoreError> {
    let mut found = Vec::new();
    read.bucket_scan(&PROPOSALS, None, |id, proposal| {
        let merge = matches!(&proposal.what, Proposed::Merge { alert: into, .. } if into == alert);
        if merge && proposal.returned.is_none() {
            found.push(id);
        }
        core::ops::ControlFlow::Continue(())
    })?;
    Ok(found)
}

fn stored(read: &impl Read, id: &ReportId, report: &Report) -> Result<Option<Stored>, StoreError> {
    read.bucket_get(&PROPOSALS, &own_bucket(report.received.month()), id)
}

fn put(tx: &mut Tx, id: &ReportId, report: &Report, proposal: &Stored) -> Result<(), StoreError> {
    tx.bucket_put(&PROPOSALS, &own_bucket(report.received.month()), id, proposal)
}

/// Forgets what was proposed: it is decided, or taken back.
pub(crate) fn forget(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    tx.bucket_remove(&PROPOSALS, &own_bucket(report.received.month()), id).map(drop)
}

/// A proposal as moderators see it.
#[derive(Clone)]
pub struct Proposal {
    /// Its id: whoever confirms it says which one she has read.
    pub id: ProposalId,
    /// Who made it; none when she is not here any more.
    pub by: Option<Pseudonym>,
    /// When.
    pub at: Timestamp,
    /// Whether it is the asker's own.
    pub yours: bool,
    /// What is proposed.
    pub what: Proposed,
    /// Whether somebody sent it back, or its maker took it back: nothing waits then.
    pub returned: bool,
    /// Why it was sent back.
    pub why: Option<String>,
}

/// A line in the list of what waits for a second moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// The report.
    pub report: ReportId,
    /// The alert, if there is one yet.
    pub alert: Option<AlertId>,
    /// What is proposed, as a word.
    pub what: &'static str,
    /// Since when.
    pub at: Timestamp,
    /// Whether it is the asker's own, which somebody else must confirm.
    pub yours: bool,
}

no_debug!(Proposal);

/// What is proposed about a report, if something is.
pub(crate) fn of_report(
    read: &impl Read,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
) -> Result<Option<Proposal>, StoreError> {
    let Some(Stored { id, by, at, what, returned }) = stored(read, id, report)? else { return Ok(None) };
    let maker = members::load(read, &by)?.map(|member| member.pseudonym);
    Ok(Some(Proposal {
        id,
        by: maker,
        at,
        yours: is_by(actor, &by),
        what,
        returned: returned.is_some(),
        why: returned.and_then(|returned| returned.why),
    }))
}

fn is_by(actor: &Actor, member: &MemberId) -> bool {
    matches!(actor, Actor::Member(id, _) if id == member)
}

impl Snapshot {
    /// What is proposed about an alert of this report, for whoever may decide about it.
    pub fn proposal(&self, actor: &Actor, id: &ReportId) -> Result<Option<Proposal>, Refusal> {
        self.allow(actor, Action::Publish)?;
        let report = reports::needed(&self.tx, id)?;
        not_hers(&self.tx, actor, id, &report)?;
        Ok(of_report(&self.tx, actor, id, &report)?)
    }

    /// Up to 50 proposals that wait for a second moderator, none about a report of the asker's own or about herself.
    pub fn proposals(&self, actor: &Actor) -> Result<Vec<ProposalRow>, Refusal> {
        self.allow(actor, Action::Publish)?;
        let mut waiting = Vec::new();
        self.tx.bucket_scan(&PROPOSALS, None, |id, proposal| {
            if proposal.returned.is_none() {
                waiting.push((id, proposal));
            }
            if waiting.len() < MAX_LIST {
                core::ops::ControlFlow::Continue(())
            } else {
                core::ops::ControlFlow::Break(())
            }
        })?;
        let mut rows = Vec::with_capacity(waiting.len());
        for (report, Stored { by, at, what, .. }) in waiting {
            let found = reports::needed(&self.tx, &report)?;
            if not_hers(&self.tx, actor, &report, &found).is_ok() {
                let yours = is_by(actor, &by);
                rows.push(ProposalRow { report, alert: what.alert(), what: what.name(), at, yours });
            }
        }
        Ok(rows)
    }
}

/// Proposes what needs a second moderator. What would be refused then is refused now.
pub struct Propose {
    /// Who proposes it.
    pub actor: Actor,
    /// About which report, or the alert of which.
    pub id: ReportId,
    /// What.
    pub what: Proposed,
}

no_debug!(Propose);

impl Command for Propose {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        let Actor::Member(by, _) = self.actor else { return Err(Refusal::Forbidden) };
        let report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        free(ctx.tx, &self.actor, &self.id, &report, false)?;
        if let Some(alert) = self.what.alert().map_or(Ok(None), |alert| alerts::load(ctx.tx, &alert))? {
            alerts::not_hers(ctx.tx, &self.actor, &alert)?;
            free_alert(ctx.tx, &self.actor, &alert, false)?;
        }
        try_out(ctx, &self)?;
        let id = ProposalId::random(ctx.rng);
        let proposal = Stored { id, by, at: ctx.now, what: self.what, returned: None };
        put(ctx.tx, &self.id, &report, &proposal)?;
        // Somebody else goes on with it.
        claim::end(ctx.tx, &self.id)?;
        ctx.audit(&self.actor, AuditEvent::about("second_asked", self.id.as_bytes()))
    }
}

/// Does it as if it were confirmed, and takes everything back: what cannot be done is not proposed.
fn try_out(ctx: &mut Ctx<'_>, propose: &Propose) -> Result<(), Refusal> {
    let mark = ctx.tx.mark();
    let mut ahead = ctx.ahead.clone();
    let mut trial = Ctx::new(ctx.tx, ctx.now, ctx.rng, ctx.node, &mut ahead);
    let tried = propose.what.clone().run(&mut trial, propose.actor, propose.id, true);
    ctx.tx.rollback_to(mark)?;
    tried.map(drop)
}

/// What became of a proposal that was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The report is published.
    Published(Published),
    /// It is done, to this alert.
    Done(AlertId),
}

/// Confirms what somebody else proposed; it is done in the same moment.
#[derive(Debug)]
pub struct ConfirmProposal {
    /// Who confirms it.
    pub actor: Actor,
    /// About which report, or the alert of which.
    pub id: ReportId,
    /// The proposal that she has read.
    pub proposal: ProposalId,
}

impl Command for ConfirmProposal {
    type Outcome = Confirmed;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Confirmed, Refusal> {
        let (_, proposal) = waiting(ctx, &self.actor, &self.id, &self.proposal)?;
        if is_by(&self.actor, &proposal.by) {
            return Err(Refusal::Invalid { field: "proposal", reason: "second_same" });
        }
        let maker = Actor::Member(proposal.by, crate::roles::Role::Moderator);
        if members::permitted(ctx.tx, &maker, Action::Publish).is_err() {
            return Err(Refusal::Invalid { field: "proposal", reason: "second_gone" });
        }
        ctx.audit(&self.actor, AuditEvent::about("second_confirmed", self.id.as_bytes()))?;
        let confirmed = proposal.what.run(ctx, self.actor, self.id, true)?;
        let report = reports::needed(ctx.tx, &self.id)?;
        forget(ctx.tx, &self.id, &report)?;
        Ok(confirmed)
    }
}

/// The proposal of this id, as long as it waits.
fn waiting(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    id: &ReportId,
    proposal: &ProposalId,
) -> Result<(Report, Stored), Refusal> {
    ctx.allow(actor, Action::Publish)?;
    let report = reports::needed(ctx.tx, id)?;
    not_hers(ctx.tx, actor, id, &report)?;
    let found =
        stored(ctx.tx, id, &report)?.filter(|found| found.id == *proposal && found.returned.is_none());
    let found = found.ok_or(Refusal::WrongState { expected: "proposed", found: "changed" })?;
    Ok((report, found))
}

/// Sends a proposal back: nothing is done, and what was proposed stands in the form for whoever goes on.
pub struct SendBack {
    /// Who sends it back.
    pub actor: Actor,
    /// About which report, or the alert of which.
    pub id: ReportId,
    /// The proposal that she has read.
    pub proposal: ProposalId,
    /// Why, for the one who made it.
    pub why: String,
}

no_debug!(SendBack);

impl Command for SendBack {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (report, mut proposal) = waiting(ctx, &self.actor, &self.id, &self.proposal)?;
        let Actor::Member(by, _) = self.actor else { return Err(Refusal::Forbidden) };
        let why = reports::text("why", Some(&self.why), MAX_WHY)?;
        proposal.returned = Some(Returned { by, why });
        put(ctx.tx, &self.id, &report, &proposal)?;
        ctx.audit(&self.actor, AuditEvent::about("second_refused", self.id.as_bytes()))
    }
}

/// Takes one's own proposal back.
#[derive(Debug)]
pub struct TakeBackProposal {
    /// Who made it.
    pub actor: Actor,
    /// About which report, or the alert of which.
    pub id: ReportId,
    /// Which proposal.
    pub proposal: ProposalId,
}

impl Command for TakeBackProposal {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (report, mut proposal) = waiting(ctx, &self.actor, &self.id, &self.proposal)?;
        if !is_by(&self.actor, &proposal.by) {
            return Err(Refusal::Forbidden);
        }
        proposal.returned = Some(Returned { by: proposal.by, why: None });
        put(ctx.tx, &self.id, &report, &proposal)?;
        ctx.audit(&self.actor, AuditEvent::about("second_taken_back", self.id.as_bytes()))
    }
}
