//! A newcomer gets her share from t members who learn nothing of it; nobody else gets one.

use std::cell::Cell;
use std::rc::Rc;

use parasol_core::circles::{AnswerCeremony, Proposal};
use parasol_core::ledger::KeepUp;
use parasol_core::restored::AfterRestore;
use parasol_protocol::ceremony::conversation::{Question, Reply};
use parasol_protocol::ceremony::repair::Newcomer;
use parasol_protocol::ceremony::repair::message::{Delta, RepairExchange, Sigma, Splitting};
use parasol_protocol::charter::Decided;
use parasol_protocol::circle;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::OrganisationId;

use super::attacks::{again, again_secret, is_of, scalar, secret};
use super::{assert_serves, evaluated, made};
use crate::agreement::kit::Organisations;
use crate::house::House;

#[test]
fn a_newcomer_gets_its_share_from_helpers_who_learn_nothing_of_it() {
    let mut all = made(3, 2);
    all.restless = true;
    all.houses.push(House::with_seed(90));
    all.invite(0, 3);
    all.settle_confirming();
    assert_eq!(all.members(3), [0, 1, 2, 3]);
    assert_serves(&mut all, 4, 2, 2);
    let expected = evaluated(&mut all, 0, 2, &[0, 1]);
    assert_eq!(evaluated(&mut all, 3, 2, &[2, 3]), expected);
    assert_eq!(all.audited(3, "share_received"), 1);
    let helped = (0..3).filter(|i| all.audited(*i, "share_repaired") == 1).count();
    assert_eq!(helped, 2, "exactly t");
    assert!(all.houses.iter().all(|house| house.snapshot().ceremony_tasks().unwrap().is_empty()));
}

/// What `i` would say to ask these helpers for its share, with its node key alone.
fn request(all: &mut Organisations, i: usize, helpers: &[usize], attempt: u32) -> Question {
    let (circle, number) = (all.circle, all.number(i));
    let asked = all.asked(i, circle::Question::Charter(circle, number - 1));
    let reply = all.run(0, asked).unwrap();
    let circle::Reply::Decided(bytes) = reply else { unreachable!("{reply:?}") };
    let charter = Decided::charter_in(&bytes).unwrap();
    let helpers: Vec<_> = helpers.iter().map(|helper| all.id(*helper)).collect();
    let (organisation, secret) = (all.id(i), all.houses[i].node().identity().secret());
    let newcomer = Newcomer::open(&charter, &organisation, 2, &helpers, attempt, secret).unwrap();
    Question::Repair(Box::new(newcomer.exchange()))
}

/// What the clock of `i` shows, as attempts are numbered.
fn seconds(all: &Organisations, i: usize) -> u32 {
    u32::try_from(all.houses[i].now.seconds()).unwrap()
}

#[test]
fn a_helper_that_was_put_back_splits_its_share_for_no_request_that_it_may_have_helped_with() {
    let mut all = made(3, 2);
    all.houses.push(House::with_seed(90));
    all.admit(3);
    let from = all.id(3);
    let mut backup = all.houses[0].twin(92);
    for (ahead, helped) in [(3_600, true), (3_601, false), (u32::MAX - seconds(&all, 0), false)] {
        let attempt = seconds(&all, 0) + ahead;
        let question = request(&mut all, 3, &[0, 1], attempt);
        let reply = all.run(0, AnswerCeremony { from, question: question.clone() }).unwrap();
        assert_eq!(matches!(reply, Reply::Repair(_)), helped, "{ahead} {reply:?}");
        let next = backup.twin(93);
        all.houses[0] = std::mem::replace(&mut backup, next);
        all.run(0, AfterRestore).unwrap();
        let reply = all.run(0, AnswerCeremony { from, question }).unwrap();
        assert_eq!(reply, Reply::Refused, "{ahead}");
    }
}

#[test]
fn a_newcomer_whose_clock_was_ahead_asks_anew_once_it_is_right() {
    let mut all = made(3, 2);
    all.houses.push(House::with_seed(90));
    let right = all.houses[3].now;
    all.houses[3].wait(12 * 3_600);
    all.invite(0, 3);
    all.settle_confirming();
    assert_eq!(all.status(3).shares_missing, [2], "nobody helps with what is from tonight");
    all.houses[3].now = right;
    all.run(3, KeepUp).unwrap();
    all.settle();
    assert_serves(&mut all, 4, 2, 2);
}

#[test]
fn a_stolen_node_key_gets_no_share() {
    let mut all = made(4, 2);
    let attempt = seconds(&all, 0) + 60;
    // Whoever made the key needs nobody's help.
    let stolen = request(&mut all, 1, &[0, 2], attempt);
    let from = all.id(1);
    for i in [0, 2] {
        let ask = AnswerCeremony { from, question: stolen.clone() };
        assert_eq!(all.run(i, ask).unwrap(), Reply::Refused);
    }
    all.houses.push(House::with_seed(90));
    all.invite(0, 4);
    all.settle_confirming();
    assert_serves(&mut all, 5, 2, 2);
    // A newcomer is helped once, whomever she asks.
    let from = all.id(4);
    for helpers in [[0, 1], [2, 3]] {
        let stolen = request(&mut all, 4, &helpers, attempt);
        for i in helpers {
            let ask = AnswerCeremony { from, question: stolen.clone() };
            assert_eq!(all.run(i, ask).unwrap(), Reply::Over);
        }
    }
    // Nor does anybody hand out a share of its own.
    let asked = all.asked(4, circle::Question::Confirm(all.circle));
    let reply = all.run(1, asked).unwrap();
    let circle::Reply::Welcome(_, _, shares) = reply else { unreachable!("{reply:?}") };
    assert_eq!(
        shares.iter().map(|share| share.0).collect::<Vec<_>>(),
        [1],
        "only what everybody holds whole"
    );
}

#[test]
fn who_was_not_told_before_another_charter_is_told_after_it_and_helps_no_thief() {
    let mut all = made(3, 2);
    all.houses.push(House::with_seed(90));
    all.admit(3);
    let thief = all.houses[3].twin(91);
    // She gets her share; whatever she says after that is lost.
    all.repair_hand = Some(Box::new(|_, _, frame| frame.done = false));
    for _ in 0..40 {
        if all.status(3).shares_missing.is_empty() {
            break;
        }
        all.turn();
    }
    assert_eq!(all.audited(3, "share_received"), 1);
    let lease = all.propose(0, Proposal::Lease(30 * 86_400));
    all.away = vec![3];
    all.settle();
    [1, 2].into_iter().for_each(|i| all.confirm(i, lease));
    all.settle();
    all.repair_hand = None;
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 4, 2, 2);
    assert!(all.houses.iter().all(|house| house.snapshot().ceremony_tasks().unwrap().is_empty()));
    // A copy of her node from before she had it, with her node key, asks under the charter in force.
    all.houses[3] = thief;
    all.settle();
    all.houses.iter_mut().for_each(|house| house.wait(3_601));
    all.run(3, KeepUp).unwrap();
    all.settle();
    assert_eq!((all.number(3), all.status(3).shares_missing), (all.number(0), vec![2]));
}

#[test]
fn where_a_helper_is_silent_for_an_hour_others_are_asked() {
    let mut all = made(4, 2);
    all.houses.push(House::with_seed(90));
    all.admit(4);
    let asked: Vec<usize> = {
        let tasks = all.houses[4].snapshot().ceremony_tasks().unwrap();
        tasks.iter().map(|task| all.who(&task.to)).collect()
    };
    all.away = vec![asked[0]];
    all.settle();
    assert_eq!(all.status(4).shares_missing, [2]);
    let missing = all.status(4).helpers_missing;
    assert!(missing.iter().any(|helper| helper.organisation == all.id(asked[0])), "{missing:?}");
    assert!(!all.status(4).waits_for_next_key);
    assert_eq!(all.status(4).motions, []);
    all.houses.iter_mut().for_each(|house| house.wait(3_601));
    all.run(4, KeepUp).unwrap();
    all.settle();
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 5, 2, 2);
}

/// What a helper makes of a frame to the newcomer (`true`) or to another helper.
type Lie = fn(&mut RepairExchange, &NodeSecret, bool);

fn own_splitting(frame: &mut RepairExchange, secret: &NodeSecret, change: fn(&mut Splitting)) {
    for bytes in frame.splittings.iter_mut().filter(|bytes| is_of::<Splitting>(bytes, secret)) {
        *bytes = again(bytes, secret, change);
    }
}

/// Whichever helper speaks first lies like this until it is found out; the newcomer gets her share all the same. Returns who
/// it was.
fn helped_in_spite_of(all: &mut Organisations, newcomer: usize, lie: Lie) -> usize {
    let liar: Rc<Cell<Option<usize>>> = Rc::default();
    let (secrets, found): (Vec<NodeSecret>, _) =
        ((0..newcomer).map(|i| secret(all, i)).collect(), liar.clone());
    all.repair_hand = Some(Box::new(move |from, to, frame| {
        if from == newcomer || frame.splittings.is_empty() {
            return;
        }
        let mallory = found.get().unwrap_or(from);
        found.set(Some(mallory));
        if from == mallory {
            lie(frame, &secrets[from], to == newcomer);
            frame.evidence = None;
        }
    }));
    all.houses.push(House::with_seed(90 + newcomer as u64));
    all.invite(0, newcomer);
    all.settle_confirming();
    all.repair_hand = None;
    all.settle();
    assert_eq!(all.audited(newcomer, "repair_aborted"), 1, "she has seen through it");
    assert_eq!(all.audited(newcomer, "share_received"), 1);
    liar.get().unwrap()
}

/// About whom the audit of `i` has this word.
pub(super) fn named(all: &Organisations, i: usize, word: &str) -> Vec<usize> {
    let lines = all.houses[i].snapshot().audit(&parasol_core::roles::Actor::Operator, None, 200).unwrap();
    let lines = lines.iter().filter(|(_, line)| line.what == word);
    lines.filter_map(|(_, line)| line.subject).map(|id| all.who(&OrganisationId::new(id))).collect()
}

#[test]
fn a_helper_that_lies_about_its_share_is_named_and_another_helps() {
    let mut all = made(3, 2);
    let lies: [Lie; 2] = [
        |frame, secret, _| own_splitting(frame, secret, |splitting| splitting.parts[1] = splitting.parts[0]),
        |frame, secret, newcomer| {
            // Both are sound, and they are two.
            if newcomer {
                own_splitting(frame, secret, |splitting| splitting.parts.reverse());
            }
        },
    ];
    for (newcomer, lie) in (3..).zip(lies) {
        let liar = helped_in_spite_of(&mut all, newcomer, lie);
        assert_eq!(named(&all, newcomer, "repair_aborted"), [liar]);
        assert_serves(&mut all, newcomer + 1, 2, 2);
    }
}

#[test]
fn a_helper_that_gives_away_something_else_is_named_and_another_helps() {
    let mut all = made(3, 2);
    let lies: [Lie; 2] = [
        |frame, secret, _| again_secret(&mut frame.delta, secret, |delta: &mut Delta| delta.value = scalar()),
        |frame, secret, _| again_secret(&mut frame.sigma, secret, |sigma: &mut Sigma| sigma.value = scalar()),
    ];
    for (newcomer, lie) in (3..).zip(lies) {
        let liar = helped_in_spite_of(&mut all, newcomer, lie);
        assert_eq!(named(&all, newcomer, "repair_aborted"), [liar]);
        assert_serves(&mut all, newcomer + 1, 2, 2);
    }
}
