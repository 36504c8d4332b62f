//! A report whose reporter has it looked at: gone from members and from the linked partner at once, back when it is lifted.

use parasol_tests::{Pair, Role, from_abroad, level, number, publication, report, until_level};
use serde_json::json;

#[test]
fn a_restricted_report_is_gone_here_and_abroad_at_once_and_comes_back_when_it_is_lifted() {
    let mut pair = Pair::linked();
    let password = pair.france.enrol("lucie", Role::Member);
    let reporter = pair.france.sign_in("lucie", &password);
    let moderator = pair.france.somebody("manon", Role::Moderator);
    let number = number(401);
    let abroad = from_abroad(&number);
    let id = reporter.post("/api/v1/reports", &report(&number)).expect(201).word("/id");
    let publish = format!("/api/v1/desk/reports/{id}/publish");
    let _ = moderator.post(&publish, &publication()).expect(201);
    until_level(&pair.belgium, &abroad, Some("very_dangerous"));

    let restriction = json!({"report": id, "password": password});
    let restricted = reporter.post("/api/v1/my-data/restriction", &restriction).expect(200);
    assert_eq!(restricted.json()["restricted"], 1);
    assert_eq!(level(&pair.france.check(&number)), None, "hidden before the answer came");
    until_level(&pair.belgium, &abroad, None);
    pair.until_converged();

    // It stays away from both disks.
    pair.france.kill();
    pair.belgium.kill();
    pair.france.serve();
    pair.belgium.serve();
    for node in [&pair.france, &pair.belgium] {
        assert_eq!(level(&node.check(&abroad)), None, "{}", node.name());
    }

    let lift = format!("/api/v1/desk/reports/{id}/lift");
    let _ = moderator.post(&lift, &json!({"text": "The number is his."})).expect(204);
    assert_eq!(level(&pair.france.check(&number)), Some("very_dangerous"));
    until_level(&pair.belgium, &abroad, Some("very_dangerous"));
    pair.until_converged();
    let told = reporter.get("/api/v1/my-data").expect(200).json();
    assert_eq!(told["requests"][0]["outcome"], "refused", "looked at: it is right, and used again");
    assert!(told["requests"][0]["answer"].is_null(), "its words stay behind her password");
    for node in [&pair.france, &pair.belgium] {
        let _ = node.cli(&["audit", "verify"]);
    }
}
