//! How the connections with peers stand, for pages and for `parasol peer list`. It lives in memory alone.

use std::collections::BTreeMap;

use parasol_protocol::ids::OrganisationId;
use parasol_protocol::sync::Fault;
use parasol_protocol::time::Timestamp;
use tokio::sync::watch;

/// How the connection with one peer stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeerStatus {
    /// Whether there is a connection.
    pub connected: bool,
    /// Since when there is one, or since when there is none.
    pub since: Option<Timestamp>,
    /// When something last came from it.
    pub last_contact: Option<Timestamp>,
    /// The last rule that it broke.
    pub last_fault: Option<(Timestamp, Fault)>,
}

/// The status of all peers, shared by the network and whoever shows it.
#[derive(Debug, Default)]
pub struct Peers(watch::Sender<BTreeMap<OrganisationId, PeerStatus>>);

impl Peers {
    /// How the connection with one peer stands.
    #[must_use]
    pub fn of(&self, organisation: &OrganisationId) -> PeerStatus {
        self.0.borrow().get(organisation).copied().unwrap_or_default()
    }

    /// Done as soon as the connection with one peer stands so.
    pub async fn until(
        &self,
        organisation: OrganisationId,
        stands: impl Fn(&PeerStatus) -> bool,
    ) -> PeerStatus {
        let mut watching = self.0.subscribe();
        let status = |peers: &BTreeMap<_, _>| peers.get(&organisation).copied().unwrap_or_default();
        // The sender is borrowed here, so that it cannot be gone.
        let found = watching.wait_for(|peers| stands(&status(peers))).await;
        found.map_or_else(|_| PeerStatus::default(), |peers| status(&peers))
    }

    /// Forgets everybody who is not in `links`, which bounds the list.
    pub(super) fn keep(&self, links: impl Fn(&OrganisationId) -> bool) {
        self.0.send_modify(|peers| peers.retain(|organisation, _| links(organisation)));
    }

    pub(super) fn connected(&self, organisation: OrganisationId, connected: bool, now: Timestamp) {
        self.change(organisation, |status| {
            if status.connected != connected || status.since.is_none() {
                (status.connected, status.since) = (connected, Some(now));
            }
        });
    }

    pub(super) fn contact(&self, organisation: OrganisationId, now: Timestamp) {
        self.change(organisation, |status| status.last_contact = Some(now));
    }

    pub(super) fn fault(&self, organisation: OrganisationId, fault: Fault, now: Timestamp) {
        self.change(organisation, |status| status.last_fault = Some((now, fault)));
    }

    fn change(&self, organisation: OrganisationId, change: impl FnOnce(&mut PeerStatus)) {
        self.0.send_modify(|peers| change(peers.entry(organisation).or_default()));
    }
}
