//! A bounded pool for Argon2: each hash takes 19 MiB and tens of milliseconds, so few run at a time and few wait.

use std::sync::Arc;
use std::thread::available_parallelism;

use parasol_core::refusal::Refusal;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Passwords that may wait for their turn; beyond that the node says that it is busy.
const WAITING_MAX: usize = 64;

/// Hashes at a time, at most; with these two, sign-ins cannot take the whole machine from checks.
const WORKERS_MAX: usize = 4;

/// The pool.
#[derive(Debug, Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let workers = (cores / 2).clamp(1, WORKERS_MAX);
        Self { places: Arc::new(Semaphore::new(WAITING_MAX)), workers: Arc::new(Semaphore::new(workers)) }
    }
}

impl Passwords {
    /// Runs slow work in its turn.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when too many wait already.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Refusal::Busy)?;
        let worker = self.workers.clone().acquire_owned().await.map_err(|_| Refusal::Busy)?;
        // The permits move along: a visitor who hangs up does not make room for more hashes at once.
        let done = spawn_blocking(move || {
            let done = work();
            drop((place, worker));
            done
        });
        done.await.map_err(|_| Refusal::Busy)
    }
}
