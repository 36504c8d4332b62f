//! Samples of the pages about sponsoring, cards and codes.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::sponsor::{
    CardDone, Cards, CardsSheet, Follow, FollowSure, SheetLine, Sponsor, SponsorCode, SponsoredLine,
};
use super::tests::{page, problems};
use crate::labels::Choice;
use crate::language::Texts;

fn line(label: &str, when: &str, open: bool) -> SponsoredLine {
    let (id, label, when) = ("0".repeat(32), label.to_owned(), when.to_owned());
    SponsoredLine { id, label, when, open, field: "label-0".to_owned(), typed: "tall".to_owned() }
}

fn sponsor(t: Texts, wait: bool, full: bool) -> String {
    let some = |lines: Vec<SponsoredLine>| if full { lines } else { Vec::new() };
    let day = t.plain("day", [("day", 1.into()), ("month", t.month(2026, 12).into())]);
    Sponsor {
        page: page(t, "/sponsor", "sponsor-title"),
        problems: if full { problems() } else { Vec::new() },
        form_id: "id".to_owned(),
        left: t.count("sponsor-left", 4),
        wait: wait.then(|| t.plain("sponsor-wait", [("day", day.clone().into())])),
        sms: full,
        phone: "<script>".to_owned(),
        label: "\"tall\"".to_owned(),
        asking: some(vec![line(&t.plain("sponsor-asking-number", [("number", "0417".into())]), &day, false)]),
        codes: some(vec![line("<script>", &day, true), line(&t.get("sponsor-no-label"), &day, false)]),
        people: some(vec![line("from the bus", &day, false)]),
        may_print: full,
        sponsored_since: full.then(|| t.month(2026, 3)),
    }
    .render()
    .unwrap()
}

fn cards(t: Texts) -> Vec<(&'static str, String)> {
    let months =
        [1, 6].map(|n| Choice { code: n.to_string(), label: t.count("cards-months-one", n), chosen: n == 6 });
    let day = || t.plain("day", [("day", 3.into()), ("month", t.month(2026, 3).into())]);
    let values = [("n", 10.into()), ("printed", day().into()), ("until", day().into())];
    let form = Cards {
        page: page(t, "/cards", "cards-title"),
        problems: problems(),
        address: "https://node.example.org/follow".to_owned(),
        max: 50,
        count: "10".to_owned(),
        months: months.to_vec(),
        sheets: vec![SheetLine { id: "0".repeat(32), text: t.plain("cards-sheet", values) }],
    };
    let sheet = CardsSheet {
        page: page(t, "/cards", "cards-title"),
        card: t,
        address: "https://node.example.org/follow".to_owned(),
        codes: vec!["7KQ2M-9XW4D-H".to_owned(); 10],
        until: t.plain("card-until", [("day", day().into())]),
        say: true,
    };
    vec![("cards", form.render().unwrap()), ("cards_sheet", sheet.render().unwrap())]
}

/// All of them, by name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let page = |title| page(t, "/follow", title);
    let code = || "7KQ2M-9XW4D-H".to_owned();
    let shown = SponsorCode { page: page("sponsor-title"), code: code(), until: t.month(2026, 12) };
    let sure = |what| {
        let lead = t.get("follow-lock-lead");
        FollowSure { page: page("follow-title"), code: code(), what, lead }.render().unwrap()
    };
    let done = CardDone { page: page("report-done-title"), code: code(), will_be_alert: false, urgent: true };
    let mut pages = vec![
        ("sponsor", sponsor(t, false, true)),
        ("sponsor_empty", sponsor(t, false, false)),
        ("sponsor_wait", sponsor(t, true, false)),
        ("sponsor_code", shown.render().unwrap()),
        ("follow", Follow { page: page("follow-title"), problems: problems() }.render().unwrap()),
        ("follow_withdraw", sure("withdraw")),
        ("follow_lock", sure("lock")),
        ("card_done", done.render().unwrap()),
    ];
    pages.extend(cards(t));
    pages
}
