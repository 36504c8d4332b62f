//! Contacts, forgotten passwords, and the account that somebody else holds the password of.

use parasol_core::limits::CODE_TRIES;
use parasol_core::members::{
    Address, AskForReset, BeginSecondFactor, ChangeContact, ChooseLanguage, ChooseReset, ConfirmContact,
    Confirmation, IssueResetCode, LockAccount, OwnAccount, PasswordHash, RemoveSecondContact, ResetBy,
    ResetPassword, Resume, SendResetCodes, SetPassword, Suspend, Unlock,
};
use parasol_core::messages::{Message, Text};
use parasol_core::privacy::{DeleteAccount, ReportsFate, RestrictReports};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{PrintCards, SubmitReport};
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{OpenAccount, SessionKind, StartSession};
use parasol_core::spoken::SpokenCode;

use crate::house::{House, PASSWORD, member_id, regions, violent};
use crate::registration::address;

pub(crate) const NEW: &str = "une tortue sous la pluie";

impl House {
    pub(crate) fn account(&self, actor: &Actor) -> OwnAccount {
        self.snapshot().own_account(actor, self.now).unwrap()
    }

    /// The code that was sent last.
    pub(crate) fn code(&mut self) -> SpokenCode {
        let code = |message: Message| match message.text {
            Text::ContactCode(code) | Text::ResetCode(code) => Some(code),
            _ => None,
        };
        self.post().into_iter().filter_map(code).next_back().unwrap()
    }

    pub(crate) fn change(&mut self, actor: Actor, place: u8, to: &str) -> Result<(), Refusal> {
        self.run(ChangeContact { actor, place, address: address(to) })
    }

    pub(crate) fn confirm(&mut self, actor: Actor, code: &SpokenCode) -> Confirmation {
        self.run(ConfirmContact { actor, code: Some(code.clone()) }).unwrap()
    }

    /// A member whose first contact is confirmed.
    pub(crate) fn reachable(&mut self, pseudonym: &str, contact: &str) -> Actor {
        let actor = self.registered(pseudonym, &[contact]);
        self.change(actor, 0, contact).unwrap();
        let code = self.code();
        assert_eq!(self.confirm(actor, &code), Confirmation::Confirmed);
        actor
    }

    pub(crate) fn ask_reset(&mut self, name: &str) -> Vec<Message> {
        self.run(AskForReset { pseudonym: name.into() }).unwrap();
        self.run(SendResetCodes).unwrap();
        self.post().into_iter().filter(|message| matches!(message.text, Text::ResetCode(_))).collect()
    }

    pub(crate) fn reset(&mut self, name: &str, code: &SpokenCode) -> Result<(), Refusal> {
        let password = PasswordHash::hash(NEW, &mut self.rng).unwrap();
        self.run(ResetPassword { pseudonym: name.into(), code: Some(code.clone()), password })
    }

    pub(crate) fn signs_in(&self, name: &str, password: &str) -> Result<(), Refusal> {
        self.snapshot().credentials(name, self.now).unwrap().verify(password).map(drop)
    }
}

/// A code that nobody has.
fn other() -> SpokenCode {
    SpokenCode::from_text("00000-00000-0").unwrap()
}

fn shown(account: &OwnAccount) -> Vec<(&str, bool)> {
    account.contacts.iter().map(|own| (own.masked.as_str(), own.confirmed)).collect()
}

#[test]
fn a_new_contact_counts_after_its_code_came_back_and_the_old_one_is_told() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.change(rosa, 0, "06 39 98 00 12").unwrap();
    let account = house.account(&rosa);
    assert_eq!(shown(&account), [("r…@example.org", true)], "not before");
    assert_eq!(account.pending, Some((0, "•• •• •• 12".to_owned())));
    let code = house.code();
    assert_eq!(house.run(ConfirmContact { actor: rosa, code: None }), Ok(Confirmation::Wrong));
    assert_eq!(house.confirm(rosa, &code), Confirmation::Confirmed);
    let told = house.post();
    assert_eq!(
        told.iter().map(|message| (message.to.as_str(), &message.text)).collect::<Vec<_>>(),
        [("rosa@example.org", &Text::ContactChanged)]
    );
    assert_eq!(shown(&house.account(&rosa)), [("•• •• •• 12", true)]);
    assert_eq!(house.confirm(rosa, &code), Confirmation::Over, "a code counts once");
}

/// He holds her signed-in telephone: what it can ask for is masked until somebody types her password.
#[test]
fn contacts_are_told_whole_only_while_the_account_is_open() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.change(rosa, 1, "06 39 98 00 12").unwrap();
    let session = house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Token }).unwrap();
    let whole = |house: &House| house.snapshot().opened_contacts(&session.token, house.now);
    assert_eq!(whole(&house).err(), Some(Refusal::Closed));
    assert_eq!(house.snapshot().my_data(&rosa).unwrap().contacts.first().unwrap().shown, "r…@example.org");
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let opened = whole(&house).unwrap();
    assert_eq!(opened.contacts, [address("rosa@example.org")]);
    assert_eq!(opened.pending, Some(address("06 39 98 00 12")));
    house.wait(300);
    assert_eq!(whole(&house).err(), Some(Refusal::Closed));
    let unknown = house.snapshot().opened_contacts("not a token", house.now);
    assert_eq!(unknown.err(), Some(Refusal::NotSignedIn));
}

#[test]
fn a_contacts_code_ends_by_time_and_by_tries() {
    let mut house = House::new();
    let rosa = house.registered("Rosa", &["rosa@example.org"]);
    let lola = house.registered("Lola", &["lola@example.org"]);
    house.change(rosa, 0, "rosa@example.org").unwrap();
    let code = house.code();
    assert_eq!(house.confirm(lola, &code), Confirmation::Wrong, "somebody else's code is none");
    for left in (0..5).rev() {
        let expected = if left > 0 { Confirmation::Wrong } else { Confirmation::Over };
        assert_eq!(house.run(ConfirmContact { actor: rosa, code: None }), Ok(expected));
    }
    assert_eq!(house.confirm(rosa, &code), Confirmation::Over);
    house.change(rosa, 0, "rosa@example.org").unwrap();
    let code = house.code();
    house.wait(1_800);
    assert_eq!(house.confirm(rosa, &code), Confirmation::Over);
    for _ in 0..3 {
        house.change(rosa, 0, "rosa@example.org").unwrap();
    }
    assert!(matches!(house.change(rosa, 0, "rosa@example.org"), Err(Refusal::OverQuota { .. })));
    house.wait(86_400);
    house.change(rosa, 0, "rosa@example.org").unwrap();
}

#[test]
fn a_second_contact_comes_and_goes() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let wrong = Refusal::Invalid { field: "place", reason: "other" };
    assert_eq!(house.change(rosa, 2, "06 39 98 00 12"), Err(wrong));
    assert_eq!(house.run(RemoveSecondContact { actor: rosa }), Err(Refusal::NotFound));
    house.change(rosa, 1, "06 39 98 00 12").unwrap();
    let code = house.code();
    house.confirm(rosa, &code);
    assert_eq!(shown(&house.account(&rosa)).len(), 2);
    house.run(RemoveSecondContact { actor: rosa }).unwrap();
    assert_eq!(house.post().first().unwrap().to, address("06 39 98 00 12"));
    assert_eq!(shown(&house.account(&rosa)), [("r…@example.org", true)]);
    house.run(ChooseLanguage { actor: rosa, language: "en".into() }).unwrap();
    assert!(house.run(ChooseLanguage { actor: rosa, language: "<b>".into() }).is_err());
    assert_eq!(house.account(&rosa).language.as_deref(), Some("en"));
}

#[test]
fn a_code_to_the_confirmed_contact_sets_a_new_password_once() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let session = house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Token }).unwrap();
    house.run(AskForReset { pseudonym: "rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    let code = house.code();
    assert_eq!(house.reset("Lola", &code), Err(Refusal::CodeRefused));
    house.reset(" ROSA ", &code).unwrap();
    assert_eq!(house.signs_in("Rosa", PASSWORD), Err(Refusal::WrongCredentials));
    assert_eq!(house.signs_in("Rosa", NEW), Ok(()));
    assert!(house.snapshot().session(&session.token, house.now).unwrap().is_none(), "every session ends");
    let note = house.post();
    assert_eq!(note.iter().map(|message| &message.text).collect::<Vec<_>>(), [&Text::PasswordChanged]);
    assert_eq!(house.reset("Rosa", &code), Err(Refusal::CodeRefused), "a code counts once");
    let until = house.account(&rosa).reports_closed_until.unwrap();
    assert_eq!(until.since(house.now), 72 * 3_600);
    house.wait(72 * 3_600);
    assert_eq!(house.account(&rosa).reports_closed_until, None);
}

/// The clock was a year ahead when she reset her password: her reports are not closed for a year.
#[test]
fn a_reset_under_a_wrong_clock_closes_nothing_once_it_is_right() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let right = house.now;
    house.wait(365 * 86_400);
    let given = house.run(IssueResetCode { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    assert!(house.account(&rosa).code_given.is_some());
    house.reset("Rosa", &given).unwrap();
    assert!(house.account(&rosa).reports_closed_until.is_some());
    house.now = right;
    let account = house.account(&rosa);
    assert_eq!((account.reports_closed_until, account.code_given), (None, None));
}

/// He has her SMS and reset her password: for three days nothing goes that would keep her out or hide her reports.
#[test]
fn whoever_reset_a_password_cannot_take_the_account_over_at_once() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.change(rosa, 1, "06 39 98 00 12").unwrap();
    let code = house.code();
    house.confirm(rosa, &code);
    let report = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    let code = house.code();
    house.reset("Rosa", &code).unwrap();
    let member = member_id(&rosa);
    let session = house.run(StartSession { member, kind: SessionKind::Token }).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();

    let closed = Refusal::ReportsClosed { retry_after: 72 * 3_600 };
    let restrict = RestrictReports { actor: rosa, report: Some(report) };
    assert_eq!(house.run(restrict), Err(closed.clone()));
    assert_eq!(house.run(RestrictReports { actor: rosa, report: None }), Err(closed.clone()));
    assert_eq!(house.change(rosa, 0, "his@example.org"), Err(closed.clone()));
    assert_eq!(house.change(rosa, 2, "his@example.org").err(), Some(wrong_place()), "there is no third");
    assert_eq!(house.run(RemoveSecondContact { actor: rosa }), Err(closed.clone()));
    assert_eq!(house.run(ChooseReset { actor: rosa, by: ResetBy::Contact }), Err(closed.clone()));
    assert_eq!(house.run(BeginSecondFactor { token: session.token.clone() }), Err(closed));
    house.run(ChooseReset { actor: rosa, by: ResetBy::Moderator }).unwrap();
    house.change(rosa, 0, "rosa@example.org").unwrap();

    house.wait(72 * 3_600);
    house.run(ChooseReset { actor: rosa, by: ResetBy::Contact }).unwrap();
    house.change(rosa, 0, "new@example.org").unwrap();
    house.run(RemoveSecondContact { actor: rosa }).unwrap();
    assert_eq!(house.run(RestrictReports { actor: rosa, report: None }), Ok(1));
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    house.run(BeginSecondFactor { token: session.token }).unwrap();
}

fn wrong_place() -> Refusal {
    Refusal::Invalid { field: "place", reason: "other" }
}

/// He asked for a code on her telephone; what she does about it ends the code.
#[test]
fn codes_end_with_the_password_the_contact_and_the_account() {
    type Act = fn(&mut House, Actor);
    let acts: [(&str, Act); 5] = [
        ("her password", |house, rosa| {
            let password = PasswordHash::hash("une girafe dans la neige", &mut house.rng).unwrap();
            house.run(SetPassword { actor: rosa, member: member_id(&rosa), password }).unwrap();
        }),
        ("an admin's", |house, rosa| {
            let password = PasswordHash::hash("une girafe dans la neige", &mut house.rng).unwrap();
            house.run(SetPassword { actor: Actor::Operator, member: member_id(&rosa), password }).unwrap();
        }),
        ("another contact", |house, rosa| {
            house.change(rosa, 0, "new@example.org").unwrap();
            let code = house.code();
            assert_eq!(house.confirm(rosa, &code), Confirmation::Confirmed);
        }),
        ("one contact less", |house, rosa| {
            house.run(RemoveSecondContact { actor: rosa }).unwrap();
        }),
        ("a suspension", |house, rosa| {
            house.run(Suspend { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
            house.run(Resume { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
        }),
    ];
    for (what, act) in acts {
        let mut house = House::new();
        let rosa = house.reachable("Rosa", "rosa@example.org");
        house.change(rosa, 1, "06 39 98 00 12").unwrap();
        let code = house.code();
        house.confirm(rosa, &code);
        house.change(rosa, 0, "his@example.org").unwrap();
        let contact_code = house.code();
        house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
        house.run(SendResetCodes).unwrap();
        let code = house.code();
        act(&mut house, rosa);
        assert_eq!(house.reset("Rosa", &code), Err(Refusal::CodeRefused), "{what}");
        assert_eq!(house.confirm(rosa, &contact_code), Confirmation::Over, "{what}");
    }
}

#[test]
fn nobody_gets_more_than_three_codes_a_day_and_each_ends_soon() {
    let mut house = House::new();
    house.reachable("Rosa", "rosa@example.org");
    let mut codes = 0;
    for _ in 0..5 {
        codes += house.ask_reset("Rosa").len();
        house.wait(600);
    }
    assert_eq!(codes, 3);
    house.wait(86_400);
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    let first = house.code();
    house.wait(600);
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    let second = house.code();
    assert_eq!(house.reset("Rosa", &first), Err(Refusal::CodeRefused), "the next one replaces it");
    house.wait(1_800);
    assert_eq!(house.reset("Rosa", &second), Err(Refusal::CodeRefused));
}

/// A stranger who asks in her name, again and again, and tries codes.
#[test]
fn nobody_ends_the_code_that_she_is_typing() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let given = house.run(IssueResetCode { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    let told = house.post();
    let noted: Vec<_> = told.iter().map(|message| (message.to.as_str(), &message.text)).collect();
    assert_eq!(noted, [("rosa@example.org", &Text::SomethingWaits)], "in case it was not for her");
    assert_eq!(house.account(&rosa).code_given, Some(house.now));
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    let sent = house.code();
    house.wait(599);
    assert!(house.ask_reset("Rosa").is_empty(), "one is on its way already");
    (0..12).for_each(|_| assert_eq!(house.reset("Rosa", &other()), Err(Refusal::CodeRefused)));
    house.reset("Rosa", &given).unwrap();
    assert_eq!(
        house.reset("Rosa", &sent),
        Err(Refusal::CodeRefused),
        "every code ends with the first that is used"
    );
    house.post();
    assert_eq!(house.ask_reset("Rosa").len(), 1, "it was used");
}

#[test]
fn names_that_nobody_has_keep_nobody_from_asking() {
    let mut house = House::new();
    house.reachable("Rosa", "rosa@example.org");
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    for n in 1..1_000 {
        house.run(AskForReset { pseudonym: format!("Nobody {n}") }).unwrap();
    }
    assert_eq!(house.run(AskForReset { pseudonym: "Lola".into() }), Err(Refusal::Busy));
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    assert_eq!(house.post().len(), 1);
    house.run(AskForReset { pseudonym: "Lola".into() }).unwrap();
}

/// Two people share a telephone, or somebody registered with hers: what waits for her is hers.
#[test]
fn an_account_that_goes_takes_its_own_messages_only() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "06 39 98 00 12");
    let lola = house.reachable("Lola", "06 39 98 00 12");
    for name in ["Rosa", "Lola"] {
        house.run(AskForReset { pseudonym: name.into() }).unwrap();
    }
    house.run(SendResetCodes).unwrap();
    house.run(DeleteAccount { actor: lola, reports: ReportsFate::Unlink }).unwrap();
    let code = house.code();
    assert_eq!(house.reset("Rosa", &code), Ok(()));
    assert_eq!(house.signs_in("Rosa", NEW), Ok(()));
    assert_eq!(house.account(&rosa).contacts.len(), 1);
}

/// One row is written for each, and removed again by the node's own work.
#[test]
fn asking_does_the_same_for_every_name() {
    let mut house = House::new();
    house.reachable("Rosa", "rosa@example.org");
    house.registered("Unconfirmed", &["lola@example.org"]);
    for name in ["Rosa", "Unconfirmed", "Nobody", "<b>\u{202e}", ""] {
        let before = house.snapshot().store().rows().unwrap();
        house.run(AskForReset { pseudonym: name.into() }).unwrap();
        assert_eq!(house.snapshot().store().rows().unwrap() - before, 1, "{name}");
        assert!(house.post().is_empty(), "{name}");
        house.run(SendResetCodes).unwrap();
        assert_eq!(house.post().len(), usize::from(name == "Rosa"));
    }
}

#[test]
fn reset_through_a_moderator_alone_sends_nothing() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let moderator = house.member("Mod", Role::Moderator);
    house.run(ChooseReset { actor: rosa, by: ResetBy::Moderator }).unwrap();
    assert!(house.ask_reset("Rosa").is_empty());
    let code = house.run(IssueResetCode { actor: moderator, member: member_id(&rosa) }).unwrap();
    house.reset("Rosa", &code).unwrap();
    assert_eq!(house.signs_in("Rosa", NEW), Ok(()));
}

#[test]
fn moderators_help_members_and_nobody_above() {
    let mut house = House::new();
    let (moderator, admin) = (house.member("Mod", Role::Moderator), house.member("Admin", Role::Admin));
    let (rosa, partner) = (house.member("Rosa", Role::Member), house.member("Sam", Role::Partner));
    let other = house.member("Other", Role::Moderator);
    let mut try_for =
        |actor, whom: &Actor| house.run(IssueResetCode { actor, member: member_id(whom) }).err();
    assert_eq!(try_for(rosa, &partner), Some(Refusal::Forbidden));
    assert_eq!(try_for(moderator, &rosa), None);
    assert_eq!(try_for(moderator, &partner), None);
    for above in [&other, &admin, &moderator] {
        assert_eq!(try_for(moderator, above), Some(Refusal::Forbidden));
    }
    assert_eq!(try_for(admin, &moderator), None);
    assert_eq!(try_for(admin, &admin), Some(Refusal::Forbidden));
}

/// USERS, when it goes wrong, 2.
#[test]
fn her_follow_code_locks_the_account_and_a_moderator_opens_it() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let moderator = house.member("Mod", Role::Moderator);
    let submit = SubmitReport { actor: rosa, draft: violent("06 39 98 41 57"), regions: regions() };
    let follow = house.run(submit).unwrap().follow_code;
    let session = house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Token }).unwrap();
    let wrong = house.run(IssueResetCode { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    assert_eq!(house.run(LockAccount { code: wrong.clone() }), Err(Refusal::CodeRefused));
    house.run(LockAccount { code: follow.clone() }).unwrap();
    house.run(LockAccount { code: follow }).unwrap();
    assert!(house.snapshot().session(&session.token, house.now).unwrap().is_none());
    assert_eq!(house.signs_in("Rosa", PASSWORD), Err(Refusal::Locked));
    assert_eq!(house.signs_in("Rosa", "not this one at all"), Err(Refusal::WrongCredentials));
    assert!(house.ask_reset("Rosa").is_empty(), "he has her SMS");
    assert_eq!(house.reset("Rosa", &wrong), Err(Refusal::CodeRefused), "a code that was out has ended");
    let unlock = |actor| Unlock { actor, member: member_id(&rosa) };
    assert_eq!(house.run(unlock(rosa)).unwrap_err(), Refusal::Locked);
    let code = house.run(unlock(moderator)).unwrap();
    assert!(matches!(house.run(unlock(moderator)), Err(Refusal::WrongState { .. })));
    assert_eq!(house.signs_in("Rosa", PASSWORD), Err(Refusal::WrongCredentials), "he has this one");
    assert!(house.account(&rosa).reports_closed_until.is_some());
    assert!(house.ask_reset("Rosa").is_empty(), "he may have her telephone too");
    house.reset("Rosa", &code).unwrap();
    assert_eq!(house.signs_in("Rosa", NEW), Ok(()));
    assert!(house.account(&rosa).reports_closed_until.is_some());
}

/// Whoever reset the password may not be she, and an address of his would be the way back in for good.
#[test]
fn an_account_without_a_contact_is_given_none_while_its_reports_are_closed() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let code = house.run(IssueResetCode { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    house.reset("Rosa", &code).unwrap();
    let closed = Refusal::ReportsClosed { retry_after: 72 * 3_600 };
    assert_eq!(house.change(rosa, 0, "his@example.org"), Err(closed));
    house.wait(72 * 3_600);
    house.change(rosa, 0, "rosa@example.org").unwrap();
}

/// He knows her password: no way back but the moderator's code leads into an account that she locked.
#[test]
fn neither_resuming_nor_suspending_opens_a_locked_account_with_its_old_password() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let submit = SubmitReport { actor: rosa, draft: violent("06 39 98 41 57"), regions: regions() };
    let follow = house.run(submit).unwrap().follow_code;
    house.run(LockAccount { code: follow }).unwrap();
    let (actor, member) = (Actor::Operator, member_id(&rosa));
    let locked = Refusal::WrongState { expected: "suspended", found: "locked" };
    assert_eq!(house.run(Resume { actor, member }), Err(locked));
    let locked = Refusal::WrongState { expected: "active", found: "locked" };
    assert_eq!(house.run(IssueResetCode { actor, member }).unwrap_err(), locked, "unlocking makes the code");
    house.run(Suspend { actor, member }).unwrap();
    house.run(Resume { actor, member }).unwrap();
    assert_eq!(house.signs_in("Rosa", PASSWORD), Err(Refusal::WrongCredentials));
    assert!(house.ask_reset("Rosa").is_empty());
    let code = house.run(IssueResetCode { actor, member }).unwrap();
    house.reset("Rosa", &code).unwrap();
    assert_eq!(house.signs_in("Rosa", NEW), Ok(()));
}

#[test]
fn a_code_for_somebody_elses_report_locks_nobody() {
    let mut house = House::new();
    let partner = house.member("Sam", Role::Partner);
    let draft = parasol_core::reports::ReportDraft { for_other: true, ..violent("06 39 98 41 57") };
    let follow = house.run(SubmitReport { actor: partner, draft, regions: regions() }).unwrap().follow_code;
    assert_eq!(house.run(LockAccount { code: follow }), Ok(()), "the answer tells nothing");
    assert_eq!(house.signs_in("Sam", PASSWORD), Ok(()));
}

/// However often it comes: whoever retries must not use up the tries of people who mistype, nor be told to come back later.
#[test]
fn a_right_code_is_no_guess_even_when_there_is_nobody_to_lock() {
    let mut house = House::new();
    let partner = house.member("Sam", Role::Partner);
    let draft = parasol_core::reports::ReportDraft { for_other: true, ..violent("06 39 98 41 57") };
    let follow = house.run(SubmitReport { actor: partner, draft, regions: regions() }).unwrap().follow_code;
    let card = house.run(PrintCards { actor: partner, cards: 1, months: 1 }).unwrap().codes.remove(0);
    for _ in 0..=CODE_TRIES {
        assert_eq!(house.run(LockAccount { code: follow.clone() }), Ok(()));
        assert_eq!(house.run(LockAccount { code: card.clone() }), Ok(()));
    }
    let wrong = house.run(IssueResetCode { actor: Actor::Operator, member: member_id(&partner) }).unwrap();
    assert_eq!(house.run(LockAccount { code: wrong }), Err(Refusal::CodeRefused));
}

#[test]
fn her_own_change_of_password_tells_her_and_closes_nothing() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let password = PasswordHash::hash(NEW, &mut house.rng).unwrap();
    let set = |actor, password| SetPassword { actor, member: member_id(&rosa), password };
    house.run(set(rosa, password.clone())).unwrap();
    assert_eq!(house.post().len(), 1);
    assert_eq!(house.account(&rosa).reports_closed_until, None);
    house.run(set(Actor::Operator, password)).unwrap();
    assert!(house.account(&rosa).reports_closed_until.is_some(), "set by somebody else, it is a reset");
}

#[test]
fn nothing_personal_is_in_debug() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let change = ChangeContact { actor: rosa, place: 0, address: address("06 39 98 00 12") };
    let Address::Phone(_) = &change.address else { unreachable!("a number was read") };
    let shown = format!("{change:?} {:?}", change.address);
    assert!(!shown.contains("rosa@") && !shown.contains("39980012"), "{shown}");
}

/// Somebody puts the clock of the machine a year forward, and back again an hour later.
#[test]
fn what_was_done_while_the_clock_was_wrong_keeps_nobody_waiting() {
    let mut house = House::new();
    let right = house.now;
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.wait(365 * 86_400);
    let wrong = house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Token }).unwrap();
    for _ in 0..20 {
        let tried = house.snapshot().credentials("Rosa", house.now);
        let _ = tried.map(|credentials| credentials.verify("not this one at all"));
        let _ = house.ask_reset("Rosa");
        let _ = house.change(rosa, 1, "second@example.org");
        house.wait(700);
    }
    (0..40).for_each(|_| drop(house.snapshot().credentials("Rosa", house.now)));
    house.now = right.plus(3_600);
    assert_eq!(house.signs_in("Rosa", PASSWORD), Ok(()));
    assert_eq!(house.ask_reset("Rosa").len(), 1);
    assert_eq!(house.change(rosa, 1, "second@example.org"), Ok(()));
    let session = house.snapshot().session(&wrong.token, house.now).unwrap();
    assert!(session.is_none(), "it would live a year too long");
}
