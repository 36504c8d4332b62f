//! Participants of a key ceremony, helpers and a newcomer take whatever comes on the links of others.

use std::sync::LazyLock;

use bolero::TypeGenerator;
use parasol_protocol::ceremony::Ceremony;
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::ceremony::repair::message::RepairExchange;
use parasol_protocol::ceremony::repair::{Helper, Newcomer};
use parasol_protocol::charter::{Charter, Member};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::input::Input;

fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new([n; 16])
}

fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// Members 1 to n of whom two make every evaluation.
fn charter(n: u8) -> Charter {
    let member = |n: u8| Member {
        organisation: organisation(n),
        node_key: secret(n).public(),
        recovery_key: secret(n + 100).public(),
        country: "FR".parse().unwrap(),
        name: format!("Organisation {n}"),
        share: n.into(),
    };
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 4,
        prev: Some(Hash::new([3; 32])),
        members: (1..=n).map(member).collect(),
        t: 2,
        epoch: 2,
        keys: vec![],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

fn open(n: u8) -> Ceremony {
    Ceremony::open(&charter(3), &organisation(n), 1, &secret(n), &mut rng(n)).unwrap()
}

/// A ceremony that went well: all frames that were said, and what each has in the end.
struct Made {
    frames: Vec<Vec<u8>>,
    nodes: Vec<Ceremony>,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let mut nodes: Vec<Ceremony> = (1..=3).map(open).collect();
    let mut frames = Vec::new();
    let mut new = true;
    while new {
        new = false;
        for (from, to) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            let exchange = nodes[from].exchange(&organisation(to as u8 + 1));
            frames.push(exchange.to_bytes());
            let from = organisation(from as u8 + 1);
            new |= nodes[to].receive(&from, &exchange, &secret(to as u8 + 1), &mut rng(9)).changed;
        }
    }
    assert!(nodes.iter().all(|node| node.made().is_some()));
    Made { frames, nodes }
});

#[derive(Debug, Clone, TypeGenerator)]
struct Said {
    from: u8,
    frame: Input,
}

/// What is stored is read back, and a key that is made holds together.
#[test]
fn a_participant_is_told() {
    bolero::check!().with_type::<Vec<Said>>().for_each(|said| {
        let mut ceremony = open(1);
        for Said { from, frame } in said {
            let Ok(exchange) = Exchange::from_bytes(&frame.bytes(&MADE.frames)) else { continue };
            ceremony.receive(&organisation(2 + from % 3), &exchange, &secret(1), &mut rng(9));
            let stored = ceremony.to_bytes();
            let again = Ceremony::from_bytes(&stored, &charter(3), &organisation(1)).unwrap();
            assert!(*again.to_bytes() == *stored);
            if let Some(key) = ceremony.made() {
                key.verify_ceremony(&charter(3)).unwrap();
            }
        }
    });
}

#[test]
fn a_stored_ceremony_is_read() {
    let stored: Vec<Vec<u8>> =
        MADE.nodes.iter().chain([&open(1)]).map(|node| node.to_bytes().to_vec()).collect();
    bolero::check!().with_type::<Input>().for_each(|input| {
        // What this says does not matter: the store is the node's own. It may not fall over it.
        let _ = Ceremony::from_bytes(&input.bytes(&stored), &charter(3), &organisation(1));
    });
}

/// A circle with its key that member 4 has joined since, and all that is said until she has her share.
struct Repair {
    charter: Charter,
    shares: Vec<TagKey>,
    frames: Vec<Vec<u8>>,
}

impl Repair {
    fn newcomer(&self) -> Newcomer {
        let helpers = [organisation(1), organisation(2)];
        Newcomer::open(&self.charter, &organisation(4), 2, &helpers, 1, &secret(4)).unwrap()
    }

    fn helper(&self, n: u8) -> Helper {
        let request = self.newcomer().exchange().request;
        let own = &self.shares[usize::from(n - 1)];
        Helper::open(&request, &self.charter, &organisation(n), own, &secret(n), &mut rng(n)).unwrap()
    }
}

static REPAIR: LazyLock<Repair> = LazyLock::new(|| {
    let mut key = MADE.nodes[0].made().unwrap();
    let shares = MADE.nodes.iter().map(|node| node.share_of(&key).unwrap()).collect();
    key.list_newcomer(4).unwrap();
    let charter = Charter { number: 6, keys: vec![key], ..charter(4) };
    let mut repair = Repair { charter, shares, frames: vec![] };
    let (mut newcomer, mut one, mut two) = (repair.newcomer(), repair.helper(1), repair.helper(2));
    let mut frames = Vec::new();
    for _ in 0..4 {
        let from_one = [one.exchange(&organisation(2)), one.exchange(&organisation(4))];
        let from_two = [two.exchange(&organisation(1)), two.exchange(&organisation(4))];
        let asked = newcomer.exchange();
        frames.extend(from_one.iter().chain(&from_two).chain([&asked]).map(RepairExchange::to_bytes));
        two.receive(&organisation(1), &from_one[0], &secret(2));
        one.receive(&organisation(2), &from_two[0], &secret(1));
        newcomer.receive(&organisation(1), &from_one[1]);
        newcomer.receive(&organisation(2), &from_two[1]);
    }
    assert!(newcomer.share().is_some());
    repair.frames = frames;
    repair
});

#[test]
fn a_helper_is_told() {
    bolero::check!().with_type::<Vec<Said>>().for_each(|said| {
        let mut helper = REPAIR.helper(1);
        for Said { from, frame } in said {
            let Ok(exchange) = RepairExchange::from_bytes(&frame.bytes(&REPAIR.frames)) else { continue };
            helper.receive(&organisation(2 + from % 3), &exchange, &secret(1));
            let stored = helper.to_bytes();
            let again = Helper::from_bytes(&stored, &REPAIR.charter, &organisation(1)).unwrap();
            assert!(*again.to_bytes() == *stored);
        }
    });
}

/// Whatever she is told, a share that she takes is hers by the interpolated public share.
#[test]
fn a_newcomer_is_told() {
    bolero::check!().with_type::<Vec<Said>>().for_each(|said| {
        let mut newcomer = REPAIR.newcomer();
        for Said { from, frame } in said {
            let Ok(exchange) = RepairExchange::from_bytes(&frame.bytes(&REPAIR.frames)) else { continue };
            newcomer.receive(&organisation(1 + from % 3), &exchange);
            let stored = newcomer.to_bytes();
            let again = Newcomer::from_bytes(&stored, &REPAIR.charter).unwrap();
            assert!(*again.to_bytes() == *stored);
            if let Some(share) = newcomer.share() {
                REPAIR.charter.keys[0].check_share(4, &share).unwrap();
            }
        }
    });
}
