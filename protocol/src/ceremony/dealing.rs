//! The arithmetic of the ceremony: FROST's distributed key generation (Komlo and Goldberg 2020, figure 1).
//!
//! The polynomial and the proof of its constant term are drawn here, because they must be kept through a restart and
//! because a circle may choose t = 1, for which the crate `frost-ristretto255` draws none; everything that is verified,
//! every share and the key itself is computed by that crate.

use std::collections::BTreeMap;

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use frost_ristretto255::keys::dkg::{self, round1, round2};
use frost_ristretto255::keys::{
    PublicKeyPackage, SecretShare, SigningShare, VerifiableSecretSharingCommitment,
};
use frost_ristretto255::{Ciphersuite, Identifier, Ristretto255Sha512, Signature};
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use super::message::Dealing;
use super::roster::Roster;
use super::secret::SecretScalar;
use crate::charter::{EpochKey, PublicShare};
use crate::codec;
use crate::envelope::{Verified, domain};
use crate::evaluation::{Element, TagKeyPublic};
use crate::ids::Hash;

/// Coefficients, the constant term first.
pub(super) type Polynomial = Zeroizing<Vec<Scalar>>;
/// Every participant's dealing, by share.
pub(super) type Dealings = BTreeMap<u16, Verified<Dealing>>;

/// Draws a polynomial with t coefficients, its commitment and the proof that its constant term is known.
pub(super) fn draw(
    t: u16,
    share: u16,
    mut rng: &mut dyn CryptoRngCore,
) -> Option<(Polynomial, Vec<Element>, Vec<u8>)> {
    let polynomial: Polynomial = Zeroizing::new((0..t).map(|_| Scalar::random(&mut rng)).collect());
    let commitment: Vec<Element> =
        polynomial.iter().map(|coefficient| RistrettoPoint::mul_base(coefficient).into()).collect();
    let nonce = Zeroizing::new(Scalar::random(&mut rng));
    let nonce_point = RistrettoPoint::mul_base(&nonce).compress();
    let identifier = Identifier::try_from(share).ok()?.serialize();
    let preimage = [identifier.as_slice(), commitment.first()?.as_bytes(), nonce_point.as_bytes()].concat();
    let challenge = Ristretto255Sha512::HDKG(&preimage)?;
    let response = *nonce + polynomial.first()? * challenge;
    let proof = [*nonce_point.as_bytes(), response.to_bytes()].concat();
    Some((polynomial, commitment, proof))
}

fn commitment(dealing: &Dealing) -> Option<VerifiableSecretSharingCommitment> {
    VerifiableSecretSharingCommitment::deserialize(dealing.commitment.iter().map(Element::as_bytes)).ok()
}

fn package(dealing: &Dealing) -> Option<round1::Package> {
    Some(round1::Package::new(commitment(dealing)?, Signature::deserialize(&dealing.proof).ok()?))
}

/// Whether a dealing is one: t group elements, and the proof holds for its share.
pub(super) fn is_sound(dealing: &Dealing, t: u16) -> bool {
    sound(dealing, t).is_some()
}

/// The crate verifies a proof where it deals in return: it is let deal a polynomial that is used for nothing.
fn sound(dealing: &Dealing, t: u16) -> Option<()> {
    let package = package(dealing)?;
    let other = if dealing.share == 1 { 2 } else { 1 };
    let throw_away = round1::SecretPackage::new(
        Identifier::try_from(other).ok()?,
        vec![Scalar::ONE; usize::from(t)],
        package.commitment().clone(),
        t,
        2,
    );
    let author = Identifier::try_from(dealing.share).ok()?;
    dkg::part2(throw_away, &BTreeMap::from([(author, package)])).ok().map(|_| ())
}

fn packages(dealings: &Dealings, but: u16) -> Option<BTreeMap<Identifier, round1::Package>> {
    let others = dealings.iter().filter(|(share, _)| **share != but);
    others
        .map(|(share, dealing)| Some((Identifier::try_from(*share).ok()?, package(dealing.body())?)))
        .collect()
}

/// The values of the own polynomial at everybody's share, the own included.
pub(super) fn hand_out(
    polynomial: &Polynomial,
    me: u16,
    dealings: &Dealings,
) -> Option<BTreeMap<u16, SecretScalar>> {
    let t = u16::try_from(polynomial.len()).ok()?;
    let n = u16::try_from(dealings.len()).ok()?;
    let own = commitment(dealings.get(&me)?.body())?;
    let secret = round1::SecretPackage::new(Identifier::try_from(me).ok()?, polynomial.to_vec(), own, t, n);
    let (kept, packages) = dkg::part2(secret, &packages(dealings, me)?).ok()?;
    let mut handed = BTreeMap::from([(me, SecretScalar::new(&kept.secret_share()))]);
    for share in dealings.keys().filter(|share| **share != me) {
        let package = packages.get(&Identifier::try_from(*share).ok()?)?;
        let bytes = Zeroizing::new(package.signing_share().serialize());
        let scalar: Option<Scalar> = Scalar::from_canonical_bytes(bytes.as_slice().try_into().ok()?).into();
        handed.insert(*share, SecretScalar::new(&Zeroizing::new(scalar?)));
    }
    Some(handed)
}

/// Whether `value` is the value of the dealt polynomial at `to`.
pub(super) fn is_value_of(dealing: &Dealing, to: u16, value: &SecretScalar) -> bool {
    let share = || {
        let signing = SigningShare::deserialize(value.as_bytes()).ok()?;
        Some(SecretShare::new(Identifier::try_from(to).ok()?, signing, commitment(dealing)?))
    };
    share().is_some_and(|share| share.verify().is_ok())
}

/// The own share: the sum of all polynomials' values at it.
pub(super) fn share(
    me: u16,
    t: u16,
    dealings: &Dealings,
    received: &BTreeMap<u16, SecretScalar>,
) -> Option<SecretScalar> {
    let n = u16::try_from(dealings.len()).ok()?;
    let (own, identifier) = (received.get(&me)?.scalar()?, Identifier::try_from(me).ok()?);
    let secret = round2::SecretPackage::new(identifier, commitment(dealings.get(&me)?.body())?, *own, t, n);
    let others = received.iter().filter(|(share, _)| **share != me);
    let others = others
        .map(|(share, value)| {
            let package = round2::Package::new(SigningShare::deserialize(value.as_bytes()).ok()?);
            Some((Identifier::try_from(*share).ok()?, package))
        })
        .collect::<Option<_>>()?;
    let (key, _) = dkg::part3(&secret, &packages(dealings, me)?, &others).ok()?;
    let bytes = Zeroizing::new(key.signing_share().serialize());
    let scalar: Option<Scalar> = Scalar::from_canonical_bytes(bytes.as_slice().try_into().ok()?).into();
    scalar.map(|scalar| SecretScalar::new(&Zeroizing::new(scalar)))
}

/// The key that follows from all dealings, before its canary is known.
pub(super) fn draft(roster: &Roster, dealings: &Dealings) -> Option<EpochKey> {
    let commitments: BTreeMap<u16, _> = dealings
        .iter()
        .map(|(share, dealing)| Some((*share, commitment(dealing.body())?)))
        .collect::<Option<_>>()?;
    let by_identifier = commitments
        .iter()
        .map(|(share, commitment)| Some((Identifier::try_from(*share).ok()?, commitment)))
        .collect::<Option<_>>()?;
    let public = PublicKeyPackage::from_dkg_commitments(&by_identifier).ok()?;
    let element = |bytes: Vec<u8>| Some(TagKeyPublic::new(bytes.try_into().ok()?));
    let shares = roster.shares().map(|share| {
        let verifying = public.verifying_shares().get(&Identifier::try_from(share).ok()?)?;
        Some(PublicShare(share, element(verifying.serialize().ok()?)?))
    });
    // A participant whose program reads identifiers in another way would find nothing with this key.
    let canon = dealings.values().next()?.body().canon.clone();
    if dealings.values().any(|dealing| dealing.body().canon != canon) {
        return None;
    }
    Some(EpochKey {
        epoch: roster.epoch,
        t: roster.t,
        canon,
        public: element(public.verifying_key().serialize().ok()?)?,
        shares: shares.collect::<Option<_>>()?,
        canary: Hash::new([0; 32]),
        ceremony: Vec::new(),
    })
}

/// The hash of all dealings, in the order of their shares.
pub(super) fn hash_of(dealings: &Dealings) -> Hash {
    let hashes: Vec<Hash> = dealings.values().map(Verified::hash).collect();
    codec::hash(domain::TRANSCRIPT, &codec::encode(&hashes))
}
