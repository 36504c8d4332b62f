//! E-mail, by SMTP over TLS or with STARTTLS. Never without: no address, text or password goes out in clear.

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::address::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use parasol_core::messages::{Fault, Outcome};
use tokio::time::timeout;

use super::certificates;
use super::route::{Parcel, TRY_TIME};
use super::secret::Secret;
use crate::config::{Mail as Settings, MailSecurity};

/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// A mail server.
pub(super) struct MailServer {
    host: String,
    port: u16,
    security: MailSecurity,
    from: Mailbox,
    user: Option<(String, PathBuf)>,
    ca_file: Option<PathBuf>,
}

impl MailServer {
    /// The server that the settings name; none when they name none.
    pub(super) fn new(settings: &Settings) -> Option<Self> {
        let from = settings.from.as_deref()?.parse().ok()?;
        Some(Self {
            host: settings.host.clone()?,
            port: settings.port(),
            security: settings.security,
            from,
            user: settings.user.clone().zip(settings.password_file.clone()),
            ca_file: settings.ca_file.clone(),
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Hands a mail over.
    pub(super) async fn hand_over(&self, parcel: &Parcel) -> Outcome {
        let given = AtomicBool::new(false);
        match timeout(TRY_TIME, self.talk(parcel, &given)).await {
            Ok(Ok(())) => Outcome::Sent,
            Ok(Err(outcome)) => outcome,
            Err(_) if given.load(Ordering::Relaxed) => Outcome::Unknown(Fault::NoAnswer),
            Err(_) => Outcome::Later(Fault::Unreachable),
        }
    }

    async fn talk(&self, parcel: &Parcel, given: &AtomicBool) -> Result<(), Outcome> {
        let to: Address = parcel.to.parse().map_err(|_| Outcome::Never(Fault::Refused))?;
        let mail = self.write(parcel, &to)?;
        let mut line = self.connect().await?;
        let mut options = Vec::new();
        if !parcel.to.is_ascii() {
            if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Outcome::Never(Fault::Refused));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        // A sender that is refused is refused for every mail: that is for the admin to put right, and worth trying again.
        let from = Mail::new(Some(self.from.email.clone()), options);
        line.command(from)
            .await
            .map_err(|error| Outcome::Later(answer(&error).unwrap_or(Fault::Unreachable)))?;
        line.command(Rcpt::new(to, Vec::new())).await.map_err(|error| before(&error))?;
        line.command(Data).await.map_err(|error| before(&error))?;
        given.store(true, Ordering::Relaxed);
        line.message(&mail).await.map_err(|error| match answer(&error) {
            Some(_) => before(&error),
            None => Outcome::Unknown(Fault::NoAnswer),
        })?;
        // The mail is confirmed; nobody waits for the goodbye.
        tokio::spawn(async move { timeout(GOODBYE, line.quit()).await.map(drop) });
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Outcome> {
        let tls = self.tls()?;
        // Not this machine's name: the server is told no more than the sender's domain.
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let at_once = (self.security == MailSecurity::Tls).then(|| tls.clone());
        let address = (self.host.as_str(), self.port);
        let line = AsyncSmtpConnection::connect_tokio1(address, Some(TRY_TIME), &hello, at_once, None).await;
        let mut line = line.map_err(|error| Outcome::Later(unconnected(&error)))?;
        if self.security == MailSecurity::Starttls {
            if !line.can_starttls() {
                return Err(Outcome::Later(Fault::Certificate));
            }
            line.starttls(tls, &hello).await.map_err(|error| Outcome::Later(unconnected(&error)))?;
        }
        if let Some((user, file)) = &self.user {
            let password = Secret::read(file).map_err(|_| Outcome::Later(Fault::Settings))?;
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let signed_in = line.auth(DEFAULT_MECHANISMS, &credentials).await;
            signed_in.map_err(|error| {
                let refused = error.is_permanent() || error.is_client();
                let fault = answer(&error).unwrap_or(Fault::Unreachable);
                Outcome::Later(if refused { Fault::SignIn } else { fault })
            })?;
        }
        Ok(line)
    }

    fn tls(&self) -> Result<TlsParameters, Outcome> {
        let broken = || Outcome::Later(Fault::Settings);
        let mut tls = TlsParameters::builder(self.host.clone());
        if let Some(path) = &self.ca_file {
            let pem = certificates::read(path).map_err(|_| broken())?;
            tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| broken())?);
        }
        tls.build().map_err(|_| broken())
    }

    /// The mail, in ASCII alone.
    fn write(&self, parcel: &Parcel, to: &Address) -> Result<Vec<u8>, Outcome> {
        let unwritable = |_| Outcome::Never(Fault::Refused);
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mail = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(parcel.text.subject.as_str())
            .message_id(Some(format!("<{}@{}>", parcel.id, self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(parcel.text.body.to_string())
            .map_err(unwritable)?;
        Ok(mail.formatted())
    }
}

/// What a server's refusal means; none when it did not answer.
fn answer(error: &smtp::Error) -> Option<Fault> {
    if error.is_transient() {
        Some(Fault::PutOff)
    } else if error.is_permanent() {
        Some(Fault::Refused)
    } else {
        None
    }
}

/// What became of a mail of which the server does not have everything yet, or that it refused.
fn before(error: &smtp::Error) -> Outcome {
    match answer(error) {
        Some(Fault::Refused) => Outcome::Never(Fault::Refused),
        Some(fault) => Outcome::Later(fault),
        None => Outcome::Later(Fault::Unreachable),
    }
}

fn unconnected(error: &smtp::Error) -> Fault {
    let tls = error.is_tls() || certificate_refused(error);
    if tls { Fault::Certificate } else { answer(error).unwrap_or(Fault::Unreachable) }
}

/// Whether TLS is behind an error.
pub(super) fn certificate_refused(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        if error.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    false
}
