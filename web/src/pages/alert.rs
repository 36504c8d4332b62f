//! An alert's page.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use parasol_core::alerts::{AlertState, AlertView};
use parasol_core::ids::AlertId;
use parasol_core::roles::Action;

use super::Answer;
use crate::failure::Failure;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact};
use crate::port::Port;
use crate::views::alert::{AlertPage, AlertShown};
use crate::visitor::Visitor;

/// Shows it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeAlert)?;
    let id: AlertId = id.parse().map_err(|_| Failure::NotFound)?;
    let alert = port.read()?.alert(&actor, &id)?;
    let page = visitor.page(port.settings(), "/check", "alert-title");
    let alert = shown(visitor.t, &alert, visitor.may(Action::Recall));
    Ok(page::render(StatusCode::OK, &AlertPage { page, alert }))
}

fn shown(t: Texts, alert: &AlertView, may_recall: bool) -> AlertShown {
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let identifiers = alert.identifiers.iter().map(|view| {
        let kind = labels::identifier_kind(t, view.kind, view.platform.as_deref());
        format!("{} ({kind})", page::unbreakable(&view.shown))
    });
    let facts = [
        ("alert-kinds", labels::kinds(t, &alert.kinds)),
        ("alert-who", alert.perpetrator.iter().map(|who| labels::perpetrator(t, *who)).collect()),
        ("alert-place", one(&alert.town)),
        ("alert-identifiers", identifiers.collect()),
        ("alert-aliases", alert.aliases.clone()),
        ("alert-vehicle", one(&alert.vehicle)),
        ("alert-description", one(&alert.description)),
    ];
    let live = alert.state == AlertState::Live;
    AlertShown {
        id: alert.id.to_string(),
        level: labels::level(t, alert.level),
        month: t.month(alert.month.year(), alert.month.month()),
        text: alert.text.clone().unwrap_or_default(),
        facts: facts
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(id, lines)| Fact { name: t.get(id), lines })
            .collect(),
        recalled: !live,
        may_recall: live && may_recall,
    }
}
