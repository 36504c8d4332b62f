//! Participants of a key ceremony, helpers and a newcomer take whatever comes on the links of others.

use std::collections::BTreeSet;

use bolero::TypeGenerator;
use parasol_protocol::ceremony::message::{Exchange, MAX_FRAME};
use parasol_protocol::ceremony::repair::message::{RepairExchange, Request};
use parasol_protocol::ceremony::repair::{Helper, Newcomer, RepairEvidence};
use parasol_protocol::ceremony::{Ceremony, Evidence, Offence};
use parasol_protocol::charter::Charter;
use parasol_protocol::{codec, envelope};
use serde_bytes::ByteBuf;

use super::input::Input;
use super::kit::{organisation, secret};
use super::lies::lied;
use super::made::{EVIDENCE, FRAMES, MADE, REPAIR, REPAIR_FRAMES, charter, repair_evidence, rng};

/// Something that is said, beginning somewhere in the middle.
#[derive(Debug, Clone, TypeGenerator)]
struct Told {
    stage: u8,
    said: Vec<Said>,
}

#[derive(Debug, Clone, TypeGenerator)]
struct Said {
    from: u8,
    frame: Input,
}

/// The stage of a conversation that was interrupted there.
fn at<T: Clone>(stages: &[T], stage: u8) -> T {
    stages[usize::from(stage) % stages.len()].clone()
}

/// Whoever is convicted is a member, and signed something that nobody signs who is honest.
fn assert_lied(offence: &Offence, charter: &Charter, evidence: &[u8], honest: &BTreeSet<ByteBuf>) {
    let member = charter.member(&offence.organisation).unwrap();
    assert!(lied(&member.node_key, evidence, honest), "{offence}");
}

/// What is stored is read back, a key that is made holds together, and nobody is convicted who did not lie.
#[test]
fn a_participant_is_told() {
    bolero::check!().with_type::<Told>().for_each(|told| {
        let mut ceremony = at(&MADE.stages, told.stage);
        for Said { from, frame } in &told.said {
            let Ok(exchange) = Exchange::from_bytes(&frame.bytes(&FRAMES)) else { continue };
            ceremony.receive(&organisation(2 + from % 3), &exchange, &secret(1), &mut rng(9));
            let stored = ceremony.to_bytes();
            let again = Ceremony::from_bytes(&stored, &charter(3), &organisation(1)).unwrap();
            assert!(*again.to_bytes() == *stored);
            if let Some(key) = ceremony.made() {
                key.verify_ceremony(&charter(3)).unwrap();
            }
        }
        if let Some(evidence) = ceremony.evidence() {
            let offence = evidence.verify(&charter(3)).unwrap();
            assert_eq!(ceremony.standing().offence, Some(offence));
            assert_lied(&offence, &charter(3), &codec::encode(evidence), &MADE.signed);
        }
    });
}

#[test]
fn evidence_of_a_ceremony_comes() {
    let seeds: Vec<Vec<u8>> = EVIDENCE.iter().map(codec::encode).collect();
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&seeds);
        let Ok(evidence) = codec::decode_bounded::<Evidence>(&bytes, MAX_FRAME) else { return };
        if let Ok(offence) = evidence.verify(&charter(3)) {
            assert_lied(&offence, &charter(3), &bytes, &MADE.signed);
        }
    });
}

#[test]
fn a_stored_ceremony_is_read() {
    let stored: Vec<Vec<u8>> =
        MADE.nodes.iter().chain(&MADE.stages).map(|node| node.to_bytes().to_vec()).collect();
    bolero::check!().with_type::<Input>().for_each(|input| {
        // What this says does not matter: the store is the node's own. It may not fall over it.
        let _ = Ceremony::from_bytes(&input.bytes(&stored), &charter(3), &organisation(1));
    });
}

#[test]
fn a_helper_is_told() {
    bolero::check!().with_type::<Told>().for_each(|told| {
        let mut helper = at(&REPAIR.helpers, told.stage);
        for Said { from, frame } in &told.said {
            let Ok(exchange) = RepairExchange::from_bytes(&frame.bytes(&REPAIR_FRAMES)) else { continue };
            helper.receive(&organisation(2 + from % 3), &exchange, &secret(1));
            let stored = helper.to_bytes();
            let again = Helper::from_bytes(&stored, &REPAIR.charter, &organisation(1)).unwrap();
            assert!(*again.to_bytes() == *stored);
        }
        if let Some(offence) = helper.offence() {
            let evidence = helper.exchange(&organisation(2)).evidence.unwrap();
            assert_lied(&offence, &REPAIR.charter, &codec::encode(&evidence), &REPAIR.signed);
        }
    });
}

/// Nobody is helped but whom the request names, by her own hand.
#[test]
fn a_helper_is_asked() {
    let seeds = [REPAIR.request()];
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&seeds);
        let Some(helper) = REPAIR.help(1, &bytes, 1) else { return };
        let request = envelope::open::<Request>(&bytes).unwrap();
        assert_eq!(helper.request(), request.body());
        let asked = REPAIR.charter.members.iter().find(|member| member.share == request.body().share);
        assert_eq!(asked.map(|member| member.node_key), Some(request.signer()));
        assert_ne!(request.signer(), secret(1).public());
        let said = helper.exchange(&organisation(4)).to_bytes();
        assert!(RepairExchange::from_bytes(&said).is_ok());
    });
}

#[test]
fn a_stored_helper_is_read() {
    let stored: Vec<Vec<u8>> = REPAIR.helpers.iter().map(|helper| helper.to_bytes().to_vec()).collect();
    bolero::check!().with_type::<Input>().for_each(|input| {
        let read = Helper::from_bytes(&input.bytes(&stored), &REPAIR.charter, &organisation(1));
        // As for a stored ceremony; and what is read can be said.
        let _ = read.map(|helper| helper.exchange(&organisation(4)).to_bytes());
    });
}

/// Whatever she is told, a share that she takes is hers by the interpolated public share.
#[test]
fn a_newcomer_is_told() {
    bolero::check!().with_type::<Told>().for_each(|told| {
        let mut newcomer = at(&REPAIR.newcomers, told.stage);
        for Said { from, frame } in &told.said {
            let Ok(exchange) = RepairExchange::from_bytes(&frame.bytes(&REPAIR_FRAMES)) else { continue };
            newcomer.receive(&organisation(1 + from % 3), &exchange);
            let stored = newcomer.to_bytes();
            let again = Newcomer::from_bytes(&stored, &REPAIR.charter).unwrap();
            assert!(*again.to_bytes() == *stored);
            if let Some(share) = newcomer.share() {
                REPAIR.charter.keys[0].check_share(4, &share).unwrap();
            }
        }
        if let Some(evidence) = newcomer.evidence() {
            let offence = evidence.verify(&REPAIR.request(), &REPAIR.charter).unwrap();
            assert_eq!(newcomer.offence(), Some(offence));
            assert_lied(&offence, &REPAIR.charter, &codec::encode(evidence), &REPAIR.signed);
        }
    });
}

#[test]
fn a_stored_newcomer_is_read() {
    let stored: Vec<Vec<u8>> = REPAIR.newcomers.iter().map(|one| one.to_bytes().to_vec()).collect();
    bolero::check!().with_type::<Input>().for_each(|input| {
        let read = Newcomer::from_bytes(&input.bytes(&stored), &REPAIR.charter);
        let _ = read.map(|newcomer| (newcomer.exchange().to_bytes(), newcomer.missing()));
    });
}

#[test]
fn evidence_of_a_repair_comes() {
    let seeds: Vec<Vec<u8>> = repair_evidence().iter().map(codec::encode).collect();
    let request = REPAIR.request();
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&seeds);
        let Ok(evidence) = codec::decode_bounded::<RepairEvidence>(&bytes, MAX_FRAME) else { return };
        if let Ok(offence) = evidence.verify(&request, &REPAIR.charter) {
            assert_lied(&offence, &REPAIR.charter, &bytes, &REPAIR.signed);
        }
    });
}
