//! An alert's page.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::alerts::{AlertState, AlertView, IdentifierView};
use parasol_core::ids::AlertId;
use parasol_core::publish::{Sharing, SharingState};
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::{Answer, alert_desk};
use crate::failure::Failure;
use crate::form::Name;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact};
use crate::port::Port;
use crate::time::date;
use crate::views::alert::{AlertPage, AlertShown};
use crate::visitor::Visitor;

/// Shows it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeAlert)?;
    let id: AlertId = id.parse().map_err(|_| Failure::NotFound)?;
    page(&*port, &visitor, &actor, &id, None)
}

/// The page; `in_full` are its identifiers for a moderator who asked for them.
pub(super) fn page(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    id: &AlertId,
    in_full: Option<Vec<IdentifierView>>,
) -> Answer {
    let (t, node) = (visitor.t, port.read()?);
    let mut view = node.alert(actor, id)?;
    let masked = in_full.is_none();
    view.identifiers = in_full.unwrap_or(view.identifiers);
    let page = visitor.page(port.settings(), "/check", "alert-title");
    let mut alert = shown(t, &view, visitor.may(Action::Recall));
    if visitor.may(Action::SeeDesk) {
        let lines: Vec<String> =
            node.sharing(id)?.iter().map(|sharing| abroad(t, port.now(), sharing)).collect();
        if !lines.is_empty() {
            alert.facts.push(Fact { name: t.get("alert-shared"), lines });
        }
    }
    let desk = match visitor.may(Action::Recall) {
        true => alert_desk::view(t, port.now(), &node, actor, &view, masked)?,
        false => None,
    };
    Ok(page::render(StatusCode::OK, &AlertPage { page, alert, desk }))
}

/// How far an alert, or its recall, has come in one circle.
fn abroad(t: Texts, now: Timestamp, sharing: &Sharing) -> String {
    let (done, all) = sharing.acked;
    let (id, at) = match sharing.state {
        SharingState::Waiting { since, .. } => ("sharing-waiting", since),
        SharingState::Shared { since } => ("sharing-shared", since),
        SharingState::Recalled { at } if sharing.waiting.is_empty() => ("sharing-recalled", at),
        SharingState::Recalled { at } => ("sharing-recall-waiting", at),
    };
    let values = [
        ("circle", sharing.name.as_str().into()),
        ("done", done.to_string().into()),
        ("all", all.to_string().into()),
        ("names", sharing.waiting.join(", ").into()),
        ("since", t.ago(now.since(at)).into()),
    ];
    t.plain(id, values)
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
    let recalled = matches!(alert.state, AlertState::Recalled { .. });
    AlertShown {
        id: alert.id.to_string(),
        level: labels::level(t, alert.level),
        month: t.month(alert.month.year(), alert.month.month()),
        reports: (alert.reports > 1)
            .then(|| t.count("alert-reports", u64::try_from(alert.reports).unwrap_or(u64::MAX))),
        text: alert.text.clone().unwrap_or_default(),
        facts: facts
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(id, lines)| Fact { name: t.get(id), lines })
            .collect(),
        recalled,
        restricted: matches!(alert.state, AlertState::Restricted {}),
        later: match alert.state {
            AlertState::Later { from } => Some(t.one("desk-shown-from", "date", date(t, from))),
            AlertState::Withdrawn { until } => Some(t.one("desk-gone", "date", date(t, until))),
            AlertState::KeptBack {} => Some(t.get("alert-kept-back")),
            _ => None,
        },
        may_recall: !recalled && !matches!(alert.state, AlertState::Withdrawn { .. }) && may_recall,
    }
}
