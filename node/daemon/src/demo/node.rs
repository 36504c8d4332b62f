//! One node of the demo.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parasol_core::ids::MemberId;
use parasol_core::members::CreateMember;
use parasol_core::roles::{Actor, Role};
use parasol_web::port::Port;
use serde::Serialize;
use tokio::time::{Instant, timeout};

use super::Described;
use super::archive::{self, Amount};
use super::invented::Recognised;
use super::{client, invented};
use crate::cli::init::Init;
use crate::cli::secret::Secret;
use crate::config::{Config, Sources};
use crate::data::DataDir;
use crate::failure::Failure;
use crate::serve::Running;
use crate::station::{Kind, Office};

/// How long a step between two nodes on one machine may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a step is looked at while no event says that something changed.
const LOOK: Duration = Duration::from_millis(100);

/// What a node of the demo is like.
pub(super) struct Cast {
    name: &'static str,
    /// A name that reads the same in every language.
    legal_name: &'static str,
    address: &'static str,
    country: &'static str,
    languages: &'static [&'static str],
    contact: &'static str,
    officer_phone: &'static str,
    members: [(Role, &'static str); 5],
    /// Its alerts.
    pub(super) recognised: fn(usize) -> Recognised,
    pub(super) french: bool,
    pub(super) towns: &'static [&'static str],
}

/// The French node.
pub(super) const JASMINE: Cast = Cast {
    name: "Médecins du Monde — Jasmine (demo)",
    legal_name: "Association Jasmine",
    address: "1 rue du Parasol, 75000 Paris",
    country: "FR",
    languages: &["fr", "en"],
    contact: "privacy@jasmine.example.org",
    officer_phone: "+33 6 39 98 00 02",
    members: [
        (Role::Member, "lucie"),
        (Role::Partner, "samira"),
        (Role::Moderator, "manon"),
        (Role::Moderator, "farah"),
        (Role::Admin, "alex"),
    ],
    recognised: invented::recognised_fr,
    french: true,
    towns: &invented::TOWNS_FR,
};

/// The partner abroad.
pub(super) const PARTNER: Cast = Cast {
    name: "Parapluie Bruxelles (demo)",
    legal_name: "Parapluie ASBL",
    address: "1 rue du Parapluie, 1000 Bruxelles",
    country: "BE",
    languages: &["fr", "en"],
    contact: "privacy@parapluie.example.org",
    officer_phone: "+44 7700 900002",
    members: [
        (Role::Member, "noor"),
        (Role::Partner, "emma"),
        (Role::Moderator, "lotte"),
        (Role::Moderator, "sanne"),
        (Role::Admin, "dirk"),
    ],
    recognised: invented::recognised_be,
    french: false,
    towns: &invented::TOWNS_BE,
};

impl Cast {
    /// Free ports on this machine, whatever the settings say: there are two nodes. Whom to ask about personal data is
    /// invented too, where the settings do not say it.
    fn configured(&self, settings: &Config) -> Result<Config, Failure> {
        let flags = ["network.listen=/ip4/127.0.0.1/udp/0/quic-v1,/ip4/127.0.0.1/tcp/0".to_owned()];
        let free = Config::read(&Sources { flags: &flags, ..Sources::default() })?;
        let mut config = settings.clone();
        config.web.listen.set_port(0);
        config.web.listen.set_ip(free.web.listen.ip());
        (config.web.certificate, config.web.key) = (None, None);
        config.network = free.network;
        let organisation = &mut config.organisation;
        organisation.address.get_or_insert_with(|| self.address.to_owned());
        organisation.officer_email.get_or_insert_with(|| self.contact.to_owned());
        organisation.officer_phone.get_or_insert_with(|| self.officer_phone.to_owned());
        Ok(config)
    }
}

/// Somebody to sign in as.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Account {
    pub(super) role: &'static str,
    pub(super) pseudonym: &'static str,
    pub(super) password: String,
}

/// A running node of the demo.
pub(super) struct DemoNode {
    pub(super) cast: &'static Cast,
    running: Running,
    accounts: Vec<(MemberId, Role, Account)>,
}

impl DemoNode {
    /// Makes and starts it, with one member of each role, and a second moderator.
    pub(super) async fn start(
        cast: &'static Cast,
        folder: &Path,
        settings: &Config,
        archive: Option<Amount>,
    ) -> Result<Self, Failure> {
        let data = DataDir::new(folder);
        let country = cast.country.parse().map_err(|error| Failure::refused("country", error))?;
        let init = Init {
            name: cast.name.to_owned(),
            legal_name: Some(cast.legal_name.to_owned()),
            country,
            languages: cast.languages.iter().map(|&language| language.to_owned()).collect(),
            contact: cast.contact.to_owned(),
        };
        init.make(&data)?;
        let config = Arc::new(cast.configured(settings)?);
        if let Some(amount) = archive {
            archive::write(&data, &config, amount)?;
        }
        let running = Running::start(&data, data.store_key()?, config, Kind::Demo).await?;
        let mut node = Self { cast, running, accounts: Vec::new() };
        for (role, pseudonym) in cast.members {
            node.enrol(role, pseudonym).await?;
        }
        Ok(node)
    }

    async fn enrol(&mut self, role: Role, pseudonym: &'static str) -> Result<(), Failure> {
        let office = self.office();
        let secret = Secret::made_up();
        let password = office.port.hash_password(secret.expose().clone().into()).await?;
        let actor = office.operator();
        let command = CreateMember { actor, pseudonym: pseudonym.to_owned(), role, password, sponsor: None };
        let id = office.command(command).await?;
        let account = Account { role: role.name(), pseudonym, password: secret.expose().to_string() };
        self.accounts.push((id, role, account));
        Ok(())
    }

    pub(super) fn office(&self) -> &Office {
        self.running.office()
    }

    /// The member with this role, as who gives a command.
    pub(super) fn actor(&self, wanted: Role) -> Actor {
        let found = self.accounts.iter().find(|(_, role, _)| *role == wanted);
        found.map_or(Actor::Operator, |(id, role, _)| Actor::Member(*id, *role))
    }

    /// The moderator who confirms what the first one proposes.
    pub(super) fn second(&self) -> Actor {
        self.second_moderator().map_or(Actor::Operator, |(id, role, _)| Actor::Member(*id, *role))
    }

    fn second_moderator(&self) -> Option<&(MemberId, Role, Account)> {
        self.accounts.iter().filter(|(_, role, _)| *role == Role::Moderator).nth(1)
    }

    /// The member with this role, signed in at the API.
    pub(super) async fn sign_in(&self, wanted: Role) -> Result<client::Client, Failure> {
        self.signed_in(self.accounts.iter().find(|(_, role, _)| *role == wanted)).await
    }

    /// The second moderator, signed in at the API.
    pub(super) async fn sign_in_second(&self) -> Result<client::Client, Failure> {
        self.signed_in(self.second_moderator()).await
    }

    async fn signed_in(&self, who: Option<&(MemberId, Role, Account)>) -> Result<client::Client, Failure> {
        let (.., account) = who.ok_or_else(|| client::unexpected("signing in", "nobody with this role"))?;
        client::Client::sign_in(self.running.url(), account.pseudonym, &account.password).await
    }

    pub(super) fn describe(&self) -> Described {
        Described {
            name: self.cast.name.to_owned(),
            country: self.cast.country.to_owned(),
            web: self.running.url().to_owned(),
            data: self.office().data.path().display().to_string(),
            accounts: self.accounts.iter().map(|(.., account)| account.clone()).collect(),
        }
    }

    /// Waits until something holds at this node: looks at every change, and now and then.
    pub(super) async fn until(
        &self,
        what: &str,
        holds: impl Fn(&Office) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let mut events = self.running.events();
        let end = Instant::now() + PATIENCE;
        while !holds(self.office())? {
            if Instant::now() >= end {
                let sentence =
                    format!("{}: expected within {} seconds: {what}", self.cast.name, PATIENCE.as_secs());
                return Err(Failure::refused("story", sentence));
            }
            // Neither a missed event nor the end of the wait matters: the next look decides.
            let _ = timeout(LOOK, events.recv()).await;
        }
        Ok(())
    }

    pub(super) async fn broken(&self) {
        self.running.broken().await;
    }

    pub(super) async fn stop(self) {
        self.running.stop().await;
    }
}
