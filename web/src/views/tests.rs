//! Every page is rendered in every language with samples, and every text that a template names exists.
//! With `RENDER_PAGES` naming a folder, the pages are also written there, to be looked at.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_core::alerts::RecallReason;
use parasol_core::checks::Reason;
use parasol_core::desk::{RejectReason, Shared};
use parasol_core::refusal::Refusal;
use parasol_core::reports::Status;
use parasol_core::roles::Role;
use parasol_protocol::identifier::{IdentifierKind, Unreadable};
use parasol_protocol::lists::{EventKind, Level, Motive, Perpetrator};

use super::account::{AskedCheck, Home, Link, Message, MyReport, MyReports, SignIn};
use super::admin::{Admin, CircleLine, Count, PeerLine, SweepLine};
use super::alert::{AlertPage, AlertShown, Recall};
use super::check::{Check, FoundView, NotChecked, ReadView, Search, SummaryView, VerdictPage, VerdictView};
use super::desk::{ClosedReport, ContactView, Desk, DeskLine, OpenReportPage, PublishForm, RawView};
use super::report::{IdentifierRow, Report, ReportDone, ReportForm};
use crate::labels;
use crate::language::Texts;
use crate::page::{Fact, Page, Problem};
use crate::settings::{Ask, Settings};

const LINKS: &[(&str, &str)] = &[
    ("/", "nav-home"),
    ("/check", "nav-check"),
    ("/report", "nav-report"),
    ("/my-reports", "nav-my-reports"),
    ("/desk", "nav-desk"),
];

pub(crate) fn settings() -> Settings {
    Settings {
        public_name: "Jasmine".to_owned(),
        country: "FR".parse().unwrap(),
        languages: Vec::new(),
        exit_address: "https://example.org/".to_owned(),
        https: false,
        check_budget: std::time::Duration::from_secs(1),
        demo: true,
        team_phone: Some("+33 6 39 98 00 01".to_owned()),
        emergency_numbers: vec!["17".to_owned(), "112".to_owned()],
        messages: crate::settings::MessageRoutes::default(),
        ask: Ask { name: true, birth_date: true, second_contact: true },
        organisation: crate::settings::Organisation::default(),
    }
}

pub(super) fn page(t: Texts, path: &str, title: &str) -> Page {
    let mut page = Page::new(t, &settings(), "token", path, title, LINKS);
    page.signed_in = true;
    page
}

fn names(list: &'static str) -> Vec<&'static str> {
    match list {
        "kind" => EventKind::ALL.iter().filter_map(|each| each.name()).collect(),
        "perpetrator" => Perpetrator::ALL.iter().filter_map(|each| each.name()).collect(),
        _ => Motive::ALL.iter().filter_map(|each| each.name()).collect(),
    }
}

pub(super) fn problems() -> Vec<Problem> {
    vec![Problem::new("identifier-1", "Number 1: <script>alert(1)</script>"), Problem::new("", "Nothing")]
}

fn identifier_kinds(t: Texts) -> Vec<labels::Choice> {
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

fn verdict(t: Texts, level: Option<Level>, complete: bool) -> String {
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
        },
        again: !complete,
        levels: labels::levels_upwards(t),
    }
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
        perpetrators: labels::choices(t, "perpetrator", names("perpetrator"), &[]),
        identifiers: (1..4).map(row).collect(),
        may_add: true,
        may_be_for_other: typed,
        wrong: if typed { vec!["text".to_owned()] } else { Vec::new() },
        ..ReportForm::default()
    }
}

fn report(t: Texts, typed: bool) -> String {
    let problems = if typed { problems() } else { Vec::new() };
    let page = page(t, "/report", "report-title").with_problems(&problems);
    Report { page, problems, form: report_form(t, typed), action: "/report", card: None }.render().unwrap()
}

fn open_report(t: Texts, may_decide: bool) -> String {
    let fact = |id: &str, lines: &[&str]| Fact {
        name: t.get(id),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    OpenReportPage {
        page: page(t, "/desk", "desk-report-title"),
        problems: Vec::new(),
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        raw: RawView {
            status: t.get("status-waiting"),
            facts: vec![
                fact("raw-text", &["He came with a second man.\nThey took the money."]),
                fact("raw-place", &["Lyon"]),
                fact("raw-identifiers", &["+33 6 39 98 41 57", "AB-000-CD"]),
                fact("raw-vehicle", &[]),
            ],
            for_other: true,
            card: Some(t.one("raw-card-of", "name", "Bus <des> femmes")),
            urgent: true,
            consent_alert: may_decide,
            consent_abroad: true,
            may_decide: true,
            alert: None,
            restricted: (!may_decide).then(|| t.one("desk-restricted", "date", "21")),
        },
        contact: match may_decide {
            true => ContactView::Hidden(labels::choices(t, "contact-reason", ["call_back", "other"], &[])),
            false => ContactView::Shown("Call on Tuesdays <b>".to_owned()),
        },
        form: PublishForm {
            text: String::new(),
            town: String::new(),
            aliases: "Marc\nMarco".to_owned(),
            vehicle: "grey van".to_owned(),
            description: String::new(),
            level: "risky".to_owned(),
            levels: Level::ALL.iter().map(|level| labels::level(t, *level)).collect(),
            levels_up: labels::levels_upwards(t),
            kinds: labels::choices(t, "kind", names("kind"), &["armed_robbery"]),
            abroad: true,
            reasons: labels::choices(t, "reject", ["duplicate", "other"], &[]),
            wrong: Vec::new(),
        },
    }
    .render()
    .unwrap()
}

fn desk(t: Texts) -> String {
    let line = |severe: bool| DeskLine {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        what: labels::kinds(t, &[EventKind::RapeOrAttempt]).join(", "),
        identifiers: t.count("desk-identifiers", u64::from(severe) + 1),
        received: t.ago(9_000),
        due: if severe { t.count("overdue-hours", 3) } else { t.count("in-hours", 31) },
        overdue: severe,
        consent: t.get("desk-consent-alert"),
        status: t.get("status-waiting"),
        restricted: severe.then(|| t.one("desk-restricted", "date", "21")),
        urgent: severe,
        severe,
        own: !severe,
    };
    let mut filters = labels::choices(t, "desk-filter", ["waiting", "all"], &["waiting"]);
    filters.extend(labels::choices(t, "desk-filter", ["published"], &[]));
    Desk { page: page(t, "/desk", "desk-title"), filters, rows: vec![line(true), line(false)] }
        .render()
        .unwrap()
}

fn admin(t: Texts) -> String {
    let recalls = t.plain(
        "recalls-waiting",
        [
            ("done", "7".into()),
            ("all", "8".into()),
            ("names", "Lisbon".into()),
            ("since", t.ago(300_000).into()),
        ],
    );
    Admin {
        page: page(t, "/admin", "admin-title"),
        may_manage: true,
        sweeps: Some(vec![SweepLine {
            who: "Rosa <script>".to_owned(),
            day: t.day(parasol_protocol::time::Timestamp::new(1_795_219_200)),
            counts: vec![t.two("sweeps-many", &("checks", "95"), &("nothing", "95"))],
            number: 20_778,
            member: "00".to_owned(),
            label: t.get("sweeps-settle"),
        }]),
        counts: vec![
            Count { label: t.get("admin-members"), value: 2_732 },
            Count { label: t.get("admin-alerts"), value: 61 },
        ],
        circles: vec![CircleLine {
            name: "Europe".to_owned(),
            members: "Jasmine, Brussels".to_owned(),
            charter: "2".to_owned(),
            recalls: Some(recalls),
            one_key_opens_all: true,
        }],
        peers: vec![PeerLine {
            name: "Brussels".to_owned(),
            country: labels::country(t, "BE".parse().unwrap()),
            state: t.get("peer-unconfirmed"),
            contact: t.get("never"),
            words: "apple river stone cloud maple honey".to_owned(),
        }],
    }
    .render()
    .unwrap()
}

fn alert(t: Texts, recalled: bool) -> String {
    let fact = Fact { name: t.get("alert-kinds"), lines: labels::kinds(t, &[EventKind::Other]) };
    let alert = AlertShown {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        level: labels::level(t, if recalled { Level::from_code(77) } else { Level::Dangerous }),
        month: t.month(2026, 3),
        text: "Charming on the phone.".to_owned(),
        facts: vec![fact],
        recalled,
        restricted: !recalled,
        may_recall: !recalled,
    };
    AlertPage { page: page(t, "/alert", "alert-title"), alert }.render().unwrap()
}

fn account(t: Texts) -> Vec<(&'static str, String)> {
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
            MyReports { page: page(t, "/my-reports", "mine-title"), reports: vec![mine] }.render().unwrap(),
        ),
        ("message", message.render().unwrap()),
    ]
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

/// All pages with samples, by name.
fn all(t: Texts) -> Vec<(&'static str, String)> {
    let check = Check {
        page: page(t, "/check", "check-title"),
        problems: vec![Problem::new("identifier", t.get("unreadable-not_a_phone"))],
        typed: "06 39".to_owned(),
        kinds: identifier_kinds(t),
        levels: labels::levels_upwards(t),
        notes: crate::views::own_account::Notes { code_given: None, code_waits: true },
    };
    let not_checked = NotChecked {
        page: page(t, "/check", "verdict-title"),
        why: t.get("not-checked-quota"),
        when: Some(t.count("in-hours", 7)),
        again: false,
    };
    let done = ReportDone {
        page: page(t, "/report", "report-done-title"),
        follow_code: "7KQ2-M9XT-4R".to_owned(),
        will_be_alert: false,
    };
    let closed = ClosedReport { page: page(t, "/desk", "desk-report-title"), id: "00".to_owned() };
    let recall = Recall {
        page: page(t, "/alert", "recall-title"),
        problems: Vec::new(),
        id: "00".to_owned(),
        reasons: labels::choices(t, "recall", ["correction", "other"], &[]),
    };
    let mut pages = account(t);
    pages.extend(super::message_samples::pages(t));
    pages.extend(super::sponsor_samples::pages(t));
    pages.extend(super::people_samples::pages(t));
    pages.extend(super::sessions_samples::all(t));
    pages.extend(super::account_samples::pages(t));
    pages.extend([
        ("check", check.render().unwrap()),
        ("verdict_dangerous", verdict(t, Some(Level::VeryDangerous), false)),
        ("verdict_unknown", verdict(t, Some(Level::from_code(42)), true)),
        ("verdict_none", verdict(t, None, true)),
        ("verdict_part", verdict(t, None, false)),
        ("not_checked", not_checked.render().unwrap()),
        ("search", search(t)),
        ("report", report(t, false)),
        ("report_again", report(t, true)),
        ("report_done", done.render().unwrap()),
        ("desk", desk(t)),
        ("desk_report", closed.render().unwrap()),
        ("desk_open", open_report(t, true)),
        ("desk_private", open_report(t, false)),
        ("alert", alert(t, false)),
        ("alert_recalled", alert(t, true)),
        ("recall", recall.render().unwrap()),
        ("admin", admin(t)),
    ]);
    pages
}

#[test]
fn every_page_is_rendered_in_every_language() {
    for t in Texts::all() {
        for (name, html) in all(t) {
            assert!(html.contains(&format!("<html lang=\"{}\"", t.code())), "{name}");
            assert!(html.contains("href=\"/exit\""), "{name} has no quick exit");
            assert!(!html.contains("<script>"), "{name} lets through what was typed");
            assert!(
                !html.contains(" style=") && !html.contains(" onclick="),
                "{name} has inline style or script"
            );
            assert_eq!(html.matches("<h1>").count(), 1, "{name} has one heading of the first level");
            if let Some(folder) = std::env::var_os("RENDER_PAGES") {
                let file = std::path::Path::new(&folder).join(format!("{name}.{}.html", t.code()));
                std::fs::write(file, html).unwrap();
            }
        }
    }
}

#[test]
fn titles_are_neutral() {
    for t in Texts::all() {
        for (name, html) in all(t) {
            let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
            for telling in ["Jasmine", "Parasol", "alert", "danger", "sex", "viol", "agress"] {
                assert!(!title.to_lowercase().contains(&telling.to_lowercase()), "{name}: {title}");
            }
            assert!(!title.contains('\u{2068}'), "{name}");
        }
    }
}

#[test]
fn no_report_known_is_never_reassuring() {
    for t in Texts::all() {
        let html = verdict(t, None, true);
        assert!(html.contains("verdict none") && !html.contains("✓") && !html.contains("✔"));
        let plain = html.replace("&#39;", "'");
        assert!(plain.contains(&t.get("verdict-none-text")) && plain.contains(&t.get("verdict-fake")));
        assert!(verdict(t, None, false).contains("verdict part"));
    }
}

/// The codes of every closed list, as the pages look them up.
fn codes() -> Vec<(&'static str, Vec<&'static str>)> {
    let refusals = [
        Refusal::NotSignedIn,
        Refusal::WrongCredentials,
        Refusal::Suspended,
        Refusal::SecondFactorNeeded,
        Refusal::WrongSecondFactor,
        Refusal::SecondFactorMissing,
        Refusal::Closed,
        Refusal::ReportsClosed { retry_after: 1 },
        Refusal::Forbidden,
        Refusal::NotFound,
        Refusal::WrongState { expected: "", found: "" },
        Refusal::ConsentMissing,
        Refusal::OverQuota { retry_after: 1 },
        Refusal::LastAdmin,
        Refusal::CodeRefused,
        Refusal::Taken,
        Refusal::Busy,
        Refusal::Storage,
        Refusal::TooLong { field: "", max: 1 },
    ];
    let links = ["knocking", "unconfirmed", "awaits_peer", "finishing", "refused", "member", "ended"];
    vec![
        ("level", Level::ALL.iter().filter_map(|each| each.name()).chain(["unknown"]).collect()),
        ("kind", names("kind").into_iter().chain(["unknown"]).collect()),
        ("perpetrator", names("perpetrator").into_iter().chain(["unknown"]).collect()),
        ("motive", names("motive").into_iter().chain(["unknown"]).collect()),
        ("identifier", IdentifierKind::ALL.iter().map(|each| each.name()).chain(["any"]).collect()),
        ("unreadable", Unreadable::ALL.iter().map(Unreadable::code).collect()),
        ("status", Status::ALL.iter().map(|each| each.name()).collect()),
        ("unanswered", Reason::ALL.iter().map(|each| each.name()).collect()),
        ("reject", RejectReason::ALL.iter().map(|each| each.name()).collect()),
        ("recall", RecallReason::ALL.iter().map(|each| each.name()).collect()),
        (
            "shared",
            [Shared::Done, Shared::Waiting, Shared::NotAsked].iter().map(|each| each.name()).collect(),
        ),
        ("role", Role::ALL.iter().map(|each| each.name()).collect()),
        ("refusal", refusals.iter().map(Refusal::code).collect()),
        (
            "invalid",
            vec![
                "empty",
                "needs_alert",
                "police",
                "unknown_word",
                "too_short",
                "too_many_readings",
                "future",
                "other",
                "terms",
                "contact_empty",
                "sponsor_empty",
                "sponsor",
                "characters",
                "password_short",
                "weak",
                "weak_common",
                "weak_word",
                "weak_row",
                "weak_repeat",
                "weak_date",
                "weak_known",
            ],
        ),
        ("peer", links.to_vec()),
    ]
}

#[test]
fn every_code_of_every_closed_list_has_words() {
    for t in Texts::all() {
        for (list, codes) in codes() {
            for code in codes {
                assert!(t.has(&format!("{list}-{code}")), "{} has no words for {list}-{code}", t.code());
            }
        }
        for level in Level::ALL.iter().filter_map(|each| each.name()) {
            assert!(t.has(&format!("level-{level}-about")));
        }
        let unknown = labels::level(t, Level::from_code(99));
        assert!(unknown.step == 0 && unknown.label == t.get("level-unknown"));
    }
}

#[test]
fn every_text_that_a_template_names_exists() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut named = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for call in ["t.get(\"", "t.one(\"", "t.two(\"", "t.count(\""] {
            for rest in source.split(call).skip(1) {
                let id = rest.split('"').next().unwrap();
                named += 1;
                for t in Texts::all() {
                    assert!(t.has(id), "{} lacks “{id}”", t.code());
                }
            }
        }
    }
    assert!(named > 100);
}
