//! One of the two nodes of a pair changes sides: its process is gone, its data directory is in the test's hands, and with it
//! its key, its place in the charter and its ledger.

use std::path::PathBuf;

use parasol_core::node::Node as Core;
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, NodeSecret, Verified};
use parasol_protocol::head::{Head, Listed};
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use parasol_protocol::sync::message::{Greeting, Hello, Known, Message};
use parasol_protocol::sync::{Effect, Ledgers, Session};
use parasol_protocol::volume::{Batch, Op, VolumeKey, VolumeName};
use parasol_tests::{Node, Pair, Tellers, from_abroad, number};

use crate::disk;
use crate::insider::{Insider, Line, SYNC, Seen};

/// The other node, and everything that the turncoat has.
pub(crate) struct Turncoat {
    /// The node that is still honest.
    pub(crate) victim: Node,
    /// The gone node's folder lives as long as this.
    _gone: Node,
    /// What the turncoat holds.
    pub(crate) core: Core,
    pub(crate) circle: CircleId,
    pub(crate) charter: u64,
    pub(crate) me: OrganisationId,
    pub(crate) them: OrganisationId,
    them_key: NodeKey,
    address: String,
}

impl Turncoat {
    /// A pair with one entry of each; then the one that opens the sessions turns.
    pub(crate) fn new() -> Self {
        Self::after(|pair| {
            for (n, node) in [&pair.france, &pair.belgium].into_iter().enumerate() {
                let _ = Tellers::at(node).publish(&from_abroad(&number(n)));
            }
        })
    }

    /// A pair with a past.
    pub(crate) fn after(past: impl FnOnce(&Pair)) -> Self {
        let pair = Pair::linked();
        past(&pair);
        pair.until_converged();
        let Pair { mut france, mut belgium } = pair;
        france.stop();
        belgium.stop();
        let key = |node: &Node| disk::open(&node.data()).identity().node_key();
        let (victim, gone) = if key(&france) < key(&belgium) { (belgium, france) } else { (france, belgium) };
        let core = disk::open(&gone.data());
        let snapshot = core.read().unwrap();
        let link = snapshot.links().unwrap().remove(0);
        let (circle, charter) = snapshot.ledgers().common_circles(&link.organisation)[0];
        drop(snapshot);
        Self {
            me: core.identity().organisation,
            them: link.organisation,
            them_key: link.node_key,
            circle,
            charter,
            core,
            address: String::new(),
            victim,
            _gone: gone,
        }
    }

    /// The victim's directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.victim.data()
    }

    /// Serves the victim.
    pub(crate) fn serve(&mut self) {
        self.victim.serve();
        let addresses = self.victim.peer_addresses();
        self.address = addresses.into_iter().find(|address| address.contains("/tcp/")).unwrap();
    }

    pub(crate) fn secret(&self) -> &NodeSecret {
        self.core.identity().secret()
    }

    /// A client under the turncoat's own key, connected.
    pub(crate) fn connect(&self) -> Insider {
        self.connect_as(*self.secret().seed())
    }

    /// A client under any key.
    pub(crate) fn connect_as(&self, seed: [u8; 32]) -> Insider {
        let mut insider = Insider::new(seed, &self.them_key);
        assert_eq!(insider.dial(&self.address), Seen::Connected);
        insider
    }

    /// The hello of an honest node that holds what the turncoat holds.
    pub(crate) fn honest_hello(&self) -> Vec<u8> {
        let snapshot = self.core.read().unwrap();
        let (_, effects) = Session::open(self.me, self.them, &snapshot.ledgers());
        effects
            .into_iter()
            .find_map(|effect| if let Effect::Send(hello) = effect { Some(hello) } else { None })
            .unwrap()
    }

    /// A hello that says which heads are held.
    pub(crate) fn hello(&self, heads: Vec<Known>) -> Vec<u8> {
        let greeting = Greeting { circle: self.circle, charter: self.charter, heads, acks: vec![] };
        let (organisation, circles) = (self.me, vec![greeting]);
        Message::Hello(Hello { versions: vec![1], organisation, circles }).to_bytes()
    }

    /// Opens a session and says an honest hello; the victim's own is heard.
    pub(crate) fn greet<'a>(&self, insider: &'a mut Insider) -> Line<'a> {
        let mut line = insider.open(SYNC).unwrap();
        line.say(&self.honest_hello());
        assert!(matches!(Message::from_bytes(&line.hear().unwrap()), Ok(Message::Hello(_))));
        line
    }

    /// The newest head of the turncoat's own ledger.
    pub(crate) fn head(&self) -> Verified<Head> {
        self.core.read().unwrap().ledgers().head(&self.circle, &self.me).unwrap()
    }

    /// The next head, changed.
    pub(crate) fn next_head(&self, change: impl FnOnce(&mut Head)) -> Verified<Head> {
        let held = self.head();
        let mut next = held.body().clone();
        (next.seq, next.prev, next.time) = (next.seq + 1, Some(held.hash()), disk::now());
        change(&mut next);
        envelope::seal(next, self.secret())
    }

    /// The turncoat's volume, and its batches.
    pub(crate) fn volume(&self) -> (Listed, Vec<Vec<u8>>) {
        let listed = self.head().body().volumes[0];
        let name = VolumeName { circle: self.circle, publisher: self.me, key: listed.0 };
        let snapshot = self.core.read().unwrap();
        let batches = (1..=listed.1).map(|n| snapshot.ledgers().batch(&name, n).unwrap()).collect();
        (listed, batches)
    }
}

/// A batch.
pub(crate) fn batch(volume: VolumeKey, n: u64, ops: Vec<Op>) -> Vec<u8> {
    codec::encode(&Batch(volume, n, ops))
}
