//! How often a holder can evaluate with a proof, beside the multiplications that it takes.

use std::time::{Duration, Instant};

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use parasol_protocol::evaluation::{self, TagKey};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use crate::table::{Row, Table};
use crate::{Outcome, progress};

/// How long each is measured.
const SPAN: Duration = Duration::from_secs(2);

/// Measures on one core; returns how long a multiplication takes, in microseconds.
pub(super) fn measure(table: &mut Table) -> Outcome<f64> {
    progress("evaluations with proofs, on one core");
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let multiplication = multiplication(&mut rng);
    table.note(format!("One multiplication of a point of ristretto255: {multiplication:.1} µs on one core."));
    let key = TagKey::random(&mut rng)?;
    for elements in [1_usize, 3, 32] {
        let mut phones = Vec::new();
        for n in 0..elements {
            phones.push(Identifier::from_canonical(IdentifierKind::Phone, &format!("+3363998{n:04}"))?);
        }
        let (_, asked) = evaluation::blind(phones.iter(), &mut rng)?;
        let (start, mut count) = (Instant::now(), 0_u32);
        while start.elapsed() < SPAN {
            std::hint::black_box(key.evaluate(&asked, &mut rng)?);
            count += 1;
        }
        let rate = f64::from(count) / start.elapsed().as_secs_f64();
        let what = format!("questions of {elements} answered with a proof, one core");
        table.push(Row::share(&what, rate, bound(elements, multiplication)));
    }
    Ok(multiplication)
}

/// Questions a second that a core could answer if it had nothing to do but multiply: the evaluations, the sum over which the
/// proof is made, and three for the proof (RFC 9497, section 2.2.1).
pub(super) fn bound(elements: usize, multiplication: f64) -> f64 {
    1e6 / (multiplication * (2.0 * elements as f64 + 3.0))
}

fn multiplication(rng: &mut ChaCha20Rng) -> f64 {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    let mut point = RistrettoPoint::from_uniform_bytes(&wide);
    rng.fill_bytes(&mut wide);
    let scalar = Scalar::from_bytes_mod_order_wide(&wide);
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < SPAN {
        point *= std::hint::black_box(scalar);
        count += 1;
    }
    std::hint::black_box(point);
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}
