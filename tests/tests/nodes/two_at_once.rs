//! Two moderators act on one report, or on one alert, in the same moment: each in a browser without JavaScript, both requests
//! on their way at once to a real process. One wins; the other is told in words, and what she typed stands on her page.
//!
//! `PARASOL_RACES` says how often each two meet (6 by default).

use std::fs;
use std::sync::Barrier;
use std::thread;

use parasol_tests::{Answer, Client, Node, Role, number, publication, report};
use serde_json::{Value, json};

use crate::kills::setting;

/// What the first of the two types, and the second.
const FIRST: &str = "Says he is an electrician.";
const SECOND: &str = "Comes with a grey van.";

/// What whoever was not fast enough is told.
const DECIDED: &str = "Somebody else has decided about this report meanwhile.";
const CLAIMED: &str = "has been at this report for";
const CHANGED: &str = "This has changed meanwhile";
const CORRECTED: &str = "Somebody else has corrected this alert meanwhile.";
const PROPOSED: &str = "and it waits for a second moderator.";
const ENDED: &str = "This alert has been recalled or put aside meanwhile.";

/// A node with two moderators who sit at the desk, a third who looks what came of it, and somebody who reports.
struct Desk {
    node: Node,
    ines: Sitting,
    vera: Sitting,
    looks: Client,
    reporter: Client,
    numbers: usize,
}

/// A moderator in her browser.
struct Sitting {
    browser: Client,
    csrf: String,
}

/// The button of a form that is pressed, and what was typed before.
struct Press {
    path: String,
    fields: Vec<(&'static str, String)>,
}

impl Press {
    fn new(path: impl Into<String>, fields: &[(&'static str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { path: path.into(), fields }
    }

    fn publish(report: &str, text: &str) -> Self {
        let fields = [("level", "risky"), ("kinds", "harassment"), ("text", text), ("anyway", "yes")];
        Self::new(format!("/desk/report/{report}/publish"), &fields)
    }

    fn correct(alert: &str, text: &str) -> Self {
        let fields = [
            ("version", "0"),
            ("level", "risky"),
            ("kinds", "harassment"),
            ("text", text),
            ("why", "misread"),
        ];
        Self::new(format!("/alert/{alert}/correct"), &fields)
    }

    fn recall(alert: &str) -> Self {
        Self::new(format!("/alert/{alert}/recall"), &[("reason", "correction")])
    }
}

impl Sitting {
    fn new(node: &Node, name: &str) -> Self {
        let browser = node.browser_of(name, &node.enrol(name, Role::Moderator));
        let csrf = browser.get("/desk").expect(200).csrf();
        Self { browser, csrf }
    }

    fn press(&self, press: &Press) -> Answer {
        let mut fields = vec![("csrf", self.csrf.as_str())];
        fields.extend(press.fields.iter().map(|(name, value)| (*name, value.as_str())));
        self.browser.form(&press.path, &fields)
    }

    fn opens(&self, report: &str) {
        let _ = self.press(&Press::new(format!("/desk/report/{report}"), &[])).expect(200);
    }
}

impl Desk {
    fn new(settings: &str) -> Self {
        let mut node = Node::new("Jasmine", "FR");
        node.stop();
        let settings = format!("[check]\nper_hour = 1000\nper_day = 10000\n{settings}");
        fs::write(node.data().join("config.toml"), settings).unwrap();
        node.serve();
        let [ines, vera] = ["ines", "vera"].map(|name| Sitting::new(&node, name));
        let (looks, reporter) =
            (node.somebody("zoe", Role::Moderator), node.somebody("lucie", Role::Partner));
        Self { node, ines, vera, looks, reporter, numbers: 0 }
    }

    /// Another number, and a report that names it.
    fn reported(&mut self) -> (String, String) {
        self.numbers += 1;
        let number = number(self.numbers);
        let filed = self.reporter.post("/api/v1/reports", &report(&number)).expect(201);
        (number, filed.word("/id"))
    }

    /// The same, published: the number, the report, the alert.
    fn published(&mut self) -> (String, String, String) {
        let (number, id) = self.reported();
        let path = format!("/api/v1/desk/reports/{id}/publish");
        let alert = self.looks.post(&path, &publication()).expect(201).word("/alert_id");
        (number, id, alert)
    }

    /// Both press in the same moment.
    fn both(&self, ines: &Press, vera: &Press) -> [Answer; 2] {
        let start = Barrier::new(2);
        thread::scope(|scope| {
            let two = [(&self.ines, ines), (&self.vera, vera)].map(|(who, press)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    who.press(press)
                })
            });
            two.map(|one| one.join().unwrap())
        })
    }

    /// What a check finds of the number.
    fn found(&self, number: &str) -> Vec<Value> {
        self.node.check(number)["alerts"].as_array().unwrap().clone()
    }

    fn status(&self, report: &str) -> String {
        self.reporter.get(&format!("/api/v1/reports/{report}")).expect(200).word("/status")
    }

    fn alert(&self, alert: &str) -> Value {
        self.looks.get(&format!("/api/v1/alerts/{alert}")).expect(200).json()
    }
}

/// Which of the two won: 0 or 1. The other is told one of these sentences, and has what she typed before her.
#[track_caller]
fn winner(answers: &[Answer; 2], sentences: &[&str], typed: [&str; 2]) -> usize {
    let statuses = answers.each_ref().map(|answer| answer.status);
    let won = usize::from(statuses == [409, 200]);
    let (first, second) = (&answers[0].body, &answers[1].body);
    assert!(
        won == 1 || statuses == [200, 409],
        "expected that one wins, found {statuses:?}: {first}\n{second}"
    );
    is_told(&answers[1 - won], sentences, typed[1 - won]);
    won
}

#[track_caller]
fn is_told(answer: &Answer, sentences: &[&str], typed: &str) {
    let told = sentences.iter().any(|sentence| answer.body.contains(sentence));
    assert!(told && answer.body.contains(typed), "expected {sentences:?} and {typed}: {}", answer.body);
}

/// Lets two meet as often as is wanted, each of them first in turn, and says how often either won.
fn races(desk: &mut Desk, mut race: impl FnMut(&mut Desk) -> usize) {
    let mut won = [0, 0];
    for _ in 0..setting("PARASOL_RACES", 6) {
        won[race(desk)] += 1;
    }
    eprintln!("the first won {} times, the second {}", won[0], won[1]);
}

#[test]
fn of_two_who_publish_one_wins_and_it_is_published_once() {
    races(&mut Desk::new(""), |desk| {
        let (number, id) = desk.reported();
        let answers = desk.both(&Press::publish(&id, FIRST), &Press::publish(&id, SECOND));
        let won = winner(&answers, &[DECIDED], [FIRST, SECOND]);
        let found = desk.found(&number);
        assert_eq!(found.len(), 1, "it is published once");
        assert_eq!(found[0]["text"], [FIRST, SECOND][won], "in the words of the one who won");
        won
    });
}

#[test]
fn of_one_who_publishes_and_one_who_refuses_one_wins() {
    races(&mut Desk::new(""), |desk| {
        let (number, id) = desk.reported();
        let fields = [("reason", "not_enough"), ("reject_text", SECOND)];
        let reject = Press::new(format!("/desk/report/{id}/reject"), &fields);
        let answers = desk.both(&Press::publish(&id, FIRST), &reject);
        let won = winner(&answers, &[DECIDED], [FIRST, SECOND]);
        assert_eq!(desk.status(&id), ["published", "not_published"][won]);
        assert_eq!(desk.found(&number).len(), [1, 0][won]);
        won
    });
}

#[test]
fn of_one_who_merges_and_one_who_publishes_one_wins() {
    races(&mut Desk::new(""), |desk| {
        let (_, _, into) = desk.published();
        let (number, id) = desk.reported();
        let merge = Press::new(format!("/desk/report/{id}/merge"), &[("alert", &into)]);
        let answers = desk.both(&merge, &Press::publish(&id, SECOND));
        let won = winner(&answers, &[DECIDED], ["", SECOND]);
        assert_eq!(desk.status(&id), ["merged", "published"][won]);
        assert_eq!(desk.alert(&into)["reports"], [2, 1][won]);
        let found = desk.found(&number);
        assert_eq!(found.len(), 1, "one alert names it");
        assert_eq!(found[0]["id"] == into.as_str(), won == 0);
        won
    });
}

#[test]
fn of_one_who_undoes_and_one_who_recalls_one_wins() {
    races(&mut Desk::new(""), |desk| {
        let (number, id, alert) = desk.published();
        let undo = Press::new(format!("/desk/report/{id}/undo"), &[]);
        let answers = desk.both(&undo, &Press::recall(&alert));
        let won = winner(&answers, &[CHANGED], ["", ""]);
        assert_eq!(desk.status(&id), ["waiting", "recalled"][won]);
        assert_eq!(desk.alert(&alert)["state"], "recalled");
        assert_eq!(desk.found(&number).len(), 0);
        won
    });
}

#[test]
fn of_one_who_takes_over_and_one_who_publishes_one_wins() {
    races(&mut Desk::new(""), |desk| {
        let (number, id) = desk.reported();
        desk.vera.opens(&id);
        let take_over = Press::new(format!("/desk/report/{id}/take-over"), &[]);
        let answers = desk.both(&take_over, &Press::publish(&id, SECOND));
        let won = winner(&answers, &[DECIDED, CLAIMED], ["", SECOND]);
        assert_eq!(desk.found(&number).len(), [0, 1][won]);
        if won == 0 {
            // It is hers now: she goes on where the other was, and is let.
            let _ = desk.ines.press(&Press::publish(&id, FIRST)).expect(200);
        }
        won
    });
}

#[test]
fn of_two_who_correct_one_wins_and_what_the_other_typed_stays() {
    races(&mut Desk::new(""), |desk| {
        let (_, _, alert) = desk.published();
        let answers = desk.both(&Press::correct(&alert, FIRST), &Press::correct(&alert, SECOND));
        let won = winner(&answers, &[CORRECTED], [FIRST, SECOND]);
        assert_eq!(desk.alert(&alert)["text"], [FIRST, SECOND][won]);
        assert_eq!(desk.alert(&alert)["version"], 1);
        won
    });
}

#[test]
fn whoever_corrects_what_is_recalled_in_the_same_moment_keeps_what_she_typed() {
    races(&mut Desk::new(""), |desk| {
        let (number, _, alert) = desk.published();
        let [corrected, recalled] = desk.both(&Press::correct(&alert, FIRST), &Press::recall(&alert));
        // A correction that came first stands in the history of what is recalled then.
        let _ = recalled.expect(200);
        if corrected.status != 200 {
            assert_eq!(corrected.status, 409, "{}", corrected.body);
            is_told(&corrected, &[ENDED], FIRST);
        }
        let alert = desk.alert(&alert);
        assert_eq!((&alert["state"], alert["version"] == 1), (&json!("recalled"), corrected.status == 200));
        assert_eq!(desk.found(&number).len(), 0);
        usize::from(corrected.status != 200)
    });
}

#[test]
fn of_one_who_confirms_and_one_who_sends_back_one_wins() {
    races(&mut Desk::new("[desk]\nsecond_for_very_dangerous = true\n"), |desk| {
        let (number, id) = desk.reported();
        let path = format!("/api/v1/desk/reports/{id}");
        let _ = desk.looks.post(&format!("{path}/publish"), &publication()).expect(202);
        let proposal = desk.looks.get(&format!("{path}/proposal")).expect(200).word("/proposal");
        let confirm = Press::new(format!("/desk/report/{id}/confirm"), &[("proposal", &proposal)]);
        let fields = [("proposal", proposal.as_str()), ("why", SECOND)];
        let send_back = Press::new(format!("/desk/report/{id}/send-back"), &fields);
        let won = winner(&desk.both(&confirm, &send_back), &[DECIDED], ["", SECOND]);
        assert_eq!(desk.found(&number).len(), [1, 0][won]);
        won
    });
}

#[test]
fn of_two_who_propose_one_wins_and_what_the_other_typed_stays() {
    races(&mut Desk::new("[desk]\nsecond_for_very_dangerous = true\n"), |desk| {
        let (number, id) = desk.reported();
        let [first, second] = [FIRST, SECOND].map(|text| {
            let mut press = Press::publish(&id, text);
            press.fields.retain(|(name, _)| *name != "level");
            press.fields.push(("level", "very_dangerous".to_owned()));
            press
        });
        let won = winner(&desk.both(&first, &second), &[PROPOSED], [FIRST, SECOND]);
        let proposal = desk.looks.get(&format!("/api/v1/desk/reports/{id}/proposal")).expect(200);
        assert_eq!(proposal.word("/text"), [FIRST, SECOND][won]);
        assert_eq!(desk.found(&number).len(), 0);
        won
    });
}
