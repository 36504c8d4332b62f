//! What is kept about people who were reported: for everybody, linked from the foot of every page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::legal::{address, blocks};
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::settings::Settings;
use crate::views::contest::Reported;
use crate::views::privacy::{Block, Section};
use crate::visitor::Visitor;

const PARTS: &[&str] = &["what", "why", "who", "long", "rights", "answer", "how"];

/// Shows it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let (t, settings) = (visitor.t, port.settings());
    let mut sections: Vec<Section> = PARTS.iter().map(|part| section(t, settings, part)).collect();
    sections.push(write(t, settings));
    sections.push(complain(t, settings));
    let page = visitor.page(settings, "/reported", "reported-title");
    page::render(StatusCode::OK, &Reported { page, sections })
}

fn controller(settings: &Settings) -> &str {
    let controller = Some(settings.organisation.controller.as_str()).filter(|name| !name.is_empty());
    controller.unwrap_or(&settings.public_name)
}

fn section(t: Texts, settings: &Settings, part: &str) -> Section {
    let id = format!("reported-{part}-text");
    let text = match part {
        "long" => t.plain(&id, [("years", crate::language::number(settings.keep_alerts_years))]),
        _ => t.one(&id, "controller", controller(settings)),
    };
    Section { heading: t.get(&format!("reported-{part}")), blocks: blocks(&text) }
}

/// Where somebody writes whose plate or name online it is, or to whom no code came.
fn write(t: Texts, settings: &Settings) -> Section {
    let mut blocks = address(t, settings);
    if blocks.is_empty() {
        blocks.push(Block::Text(t.one("reported-write-none", "controller", controller(settings))));
    }
    Section { heading: t.get("reported-write"), blocks }
}

/// The authority of the node's country.
fn complain(t: Texts, settings: &Settings) -> Section {
    let id = format!("reported-complain-{}", settings.country.as_str());
    let id = if t.has(&id) { id.as_str() } else { "reported-complain-other" };
    Section { heading: t.get("reported-complain"), blocks: vec![Block::Text(t.get(id))] }
}
