//! The own sessions: seen and ended. What can be said of one is what it is for and since which day; nothing else is kept.

use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use super::{SESSIONS_OF, SessionKind, end_others, kept, live, session_id, signed_in};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::SessionId;
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::Action;
use crate::store::Read;

/// One of one's own sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLine {
    /// By what it is ended: the keyed hash of its token, which says nothing of it.
    pub id: SessionId,
    /// What it is for.
    pub kind: SessionKind,
    /// When it began. Pages show the day.
    pub since: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Ends one of one's own sessions.
pub struct EndOneSession {
    /// The token of the session that asks.
    pub token: Zeroizing<String>,
    /// Which one ends.
    pub id: SessionId,
}

/// Ends all of one's own sessions but the one that asks.
pub struct EndOtherSessions {
    /// The token of the session that asks.
    pub token: Zeroizing<String>,
}

no_debug!(EndOneSession, EndOtherSessions);

impl Command for EndOneSession {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let session = signed_in(ctx.tx, &self.token, ctx.now)?;
        ctx.allow(&session.actor(), Action::OwnSessions)?;
        let row = kept::get(ctx.tx, &self.id)?.filter(|row| row.member == session.id);
        if row.is_none() {
            return Err(Refusal::NotFound);
        }
        kept::forget(ctx.tx, &self.id)?;
        ctx.tx.remove(&SESSIONS_OF, &(session.id, self.id))?;
        ctx.audit(&session.actor(), AuditEvent::new("session_ended"))
    }
}

impl Command for EndOtherSessions {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let session = signed_in(ctx.tx, &self.token, ctx.now)?;
        ctx.allow(&session.actor(), Action::OwnSessions)?;
        end_others(ctx.tx, &session.id, &self.token)?;
        ctx.audit(&session.actor(), AuditEvent::new("other_sessions_ended"))
    }
}

impl Snapshot {
    /// The own sessions that go on, newest first.
    pub fn own_sessions(&self, token: &str, now: Timestamp) -> Result<Vec<SessionLine>, Refusal> {
        let session = signed_in(&self.tx, token, now)?;
        self.allow(&session.actor(), Action::OwnSessions)?;
        let this = session_id(&self.tx, token);
        let mut lines = Vec::new();
        for ((_, id), since) in self.tx.prefix(&SESSIONS_OF, &session.id)? {
            if let Some((row, _)) = live(&self.tx, &id, now)? {
                lines.push(SessionLine { id, kind: row.kind, since, current: id == this });
            }
        }
        lines.sort_by_key(|line| core::cmp::Reverse((line.since, line.id)));
        Ok(lines)
    }
}
