//! USERS.md, "When it goes wrong", 14: what a seized machine could tell about those who used it.

use parasol_core::node::Node as Core;
use parasol_core::store::StoreKey;
use parasol_protocol::time::Timestamp;
use parasol_tests::{Node, Role};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::json;

/// What a browser says of itself, and what a proxy in front of the node says of where it is.
const BROWSER: &str = "Zinzolin/7.3 (Zuydcoote)";
const ADDRESSES: [&str; 2] = ["203.0.113.77", "2001:db8::77:1"];

#[test]
fn line_14_no_ip_address_and_no_user_agent_is_ever_stored() {
    let mut node = Node::new("Jasmine", "FR");
    let password = node.enrol("rosa", Role::Member);
    let told = |client: parasol_tests::Client| {
        let forwarded = format!("for={};by=[{}]", ADDRESSES[0], ADDRESSES[1]);
        client
            .with("User-Agent", BROWSER)
            .with("X-Forwarded-For", &ADDRESSES.join(", "))
            .with("X-Real-IP", ADDRESSES[0])
            .with("Forwarded", &forwarded)
    };
    let page = told(node.browser_of("rosa", &password));
    for path in ["/check", "/my-data", "/account/sessions", "/nothing"] {
        let _ = page.get(path);
    }
    let token = page.get("/report").expect(200).csrf();
    let _ = page.form("/report", &[("csrf", &token), ("text", "He locked the door.")]).expect(201);
    let wrong = json!({"pseudonym": "rosa", "password": "not this one"});
    let _ = told(node.visitor()).post("/api/v1/session", &wrong).expect(401);
    let right = json!({"pseudonym": "rosa", "password": password});
    let token = told(node.visitor()).post("/api/v1/session", &right).expect(201).word("/token");
    let api = told(node.visitor()).with_token(&token);
    let _ = api.post("/api/v1/check", &json!({"identifier": "06 39 98 00 99"})).expect(200);
    let sessions = api.get("/api/v1/account/sessions").expect(200);
    assert!(!sessions.body.contains("Zinzolin"), "{}", sessions.body);
    let log = node.log();
    node.stop();

    let key = std::fs::read_to_string(node.data().join("store.key")).unwrap();
    let (mut rng, now) = (ChaCha20Rng::seed_from_u64(1), Timestamp::new(u64::from(u32::MAX)));
    let core = Core::open(&node.data(), StoreKey::from_text(&key).unwrap(), now, &mut rng).unwrap();
    let mut opened = Vec::new();
    core.read().unwrap().store().visit_opened(&mut |row| opened.extend_from_slice(row)).unwrap();
    let opened = String::from_utf8_lossy(&opened);
    assert!(opened.contains("rosa"), "the rows were opened");
    for (what, hay) in [("the opened store", &*opened), ("the log", &*log)] {
        for needle in ["Zinzolin", "Zuydcoote", ADDRESSES[0], ADDRESSES[1], "127.0.0.1"] {
            assert!(!hay.contains(needle), "{needle} lies in {what}");
        }
    }
}
