//! What an operator can set, and where it is read from.
//!
//! Precedence, weakest first: defaults, the file, the environment (`PARASOL_SECTION_KEY`), flags (`--set section.key=value`).
//! Every layer is read whole and every mistake in any of them is reported, so that nobody has to fix a file one line a start.
//! `config/example.toml` is the reference: a test proves that it names every setting and holds the defaults.

mod layers;
mod messages;
mod setting;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use libp2p::Multiaddr;
use parasol_core::quota::CheckLimits;
use parasol_core::rules::{DeskRules, ReportRules, RetentionRules, Rules, SecondFactorRule, Sponsoring};
use parasol_protocol::time::DAY;
use parasol_web::settings::Ask;

use layers::Layers;

use crate::data::DataDir;

pub use messages::{Mail, MailSecurity, Sms};
pub use setting::{LogFormat, LogLevel, WebAddress};

/// Seconds.
const HOUR: u64 = 3_600;

/// Everything an operator can set. The default is safe: it listens on this machine alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Pages and API.
    pub web: Web,
    /// Who becomes a member, and how.
    pub accounts: Accounts,
    /// Looking identifiers up.
    pub check: Check,
    /// How reports are worked on.
    pub desk: Desk,
    /// How long what is reported stays.
    pub reports: Reports,
    /// E-mail to members.
    pub mail: Mail,
    /// SMS to members.
    pub sms: Sms,
    /// The link to peers.
    pub network: Network,
    /// Who is responsible for personal data.
    pub organisation: Organisation,
    /// What must outlive this machine.
    pub keep: Keep,
    /// What the process says on standard error.
    pub log: Log,
}

/// `[web]`: pages and API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// PEM file with the certificate chain.
    pub certificate: Option<PathBuf>,
    /// PEM file with the certificate's key.
    pub key: Option<PathBuf>,
    /// Seconds between two looks whether these files have changed.
    pub certificate_seconds: u64,
    /// Whether a proxy on this machine serves the pages over HTTPS.
    pub behind_https: bool,
    /// The harmless page that the quick exit lands on.
    pub exit_address: WebAddress,
    /// The team's telephone number as people dial it, shown where help is offered.
    pub team_phone: Option<String>,
}

/// `[accounts]`: who becomes a member, how, and how they sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Whether moderators and admins must have a second factor.
    pub second_factor: SecondFactorRule,
    /// Whether the registration asks for a name.
    pub ask_name: bool,
    /// Whether the registration asks for a birth date.
    pub ask_birth_date: bool,
    /// Whether members may give a second contact.
    pub ask_second_contact: bool,
    /// After how many days a member may sponsor somebody.
    pub sponsor_after_days: u64,
}

impl Accounts {
    /// What is asked of whoever registers.
    #[must_use]
    pub fn ask(&self) -> Ask {
        Ask { name: self.ask_name, birth_date: self.ask_birth_date, second_contact: self.ask_second_contact }
    }
}

impl Default for Accounts {
    fn default() -> Self {
        let second_factor = SecondFactorRule::Required;
        let (ask_name, ask_birth_date, ask_second_contact) = (false, false, false);
        Self { second_factor, ask_name, ask_birth_date, ask_second_contact, sponsor_after_days: 30 }
    }
}

/// `[desk]`: how reports are worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The hour of the day (UTC) from which on the team is told how much waits.
    pub daily_at: u64,
    /// Whether two moderators decide what is very dangerous, and about its recall.
    pub second_for_very_dangerous: bool,
}

impl Default for Desk {
    fn default() -> Self {
        let DeskRules { daily_at, second_for_very_dangerous } = DeskRules::default();
        Self { daily_at: u64::from(daily_at), second_for_very_dangerous }
    }
}

/// `[check]`: looking identifiers up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// How long a check waits for peers, in milliseconds.
    pub budget_ms: u64,
    /// Checks of one member in an hour.
    pub per_hour: u64,
    /// Checks of one member in a day.
    pub per_day: u64,
    /// Checks beyond both in a day.
    pub reserve: u64,
}

/// `[reports]`: how long what is reported stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reports {
    /// Hours from a withdrawal to the deletion of the bare entry; 0: at once.
    pub withdrawal_hours: u64,
    /// Years after the month in which an alert was reported last.
    pub keep_alerts_years: u64,
    /// Months after it was decided not to publish a report, or an alert was recalled.
    pub keep_refused_months: u64,
}

impl Default for Reports {
    fn default() -> Self {
        let RetentionRules { alerts_years, refused_months } = RetentionRules::default();
        let (keep_alerts_years, keep_refused_months) = (alerts_years.into(), refused_months.into());
        Self { withdrawal_hours: 72, keep_alerts_years, keep_refused_months }
    }
}

/// `[network]`: the link to peers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// libp2p addresses to listen on; an empty list switches the network off.
    pub listen: Vec<Multiaddr>,
    /// libp2p addresses written into invites, where they differ from `listen`.
    pub announce: Vec<Multiaddr>,
    /// Seconds between two syncs with a peer that announces nothing.
    pub sync_seconds: u64,
}

/// `[organisation]`: who is responsible for personal data, and whom to ask. Shown on every page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// The name in law; the one given to `parasol init` where this is not set.
    pub controller: Option<String>,
    /// The postal address, in one line.
    pub address: Option<String>,
    /// The data protection officer's e-mail address.
    pub officer_email: Option<String>,
    /// The data protection officer's telephone number.
    pub officer_phone: Option<String>,
}

/// `[keep]`: what must outlive this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keep {
    /// Where the journal of erasures is.
    pub erasures: Option<PathBuf>,
}

/// `[log]`: what the process says on standard error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// The least severe line that is written.
    pub level: LogLevel,
    /// For people or for machines.
    pub format: LogFormat,
}

impl Default for Web {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            certificate: None,
            key: None,
            certificate_seconds: 60,
            behind_https: false,
            exit_address: WebAddress::default(),
            team_phone: None,
        }
    }
}

impl Default for Check {
    fn default() -> Self {
        Self { budget_ms: 1_000, per_hour: 30, per_day: 95, reserve: 10 }
    }
}

impl Check {
    /// How long a check waits for peers.
    #[must_use]
    pub fn budget(&self) -> Duration {
        Duration::from_millis(self.budget_ms)
    }
}

impl Default for Network {
    fn default() -> Self {
        use libp2p::multiaddr::Protocol;
        let loopback = Multiaddr::empty().with(Protocol::Ip4(Ipv4Addr::LOCALHOST));
        Self {
            listen: vec![
                loopback.clone().with(Protocol::Udp(7431)).with(Protocol::QuicV1),
                loopback.with(Protocol::Tcp(7431)),
            ],
            announce: Vec::new(),
            sync_seconds: 180,
        }
    }
}

/// Where settings are read from.
#[derive(Debug, Default)]
pub struct Sources<'a> {
    /// Path (for messages) and text of the file.
    pub file: Option<(&'a Path, &'a str)>,
    /// The environment.
    pub environment: Vec<(String, String)>,
    /// `section.key=value`, as given on the command line.
    pub flags: &'a [String],
}

/// Everything that is wrong with the settings, one sentence each.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes(pub Vec<String>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "one mistake in the settings:")?,
            n => write!(f, "{n} mistakes in the settings:")?,
        }
        self.0.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl Config {
    /// Reads all layers.
    ///
    /// # Errors
    /// All mistakes of all layers at once.
    pub fn read(sources: &Sources<'_>) -> Result<Self, Mistakes> {
        let mut layers = Layers::gather(sources);
        let mut config = Self::default();
        let Self { web, accounts, check, desk, reports, mail, sms, network, organisation, keep, log } =
            &mut config;
        layers.take("web.listen", &mut web.listen);
        layers.take("web.certificate", &mut web.certificate);
        layers.take("web.key", &mut web.key);
        layers.take_within("web.certificate_seconds", &mut web.certificate_seconds, 1..=86_400);
        layers.take("web.behind_https", &mut web.behind_https);
        layers.take("web.exit_address", &mut web.exit_address);
        layers.take("web.team_phone", &mut web.team_phone);
        layers.take("accounts.second_factor", &mut accounts.second_factor);
        layers.take("accounts.ask_name", &mut accounts.ask_name);
        layers.take("accounts.ask_birth_date", &mut accounts.ask_birth_date);
        layers.take("accounts.ask_second_contact", &mut accounts.ask_second_contact);
        layers.take_within("accounts.sponsor_after_days", &mut accounts.sponsor_after_days, 0..=365);
        layers.take("desk.second_for_very_dangerous", &mut desk.second_for_very_dangerous);
        layers.take_within("check.budget_ms", &mut check.budget_ms, 100..=30_000);
        layers.take_within("check.per_hour", &mut check.per_hour, 1..=1_000);
        layers.take_within("check.per_day", &mut check.per_day, 1..=10_000);
        layers.take_within("check.reserve", &mut check.reserve, 0..=1_000);
        layers.take_within("reports.keep_alerts_years", &mut reports.keep_alerts_years, 1..=5);
        layers.take_within("reports.keep_refused_months", &mut reports.keep_refused_months, 1..=12);
        layers.take_within("desk.daily_at", &mut desk.daily_at, 0..=23);
        layers.take_within("reports.withdrawal_hours", &mut reports.withdrawal_hours, 0..=720);
        mail.take(&mut layers);
        sms.take(&mut layers);
        layers.take("network.listen", &mut network.listen);
        layers.take("network.announce", &mut network.announce);
        layers.take_within("network.sync_seconds", &mut network.sync_seconds, 1..=3_600);
        layers.take("organisation.controller", &mut organisation.controller);
        layers.take("organisation.address", &mut organisation.address);
        layers.take("organisation.officer_email", &mut organisation.officer_email);
        layers.take("organisation.officer_phone", &mut organisation.officer_phone);
        layers.take("keep.erasures", &mut keep.erasures);
        layers.take("log.level", &mut log.level);
        layers.take("log.format", &mut log.format);
        for contradiction in config.contradictions() {
            layers.mistake(contradiction);
        }
        layers.finish().map(|()| config)
    }

    /// Where the journal of erasures is: as set, or beside the database.
    #[must_use]
    pub fn erasures(&self, data: &DataDir) -> PathBuf {
        self.keep.erasures.clone().unwrap_or_else(|| data.path().join("erasures"))
    }

    /// What the core keeps to.
    #[must_use]
    pub fn rules(&self) -> Rules {
        // The settings have bounds far below this.
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let Check { per_hour, per_day, reserve, .. } = self.check;
        let checks =
            CheckLimits { per_hour: number(per_hour), per_day: number(per_day), reserve: number(reserve) };
        let newcomer = self.accounts.sponsor_after_days.saturating_mul(DAY);
        let sponsoring = Sponsoring { newcomer, ..Sponsoring::default() };
        let Reports { keep_alerts_years, keep_refused_months, .. } = self.reports;
        let (alerts_years, refused_months) = (number(keep_alerts_years), number(keep_refused_months));
        let retention = RetentionRules { alerts_years, refused_months };
        let desk = DeskRules {
            daily_at: u8::try_from(self.desk.daily_at).unwrap_or(u8::MAX),
            second_for_very_dangerous: self.desk.second_for_very_dangerous,
        };
        let reports = ReportRules { withdrawal: self.reports.withdrawal_hours.saturating_mul(HOUR) };
        let second_factor = self.accounts.second_factor;
        Rules { checks, retention, sponsoring, second_factor, desk, reports, ..Rules::default() }
    }

    /// The organisation's own numbers and addresses that the settings name: no report is published with one.
    #[must_use]
    pub fn own_contacts(&self) -> Vec<&str> {
        let Organisation { officer_email, officer_phone, .. } = &self.organisation;
        let own = [&self.web.team_phone, officer_email, officer_phone, &self.mail.from, &self.sms.sender];
        // A sender of SMS may be a name.
        let named = own.into_iter().filter_map(Option::as_deref);
        named.filter(|own| own.contains('@') || own.contains(|c: char| c.is_ascii_digit())).collect()
    }

    /// Whether pages reach the browser over HTTPS, from this process or a proxy before it.
    #[must_use]
    pub fn https(&self) -> bool {
        self.web.certificate.is_some() || self.web.behind_https
    }

    fn contradictions(&self) -> Vec<String> {
        let mut found = self.mail.contradictions();
        found.extend(self.sms.contradictions());
        let Web { listen, certificate, key, .. } = &self.web;
        match (certificate, key) {
            (Some(_), None) => found.push("web.key: web.certificate is set, so the file with its key is wanted too".into()),
            (None, Some(_)) => found.push("web.certificate: web.key is set, so the file with the certificate is wanted too".into()),
            (None, None) if !listen.ip().is_loopback() => found.push(format!(
                "web.listen: {listen} can be reached from other machines, where pages travel over HTTPS only; \
                 set web.certificate and web.key, or listen on 127.0.0.1"
            )),
            _ => {}
        }
        found
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]
mod tests;
