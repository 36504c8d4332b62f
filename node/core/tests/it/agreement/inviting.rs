//! Invites that have ended, and who knocks with them all the same.

use parasol_core::circles::{
    AcceptInvite, CreateInvite, JoinAnswered, LinkState, ReceiveJoin, ReceiveKnock, RemovePeer,
};
use parasol_core::ledger::KeepUp;
use parasol_core::network::KnockTask;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_protocol::join::JoinReply;

use super::kit::Organisations;

const OPERATOR: Actor = Actor::Operator;

fn invite(all: &mut Organisations) -> String {
    let (circle, expires) = (all.circle, all.houses[0].now.plus(86_400));
    all.run(0, CreateInvite { actor: OPERATOR, circle, addresses: Vec::new(), expires }).unwrap()
}

/// `i` accepts an invite; what it says at the inviter's door.
fn accepted(all: &mut Organisations, i: usize, text: String) -> KnockTask {
    all.run(i, AcceptInvite { actor: OPERATOR, text, addresses: Vec::new() }).unwrap();
    all.houses[i].snapshot().knocks().unwrap().remove(0)
}

fn knocks(all: &mut Organisations, i: usize, task: &KnockTask) -> bool {
    let from = all.houses[i].node().identity().node_key();
    all.run(0, ReceiveKnock { from, knock: task.knock.clone() }).unwrap()
}

fn state(all: &Organisations, i: usize) -> LinkState {
    all.houses[i].snapshot().peers(&OPERATOR).unwrap()[0].state
}

#[test]
fn one_that_knocks_again_and_again_with_what_has_ended_is_in_nobodys_way() {
    let mut all = Organisations::new(3);
    let first = invite(&mut all);
    let late = accepted(&mut all, 1, first);
    let second = invite(&mut all);
    let good = accepted(&mut all, 2, second);
    assert!((0..6).all(|_| !knocks(&mut all, 1, &late)));
    assert!(all.status(0).invite.is_some());
    assert!(knocks(&mut all, 2, &good));
    let from = all.houses[2].node().identity().node_key();
    let join = ReceiveJoin { from, circle: all.circle, request: good.request };
    assert_eq!(all.run(0, join).unwrap(), JoinReply::Pending);
    assert_eq!(all.status(0).invite, None, "it is used up");
}

#[test]
fn wrong_knocks_of_five_nodes_close_an_invite() {
    let mut all = Organisations::new(7);
    let first = invite(&mut all);
    let late: Vec<_> = (1..6).map(|i| accepted(&mut all, i, first.clone())).collect();
    let second = invite(&mut all);
    let good = accepted(&mut all, 6, second);
    for (i, task) in (1..6).zip(&late) {
        assert!(all.status(0).invite.is_some(), "{i}");
        assert!(!knocks(&mut all, i, task));
    }
    assert_eq!(all.status(0).invite, None);
    assert!(!knocks(&mut all, 6, &good));
}

#[test]
fn whoever_is_refused_at_the_door_is_told_that_the_invite_has_ended_and_knocks_no_more() {
    let mut all = Organisations::new(2);
    let text = invite(&mut all);
    let task = accepted(&mut all, 1, text);
    assert_eq!(state(&all, 1), LinkState::Knocking);
    let refused = JoinAnswered { circle: all.circle, inviter: task.inviter, reply: JoinReply::Refused };
    all.run(1, refused).unwrap();
    assert_eq!(state(&all, 1), LinkState::InviteEnded);
    assert!(all.houses[1].snapshot().knocks().unwrap().is_empty());
    assert!(all.houses[1].snapshot().links().unwrap().is_empty());
    let again = invite(&mut all);
    let task = accepted(&mut all, 1, again);
    assert!(knocks(&mut all, 1, &task), "another invite is as good as ever");
}

#[test]
fn while_somebody_is_on_its_way_in_nobody_else_is_invited() {
    let mut all = Organisations::new(3);
    all.knock(0, 1);
    let (circle, expires) = (all.circle, all.houses[0].now.plus(86_400));
    let another = || CreateInvite { actor: OPERATOR, circle, addresses: Vec::new(), expires };
    assert_eq!(all.run(0, another()), Err(Refusal::Invalid { field: "circle", reason: "joining" }));
    assert_eq!(state(&all, 0), LinkState::Unconfirmed);
    let peer = all.id(1);
    all.run(0, RemovePeer { actor: OPERATOR, circle, peer }).unwrap();
    all.invite(0, 2);
    all.settle();
    assert!(all.is_in(2), "once the first was stopped");
    assert!(all.run(0, another()).is_ok(), "whoever is in is not on its way");
}

#[test]
fn nobody_knocks_any_more_with_an_invite_that_has_expired() {
    let mut all = Organisations::new(2);
    let text = invite(&mut all);
    accepted(&mut all, 1, text);
    all.run(1, KeepUp).unwrap();
    assert_eq!(state(&all, 1), LinkState::Knocking);
    all.houses.iter_mut().for_each(|house| house.wait(86_400));
    assert_eq!(all.status(0).invite, None);
    all.run(1, KeepUp).unwrap();
    assert_eq!(state(&all, 1), LinkState::InviteEnded);
    assert!(all.houses[1].snapshot().knocks().unwrap().is_empty());
    // If it was only the clock that was ahead, it goes on.
    all.houses[1].now = all.houses[1].now.minus(2 * 86_400);
    all.run(1, KeepUp).unwrap();
    assert_eq!(state(&all, 1), LinkState::Knocking);
}
