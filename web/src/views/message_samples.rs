//! Samples of the page about messages.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::admin::Count;
use super::messages::{ChannelCard, MessageLine, Messages};
use super::tests::{page, problems};
use crate::language::Texts;
use crate::messages::see;

fn channel(t: Texts, name: &str, full: bool) -> ChannelCard {
    let count = |id: &str, value| Count { label: t.get(&format!("messages-count-{id}")), value };
    let fault = t.get("messages-fault-unreachable");
    ChannelCard {
        title: t.get(&format!("messages-{name}")),
        route: t.get(&format!("messages-route-{name}-none")),
        counts: ["waiting", "uncertain", "failed", "outbox", "sent", "dropped"].map(|id| count(id, 3)).into(),
        oldest: full
            .then(|| t.plain("messages-oldest", [("when", t.ago(9_000).into()), ("fault", fault.into())])),
    }
}

fn messages(t: Texts, full: bool) -> String {
    let line = |state: &str, again: Option<&str>| MessageLine {
        id: "0".repeat(32),
        short: "00000000".to_owned(),
        channel: t.get("messages-sms"),
        state: format!(
            "{}, {}. {}",
            t.get(&format!("messages-state-{state}")),
            t.count("messages-tries", 2),
            t.get("messages-fault-no_answer")
        ),
        since: t.ago(7_000),
        again: again.map(|id| t.get(id)),
        forget: again.is_some(),
    };
    let rows = vec![
        line("uncertain", Some("messages-again")),
        line("failed", Some("messages-again")),
        line("waiting", Some("messages-now")),
        line("trying", None),
        line("outbox", None),
    ];
    Messages {
        page: page(t, "/admin/messages", "messages-title"),
        problems: if full { problems() } else { Vec::new() },
        channels: vec![channel(t, "mail", full), channel(t, "sms", full)],
        outbox: full.then(|| t.one("messages-outbox", "folder", "/srv/<script>/outbox")),
        rows: if full { rows } else { Vec::new() },
        uncertain: full,
        see: see(t),
        agreed: (!full).then(|| t.plain("messages-see-agreed", [("when", t.ago(90_000).into())])),
    }
    .render()
    .unwrap()
}

/// The page, with everything and with nothing.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    vec![("messages", messages(t, true)), ("messages_quiet", messages(t, false))]
}
