//! The largest of everything that is said fits its bounds: thirty members, all of whom it takes.

use std::borrow::Cow;

use parasol_protocol::canon::{CanonProfile, MAX_PROFILE_TEXT};
use parasol_protocol::ceremony::message::{
    AttemptId, Attestation, Dealing, Exchange, Handed, MAX_FRAME, Probe,
};
use parasol_protocol::ceremony::repair::RepairEvidence;
use parasol_protocol::ceremony::repair::message::{Delta, RepairExchange, Request, Sigma, Splitting};
use parasol_protocol::ceremony::{Evidence, SecretScalar};
use parasol_protocol::charter::{MAX_CEREMONY_SIGNATURE, MAX_MEMBERS};
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::evaluation::{Element, Evaluation};
use parasol_protocol::ids::{CircleId, Hash};
use serde_bytes::ByteBuf;

use super::world::secret;

const OF: AttemptId = AttemptId { circle: CircleId::new([0xff; 16]), number: u64::MAX, attempt: u32::MAX };
const HASH: Hash = Hash::new([0xff; 32]);
const ELEMENT: Element = Element::new([0xff; 32]);

/// Signed, and read back by everybody.
#[track_caller]
fn signed<T: Signed + PartialEq + core::fmt::Debug>(body: T) -> ByteBuf {
    let signed = envelope::seal(body, &secret(1));
    assert_eq!(envelope::open::<T>(signed.bytes()).as_ref().map(envelope::Verified::body), Ok(signed.body()));
    ByteBuf::from(signed.bytes())
}

fn scalar() -> SecretScalar {
    codec::decode(&codec::encode(&ByteBuf::from([0xff; 32]))).unwrap()
}

fn listed(bytes: ByteBuf) -> Vec<ByteBuf> {
    vec![bytes; MAX_MEMBERS]
}

#[test]
fn of_a_ceremony() {
    let text = || Cow::Owned("x".repeat(MAX_PROFILE_TEXT));
    let canon = CanonProfile { name: text(), metadata: text(), hash: [0xff; 32] };
    let (commitment, proof) = (vec![ELEMENT; MAX_MEMBERS], vec![0xff; 64]);
    let dealing = signed(Dealing { of: OF, share: u16::MAX, canon, commitment, proof: proof.clone() });
    let handed = signed(Handed { of: OF, share: u16::MAX, to: u16::MAX, value: scalar() });
    let evaluation = Evaluation { elements: vec![ELEMENT], proof };
    let probe = signed(Probe { of: OF, share: u16::MAX, dealings: HASH, evaluation });
    let attestation = signed(Attestation { of: OF, share: u16::MAX, dealings: HASH, key: HASH });
    assert!(attestation.len() <= MAX_CEREMONY_SIGNATURE);
    let all = Exchange {
        of: OF,
        dealings: listed(dealing.clone()),
        handed: Some(codec::decode(&codec::encode(&handed)).unwrap()),
        probes: listed(probe.clone()),
        attestations: listed(attestation.clone()),
        evidence: None,
    };
    assert!(Exchange::from_bytes(&all.to_bytes()).is_ok(), "{} of {MAX_FRAME}", all.to_bytes().len());
    let evidence = Evidence::WrongAttestation(listed(dealing), listed(probe), attestation);
    let (dealings, probes, attestations) = (vec![], vec![], vec![]);
    let over = Exchange { dealings, probes, attestations, evidence: Some(evidence), ..all };
    assert!(Exchange::from_bytes(&over.to_bytes()).is_ok(), "{} of {MAX_FRAME}", over.to_bytes().len());
}

#[test]
fn of_a_repair() {
    let AttemptId { circle, number, attempt } = OF;
    let helpers = vec![u16::MAX; MAX_MEMBERS];
    let request = signed(Request { circle, number, epoch: u64::MAX, attempt, share: u16::MAX, helpers });
    let splitting = signed(Splitting { of: HASH, share: u16::MAX, parts: vec![ELEMENT; MAX_MEMBERS] });
    let delta = signed(Delta { of: HASH, share: u16::MAX, to: u16::MAX, value: scalar() });
    let sigma = signed(Sigma { of: HASH, share: u16::MAX, splittings: HASH, value: scalar() });
    let secret = |bytes: &ByteBuf| codec::decode(&codec::encode(bytes)).unwrap();
    let evidence = RepairEvidence::WrongSigma(listed(splitting.clone()), sigma.clone());
    let all = RepairExchange {
        request,
        splittings: vec![],
        delta: Some(secret(&delta)),
        sigma: Some(secret(&sigma)),
        done: true,
        evidence: Some(evidence),
    };
    assert!(RepairExchange::from_bytes(&all.to_bytes()).is_ok());
    let all = RepairExchange { splittings: listed(splitting), evidence: None, ..all };
    assert!(RepairExchange::from_bytes(&all.to_bytes()).is_ok());
}
