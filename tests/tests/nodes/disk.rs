//! What lies in the data directory of a node that has stopped.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use parasol_core::node::{Node, Snapshot};
use parasol_core::store::{OpenError, StoreKey};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use parasol_protocol::sync::Ledgers;
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::{Chained, Volume, VolumeName};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// The time.
pub(crate) fn now() -> Timestamp {
    Timestamp::new(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
}

/// Whoever has the directory has the key too: it lies in it.
pub(crate) fn open(data: &Path) -> Node {
    try_open(data).unwrap()
}

/// The same with a directory that may be unfit.
pub(crate) fn try_open(data: &Path) -> Result<Node, OpenError> {
    let key = StoreKey::from_text(&fs::read_to_string(data.join("store.key")).unwrap()).unwrap();
    Node::open(data, key, now(), &mut ChaCha20Rng::seed_from_u64(1))
}

/// A digest of every row of the store.
pub(crate) fn fingerprint(data: &Path) -> [u8; 32] {
    open(data).read().unwrap().store().fingerprint().unwrap()
}

/// The records that a publisher's ledger lists, by their hashes.
pub(crate) fn listed(snapshot: &Snapshot, circle: CircleId, publisher: OrganisationId) -> Vec<Hash> {
    let ledgers = snapshot.ledgers();
    let Some(head) = ledgers.head(&circle, &publisher) else { return Vec::new() };
    let mut hashes = Vec::new();
    for listed in &head.body().volumes {
        let name = VolumeName { circle, publisher, key: listed.0 };
        let mut volume = Volume::new(name);
        for n in 1..=listed.1 {
            let bytes = ledgers.batch(&name, n).unwrap();
            volume.take(&Chained::read(&bytes, &name.key, volume.position()).unwrap()).unwrap();
        }
        hashes.extend(volume.live().unwrap().into_iter().map(|(_, hash)| hash));
    }
    hashes
}

/// Every file of a directory.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let plain = entries.filter(|entry| entry.file_type().unwrap().is_file());
    plain.map(|entry| (entry.file_name().into(), fs::read(entry.path()).unwrap())).collect()
}

/// Copies a directory.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (name, bytes) in files(from) {
        fs::write(to.join(&name), bytes).unwrap();
        fs::set_permissions(to.join(&name), fs::metadata(from.join(&name)).unwrap().permissions()).unwrap();
    }
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
}
