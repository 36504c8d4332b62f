//! Managing my account: what leads to everything about it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::roles::Action;

use super::Answer;
use crate::owning;
use crate::page;
use crate::port::Port;
use crate::views::account::Link;
use crate::views::own_account::Hub;
use crate::visitor::Visitor;

/// What belongs to an account, in the order in which it is needed.
const PAGES: &[(&str, &str)] = &[
    ("/account/contacts", "account-contacts"),
    ("/account/password", "account-password"),
    ("/account/sessions", "nav-account-sessions"),
    ("/account/second-factor", "nav-account-second-factor"),
    ("/sponsor", "sponsor-list"),
];

/// Shows it.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnAccount)?;
    let (t, now) = (visitor.t, port.now());
    let account = port.read()?.own_account(&actor, now)?;
    let pseudonym = visitor.session.as_ref().map(|session| session.view.pseudonym.as_str().to_owned());
    let link = |(href, id): &(&str, &str)| Link { href: (*href).to_owned(), label: t.get(id) };
    let hub = Hub {
        page: visitor.page(port.settings(), "/account", "account-title"),
        notes: owning::notes(t, &account),
        pseudonym: pseudonym.unwrap_or_default(),
        reachable: account.contacts.iter().any(|own| own.confirmed),
        closed: account.reports_closed_until.map(|until| t.count("in-hours", until.since(now) / 3_600)),
        links: PAGES.iter().map(link).collect(),
    };
    Ok(page::render(StatusCode::OK, &hub))
}
