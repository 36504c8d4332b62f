//! `[mail]` and `[sms]`: by what messages to members go out.

use std::net::IpAddr;
use std::path::PathBuf;

use lettre::message::Mailbox;
use ureq::http::Uri;

use super::layers::Layers;
use super::setting::{Raw, Setting};
use crate::messages::{Format, Provider, Template};

/// `[mail]`: the mail server that takes the node's e-mails.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    /// Its name; none: e-mails go into the outbox folder.
    pub host: Option<String>,
    /// Its port; none: the usual one.
    pub port: Option<u16>,
    /// How the connection is encrypted.
    pub security: MailSecurity,
    /// The user name there.
    pub user: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
    /// The sender.
    pub from: Option<String>,
    /// PEM file with the certificate authority of a private server.
    pub ca_file: Option<PathBuf>,
}

/// How a connection to a mail server is encrypted. There is no third way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailSecurity {
    /// It begins in clear and is encrypted before anything is said (STARTTLS, port 587).
    #[default]
    Starttls,
    /// It is encrypted from the first byte (port 465).
    Tls,
}

/// `[sms]`: by what SMS go out, once an admin has agreed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sms {
    /// By what; none: SMS go into the outbox folder.
    pub provider: Option<Provider>,
    /// The address that is called.
    pub url: Option<String>,
    /// Lines of the request's head.
    pub headers: Vec<String>,
    /// How the body is written.
    pub format: Option<Format>,
    /// The body, with places for the number and the text.
    pub body: Option<String>,
    /// What an answer must hold to count as a confirmation.
    pub accepted: Option<String>,
    /// Whether the provider knows a message again by `{id}`.
    pub idempotent: bool,
    /// Whether the address is a telephone in the office's own network, which has no certificate.
    pub local_network: bool,
    /// The user name at the provider.
    pub user: Option<String>,
    /// The file with the key or password.
    pub token_file: Option<PathBuf>,
    /// Whom the telephone shows as its sender.
    pub sender: Option<String>,
    /// PEM file with the certificate authority of a private server.
    pub ca_file: Option<PathBuf>,
    /// gammu-smsd's folder of SMS to send.
    pub spool_folder: Option<PathBuf>,
    /// gammu-smsd's folder of SMS that it has sent.
    pub sent_folder: Option<PathBuf>,
}

impl Mail {
    pub(super) fn take(&mut self, layers: &mut Layers) {
        layers.take("mail.host", &mut self.host);
        layers.take("mail.port", &mut self.port);
        layers.take("mail.security", &mut self.security);
        layers.take("mail.user", &mut self.user);
        layers.take("mail.password_file", &mut self.password_file);
        layers.take("mail.from", &mut self.from);
        layers.take("mail.ca_file", &mut self.ca_file);
    }

    /// The port: named, or the usual one.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            MailSecurity::Starttls => 587,
            MailSecurity::Tls => 465,
        })
    }

    pub(super) fn contradictions(&self) -> Vec<String> {
        let mut found = Vec::new();
        match (&self.host, &self.from) {
            (Some(_), None) => found.push(
                "mail.from: mail.host is set, so a sender such as no-reply@example.org is wanted too"
                    .to_owned(),
            ),
            (None, Some(_)) => {
                found.push("mail.host: mail.from is set, so the mail server is wanted too".to_owned())
            }
            _ => {}
        }
        if self.from.as_ref().is_some_and(|from| from.parse::<Mailbox>().is_err()) {
            found.push("mail.from: expected an address such as no-reply@example.org".to_owned());
        }
        match (&self.user, &self.password_file) {
            (Some(_), None) => found.push(
                "mail.password_file: mail.user is set, so the file with the password is wanted too"
                    .to_owned(),
            ),
            (None, Some(_)) => {
                found.push("mail.user: mail.password_file is set, so the user name is wanted too".to_owned())
            }
            _ => {}
        }
        found
    }
}

impl Sms {
    pub(super) fn take(&mut self, layers: &mut Layers) {
        layers.take("sms.provider", &mut self.provider);
        layers.take("sms.url", &mut self.url);
        layers.take("sms.headers", &mut self.headers);
        layers.take("sms.format", &mut self.format);
        layers.take("sms.body", &mut self.body);
        layers.take("sms.accepted", &mut self.accepted);
        layers.take("sms.idempotent", &mut self.idempotent);
        layers.take("sms.local_network", &mut self.local_network);
        layers.take("sms.user", &mut self.user);
        layers.take("sms.token_file", &mut self.token_file);
        layers.take("sms.sender", &mut self.sender);
        layers.take("sms.ca_file", &mut self.ca_file);
        layers.take("sms.spool_folder", &mut self.spool_folder);
        layers.take("sms.sent_folder", &mut self.sent_folder);
    }

    /// Whether SMS go through gammu's folder.
    #[must_use]
    pub fn is_gammu(&self) -> bool {
        self.provider == Some(Provider::Gammu)
    }

    /// What a request looks like: the provider's preset, and what the settings change of it. None without a provider
    /// that is called.
    #[must_use]
    pub fn template(&self) -> Option<Result<Template, Vec<String>>> {
        let preset = self.provider.filter(|_| !self.is_gammu())?.preset();
        let Some(url) = self.url.as_deref().or(preset.url) else {
            return Some(Err(vec!["sms.url: this provider needs the address that is called".to_owned()]));
        };
        let own: Vec<String> = preset.headers.iter().map(|&line| line.to_owned()).collect();
        let headers = if self.headers.is_empty() { &own } else { &self.headers };
        let body = self.body.as_deref().or(preset.body);
        Some(Template::read(url, headers, body, self.format.unwrap_or(preset.format)))
    }

    /// What an answer must hold to count as a confirmation.
    #[must_use]
    pub fn accepted(&self) -> Option<&str> {
        self.accepted.as_deref().or(self.provider?.preset().accepted)
    }

    /// The provider's host.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        self.address().and_then(|url| url.host().map(str::to_owned))
    }

    /// The address, a letter in every place.
    fn address(&self) -> Option<Uri> {
        let url = self.url.as_deref().or(self.provider?.preset().url)?;
        let filled: String = url
            .split('{')
            .enumerate()
            .map(|(n, part)| match part.split_once('}') {
                Some((_, rest)) if n > 0 => format!("x{rest}"),
                _ => part.to_owned(),
            })
            .collect();
        filled.parse().ok()
    }

    pub(super) fn contradictions(&self) -> Vec<String> {
        let Some(provider) = self.provider else { return Vec::new() };
        let mut found = Vec::new();
        if provider == Provider::Gammu {
            if self.spool_folder.is_none() {
                found.push("sms.spool_folder: the provider gammu needs the folder of SMS to send".to_owned());
            }
            return found;
        }
        let template = match self.template() {
            Some(Ok(template)) => Some(template),
            Some(Err(mistakes)) => {
                found.extend(mistakes);
                None
            }
            None => None,
        };
        found.extend(self.unsafe_address());
        let needs = |words: &[&str]| {
            template.as_ref().is_some_and(|template| words.iter().any(|word| template.uses(word)))
        };
        let wants = [
            (needs(&["user", "basic"]) && self.user.is_none(), "sms.user: this provider needs a user name"),
            (
                needs(&["token", "basic"]) && self.token_file.is_none(),
                "sms.token_file: this provider needs the file with its key or password",
            ),
            (
                needs(&["sender"]) && self.sender.is_none(),
                "sms.sender: this provider needs the sender that the telephone shows",
            ),
        ];
        found.extend(wants.iter().filter(|(wanted, _)| *wanted).map(|(_, sentence)| (*sentence).to_owned()));
        found
    }

    /// A number and a code do not travel in clear, except inside this machine or, if the operator says so, to an
    /// address of the office's own network.
    fn unsafe_address(&self) -> Option<String> {
        if self.url.is_none() && self.provider?.preset().url.is_none() {
            // Said already.
            return None;
        }
        let Some((uri, host)) =
            self.address().and_then(|uri| uri.host().map(str::to_owned).map(|host| (uri, host)))
        else {
            return Some("sms.url: expected an address such as https://sms.example.org/send".to_owned());
        };
        let host: Option<IpAddr> = match host.as_str() {
            "localhost" => Some(IpAddr::from([127, 0, 0, 1])),
            other => other.trim_matches(['[', ']']).parse().ok(),
        };
        let allowed = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => host.is_some_and(|ip| ip.is_loopback() || self.local_network && is_private(ip)),
            _ => false,
        };
        (!allowed).then(|| {
            "sms.url: expected https://; http:// only on this machine, or with sms.local_network = true to a private \
             address such as 192.168.1.20"
                .to_owned()
        })
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

impl Setting for u16 {
    fn read(raw: &Raw) -> Result<Self, String> {
        let number = u64::read(raw)?;
        Self::try_from(number).map_err(|_| format!("expected 0 to 65535, found {number}"))
    }
}

impl Setting for MailSecurity {
    fn read(raw: &Raw) -> Result<Self, String> {
        match String::read(raw)?.as_str() {
            "starttls" => Ok(Self::Starttls),
            "tls" => Ok(Self::Tls),
            other => Err(format!("expected starttls or tls, found `{other}`")),
        }
    }
}

impl Setting for Provider {
    fn read(raw: &Raw) -> Result<Self, String> {
        let word = String::read(raw)?;
        let known = Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, provider)| *provider);
        known.ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|(name, _)| *name).collect();
            format!("expected one of {}, found `{word}`", words.join(", "))
        })
    }
}

impl Setting for Format {
    fn read(raw: &Raw) -> Result<Self, String> {
        match String::read(raw)?.as_str() {
            "json" => Ok(Self::Json),
            "form" => Ok(Self::Form),
            other => Err(format!("expected json or form, found `{other}`")),
        }
    }
}
