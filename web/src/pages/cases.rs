//! The list of cases: those that are urgent first, then those with a reminder; nothing of what is in them.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::cases::{CaseCounts, CaseFilter, CaseRow};
use parasol_core::roles::Action;
use parasol_protocol::time::Timestamp;
use serde::Deserialize;

use super::Answer;
use crate::failure::Failure;
use crate::labels::{self, Choice};
use crate::language::{Texts, number};
use crate::page;
use crate::pager::Pager;
use crate::port::Port;
use crate::time::date;
use crate::views::case::{CaseLine, Cases};
use crate::visitor::Visitor;

/// The link to them: how many are open, and of how many somebody is to be reminded.
pub(super) fn link(t: Texts, counts: CaseCounts) -> String {
    let count = |n: usize| number(u64::try_from(n).unwrap_or(u64::MAX));
    t.plain("cases-link", [("open", count(counts.open)), ("due", count(counts.due))])
}

/// Which cases to show, and which page of them, counted from 1.
#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: usize,
}

/// Lists them: those that are open, unless others are asked for.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::HandleCase)?;
    let Query(which) = which.map_err(|_| Failure::NotFound)?;
    let filter = CaseFilter::from_name(&which.show).unwrap_or(CaseFilter::Open);
    let (t, now, page) = (visitor.t, port.now(), which.page.saturating_sub(1));
    let list = port.read()?.cases(&actor, filter, page, now)?;
    let filters = CaseFilter::ALL.iter().map(|each| Choice {
        code: each.name().to_owned(),
        label: t.get(&format!("cases-show-{}", each.name())),
        chosen: *each == filter,
    });
    let path = format!("/desk/cases?show={}&", filter.name());
    let view = Cases {
        page: visitor.page(port.settings(), "/desk/cases", "cases-title"),
        filters: filters.collect(),
        rows: list.rows.into_iter().map(|row| line(t, now, row)).collect(),
        pager: Pager::with(t, &path, page, list.pages),
    };
    Ok(page::render(StatusCode::OK, &view))
}

fn line(t: Texts, now: Timestamp, row: CaseRow) -> CaseLine {
    let mut stands = Vec::new();
    if let Some(on) = row.reminder {
        let id = if row.due { "case-due-since" } else { "case-reminder-on" };
        stands.push(t.one(id, "day", date(t, on)));
    }
    if row.handed {
        stands.push(t.get("case-is-handed"));
    }
    stands.extend(row.closed.map(|outcome| t.get(&format!("case-outcome-{}", outcome.name()))));
    let whose = match row.assigned {
        Some(_) if row.mine => t.get("case-yours"),
        Some(name) => name.as_str().to_owned(),
        None => t.get("case-nobodys"),
    };
    let kinds = labels::kinds(t, &row.kinds).join(", ");
    CaseLine {
        id: row.id.to_string(),
        what: if kinds.is_empty() { t.get("case-heading") } else { kinds },
        why: row.why.iter().map(|why| t.get(&format!("case-why-{}", why.name()))).collect(),
        opened: t.hours_ago(now.since(row.opened)),
        whose,
        stands,
        urgent: row.urgent,
        severe: row.severe,
        due: row.due,
        own: row.own,
    }
}
