//! Two organisations in two circles: whatever is done about a peer is done in one of them.

use parasol_tests::{Pair, until, until_peer};
use serde_json::Value;

fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field].as_str().unwrap_or_default()
}

#[test]
fn a_peer_of_two_common_circles_is_named_with_the_circle_where_it_has_to_be() {
    let Pair { france, belgium } = Pair::linked();
    france.cli(&["circle", "create", "Alps", "--one-key-opens-all"]);
    let invite = france.cli(&["peer", "invite", "Alps"]);
    let accepted = belgium.cli_with(&["peer", "accept"], text(&invite, "invite"));
    let words = text(&accepted, "words");
    // The link that waits is meant, not the one that there is.
    for (node, other) in [(&france, &belgium), (&belgium, &france)] {
        until_peer(node, other.name(), "unconfirmed");
        node.cli(&["peer", "confirm", other.name(), words]);
    }
    let members = |circle: &Value| circle["members"].as_array().map_or(0, Vec::len);
    for node in [&france, &belgium] {
        until(&format!("{} is in two circles of two", node.name()), || {
            let circles = node.cli(&["circle", "list"]);
            let circles: Vec<usize> = circles["circles"].as_array().unwrap().iter().map(members).collect();
            circles == [2, 2]
        });
    }
    let name = belgium.name();
    until("nothing of the joining is left", || {
        france.cli(&["peer", "list"])["peers"].as_array().unwrap().len() == 2
    });
    for words in
        [&["peer", "remove", name][..], &["policy", "inbound", name, "off"], &["peer", "relink", name]]
    {
        let refused = france.try_cli(words);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains("say which with --circle"), "{words:?}: {said}");
    }
    assert!(text(&france.cli(&["peer", "portrait", name]), "portrait").starts_with("parasol-portrait:"));
    let policies = france.cli(&["policy", "inbound", name, "moderators", "--circle", "Alps"]);
    let shown = policies["inbound"].as_array().unwrap();
    let mut shown: Vec<_> =
        shown.iter().map(|one| (text(one, "circle") == "Alps", text(one, "shown"))).collect();
    shown.sort_unstable();
    assert_eq!(shown, [(false, "members"), (true, "moderators")]);
    france.cli(&["peer", "remove", name, "--circle", "Alps"]);
    assert_eq!(text(&until_peer(&france, name, "ended"), "circle"), "Alps");
    france.cli(&["peer", "relink", name]);
    until("no link is ended", || {
        let peers = france.cli(&["peer", "list"]);
        peers["peers"].as_array().unwrap().iter().all(|peer| text(peer, "state") == "member")
    });
}
