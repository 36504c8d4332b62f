//! Own reports: month and status at once, the rest for five minutes after the password was typed again.

use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{CloseAccount, OpenAccount, Session, SessionKind, StartSession};

use crate::house::{House, PASSWORD, member_id, violent};

const OWN: SessionKind = SessionKind::Page { shared: false };

fn start(house: &mut House, actor: &Actor) -> Session {
    house.run(StartSession { member: member_id(actor), kind: OWN }).unwrap()
}

#[test]
fn what_she_wrote_opens_for_five_minutes_in_this_session_alone() {
    let mut house = House::new();
    let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let (session, other, hers) =
        (start(&mut house, &rosa), start(&mut house, &rosa), start(&mut house, &lola));
    let open =
        |house: &House, session: &Session| house.snapshot().opened_report(&session.token, &id, house.now);
    assert_eq!(open(&house, &session).err(), Some(Refusal::Closed));
    let until = house.run(OpenAccount { token: session.token.clone() }).unwrap();
    house.run(OpenAccount { token: hers.token.clone() }).unwrap();
    assert_eq!(until, house.now.plus(300));
    assert_eq!(open(&house, &session).unwrap().details.text.as_deref(), Some("He locked the door."));
    assert_eq!(open(&house, &other).err(), Some(Refusal::Closed));
    assert_eq!(open(&house, &hers).err(), Some(Refusal::NotFound), "somebody else's is not there");
    house.wait(300);
    assert_eq!(open(&house, &session).err(), Some(Refusal::Closed));
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    assert!(open(&house, &session).is_ok());
    house.run(CloseAccount { token: session.token.clone() }).unwrap();
    assert_eq!(open(&house, &session).err(), Some(Refusal::Closed));
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "account_opened").count(), 3);
    assert_eq!(house.run(OpenAccount { token: "x".to_owned().into() }).err(), Some(Refusal::NotSignedIn));
}

#[test]
fn typing_the_password_again_is_slowed_down_apart_from_the_sign_in() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let session = start(&mut house, &rosa);
    let again = |house: &House| house.snapshot().own_credentials(&rosa, house.now);
    assert_eq!(
        again(&house).unwrap().verify(PASSWORD).map(|verified| verified.member()),
        Ok(member_id(&rosa))
    );
    assert_eq!(again(&house).unwrap().verify("not this one"), Err(Refusal::WrongCredentials));
    (0..3).for_each(|_| drop(again(&house).unwrap()));
    assert_eq!(again(&house).err(), Some(Refusal::OverQuota { retry_after: 60 }));
    assert!(house.snapshot().credentials("Rosa", house.now).is_ok());
    house.wait(60);
    assert!(again(&house).is_ok());
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    (0..5).for_each(|_| drop(again(&house).unwrap()));
    assert_eq!(house.snapshot().own_credentials(&Actor::Operator, house.now).err(), Some(Refusal::Forbidden));
}
