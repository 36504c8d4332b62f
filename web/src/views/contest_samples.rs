//! Samples of what is kept about reported people, of contesting, and of contests at the desk.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_core::contests::{ContestClaim, ContestDecision};
use parasol_protocol::lists::Level;

use super::contest::{
    ClosedContest, Contest, ContestLine, ContestedLine, Contests, DecisionChoice, OpenedContestPage,
    Reported, Statement,
};
use super::hold::{HoldForm, HoldLine, Holds};
use super::privacy::{Block, Section};
use super::tests::{page, problems};
use crate::labels;
use crate::language::{Texts, number};
use crate::page::{Fact, Problem};
use crate::pager::Pager;

const ID: &str = "00000000000000000000000000000000";

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let claims =
        || labels::choices(t, "contest-claim", ContestClaim::ALL.iter().map(|claim| claim.name()), &[]);
    let contest = |problems: Vec<Problem>| Contest {
        page: page(t, "/contest", "contest-title"),
        problems,
        contact: "<script>".to_owned(),
    };
    let statement = |asked: bool, problems: Vec<Problem>| Statement {
        page: page(t, "/contest/statement", "contest-code-title"),
        problems,
        asked,
        code: "7KQ2M-9XW4D-H".to_owned(),
        claims: claims(),
        statement: "<script>".to_owned(),
    };
    let wrong = |field: &str, id: &str| vec![Problem::new(field, t.get(id))];
    let mut pages = vec![
        ("reported", reported(t)),
        ("contest", contest(Vec::new()).render().unwrap()),
        ("contest_wrong", contest(wrong("contact", "contest-contact-wrong")).render().unwrap()),
        ("contest_statement", statement(true, Vec::new()).render().unwrap()),
        ("contest_statement_wrong", statement(false, wrong("code", "contest-code-wrong")).render().unwrap()),
    ];
    pages.extend(desk(t));
    pages.push(("holds", holds(t, true)));
    pages.push(("holds_none", holds(t, false)));
    pages
}

/// Keeping a report longer.
pub(super) fn hold(t: Texts, held: bool) -> HoldForm {
    let until = || vec![t.one("hold-until", "date", "19"), "<script>".to_owned()];
    HoldForm {
        held: if held { until() } else { Vec::new() },
        may: true,
        months: Vec::new(),
        reason: if held { "<script>".to_owned() } else { String::new() },
    }
}

fn holds(t: Texts, some: bool) -> String {
    let row = || HoldLine { report: ID.to_owned(), lines: hold(t, true).held };
    Holds {
        page: page(t, "/desk/holds", "holds-title"),
        facts: vec![Fact { name: t.get("holds-run"), lines: vec![t.count("holds-run-words", 2)] }],
        jumped: some.then(|| t.two("holds-jumped", &("then", "1"), &("now", "2"))),
        rows: if some { vec![row(), row()] } else { Vec::new() },
        pager: Pager::new(t, "/desk/holds", 1, if some { 3 } else { 0 }),
    }
    .render()
    .unwrap()
}

fn reported(t: Texts) -> String {
    let long = t.plain("reported-long-text", [("years", number(5))]);
    let one = t.plain("reported-long-text", [("years", number(1))]);
    let sections = vec![
        Section { heading: t.get("reported-long"), blocks: vec![Block::Text(long), Block::Text(one)] },
        Section { heading: t.get("reported-write"), blocks: vec![Block::List(vec!["<script>".to_owned()])] },
    ];
    Reported { page: page(t, "/reported", "reported-title"), sections }.render().unwrap()
}

fn desk(t: Texts) -> Vec<(&'static str, String)> {
    let line = |overdue: bool, own: bool| ContestLine {
        id: ID.to_owned(),
        from: "•• •• •• 57".to_owned(),
        claim: t.get("contest-claim-not_right"),
        filed: "21".to_owned(),
        due: t.one("contests-overdue", "date", "19"),
        overdue,
        alerts: t.count("contests-count", 1),
        empty: !overdue,
        own,
    };
    let list = |rows: Vec<ContestLine>| Contests {
        page: page(t, "/desk/contests", "contests-title"),
        closed: rows.is_empty(),
        close_all: (!rows.is_empty()).then(|| t.count("contests-close-all", 12)),
        pager: Pager::new(t, "/desk/contests", 1, rows.len()),
        rows,
    };
    let opened = |open: bool, may_close: bool| OpenedContestPage {
        page: page(t, "/desk/contests", "contests-title"),
        problems: if open { problems() } else { Vec::new() },
        id: ID.to_owned(),
        facts: vec![Fact { name: t.get("contests-statement"), lines: vec!["<script>".to_owned()] }],
        many: open,
        recalled: open.then(|| t.count("contests-recalled", 2)),
        alerts: if may_close {
            Vec::new()
        } else {
            vec![alert(t, Level::VeryDangerous), alert(t, Level::Risky)]
        },
        open,
        may_close,
        letter: "<script>".to_owned(),
    };
    let closed = ClosedContest { page: page(t, "/desk/contests", "contests-title"), id: ID.to_owned() };
    vec![
        ("contests", list(vec![line(false, false), line(true, false), line(false, true)]).render().unwrap()),
        ("contests_none", list(Vec::new()).render().unwrap()),
        ("contest_closed", closed.render().unwrap()),
        ("contest_open", opened(true, false).render().unwrap()),
        ("contest_decided", opened(true, true).render().unwrap()),
        ("contest_over", opened(false, false).render().unwrap()),
    ]
}

fn alert(t: Texts, level: Level) -> ContestedLine {
    let two = level == Level::VeryDangerous;
    let choice = |decision: &ContestDecision| DecisionChoice {
        code: decision.name().to_owned(),
        label: t.get(&format!("decision-{}", decision.name())),
        hint: t.get(&format!("decision-{}-hint", decision.name())),
        chosen: false,
    };
    let what = t.get("decision-recalled");
    ContestedLine {
        id: ID.to_owned(),
        level: labels::level(t, level),
        what: "<script>".to_owned(),
        month: t.month(2026, 11),
        state: two.then(|| t.get("contests-state-later")),
        times: t.count("contests-times-alert", 4),
        two,
        open: two,
        decided: Some(t.one(if two { "contests-proposed" } else { "contests-decided" }, "what", what)),
        choices: ContestDecision::ALL.iter().map(choice).collect(),
    }
}
