//! Samples of own reports, of reports by their code, and of what is written about them.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_protocol::time::Timestamp;

use super::tests::{page, problems};
use super::thread::{DeskThread, DraftPage, FollowedPage, MyReportPage, MyReportSure, PostView, ThreadView};
use crate::language::Texts;
use crate::page::Fact;
use crate::thread;

const DAY: Timestamp = Timestamp::new(1_795_219_200);

/// Two posts, and a field to write in.
pub(super) fn talk(t: Texts, wrong: bool) -> ThreadView {
    let day = crate::time::date(t, DAY);
    ThreadView {
        posts: vec![
            PostView {
                by: t.one("thread-by-team", "date", day.clone()),
                lines: vec!["Do you remember the <colour> of the van?".to_owned(), "Thank you.".to_owned()],
                desk: true,
            },
            PostView {
                by: t.one("thread-by-you", "date", day),
                lines: vec!["grey\"<script>".to_owned()],
                desk: false,
            },
        ],
        may_write: true,
        typed: if wrong { "x".repeat(40) } else { String::new() },
        wrong,
    }
}

/// A thread at the desk: of a report that waits, or of one that was taken back.
pub(super) fn at_desk(t: Texts, withdrawn: bool) -> DeskThread {
    DeskThread {
        thread: talk(t, false),
        hint: t.get("desk-ask-code-hint"),
        gone: withdrawn.then(|| t.one("desk-gone", "date", crate::time::date(t, DAY))),
        not_free: withdrawn.then(|| t.get("desk-not-free")),
        not_free_counts: withdrawn,
        put_back: withdrawn,
    }
}

fn my_report(t: Texts, notice: Option<&str>, thread: Option<ThreadView>, withdrawn: bool) -> String {
    let fact = Fact { name: t.get("mine-what"), lines: vec!["<script>".to_owned(), "Two".to_owned()] };
    let wrong = thread.as_ref().is_some_and(|thread| thread.wrong);
    MyReportPage {
        page: page(t, "/my-reports", "mine-one-title"),
        problems: if wrong { problems() } else { Vec::new() },
        action: "/my-reports/00".to_owned(),
        month: t.month(2026, 11),
        status: t.get(if withdrawn { "status-withdrawn" } else { "status-asked_back" }),
        reason: wrong.then(|| t.get("told-not_enough")),
        next: vec![t.get("next-asked_back"), t.one("next-due", "date", crate::time::date(t, DAY))],
        notice: notice.map(|id| t.get(id)),
        opened: if thread.is_some() { vec![fact] } else { Vec::new() },
        thread,
        typed: "kept <text>".to_owned(),
        may_withdraw: !withdrawn,
        may_say_not_free: withdrawn,
    }
    .render()
    .unwrap()
}

fn followed(t: Texts, thread: Option<ThreadView>, withdrawn: bool) -> String {
    FollowedPage {
        page: page(t, "/follow", "follow-title"),
        problems: Vec::new(),
        code: "7KQ2M-9XW4D-H".to_owned(),
        month: t.month(2026, 3),
        status: t.get("status-not_published"),
        reason: Some(t.get("told-duplicate")),
        next: t.get("next-not_published"),
        thread,
        may_withdraw: !withdrawn,
        withdraw_lead: thread::withdrawing(t, 72 * 3_600),
        may_say_not_free: withdrawn,
    }
    .render()
    .unwrap()
}

/// Every page, by a name for its file.
pub(super) fn all(t: Texts) -> Vec<(&'static str, String)> {
    let sure = MyReportSure {
        page: page(t, "/my-reports", "mine-one-title"),
        action: "/my-reports/00".to_owned(),
        lead: thread::withdrawing(t, 0),
    };
    let draft = |closed| {
        DraftPage {
            page: page(t, "/report/draft", "draft-title"),
            problems: if closed { Vec::new() } else { problems() },
            action: "/report/draft",
            lead: t.one("draft-page-lead", "date", crate::time::date(t, DAY)),
            closed,
        }
        .render()
        .unwrap()
    };
    vec![
        ("report_draft", draft(false)),
        ("report_draft_closed", draft(true)),
        ("my_report_closed", my_report(t, None, None, false)),
        ("my_report_kept_closed", my_report(t, Some("mine-one-closed"), None, false)),
        ("my_report_open", my_report(t, None, Some(talk(t, false)), false)),
        ("my_report_wrong", my_report(t, None, Some(talk(t, true)), false)),
        ("my_report_withdrawn", my_report(t, None, None, true)),
        ("my_report_sure", sure.render().unwrap()),
        ("followed", followed(t, None, false)),
        ("followed_asked", followed(t, Some(talk(t, false)), false)),
        ("followed_withdrawn", followed(t, None, true)),
    ]
}
