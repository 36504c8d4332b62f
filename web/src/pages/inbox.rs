//! The inbox of a partner organisation: the cases that were handed to it, as their reporters agreed.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::cases::{
    ActInInbox, HandedCase, InboxAct, OpenHandedCase, PrintHandedSheet, ShowHandedContact,
};
use parasol_core::desk::ContactReason;
use parasol_core::ids::ReportId;
use parasol_core::roles::{Action, Actor};

use super::Answer;
use super::case::{case_id, field, liaison_page, note_lines};
use super::desk_report::{contact_lines, contact_view};
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::pager::{Pager, Which};
use crate::port::Port;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::case::{ClosedCase, Inbox, InboxCase, InboxLine};
use crate::visitor::Visitor;

/// Lists the cases.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeInbox)?;
    let t = visitor.t;
    let which = which.map_err(|_| Failure::NotFound)?.page();
    let inbox = port.read()?.inbox(&actor, which)?;
    let pager = Pager::new(t, "/inbox", which, inbox.pages);
    let rows = inbox.rows.into_iter().map(|row| {
        let kinds = labels::kinds(t, &row.kinds).join(", ");
        InboxLine {
            id: row.id.to_string(),
            what: if kinds.is_empty() { t.get("case-heading") } else { kinds },
            since: date(t, row.since),
            urgent: row.urgent,
        }
    });
    let page = visitor.page(port.settings(), "/inbox", "inbox-title");
    Ok(page::render(StatusCode::OK, &Inbox { page, rows: rows.collect(), pager }))
}

/// Shows the button: opening leaves a line in the audit.
pub(super) async fn closed(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    visitor.actor_who_may(Action::SeeInbox)?;
    let id = case_id(&id)?.to_string();
    let page = visitor.page(port.settings(), "/inbox", "inbox-title");
    let back_label = visitor.t.get("inbox-to-list");
    let view = ClosedCase { page, id, action: "/inbox", back: "/inbox", back_label };
    Ok(page::render(StatusCode::OK, &view))
}

/// Opens it, or does something with it.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeInbox)?;
    let (t, id) = (visitor.t, case_id(&id)?);
    let text = form.text("text").to_owned();
    let act = match form.text("do") {
        "note" => InboxAct::Note(text),
        "done" => InboxAct::Done(text),
        "hand_back" => InboxAct::HandBack(text),
        "liaison" => {
            let sheet = port.command(PrintHandedSheet { actor, id }).await?;
            return Ok(liaison_page(&*port, &visitor, sheet, ("/inbox", &format!("/inbox/{id}"))));
        }
        "contact" => {
            let asked = match ContactReason::from_name(form.text("contact_reason")) {
                Some(reason) => match port.command(ShowHandedContact { actor, id, reason }).await {
                    Ok(shown) => Asked { contact: Some(contact_lines(t, shown)), ..Asked::default() },
                    Err(refusal) => match field(&refusal) {
                        Some(field) => Asked::wrong(field, refusal_text(t, &refusal)),
                        None => return Err(refusal.into()),
                    },
                },
                None => Asked::wrong("contact_reason", t.get("desk-error-contact")),
            };
            return show(&port, &visitor, actor, id, asked).await;
        }
        _ => return show(&port, &visitor, actor, id, Asked::default()).await,
    };
    let stays = matches!(act, InboxAct::Note(_));
    match port.command(ActInInbox { actor, id, act }).await {
        Ok(()) if stays => {
            let asked = Asked { done: Some(t.get("case-done-note")), ..Asked::default() };
            show(&port, &visitor, actor, id, asked).await
        }
        Ok(()) => {
            let page = visitor.page(port.settings(), "/inbox", "inbox-title");
            let links = vec![Link { href: "/inbox".to_owned(), label: t.get("inbox-to-list") }];
            let (heading, lines) = (t.get("inbox-returned"), vec![t.get("inbox-returned-text")]);
            Ok(page::render(StatusCode::OK, &Message { page, heading, lines, links }))
        }
        Err(refusal) => match field(&refusal) {
            Some(field) => {
                let asked = Asked { form, ..Asked::wrong(field, refusal_text(t, &refusal)) };
                show(&port, &visitor, actor, id, asked).await
            }
            None => Err(refusal.into()),
        },
    }
}

#[derive(Default)]
struct Asked {
    form: Form,
    problems: Vec<Problem>,
    contact: Option<Vec<String>>,
    done: Option<String>,
}

impl Asked {
    fn wrong(field: &str, text: String) -> Self {
        Self { problems: vec![Problem::new(field, text)], ..Self::default() }
    }
}

/// Opens the case (each time a line in the audit) and shows it.
async fn show(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId, asked: Asked) -> Answer {
    let case = port.command(OpenHandedCase { actor, id }).await?;
    let t = visitor.t;
    let Asked { form, problems, contact, done } = asked;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = InboxCase {
        page: visitor.page(port.settings(), "/inbox", "inbox-title").with_problems(&problems),
        done,
        id: id.to_string(),
        facts: facts(t, &case),
        urgent: case.urgent,
        complaint: case.complaint,
        contact: contact_view(t, case.has_contact.then_some(&case.contact_reasons), contact, ""),
        no_call: !case.may_be_reached,
        notes: note_lines(t, &case.notes),
        text: form.text("text").to_owned(),
        problems,
    };
    Ok(page::render(status, &view))
}

fn facts(t: Texts, case: &HandedCase) -> Vec<Fact> {
    let facts = [
        ("raw-kinds", labels::kinds(t, &case.kinds)),
        ("raw-text", case.text.iter().cloned().collect()),
        ("report-town", case.town.iter().map(|town| town.name.clone()).collect()),
        ("inbox-since", vec![date(t, case.since)]),
    ];
    let told = facts.into_iter().filter(|(_, lines): &(&str, Vec<String>)| !lines.is_empty());
    told.map(|(id, lines)| Fact { name: t.get(id), lines }).collect()
}
