//! A member that lies is named by what it signed itself, the attempt is over for everybody, and the next one succeeds.

use parasol_core::circles::{CeremonyView, Proposal, RetryCeremony, TakeReply};
use parasol_core::roles::Actor;
use parasol_protocol::ceremony::conversation::Reply;
use parasol_protocol::ceremony::message::{Attestation, Dealing, Exchange, Handed, Probe};
use parasol_protocol::ceremony::{SecretBytes, SecretScalar};
use parasol_protocol::circle;
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, NodeSecret, Signed};
use parasol_protocol::evaluation::EvaluationFailure;
use parasol_protocol::ids::Hash;
use serde_bytes::ByteBuf;

use super::repair::named;
use super::{assert_serves, ceremony, evaluated, holds, wanting};
use crate::agreement::kit::{Hand, Organisations};

/// The node key of `i`, as whoever runs that node has it.
pub(super) fn secret(all: &Organisations, i: usize) -> NodeSecret {
    NodeSecret::from_seed(&all.houses[i].node().identity().secret().seed())
}

/// What was signed, changed and signed again by the same hand.
pub(super) fn again<T: Signed + Clone>(
    bytes: &[u8],
    secret: &NodeSecret,
    change: impl FnOnce(&mut T),
) -> ByteBuf {
    let mut body = envelope::open::<T>(bytes).unwrap().body().clone();
    change(&mut body);
    ByteBuf::from(envelope::seal(body, secret).bytes())
}

/// The same of something that is for one alone.
pub(super) fn again_secret<T: Signed + Clone>(
    bytes: &mut Option<SecretBytes>,
    secret: &NodeSecret,
    change: impl FnOnce(&mut T),
) {
    let envelope: Option<ByteBuf> = bytes.as_ref().map(|bytes| codec::decode(&codec::encode(bytes)).unwrap());
    let signed = envelope.map(|envelope| again(&envelope, secret, change));
    *bytes = signed.map(|signed| codec::decode(&codec::encode(&signed)).unwrap());
}

/// A number that is no share of anything.
pub(super) fn scalar() -> SecretScalar {
    let mut bytes = [0; 32];
    bytes[0] = 5;
    codec::decode(&codec::encode(&ByteBuf::from(bytes))).unwrap()
}

/// Whether it was signed with this key.
pub(super) fn is_of<T: Signed>(bytes: &[u8], secret: &NodeSecret) -> bool {
    envelope::open::<T>(bytes).is_ok_and(|signed| signed.signer() == secret.public())
}

/// Signs again what Mallory herself says in a list.
fn every<T: Signed + Clone>(list: &mut [ByteBuf], secret: &NodeSecret, change: impl Fn(&mut T)) {
    for bytes in list.iter_mut().filter(|bytes| is_of::<T>(bytes, secret)) {
        *bytes = again(bytes, secret, &change);
    }
}

/// The member who lies.
const MALLORY: usize = 3;

/// Each lie, and how it is called.
type Lie = (fn(&mut Exchange, &NodeSecret), &'static str);

const LIES: [Lie; 4] = [
    (
        |frame, secret| every(&mut frame.dealings, secret, |dealing: &mut Dealing| dealing.proof[40] ^= 1),
        "dealt something that is no dealing",
    ),
    (
        |frame, secret| {
            again_secret(&mut frame.handed, secret, |handed: &mut Handed| handed.value = scalar())
        },
        "handed out a share that does not fit its dealing",
    ),
    (
        |frame, secret| every(&mut frame.probes, secret, |probe: &mut Probe| probe.evaluation.proof[5] ^= 1),
        "evaluated with something else than its share",
    ),
    (
        |frame, secret| {
            every(&mut frame.attestations, secret, |said: &mut Attestation| said.key = Hash::new([7; 32]));
        },
        "attested another key than all dealings make",
    ),
];

/// Whatever Mallory says goes through this; that she was found out she does not pass on.
fn lying(all: &Organisations, mallory: usize, lie: fn(&mut Exchange, &NodeSecret)) -> Hand<Exchange> {
    let secret = secret(all, mallory);
    Box::new(move |from, _, frame| {
        if from == mallory {
            lie(frame, &secret);
            frame.evidence = None;
        }
    })
}

/// This member hands out shares that do not fit its dealing.
pub(crate) fn lying_about_shares(all: &Organisations, mallory: usize) -> Hand<Exchange> {
    lying(all, mallory, LIES[1].0)
}

/// Everybody else names Mallory, holds nothing of that key, and checks with the old one.
fn assert_convicted(all: &mut Organisations, wrong: &str, times: usize) {
    for i in 0..MALLORY {
        let CeremonyView { phase, offence, .. } = ceremony(all, i);
        let (who, said) = offence.unwrap();
        assert_eq!((phase, who.organisation, said.as_str()), ("aborted", all.id(MALLORY), wrong));
        assert_eq!(all.audited(i, "ceremony_aborted"), times);
        assert_eq!(holds(all, i, 2), Err(EvaluationFailure::NoKey));
        assert_eq!(evaluated(all, i, 1, &[i]).len(), 1);
        all.restart(i);
        assert_eq!(ceremony(all, i).phase, "aborted", "it is known after a restart, too");
    }
}

#[test]
fn whoever_lies_in_a_ceremony_is_named_and_the_attempt_is_over() {
    let mut all = wanting(4, 3);
    let circle = all.circle;
    for (times, (lie, wrong)) in (1..).zip(LIES) {
        all.hand = Some(lying(&all, MALLORY, lie));
        all.settle();
        assert_convicted(&mut all, wrong, times);
        all.run(0, RetryCeremony { actor: Actor::Operator, circle }).unwrap();
    }
    // She gives up.
    all.hand = None;
    all.settle();
    assert_serves(&mut all, 4, 3, 2);
}

#[test]
fn garbage_and_what_is_missing_end_nothing() {
    let mut all = wanting(3, 2);
    all.hand = Some(Box::new(|from, to, frame| {
        if from == 2 {
            let garbage = ByteBuf::from(vec![7; 100]);
            for list in [&mut frame.dealings, &mut frame.probes, &mut frame.attestations] {
                match to {
                    0 => *list = vec![garbage.clone(); 3],
                    _ => list.clear(),
                }
            }
            frame.handed = Some(codec::decode(&codec::encode(&garbage)).unwrap());
        }
    }));
    all.settle();
    for i in 0..2 {
        let CeremonyView { phase, missing, offence, .. } = ceremony(&all, i);
        assert_eq!((phase, offence), ("dealing", None), "nobody signed that");
        assert_eq!(missing.iter().map(|member| member.organisation).collect::<Vec<_>>(), [all.id(2)]);
    }
    all.hand = None;
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
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
        let asked = all.asked(i, question.clone());
        let reply = all.run(0, asked).unwrap();
        all.run(i, TakeReply { from, question, reply }).unwrap();
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
fn whoever_begins_again_is_told_of_whatever_it_sends_along() {
    let mut all = wanting(3, 2);
    let circle = all.circle;
    all.away = vec![2];
    all.settle();
    all.hand = Some(Box::new(|from, _, frame| {
        if from == 1 && !frame.dealings.is_empty() {
            frame.dealings.push(frame.dealings[0].clone());
            frame.dealings.push(ByteBuf::from(vec![7; 100]));
        }
    }));
    all.run(1, RetryCeremony { actor: Actor::Operator, circle }).unwrap();
    all.settle();
    assert_eq!(named(&all, 0, "ceremony_restarted"), [1]);
    // One that only followed brings her dealing, and is not blamed.
    all.away = vec![1];
    all.settle();
    assert_eq!((ceremony(&all, 2).attempt, named(&all, 2, "ceremony_restarted")), (2, vec![]));
}
