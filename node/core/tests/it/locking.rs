//! Locking: everybody's sessions end, and none begins any more.

use parasol_core::lock::{LockNode, NotePassphrase, PassphraseDone, UnlockNode};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{Session, SessionKind, StartSession};

use crate::house::{House, member_id};

fn lives(house: &House, session: &Session) -> bool {
    house.snapshot().session(&session.token, house.now).unwrap().is_some()
}

#[test]
fn all_sessions_end_and_none_begins() {
    let mut house = House::new();
    let (rosa, moderator) = (house.member("Rosa", Role::Member), house.member("Mod", Role::Moderator));
    let begin = |actor: &Actor| StartSession { member: member_id(actor), kind: SessionKind::Token };
    let session = house.run(begin(&rosa)).unwrap();
    let desk = house.run(begin(&moderator)).unwrap();
    assert_eq!(house.run(LockNode { actor: rosa }), Err(Refusal::Forbidden));
    assert!(lives(&house, &session) && !house.node().is_locked());
    assert_eq!(house.run(LockNode { actor: moderator }), Ok(2));
    assert!(!lives(&house, &session) && !lives(&house, &desk));
    assert_eq!(house.run(begin(&rosa)).err(), Some(Refusal::Busy));
    house.restart();
    assert!(!lives(&house, &session), "for good");
    house.run(UnlockNode).unwrap();
    house.run(begin(&rosa)).unwrap();
    house.run(NotePassphrase { actor: Actor::Operator, done: PassphraseDone::Set }).unwrap();
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    let words: Vec<_> = lines.iter().map(|(_, line)| line.what.as_str()).collect();
    for word in ["node_locked", "node_unlocked", "passphrase_set"] {
        assert!(words.contains(&word), "{words:?}");
    }
}
