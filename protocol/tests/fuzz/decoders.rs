//! Every decoder refuses, or reads what it writes again byte for byte.

use std::fmt::Debug;
use std::panic::RefUnwindSafe;

use parasol_protocol::agreement::{self, Ask, Consent, Evidence, Leave, Prepare, Promise, Succession};
use parasol_protocol::ceremony::conversation;
use parasol_protocol::ceremony::message::{Attestation, Dealing, Exchange, Handed, Probe};
use parasol_protocol::ceremony::repair::message::{Delta, RepairExchange, Request, Sigma, Splitting};
use parasol_protocol::charter::{Charter, Decided, Vote};
use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::join::{Introduction, Invite, JoinReply, Knock};
use parasol_protocol::{circle, codec, evaluation};
use serde_bytes::ByteBuf;

use super::input::{Input, vectors};
use super::{agreed, made, tree};

/// Tries a decoder, and compares what it reads with what it writes.
fn exact<T: Debug, E>(
    seeds: Vec<Vec<u8>>,
    read: impl Fn(&[u8]) -> Result<T, E> + RefUnwindSafe,
    write: impl Fn(&T) -> Vec<u8> + RefUnwindSafe,
) {
    assert!(seeds.iter().any(|seed| read(seed).is_ok()), "no vector is a valid one");
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&seeds);
        if let Ok(value) = read(&bytes) {
            assert_eq!(write(&value), bytes, "{value:?}");
        }
    });
}

/// A target for each signed type: in its envelope, and its body alone.
macro_rules! signed {
    ($($name:ident: $type:ty, $vectors:literal;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn envelope() {
                exact(vectors(&[$vectors]), envelope::open::<$type>, |opened| opened.bytes().to_vec());
            }

            #[test]
            fn body() {
                let read = |bytes: &[u8]| codec::decode_bounded::<$type>(bytes, <$type>::MAX_BODY);
                exact(vectors(&[$vectors]), read, codec::encode);
            }
        }
    )*};
}

/// A target for each frame and each piece of evidence.
macro_rules! frames {
    ($($name:ident: $type:ty, $seeds:expr;)*) => {$(
        #[test]
        fn $name() {
            exact($seeds, <$type>::from_bytes, <$type>::to_bytes);
        }
    )*};
}

signed! {
    agreement_ask: Ask, "agreement";
    agreement_consent: Consent, "agreement";
    agreement_leave: Leave, "agreement";
    agreement_prepare: Prepare, "agreement";
    agreement_promise: Promise, "agreement";
    agreement_succession: Succession, "agreement";
    agreement_vote: Vote, "agreement";
    ceremony_attestation: Attestation, "ceremony";
    ceremony_dealing: Dealing, "ceremony";
    ceremony_handed: Handed, "ceremony";
    ceremony_probe: Probe, "ceremony";
    charter: Charter, "charters";
    join_invite: Invite, "joining";
    repair_delta: Delta, "repair";
    repair_request: Request, "repair";
    repair_sigma: Sigma, "repair";
    repair_splitting: Splitting, "repair";
}

frames! {
    agreement_evidence: Evidence, agreed::EVIDENCE.iter().map(Evidence::to_bytes).collect();
    agreement_question: agreement::Question, agreed::frames();
    agreement_reply: agreement::Reply, agreed::frames();
    ceremony_exchange: Exchange, with(made::FRAMES.iter(), "ceremony");
    evaluation_question: evaluation::message::Question, vectors(&["evaluations"]);
    evaluation_reply: evaluation::message::Reply, vectors(&["evaluations"]);
    repair_exchange: RepairExchange, with(made::REPAIR_FRAMES.iter(), "repair");
}

/// These frames and those of a vector.
fn with<'a>(frames: impl Iterator<Item = &'a Vec<u8>>, vector: &str) -> Vec<Vec<u8>> {
    frames.cloned().chain(vectors(&[vector])).collect()
}

#[test]
fn circle_question() {
    exact(circle_questions(), circle::Question::from_bytes, circle::Question::to_bytes);
}

pub(super) fn circle_questions() -> Vec<Vec<u8>> {
    let circle = CircleId::new([1; 16]);
    let said = [
        circle::Question::Confirm(circle),
        circle::Question::Charter(circle, 3),
        circle::Question::Introduction(circle, OrganisationId::new([2; 16])),
    ];
    let signed = envelopes(&["agreement", "charters"]);
    let votes = signed.iter().cloned().map(|bytes| circle::Question::Vote(circle, bytes));
    let consents = signed.iter().cloned().map(|bytes| circle::Question::Consent(circle, bytes));
    said.into_iter().chain(votes).chain(consents).map(|question| question.to_bytes()).collect()
}

#[test]
fn circle_reply() {
    exact(circle_replies(), circle::Reply::from_bytes, circle::Reply::to_bytes);
}

pub(super) fn circle_replies() -> Vec<Vec<u8>> {
    let certificates: Vec<ByteBuf> = vectors(&["charters"]).into_iter().map(ByteBuf::from).collect();
    let share = circle::HandedShare::new(&TagKey::random(&mut made::rng(7)).unwrap());
    let frames = vectors(&["joining"]);
    let introductions = frames.iter().filter_map(|bytes| codec::decode::<Introduction>(bytes).ok());
    let introductions: Vec<_> = introductions.map(Box::new).map(circle::Reply::Introduction).collect();
    assert!(!introductions.is_empty());
    let mut said = vec![circle::Reply::Waiting, circle::Reply::Refused];
    said.extend(introductions);
    for bytes in envelopes(&["agreement", "charters"]) {
        said.push(circle::Reply::Proposal(bytes.clone(), share.clone()));
        said.push(circle::Reply::Admission(bytes));
    }
    for (n, bytes) in (0..).zip(certificates) {
        let keys = (0..n % 3).map(|epoch| circle::KeyShare(epoch, share.clone()));
        said.push(circle::Reply::Welcome(bytes.clone(), bytes.clone(), keys.collect()));
        said.push(circle::Reply::Decided(bytes));
    }
    said.iter().map(circle::Reply::to_bytes).collect()
}

/// What is signed in these vectors.
fn envelopes(names: &[&str]) -> Vec<ByteBuf> {
    let signed = |bytes: &Vec<u8>| matches!(tree::read(bytes), Some(tree::Node::Signed { .. }));
    let found: Vec<ByteBuf> = vectors(names).into_iter().filter(signed).map(ByteBuf::from).collect();
    assert!(!found.is_empty());
    found
}

fn exchanges() -> Vec<Exchange> {
    let frames = with(made::FRAMES.iter(), "ceremony");
    frames.iter().filter_map(|bytes| Exchange::from_bytes(bytes).ok()).collect()
}

fn repairs() -> Vec<RepairExchange> {
    let frames = with(made::REPAIR_FRAMES.iter(), "repair");
    let done = RepairExchange::done(&made::REPAIR.request());
    let repairs = frames.iter().filter_map(|bytes| RepairExchange::from_bytes(bytes).ok());
    repairs.chain([done]).collect()
}

#[test]
fn ceremony_question() {
    exact(ceremony_questions(), conversation::Question::from_bytes, conversation::Question::to_bytes);
}

pub(super) fn ceremony_questions() -> Vec<Vec<u8>> {
    use conversation::Question;

    let said = exchanges().into_iter().map(|exchange| Question::Ceremony(Box::new(exchange)));
    let said = said.chain(repairs().into_iter().map(|exchange| Question::Repair(Box::new(exchange))));
    said.map(|question| question.to_bytes()).collect()
}

#[test]
fn ceremony_reply() {
    exact(ceremony_replies(), conversation::Reply::from_bytes, conversation::Reply::to_bytes);
}

pub(super) fn ceremony_replies() -> Vec<Vec<u8>> {
    use conversation::Reply;

    let said = exchanges().into_iter().map(|exchange| Reply::Ceremony(Box::new(exchange)));
    let said = said.chain(repairs().into_iter().map(|exchange| Reply::Repair(Box::new(exchange))));
    let said = said.chain(vectors(&["charters"]).into_iter().map(ByteBuf::from).map(Reply::Decided));
    let said = said.chain([Reply::Over, Reply::Behind(3), Reply::Refused]);
    said.map(|reply| reply.to_bytes()).collect()
}

#[test]
fn certificate() {
    exact(vectors(&["charters"]), Decided::verify, |decided| decided.bytes().to_vec());
}

#[test]
fn join_introduction() {
    exact(vectors(&["joining"]), codec::decode::<Introduction>, codec::encode);
}

#[test]
fn join_knock() {
    exact(vectors(&["joining"]), codec::decode::<Knock>, codec::encode);
}

#[test]
fn join_reply() {
    let replies = [JoinReply::Pending, JoinReply::Refused];
    exact(replies.iter().map(codec::encode).collect(), codec::decode::<JoinReply>, codec::encode);
}
