//! Whoever is away, killed, put back or removed in whatever phase: the ceremony goes on when she is back, or ends cleanly.

use parasol_core::circles::{
    AnswerCeremony, CeremonyView, NoteEvidence, Proposal, RetryCeremony, SettleEvidence,
};
use parasol_core::ledger::KeepUp;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::Actor;
use parasol_protocol::agreement::{Evidence, Told};
use parasol_protocol::ceremony::conversation::{Question, Reply};
use parasol_protocol::ceremony::message::{Attestation, Dealing, Exchange, Probe};
use parasol_protocol::charter::Vote;
use parasol_protocol::envelope::{open, seal};
use parasol_protocol::evaluation::EvaluationFailure;
use parasol_protocol::ids::Hash;
use serde_bytes::ByteBuf;

use super::attacks::{again, is_of, secret};
use super::{assert_serves, ceremony, evaluated, holds, wanting};
use crate::agreement::kit::{Hand, Organisations};

const PHASES: [&str; 4] = ["dealing", "sharing", "probing", "attesting"];

/// Who stops in the middle.
const LATE: usize = 2;

/// Everything goes well up to this phase, in which nothing of the late one comes any more.
fn until(all: &Organisations, phase: &'static str) -> Hand<Exchange> {
    let secret = secret(all, LATE);
    Box::new(move |from, to, frame| match phase {
        "dealing" if from == LATE => frame.dealings.clear(),
        "sharing" if from == LATE => frame.handed = None,
        // She does not get so far.
        "probing" if to == LATE => frame.handed = None,
        "attesting" if to == LATE => frame.probes.retain(|bytes| is_of::<Probe>(bytes, &secret)),
        _ => {}
    })
}

/// The ceremony of two of three, waiting in this phase for the third, who is gone.
fn waiting(all: &mut Organisations, phase: &'static str) {
    all.hand = Some(until(all, phase));
    all.settle();
    all.away = vec![LATE];
    all.hand = None;
    all.settle();
    for i in 0..LATE {
        let CeremonyView { phase: reached, missing, offence, .. } = ceremony(all, i);
        assert_eq!((reached, offence), (phase, None));
        assert_eq!(missing.iter().map(|member| member.organisation).collect::<Vec<_>>(), [all.id(LATE)]);
        assert_eq!(holds(all, i, 2), Err(EvaluationFailure::NoKey), "nothing half-made is used");
        assert_eq!(evaluated(all, i, 1, &[i]).len(), 1, "the old key serves");
    }
}

/// The same ceremony, waiting in each phase.
fn in_each_phase(mut go_on: impl FnMut(Organisations, &'static str)) {
    let mut before = wanting(3, 2);
    for (phase, seed) in PHASES.into_iter().zip((10..).step_by(10)) {
        let mut all = before.fork(seed);
        waiting(&mut all, phase);
        go_on(all, phase);
    }
}

#[test]
fn whoever_is_away_in_any_phase_is_waited_for_however_long() {
    in_each_phase(|mut all, phase| {
        // Everybody is killed, and months go by.
        for i in 0..3 {
            all.houses[i].wait(90 * 86_400);
            all.restart(i);
        }
        all.settle();
        assert_eq!((ceremony(&all, 0).phase, ceremony(&all, 1).attempt), (phase, 1), "no time ends it");
        all.away.clear();
        all.settle();
        assert_serves(&mut all, 3, 2, 2);
        assert!((0..3).all(|i| all.audited(i, "ceremony_aborted") == 0), "{phase}");
    });
}

#[test]
fn whoever_never_comes_back_from_any_phase_is_removed_and_the_others_make_the_key() {
    in_each_phase(|mut all, phase| {
        let removal = all.propose(0, Proposal::Remove(all.id(LATE)));
        all.settle();
        all.confirm(1, removal);
        all.settle();
        assert_eq!(
            (all.members(0), all.status(0).ceremony, all.status(1).ceremony),
            (vec![0, 1], None, None)
        );
        let expected = evaluated(&mut all, 0, 2, &[0, 1]);
        assert_eq!(evaluated(&mut all, 1, 2, &[1, 0]), expected, "{phase}");
        // She learns of it when she is back, and has nothing of that key.
        all.away.clear();
        all.settle();
        assert!(!all.is_in(LATE), "{phase}");
        assert_eq!(holds(&all, LATE, 2), Err(EvaluationFailure::NoKey));
    });
}

#[test]
fn whoever_is_put_back_in_any_phase_begins_another_attempt_and_is_convicted_of_nothing() {
    let mut before = wanting(3, 2);
    for (phase, seed) in PHASES.into_iter().zip((10..).step_by(10)) {
        let mut all = before.fork(seed);
        let backup = all.houses[LATE].twin(seed + 5);
        waiting(&mut all, phase);
        // What she has said since the backup she does not know any more.
        all.houses[LATE] = backup;
        all.houses.iter_mut().for_each(|house| house.wait(60));
        all.run(LATE, AfterRestore).unwrap();
        all.away.clear();
        all.settle();
        assert_serves(&mut all, 3, 2, 2);
        assert!((0..3).all(|i| all.audited(i, "ceremony_aborted") == 0), "{phase}");
    }
}

/// What the second says of an attempt of this number, in which it has dealt.
fn forged(all: &Organisations, attempt: u32) -> Question {
    let tasks = all.houses[1].snapshot().ceremony_tasks().unwrap();
    let task = tasks.into_iter().find(|task| task.to == all.id(0)).unwrap();
    let Question::Ceremony(mut frame) = task.question else { unreachable!("a ceremony") };
    let secret = secret(all, 1);
    frame.of.attempt = attempt;
    frame.dealings.retain(|bytes| is_of::<Dealing>(bytes, &secret));
    for bytes in &mut frame.dealings {
        *bytes = again(bytes, &secret, |dealing: &mut Dealing| dealing.of.attempt = attempt);
    }
    Question::Ceremony(frame)
}

#[test]
fn whoever_was_put_back_deals_in_no_attempt_of_the_hour_in_which_it_may_have_dealt() {
    let mut all = wanting(3, 2);
    waiting(&mut all, "dealing");
    let from = all.id(1);
    let backup = all.houses[0].twin(17);
    let attempt = u32::try_from(all.houses[0].now.seconds()).unwrap() + 1_800;
    let question = forged(&all, attempt);
    let ask = || AnswerCeremony { from, question: question.clone() };
    let Reply::Ceremony(said) = all.run(0, ask()).unwrap() else { unreachable!("an exchange") };
    assert_eq!((said.of.attempt, said.dealings.len()), (attempt, 2), "it follows");
    all.houses[0] = backup;
    all.run(0, AfterRestore).unwrap();
    let Reply::Ceremony(said) = all.run(0, ask()).unwrap() else { unreachable!("an exchange") };
    assert!(said.of.attempt > attempt, "{}", said.of.attempt);
    // Nor in one that another charter wants within the hour.
    all.away = vec![0];
    let lease = all.propose(1, Proposal::Lease(30 * 86_400));
    all.settle();
    all.confirm(LATE, lease);
    all.settle();
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
    let key = all.houses[1].snapshot().holders(&all.circle, 2).unwrap().key;
    let attested = open::<Attestation>(&key.ceremony[0]).unwrap();
    assert!(attested.body().of.attempt > attempt);
}

#[test]
fn a_key_that_is_made_while_changes_are_frozen_is_proposed_when_they_go_on() {
    let mut all = wanting(3, 2);
    waiting(&mut all, "dealing");
    let (circle, number, actor) = (all.circle, all.number(0) + 1, Actor::Operator);
    let vote = |charter: u8| {
        let charter = Hash::new([charter; 32]);
        let vote = Vote { circle, number, charter, organisation: all.id(1), ballot: 1 };
        ByteBuf::from(seal(vote, &secret(&all, 1)).bytes())
    };
    let evidence = Evidence::TwoVotes(vote(1), vote(2));
    let text = Told { circle, number, evidence }.to_text();
    for i in 0..3 {
        all.run(i, NoteEvidence { actor, text: text.clone() }).unwrap();
    }
    all.away.clear();
    all.settle();
    for i in 0..3 {
        assert_eq!((ceremony(&all, i).phase, all.status(i).motions.len()), ("made", 0));
    }
    for i in 0..3 {
        all.run(i, SettleEvidence { actor, circle, number, reason: "it was put back".into() }).unwrap();
        all.run(i, KeepUp).unwrap();
        all.run(i, KeepUp).unwrap();
        assert_eq!(all.audited(i, "key_proposed"), 1);
    }
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
}

#[test]
fn attempts_begun_at_once_become_one() {
    in_each_phase(|mut all, _| {
        let circle = all.circle;
        let retry = || RetryCeremony { actor: Actor::Operator, circle };
        assert_eq!((all.run(0, retry()), all.run(1, retry()), all.run(1, retry())), (Ok(2), Ok(2), Ok(3)));
        all.away.clear();
        all.settle();
        assert_serves(&mut all, 3, 2, 2);
        assert!(all.audited(0, "ceremony_restarted") > 0, "it is seen who did");
    });
}

#[test]
fn of_two_thresholds_proposed_at_once_one_is_decided_and_its_key_is_made() {
    let mut all = Organisations::linked(4);
    let (two, three) = (all.propose(0, Proposal::Threshold(2)), all.propose(3, Proposal::Threshold(3)));
    all.settle();
    // Each admin likes another one; one says yes to both.
    all.confirm(1, two);
    all.confirm(2, three);
    all.confirm(1, three);
    all.confirm(2, two);
    all.settle();
    let t = all.houses[0].snapshot().holders(&all.circle, 2).unwrap().key.t;
    assert!(t == 2 || t == 3);
    let open = all.status(0).motions;
    assert!(open.iter().all(|motion| motion.phase == "set_aside"), "{open:?}");
    let holders: Vec<usize> = (0..usize::from(t)).collect();
    let expected = evaluated(&mut all, 0, 2, &holders);
    let others: Vec<usize> = (4 - usize::from(t)..4).collect();
    assert_eq!(evaluated(&mut all, 3, 2, &others), expected);
    for i in 0..4 {
        assert_eq!((all.audited(i, "key_activated"), all.audited(i, "ceremony_aborted")), (1, 0));
    }
}

#[test]
fn another_charter_decided_in_any_phase_ends_that_ceremony_and_begins_its_own() {
    in_each_phase(|mut all, phase| {
        let lease = all.propose(0, Proposal::Lease(30 * 86_400));
        all.settle();
        all.confirm(1, lease);
        all.settle();
        let CeremonyView { phase: now, attempt, offence, .. } = ceremony(&all, 0);
        assert_eq!((now, attempt, offence), ("dealing", 1, None), "{phase}");
        all.away.clear();
        all.settle();
        assert_serves(&mut all, 3, 2, 2);
    });
}
