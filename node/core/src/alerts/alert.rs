//! An alert in the store.

use core::ops::{Bound, ControlFlow};

use parasol_protocol::envelope::{self, Signed, domain};
use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::time::{Month, Timestamp};
use serde::{Deserialize, Serialize};

use super::history::{self, Change, Made};
use super::{AlertAge, RecallReason, abroad, kept_back, later};
use crate::command::{Ctx, Event};
use crate::counts::AlertRow;
use crate::erasures::{self, Erased};
use crate::ids::{AlertId, ReportId};
use crate::limits::{MAX_ALERTS, MAX_LIST};
use crate::private::no_debug;
use crate::publish;
use crate::refusal::Refusal;
use crate::reports::{NamedIdentifier, own_bucket};
use crate::roles::Actor;
use crate::store::{BucketTable, Read, StoreError, Table, Tx};

/// Alert -> its state and where its content is.
const ALERTS: Table<AlertId, Row> = Table::new("alerts/1");
/// Alert -> its signed content, in the bucket of the month in which it was published.
const CONTENTS: BucketTable<AlertId, Stored> = BucketTable::new("alert_contents/1");

/// The longest name of a town, in characters.
pub(crate) const MAX_TOWN: usize = 80;

/// What an alert says; signed as a whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertContent {
    /// Its id here.
    pub id: AlertId,
    /// How dangerous the person is.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The month in which it happened.
    pub month: Month,
    /// The town.
    pub town: Option<String>,
    /// The public text.
    pub text: Option<String>,
    /// By what the person can be found.
    pub identifiers: Vec<NamedIdentifier>,
    /// Names the person used.
    pub aliases: Vec<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// What the person looks like.
    pub description: Option<String>,
    /// When it was published.
    pub published_at: Timestamp,
}

impl Signed for AlertContent {
    const DOMAIN: &'static str = domain::ALERT;
    const MAX_BODY: usize = 64 * 1024;
}

/// Whether an alert is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertState {
    /// It is shown.
    Live,
    /// It is shown later, so that nobody works out who reported.
    Later {
        /// From when on.
        from: Timestamp,
    },
    /// It is hidden while somebody looks whether it is right; its report knows since when.
    Restricted {},
    /// It was to be shown, but one of its identifiers is not published any more: it stopped, or is a member's by now. A
    /// moderator takes that out, or recalls the alert.
    KeptBack {},
    /// Its reporter took it back: it is hidden, recalled from every peer, and says nothing but by what the person can be
    /// found, how dangerous that person is, what happened and in which month.
    Withdrawn {
        /// When that goes too.
        until: Timestamp,
    },
    /// It was withdrawn everywhere.
    Recalled {
        /// When.
        at: Timestamp,
        /// Why.
        reason: RecallReason,
    },
}

impl AlertState {
    /// As a word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Later { .. } => "later",
            Self::Restricted {} => "restricted",
            Self::KeptBack {} => "kept_back",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Recalled { .. } => "recalled",
        }
    }
}

/// An alert.
#[derive(Clone)]
pub struct Alert {
    /// What it says.
    pub content: AlertContent,
    /// The report that it was.
    pub report: ReportId,
    /// Whether it is to be shared with nodes abroad.
    pub abroad: bool,
    /// Whether it is shown.
    pub state: AlertState,
    /// The signed content, as an envelope.
    pub envelope: Vec<u8>,
    /// Who wrote this version of it, and why.
    pub(crate) made: Made,
    /// How many versions it had before this one.
    pub(super) versions: u32,
    /// Further reports that were merged into it.
    pub(crate) merged: Vec<ReportId>,
    /// The month that is shared abroad, where a report that was merged did not agree to that.
    pub(super) abroad_month: Option<Month>,
}

no_debug!(AlertContent, Alert);

impl Alert {
    pub(crate) fn is_recalled(&self) -> bool {
        matches!(self.state, AlertState::Recalled { .. })
    }
}

#[derive(Serialize, Deserialize)]
struct Row {
    report: ReportId,
    published: Timestamp,
    abroad: bool,
    state: AlertState,
    #[serde(default)]
    versions: u32,
    #[serde(default)]
    merged: Vec<ReportId>,
    #[serde(default)]
    abroad_month: Option<Month>,
}

impl Row {
    fn new(alert: &Alert) -> Self {
        let Alert { report, abroad, state, versions, abroad_month, .. } = *alert;
        let (published, merged) = (alert.content.published_at, alert.merged.clone());
        Self { report, published, abroad, state, versions, merged, abroad_month }
    }
}

impl Row {
    fn age(&self, id: AlertId) -> AlertAge {
        AlertAge { id, report: self.report, published: self.published, state: self.state }
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    content: AlertContent,
    #[serde(with = "serde_bytes")]
    envelope: Vec<u8>,
    #[serde(default)]
    made: Made,
}

/// Signs and keeps a new alert; it is found once it is durable, and not before `from`.
pub(crate) fn add(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    report: ReportId,
    content: AlertContent,
    abroad: bool,
    from: Timestamp,
) -> Result<Alert, Refusal> {
    if ctx.node.index().len() >= MAX_ALERTS {
        // It could not be found, and a check would not say so.
        return Err(Refusal::Invalid { field: "alert", reason: "too_many" });
    }
    let signed = envelope::seal(content.clone(), ctx.node.identity().secret());
    let alert = Alert {
        content,
        report,
        abroad,
        state: if from > ctx.now { AlertState::Later { from } } else { AlertState::Live },
        envelope: signed.bytes().to_vec(),
        made: Made::now(ctx, actor, Change::Published, None),
        versions: 0,
        merged: Vec::new(),
        abroad_month: None,
    };
    write(ctx.tx, &alert)?;
    if from > ctx.now {
        later::put_off(ctx.tx, &alert.content.id, from)?;
    } else {
        let indexed = alert.content.clone();
        ctx.after_commit(move |node| node.index_mut().add(&indexed));
    }
    Ok(alert)
}

/// Replaces what an alert says: what it said is kept as an earlier version, the new content is signed, and peers get new
/// entries for the old ones where these would say something else.
pub(super) fn rewrite(
    ctx: &mut Ctx<'_>,
    alert: &mut Alert,
    content: AlertContent,
    made: Made,
    abroad_month: Option<Month>,
) -> Result<(), Refusal> {
    let id = alert.content.id;
    let before = abroad::Entries::of(alert);
    history::keep(ctx.tx, alert)?;
    alert.abroad_month = abroad_month;
    alert.versions = alert.versions.saturating_add(1);
    alert.envelope = envelope::seal(content.clone(), ctx.node.identity().secret()).bytes().to_vec();
    (alert.content, alert.made) = (content, made);
    write(ctx.tx, alert)?;
    // What it said before may name somebody who is not meant any more.
    ctx.tx.mark_dirty(&own_bucket(alert.content.published_at.month()))?;
    if alert.state == AlertState::Live {
        let indexed = alert.content.clone();
        ctx.after_commit(move |node| {
            let mut index = node.index_mut();
            index.remove(&id);
            index.add(&indexed);
        });
        if alert.abroad && before != abroad::Entries::of(alert) {
            publish::enqueue_recall(ctx, &id)?;
            publish::share_again(ctx, &id)?;
        }
        ctx.emit(Event::AlertPublished);
    }
    Ok(())
}

fn write(tx: &mut Tx, alert: &Alert) -> Result<(), StoreError> {
    let id = alert.content.id;
    let (content, envelope, made) = (alert.content.clone(), alert.envelope.clone(), alert.made.clone());
    tx.put(&ALERTS, &id, &Row::new(alert))?;
    let bucket = own_bucket(content.published_at.month());
    tx.bucket_put(&CONTENTS, &bucket, &id, &Stored { content, envelope, made })
}

pub(super) fn set_state(tx: &mut Tx, alert: &Alert) -> Result<(), StoreError> {
    if alert.is_recalled() {
        erasures::record(tx, Erased::Alert, alert.content.id.as_bytes())?;
    }
    kept_back::note(tx, alert)?;
    tx.put(&ALERTS, &alert.content.id, &Row::new(alert))
}

/// Signs and keeps what an alert says from now on; what it said, now and before, is erased with the next change of its
/// bucket's key.
pub(super) fn replace_content(
    ctx: &mut Ctx<'_>,
    alert: &mut Alert,
    content: AlertContent,
) -> Result<(), StoreError> {
    let bucket = own_bucket(alert.content.published_at.month());
    alert.envelope = envelope::seal(content.clone(), ctx.node.identity().secret()).bytes().to_vec();
    alert.content = content;
    history::forget(ctx.tx, &alert.content.id, &bucket)?;
    (alert.versions, alert.made.why) = (0, None);
    write(ctx.tx, alert)?;
    ctx.tx.mark_dirty(&bucket)
}

/// Removes what an alert says; it is erased with the next change of its bucket's key.
pub(super) fn forget_content(tx: &mut Tx, alert: &Alert) -> Result<(), StoreError> {
    forget_in(tx, &alert.content.id, alert.content.published_at.month())
}

/// The same for an alert that is only known by its id.
pub(crate) fn forget(tx: &mut Tx, id: &AlertId) -> Result<(), StoreError> {
    let row = tx.get(&ALERTS, id)?;
    row.map_or(Ok(()), |row| forget_in(tx, id, row.published.month()))
}

fn forget_in(tx: &mut Tx, id: &AlertId, month: Month) -> Result<(), StoreError> {
    history::forget(tx, id, &own_bucket(month))?;
    if tx.bucket_remove(&CONTENTS, &own_bucket(month), id)? {
        erasures::record(tx, Erased::AlertContent, id.as_bytes())?;
    }
    Ok(())
}

pub(crate) fn load(read: &impl Read, id: &AlertId) -> Result<Option<Alert>, StoreError> {
    let Some(row) = read.get(&ALERTS, id)? else { return Ok(None) };
    let stored = read.bucket_get(&CONTENTS, &own_bucket(row.published.month()), id)?;
    Ok(stored.map(|stored| alert(row, stored)))
}

/// Visits every alert, without what it says, until the visitor breaks.
pub(super) fn each_row(
    read: &impl Read,
    mut visit: impl FnMut(AlertAge) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    read.scan(&ALERTS, .., |id, row| visit(row.age(id)))
}

/// An alert without what it says.
pub(super) fn row(read: &impl Read, id: &AlertId) -> Result<Option<AlertAge>, StoreError> {
    Ok(read.get(&ALERTS, id)?.map(|row| row.age(*id)))
}

/// Calls `visit` with every alert that is shown.
pub(crate) fn all_live(read: &impl Read, mut visit: impl FnMut(&AlertContent)) -> Result<(), StoreError> {
    let live = read.range(&ALERTS, ..)?.into_iter().filter(|(_, row)| row.state == AlertState::Live);
    for (id, row) in live {
        let stored = read.bucket_get(&CONTENTS, &own_bucket(row.published.month()), &id)?;
        stored.iter().for_each(|stored| visit(&stored.content));
    }
    Ok(())
}

/// The alerts that are shown and are to be shared with nodes abroad.
pub(super) fn abroad_ids(read: &impl Read) -> Result<Vec<AlertId>, StoreError> {
    let rows = read.range(&ALERTS, ..)?.into_iter();
    Ok(rows.filter(|(_, row)| row.abroad && row.state == AlertState::Live).map(|(id, _)| id).collect())
}

/// Up to 50 alerts by id, those after `after`.
pub(crate) fn rows_after(read: &impl Read, after: Option<AlertId>) -> Result<Vec<AlertRow>, StoreError> {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let mut rows = Vec::new();
    read.scan(&ALERTS, (from, Bound::Unbounded), |id, row| {
        let live = row.state == AlertState::Live;
        rows.push(AlertRow { id, published_at: row.published, abroad: row.abroad, live });
        if rows.len() < MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(rows)
}

fn alert(row: Row, stored: Stored) -> Alert {
    let Stored { content, envelope, made } = stored;
    let Row { report, abroad, state, versions, merged, abroad_month, .. } = row;
    Alert { content, report, abroad, state, envelope, made, versions, merged, abroad_month }
}
