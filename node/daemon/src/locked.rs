//! A node that waits for its passphrase: it serves nothing, and its control socket takes nothing but `unlock`.

use std::fmt::{self, Display};
use std::fs::File;
use std::sync::Arc;

use parasol_core::store::StoreKey;
use serde::Serialize;
use tokio::sync::{Mutex, mpsc};
use tokio::task::spawn_blocking;

use crate::backup::passphrase::Passphrase;
use crate::cli::Request;
use crate::control::{Answer, Control};
use crate::data::DataDir;
use crate::failure::Failure;
use crate::output::Output;

/// Waits until somebody unlocks it; none when it is told to stop before.
///
/// # Errors
/// When another process serves the directory, or the socket cannot be made.
pub async fn wait(
    data: &DataDir,
    output: Output,
    interrupted: impl Future<Output = ()>,
) -> Result<Option<StoreKey>, Failure> {
    // A node that serves holds the same lock on its database.
    let database = File::open(data.path().join("parasol.redb"));
    let database = database.map_err(|error| {
        Failure::refused("data_directory", format!("the database in {}: {error}", data.path().display()))
    })?;
    if database.try_lock().is_err() {
        let sentence = format!("{} is in use by another process; stop it first", data.path().display());
        return Err(Failure::refused("data_directory", sentence));
    }
    let (give, mut take) = mpsc::channel(1);
    let (one_at_a_time, folder) = (Arc::new(Mutex::new(())), data.clone());
    let control = Control::open(data, move |request: Request| {
        let (give, turn, data) = (give.clone(), one_at_a_time.clone(), folder.clone());
        async move {
            let Request::Unlock(unlock) = request else {
                return Err(Failure::refused(
                    "locked",
                    "the node is locked; give its passphrase with `parasol unlock`",
                ));
            };
            // Each try takes 64 MiB and a quarter of a second.
            let _turn = turn.lock().await;
            let opened =
                spawn_blocking(move || data.unseal(&Passphrase::known(unlock.passphrase()?.expose())));
            let key = opened.await.map_err(|error| Failure::refused("passphrase", error))??;
            // Whoever was second finds it open already.
            let _ = give.try_send(key);
            Answer::of(&Unlocked { unlocked: true })
        }
    })?;
    output.say(&Waiting { locked: true, data: data.path().display().to_string() })?;
    tracing::info!("locked; waiting for the passphrase");
    let key = tokio::select! {
        biased;
        () = interrupted => None,
        key = take.recv() => key,
    };
    control.close().await;
    Ok(key)
}

/// Said while it waits.
#[derive(Debug, Serialize)]
struct Waiting {
    locked: bool,
    data: String,
}

impl Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is locked and waits for its passphrase: parasol unlock", self.data)
    }
}

/// Said to whoever unlocked it.
#[derive(Debug, Serialize)]
struct Unlocked {
    unlocked: bool,
}

impl Display for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unlocked; the node starts now")
    }
}
