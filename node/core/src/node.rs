//! The node: its store, its identity and what it keeps in memory.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use crate::allowances::Allowances;
use crate::checks::Remembered;
use crate::circles::{self, Cache, OwnSuccession, Portrait, PortraitError};
use crate::confirmation::Canaries;
use crate::desk::ReportIndex;
use crate::erasures::Kept;
use crate::fair_share::Shares;
use crate::guesses::Guesses;
use crate::holder_notes::HolderNotes;
use crate::identity::{Genesis, Identity, RecoveryKey};
use crate::index::Index;
use crate::members::{self, Gates, Throttle, Trials};
use crate::publish::Resting;
use crate::quota::Quotas;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::rules::Rules;
use crate::sessions::SecondSteps;
use crate::store::{OpenError, ReadTx, Store, StoreError, StoreKey};
use crate::unanswered::Unanswered;

/// A node that is open. Clones are handles to the same one.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    store: Store,
    identity: Identity,
    throttle: Mutex<Throttle>,
    trials: Mutex<Trials>,
    guesses: Mutex<Guesses>,
    second_steps: Mutex<SecondSteps>,
    gates: Mutex<Gates>,
    index: RwLock<Index>,
    reports_index: RwLock<ReportIndex>,
    quotas: Mutex<Quotas>,
    allowances: Mutex<Allowances>,
    remembered: Mutex<Remembered>,
    canaries: Mutex<Canaries>,
    resting: Mutex<Resting>,
    unanswered: Mutex<Unanswered>,
    holder_notes: Mutex<HolderNotes>,
    shares: Mutex<Shares>,
    rules: Mutex<Arc<Rules>>,
    cache: Cache,
    locked: AtomicBool,
    kept: Mutex<Option<Kept>>,
}

/// A node that was just made.
pub struct Created {
    /// The node.
    pub node: Node,
    /// The 24 words of the recovery key: to be shown once and kept nowhere.
    pub recovery_words: Zeroizing<String>,
}

/// A node could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// What was told about the organisation cannot be taken.
    #[error("the {field} must not be empty and must not be longer than {max}; change it")]
    Field {
        /// Which part.
        field: &'static str,
        /// Its bound.
        max: usize,
    },
    /// The recovery words are not this organisation's.
    #[error(transparent)]
    Portrait(#[from] PortraitError),
    /// The store could not be made.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl Node {
    /// Makes a node in `dir`, in which there must not be one yet.
    pub fn create(
        dir: &Path,
        key: StoreKey,
        genesis: Genesis,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Created, CreateError> {
        genesis.check()?;
        let store = Store::create(dir, key, rng)?;
        let mut tx = store.begin(rng).map_err(OpenError::from)?;
        let (identity, recovery_words) =
            Identity::create(&mut tx, genesis, now, rng).map_err(OpenError::from)?;
        tx.commit().map_err(OpenError::from)?;
        Ok(Created { node: Self::with(store, identity, rng)?, recovery_words })
    }

    /// Makes a node in `dir`, in which there must not be one yet, for an organisation whose node is lost: it has a new key,
    /// which its recovery key names, and knows its circles from a partner.
    pub fn succeed(
        dir: &Path,
        key: StoreKey,
        (portrait, recovery): (&Portrait, Option<&RecoveryKey>),
        languages: Vec<String>,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(Self, OwnSuccession), CreateError> {
        recovery.map_or(Ok(()), |recovery| portrait.check(recovery))?;
        let store = Store::create(dir, key, rng)?;
        let mut tx = store.begin(rng).map_err(OpenError::from)?;
        let taken = circles::take_up(&mut tx, portrait, recovery, languages, now, rng);
        let (identity, told) = taken.map_err(OpenError::from)?;
        tx.commit().map_err(OpenError::from)?;
        Ok((Self::with(store, identity, rng)?, told))
    }

    /// Opens the node in `dir`.
    pub fn open(
        dir: &Path,
        key: StoreKey,
        _now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Self, OpenError> {
        let store = Store::open(dir, key, rng)?;
        let half_made = || OpenError::Damaged { dir: dir.to_owned(), what: "it was never completely made" };
        let identity = Identity::load(&store.read()?)?.ok_or_else(half_made)?;
        let node = Self::with(store, identity, rng)?;
        if let Err(error) = node.check_shares() {
            tracing::error!(%error, "the shares of the circles' keys could not be checked");
        }
        Ok(node)
    }

    fn with(store: Store, identity: Identity, rng: &mut dyn CryptoRngCore) -> Result<Self, OpenError> {
        let read = store.read()?;
        let (index, reports_index) = (Index::build(&read)?, ReportIndex::build(&read)?);
        drop(read);
        Ok(Self(Arc::new(Inner {
            store,
            identity,
            throttle: Mutex::default(),
            trials: Mutex::default(),
            guesses: Mutex::default(),
            second_steps: Mutex::default(),
            gates: Mutex::default(),
            index: RwLock::new(index),
            reports_index: RwLock::new(reports_index),
            quotas: Mutex::default(),
            allowances: Mutex::default(),
            remembered: Mutex::new(Remembered::new(rng)),
            canaries: Mutex::default(),
            resting: Mutex::default(),
            unanswered: Mutex::default(),
            holder_notes: Mutex::default(),
            shares: Mutex::default(),
            rules: Mutex::default(),
            cache: Cache::default(),
            locked: AtomicBool::new(false),
            kept: Mutex::default(),
        })))
    }

    /// A snapshot of everything.
    pub fn read(&self) -> Result<Snapshot, StoreError> {
        Ok(Snapshot { tx: self.0.store.read()?, node: self.clone() })
    }

    /// Makes what was removed unreadable for ever, up to `limit` buckets of it; how many were done. To be called between
    /// groups of commands, until it is less than `limit`.
    pub fn erase(&self, limit: usize, rng: &mut dyn CryptoRngCore) -> Result<usize, StoreError> {
        self.0.store.erase_dirty(limit, rng)
    }

    /// Who the organisation is.
    pub fn identity(&self) -> &Identity {
        &self.0.identity
    }

    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.0.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.0.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reports_index(&self) -> RwLockReadGuard<'_, ReportIndex> {
        self.0.reports_index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reports_index_mut(&self) -> RwLockWriteGuard<'_, ReportIndex> {
        self.0.reports_index.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn allowances(&self) -> MutexGuard<'_, Allowances> {
        self.0.allowances.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn canaries(&self) -> MutexGuard<'_, Canaries> {
        self.0.canaries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn resting(&self) -> MutexGuard<'_, Resting> {
        self.0.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn unanswered(&self) -> MutexGuard<'_, Unanswered> {
        self.0.unanswered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn holder_notes(&self) -> MutexGuard<'_, HolderNotes> {
        self.0.holder_notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn shares(&self) -> MutexGuard<'_, Shares> {
        self.0.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn quotas(&self) -> MutexGuard<'_, Quotas> {
        self.0.quotas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn held_rules(&self) -> MutexGuard<'_, Arc<Rules>> {
        self.0.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn gates(&self) -> MutexGuard<'_, Gates> {
        self.0.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.0.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn trials(&self) -> MutexGuard<'_, Trials> {
        self.0.trials.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn guesses(&self) -> MutexGuard<'_, Guesses> {
        self.0.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn second_steps(&self) -> MutexGuard<'_, SecondSteps> {
        self.0.second_steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn locked(&self) -> &AtomicBool {
        &self.0.locked
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    /// The store under it.
    pub fn store(&self) -> &Store {
        &self.0.store
    }
}

/// What the node knows at one moment. Commands that are accepted later do not change it.
pub struct Snapshot {
    pub(crate) tx: ReadTx,
    pub(crate) node: Node,
}

impl Snapshot {
    /// Refuses unless `actor` may do `action`.
    pub fn allow(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        members::allow(&self.tx, &self.node.rules(), actor, action)
    }

    /// The store's rows.
    pub fn store(&self) -> &ReadTx {
        &self.tx
    }

    /// Who the organisation is.
    pub fn identity(&self) -> &Identity {
        self.node.identity()
    }
}
