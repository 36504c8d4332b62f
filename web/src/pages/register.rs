//! Create an account: the guide's form, which loses nothing that was typed but passwords.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::members::passphrase;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use zeroize::Zeroizing;

use super::Answer;
use crate::failure::refusal_text;
use crate::form::{Form, Kept};
use crate::joining::{self, Registered, Typed};
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::random::PortRng;
use crate::sent::Sent;
use crate::terms::TERMS_VERSION;
use crate::views::register::{Register, RegisterDone, RegisterForm};
use crate::visitor::{self, Visitor};

/// The fields, as they stand on the page.
const FIELDS: [&str; 9] = [
    "work_name",
    "name",
    "birth_date",
    "contact",
    "second_contact",
    "sponsor",
    "password",
    "password_again",
    "terms",
];

/// Forms that registered somebody, with what was answered: a second click must not say that the code was used.
pub(crate) type SentForms = Sent<Option<Registered>>;

/// Shows the empty form.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    show(&*port, &visitor, StatusCode::OK, &Form::default(), Vec::new())
}

/// Registers, or offers a passphrase.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Extension(sent): Extension<SentForms>,
    Kept { form, genuine }: Kept,
) -> Answer {
    let t = visitor.t;
    let again = |status, problems| show(&*port, &visitor, status, &form, problems);
    if !genuine {
        return Ok(again(StatusCode::FORBIDDEN, vec![Problem::new("", t.get("register-resend"))]));
    }
    if form.text("do") == "passphrase" {
        return Ok(again(StatusCode::OK, Vec::new()));
    }
    let ready = match joining::read(&*port, typed(&form)) {
        Ok(ready) if form.raw("password") == form.raw("password_again") => ready,
        Ok(_) => return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, vec![differ(t)])),
        Err(wrong) => {
            let mut problems: Vec<Problem> =
                wrong.iter().map(|(field, why)| problem(t, field, why)).collect();
            if form.raw("password") != form.raw("password_again") {
                problems.push(differ(t));
            }
            // As the fields stand on the page, whatever had to be read first.
            problems.sort_by_key(|problem| FIELDS.iter().position(|field| *field == problem.field));
            return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, problems));
        }
    };
    match register_once(&port, &sent, form.text("form_id"), ready, t.code()).await {
        Ok(registered) => Ok(done(&*port, &visitor, registered)),
        Err(refusal) => match joining::field_of(&refusal) {
            Some(field) => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, vec![problem(t, field, &refusal)])),
            None => Ok(again(status(&refusal), vec![Problem::new("", refusal_text(t, &refusal))])),
        },
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::OverQuota { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Registers what a form sent, once. It is finished even if the browser goes away, as it does at a second click.
async fn register_once(
    port: &Arc<dyn Port>,
    sent: &SentForms,
    form: &str,
    ready: joining::Ready,
    language: &'static str,
) -> Result<Registered, Refusal> {
    // Nobody is signed in; the form's own id is random and known to this browser alone.
    let (port, turn) = (port.clone(), sent.turn(Actor::System, form));
    let registering = tokio::spawn(async move {
        let mut taken = turn.lock_owned().await;
        if let Some(before) = &*taken {
            return Ok(before.clone());
        }
        let registered = joining::register(&*port, ready, language).await?;
        *taken = Some(registered.clone());
        Ok(registered)
    });
    registering.await.unwrap_or(Err(Refusal::Busy))
}

fn typed(form: &Form) -> Typed {
    let text = |name: &str| form.text(name).to_owned();
    Typed {
        work_name: text("work_name"),
        contact: text("contact"),
        second_contact: text("second_contact"),
        sponsor: text("sponsor"),
        password: Zeroizing::new(form.raw("password").to_owned()),
        name: text("name"),
        birth_date: text("birth_date"),
        terms: form.text("terms").parse().ok(),
    }
}

fn differ(t: Texts) -> Problem {
    Problem::new("password_again", t.get("register-error-differ"))
}

fn problem(t: Texts, field: &str, refusal: &Refusal) -> Problem {
    let text = match (field, refusal) {
        ("sponsor", Refusal::CodeRefused) => t.get("register-error-code"),
        (_, Refusal::Taken) => t.get("register-error-taken"),
        ("work_name", Refusal::Invalid { .. }) => t.get("register-error-name"),
        ("work_name", Refusal::TooLong { max, .. }) => t.one("register-error-name-long", "max", max),
        _ => refusal_text(t, refusal),
    };
    Problem::new(field, text)
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    form: &Form,
    problems: Vec<Problem>,
) -> Response {
    let page = visitor.page(port.settings(), "/register", "register-title").with_problems(&problems);
    let text = |name: &str| form.raw(name).to_owned();
    let id = text("form_id");
    let offered = (form.text("do") == "passphrase").then(|| passphrase(visitor.t.code(), &mut PortRng(port)));
    let form = RegisterForm {
        id: if id.is_empty() { visitor::random_token(port) } else { id },
        work_name: text("work_name"),
        contact: text("contact"),
        second_contact: text("second_contact"),
        sponsor: text("sponsor"),
        name: text("name"),
        birth_date: text("birth_date"),
        terms: form.ticked("terms"),
        terms_version: TERMS_VERSION,
        offered: offered.map(|phrase| phrase.to_string()),
        ask: port.settings().ask,
    };
    page::render(status, &Register { page, problems, form })
}

fn done(port: &dyn Port, visitor: &Visitor, registered: Registered) -> Response {
    let page = visitor.page(port.settings(), "/register", "register-title");
    let (work_name, number) = match registered {
        Registered::Active { work_name } => (work_name, None),
        Registered::Waiting { work_name, number } => (work_name, Some(number)),
    };
    page::render(StatusCode::CREATED, &RegisterDone { page, work_name, number })
}
