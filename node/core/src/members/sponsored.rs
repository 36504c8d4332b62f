//! The people somebody sponsors: what she sees of them, and how they cut the link.
//!
//! She sees the label that she wrote herself and a date; never the other's name, contact or use of the service.

use core::ops::ControlFlow;

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::{self, Member, needed, save};
use super::sponsorship::{forget_code, label};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::{MemberId, SponsorshipId};
use crate::limits::{MAX_LIST, VOUCHING_MONTH};
use crate::node::Snapshot;
use crate::privacy::KeptRow;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{BucketTable, Read, StoreError, Tx};

/// Sponsor and line of her list -> her label and how it stands; in the sponsor's bucket, so that labels can be erased.
const SPONSORSHIPS: BucketTable<(MemberId, SponsorshipId), Entry> = BucketTable::new("sponsorships/1");

/// A line of a sponsor's list.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) began: Timestamp,
    pub(super) state: State,
    /// Whether the message with the code could not be sent.
    #[serde(default)]
    pub(super) unsent: bool,
}

/// How a line stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// A code that nobody has used.
    Code { key: [u8; 16], expires: Timestamp },
    /// Somebody who came; nobody's id once she has cut the link or is gone, which the sponsor does not notice.
    Sponsored { member: Option<MemberId> },
}

impl State {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "open",
            Self::Sponsored { .. } => "sponsored",
        }
    }
}

/// A line of the list, as the sponsor sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct SponsorLine {
    /// Its id.
    pub id: SponsorshipId,
    /// What the sponsor wrote.
    pub label: String,
    /// When the code was made, or the person came.
    pub began: Timestamp,
    /// How it stands.
    pub state: SponsorState,
}

/// How a line of the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SponsorState {
    /// A code that can still be used.
    Open {
        /// Until when.
        expires: Timestamp,
    },
    /// A code that nobody used in time.
    Ended,
    /// A code that was to be sent and could not be.
    NotSent,
    /// Somebody whom she sponsors.
    Sponsored,
}

impl SponsorState {
    /// As a word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Ended => "ended",
            Self::NotSent => "not_sent",
            Self::Sponsored => "sponsored",
        }
    }
}

no_debug!(SponsorLine);

/// Ends a link from the side of the one who is sponsored. Her sponsor's list keeps the words and the date, or he would notice,
/// but nothing says any more of whom they are.
#[derive(Debug)]
pub struct CutLink {
    /// The one who is sponsored.
    pub actor: Actor,
}

impl Command for CutLink {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::CutLink)?;
        let Actor::Member(id, _) = self.actor else { return Err(Refusal::Forbidden) };
        let mut member = needed(ctx.tx, &id)?;
        let sponsor = member.sponsor.filter(|_| member.cut.is_none()).ok_or(Refusal::NotFound)?;
        member.cut = Some(ctx.now);
        save(ctx.tx, &id, &member)?;
        forget_line_of(ctx.tx, &sponsor, &id)?;
        erasures::record(ctx.tx, Erased::LinkCut, id.as_bytes())?;
        ctx.audit(&self.actor, AuditEvent::about("sponsor_link_cut", id.as_bytes()))
    }
}

/// Takes somebody off the sponsor's list, with the words that the sponsor wrote. She keeps her account.
#[derive(Debug)]
pub struct TakeOffList {
    /// The sponsor.
    pub actor: Actor,
    /// The line.
    pub id: SponsorshipId,
}

impl Command for TakeOffList {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::IssueCode)?;
        let Actor::Member(sponsor, _) = self.actor else { return Err(Refusal::Forbidden) };
        let entry = entry(ctx.tx, &sponsor, &self.id)?.ok_or(Refusal::NotFound)?;
        if !matches!(entry.state, State::Sponsored { .. }) {
            return Err(Refusal::WrongState { expected: "sponsored", found: entry.state.name() });
        }
        remove(ctx.tx, &sponsor, &self.id)?;
        ctx.audit(&self.actor, AuditEvent::about("sponsor_line_removed", self.id.as_bytes()))
    }
}

impl Snapshot {
    /// The sponsor's list: open codes first, then the people, newest first.
    pub fn sponsored(&self, actor: &Actor, now: Timestamp) -> Result<Vec<SponsorLine>, Refusal> {
        self.allow(actor, Action::IssueCode)?;
        let Actor::Member(sponsor, _) = actor else { return Err(Refusal::Forbidden) };
        let mut lines = Vec::new();
        for (id, Entry { label, began, state, unsent }) in entries(&self.tx, sponsor)? {
            let state = match state {
                State::Code { expires, .. } if now.since(expires) >= VOUCHING_MONTH => continue,
                State::Code { .. } if unsent => SponsorState::NotSent,
                State::Code { expires, .. } if expires > now => SponsorState::Open { expires },
                State::Code { .. } => SponsorState::Ended,
                State::Sponsored { .. } => SponsorState::Sponsored,
            };
            lines.push(SponsorLine { id, label, began, state });
        }
        let place = |state: &SponsorState| match state {
            SponsorState::Open { .. } => 0,
            SponsorState::Ended | SponsorState::NotSent => 1,
            SponsorState::Sponsored => 2,
        };
        lines.sort_by_key(|line| (place(&line.state), std::cmp::Reverse(line.began), line.id));
        Ok(lines)
    }

    /// Since when somebody sponsors the one who asks; none when nobody does or she has cut the link.
    pub fn own_sponsor(&self, actor: &Actor) -> Result<Option<Timestamp>, Refusal> {
        self.allow(actor, Action::CutLink)?;
        let Actor::Member(id, _) = actor else { return Ok(None) };
        let member = needed(&self.tx, id)?;
        Ok(member.sponsor.filter(|_| member.cut.is_none()).map(|_| member.created))
    }
}

pub(super) fn entry(
    read: &impl Read,
    sponsor: &MemberId,
    id: &SponsorshipId,
) -> Result<Option<Entry>, StoreError> {
    read.bucket_get(&SPONSORSHIPS, &member::bucket(sponsor), &(*sponsor, *id))
}

fn entries(read: &impl Read, sponsor: &MemberId) -> Result<Vec<(SponsorshipId, Entry)>, StoreError> {
    let rows = read.bucket_rows(&SPONSORSHIPS, &member::bucket(sponsor))?.into_iter();
    Ok(rows.filter(|((whose, _), _)| whose == sponsor).map(|((_, id), entry)| (id, entry)).collect())
}

/// Adds somebody whom the sponsor has just confirmed, under the label that she wrote.
pub(super) fn add(
    ctx: &mut Ctx<'_>,
    sponsor: &MemberId,
    member: &MemberId,
    text: &str,
) -> Result<(), Refusal> {
    let (id, label) = (SponsorshipId::random(ctx.rng), label(text)?);
    let state = State::Sponsored { member: Some(*member) };
    Ok(put(ctx.tx, sponsor, &id, &Entry { label, began: ctx.now, state, unsent: false })?)
}

/// Writes a line; a label that it replaces is erased.
pub(super) fn put(
    tx: &mut Tx,
    sponsor: &MemberId,
    id: &SponsorshipId,
    row: &Entry,
) -> Result<(), StoreError> {
    let bucket = member::bucket(sponsor);
    if entry(tx, sponsor, id)?.is_some_and(|old| old.label != row.label) {
        tx.mark_dirty(&bucket)?;
    }
    tx.bucket_put(&SPONSORSHIPS, &bucket, &(*sponsor, *id), row)
}

pub(super) fn remove(tx: &mut Tx, sponsor: &MemberId, id: &SponsorshipId) -> Result<(), StoreError> {
    tx.bucket_remove(&SPONSORSHIPS, &member::bucket(sponsor), &(*sponsor, *id)).map(drop)
}

/// Forgets the codes of a sponsor that ended more than a month ago.
pub(super) fn tidy_codes(tx: &mut Tx, sponsor: &MemberId, now: Timestamp) -> Result<(), Refusal> {
    for (id, entry) in entries(tx, sponsor)? {
        if let State::Code { key, expires } = entry.state
            && now.since(expires) >= VOUCHING_MONTH
        {
            forget_code(tx, &key)?;
            remove(tx, sponsor, &id)?;
        }
    }
    Ok(())
}

/// Forgets lines of codes that ended more than a month ago, whosever they are, 50 at most.
pub(super) fn forget_codes_over(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let mut over = Vec::new();
    tx.bucket_scan(&SPONSORSHIPS, None, |(sponsor, id), entry: Entry| {
        if matches!(entry.state, State::Code { expires, .. } if now.since(expires) >= VOUCHING_MONTH) {
            over.push((sponsor, id));
        }
        if over.len() < MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    for (sponsor, id) in over {
        remove(tx, &sponsor, &id)?;
    }
    Ok(())
}

/// Forgets what is kept of somebody who leaves: her labels, her codes, and what her sponsor wrote of her.
pub(super) fn forget(tx: &mut Tx, id: &MemberId, member: &Member) -> Result<(), Refusal> {
    for (line, entry) in entries(tx, id)? {
        match entry.state {
            State::Code { key, .. } => forget_code(tx, &key)?,
            State::Sponsored { .. } => {}
        }
        remove(tx, id, &line)?;
    }
    match &member.sponsor {
        Some(sponsor) => Ok(forget_line_of(tx, sponsor, id)?),
        None => Ok(()),
    }
}

/// Empties a list whose account goes to somebody else: codes that were handed out end, and the words about the others go.
pub(super) fn hand_over(tx: &mut Tx, id: &MemberId) -> Result<(), Refusal> {
    for (line, entry) in entries(tx, id)? {
        match entry.state {
            State::Code { key, .. } => {
                forget_code(tx, &key)?;
                remove(tx, id, &line)?;
            }
            State::Sponsored { .. } => put(tx, id, &line, &Entry { label: String::new(), ..entry })?,
        }
    }
    Ok(())
}

/// Takes out of a sponsor's list who it was; the line stays, and is hers to take off.
pub(super) fn forget_line_of(tx: &mut Tx, sponsor: &MemberId, id: &MemberId) -> Result<(), StoreError> {
    for (line, mut entry) in entries(tx, sponsor)? {
        if matches!(entry.state, State::Sponsored { member } if member == Some(*id)) {
            entry.state = State::Sponsored { member: None };
            put(tx, sponsor, &line, &entry)?;
            tx.mark_dirty(&member::bucket(sponsor))?;
        }
    }
    Ok(())
}

/// The lines of a sponsor's list, for her copy of her data.
pub(crate) fn kept(read: &impl Read, sponsor: &MemberId) -> Result<Vec<KeptRow>, StoreError> {
    let lines = entries(read, sponsor)?.into_iter();
    Ok(lines.map(|(_, entry)| KeptRow::of("sponsorships/1", &entry)).collect())
}
