//! The running node, from top to bottom: opens the store, starts the writer and the node's own work, links with
//! peers, serves the pages, takes commands.

use std::fmt::{self, Display};
use std::pin::pin;
use std::sync::Arc;

use parasol_core::command::Event;
use parasol_core::lock::UnlockNode;
use parasol_core::store::StoreKey;
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::broadcast;

use crate::cli::Request;
use crate::config::Config;
use crate::control::Control;
use crate::data::DataDir;
use crate::failure::Failure;
use crate::http::Site;
use crate::locked;
use crate::messages::{Courier, Outbox};
use crate::network::Network;
use crate::output::Output;
use crate::station::{Kind, Office, Reach, Station};
use crate::worker::Worker;

/// A node that serves.
pub struct Running {
    station: Station,
    worker: Worker,
    courier: Courier,
    network: Network,
    site: Site,
    control: Control,
}

impl Running {
    /// Starts everything. When this returns, the node answers.
    ///
    /// # Errors
    /// The first thing that could not be opened; what was opened before is closed.
    pub async fn start(
        data: &DataDir,
        key: StoreKey,
        config: Arc<Config>,
        kind: Kind,
    ) -> Result<Self, Failure> {
        let station = Station::open(data, key, config.clone(), kind)?;
        let office = station.office().clone();
        if data.is_locked() {
            // What locked it may have found no room on the disk to end the sessions.
            office.command(UnlockNode).await?;
            data.unlocked()?;
        }
        let worker = Worker::start(office.clone(), station.events());
        let courier = Courier::start(&office, &station.events());
        let (node, queue) = (office.port.node().clone(), station.queue());
        let network = Network::start(&config.network, node, queue, station.events()).await?;
        office.port.listen_at(network.addresses());
        let reach = Reach { peers: network.peers() };
        // Nobody else sets it: this is the one network of this node.
        let _ = office.reach.set(reach);
        if let Some(holders) = network.holders() {
            office.port.evaluator().meet(holders);
        }
        let site = Site::open(&config, parasol_web::router(office.port.clone())).await?;
        if let Some(certificate) = site.certificate() {
            // Nobody else sets it: this is the one listener of this node.
            let _ = office.certificate.set(certificate);
        }
        let control = Control::open(data, move |request: Request| request.say(office.clone()))?;
        Ok(Self { station, worker, courier, network, site, control })
    }

    /// Where verbs are answered.
    #[must_use]
    pub fn office(&self) -> &Office {
        self.station.office()
    }

    /// What changes from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.station.events()
    }

    /// Where pages and API are.
    #[must_use]
    pub fn url(&self) -> &str {
        self.site.url()
    }

    /// What to tell whoever started it.
    #[must_use]
    pub fn ready(&self) -> Ready {
        let office = self.office();
        Ready {
            organisation: office.port.node().identity().name.clone(),
            web: self.site.url().to_owned(),
            data: office.data.path().display().to_string(),
            peers: office.addresses(Vec::new()),
        }
    }

    /// Done when somebody has locked it.
    pub async fn locked(&self) {
        self.office().port.locked().cancelled().await;
    }

    /// Done when the node can no longer work.
    pub async fn broken(&self) {
        let (writer, network) = (self.station.broken(), self.network.gone());
        tokio::select! {
            () = writer.cancelled() => {}
            () = network.cancelled() => {}
        }
    }

    /// Finishes what runs, in the opposite order of the start, and closes the store.
    pub async fn stop(self) {
        self.control.close().await;
        self.site.close().await;
        self.network.stop().await;
        self.courier.stop().await;
        self.worker.stop().await;
        self.station.close().await;
    }
}

/// Said once the node answers.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// Whose node it is.
    pub organisation: String,
    /// Where pages and API are.
    pub web: String,
    /// The data directory.
    pub data: String,
    /// Where peers find it.
    pub peers: Vec<String>,
}

impl Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answers at {}", self.organisation, self.web)
    }
}

/// Serves until told to stop, or locked. Without a key it waits for the passphrase first.
///
/// # Errors
/// When the node cannot start, or breaks while it runs.
pub async fn run(
    data: &DataDir,
    key: Option<StoreKey>,
    config: Arc<Config>,
    output: Output,
) -> Result<(), Failure> {
    let mut interrupted = pin!(interruption()?);
    let key = match key {
        Some(key) => key,
        None => match locked::wait(data, output, interrupted.as_mut()).await? {
            Some(key) => key,
            None => return Ok(()),
        },
    };
    let running = Running::start(data, key, config, Kind::Real).await?;
    output.say(&running.ready())?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "serving");
    let broken = tokio::select! {
        biased;
        () = interrupted => false,
        () = running.locked() => false,
        () = running.broken() => true,
    };
    tracing::info!("stopping");
    let locked = running.office().port.locked().is_cancelled();
    running.stop().await;
    if locked {
        // One more may have been filed while the last messages were handed over.
        Outbox::of(data.path()).clear_when_locked();
    }
    match broken {
        false => Ok(()),
        true => Err(Failure::refused(
            "writer",
            "the node ended because of a bug; start the node again, nothing acknowledged is lost",
        )),
    }
}

/// Done at the first SIGTERM or SIGINT. From the call on, neither kills the process.
///
/// # Errors
/// When the system takes no handler.
pub fn interruption() -> Result<impl Future<Output = ()>, Failure> {
    let listen = |kind| {
        signal(kind)
            .map_err(|error| Failure::refused("signal", format!("signals cannot be handled: {error}")))
    };
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    // Whoever asks for the files to be read again must not end a node that has none.
    let hangup = listen(SignalKind::hangup())?;
    Ok(async move {
        let _hangup = hangup;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
