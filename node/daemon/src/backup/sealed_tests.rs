#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use super::*;

/// Cheap: what it costs to try a passphrase is not what is tried here.
const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

fn passphrase(text: &str) -> Passphrase {
    Passphrase::known(text)
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::begin(Vec::new(), &passphrase("right"), CHEAP).unwrap();
    sealer.write_all(plain).unwrap();
    sealer.finish().unwrap()
}

fn opened(file: &[u8], text: &str) -> Result<Vec<u8>, Fault> {
    let mut plain = Vec::new();
    Opener::begin(file, &passphrase(text))?.read_to_end(&mut plain).map_err(Fault::of)?;
    Ok(plain)
}

fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect()
}

#[test]
fn every_length_comes_back_as_it_was() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
        assert_eq!(opened(&sealed(&sample(length)), "right").unwrap(), sample(length), "{length}");
    }
}

#[test]
fn two_backups_of_the_same_have_nothing_in_common() {
    let (one, other) = (sealed(&sample(200)), sealed(&sample(200)));
    let same = one.iter().zip(&other).skip(MAGIC.len() + 12).filter(|(a, b)| a == b).count();
    assert!(same < 20, "{same} equal bytes");
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_file() {
    let mut file = sealed(&sample(100));
    assert!(matches!(opened(&file, "wrong"), Err(Fault::Passphrase)));
    let at = file.len() - 20;
    file[at] ^= 1;
    assert!(matches!(opened(&file, "right"), Err(Fault::Damaged { .. })));
}

#[test]
fn what_is_no_backup_or_asks_for_too_much_is_refused() {
    assert!(matches!(opened(b"", "right"), Err(Fault::NoBackup)));
    assert!(matches!(opened(&sample(500), "right"), Err(Fault::NoBackup)));
    assert!(matches!(opened(b"parasol/backup/2 and what follows", "right"), Err(Fault::Newer)));
    let mut greedy = sealed(b"");
    greedy[MAGIC.len()] = 0xff;
    assert!(matches!(opened(&greedy, "right"), Err(Fault::Damaged { .. })));
}

#[test]
fn no_flipped_bit_passes() {
    let file = sealed(&sample(300));
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(opened(&changed, "right").is_err(), "byte {at}");
    }
}

#[test]
fn no_missing_end_passes() {
    let file = sealed(&sample(2 * CHUNK + 100));
    let ends = [HEADER, HEADER + CHUNK + SEAL, HEADER + 2 * (CHUNK + SEAL)];
    for end in ends {
        assert!(opened(&file[..end], "right").is_err(), "{end}");
    }
    assert!(
        matches!(opened(&file[..ends[1]], "right"), Err(Fault::Truncated)),
        "a whole chunk, not the last"
    );
    for end in (0..file.len()).step_by(997) {
        assert!(opened(&file[..end], "right").is_err(), "{end}");
    }
}

#[test]
fn chunks_open_in_their_own_place_of_their_own_file_only() {
    let (one, other) = (sealed(&sample(3 * CHUNK)), sealed(&sample(3 * CHUNK)));
    let [first, second] = [HEADER, HEADER + CHUNK + SEAL].map(|at| at..at + CHUNK + SEAL);
    let mut swapped = one.clone();
    swapped[first.clone()].copy_from_slice(&one[second.clone()]);
    swapped[second.clone()].copy_from_slice(&one[first.clone()]);
    let mut foreign = one.clone();
    foreign[second.clone()].copy_from_slice(&other[second.clone()]);
    let mut without = one.clone();
    without.drain(second);
    let mut longer = one.clone();
    longer.extend_from_slice(&one[first]);
    for file in [swapped, foreign, without, longer] {
        assert!(matches!(opened(&file, "right"), Err(Fault::Damaged { .. } | Fault::Truncated)));
    }
}
