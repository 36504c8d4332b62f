//! SMS by HTTP: a company's interface, or a telephone in the office.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use parasol_core::messages::{Fault, Outcome};
use tokio::task::spawn_blocking;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Error, Timeout};

use super::certificates;
use super::route::{Parcel, TRY_TIME};
use super::secret::Secret;
use super::smtp::certificate_refused;
use super::template::{Request, Template, Values};
use crate::config::Sms as Settings;

/// Bytes of an answer that are read; what is beyond says nothing new.
const ANSWER_MAX: u64 = 64 * 1024;
/// Bytes of an answer's head.
const HEAD_MAX: usize = 16 * 1024;

/// An HTTP interface that sends SMS.
#[derive(Clone)]
pub(super) struct Gateway {
    host: String,
    template: Template,
    accepted: Option<String>,
    idempotent: bool,
    user: String,
    sender: String,
    token_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
}

impl Gateway {
    /// The interface that the settings describe; none when they describe none.
    pub(super) fn new(settings: &Settings) -> Option<Self> {
        let template = settings.template()?.ok()?;
        let accepted = settings.accepted().map(unspaced);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Some(Self {
            host: settings.host()?,
            template,
            accepted,
            idempotent: settings.idempotent,
            user: text(&settings.user),
            sender: text(&settings.sender),
            token_file: settings.token_file.clone(),
            ca_file: settings.ca_file.clone(),
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Whether the same id sent twice is one SMS.
    pub(super) fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Hands an SMS over.
    pub(super) async fn hand_over(&self, parcel: &Parcel) -> Outcome {
        let (gateway, request) = match self.request(parcel) {
            Ok(request) => (self.clone(), request),
            Err(fault) => return Outcome::Later(fault),
        };
        let asked = spawn_blocking(move || gateway.ask(&request)).await;
        match asked.unwrap_or(Outcome::Unknown(Fault::NoAnswer)) {
            // What it may have, it will recognise by its id.
            Outcome::Unknown(fault) if self.idempotent => Outcome::Later(fault),
            outcome => outcome,
        }
    }

    fn request(&self, parcel: &Parcel) -> Result<Request, Fault> {
        let token = self.token_file.as_deref().map(Secret::read).transpose().map_err(|_| Fault::Settings)?;
        Ok(self.template.fill(&Values {
            to: &parcel.to,
            text: &parcel.text.body,
            sender: &self.sender,
            user: &self.user,
            token: token.as_ref().map_or("", Secret::expose),
            id: &parcel.id.to_string(),
        }))
    }

    fn ask(&self, request: &Request) -> Outcome {
        let Ok(agent) = self.agent() else { return Outcome::Later(Fault::Settings) };
        let url = request.url.as_str();
        let answer = match &request.body {
            Some((kind, body)) => {
                let post = agent.post(url).content_type(*kind);
                let post = request
                    .headers
                    .iter()
                    .fold(post, |post, (name, value)| post.header(name, value.as_str()));
                post.send(body.as_str())
            }
            None => {
                let get = agent.get(url);
                request.headers.iter().fold(get, |get, (name, value)| get.header(name, value.as_str())).call()
            }
        };
        match answer {
            Ok(mut answer) => self.judge(answer.status().as_u16(), answer.body_mut()),
            Err(error) => unanswered(&error),
        }
    }

    /// What an answer means.
    fn judge(&self, status: u16, body: &mut Body) -> Outcome {
        match (status, &self.accepted) {
            (200..=299, None) => Outcome::Sent,
            (200..=299, Some(accepted)) => {
                match body.with_config().limit(ANSWER_MAX).lossy_utf8(true).read_to_string() {
                    Ok(text) if unspaced(&text).contains(accepted) => Outcome::Sent,
                    Ok(_) => Outcome::Never(Fault::Refused),
                    Err(_) => Outcome::Unknown(Fault::NoAnswer),
                }
            }
            (401 | 403, _) => Outcome::Later(Fault::SignIn),
            (408 | 425 | 429, _) => Outcome::Later(Fault::PutOff),
            // A gateway in between gave up waiting for the one that sends.
            (502 | 504, _) => Outcome::Unknown(Fault::NoAnswer),
            (500..=599, _) => Outcome::Later(Fault::PutOff),
            _ => Outcome::Never(Fault::Refused),
        }
    }

    /// A client that keeps nothing: no connection, no cookie, no proxy of the environment, no redirection.
    fn agent(&self) -> std::io::Result<Agent> {
        let certificates = certificates::all(self.ca_file.as_deref())?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::Specific(Arc::new(certificates)))
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .max_response_header_size(HEAD_MAX)
            .user_agent("")
            .timeout_global(Some(TRY_TIME))
            .build();
        Ok(config.new_agent())
    }
}

/// White space between a machine's words means nothing.
fn unspaced(text: impl AsRef<str>) -> String {
    text.as_ref().chars().filter(|c| !c.is_ascii_whitespace()).collect()
}

/// Only what surely failed before the request had left may be tried again by itself.
fn unanswered(error: &Error) -> Outcome {
    match error {
        Error::HostNotFound | Error::ConnectionFailed => Outcome::Later(Fault::Unreachable),
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => Outcome::Later(Fault::Unreachable),
        Error::Tls(_) | Error::Rustls(_) => Outcome::Later(Fault::Certificate),
        Error::Io(error) if certificate_refused(error) => Outcome::Later(Fault::Certificate),
        Error::Io(error) if never_connected(error.kind()) => Outcome::Later(Fault::Unreachable),
        Error::BadUri(_) | Error::Http(_) | Error::Pem(_) | Error::TlsRequired => {
            Outcome::Later(Fault::Settings)
        }
        _ => Outcome::Unknown(Fault::NoAnswer),
    }
}

fn never_connected(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable
    )
}
