//! Five organisations make a key of which three are needed, publish and check; a sixth comes, one goes, another key follows.

use parasol_tests::{Circle, Client, Role, from_abroad, number};
use serde_json::{Value, json};

fn published(node: usize) -> String {
    from_abroad(&number(600 + node))
}

/// Several members check at one instant, each another number: every one of them is answered.
fn at_one_instant(circle: &Circle) {
    let node = &circle.nodes[0];
    let members: Vec<_> = (0..16).map(|n| node.somebody(&format!("at once {n}"), Role::Member)).collect();
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let check = |(n, member): (usize, &Client)| {
            let asked = json!({"identifier": from_abroad(&number(700 + n))});
            let member = member.clone();
            scope.spawn(move || member.post("/api/v1/check", &asked).expect(200).json())
        };
        let asked: Vec<_> = members.iter().enumerate().map(check).collect();
        asked.into_iter().map(|check| check.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer["complete"] == Value::Bool(true)), "{answers:?}");
}

#[test]
fn five_make_a_key_a_sixth_comes_one_leaves_and_another_key_follows() {
    let mut circle = Circle::linked(5);
    circle.publish_everywhere(published);

    // Three of five: made by all, over the network, while members check.
    circle.decide(0, &["threshold", "3"]);
    circle.until_all("the key serves", |standing| standing.serves(3));
    circle.until_all("all is filed under it", |standing| standing.is_filed());
    circle.decide(1, &["end-old-key"]);
    circle.until_all("the old key has ended", |standing| standing.rests_at(3));
    (0..5).for_each(|node| circle.assert_known(&published(node)));
    circle.assert_answered_throughout("a key of which three are needed");

    at_one_instant(&circle);

    // A sixth gets its share from three who learn nothing of it.
    circle.admit(2);
    let sixth = published(5);
    circle.publish(5, &sixth);
    (0..6).for_each(|node| circle.assert_known(&published(node)));
    circle.assert_answered_throughout("a sixth comes");

    // One leaves at once, and is told nothing any more; the others decide that it is gone, and with that to make a key of which
    // it has no share.
    let left = circle.leave(3);
    circle.decide(0, &["remove", left.name()]);
    circle.until_all("it is removed", |standing| standing.members().len() == 5);
    circle.until_all("the new key serves", |standing| standing.serves(3));
    circle.until_all("all is filed under it", |standing| standing.is_filed());
    circle.decide(2, &["end-old-key"]);
    circle.until_all("the old key has ended", |standing| standing.rests_at(3));
    for node in [0, 1, 2, 4, 5] {
        circle.assert_known(&published(node));
    }
    circle.assert_answered_throughout("one leaves, and another key follows");
    let theirs = left.check(&published(0));
    assert_eq!((&theirs["level"], &theirs["complete"]), (&Value::Null, &Value::Bool(true)), "{theirs}");
}
