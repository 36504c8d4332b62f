//! Who may pass the gate, and what they may open behind it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use libp2p::{PeerId, StreamProtocol};

/// The conversations of DESIGN's transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::network) enum Protocol {
    /// Ledgers.
    Sync,
    /// Charters and the key.
    Circle,
    /// Evaluations.
    Eval,
    /// The knock of somebody who holds an invite.
    Join,
}

impl Protocol {
    const ALL: [Self; 4] = [Self::Sync, Self::Circle, Self::Eval, Self::Join];

    /// Its name on the wire.
    pub(in crate::network) fn name(self) -> StreamProtocol {
        StreamProtocol::new(match self {
            Self::Sync => "/parasol/sync/1",
            Self::Circle => "/parasol/circle/1",
            Self::Eval => "/parasol/eval/1",
            Self::Join => "/parasol/join/1",
        })
    }

    /// The one that is called so.
    pub(super) fn named(name: &StreamProtocol) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.name() == *name)
    }
}

/// What a known node is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::network) enum Standing {
    /// Accepted by invite; not yet in a charter.
    Linked,
    /// Shares a charter.
    Member,
}

/// The list. It is shared by the gate and the handlers of all connections, so that a change holds at once.
#[derive(Debug, Default)]
pub(in crate::network) struct Admission(RwLock<List>);

#[derive(Debug, Default)]
struct List {
    known: HashMap<PeerId, Standing>,
    invites_open: bool,
}

impl Admission {
    /// Replaces the list.
    pub(in crate::network) fn set(&self, known: HashMap<PeerId, Standing>, invites_open: bool) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = List { known, invites_open };
    }

    /// What this node is to us, if it is known.
    pub(in crate::network) fn standing(&self, peer: &PeerId) -> Option<Standing> {
        self.read(|list| list.known.get(peer).copied())
    }

    /// Whether somebody unknown may knock.
    pub(in crate::network) fn invites_open(&self) -> bool {
        self.read(|list| list.invites_open)
    }

    /// What this node may open.
    pub(super) fn protocols(&self, peer: &PeerId) -> Vec<StreamProtocol> {
        let allowed = self.read(|list| {
            let own: &[Protocol] = match list.known.get(peer) {
                Some(Standing::Member) => &[Protocol::Sync, Protocol::Circle, Protocol::Eval],
                // A joiner that did not hear the answer to its introduction knocks again.
                Some(Standing::Linked) => &[Protocol::Circle, Protocol::Join],
                None => &[],
            };
            let join = list.invites_open.then_some(Protocol::Join).filter(|join| !own.contains(join));
            own.iter().copied().chain(join).collect::<Vec<_>>()
        });
        allowed.into_iter().map(Protocol::name).collect()
    }

    fn read<T>(&self, look: impl FnOnce(&List) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_opens_what_their_standing_allows() {
        let (member, linked, stranger) = (PeerId::random(), PeerId::random(), PeerId::random());
        let known = HashMap::from([(member, Standing::Member), (linked, Standing::Linked)]);
        let admission = Admission::default();
        assert!(admission.protocols(&member).is_empty());
        admission.set(known.clone(), false);
        let names = |protocols: &[Protocol]| protocols.iter().map(|p| p.name()).collect::<Vec<_>>();
        assert_eq!(admission.protocols(&member), names(&[Protocol::Sync, Protocol::Circle, Protocol::Eval]));
        assert_eq!(admission.protocols(&linked), names(&[Protocol::Circle, Protocol::Join]));
        assert!(admission.protocols(&stranger).is_empty());
        admission.set(known, true);
        assert_eq!(admission.protocols(&stranger), names(&[Protocol::Join]));
    }
}
