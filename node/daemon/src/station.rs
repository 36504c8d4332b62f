//! A node that is open in this process: the store, the writer, the port. What `serve`, `demo` and a command without a
//! running node have in common.

use std::sync::{Arc, OnceLock};

use parasol_core::command::{Command, Event};
use parasol_core::identity::Identity;
use parasol_core::node::{Node, Snapshot};
use parasol_core::roles::Actor;
use parasol_core::rules::Rules;
use parasol_core::store::StoreKey;
use parasol_protocol::ids::OrganisationId;
use parasol_web::port::Port;
use parasol_web::settings::{MessageRoutes, Organisation, Settings};
use rand_core::OsRng;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::config::{Config, Network};
use crate::country::{never_published, pack};
use crate::data::DataDir;
use crate::failure::Failure;
use crate::http::certificate::Certificate;
use crate::messages::Outbox;
use crate::network::{PeerStatus, Peers};
use crate::passwords::Passwords;
use crate::port::NodePort;
use crate::writer::{Queue, Writer};

/// Where verbs are answered: a handle to the open node.
#[derive(Clone)]
pub struct Office {
    /// The node.
    pub port: Arc<NodePort>,
    /// The settings it runs with.
    pub config: Arc<Config>,
    /// Where it lives.
    pub data: DataDir,
    /// The network, once it runs.
    pub reach: Arc<OnceLock<Reach>>,
    /// The certificate that is served, once pages are, over HTTPS.
    pub certificate: Arc<OnceLock<Arc<Certificate>>>,
}

/// What the running network knows.
pub struct Reach {
    /// How the connections with them stand.
    pub peers: Arc<Peers>,
}

impl Office {
    /// Who asks: whoever may open the data directory.
    #[must_use]
    pub fn operator(&self) -> Actor {
        Actor::Operator
    }

    /// Where a peer reaches this node: as given, as the settings announce, or where it listens.
    #[must_use]
    pub fn addresses(&self, given: Vec<String>) -> Vec<String> {
        if given.is_empty() { self.port.addresses() } else { given }
    }

    /// How the connection with a peer stands; nothing is known while the network does not run.
    #[must_use]
    pub fn connection(&self, peer: &OrganisationId) -> Option<PeerStatus> {
        self.reach.get().map(|reach| reach.peers.of(peer))
    }

    /// A snapshot of what the node keeps.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(&self) -> Result<Snapshot, Failure> {
        Ok(self.port.read()?)
    }

    /// Has a command done and made durable.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn command<C: Command>(&self, command: C) -> Result<C::Outcome, Failure> {
        let port: &dyn Port = self.port.as_ref();
        Ok(port.command(command).await?)
    }
}

/// Whether a node is there for people or for looking around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Real people depend on it.
    Real,
    /// Everything in it is invented, and every page says so.
    Demo,
}

/// Buckets erased at a time before a node serves that was put back.
const ERASE_AT_ONCE: usize = 64;

/// An open node.
pub struct Station {
    office: Office,
    writer: Writer,
}

impl Station {
    /// Opens the node that lives in `data` with its key.
    ///
    /// # Errors
    /// When there is none, another process has it open, or its key does not fit.
    pub fn open(data: &DataDir, key: StoreKey, config: Arc<Config>, kind: Kind) -> Result<Self, Failure> {
        let node = Node::open(data.path(), key, clock::now(), &mut OsRng)?;
        let stopped = never_published(&config.own_contacts(), node.identity().country);
        node.set_rules(Rules { stopped, ..config.rules() });
        let caught = node.keep_erasures(&config.erasures(data), clock::now(), &mut OsRng)?;
        if caught.again > 0 {
            tracing::warn!(
                again = caught.again,
                "the database is older than the journal of erasures; erased again"
            );
            while node.erase(ERASE_AT_ONCE, &mut OsRng)? == ERASE_AT_ONCE {}
        }
        if caught.lost > 0 {
            tracing::error!(
                missing = caught.lost,
                "the journal of erasures lacks lines that it had: if the database is an older copy, what was erased since is \
                 back; see `parasol doctor`"
            );
        }
        let writer = Writer::start(node.clone())?;
        let settings = settings(node.identity(), &config, kind, data);
        let port = NodePort::new(node, writer.queue(), Passwords::start()?, settings, data.clone());
        let port = port.announcing(announced(&config.network));
        Ok(Self {
            office: Office {
                port: Arc::new(port),
                config,
                data: data.clone(),
                reach: Arc::default(),
                certificate: Arc::default(),
            },
            writer,
        })
    }

    /// Where verbs are answered.
    #[must_use]
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// What changes from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.writer.events()
    }

    /// Where the network hands commands in.
    #[must_use]
    pub fn queue(&self) -> Queue {
        self.writer.queue()
    }

    /// Done when the writer is gone; the process must end then.
    #[must_use]
    pub fn broken(&self) -> CancellationToken {
        self.writer.gone()
    }

    /// Makes durable what is queued and closes the store.
    pub async fn close(self) {
        let Self { office, writer } = self;
        writer.stop().await;
        drop(office);
    }
}

/// Where the settings have peers reach this node.
fn announced(Network { listen, announce, .. }: &Network) -> Vec<String> {
    let known = if announce.is_empty() { listen } else { announce };
    known.iter().map(ToString::to_string).collect()
}

/// What the pages show, from the organisation, its country and the settings.
fn organisation(identity: &Identity, config: &Config) -> Organisation {
    let set = &config.organisation;
    Organisation {
        controller: set.controller.clone().unwrap_or_else(|| identity.legal_name.clone()),
        address: set.address.clone(),
        officer_email: set.officer_email.clone(),
        officer_phone: set.officer_phone.clone(),
    }
}

fn settings(identity: &Identity, config: &Config, kind: Kind, data: &DataDir) -> Settings {
    let pack = pack(identity.country);
    let languages = if identity.languages.is_empty() { pack.languages } else { identity.languages.clone() };
    Settings {
        public_name: identity.name.clone(),
        country: identity.country,
        languages,
        exit_address: config.web.exit_address.as_str().to_owned(),
        https: config.https(),
        check_budget: config.check.budget(),
        demo: kind == Kind::Demo,
        team_phone: config.web.team_phone.clone(),
        emergency_numbers: pack.emergency,
        messages: MessageRoutes {
            mail: config.mail.host.clone(),
            sms: config.sms.provider.map(|provider| provider.title().to_owned()),
            outbox: Outbox::of(data.path()).path().display().to_string(),
        },
        ask: config.accounts.ask(),
        organisation: organisation(identity, config),
        keep_alerts_years: config.reports.keep_alerts_years,
        keep_refused_months: config.reports.keep_refused_months,
    }
}
