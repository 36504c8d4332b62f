//! What the team and the reporter write to each other about a report, until it is withdrawn.
//!
//! The posts lie in the report's own bucket and go with its words. The reporter reads and writes after she typed her password
//! again; by the follow code only if she has nothing else or wanted it so, and then nothing of what she wrote is shown.
//! Which moderator asked stands in the audit, not here.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::draft::text;
use super::follow::of_code;
use super::report::{self, Report, Status, own_bucket};
use super::{CodePost, FollowCode, whose};
use crate::alerts::{self, AlertState};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::ids::ReportId;
use crate::limits::{MAX_POST, MAX_POSTS_EACH, REPORT_DUE};
use crate::node::Snapshot;
use crate::privacy::KeptRow;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::sessions;
use crate::store::{BucketTable, Read, StoreError, Tx};
use crate::words::words;

/// Report and number -> what was written, in the bucket of the month in which the report came.
const POSTS: BucketTable<(ReportId, u64), Post> = BucketTable::new("posts/1");

words! {
    /// Who wrote a post.
    Writer {
        /// The reporter, or whoever holds her code.
        Reporter = "reporter",
        /// Somebody of the team.
        Desk = "desk",
    }
}

/// A post.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Who wrote it.
    pub by: Writer,
    /// The day on which it was written.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// Whether it says that the reporter was not free when her report was withdrawn. She is never shown that she said so:
    /// whoever made her do it may read over her shoulder.
    #[serde(default)]
    pub not_free: bool,
    /// Whether that was said from her account, and not with the code alone.
    #[serde(default)]
    pub by_account: bool,
}

/// Whether its reporter says that she was not free when her report was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NotFree {
    /// Nobody says so.
    Unsaid,
    /// Somebody who holds the code does, who need not be her.
    Said,
    /// It was said so that the entry may be put back: from her account, or, where there is none, once the team had asked.
    Counts,
}

/// A thread as the reporter sees it after she typed her password again.
pub struct OwnThread {
    /// What was written, oldest first.
    pub posts: Vec<Post>,
    /// Whether she can write.
    pub may_write: bool,
    /// Whether a moderator is at it now.
    pub being_read: bool,
    /// By when her report is decided, while it is not.
    pub due: Option<Timestamp>,
    /// From when on her alert is shown, if it waits for that.
    pub shown_from: Option<Timestamp>,
    /// When what is left of her withdrawn report is gone.
    pub gone_on: Option<Timestamp>,
}

/// A thread as the desk sees it.
pub struct ThreadAtDesk {
    /// What was written, oldest first.
    pub posts: Vec<Post>,
    /// Whether anybody can read what the desk writes.
    pub is_read: bool,
    /// Whether whoever holds the follow code can.
    pub by_code: bool,
    /// When what is left of a withdrawn report is gone.
    pub gone_on: Option<Timestamp>,
    /// Whether its reporter, or somebody who holds her code, says that she was not free to withdraw it.
    pub not_free: bool,
    /// Whether that is enough to put the entry back.
    pub not_free_counts: bool,
    /// Whether its entry was put back since. Her own pages do not say so.
    pub put_back: bool,
}

no_debug!(Post, OwnThread, ThreadAtDesk, WritePost, AnswerByCode);

/// Writes to the team, after the password was typed again.
pub struct WritePost {
    /// The token of the session in which that was done.
    pub token: Zeroizing<String>,
    /// About which report.
    pub id: ReportId,
    /// What.
    pub text: String,
}

impl Command for WritePost {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let actor = sessions::opened_by(ctx.tx, &self.token, ctx.now)?;
        ctx.allow(&actor, Action::SeeOwnReports)?;
        let report = report::needed(ctx.tx, &self.id)?;
        if !report.is_of(&actor) {
            return Err(Refusal::NotFound);
        }
        answer(ctx, &self.id, report, &self.text)
    }
}

/// Writes to the team by the follow code.
pub struct AnswerByCode {
    /// The report's code.
    pub code: FollowCode,
    /// What.
    pub text: String,
}

impl Command for AnswerByCode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let found = of_code(ctx.tx, &self.code)?;
        let (id, report) = found.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        if !report.by_code {
            return Err(Refusal::Forbidden);
        }
        answer(ctx, &id, report, &self.text)
    }
}

/// Keeps what the reporter wrote. A report about which she was asked waits for the desk again, in its old place.
fn answer(ctx: &mut Ctx<'_>, id: &ReportId, mut report: Report, text: &str) -> Result<(), Refusal> {
    if !is_open(&report) {
        let found = report.told().status.name();
        return Err(Refusal::WrongState { expected: Status::Waiting.name(), found });
    }
    add(ctx, id, &report, Writer::Reporter, text)?;
    report.unread = true;
    match report.status {
        Status::AskedBack => report::set_status(ctx.tx, id, &mut report, Status::Waiting)?,
        _ => report::save(ctx.tx, id, &report)?,
    }
    // Neither whose nor which: the line stays when she goes, and her reports with it.
    ctx.audit(&Actor::System, AuditEvent::new("report_answered"))
}

/// Keeps what a moderator wrote to the reporter.
pub(crate) fn post_of_desk(
    ctx: &mut Ctx<'_>,
    id: &ReportId,
    report: &Report,
    text: &str,
) -> Result<(), Refusal> {
    if !is_open(report) && !report.put_back {
        return Err(Refusal::WrongState { expected: Status::Waiting.name(), found: report.status.name() });
    }
    if !is_read(report) || !is_open(report) {
        return Err(Refusal::Invalid { field: "post", reason: "nobody_reads" });
    }
    add(ctx, id, report, Writer::Desk, text)
}

/// Whether something can be written about it: not when it was withdrawn and nothing is left of it, as far as its reporter is
/// told.
pub(super) fn is_open(report: &Report) -> bool {
    match report.put_back {
        true => report.told_gone.is_some(),
        false => report.status != Status::Withdrawn || report.withdrawn_until.is_some(),
    }
}

/// Whether a moderator is at it now; never who.
pub(super) fn being_read(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(report.status == Status::Waiting && desk::is_read(read, id, now)?)
}

/// Whether its reporter can still be told something: her account may have gone.
fn is_read(report: &Report) -> bool {
    report.reporter.is_some() || report.by_code
}

fn add(ctx: &mut Ctx<'_>, id: &ReportId, report: &Report, by: Writer, typed: &str) -> Result<(), Refusal> {
    let text = text("post", Some(typed), MAX_POST)?;
    let text = text.ok_or(Refusal::Invalid { field: "post", reason: "post_empty" })?;
    let at = whose::day(ctx.now);
    put(ctx, id, report, Post { by, at, text, not_free: false, by_account: false })
}

/// Whether it is said that its reporter was not free to take it back.
pub(crate) fn says_not_free(read: &impl Read, id: &ReportId, report: &Report) -> Result<bool, StoreError> {
    Ok(posts(read, id, report)?.iter().any(|post| post.not_free))
}

/// Whether that is enough to put its entry back.
pub(crate) fn not_free_counts(read: &impl Read, id: &ReportId, report: &Report) -> Result<bool, StoreError> {
    Ok(not_free(&posts(read, id, report)?, report) == NotFree::Counts)
}

/// What is said in these posts. Nothing from before the withdrawal is among them: it goes with her words.
fn not_free(posts: &[Post], report: &Report) -> NotFree {
    let (mut asked, mut said) = (false, NotFree::Unsaid);
    for post in posts {
        asked |= post.by == Writer::Desk;
        if post.not_free {
            let counts = if report.reporter.is_some() { post.by_account } else { asked };
            said = said.max(if counts { NotFree::Counts } else { NotFree::Said });
        }
    }
    said
}

/// Notes that the reporter says she was not free, if that says more than what was said before; whether it did.
pub(super) fn note_not_free(
    ctx: &mut Ctx<'_>,
    id: &ReportId,
    report: &Report,
    by_account: bool,
) -> Result<bool, Refusal> {
    let mut posts = posts(ctx.tx, id, report)?;
    let before = not_free(&posts, report);
    let (at, text) = (whose::day(ctx.now), String::new());
    let post = Post { by: Writer::Reporter, at, text, not_free: true, by_account };
    posts.push(post.clone());
    if not_free(&posts, report) == before {
        return Ok(false);
    }
    keep(ctx, id, report, &post)?;
    Ok(true)
}

/// Keeps a post, unless its side has written as many as it may.
fn put(ctx: &mut Ctx<'_>, id: &ReportId, report: &Report, post: Post) -> Result<(), Refusal> {
    let written = posts(ctx.tx, id, report)?;
    if written.iter().filter(|known| known.by == post.by && !known.not_free).count() >= MAX_POSTS_EACH {
        return Err(Refusal::Invalid { field: "post", reason: "too_many_posts" });
    }
    keep(ctx, id, report, &post)
}

fn keep(ctx: &mut Ctx<'_>, id: &ReportId, report: &Report, post: &Post) -> Result<(), Refusal> {
    let bucket = own_bucket(report.received.month());
    let number = u64::try_from(posts(ctx.tx, id, report)?.len()).unwrap_or(u64::MAX);
    Ok(ctx.tx.bucket_put(&POSTS, &bucket, &(*id, number), post)?)
}

/// The posts of a report, oldest first. They are numbered without gaps.
fn posts(read: &impl Read, id: &ReportId, report: &Report) -> Result<Vec<Post>, StoreError> {
    let bucket = own_bucket(report.received.month());
    let mut posts = Vec::new();
    for number in 0.. {
        match read.bucket_get(&POSTS, &bucket, &(*id, number))? {
            Some(post) => posts.push(post),
            None => break,
        }
    }
    Ok(posts)
}

/// The posts as its reporter is shown them: not that she was not free, and none once she was told that they are gone.
fn own_posts(read: &impl Read, id: &ReportId, report: &Report) -> Result<Vec<Post>, StoreError> {
    let mut posts = if report.is_told_gone() { Vec::new() } else { posts(read, id, report)? };
    posts.retain(|post| !post.not_free);
    Ok(posts)
}

/// What was written about a report, for its reporter's copy of her data.
pub(crate) fn kept_posts(read: &impl Read, id: &ReportId) -> Result<Vec<KeptRow>, Refusal> {
    let posts = own_posts(read, id, &report::needed(read, id)?)?;
    Ok(posts.iter().map(|post| KeptRow::of("posts/1", post)).collect())
}

/// Removes everything that was written about a report; whether there was something. It is erased with the next change of
/// its bucket's key.
pub(super) fn forget(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<bool, StoreError> {
    let bucket = own_bucket(report.received.month());
    let mut any = false;
    for number in 0.. {
        if !tx.bucket_remove(&POSTS, &bucket, &(*id, number))? {
            break;
        }
        any = true;
    }
    Ok(any)
}

/// What whoever holds the code is shown.
pub(super) fn by_code(read: &impl Read, id: &ReportId, report: &Report) -> Result<Vec<CodePost>, StoreError> {
    Ok(own_posts(read, id, report)?
        .into_iter()
        .map(|post| match post.by {
            Writer::Desk => CodePost::Asked(post.text),
            Writer::Reporter => CodePost::Answered,
        })
        .collect())
}

/// What the desk is shown of it.
pub(crate) fn at_desk(read: &impl Read, id: &ReportId, report: &Report) -> Result<ThreadAtDesk, StoreError> {
    let posts = posts(read, id, report)?;
    Ok(ThreadAtDesk {
        not_free: not_free(&posts, report) > NotFree::Unsaid,
        not_free_counts: not_free(&posts, report) == NotFree::Counts,
        is_read: is_read(report) && is_open(report),
        by_code: report.by_code,
        gone_on: report.withdrawn_until,
        put_back: report.put_back,
        posts,
    })
}

impl Snapshot {
    /// What the team and the reporter wrote to each other about an own report, and by when what happens next; while it is
    /// open, as [`Snapshot::opened_report`].
    pub fn opened_thread(&self, token: &str, id: &ReportId, now: Timestamp) -> Result<OwnThread, Refusal> {
        let actor = sessions::opened_by(&self.tx, token, now)?;
        self.allow(&actor, Action::SeeOwnReports)?;
        let report = report::needed(&self.tx, id)?;
        if !report.is_of(&actor) {
            return Err(Refusal::NotFound);
        }
        let (posts, may_write) = (own_posts(&self.tx, id, &report)?, is_open(&report));
        let report = report.told();
        let alert = report.alert.map_or(Ok(None), |alert| alerts::load(&self.tx, &alert))?;
        let shown_from = alert.and_then(|alert| match alert.state {
            AlertState::Later { from } => Some(from),
            _ => None,
        });
        Ok(OwnThread {
            posts,
            may_write,
            being_read: being_read(&self.tx, id, &report, now)?,
            due: report.status.is_open().then(|| report.received.plus(REPORT_DUE)),
            shown_from: shown_from.filter(|_| report.status == Status::Published),
            gone_on: report.withdrawn_until,
        })
    }
}
