//! Correcting an alert, or classifying it anew.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::alerts::{AlertView, ReviseAlert, Revised};
use parasol_core::desk::Warning;
use parasol_core::ids::AlertId;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::lists::{EventKind, Level};

use super::Answer;
use super::desk_report::{person, typed, warned as warned_lines};
use crate::failure::{Failure, refusal_text};
use crate::form::{Form, Name};
use crate::labels::{self, Choice};
use crate::page::{self, Problem};
use crate::port::Port;
use crate::second::{self, Publishing};
use crate::views::account::{Link, Message};
use crate::views::queue::CorrectPage;
use crate::visitor::Visitor;

/// Shows the form with what the alert says now.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let alert = found(&*port, &actor, &id)?;
    Ok(ask(&*port, &visitor, &alert, &begun(&alert), Asked::default()))
}

/// Corrects it.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let (t, alert) = (visitor.t, found(&*port, &actor, &id)?);
    let kinds: Vec<EventKind> = form.all("kinds").filter_map(EventKind::from_name).collect();
    let mut problems = Vec::new();
    let level = Level::from_name(form.text("level"));
    if level.is_none() {
        problems.push(Problem::new("level", t.get("desk-error-level")));
    }
    if kinds.is_empty() {
        problems.push(Problem::new("kinds", t.get("desk-error-kinds")));
    }
    let (Some(level), Some(report), true) = (level, alert.report, problems.is_empty()) else {
        return Ok(ask(&*port, &visitor, &alert, &form, Asked { problems, ..Asked::default() }));
    };
    let revised = Revised {
        level,
        kinds,
        text: form.text("text").to_owned(),
        town: typed(&form, "town"),
        person: person(&form),
        leave_out: form.all("leave_out").filter_map(|place| place.parse().ok()).collect(),
        why: form.text("why").to_owned(),
    };
    // A page that is too old names a version that is gone.
    let version = form.text("version").parse().unwrap_or(u32::MAX);
    let revise = ReviseAlert { actor, alert: alert.id, version, revised, anyway: form.ticked("anyway") };
    let (heading, line) = match second::revise(&*port, revise, report).await {
        Ok(Publishing::Done(())) => ("correct-done", "correct-done-text"),
        Ok(Publishing::Proposed) => ("second-done", "second-done-text"),
        Ok(Publishing::Warned(found)) => {
            let asked = Asked { warned: &found, ..Asked::default() };
            return Ok(ask(&*port, &visitor, &alert, &form, asked));
        }
        Err(refusal) => return refused(&*port, &visitor, &alert, &form, refusal),
    };
    let page = visitor.page(port.settings(), "/desk", "desk-done-title");
    let link = |href: String, label: &str| Link { href, label: t.get(label) };
    let links =
        vec![link(format!("/alert/{}", alert.id), "verdict-open"), link("/desk".into(), "desk-to-queue")];
    let (heading, lines) = (t.get(heading), vec![t.get(line)]);
    Ok(page::render(StatusCode::OK, &Message { page, heading, lines, links }))
}

fn found(port: &dyn Port, actor: &Actor, id: &str) -> Result<AlertView, Failure> {
    let id: AlertId = id.parse().map_err(|_| Failure::NotFound)?;
    let read = port.read()?;
    // Refuses whoever must not decide about it.
    read.alert_history(actor, &id)?;
    Ok(read.alert(actor, &id)?)
}

/// Shows the form once more, with what was typed.
fn refused(port: &dyn Port, visitor: &Visitor, alert: &AlertView, form: &Form, refusal: Refusal) -> Answer {
    let (field, text, status) = match &refusal {
        Refusal::TooLong { field, .. } | Refusal::Invalid { field, .. } => {
            (*field, refusal_text(visitor.t, &refusal), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Refusal::OverQuota { .. } => {
            ("text", refusal_text(visitor.t, &refusal), StatusCode::TOO_MANY_REQUESTS)
        }
        Refusal::ProposalWaits { .. } => ("text", refusal_text(visitor.t, &refusal), StatusCode::CONFLICT),
        Refusal::WrongState { found: "changed", .. } => {
            ("text", visitor.t.get("correct-changed"), StatusCode::CONFLICT)
        }
        Refusal::WrongState { .. } => ("text", visitor.t.get("correct-ended"), StatusCode::CONFLICT),
        _ => return Err(refusal.into()),
    };
    let asked = Asked { problems: vec![Problem::new(field, text)], status: Some(status), ..Asked::default() };
    Ok(ask(port, visitor, alert, form, asked))
}

/// With what the form is shown.
#[derive(Default)]
struct Asked<'a> {
    problems: Vec<Problem>,
    warned: &'a [Warning],
    /// Unless the problems alone tell it.
    status: Option<StatusCode>,
}

/// What the alert says, as if it had been typed.
fn begun(alert: &AlertView) -> Form {
    let one = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut fields = vec![
        ("version", alert.version.to_string()),
        ("level", alert.level.name().unwrap_or_default().to_owned()),
        ("text", one(&alert.text)),
        ("town", one(&alert.town)),
        ("aliases", alert.aliases.join("\n")),
        ("vehicle", one(&alert.vehicle)),
        ("description", one(&alert.description)),
    ];
    fields.extend(alert.kinds.iter().filter_map(|kind| kind.name()).map(|kind| ("kinds", kind.to_owned())));
    Form::of(fields)
}

fn ask(
    port: &dyn Port,
    visitor: &Visitor,
    alert: &AlertView,
    form: &Form,
    Asked { problems, warned, status }: Asked<'_>,
) -> Response {
    let t = visitor.t;
    let usual = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (kinds, out): (Vec<&str>, Vec<&str>) = (form.all("kinds").collect(), form.all("leave_out").collect());
    let identifiers = alert.identifiers.iter().enumerate().map(|(place, view)| {
        let (code, kind) =
            (place.to_string(), labels::identifier_kind(t, view.kind, view.platform.as_deref()));
        let chosen = out.contains(&code.as_str());
        Choice { code, label: format!("{} ({kind})", page::unbreakable(&view.shown)), chosen }
    });
    let view = CorrectPage {
        page: visitor.page(port.settings(), "/desk", "correct-title").with_problems(&problems),
        id: alert.id.to_string(),
        version: form.text("version").to_owned(),
        text: form.raw("text").to_owned(),
        town: form.text("town").to_owned(),
        aliases: form.raw("aliases").to_owned(),
        vehicle: form.text("vehicle").to_owned(),
        description: form.raw("description").to_owned(),
        why: form.raw("why").to_owned(),
        level: form.text("level").to_owned(),
        levels: Level::ALL.iter().map(|level| labels::level(t, *level)).collect(),
        kinds: labels::choices(t, "kind", EventKind::ALL.iter().filter_map(|kind| kind.name()), &kinds),
        identifiers: identifiers.collect(),
        warned: warned_lines(t, warned),
        problems,
    };
    page::render(status.unwrap_or(usual), &view)
}
