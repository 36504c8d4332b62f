//! What was taken away for safety after a backup does not come back with it.

use parasol_core::erasures::{Caught, PutBack};
use parasol_core::ids::{AlertId, MemberId, ReportId};
use parasol_core::members::{
    ChooseReset, ConfirmSponsored, CutLink, IssueCode, IssueResetCode, LockAccount, Newcomer, PasswordHash,
    RegisterWithCode, RemoveSecondContact, ResetBy, ResetSecondFactor, Resume, SetPassword, SetRole,
    Standing, Suspend, TendRequests, Unlock,
};
use parasol_core::messages::{AgreeToSms, SMS_WORDING};
use parasol_core::privacy::{LiftRestriction, RestrictReports};
use parasol_core::refusal::Refusal;
use parasol_core::reports::SubmitReport;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::{Rules, Sponsoring};
use parasol_core::sessions::OpenAccount;
use parasol_core::spoken::SpokenCode;

use crate::house::{House, PASSWORD, member_id, regions, violent};
use crate::recovery::NEW;
use crate::restored::Kept;
use crate::second_factor::{enrol, finish, start};

impl House {
    fn to_look_at(&self) -> PutBack {
        self.snapshot().put_back(&Actor::Operator, self.now).unwrap().unwrap()
    }

    fn new_password(&mut self, actor: Actor) {
        let password = PasswordHash::hash(NEW, &mut self.rng).unwrap();
        self.run(SetPassword { actor, member: member_id(&actor), password }).unwrap();
    }

    fn standing(&self, member: &Actor) -> Standing {
        self.snapshot().member_detail(&Actor::Operator, &member_id(member)).unwrap().view.standing
    }

    fn role(&self, member: &Actor) -> Role {
        self.snapshot().member_detail(&Actor::Operator, &member_id(member)).unwrap().view.role
    }
}

fn ids(members: &[&Actor]) -> Vec<MemberId> {
    members.iter().map(|member| member_id(member)).collect()
}

/// USERS, when it goes wrong, 2: he has her password, so she changed it.
#[test]
fn a_password_that_was_replaced_opens_nothing_and_her_contact_lets_her_in_again() {
    let mut kept = Kept::new();
    let rosa = kept.house.reachable("Rosa", "rosa@example.org");
    let (lola, older) = (kept.house.reachable("Lola", "lola@example.org"), kept.back_up());
    assert!(!kept.house.snapshot().was_put_back(kept.house.now).unwrap());
    kept.house.new_password(rosa);
    assert_eq!(kept.put_back(&older), Caught { again: 1, ..Caught::default() });

    for password in [PASSWORD, NEW] {
        assert_eq!(kept.house.signs_in("Rosa", password), Err(Refusal::WrongCredentials));
    }
    assert_eq!(kept.house.signs_in("Lola", PASSWORD), Ok(()), "nobody else is concerned");
    assert!(kept.house.snapshot().was_put_back(kept.house.now).unwrap(), "the sign-in page says so");
    let look = kept.house.to_look_at();
    assert_eq!((look.without_password, look.locked), (ids(&[&rosa]), Vec::new()));
    let _ = kept.house.ask_reset("Rosa");
    let code = kept.house.run(IssueResetCode { actor: kept.moderator, member: member_id(&rosa) }).unwrap();
    kept.house.reset("Rosa", &code).unwrap();
    assert_eq!(kept.house.signs_in("Rosa", NEW), Ok(()));
    assert_eq!(kept.house.to_look_at().without_password, []);
    assert_eq!(kept.restart(), Caught::default());
    assert_eq!(kept.house.signs_in("Rosa", NEW), Ok(()), "once");

    kept.house.wait(31 * 86_400);
    assert!(!kept.house.snapshot().was_put_back(kept.house.now).unwrap());
    assert_eq!(kept.house.snapshot().put_back(&Actor::Operator, kept.house.now).unwrap(), None);
    let _ = lola;
}

#[test]
fn a_code_to_the_contact_that_she_had_lets_her_in_again() {
    let mut kept = Kept::new();
    let rosa = kept.house.reachable("Rosa", "rosa@example.org");
    let older = kept.back_up();
    kept.house.new_password(rosa);
    kept.put_back(&older);
    let sent = kept.house.ask_reset("Rosa");
    assert_eq!(sent.len(), 1);
}

/// The same thing happens to one account before and after a backup.
#[test]
fn what_happened_again_after_the_backup_is_done_again() {
    let mut kept = Kept::new();
    let rosa = kept.house.reachable("Rosa", "rosa@example.org");
    kept.house.new_password(rosa);
    let older = kept.back_up();
    assert_eq!(kept.house.signs_in("Rosa", NEW), Ok(()));
    kept.house.new_password(rosa);
    assert_eq!(kept.put_back(&older).again, 1);
    assert_eq!(kept.house.signs_in("Rosa", NEW), Err(Refusal::WrongCredentials));
}

type Act = fn(&mut House, Actor, &SpokenCode);

/// What a member does so that whoever has her telephone, her password or her authenticator gets in no more.
fn closing_acts() -> Vec<(&'static str, Act)> {
    vec![
        ("locked with a follow code", |house, _, follow| {
            house.run(LockAccount { code: follow.clone() }).unwrap();
        }),
        ("contact replaced", |house, rosa, _| {
            house.change(rosa, 0, "other@example.org").unwrap();
            let code = house.code();
            let _ = house.confirm(rosa, &code);
        }),
        ("contact removed", |house, rosa, _| {
            house.run(RemoveSecondContact { actor: rosa }).unwrap();
        }),
        ("only through a moderator", |house, rosa, _| {
            house.run(ChooseReset { actor: rosa, by: ResetBy::Moderator }).unwrap();
        }),
        ("second factor set", |house, rosa, _| {
            let session = start(house, &rosa).unwrap();
            house.run(OpenAccount { token: session.token.clone() }).unwrap();
            let _ = enrol(house, &session);
        }),
    ]
}

#[test]
fn an_account_whose_other_ways_in_were_changed_is_opened_by_the_team_alone() {
    for (what, act) in closing_acts() {
        let mut kept = Kept::new();
        let house = &mut kept.house;
        let rosa = house.reachable("Rosa", "rosa@example.org");
        house.change(rosa, 1, "second@example.org").unwrap();
        let code = house.code();
        let _ = house.confirm(rosa, &code);
        let submit = SubmitReport { actor: rosa, draft: violent("06 39 98 41 57"), regions: regions() };
        let follow = house.run(submit).unwrap().follow_code;
        let older = kept.back_up();
        act(&mut kept.house, rosa, &follow);
        assert_eq!(kept.put_back(&older).again, 1, "{what}");

        let house = &mut kept.house;
        assert_eq!(house.standing(&rosa), Standing::Locked, "{what}");
        assert_eq!(house.signs_in("Rosa", PASSWORD), Err(Refusal::WrongCredentials), "{what}");
        assert!(house.ask_reset("Rosa").is_empty(), "{what}: the contact may be his");
        assert_eq!(house.to_look_at().locked, ids(&[&rosa]), "{what}");
        let code = house.run(Unlock { actor: kept.moderator, member: member_id(&rosa) }).unwrap();
        assert!(house.account(&rosa).contacts.is_empty(), "{what}: one of them may be somebody else's");
        house.reset("Rosa", &code).unwrap();
        assert!(
            house.ask_reset("Rosa").is_empty(),
            "{what}: nothing goes to that contact before she gives it again"
        );
        let text = std::fs::read_to_string(kept.journal()).unwrap();
        assert_eq!(text.lines().filter(|line| line.starts_with("closed ")).count(), 1, "{what}");
    }
}

#[test]
fn a_suspension_a_lost_role_and_a_cut_link_hold() {
    let mut kept = Kept::new();
    let sponsoring = Sponsoring { newcomer: 0, ..Sponsoring::default() };
    let free = |kept: &Kept| kept.house.node().set_rules(Rules { sponsoring, ..Rules::default() });
    free(&kept);
    let [sam, mona, ada] = [("Sam", Role::Member), ("Mona", Role::Moderator), ("Ada", Role::Admin)]
        .map(|(name, role)| kept.house.member(name, role));
    let code = kept.house.run(IssueCode { actor: sam, label: "from the bar".into() }).unwrap();
    let newcomer = Newcomer::new("Rosa", kept.house.password());
    let rosa = Actor::Member(
        kept.house.run(RegisterWithCode { code, newcomer }).unwrap().member().unwrap(),
        Role::Member,
    );
    let lola = kept.house.member("Lola", Role::Member);
    let older = kept.back_up();

    let actor = Actor::Operator;
    kept.house.run(CutLink { actor: rosa }).unwrap();
    kept.house.run(Suspend { actor, member: member_id(&sam) }).unwrap();
    kept.house.run(SetRole { actor, member: member_id(&mona), role: Role::Member }).unwrap();
    kept.house.run(SetRole { actor, member: member_id(&lola), role: Role::Partner }).unwrap();
    assert_eq!(kept.put_back(&older).again, 3, "a role that was only given is not in the journal");

    assert_eq!(
        (kept.house.standing(&sam), kept.house.standing(&rosa)),
        (Standing::Suspended, Standing::Active)
    );
    assert_eq!((kept.house.role(&mona), kept.house.role(&ada)), (Role::Member, Role::Admin));
    assert_eq!(kept.house.snapshot().own_sponsor(&rosa), Ok(None));
    let look = kept.house.to_look_at();
    assert_eq!((look.suspended, look.lowered), (ids(&[&sam]), ids(&[&mona])));
    assert!(look.an_admin);
    kept.house.run(Resume { actor, member: member_id(&sam) }).unwrap();
    let lines = kept.house.snapshot().sponsored(&sam, kept.house.now).unwrap();
    assert_eq!(lines.len(), 1, "her sponsor does not notice");
}

/// The backup is from the days when she waited: a sponsor must not lift with it what an admin decided since.
#[test]
fn who_was_taken_in_and_suspended_after_the_backup_waits_for_no_sponsor_any_more() {
    let mut kept = Kept::new();
    let sam = kept.house.reachable("Sam", "sam@example.org");
    kept.house.wait(30 * 86_400);
    kept.house.ask("Lola", "sam@example.org").unwrap();
    let member = kept.house.snapshot().requests(&sam).unwrap().first().unwrap().member;
    let older = kept.back_up();
    kept.house.run(ConfirmSponsored { actor: sam, member, label: String::new() }).unwrap();
    kept.house.run(Suspend { actor: Actor::Operator, member }).unwrap();
    assert_eq!(kept.put_back(&older).again, 1);
    let confirm = ConfirmSponsored { actor: sam, member, label: String::new() };
    assert_eq!(kept.house.run(confirm), Err(Refusal::NotFound));
    kept.house.run(Resume { actor: Actor::Operator, member }).unwrap();
    kept.house.wait(15 * 86_400);
    kept.house.run(TendRequests).unwrap();
    assert_eq!(kept.house.standing(&Actor::Member(member, Role::Member)), Standing::Active);
}

#[test]
fn a_recovery_code_that_was_used_counts_no_more_and_the_authenticator_does() {
    let mut kept = Kept::new();
    let rosa = kept.house.member("Rosa", Role::Member);
    let session = start(&mut kept.house, &rosa).unwrap();
    kept.house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let (authenticator, codes) = enrol(&mut kept.house, &session);
    let older = kept.back_up();
    finish(&mut kept.house, &rosa, &codes[0].to_text()).unwrap();
    kept.put_back(&older);
    kept.house.wait(3_600);
    for code in &codes[..2] {
        let refused = finish(&mut kept.house, &rosa, &code.to_text());
        assert_eq!(refused.err(), Some(Refusal::WrongSecondFactor));
    }
    let shown = authenticator.shows(&kept.house);
    assert!(finish(&mut kept.house, &rosa, &shown).is_ok());
    let ada = kept.house.member("Ada", Role::Admin);
    kept.house.run(ResetSecondFactor { actor: ada, member: member_id(&rosa) }).unwrap();
}

#[test]
fn codes_that_went_to_contacts_and_the_agreement_to_sms_end_with_a_restore() {
    let mut kept = Kept::new();
    let house = &mut kept.house;
    house.run(AgreeToSms { actor: Actor::Operator, wording: SMS_WORDING }).unwrap();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let lola = house.reachable("Lola", "lola@example.org");
    let _ = house.ask_reset("Rosa");
    house.run(parasol_core::members::AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.change(lola, 1, "second@example.org").unwrap();
    let pending = house.code();
    let given = house.run(IssueResetCode { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    house.run(AfterRestore).unwrap();
    assert!(house.snapshot().sms_agreement().unwrap().is_none());
    assert_eq!(house.confirm(lola, &pending), parasol_core::members::Confirmation::Over);
    house.reset("Rosa", &given).unwrap();
    assert!(house.snapshot().was_put_back(house.now).unwrap());
}

/// A report of an alert that may go abroad, and the alert.
fn shown(kept: &mut Kept, reporter: Actor, number: &str) -> (ReportId, AlertId) {
    let report = kept.house.report(reporter, violent(number)).unwrap();
    let alert = kept.house.publish(kept.moderator, report, true).unwrap().alert;
    (report, alert)
}

#[test]
fn an_alert_that_was_restricted_stays_hidden_and_one_that_was_lifted_is_shown() {
    let mut kept = Kept::new();
    let (moderator, rosa) = (kept.moderator, kept.house.member("Rosa", Role::Member));
    let (held, first) = shown(&mut kept, rosa, "06 39 98 41 57");
    let (lifted, second) = shown(&mut kept, rosa, "06 39 98 41 58");
    let (twice, third) = shown(&mut kept, rosa, "06 39 98 41 59");
    let restrict = |report| RestrictReports { actor: rosa, report: Some(report) };
    let lift = |report| LiftRestriction { actor: moderator, report, text: "It is right.".into() };
    kept.house.run(restrict(twice)).unwrap();
    kept.house.run(lift(twice)).unwrap();
    kept.house.wait(2 * 86_400);
    let older = kept.back_up();
    for report in [held, lifted, twice] {
        kept.house.run(restrict(report)).unwrap();
    }
    for report in [lifted, twice] {
        kept.house.run(lift(report)).unwrap();
    }
    kept.house.wait(2 * 86_400);
    kept.house.run(restrict(twice)).unwrap();

    assert_eq!(kept.put_back(&older).again, 6);
    assert!(!kept.live(first) && kept.live(second) && !kept.live(third));
    let waiting = kept.house.snapshot().open_requests(&moderator).unwrap();
    assert_eq!(waiting.len(), 1, "somebody has to look at those that are hidden; she asks for both");
    assert_eq!(kept.house.to_look_at().restricted, [held, twice]);
    kept.house.run(lift(held)).unwrap();
    assert!(kept.live(first));
    kept.recall(third).unwrap();
    assert_eq!(kept.house.to_look_at().restricted, []);
    assert_eq!(kept.house.snapshot().open_requests(&moderator).unwrap().len(), 0);
    assert_eq!(kept.restart(), Caught::default());
    assert!(kept.live(first) && kept.live(second) && !kept.live(third));
}

/// Recalled while it was restricted: the backup knows it as restricted, and a moderator might lift that.
#[test]
fn an_alert_that_was_recalled_while_it_was_restricted_is_recalled() {
    let mut kept = Kept::new();
    let rosa = kept.house.member("Rosa", Role::Member);
    let (report, alert) = shown(&mut kept, rosa, "06 39 98 41 57");
    kept.house.run(RestrictReports { actor: rosa, report: Some(report) }).unwrap();
    let older = kept.back_up();
    kept.recall(alert).unwrap();
    kept.put_back(&older);
    let lift = LiftRestriction { actor: kept.moderator, report, text: String::new() };
    assert!(kept.house.run(lift).is_err());
    assert!(!kept.live(alert));
}
