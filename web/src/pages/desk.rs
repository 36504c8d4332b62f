//! The desk's queue: the gravest first, then the oldest; nothing of what is in the reports.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::desk::DeskRow;
use parasol_core::reports::{Consent, Status};
use parasol_core::roles::Action;
use parasol_protocol::time::Timestamp;
use serde::Deserialize;

use super::Answer;
use crate::failure::Failure;
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::time::date;
use crate::views::desk::{Desk, DeskLine};
use crate::visitor::Visitor;

/// The states that have a tab of their own; the others are under "all".
const TABS: [Status; 3] = [Status::Waiting, Status::Published, Status::NotPublished];

/// Which reports to show.
#[derive(Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    status: String,
}

/// Lists them: those that wait, unless another status is asked for.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeDesk)?;
    let Query(filter) = filter.map_err(|_| Failure::NotFound)?;
    let [all, restricted] = ["all", "restricted"].map(|word| filter.status == word);
    let status = (!all && !restricted).then(|| Status::from_name(&filter.status).unwrap_or(Status::Waiting));
    let (t, now) = (visitor.t, port.now());
    let read = port.read()?;
    let rows = if restricted { read.desk_restricted(&actor)? } else { read.desk(&actor, status)? };
    let rows = rows.into_iter().map(|row| line(t, now, row)).collect();
    let filters = TABS.iter().map(|tab| Choice {
        code: tab.name().to_owned(),
        label: t.get(&format!("desk-filter-{}", tab.name())),
        chosen: status == Some(*tab),
    });
    let others = [("restricted", restricted), ("all", all)].map(|(word, chosen)| Choice {
        code: word.to_owned(),
        label: t.get(&format!("desk-filter-{word}")),
        chosen,
    });
    let page = visitor.page(port.settings(), "/desk", "desk-title");
    let filters = filters.chain(others).collect();
    Ok(page::render(StatusCode::OK, &Desk { page, filters, rows }))
}

fn line(t: Texts, now: Timestamp, row: DeskRow) -> DeskLine {
    let kinds = labels::kinds(t, &row.kinds);
    let who = row.perpetrator.map(|who| labels::perpetrator(t, who));
    let what = [kinds.join(", "), who.unwrap_or_default()];
    let what = what.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" – ");
    let overdue = now > row.due;
    let undecided = matches!(row.status, Status::Waiting | Status::Claimed | Status::AskedBack);
    let due = match (undecided, overdue) {
        (false, _) => String::new(),
        (true, false) => t.count("in-hours", row.due.since(now).div_ceil(3_600)),
        (true, true) => t.count("overdue-hours", now.since(row.due) / 3_600),
    };
    DeskLine {
        id: row.id.to_string(),
        what: if what.is_empty() { t.get("desk-report-heading") } else { what },
        identifiers: t.count("desk-identifiers", u64::try_from(row.identifiers).unwrap_or(u64::MAX)),
        received: t.ago(now.since(row.received)),
        due,
        overdue: undecided && overdue,
        consent: consent(t, row.consent),
        status: t.get(&format!("status-{}", row.status.name())),
        restricted: row.restricted.map(|at| t.one("desk-restricted", "date", date(t, at))),
        urgent: row.urgent,
        severe: row.severe,
        own: row.own,
    }
}

/// To what the reporter agreed, in words.
pub(super) fn consent(t: Texts, consent: Consent) -> String {
    let given = [("alert", consent.alert), ("partners", consent.partners), ("abroad", consent.abroad)];
    let words: Vec<String> = given
        .iter()
        .filter(|(_, yes)| *yes)
        .map(|(word, _)| t.get(&format!("desk-consent-{word}")))
        .collect();
    if words.is_empty() { t.get("desk-consent-none") } else { words.join(", ") }
}
