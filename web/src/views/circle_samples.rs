//! Samples of the pages of circles.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::account::Link;
use super::circle::{
    Act, ActButton, ActField, Asked, ChangeCard, CirclePage, EvidenceCard, FieldKind, HandedText, Look,
    Making, Note,
};
use super::tests::{page, problems};
use crate::labels::Choice;
use crate::language::Texts;
use crate::page::{Fact, Problem};
use crate::picture;

const NAME: &str = "North Sea <script>";

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let member = || Choice { code: "00".to_owned(), label: "Lisbon <script>".to_owned(), chosen: false };
    let mut pages = vec![
        ("circle", circle(t)),
        ("circle_answer", answer(t)),
        ("circle_remove", propose(t, "remove", FieldKind::Choice(vec![member()]))),
        ("circle_lease", propose(t, "lease", FieldKind::Number("60\"<script>".to_owned()))),
        ("circle_key", propose(t, "key", FieldKind::Words("parasol-succession:<script>".to_owned()))),
        ("circle_node_key", propose(t, "node-key", FieldKind::Line("12<script>".to_owned()))),
    ];
    pages.extend([
        ("circle_paper", paper(t)),
        ("circle_link", link(t)),
        ("circle_leave", leave(t)),
        ("circle_resume", resume(t)),
        ("circle_invited", invited(t)),
        ("circle_own_key", own_key(t)),
    ]);
    pages
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
            t.one("circle-making-attempt", "n", 2),
            t.one("circle-making-missing", "names", "Lisbon"),
            t.get("circle-share-missing"),
            t.get("circle-share-asked"),
        ],
        retry: Some(t.get("circle-retry-hint-waits")),
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
        problems: Vec::new(),
        action: "/admin/circle/00".to_owned(),
        name: NAME.to_owned(),
        facts: vec![fact("Members", "Jasmine, Brussels, Lisbon <script>".to_owned())],
        rules: vec![fact("Up to date", t.one("circle-fresh-text", "hours", 24))],
        one_key: true,
        notes: vec![
            Note { text: t.one("circle-frozen", "charter", 4), warn: true },
            Note { text: t.one("circle-unheard", "names", "Lisbon <script>"), warn: false },
            Note { text: t.two("circle-recovered", &("ago", &t.ago(7_200)), &("n", "3")), warn: false },
        ],
        changes: vec![change],
        proposals: vec![Link { href: "/".to_owned(), label: t.get("circle-propose-remove") }],
        invite: Some("/admin/circle/00/invite".to_owned()),
        invite_open: Some(t.one("circle-invite-open", "day", "28 November 2026")),
        relink: Some("/admin/circle/00/relink".to_owned()),
        resume: Some("/admin/circle/00/resume".to_owned()),
        leave: Some("/admin/circle/00/leave".to_owned()),
        making: Some(making),
        lease: t.one("circle-publishers-text", "days", 60),
        publishers: vec![fact("Lisbon", t.one("circle-publisher-lapsed", "ago", t.ago(5_500_000)))],
        evidence: vec![evidence, noted],
    }
    .render()
    .unwrap()
}

fn act(t: Texts, heading: String, kind: Option<FieldKind>) -> Act {
    let field = |kind| ActField { name: "value", label: String::new(), hint: String::new(), kind };
    let asked = Asked {
        path: "/admin/circle/00/change/00".to_owned(),
        heading,
        lines: vec![t.one("circle-change-removed", "who", "Lisbon <script>")],
        means: vec![t.get("circle-means-removed"), t.get("circle-yes-stays")],
        fields: kind.map(field).into_iter().collect(),
        buttons: vec![button(t, "circle-yes", Look::Chief)],
        ..Asked::default()
    };
    let back = Link { href: "/admin/circle/00".to_owned(), label: NAME.to_owned() };
    Act { page: page(t, "/admin", "circle-title"), problems: problems(), back, asked }
}

fn button(t: Texts, id: &str, look: Look) -> ActButton {
    ActButton { value: "do", label: t.get(id), look }
}

fn answer(t: Texts) -> String {
    let mut act = act(t, t.get("circle-answer-heading"), None);
    act.asked.sure = Some(t.get("circle-sure"));
    act.asked.buttons.push(button(t, "circle-no", Look::Plain));
    act.render().unwrap()
}

fn propose(t: Texts, what: &str, kind: FieldKind) -> String {
    let text = |part: &str| t.get(&format!("circle-propose-{what}-{part}"));
    let hint = if matches!(kind, FieldKind::Choice(_)) { String::new() } else { text("hint") };
    let heading = t.get(&format!("circle-propose-{what}"));
    let mut act = act(t, heading, Some(kind));
    for field in &mut act.asked.fields {
        (field.label, field.hint) = (text("label"), hint.clone());
    }
    act.asked.lines = vec![text("text")];
    act.problems.push(Problem::new("value", "<script>"));
    act.render().unwrap()
}

/// What a paper says, before it is proposed.
fn paper(t: Texts) -> String {
    let mut act = act(t, t.one("circle-paper-heading", "who", "Lisbon <script>"), None);
    act.asked.facts = vec![Fact { name: t.get("circle-paper-circles"), lines: vec![NAME.to_owned()] }];
    act.asked.hidden = vec![("value", "parasol-succession:<script>".to_owned())];
    act.asked.sure = Some(t.one("circle-paper-sure", "who", "Lisbon <script>"));
    act.render().unwrap()
}

/// Six words to be compared.
fn link(t: Texts) -> String {
    let kind = FieldKind::Line("apple <script>".to_owned());
    let mut act = act(t, t.one("circle-link-heading", "who", "Lisbon <script>"), Some(kind));
    act.asked.words = Some("apple river stone cloud maple honey".to_owned());
    act.asked.lines = vec![t.get("peer-unconfirmed"), t.get("circle-link-text")];
    act.asked.buttons.push(button(t, "circle-link-stop", Look::Plain));
    act.render().unwrap()
}

fn leave(t: Texts) -> String {
    let kind = FieldKind::Line("North Sea <script>".to_owned());
    let mut act = act(t, t.one("circle-leave-heading", "circle", NAME), Some(kind));
    act.asked.means =
        ["here", "there", "kept", "for-good"].map(|id| t.get(&format!("circle-leave-{id}"))).into();
    act.asked.buttons = vec![button(t, "circle-leave-button", Look::Grave)];
    act.render().unwrap()
}

/// Sharing again without waiting.
fn resume(t: Texts) -> String {
    let mut act = act(t, t.get("circle-resume"), None);
    let unheard = vec!["Brussels".to_owned(), "Lisbon <script>".to_owned()];
    act.asked.lines = vec![t.get("circle-resume-text")];
    act.asked.facts = vec![Fact { name: t.get("circle-resume-unheard"), lines: unheard }];
    act.asked.means = vec![t.get("circle-resume-means")];
    act.asked.buttons = vec![button(t, "circle-resume-button", Look::Chief)];
    act.render().unwrap()
}

fn handed(t: Texts, heading: &str, text: &str) -> HandedText {
    HandedText {
        page: page(t, "/admin", "circle-title"),
        back: Link { href: "/admin/circle/00".to_owned(), label: NAME.to_owned() },
        heading: t.get(heading),
        lines: Vec::new(),
        warnings: Vec::new(),
        text_label: t.get("circle-invited-label"),
        text: text.to_owned(),
        picture: picture::of_long_text(text),
        picture_label: t.get("circle-invited-picture"),
        next_heading: t.get("circle-next"),
        next: Vec::new(),
    }
}

fn invited(t: Texts) -> String {
    let mut page = handed(t, "circle-invited-heading", "parasol-invite:AAAA");
    page.lines = vec![t.two("circle-invited-text", &("circle", NAME), &("day", "29"))];
    page.warnings = vec![t.get("circle-invited-secret")];
    page.next =
        ["hand", "accept", "words", "all"].map(|id| t.get(&format!("circle-invited-next-{id}"))).into();
    page.render().unwrap()
}

fn own_key(t: Texts) -> String {
    let mut page = handed(t, "circle-own-key", "parasol-succession:AAAA");
    page.lines = vec![t.one("circle-own-key-waits", "names", NAME), t.get("circle-own-key-text")];
    page.next = (1..=3).map(|step| t.get(&format!("circle-own-key-next-{step}"))).collect();
    page.render().unwrap()
}
