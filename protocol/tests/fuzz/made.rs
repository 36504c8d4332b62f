//! A key that three make and a share that a fourth gets: what is said, what liars say, and what is called evidence of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use parasol_protocol::ceremony::message::{Attestation, Dealing, Exchange, Handed, Probe};
use parasol_protocol::ceremony::repair::message::{Delta, RepairExchange, Sigma, Splitting};
use parasol_protocol::ceremony::repair::{Helper, Newcomer, RepairEvidence};
use parasol_protocol::ceremony::{Ceremony, Evidence, SecretBytes, SecretScalar};
use parasol_protocol::charter::Charter;
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::Hash;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_bytes::ByteBuf;

use super::kit::{member, organisation, secret};
use super::lies::{again, among, said};

pub(crate) fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// Members 1 to n of whom two make every evaluation.
pub(crate) fn charter(n: u8) -> Charter {
    let members = (1..=n).map(member).collect();
    Charter { members, t: 2, epoch: 2, ..super::kit::charter(n) }
}

fn open(n: u8, attempt: u32, seed: u8) -> Ceremony {
    Ceremony::open(&charter(3), &organisation(n), attempt, &secret(n), &mut rng(seed)).unwrap()
}

/// A ceremony that went well.
pub(crate) struct Made {
    frames: Vec<Vec<u8>>,
    pub(crate) signed: BTreeSet<ByteBuf>,
    /// What each has in the end.
    pub(crate) nodes: Vec<Ceremony>,
    /// What the first one had, from its first dealing on.
    pub(crate) stages: Vec<Ceremony>,
}

pub(crate) static MADE: LazyLock<Made> = LazyLock::new(|| {
    let mut nodes: Vec<Ceremony> = (1..=3).map(|n| open(n, 1, n)).collect();
    let (mut frames, mut stages) = (Vec::new(), vec![nodes[0].clone()]);
    let mut new = true;
    while new {
        new = false;
        for (from, to) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            let exchange = nodes[from].exchange(&organisation(to as u8 + 1));
            frames.push(exchange.to_bytes());
            let from = organisation(from as u8 + 1);
            let received = nodes[to].receive(&from, &exchange, &secret(to as u8 + 1), &mut rng(9));
            new |= received.changed;
            if received.changed && to == 0 {
                stages.push(nodes[0].clone());
            }
        }
    }
    assert!(nodes.iter().all(|node| node.made().is_some()));
    // Another attempt of everybody is as honest.
    let later = (1..=3).map(|n| open(n, 2, n).exchange(&organisation(1)).to_bytes());
    let signed = said(&frames.iter().cloned().chain(later).collect::<Vec<_>>());
    Made { frames, signed, nodes, stages }
});

/// The member who lies in the ceremony.
const MALLORY: u8 = 3;

/// What of this node 3 signed, in the first attempt.
fn hers<T: Signed>(list: &[ByteBuf]) -> ByteBuf {
    let hers = |bytes: &&ByteBuf| envelope::open::<T>(bytes).unwrap().signer() == secret(MALLORY).public();
    list.iter().find(hers).unwrap().clone()
}

fn scalar(n: u8) -> SecretScalar {
    let mut bytes = [0; 32];
    bytes[0] = n;
    codec::decode(&codec::encode(&ByteBuf::from(bytes))).unwrap()
}

fn sealed(bytes: &ByteBuf) -> Option<SecretBytes> {
    Some(codec::decode(&codec::encode(bytes)).unwrap())
}

/// All that is signed in the first attempt, and what Mallory signs instead.
struct Ceremonial {
    dealings: Vec<ByteBuf>,
    probes: Vec<ByteBuf>,
    attestations: Vec<ByteBuf>,
    /// From Mallory to the first one.
    handed: ByteBuf,
    twin: ByteBuf,
    unsound: ByteBuf,
    wrong_share: ByteBuf,
    wrong_probe: ByteBuf,
    wrong_attestation: ByteBuf,
}

static CEREMONIAL: LazyLock<Ceremonial> = LazyLock::new(|| {
    let signed = &MADE.signed;
    let first = |bytes: &ByteBuf| envelope::open::<Dealing>(bytes).unwrap().body().of.attempt == 1;
    let mut dealings = among::<Dealing>(signed);
    dealings.retain(first);
    let (probes, attestations) = (among::<Probe>(signed), among::<Attestation>(signed));
    let mut handed = among::<Handed>(signed);
    handed.retain(|bytes| envelope::open::<Handed>(bytes).unwrap().body().to == 1);
    let handed = hers::<Handed>(&handed);
    let twin = open(MALLORY, 1, 77).exchange(&organisation(1)).dealings.remove(0);
    let unsound = again::<Dealing>(&hers::<Dealing>(&dealings), MALLORY, |dealing| dealing.proof[40] ^= 1);
    let wrong_share = again::<Handed>(&handed, MALLORY, |handed| handed.value = scalar(9));
    let wrong_probe = again::<Probe>(&hers::<Probe>(&probes), MALLORY, |probe| {
        let asked = probe.evaluation.elements.clone();
        let other = TagKey::random(&mut rng(5)).unwrap();
        probe.evaluation = other.evaluate(&asked, &mut rng(6)).unwrap();
    });
    let hers = hers::<Attestation>(&attestations);
    let wrong_attestation = again::<Attestation>(&hers, MALLORY, |said| said.key = Hash::new([7; 32]));
    Ceremonial {
        dealings,
        probes,
        attestations,
        handed,
        twin,
        unsound,
        wrong_share,
        wrong_probe,
        wrong_attestation,
    }
});

/// The list with what Mallory said in it replaced.
fn replaced<T: Signed>(list: &[ByteBuf], by: &ByteBuf) -> Vec<ByteBuf> {
    let hers = hers::<T>(list);
    list.iter().map(|bytes| if *bytes == hers { by } else { bytes }.clone()).collect()
}

/// Everything that is called evidence of a ceremony here: every kind, true and false.
pub(crate) static EVIDENCE: LazyLock<Vec<Evidence>> = LazyLock::new(|| {
    let Ceremonial { dealings, probes, attestations, handed, twin, .. } = &*CEREMONIAL;
    let lies = &*CEREMONIAL;
    let dealing = hers::<Dealing>(dealings);
    let (probe, attestation) = (hers::<Probe>(probes), hers::<Attestation>(attestations));
    let others = || dealings.iter().find(|bytes| **bytes != dealing).unwrap().clone();
    let later = open(MALLORY, 2, MALLORY).exchange(&organisation(1)).dealings.remove(0);
    let dealt_twice = replaced::<Dealing>(dealings, twin);
    vec![
        Evidence::TwoDealings(dealing.clone(), twin.clone()),
        Evidence::UnsoundDealing(lies.unsound.clone()),
        Evidence::WrongShare(dealing.clone(), lies.wrong_share.clone()),
        Evidence::WrongProbe(dealings.clone(), lies.wrong_probe.clone()),
        Evidence::WrongAttestation(dealings.clone(), probes.clone(), lies.wrong_attestation.clone()),
        // Nothing of this proves anything.
        Evidence::TwoDealings(dealing.clone(), dealing.clone()),
        Evidence::TwoDealings(dealing.clone(), others()),
        Evidence::TwoDealings(dealing.clone(), later),
        Evidence::UnsoundDealing(dealing.clone()),
        Evidence::WrongShare(dealing.clone(), handed.clone()),
        Evidence::WrongShare(others(), handed.clone()),
        Evidence::WrongProbe(dealings.clone(), probe),
        Evidence::WrongProbe(dealt_twice.clone(), probes[0].clone()),
        Evidence::WrongAttestation(dealings.clone(), probes.clone(), attestation),
        Evidence::WrongAttestation(dealt_twice, probes.clone(), attestations[0].clone()),
    ]
});

/// All frames of a ceremony, those of the one who lies after them.
pub(crate) static FRAMES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let Ceremonial { dealings, probes, attestations, handed, .. } = &*CEREMONIAL;
    let lies = &*CEREMONIAL;
    // To a stranger nothing is said but the attempt.
    let empty = || MADE.nodes[2].exchange(&organisation(9));
    let honest = || Exchange {
        dealings: dealings.clone(),
        handed: sealed(handed),
        probes: probes.clone(),
        attestations: attestations.clone(),
        ..empty()
    };
    let lying = [
        Exchange { dealings: replaced::<Dealing>(dealings, &lies.twin), ..honest() },
        Exchange { dealings: replaced::<Dealing>(dealings, &lies.unsound), ..honest() },
        Exchange { handed: sealed(&lies.wrong_share), ..honest() },
        Exchange { probes: replaced::<Probe>(probes, &lies.wrong_probe), ..honest() },
        Exchange { attestations: replaced::<Attestation>(attestations, &lies.wrong_attestation), ..honest() },
    ];
    let found_out = EVIDENCE.iter().map(|evidence| Exchange { evidence: Some(evidence.clone()), ..empty() });
    let said = lying.into_iter().chain(found_out).map(|exchange| exchange.to_bytes());
    MADE.frames.iter().cloned().chain(said).collect()
});

/// A circle with its key that member 4 has joined since, and all that is said until she has her share.
pub(crate) struct Repair {
    pub(crate) charter: Charter,
    shares: Vec<TagKey>,
    frames: Vec<Vec<u8>>,
    pub(crate) signed: BTreeSet<ByteBuf>,
    /// What the first helper had, and what the newcomer had, from the beginning on.
    pub(crate) helpers: Vec<Helper>,
    pub(crate) newcomers: Vec<Newcomer>,
}

impl Repair {
    fn newcomer(&self, attempt: u32) -> Newcomer {
        let helpers = [organisation(1), organisation(2)];
        Newcomer::open(&self.charter, &organisation(4), 2, &helpers, attempt, &secret(4)).unwrap()
    }

    pub(crate) fn request(&self) -> Vec<u8> {
        self.newcomer(1).exchange().request.into_vec()
    }

    /// Helps whoever asks for it.
    pub(crate) fn help(&self, n: u8, request: &[u8], seed: u8) -> Option<Helper> {
        let own = &self.shares[usize::from(n - 1)];
        Helper::open(request, &self.charter, &organisation(n), own, &secret(n), &mut rng(seed)).ok()
    }
}

pub(crate) static REPAIR: LazyLock<Repair> = LazyLock::new(|| {
    let mut key = MADE.nodes[0].made().unwrap();
    let shares = MADE.nodes.iter().map(|node| node.share_of(&key).unwrap()).collect();
    key.list_newcomer(4).unwrap();
    let charter = Charter { number: 6, keys: vec![key], ..charter(4) };
    let (frames, signed, helpers, newcomers) = (vec![], BTreeSet::new(), vec![], vec![]);
    let mut repair = Repair { charter, shares, frames, signed, helpers, newcomers };
    let (mut newcomer, request) = (repair.newcomer(1), repair.request());
    let [mut one, mut two] = [1, 2].map(|n| repair.help(n, &request, n).unwrap());
    for _ in 0..4 {
        repair.helpers.push(one.clone());
        repair.newcomers.push(newcomer.clone());
        let from_one = [one.exchange(&organisation(2)), one.exchange(&organisation(4))];
        let from_two = [two.exchange(&organisation(1)), two.exchange(&organisation(4))];
        let asked = newcomer.exchange();
        let said = from_one.iter().chain(&from_two).chain([&asked]);
        repair.frames.extend(said.map(RepairExchange::to_bytes));
        two.receive(&organisation(1), &from_one[0], &secret(2));
        one.receive(&organisation(2), &from_two[0], &secret(1));
        newcomer.receive(&organisation(1), &from_one[1]);
        newcomer.receive(&organisation(2), &from_two[1]);
    }
    assert!(newcomer.share().is_some());
    repair.newcomers.push(newcomer);
    repair.signed = said(&repair.frames);
    repair
});

/// The helper who lies.
const LIAR: u8 = 2;

/// Evidence of a repair, and frames of the helper who lies.
struct Repaired {
    evidence: Vec<RepairEvidence>,
    lying: Vec<RepairExchange>,
}

static REPAIRED: LazyLock<Repaired> = LazyLock::new(|| {
    let request = REPAIR.request();
    let splittings = among::<Splitting>(&REPAIR.signed);
    let of = |n: u8, list: Vec<ByteBuf>, author: fn(&[u8]) -> u16| {
        list.into_iter().find(|bytes| author(bytes) == u16::from(n)).unwrap()
    };
    let split =
        |n| of(n, splittings.clone(), |bytes| envelope::open::<Splitting>(bytes).unwrap().body().share);
    let part = of(LIAR, among::<Delta>(&REPAIR.signed), |bytes| {
        envelope::open::<Delta>(bytes).unwrap().body().share
    });
    let sum = |n| {
        of(n, among::<Sigma>(&REPAIR.signed), |bytes| envelope::open::<Sigma>(bytes).unwrap().body().share)
    };
    let twin = REPAIR.help(LIAR, &request, 99).unwrap().exchange(&organisation(4)).splittings.remove(0);
    let unsound = again::<Splitting>(&split(LIAR), LIAR, |said| said.parts[1] = said.parts[0]);
    let wrong_part = again::<Delta>(&part, LIAR, |delta| delta.value = scalar(5));
    let wrong_sum = again::<Sigma>(&sum(LIAR), LIAR, |sigma| sigma.value = scalar(5));
    let evidence = vec![
        RepairEvidence::TwoSplittings(split(LIAR), twin.clone()),
        RepairEvidence::UnsoundSplitting(unsound.clone()),
        RepairEvidence::WrongDelta(split(LIAR), wrong_part.clone()),
        RepairEvidence::WrongSigma(splittings.clone(), wrong_sum.clone()),
        // Nothing of this proves anything.
        RepairEvidence::TwoSplittings(split(LIAR), split(LIAR)),
        RepairEvidence::TwoSplittings(split(1), split(LIAR)),
        RepairEvidence::UnsoundSplitting(split(LIAR)),
        RepairEvidence::WrongDelta(split(LIAR), part.clone()),
        RepairEvidence::WrongDelta(split(1), part.clone()),
        RepairEvidence::WrongSigma(splittings.clone(), sum(LIAR)),
        RepairEvidence::WrongSigma(vec![split(1)], sum(LIAR)),
        RepairEvidence::WrongSigma(vec![split(1), twin.clone()], sum(1)),
    ];
    let honest = || {
        let exchange = REPAIR.newcomers[0].exchange();
        RepairExchange {
            splittings: splittings.clone(),
            delta: sealed(&part),
            sigma: sealed(&sum(LIAR)),
            ..exchange
        }
    };
    let lying = vec![
        RepairExchange { splittings: vec![split(1), twin], ..honest() },
        RepairExchange { splittings: vec![split(1), unsound], ..honest() },
        RepairExchange { delta: sealed(&wrong_part), ..honest() },
        RepairExchange { sigma: sealed(&wrong_sum), ..honest() },
    ];
    Repaired { evidence, lying }
});

/// Everything that is called evidence of a repair here: every kind, true and false.
pub(crate) fn repair_evidence() -> &'static [RepairEvidence] {
    &REPAIRED.evidence
}

/// All frames of a repair, those of the one who lies after them.
pub(crate) static REPAIR_FRAMES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let asked = REPAIR.newcomers[0].exchange();
    let found_out = REPAIRED.evidence.iter().map(|evidence| {
        let (request, evidence) = (asked.request.clone(), Some(evidence.clone()));
        RepairExchange { request, evidence, ..asked.clone() }
    });
    let said = REPAIRED.lying.iter().cloned().chain(found_out).map(|exchange| exchange.to_bytes());
    REPAIR.frames.iter().cloned().chain(said).collect()
});
