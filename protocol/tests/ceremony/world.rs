//! Circles in one process: every participant with what it holds in memory and what its disk has.

use std::collections::{BTreeMap, BTreeSet};

use curve25519_dalek::scalar::Scalar;
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::ceremony::{Ceremony, Fault, Phase};
use parasol_protocol::charter::{Charter, EpochKey, Member};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::evaluation::{self, Gathering, TagKey};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use zeroize::Zeroizing;

pub(crate) fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

pub(crate) fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new([n; 16])
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A charter of members 1 to n that wants a key; share identifiers have gaps, as they have after somebody left.
pub(crate) fn charter(n: u8, t: u16) -> Charter {
    let member = |n: u8| Member {
        organisation: organisation(n),
        node_key: secret(n).public(),
        recovery_key: secret(n + 100).public(),
        country: "FR".parse().unwrap(),
        name: format!("Organisation {n}"),
        share: share(n),
    };
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 4,
        prev: Some(Hash::new([3; 32])),
        members: (1..=n).map(member).collect(),
        t,
        epoch: 2,
        keys: vec![],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

/// The share identifier of member n.
pub(crate) fn share(n: u8) -> u16 {
    u16::from(n) + u16::from(n / 3)
}

pub(crate) struct World {
    pub(crate) charter: Charter,
    pub(crate) nodes: BTreeMap<u8, Ceremony>,
    disks: BTreeMap<u8, Zeroizing<Vec<u8>>>,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) faults: BTreeSet<String>,
    /// Large circles are tried without disks and without bytes on the wire, which others try.
    pub(crate) in_memory: bool,
}

impl World {
    pub(crate) fn new(n: u8, t: u16, seed: u64) -> Self {
        let charter = charter(n, t);
        let mut rng = rng(seed);
        let open = |n: u8| Ceremony::open(&charter, &organisation(n), 1, &secret(n), &mut rng).unwrap();
        let nodes: BTreeMap<u8, Ceremony> = (1..=n).zip((1..=n).map(open).collect::<Vec<_>>()).collect();
        let mut world =
            Self { charter, nodes, disks: BTreeMap::new(), rng, faults: BTreeSet::new(), in_memory: false };
        (1..=n).for_each(|n| world.save(n));
        world
    }

    pub(crate) fn all(&self) -> Vec<u8> {
        self.nodes.keys().copied().collect()
    }

    pub(crate) fn save(&mut self, n: u8) {
        if !self.in_memory {
            self.disks.insert(n, self.nodes[&n].to_bytes());
        }
    }

    /// What is in memory is lost; the disk is read again.
    pub(crate) fn restart(&mut self, n: u8) {
        let node = Ceremony::from_bytes(&self.disks[&n], &self.charter, &organisation(n)).unwrap();
        self.nodes.insert(n, node);
    }

    pub(crate) fn frame(&self, from: u8, to: u8) -> Exchange {
        let exchange = self.nodes[&from].exchange(&organisation(to));
        if self.in_memory { exchange } else { Exchange::from_bytes(&exchange.to_bytes()).unwrap() }
    }

    /// Node `to` takes what came on the link of `from`, without saving it.
    pub(crate) fn take(&mut self, from: u8, to: u8, frame: &Exchange) -> Result<bool, Fault> {
        let node = self.nodes.get_mut(&to).unwrap();
        let received = node.receive(&organisation(from), frame, &secret(to), &mut self.rng);
        match received.fault {
            Some(fault) => Err(fault),
            None => Ok(received.changed),
        }
    }

    /// One exchange on a link: both say what they have, what is durable before it is sent. Whether anything was new.
    pub(crate) fn talk(&mut self, one: u8, other: u8) -> bool {
        self.talk_through(one, other, &mut |_| ())
    }

    /// As [`World::talk`], with somebody who reads and changes every frame.
    fn talk_through(&mut self, one: u8, other: u8, hand: &mut dyn FnMut(&mut Exchange)) -> bool {
        let mut new = false;
        for (from, to) in [(one, other), (other, one)] {
            let mut frame = self.frame(from, to);
            hand(&mut frame);
            match self.take(from, to, &frame) {
                Ok(false) => {}
                Ok(true) => {
                    new = true;
                    self.save(to);
                }
                Err(fault) => {
                    self.save(to);
                    self.faults.insert(format!("{to} of {from}: {fault}"));
                }
            }
        }
        new
    }

    /// Everybody among `nodes` talks with everybody, as long as there is something new.
    pub(crate) fn run(&mut self, nodes: &[u8]) {
        self.run_through(nodes, &mut |_| ());
    }

    /// As [`World::run`], with somebody who reads and changes every frame.
    pub(crate) fn run_through(&mut self, nodes: &[u8], hand: &mut dyn FnMut(&mut Exchange)) {
        nodes.iter().for_each(|n| self.save(*n));
        let mut new = true;
        while new {
            new = false;
            for one in nodes {
                for other in nodes.iter().filter(|other| *other > one) {
                    new |= self.talk_through(*one, *other, hand);
                }
            }
        }
    }

    /// Talks in any order, any number of times; messages are lost and come late and twice; nodes stop and start.
    pub(crate) fn stir(&mut self, steps: u32) {
        let nodes = self.all();
        let mut late: Vec<(u8, u8, Exchange)> = Vec::new();
        for _ in 0..steps {
            let [one, other, dice] = [(); 3].map(|()| self.rng.next_u32() as usize);
            let (from, to) = (nodes[one % nodes.len()], nodes[other % nodes.len()]);
            match dice % 8 {
                0 => self.restart(from),
                1 if !late.is_empty() => {
                    let (from, to, frame) = late.swap_remove(one % late.len());
                    let _ = self.take(from, to, &frame);
                    self.save(to);
                }
                2 | 3 => {
                    self.save(from);
                    late.push((from, to, self.frame(from, to)));
                }
                _ if from != to => {
                    let _ = self.talk(from, to);
                }
                _ => {}
            }
        }
    }

    pub(crate) fn phase(&self, n: u8) -> Phase {
        self.nodes[&n].standing().phase
    }

    /// All have made the same key and hold their shares of it; returns it.
    pub(crate) fn made(&self) -> EpochKey {
        let keys: Vec<EpochKey> = self.nodes.values().map(|node| node.made().unwrap()).collect();
        assert!(keys.iter().all(|key| *key == keys[0]));
        let key = keys[0].clone();
        self.check(&key);
        key
    }

    /// Every participant holds its share of this key, and any t of them make it and its canary.
    pub(crate) fn check(&self, key: &EpochKey) {
        assert_eq!(key.verify_ceremony(&self.charter), Ok(()));
        assert_eq!(key.check_shares(), Ok(()));
        let shares: Vec<(u16, TagKey)> =
            self.nodes.iter().map(|(n, node)| (share(*n), node.share_of(key).unwrap())).collect();
        let t = usize::from(self.charter.t);
        for holders in [&shares[..t], &shares[shares.len() - t..]] {
            let whole = reconstructed(holders);
            assert_eq!(whole.public(), key.public);
            assert_eq!(whole.canary().unwrap(), key.canary);
            let (blinding, asked) = evaluation::blind_canary(&mut rng(3)).unwrap();
            let mut gathering = Gathering::new(&asked, key).unwrap();
            for (id, holder) in holders {
                gathering.add(*id, &holder.evaluate(&asked, &mut rng(4)).unwrap()).unwrap();
            }
            let outputs = blinding.finish_combined(&gathering.combine().unwrap()).unwrap();
            assert_eq!(key.check_canary(&outputs), Ok(()));
        }
    }
}

/// The whole key, as only a test may see it.
pub(crate) fn reconstructed(holders: &[(u16, TagKey)]) -> TagKey {
    let point = |id: u16| Scalar::from(id);
    let sum = holders.iter().map(|(id, share)| {
        let others = || holders.iter().filter(|(other, _)| other != id).map(|(other, _)| point(*other));
        let above: Scalar = others().product();
        let below: Scalar = others().map(|other| other - point(*id)).product();
        Scalar::from_canonical_bytes(*share.to_bytes()).unwrap() * above * below.invert()
    });
    TagKey::from_bytes(sum.sum::<Scalar>().as_bytes()).unwrap()
}
