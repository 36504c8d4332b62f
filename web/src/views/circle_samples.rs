//! Samples of the pages of circles.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::account::Link;
use super::circle::{Act, ActButton, ActField, Asked, ChangeCard, CirclePage, EvidenceCard, Making, Note};
use super::tests::{page, problems};
use crate::labels::Choice;
use crate::language::Texts;
use crate::page::Fact;

const NAME: &str = "North Sea <script>";

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let member = Choice { code: "00".to_owned(), label: "Lisbon <script>".to_owned(), chosen: false };
    vec![
        ("circle", circle(t)),
        ("circle_answer", answer(t)),
        ("circle_remove", propose(t, "remove", ActField::Member(vec![member]))),
        ("circle_lease", propose(t, "lease", ActField::Number("60\"<script>".to_owned()))),
        ("circle_key", propose(t, "key", ActField::Words("parasol-succession:<script>".to_owned()))),
    ]
}

fn circle(t: Texts) -> String {
    let change = ChangeCard {
        what: vec![t.one("circle-change-node_key_vouched", "who", "Lisbon <script>")],
        by: t.two("circle-change-by", &("who", "Brussels"), &("since", &t.ago(7_200))),
        needs: t.get("circle-needs-half"),
        stands: t.one("circle-phase-admins", "names", "Jasmine"),
        answer: Some(t.get("circle-answer-nothing")),
        href: Some("/admin/circle/00/change/00".to_owned()),
    };
    let making = Making {
        lines: vec![
            t.one("circle-making-text", "n", 3),
            t.get("circle-making-sharing"),
            t.one("circle-making-missing", "names", "Lisbon"),
            t.get("circle-share-missing"),
        ],
        retry: true,
    };
    let evidence = EvidenceCard {
        lines: vec![
            t.two("circle-evidence-two_asks", &("charter", "4"), &("names", "Lisbon")),
            t.get("circle-evidence-open"),
        ],
        href: Some("/admin/circle/00/evidence/4".to_owned()),
    };
    let noted = EvidenceCard {
        lines: vec![t.two("circle-evidence-noted", &("ago", "2 h"), &("note", "<script>"))],
        href: None,
    };
    let fact = |name: &str, line: String| Fact { name: name.to_owned(), lines: vec![line] };
    CirclePage {
        page: page(t, "/admin", "circle-title"),
        action: "/admin/circle/00".to_owned(),
        name: NAME.to_owned(),
        facts: vec![fact("Members", "Jasmine, Brussels, Lisbon <script>".to_owned())],
        one_key: true,
        notes: vec![Note { text: t.one("circle-frozen", "charter", 4), warn: true }],
        changes: vec![change],
        proposals: vec![Link { href: "/".to_owned(), label: t.get("circle-propose-remove") }],
        making: Some(making),
        lease: t.one("circle-publishers-text", "days", 60),
        publishers: vec![fact("Lisbon", t.one("circle-publisher-lapsed", "ago", t.ago(5_500_000)))],
        evidence: vec![evidence, noted],
    }
    .render()
    .unwrap()
}

fn act(t: Texts, heading: String, field: ActField) -> Act {
    let asked = Asked {
        path: "change/00".to_owned(),
        heading,
        lines: vec![t.one("circle-change-removed", "who", "Lisbon <script>")],
        means: vec![t.get("circle-means-removed"), t.get("circle-yes-stays")],
        field,
        label: String::new(),
        hint: String::new(),
        sure: None,
        buttons: vec![ActButton { value: "confirm", label: t.get("circle-yes"), plain: false }],
    };
    Act {
        page: page(t, "/admin", "circle-title"),
        problems: problems(),
        back: "/admin/circle/00".to_owned(),
        circle: NAME.to_owned(),
        asked,
    }
}

fn answer(t: Texts) -> String {
    let mut act = act(t, t.get("circle-answer-heading"), ActField::Nothing);
    act.asked.sure = Some(t.get("circle-sure"));
    act.asked.buttons.push(ActButton { value: "refuse", label: t.get("circle-no"), plain: true });
    act.render().unwrap()
}

fn propose(t: Texts, what: &str, field: ActField) -> String {
    let text = |part: &str| t.get(&format!("circle-propose-{what}-{part}"));
    let hint = if matches!(field, ActField::Member(_)) { String::new() } else { text("hint") };
    let heading = t.get(&format!("circle-propose-{what}"));
    let mut act = act(t, heading, field);
    act.asked = Asked { label: text("label"), hint, lines: vec![text("text")], ..act.asked };
    act.render().unwrap()
}
