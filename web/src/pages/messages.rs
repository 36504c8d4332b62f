//! Messages to members: how they go out, how they stand, what to do about those that did not go out, and whether an SMS
//! company may know. Never to whom, never what.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::messages::{
    AgreeToSms, Channel, ForgetMessage, MessageRow, MessageState, Messages as Queue, QueueCounts,
    SMS_WORDING, SendAgain, WithdrawSms,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::Answer;
use crate::failure::Failure;
use crate::form::Form;
use crate::language::Texts;
use crate::messages::see;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::settings::{MessageRoutes, Settings};
use crate::views::admin::Count;
use crate::views::messages::{ChannelCard, MessageLine, Messages};
use crate::visitor::Visitor;

/// Shows it.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMessages)?;
    Ok(show(&*port, &visitor, &actor, Vec::new())?)
}

/// Does what a button says, and shows the page again.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMessages)?;
    let id = form.text("id").parse();
    match (form.text("act"), id) {
        ("agree", _) if form.ticked("read") => {
            port.command(AgreeToSms { actor, wording: SMS_WORDING }).await?;
        }
        ("withdraw", _) => port.command(WithdrawSms { actor }).await?,
        ("again", Ok(id)) => port.command(SendAgain { actor, id }).await?,
        ("forget", Ok(id)) => port.command(ForgetMessage { actor, id }).await?,
        ("again" | "forget", Err(_)) => return Err(Failure::NotFound),
        _ => {
            let problem = Problem::new("read", visitor.t.get("messages-see-error"));
            return Ok(show(&*port, &visitor, &actor, vec![problem])?);
        }
    }
    Ok(Redirect::to("/admin/messages").into_response())
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    problems: Vec<Problem>,
) -> Result<Response, Refusal> {
    let (t, now, settings) = (visitor.t, port.now(), port.settings());
    let queue = port.read()?.messages(actor, None, now)?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visitor.page(settings, "/admin/messages", "messages-title").with_problems(&problems);
    let shown = Messages {
        page,
        problems,
        channels: queue
            .channels
            .iter()
            .map(|channel| card(t, now, &settings.messages, channel, &queue))
            .collect(),
        outbox: outbox(t, settings, &queue),
        uncertain: queue.rows.iter().any(|row| row.state == MessageState::Uncertain),
        see: see(t),
        agreed: queue
            .agreement
            .map(|agreed| t.plain("messages-see-agreed", [("when", t.ago(now.since(agreed.at)).into())])),
        rows: queue.rows.iter().map(|row| line(t, now, row)).collect(),
    };
    Ok(page::render(status, &shown))
}

fn card(
    t: Texts,
    now: Timestamp,
    routes: &MessageRoutes,
    channel: &QueueCounts,
    queue: &Queue,
) -> ChannelCard {
    let count = |id: &str, value: u64| Count { label: t.get(&format!("messages-count-{id}")), value };
    let of = |state: MessageState| count(state.name(), channel.of(state));
    let mut counts = vec![
        of(MessageState::Waiting),
        of(MessageState::Uncertain),
        of(MessageState::Failed),
        of(MessageState::Outbox),
        count("sent", channel.sent),
    ];
    if channel.dropped > 0 {
        counts.push(count("dropped", channel.dropped));
    }
    // A message that nothing is wrong with is on its way in seconds.
    let oldest = channel.oldest.zip(channel.fault).map(|(since, fault)| {
        let fault = t.get(&format!("messages-fault-{}", fault.name()));
        let values = [("when", t.ago(now.since(since)).into()), ("fault", fault.into())];
        t.plain("messages-oldest", values)
    });
    ChannelCard {
        title: t.get(&format!("messages-{}", channel.channel.name())),
        route: route(t, routes, channel.channel, queue.agreement.is_some()),
        counts,
        oldest,
    }
}

fn route(t: Texts, routes: &MessageRoutes, channel: Channel, agreed: bool) -> String {
    match (channel, &routes.mail, &routes.sms) {
        (Channel::Mail, Some(host), _) => t.one("messages-route-mail", "host", host),
        (Channel::Mail, None, _) => t.get("messages-route-mail-none"),
        (Channel::Sms, _, Some(provider)) if agreed => t.one("messages-route-sms", "provider", provider),
        (Channel::Sms, _, Some(provider)) => t.one("messages-route-sms-off", "provider", provider),
        (Channel::Sms, _, None) => t.get("messages-route-sms-none"),
    }
}

/// What to do with the outbox folder, as long as something goes or lies there.
fn outbox(t: Texts, settings: &Settings, queue: &Queue) -> Option<String> {
    let routes = &settings.messages;
    let sms_go = routes.sms.is_some() && queue.agreement.is_some();
    let filed: u64 = queue.channels.iter().map(|channel| channel.of(MessageState::Outbox)).sum();
    let used = routes.mail.is_none() || !sms_go || filed > 0;
    used.then(|| t.one("messages-outbox", "folder", &routes.outbox))
}

fn line(t: Texts, now: Timestamp, row: &MessageRow) -> MessageLine {
    let state = t.get(&format!("messages-state-{}", row.state.name()));
    let tries = t.count("messages-tries", u64::from(row.tries));
    let fault = row.fault.map(|fault| t.get(&format!("messages-fault-{}", fault.name()))).unwrap_or_default();
    let again = match row.state {
        MessageState::Waiting => Some("messages-now"),
        MessageState::Uncertain | MessageState::Failed => Some("messages-again"),
        MessageState::Trying | MessageState::Outbox => None,
    };
    MessageLine {
        id: row.id.to_string(),
        short: row.id.short(),
        channel: t.get(&format!("messages-{}", row.channel.name())),
        state: format!("{state}, {tries}. {fault}"),
        since: t.ago(now.since(row.since)),
        again: again.map(|id| t.get(id)),
        forget: !matches!(row.state, MessageState::Trying | MessageState::Outbox),
    }
}
