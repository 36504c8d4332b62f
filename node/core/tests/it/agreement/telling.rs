//! Admins are told, in bland words, that a change waits for them.

use parasol_core::circles::{AnswerAgreement, Proposal, ProposeChange, TellAdmins};
use parasol_core::messages::Text;
use parasol_core::roles::{Actor, Role};

use super::kit::Organisations;
use crate::house::{House, member_id};

const DAY: u64 = 86_400;

/// What the admins of a node were sent.
fn told(house: &mut House) -> Vec<(String, Text)> {
    while house.snapshot().admins_are_to_be_told(house.now).unwrap() {
        house.run(TellAdmins).unwrap();
    }
    let sent = house.post().into_iter();
    sent.map(|message| (message.to.as_str().to_owned(), message.text)).collect()
}

/// Ada, who can be reached, administers this node.
fn with_ada(house: &mut House) -> impl Fn(Text) -> Vec<(String, Text)> + use<> {
    let ada = house.reachable("ada", "ada@example.org");
    house.make(member_id(&ada), Role::Admin);
    house.post();
    |text| vec![("ada@example.org".to_owned(), text)]
}

#[test]
fn an_admin_is_told_that_a_guest_has_knocked_and_that_the_older_key_can_end() {
    let mut all = Organisations::new(3);
    let ada = with_ada(&mut all.houses[0]);
    for newcomer in 1..3 {
        all.invite(0, newcomer);
        assert!(told(&mut all.houses[0]) == ada(Text::SomethingWaits), "six words wait");
        all.settle_confirming();
        all.houses[0].post();
    }
    let motion = all.propose(1, Proposal::Threshold(2));
    all.settle();
    assert!(told(&mut all.houses[0]) == ada(Text::AdminSoon));
    [0, 2].into_iter().for_each(|i| all.confirm(i, motion));
    all.settle();
    (0..3).for_each(|i| while all.file_again(i) {});
    all.sync_all();
    assert!(all.status(0).epochs.is_some_and(|epochs| epochs.unfinished.is_empty()));
    all.houses[0].wait(3_600);
    assert!(told(&mut all.houses[0]) == ada(Text::AdminSoon), "everybody has filed");
    assert!(told(&mut all.houses[0]).is_empty());
}

#[test]
fn an_admin_is_told_once_that_a_change_waits_and_then_once_a_day() {
    let mut all = Organisations::linked(3);
    let house = &mut all.houses[1];
    for (name, role) in [("ada", Role::Admin), ("vera", Role::Moderator), ("rosa", Role::Member)] {
        let actor = house.reachable(name, &format!("{name}@example.org"));
        house.make(member_id(&actor), role);
    }
    let now = house.now.seconds();
    house.wait(2 * DAY - now % DAY + 12 * 3_600);
    house.post();
    assert!(told(house).is_empty(), "nothing waits");
    let motion = all.propose(0, Proposal::Lease(30 * DAY));
    all.settle();
    let ada = |text| vec![("ada@example.org".to_owned(), text)];
    assert!(told(&mut all.houses[1]) == ada(Text::AdminSoon));
    assert!(told(&mut all.houses[0]).is_empty(), "who proposed it is not asked");
    all.houses[1].wait(3_600);
    assert!(told(&mut all.houses[1]).is_empty(), "once");
    all.houses[1].wait(DAY);
    assert!(told(&mut all.houses[1]) == ada(Text::AdminToday { waiting: 1 }));
    assert!(told(&mut all.houses[1]).is_empty());
    all.propose(2, Proposal::FreshLimit(7_200));
    all.settle();
    assert!(told(&mut all.houses[1]) == ada(Text::AdminSoon), "another one came");
    all.confirm(1, motion);
    all.settle();
    all.houses[1].wait(DAY);
    assert!(told(&mut all.houses[1]).is_empty(), "it is decided, and the other one set aside");
    assert_eq!(all.audited(1, "admins_told"), 3);
}

#[test]
fn a_member_that_proposes_on_and_on_is_written_down_once_a_day() {
    let mut all = Organisations::linked(2);
    let (circle, from) = (all.circle, all.id(1));
    let before = all.audited(0, "change_received");
    let propose = |all: &mut Organisations, days: u64| {
        // What its own program would refuse, it has said each time as if for the first time.
        let mut member = all.houses[1].twin(days);
        let proposal = Proposal::Lease(days * DAY);
        member.run(ProposeChange { actor: Actor::Operator, circle, proposal }).unwrap();
        let task = member.snapshot().agreement_tasks().unwrap().remove(0);
        all.run(0, AnswerAgreement { from, question: task.question }).unwrap();
    };
    (10..20).for_each(|days| propose(&mut all, days));
    assert_eq!(all.audited(0, "change_received") - before, 1);
    all.houses[0].wait(DAY);
    propose(&mut all, 20);
    assert_eq!(all.audited(0, "change_received") - before, 2);
}
