//! The audit: line by line for admins, a month of it for a second person.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::audit::{AuditActor, AuditLine, SummaryPerson, SummaryRow};
use parasol_core::roles::Action;
use parasol_protocol::time::Month;
use serde::Deserialize;

use super::Answer;
use crate::failure::Failure;
use crate::labels;
use crate::language::Texts;
use crate::page;
use crate::pager::Pager;
use crate::port::Port;
use crate::time::minute;
use crate::views::privacy::{AuditPage, AuditRow, AuditSummaryPage, SummaryLine};
use crate::visitor::Visitor;

const PATH: &str = "/admin/audit";

/// Lines on a page: what a screen shows, and not too long for a telephone.
const LINES: usize = 20;
/// The newest lines whose chain is looked at where somebody begins to read: a page has to be there at once.
const LOOKED_THROUGH: u64 = 5_000;

/// Which lines.
#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<u64>,
}

/// Which month.
#[derive(Deserialize)]
pub(super) struct Of {
    month: Option<String>,
}

/// Twenty lines, the newest first.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    query: Result<Query<Before>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeAudit)?;
    let Query(Before { before }) = query.map_err(|_| Failure::NotFound)?;
    let (t, node) = (visitor.t, port.read()?);
    let lines = node.audit(&actor, before, LINES)?;
    let newest = node.audit(&actor, None, 1)?.first().map(|(number, _)| *number);
    // Where somebody begins to read, what is new is looked through; `doctor` looks through all.
    let broken = if before.is_none() { node.verify_newest_audit(&actor, LOOKED_THROUGH)? } else { None };
    let view = AuditPage {
        page: visitor.page(port.settings(), PATH, "audit-title"),
        broken: broken.map(|number| t.one("audit-broken", "number", number)),
        whole: before.is_none(),
        pager: pager(t, before, newest, &lines),
        lines: lines.into_iter().map(|(number, line)| row(t, number, line)).collect(),
    };
    Ok(page::render(StatusCode::OK, &view))
}

/// The links to newer and older lines. Lines are numbered without a gap, so a number is enough to find a page.
fn pager(t: Texts, before: Option<u64>, newest: Option<u64>, lines: &[(u64, AuditLine)]) -> Option<Pager> {
    let ((from, _), (to, _)) = (lines.first()?, lines.last()?);
    let newer = before.map(|before| match before.saturating_add(LINES as u64) {
        first if newest.is_some_and(|newest| first <= newest) => format!("{PATH}?before={first}"),
        _ => PATH.to_owned(),
    });
    let older = (*to > 0).then(|| format!("{PATH}?before={to}"));
    let place = t.two("audit-place", &("from", &from.to_string()), &("to", &to.to_string()));
    (newer.is_some() || older.is_some()).then_some(Pager { place, before: newer, next: older })
}

fn row(t: Texts, number: u64, line: AuditLine) -> AuditRow {
    let who = match line.actor {
        AuditActor::Member(id) => id.to_string(),
        AuditActor::Operator => t.get("audit-operator"),
        AuditActor::System => t.get("audit-node"),
    };
    let hex = |id: [u8; 16]| id.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let subject = line.subject.map(hex).or_else(|| line.count.map(|count| format!("× {count}")));
    AuditRow {
        number,
        when: minute(line.at),
        who,
        what: labels::audit_word(t, &line.what),
        subject: subject.unwrap_or_default(),
    }
}

/// A month, for a second person; this month if none is named.
pub(super) async fn summary(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    query: Result<Query<Of>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeAuditSummary)?;
    let Query(Of { month }) = query.map_err(|_| Failure::NotFound)?;
    let month = match month.as_deref().filter(|month| !month.is_empty()) {
        Some(text) => text.parse::<Month>().map_err(|_| Failure::NotFound)?,
        None => port.now().month(),
    };
    let t = visitor.t;
    let found = port.read()?.audit_summary(&actor, month)?;
    let view = AuditSummaryPage {
        page: visitor.page(port.settings(), "/admin/audit/summary", "audit-summary-title"),
        heading: t.one("audit-summary-heading", "month", t.month(month.year(), month.month())),
        month: month.to_string(),
        rows: found.rows.into_iter().map(|row| counted(t, row)).collect(),
        end: found.end.map(|end| end.to_string()),
        may_lines: visitor.may(Action::SeeAudit),
    };
    Ok(page::render(StatusCode::OK, &view))
}

fn counted(t: Texts, row: SummaryRow) -> SummaryLine {
    let who = match row.person {
        SummaryPerson::Staff { role, pseudonym } => {
            format!("{} ({})", pseudonym.as_str(), t.get(&format!("role-{}", role.name())))
        }
        SummaryPerson::Members => t.get("audit-person-members"),
        SummaryPerson::Gone => t.get("audit-person-gone"),
        SummaryPerson::Operator => t.get("audit-operator"),
        SummaryPerson::Node => t.get("audit-node"),
    };
    SummaryLine { who, what: labels::audit_word(t, &row.what), opening: row.opening, count: row.count }
}
