//! Sessions: how they begin, go on and end.

use parasol_core::members::{PasswordHash, SetPassword, Suspend};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{EndSession, EndSessions, Session, SessionKind, StartSession, UseSession};

use crate::house::{House, member_id};

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
fn a_moderators_pages_end_after_thirty_idle_minutes() {
    let mut house = House::new();
    let moderator = house.member("Mod", Role::Moderator);
    let (page, token) =
        (start(&mut house, &moderator, OWN), start(&mut house, &moderator, SessionKind::Token));
    house.wait(30 * 60);
    assert!(!lives(&house, &page) && lives(&house, &token));
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
