//! What a check answers when the evaluator is slow, refuses or lies, and when a source is old, incomplete or hidden: the
//! page must never say "no report known" as if everything had been searched.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use parasol_core::checks::{Reason, Verdict};
use parasol_core::circles::{Inbound, SetInbound};
use parasol_core::roles::Actor;
use parasol_protocol::charter::EpochKey;
use parasol_protocol::evaluation::{Answer, Ask, EvaluationFailure, Gathering, TagKey};
use parasol_protocol::ids::CircleId;
use parasol_protocol::lists::Level;
use parasol_protocol::time::DAY;
use parasol_simulations::story::{link, password, publish};
use parasol_simulations::world::{CALM, World};
use rand_core::SeedableRng;

const NUMBER: &str = "06 39 98 41 57";
const ABROAD: &str = "+33 6 39 98 41 57";

/// A member in Belgium can find what was reported in France.
fn known_abroad() -> (World, CircleId) {
    let mut world = World::new(7, CALM, &password());
    let circle = link(&mut world);
    publish(&mut world, NUMBER);
    world.run_until("the alert is known abroad", 4_000, |world| {
        let now = world.now;
        world.brussels_took() && world.brussels().check(ABROAD, now).level.is_some()
    });
    (world, circle)
}

/// Checks as `reader`, with an evaluator of the test's own.
fn check_as(
    world: &mut World,
    reader: Actor,
    evaluator: &mut dyn FnMut(&Ask, Answer) -> Vec<Answer>,
) -> Verdict {
    let now = world.now;
    let brussels = world.brussels();
    let snapshot = brussels.read();
    let (pending, asks) = snapshot.begin_check(&reader, ABROAD, None, now, brussels.rng()).unwrap();
    let answers: Vec<_> = asks
        .iter()
        .flat_map(|ask| {
            let honest = snapshot.answer(ask, brussels.rng());
            evaluator(ask, honest)
        })
        .collect();
    snapshot.finish_check(pending, &answers, now).unwrap()
}

fn check_with(world: &mut World, mut evaluator: impl FnMut(&Ask, Answer) -> Vec<Answer>) -> Verdict {
    let member = world.brussels().member;
    check_as(world, member, &mut evaluator)
}

/// The honest answer to another check of the same number: blinded anew, it is another question.
fn ask_again(world: &mut World) -> Answer {
    let mut answered = None;
    check_with(world, |_, honest| {
        answered = Some(honest.clone());
        vec![honest]
    });
    answered.unwrap()
}

fn honest(_: &Ask, answer: Answer) -> Vec<Answer> {
    vec![answer]
}

/// Not complete, nothing found, and one source that was not answered for this reason.
fn is_unanswered(verdict: &Verdict, reason: Reason) -> bool {
    !verdict.complete
        && verdict.level.is_none()
        && verdict.unanswered.len() == 1
        && verdict.unanswered[0].reason == reason
        && verdict.unanswered[0].source.name == "Jasmine"
}

#[test]
fn an_evaluator_that_does_not_answer_or_refuses_is_named() {
    let (mut world, _) = known_abroad();
    assert!(is_unanswered(&check_with(&mut world, |_, _| Vec::new()), Reason::Unreachable));
    let failures = [
        (EvaluationFailure::Unreachable, Reason::Unreachable),
        (EvaluationFailure::BelowThreshold, Reason::BelowThreshold),
        (EvaluationFailure::Quota, Reason::Quota),
        (EvaluationFailure::NoKey, Reason::NoKey),
        (EvaluationFailure::Ceremony, Reason::Ceremony),
    ];
    for (failure, reason) in failures {
        assert!(is_unanswered(&check_with(&mut world, |_, _| vec![Err(failure)]), reason), "{failure}");
    }
}

#[test]
fn an_evaluator_that_lies_is_not_believed() {
    let (mut world, _) = known_abroad();
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    let other = TagKey::random(&mut rng).unwrap();
    // Combined under its own key, as somebody would who has another charter.
    let with_another_key = check_with(&mut world, |ask, _| {
        let key = EpochKey::founded(ask.epoch, 1, &other).unwrap();
        let mut gathering = Gathering::new(&ask.elements, &key).unwrap();
        gathering.add(1, &other.evaluate(&ask.elements, &mut rng).unwrap()).unwrap();
        vec![gathering.combine()]
    });
    assert!(is_unanswered(&with_another_key, Reason::NoKey));
    // The right key, and the answer to another question.
    let asked_before = ask_again(&mut world);
    let with_another_answer = check_with(&mut world, |_, _| vec![asked_before.clone()]);
    assert!(is_unanswered(&with_another_answer, Reason::Unreachable));
    assert_eq!(check_with(&mut world, honest).level, Some(Level::VeryDangerous));
}

#[test]
fn an_old_head_is_searched_and_said_to_be_old() {
    let (mut world, _) = known_abroad();
    let fresh = check_with(&mut world, honest);
    assert!(fresh.complete);
    world.now = world.now.plus(DAY + 3_600);
    let old = check_with(&mut world, honest);
    assert_eq!(old.level, Some(Level::VeryDangerous));
    assert!(!old.complete);
    assert_eq!(old.unanswered[0].reason, Reason::AsOf);
    assert!(old.unanswered[0].as_of.is_some());
}

#[test]
fn past_the_lease_members_do_not_see_entries_and_later_nobody_has_them() {
    let (mut world, _) = known_abroad();
    let moderator = world.brussels().moderator;
    world.now = world.now.plus(61 * DAY);
    assert_eq!(check_with(&mut world, honest).level, None);
    assert!(!check_with(&mut world, honest).complete);
    assert_eq!(check_as(&mut world, moderator, &mut honest).level, Some(Level::VeryDangerous));
    world.now = world.now.plus(61 * DAY);
    let now = world.now;
    world.brussels().work(now);
    assert_eq!(check_as(&mut world, moderator, &mut honest).level, None);
    assert!(is_unanswered(&check_with(&mut world, honest), Reason::NeverSynced));
}

#[test]
fn a_publisher_is_shown_to_whom_the_policy_says() {
    let (mut world, circle) = known_abroad();
    let publisher = world.jasmine().organisation;
    let (member, moderator) = (world.brussels().member, world.brussels().moderator);
    for (shown, to_member, to_moderator) in
        [(Inbound::Off, false, false), (Inbound::Moderators, false, true), (Inbound::Members, true, true)]
    {
        let now = world.now;
        let set = SetInbound { actor: Actor::Operator, circle, publisher, shown };
        world.brussels().run(set, now).0.unwrap();
        assert_eq!(check_as(&mut world, member, &mut honest).level.is_some(), to_member, "{}", shown.name());
        assert_eq!(
            check_as(&mut world, moderator, &mut honest).level.is_some(),
            to_moderator,
            "{}",
            shown.name()
        );
    }
}
