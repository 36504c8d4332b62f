//! Becoming a member: with a code at once, or by asking a sponsor of whom nobody learns whether she exists.

use parasol_core::command::{Command, Job};
use parasol_core::ids::{MemberId, MessageId};
use parasol_core::limits::MAX_WAITING;
use parasol_core::members::{
    Address, AskForReset, AskSponsor, Asked, CancelCode, ConfirmContact, ConfirmSponsored, Confirmation,
    DeclineSponsored, Gate, IssueCode, Joined, Newcomer, PasswordHash, RegisterWithCode, Registration,
    SendCode, SendResetCodes, SponsorState, Standing, Suspend, TendRequests,
};
use parasol_core::messages::{
    AgreeToSms, BeginSending, Channel, Fault, FinishSending, Message, Outcome, SMS_WORDING, SendAgain, Text,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::spoken::SpokenCode;
use parasol_core::store::{BucketId, BucketTable};

use crate::house::{House, PASSWORD, member_id};

pub(crate) fn address(text: &str) -> Address {
    Address::read(text, "FR".parse().unwrap()).unwrap()
}

impl House {
    /// Hands over everything that waits, as the node's own sender does.
    pub(crate) fn post(&mut self) -> Vec<Message> {
        let mut sent = Vec::new();
        for channel in [Channel::Mail, Channel::Sms] {
            while let Some(id) = self.snapshot().next_message(channel, self.now).unwrap() {
                sent.push(self.run(BeginSending { id, route: "test".into() }).unwrap());
                self.run(FinishSending { id, outcome: Outcome::Sent }).unwrap();
            }
        }
        sent
    }

    /// A member who registered with these contacts.
    pub(crate) fn registered(&mut self, pseudonym: &str, contacts: &[&str]) -> Actor {
        let code = self.run(IssueCode { actor: Actor::Operator, label: String::new() }).unwrap();
        let newcomer = Newcomer {
            contacts: contacts.iter().map(|contact| address(contact)).collect(),
            language: Some("fr".into()),
            ..Newcomer::new(pseudonym, self.password())
        };
        let actor = Actor::Member(
            self.run(RegisterWithCode { code, newcomer }).unwrap().member().unwrap(),
            Role::Member,
        );
        self.post();
        actor
    }

    pub(crate) fn ask(&mut self, pseudonym: &str, sponsor: &str) -> Result<Asked, Refusal> {
        let newcomer = Newcomer {
            contacts: vec![address("06 39 98 00 11")],
            ..Newcomer::new(pseudonym, self.password())
        };
        self.run(AskSponsor { sponsor: address(sponsor), newcomer })
    }

    /// How many rows the store has in all.
    fn rows_after<C: Command>(&mut self, command: C) -> Result<(u64, C::Outcome), Refusal> {
        let before = self.rows();
        self.run(command).map(|outcome| (self.rows() - before, outcome))
    }

    pub(crate) fn rows(&self) -> u64 {
        self.snapshot().store().rows().unwrap()
    }
}

fn texts(messages: &[Message]) -> Vec<(&str, &Text)> {
    messages.iter().map(|message| (message.to.as_str(), &message.text)).collect()
}

#[test]
fn a_sponsor_confirms_who_tells_her_the_number() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.wait(30 * 86_400);
    let asked = house.ask("Lola", "Rosa@Example.org").unwrap();
    let name = asked.pseudonym.as_str().to_owned();
    assert!(name.starts_with("Lola") && name.len() == 6 && asked.number < 10_000, "{name}");
    assert!(house.post().is_empty(), "nobody is written to because of the request itself");
    house.run(TendRequests).unwrap();
    assert_eq!(texts(&house.post()), [("rosa@example.org", &Text::SponsorAsked)]);

    let requests = house.snapshot().requests(&rosa).unwrap();
    assert_eq!(requests.iter().map(|request| request.number).collect::<Vec<_>>(), [asked.number]);
    let member = requests.first().unwrap().member;
    let waiting = house.snapshot().credentials(&name, house.now).unwrap();
    assert_eq!(waiting.verify("not this one at all"), Err(Refusal::WrongCredentials));
    assert_eq!(waiting.verify(PASSWORD), Err(Refusal::Unconfirmed));

    let other = house.registered("Other", &["other@example.org"]);
    assert_eq!(
        house.run(ConfirmSponsored { actor: other, member, label: "from the bus".into() }),
        Err(Refusal::NotFound)
    );
    house.run(ConfirmSponsored { actor: rosa, member, label: "from the bus".into() }).unwrap();
    assert_eq!(
        house.run(ConfirmSponsored { actor: rosa, member, label: "from the bus".into() }),
        Err(Refusal::NotFound)
    );
    let told = house.post();
    let [Message { to, text: Text::FirstCode(code), .. }] = told.as_slice() else { unreachable!("one code") };
    assert_eq!(to.as_str(), "+33639980011");
    let credentials = house.snapshot().credentials(&name, house.now).unwrap();
    assert_eq!(credentials.verify(PASSWORD).map(|verified| verified.member()), Ok(member));
    house.wait(13 * 86_400);
    let lola = Actor::Member(member, Role::Member);
    assert_eq!(
        house.run(ConfirmContact { actor: lola, code: Some(code.clone()) }),
        Ok(Confirmation::Confirmed)
    );
    assert!(house.snapshot().requests(&rosa).unwrap().is_empty());
}

/// Declined by a member, or sent to nobody: until the two weeks are over nothing differs, and nothing at their end.
#[test]
fn declining_tells_a_visitor_nothing() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let mut told = Vec::new();
    for sponsor in ["rosa@example.org", "nobody@example.org"] {
        let names: Vec<_> = (0..10).map(|_| house.ask("Lola", sponsor).unwrap().pseudonym).collect();
        house.run(TendRequests).unwrap();
        for request in house.snapshot().requests(&rosa).unwrap() {
            house.run(DeclineSponsored { actor: rosa, member: request.member }).unwrap();
            let again = DeclineSponsored { actor: rosa, member: request.member };
            assert_eq!(house.run(again), Err(Refusal::NotFound));
        }
        assert!(house.snapshot().requests(&rosa).unwrap().is_empty());
        let of_the_sponsor = |message: &Message| message.text == Text::SponsorAsked;
        assert!(house.post().iter().all(of_the_sponsor), "{sponsor}: who asked is not told now");
        house.wait(86_400);
        assert_eq!(house.ask("Lola", sponsor).err(), Some(Refusal::OverQuota { retry_after: 86_400 }));
        let signs_in = |house: &House| {
            let credentials = |name: &parasol_core::members::Pseudonym| {
                house.snapshot().credentials(name.as_str(), house.now).unwrap()
            };
            names.iter().map(|name| credentials(name).verify(PASSWORD).err()).collect::<Vec<_>>()
        };
        assert_eq!(signs_in(&house), vec![Some(Refusal::Unconfirmed); 10], "{sponsor}");
        house.wait(13 * 86_400);
        house.run(TendRequests).unwrap();
        assert_eq!(signs_in(&house), vec![Some(Refusal::WrongCredentials); 10], "{sponsor}");
        told.push(house.post());
    }
    let expected = vec![("+33639980011", &Text::NotRegistered); 10];
    assert!(
        told.iter().all(|sent| texts(sent) == expected),
        "{:?}",
        told.iter().map(Vec::len).collect::<Vec<_>>()
    );
}

#[test]
fn who_ends_requests_by_the_hundred_writes_to_few() {
    let mut house = House::new();
    for n in 0..100 {
        house.ask("Lola", &format!("nobody{n}@example.org")).unwrap();
    }
    house.wait(14 * 86_400);
    (0..4).for_each(|_| house.run(TendRequests).unwrap());
    assert_eq!(house.post().len(), 60);
    assert_eq!(house.snapshot().members(&Actor::Operator, None).unwrap().len(), 0);
}

/// The same rows, the same refusals, the same mails at the moment of asking, whoever's address it is.
#[test]
fn asking_does_the_same_whether_there_is_such_a_sponsor_or_not() {
    let of = |sponsor: &str| {
        // Both draw the same ids, and so write into the same buckets.
        let mut house = House::with_seed(7);
        house.reachable("Rosa", "rosa@example.org");
        let mut written = Vec::new();
        for n in 0..20 {
            let newcomer = Newcomer {
                contacts: vec![address("06 39 98 00 11")],
                ..Newcomer::new(format!("Lola {n}"), house.password())
            };
            let asked = house.rows_after(AskSponsor { sponsor: address(sponsor), newcomer });
            written.push(asked.map(|(rows, _)| rows));
        }
        assert!(house.post().is_empty());
        written
    };
    let written = of("rosa@example.org");
    assert_eq!(written, of("nobody@example.org"));
    assert!(written.iter().take(10).all(Result::is_ok), "{written:?}");
    assert_eq!(written.last().unwrap(), &Err(Refusal::OverQuota { retry_after: 86_400 }));
}

/// So many requests that no room is left, as from somebody who wants to keep others out.
fn flood(house: &mut House) {
    let (mut jobs, mut rng) = (Vec::new(), house.rng.clone());
    for n in 1..MAX_WAITING {
        let newcomer = Newcomer::new(format!("Flood {n}"), house.password());
        let sponsor = address(&format!("nobody{n}@example.org"));
        jobs.push(Job::new(AskSponsor { sponsor, newcomer }, |asked| assert!(asked.is_ok())));
    }
    house.node().execute(jobs, house.now, &mut rng);
    house.rng = rng;
}

#[test]
fn a_flood_of_requests_throws_out_none_that_is_younger_than_a_day() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.ask("Lola", "rosa@example.org").unwrap();
    house.wait(3_600);
    flood(&mut house);
    let full = Some(Refusal::OverQuota { retry_after: 86_400 });
    // The last one found the first one, which is no day old.
    assert_eq!(house.ask("Mina", "rosa@example.org").err(), full);
    assert_eq!(house.ask("Mina", "nobody@example.org").err(), full, "the same whoever is named");
    assert_eq!(house.snapshot().requests(&rosa).unwrap().len(), 1, "the honest request is still there");
    house.wait(86_400);
    house.post();
    house.ask("Mina", "nobody@example.org").unwrap();
    assert_eq!(texts(&house.post()), [("+33639980011", &Text::NotRegistered)], "the one whose place it was");
    let line = house.snapshot().audit(&Actor::Operator, None, 3).unwrap();
    assert!(line.iter().any(|(_, line)| line.what == "request_ended"), "{line:?}");
}

#[test]
fn who_was_never_taken_in_leaves_no_line_in_the_journal() {
    let mut house = House::new();
    house.ask("Lola", "nobody@example.org").unwrap();
    house.wait(14 * 86_400);
    house.run(TendRequests).unwrap();
    assert_eq!(house.snapshot().members(&Actor::Operator, None).unwrap().len(), 0);
    assert_eq!(house.node().erased().unwrap(), []);
    assert!(house.node().store().has_dirty().unwrap(), "her row is erased all the same");
}

#[test]
fn a_sponsor_is_written_to_three_times_a_day_and_strangers_never() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    for n in 0..5 {
        house.ask(&format!("Lola {n}"), "rosa@example.org").unwrap();
        house.ask(&format!("Mina {n}"), "nobody@example.org").unwrap();
        house.run(TendRequests).unwrap();
    }
    assert_eq!(house.post().len(), 3);
    assert_eq!(house.snapshot().requests(&rosa).unwrap().len(), 5, "the list has them all the same");
    house.wait(86_400);
    house.run(TendRequests).unwrap();
    assert_eq!(house.post().len(), 0, "an old request is not told late");
    house.ask("Nina", "rosa@example.org").unwrap();
    house.run(TendRequests).unwrap();
    assert_eq!(house.post().len(), 1);
}

#[test]
fn a_request_ends_after_two_weeks() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let name = house.ask("Lola", "rosa@example.org").unwrap().pseudonym;
    house.wait(14 * 86_400 - 1);
    house.run(TendRequests).unwrap();
    assert_eq!(house.snapshot().requests(&rosa).unwrap().len(), 1);
    house.wait(1);
    house.run(TendRequests).unwrap();
    assert!(house.snapshot().requests(&rosa).unwrap().is_empty());
    let gone = house.snapshot().credentials(name.as_str(), house.now).unwrap();
    assert_eq!(gone.verify(PASSWORD), Err(Refusal::WrongCredentials));
}

/// Her suspension would end in an account that nobody vouched for, and her two weeks would end that one.
#[test]
fn who_still_waits_for_a_sponsor_is_not_suspended() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.wait(30 * 86_400);
    house.ask("Lola", "rosa@example.org").unwrap();
    let member = house.snapshot().requests(&rosa).unwrap().first().unwrap().member;
    let refused = Refusal::WrongState { expected: "active", found: "waiting" };
    assert_eq!(house.run(Suspend { actor: Actor::Operator, member }), Err(refused));
    house.run(ConfirmSponsored { actor: rosa, member, label: String::new() }).unwrap();
    house.run(Suspend { actor: Actor::Operator, member }).unwrap();
    house.wait(15 * 86_400);
    house.run(TendRequests).unwrap();
    let standing = house.snapshot().member_detail(&Actor::Operator, &member).unwrap().view.standing;
    assert_eq!(standing, Standing::Suspended);
}

/// As after damage: one request whose account is not there must not keep all others from ending.
#[test]
fn a_request_without_an_account_is_forgotten_and_the_others_end() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.ask("Lola", "rosa@example.org").unwrap();
    house.ask("Mina", "nobody@example.org").unwrap();
    let lola = house.snapshot().requests(&rosa).unwrap().first().unwrap().member;
    let node = house.node().clone();
    let mut tx = node.store().begin(&mut house.rng).unwrap();
    let bucket = BucketId::new(format!("people/{:02x}", lola.as_bytes()[0]));
    assert!(tx.bucket_remove(&BucketTable::<MemberId, ()>::new("members/2"), &bucket, &lola).unwrap());
    tx.commit().unwrap();
    house.post();
    house.wait(14 * 86_400);
    house.run(TendRequests).unwrap();
    assert_eq!(house.post().len(), 1, "Mina is told");
    assert!(house.snapshot().requests(&rosa).unwrap().is_empty());
}

/// Anybody can register with a colleague's address: it finds nobody before its code came back.
#[test]
fn a_sponsor_is_found_by_a_confirmed_contact_only() {
    let mut house = House::new();
    let impostor = house.registered("Impostor", &["rosa@example.org"]);
    house.ask("Anna", "rosa@example.org").unwrap();
    assert_eq!(house.snapshot().requests(&impostor).unwrap().len(), 0);
    let rosa = house.reachable("Rosa", "rosa@example.org");
    assert_eq!(house.snapshot().requests(&rosa).unwrap().len(), 1);
    assert_eq!(house.snapshot().requests(&impostor).unwrap().len(), 0);
    house.run(Suspend { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    assert_eq!(house.snapshot().requests(&rosa).err(), Some(Refusal::Suspended));
}

/// Who comes with a code gets one for her contact at once; forgetting a password leads there once it came back.
#[test]
fn registering_confirms_the_contact_with_a_code() {
    let mut house = House::new();
    let code = house.run(IssueCode { actor: Actor::Operator, label: String::new() }).unwrap();
    let newcomer =
        Newcomer { contacts: vec![address("lola@example.org")], ..Newcomer::new("Lola", house.password()) };
    let lola = Actor::Member(
        house.run(RegisterWithCode { code, newcomer }).unwrap().member().unwrap(),
        Role::Member,
    );
    let told = house.post();
    let [Message { to, text: Text::FirstCode(code), .. }] = told.as_slice() else { unreachable!("one code") };
    assert_eq!(to.as_str(), "lola@example.org");
    let reset = |house: &mut House| {
        house.run(AskForReset { pseudonym: "Lola".into() }).unwrap();
        house.run(SendResetCodes).unwrap();
        house.post().len()
    };
    assert_eq!(reset(&mut house), 0, "not confirmed yet");
    assert_eq!(
        house.run(ConfirmContact { actor: lola, code: Some(code.clone()) }),
        Ok(Confirmation::Confirmed)
    );
    assert_eq!(reset(&mut house), 1);
}

#[test]
fn taken_is_said_after_a_valid_code_only() {
    let mut house = House::new();
    house.registered("Rosa", &["rosa@example.org"]);
    let code = house.run(IssueCode { actor: Actor::Operator, label: String::new() }).unwrap();
    let register = |code: &parasol_core::members::SponsorshipCode, name: &str, house: &House| {
        RegisterWithCode { code: code.clone(), newcomer: Newcomer::new(name, house.password()) }
    };
    let taken = register(&code, "rosa", &house);
    assert_eq!(house.run(taken), Ok(Registration::Taken { left: 4 }));
    house.snapshot().sponsorship_code(&code, house.now).unwrap();
    let free = register(&code, "Lola", &house);
    house.run(free).unwrap();
    assert_eq!(house.snapshot().sponsorship_code(&code, house.now), Err(Refusal::CodeRefused));
    let used = register(&code, "rosa", &house);
    assert_eq!(house.run(used).err(), Some(Refusal::CodeRefused), "not: taken");
    assert_ne!(house.ask("Rosa", "rosa@example.org").unwrap().pseudonym.as_str(), "Rosa");
}

/// Who holds a code could ask of one name after the other whether it is somebody's.
#[test]
fn a_code_ends_after_five_names_that_are_taken() {
    let mut house = House::new();
    house.registered("Rosa", &["rosa@example.org"]);
    house.wait(31 * 86_400);
    let sponsor = house.member("Sam", Role::Member);
    house.wait(31 * 86_400);
    let code = house.run(IssueCode { actor: sponsor, label: "from the bus".into() }).unwrap();
    let register = |name: &str, house: &House| RegisterWithCode {
        code: code.clone(),
        newcomer: Newcomer::new(name, house.password()),
    };
    let said = [Refusal::Taken, Refusal::Taken, Refusal::Taken, Refusal::TakenOnceMore, Refusal::TriedOut];
    for said in said {
        let taken = register("rosa", &house);
        assert_eq!(house.run(taken).unwrap().member(), Err(said));
        house.restart();
    }
    let (taken, free) = (register("rosa", &house), register("Lola", &house));
    assert_eq!(house.run(taken), Err(Refusal::CodeRefused));
    assert_eq!(house.run(free), Err(Refusal::CodeRefused));
    let lines = house.snapshot().sponsored(&sponsor, house.now).unwrap();
    assert_eq!(lines.iter().map(|line| line.state).collect::<Vec<_>>(), [SponsorState::Ended]);
}

/// The company refuses the number: the sponsor sees it, and it does not count.
#[test]
fn a_code_that_was_never_sent_does_not_count() {
    let mut house = House::new();
    let sponsor = house.member("Sam", Role::Member);
    house.wait(31 * 86_400);
    let admin = house.member("Ada", Role::Admin);
    house.run(AgreeToSms { actor: admin, wording: SMS_WORDING }).unwrap();
    let left = |house: &House| house.snapshot().vouching_left(&sponsor, house.now).unwrap().left;
    let before = left(&house);
    let to = address("06 39 98 00 11");
    house.run(SendCode { actor: sponsor, label: "bus".into(), to, language: None }).unwrap();
    assert_eq!(left(&house), before - 1);
    let id = house.snapshot().next_message(Channel::Sms, house.now).unwrap().unwrap();
    house.run(BeginSending { id, route: "test".into() }).unwrap();
    house.run(FinishSending { id, outcome: Outcome::Never(Fault::Refused) }).unwrap();
    assert_eq!(left(&house), before);
    let states = |house: &House| {
        let lines = house.snapshot().sponsored(&sponsor, house.now).unwrap();
        lines.into_iter().map(|line| line.state.name()).collect::<Vec<_>>()
    };
    assert_eq!(states(&house), ["not_sent"]);
    // An admin sends it again, and it goes out.
    house.run(SendAgain { actor: admin, id }).unwrap();
    assert_eq!(house.post().len(), 1);
    assert_eq!((states(&house), left(&house)), (vec!["open"], before - 1));
}

/// A sponsor to whom an SMS company is agreed, and the admin who did it.
fn texting(house: &mut House) -> (Actor, Actor) {
    let sponsor = house.member("Sam", Role::Member);
    house.wait(31 * 86_400);
    let admin = house.member("Ada", Role::Admin);
    house.run(AgreeToSms { actor: admin, wording: SMS_WORDING }).unwrap();
    (sponsor, admin)
}

/// Sends a code by SMS, which the company refuses; the message, and what it said.
fn refused_sms(house: &mut House, actor: Actor) -> Result<(MessageId, SpokenCode), Refusal> {
    let to = address("06 39 98 00 11");
    house.run(SendCode { actor, label: "bus".into(), to, language: None })?;
    let id = house.snapshot().next_message(Channel::Sms, house.now).unwrap().unwrap();
    let message = house.run(BeginSending { id, route: "test".into() }).unwrap();
    house.run(FinishSending { id, outcome: Outcome::Never(Fault::Refused) }).unwrap();
    let Text::SponsorshipCode(code) = message.text else { unreachable!("a code") };
    Ok((id, code))
}

/// What was not sent counts for no person, but nobody fills the queue with numbers that the company refuses.
#[test]
fn line_10_codes_that_the_company_refuses_are_bounded_and_leave_the_list() {
    let mut house = House::new();
    let (sponsor, _) = texting(&mut house);
    for _ in 0..10 {
        refused_sms(&mut house, sponsor).unwrap();
        let left = house.snapshot().vouching_left(&sponsor, house.now).unwrap();
        assert_eq!((left.left, left.wait), (5, None));
        let line = house.snapshot().sponsored(&sponsor, house.now).unwrap().pop().unwrap();
        house.run(CancelCode { actor: sponsor, id: line.id }).unwrap();
    }
    let month = Refusal::OverQuota { retry_after: 30 * 86_400 };
    assert_eq!(refused_sms(&mut house, sponsor).err(), Some(month));
    house.run(IssueCode { actor: sponsor, label: String::new() }).unwrap();
    house.wait(30 * 86_400);
    refused_sms(&mut house, sponsor).unwrap();
    house.wait((14 + 30) * 86_400);
    assert!(house.snapshot().sponsored(&sponsor, house.now).unwrap().is_empty(), "it leaves by time");
}

#[test]
fn a_code_that_was_cancelled_is_not_sent_again() {
    let mut house = House::new();
    let (sponsor, admin) = texting(&mut house);
    let (id, _) = refused_sms(&mut house, sponsor).unwrap();
    let (other, _) = refused_sms(&mut house, sponsor).unwrap();
    let lines = house.snapshot().sponsored(&sponsor, house.now).unwrap();
    for line in lines {
        house.run(CancelCode { actor: sponsor, id: line.id }).unwrap();
    }
    for id in [id, other] {
        assert_eq!(house.run(SendAgain { actor: admin, id }), Err(Refusal::NotFound));
    }
    assert!(house.post().is_empty());
}

/// The company said no, and the SMS came all the same.
#[test]
fn a_code_that_was_given_up_and_used_counts() {
    let mut house = House::new();
    let (sponsor, _) = texting(&mut house);
    let (_, code) = refused_sms(&mut house, sponsor).unwrap();
    let newcomer = Newcomer::new("Lola", house.password());
    house.run(RegisterWithCode { code, newcomer }).unwrap().member().unwrap();
    assert_eq!(house.snapshot().vouching_left(&sponsor, house.now).unwrap().left, 4);
}

#[test]
fn what_is_typed_is_bounded() {
    let mut house = House::new();
    let mut try_with = |change: fn(&mut Newcomer)| {
        let mut newcomer = Newcomer::new("Lola", house.password());
        change(&mut newcomer);
        house.run(AskSponsor { sponsor: address("rosa@example.org"), newcomer }).err()
    };
    let too_long = |field, max| Some(Refusal::TooLong { field, max });
    assert_eq!(try_with(|new| new.pseudonym = "x".repeat(37)), too_long("pseudonym", 36));
    assert_eq!(try_with(|new| new.joined.name = Some("x".repeat(101))), too_long("name", 100));
    let hidden = Refusal::Invalid { field: "name", reason: "characters" };
    assert_eq!(try_with(|new| new.joined.name = Some("a\u{202e}b".into())), Some(hidden));
    assert_eq!(try_with(|new| new.joined.birth_date = Some("1".repeat(31))), too_long("birth_date", 30));
    let many = |new: &mut Newcomer| {
        new.contacts = vec![address("a@example.org"), address("b@example.org"), address("c@example.org")]
    };
    assert_eq!(try_with(many), too_long("contacts", 2));
    assert_eq!(try_with(|new| new.joined = Joined { terms: Some(1), ..Joined::default() }), None);
    let phone =
        AskSponsor { sponsor: address("06 39 98 00 11"), newcomer: Newcomer::new("Lola", house.password()) };
    assert_eq!(house.run(phone).err(), Some(Refusal::Invalid { field: "sponsor", reason: "sponsor" }));
}

#[test]
fn everybody_together_may_ask_so_often_an_hour() {
    let house = House::new();
    let passed = (0..5_000).take_while(|_| house.snapshot().pass_gate(Gate::AskSponsor, house.now).is_ok());
    assert_eq!(passed.count(), 2_400);
    let wrong = parasol_core::members::SponsorshipCode::from_text("00000-00000-0").unwrap();
    let refused = || house.snapshot().sponsorship_code(&wrong, house.now).err();
    assert_eq!((0..5_000).take_while(|_| refused() == Some(Refusal::CodeRefused)).count(), 300);
}

/// zxcvbn tries every way in which letters may stand for others: unbounded, 72 such letters take seconds.
#[test]
#[expect(clippy::disallowed_types, reason = "a test of how long something takes")]
fn judging_the_worst_password_costs_no_more_than_some_hashes() {
    let mut house = House::new();
    let worst: String = "4@8({[<3!1|7$05+%2".chars().cycle().take(256).collect();
    PasswordHash::hash("once, so that the lists are read", &mut house.rng).unwrap();
    let began = std::time::Instant::now();
    PasswordHash::hash(worst.as_str(), &mut house.rng).unwrap();
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
}
