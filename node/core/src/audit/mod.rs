//! The audit: a line for each accepted command and for each opening of a raw report. Ids only, never text.
//!
//! * Lines are only ever added, and each is bound to the one before it ([`chain`]): a line that is changed, taken out or put
//!   in is found by [`Snapshot::verify_audit`].
//! * Two kinds of command leave none: those that would say when somebody used the node (a check is counted, a session is
//!   touched), and the steps of a sync session, of which the ledgers themselves are the record. A test
//!   (`tests/it/audit.rs`) reads the sources and knows each exception with its reason.
//! * Once a month a second person looks at who did how much of what ([`Snapshot::audit_summary`]).

mod chain;
mod migration;
mod summary;

use core::ops::ControlFlow;

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::Ctx;
use crate::ids::MemberId;
use crate::limits::{MAX_LINES_SEEN, MAX_LINES_TAKEN};
use crate::node::Snapshot;
use crate::privacy::{KeptRow, KeptValue};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

pub use chain::{AuditEnd, AuditProof, NoSuchEnd};
pub(crate) use migration::chain_existing;
pub use summary::{AuditSummary, SummaryPerson, SummaryRow};

/// What happened: a stable word, and what it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditEvent {
    what: &'static str,
    subject: Option<[u8; 16]>,
    count: Option<u64>,
}

impl AuditEvent {
    /// Something that concerns no single thing.
    pub const fn new(what: &'static str) -> Self {
        Self { what, subject: None, count: None }
    }

    /// Something that happened to the thing of this id.
    pub const fn about(what: &'static str, subject: &[u8; 16]) -> Self {
        Self { what, subject: Some(*subject), count: None }
    }

    /// Something that happened so many times at once.
    pub const fn times(what: &'static str, count: u64) -> Self {
        Self { what, subject: None, count: Some(count) }
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AuditActor {
    /// A member.
    Member(MemberId),
    /// The control socket.
    Operator,
    /// The node itself.
    System,
}

impl From<&Actor> for AuditActor {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::Member(id, _) => Self::Member(*id),
            Actor::Operator => Self::Operator,
            Actor::System => Self::System,
        }
    }
}

/// A line of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: AuditActor,
    /// What, as a stable word.
    pub what: String,
    /// The id of what it was done to.
    #[serde(with = "serde_bytes")]
    pub subject: Option<[u8; 16]>,
    /// How many times at once, when it was done to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl Ctx<'_> {
    /// Adds a line to the audit; it is kept if the command is accepted.
    pub fn audit(&mut self, actor: &Actor, event: AuditEvent) -> Result<(), Refusal> {
        let line = AuditLine {
            at: self.now,
            actor: actor.into(),
            what: event.what.to_owned(),
            subject: event.subject,
            count: event.count,
        };
        Ok(chain::append(self.tx, &line)?)
    }
}

impl Snapshot {
    /// The lines before line `before` (or the newest ones), newest first, `limit` at most, each with its number.
    pub fn audit(
        &self,
        actor: &Actor,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, AuditLine)>, Refusal> {
        self.allow(actor, Action::SeeAudit)?;
        Ok(chain::newest(&self.tx, before, limit)?)
    }
}

/// The newest lines of what a member did and of what was done to her account, for her copy of her data; never by whom.
pub(crate) fn kept(read: &impl Read, id: &MemberId) -> Result<Vec<KeptRow>, StoreError> {
    let (mut rows, mut seen) = (Vec::new(), 0_usize);
    chain::visit_back(read, u64::MAX, |_, line| {
        seen = seen.saturating_add(1);
        if line.actor == AuditActor::Member(*id) || line.subject.as_ref() == Some(id.as_bytes()) {
            rows.push(KeptRow::new("audit/2").with("line", KeptValue::Line(line.at, line.what)));
        }
        let enough = rows.len() >= MAX_LINES_TAKEN || seen >= MAX_LINES_SEEN;
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(rows)
}
