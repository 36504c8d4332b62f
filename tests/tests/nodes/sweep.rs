//! A sweep is noticed, and nothing of what was asked stays anywhere: not in the files, not under their keys, not in the log.

use std::collections::BTreeSet;

use parasol_core::node::Node as Core;
use parasol_core::roles::Actor;
use parasol_core::store::StoreKey;
use parasol_protocol::time::Timestamp;
use parasol_tests::{Node, Role, written_forms};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::json;

#[test]
fn a_sweep_is_noticed_and_what_was_asked_is_nowhere() {
    let mut node = Node::new("Jasmine", "FR");
    node.stop();
    node.serve_with(&["--set", "check.per_hour=200", "--set", "check.per_day=200"]);
    let rosa = node.somebody("rosa", Role::Member);
    let asked: Vec<String> = (0..60).map(|n| format!("06 39 98 {:02} {n:02}", 99 - n)).collect();
    for number in &asked {
        let _ = rosa.post("/api/v1/check", &json!({ "identifier": number })).expect(200);
    }
    let doctor = node.cli(&["doctor"]).to_string();
    assert!(doctor.contains("\"sweeps\""), "{doctor}");
    let told = node.cli(&["sweep", "list"]);
    assert_eq!((&told["members"][0]["pseudonym"], &told["partners"]), (&json!("rosa"), &json!([])), "{told}");
    let log = node.log();
    node.stop();

    // With the node's own keys everything opens; what opens says how many and nothing more.
    let key = std::fs::read_to_string(node.data().join("store.key")).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let now = Timestamp::new(u64::from(u32::MAX));
    let core = Core::open(&node.data(), StoreKey::from_text(&key).unwrap(), now, &mut rng).unwrap();
    let snapshot = core.read().unwrap();
    let sweeps = snapshot.sweeps(&Actor::Operator).unwrap();
    assert_eq!(sweeps.len(), 1);
    assert!(sweeps[0].checks >= 40 && sweeps[0].checks == sweeps[0].nothing, "{sweeps:?}");
    let mut opened = Vec::new();
    snapshot.store().visit_opened(&mut |row| opened.extend_from_slice(row)).unwrap();
    assert!(opened.windows(4).any(|part| part == b"rosa"), "the rows were opened");

    let needles: BTreeSet<String> = asked.iter().flat_map(|number| written_forms(number)).collect();
    let mut hay = vec![("the opened store", opened), ("the log", log.into_bytes())];
    for entry in std::fs::read_dir(node.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            hay.push(("a file", std::fs::read(path).unwrap()));
        }
    }
    for (what, bytes) in hay {
        let text = String::from_utf8_lossy(&bytes);
        for needle in &needles {
            assert!(!text.contains(needle.as_str()), "a number that was checked lies in {what}");
        }
    }
}
