//! A report at the desk. Opening it is a button, because it leaves a line in the audit; then the raw report stands beside
//! what will be published of it.

mod beside;
mod case;
mod claim;
mod contact;
mod hold;
mod merge;
mod publish;
mod raw;
mod reject;
mod restricted;
mod second;
mod thread;
mod undo;

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::desk::{LookAtReport, OpenReport, Warning};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use serde::Deserialize;

use super::Answer;
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Name};
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::{Link, Message};
use crate::views::desk::{ClosedReport, OpenReportPage};
use crate::views::queue::DeskDone;
use crate::visitor::Visitor;

pub(super) use beside::warned;
pub(super) use claim::{put_back, take_over};
pub(super) use contact::{contact, lines as contact_lines, view as contact_view};
pub(super) use hold::{end as end_hold, set as set_hold};
pub(super) use merge::merge;
pub(super) use publish::{person, publish, typed};
pub(super) use reject::reject;
pub(super) use restricted::lift;
pub(super) use second::{confirm, send_back, take_back, view as proposal_view};
pub(super) use thread::{ask, entry_back};
pub(super) use undo::undo;

/// How a report is to be opened.
#[derive(Deserialize)]
pub(super) struct Way {
    /// Only to be looked at, beside another one: there, whatever it says.
    look: Option<String>,
}

/// Shows the button.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    way: Result<Query<Way>, QueryRejection>,
) -> Answer {
    visitor.actor_who_may(Action::OpenReport)?;
    let Query(way) = way.map_err(|_| Failure::NotFound)?;
    let id = report_id(&id)?.to_string();
    let page = visitor.page(port.settings(), "/desk", "desk-report-title");
    Ok(page::render(StatusCode::OK, &ClosedReport { page, id, look: way.look.is_some() }))
}

/// Opens the report; whoever has it open already goes on with what was typed.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OpenReport)?;
    let asked = Asked { look: form.ticked("look"), form, ..Asked::default() };
    open(&port, &visitor, actor, report_id(&id)?, asked).await
}

fn report_id(text: &str) -> Result<ReportId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// What an open report is shown with.
#[derive(Default)]
struct Asked {
    /// What was typed so far.
    form: Form,
    /// What needs another look.
    problems: Vec<Problem>,
    /// How to reach the reporter, when that was asked for.
    contact: Option<Vec<String>>,
    /// What in what was typed needs another look before it is published.
    warned: Vec<Warning>,
    /// Whether somebody else was faster: nothing is wrong with what was typed.
    conflict: bool,
    /// Whether it is only looked at, beside another one.
    look: bool,
}

/// Opens the report (each time a line in the audit) and shows it with what was typed so far.
async fn open(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId, asked: Asked) -> Answer {
    let Asked { form, problems, contact, warned, conflict, look } = asked;
    let raw = match look {
        true => port.command(LookAtReport { actor, id }).await?,
        false => port.command(OpenReport { actor, id }).await?,
    };
    let t = visitor.t;
    let status = match (conflict, problems.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = OpenReportPage {
        page: visitor.page(port.settings(), "/desk", "desk-report-title").with_problems(&problems),
        id: id.to_string(),
        at_it: claim::view(t, port.now(), &raw),
        proposal: raw
            .work
            .proposal
            .as_ref()
            .map(|proposal| second::view(t, port.now(), id, proposal, form.raw("why"))),
        merged_into: raw.work.merged_into.map(|alert| alert.to_string()),
        kept: claim::kept(&raw, &form),
        case: case::view(t, &raw),
        hold: hold::view(t, &raw, &form),
        beside: beside::view(t, &raw),
        form: publish::form(t, &raw, &form, &problems, &warned),
        contact: contact::view(
            t,
            raw.has_contact.then_some(&raw.contact_reasons),
            contact,
            form.text("contact_reason"),
        ),
        talk: thread::view(t, &raw, &form, &problems),
        raw: raw::view(t, &raw),
        problems,
    };
    Ok(page::render(status, &view))
}

/// Shows the report once more after a refusal, with what was typed: nothing of it is lost.
async fn again(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    actor: Actor,
    id: ReportId,
    form: Form,
    refusal: Refusal,
) -> Answer {
    let (conflict, field) = match &refusal {
        Refusal::TooLong { field, .. } | Refusal::Invalid { field, .. } => (false, *field),
        Refusal::OverQuota { .. } => (false, "text"),
        Refusal::ProposalWaits { .. } => (true, "proposal"),
        Refusal::Claimed { .. } | Refusal::WrongState { .. } => (true, "text"),
        _ => return Err(refusal.into()),
    };
    let text = match &refusal {
        Refusal::WrongState { .. } => visitor.t.get("desk-decided-meanwhile"),
        other => refusal_text(visitor.t, other),
    };
    let asked = Asked { form, problems: vec![Problem::new(field, text)], conflict, ..Asked::default() };
    open(port, visitor, actor, id, asked).await
}

fn said(
    port: &dyn Port,
    visitor: &Visitor,
    heading: &str,
    lines: Vec<String>,
    mut links: Vec<Link>,
) -> Response {
    let page = visitor.page(port.settings(), "/desk", "desk-done-title");
    links.push(Link { href: "/desk".to_owned(), label: visitor.t.get("desk-to-queue") });
    let heading = visitor.t.get(heading);
    page::render(StatusCode::OK, &Message { page, heading, lines, links })
}

/// What was decided, and for ten minutes the button that undoes it.
fn done(
    port: &dyn Port,
    visitor: &Visitor,
    heading: &str,
    lines: Vec<String>,
    alert: AlertId,
    id: ReportId,
) -> Response {
    let page = visitor.page(port.settings(), "/desk", "desk-done-title");
    let link = |href: String, label: &str| Link { href, label: visitor.t.get(label) };
    let links =
        vec![link(format!("/alert/{alert}"), "verdict-open"), link("/desk".to_owned(), "desk-to-queue")];
    let heading = visitor.t.get(heading);
    page::render(StatusCode::OK, &DeskDone { page, heading, lines, links, undo: Some(id.to_string()) })
}

/// That it waits for a second moderator.
fn proposed(port: &dyn Port, visitor: &Visitor) -> Response {
    said(port, visitor, "second-done", vec![visitor.t.get("second-done-text")], Vec::new())
}
