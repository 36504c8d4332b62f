//! A member that contradicts itself is found out; changes are frozen, checks go on.

use std::fs;
use std::path::Path;

use parasol_core::circles::{
    AgreementTask, DriveAgreement, NoteEvidence, Proposal, ProposeChange, SettleEvidence, TakeAgreement,
};
use parasol_core::node::Node;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_protocol::agreement::{Evidence, Prepare, Promise, Promised, Question, Refused, Reply, Told};
use parasol_protocol::envelope::{open, seal};
use serde_bytes::ByteBuf;

use super::kit::Organisations;
use crate::house::key;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn tasks(all: &Organisations, i: usize, to: usize) -> Vec<AgreementTask> {
    let tasks = all.houses[i].snapshot().agreement_tasks().unwrap();
    tasks.into_iter().filter(|task| task.to == all.id(to)).collect()
}

/// The first node has this confirmed by the second, begins a ballot and gets as far as asking for votes.
fn as_far_as_votes(all: &mut Organisations, proposal: Proposal) -> AgreementTask {
    let motion = all.propose(0, proposal);
    for task in tasks(all, 0, 1) {
        all.exchange(0, task);
    }
    all.confirm(1, motion);
    for task in tasks(all, 0, 1) {
        all.exchange(0, task);
    }
    let circle = all.circle;
    all.run(0, DriveAgreement { circle }).unwrap();
    let prepare = tasks(all, 0, 1).remove(0);
    assert!(matches!(prepare.question, Question::Prepare(_)));
    assert!(matches!(all.exchange(0, prepare), Reply::Promised(_)));
    let ask = tasks(all, 0, 2).remove(0);
    assert!(matches!(ask.question, Question::Ask(_)));
    ask
}

#[test]
fn a_node_that_hides_its_vote_is_found_out_by_whoever_it_lied_to() {
    let mut all = Organisations::linked(3);
    let ask = as_far_as_votes(&mut all, Proposal::Lease(50 * 86_400));
    assert!(matches!(all.exchange(0, ask), Reply::Voted(_)));
    assert_eq!((all.number(0), all.number(1)), (4, 3), "decided, and one does not know");
    // That one asks the same voter for a promise, and is told that it has voted for nothing.
    let (circle, liar) = (all.circle, all.id(2));
    all.run(1, DriveAgreement { circle }).unwrap();
    let asked = tasks(&all, 1, 2).remove(0);
    let Question::Prepare(prepare) = asked.question else { unreachable!() };
    let Prepare { number, prev, ballot, .. } = *open::<Prepare>(&prepare).unwrap().body();
    let promise = Promise { circle, number, prev, ballot, organisation: liar, accepted: None };
    let promise = seal(promise, all.houses[2].node().identity().secret());
    let reply = Reply::Promised(Promised { promise: ByteBuf::from(promise.bytes()), motion: None });
    all.run(1, TakeAgreement { from: liar, circle, number, reply }).unwrap();
    assert_eq!(all.status(1).frozen, None);
    let task = tasks(&all, 1, 0).remove(0);
    assert!(matches!(all.exchange(1, task), Reply::Decided(_)));
    let status = all.status(1);
    let guilty: Vec<_> = status.frozen.unwrap().1.iter().map(|member| member.organisation).collect();
    assert_eq!((guilty, status.evidence[0].kind, status.charter), (vec![liar], "hidden_vote", 4));
}

#[test]
fn a_node_that_asks_twice_in_one_ballot_freezes_the_changes() {
    let mut all = Organisations::linked(3);
    let aside = tempfile::tempdir().unwrap();
    all.houses[0].node = None;
    copy(all.houses[0].path(), aside.path());
    all.restart(0);
    let first = as_far_as_votes(&mut all, Proposal::Lease(50 * 86_400));
    // Somebody puts an old copy in its place, and neither it nor its journal knows.
    all.houses[0].node = None;
    copy(aside.path(), all.houses[0].path());
    let house = &mut all.houses[0];
    house.node = Some(Node::open(house.dir.path(), key(), house.now, &mut house.rng).unwrap());
    let second = as_far_as_votes(&mut all, Proposal::Lease(40 * 86_400));
    let (Question::Ask(a), Question::Ask(b)) = (&first.question, &second.question) else { unreachable!() };
    let evidence = Evidence::TwoAsks(a.ask.clone(), b.ask.clone());
    assert!(matches!(all.exchange(0, first), Reply::Voted(_)));
    assert_eq!(all.exchange(0, second), Reply::Refused(Refused::Contradiction));
    let (number, guilty) = all.status(2).frozen.unwrap();
    assert_eq!((number, guilty[0].organisation), (4, all.id(0)));
    assert_eq!(all.audited(2, "circle_frozen"), 1);
    let circle = all.circle;
    let change = ProposeChange { actor: Actor::Operator, circle, proposal: Proposal::Nothing };
    let frozen = Refusal::WrongState { expected: "open", found: "frozen" };
    assert_eq!(all.run(2, change), Err(frozen));
    assert_eq!(all.houses[2].snapshot().agreement_tasks().unwrap(), []);
    // Whoever is shown it verifies it and believes it; what proves nothing is refused.
    let show = |evidence: Evidence, number| {
        let text = format!(" {}\n", Told { circle, number, evidence }.to_text());
        NoteEvidence { actor: Actor::Operator, text }
    };
    let refused = |reason| Refusal::Invalid { field: "evidence", reason };
    let nothing = refused("proves_nothing");
    let Evidence::TwoAsks(one, _) = &evidence else { unreachable!() };
    let same = Evidence::TwoAsks(one.clone(), one.clone());
    assert_eq!(all.run(1, show(same, 4)), Err(nothing));
    assert_eq!(all.run(1, show(evidence.clone(), 40)), Err(refused("elsewhere")));
    let half = NoteEvidence { actor: Actor::Operator, text: "parasol-evidence:AAAA".into() };
    assert_eq!(all.run(1, half), Err(refused("unreadable")));
    assert_eq!(all.run(1, show(evidence, 4)), Ok(circle));
    let text = all.houses[2].snapshot().evidence_text(&Actor::Operator, &circle, 4).unwrap().unwrap();
    assert_eq!(all.run(1, NoteEvidence { actor: Actor::Operator, text }), Ok(circle));
    assert_eq!(all.audited(1, "circle_frozen"), 1);
    all.restart(1);
    assert!(all.status(1).frozen.is_some());
    // Whatever is kept of the others goes on being shown.
    assert_eq!(all.houses[1].snapshot().links().unwrap().iter().filter(|link| link.member).count(), 2);
    // An admin takes note, in writing; then changes go on, and the evidence stays.
    let settle = |number, reason: &str| SettleEvidence {
        actor: Actor::Operator,
        circle,
        number,
        reason: reason.into(),
    };
    let empty = Refusal::Invalid { field: "reason", reason: "empty" };
    assert_eq!(all.run(1, settle(4, "  ")), Err(empty));
    assert!(matches!(all.run(1, settle(4, &"x".repeat(501))), Err(Refusal::TooLong { .. })));
    assert_eq!(all.run(1, settle(3, "it was put back")), Err(Refusal::NotFound));
    all.run(1, settle(4, " it was put back ")).unwrap();
    let again = Refusal::WrongState { expected: "open", found: "noted" };
    assert_eq!(all.run(1, settle(4, "it was put back")), Err(again));
    let status = all.status(1);
    assert_eq!((status.frozen, status.evidence.len()), (None, 1));
    let view = &status.evidence[0];
    assert_eq!((view.number, view.kind, view.guilty[0].organisation), (4, "two_asks", all.id(0)));
    assert_eq!((view.seen.is_some(), view.noted.as_ref().unwrap().1.as_str()), (true, "it was put back"));
    assert_eq!(all.audited(1, "evidence_noted"), 1);
    let change = ProposeChange { actor: Actor::Operator, circle, proposal: Proposal::FreshLimit(7_200) };
    all.run(1, change).unwrap();
}
