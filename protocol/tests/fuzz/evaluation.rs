//! An asker and a holder of a share take whatever comes.

use std::sync::LazyLock;

use bolero::TypeGenerator;
use curve25519_dalek::scalar::Scalar;
use parasol_protocol::canon::CanonProfile;
use parasol_protocol::charter::{EpochKey, PublicShare};
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{self, Blinding, Element, Gathering, Output, TagKey};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::input::{Input, vectors};

fn key_of(scalar: Scalar) -> TagKey {
    TagKey::from_bytes(scalar.as_bytes()).unwrap()
}

/// A key in three shares of which any two make an evaluation, and one that two holders were asked for.
struct Asked {
    shares: [TagKey; 3],
    key: EpochKey,
    blinding: Blinding,
    elements: Vec<Element>,
    output: Vec<Output>,
    replies: Vec<Vec<u8>>,
}

static ASKED: LazyLock<Asked> = LazyLock::new(|| {
    let mut rng = ChaCha20Rng::from_seed([5; 32]);
    let [constant, slope] = [Scalar::random(&mut rng), Scalar::random(&mut rng)];
    let whole = key_of(constant);
    let shares = [1_u8, 2, 3].map(|n| key_of(constant + slope * Scalar::from(n)));
    let listed = (1..).zip(&shares).map(|(n, share)| PublicShare(n, share.public())).collect();
    let (canon, canary) = (CanonProfile::current(), whole.canary().unwrap());
    let key =
        EpochKey { epoch: 1, t: 2, canon, public: whole.public(), shares: listed, canary, ceremony: vec![] };
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut rng).unwrap();
    let replies: Vec<Reply> =
        shares.iter().map(|share| Reply::Evaluation(share.evaluate(&elements, &mut rng).unwrap())).collect();
    let mut gathering = Gathering::new(&elements, &key).unwrap();
    for (n, reply) in (1..).zip(&replies).take(2) {
        let Reply::Evaluation(evaluation) = reply else { continue };
        gathering.add(n, evaluation).unwrap();
    }
    let output = blinding.finish_combined(&gathering.combine().unwrap()).unwrap();
    let replies = replies.iter().map(Reply::to_bytes).collect();
    Asked { shares, key, blinding, elements, output, replies }
});

#[derive(Debug, Clone, TypeGenerator)]
struct Said {
    share: u8,
    reply: Input,
}

/// Whatever holders say, what comes out is the one right output or none.
#[test]
fn an_asker_is_answered() {
    bolero::check!().with_type::<Vec<Said>>().for_each(|said| {
        let mut gathering = Gathering::new(&ASKED.elements, &ASKED.key).unwrap();
        for Said { share, reply } in said {
            let Ok(Reply::Evaluation(evaluation)) = Reply::from_bytes(&reply.bytes(&ASKED.replies)) else {
                continue;
            };
            // One that does not hold is named; the next may.
            let _ = gathering.add((share % 5).into(), &evaluation);
        }
        if let Ok(combined) = gathering.combine() {
            assert!(ASKED.blinding.finish_combined(&combined).unwrap() == ASKED.output);
        }
    });
}

/// A holder evaluates what is a group element, and nothing else.
#[test]
fn a_holder_is_asked() {
    let seeds = vectors(&["evaluations"]);
    bolero::check!().with_type::<Input>().for_each(|input| {
        let Ok(question) = Question::from_bytes(&input.bytes(&seeds)) else { return };
        let mut rng = ChaCha20Rng::from_seed([6; 32]);
        if let Ok(evaluation) = ASKED.shares[0].evaluate(&question.elements, &mut rng) {
            assert_eq!(evaluation.elements.len(), question.elements.len());
            assert!(Reply::from_bytes(&Reply::Evaluation(evaluation).to_bytes()).is_ok());
        }
    });
}
