//! What every page has in common: the frame around its content, and how a template becomes an answer.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::labels::Choice;
use crate::language::Texts;
use crate::settings::Settings;

/// Everything the frame of a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) t: Texts,
    pub(crate) title: String,
    pub(crate) csrf: String,
    /// Where the language form comes back to: the path of a page that opens by itself.
    pub(crate) path: String,
    pub(crate) brand: String,
    pub(crate) signed_in: bool,
    pub(crate) nav: Vec<NavItem>,
    pub(crate) languages: Vec<Choice>,
    pub(crate) emergency: String,
    pub(crate) team_phone: Option<String>,
    pub(crate) demo: bool,
    /// Who is responsible for personal data, and how to reach the data protection officer.
    pub(crate) controller: Option<String>,
    pub(crate) officer: Option<String>,
}

/// A link in the main navigation.
#[derive(Debug, Clone)]
pub(crate) struct NavItem {
    pub(crate) href: &'static str,
    pub(crate) label: String,
    pub(crate) here: bool,
}

/// What the reader typed that needs another look, with the field to jump to (or none).
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) field: String,
    pub(crate) text: String,
}

impl Problem {
    pub(crate) fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

/// One line of facts: a name and what is known about it.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) lines: Vec<String>,
}

impl Page {
    /// The frame for a reader. `title` names the message of the page's (bland) title; `links` are the pages this
    /// reader may open, as (address, message).
    pub(crate) fn new(
        t: Texts,
        settings: &Settings,
        csrf: &str,
        path: &str,
        title: &str,
        links: &[(&'static str, &'static str)],
    ) -> Self {
        let nav =
            links.iter().map(|(href, id)| NavItem { href, label: t.get(id), here: is_here(path, href) });
        let languages = crate::language::offered(&settings.languages);
        let language = |each: &Texts| Choice {
            code: each.code().to_owned(),
            label: each.get("language-name"),
            chosen: each.code() == t.code(),
        };
        Self {
            t,
            title: bland_title(t, &t.get(title)),
            csrf: csrf.to_owned(),
            path: path.to_owned(),
            brand: settings.public_name.clone(),
            signed_in: false,
            nav: nav.collect(),
            languages: languages.iter().map(language).collect(),
            emergency: settings.emergency_numbers.join(", "),
            team_phone: settings.team_phone.as_deref().map(unbreakable),
            demo: settings.demo,
            controller: controller(settings),
            officer: settings.organisation.officer(),
        }
    }

    /// The same frame for a page on which something needs another look: the title says so first.
    pub(crate) fn with_problems(mut self, problems: &[Problem]) -> Self {
        if !problems.is_empty() {
            self.title = format!("{}: {}", self.t.get("title-error"), self.title);
        }
        self
    }

    /// What browsers ask assets by, so that an upgrade is seen at once.
    pub(crate) fn version(&self) -> &'static str {
        assets::version()
    }
}

/// Whose name and address stand at the foot of every page.
fn controller(settings: &Settings) -> Option<String> {
    let organisation = &settings.organisation;
    let name = Some(organisation.controller.as_str()).filter(|name| !name.is_empty());
    let lines: Vec<&str> = name.into_iter().chain(organisation.address.as_deref()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// A number that must not break over two lines.
pub(crate) fn unbreakable(number: &str) -> String {
    number.replace(' ', "\u{a0}")
}

fn is_here(path: &str, href: &str) -> bool {
    let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(below))
}

fn bland_title(t: Texts, page: &str) -> String {
    t.plain("title", [("page", page.into()), ("site", t.get("title-site").into())])
}

/// A template as an answer.
pub(crate) fn render(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
