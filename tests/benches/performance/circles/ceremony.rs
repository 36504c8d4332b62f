//! The making of a key by all members, in one process: what the cryptography of it takes.

use std::time::{Duration, Instant};

use parasol_protocol::ceremony::Ceremony;
use parasol_protocol::charter::{Charter, Member};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::table::{Row, Table};
use crate::{Outcome, progress};

fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

fn charter(n: u8, t: u16) -> Outcome<Charter> {
    let country = "FR".parse()?;
    let member = |n: u8| Member {
        organisation: OrganisationId::new([n; 16]),
        node_key: secret(n).public(),
        recovery_key: secret(n + 100).public(),
        country,
        name: format!("House {n}"),
        share: n.into(),
    };
    Ok(Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 4,
        prev: Some(Hash::new([3; 32])),
        members: (1..=n).map(member).collect(),
        t,
        epoch: 2,
        keys: Vec::new(),
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    })
}

/// Everybody talks with everybody until all have made the key; how long that took, and how many bytes were said.
fn make(n: u8, t: u16) -> Outcome<(Duration, usize)> {
    let (charter, mut rng) = (charter(n, t)?, ChaCha20Rng::seed_from_u64(9));
    let start = Instant::now();
    let mut nodes = Vec::new();
    for n in 1..=n {
        let id = OrganisationId::new([n; 16]);
        nodes.push((id, secret(n), Ceremony::open(&charter, &id, 1, &secret(n), &mut rng)?));
    }
    let (mut bytes, mut new) = (0, true);
    while new {
        new = false;
        for from in 0..nodes.len() {
            for to in (0..nodes.len()).filter(|to| *to != from) {
                let (Some((hears, ..)), Some((says, _, node))) = (nodes.get(to), nodes.get(from)) else {
                    continue;
                };
                let (frame, says) = (node.exchange(hears), *says);
                bytes += frame.to_bytes().len();
                let Some((_, secret, node)) = nodes.get_mut(to) else { continue };
                new |= node.receive(&says, &frame, secret, &mut rng).changed;
            }
        }
    }
    let made = nodes.iter().all(|(_, _, node)| node.made().is_some());
    if made { Ok((start.elapsed(), bytes)) } else { Err("expected a key".into()) }
}

/// The multiplications of all together, in milliseconds: each verifies the proof and the share of every other's dealing, and
/// computes all public shares.
pub(super) fn bound(n: u8, t: u16, multiplication: f64) -> f64 {
    let (all, holders) = (f64::from(n), f64::from(t));
    all * ((all - 1.0) * (2.0 + holders) + all * holders) * multiplication / 1e3
}

/// Measures; `multiplication` is how many microseconds one takes.
pub(super) fn measure(multiplication: f64, table: &mut Table) -> Outcome<()> {
    progress("ceremonies in one process");
    for (n, t) in [(5_u8, 3_u16), (20, 3), (20, 10)] {
        let (took, bytes) = make(n, t)?;
        let what = format!("a key by all of {n}, {t} needed, one process, {} kB said", bytes / 1_000);
        table.push(Row::took(&what, super::millis(took), bound(n, t, multiplication)));
    }
    Ok(())
}
