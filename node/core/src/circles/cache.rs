//! Charters and tag keys in memory: both are verified when they are first read, and never change under their number. A ceremony
//! changes; its verified form is that of the bytes from which it was read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use parasol_protocol::ceremony::Ceremony;
use parasol_protocol::charter::{Charter, Decided, EpochKey};
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::CircleId;

use super::ceremony::tables::KeptSecret;
use super::shares;
use super::tables::{CIRCLES, certified};
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

type Kept<K, T> = RwLock<BTreeMap<K, Arc<T>>>;

/// What has been verified since the node was opened.
#[derive(Default)]
pub(crate) struct Cache {
    charters: Kept<(CircleId, u64), Decided>,
    /// By circle, epoch, and the number of the charter against which the share was checked.
    keys: Kept<(CircleId, u64, u64), TagKey>,
    /// By the same: keys of which all public shares belong to K.
    sound: Kept<(CircleId, u64, u64), ()>,
    /// By the circle: the newest that was read or written, and its bytes.
    ceremonies: Mutex<BTreeMap<CircleId, (KeptSecret, Ceremony)>>,
}

impl Cache {
    /// Forgets everything: it is verified again when it is read next.
    pub(crate) fn forget(&self) {
        self.charters.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.keys.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.sound.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.ceremonies().clear();
    }

    /// The ceremony of these bytes. With twenty participants it takes a hundred signatures and as many multiplications to read one, and
    /// each frame of each of them wants it.
    pub(crate) fn ceremony(
        &self,
        circle: &CircleId,
        bytes: &KeptSecret,
        read: impl FnOnce() -> Result<Ceremony, StoreError>,
    ) -> Result<Ceremony, StoreError> {
        let held = self.ceremonies().get(circle).filter(|(of, _)| of.bytes() == bytes.bytes()).cloned();
        if let Some((_, ceremony)) = held {
            return Ok(ceremony);
        }
        let ceremony = read()?;
        self.keep_ceremony(circle, bytes, &ceremony);
        Ok(ceremony)
    }

    /// Keeps what was just written; should the transaction fail, the bytes in the store are others.
    pub(crate) fn keep_ceremony(&self, circle: &CircleId, bytes: &KeptSecret, ceremony: &Ceremony) {
        self.ceremonies().insert(*circle, (bytes.clone(), ceremony.clone()));
    }

    /// Wipes what is held of a ceremony that is over.
    pub(crate) fn forget_ceremony(&self, circle: &CircleId) {
        self.ceremonies().remove(circle);
    }

    fn ceremonies(&self) -> MutexGuard<'_, BTreeMap<CircleId, (KeptSecret, Ceremony)>> {
        self.ceremonies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the shares of a circle's keys: some of them are destroyed. Those that stay are read again.
    pub(crate) fn forget_shares(&self, circle: &CircleId) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|(of, ..), _| of != circle);
    }
}

fn keep<K: Ord, T>(
    kept: &Kept<K, T>,
    key: K,
    read: impl FnOnce() -> Result<Option<T>, StoreError>,
) -> Result<Option<Arc<T>>, StoreError> {
    let found = kept.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if found.is_some() {
        return Ok(found);
    }
    let Some(value) = read()?.map(Arc::new) else { return Ok(None) };
    kept.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&value));
    Ok(Some(value))
}

impl Snapshot {
    /// The newest decided charter of a circle.
    pub(crate) fn charter(&self, circle: &CircleId) -> Result<Option<Arc<Decided>>, StoreError> {
        let Some(row) = self.tx.get(&CIRCLES, circle)? else { return Ok(None) };
        let key = (*circle, row.number);
        keep(&self.node.cache().charters, key, || certified(&self.tx, circle, row.number))
    }

    /// Whether K and all V_i of a key belong together, whoever holds the shares.
    pub(crate) fn is_sound(&self, charter: &Charter, key: &EpochKey) -> Result<bool, StoreError> {
        let of = (charter.circle, key.epoch, charter.number);
        let sound = keep(&self.node.cache().sound, of, || Ok(key.check_shares().is_ok().then_some(())))?;
        Ok(sound.is_some())
    }

    /// This node's share of the key of an epoch, once it was checked against the charter: its public half is listed there. With
    /// t = 1 that is K, and it makes the canary.
    pub(crate) fn tag_key(&self, circle: &CircleId, epoch: u64) -> Result<Option<Arc<TagKey>>, StoreError> {
        let Some(decided) = self.charter(circle)?.filter(|decided| decided.charter().key_of(epoch).is_some())
        else {
            return Ok(None);
        };
        let number = decided.charter().number;
        let key = (*circle, epoch, number);
        let cache = self.node.cache();
        // What a reader of an older charter left behind may be a share that was destroyed since.
        let current = |(of, _, under): &(CircleId, u64, u64)| of != circle || *under == number;
        if !cache.keys.read().unwrap_or_else(PoisonError::into_inner).keys().all(current) {
            cache.keys.write().unwrap_or_else(PoisonError::into_inner).retain(|key, _| current(key));
            cache.sound.write().unwrap_or_else(PoisonError::into_inner).retain(|key, _| current(key));
        }
        keep(&cache.keys, key, || {
            let share = shares::get(&self.tx, circle, epoch)?;
            let checked = share.map(|share| {
                let checked = share.check_share(decided.charter(), &self.identity().organisation, epoch);
                checked.ok_or_else(|| StoreError::damaged("tag_keys/2"))
            });
            checked.transpose()
        })
    }
}
