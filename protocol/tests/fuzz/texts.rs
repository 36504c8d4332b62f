//! What an admin pastes: any text, and what is behind the base64 of one that looks right.

use bolero::TypeGenerator;
use parasol_protocol::agreement::{Evidence, MAX_TOLD, Succession, Told, read_succession, succession_text};
use parasol_protocol::envelope::{self, OVERHEAD, Signed};
use parasol_protocol::join::{Invite, MAX_ADDRESSES, MAX_TEXT, invite_text, read_invite};
use parasol_protocol::{codec, text};
use serde_bytes::ByteBuf;

use super::agreed::{ELECTORATE, EVIDENCE};
use super::input::{Input, vectors};
use super::kit::recovery;
use super::lies::again;

const INVITE: &str = "parasol-invite:";
const SUCCESSION: &str = "parasol-succession:";
const EVIDENCE_PREFIX: &str = "parasol-evidence:";

/// The letters of base64url, and what a messenger makes of a text.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345 \n\u{a0}+/=é:";

#[derive(Debug, Clone, TypeGenerator)]
struct Pasted {
    prefixed: bool,
    letters: Vec<u8>,
    max: u8,
}

impl Pasted {
    fn text(&self, prefix: &str) -> String {
        let letters: Vec<char> = LETTERS.chars().collect();
        let letters = self.letters.iter().map(|at| letters[usize::from(*at) % letters.len()]);
        let prefix = if self.prefixed { prefix } else { "" };
        prefix.chars().chain(letters).collect()
    }
}

/// One way to write what is read, and no more of it than was looked for.
#[test]
fn a_text_comes() {
    bolero::check!().with_type::<Pasted>().for_each(|pasted| {
        let (text, max) = (pasted.text(INVITE), usize::from(pasted.max));
        if let Some(bytes) = text::read(INVITE, &text, max) {
            let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(text::write(INVITE, &bytes), packed);
            assert!(text.len() <= text::longest(max));
        }
    });
}

#[test]
fn a_text_comes_for_an_invite() {
    bolero::check!().with_type::<Pasted>().for_each(|pasted| {
        assert!(read_invite(&pasted.text(INVITE)).is_err());
    });
}

/// Its bounds are those of everything else that an organisation says of itself.
#[test]
fn join_text() {
    let mut seeds = vectors(&["joining"]);
    seeds.retain(|bytes| envelope::open::<Invite>(bytes).is_ok());
    let long: [fn(&mut Invite); 4] = [
        |invite| invite.circle_name = "a".repeat(MAX_TEXT + 1),
        |invite| invite.circle_name = " ".into(),
        |invite| invite.from.legal_name = "a".repeat(MAX_TEXT + 1),
        |invite| invite.from.addresses = vec!["/memory/1".into(); MAX_ADDRESSES + 1],
    ];
    seeds.extend(long.map(|change| again::<Invite>(&seeds[0], 1, change).into_vec()));
    bolero::check!().with_type::<Input>().for_each(|input| {
        let text = text::write(INVITE, &input.bytes(&seeds));
        if let Ok(invite) = read_invite(&text) {
            assert_eq!(invite_text(&invite), text);
            let Invite { from, circle_name, .. } = invite.body();
            assert!((1..=MAX_TEXT).contains(&circle_name.trim().len()) && circle_name.len() <= MAX_TEXT);
            assert!(from.legal_name.len() <= MAX_TEXT && from.addresses.len() <= MAX_ADDRESSES);
            assert!(text.len() <= text::longest(Invite::MAX_BODY + OVERHEAD));
        }
    });
}

#[test]
fn succession_as_text() {
    let mut papers = vectors(&["agreement"]);
    papers.retain(|bytes| envelope::open::<Succession>(bytes).is_ok());
    let paper = &papers[0];
    let signed = envelope::open::<Succession>(paper).unwrap();
    let more = |counter| {
        let succession = Succession { counter, ..signed.body().clone() };
        ByteBuf::from(succession.sign(&recovery(2)).bytes())
    };
    let of = |count: u64| codec::encode(&(0..count).map(more).collect::<Vec<_>>());
    let most = u64::try_from(MAX_TOLD).unwrap();
    let seeds: Vec<Vec<u8>> = [0, 1, 2, most, most + 1].map(of).to_vec();
    assert!(seeds.iter().any(|bytes| read_succession(&text::write(SUCCESSION, bytes)).is_some()));
    bolero::check!().with_type::<Input>().for_each(|input| {
        let text = text::write(SUCCESSION, &input.bytes(&seeds));
        if let Some(papers) = read_succession(&text) {
            assert_eq!(succession_text(&papers), text);
            assert!((1..=MAX_TOLD).contains(&papers.len()));
        }
    });
}

#[test]
fn evidence_as_text() {
    let (circle, number) = (ELECTORATE.circle(), ELECTORATE.number());
    let told = |evidence: &Evidence| codec::encode(&Told { circle, number, evidence: evidence.clone() });
    let seeds: Vec<Vec<u8>> = EVIDENCE.iter().map(told).collect();
    assert!(seeds.iter().all(|bytes| Told::read(&text::write(EVIDENCE_PREFIX, bytes)).is_some()));
    bolero::check!().with_type::<Input>().for_each(|input| {
        let text = text::write(EVIDENCE_PREFIX, &input.bytes(&seeds));
        if let Some(told) = Told::read(&text) {
            assert_eq!(told.to_text(), text);
        }
    });
}
