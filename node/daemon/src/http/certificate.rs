//! The certificate of the pages: read from its two files, and read again when they change or at SIGHUP. A new pair that
//! cannot be used leaves the old one in place, and says so in the log and in `parasol doctor`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use parasol_protocol::time::{DAY, Timestamp};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use x509_parser::pem::Pem;
use zeroize::Zeroizing;

use crate::config::Web;
use crate::failure::Failure;

/// Bytes of a file with a certificate chain or a key.
const FILE_MAX: u64 = 1024 * 1024;
/// From so many seconds before its end on, a certificate is warned of.
const SOON: u64 = 14 * DAY;

type Pair = (Vec<u8>, Zeroizing<Vec<u8>>);

/// What can be said of the certificate that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Validity {
    /// It is good for longer than two weeks.
    Good,
    /// It ends in so many seconds.
    EndsIn(u64),
    /// It ended so many seconds ago.
    Ended(u64),
    /// When it ends cannot be read from it.
    Unreadable,
}

/// The certificate that is served, and the files that it comes from.
#[derive(Debug)]
pub struct Certificate {
    paths: (PathBuf, PathBuf),
    served: RustlsConfig,
    state: Mutex<State>,
}

struct State {
    /// What was read last, good or not.
    seen: Pair,
    ends: Option<Timestamp>,
    /// Why what the files hold now is not what is served.
    fault: Option<String>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State(…)")
    }
}

impl Certificate {
    /// Reads the files that the settings name; none when they name none.
    ///
    /// # Errors
    /// When they cannot be read, are not PEM, or do not belong together.
    pub async fn read(web: &Web) -> Result<Option<Arc<Self>>, Failure> {
        let (Some(certificate), Some(key)) = (&web.certificate, &web.key) else { return Ok(None) };
        // Both providers are compiled in, so rustls wants to be told; a second call finds the first one's choice.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let paths = (certificate.clone(), key.clone());
        let unusable = |error: io::Error| Failure::refused("certificate", sentence(&paths, &error));
        let seen = files(&paths).await.map_err(unusable)?;
        let served = RustlsConfig::from_pem(seen.0.clone(), seen.1.to_vec()).await.map_err(unusable)?;
        let state = Mutex::new(State { ends: end(&seen.0), seen, fault: None });
        Ok(Some(Arc::new(Self { paths, served, state })))
    }

    /// What the listener is given.
    #[must_use]
    pub fn served(&self) -> RustlsConfig {
        self.served.clone()
    }

    /// Why the files as they are now are not what is served, if that is so.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.state().fault.clone()
    }

    /// How long what is served is still good for.
    #[must_use]
    pub fn validity(&self, now: Timestamp) -> Validity {
        validity(self.state().ends, now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks every so often, and at SIGHUP.
    ///
    /// # Errors
    /// When the system takes no handler.
    pub fn watch(
        self: &Arc<Self>,
        every: Duration,
        stop: CancellationToken,
    ) -> Result<JoinHandle<()>, Failure> {
        let this = Arc::clone(self);
        let mut hangup = signal(SignalKind::hangup())
            .map_err(|error| Failure::refused("signal", format!("signals cannot be handled: {error}")))?;
        Ok(tokio::spawn(async move {
            let mut look = interval(every);
            look.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => return,
                    Some(()) = hangup.recv() => {}
                    _ = look.tick() => {}
                }
                this.look().await;
            }
        }))
    }

    /// Takes what the files hold now, if it is something new and can be used.
    async fn look(&self) {
        let read = files(&self.paths).await;
        let found = match read {
            Ok(pair) if pair == self.state().seen => return,
            Ok(pair) => pair,
            Err(error) => return self.keep(None, &error),
        };
        match self.served.reload_from_pem(found.0.clone(), found.1.to_vec()).await {
            Ok(()) => {
                *self.state() = State { ends: end(&found.0), seen: found, fault: None };
                tracing::info!("a new certificate is served");
            }
            Err(error) => self.keep(Some(found), &error),
        }
    }

    fn keep(&self, found: Option<Pair>, error: &io::Error) {
        let fault = format!("{}; the old certificate is still served", sentence(&self.paths, error));
        let mut state = self.state();
        if state.fault.as_ref() != Some(&fault) {
            tracing::error!("{fault}");
        }
        state.fault = Some(fault);
        if let Some(found) = found {
            state.seen = found;
        }
    }
}

/// How long the certificate in a file is good for; for a node that does not run.
#[must_use]
pub fn validity_of_file(path: &Path, now: Timestamp) -> Validity {
    validity(std::fs::read(path).ok().and_then(|pem| end(&pem)), now)
}

fn validity(ends: Option<Timestamp>, now: Timestamp) -> Validity {
    match ends {
        None => Validity::Unreadable,
        Some(ends) if ends <= now => Validity::Ended(now.since(ends)),
        Some(ends) if ends.since(now) <= SOON => Validity::EndsIn(ends.since(now)),
        Some(_) => Validity::Good,
    }
}

async fn files((certificate, key): &(PathBuf, PathBuf)) -> io::Result<Pair> {
    Ok((file(certificate).await?.to_vec(), file(key).await?))
}

async fn file(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    tokio::fs::File::open(path).await?.take(FILE_MAX).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

fn sentence((certificate, key): &(PathBuf, PathBuf), error: &io::Error) -> String {
    format!(
        "the certificate {} and its key {} cannot be used: {error}; both must be PEM and belong together",
        certificate.display(),
        key.display()
    )
}

/// When the first certificate of a chain ends.
fn end(pem: &[u8]) -> Option<Timestamp> {
    let first = Pem::iter_from_buffer(pem).next()?.ok()?;
    let certificate = first.parse_x509().ok()?;
    u64::try_from(certificate.validity().not_after.timestamp()).ok().map(Timestamp::new)
}
