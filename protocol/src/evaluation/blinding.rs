//! The asker's side: identifiers are blinded before anybody sees them, and what came back is finished.

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use rand_core::CryptoRngCore;
use sha2::{Digest, Sha512};
use voprf::{CipherSuite, EvaluationElement, Group, Proof, Ristretto255, VoprfClient};
use zeroize::Zeroizing;

use super::{
    CANARY_INPUT, Combined, Element, Evaluation, EvaluationFailure, MAX_ELEMENTS, Output, TagKeyPublic,
};
use crate::codec;
use crate::envelope::domain;
use crate::identifier::Identifier;
use crate::ids::Hash;

/// Challenge and response.
const PROOF_LEN: usize = 64;

/// The domain of HashToGroup in RFC 9497, section 4.1, mode VOPRF.
const HASH_TO_GROUP: &[u8] = b"HashToGroup-OPRFV1-\x01-ristretto255-SHA512";

/// What the asker keeps between asking and finishing.
pub struct Blinding {
    inputs: Vec<Zeroizing<Vec<u8>>>,
    clients: Vec<VoprfClient<Ristretto255>>,
}

impl core::fmt::Debug for Blinding {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Blinding({} elements)", self.clients.len())
    }
}

/// Blinds 1 to [`MAX_ELEMENTS`] identifiers.
pub fn blind<'a>(
    identifiers: impl IntoIterator<Item = &'a Identifier>,
    rng: &mut dyn CryptoRngCore,
) -> Result<(Blinding, Vec<Element>), EvaluationFailure> {
    blind_inputs(identifiers.into_iter().map(Identifier::tag_input).collect(), rng)
}

pub(super) fn blind_inputs(
    inputs: Vec<Zeroizing<Vec<u8>>>,
    mut rng: &mut dyn CryptoRngCore,
) -> Result<(Blinding, Vec<Element>), EvaluationFailure> {
    if inputs.is_empty() || inputs.len() > MAX_ELEMENTS {
        return Err(EvaluationFailure::Malformed);
    }
    let (clients, elements) = inputs
        .iter()
        .map(|input| {
            let blinded = VoprfClient::<Ristretto255>::blind(input, &mut rng)
                .map_err(|_| EvaluationFailure::Malformed)?;
            Ok((blinded.state, Element(blinded.message.serialize().into())))
        })
        .collect::<Result<Vec<_>, EvaluationFailure>>()?
        .into_iter()
        .unzip();
    Ok((Blinding { inputs, clients }, elements))
}

/// Blinds the canary's input: to the holder a question like any other.
pub fn blind_canary(rng: &mut dyn CryptoRngCore) -> Result<(Blinding, Vec<Element>), EvaluationFailure> {
    blind_inputs(vec![Zeroizing::new(CANARY_INPUT.to_vec())], rng)
}

/// The canary's input as it is, for those who make a key together and look at one another's evaluations.
pub(crate) fn open_canary() -> Result<(Blinding, Element), EvaluationFailure> {
    let point =
        Ristretto255::hash_to_curve::<<Ristretto255 as CipherSuite>::Hash>(&[CANARY_INPUT], &[HASH_TO_GROUP])
            .map_err(|_| EvaluationFailure::Malformed)?;
    let element = Element(point.compress().to_bytes());
    let clients = clients_of(&[element])?;
    Ok((Blinding { inputs: vec![Zeroizing::new(CANARY_INPUT.to_vec())], clients }, element))
}

/// The canary that belongs to the evaluation of its input.
pub(crate) fn canary_of(output: &Output) -> Hash {
    codec::hash(domain::CANARY, &output.0)
}

impl Blinding {
    /// Verifies the evaluation of one who holds the whole key against the circle's public key and finishes it: one output
    /// an identifier, in the order in which they were blinded.
    pub fn finish(
        &self,
        evaluation: &Evaluation,
        key: &TagKeyPublic,
    ) -> Result<Vec<Output>, EvaluationFailure> {
        let evaluated = proven(&self.clients, evaluation, key)?;
        self.unblind(&evaluated)
    }

    /// Finishes what several holders evaluated, in the order in which it was blinded. It must be the answer to what was
    /// asked here.
    pub fn finish_combined(&self, combined: &Combined) -> Result<Vec<Output>, EvaluationFailure> {
        let asked = self.clients.iter().map(|client| client.serialize());
        let same = asked.len() == combined.asked.len()
            && asked.zip(&combined.asked).all(|(client, element)| client.ends_with(&element.0));
        if same { self.unblind(&combined.evaluated) } else { Err(EvaluationFailure::Unproven) }
    }

    fn unblind(&self, evaluated: &[RistrettoPoint]) -> Result<Vec<Output>, EvaluationFailure> {
        let clients = self.inputs.iter().zip(&self.clients).zip(evaluated);
        clients.map(|((input, client), element)| finalize(input, client, element)).collect()
    }
}

/// Finalize of RFC 9497, section 3.3.1.
fn finalize(
    input: &[u8],
    client: &VoprfClient<Ristretto255>,
    evaluated: &RistrettoPoint,
) -> Result<Output, EvaluationFailure> {
    let malformed = EvaluationFailure::Malformed;
    // The crate writes the blind first and the blinded element after it.
    let state = Zeroizing::new(client.serialize().to_vec());
    let blind = state.first_chunk().and_then(|bytes| Scalar::from_canonical_bytes(*bytes).into());
    let blind: Zeroizing<Scalar> = Zeroizing::new(blind.ok_or(malformed)?);
    let element = evaluated * *Zeroizing::new(blind.invert());
    let length = u16::try_from(input.len()).map_err(|_| malformed)?;
    let digest = Sha512::new()
        .chain_update(length.to_be_bytes())
        .chain_update(input)
        .chain_update(32_u16.to_be_bytes())
        .chain_update(element.compress().as_bytes())
        .chain_update(b"Finalize");
    Ok(Output(digest.finalize().into()))
}

/// What the crate's verification wants beside the proof: the blinded elements. A blind plays no part in it.
pub(super) fn clients_of(asked: &[Element]) -> Result<Vec<VoprfClient<Ristretto255>>, EvaluationFailure> {
    if asked.is_empty() || asked.len() > MAX_ELEMENTS {
        return Err(EvaluationFailure::Malformed);
    }
    let client = |element: &Element| {
        let state = [*Scalar::ONE.as_bytes(), element.0].concat();
        VoprfClient::deserialize(&state).map_err(|_| EvaluationFailure::Malformed)
    };
    asked.iter().map(client).collect()
}

/// The evaluated elements, once the proof held that the key behind `public` made every one of them.
pub(super) fn proven(
    clients: &[VoprfClient<Ristretto255>],
    evaluation: &Evaluation,
    public: &TagKeyPublic,
) -> Result<Vec<RistrettoPoint>, EvaluationFailure> {
    let unproven = |_| EvaluationFailure::Unproven;
    // The crate would read the proof's first 64 bytes and pass over the rest.
    if evaluation.elements.len() != clients.len() || evaluation.proof.len() != PROOF_LEN {
        return Err(EvaluationFailure::Unproven);
    }
    let messages: Vec<EvaluationElement<Ristretto255>> = evaluation
        .elements
        .iter()
        .map(|element| EvaluationElement::deserialize(&element.0).map_err(unproven))
        .collect::<Result<_, _>>()?;
    let proof = Proof::deserialize(&evaluation.proof).map_err(unproven)?;
    let key = public.point().ok_or(EvaluationFailure::Unproven)?;
    // The proof is verified here; what it returns would be the outputs, were the key whole, and is not looked at.
    let no_inputs: Vec<&[u8]> = Vec::new();
    let clients: Vec<_> = clients.to_vec();
    let _outputs =
        VoprfClient::batch_finalize(&no_inputs, &clients, &messages, &proof, key).map_err(unproven)?;
    evaluation.elements.iter().map(|element| element.point().ok_or(EvaluationFailure::Unproven)).collect()
}
