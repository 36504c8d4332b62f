//! What moderators see of an alert beside what members do: its identifiers in full for a reason that the audit keeps, what can
//! be undone or waits for a second moderator, and every version of it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::alerts::{AlertState, AlertView, ShowIdentifiers, Version};
use parasol_core::limits::UNDO;
use parasol_core::node::Snapshot;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::{Answer, alert, desk_report};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact};
use crate::port::Port;
use crate::time::date;
use crate::views::queue::{AlertDesk, VersionView};
use crate::visitor::Visitor;

/// Shows the alert with its identifiers in full.
pub(super) async fn identifiers(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Recall)?;
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let shown = port.command(ShowIdentifiers { actor, alert: id }).await?;
    alert::page(&*port, &visitor, &actor, &id, Some(shown))
}

/// The moderators' part of the page; nothing for somebody who must not decide about this alert.
pub(super) fn view(
    t: Texts,
    now: Timestamp,
    read: &Snapshot,
    actor: &Actor,
    alert: &AlertView,
    masked: bool,
) -> Result<Option<AlertDesk>, Failure> {
    let Some(report) = alert.report else { return Ok(None) };
    let history = match read.alert_history(actor, &alert.id) {
        Ok(history) => history,
        // Her own, or about herself: she sees what members see.
        Err(Refusal::Forbidden | Refusal::NotFound) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let proposal = read.proposal(actor, &report)?.filter(|about| about.what.alert() == Some(alert.id));
    let recalled = matches!(alert.state, AlertState::Recalled { .. });
    let fresh = now.since(alert.published_at) < UNDO && alert.reports == 1;
    Ok(Some(AlertDesk {
        report: report.to_string(),
        undo: !recalled && fresh,
        may_correct: !recalled,
        masked: masked && !alert.identifiers.is_empty(),
        proposal: proposal.map(|proposal| desk_report::proposal_view(t, now, report, &proposal, "")),
        history: history.iter().map(|version| self::version(t, version)).collect(),
    }))
}

fn version(t: Texts, version: &Version) -> VersionView {
    let by = version.by.as_ref().map_or_else(|| t.get("history-nobody"), |by| by.as_str().to_owned());
    let line = format!("history-line-{}", version.change.name());
    let content = &version.content;
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let facts = [
        ("history-level", vec![labels::level(t, content.level).label]),
        ("alert-kinds", labels::kinds(t, &content.kinds)),
        ("alert-month", vec![t.month(content.month.year(), content.month.month())]),
        ("alert-place", one(&content.town)),
        ("desk-text", one(&content.text)),
        (
            "alert-identifiers",
            version.identifiers.iter().map(|view| page::unbreakable(&view.shown)).collect(),
        ),
        ("alert-aliases", content.aliases.clone()),
        ("alert-vehicle", one(&content.vehicle)),
        ("alert-description", one(&content.description)),
    ];
    let facts = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    VersionView {
        heading: t.two(&line, &("date", &date(t, version.at)), &("name", &by)),
        why: version.why.clone(),
        facts: facts.map(|(id, lines)| Fact { name: t.get(id), lines }).collect(),
    }
}
