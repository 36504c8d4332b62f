//! The second factor on a node whose settings say nothing about it.

use parasol_tests::{Client, Node, Role};
use serde_json::json;

/// What an authenticator shows at this second, or thirty seconds later: a code that was used does not count again.
pub(crate) fn code(uri: &str, later: u64) -> String {
    let secret = uri.split("secret=").nth(1).unwrap().split('&').next().unwrap();
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let authenticator = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    authenticator.generate(now + later).to_string()
}

fn enrol(client: &Client) -> (String, Vec<String>) {
    let _ = client.post("/api/v1/account/second-factor", &json!({})).expect(204);
    let uri = client.get("/api/v1/account/second-factor").word("/pending");
    let body = json!({ "code": code(&uri, 0) });
    let done = client.post("/api/v1/account/second-factor/code", &body).expect(200);
    let codes = done.json()["recovery_codes"].as_array().unwrap().clone();
    (uri, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

#[test]
fn moderators_and_admins_must_have_one_and_a_lost_one_is_reset_on_the_command_line() {
    let mut node = Node::strict("Jasmine", "FR");
    let password = node.enrol("manon", Role::Moderator);
    let manon = node.sign_in("manon", &password);
    assert_eq!(manon.get("/api/v1/desk/reports").expect(403).problem(), "second_factor_missing");
    let (uri, recovery) = enrol(&manon);
    let _ = manon.get("/api/v1/desk/reports").expect(200);

    let sign_in = |node: &Node, code: Option<&str>| {
        let mut body = json!({ "pseudonym": "manon", "password": password });
        if let Some(code) = code {
            body["code"] = json!(code);
        }
        node.visitor().post("/api/v1/session", &body)
    };
    assert_eq!(sign_in(&node, None).expect(401).problem(), "second_factor_needed");
    let next = code(&uri, 30);
    let _ = sign_in(&node, Some(&next)).expect(201);
    assert_eq!(sign_in(&node, Some(&next)).expect(401).problem(), "wrong_second_factor", "replayed");
    // What was used stays used, whatever happens to the process.
    node.kill();
    node.serve();
    assert_eq!(sign_in(&node, Some(&next)).expect(401).problem(), "wrong_second_factor");
    let _ = sign_in(&node, Some(&recovery[0])).expect(201);
    assert_eq!(sign_in(&node, Some(&recovery[0])).expect(401).problem(), "wrong_second_factor");

    node.cli(&["member", "second-factor", "reset", "manon"]);
    let again = sign_in(&node, None).expect(201);
    let again = node.visitor().with_token(&again.word("/token"));
    assert_eq!(again.get("/api/v1/desk/reports").expect(403).problem(), "second_factor_missing");
    let member = node.somebody("rosa", Role::Member);
    let _ = member.get("/api/v1/account/sessions").expect(200);
    for secret in [&*uri, &recovery[1], &next] {
        assert!(!node.log().contains(secret), "a secret of the second factor is in the log");
    }
}

#[test]
fn a_changed_role_and_a_suspension_act_in_mid_session() {
    let node = Node::new("Jasmine", "FR");
    let password = node.enrol("manon", Role::Moderator);
    let manon = node.sign_in("manon", &password);
    let _ = manon.get("/api/v1/desk/reports").expect(200);
    node.cli(&["member", "role", "manon", "member"]);
    assert_eq!(manon.get("/api/v1/desk/reports").expect(401).problem(), "not_signed_in");
    let manon = node.sign_in("manon", &password);
    assert_eq!(manon.get("/api/v1/desk/reports").expect(403).problem(), "forbidden");
    let _ = manon.get("/api/v1/account/sessions").expect(200);
    node.cli(&["member", "suspend", "manon"]);
    assert_eq!(manon.get("/api/v1/account/sessions").expect(401).problem(), "not_signed_in");
    for forged in ["", "x", &"A".repeat(43), &"0".repeat(100_000)] {
        let stranger = node.visitor().with_token(forged);
        let status = stranger.get("/api/v1/account/sessions").status;
        assert!([401, 431].contains(&status), "a forged token was answered {status}");
    }
}
