//! The second factor: set up, asked for, lost, and wanted of the team.

use parasol_core::limits::{WAYS_IN_BURST, WAYS_IN_EVERY};
use parasol_core::members::{
    BeginSecondFactor, ChooseReset, ConfirmSecondFactor, NewRecoveryCodes, RemoveSecondFactor, ResetBy,
    ResetSecondFactor, SetPassword, SetRole,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor, Role};
use parasol_core::rules::{Rules, SecondFactorRule};
use parasol_core::sessions::{FinishSignIn, FirstStep, OpenAccount, Session, SessionKind, StartSession};
use parasol_core::spoken::SpokenCode;
use zeroize::Zeroizing;

use crate::house::{House, PASSWORD, member_id};

const OWN: SessionKind = SessionKind::Page { shared: false };

/// An authenticator that was told a secret.
pub(crate) struct Authenticator(totp_rs::Totp);

impl Authenticator {
    fn told(secret: &str) -> Self {
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        Self(totp_rs::Builder::new().with_secret(secret).build().unwrap())
    }

    pub(crate) fn shows(&self, house: &House) -> String {
        self.0.generate(house.now.seconds()).to_string()
    }
}

pub(crate) fn start(house: &mut House, actor: &Actor) -> Result<Session, Refusal> {
    house.run(StartSession { member: member_id(actor), kind: OWN })
}

pub(crate) fn finish(house: &mut House, actor: &Actor, code: &str) -> Result<Session, Refusal> {
    let first = FirstStep::Verified { member: member_id(actor), kind: OWN };
    house.run(FinishSignIn { first, code: Zeroizing::new(code.to_owned()) })
}

pub(crate) fn enrol(house: &mut House, session: &Session) -> (Authenticator, Vec<SpokenCode>) {
    let token = || session.token.clone();
    house.run(BeginSecondFactor { token: token() }).unwrap();
    let view = house.snapshot().second_factor(&session.token, house.now).unwrap();
    let authenticator = Authenticator::told(&view.pending.unwrap());
    let code = authenticator.shows(house);
    let codes = house.run(ConfirmSecondFactor { token: token(), code }).unwrap();
    (authenticator, codes)
}

fn strict() -> Rules {
    Rules { second_factor: SecondFactorRule::Required, ..Rules::default() }
}

#[test]
fn the_team_may_do_nothing_before_there_is_one() {
    let mut house = House::new();
    house.node().set_rules(strict());
    for role in [Role::Moderator, Role::Admin] {
        let actor = house.member(role.name(), role);
        let session = start(&mut house, &actor).unwrap();
        let view = house.snapshot().session(&session.token, house.now).unwrap().unwrap();
        assert!(view.second_factor_missing);
        assert_eq!(house.snapshot().allow(&actor, Action::Lock), Ok(()), "at dawn anybody of the team locks");
        let rest = |action: &&Action| !matches!(action, Action::OwnSecondFactor | Action::Lock);
        for action in Action::ALL.iter().filter(rest) {
            let wanted = match parasol_core::roles::may(role, *action) {
                true => Refusal::SecondFactorMissing,
                false => Refusal::Forbidden,
            };
            assert_eq!(house.snapshot().allow(&actor, *action), Err(wanted), "{action:?}");
        }
        let (_, codes) = enrol(&mut house, &session);
        assert_eq!(codes.len(), 10);
        assert_eq!(house.snapshot().allow(&actor, Action::SeeStatus), Ok(()));
        let view = house.snapshot().session(&session.token, house.now).unwrap().unwrap();
        assert!(!view.second_factor_missing);
        let removed = house.run(RemoveSecondFactor { token: session.token.clone() });
        assert_eq!(removed, Err(Refusal::Closed));
        house.run(OpenAccount { token: session.token.clone() }).unwrap();
        let removed = house.run(RemoveSecondFactor { token: session.token.clone() });
        assert_eq!(removed, Err(Refusal::Forbidden), "her role wants it");
    }
    for role in [Role::Member, Role::Partner] {
        let actor = house.member(role.name(), role);
        assert_eq!(house.snapshot().allow(&actor, Action::CheckIdentifier), Ok(()));
    }
    assert_eq!(house.snapshot().allow(&Actor::Operator, Action::ManageMembers), Ok(()));
}

/// He holds her unlocked telephone, or an old token of hers, on the day she becomes a moderator.
#[test]
fn an_open_session_does_not_become_the_moderators() {
    let mut house = House::new();
    house.node().set_rules(strict());
    let rosa = house.member("Rosa", Role::Member);
    let old = start(&mut house, &rosa).unwrap();
    let promote = SetRole { actor: Actor::Operator, member: member_id(&rosa), role: Role::Moderator };
    house.run(promote).unwrap();
    let refused = house.run(BeginSecondFactor { token: old.token });
    assert_eq!(refused, Err(Refusal::NotSignedIn), "her sessions end");

    let later = start(&mut house, &rosa).unwrap();
    for _ in 0..2 {
        house.run(BeginSecondFactor { token: later.token.clone() }).unwrap();
        house.wait(450);
    }
    let refused = house.run(BeginSecondFactor { token: later.token.clone() });
    assert_eq!(refused, Err(Refusal::Closed), "the sign-in was a while ago");
    let view = house.snapshot().second_factor(&later.token, house.now).unwrap();
    assert!(view.required && !view.open && view.pending.is_none());
    house.run(OpenAccount { token: later.token.clone() }).unwrap();
    enrol(&mut house, &later);
}

#[test]
fn with_one_the_password_alone_opens_nothing_and_no_code_counts_twice() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa).unwrap();
    let other = start(&mut house, &rosa).unwrap();
    let token = || session.token.clone();
    assert_eq!(house.run(BeginSecondFactor { token: token() }), Err(Refusal::Closed), "he holds her phone");
    house.run(OpenAccount { token: token() }).unwrap();
    let (authenticator, _) = enrol(&mut house, &session);
    assert!(house.snapshot().session(&other.token, house.now).unwrap().is_none(), "her other sessions end");
    assert!(house.snapshot().session(&session.token, house.now).unwrap().is_some());

    assert_eq!(start(&mut house, &rosa).err(), Some(Refusal::SecondFactorNeeded));
    let used = authenticator.shows(&house);
    assert_eq!(
        finish(&mut house, &rosa, &used).err(),
        Some(Refusal::WrongSecondFactor),
        "it set up the factor"
    );
    house.wait(30);
    let code = authenticator.shows(&house);
    finish(&mut house, &rosa, &code).unwrap();
    assert_eq!(finish(&mut house, &rosa, &code).err(), Some(Refusal::WrongSecondFactor), "used already");
    house.restart();
    assert_eq!(
        finish(&mut house, &rosa, &code).err(),
        Some(Refusal::WrongSecondFactor),
        "after a restart too"
    );
    house.wait(30);
    let spaced = authenticator.shows(&house);
    finish(&mut house, &rosa, &format!(" {} {} ", &spaced[..3], &spaced[3..])).unwrap();
    house.wait(90);
    assert_eq!(finish(&mut house, &rosa, &spaced).err(), Some(Refusal::WrongSecondFactor), "too old");
}

#[test]
fn codes_cannot_be_tried_out() {
    let mut house = House::new();
    let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
    let session = start(&mut house, &rosa).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let (authenticator, _) = enrol(&mut house, &session);
    for _ in 0..5 {
        assert_eq!(finish(&mut house, &rosa, "000000").err(), Some(Refusal::WrongSecondFactor));
    }
    let slow = Some(Refusal::OverQuota { retry_after: 300 });
    assert_eq!(finish(&mut house, &rosa, "000000").err(), slow);
    let code = authenticator.shows(&house);
    assert_eq!(finish(&mut house, &rosa, &code).err(), slow, "not even the right one");
    assert_eq!(finish(&mut house, &lola, "000000").err(), Some(Refusal::WrongSecondFactor), "she has none");
    assert!(house.snapshot().session(&session.token, house.now).unwrap().is_some(), "her session goes on");
    house.wait(300);
    let code = authenticator.shows(&house);
    finish(&mut house, &rosa, &code).unwrap();
    house.wait(30);
    assert_eq!(finish(&mut house, &rosa, &"9".repeat(100_000)).err(), Some(Refusal::WrongSecondFactor));
}

/// He has her password and uses up the tries as they come back; her own browser has others.
#[test]
fn whoever_has_her_password_does_not_use_up_the_tries_of_her_own_browser() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = house.run(StartSession { member: member_id(&rosa), kind: OWN }).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let (authenticator, _) = enrol(&mut house, &session);
    for _ in 0..5 {
        assert_eq!(finish(&mut house, &rosa, "000000").err(), Some(Refusal::WrongSecondFactor));
    }
    house.wait(60);
    let code = authenticator.shows(&house);
    let slow = finish(&mut house, &rosa, &code).err();
    assert!(matches!(slow, Some(Refusal::OverQuota { .. })), "{slow:?}");
    let (node, now) = (house.snapshot(), house.now);
    let from_hers = node.credentials_from("Rosa", Some(&session.token), now).unwrap();
    let verified = from_hers.verify(PASSWORD).unwrap();
    let token = node.begin_second_step(verified, OWN, now, &mut house.rng);
    drop(node);
    house.run(FinishSignIn { first: FirstStep::Token(token), code: Zeroizing::new(code) }).unwrap();
}

/// He has her password and tries codes for an afternoon: she reads it on her page, at once and after a restart.
#[test]
fn she_is_told_when_somebody_with_her_password_tries_many_codes() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let (authenticator, _) = enrol(&mut house, &session);
    for n in 0..20 {
        assert_eq!(house.account(&rosa).codes_tried, None, "{n} are a slip");
        assert!(finish(&mut house, &rosa, "000000").is_err());
    }
    let at = house.now;
    assert_eq!(house.account(&rosa).codes_tried, Some(at));
    house.wait(3_600);
    let code = authenticator.shows(&house);
    finish(&mut house, &rosa, &code).unwrap();
    house.restart();
    assert_eq!(house.account(&rosa).codes_tried, Some(at));
    for _ in 0..4 {
        assert!(finish(&mut house, &rosa, "000000").is_err());
    }
    house.wait(14 * 86_400);
    assert_eq!(house.account(&rosa).codes_tried, None);
}

#[test]
fn each_recovery_code_opens_once() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let (_, codes) = enrol(&mut house, &session);
    let heard = codes[0].to_text().to_lowercase().replace('-', " ");
    let next = finish(&mut house, &rosa, &heard).unwrap();
    assert_eq!(finish(&mut house, &rosa, &heard).err(), Some(Refusal::WrongSecondFactor));
    assert_eq!(house.snapshot().second_factor(&next.token, house.now).unwrap().codes_left, 9);
    assert_eq!(
        house.run(NewRecoveryCodes { token: next.token.clone() }).err(),
        Some(Refusal::Closed),
        "not without the password"
    );
    house.run(OpenAccount { token: next.token.clone() }).unwrap();
    let fresh = house.run(NewRecoveryCodes { token: next.token.clone() }).unwrap();
    assert_eq!(finish(&mut house, &rosa, &codes[1].to_text()).err(), Some(Refusal::WrongSecondFactor));
    finish(&mut house, &rosa, &fresh[1].to_text()).unwrap();
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "recovery_code_used").count(), 2);
}

/// Each adds a line to the journal, which is kept for ever: nobody lets it grow by a loop.
#[test]
fn what_opens_an_account_is_changed_so_often_a_day_and_no_more() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let _ = enrol(&mut house, &session);
    let again = |house: &mut House| house.run(NewRecoveryCodes { token: session.token.clone() }).map(drop);
    for _ in 1..WAYS_IN_BURST {
        again(&mut house).unwrap();
    }
    let too_often = Refusal::OverQuota { retry_after: WAYS_IN_EVERY };
    assert_eq!(again(&mut house), Err(too_often.clone()));
    house.run(ChooseReset { actor: rosa, by: ResetBy::Contact }).unwrap();
    assert_eq!(house.run(ChooseReset { actor: rosa, by: ResetBy::Moderator }), Err(too_often));
    house.wait(WAYS_IN_EVERY);
    house.run(ChooseReset { actor: rosa, by: ResetBy::Moderator }).unwrap();
}

#[test]
fn what_was_lost_is_reset_by_an_admin_and_leaves_a_line() {
    let mut house = House::new();
    house.node().set_rules(strict());
    let moderator = house.member("Mod", Role::Moderator);
    let session = start(&mut house, &moderator).unwrap();
    enrol(&mut house, &session);
    let member = member_id(&moderator);
    let reset = |actor| ResetSecondFactor { actor, member };
    assert_eq!(house.run(reset(moderator)), Err(Refusal::Forbidden), "not by herself");
    house.run(reset(Actor::Operator)).unwrap();
    assert!(house.snapshot().session(&session.token, house.now).unwrap().is_none());
    let again = start(&mut house, &moderator).unwrap();
    assert!(house.snapshot().session(&again.token, house.now).unwrap().unwrap().second_factor_missing);
    assert!(matches!(house.run(reset(Actor::Operator)), Err(Refusal::WrongState { .. })));
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    let reset = lines.iter().find(|(_, line)| line.what == "second_factor_reset").unwrap();
    assert_eq!(reset.1.subject, Some(*member.as_bytes()));
}

#[test]
fn between_the_steps_stands_a_token_that_is_good_for_nothing_else() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    let (authenticator, codes) = enrol(&mut house, &session);
    let half = |house: &mut House| {
        let now = house.now;
        let node = house.node().read().unwrap();
        let verified = node.credentials("Rosa", now).unwrap().verify(PASSWORD).unwrap();
        node.begin_second_step(verified, OWN, now, &mut house.rng)
    };
    let go_on = |house: &mut House, token: &Zeroizing<String>, code: &str| {
        let first = FirstStep::Token(token.clone());
        house.run(FinishSignIn { first, code: Zeroizing::new(code.to_owned()) })
    };
    let first = half(&mut house);
    house.wait(1);
    let second = half(&mut house);
    assert!(house.snapshot().session(&second, house.now).unwrap().is_none(), "it is no session");
    assert!(
        house.snapshot().is_second_step(&first, house.now),
        "whoever has her password throws hers not out"
    );
    (0..4).for_each(|_| drop(half(&mut house)));
    assert!(!house.snapshot().is_second_step(&first, house.now), "there are five at most");
    let second = if house.snapshot().is_second_step(&second, house.now) { second } else { half(&mut house) };
    house.wait(30);
    let code = authenticator.shows(&house);
    assert_eq!(go_on(&mut house, &first, &code).err(), Some(Refusal::NotSignedIn));
    assert_eq!(
        go_on(&mut house, &session.token, &code).err(),
        Some(Refusal::NotSignedIn),
        "nor is a session"
    );
    assert_eq!(go_on(&mut house, &second, "000000").err(), Some(Refusal::WrongSecondFactor));
    go_on(&mut house, &second, &code).unwrap();
    house.wait(30);
    let code = authenticator.shows(&house);
    assert_eq!(go_on(&mut house, &second, &code).err(), Some(Refusal::NotSignedIn), "replayed");

    let late = half(&mut house);
    house.wait(300);
    assert_eq!(go_on(&mut house, &late, &codes[0].to_text()).err(), Some(Refusal::NotSignedIn), "too late");
    let changed = half(&mut house);
    let password = parasol_core::members::PasswordHash::hash("another invented one", &mut house.rng).unwrap();
    house.run(SetPassword { actor: rosa, member: member_id(&rosa), password }).unwrap();
    let refused = go_on(&mut house, &changed, &codes[0].to_text()).err();
    assert_eq!(refused, Some(Refusal::NotSignedIn), "it ends with the password");
}

#[test]
fn setting_it_up_ends_after_a_while_and_leaves_the_old_one() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa).unwrap();
    let token = || session.token.clone();
    house.run(OpenAccount { token: token() }).unwrap();
    let (old, _) = enrol(&mut house, &session);
    house.run(BeginSecondFactor { token: token() }).unwrap();
    house.wait(900);
    house.run(OpenAccount { token: token() }).unwrap();
    assert!(house.snapshot().second_factor(&session.token, house.now).unwrap().pending.is_none());
    let refused = house.run(ConfirmSecondFactor { token: token(), code: "000000".into() }).err();
    assert!(matches!(refused, Some(Refusal::WrongState { .. })));
    let code = old.shows(&house);
    finish(&mut house, &rosa, &code).unwrap();
    house.run(RemoveSecondFactor { token: token() }).unwrap();
    start(&mut house, &rosa).unwrap();
}
