//! The golden vector `agreement.json`: what later versions cannot change. `UPDATE_VECTORS=1` writes it again.

use std::path::Path;

use parasol_protocol::agreement::{
    Ask, Consent, Electorate, Evidence, Leave, Prepare, Promise, Question, Refused, Reply, Succession,
};
use parasol_protocol::charter::Vote;
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::ids::OrganisationId;
use serde_bytes::ByteBuf;
use serde_json::{Value, json};

use super::kit::{charter, motion, next, organisation, remove, round, secret, sides};
use super::leaving::{leave, succession};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn signed<T: Signed>(bytes: &[u8]) -> Value {
    let signed = envelope::open::<T>(bytes).unwrap();
    json!({
        "domain": T::DOMAIN,
        "body": hex(codec::encode(signed.body())),
        "signer": signed.signer().to_string(),
        "hash": signed.hash().to_string(),
        "envelope": hex(bytes),
    })
}

#[test]
fn an_agreement_byte_for_byte() {
    let electorate = Electorate::new(&charter(3));
    let mut removed = motion(&electorate, next(&electorate, |charter| remove(charter, 3)), &[1, 2]);
    removed.merge(&leave(3, 5), &electorate).unwrap();
    let papers = removed.papers();
    let mut nodes = sides(1..=2);
    let mut proposer = nodes[0].begin(&electorate, removed.clone(), None);
    let prepare = proposer.question().clone();
    let promised = nodes[1].acceptor.prepare(prepared(&prepare), &electorate, nodes[1].voter()).unwrap().1;
    round(&mut proposer, 1, &mut nodes, &electorate);
    let ask = proposer.question().clone();
    let voted = nodes[1].answer(&ask, &electorate);
    let decided = round(&mut proposer, 1, &mut nodes, &electorate).unwrap();
    let (Reply::Promised(promise), Reply::Voted(vote)) = (&promised, &voted) else { panic!("no quorum") };
    let Question::Ask(frame) = &ask else { panic!("no votes are asked for") };
    let laid = Question::Motion(electorate.circle(), electorate.number(), removed.to_bytes().into());
    let members: Vec<OrganisationId> = (1..=3).map(organisation).collect();
    golden(&json!({
        "members": members.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "charter_in_force": hex(codec::encode(electorate.charter())),
        "prev": electorate.prev().to_string(),
        "charter": signed::<parasol_protocol::charter::Charter>(removed.charter().bytes()),
        "consent": signed::<Consent>(&papers.consents[0]),
        "leave": signed::<Leave>(&papers.leaves[0]),
        "succession": signed::<Succession>(&succession(2, 202, 1).successions[0]),
        "motion": hex(removed.to_bytes()),
        "ballot": u64::from(proposer.ballot()),
        "prepare": signed::<Prepare>(prepared(&prepare)),
        "promise": signed::<Promise>(&promise.promise),
        "ask": signed::<Ask>(&frame.ask),
        "vote": signed::<Vote>(vote),
        "certificate": hex(decided.bytes()),
        "frames": {
            "motion": hex(laid.to_bytes()),
            "papers": hex(Reply::Papers(removed.hash(), papers).to_bytes()),
            "prepare": hex(prepare.to_bytes()),
            "promised": hex(promised.to_bytes()),
            "ask": hex(ask.to_bytes()),
            "voted": hex(voted.to_bytes()),
            "higher": hex(Reply::Higher(proposer.ballot()).to_bytes()),
            "far": hex(Reply::Far(None).to_bytes()),
            "behind": hex(Reply::Behind(4).to_bytes()),
            "refused": hex(Reply::Refused(Refused::Absent).to_bytes()),
        },
        "evidence": hex(Evidence::TwoVotes(vote.clone(), ByteBuf::from([1])).to_bytes()),
    }));
}

fn prepared(question: &Question) -> &[u8] {
    match question {
        Question::Prepare(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn golden(ours: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/agreement.json");
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(ours).unwrap();
        std::fs::write(&path, format!("{text}\n")).unwrap();
    }
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(*ours, golden, "a change of what is signed, hashed or derived needs a new version");
    assert_eq!(secret(1).public().to_string(), golden["prepare"]["signer"]);
}
