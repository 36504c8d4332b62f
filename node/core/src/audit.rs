//! The audit: a line for each accepted command and for each opening of a raw report. Ids only, never text.
//!
//! Two kinds of command leave none: those that would say when somebody used the node (a check is counted, a session is
//! touched), and the steps of a sync session, of which the ledgers themselves are the record.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::Ctx;
use crate::ids::MemberId;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, Table};

/// Number of the line -> line. Lines are only ever added.
const AUDIT: Table<u64, AuditLine> = Table::new("audit/1");

/// What happened: a stable word, and what it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditEvent {
    what: &'static str,
    subject: Option<[u8; 16]>,
}

impl AuditEvent {
    /// Something that concerns no single thing.
    pub const fn new(what: &'static str) -> Self {
        Self { what, subject: None }
    }

    /// Something that happened to the thing of this id.
    pub const fn about(what: &'static str, subject: &[u8; 16]) -> Self {
        Self { what, subject: Some(*subject) }
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Ctx<'_> {
    /// Adds a line to the audit; it is kept if the command is accepted.
    pub fn audit(&mut self, actor: &Actor, event: AuditEvent) -> Result<(), Refusal> {
        let number = self.tx.last(&AUDIT, &())?.map_or(0, |(last, _)| last.saturating_add(1));
        let line = AuditLine {
            at: self.now,
            actor: actor.into(),
            what: event.what.to_owned(),
            subject: event.subject,
        };
        Ok(self.tx.put(&AUDIT, &number, &line)?)
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
        let mut lines = Vec::new();
        if limit > 0 {
            self.tx.scan_back(&AUDIT, ..before.unwrap_or(u64::MAX), |number, line| {
                lines.push((number, line));
                if lines.len() < limit {
                    std::ops::ControlFlow::Continue(())
                } else {
                    std::ops::ControlFlow::Break(())
                }
            })?;
        }
        Ok(lines)
    }
}
