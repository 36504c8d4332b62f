//! Contests at the desk: the list, with the number or address masked, and one that is opened.

use std::collections::BTreeSet;

use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::{Month, Timestamp};

use super::contest::{self, Contest, ContestClaim, ContestDecision, ContestDetails, DecidedAlert};
use super::{decide, senders};
use crate::alerts::{self, Alert, AlertState, Hidden};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{AlertId, ContestId};
use crate::limits::{MAX_LIST, REQUEST_DUE};
use crate::members::{self, Address};
use crate::node::{Node, Snapshot};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// A contest in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestRow {
    /// Its id.
    pub id: ContestId,
    /// The day on which it came.
    pub filed: Timestamp,
    /// By when it is answered.
    pub due: Timestamp,
    /// What is said, in short.
    pub claim: ContestClaim,
    /// From where, masked.
    pub masked: String,
    /// How many alerts of the node name it now.
    pub alerts: usize,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// Whether it waits, and no alert names it that is not decided: it can be closed.
    pub may_close: bool,
    /// Whether the asker reported one of them: somebody else decides, and nothing more is told.
    pub own: bool,
}

impl ContestRow {
    /// Whether it waits and no alert names it: nothing is left to do but to close it.
    #[must_use]
    pub const fn names_nothing(&self) -> bool {
        self.may_close && self.alerts == 0
    }
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestPage {
    /// Up to 50.
    pub rows: Vec<ContestRow>,
    /// How many pages there are.
    pub pages: usize,
}

/// What was decided about an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionView {
    /// What.
    pub what: ContestDecision,
    /// Whether it counts, or waits for a second person.
    pub done: bool,
    /// Whether it was the asker's.
    pub hers: bool,
}

/// An alert that a contest names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestedAlert {
    /// Its id.
    pub id: AlertId,
    /// How dangerous the person is.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// In which month.
    pub month: Month,
    /// Whether it is shown.
    pub state: AlertState,
    /// Whether two people decide about it.
    pub two: bool,
    /// What was decided about it.
    pub decision: Option<DecisionView>,
    /// How many contests named it within a year, this one included.
    pub contests: usize,
}

/// A contest that was opened.
pub struct OpenedContest {
    /// Its id.
    pub id: ContestId,
    /// The day on which it came.
    pub filed: Timestamp,
    /// By when it is answered.
    pub due: Timestamp,
    /// From where.
    pub address: Address,
    /// What is said, in short.
    pub claim: ContestClaim,
    /// What is said.
    pub statement: String,
    /// The alerts that name it, 50 at most, undecided ones first.
    pub alerts: Vec<ContestedAlert>,
    /// How many alerts named it that were recalled since.
    pub recalled: usize,
    /// How many contests came from there within a year, this one included.
    pub contests: usize,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// When the letter was sent.
    pub answered: Option<Timestamp>,
    /// Whether everything is decided and it can be closed.
    pub may_close: bool,
}

no_debug!(OpenedContest);

/// The alerts that name it, if the actor may handle it: she reported none of them, and it is no contact of hers. What is
/// about her is as if it did not exist for her.
pub(super) fn handled(
    read: &impl Read,
    node: &Node,
    actor: &Actor,
    details: &ContestDetails,
) -> Result<Vec<Alert>, Refusal> {
    handled_among(read, node, actor, details, &Hidden::find(read)?)
}

/// The same, where what is hidden was looked through already.
fn handled_among(
    read: &impl Read,
    node: &Node,
    actor: &Actor,
    details: &ContestDetails,
    hidden: &Hidden,
) -> Result<Vec<Alert>, Refusal> {
    let Some(identifier) = details.address.identifier() else { return Ok(Vec::new()) };
    not_her_number(read, actor, details)?;
    let named = hidden.naming(read, node, &identifier)?;
    named.iter().try_for_each(|alert| alerts::not_hers(read, actor, alert))?;
    Ok(named)
}

/// Refuses, as if there were none, when the contest came from a contact of hers.
pub(super) fn not_her_number(
    read: &impl Read,
    actor: &Actor,
    details: &ContestDetails,
) -> Result<(), Refusal> {
    let (Actor::Member(who, _), Some(identifier)) = (actor, details.address.identifier()) else {
        return Ok(());
    };
    let hers = members::load(read, who)?.is_some_and(|member| member.is_reached_at(&identifier));
    if hers { Err(Refusal::NotFound) } else { Ok(()) }
}

impl Snapshot {
    /// The contests that wait, those on top that name an alert, in each the oldest first; or those that are closed, the newest
    /// first. A page (counted from 0) of 50.
    pub fn contests(&self, actor: &Actor, closed: bool, page: usize) -> Result<ContestPage, Refusal> {
        self.allow(actor, Action::DecideContest)?;
        let hers = self.contests_of_hers(actor, closed)?;
        if closed {
            let (ids, pages) = contest::closed_page(&self.tx, page, &hers)?;
            return Ok(ContestPage { rows: self.contest_rows(actor, ids)?, pages });
        }
        let mut ids = contest::all_open(&self.tx)?;
        ids.retain(|id| !hers.contains(id));
        let mut rows = self.contest_rows(actor, ids)?;
        // Somebody who floods the list does not bury what is to be decided.
        rows.sort_by_key(|row| row.alerts == 0 && !row.own);
        let pages = rows.len().div_ceil(MAX_LIST);
        let rows = rows.into_iter().skip(page.saturating_mul(MAX_LIST)).take(MAX_LIST).collect();
        Ok(ContestPage { rows, pages })
    }

    fn contest_rows(&self, actor: &Actor, ids: Vec<ContestId>) -> Result<Vec<ContestRow>, Refusal> {
        let hidden = Hidden::find(&self.tx)?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let (contest, details) = contest::needed(&self.tx, &id)?;
            match handled_among(&self.tx, &self.node, actor, &details, &hidden) {
                Ok(named) => rows.push(row(id, &contest, &details, Some(&named))),
                Err(Refusal::Forbidden) => rows.push(row(id, &contest, &details, None)),
                // What is about her is as if it did not exist for her.
                Err(Refusal::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(rows)
    }

    /// Those that came from her own contacts: they neither stand in her list nor count for its pages.
    fn contests_of_hers(&self, actor: &Actor, closed: bool) -> Result<BTreeSet<ContestId>, Refusal> {
        let mut hers = BTreeSet::new();
        let Actor::Member(who, _) = actor else { return Ok(hers) };
        let Some(member) = members::load(&self.tx, who)? else { return Ok(hers) };
        for contact in &member.contacts {
            for id in senders::of(&self.tx, &contact.address)? {
                if contest::is_closed(&self.tx, &id)? == Some(closed) {
                    hers.insert(id);
                }
            }
        }
        Ok(hers)
    }

    /// How many contests should have been answered by now.
    pub fn overdue_contests(&self, actor: &Actor, now: Timestamp) -> Result<usize, Refusal> {
        self.allow(actor, Action::SeeCounts)?;
        let overdue = contest::waiting_since(&self.tx, now.minus(REQUEST_DUE))?;
        Ok(usize::try_from(overdue).unwrap_or(usize::MAX))
    }
}

fn row(id: ContestId, contest: &Contest, details: &ContestDetails, named: Option<&[Alert]>) -> ContestRow {
    let own = named.is_none();
    ContestRow {
        id,
        filed: contest.filed,
        due: contest.filed.plus(REQUEST_DUE),
        claim: details.claim,
        masked: if own { String::new() } else { details.address.masked() },
        alerts: named.map_or(0, <[Alert]>::len),
        closed: contest.closed,
        may_close: named.is_some_and(|named| may_close(contest, named)),
        own,
    }
}

/// Whether it waits and each of the alerts that name it is decided.
pub(super) fn may_close(contest: &Contest, named: &[Alert]) -> bool {
    contest.closed.is_none() && named.iter().all(|alert| contest.is_done(&alert.content.id))
}

/// Reads a contest.
#[derive(Debug)]
pub struct OpenContest {
    /// Who opens it.
    pub actor: Actor,
    /// Which.
    pub id: ContestId,
}

impl Command for OpenContest {
    type Outcome = OpenedContest;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<OpenedContest, Refusal> {
        ctx.allow(&self.actor, Action::DecideContest)?;
        let (contest, details) = contest::needed(ctx.tx, &self.id)?;
        let mut named = handled(ctx.tx, ctx.node, &self.actor, &details)?;
        ctx.audit(&self.actor, AuditEvent::about("contest_opened", self.id.as_bytes()))?;
        let recalled = contest
            .decided
            .iter()
            .filter(|decided| named.iter().all(|alert| alert.content.id != decided.alert));
        let recalled = recalled.count();
        let may_close = may_close(&contest, &named);
        named.sort_by_key(|alert| contest.is_done(&alert.content.id));
        let contests = senders::of(ctx.tx, &details.address)?.len().max(1);
        let mut alerts = Vec::new();
        for alert in named.into_iter().take(MAX_LIST) {
            let decision = match contest.about(&alert.content.id) {
                Some(made) if decide::stands(ctx.tx, made, &alert, &details)? => Some(*made),
                _ => None,
            };
            let two = decide::needs_two(alerts::since(ctx.tx, &alert, contest.filed)?);
            let identifiers = alert.content.identifiers.iter().map(|named| &named.identifier);
            let contests = senders::count(ctx.tx, identifiers)?.max(1);
            alerts.push(alert_view(&self.actor, decision, two, contests, alert));
        }
        Ok(OpenedContest {
            id: self.id,
            filed: contest.filed,
            due: contest.filed.plus(REQUEST_DUE),
            alerts,
            recalled,
            contests,
            closed: contest.closed,
            answered: contest.answered,
            may_close,
            address: details.address,
            claim: details.claim,
            statement: details.statement,
        })
    }
}

fn alert_view(
    actor: &Actor,
    decision: Option<DecidedAlert>,
    two: bool,
    contests: usize,
    alert: Alert,
) -> ContestedAlert {
    let content = alert.content;
    let decision = decision.map(|decided| DecisionView {
        what: decided.what,
        done: decided.done,
        hers: matches!(actor, Actor::Member(id, _) if *id == decided.by),
    });
    ContestedAlert {
        id: content.id,
        level: content.level,
        two,
        month: content.month,
        state: alert.state,
        decision,
        contests,
        kinds: content.kinds,
    }
}
