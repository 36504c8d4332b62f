//! RFC 9497, appendix A.1.2 (ristretto255-SHA512, VOPRF mode), and answers that must not be believed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, RngCore, SeedableRng};

use super::blinding::blind_inputs;
use super::*;
use crate::identifier::{Identifier, IdentifierKind};

/// A source of "randomness" that yields chosen scalars: 64 bytes are reduced to one, so zeros follow its 32.
struct Scripted(std::collections::VecDeque<u8>);

impl Scripted {
    fn new(scalars: &[&str]) -> Self {
        Self(scalars.iter().flat_map(|scalar| [hex(scalar), vec![0; 32]].concat()).collect())
    }
}

impl RngCore for Scripted {
    fn next_u32(&mut self) -> u32 {
        0
    }

    fn next_u64(&mut self) -> u64 {
        0
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        dest.iter_mut().for_each(|byte| *byte = self.0.pop_front().unwrap());
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl CryptoRng for Scripted {}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn element(text: &str) -> Element {
    Element(hex(text).try_into().unwrap())
}

struct Case {
    inputs: &'static [&'static str],
    blinds: &'static [&'static str],
    blinded: &'static [&'static str],
    evaluated: &'static [&'static str],
    proof: &'static str,
    proof_scalar: &'static str,
    outputs: &'static [&'static str],
}

const SECRET: &str = "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909";
const PUBLIC: &str = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e";
const BLIND: &str = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706";
const SECOND: &str = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e";
const OUT_00: &str = "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d\
                      a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c";
const OUT_5A: &str = "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60\
                      356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6";

const CASES: [Case; 3] = [
    Case {
        inputs: &["00"],
        blinds: &[BLIND],
        blinded: &["863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"],
        evaluated: &["aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"],
        proof: "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06\
                6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        proof_scalar: SECOND,
        outputs: &[OUT_00],
    },
    Case {
        inputs: &["5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"],
        blinds: &[BLIND],
        blinded: &["cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c"],
        evaluated: &["60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468"],
        proof: "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a\
                67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        proof_scalar: SECOND,
        outputs: &[OUT_5A],
    },
    Case {
        inputs: &["00", "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"],
        blinds: &[BLIND, SECOND],
        blinded: &[
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ],
        evaluated: &[
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
            "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
        ],
        proof: "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a\
                5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
        proof_scalar: "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
        outputs: &[OUT_00, OUT_5A],
    },
];

#[test]
fn the_vectors_of_the_rfc_hold() {
    let key = TagKey::from_bytes(&hex(SECRET).try_into().unwrap()).unwrap();
    assert_eq!(key.public().as_bytes().to_vec(), hex(PUBLIC));
    assert_eq!(key.to_bytes().to_vec(), hex(SECRET));
    for case in CASES {
        let inputs = case.inputs.iter().map(|input| Zeroizing::new(hex(input))).collect();
        let (blinding, blinded) = blind_inputs(inputs, &mut Scripted::new(case.blinds)).unwrap();
        assert_eq!(blinded, case.blinded.iter().map(|text| element(text)).collect::<Vec<_>>());
        let evaluation = key.evaluate(&blinded, &mut Scripted::new(&[case.proof_scalar])).unwrap();
        assert_eq!(evaluation.elements, case.evaluated.iter().map(|t| element(t)).collect::<Vec<_>>());
        assert_eq!(evaluation.proof, hex(case.proof));
        let outputs = blinding.finish(&evaluation, &key.public()).unwrap();
        let expected: Vec<Vec<u8>> = case.outputs.iter().map(|text| hex(text)).collect();
        assert_eq!(outputs.iter().map(|out| out.as_bytes().to_vec()).collect::<Vec<_>>(), expected);
    }
}

fn phone(n: u32) -> Identifier {
    Identifier::from_canonical(IdentifierKind::Phone, &format!("+336399800{n:02}")).unwrap()
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(5)
}

#[test]
fn what_is_blinded_together_comes_out_as_alone() {
    let key = TagKey::random(&mut rng()).unwrap();
    let phones: Vec<Identifier> = (0..32).map(phone).collect();
    let (blinding, blinded) = blind(&phones, &mut rng()).unwrap();
    let together = blinding.finish(&key.evaluate(&blinded, &mut rng()).unwrap(), &key.public()).unwrap();
    for (phone, expected) in phones.iter().zip(together).step_by(11) {
        let mut other = ChaCha20Rng::seed_from_u64(6);
        let (blinding, blinded) = blind([phone], &mut other).unwrap();
        let alone = blinding.finish(&key.evaluate(&blinded, &mut other).unwrap(), &key.public()).unwrap();
        assert_eq!(alone, [expected]);
    }
}

#[test]
fn no_answer_is_believed_without_its_proof() {
    let (key, other) =
        (TagKey::random(&mut rng()).unwrap(), TagKey::random(&mut Scripted::new(&[BLIND])).unwrap());
    let phones = [phone(1), phone(2)];
    let (blinding, blinded) = blind(&phones, &mut rng()).unwrap();
    let right = key.evaluate(&blinded, &mut rng()).unwrap();
    assert!(blinding.finish(&right, &key.public()).is_ok());
    let unproven = |evaluation: &Evaluation, key: &TagKey| {
        assert_eq!(blinding.finish(evaluation, &key.public()).err(), Some(EvaluationFailure::Unproven));
    };
    unproven(&right, &other);
    unproven(&other.evaluate(&blinded, &mut rng()).unwrap(), &key);
    let swapped = Evaluation { elements: right.elements.iter().rev().copied().collect(), ..right.clone() };
    unproven(&swapped, &key);
    // A wrong element with the right proof, and the asker's own element given back.
    unproven(&Evaluation { elements: vec![right.elements[0], right.elements[0]], ..right.clone() }, &key);
    unproven(&Evaluation { elements: blinded.clone(), ..right.clone() }, &key);
    unproven(&Evaluation { elements: vec![right.elements[0]], ..right.clone() }, &key);
    unproven(&Evaluation { elements: vec![Element([0; 32]); 2], ..right.clone() }, &key);
    for at in 0..64 {
        let mut proof = right.proof.clone();
        proof[at] ^= 1;
        unproven(&Evaluation { proof, ..right.clone() }, &key);
    }
    for proof in [vec![], right.proof[..63].to_vec(), [right.proof.as_slice(), &[0]].concat()] {
        unproven(&Evaluation { proof, ..right.clone() }, &key);
    }
    let repeated = key.evaluate(&blinded, &mut ChaCha20Rng::seed_from_u64(7)).unwrap();
    assert_ne!(repeated.proof, right.proof);
    assert!(blinding.finish(&repeated, &key.public()).is_ok(), "the same elements may be asked again");
}

#[test]
fn only_one_to_thirty_two_group_elements_are_evaluated() {
    let key = TagKey::random(&mut rng()).unwrap();
    let (_, blinded) = blind([&phone(1)], &mut rng()).unwrap();
    let malformed = |elements: &[Element]| {
        assert_eq!(key.evaluate(elements, &mut rng()).err(), Some(EvaluationFailure::Malformed));
    };
    malformed(&[]);
    malformed(&vec![blinded[0]; MAX_ELEMENTS + 1]);
    // The identity, and bytes that encode no element.
    malformed(&[Element([0; 32])]);
    malformed(&[Element([0xff; 32])]);
    assert!(blind(&[], &mut rng()).is_err());
    assert!(blind(&vec![phone(1); MAX_ELEMENTS + 1], &mut rng()).is_err());
}

#[test]
fn a_key_is_a_canonical_scalar_other_than_zero() {
    assert!(TagKey::from_bytes(&[0; 32]).is_err());
    assert!(TagKey::from_bytes(&[0xff; 32]).is_err());
    assert!(!TagKeyPublic::new([0; 32]).is_element());
    let key = TagKey::random(&mut rng()).unwrap();
    assert!(key.public().is_element());
    let again = TagKey::from_bytes(&key.to_bytes()).unwrap();
    assert_eq!((again.public(), again.canary()), (key.public(), key.canary()));
    let other = TagKey::random(&mut ChaCha20Rng::seed_from_u64(9)).unwrap();
    assert_ne!(other.canary(), key.canary());
    assert_eq!(format!("{key:?} {:?}", Output::new([1; 64])), "TagKey(…) Output(…)");
}
