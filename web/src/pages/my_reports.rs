//! My reports: month and status only, because somebody may hold her phone.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::roles::Action;

use super::Answer;
use crate::page;
use crate::port::Port;
use crate::time::date;
use crate::views::account::{MyReport, MyReports};
use crate::visitor::Visitor;

/// Lists them.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeOwnReports)?;
    let t = visitor.t;
    let own = port.read()?.own_reports(&actor)?;
    let line = |report: parasol_core::reports::OwnReport| {
        let month = t.month(report.month.year(), report.month.month());
        let status = t.get(&format!("status-{}", report.status.name()));
        let values = [("month", month.clone().into()), ("status", status.clone().into())];
        MyReport { id: report.id.to_string(), label: t.plain("mine-open-which", values), month, status }
    };
    let ends = port.read()?.draft_ends(&actor)?;
    let draft_note = ends.map(|ends| t.one("draft-note", "date", date(t, ends)));
    let reports = own.into_iter().map(line).collect();
    let page = visitor.page(port.settings(), "/my-reports", "mine-title");
    Ok(page::render(StatusCode::OK, &MyReports { page, reports, draft_note }))
}
