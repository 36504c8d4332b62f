//! Posts between the team and a reporter as pages show them, and what happens next with a report, in words.

use parasol_core::refusal::Refusal;
use parasol_core::reports::{CodePost, OwnThread, Post, Status, Writer};
use parasol_protocol::time::Timestamp;

use crate::failure::refusal_text;
use crate::language::Texts;
use crate::page::Problem;
use crate::time::date;
use crate::views::thread::PostView;

/// Posts as they are shown to their reporter, or to the desk.
pub(crate) fn posts(t: Texts, posts: &[Post], at_desk: bool) -> Vec<PostView> {
    let view = |post: &Post| {
        let by = match (post.by, at_desk) {
            (Writer::Desk, _) => "thread-by-team",
            (Writer::Reporter, true) => "thread-by-reporter",
            (Writer::Reporter, false) => "thread-by-you",
        };
        let text = match (post.not_free, post.by_account) {
            (true, true) => t.get("desk-not-free"),
            (true, false) => t.get("desk-not-free-said"),
            (false, _) => post.text.clone(),
        };
        PostView {
            by: t.one(by, "date", date(t, post.at)),
            lines: lines(&text),
            desk: post.by == Writer::Desk,
        }
    };
    posts.iter().map(view).collect()
}

/// Posts as whoever holds the code is shown them: no days, and nothing that the reporter wrote.
pub(crate) fn by_code(t: Texts, posts: &[CodePost]) -> Vec<PostView> {
    let view = |post: &CodePost| match post {
        CodePost::Asked(text) => PostView { by: t.get("thread-team"), lines: lines(text), desk: true },
        CodePost::Answered => {
            PostView { by: t.get("thread-you"), lines: vec![t.get("thread-answered")], desk: false }
        }
    };
    posts.iter().map(view).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// What is wrong with a post; none when it is not about what was typed.
pub(crate) fn problem(t: Texts, refusal: &Refusal) -> Option<Problem> {
    match refusal {
        Refusal::TooLong { field: "post", .. } | Refusal::Invalid { field: "post", .. } => {
            Some(Problem::new("post", refusal_text(t, refusal)))
        }
        _ => None,
    }
}

/// What happens next, without any day.
pub(crate) fn next(t: Texts, status: Status) -> String {
    t.get(&format!("next-{}", status.name()))
}

/// The days that belong to it, for the reporter alone.
pub(crate) fn days(t: Texts, thread: &OwnThread) -> Vec<String> {
    let day = |id: &str, at: Option<Timestamp>| at.map(|at| t.one(id, "date", date(t, at)));
    let days = [
        day("next-due", thread.due),
        day("next-shown-from", thread.shown_from),
        day("next-gone", thread.gone_on),
    ];
    days.into_iter().flatten().collect()
}

/// What happens when a report is taken back: at once, or in two steps.
pub(crate) fn withdrawing(t: Texts, delay: u64) -> String {
    if delay == 0 { t.get("withdraw-now-lead") } else { t.count("withdraw-lead", delay.div_ceil(3_600)) }
}
