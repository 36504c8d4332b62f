//! A member, a proposer and a reader of certificates and evidence take whatever comes and stay what they are.

use std::sync::LazyLock;

use bolero::TypeGenerator;
use parasol_protocol::agreement::{
    Acceptor, Asked, Electorate, Evidence, Motion, Progress, Proposer, Question, Reply, Table, Voter,
};
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::codec;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::OrganisationId;
use serde_json::Value;

use super::input::{Input, vectors};

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vectors(&["agreement"]));
/// The charter in force when the messages of the vector were said.
static ELECTORATE: LazyLock<Electorate> =
    LazyLock::new(|| Electorate::new(&named::<Charter>("charter_in_force")));

fn bytes(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/agreement.json");
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let text = golden[name].as_str().unwrap();
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn named<T: serde::Serialize + serde::de::DeserializeOwned>(name: &str) -> T {
    codec::decode(&bytes(name)).unwrap()
}

fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new([n; 16])
}

/// The frames among the seeds: changed, they stay frames more often than what is in them.
fn frames<T, E>(read: impl Fn(&[u8]) -> Result<T, E>) -> Vec<Vec<u8>> {
    SEEDS.iter().filter(|bytes| read(bytes).is_ok()).cloned().collect()
}

/// A promise never falls, a vote is never forgotten, and what is stored is read back.
#[test]
fn a_member_is_asked() {
    let (secret, seeds) = (secret(2), frames(Question::from_bytes));
    bolero::check!().with_type::<Vec<Input>>().for_each(|inputs| {
        let (mut acceptor, mut table) = (Acceptor::default(), Table::default());
        for input in inputs {
            let voter = Voter { organisation: organisation(2), secret: &secret };
            let Ok(question) = Question::from_bytes(&input.bytes(&seeds)) else { continue };
            let answered = match &question {
                Question::Prepare(bytes) => acceptor.prepare(bytes, &ELECTORATE, voter).ok(),
                Question::Ask(frame) => Asked::verify(frame, &ELECTORATE)
                    .ok()
                    .map(|asked| acceptor.vote(&asked, &ELECTORATE, voter)),
                Question::Motion(_, _, bytes) => {
                    if let Ok(motion) = Motion::read(bytes, &ELECTORATE) {
                        // A full table refuses, which is an answer, too.
                        let _ = table.lay(motion, &organisation(2), &ELECTORATE);
                    }
                    None
                }
            };
            let Some((next, reply)) = answered else { continue };
            assert!(next.promised() >= acceptor.promised());
            assert!(
                next.accepted().map(|accepted| accepted.0) >= acceptor.accepted().map(|accepted| accepted.0)
            );
            assert_eq!(Acceptor::from_bytes(&next.to_bytes()).unwrap().to_bytes(), next.to_bytes());
            assert!(Reply::from_bytes(&reply.to_bytes()).is_ok());
            acceptor = next;
        }
    });
}

#[test]
fn a_stored_member_is_read() {
    let secret = secret(2);
    let voter = Voter { organisation: organisation(2), secret: &secret };
    let frames = SEEDS.iter().filter_map(|bytes| Question::from_bytes(bytes).ok());
    let voted = frames.filter_map(|question| match question {
        Question::Ask(frame) => {
            let asked = Asked::verify(&frame, &ELECTORATE).ok()?;
            Some(Acceptor::default().vote(&asked, &ELECTORATE, voter).0)
        }
        _ => None,
    });
    let mut stored: Vec<Vec<u8>> = voted.map(|acceptor| acceptor.to_bytes()).collect();
    assert!(!stored.is_empty());
    stored.push(Acceptor::default().abstain().to_bytes());
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&stored);
        if let Ok(acceptor) = Acceptor::from_bytes(&bytes) {
            assert_eq!(acceptor.to_bytes(), bytes);
        }
    });
}

#[derive(Debug, Clone, TypeGenerator)]
struct Answer {
    from: u8,
    reply: Input,
}

/// Nothing but the votes of a quorum makes a certificate, and every certificate that is made holds.
#[test]
fn a_proposer_is_answered() {
    let (secret, seeds) = (secret(1), frames(Reply::from_bytes));
    bolero::check!().with_type::<Vec<Answer>>().for_each(|answers| {
        let motion = Motion::read(&bytes("motion"), &ELECTORATE).unwrap();
        let voter = Voter { organisation: organisation(1), secret: &secret };
        let mut proposer = Proposer::begin(&ELECTORATE, motion, None, voter).unwrap();
        for Answer { from, reply } in answers {
            let Ok(reply) = Reply::from_bytes(&reply.bytes(&seeds)) else { continue };
            let taken = proposer.take(&organisation(from % 5), reply, &secret);
            if let Ok(Progress::Decided(decided)) = taken {
                Decided::verify_after(ELECTORATE.charter(), decided.bytes()).unwrap();
            }
            assert!(Question::from_bytes(&proposer.question().to_bytes()).is_ok());
        }
    });
}

#[test]
fn a_certificate_comes() {
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&SEEDS);
        if let Ok(decided) = Decided::verify_after(ELECTORATE.charter(), &bytes) {
            assert_eq!(decided.bytes(), bytes);
        }
    });
}

#[test]
fn evidence_comes() {
    bolero::check!().with_type::<Input>().for_each(|input| {
        let Ok(evidence) = Evidence::from_bytes(&input.bytes(&SEEDS)) else { return };
        if let Ok(proven) = evidence.verify(&ELECTORATE) {
            assert!(proven.guilty.is_subset(&ELECTORATE.organisations()), "it names members");
        }
    });
}
