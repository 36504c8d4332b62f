//! The listener for pages and API: plain HTTP on this machine, HTTPS elsewhere (the settings refuse anything else).
//! Nobody keeps a connection by sending slowly: heads, bodies and silence each have their time.

pub mod certificate;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum_server::Handle;
use axum_server::accept::Accept;
use axum_server::tls_rustls::RustlsAcceptor;
use futures::{StreamExt, stream};
use hyper_util::rt::TokioTimer;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::failure::Failure;
use certificate::Certificate;

/// Open connections at a time; more are closed at once.
const CONNECTIONS_MAX: usize = 1_024;

/// How long a visitor may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(15);

/// How long a visitor may take to send the body of a request, from its first byte to its last.
const BODY_TIME: Duration = Duration::from_secs(30);

/// How long a connection may say nothing, or take nothing. Longer than a check may last.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a request may still run after the order to stop.
const GRACE: Duration = Duration::from_secs(10);

/// An open listener.
#[derive(Debug)]
pub struct Site {
    url: String,
    handle: Handle<SocketAddr>,
    task: JoinHandle<io::Result<()>>,
    certificate: Option<Watched>,
}

/// A certificate whose files are looked at.
#[derive(Debug)]
struct Watched {
    certificate: Arc<Certificate>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Watched {
    async fn read(config: &Config) -> Result<Option<Self>, Failure> {
        let Some(certificate) = Certificate::read(&config.web).await? else { return Ok(None) };
        let stop = CancellationToken::new();
        let every = Duration::from_secs(config.web.certificate_seconds);
        let task = certificate.watch(every, stop.clone())?;
        Ok(Some(Self { certificate, stop, task }))
    }

    async fn stop(self) {
        self.stop.cancel();
        // It has nothing to finish.
        let _ = self.task.await;
    }
}

impl Site {
    /// Listens and serves.
    ///
    /// # Errors
    /// When the address is taken or the certificate cannot be read.
    pub async fn open(config: &Config, router: Router) -> Result<Self, Failure> {
        let listener = listen(config.web.listen).map_err(|error| {
            let wanted = config.web.listen;
            let sentence = format!(
                "{wanted} cannot be listened on: {error}; choose another with --set web.listen=ADDRESS:PORT"
            );
            Failure::refused("web_listen", sentence)
        })?;
        let address = listener.local_addr().map_err(listener_lost)?;
        let handle = Handle::new();
        let gate = Gate { handle: handle.clone() };
        let mut server = axum_server::from_tcp(listener).map_err(listener_lost)?.handle(handle.clone());
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
        let service = router.layer(from_fn(hurry)).into_make_service();
        let certificate = Watched::read(config).await?;
        let (scheme, task) = match &certificate {
            Some(Watched { certificate, .. }) => {
                let tls = RustlsAcceptor::new(certificate.served()).acceptor(gate);
                ("https", tokio::spawn(server.acceptor(tls).serve(service)))
            }
            None => ("http", tokio::spawn(server.acceptor(gate).serve(service))),
        };
        Ok(Self { url: format!("{scheme}://{address}"), handle, task, certificate })
    }

    /// The address as a browser takes it, with the port that was chosen.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate that is served, on HTTPS.
    #[must_use]
    pub fn certificate(&self) -> Option<Arc<Certificate>> {
        self.certificate.as_ref().map(|watched| Arc::clone(&watched.certificate))
    }

    /// Takes no new request, lets those that run finish, and closes.
    pub async fn close(self) {
        self.handle.graceful_shutdown(Some(GRACE));
        if let Some(watched) = self.certificate {
            watched.stop().await;
        }
        if let Ok(Err(error)) = self.task.await {
            tracing::warn!(kind = ?error.kind(), "the web listener ended with an error");
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn listener_lost(error: io::Error) -> Failure {
    Failure::refused("web_listen", format!("the web listener failed at start: {error}"))
}

/// Ends a body that does not arrive in time with an error, which its reader takes for a broken connection.
async fn hurry(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Instant::now() + BODY_TIME;
    next.run(request.map(|body| ending(body, late))).await
}

fn ending(body: Body, late: Instant) -> Body {
    let chunks = stream::try_unfold(body.into_data_stream(), move |mut chunks| async move {
        match timeout_at(late, chunks.next()).await {
            Ok(Some(chunk)) => Ok(Some((chunk?, chunks))),
            Ok(None) => Ok(None),
            Err(_) => Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut))),
        }
    });
    Body::from_stream(chunks)
}

/// Turns connections away before a byte of them is read once there are too many, and ends those that fall silent.
#[derive(Debug, Clone)]
struct Gate {
    handle: Handle<SocketAddr>,
}

impl<S> Accept<tokio::net::TcpStream, S> for Gate {
    type Stream = Pin<Box<TimeoutStream<tokio::net::TcpStream>>>;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: tokio::net::TcpStream, service: S) -> Self::Future {
        if self.handle.connection_count() > CONNECTIONS_MAX {
            return std::future::ready(Err(io::ErrorKind::ConnectionRefused.into()));
        }
        if let Err(error) = stream.set_nodelay(true) {
            return std::future::ready(Err(error));
        }
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(SILENCE));
        stream.set_write_timeout(Some(SILENCE));
        std::future::ready(Ok((Box::pin(stream), service)))
    }
}

#[cfg(test)]
mod tests;
