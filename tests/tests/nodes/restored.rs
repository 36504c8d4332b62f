//! An older copy of the data directory is put back, and: what a thief of the directory can open.

use std::fs;
use std::path::Path;

use parasol_protocol::sync::Ledgers;
use parasol_tests::{Pair, Tellers, from_abroad, level, number, until, until_level};

use crate::disk;

#[test]
fn a_node_restored_from_an_older_copy_brings_nothing_recalled_back_and_goes_on() {
    let mut pair = Pair::linked();
    let tellers = Tellers::at(&pair.france);
    let [recalled, lost, after] = [201, 202, 203].map(|n| from_abroad(&number(n)));
    let alert = tellers.publish(&recalled);
    pair.until_converged();

    pair.france.stop();
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("copy");
    disk::copy(&pair.france.data(), &copy);
    pair.france.serve();

    tellers.recall(&alert);
    let _ = tellers.publish(&lost);
    until_level(&pair.belgium, &lost, Some("very_dangerous"));
    pair.until_converged();

    pair.france.stop();
    fs::remove_dir_all(pair.france.data()).unwrap();
    disk::copy(&copy, &pair.france.data());
    pair.france.serve();
    // The node does not know the later alert any more: what nobody here can answer for is recalled.
    until_level(&pair.belgium, &lost, None);
    until_level(&pair.france, &recalled, None);
    let _ = tellers.publish(&after);
    until_level(&pair.belgium, &after, Some("very_dangerous"));
    pair.until_converged();
    for node in [&pair.france, &pair.belgium] {
        for gone in [&recalled, &lost] {
            let verdict = node.check(gone);
            assert_eq!(
                (level(&verdict), verdict["alerts"].as_array().unwrap().len()),
                (None, 0),
                "{verdict}"
            );
        }
        assert_eq!(level(&node.check(&after)), Some("very_dangerous"));
    }
    let circle = pair.france.cli(&["circle", "status"]);
    assert_eq!(circle["recovered_entries"], 1, "the moderators are told how many: {circle}");
}

/// How many records of the peer's ledger open in this directory.
fn records(data: &Path) -> usize {
    let node = disk::open(data);
    let snapshot = node.read().unwrap();
    let peer = snapshot.links().unwrap().remove(0).organisation;
    let circle = snapshot.ledgers().common_circles(&peer)[0].0;
    let listed = disk::listed(&snapshot, circle, peer);
    listed.iter().filter(|hash| snapshot.ledgers().record(&circle, hash).is_some()).count()
}

/// The thief has the key file, the keyring as it is now, and the database as it was at any time before: more than every
/// byte that the disk can still hold. That no single value opens with the wrong keys is shown in the store's own tests.
#[test]
fn no_erased_value_opens_with_every_key_and_every_byte() {
    let mut pair = Pair::linked();
    let tellers = Tellers::at(&pair.france);
    let kept = from_abroad(&number(211));
    let _ = tellers.publish(&kept);
    let alert = tellers.publish(&from_abroad(&number(212)));
    pair.until_converged();

    pair.belgium.stop();
    let data = pair.belgium.data();
    let copies = tempfile::tempdir().unwrap();
    let before = copies.path().join("before");
    disk::copy(&data, &before);
    pair.belgium.serve();
    let keyring = fs::read(before.join("keyring")).unwrap();

    tellers.recall(&alert);
    pair.until_converged();
    // What was removed is erased at the next start at the latest.
    pair.belgium.stop();
    pair.belgium.serve();
    until("the keyring has lost the old key", || fs::read(data.join("keyring")).unwrap() != keyring);
    pair.belgium.stop();

    assert_eq!(records(&before), 2, "with its own keyring, the older database opens");
    fs::copy(data.join("keyring"), before.join("keyring")).unwrap();
    let refused = disk::try_open(&before).err().unwrap().to_string();
    assert!(refused.contains("lacks keys"), "{refused}");
    assert_eq!(records(&data), 1, "what was not recalled is still there");
    pair.belgium.serve();
    assert_eq!(level(&pair.belgium.check(&kept)), Some("very_dangerous"));
}
