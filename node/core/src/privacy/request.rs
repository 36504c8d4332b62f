//! A request about personal data in the store: in the bucket of the member who made it, so that it goes with her.

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use crate::command::Ctx;
use crate::ids::{MemberId, ReportId, RequestId};
use crate::limits::{MAX_OPEN_REQUESTS, MAX_REQUESTS, REQUEST_DUE};
use crate::members;
use crate::messages::Text;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::store::{BucketTable, Read, StoreError, Table, Tx};
use crate::words::words;

/// Member and request -> what was asked, and the answer; in the bucket of the member.
const REQUESTS: BucketTable<(MemberId, RequestId), Request> = BucketTable::new("requests/1");
/// The day on which it is due, and the request -> who asks: those that wait for an answer, the most urgent first.
const OPEN: Table<(Timestamp, RequestId), MemberId> = Table::new("requests_open/1");

/// Who asked, when she has gone.
pub(super) const GONE: MemberId = MemberId::new([0; 16]);
/// Within how many days the reports of somebody who has gone are looked at.
const GONE_DUE: u64 = 14;

words! {
    /// What is asked.
    RequestKind {
        /// That something not be done with her data.
        Object = "object",
        /// That something be put right that she cannot change herself.
        Correct = "correct",
        /// That reports be looked at; they are not used meanwhile.
        Restrict = "restrict",
        /// Nobody asked: her account is not used, and the notice did not reach her. Granted, it ends; refused, it stays.
        Asleep = "asleep",
    }
}

words! {
    /// What came of it.
    RequestOutcome {
        /// It was done.
        Granted = "granted",
        /// It was not done; the answer says why.
        Refused = "refused",
    }
}

/// A request.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) kind: RequestKind,
    pub(super) asked: Timestamp,
    pub(super) due: Timestamp,
    /// In her words.
    pub(super) text: Option<String>,
    /// Which report it is about; none: all, or no report.
    pub(super) report: Option<ReportId>,
    pub(super) answer: Option<RequestAnswer>,
}

impl Request {
    fn new(now: Timestamp, kind: RequestKind, text: Option<String>, report: Option<ReportId>) -> Self {
        // A day: when it was asked must not be found beside what was restricted at that moment.
        let due = reports::day(now.plus(REQUEST_DUE));
        Self { kind, asked: now, due, text, report, answer: None }
    }
}

/// What came of a request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestAnswer {
    /// When.
    pub at: Timestamp,
    /// What.
    pub outcome: RequestOutcome,
    /// The answer in words, if somebody wrote one.
    pub text: Option<String>,
}

/// A request as the one who made it sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestView {
    /// Its id.
    pub id: RequestId,
    /// What is asked.
    pub kind: RequestKind,
    /// When it was asked.
    pub asked: Timestamp,
    /// By when it is answered.
    pub due: Timestamp,
    /// In her words.
    pub text: Option<String>,
    /// Which report it is about.
    pub report: Option<ReportId>,
    /// What came of it.
    pub answer: Option<RequestAnswer>,
}

no_debug!(Request, RequestAnswer, RequestView);

impl RequestView {
    pub(super) fn new(id: RequestId, request: Request) -> Self {
        let Request { kind, asked, due, text, report, answer } = request;
        Self { id, kind, asked, due, text, report, answer }
    }
}

/// A member's requests, oldest first.
pub(super) fn of(read: &impl Read, member: &MemberId) -> Result<Vec<(RequestId, Request)>, StoreError> {
    let rows = read.bucket_rows(&REQUESTS, &members::bucket(member))?.into_iter();
    let mut own: Vec<_> = rows.filter(|((of, _), _)| of == member).map(|((_, id), row)| (id, row)).collect();
    own.sort_by_key(|(id, request)| (request.asked, *id));
    Ok(own)
}

/// Those that wait for an answer, the most urgent first. Each member has few.
pub(super) fn open(read: &impl Read) -> Result<Vec<(RequestId, MemberId)>, StoreError> {
    Ok(read.range(&OPEN, ..)?.into_iter().map(|((_, id), member)| (id, member)).collect())
}

/// An open request and who made it.
pub(super) fn needed_open(read: &impl Read, id: &RequestId) -> Result<(MemberId, Request), Refusal> {
    let row = read.range(&OPEN, ..)?.into_iter().find(|((_, open), _)| open == id);
    let member = row.map(|(_, member)| member).ok_or(Refusal::NotFound)?;
    Ok((member, needed(read, &member, id)?))
}

/// A request of which it is known who made it.
pub(super) fn needed(read: &impl Read, member: &MemberId, id: &RequestId) -> Result<Request, Refusal> {
    let request = read.bucket_get(&REQUESTS, &members::bucket(member), &(*member, *id))?;
    request.ok_or(Refusal::NotFound)
}

/// Keeps a new request and forgets the oldest answered ones. Refuses while too many of hers are open that a person has to
/// read.
pub(super) fn add(
    ctx: &mut Ctx<'_>,
    member: &MemberId,
    kind: RequestKind,
    text: Option<String>,
    report: Option<ReportId>,
) -> Result<RequestId, Refusal> {
    let kept = of(ctx.tx, member)?;
    let read = |kind| matches!(kind, RequestKind::Object | RequestKind::Correct);
    let waits = |request: &Request| request.answer.is_none() && read(request.kind);
    if read(kind) && kept.iter().filter(|(_, request)| waits(request)).count() >= MAX_OPEN_REQUESTS {
        return Err(Refusal::Invalid { field: "request", reason: "too_many_requests" });
    }
    Ok(keep(ctx, member, &kept, Request::new(ctx.now, kind, text, report))?)
}

/// A request to look at a report that was restricted, or at all of hers; it works at once, whatever else waits. One at a time
/// is open: whoever restricts a second report meanwhile asks for both, by the day on which the first is due.
pub(super) fn add_restriction(
    ctx: &mut Ctx<'_>,
    member: &MemberId,
    report: Option<ReportId>,
) -> Result<(), StoreError> {
    let kept = of(ctx.tx, member)?;
    let open = |request: &Request| request.kind == RequestKind::Restrict && request.answer.is_none();
    let Some((id, request)) = kept.iter().find(|(_, request)| open(request)) else {
        keep(ctx, member, &kept, Request::new(ctx.now, RequestKind::Restrict, None, report))?;
        return Ok(());
    };
    if request.report.is_none() || request.report == report {
        return Ok(());
    }
    put(ctx.tx, member, id, &Request { report: None, ..request.clone() })
}

fn keep(
    ctx: &mut Ctx<'_>,
    member: &MemberId,
    kept: &[(RequestId, Request)],
    request: Request,
) -> Result<RequestId, StoreError> {
    let surplus = kept.len().saturating_sub(MAX_REQUESTS - 1);
    let bucket = members::bucket(member);
    for (id, _) in kept.iter().filter(|(_, request)| request.answer.is_some()).take(surplus) {
        ctx.tx.bucket_remove(&REQUESTS, &bucket, &(*member, *id))?;
    }
    let id = RequestId::random(ctx.rng);
    put(ctx.tx, member, &id, &request)?;
    Ok(id)
}

fn put(tx: &mut Tx, member: &MemberId, id: &RequestId, request: &Request) -> Result<(), StoreError> {
    tx.bucket_put(&REQUESTS, &members::bucket(member), &(*member, *id), request)?;
    tx.put(&OPEN, &(request.due, *id), member)
}

/// Keeps the request about a restricted report whose reporter goes, as nobody's. Its day is drawn, so that two of one person
/// are not seen to have come together.
pub(super) fn leave_behind(ctx: &mut Ctx<'_>, report: &ReportId) -> Result<(), Refusal> {
    let id = RequestId::random(ctx.rng);
    let days = 1 + u64::from(ctx.rng.next_u32()) % GONE_DUE;
    let due = reports::day(ctx.now.plus(days * DAY));
    let (asked, report) = (due.minus(REQUEST_DUE), Some(*report));
    let request = Request { kind: RequestKind::Restrict, asked, due, text: None, report, answer: None };
    Ok(put(ctx.tx, &GONE, &id, &request)?)
}

/// Writes the answer, and says to her that something waits.
pub(super) fn answer(
    ctx: &mut Ctx<'_>,
    member: &MemberId,
    id: &RequestId,
    mut request: Request,
    outcome: RequestOutcome,
    text: Option<String>,
) -> Result<(), Refusal> {
    ctx.tx.remove(&OPEN, &(request.due, *id))?;
    if *member == GONE {
        ctx.tx.bucket_remove(&REQUESTS, &members::bucket(&GONE), &(GONE, *id))?;
        return Ok(());
    }
    request.answer = Some(RequestAnswer { at: ctx.now, outcome, text });
    ctx.tx.bucket_put(&REQUESTS, &members::bucket(member), &(*member, *id), &request)?;
    super::tell(ctx, member, Text::SomethingWaits)
}

/// Forgets the node's own question whether an account may end.
pub(super) fn forget_asleep(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    for (id, request) in of(tx, member)? {
        if request.kind == RequestKind::Asleep {
            tx.remove(&OPEN, &(request.due, id))?;
            tx.bucket_remove(&REQUESTS, &members::bucket(member), &(*member, id))?;
        }
    }
    Ok(())
}

/// Forgets all requests of a member who goes.
pub(crate) fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    for (id, request) in of(tx, member)? {
        tx.remove(&OPEN, &(request.due, id))?;
        tx.bucket_remove(&REQUESTS, &members::bucket(member), &(*member, id))?;
    }
    Ok(())
}
