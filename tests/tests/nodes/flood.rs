//! A thousand sign-ins at once: the node stays within its memory, and whoever is signed in notices nothing.

use std::sync::Barrier;
use std::thread;

use parasol_tests::{NUMBER, Node, Role};
use serde_json::json;

/// Sign-ins at once.
const FLOOD: usize = 1_000;

/// What the node may take at its highest beyond what it took before, in kB: the memory of the password hashes (19 MiB
/// each, as many as the pool makes at once), a thousand connections with their buffers, and room.
const BOUND_KB: u64 = 160 * 1_024;

/// The most memory that a process ever had, in kB.
fn highest(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_login_flood_stays_within_its_memory_and_locks_nobody_out() {
    let node = Node::new("Jasmine", "FR");
    let password = node.enrol("rosa", Role::Member);
    let rosa = node.sign_in("rosa", &password);
    let check = || rosa.post("/api/v1/check", &json!({ "identifier": NUMBER }));
    let _ = check().expect(200);
    let before = highest(node.pid());

    let start = Barrier::new(FLOOD + 1);
    let answered = thread::scope(|scope| {
        let tries: Vec<_> = (0..FLOOD)
            .map(|n| {
                let (visitor, start) = (node.visitor(), &start);
                // Half of them at her name, half at names that nobody has.
                let name = if n % 2 == 0 { "rosa".to_owned() } else { format!("nobody {n}") };
                let body = json!({ "pseudonym": name, "password": "a wrong guess" });
                let attack = move || {
                    start.wait();
                    visitor.try_post("/api/v1/session", &body).map(|answer| answer.status)
                };
                thread::Builder::new().stack_size(256 * 1_024).spawn_scoped(scope, attack).unwrap()
            })
            .collect();
        start.wait();
        // She is in the middle of it.
        for _ in 0..10 {
            let _ = check().expect(200);
        }
        tries.into_iter().filter_map(|attack| attack.join().unwrap().ok()).collect::<Vec<_>>()
    });
    for status in &answered {
        assert!([401, 429, 503].contains(status), "a guess was answered {status}");
    }
    assert!(answered.iter().filter(|status| **status == 429).count() > 100, "her name is guarded");
    let after = highest(node.pid());
    assert!(after <= before + BOUND_KB, "{before} kB before, {after} kB at the highest");
    let _ = check().expect(200);
    // And whoever has not tried yet signs in.
    let lola = node.enrol("lola", Role::Member);
    let _ = node.sign_in("lola", &lola);
}
