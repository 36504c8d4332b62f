//! Samples of terms and policy, the own data, requests about it, and the audit.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::privacy::{
    AskPage, AskedLine, AuditPage, AuditRow, AuditSummaryPage, Block, ClosedRequest, DeletePage, Fate, Legal,
    MyDataPage, MyDataPrint, MyDataReport, OpenedRequestPage, PrintedReport, RequestLine, Requests,
    RestrictPage, Section, SummaryLine,
};
use super::tests::{page, problems};
use crate::labels;
use crate::language::Texts;
use crate::page::Fact;
use crate::pager::Pager;

fn legal(t: Texts) -> String {
    let section = Section {
        heading: t.get("privacy-who"),
        blocks: vec![
            Block::Text(t.one("privacy-address", "address", "1 rue <script>, 75000 Paris")),
            Block::List(vec!["officer@example.org".to_owned(), "+33 6 39 98 00 02".to_owned()]),
        ],
    };
    Legal {
        page: page(t, "/privacy", "privacy-title"),
        heading: t.get("privacy-heading"),
        version: Some(t.one("legal-version", "version", 1)),
        gaps: vec![t.one("legal-gap", "missing", t.get("legal-gap-officer"))],
        sections: vec![section],
    }
    .render()
    .unwrap()
}

fn facts(t: Texts) -> Vec<Fact> {
    let lines = vec!["•• •• •• 11".to_owned(), "<script>".to_owned()];
    vec![Fact { name: t.get("my-data-contacts"), lines }]
}

fn asked(t: Texts, open: bool) -> Vec<AskedLine> {
    let line = |answered: bool| AskedLine {
        kind: t.get("request-correct"),
        words: open.then(|| "This is <script> wrong.".to_owned()),
        when: t.one(if answered { "my-data-answered" } else { "my-data-due" }, "date", "19"),
        outcome: answered.then(|| t.get("outcome-granted")),
        answer: (answered && open).then(|| "<script>".to_owned()),
    };
    vec![line(false), line(true)]
}

fn pager(t: Texts) -> Option<Pager> {
    Pager::new(t, "/my-data/ask", 1, 3)
}

fn own(t: Texts) -> Vec<(&'static str, String)> {
    let data = MyDataPage {
        page: page(t, "/my-data", "my-data-title"),
        problems: problems(),
        facts: facts(t),
        requests: asked(t, false),
        more: Some(t.count("my-data-all-requests", 12)),
    };
    let report = |in_use: bool| MyDataReport {
        id: "0".repeat(32),
        month: t.month(2026, 11),
        status: t.get("status-published"),
        restricted: (!in_use).then(|| t.one("my-data-restricted-since", "date", "21")),
        in_use,
    };
    let restrict = |may_restrict: bool, open: bool| RestrictPage {
        page: page(t, "/my-data/restrict", "my-data-title"),
        problems: if may_restrict { Vec::new() } else { problems() },
        reports: if may_restrict { vec![report(true), report(false)] } else { Vec::new() },
        pager: if may_restrict { pager(t) } else { None },
        action: "/my-data/restrict",
        open,
        may_restrict,
    };
    let ask = |open: bool| AskPage {
        page: page(t, "/my-data/ask", "my-data-title"),
        problems: if open { Vec::new() } else { problems() },
        action: "/my-data/ask",
        kinds: labels::choices(t, "request", ["object", "correct"], &["object"]),
        words: "</textarea><script>".to_owned(),
        requests: asked(t, open),
        pager: pager(t),
        has_words: true,
        open,
    };
    let print = MyDataPrint {
        page: page(t, "/my-data", "print-title"),
        heading: t.one("print-heading", "date", "21"),
        facts: facts(t),
        reports: vec![PrintedReport {
            heading: t.one("print-report", "date", "20"),
            facts: facts(t),
            erased: true,
        }],
        requests: asked(t, true),
        rows: vec![PrintedReport { heading: t.get("kept-sessions"), facts: facts(t), erased: false }],
    };
    let fate = |code: &'static str| Fate {
        code,
        label: t.get(&format!("fate-{code}")),
        hint: t.get(&format!("fate-{code}-hint")),
        chosen: code == "unlink",
    };
    let delete = DeletePage {
        page: page(t, "/my-data/delete", "my-data-title"),
        problems: problems(),
        fates: vec![fate("unlink"), fate("remove")],
    };
    vec![
        ("my_data", data.render().unwrap()),
        ("my_data_restrict", restrict(true, true).render().unwrap()),
        ("my_data_restrict_closed", restrict(true, false).render().unwrap()),
        ("my_data_restrict_none", restrict(false, false).render().unwrap()),
        ("my_data_ask", ask(false).render().unwrap()),
        ("my_data_ask_open", ask(true).render().unwrap()),
        ("my_data_print", print.render().unwrap()),
        ("my_data_delete", delete.render().unwrap()),
    ]
}

fn requests(t: Texts) -> Vec<(&'static str, String)> {
    let line = |own: bool| RequestLine {
        id: "0".repeat(32),
        kind: t.get("request-object"),
        asked: "21".to_owned(),
        due: t.one("requests-overdue", "date", "19"),
        overdue: !own,
        own,
    };
    let list = |rows| Requests { page: page(t, "/admin/requests", "requests-title"), rows };
    let closed = ClosedRequest { page: page(t, "/admin/requests", "requests-title"), id: "0".repeat(32) };
    let opened = |at_desk: bool| OpenedRequestPage {
        page: page(t, "/admin/requests", "requests-title"),
        problems: if at_desk { Vec::new() } else { problems() },
        id: "0".repeat(32),
        facts: facts(t),
        at_desk,
        may_desk: at_desk,
        asleep: false,
        outcomes: labels::choices(t, "outcome", ["granted", "refused"], &[]),
        words: "</textarea><script>".to_owned(),
    };
    vec![
        ("requests", list(vec![line(true), line(false)]).render().unwrap()),
        ("requests_none", list(Vec::new()).render().unwrap()),
        ("request_closed", closed.render().unwrap()),
        ("request_open", opened(false).render().unwrap()),
        ("request_at_desk", opened(true).render().unwrap()),
    ]
}

fn audit(t: Texts) -> Vec<(&'static str, String)> {
    let row = AuditRow {
        number: 108,
        when: "2026-11-21 09:30".to_owned(),
        who: "0".repeat(32),
        what: t.get("audit-word-report_opened"),
        subject: "× 3".to_owned(),
    };
    let lines = |broken: bool| AuditPage {
        page: page(t, "/admin/audit", "audit-title"),
        broken: broken.then(|| t.one("audit-broken", "number", 7)),
        whole: !broken,
        lines: Vec::new(),
        pager: None,
    };
    let some = AuditPage { lines: vec![row], pager: pager(t), ..lines(true) };
    let line = |opening: bool| SummaryLine {
        who: "<script> (moderator)".to_owned(),
        what: t.get("audit-word-report_opened"),
        opening,
        count: 12,
    };
    let month = |rows: Vec<SummaryLine>| AuditSummaryPage {
        page: page(t, "/admin/audit/summary", "audit-summary-title"),
        heading: t.one("audit-summary-heading", "month", t.month(2026, 11)),
        month: "2026-11".to_owned(),
        end: (!rows.is_empty()).then(|| "108-7KQ2M".to_owned()),
        may_lines: !rows.is_empty(),
        rows,
    };
    vec![
        ("audit", some.render().unwrap()),
        ("audit_none", lines(false).render().unwrap()),
        ("audit_summary", month(vec![line(true), line(false)]).render().unwrap()),
        ("audit_summary_none", month(Vec::new()).render().unwrap()),
    ]
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let mut pages = vec![("legal", legal(t))];
    pages.extend(own(t));
    pages.extend(requests(t));
    pages.extend(audit(t));
    pages
}
