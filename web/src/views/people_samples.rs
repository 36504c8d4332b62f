//! Samples of the pages about members.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::people::{MadePassword, MemberLine, MemberPage, MemberSure, Members, Tree, TreeLine};
use super::tests::{page, problems};
use crate::labels;
use crate::language::Texts;
use crate::page::Fact;

fn roles(t: Texts) -> Vec<labels::Choice> {
    labels::choices(t, "role", ["member", "partner", "moderator", "admin"], &["partner"])
}

fn sure(t: Texts) -> String {
    MemberSure {
        page: page(t, "/admin/members", "people-title"),
        heading: t.one("sure-suspend", "name", "<script>"),
        lines: vec![t.get("sure-signed-out"), t.count("sure-brought", 2)],
        id: "0".repeat(32),
        what: "suspend",
        role: String::new(),
        yes: t.get("person-suspend"),
    }
    .render()
    .unwrap()
}

fn member(t: Texts, shown: bool) -> String {
    MemberPage {
        page: page(t, "/admin/members", "people-title"),
        problems: if shown { Vec::new() } else { problems() },
        id: "0".repeat(32),
        name: "<script>".to_owned(),
        facts: vec![Fact {
            name: t.get("person-sponsor"),
            lines: vec![t.two("person-sponsor-cut", &("name", "Rosa"), &("day", "3"))],
        }],
        review: shown.then(|| t.plain("person-review-text", [("day", "3".into())])),
        may_suspend: !shown,
        may_resume: shown,
        is_locked: shown,
        is_partner: shown,
        roles: roles(t),
        reasons: labels::choices(t, "contact-reason", ["lost_access", "danger"], &[]),
        contacts: shown.then(|| vec!["rosa@example.org".to_owned()]),
    }
    .render()
    .unwrap()
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let line = |name: &str, standing: &str| MemberLine {
        id: "0".repeat(32),
        name: name.to_owned(),
        role: t.get("role-partner"),
        standing: t.get(&format!("standing-{standing}")),
        since: t.month(2026, 3),
    };
    let members = Members {
        page: page(t, "/admin/members", "people-title"),
        problems: problems(),
        name: "<script>".to_owned(),
        review: true,
        found: t.count("people-found", 120),
        rows: vec![line("<script>", "waiting"), line("Rosa", "locked")],
        place: Some(t.two("pager-page", &("page", "2"), &("pages", "3"))),
        before: Some(0),
        next: Some(2),
        typed: String::new(),
        roles: roles(t),
    };
    let made = MadePassword {
        page: page(t, "/admin/members", "people-title"),
        heading: t.one("people-new-done", "name", "Rosa"),
        password: "invented-words".to_owned(),
    };
    let leaf = |depth: usize, fast: bool| TreeLine {
        id: "0".repeat(32),
        depth,
        beyond: String::new(),
        name: "<script>".to_owned(),
        branch: 8,
        notes: t.get(if fast { "tree-fast-many" } else { "tree-cut" }),
        fast,
    };
    let tree = Tree {
        page: page(t, "/admin/tree", "tree-title"),
        rule: t.two("tree-rule", &("many", "8"), &("partner", "60")),
        fast: vec![leaf(0, true)],
        rows: vec![leaf(0, true), leaf(1, false), leaf(8, false)],
        below: Some("0".repeat(32)),
        place: Some(t.two("pager-page", &("page", "2"), &("pages", "3"))),
        before: Some(0),
        next: Some(2),
    };
    vec![
        ("members", members.render().unwrap()),
        ("member_password", made.render().unwrap()),
        ("member", member(t, false)),
        ("member_shown", member(t, true)),
        ("member_sure", sure(t)),
        ("tree", tree.render().unwrap()),
    ]
}
