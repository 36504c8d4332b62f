//! Samples of the pages that somebody sees first.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::account::{AskedCheck, Home, Link, Message, MyReport, MyReports, SignIn};
use super::tests::page;
use crate::language::Texts;

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let mine = MyReport {
        id: "00".to_owned(),
        month: t.month(2026, 11),
        status: t.get("status-published"),
        label: t.get("mine-open"),
    };
    let sign_in = SignIn {
        page: page(t, "/sign-in", "sign-in-title"),
        problems: Vec::new(),
        asked: true,
        put_back: true,
        username: String::new(),
        shared: true,
        check: Some(AskedCheck { identifier: "06 39 98 41 57\"<script>".to_owned(), kind: "any".to_owned() }),
    };
    let link = Link { href: "/".to_owned(), label: t.get("nav-home") };
    let message = Message {
        page: page(t, "/", "page-title"),
        heading: t.get("page-not-found"),
        lines: vec![t.get("page-not-found-text")],
        links: vec![link],
    };
    let home = Home {
        page: page(t, "/", "home-title"),
        may_check: true,
        may_report: true,
        may_follow: true,
        may_decide: true,
        may_see_status: true,
    };
    vec![
        ("home", home.render().unwrap()),
        ("sign_in", sign_in.render().unwrap()),
        (
            "my_reports",
            MyReports {
                page: page(t, "/my-reports", "mine-title"),
                reports: vec![mine],
                draft_note: Some(t.one("draft-note", "date", "21")),
            }
            .render()
            .unwrap(),
        ),
        ("message", message.render().unwrap()),
    ]
}
