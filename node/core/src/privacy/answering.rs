//! Answering requests: those who may see when each is due, the most urgent first; what one says is opened, with a line in
//! the audit.

use parasol_protocol::time::Timestamp;

use super::request::{self, RequestKind, RequestOutcome, RequestView};
use super::sleep;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{MemberId, RequestId};
use crate::limits::{MAX_LIST, MAX_REQUEST_TEXT};
use crate::members::{self, Pseudonym};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};

/// A request that waits, without what it says and who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestRow {
    /// Its id.
    pub id: RequestId,
    /// What is asked.
    pub kind: RequestKind,
    /// When it was asked.
    pub asked: Timestamp,
    /// By when it must be answered.
    pub due: Timestamp,
    /// Whether it is the asker's own, which somebody else must answer.
    pub own: bool,
}

/// A request that was opened.
pub struct OpenedRequest {
    /// What it says.
    pub request: RequestView,
    /// Who made it; none when she has gone and her report is still to be looked at, and when it was put back without her pages
    /// saying so.
    pub pseudonym: Option<Pseudonym>,
}

no_debug!(OpenedRequest);

impl Snapshot {
    /// The requests that wait for an answer, the most urgent first, 50 at most. Those about reports are for moderators.
    pub fn open_requests(&self, actor: &Actor) -> Result<Vec<RequestRow>, Refusal> {
        self.allow(actor, Action::AnswerRequest)?;
        let mut rows = Vec::new();
        let of_reports = self.allow(actor, Action::DecideRestriction).is_ok();
        for (id, member) in request::open(&self.tx)? {
            if rows.len() >= MAX_LIST {
                break;
            }
            let request = request::needed(&self.tx, &member, &id)?;
            if request.kind == RequestKind::Restrict && !of_reports {
                continue;
            }
            let own = is_hers(actor, &member);
            rows.push(RequestRow { id, kind: request.kind, asked: request.asked, due: request.due, own });
        }
        Ok(rows)
    }

    /// How many requests should have been answered by now.
    pub fn overdue_requests(&self, actor: &Actor, now: Timestamp) -> Result<usize, Refusal> {
        Ok(self.open_requests(actor)?.iter().filter(|row| row.due <= now).count())
    }
}

/// Reads a request.
#[derive(Debug)]
pub struct OpenRequest {
    /// Who opens it.
    pub actor: Actor,
    /// Which.
    pub id: RequestId,
}

impl Command for OpenRequest {
    type Outcome = OpenedRequest;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<OpenedRequest, Refusal> {
        let (member, request) = hers_to_answer(ctx, &self.actor, &self.id)?;
        let pseudonym = members::load(ctx.tx, &member)?.map(|member| member.pseudonym);
        ctx.audit(&self.actor, AuditEvent::about("request_opened", self.id.as_bytes()))?;
        Ok(OpenedRequest { request: RequestView::new(self.id, request), pseudonym })
    }
}

/// Answers a request. A restriction answers itself when it is lifted, or its alert recalled. Granted that an account may end,
/// it ends; else it stays as if it had been used this month.
pub struct AnswerRequest {
    /// Who answers.
    pub actor: Actor,
    /// Which.
    pub id: RequestId,
    /// What came of it.
    pub outcome: RequestOutcome,
    /// The answer, in words: what was done, or why not.
    pub text: String,
}

no_debug!(AnswerRequest);

impl Command for AnswerRequest {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (member, request) = hers_to_answer(ctx, &self.actor, &self.id)?;
        if request.kind == RequestKind::Restrict {
            return Err(Refusal::WrongState { expected: "object", found: request.kind.name() });
        }
        let text = reports::text("text", Some(&self.text), MAX_REQUEST_TEXT)?;
        if request.kind == RequestKind::Asleep {
            sleep::decide(ctx, &member, self.outcome)?;
            return ctx.audit(&self.actor, AuditEvent::about("request_answered", self.id.as_bytes()));
        }
        let text = text.ok_or(Refusal::Invalid { field: "text", reason: "empty" })?;
        request::answer(ctx, &member, &self.id, request, self.outcome, Some(text))?;
        ctx.audit(&self.actor, AuditEvent::about("request_answered", self.id.as_bytes()))
    }
}

fn hers_to_answer(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    id: &RequestId,
) -> Result<(MemberId, request::Request), Refusal> {
    ctx.allow(actor, Action::AnswerRequest)?;
    let (member, request) = request::needed_open(ctx.tx, id)?;
    if request.kind == RequestKind::Restrict {
        ctx.allow(actor, Action::DecideRestriction)?;
    }
    if is_hers(actor, &member) {
        return Err(Refusal::Forbidden);
    }
    Ok((member, request))
}

fn is_hers(actor: &Actor, member: &MemberId) -> bool {
    matches!(actor, Actor::Member(id, _) if id == member)
}
