#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::mpsc;

use parasol_protocol::canon::CanonProfile;
use parasol_protocol::charter::{Charter, Decided, Member, PublicShare, propose, vote};
use parasol_protocol::circle::HandedShare;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::evaluation::{Gathering, TagKey};
use parasol_protocol::ids::{Hash, OrganisationId};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_bytes::ByteBuf;
use tempfile::TempDir;

use super::*;
use crate::checks::Reason;
use crate::circles::tables::CHARTERS;
use crate::circles::{CreateCircle, shares};
use crate::command::Job;
use crate::identity::Genesis;
use crate::members::{CreateMember, PasswordHash};
use crate::roles::Role;
use crate::store::StoreKey;

const NOW: Timestamp = Timestamp::new(1_795_262_400);

/// A node with a circle of its own.
struct House {
    dir: TempDir,
    node: Option<Node>,
    circle: CircleId,
    rng: ChaCha20Rng,
}

impl House {
    fn new() -> Self {
        let (dir, mut rng) = (tempfile::tempdir().unwrap(), ChaCha20Rng::seed_from_u64(1));
        let genesis = Genesis {
            name: "Jasmine".into(),
            legal_name: "Association Jasmine".into(),
            country: "FR".parse().unwrap(),
            languages: vec!["fr".into()],
            contact: "privacy@jasmine.example.org".into(),
        };
        let created = Node::create(dir.path(), StoreKey::new([5; 32]), genesis, NOW, &mut rng).unwrap();
        let mut house = Self { dir, node: Some(created.node), circle: CircleId::new([0; 16]), rng };
        let create = CreateCircle { actor: Actor::Operator, name: "Circle".into(), one_key_opens_all: true };
        house.circle = house.run(create, NOW);
        house
    }

    fn node(&self) -> &Node {
        self.node.as_ref().unwrap()
    }

    fn run<C: Command>(&mut self, command: C, now: Timestamp) -> C::Outcome {
        let (reply, answer) = mpsc::channel();
        let job = Job::new(command, move |outcome| reply.send(outcome).unwrap());
        self.node.as_ref().unwrap().execute(vec![job], now, &mut self.rng);
        answer.recv().unwrap().unwrap()
    }

    fn reopen(&mut self) {
        self.node = None;
        let opened = Node::open(self.dir.path(), StoreKey::new([5; 32]), NOW, &mut self.rng);
        self.node = Some(opened.unwrap());
    }

    /// Something happens to the disk.
    fn write(&mut self, write: impl FnOnce(&mut Tx)) {
        let mut tx = self.node.as_ref().unwrap().store().begin(&mut self.rng).unwrap();
        write(&mut tx);
        tx.commit().unwrap();
    }

    fn state(&self) -> KeyState {
        self.node().read().unwrap().key_states(&self.circle).unwrap().pop().unwrap()
    }

    fn told(&self) -> usize {
        let lines = self.node().read().unwrap().audit(&Actor::Operator, None, 200).unwrap();
        lines.iter().filter(|(_, line)| line.what == "share_wrong").count()
    }
}

#[test]
fn the_own_share_is_read_and_compared_again_every_hour() {
    let mut house = House::new();
    let circle = house.circle;
    assert!(house.node().read().unwrap().shares_are_due(NOW), "the node was just opened");
    house.run(CompareShares, NOW);
    assert_eq!((house.state().share, house.told()), (ShareState::Held, 0));
    let right = shares::get(&house.node().read().unwrap().tx, &circle, 1).unwrap().unwrap();
    let another = HandedShare::new(&TagKey::random(&mut house.rng).unwrap());
    house.write(|tx| shares::put(tx, &circle, 1, &another).unwrap());
    let later = NOW.plus(CANARY_EVERY);
    assert!(!house.node().read().unwrap().shares_are_due(later.minus(1)));
    assert!(house.node().read().unwrap().shares_are_due(later));
    house.run(CompareShares, later);
    let state = house.state();
    assert_eq!((state.share, state.publishes, house.told()), (ShareState::Wrong, false, 1));
    house.run(CompareShares, later.plus(CANARY_EVERY));
    assert_eq!(house.told(), 1, "told once");
    house.reopen();
    assert_eq!(house.state().share, ShareState::Wrong, "and looked at when the node is opened");
    house.write(|tx| shares::put(tx, &circle, 1, &right).unwrap());
    house.run(CompareShares, later.plus(2 * CANARY_EVERY));
    assert!(house.state().publishes);
}

#[test]
fn public_shares_that_do_not_belong_to_one_key_are_noticed_by_whoever_has_none() {
    let mut house = House::new();
    let circle = house.circle;
    let founded = house.node().read().unwrap().charter(&circle).unwrap().unwrap();
    let key = founded.charter().key().unwrap().clone();
    // All on a polynomial that is constant, or one of them beside it.
    let mut of_three = |third| {
        let shares = vec![PublicShare(1, key.public), PublicShare(2, key.public), PublicShare(3, third)];
        let keys = vec![EpochKey { t: 2, shares, ..key.clone() }];
        let charter = Charter { keys, ..founded.charter().clone() };
        let identity = house.node().identity();
        let charter = propose(charter, identity.secret()).unwrap();
        let vote = vote(&charter, identity.organisation, identity.secret());
        let decided = Decided::assemble(&charter, &[vote]).unwrap();
        house.write(|tx| {
            shares::destroy(tx, &circle, 1).unwrap();
            tx.put(&CHARTERS, &(circle, 1), &ByteBuf::from(decided.bytes())).unwrap();
        });
        house.run(CompareShares, NOW);
        let holders = house.node().read().unwrap().holders(&circle, 1);
        (house.state().share, house.state().publishes, holders.is_ok(), house.told())
    };
    let another = TagKey::random(&mut ChaCha20Rng::seed_from_u64(2)).unwrap().public();
    assert_eq!(of_three(key.public), (ShareState::Missing, false, true, 0));
    assert_eq!(of_three(another), (ShareState::Wrong, false, false, 1));
    house.reopen();
    assert_eq!(house.state().share, ShareState::Wrong);
}

/// What this node looked for or filed under such a key, nobody who reads identifiers by its rules would make or find.
#[test]
fn under_a_key_of_another_canonical_profile_nobody_is_asked_and_nothing_is_filed() {
    let mut house = House::new();
    let circle = house.circle;
    let password = PasswordHash::hash("an invented password", &mut house.rng).unwrap();
    let (actor, role) = (Actor::Operator, Role::Member);
    let create = CreateMember { actor, pseudonym: "Rosa".into(), role, password, sponsor: None };
    let rosa = Actor::Member(house.run(create, NOW), role);
    let founded = house.node().read().unwrap().charter(&circle).unwrap().unwrap();
    let key = founded.charter().key().unwrap().clone();
    // With another member, who has shared nothing yet.
    let secret = NodeSecret::from_seed(&[7; 32]);
    let own = founded.charter().members.first().unwrap().clone();
    let (organisation, node_key) = (OrganisationId::new([u8::MAX; 16]), secret.public());
    let other = Member { organisation, node_key, share: 2, ..own.clone() };
    let mut with = |canon| {
        let shares = vec![PublicShare(1, key.public), PublicShare(2, key.public)];
        let keys = vec![EpochKey { canon, shares, ..key.clone() }];
        let members = vec![own.clone(), other.clone()];
        let charter = Charter { members, keys, ..founded.charter().clone() };
        let identity = house.node().identity();
        let charter = propose(charter, identity.secret()).unwrap();
        let votes =
            [vote(&charter, own.organisation, identity.secret()), vote(&charter, organisation, &secret)];
        let decided = Decided::assemble(&charter, &votes).unwrap();
        house.write(|tx| tx.put(&CHARTERS, &(circle, 1), &ByteBuf::from(decided.bytes())).unwrap());
        house.run(CompareShares, NOW);
        let snapshot = house.node().read().unwrap();
        let (pending, asks) =
            snapshot.begin_check(&rosa, "06 39 98 41 57", None, NOW, &mut house.rng).unwrap();
        let answers: Vec<_> = asks.iter().map(|ask| snapshot.answer(ask, &mut house.rng)).collect();
        let verdict = snapshot.finish_check(pending, &answers, NOW).unwrap();
        let holders = snapshot.holders(&circle, 1).map(|holders| holders.own.is_some());
        (holders, snapshot.publishes_under(&circle, 1).unwrap(), verdict.unanswered.first().unwrap().reason)
    };
    assert_eq!(with(CanonProfile::current()), (Ok(true), true, Reason::NeverSynced));
    let another = CanonProfile { name: "canon 2".into(), ..CanonProfile::current() };
    assert_eq!(with(another), (Err(EvaluationFailure::NoKey), false, Reason::NoKey));
}

/// A charter that says another canary than its holders make.
#[test]
fn a_canary_that_differs_is_seen_and_an_answer_that_is_none_says_nothing() -> Result<(), EvaluationFailure> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let share = TagKey::random(&mut rng)?;
    let right = EpochKey::founded(1, 1, &share)?;
    let (blinding, elements) = evaluation::blind_canary(&mut rng)?;
    let mut gathering = Gathering::new(&elements, &right)?;
    let evaluation = share.evaluate(&elements, &mut rng)?;
    gathering.add(1, &evaluation).map_err(|_| EvaluationFailure::Unproven)?;
    let answer = gathering.combine();
    assert_eq!(matches(&right, &blinding, &answer), Ok(true));
    let wrong = EpochKey { canary: Hash::new([7; 32]), ..right.clone() };
    assert_eq!(matches(&wrong, &blinding, &answer), Ok(false));
    let other = EpochKey::founded(1, 1, &TagKey::random(&mut rng)?)?;
    assert_eq!(matches(&other, &blinding, &answer), Err(EvaluationFailure::NoKey));
    let (again, _) = evaluation::blind_canary(&mut rng)?;
    assert_eq!(matches(&right, &again, &answer), Err(EvaluationFailure::Unproven));
    let silent = Err(EvaluationFailure::BelowThreshold);
    assert_eq!(matches(&right, &blinding, &silent), Err(EvaluationFailure::BelowThreshold));
    Ok(())
}

#[test]
fn nothing_is_filed_under_a_key_that_is_not_confirmed() {
    use ShareState::{Held, Missing, Wrong};
    let at = Timestamp::new(1);
    for (share, newcomer, expected) in [
        (Held, false, true),
        (Held, true, true),
        (Missing, false, true),
        (Missing, true, false),
        (Wrong, false, false),
    ] {
        assert_eq!(may_file(share, CanaryState::Holds(at), newcomer), expected);
        assert!(!may_file(share, CanaryState::Differs(at), newcomer));
        assert!(!may_file(share, CanaryState::Waits, newcomer));
    }
    assert!(may_file(Held, CanaryState::HoldsBySelf, true));
}
