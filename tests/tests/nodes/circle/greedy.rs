//! A member with a program uses up what partners evaluate for her node in an hour; at a colleague's door it rings.

use parasol_tests::{Circle, Role, from_abroad, level, number};
use serde_json::{Value, json};

/// What the program asks at a time, and how often: less than her hour allows her.
const AT_ONCE: usize = 4;
const EACH: usize = 7;

#[test]
fn a_member_with_a_program_leaves_nobody_at_the_door() {
    let mut circle = Circle::linked(3);
    let published = |node: usize| from_abroad(&number(640 + node));
    circle.publish_everywhere(published);
    circle.decide(0, &["threshold", "2"]);
    circle.until_all("the key serves", |standing| standing.serves(2));
    circle.until_all("all is filed under it", |standing| standing.is_filed());
    circle.decide(1, &["end-old-key"]);
    circle.until_all("the old key has ended", |standing| standing.rests_at(2));
    let node = &circle.nodes[0];
    let (mallory, rosa) = (node.somebody("mallory", Role::Member), node.somebody("rosa", Role::Member));
    // As it is written at home: a number for each country of the circle in which it may be one.
    let search = |n: usize| {
        let asked = json!({"identifier": number(n)});
        mallory.post("/api/v1/check", &asked).expect(200).json()
    };
    let missed = |answer: &Value| answer["complete"] == Value::Bool(false);

    let refused: usize = std::thread::scope(|scope| {
        let program = |n: usize| {
            let numbers = 700 + n * EACH..700 + (n + 1) * EACH;
            scope.spawn(move || numbers.map(search).filter(missed).count())
        };
        let running: Vec<_> = (0..AT_ONCE).map(program).collect();
        // It rings meanwhile.
        for call in 0..8 {
            let asked = json!({"identifier": published(1 + call % 2), "ringing": true});
            let answer = rosa.post("/api/v1/check", &asked).expect(200).json();
            assert_eq!((level(&answer), missed(&answer)), (Some("very_dangerous"), false), "{answer}");
        }
        running.into_iter().map(|program| program.join().unwrap()).sum()
    });
    assert!(refused > 0, "the program had all that it wanted: this shows nothing");
    let told = search(999);
    assert_eq!((level(&told), missed(&told)), (None, true), "she is told what is missing: {told}");
}
