//! This node's own new key: the paper that its admin hands to a partner.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::circles::SuccessionStanding;
use parasol_core::roles::Action;

use super::Answer;
use super::act::back_to_admin;
use crate::failure::Failure;
use crate::language::Texts;
use crate::page;
use crate::picture;
use crate::port::Port;
use crate::views::circle::HandedText;
use crate::visitor::Visitor;

/// Where it is shown.
const PATH: &str = "/admin/own-key";

/// Shows it, as long as a circle has not decided it.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let standing = port.read()?.own_succession(&actor)?.filter(|standing| !standing.waits.is_empty());
    let SuccessionStanding { key, text, waits } = standing.ok_or(Failure::NotFound)?;
    let t = visitor.t;
    // Nothing vouches for the key where no recovery key signed: then the partner needs the key itself.
    let id = |part: &str| match text.is_some() {
        true => format!("circle-own-key-{part}"),
        false => format!("circle-own-key-bare-{part}"),
    };
    let page = HandedText {
        page: visitor.page(port.settings(), PATH, "circle-title"),
        back: back_to_admin(t),
        heading: t.get("circle-own-key"),
        lines: vec![t.one("circle-own-key-waits", "names", waits.join(", ")), t.get(&id("text"))],
        warnings: Vec::new(),
        text_label: t.get(&id("label")),
        picture_label: t.get("circle-own-key-picture"),
        next_heading: t.get("circle-next"),
        next: steps(t, &id("next")),
        picture: text.as_deref().and_then(picture::of_long_text),
        text: text.unwrap_or_else(|| key.to_string()),
    };
    Ok(page::render(StatusCode::OK, &page))
}

fn steps(t: Texts, id: &str) -> Vec<String> {
    (1..=3).map(|step| t.get(&format!("{id}-{step}"))).collect()
}
