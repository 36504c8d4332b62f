//! Terms and conditions, and the personal data policy: for everybody, signed in or not.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::roles::Action;

use crate::language::Texts;
use crate::page::{self, unbreakable};
use crate::port::Port;
use crate::settings::Settings;
use crate::terms::TERMS_VERSION;
use crate::views::privacy::{Block, Legal, Section};
use crate::visitor::Visitor;

const TERMS: &[&str] = &["what", "who", "you", "us", "means", "end", "change"];
const PRIVACY: &[&str] =
    &["who", "police", "what", "why", "read", "long", "rights", "reported", "cookies", "safe"];

/// Shows the terms.
pub(super) async fn terms(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let (t, settings) = (visitor.t, port.settings());
    let sections = TERMS.iter().map(|part| section(t, settings, "terms", part)).collect();
    let version = Some(t.one("legal-version", "version", TERMS_VERSION));
    show(settings, &visitor, "terms", version, sections)
}

/// Shows the policy.
pub(super) async fn privacy(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let (t, settings) = (visitor.t, port.settings());
    let mut sections: Vec<Section> =
        PRIVACY.iter().map(|part| section(t, settings, "privacy", part)).collect();
    if let Some(who) = sections.first_mut() {
        who.blocks.extend(address(t, settings));
    }
    show(settings, &visitor, "privacy", None, sections)
}

fn show(
    settings: &Settings,
    visitor: &Visitor,
    name: &str,
    version: Option<String>,
    sections: Vec<Section>,
) -> Response {
    let t = visitor.t;
    let page = visitor.page(settings, &format!("/{name}"), &format!("{name}-title"));
    let gaps = if visitor.may(Action::ManageMembers) { settings.organisation.gaps() } else { Vec::new() };
    let gaps = gaps.iter().map(|gap| t.one("legal-gap", "missing", t.get(&format!("legal-gap-{gap}"))));
    let heading = t.get(&format!("{name}-heading"));
    page::render(StatusCode::OK, &Legal { page, heading, version, gaps: gaps.collect(), sections })
}

fn section(t: Texts, settings: &Settings, name: &str, part: &str) -> Section {
    let controller = Some(settings.organisation.controller.as_str()).filter(|name| !name.is_empty());
    let controller = controller.unwrap_or(&settings.public_name);
    let text = t.one(&format!("{name}-{part}-text"), "controller", controller);
    Section { heading: t.get(&format!("{name}-{part}")), blocks: blocks(&text) }
}

/// Address and officer, as far as the settings tell them.
pub(super) fn address(t: Texts, settings: &Settings) -> Vec<Block> {
    let organisation = &settings.organisation;
    let mut blocks = Vec::new();
    if let Some(address) = &organisation.address {
        blocks.push(Block::Text(t.one("privacy-address", "address", address)));
    }
    let phone = organisation.officer_phone.as_deref().map(unbreakable);
    let ways: Vec<String> = organisation.officer_email.iter().cloned().chain(phone).collect();
    if !ways.is_empty() {
        blocks.push(Block::Text(t.get("privacy-officer")));
        blocks.push(Block::List(ways));
    }
    blocks
}

/// Paragraphs stand apart by an empty line; one whose lines begin with a dot is a list.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let block = |paragraph: &str| {
        let items: Option<Vec<String>> =
            paragraph.lines().map(|line| line.trim().strip_prefix("• ").map(str::to_owned)).collect();
        items.map_or_else(|| Block::Text(paragraph.trim().to_owned()), Block::List)
    };
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(block).collect()
}
