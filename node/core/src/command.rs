//! Commands: the only way in which anything in the store changes.
//!
//! A command is a plain value with what it needs; it runs inside the writer's transaction, and either is accepted or
//! leaves nothing. Several run in one transaction, because making a group durable costs as much as making one.

use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;

use crate::blocks::Ahead;
use crate::desk;
use crate::erasures::{self, Written};
use crate::members;
use crate::node::Node;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{StoreError, Tx};

/// Something that changes what the node keeps.
pub trait Command: Send + 'static {
    /// What it answers when it was accepted.
    type Outcome: Send + 'static;

    /// Does it. When it refuses, everything it wrote is taken back.
    fn run(self, ctx: &mut Ctx<'_>) -> Result<Self::Outcome, Refusal>;
}

/// What the shell around the core reacts to after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// An alert was published.
    AlertPublished,
    /// An alert was recalled.
    AlertRecalled,
    /// A ledger changed: there is something to announce.
    LedgerChanged {
        /// The circle.
        circle: CircleId,
        /// Whose ledger.
        publisher: OrganisationId,
    },
    /// A circle's charter or keys changed.
    CircleChanged {
        /// The circle.
        circle: CircleId,
    },
    /// Who is linked, invited or to be asked changed.
    LinksChanged,
    /// An account may be trying numbers out.
    SweepNoticed,
    /// A durable job waits.
    WorkDue,
    /// A message waits to be sent.
    MessageQueued,
}

type AfterCommit = Box<dyn FnOnce(&Node) + Send>;

/// What a command runs in.
pub struct Ctx<'a> {
    /// The write transaction.
    pub tx: &'a mut Tx,
    /// When it runs.
    pub now: Timestamp,
    /// Randomness.
    pub rng: &'a mut dyn CryptoRngCore,
    /// The node.
    pub node: &'a Node,
    /// What the commands before it in its group reserved.
    pub(crate) ahead: &'a mut Ahead,
    events: Vec<Event>,
    after_commit: Vec<AfterCommit>,
}

impl<'a> Ctx<'a> {
    pub(crate) fn new(
        tx: &'a mut Tx,
        now: Timestamp,
        rng: &'a mut dyn CryptoRngCore,
        node: &'a Node,
        ahead: &'a mut Ahead,
    ) -> Self {
        Self { tx, now, rng, node, ahead, events: Vec::new(), after_commit: Vec::new() }
    }

    /// Refuses unless `actor` may do `action`. A member's role and suspension are read here and now, not from the session.
    pub fn allow(&mut self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        members::allow(self.tx, &self.node.rules(), actor, action)
    }

    /// Tells the shell, if the command is accepted and once it is durable.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Changes what is kept in memory, if the command is accepted and once it is durable.
    pub fn after_commit(&mut self, change: impl FnOnce(&Node) + Send + 'static) {
        self.after_commit.push(Box::new(change));
    }
}

/// A command with the one who waits for its answer.
pub struct Job(Box<dyn Task>);

trait Task: Send {
    fn run(self: Box<Self>, ctx: &mut Ctx<'_>) -> Settled;
    fn refuse(self: Box<Self>, refusal: Refusal);
}

struct Waiting<C, R> {
    command: C,
    reply: R,
}

/// A command that has run: its answer is given when it is known whether the group is durable.
struct Settled {
    accepted: bool,
    /// What the journal of erasures has to have of it before it is answered.
    written: Written,
    answer: Box<dyn FnOnce(Result<(), Refusal>) + Send>,
}

impl<C: Command, R: FnOnce(Result<C::Outcome, Refusal>) + Send + 'static> Task for Waiting<C, R> {
    fn run(self: Box<Self>, ctx: &mut Ctx<'_>) -> Settled {
        let Self { command, reply } = *self;
        let result = command.run(ctx);
        Settled {
            accepted: result.is_ok(),
            written: Written::Nothing,
            answer: Box::new(move |durable| reply(durable.and(result))),
        }
    }

    fn refuse(self: Box<Self>, refusal: Refusal) {
        (self.reply)(Err(refusal));
    }
}

impl Job {
    /// `command`, whose answer goes to `reply` after it is durable.
    pub fn new<C: Command>(
        command: C,
        reply: impl FnOnce(Result<C::Outcome, Refusal>) + Send + 'static,
    ) -> Self {
        Self(Box::new(Waiting { command, reply }))
    }

    /// Answers without running it: the queue is full, or the node is stopping.
    pub fn refuse(self, refusal: Refusal) {
        self.0.refuse(refusal);
    }
}

impl core::fmt::Debug for Job {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Job(…)")
    }
}

impl Node {
    /// Runs the jobs in order, in one transaction, makes what was accepted durable, then changes what is in memory and
    /// gives the answers. When it cannot be made durable, every answer is [`Refusal::Storage`].
    pub fn execute(&self, jobs: Vec<Job>, now: Timestamp, rng: &mut dyn CryptoRngCore) -> Vec<Event> {
        let mut group = Group::default();
        match self.store().begin(rng) {
            Ok(tx) => group.run(self, tx, jobs, now, rng),
            Err(error) => {
                let refusal = Refusal::from(error);
                jobs.into_iter().for_each(|job| job.refuse(refusal.clone()));
                Vec::new()
            }
        }
    }
}

#[derive(Default)]
struct Group {
    settled: Vec<Settled>,
    events: Vec<Event>,
    after_commit: Vec<AfterCommit>,
    ahead: Ahead,
    broken: bool,
    /// The number of the next erasure.
    first_row: u64,
}

impl Group {
    fn run(
        &mut self,
        node: &Node,
        mut tx: Tx,
        jobs: Vec<Job>,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Vec<Event> {
        self.first_row = erasures::next(&tx).unwrap_or_else(|error| {
            tracing::error!(%error, "the erasures cannot be read; the whole group is dropped");
            self.broken = true;
            0
        });
        for job in jobs {
            if self.broken {
                job.refuse(Refusal::Storage);
            } else {
                self.run_one(node, &mut tx, job, now, rng);
            }
        }
        let durable = if self.broken { Err(Refusal::Storage) } else { commit(tx) };
        if durable.is_ok() {
            self.after_commit.drain(..).for_each(|change| change(node));
            std::mem::take(&mut self.ahead).settle(node);
        } else {
            self.events.clear();
        }
        let kept = self.keep_erasures(node, &durable, rng);
        for Settled { written, answer, .. } in self.settled.drain(..) {
            answer(if written == Written::Erasure { kept.clone() } else { durable.clone() });
        }
        std::mem::take(&mut self.events)
    }

    /// What the command that has just run has in the journal.
    fn rows(&mut self, tx: &Tx) -> Result<Written, StoreError> {
        let written = erasures::written_from(tx, self.first_row)?;
        if written != Written::Nothing {
            for report in erasures::reports_from(tx, self.first_row)? {
                self.after_commit.push(Box::new(move |node: &Node| desk::look_again(node, &report)));
            }
            self.first_row = erasures::next(tx)?;
        }
        Ok(written)
    }

    /// Whether what erases may be answered as done.
    fn keep_erasures(
        &self,
        node: &Node,
        durable: &Result<(), Refusal>,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(), Refusal> {
        durable.clone()?;
        if self.settled.iter().all(|settled| settled.written == Written::Nothing) {
            return Ok(());
        }
        node.write_erasures(rng).map_err(|erasures::Unwritten| Refusal::Storage)
    }

    fn run_one(&mut self, node: &Node, tx: &mut Tx, job: Job, now: Timestamp, rng: &mut dyn CryptoRngCore) {
        let (mark, mut ahead) = (tx.mark(), self.ahead.clone());
        let mut ctx = Ctx::new(tx, now, rng, node, &mut ahead);
        let mut settled = job.0.run(&mut ctx);
        let Ctx { events, after_commit, .. } = ctx;
        if settled.accepted {
            self.ahead = ahead;
            self.events.extend(events);
            self.after_commit.extend(after_commit);
            match self.rows(tx) {
                Ok(written) => settled.written = written,
                Err(error) => {
                    tracing::error!(%error, "the erasures cannot be read; the whole group is dropped");
                    self.broken = true;
                }
            }
        } else if let Err(error) = tx.rollback_to(mark) {
            tracing::error!(%error, "a refused command could not be taken back; the whole group is dropped");
            self.broken = true;
        }
        self.settled.push(settled);
    }
}

/// Nothing written needs no disk: a group of refusals, or of commands that found nothing to change.
fn commit(tx: Tx) -> Result<(), Refusal> {
    if tx.is_untouched() { Ok(()) } else { Ok(tx.commit()?) }
}
