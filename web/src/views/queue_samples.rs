//! Samples of what moderators decide together.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_protocol::lists::Level;

use super::account::Link;
use super::beside_samples::warned;
use super::queue::{AlertDesk, CorrectPage, DeskDone, ProposalView, VersionView};
use super::tests::{names, page, problems};
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::page::Fact;

const ID: &str = "0123456789abcdef0123456789abcdef";

fn facts(t: Texts) -> Vec<Fact> {
    let fact = |id: &str, line: String| Fact { name: t.get(id), lines: vec![line] };
    vec![
        fact("desk-level", labels::level(t, Level::VeryDangerous).label),
        fact("desk-text", "Says he is a <b>doctor</b>.\nLimps.".to_owned()),
    ]
}

/// A proposal of the reader's own, of somebody else, or one that was sent back.
pub(super) fn proposal(t: Texts, yours: bool, waits: bool) -> ProposalView {
    let when = t.ago(300);
    let lead = match yours {
        true => t.one("second-by-you", "when", when),
        false => t.two("second-by", &("name", "Ines <b>"), &("when", &when)),
    };
    let why = (!waits).then(|| "Too near to <b>her</b> words.".to_owned());
    ProposalView {
        id: ID.to_owned(),
        report: ID.to_owned(),
        lead,
        facts: facts(t),
        yours,
        waits,
        why,
        typed: String::new(),
    }
}

/// The moderators' part of an alert's page.
pub(super) fn alert_desk(t: Texts, masked: bool) -> AlertDesk {
    let line = |id: &str| t.two(id, &("date", "21"), &("name", "Ines <b>"));
    let version = |id: &str| VersionView {
        heading: line(id),
        why: Some("The van was <b>another</b>.".to_owned()),
        facts: facts(t),
    };
    AlertDesk {
        report: ID.to_owned(),
        undo: masked,
        may_correct: true,
        masked,
        proposal: Some(proposal(t, !masked, true)),
        history: vec![version("history-line-corrected"), version("history-line-published")],
    }
}

fn correct(t: Texts, wrong: bool) -> String {
    let identifier = |code: &str| Choice {
        code: code.to_owned(),
        label: "+33 • •• •• •• 57".to_owned(),
        chosen: code == "1",
    };
    CorrectPage {
        page: page(t, "/desk", "correct-title"),
        problems: if wrong { problems() } else { Vec::new() },
        id: ID.to_owned(),
        version: "0".to_owned(),
        text: "Says he is a <b>doctor</b>.".to_owned(),
        town: "Lyon".to_owned(),
        aliases: "Marc\nMarco".to_owned(),
        vehicle: "grey van".to_owned(),
        description: String::new(),
        why: String::new(),
        warned: if wrong { warned(t) } else { Vec::new() },
        level: "risky".to_owned(),
        levels: Level::ALL.iter().map(|level| labels::level(t, *level)).collect(),
        kinds: labels::choices(t, "kind", names("kind"), &["armed_robbery"]),
        identifiers: ["0", "1"].map(identifier).into_iter().collect(),
    }
    .render()
    .unwrap()
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let done = DeskDone {
        page: page(t, "/desk", "desk-done-title"),
        heading: t.get("desk-published"),
        lines: vec![t.get("shared-not_asked")],
        links: vec![Link { href: "/desk".to_owned(), label: t.get("desk-to-queue") }],
        undo: Some(ID.to_owned()),
    };
    vec![
        ("desk_done", done.render().unwrap()),
        ("correct", correct(t, false)),
        ("correct_wrong", correct(t, true)),
    ]
}
