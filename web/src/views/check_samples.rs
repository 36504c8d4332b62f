//! Samples of the pages that look something up and report something.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_protocol::lists::{EventKind, Level, Perpetrator};

use super::check::{Check, FoundView, NotChecked, ReadView, Search, SummaryView, VerdictPage, VerdictView};
use super::report::{CheckFact, CheckLine, IdentifierRow, Report, ReportCheck, ReportDone, ReportForm};
use super::tests::{names, page, problems};
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::page::Problem;

fn identifier_kinds(t: Texts) -> Vec<Choice> {
    labels::choices(t, "identifier", ["any", "phone", "email", "plate", "handle"], &["any"])
}

fn found(t: Texts, level: Level, own: bool) -> FoundView {
    FoundView {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        level: labels::level(t, level),
        month: t.month(2026, 3),
        origin: if own {
            t.get("verdict-origin-own")
        } else {
            t.two(
                "verdict-origin",
                &("country", &labels::country(t, "BE".parse().unwrap())),
                &("name", "Brussels"),
            )
        },
        own,
        perpetrator: Some(labels::perpetrator(t, Perpetrator::PosingAsClient)),
        kinds: labels::kinds(
            t,
            &[EventKind::RapeOrAttempt, EventKind::ArmedRobbery, EventKind::from_code(99)],
        ),
        text: own
            .then(|| "Charming on the phone, comes with a second man who waits on the stairs.".to_owned()),
        found_for: (!own).then(|| "+32 6 39 98 41 57".to_owned()),
    }
}

/// A verdict.
pub(super) fn verdict(t: Texts, level: Option<Level>, complete: bool) -> String {
    let read = |kind: &str, value: &str, level: Option<Level>| ReadView {
        kind: t.get(&format!("identifier-{kind}")),
        value: value.to_owned(),
        level: level.map(|level| labels::level(t, level)),
    };
    let alerts =
        level.map(|level| vec![found(t, level, true), found(t, Level::Risky, false)]).unwrap_or_default();
    let unanswered = |reason: &str| {
        let source = "Lisbon".to_owned();
        t.two(&format!("unanswered-{reason}"), &("source", &source), &("when", &t.ago(90_000)))
    };
    VerdictPage {
        page: page(t, "/check", "verdict-title"),
        verdict: VerdictView {
            level: level.map(|level| labels::level(t, level)),
            complete,
            last: level.map(|_| t.month(2026, 3)),
            under: level.map(|_| "+33 6 39 98 41 57".to_owned()),
            read: vec![read("phone", "+33 6 39 98 41 57", level), read("phone", "+32 6 39 98 41 57", None)],
            unanswered: if complete {
                Vec::new()
            } else {
                vec![unanswered("as_of"), unanswered("unreachable")]
            },
            alerts,
            more: level.map(|_| t.count("verdict-more", 7)),
        },
        again: !complete,
        levels: labels::levels_upwards(t),
    }
    .render()
    .unwrap()
}

fn search(t: Texts) -> String {
    let summary = SummaryView {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        level: labels::level(t, Level::Fantasiser),
        month: t.month(2026, 1),
        kinds: labels::kinds(t, &[EventKind::NoShowOrTimeWasting]),
    };
    let page = page(t, "/search", "check-title");
    Search { page, problems: Vec::new(), typed: "Marc".to_owned(), found: Some(vec![summary]) }
        .render()
        .unwrap()
}

fn report_form(t: Texts, typed: bool) -> ReportForm {
    let row = |n: usize| IdentifierRow {
        n,
        label: t.plain("report-identifier-n", [("n", n.to_string().into())]),
        kind_label: t.plain("report-identifier-kind-n", [("n", n.to_string().into())]),
        value: if typed { "06 39 98 41 57 \"<b>".to_owned() } else { String::new() },
        kinds: identifier_kinds(t),
        error: (typed && n == 1).then(|| t.get("unreadable-hidden_number")),
    };
    ReportForm {
        text: if typed { "</textarea><script>".to_owned() } else { String::new() },
        kinds: labels::choices(t, "kind", names("kind"), if typed { &["rape_or_attempt"] } else { &[] }),
        motives: labels::choices(t, "motive", names("motive"), &[]),
        reach_by: labels::choices(t, "reach", ["call", "sms", "messenger", "email"], &["sms"]),
        showing: labels::choices(t, "showing", ["now", "in_a_week", "after_talk"], &["now"]),
        place: if typed { "12 rue Inventée \"<b>".to_owned() } else { String::new() },
        perpetrators: labels::choices(t, "perpetrator", names("perpetrator"), &[]),
        identifiers: (1..4).map(row).collect(),
        next: Some(4),
        may_be_for_other: typed,
        wrong: if typed { vec![Problem::new("text", t.get("report-empty"))] } else { Vec::new() },
        ..ReportForm::default()
    }
}

fn report(t: Texts, typed: bool) -> String {
    let problems = if typed { problems() } else { Vec::new() };
    let page = page(t, "/report", "report-title").with_problems(&problems);
    Report { page, problems, form: report_form(t, typed), action: "/report", card: None }.render().unwrap()
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let check = Check {
        page: page(t, "/check", "check-title"),
        problems: vec![Problem::new("identifier", t.get("unreadable-not_a_phone"))],
        typed: "06 39".to_owned(),
        kinds: identifier_kinds(t),
        levels: labels::levels_upwards(t),
        notes: crate::views::own_account::Notes { code_given: None, codes_tried: None, code_waits: true },
    };
    let not_checked = NotChecked {
        page: page(t, "/check", "verdict-title"),
        why: t.get("not-checked-quota"),
        when: Some(t.count("in-hours", 7)),
        again: false,
    };
    let town = |code: &str, label: String, chosen| Choice { code: code.to_owned(), label, chosen };
    let line = CheckLine { text: "<script>".to_owned(), asks: vec![t.get("report-ask-plate")] };
    let checked = ReportCheck {
        page: page(t, "/report", "report-check-title"),
        action: "/report",
        card: None,
        fields: vec![("text".to_owned(), "\"><script>".to_owned())],
        problems: problems(),
        facts: vec![CheckFact { name: t.get("report-text"), lines: vec![line] }],
        urgent: true,
        towns: vec![
            town("1", t.two("town-near", &("name", "Villeneuve"), &("near", "Toulouse")), false),
            town("2", t.two("town-abroad", &("name", "Brussels"), &("country", "BE")), false),
        ],
    };
    let done = ReportDone {
        page: page(t, "/report", "report-done-title"),
        follow_code: "7KQ2-M9XT-4R".to_owned(),
        will_be_alert: false,
        complaint: true,
        reachable: false,
        urgent: true,
    };
    vec![
        ("check", check.render().unwrap()),
        ("verdict_dangerous", verdict(t, Some(Level::VeryDangerous), false)),
        ("verdict_unknown", verdict(t, Some(Level::from_code(42)), true)),
        ("verdict_none", verdict(t, None, true)),
        ("verdict_part", verdict(t, None, false)),
        ("not_checked", not_checked.render().unwrap()),
        ("search", search(t)),
        ("report", report(t, false)),
        ("report_again", report(t, true)),
        ("report_check", checked.render().unwrap()),
        ("report_done", done.render().unwrap()),
    ]
}
