//! Who is in a circle: invite and join, agreement, leaving, another node key.

use parasol_core::circles::{
    AcceptInvite, ConfirmPeer, CreateInvite, JoinAnswered, LeaveCircle, Proposal, ProposeSuccession,
    ReceiveJoin, ReceiveKnock, SucceedKey,
};
use parasol_core::identity::RecoveryKey;

use super::{OPERATOR, kill, killing_until};
use crate::agreement::kit::Organisations;
use crate::ceremony::evaluated;
use crate::house::House;

/// A newcomer knocks, and somebody is killed after everything that either of the two does.
fn knocked(all: &mut Organisations, inviter: usize, newcomer: usize) {
    let circle = all.circle;
    let from = all.houses[newcomer].node().identity().node_key();
    let hear = |all: &mut Organisations| {
        let task = all.houses[newcomer].snapshot().knocks().unwrap().remove(0);
        assert!(all.run(inviter, ReceiveKnock { from, knock: task.knock }).unwrap());
        let reply = all.run(inviter, ReceiveJoin { from, circle, request: task.request }).unwrap();
        (task.inviter, reply)
    };
    hear(all);
    kill(all, inviter);
    // It is answered again, and the answer never heard.
    hear(all);
    kill(all, newcomer);
    let (organisation, reply) = hear(all);
    all.run(newcomer, JoinAnswered { circle, inviter: organisation, reply }).unwrap();
    kill(all, newcomer);
    kill(all, inviter);
}

/// One more organisation, up to the words that both admins have compared.
pub(super) fn invited(all: &mut Organisations, inviter: usize) -> usize {
    let newcomer = all.houses.len();
    all.houses.push(House::with_seed(90));
    let (circle, expires) = (all.circle, all.houses[inviter].now.plus(86_400));
    let listens = |i: usize| vec![format!("/memory/{i}")];
    let invite = CreateInvite { actor: OPERATOR, circle, addresses: listens(inviter), expires };
    let text = all.run(inviter, invite).unwrap();
    kill(all, inviter);
    let accept = AcceptInvite { actor: OPERATOR, text, addresses: listens(newcomer) };
    let words = all.run(newcomer, accept).unwrap().words;
    kill(all, newcomer);
    knocked(all, inviter, newcomer);
    for i in [inviter, newcomer] {
        all.run(i, ConfirmPeer { actor: OPERATOR, circle, words: words.clone() }).unwrap();
        kill(all, i);
    }
    newcomer
}

fn numbers(all: &Organisations, whose: &[usize], number: u64) -> bool {
    whose.iter().all(|i| all.is_in(*i) && all.number(*i) == number)
}

#[test]
fn a_join_that_makes_a_circle_of_two() {
    let mut all = Organisations::new(1);
    let newcomer = invited(&mut all, 0);
    killing_until(&mut all, "both are in", |all| {
        (0..=newcomer).all(|i| all.is_in(i) && all.members(i) == [0, newcomer])
    });
    assert_eq!(all.number(0), all.number(newcomer), "one charter, however often it was proposed");
    let expected = evaluated(&mut all, 0, 1, &[0]);
    assert_eq!(evaluated(&mut all, newcomer, 1, &[newcomer]), expected, "each holds the whole key");
}

#[test]
fn an_invite_and_a_join() {
    let mut all = Organisations::linked(2);
    let newcomer = invited(&mut all, 1);
    killing_until(&mut all, "the newcomer is in", |all| {
        (0..3).all(|i| all.is_in(i) && all.members(i) == [0, 1, newcomer])
    });
    assert!((0..3).all(|i| all.status(i).shares_missing.is_empty()), "and has the key");
}

#[test]
fn consents_a_ballot_its_promises_and_votes() {
    let mut all = Organisations::linked(3);
    // Two want something else each: one of the two is decided, whoever is killed.
    for (i, days) in [(0, 50), (1, 40)] {
        all.propose(i, Proposal::Lease(days * 86_400));
        kill(&mut all, i);
    }
    killing_until(&mut all, "one is decided", |all| numbers(all, &[0, 1, 2], 4));
    let leases: Vec<u64> = (0..3).map(|i| all.status(i).lease).collect();
    assert!(leases[0] < 60 * 86_400 && leases.iter().all(|lease| *lease == leases[0]), "{leases:?}");
    assert!((0..3).all(|i| all.status(i).frozen.is_none()), "nobody has contradicted itself");
}

#[test]
fn a_leave_and_the_removal_that_follows() {
    let mut all = Organisations::linked(3);
    let circle = all.circle;
    all.run(2, LeaveCircle { actor: OPERATOR, circle }).unwrap();
    kill(&mut all, 2);
    assert!(!all.is_in(2), "it is out, though nobody knows yet");
    killing_until(&mut all, "it is removed", |all| {
        [0, 1].iter().all(|i| all.members(*i) == [0, 1] && all.status(*i).ceremony.is_none())
    });
    assert_eq!(all.houses[2].snapshot().agreement_tasks().unwrap(), [], "everybody was told");
}

#[test]
fn another_node_key() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    let recovery = RecoveryKey::from_words(&all.houses[2].words);
    let succeed = SucceedKey { actor: OPERATOR, recovery, portrait: None };
    let text = all.houses[2].run(succeed).unwrap().text.unwrap();
    kill(&mut all, 2);
    let circle = all.circle;
    all.run(0, ProposeSuccession { actor: OPERATOR, circle, text }).unwrap();
    kill(&mut all, 0);
    killing_until(&mut all, "the new key is decided", |all| numbers(all, &[0, 1, 2], 4));
    let own = all.houses[2].snapshot().own_succession(&OPERATOR).unwrap().unwrap();
    assert_eq!(own.waits, [""; 0]);
    assert!(all.connects(0, 2) && all.connects(1, 2));
}
