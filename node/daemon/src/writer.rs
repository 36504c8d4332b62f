//! The single writer: one thread owns every change of the store and commits commands in groups.
//!
//! A group is whatever has queued up while the last one was being made durable, so that a busy node pays for one write
//! to disk where it would have paid for many, and an idle one waits for nothing.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use parasol_core::command::{Event, Job};
use parasol_core::node::Node;
use parasol_core::refusal::Refusal;
use rand_core::OsRng;
use tokio::sync::broadcast;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::clock;
use crate::failure::Failure;

/// Commands that may wait; beyond that the node says that it is busy.
const QUEUE_MAX: usize = 1_024;

/// Commands made durable together.
const GROUP_MAX: usize = 64;

/// Events that a slow listener may be behind; one that is further behind looks at everything again.
const EVENTS_MAX: usize = 256;

enum Task {
    Run(Job),
    Stop,
}

/// Where commands are handed in. Clones lead to the same writer.
#[derive(Clone)]
pub struct Queue(SyncSender<Task>);

impl Queue {
    /// Hands a command in. Its reply is called after it is durable, or at once when the queue is full or closed.
    pub fn submit(&self, job: Job) {
        if let Err(TrySendError::Full(Task::Run(job)) | TrySendError::Disconnected(Task::Run(job))) =
            self.0.try_send(Task::Run(job))
        {
            job.refuse(Refusal::Busy);
        }
    }
}

/// The thread.
pub struct Writer {
    queue: Queue,
    events: broadcast::Sender<Event>,
    gone: CancellationToken,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(node: Node) -> Result<Self, Failure> {
        let (queue, tasks) = sync_channel(QUEUE_MAX);
        let events = broadcast::Sender::new(EVENTS_MAX);
        let gone = CancellationToken::new();
        let (listeners, guard) = (events.clone(), gone.clone().drop_guard());
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write(&node, &tasks, &listeners, guard))
            .map_err(|error| {
                Failure::refused("writer", format!("the writer thread cannot be started: {error}"))
            })?;
        Ok(Self { queue: Queue(queue), events, gone, thread })
    }

    /// Where to hand commands in.
    #[must_use]
    pub fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Done when the thread is gone. Before [`Writer::stop`] that means that it panicked, and that the process must end.
    #[must_use]
    pub fn gone(&self) -> CancellationToken {
        self.gone.clone()
    }

    /// Makes durable what is queued and ends.
    pub async fn stop(self) {
        let Self { queue, gone, thread, .. } = self;
        // A full queue must not keep this task's thread, and a thread that is gone takes no orders.
        let ended = tokio::task::spawn_blocking(move || queue.0.send(Task::Stop).map(|()| thread.join()));
        gone.cancelled().await;
        let _ = ended.await;
    }
}

fn write(node: &Node, tasks: &Receiver<Task>, events: &broadcast::Sender<Event>, _gone: DropGuard) {
    while let Ok(first) = tasks.recv() {
        let mut jobs = Vec::new();
        let mut stop = false;
        for task in std::iter::once(first).chain(std::iter::from_fn(|| tasks.try_recv().ok())) {
            match task {
                Task::Run(job) => jobs.push(job),
                Task::Stop => stop = true,
            }
            if stop || jobs.len() == GROUP_MAX {
                break;
            }
        }
        for event in node.execute(jobs, clock::now(), &mut OsRng) {
            // Nobody listening is fine: the store is the truth.
            let _ = events.send(event);
        }
        if stop {
            return;
        }
    }
}
