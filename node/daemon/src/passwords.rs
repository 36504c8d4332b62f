//! A bounded pool for Argon2: each hash takes 19 MiB and tens of milliseconds, so few run at a time and few wait.
//!
//! The threads are the pool's own. On threads that come and go the allocator would keep those 19 MiB once for each.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, available_parallelism};

use parasol_core::members::PasswordHash;
use parasol_core::refusal::Refusal;
use tokio::sync::oneshot;

use crate::failure::Failure;

/// Passwords that may wait for their turn; beyond that the node says that it is busy.
const WAITING_MAX: usize = 64;

/// Hashes at a time, at most: sign-ins must not take the whole machine from checks.
const WORKERS_MAX: usize = 4;

type Task = Box<dyn FnOnce() + Send>;

/// The pool. Its threads end when the last handle to it is gone.
#[derive(Clone)]
pub struct Passwords(SyncSender<Task>);

impl Passwords {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start() -> Result<Self, Failure> {
        PasswordHash::prepare();
        let (queue, tasks) = sync_channel(WAITING_MAX);
        let tasks = Arc::new(Mutex::new(tasks));
        let cores = available_parallelism().map_or(1, usize::from);
        for _ in 0..(cores / 2).clamp(1, WORKERS_MAX) {
            let tasks = tasks.clone();
            let thread = thread::Builder::new().name("passwords".to_owned()).spawn(move || work(&tasks));
            thread.map_err(|error| {
                Failure::refused("passwords", format!("the threads for passwords cannot be started: {error}"))
            })?;
        }
        Ok(Self(queue))
    }

    /// Runs slow work in its turn. If nobody waits for it any more by then, it is left out.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when too many wait already.
    pub async fn run<T: Send + 'static>(
        &self,
        slow: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        let task = move || {
            if !reply.is_closed() {
                // Whoever waited may have gone meanwhile.
                let _ = reply.send(slow());
            }
        };
        self.0.try_send(Box::new(task)).map_err(|_| Refusal::Busy)?;
        answer.await.map_err(|_| Refusal::Busy)
    }
}

fn work(tasks: &Mutex<Receiver<Task>>) {
    loop {
        // The lock is held while waiting, not while working.
        let next = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            // A panic has been told where it happened; the next password wants this thread.
            Ok(task) => drop(panic::catch_unwind(AssertUnwindSafe(task))),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn too_many_are_told_to_come_back() {
        let pool = Passwords::start().unwrap();
        let gate = Arc::new(Mutex::new(()));
        let refused = {
            let _closed = gate.lock().unwrap();
            let behind = |_| {
                let gate = gate.clone();
                Box::pin(pool.run(move || drop(gate.lock())))
            };
            // Each is handed in when it is first polled; the threads stand at the gate.
            let mut waiting: Vec<_> = (0..=WAITING_MAX + WORKERS_MAX).map(behind).collect();
            waiting.iter_mut().filter_map(FutureExt::now_or_never).count()
        };
        assert!(refused > 0);
        // The queue empties itself of what nobody waits for.
        while pool.run(|| ()).await.is_err() {
            tokio::task::yield_now().await;
        }
    }
}
