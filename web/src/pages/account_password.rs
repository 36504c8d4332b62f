//! My password, and how it is replaced when I forget it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use parasol_core::members::{ChooseReset, ResetBy, WithPassword, passphrase};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use zeroize::Zeroizing;

use super::Answer;
use crate::acts;
use crate::cookies::{self, Life};
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::owning;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::random::PortRng;
use crate::views::account::{Link, Message};
use crate::views::own_account::OwnPassword;
use crate::visitor::Visitor;

/// Shows both forms.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    show(&*port, &visitor, StatusCode::OK, Said::default())
}

/// Changes the one or the other.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnAccount)?;
    let t = visitor.t;
    match form.text("do") {
        "passphrase" => {
            let offered = Some(passphrase(t.code(), &mut PortRng(&*port)).to_string());
            show(&*port, &visitor, StatusCode::OK, Said { offered, ..Said::default() })
        }
        "reset_by" => match choose(&*port, actor, &form).await {
            Ok(()) => {
                let done = Some(t.get("reset-by-done"));
                show(&*port, &visitor, StatusCode::OK, Said { done, ..Said::default() })
            }
            Err(refusal) => refuse(&*port, &visitor, "current_too", refusal),
        },
        _ => change(&*port, &visitor, actor, &form).await,
    }
}

async fn choose(port: &dyn Port, actor: Actor, form: &Form) -> Result<(), Refusal> {
    let verified = acts::password_again(port, &actor, Zeroizing::new(form.raw("current").to_owned())).await?;
    let by = ResetBy::from_name(form.text("reset_by"));
    let by = by.ok_or(Refusal::Invalid { field: "reset_by", reason: "unknown_word" })?;
    port.command(WithPassword { verified, command: ChooseReset { actor, by } }).await
}

async fn change(port: &dyn Port, visitor: &Visitor, actor: Actor, form: &Form) -> Answer {
    let t = visitor.t;
    if form.raw("password") != form.raw("password_again") {
        let problems = vec![Problem::new("password_again", t.get("register-error-differ"))];
        return show(port, visitor, StatusCode::UNPROCESSABLE_ENTITY, Said { problems, ..Said::default() });
    }
    let secret = |field: &str| Zeroizing::new(form.raw(field).to_owned());
    let pseudonym = visitor.session.as_ref().map(|session| session.view.pseudonym.as_str().to_owned());
    let pseudonym = pseudonym.unwrap_or_default();
    match owning::change_password(port, actor, &pseudonym, secret("current"), secret("password")).await {
        Ok(()) => Ok(changed(port, visitor)),
        Err(refusal) => refuse(port, visitor, "current", refusal),
    }
}

/// Every session has ended, this one too.
fn changed(port: &dyn Port, visitor: &Visitor) -> Response {
    let t = visitor.t;
    let nobody = Visitor { session: None, ..visitor.clone() };
    let page = nobody.page(port.settings(), "/sign-in", "own-password-title");
    let links = vec![Link { href: "/sign-in".to_owned(), label: t.get("sign-in-button") }];
    let lines = vec![t.get("own-password-done-text")];
    let message = Message { page, heading: t.get("own-password-done"), lines, links };
    let mut response = page::render(StatusCode::OK, &message);
    cookies::write(response.headers_mut(), port.settings().https, cookies::SESSION, "", Life::Over);
    response
}

fn refuse(port: &dyn Port, visitor: &Visitor, current: &str, refusal: Refusal) -> Answer {
    let t = visitor.t;
    let (status, field, text) = match &refusal {
        Refusal::WrongCredentials => (StatusCode::UNPROCESSABLE_ENTITY, current, t.get("own-password-wrong")),
        Refusal::Invalid { field: "password", .. } | Refusal::TooLong { field: "password", .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "password", refusal_text(t, &refusal))
        }
        Refusal::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "", refusal_text(t, &refusal)),
        Refusal::ReportsClosed { .. } => (StatusCode::FORBIDDEN, "", refusal_text(t, &refusal)),
        Refusal::OverQuota { .. } => (StatusCode::TOO_MANY_REQUESTS, current, refusal_text(t, &refusal)),
        _ => return Err(Failure::from(refusal)),
    };
    let problems = vec![Problem::new(field, text)];
    let mut answer = show(port, visitor, status, Said { problems, ..Said::default() })?;
    if let Refusal::OverQuota { retry_after } = refusal {
        answer.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
    }
    Ok(answer)
}

/// What the page says besides the forms.
#[derive(Default)]
struct Said {
    problems: Vec<Problem>,
    done: Option<String>,
    offered: Option<String>,
}

fn show(port: &dyn Port, visitor: &Visitor, status: StatusCode, said: Said) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnAccount)?;
    let account = port.read()?.own_account(&actor, port.now())?;
    let Said { problems, done, offered } = said;
    let page =
        visitor.page(port.settings(), "/account/password", "own-password-title").with_problems(&problems);
    let by_moderator = account.reset_by == ResetBy::Moderator;
    let reachable = account.contacts.iter().any(|own| own.confirmed);
    Ok(page::render(status, &OwnPassword { page, problems, offered, by_moderator, reachable, done }))
}
