//! One member with a program against the others of her node, in a circle where it takes two to look a number up.

use parasol_tests::{Circle, Client, Role, from_abroad, number, until};
use serde_json::{Value, json};

fn published(node: usize) -> String {
    from_abroad(&number(640 + node))
}

fn complete(answer: &Value) -> bool {
    answer["complete"] == Value::Bool(true)
}

fn check(member: &Client, n: usize, ringing: bool) -> Value {
    let asked = json!({"identifier": from_abroad(&number(n)), "ringing": ringing});
    member.post("/api/v1/check", &asked).expect(200).json()
}

#[test]
fn one_member_with_a_program_leaves_the_others_their_calls() {
    let mut circle = Circle::linked(3);
    circle.publish_everywhere(published);
    circle.decide(0, &["threshold", "2"]);
    circle.until_all("the key serves", |standing| standing.serves(2));
    circle.until_all("all is filed under it", |standing| standing.is_filed());
    circle.decide(1, &["end-old-key"]);
    circle.until_all("the old key has ended", |standing| standing.rests_at(2));

    // Her own limits are not what holds her.
    let node = &mut circle.nodes[0];
    node.stop();
    node.serve_with(&["--set", "check.per_hour=10000", "--set", "check.per_day=10000"]);
    let (mallory, rosa) = (node.somebody("Mallory", Role::Member), node.somebody("Rosa", Role::Member));
    let mut n = 800;
    let mut next = |ringing| {
        n += 1;
        check(&mallory, n, ringing)
    };
    until("its partners are there again", || complete(&next(true)));

    let (greedy, calls): (Vec<Value>, Vec<Value>) = std::thread::scope(|scope| {
        let one = |n: usize| {
            let mallory = mallory.clone();
            scope.spawn(move || check(&mallory, 2_000 + n, true))
        };
        let greedy: Vec<_> = (0..80).map(one).collect();
        let calls = (0..4).map(|n| check(&rosa, 900 + n, true)).collect();
        (greedy.into_iter().map(|check| check.join().unwrap()).collect(), calls)
    });
    assert!(calls.iter().all(complete), "{calls:?}");
    // What nobody evaluated for her is told as such, and never as complete.
    let refused: Vec<_> = greedy.iter().filter(|answer| !complete(answer)).collect();
    assert!(!refused.is_empty());
    for answer in refused {
        assert!(answer["unanswered"].as_array().is_some_and(|sources| !sources.is_empty()), "{answer}");
    }
    until("nothing is left for her", || next(false)["unanswered"][0]["reason"] == "quota");
    assert!(complete(&check(&rosa, 910, true)));
}
