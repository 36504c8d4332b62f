//! What is kept for how long at this node: the rules, the last run, what is held beyond its time, and a clock that jumped.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::retention::{ConfirmClock, HoldRow, HoldView, RetentionState};
use parasol_core::roles::Action;

use super::Answer;
use crate::failure::Failure;
use crate::form::Form;
use crate::language::{Texts, number};
use crate::page::{self, Fact};
use crate::pager::{Pager, Which};
use crate::port::Port;
use crate::settings::Settings;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::hold::{HoldLine, Holds};
use crate::visitor::Visitor;

/// Shows them.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::KeepLonger)?;
    let Query(which) = which.map_err(|_| Failure::NotFound)?;
    let (t, now, read) = (visitor.t, port.now(), port.read()?);
    let state = read.retention_state(&actor, now)?;
    let found = read.holds(&actor, which.page(), now)?;
    let line = |row: &HoldRow| HoldLine { report: row.report.to_string(), lines: in_words(t, &row.hold) };
    let view = Holds {
        page: visitor.page(port.settings(), "/desk/holds", "holds-title"),
        facts: facts(t, port.settings(), &state),
        jumped: state
            .jumped
            .map(|then| t.two("holds-jumped", &("then", &date(t, then)), &("now", &date(t, now)))),
        rows: found.rows.iter().map(line).collect(),
        pager: Pager::new(t, "/desk/holds", which.page(), found.pages),
    };
    Ok(page::render(StatusCode::OK, &view))
}

/// Says that the clock is right.
pub(super) async fn confirm(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::KeepLonger)?;
    let t = visitor.t;
    port.command(ConfirmClock { actor }).await?;
    let page = visitor.page(port.settings(), "/desk/holds", "holds-title");
    let links = vec![Link { href: "/desk/holds".to_owned(), label: t.get("holds-link") }];
    let lines = vec![t.get("holds-confirmed-text")];
    Ok(page::render(StatusCode::OK, &Message { page, heading: t.get("holds-confirmed"), lines, links }))
}

fn facts(t: Texts, settings: &Settings, state: &RetentionState) -> Vec<Fact> {
    let fact = |id: &str, lines: Vec<String>| Fact { name: t.get(id), lines };
    let count = |id: &str, n: u64| t.count(id, n);
    let last = state.last;
    let run = match state.run {
        None => vec![t.get("holds-run-never")],
        Some(run) => vec![
            date(t, run),
            count("holds-run-alerts", last.alerts),
            count("holds-run-words", last.words),
            count("holds-run-contacts", last.contacts),
            count("holds-run-contests", last.contests),
        ],
    };
    vec![
        fact(
            "holds-alerts",
            vec![t.plain("holds-alerts-text", [("years", number(settings.keep_alerts_years))])],
        ),
        fact(
            "holds-refused",
            vec![t.plain("holds-refused-text", [("months", number(settings.keep_refused_months))])],
        ),
        fact("holds-contacts", vec![t.get("holds-contacts-text")]),
        fact("holds-contests", vec![t.get("holds-contests-text")]),
        fact("holds-run", run),
    ]
}

/// A hold in words.
pub(super) fn in_words(t: Texts, hold: &HoldView) -> Vec<String> {
    let until = t.one("hold-until", "date", date(t, hold.until));
    let by = hold
        .by
        .as_ref()
        .map(|name| t.two("hold-by", &("name", name.as_str()), &("date", &date(t, hold.since))));
    [until, hold.reason.clone()].into_iter().chain(by).collect()
}
