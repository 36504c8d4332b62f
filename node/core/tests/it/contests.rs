//! Contests: proven by a code, decided by moderators, answered with one letter; and nothing tells who is listed.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason};
use parasol_core::contests::{
    AskForContestCode, CloseContest, ContestClaim, ContestDecision, ContestStep, DecideContest, FileContest,
    ForgetContestCodes, OpenContest, OpenedContest, SendContestCodes, SendContestLetters,
};
use parasol_core::desk::{ConfirmProposal, Person, Propose, Proposed, PublishReport};
use parasol_core::ids::{AlertId, ContestId};
use parasol_core::limits::MAX_CONTEST_CODES_SENT;
use parasol_core::messages::{Message, Text};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::spoken::SpokenCode;
use parasol_protocol::lists::{EventKind, Level};

use crate::house::{House, violent};
use crate::registration::address;

const DAY: u64 = 86_400;
const LISTED: &str = "06 39 98 41 57";
const UNKNOWN: &str = "06 39 98 41 58";

impl House {
    pub(crate) fn ask_contest(&mut self, contact: &str) -> Vec<Message> {
        self.run(AskForContestCode { address: address(contact), language: "fr".into() }).unwrap();
        self.run(SendContestCodes).unwrap();
        self.post().into_iter().filter(|message| matches!(message.text, Text::ContestCode(_))).collect()
    }

    pub(crate) fn contest_code(&mut self, contact: &str) -> SpokenCode {
        match self.ask_contest(contact).pop().unwrap().text {
            Text::ContestCode(code) => code,
            _ => unreachable!("a code"),
        }
    }

    pub(crate) fn file(&mut self, code: SpokenCode) -> Result<(), Refusal> {
        let statement = "I have this number since May.".to_owned();
        self.run(FileContest { code: Some(code), claim: ContestClaim::ChangedHands, statement })
    }

    /// A contest of this number, with its code.
    pub(crate) fn contest(&mut self, actor: &Actor, contact: &str) -> ContestId {
        let code = self.contest_code(contact);
        let list = |house: &Self| house.snapshot().contests(actor, false, 0).unwrap().rows;
        let before = list(self);
        self.file(code).unwrap();
        list(self).into_iter().find(|row| before.iter().all(|known| known.id != row.id)).unwrap().id
    }

    pub(crate) fn decide(
        &mut self,
        actor: Actor,
        id: ContestId,
        alert: AlertId,
        decision: ContestDecision,
    ) -> Result<ContestStep, Refusal> {
        self.run(DecideContest { actor, id, alert, decision })
    }

    pub(crate) fn opened_contest(&mut self, actor: Actor, id: ContestId) -> Result<OpenedContest, Refusal> {
        self.run(OpenContest { actor, id })
    }

    pub(crate) fn alert_of(&mut self, number: &str, level: Level) -> AlertId {
        let reporter = self.member(&format!("reporter of {number}"), Role::Member);
        let moderator = self.member(&format!("publisher of {number}"), Role::Moderator);
        let id = self.report(reporter, violent(number)).unwrap();
        let command = PublishReport {
            actor: moderator,
            id,
            level,
            kinds: vec![EventKind::ThreatsOrBlackmail],
            text: "Threatens.".into(),
            town: None,
            person: Person::default(),
            abroad: false,
            talked: false,
            leave_out: Vec::new(),
            anyway: true,
        };
        self.run(command).unwrap().alert
    }

    pub(crate) fn letters(&mut self) -> Vec<Message> {
        self.run(SendContestLetters).unwrap();
        self.post().into_iter().filter(|message| message.text == Text::ContestAnswered).collect()
    }

    fn words(&self, count: usize) -> Vec<String> {
        let lines = self.snapshot().audit(&Actor::Operator, None, count).unwrap();
        lines.into_iter().map(|(_, line)| line.what).collect()
    }
}

fn moderators(house: &mut House) -> (Actor, Actor) {
    (house.member("Ana", Role::Moderator), house.member("Bea", Role::Moderator))
}

/// "The public answer is the same in every case": as many rows, as many lines, as many bytes of a message.
#[test]
fn line_6_asking_and_contesting_do_the_same_whether_or_not_there_is_an_alert() {
    let work = |listed: bool| {
        let mut house = House::new();
        house.alert(if listed { LISTED } else { "06 39 98 41 00" });
        let before = house.rows();
        let told = house.ask_contest(LISTED);
        let asked = house.rows() - before;
        let message = told.first().unwrap();
        assert_eq!(
            (told.len(), message.to.as_str(), message.language.as_deref()),
            (1, "+33639984157", Some("fr"))
        );
        let Text::ContestCode(code) = message.text.clone() else { unreachable!("a code") };
        house.file(code).unwrap();
        (asked, house.rows() - before, house.words(6))
    };
    assert_eq!(work(true), work(false));
}

#[test]
fn line_6_one_number_is_contested_once_a_month_and_a_code_is_good_once() {
    let mut house = House::new();
    let (ana, _) = moderators(&mut house);
    let code = house.contest_code(LISTED);
    assert!(house.ask_contest(LISTED).is_empty(), "one a day");
    house.wait(DAY);
    let second = house.contest_code(LISTED);
    assert_eq!(house.file(code), Err(Refusal::CodeRefused), "another one went there");
    house.file(second.clone()).unwrap();
    assert_eq!(house.file(second), Err(Refusal::CodeRefused), "it was used");
    house.wait(29 * DAY);
    assert!(
        house.ask_contest("0033 6 39 98 41 57").is_empty(),
        "contested within the month, however it is written"
    );
    house.run(ForgetContestCodes).unwrap();
    house.wait(DAY);
    assert_eq!(house.ask_contest(LISTED).len(), 1, "a month later");
    house.wait(7 * DAY);
    let late = house.contest_code(UNKNOWN);
    house.wait(7 * DAY);
    assert_eq!(house.file(late), Err(Refusal::CodeRefused), "it was good for a week");
    assert_eq!(house.snapshot().contests(&ana, false, 0).unwrap().rows.len(), 1);
    let nothing = FileContest { code: None, claim: ContestClaim::Other, statement: "x".into() };
    assert_eq!(house.run(nothing), Err(Refusal::CodeRefused));
    let silent = FileContest { code: None, claim: ContestClaim::Other, statement: " ".into() };
    assert_eq!(house.run(silent), Err(Refusal::Invalid { field: "statement", reason: "empty" }));
}

#[test]
fn line_6_nobody_makes_the_node_send_message_after_message() {
    let mut house = House::new();
    let ask = |house: &mut House, n: u32| {
        house.ask_contest(&format!("06 39 98 {:02} {:02}", n / 100, n % 100)).len()
    };
    let sent: usize = (0..MAX_CONTEST_CODES_SENT + 10).map(|n| ask(&mut house, n)).sum();
    assert_eq!(sent, MAX_CONTEST_CODES_SENT as usize, "in an hour, of everybody together");
    house.wait(3_600);
    assert_eq!(ask(&mut house, 99), 11, "those for whom there was no room, and she");
    for _ in 0..10 {
        house.wait(DAY);
        house.ask_contest(UNKNOWN);
    }
    house.wait(DAY);
    assert!(house.ask_contest(UNKNOWN).is_empty(), "three a month to one number");
}

#[test]
fn line_7_nothing_is_recalled_by_the_asking_and_a_moderator_decides() {
    let mut house = House::new();
    let alert = house.alert_of(LISTED, Level::Risky);
    let (ana, _) = moderators(&mut house);
    let id = house.contest(&ana, LISTED);
    let shown = |house: &House| house.snapshot().alert(&ana, &alert).unwrap().state;
    assert_eq!(shown(&house), AlertState::Live);
    let row = house.snapshot().contests(&ana, false, 0).unwrap().rows.remove(0);
    assert_eq!((row.masked.as_str(), row.alerts, row.own), ("•• •• •• 57", 1, false));
    assert_eq!(row.due.since(row.filed), 28 * DAY);

    let opened = house.opened_contest(ana, id).unwrap();
    assert_eq!(house.words(1), ["contest_opened"]);
    assert_eq!((opened.address.as_str(), opened.claim), ("+33639984157", ContestClaim::ChangedHands));
    assert!(!opened.may_close && !opened.alerts.first().unwrap().two);
    assert!(matches!(house.run(CloseContest { actor: ana, id }), Err(Refusal::WrongState { .. })));
    assert_eq!(house.decide(ana, id, AlertId::new([9; 16]), ContestDecision::Stays), Err(Refusal::NotFound));

    assert_eq!(house.decide(ana, id, alert, ContestDecision::Stays), Ok(ContestStep::Done));
    assert_eq!(shown(&house), AlertState::Live);
    assert!(house.opened_contest(ana, id).unwrap().may_close, "whatever was decided");
    house.run(CloseContest { actor: ana, id }).unwrap();
    assert!(matches!(
        house.decide(ana, id, alert, ContestDecision::Stays),
        Err(Refusal::WrongState { .. } | Refusal::NotFound)
    ));
    house.wait(31 * DAY);
    let again = house.contest(&ana, LISTED);
    assert_eq!(house.decide(ana, again, alert, ContestDecision::Recalled), Ok(ContestStep::Done));
    assert!(matches!(shown(&house), AlertState::Recalled { reason: RecallReason::Contested, .. }));
    for role in [Role::Member, Role::Partner, Role::Admin] {
        let actor = house.member(role.name(), role);
        assert_eq!(house.opened_contest(actor, id).err(), Some(Refusal::Forbidden));
        assert_eq!(house.snapshot().contests(&actor, false, 0).err(), Some(Refusal::Forbidden));
        assert_eq!(house.decide(actor, id, alert, ContestDecision::Recalled), Err(Refusal::Forbidden));
    }
}

#[test]
fn line_7_two_moderators_decide_about_the_gravest_level() {
    let mut house = House::new();
    let alert = house.alert_of(LISTED, Level::VeryDangerous);
    let (ana, bea) = moderators(&mut house);
    let id = house.contest(&ana, LISTED);
    let recalled = ContestDecision::Recalled;
    assert_eq!(house.decide(ana, id, alert, recalled), Ok(ContestStep::WaitsForSecond));
    assert_eq!(house.decide(ana, id, alert, recalled), Ok(ContestStep::WaitsForSecond), "twice is not two");
    assert_eq!(house.words(1), ["contest_proposed"]);
    assert!(!house.opened_contest(ana, id).unwrap().may_close);
    let seen = house.opened_contest(bea, id).unwrap().alerts.remove(0);
    let made = seen.decision.unwrap();
    assert_eq!((seen.two, made.what, made.done, made.hers), (true, recalled, false, false));
    assert_eq!(
        house.decide(bea, id, alert, ContestDecision::Stays),
        Ok(ContestStep::WaitsForSecond),
        "another"
    );
    assert_eq!(house.decide(ana, id, alert, recalled), Ok(ContestStep::WaitsForSecond));
    assert_eq!(house.snapshot().alert(&ana, &alert).unwrap().state, AlertState::Live);
    assert_eq!(house.decide(bea, id, alert, recalled), Ok(ContestStep::Done));
    assert!(matches!(house.snapshot().alert(&ana, &alert).unwrap().state, AlertState::Recalled { .. }));
    assert_eq!(house.opened_contest(bea, id).unwrap().recalled, 1);
}

#[test]
fn line_7_nobody_decides_who_reported_or_whose_contact_it_is() {
    let mut house = House::new();
    let reporter = house.member("Rosa", Role::Moderator);
    let ana = house.member("Ana", Role::Moderator);
    let report = house.report(reporter, violent(LISTED)).unwrap();
    let alert = house.publish(ana, report, false).unwrap().alert;
    let id = house.contest(&ana, LISTED);
    assert_eq!(house.opened_contest(reporter, id).err(), Some(Refusal::Forbidden));
    assert_eq!(house.decide(reporter, id, alert, ContestDecision::Stays), Err(Refusal::Forbidden));
    assert_eq!(house.run(CloseContest { actor: reporter, id }), Err(Refusal::Forbidden));
    let row = house.snapshot().contests(&reporter, false, 0).unwrap().rows.remove(0);
    assert!(row.own && row.masked.is_empty(), "she sees that there is one, not from where");

    let vera = house.registered("Vera", &[LISTED]);
    let member = crate::house::member_id(&vera);
    house
        .run(parasol_core::members::SetRole { actor: Actor::Operator, member, role: Role::Moderator })
        .unwrap();
    let vera = Actor::Member(member, Role::Moderator);
    assert!(house.snapshot().contests(&vera, false, 0).unwrap().rows.is_empty());
    assert_eq!(house.opened_contest(vera, id).err(), Some(Refusal::NotFound));
    assert_eq!(house.decide(vera, id, alert, ContestDecision::Stays), Err(Refusal::NotFound));
}

/// "The case's letter never says date, place or who": it is one text, on one day after the asking.
#[test]
fn line_6_the_letter_is_the_same_on_the_same_day_whatever_was_decided() {
    for listed in [true, false] {
        let mut house = House::new();
        if listed {
            house.alert_of(LISTED, Level::Risky);
        }
        let (ana, _) = moderators(&mut house);
        let id = house.contest(&ana, LISTED);
        for alert in house.opened_contest(ana, id).unwrap().alerts {
            house.decide(ana, id, alert.id, ContestDecision::ChangedHands).unwrap();
        }
        house.run(CloseContest { actor: ana, id }).unwrap();
        house.wait(20 * DAY);
        assert!(house.letters().is_empty());
        house.wait(DAY);
        let letters = house.letters();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters.first().map(|letter| letter.to.as_str()), Some("+33639984157"));
        assert!(house.letters().is_empty(), "once");
    }
}

#[test]
fn line_17_the_number_changed_hands_ends_an_entry() {
    let mut house = House::new();
    let alert = house.alert_of(LISTED, Level::Unpleasant);
    let (ana, _) = moderators(&mut house);
    let id = house.contest(&ana, LISTED);
    house.decide(ana, id, alert, ContestDecision::ChangedHands).unwrap();
    let state = house.snapshot().alert(&ana, &alert).unwrap().state;
    assert!(matches!(state, AlertState::Recalled { reason: RecallReason::NumberChangedHands, .. }));
    house.restart();
    assert!(house.snapshot().search(&ana, "39984157").unwrap().is_empty());

    // And without a contest, on the alert's own page.
    let other = house.alert_of("06 39 98 41 60", Level::Risky);
    house.run(RecallAlert { actor: ana, alert: other, reason: RecallReason::NumberChangedHands }).unwrap();
}

#[test]
fn nobody_alone_recalls_the_gravest_for_what_a_contest_says() {
    let mut house = House::new();
    let alert = house.alert_of(LISTED, Level::VeryDangerous);
    let (ana, bea) = moderators(&mut house);
    for reason in [RecallReason::Contested, RecallReason::NumberChangedHands] {
        assert_eq!(house.run(RecallAlert { actor: ana, alert, reason }), Err(Refusal::SecondNeeded));
    }
    let id = house.snapshot().alert(&ana, &alert).unwrap().report.unwrap();
    let what = Proposed::Recall { alert, reason: RecallReason::Contested };
    house.run(Propose { actor: ana, id, what }).unwrap();
    let proposal = house.snapshot().proposal(&bea, &id).unwrap().unwrap().id;
    house.run(ConfirmProposal { actor: bea, id, proposal }).unwrap();
    let state = house.snapshot().alert(&ana, &alert).unwrap().state;
    assert!(matches!(state, AlertState::Recalled { reason: RecallReason::Contested, .. }));
}
