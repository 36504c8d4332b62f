//! Organisations make keys that none of them holds whole: real nodes in one process, which exchange what they would send each
//! other.

use parasol_core::circles::{
    AnswerCeremony, AnswerQuestion, CeremonyView, Proposal, ProposeChange, RetryCeremony, TakeReply,
};
use parasol_core::ledger::KeepUp;
use parasol_core::refusal::Refusal;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::ceremony::conversation::{Question, Reply};
use parasol_protocol::ceremony::repair::Newcomer;
use parasol_protocol::charter::Decided;
use parasol_protocol::circle;
use parasol_protocol::evaluation::{self, EvaluationFailure, Gathering, Output};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::agreement::kit::Organisations;
use crate::house::House;

/// `n` organisations, and the decision that it takes `t` of them to evaluate, up to the first dealings.
fn wanting(n: usize, t: u16) -> Organisations {
    let mut all = Organisations::linked(n);
    let everybody = 1..n;
    let motion = all.propose(0, Proposal::Threshold(t));
    all.settle();
    let majority = n / 2;
    everybody.clone().take(majority).for_each(|i| all.confirm(i, motion));
    all
}

/// The same, with the key in force.
fn made(n: usize, t: u16) -> Organisations {
    let mut all = wanting(n, t);
    all.settle();
    assert_serves(&mut all, n, t, 2);
    all
}

fn ceremony(all: &Organisations, i: usize) -> CeremonyView {
    all.status(i).ceremony.unwrap()
}

fn holds(all: &Organisations, i: usize, epoch: u64) -> Result<bool, EvaluationFailure> {
    all.houses[i].snapshot().holders(&all.circle, epoch).map(|holders| holders.own.is_some())
}

/// What these holders make of one number together.
fn evaluated(all: &mut Organisations, asker: usize, epoch: u64, holders: &[usize]) -> Vec<Output> {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut all.houses[asker].rng).unwrap();
    let key = all.houses[asker].snapshot().holders(&all.circle, epoch).unwrap().key;
    let mut gathering = Gathering::new(&elements, &key).unwrap();
    for i in holders {
        let (circle, house) = (all.circle, &mut all.houses[*i]);
        let snapshot = house.snapshot();
        let share = snapshot.holders(&circle, epoch).unwrap().own.unwrap();
        let evaluation = snapshot.evaluate(&circle, epoch, &elements, &mut house.rng).unwrap();
        gathering.add(share, &evaluation).unwrap();
    }
    blinding.finish_combined(&gathering.combine().unwrap()).unwrap()
}

/// The key of this epoch serves at the first `n`, any `t` of whom evaluate it, and one fewer do not.
fn assert_serves(all: &mut Organisations, n: usize, t: u16, epoch: u64) {
    for i in 0..n {
        let holders = all.houses[i].snapshot().holders(&all.circle, epoch).unwrap();
        assert_eq!((holders.key.t, holders.key.shares.len(), holders.own.is_some()), (t, n, true), "{i}");
        assert_eq!((all.status(i).ceremony, all.status(i).shares_missing), (None, vec![]), "{i}");
        assert!(all.status(i).motions.is_empty(), "{:?}", all.status(i).motions);
    }
    let t = usize::from(t);
    let first: Vec<usize> = (0..t).collect();
    let last: Vec<usize> = (n - t..n).rev().collect();
    let expected = evaluated(all, 0, epoch, &first);
    assert_eq!(evaluated(all, n - 1, epoch, &last), expected, "whoever evaluates");
    assert_ne!(evaluated(all, 0, 1, &[0]), expected, "it is another key");
    let holders = all.houses[0].snapshot().holders(&all.circle, epoch).unwrap();
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (_, elements) = evaluation::blind([&phone], &mut all.houses[0].rng).unwrap();
    let mut gathering = Gathering::new(&elements, &holders.key).unwrap();
    for i in first.into_iter().take(t - 1) {
        let (circle, house) = (all.circle, &mut all.houses[i]);
        let evaluation = house.snapshot().evaluate(&circle, epoch, &elements, &mut house.rng).unwrap();
        gathering.add(house.snapshot().holders(&circle, epoch).unwrap().own.unwrap(), &evaluation).unwrap();
    }
    assert!(gathering.combine().is_err());
}

#[test]
fn three_of_five_is_made_by_nodes_that_stop_after_everything_they_do() {
    let mut all = wanting(5, 3);
    let confirmed =
        |all: &Organisations| -> Vec<usize> { (0..5).map(|i| all.audited(i, "change_confirmed")).collect() };
    let before = confirmed(&all);
    all.restless = true;
    all.settle();
    assert_serves(&mut all, 5, 3, 2);
    assert_eq!(confirmed(&all), before, "nobody has to confirm what follows from what was decided");
    for i in 0..5 {
        assert_eq!((all.audited(i, "ceremony_begun"), all.audited(i, "key_activated")), (1, 1));
    }
}

#[test]
fn the_key_is_made_whatever_the_order_in_which_things_are_said() {
    for seed in 0..3 {
        let mut all = wanting(3, 2);
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        for _ in 0..12 {
            all.turn();
            if (0..3).any(|i| all.status(i).ceremony.is_some()) {
                break;
            }
        }
        // From here everything is said in a random order; answers are lost, nodes stop and start again.
        for _ in 0..60 {
            let i = usize::try_from(rng.next_u32() % 3).unwrap();
            let tasks = all.houses[i].snapshot().ceremony_tasks().unwrap();
            let Some(task) = tasks.get(usize::try_from(rng.next_u32()).unwrap() % tasks.len().max(1)) else {
                continue;
            };
            let (to, from) = (all.who(&task.to), all.id(i));
            match rng.next_u32() % 4 {
                0 => drop(all.run(to, AnswerCeremony { from, question: task.question.clone() }).unwrap()),
                1 => all.restart(to),
                _ => drop(all.say(i, to, task.clone())),
            }
        }
        all.settle();
        assert_serves(&mut all, 3, 2, 2);
    }
}

#[test]
fn whoever_is_away_is_waited_for_and_the_old_key_serves_meanwhile() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    for i in 0..2 {
        let CeremonyView { epoch, t, attempt, phase, missing, offence } = ceremony(&all, i);
        assert_eq!((epoch, t, attempt, phase, offence), (2, 2, 1, "dealing", None));
        assert_eq!(missing.iter().map(|member| member.organisation).collect::<Vec<_>>(), [all.id(2)]);
        assert_eq!(holds(&all, i, 2), Err(EvaluationFailure::NoKey), "nothing half-made is used");
        assert_eq!(evaluated(&mut all, i, 1, &[i]).len(), 1);
    }
    all.restart(0);
    all.houses.iter_mut().for_each(|house| house.wait(90 * 86_400));
    all.settle();
    assert_eq!(ceremony(&all, 0).phase, "dealing", "no time ends it");
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
}

#[test]
fn an_admin_begins_another_attempt_and_the_others_follow() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    let circle = all.circle;
    let moderator = all.houses[0].member("moderator", Role::Moderator);
    assert_eq!(all.run(0, RetryCeremony { actor: moderator, circle }), Err(Refusal::Forbidden));
    assert_eq!(all.run(0, RetryCeremony { actor: Actor::Operator, circle }), Ok(2));
    all.settle();
    assert_eq!(ceremony(&all, 1).attempt, 2);
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
    assert_eq!(all.run(0, RetryCeremony { actor: Actor::Operator, circle }), Err(Refusal::NotFound));
}

/// Says once what `i` has to say to the member `member`, which runs as `to`.
fn tell(all: &mut Organisations, i: usize, member: usize, to: usize) -> Option<Reply> {
    let wanted = all.id(member);
    let tasks = all.houses[i].snapshot().ceremony_tasks().unwrap();
    let task = tasks.into_iter().find(|task| task.to == wanted)?;
    Some(all.say(i, to, task))
}

#[test]
fn whoever_deals_twice_is_named_by_everybody_and_the_others_make_the_key_without_it() {
    let mut all = wanting(4, 2);
    all.away = vec![3];
    all.settle();
    // A copy of the fourth node runs beside it, and draws other dealings.
    let twin = all.houses[3].twin(123);
    all.houses.push(twin);
    all.away = vec![3, 4];
    let (circle, from) = (all.circle, all.id(0));
    for i in 3..5 {
        let question = circle::Question::Charter(circle, all.number(i));
        let asker = all.id(i);
        let ask = AnswerQuestion { from: asker, question, addresses: Vec::new() };
        let reply = all.run(0, ask).unwrap();
        all.run(i, TakeReply { from, circle, reply }).unwrap();
        assert_eq!(ceremony(&all, i).phase, "dealing");
    }
    tell(&mut all, 0, 3, 3);
    tell(&mut all, 1, 3, 4);
    all.settle();
    for i in 0..3 {
        let CeremonyView { phase, offence, .. } = ceremony(&all, i);
        let (who, wrong) = offence.unwrap();
        assert_eq!(
            (phase, who.organisation, wrong.as_str()),
            ("aborted", all.id(3), "dealt twice in one attempt")
        );
        assert_eq!(all.audited(i, "ceremony_aborted"), 1);
        assert_eq!(holds(&all, i, 2), Err(EvaluationFailure::NoKey));
        assert_eq!(evaluated(&mut all, i, 1, &[i]).len(), 1);
        all.restart(i);
    }
    let removal = all.propose(0, Proposal::Remove(all.id(3)));
    all.settle();
    all.confirm(1, removal);
    all.confirm(2, removal);
    all.settle();
    for i in 0..3 {
        assert_eq!((all.members(i), all.status(i).ceremony), (vec![0, 1, 2], None));
        assert_eq!(holds(&all, i, 2), Ok(true));
    }
    let expected = evaluated(&mut all, 0, 2, &[0, 1]);
    assert_eq!(evaluated(&mut all, 1, 2, &[1, 2]), expected);
}

#[test]
fn a_node_that_was_put_back_does_not_deal_twice() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    let before = ceremony(&all, 1).attempt;
    all.run(1, AfterRestore).unwrap();
    assert!(ceremony(&all, 1).attempt > before, "it begins an attempt that nobody has begun");
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
    assert!((0..3).all(|i| all.audited(i, "ceremony_aborted") == 0));
}

#[test]
fn strangers_and_what_is_not_under_way_are_answered_nothing() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    let task = all.houses[0].snapshot().ceremony_tasks().unwrap().remove(0);
    let Question::Ceremony(exchange) = &task.question else { unreachable!("a ceremony") };
    let stranger = parasol_protocol::ids::OrganisationId::new([9; 16]);
    let ask = |from, question| AnswerCeremony { from, question };
    assert_eq!(all.run(1, ask(stranger, task.question.clone())).unwrap(), Reply::Refused);
    let from = all.id(0);
    let mut ahead = exchange.clone();
    ahead.of.number += 1;
    let held = all.number(1);
    assert_eq!(all.run(1, ask(from, Question::Ceremony(ahead))).unwrap(), Reply::Behind(held));
    let mut past = exchange.clone();
    past.of.number -= 1;
    assert!(matches!(all.run(1, ask(from, Question::Ceremony(past))).unwrap(), Reply::Decided(_)));
    let mut garbage = exchange.clone();
    garbage.dealings = vec![vec![1, 2, 3].into(); 3];
    assert!(matches!(all.run(1, ask(from, Question::Ceremony(garbage))).unwrap(), Reply::Ceremony(_)));
    assert_eq!(ceremony(&all, 1).offence, None);
}

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
fn request(all: &mut Organisations, i: usize, helpers: &[usize]) -> Question {
    let (circle, from, number) = (all.circle, all.id(i), all.number(i));
    let question = circle::Question::Charter(circle, number - 1);
    let reply = all.run(0, AnswerQuestion { from, question, addresses: Vec::new() }).unwrap();
    let circle::Reply::Decided(bytes) = reply else { unreachable!("{reply:?}") };
    let charter = Decided::charter_in(&bytes).unwrap();
    let helpers: Vec<_> = helpers.iter().map(|helper| all.id(*helper)).collect();
    let (organisation, secret) = (all.id(i), all.houses[i].node().identity().secret());
    let newcomer = Newcomer::open(&charter, &organisation, 2, &helpers, u32::MAX, secret).unwrap();
    Question::Repair(Box::new(newcomer.exchange()))
}

#[test]
fn a_stolen_node_key_gets_no_share() {
    let mut all = made(4, 2);
    // Whoever made the key needs nobody's help.
    let stolen = request(&mut all, 1, &[0, 2]);
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
        let stolen = request(&mut all, 4, &helpers);
        for i in helpers {
            let ask = AnswerCeremony { from, question: stolen.clone() };
            assert_eq!(all.run(i, ask).unwrap(), Reply::Over);
        }
    }
    // Nor does anybody hand out a share of its own.
    let question = circle::Question::Confirm(all.circle);
    let reply = all.run(1, AnswerQuestion { from, question, addresses: Vec::new() }).unwrap();
    let circle::Reply::Welcome(_, _, shares) = reply else { unreachable!("{reply:?}") };
    assert_eq!(
        shares.iter().map(|share| share.0).collect::<Vec<_>>(),
        [1],
        "only what everybody holds whole"
    );
}

#[test]
fn where_a_helper_is_silent_for_an_hour_others_are_asked() {
    let mut all = made(4, 2);
    all.houses.push(House::with_seed(90));
    all.invite(0, 4);
    all.settle();
    let motion = all.motion(1);
    (1..4).for_each(|i| all.confirm(i, motion));
    for _ in 0..40 {
        if all.is_in(4) {
            break;
        }
        all.turn();
    }
    let asked: Vec<usize> = {
        let tasks = all.houses[4].snapshot().ceremony_tasks().unwrap();
        tasks.iter().map(|task| all.who(&task.to)).collect()
    };
    all.away = vec![asked[0]];
    all.settle();
    assert_eq!(all.status(4).shares_missing, [2]);
    assert_eq!(all.status(4).motions, []);
    all.houses[4].wait(3_601);
    all.run(4, KeepUp).unwrap();
    all.settle();
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 5, 2, 2);
}

#[test]
fn checks_ask_under_every_key_that_serves_and_no_third_is_wanted() {
    let mut all = made(3, 2);
    let member = all.houses[0].member("member", Role::Member);
    let house = &mut all.houses[0];
    let (_, asks) = house.snapshot().begin_check(&member, "+33639984157", None, &mut house.rng).unwrap();
    let epochs: Vec<u64> = asks.iter().map(|ask| ask.epoch).collect();
    assert_eq!(epochs, [1, 2]);
    let third =
        ProposeChange { actor: Actor::Operator, circle: all.circle, proposal: Proposal::Threshold(3) };
    let two = Refusal::Invalid { field: "change", reason: "two_keys" };
    assert_eq!(all.run(0, third), Err(two));
}
