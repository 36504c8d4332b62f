//! Samples of the pages of cases and of the partner's inbox.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::case::{
    CaseLine, CasePage, Cases, ClosedCase, Complaint, HandOver, Inbox, InboxCase, InboxLine, NoteLine,
    PoliceView, Sheet, Typed,
};
use super::desk::ContactView;
use super::tests::page;
use crate::labels;
use crate::language::Texts;
use crate::page::{Fact, Problem};
use crate::pager::Pager;

const ID: &str = "0123456789abcdef0123456789abcdef";

fn facts(t: Texts) -> Vec<Fact> {
    let fact = |id: &str, line: String| Fact { name: t.get(id), lines: vec![line] };
    vec![
        fact("case-why", t.get("case-why-urgent")),
        fact("raw-kinds", t.get("kind-rape_or_attempt")),
        fact("case-whose", t.get("case-yours")),
    ]
}

fn notes(t: Texts) -> Vec<NoteLine> {
    let head = format!("Vera, 2026-11-21 09:30: {}", t.get("case-note-team"));
    vec![NoteLine { head, text: "She would like a woman to call. <b>".to_owned() }]
}

fn list(t: Texts) -> String {
    let line = |urgent: bool| CaseLine {
        id: ID.to_owned(),
        what: t.get("kind-rape_or_attempt"),
        why: vec![t.get("case-why-severe"), t.get("case-why-contact")],
        opened: t.ago(9_000),
        whose: if urgent { t.get("case-nobodys") } else { "Vera".to_owned() },
        stands: vec![t.one("case-due-since", "day", "21")],
        urgent,
        severe: true,
        due: urgent,
        own: !urgent,
    };
    Cases {
        page: page(t, "/desk/cases", "cases-title"),
        filters: labels::choices(t, "cases-show", ["open", "mine", "due", "closed"], &["open"]),
        rows: vec![line(true), line(false)],
        pager: Pager::with(t, "/desk/cases?show=open&", 0, 2),
    }
    .render()
    .unwrap()
}

fn case(t: Texts, open: bool, release: PoliceView) -> String {
    let problems = if open { vec![Problem::new("text", t.get("invalid-empty_note"))] } else { Vec::new() };
    let handed = matches!(release, PoliceView::NoYes);
    CasePage {
        page: page(t, "/desk/cases", "case-title"),
        done: (!open).then(|| t.get("case-done-close")),
        id: ID.to_owned(),
        facts: facts(t),
        urgent: open,
        complaint: open,
        due: open,
        contact: match open {
            true => ContactView::Hidden(labels::choices(t, "contact-reason", ["call_back", "other"], &[])),
            false => ContactView::None,
        },
        no_call: open,
        open,
        may_reopen: !open,
        mine: false,
        assigned: true,
        handed: handed.then(|| "Bus <des> femmes".to_owned()),
        kept_here: matches!(release, PoliceView::Never).then(|| t.get("case-kept-never_outside")),
        release,
        notes: notes(t),
        days: vec![labels::Choice { code: "3".to_owned(), label: t.count("case-in-days", 3), chosen: true }],
        today: "2026-11-21".to_owned(),
        outcomes: labels::choices(t, "case-outcome", ["helped", "no_safe_way"], &[]),
        typed: Typed { text: "kept".to_owned(), ..Typed::default() },
        problems,
    }
    .render()
    .unwrap()
}

fn inbox_case(t: Texts) -> String {
    InboxCase {
        page: page(t, "/inbox", "inbox-title"),
        problems: Vec::new(),
        done: Some(t.get("case-done-note")),
        id: ID.to_owned(),
        facts: facts(t),
        urgent: true,
        complaint: true,
        contact: ContactView::Hidden(labels::choices(t, "contact-reason", ["call_back", "other"], &[])),
        no_call: true,
        notes: notes(t),
        text: String::new(),
    }
    .render()
    .unwrap()
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let closed = ClosedCase {
        page: page(t, "/desk/cases", "case-title"),
        id: ID.to_owned(),
        action: "/desk/case",
        back: "/desk/cases",
        back_label: t.get("case-to-list"),
    };
    let hand_over = HandOver {
        page: page(t, "/desk/cases", "case-title"),
        id: ID.to_owned(),
        partner: "Bus <des> femmes".to_owned(),
    };
    let sheet = Sheet {
        page: page(t, "/desk/cases", "case-title"),
        back: format!("/desk/case/{ID}"),
        facts: facts(t),
        today: "21".to_owned(),
    };
    let complaint = Complaint {
        page: page(t, "/desk/cases", "case-title"),
        back: format!("/desk/case/{ID}"),
        facts: facts(t),
        lines: vec![t.one("complaint-names", "names", "Vera, Zoé")],
    };
    let line = InboxLine {
        id: ID.to_owned(),
        what: t.get("kind-rape_or_attempt"),
        since: t.ago(9_000),
        urgent: true,
    };
    let inbox = Inbox {
        page: page(t, "/inbox", "inbox-title"),
        rows: vec![line],
        pager: Pager::new(t, "/inbox", 0, 2),
    };
    let yes = PoliceView::Yes {
        lines: vec![t.one("case-police-since", "day", "21"), t.get("case-police-wanted")],
        may_confirm: true,
        complete: true,
    };
    vec![
        ("cases", list(t)),
        ("case_closed", closed.render().unwrap()),
        ("case", case(t, true, yes)),
        ("case_handed", case(t, true, PoliceView::NoYes)),
        ("case_police", case(t, true, PoliceView::Never)),
        ("case_over", case(t, false, PoliceView::NoYes)),
        ("case_hand_over", hand_over.render().unwrap()),
        ("case_sheet", sheet.render().unwrap()),
        ("case_complaint", complaint.render().unwrap()),
        ("inbox", inbox.render().unwrap()),
        ("inbox_case", inbox_case(t)),
    ]
}
