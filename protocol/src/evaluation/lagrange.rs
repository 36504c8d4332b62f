//! Interpolation: the value of a polynomial at one point from its values at others.

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimeMultiscalarMul;

/// The Lagrange coefficients with which the values at `shares` give the value at `at`, in the order of `shares`.
///
/// None where a share is listed twice: there is no polynomial to speak of then.
pub(crate) fn coefficients(shares: &[u16], at: u16) -> Option<Vec<Scalar>> {
    let points: Vec<Scalar> = shares.iter().map(|share| Scalar::from(*share)).collect();
    let at = Scalar::from(at);
    points
        .iter()
        .enumerate()
        .map(|(i, own)| {
            let others = || points.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other);
            let above: Scalar = others().map(|other| at - other).product();
            let below: Scalar = others().map(|other| own - other).product();
            (below != Scalar::ZERO).then(|| above * below.invert())
        })
        .collect()
}

/// The value at `at` in the exponent. Everything here is public: shares' numbers and elements that travel.
pub(crate) fn interpolate(values: &[(u16, RistrettoPoint)], at: u16) -> Option<RistrettoPoint> {
    if let [(_, element)] = values {
        // A polynomial of degree 0 is the same everywhere.
        return Some(*element);
    }
    let (shares, elements): (Vec<u16>, Vec<RistrettoPoint>) = values.iter().copied().unzip();
    let coefficients = coefficients(&shares, at)?;
    Some(RistrettoPoint::vartime_multiscalar_mul(&coefficients, &elements))
}
