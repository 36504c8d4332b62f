//! Every page is rendered in every language with samples, and every text that a template names exists.
//! With `RENDER_PAGES` naming a folder, the pages are also written there, to be looked at.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use parasol_protocol::lists::{EventKind, Motive, Perpetrator};

use super::check_samples::verdict;
use crate::language::Texts;
use crate::page::{Page, Problem};
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
        keep_alerts_years: 5,
        keep_refused_months: 6,
    }
}

pub(super) fn page(t: Texts, path: &str, title: &str) -> Page {
    let mut page = Page::new(t, &settings(), "token", path, title, LINKS);
    page.signed_in = true;
    page
}

/// The names of a closed list.
pub(super) fn names(list: &'static str) -> Vec<&'static str> {
    match list {
        "kind" => EventKind::ALL.iter().filter_map(|each| each.name()).collect(),
        "perpetrator" => Perpetrator::ALL.iter().filter_map(|each| each.name()).collect(),
        _ => Motive::ALL.iter().filter_map(|each| each.name()).collect(),
    }
}

pub(super) fn problems() -> Vec<Problem> {
    vec![Problem::new("identifier-1", "Number 1: <script>alert(1)</script>"), Problem::new("", "Nothing")]
}

/// All pages with samples, by name.
fn all(t: Texts) -> Vec<(&'static str, String)> {
    let mut pages = super::first_samples::pages(t);
    pages.extend(super::message_samples::pages(t));
    pages.extend(super::sponsor_samples::pages(t));
    pages.extend(super::people_samples::pages(t));
    pages.extend(super::sessions_samples::all(t));
    pages.extend(super::thread_samples::all(t));
    pages.extend(super::account_samples::pages(t));
    pages.extend(super::privacy_samples::pages(t));
    pages.extend(super::check_samples::pages(t));
    pages.extend(super::desk_samples::pages(t));
    pages.extend(super::case_samples::pages(t));
    pages.extend(super::contest_samples::pages(t));
    pages.extend(super::queue_samples::pages(t));
    pages.extend(super::circle_samples::pages(t));
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

#[test]
fn every_text_that_a_template_names_exists() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut named = 0;
    for path in files(&folder) {
        let source = std::fs::read_to_string(path).unwrap();
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

/// The files in a folder and in the folders in it.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
