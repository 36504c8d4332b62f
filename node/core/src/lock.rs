//! Closing the node before it is seized: all sessions end, and from then on none begins. What happens to the keys is for
//! the process around the core.

use std::sync::atomic::Ordering;

use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::sessions;
use crate::unanswered::Unanswered;

/// Ends everybody's sessions, for good; none begins any more in this process, even if that could not be made durable.
#[derive(Debug)]
pub struct LockNode {
    /// Who does it.
    pub actor: Actor,
}

impl Command for LockNode {
    /// How many sessions ended.
    type Outcome = usize;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<usize, Refusal> {
        ctx.allow(&self.actor, Action::Lock)?;
        ctx.node.lock();
        let ended = sessions::end_everybodys(ctx.tx)?;
        ctx.audit(&self.actor, AuditEvent::new("node_locked"))?;
        Ok(ended)
    }
}

/// Opens a node that was locked: sessions that could not be ended then end now.
#[derive(Debug)]
pub struct UnlockNode;

impl Command for UnlockNode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        sessions::end_everybodys(ctx.tx)?;
        ctx.audit(&Actor::Operator, AuditEvent::new("node_unlocked"))
    }
}

/// Writes down that the passphrase of the store key was set, changed or taken away.
#[derive(Debug)]
pub struct NotePassphrase {
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub done: PassphraseDone,
}

/// What was done with the passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassphraseDone {
    /// There was none before.
    Set,
    /// There was another one.
    Changed,
    /// There is none any more.
    Removed,
}

impl Command for NotePassphrase {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let what = match self.done {
            PassphraseDone::Set => AuditEvent::new("passphrase_set"),
            PassphraseDone::Changed => AuditEvent::new("passphrase_changed"),
            PassphraseDone::Removed => AuditEvent::new("passphrase_removed"),
        };
        ctx.audit(&self.actor, what)
    }
}

impl Node {
    fn lock(&self) {
        self.locked().store(true, Ordering::SeqCst);
        self.remembered().forget_all();
        *self.unanswered() = Unanswered::default();
    }

    /// Whether the node was locked since it was opened: no session begins any more.
    pub fn is_locked(&self) -> bool {
        self.locked().load(Ordering::SeqCst)
    }
}
