//! A node's ledgers in memory.
use std::collections::{BTreeMap, BTreeSet};

use parasol_protocol::codec;
use parasol_protocol::envelope::{self, NodeSecret, Verified};
use parasol_protocol::evaluation::Output;
use parasol_protocol::head::{Ack, Head, Listed};
use parasol_protocol::ids::{AlertRef, CircleId, EntryId, Hash, Incarnation, NodeKey, OrganisationId};
use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::record::{Audience, Danger, Entry, Record};
use parasol_protocol::sync::{Applied, Delta, Evidence, Extension, Fault, Ledgers, Listing, Progress};
use parasol_protocol::time::{Month, Timestamp};
use parasol_protocol::volume::{
    Batch, Chained, MAX_IDS, Op, Position, Standing, Volume, VolumeKey, VolumeName,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

pub(crate) const CIRCLE: CircleId = CircleId::new([0xc1; 16]);
pub(crate) const NOW: Timestamp = Timestamp::new(1_795_000_000);

pub(crate) const fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new([n; 16])
}

pub(crate) fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

/// An entry's record as `audience` would file it.
pub(crate) fn record(audience: Audience, id: EntryId, rng: &mut ChaCha20Rng) -> Record {
    let mut output = [0; 64];
    rand_core::RngCore::fill_bytes(rng, &mut output);
    let danger = Danger {
        alert: AlertRef::new([9; 16]),
        level: Level::VeryDangerous,
        kinds: vec![EventKind::RapeOrAttempt],
        perpetrator: Some(Perpetrator::Client),
        country: "FR".parse().unwrap(),
        month: Month::new(2026, 11).unwrap(),
        note: None,
        shown: "+33 6 39 98 41 57".into(),
        platform: None,
        list: 1,
    };
    let entry = Entry { audience, id, expires: NOW.plus(86_400), danger };
    entry.seal(&Output::new(output), rng).unwrap()
}

/// One node: what it holds, and who it is.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) n: u8,
    pub(crate) members: BTreeMap<OrganisationId, NodeKey>,
    pub(crate) charter: u64,
    pub(crate) heads: BTreeMap<OrganisationId, Verified<Head>>,
    pub(crate) volumes: BTreeMap<VolumeName, Volume>,
    pub(crate) batches: BTreeMap<(VolumeName, u64), Vec<u8>>,
    pub(crate) records: BTreeMap<Hash, Vec<u8>>,
    /// Keys of its own that were replaced.
    pub(crate) former_keys: Vec<NodeKey>,
    /// What the volumes list.
    live: BTreeMap<VolumeName, Vec<(EntryId, Hash)>>,
    pub(crate) own_heads: BTreeSet<(u64, Hash)>,
    pub(crate) acks: BTreeMap<(OrganisationId, OrganisationId), Verified<Ack>>,
    pub(crate) evidence: Vec<Evidence>,
    /// How many steps it cannot keep before it can.
    pub(crate) busy: usize,
    pub(crate) per_volume: u64,
    incarnation: Incarnation,
    rng: ChaCha20Rng,
}

impl Node {
    pub(crate) fn new(n: u8, members: u8) -> Self {
        let members = (1..=members).map(|m| (organisation(m), secret(m).public())).collect();
        let mut rng = ChaCha20Rng::seed_from_u64(u64::from(n));
        Self {
            n,
            members,
            charter: 1,
            heads: BTreeMap::new(),
            volumes: BTreeMap::new(),
            batches: BTreeMap::new(),
            records: BTreeMap::new(),
            former_keys: Vec::new(),
            live: BTreeMap::new(),
            own_heads: BTreeSet::new(),
            acks: BTreeMap::new(),
            evidence: Vec::new(),
            busy: 0,
            per_volume: 1_000,
            incarnation: Incarnation::random(&mut rng),
            rng,
        }
    }

    pub(crate) fn me(&self) -> OrganisationId {
        organisation(self.n)
    }

    fn own_name(&self, part: u32) -> VolumeName {
        let key = VolumeKey(1, Month::new(2026, 11).unwrap(), part, self.incarnation);
        VolumeName { circle: CIRCLE, publisher: self.me(), key }
    }

    /// Files `count` new entries and signs a head.
    pub(crate) fn publish(&mut self, count: u64) -> Vec<EntryId> {
        let mut filed = Vec::new();
        let mut part = 0;
        while u64::try_from(filed.len()).unwrap() < count {
            let name = self.own_name(part);
            let volume = self.volumes.entry(name).or_insert_with(|| Volume::new(name));
            let used = MAX_IDS - volume.room();
            let room = self.per_volume.saturating_sub(used);
            let left = count - u64::try_from(filed.len()).unwrap();
            let size = room.min(left).min(256);
            if size == 0 {
                part += 1;
                continue;
            }
            let audience = Audience { circle: CIRCLE, epoch: 1, publisher: self.me() };
            let ops: Vec<Op> = (0..size)
                .map(|_| {
                    let id = EntryId::random(&mut self.rng);
                    let record = record(audience, id, &mut self.rng);
                    self.records.insert(record.hash(), record.bytes().to_vec());
                    filed.push(id);
                    Op(id, Some(record.hash()))
                })
                .collect();
            self.append(name, ops);
        }
        self.sign(vec![]);
        filed
    }

    /// Recalls entries of its own and signs a head.
    pub(crate) fn recall(&mut self, ids: &[EntryId]) {
        for id in ids {
            let me = self.me();
            let own = self.volumes.iter().filter(|(name, _)| name.publisher == me);
            let found = own
                .filter_map(|(name, volume)| match volume.standing(id).unwrap() {
                    Standing::Live(hash) => Some((*name, hash)),
                    _ => None,
                })
                .next();
            if let Some((name, hash)) = found {
                self.append(name, vec![Op(*id, None)]);
                self.records.remove(&hash);
            }
        }
        self.sign(vec![]);
    }

    fn append(&mut self, name: VolumeName, ops: Vec<Op>) {
        let chained = self.volumes.get_mut(&name).unwrap().append(ops).unwrap();
        self.batches.insert((name, chained.after().batches), chained.bytes().to_vec());
        self.live.insert(name, self.volumes[&name].live().unwrap());
    }

    /// Signs a head over what its ledger is now.
    pub(crate) fn sign(&mut self, mends: Vec<Hash>) -> Verified<Head> {
        let me = self.me();
        let own = self.volumes.iter().filter(|(name, _)| name.publisher == me);
        let volumes = own
            .map(|(name, volume)| Listed(name.key, volume.position().batches, volume.position().digest))
            .collect();
        let held = self.heads.get(&me);
        let head = Head {
            circle: CIRCLE,
            publisher: me,
            seq: held.map_or(1, |held| held.body().seq + 1),
            prev: held.map(Verified::hash),
            time: NOW,
            epoch: 1,
            volumes,
            complete: true,
            mends,
        };
        let head = envelope::seal(head, &secret(self.n));
        self.own_heads.insert((head.body().seq, head.hash()));
        self.heads.insert(me, head.clone());
        head
    }

    /// Goes on in new volumes, as after a roll-back.
    pub(crate) fn begin_again(&mut self) {
        self.incarnation = Incarnation::random(&mut self.rng);
    }

    pub(crate) fn live(&self) -> BTreeSet<(VolumeName, EntryId, Hash)> {
        self.entries().collect()
    }

    fn entries(&self) -> impl Iterator<Item = (VolumeName, EntryId, Hash)> {
        self.live.iter().flat_map(|(name, live)| live.iter().map(|(id, hash)| (*name, *id, *hash)))
    }

    pub(crate) fn missing_everywhere(&self) -> usize {
        self.members.keys().map(|publisher| self.missing(&CIRCLE, publisher, usize::MAX).len()).sum()
    }

    /// All that must be equal on nodes that converged.
    pub(crate) fn digest(&self) -> Hash {
        let heads: Vec<Hash> = self.heads.values().map(Verified::hash).collect();
        let documents: Vec<Vec<Hash>> =
            self.volumes.clone().values_mut().map(Volume::document_heads).collect();
        let positions: Vec<&Position> = self.volumes.values().map(Volume::position).collect();
        let records: Vec<&Hash> = self.records.keys().collect();
        let live: Vec<(VolumeName, EntryId, Hash)> = self.live().into_iter().collect();
        codec::hash("test/state", &codec::encode(&(heads, documents, positions, records, live)))
    }

    /// Keeps what a session hands over, or leaves everything as it was.
    pub(crate) fn apply(&mut self, delta: &Delta) -> Applied {
        if self.busy > 0 {
            self.busy -= 1;
            return Applied::Later;
        }
        match delta {
            Delta::Ack(ack) => {
                let key = (ack.body().publisher, ack.body().from);
                let newer = self.acks.get(&key).is_none_or(|held| held.body().seq <= ack.body().seq);
                if newer {
                    self.acks.insert(key, (**ack).clone());
                }
                Applied::Kept { ack: None }
            }
            Delta::Evidence(evidence) => {
                self.evidence.push((**evidence).clone());
                Applied::Kept { ack: None }
            }
            Delta::Found(found) => {
                self.keep_records(found.records());
                Applied::Kept { ack: self.ack(found.publisher()) }
            }
            Delta::Progress(progress) => self.keep_progress(progress),
        }
    }

    fn keep_progress(&mut self, progress: &Progress) -> Applied {
        let head = progress.head();
        let publisher = head.body().publisher;
        let newer = self.heads.get(&publisher).is_some_and(|held| held.body().seq >= head.body().seq);
        if newer && publisher != self.me() {
            return Applied::Later;
        }
        let mut changed = Vec::new();
        for extension in progress.extensions() {
            match self.extended(extension) {
                Ok(volume) => changed.push((volume, extension)),
                Err(applied) => return applied,
            }
        }
        for (volume, extension) in changed {
            let name = *extension.name();
            if extension.from().batches == 0 {
                self.batches.retain(|(held, _), _| *held != name);
            }
            for chained in extension.batches() {
                self.batches.insert((name, chained.after().batches), chained.bytes().to_vec());
            }
            self.live.insert(name, volume.live().unwrap());
            self.volumes.insert(name, volume);
        }
        self.keep_records(progress.records());
        if progress.is_whole() {
            let listed =
                |name: &VolumeName| name.publisher != publisher || head.body().position(&name.key).is_some();
            self.volumes.retain(|name, _| listed(name));
            self.live.retain(|name, _| listed(name));
            self.batches.retain(|(name, _), _| listed(name));
            self.heads.insert(publisher, head.clone());
            if publisher == self.me() {
                self.own_heads.insert((head.body().seq, head.hash()));
            }
        }
        self.drop_recalled();
        Applied::Kept { ack: if progress.is_whole() { self.ack(&publisher) } else { None } }
    }

    fn extended(&self, extension: &Extension) -> Result<Volume, Applied> {
        let name = *extension.name();
        let mut volume = self.volumes.get(&name).cloned().unwrap_or_else(|| Volume::new(name));
        if volume.position() == extension.to() {
            return Ok(volume);
        }
        if *extension.from() == Position::start(&name) {
            volume = Volume::new(name);
        }
        if volume.position() != extension.from() {
            return Err(Applied::Later);
        }
        for chained in extension.batches() {
            volume.take(chained).map_err(|_| Applied::Refused(Fault::Step))?;
        }
        Ok(volume)
    }

    fn keep_records(&mut self, records: &[Record]) {
        let listed: BTreeSet<Hash> = self.entries().map(|(_, _, hash)| hash).collect();
        for record in records.iter().filter(|record| listed.contains(&record.hash())) {
            self.records.insert(record.hash(), record.bytes().to_vec());
        }
    }

    fn drop_recalled(&mut self) {
        let listed: BTreeSet<Hash> = self.entries().map(|(_, _, hash)| hash).collect();
        self.records.retain(|hash, _| listed.contains(hash));
    }

    fn ack(&mut self, publisher: &OrganisationId) -> Option<Vec<u8>> {
        let whole = *publisher != self.me() && self.missing(&CIRCLE, publisher, 1).is_empty();
        let head = self.heads.get(publisher).filter(|_| whole)?;
        let ack = Ack {
            circle: CIRCLE,
            publisher: *publisher,
            from: self.me(),
            seq: head.body().seq,
            head: head.hash(),
            time: NOW,
        };
        let ack = envelope::seal(ack, &secret(self.n));
        self.acks.insert((*publisher, self.me()), ack.clone());
        Some(ack.bytes().to_vec())
    }
}

impl Ledgers for Node {
    fn common_circles(&self, peer: &OrganisationId) -> Vec<(CircleId, u64)> {
        if self.members.contains_key(peer) { vec![(CIRCLE, self.charter)] } else { vec![] }
    }

    fn member_key(&self, circle: &CircleId, organisation: &OrganisationId) -> Option<NodeKey> {
        self.members.get(organisation).copied().filter(|_| *circle == CIRCLE)
    }

    fn heads(&self, _: &CircleId) -> Vec<Verified<Head>> {
        self.heads.values().cloned().collect()
    }

    fn head(&self, _: &CircleId, publisher: &OrganisationId) -> Option<Verified<Head>> {
        self.heads.get(publisher).cloned()
    }

    fn position(&self, volume: &VolumeName) -> Position {
        self.volumes.get(volume).map_or(Position::start(volume), |held| *held.position())
    }

    fn batch(&self, volume: &VolumeName, n: u64) -> Option<Vec<u8>> {
        self.batches.get(&(*volume, n)).cloned()
    }

    fn record(&self, circle: &CircleId, hash: &Hash) -> Option<Vec<u8>> {
        self.records.get(hash).filter(|_| *circle == CIRCLE).cloned()
    }

    fn missing(&self, _: &CircleId, publisher: &OrganisationId, limit: usize) -> Vec<Listing> {
        self.entries()
            .filter(|(name, _, hash)| name.publisher == *publisher && !self.records.contains_key(hash))
            .map(|(name, id, hash)| Listing { volume: name.key, id, hash })
            .take(limit)
            .collect()
    }

    fn takes_back(&self, _: &CircleId) -> bool {
        true
    }

    fn is_own_former_key(&self, _: &CircleId, key: &NodeKey) -> bool {
        self.former_keys.contains(key)
    }

    fn is_own_head(&self, _: &CircleId, seq: u64, hash: &Hash) -> bool {
        self.own_heads.contains(&(seq, *hash))
    }

    fn acks(&self, _: &CircleId, peer: &OrganisationId) -> Vec<Vec<u8>> {
        let told = self.acks.iter().filter(|((publisher, from), _)| [publisher, from].contains(&peer));
        told.map(|(_, ack)| ack.bytes().to_vec()).collect()
    }
}

/// Batches of these operations chained from the volume's start, whatever they mean, and where they end.
pub(crate) fn chain(name: &VolumeName, steps: Vec<Vec<Op>>) -> (Vec<Vec<u8>>, Position) {
    let mut position = Position::start(name);
    let mut batches = Vec::new();
    for ops in steps {
        let bytes = codec::encode(&Batch(name.key, position.batches + 1, ops));
        position = *Chained::read(&bytes, &name.key, &position).unwrap().after();
        batches.push(bytes);
    }
    (batches, position)
}
