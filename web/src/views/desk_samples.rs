//! Samples of the desk's and the administration's first pages, and of alerts.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;
use parasol_protocol::lists::{EventKind, Level};

use super::admin::{Admin, CircleLine, Count, LinkLine, PeerLine, PeerSweepLine, SweepLine};
use super::alert::{AlertPage, AlertShown, Recall};
use super::beside_samples;
use super::desk::{
    AtItView, CaseOfReportView, ClosedReport, ContactView, Desk, DeskLine, OpenReportPage, PublishForm,
    RawView,
};
use super::queue::ProposalLine;
use super::queue_samples;
use super::tests::{names, page};
use crate::labels;
use crate::language::Texts;
use crate::page::Fact;

fn open_report(t: Texts, may_decide: bool) -> String {
    let fact = |id: &str, lines: &[&str]| Fact {
        name: t.get(id),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    OpenReportPage {
        page: page(t, "/desk", "desk-report-title"),
        problems: Vec::new(),
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        proposal: Some(queue_samples::proposal(t, may_decide, !may_decide)),
        merged_into: (!may_decide).then(|| "00".to_owned()),
        at_it: match may_decide {
            true => AtItView::You,
            false => AtItView::Other(t.counted("desk-claimed-by", "Ines <b>", 12)),
        },
        kept: (!may_decide).then(|| "Says he is a <b>doctor</b>.".to_owned()),
        hold: super::contest_samples::hold(t, may_decide),
        raw: RawView {
            status: t.get("status-waiting"),
            facts: vec![
                fact("raw-text", &["He came with a second man.\nThey took the money."]),
                fact("raw-place", &["Lyon"]),
                fact("raw-identifiers", &["+33 6 39 98 41 57", "AB-000-CD"]),
                fact("raw-vehicle", &[]),
            ],
            for_other: true,
            complaint: may_decide,
            after_talk: may_decide,
            card: Some(t.one("raw-card-of", "name", "Bus <des> femmes")),
            urgent: true,
            consent_alert: may_decide,
            consent_abroad: true,
            may_decide: true,
            alert: None,
            restricted: (!may_decide).then(|| t.one("desk-restricted", "date", "21")),
            kept_back: !may_decide,
        },
        case: CaseOfReportView { exists: may_decide, lines: vec![t.get("case-of-report-none")] },
        contact: match may_decide {
            true => ContactView::Hidden(labels::choices(t, "contact-reason", ["call_back", "other"], &[])),
            false => ContactView::Shown(vec!["06 39 98 41 57 <b>".to_owned(), t.get("desk-no-call")]),
        },
        beside: beside_samples::beside(t, may_decide),
        form: PublishForm {
            text: String::new(),
            alert: String::new(),
            town: String::new(),
            talked: false,
            aliases: "Marc\nMarco".to_owned(),
            vehicle: "grey van".to_owned(),
            description: String::new(),
            level: "risky".to_owned(),
            levels: Level::ALL.iter().map(|level| labels::level(t, *level)).collect(),
            levels_up: labels::levels_upwards(t),
            kinds: labels::choices(t, "kind", names("kind"), &["armed_robbery"]),
            abroad: true,
            identifiers: beside_samples::identifiers(t),
            warned: beside_samples::warned(t),
            checked: false,
            reasons: labels::choices(t, "reject", ["duplicate", "other"], &[]),
            wrong: Vec::new(),
            answer: String::new(),
            reject_text: String::new(),
        },
        talk: super::thread_samples::at_desk(t, !may_decide),
    }
    .render()
    .unwrap()
}

fn desk(t: Texts) -> String {
    let line = |severe: bool| DeskLine {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        what: labels::kinds(t, &[EventKind::RapeOrAttempt]).join(", "),
        town: severe.then(|| "Saint-Étienne-lès-Remiremont".to_owned()),
        maybe_duplicate: severe,
        identifiers: t.count("desk-identifiers", u64::from(severe) + 1),
        received: t.ago(9_000),
        due: if severe { t.count("overdue-hours", 3) } else { t.count("in-hours", 31) },
        at_it: if severe { "Ines <b>".to_owned() } else { t.get("desk-at-it-nobody") },
        overdue: severe,
        consent: t.get("desk-consent-alert"),
        status: t.get("status-waiting"),
        news: severe.then(|| t.get("desk-news-not-free")),
        restricted: severe.then(|| t.one("desk-restricted", "date", "21")),
        urgent: severe,
        severe,
        own: !severe,
    };
    let mut filters = labels::choices(t, "desk-filter", ["waiting", "all"], &["waiting"]);
    filters.extend(labels::choices(t, "desk-filter", ["published"], &[]));
    Desk {
        page: page(t, "/desk", "desk-title"),
        cases: t.plain("cases-link", [("open", 3.into()), ("due", 1.into())]),
        filters,
        proposals: proposals(t),
        many: Some(t.count("second-list-many", 60)),
        seconds: false,
        rows: vec![line(true), line(false)],
        next: Some("/desk".into()),
        first: Some("/desk".into()),
    }
    .render()
    .unwrap()
}

fn proposals(t: Texts) -> Vec<ProposalLine> {
    let line = |what: &str, yours| ProposalLine {
        href: "/desk".to_owned(),
        what: t.get(what),
        since: t.ago(300),
        yours,
    };
    vec![line("second-what-publish", true), line("second-what-recall", false)]
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
        done: Some(t.get("circle-left-done")),
        waits: Some(t.count("circle-waits", 2)),
        compare: Some("/admin/link/00".to_owned()),
        own_key: Some(t.one("circle-own-key-waits", "names", "Europe <script>")),
        may_manage: true,
        may_change: true,
        may_link: true,
        sweeps: Some(vec![SweepLine {
            who: "Rosa <script>".to_owned(),
            day: t.day(parasol_protocol::time::Timestamp::new(1_795_219_200)),
            counts: vec![t.two("sweeps-many", &("checks", "95"), &("nothing", "95"))],
            number: 20_778,
            member: "00".to_owned(),
            label: t.get("sweeps-settle"),
        }]),
        peer_sweeps: vec![PeerSweepLine {
            who: "Lisbon <script>".to_owned(),
            day: t.day(parasol_protocol::time::Timestamp::new(1_795_219_200)),
            counts: t.one("sweeps-peer-hour", "numbers", "2400"),
            circle: "00".to_owned(),
            peer: "11".to_owned(),
            label: t.get("sweeps-settle"),
        }],
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
            notes: vec![t.one("circle-left", "names", "Lisbon")],
            href: "/admin/circle/00".to_owned(),
            waits: true,
        }],
        links: vec![LinkLine {
            name: "Lisbon <script>".to_owned(),
            country: labels::country(t, "PT".parse().unwrap()),
            circle: t.one("circle-link-into", "circle", "Europe"),
            state: t.get("peer-unconfirmed"),
            action: t.get("circle-link-compare"),
            href: Some("/admin/link/00".to_owned()),
        }],
        peers: vec![PeerLine {
            name: "Brussels".to_owned(),
            country: labels::country(t, "BE".parse().unwrap()),
            state: t.get("peer-member"),
            contact: t.get("peer-contact-none"),
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
        reports: recalled.then(|| t.count("alert-reports", 2)),
        text: "Charming on the phone.".to_owned(),
        facts: vec![fact],
        recalled,
        restricted: !recalled,
        later: recalled.then(|| t.one("desk-shown-from", "date", "21")),
        may_recall: !recalled,
    };
    let desk = Some(queue_samples::alert_desk(t, !recalled));
    AlertPage { page: page(t, "/alert", "alert-title"), alert, desk }.render().unwrap()
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let closed =
        ClosedReport { page: page(t, "/desk", "desk-report-title"), id: "00".to_owned(), look: true };
    let recall = Recall {
        page: page(t, "/alert", "recall-title"),
        problems: Vec::new(),
        id: "00".to_owned(),
        reasons: labels::choices(t, "recall", ["correction", "other"], &[]),
    };
    vec![
        ("desk", desk(t)),
        ("desk_report", closed.render().unwrap()),
        ("desk_open", open_report(t, true)),
        ("desk_private", open_report(t, false)),
        ("alert", alert(t, false)),
        ("alert_recalled", alert(t, true)),
        ("recall", recall.render().unwrap()),
        ("admin", admin(t)),
    ]
}
