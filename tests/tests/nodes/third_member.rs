//! A circle of two admits a third organisation, once both have said yes, and two of the three remove one.

use parasol_tests::{
    Node, Pair, Tellers, from_abroad, link, number, until, until_level, until_peer, until_some,
};
use serde_json::Value;

fn word<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(answer: &'a Value, pointer: &str) -> &'a [Value] {
    answer.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn members(node: &Node) -> Vec<String> {
    let status = node.cli(&["circle", "list"]);
    list(&status, "/circles/0/members").iter().map(|member| word(member, "/name").to_owned()).collect()
}

#[track_caller]
fn until_members(nodes: &[&Node], n: usize) {
    for node in nodes {
        until(&format!("{} sees {n} members", node.name()), || members(node).len() == n);
    }
}

/// The change that waits for an answer at a node.
#[track_caller]
fn until_change(node: &Node, what: &str) -> Value {
    until_some(&format!("{} is asked: {what}", node.name()), || {
        let status = node.cli(&["circle", "status"]);
        let open = list(&status, "/changes")
            .iter()
            .find(|change| word(change, "/what/0/word") == what && word(change, "/answer") == "nothing");
        open.cloned()
    })
}

#[test]
fn a_third_is_admitted_by_both_and_one_is_removed_by_the_two_others() {
    let Pair { france, mut belgium } = Pair::linked();
    let tulip = Node::new("Tulp", "NL");
    link(&belgium, &tulip);

    // Both have to want it: the one who invited said so by confirming the words.
    let change = until_change(&france, "joined");
    assert_eq!(word(&change, "/what/0/about/name"), "Tulp");
    assert_eq!((change["needs_all"].as_bool(), word(&change, "/phase")), (Some(true), "admins"));
    assert!(list(&change, "/unconfirmed").iter().any(|member| word(member, "/name") == "Jasmine"));
    assert_eq!(members(&tulip), Vec::<String>::new(), "nothing is given to it before");
    assert!(france.cli(&["doctor"]).to_string().contains("change_waits"), "its admin is told");
    france.cli(&["circle", "confirm"]);
    until_members(&[&france, &belgium, &tulip], 3);
    tulip.cli(&["policy", "outbound", "on", "--delay", "0"]);

    // What each shares the two others find, though no invite has ever linked Jasmine and Tulp.
    // A Dutch number may look like these, unless they are written whole.
    let [one, two, three] = [501, 502, 503].map(|n| from_abroad(&number(n)));
    let tellers = [&france, &belgium, &tulip].map(Tellers::at);
    let _ = tellers[0].publish(&one);
    let _ = tellers[1].publish(&two);
    let _ = tellers[2].publish(&three);
    for node in [&belgium, &tulip] {
        until_level(node, &one, Some("very_dangerous"));
    }
    for node in [&france, &tulip] {
        until_level(node, &two, Some("very_dangerous"));
    }
    for node in [&france, &belgium] {
        until_level(node, &three, Some("very_dangerous"));
    }

    // The one who invited is away: the two others are a majority, and speak with each other.
    belgium.stop();
    let status = france.cli(&["circle", "propose", "remove", "Parapluie"]);
    assert_eq!(word(&status, "/changes/0/answer"), "confirmed");
    let change = until_change(&tulip, "removed");
    assert_eq!(change["needs_all"].as_bool(), Some(false));
    tulip.cli(&["circle", "confirm"]);
    until_members(&[&france, &tulip], 2);
    for node in [&france, &tulip] {
        until_level(node, &two, None);
    }
    until_level(&tulip, &one, Some("very_dangerous"));

    // It is told when it is back, and what came from the circle is gone there.
    belgium.serve();
    until_members(&[&belgium], 0);
    for gone in [&one, &three] {
        until_level(&belgium, gone, None);
    }
    assert_eq!(belgium.check(&two)["level"], "very_dangerous", "its own stays its own");
}

/// `kill -9`, and up again.
fn again(node: &mut Node) {
    node.kill();
    node.serve();
}

#[test]
fn nodes_that_are_killed_after_every_step_go_on_and_decide() {
    let Pair { mut france, mut belgium } = Pair::linked();
    let mut tulip = Node::new("Tulp", "NL");
    let invitation = belgium.cli(&["peer", "invite"]);
    let accepted = tulip.cli_with(&["peer", "accept"], word(&invitation, "/invite"));
    again(&mut tulip);
    let words = word(&accepted, "/words");
    until_peer(&belgium, "Tulp", "unconfirmed");
    again(&mut belgium);
    belgium.cli(&["peer", "confirm", "Tulp", words]);
    until_peer(&tulip, "Parapluie", "unconfirmed");
    tulip.cli(&["peer", "confirm", "Parapluie", words]);
    again(&mut tulip);
    again(&mut belgium);
    until_change(&france, "joined");
    again(&mut france);
    france.cli(&["circle", "confirm"]);
    again(&mut france);
    again(&mut tulip);
    until_members(&[&france, &belgium, &tulip], 3);

    // Two changes at once: one is decided, and the other is still wanted by whoever proposed it.
    france.cli(&["circle", "propose", "lease", "30"]);
    again(&mut france);
    tulip.cli(&["circle", "propose", "fresh-limit", "12"]);
    again(&mut tulip);
    until_change(&belgium, "lease");
    until_change(&belgium, "fresh_limit");
    for change in list(&belgium.cli(&["circle", "status"]), "/changes") {
        // It may have been set aside by the other one meanwhile.
        let _ = belgium.try_cli(&["circle", "confirm", word(change, "/id")]);
    }
    again(&mut belgium);
    let charter = |node: &Node| node.cli(&["circle", "status"])["charter"].as_u64();
    for node in [&france, &belgium, &tulip] {
        until(&format!("{} knows what was decided", node.name()), || charter(node) > Some(3));
    }
    until("all hold the same charter", || {
        charter(&france) == charter(&belgium) && charter(&belgium) == charter(&tulip)
    });
}
