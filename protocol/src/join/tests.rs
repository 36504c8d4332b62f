#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::envelope::NodeSecret;

fn key(n: u8) -> NodeKey {
    NodeSecret::from_seed(&[n; 32]).public()
}

fn invite() -> Invite {
    let from = Introduction {
        organisation: OrganisationId::new([1; 16]),
        name: "Jasmine".into(),
        legal_name: "Association".into(),
        country: "FR".parse().unwrap(),
        data_protection: "dpo@example.org".into(),
        recovery_key: key(7),
        addresses: vec!["/dns4/jasmine.example.org/tcp/4100".into()],
    };
    let secret = InviteSecret::random(&mut ChaCha20Rng::seed_from_u64(1));
    let expires = Timestamp::new(9);
    Invite { from, circle: CircleId::new([2; 16]), circle_name: "Circle".into(), secret, expires }
}

fn sealed(invite: Invite) -> Verified<Invite> {
    envelope::seal(invite, &NodeSecret::from_seed(&[1; 32]))
}

#[test]
fn an_invite_is_read_back_however_it_was_wrapped() {
    let invite = sealed(invite());
    let text = invite_text(&invite);
    let wrapped: String = text.chars().flat_map(|c| [c, '\n']).collect();
    for pasted in [text.clone(), format!("  {text}\r\n"), wrapped] {
        assert_eq!(read_invite(&pasted).unwrap(), invite);
    }
}

#[test]
fn an_invite_that_was_not_copied_whole_is_refused() {
    let text = invite_text(&sealed(invite()));
    for cut in [0, 5, PREFIX.len(), text.len() / 2, text.len() - 1] {
        assert!(read_invite(text.split_at(cut).0).is_err());
    }
    assert_eq!(read_invite(&"x".repeat(100_000)), Err(InviteError::Text));
    assert!(read_invite(&text.replace("parasol-invite:", "")).is_err());
    assert!(!format!("{:?}", invite().secret).contains(char::is_numeric));
}

#[test]
fn texts_of_an_invite_are_bounded() {
    let long = "x".repeat(MAX_TEXT + 1);
    let change = |change: &dyn Fn(&mut Invite)| {
        let mut changed = invite();
        change(&mut changed);
        assert_eq!(read_invite(&invite_text(&sealed(changed))), Err(InviteError::Bounds));
    };
    change(&|invite| invite.circle_name.clone_from(&long));
    change(&|invite| invite.circle_name = String::new());
    change(&|invite| invite.circle_name = "a\u{202e}\u{0}b".into());
    change(&|invite| invite.from.name.clone_from(&long));
    change(&|invite| invite.from.name = " ".into());
    change(&|invite| invite.from.legal_name = "a\nb".into());
    change(&|invite| invite.from.addresses = vec!["/ip4/127.0.0.1/tcp/1".into(); MAX_ADDRESSES + 1]);
    change(&|invite| invite.from.addresses = vec!["x".repeat(MAX_ADDRESS + 1)]);
}

#[test]
fn a_knock_opens_one_invite_between_two_nodes() {
    let (secret, circle) = (invite().secret, CircleId::new([2; 16]));
    let knock = Knock::new(&secret, circle, &key(2), &key(1));
    assert!(knock.verify(&secret, &key(2), &key(1)));
    let other = InviteSecret::random(&mut ChaCha20Rng::seed_from_u64(2));
    assert!(!knock.verify(&other, &key(2), &key(1)));
    assert!(!knock.verify(&secret, &key(1), &key(2)), "the inviter's own knock");
    assert!(!knock.verify(&secret, &key(3), &key(1)), "somebody in between");
    let elsewhere = Knock { circle: CircleId::new([3; 16]), ..knock };
    assert!(!elsewhere.verify(&secret, &key(2), &key(1)));
}

#[test]
fn both_admins_see_the_same_six_words() {
    let (a, b) = (OrganisationId::new([1; 16]), OrganisationId::new([2; 16]));
    let circle = CircleId::new([2; 16]);
    let words = fingerprint(&circle, [(&a, &key(1)), (&b, &key(2))]);
    assert_eq!(words.split(' ').count(), 6);
    assert_eq!(words, fingerprint(&circle, [(&b, &key(2)), (&a, &key(1))]));
    for other in [
        fingerprint(&CircleId::new([3; 16]), [(&a, &key(1)), (&b, &key(2))]),
        fingerprint(&circle, [(&a, &key(1)), (&b, &key(3))]),
        fingerprint(&circle, [(&a, &key(2)), (&b, &key(1))]),
    ] {
        assert_ne!(words, other);
    }
}
