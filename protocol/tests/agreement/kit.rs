//! Circles of invented organisations, and what they may want to change.

use parasol_protocol::agreement::{
    Acceptor, Asked, Ballot, Electorate, Motion, Proposer, Question, Reply, Voter,
};
use parasol_protocol::charter::{Charter, Decided, EpochKey, Member};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

pub(crate) fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

pub(crate) fn recovery(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n.wrapping_add(100); 32])
}

pub(crate) fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new([n; 16])
}

pub(crate) fn member(n: u8) -> Member {
    Member {
        organisation: organisation(n),
        node_key: secret(n).public(),
        recovery_key: recovery(n).public(),
        country: "FR".parse().unwrap(),
        name: format!("Organisation {n}"),
        share: n.into(),
    }
}

/// Charter 4 of a circle of organisations 1 to n, before its first key.
pub(crate) fn charter(n: u8) -> Charter {
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 4,
        prev: Some(Hash::new([3; 32])),
        members: (1..=n).map(member).collect(),
        t: 1,
        epoch: 1,
        keys: vec![],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

/// The same with a key that everybody holds.
pub(crate) fn charter_with_key(n: u8) -> Charter {
    let key = TagKey::random(&mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    let mut key = EpochKey::founded(1, 1, &key).unwrap();
    (2..=n).for_each(|share| key.hand_over(share.into()));
    Charter { keys: vec![key], ..charter(n) }
}

/// The charter after this one, changed.
pub(crate) fn next(electorate: &Electorate, change: impl FnOnce(&mut Charter)) -> Charter {
    let mut next = electorate.charter().clone();
    (next.number, next.prev) = (electorate.number(), Some(electorate.prev()));
    change(&mut next);
    next.after(electorate.charter())
}

pub(crate) fn remove(charter: &mut Charter, n: u8) {
    charter.members.retain(|member| member.organisation != organisation(n));
}

pub(crate) fn join(charter: &mut Charter, n: u8) {
    charter.members.push(member(n));
    charter.members.sort_by_key(|member| member.organisation);
    charter.keys.iter_mut().for_each(|key| key.hand_over(n.into()));
}

/// A motion by organisation 1 to which these consent.
pub(crate) fn motion(electorate: &Electorate, charter: Charter, consents: &[u8]) -> Motion {
    let mut motion = Motion::propose(charter, electorate, &secret(1)).unwrap();
    for n in consents {
        motion.consent(organisation(*n), electorate, &secret(*n)).unwrap();
    }
    motion
}

/// A motion for a lease of so many days, to which all of the members consent.
pub(crate) fn lease(electorate: &Electorate, days: u64) -> Motion {
    let all: Vec<u8> =
        electorate.charter().members.iter().map(|member| member.organisation.as_bytes()[0]).collect();
    motion(electorate, next(electorate, |charter| charter.lease = days * 86_400), &all)
}

/// One member's side of the agreement, without a network.
pub(crate) struct Side {
    pub(crate) n: u8,
    pub(crate) acceptor: Acceptor,
    secret: NodeSecret,
}

impl Side {
    pub(crate) fn new(n: u8) -> Self {
        Self { n, acceptor: Acceptor::default(), secret: secret(n) }
    }

    pub(crate) fn voter(&self) -> Voter<'_> {
        Voter { organisation: organisation(self.n), secret: &self.secret }
    }

    pub(crate) fn answer(&mut self, question: &Question, electorate: &Electorate) -> Reply {
        let (acceptor, reply) = match question {
            Question::Prepare(bytes) => self.acceptor.prepare(bytes, electorate, self.voter()).unwrap(),
            Question::Ask(frame) => {
                let asked = Asked::verify(frame, electorate).unwrap();
                self.acceptor.vote(&asked, electorate, self.voter())
            }
            Question::Motion(..) => unreachable!("a side holds no table"),
        };
        self.acceptor = acceptor;
        reply
    }

    pub(crate) fn begin(&self, electorate: &Electorate, motion: Motion, seen: Option<Ballot>) -> Proposer {
        Proposer::begin(electorate, motion, seen, self.voter()).unwrap()
    }
}

pub(crate) fn sides(numbers: impl IntoIterator<Item = u8>) -> Vec<Side> {
    numbers.into_iter().map(Side::new).collect()
}

/// Asks these sides the proposer's present question, once each, and stops when it changes or all is decided.
pub(crate) fn round(
    proposer: &mut Proposer,
    by: u8,
    sides: &mut [Side],
    electorate: &Electorate,
) -> Option<Decided> {
    let question = proposer.question().clone();
    for side in sides {
        let reply = side.answer(&question, electorate);
        match proposer.take(&organisation(side.n), reply, &secret(by)).unwrap() {
            parasol_protocol::agreement::Progress::Decided(decided) => return Some(*decided),
            parasol_protocol::agreement::Progress::Asking => return None,
            _ => {}
        }
    }
    None
}
