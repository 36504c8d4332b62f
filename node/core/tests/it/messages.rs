//! The queue of messages: nothing is lost, nothing is sent twice, and nothing stays of what was sent.

use parasol_core::command::{Event, Job};
use parasol_core::ids::MessageId;
use parasol_core::limits::{MAX_MESSAGES, MAX_TRIES, MESSAGE_KEPT, MESSAGE_LIFE};
use parasol_core::members::{Address, ChangeContact};
use parasol_core::messages::{
    AgreeToSms, BeginSending, Channel, Fault, FinishSending, ForgetMessage, KeepMessages, MessageState,
    Messages, OutboxTaken, Outcome, QueueCounts, SMS_WORDING, SendAgain, TryMessage, UnderWay, WithdrawSms,
};
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use proptest::prelude::*;

use crate::house::House;

const MAIL: &str = "lea@example.org";
const PHONE: &str = "+33639980001";

fn address(text: &str) -> Address {
    Address::read(text, "FR".parse().unwrap()).unwrap()
}

impl House {
    fn try_message(&mut self, to: &str) {
        self.run(TryMessage { actor: Actor::Operator, to: address(to), language: None }).unwrap();
    }

    fn next(&self, channel: Channel) -> Option<MessageId> {
        self.snapshot().next_message(channel, self.now).unwrap()
    }

    /// The address of the message whose turn it is, which is marked as being tried.
    fn begin(&mut self, channel: Channel) -> (MessageId, Address) {
        let id = self.next(channel).unwrap();
        (id, self.run(BeginSending { id, route: "smtp".into() }).unwrap().to)
    }

    fn finish(&mut self, id: MessageId, outcome: Outcome) {
        self.run(FinishSending { id, outcome }).unwrap();
    }

    fn queue(&self) -> Messages {
        self.snapshot().messages(&Actor::Operator, None, self.now).unwrap()
    }

    fn mail(&self) -> QueueCounts {
        self.queue().channels.into_iter().find(|counts| counts.channel == Channel::Mail).unwrap()
    }

    fn states(&self) -> Vec<(MessageState, Option<Fault>, u32)> {
        self.queue().rows.iter().map(|row| (row.state, row.fault, row.tries)).collect()
    }
}

/// Whoever has messages sent that no company takes must not silence everybody for three days.
#[test]
fn messages_that_were_given_up_take_no_place_in_the_queue() {
    let mut house = House::new();
    let (mut jobs, mut rng) = (Vec::new(), house.rng.clone());
    for _ in 0..MAX_MESSAGES {
        let trial = TryMessage { actor: Actor::Operator, to: address(PHONE), language: None };
        jobs.push(Job::new(trial, |tried| assert!(tried.is_ok())));
    }
    house.node().execute(jobs, house.now, &mut rng);
    house.rng = rng;
    house.try_message(MAIL);
    assert_eq!(house.next(Channel::Mail), None, "there is no room");
    house.wait(MESSAGE_LIFE);
    house.run(KeepMessages).unwrap();
    house.try_message(MAIL);
    assert!(house.next(Channel::Mail).is_some());
}

#[test]
fn a_message_is_queued_sent_and_gone() {
    let mut house = House::new();
    let actor = Actor::Operator;
    let (done, events) = house.run_with_events(TryMessage { actor, to: address(MAIL), language: None });
    done.unwrap();
    assert_eq!(events, [Event::MessageQueued]);
    house.restart();
    assert_eq!(house.next(Channel::Sms), None);
    let (id, to) = house.begin(Channel::Mail);
    assert_eq!(to, address(MAIL));
    assert_eq!(house.next(Channel::Mail), None, "one that is being tried is nobody's turn");
    house.finish(id, Outcome::Sent);
    assert_eq!(house.states(), []);
    let mail = house.mail();
    assert_eq!((mail.channel, mail.sent, mail.failed), (Channel::Mail, 1, 0));
    assert_eq!(house.run(FinishSending { id, outcome: Outcome::Sent }), Err(Refusal::NotFound));
}

/// The text and the address cannot be opened once the message was sent and the node has erased.
#[test]
fn nothing_is_left_of_a_message_that_was_sent() {
    let mut house = House::new();
    house.try_message(MAIL);
    assert!(!holds(&house, MAIL), "sealed while it waits");
    let (id, _) = house.begin(Channel::Mail);
    house.finish(id, Outcome::Sent);
    assert!(house.node().store().has_dirty().unwrap(), "its bucket waits to be erased");
    while house.node().clone().erase(4, &mut house.rng).unwrap() > 0 {}
    assert!(!house.node().store().has_dirty().unwrap());
    assert!(!holds(&house, MAIL));
}

fn holds(house: &House, word: &str) -> bool {
    let files = std::fs::read_dir(house.path()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()));
    files.flatten().any(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes()))
}

#[test]
fn what_was_being_tried_at_a_crash_is_never_sent_again_by_itself() {
    let mut house = House::new();
    house.try_message(MAIL);
    let (id, _) = house.begin(Channel::Mail);
    house.restart();
    assert_eq!(house.next(Channel::Mail), None);
    assert_eq!(house.run(BeginSending { id, route: "smtp".into() }).unwrap_err().code(), "wrong_state");
    let under_way = house.snapshot().messages_under_way().unwrap();
    assert_eq!(under_way, [UnderWay { id, channel: Channel::Mail, route: "smtp".into() }]);
    house.finish(id, Outcome::Unknown(Fault::Stopped));
    house.wait(MESSAGE_LIFE);
    house.run(KeepMessages).unwrap();
    assert_eq!(house.states(), [(MessageState::Uncertain, Some(Fault::Stopped), 1)]);
    assert_eq!(house.next(Channel::Mail), None);

    house.run(SendAgain { actor: Actor::Operator, id }).unwrap();
    house.run(KeepMessages).unwrap();
    assert_eq!(house.begin(Channel::Mail), (id, address(MAIL)), "a person may have it sent again");
}

#[test]
fn tries_are_further_and_further_apart_and_end() {
    let mut house = House::new();
    house.try_message(MAIL);
    let mut waited = Vec::new();
    for n in 1..=MAX_TRIES {
        let (id, _) = house.begin(Channel::Mail);
        house.finish(id, Outcome::Later(Fault::Unreachable));
        if n < MAX_TRIES {
            let due = house.queue().rows.first().unwrap().due.unwrap();
            waited.push(due.since(house.now));
            assert_eq!(house.next(Channel::Mail), None);
            house.now = due;
        }
    }
    assert!(waited.is_sorted(), "{waited:?}");
    assert_eq!(house.states(), [(MessageState::Failed, Some(Fault::Unreachable), MAX_TRIES)]);
    assert_eq!(house.mail().failed, 1);
    house.wait(MESSAGE_KEPT);
    house.run(KeepMessages).unwrap();
    assert_eq!(house.states(), [], "what nobody decides about is forgotten");
}

#[test]
fn what_waits_for_a_day_is_given_up() {
    let mut house = House::new();
    house.try_message(PHONE);
    house.wait(MESSAGE_LIFE);
    house.run(KeepMessages).unwrap();
    assert_eq!(house.states(), [(MessageState::Failed, Some(Fault::TooOld), 0)]);
    assert_eq!(house.next(Channel::Sms), None);
}

#[test]
fn a_refusal_is_not_tried_again() {
    let mut house = House::new();
    house.try_message(PHONE);
    let (id, _) = house.begin(Channel::Sms);
    house.finish(id, Outcome::Never(Fault::Refused));
    assert_eq!(house.states(), [(MessageState::Failed, Some(Fault::Refused), 1)]);
    house.run(ForgetMessage { actor: Actor::Operator, id }).unwrap();
    assert_eq!(house.states(), []);
}

#[test]
fn what_lies_in_the_outbox_is_known_by_its_id_alone() {
    let mut house = House::new();
    house.try_message(PHONE);
    let (id, _) = house.begin(Channel::Sms);
    house.finish(id, Outcome::Filed);
    assert_eq!(house.states(), [(MessageState::Outbox, None, 1)]);
    let again = house.run(SendAgain { actor: Actor::Operator, id });
    assert_eq!(again.unwrap_err().code(), "wrong_state");
    assert_eq!(house.snapshot().messages_in_outbox().unwrap(), [(id, house.now.plus(7 * 86_400))]);
    house.run(OutboxTaken { id }).unwrap();
    assert_eq!(house.states(), []);
}

#[test]
fn what_lies_in_the_outbox_goes_with_its_code_and_with_its_member() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    house.run(ChangeContact { actor: rosa, place: 0, address: address(PHONE) }).unwrap();
    let (id, _) = house.begin(Channel::Sms);
    house.finish(id, Outcome::Filed);
    let until = house.now.plus(30 * 60);
    assert_eq!(
        house.snapshot().messages_in_outbox().unwrap(),
        [(id, until)],
        "a contact's code is good for so long"
    );
    let go = DeleteAccount { actor: rosa, reports: ReportsFate::Unlink };
    house.run(go).unwrap();
    assert_eq!(house.snapshot().messages_in_outbox().unwrap(), []);
    assert_eq!(house.snapshot().message_state(&id), Ok(None), "so the process deletes its file");
}

#[test]
fn a_code_that_has_ended_is_not_sent_any_more() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    house.run(ChangeContact { actor: rosa, place: 0, address: address(PHONE) }).unwrap();
    house.wait(30 * 60);
    house.run(KeepMessages).unwrap();
    assert_eq!(house.states(), [(MessageState::Failed, Some(Fault::TooOld), 0)]);
}

#[test]
fn only_admins_see_and_decide() {
    let mut house = House::new();
    house.try_message(MAIL);
    let id = house.next(Channel::Mail).unwrap();
    for role in [Role::Member, Role::Partner, Role::Moderator] {
        let actor = house.member(&format!("a {}", role.name()), role);
        let forbidden = Err(Refusal::Forbidden);
        assert_eq!(house.snapshot().messages(&actor, None, house.now), Err(Refusal::Forbidden));
        assert_eq!(house.run(SendAgain { actor, id }), forbidden);
        assert_eq!(house.run(ForgetMessage { actor, id }), forbidden);
        assert_eq!(house.run(AgreeToSms { actor, wording: SMS_WORDING }), forbidden);
        assert_eq!(house.run(WithdrawSms { actor }), forbidden);
        assert_eq!(house.run(TryMessage { actor, to: address(MAIL), language: None }), forbidden);
    }
}

/// USERS, "When it goes wrong", 20.
#[test]
fn sms_is_off_until_an_admin_has_read_who_sees_what() {
    let mut house = House::new();
    assert_eq!(house.queue().agreement, None);
    let admin = house.member("lucie", Role::Admin);
    let unread = house.run(AgreeToSms { actor: admin, wording: SMS_WORDING + 1 });
    assert_eq!(unread, Err(Refusal::Invalid { field: "wording", reason: "changed" }));
    house.run(AgreeToSms { actor: admin, wording: SMS_WORDING }).unwrap();
    house.restart();
    assert_eq!(house.queue().agreement.unwrap().at, house.now);
    let line = house.snapshot().audit(&admin, None, 1).unwrap();
    assert_eq!(line.first().unwrap().1.what, "sms_agreed");
    house.run(WithdrawSms { actor: admin }).unwrap();
    assert_eq!(house.queue().agreement, None);
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Queue,
    Begin,
    Finish(u8),
    Crash,
    Wait(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        1 => Just(Step::Queue),
        3 => Just(Step::Begin),
        3 => (0_u8..5).prop_map(Step::Finish),
        1 => Just(Step::Crash),
        1 => (0_u16..4_000).prop_map(Step::Wait),
    ];
    proptest::collection::vec(step, 1..60)
}

fn outcome(n: u8) -> Outcome {
    match n {
        0 | 1 => Outcome::Sent,
        2 => Outcome::Later(Fault::PutOff),
        3 => Outcome::Never(Fault::Refused),
        _ => Outcome::Unknown(Fault::NoAnswer),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order: each message that was queued is somewhere, exactly once, and one that a
    /// provider may have is handed out again to nobody.
    #[test]
    fn no_message_is_lost_and_none_is_handed_out_twice(steps in steps()) {
        let mut house = House::new();
        let (mut queued, mut sent, mut held) = (0_u64, 0_u64, None);
        let mut settled: Vec<MessageId> = Vec::new();
        for step in steps {
            match step {
                Step::Queue => { house.try_message(MAIL); queued += 1; }
                Step::Begin if held.is_none() => {
                    if let Some(id) = house.next(Channel::Mail) {
                        prop_assert!(!settled.contains(&id), "handed out although a provider may have it");
                        house.run(BeginSending { id, route: "smtp".into() }).unwrap();
                        held = Some(id);
                    }
                }
                Step::Finish(n) => if let Some(id) = held.take() {
                    house.finish(id, outcome(n));
                    sent += u64::from(n < 2);
                    if n != 2 { settled.push(id); }
                },
                Step::Crash => {
                    house.restart();
                    held = None;
                    for one in house.snapshot().messages_under_way().unwrap() {
                        house.finish(one.id, Outcome::Unknown(Fault::Stopped));
                        settled.push(one.id);
                    }
                }
                Step::Wait(seconds) => house.wait(seconds.into()),
                Step::Begin => {}
            }
            let mail = house.mail();
            let kept: u64 = mail.states.iter().map(|(_, number)| number).sum();
            prop_assert_eq!(kept + sent, queued);
        }
    }
}
