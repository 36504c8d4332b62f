//! Somebody floods the contests: those who ask in earnest are served all the same.

use parasol_core::command::Job;
use parasol_core::contests::{
    AskForContestCode, CloseContest, CloseEmptyContests, ContestClaim, ContestDecision, ContestRow,
    FileContest, ForgetContestCodes, SendContestCodes, SendContestLetters,
};
use parasol_core::limits::{
    CONTEST_ANSWERED_AFTER, MAX_CONTEST_CODES_SENT, MAX_CONTESTS_ASKED, MAX_OPEN_CONTESTS,
};
use parasol_core::members::SetRole;
use parasol_core::messages::{Message, Text};
use parasol_core::refusal::Refusal;
use parasol_core::reports::IdentifierInput;
use parasol_core::roles::{Actor, Role};
use parasol_core::spoken::SpokenCode;
use parasol_protocol::lists::Level;

use crate::house::{House, member_id, violent};
use crate::registration::address;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const SENT: usize = MAX_CONTEST_CODES_SENT as usize;

impl House {
    /// Asks for codes to these, all at once.
    fn flood(&mut self, contacts: impl Iterator<Item = String>) {
        let ask = |contact: String| AskForContestCode { address: address(&contact), language: "fr".into() };
        let jobs = contacts.map(|contact| Job::new(ask(contact), |done| done.unwrap())).collect();
        let node = self.node().clone();
        node.execute(jobs, self.now, &mut self.rng);
    }

    fn ask_quietly(&mut self, contact: &str) {
        self.flood(std::iter::once(contact.to_owned()));
    }

    /// To whom codes went now.
    fn codes(&mut self) -> Vec<Message> {
        self.run(SendContestCodes).unwrap();
        self.post().into_iter().filter(|message| matches!(message.text, Text::ContestCode(_))).collect()
    }

    fn receivers(&mut self) -> Vec<String> {
        self.codes().into_iter().map(|message| message.to.as_str().to_owned()).collect()
    }

    fn state(&mut self, code: SpokenCode) {
        let statement = "It was not me.".to_owned();
        self.run(FileContest { code: Some(code), claim: ContestClaim::NotRight, statement }).unwrap();
    }

    /// Everybody who had a code contests with it.
    fn file_all(&mut self, codes: Vec<Message>) {
        for message in codes {
            let Text::ContestCode(code) = message.text else { continue };
            self.state(code);
        }
    }

    fn waiting(&self, actor: &Actor) -> usize {
        let first = self.snapshot().contests(actor, false, 0).unwrap();
        let pages =
            (0..first.pages).map(|page| self.snapshot().contests(actor, false, page).unwrap().rows.len());
        pages.sum()
    }
}

fn addresses(count: usize, domain: &str) -> impl Iterator<Item = String> {
    (0..count).map(move |n| format!("flood{n}@{domain}"))
}

fn domains(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("somebody@domain{n}.example.org"))
}

#[test]
fn line_7_a_code_for_which_there_was_no_room_goes_out_the_next_hour() {
    let mut house = House::new();
    house.flood(domains(3 * SENT));
    let mut served = Vec::new();
    for _ in 0..3 {
        let now = house.receivers();
        assert_eq!(now.len(), SENT);
        assert!(house.receivers().is_empty(), "twenty an hour");
        served.extend(now);
        house.wait(HOUR);
    }
    served.sort();
    served.dedup();
    assert_eq!(served.len(), 3 * SENT, "each once, and nobody had to ask again");
    assert!(house.receivers().is_empty());
}

#[test]
fn line_7_who_asks_in_many_names_does_not_keep_the_others_waiting() {
    let mut house = House::new();
    house.flood(addresses(300, "flood.example.org"));
    // Numbers of one block, which anybody can invent in a row.
    house.flood((0..300).map(|n| format!("+4477009{:05}", n)));
    let honest = ["+33639984157", "vera@example.org"];
    honest.iter().for_each(|contact| house.ask_quietly(contact));
    let served = house.receivers();
    assert_eq!(served.len(), SENT);
    for contact in honest {
        assert!(served.iter().any(|to| to == contact), "{served:?}");
    }
}

#[test]
fn line_7_those_of_an_earlier_day_come_first() {
    let mut house = House::new();
    house.flood(domains(2 * SENT));
    assert_eq!(house.receivers().len(), SENT);
    house.wait(DAY);
    house.flood((0..200).map(|n| format!("somebody@new{n}.example.org")));
    let served = house.receivers();
    assert!(served.iter().all(|to| to.contains("@domain")), "{served:?}");
}

#[test]
fn line_7_the_list_of_those_who_asked_cannot_be_filled_from_one_place() {
    let mut house = House::new();
    let many = usize::try_from(MAX_CONTESTS_ASKED).unwrap();
    house.flood(addresses(many + 10, "flood.example.org"));
    house.receivers();
    house.flood(addresses(2 * many, "flood.example.org").skip(many));
    house.ask_quietly("06 39 98 41 57");
    // No code goes out now, and yet the next one who asks is not turned away.
    house.receivers();
    house.ask_quietly("06 39 98 41 57");
    house.wait(HOUR);
    assert!(house.receivers().iter().any(|to| to == "+33639984157"));
}

/// A domain of his own, where every address is his.
#[test]
fn line_7_one_domain_does_not_fill_the_desk() {
    let mut house = House::new();
    let ana = house.member("Ana", Role::Moderator);
    let mut asked = 0;
    while asked < 2 * usize::try_from(MAX_OPEN_CONTESTS).unwrap() {
        house.flood(addresses(asked + 40, "flood.example.org").skip(asked));
        asked += 40;
        let codes = house.codes();
        house.file_all(codes);
        house.wait(HOUR);
    }
    let waiting = house.waiting(&ana);
    assert!((1..=20).contains(&waiting), "{waiting}");
    for honest in ["06 39 98 41 57", "vera@example.org"] {
        assert_eq!(house.ask_contest(honest).len(), 1, "the desk has room for her");
    }
}

/// Any number of domains, which cost him nothing.
#[test]
fn line_7_addresses_alone_do_not_fill_the_desk() {
    let mut house = House::new();
    let ana = house.member("Ana", Role::Moderator);
    for round in 0..30 {
        house.flood((0..20).map(|n| format!("me@his{round}x{n}.example.org")));
        let codes = house.codes();
        house.file_all(codes);
        house.wait(HOUR);
    }
    let waiting = u64::try_from(house.waiting(&ana)).unwrap();
    assert!(waiting < MAX_OPEN_CONTESTS, "{waiting}");
    assert_eq!(house.ask_contest("06 39 98 41 57").len(), 1, "a telephone number is proven all the same");
}

#[test]
fn what_was_asked_for_and_never_came_to_its_turn_is_forgotten() {
    let mut house = House::new();
    house.flood(domains(2 * SENT));
    house.receivers();
    house.wait(3 * DAY);
    let before = house.rows();
    house.run(ForgetContestCodes).unwrap();
    // The line that says so is one more.
    assert_eq!(before + 1 - house.rows(), u64::from(MAX_CONTEST_CODES_SENT));
    assert!(house.receivers().is_empty());
}

#[test]
fn line_7_how_many_contests_came_is_counted_without_opening_them() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let ana = house.member("Ana", Role::Moderator);
    let mut draft = violent("06 39 98 41 57");
    draft.identifiers.push(IdentifierInput { kind: None, value: "06 39 98 41 58".into() });
    let report = house.report(rosa, draft).unwrap();
    house.publish(ana, report, false).unwrap();
    let first = house.contest(&ana, "06 39 98 41 57");
    house.contest(&ana, "06 39 98 41 58");
    house.contest(&ana, "06 39 98 41 59");
    house.wait(31 * DAY);
    let second = house.contest(&ana, "06 39 98 41 57");
    assert_ne!(first, second);
    let opened = house.opened_contest(ana, second).unwrap();
    assert_eq!(opened.contests, 2, "from there");
    assert_eq!(opened.alerts.first().unwrap().contests, 3, "from any number of the alert");
    assert_eq!(house.opened_contest(ana, first).unwrap().contests, 2);
}

/// A page of 49 would tell a moderator that somebody contests from her own number.
#[test]
fn line_7_a_contest_from_her_own_number_leaves_no_gap_in_her_list() {
    let mut house = House::new();
    let ana = house.member("Ana", Role::Moderator);
    let member = member_id(&house.registered("Vera", &["06 39 98 41 57"]));
    house.run(SetRole { actor: Actor::Operator, member, role: Role::Moderator }).unwrap();
    let vera = Actor::Member(member, Role::Moderator);
    house.contest(&ana, "06 39 98 41 57");
    for n in 0..50 {
        if n % 15 == 0 {
            house.wait(HOUR);
        }
        house.ask_quietly(&format!("06 39 98 42 {n:02}"));
        let codes = house.codes();
        house.file_all(codes);
    }
    let pages = |house: &House, actor: &Actor| {
        let list = house.snapshot().contests(actor, false, 0).unwrap();
        (list.rows.len(), list.pages)
    };
    assert_eq!(pages(&house, &ana), (50, 2));
    assert_eq!(house.snapshot().contests(&ana, false, 1).unwrap().rows.len(), 1);
    assert_eq!(pages(&house, &vera), (50, 1));
    assert!(house.snapshot().contests(&vera, false, 1).unwrap().rows.is_empty());
    let overdue = |house: &House| house.snapshot().overdue_contests(&Actor::Operator, house.now).unwrap();
    assert_eq!(overdue(&house), 0);
    house.wait(28 * DAY);
    assert_eq!(overdue(&house), 51);
}

#[test]
fn line_7_a_flood_neither_buries_what_an_alert_names_nor_costs_an_opening_each() {
    let mut house = House::new();
    let ana = house.member("Ana", Role::Moderator);
    let member = member_id(&house.registered("Vera", &["06 39 98 42 00"]));
    house.run(SetRole { actor: Actor::Operator, member, role: Role::Moderator }).unwrap();
    let vera = Actor::Member(member, Role::Moderator);
    for n in 0..18 {
        house.ask_quietly(&format!("06 39 98 42 {n:02}"));
    }
    let codes = house.codes();
    house.file_all(codes);
    let alert = house.alert_of("06 39 98 41 57", Level::Risky);
    house.wait(HOUR);
    let earnest = house.contest_code("06 39 98 41 57");
    house.state(earnest);
    let list = |house: &House, actor: &Actor| house.snapshot().contests(actor, false, 0).unwrap().rows;
    let rows = list(&house, &ana);
    let first = rows.first().unwrap();
    assert_eq!((rows.len(), first.alerts, first.may_close), (19, 1, false), "what came last is on top");
    assert!(rows.iter().skip(1).all(ContestRow::names_nothing));
    assert_eq!(list(&house, &vera).len(), 18, "that from her own number is not there for her");
    // Of all that she names, those are closed that nothing names and that she may handle.
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let close = |actor| CloseEmptyContests { actor, ids: ids.clone() };
    assert_eq!(house.run(close(vera)), Ok(17));
    let left = list(&house, &ana);
    assert_eq!((left.len(), left[0].id, left[1].masked.as_str()), (2, rows[0].id, "•• •• •• 00"));
    assert_eq!(house.run(close(ana)), Ok(1));
    assert_eq!(house.run(close(ana)), Ok(0), "closed once");
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "contest_closed").count(), 18);
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "contest_opened").count(), 0);
    let many = CloseEmptyContests { actor: ana, ids: vec![rows[0].id; 51] };
    assert_eq!(house.run(many), Err(Refusal::TooLong { field: "contests", max: 50 }));
    for role in [Role::Member, Role::Partner, Role::Admin] {
        let actor = house.member(role.name(), role);
        assert_eq!(house.run(close(actor)), Err(Refusal::Forbidden));
    }
    // Once it is decided it can be closed too, by its own button: it is not what nobody names.
    house.decide(ana, rows[0].id, alert, ContestDecision::Stays).unwrap();
    let decided = list(&house, &ana).remove(0);
    assert!(decided.may_close && !decided.names_nothing());
    // The letters are those of all others, on their day.
    house.run(CloseContest { actor: ana, id: decided.id }).unwrap();
    house.wait(CONTEST_ANSWERED_AFTER - DAY);
    house.run(SendContestLetters).unwrap();
    let letters = |house: &mut House| {
        house.post().into_iter().filter(|message| matches!(message.text, Text::ContestAnswered)).count()
    };
    assert_eq!(letters(&mut house), 0);
    house.wait(2 * DAY);
    house.run(SendContestLetters).unwrap();
    assert_eq!(letters(&mut house), 19);
}
