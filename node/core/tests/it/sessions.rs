//! Sessions: how they begin, go on and end.

use parasol_core::members::{PasswordHash, SetPassword, SetRole, Suspend, WithPassword};
use parasol_core::privacy::ExportData;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor, Role};
use parasol_core::sessions::{
    EndOneSession, EndOtherSessions, EndSession, EndSessions, FinishSignIn, FirstStep, Session, SessionKind,
    StartSession, UseSession,
};

use crate::house::{House, PASSWORD, member_id};

fn start(house: &mut House, actor: &Actor, kind: SessionKind) -> Session {
    house.run(StartSession { member: member_id(actor), kind }).unwrap()
}

fn lives(house: &House, session: &Session) -> bool {
    house.snapshot().session(&session.token, house.now).unwrap().is_some()
}

const OWN: SessionKind = SessionKind::Page { shared: false };
const SHARED: SessionKind = SessionKind::Page { shared: true };

#[test]
fn a_session_is_known_by_its_token_alone() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Partner);
    let session = start(&mut house, &rosa, OWN);
    assert_eq!(session.token.len(), 43);
    house.restart();
    let view = house.snapshot().session(&session.token, house.now).unwrap().unwrap();
    assert_eq!((view.actor(), view.kind, &view.csrf), (rosa, OWN, &session.csrf));
    assert_eq!(view.pseudonym.as_str(), "Rosa");
    assert!(house.snapshot().session("", house.now).unwrap().is_none());
    assert!(house.snapshot().session(&session.csrf, house.now).unwrap().is_none());
    for (name, bytes) in std::fs::read_dir(house.path()).unwrap().map(|file| {
        let file = file.unwrap();
        (file.file_name(), std::fs::read(file.path()).unwrap())
    }) {
        assert!(
            !bytes.windows(43).any(|window| window == session.token.as_bytes()),
            "the token lies in {name:?}"
        );
    }
}

#[test]
fn each_kind_lasts_as_long_as_it_should() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let (page, token) = (start(&mut house, &rosa, OWN), start(&mut house, &rosa, SessionKind::Token));
    house.wait(12 * 3_600 - 1);
    assert!(lives(&house, &page) && lives(&house, &token));
    house.wait(1);
    assert!(!lives(&house, &page) && lives(&house, &token));
    house.wait(30 * 86_400 - 12 * 3_600);
    assert!(!lives(&house, &token));
}

#[test]
fn on_a_shared_device_it_ends_after_fifteen_idle_minutes() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa, SHARED);
    for _ in 0..3 {
        house.wait(14 * 60);
        assert!(house.snapshot().session(&session.token, house.now).unwrap().unwrap().touch);
        house.run(UseSession { token: session.token.clone() }).unwrap();
        assert!(!house.snapshot().session(&session.token, house.now).unwrap().unwrap().touch);
    }
    house.wait(15 * 60);
    assert!(!lives(&house, &session));
    assert_eq!(house.run(UseSession { token: session.token.clone() }), Err(Refusal::NotSignedIn));
}

#[test]
fn sessions_of_the_team_end_after_thirty_idle_minutes_those_of_programs_too() {
    let mut house = House::new();
    for role in [Role::Moderator, Role::Admin] {
        let actor = house.member(role.name(), role);
        let (page, token) = (start(&mut house, &actor, OWN), start(&mut house, &actor, SessionKind::Token));
        house.wait(29 * 60);
        assert!(lives(&house, &page) && lives(&house, &token));
        house.run(UseSession { token: token.token.clone() }).unwrap();
        house.wait(60);
        assert!(!lives(&house, &page) && lives(&house, &token), "{role:?}");
        house.wait(29 * 60);
        assert!(!lives(&house, &token), "{role:?}");
    }
}

#[test]
fn ended_sessions_are_over() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let lola = house.member("Lola", Role::Member);
    let sessions: Vec<Session> = (0..3).map(|_| start(&mut house, &rosa, OWN)).collect();
    let others = start(&mut house, &lola, OWN);
    let [first, second, third] = sessions.as_slice() else { unreachable!("three were begun") };
    house.run(EndSession { token: first.token.clone() }).unwrap();
    house.run(EndSession { token: first.token.clone() }).unwrap();
    assert!(!lives(&house, first) && lives(&house, second));
    assert_eq!(house.run(EndSessions { actor: lola, member: member_id(&rosa) }), Err(Refusal::Forbidden));
    house.run(EndSessions { actor: rosa, member: member_id(&rosa) }).unwrap();
    assert!(!lives(&house, second) && !lives(&house, third) && lives(&house, &others));
}

#[test]
fn a_suspension_or_a_new_password_ends_them() {
    let mut house = House::new();
    let admin = house.member("admin", Role::Admin);
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa, SessionKind::Token);
    let password = PasswordHash::hash("another invented one", &mut house.rng).unwrap();
    house.run(SetPassword { actor: rosa, member: member_id(&rosa), password }).unwrap();
    assert!(!lives(&house, &session));
    let session = start(&mut house, &rosa, SessionKind::Token);
    house.run(Suspend { actor: admin, member: member_id(&rosa) }).unwrap();
    assert!(!lives(&house, &session));
    let refused = house.run(StartSession { member: member_id(&rosa), kind: OWN }).err();
    assert_eq!(refused, Some(Refusal::Suspended));
}

#[test]
fn there_are_never_more_than_twenty() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let sessions: Vec<Session> = (0..25)
        .map(|_| {
            house.wait(1);
            start(&mut house, &rosa, SessionKind::Token)
        })
        .collect();
    let alive: Vec<bool> = sessions.iter().map(|session| lives(&house, session)).collect();
    assert_eq!(alive.iter().filter(|alive| **alive).count(), 20);
    assert!(alive.iter().take(5).all(|alive| !alive), "the oldest end");
}

#[test]
fn signing_in_forgets_the_failed_tries() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    for _ in 0..10 {
        house.snapshot().credentials("Rosa", house.now).unwrap();
    }
    start(&mut house, &rosa, OWN);
    house.snapshot().credentials("Rosa", house.now).unwrap();
}

/// Somebody who tries her name without rest uses up the tries of her name, not those of her own browser.
#[test]
fn an_attacker_does_not_keep_her_out_of_her_own_browser() {
    let mut house = House::new();
    let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
    let mine = start(&mut house, &rosa, OWN);
    let (shared, others) = (start(&mut house, &rosa, SHARED), start(&mut house, &lola, OWN));
    let token = start(&mut house, &rosa, SessionKind::Token);
    house.wait(20 * 86_400);
    assert!(!lives(&house, &mine));
    while house.snapshot().credentials("Rosa", house.now).is_ok() {}
    let from = |house: &House, session: &Session| {
        house.snapshot().credentials_from("Rosa", Some(&session.token), house.now).map(drop)
    };
    assert_eq!(from(&house, &mine), Ok(()));
    let slow = Err(Refusal::OverQuota { retry_after: 30 });
    for other in [&shared, &others, &token] {
        assert_eq!(from(&house, other), slow, "not her own browser");
    }
    (0..9).for_each(|_| assert_eq!(from(&house, &mine), Ok(())));
    assert_eq!(from(&house, &mine), slow, "a stolen telephone has as few tries as everybody");
    house.wait(11 * 86_400);
    assert_eq!(from(&house, &mine), Ok(()), "by then it is nobody's browser, and the name has tries again");
    (0..9).for_each(|_| assert_eq!(from(&house, &mine), Ok(())));
    assert_eq!(house.snapshot().credentials("Rosa", house.now).err(), slow.err());
}

#[test]
fn signing_out_and_a_new_password_make_the_browser_a_stranger() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let (out, changed) = (start(&mut house, &rosa, OWN), start(&mut house, &rosa, OWN));
    house.run(EndSession { token: out.token.clone() }).unwrap();
    while house.snapshot().credentials("Rosa", house.now).is_ok() {}
    let from = |house: &House, session: &Session| {
        house.snapshot().credentials_from("Rosa", Some(&session.token), house.now).is_ok()
    };
    assert!(!from(&house, &out) && from(&house, &changed));
    let password = house.password();
    house.run(SetPassword { actor: rosa, member: member_id(&rosa), password }).unwrap();
    assert!(!from(&house, &changed));
}

#[test]
fn the_own_sessions_are_seen_and_ended_one_by_one() {
    let mut house = House::new();
    let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
    let page = start(&mut house, &rosa, OWN);
    house.wait(86_400);
    let (token, shared) = (start(&mut house, &rosa, SessionKind::Token), start(&mut house, &rosa, SHARED));
    let others = start(&mut house, &lola, OWN);
    let list = |house: &House| house.snapshot().own_sessions(&token.token, house.now).unwrap();
    let kinds: Vec<_> = list(&house).iter().map(|line| (line.kind, line.current)).collect();
    assert_eq!(kinds.len(), 2, "what is over is not listed: {kinds:?}");
    assert!(kinds.contains(&(SessionKind::Token, true)) && kinds.contains(&(SHARED, false)));
    let foreign = house.snapshot().own_sessions(&others.token, house.now).unwrap()[0].id;
    let end = |id| EndOneSession { token: token.token.clone(), id };
    assert_eq!(house.run(end(foreign)), Err(Refusal::NotFound), "somebody else's is not there");
    let shared_id = list(&house).iter().find(|line| line.kind == SHARED).unwrap().id;
    house.run(end(shared_id)).unwrap();
    assert!(!lives(&house, &shared) && lives(&house, &token) && lives(&house, &others));
    let again = start(&mut house, &rosa, OWN);
    house.run(EndOtherSessions { token: token.token.clone() }).unwrap();
    assert!(!lives(&house, &again) && lives(&house, &token) && !lives(&house, &page));
    assert_eq!(house.run(EndOtherSessions { token: again.token.clone() }), Err(Refusal::NotSignedIn));
}

#[test]
fn a_changed_role_or_standing_acts_in_mid_session() {
    let mut house = House::new();
    let (admin, rosa) = (house.member("admin", Role::Admin), house.member("Rosa", Role::Moderator));
    let session = start(&mut house, &rosa, OWN);
    let actor = house.snapshot().session(&session.token, house.now).unwrap().unwrap().actor();
    assert_eq!(house.snapshot().allow(&actor, Action::SeeDesk), Ok(()));
    house.run(SetRole { actor: admin, member: member_id(&rosa), role: Role::Member }).unwrap();
    assert_eq!(house.snapshot().allow(&actor, Action::SeeDesk), Err(Refusal::Forbidden), "the old actor too");
    assert!(!lives(&house, &session), "it does not go on with another role");
    let session = start(&mut house, &rosa, OWN);
    let view = house.snapshot().session(&session.token, house.now).unwrap().unwrap();
    assert_eq!(view.role, Role::Member);
    house.run(Suspend { actor: admin, member: member_id(&rosa) }).unwrap();
    assert_eq!(house.snapshot().allow(&actor, Action::CheckIdentifier), Err(Refusal::Suspended));
    assert!(!lives(&house, &session));
}

/// He knows the old password and sends sign-ins in a row; she changes it while one is on its way.
#[test]
fn a_password_that_was_verified_before_it_changed_opens_nothing() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let member = member_id(&rosa);
    let verified = house.snapshot().credentials("Rosa", house.now).unwrap().verify(PASSWORD).unwrap();
    let start = StartSession { member, kind: OWN };
    let session = house.run(WithPassword { verified: verified.clone(), command: start }).unwrap();
    let hash = |house: &mut House, text: &str| PasswordHash::hash(text, &mut house.rng).unwrap();
    let hers = hash(&mut house, "another invented one");
    house.run(SetPassword { actor: rosa, member, password: hers }).unwrap();

    let his = hash(&mut house, "what he would like");
    let late = Some(Refusal::WrongCredentials);
    let start = StartSession { member, kind: OWN };
    assert_eq!(house.run(WithPassword { verified: verified.clone(), command: start }).err(), late);
    let set = SetPassword { actor: rosa, member, password: his };
    assert_eq!(house.run(WithPassword { verified: verified.clone(), command: set }).err(), late);
    let export = ExportData { actor: rosa };
    assert_eq!(house.run(WithPassword { verified: verified.clone(), command: export }).err(), late);
    let fresh = house.snapshot();
    assert!(fresh.session(&session.token, house.now).unwrap().is_none());

    // The half step is bound to the password that was verified, not to the one of now.
    let (now, code) = (house.now, zeroize::Zeroizing::new("000000".to_owned()));
    let token = fresh.begin_second_step(verified, OWN, now, &mut house.rng);
    let half = FinishSignIn { first: FirstStep::Token(token), code };
    assert_eq!(house.run(half).err(), Some(Refusal::NotSignedIn));
}
