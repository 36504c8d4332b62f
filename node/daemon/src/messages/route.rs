//! The ways by which messages go out, and which one is taken.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parasol_core::ids::MessageId;
use parasol_core::messages::{Channel, Fault, Outcome, UnderWay};
use parasol_protocol::time::Timestamp;
use parasol_web::messages::Rendered;
use tokio::task::spawn_blocking;

use super::gateway::Gateway;
use super::outbox::Outbox;
use super::smtp::MailServer;
use super::spool::Spool;
use crate::config::Config;

/// How long handing one message over may take.
pub(super) const TRY_TIME: Duration = Duration::from_secs(30);

/// A message as it is handed over. Its `Debug` shows its id.
pub(super) struct Parcel {
    pub(super) id: MessageId,
    pub(super) to: String,
    pub(super) text: Rendered,
    pub(super) now: Timestamp,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parcel({})", self.id.short())
    }
}

/// A way to hand a message over.
#[derive(Clone)]
pub(super) enum Route {
    Mail(Arc<MailServer>),
    Gateway(Arc<Gateway>),
    Spool(Spool),
    Outbox(Outbox),
}

impl Route {
    /// The way in words, kept beside a message while it is being handed over.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Mail(server) => format!("smtp {}", server.host()),
            Self::Gateway(gateway) if gateway.is_idempotent() => format!("{ONCE}{}", gateway.host()),
            Self::Gateway(gateway) => format!("http {}", gateway.host()),
            Self::Spool(_) => SPOOL.to_owned(),
            Self::Outbox(_) => OUTBOX.to_owned(),
        }
    }

    /// Hands a message over. Whatever goes wrong in it, even a bug, is an outcome.
    pub(super) async fn hand_over(&self, parcel: Parcel) -> Outcome {
        let route = self.clone();
        let handed = match route {
            Self::Mail(server) => tokio::spawn(async move { server.hand_over(&parcel).await }).await,
            Self::Gateway(gateway) => tokio::spawn(async move { gateway.hand_over(&parcel).await }).await,
            Self::Spool(spool) => spawn_blocking(move || spool.hand_over(&parcel)).await,
            Self::Outbox(outbox) => spawn_blocking(move || outbox.hand_over(&parcel)).await,
        };
        handed.unwrap_or(Outcome::Unknown(Fault::NoAnswer))
    }
}

const OUTBOX: &str = "outbox";
const SPOOL: &str = "spool";
/// The beginning of the name of a gateway that knows a message again by its id.
const ONCE: &str = "http-once ";

/// What the settings set up.
pub struct Routes {
    mail: Option<Route>,
    sms: Option<Route>,
    outbox: Outbox,
}

impl Routes {
    /// Everything that the settings set up, and the outbox for the rest.
    #[must_use]
    pub fn new(config: &Config, data: &Path) -> Self {
        let spool = || Spool::new(&config.sms).map(Route::Spool);
        let gateway = || Gateway::new(&config.sms).map(|gateway| Route::Gateway(Arc::new(gateway)));
        Self {
            mail: MailServer::new(&config.mail).map(|server| Route::Mail(Arc::new(server))),
            sms: if config.sms.is_gammu() { spool() } else { gateway() },
            outbox: Outbox::of(data),
        }
    }

    /// The outbox folder.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The way for a channel now. An SMS goes out only if an admin has agreed.
    pub(super) fn take(&self, channel: Channel, agreed: bool) -> Route {
        let outbox = || Route::Outbox(self.outbox.clone());
        match channel {
            Channel::Mail => self.mail.clone().unwrap_or_else(outbox),
            Channel::Sms if agreed => self.sms.clone().unwrap_or_else(outbox),
            Channel::Sms => outbox(),
        }
    }

    /// What is known of a message that was being handed over when the node stopped. Nothing, unless its way tells:
    /// then it is for a person to decide.
    pub(super) fn settle(&self, under_way: &UnderWay) -> Outcome {
        let UnderWay { id, channel, route } = under_way;
        match (route.as_str(), self.take(*channel, true)) {
            (OUTBOX, _) if self.outbox.holds(id) => Outcome::Filed,
            (OUTBOX, _) => Outcome::Later(Fault::Stopped),
            (SPOOL, Route::Spool(spool)) => spool.settle(id),
            (name, now) if name.starts_with(ONCE) && now.name() == name => Outcome::Later(Fault::Stopped),
            _ => Outcome::Unknown(Fault::Stopped),
        }
    }
}
