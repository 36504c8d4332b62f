//! My contacts: behind the password, and counted only once a code came back from them.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::limits::MAX_CONTACTS;
use parasol_core::members::{
    Address, ChangeContact, ConfirmContact, Confirmation, OpenedContacts, OwnAccount, RemoveSecondContact,
    SponsorshipCode,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use zeroize::Zeroizing;

use super::Answer;
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::own_account::{ContactLine, Contacts};
use crate::visitor::Visitor;
use crate::{acts, joining};

/// Shows them, masked unless the password was typed within the last minutes.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    show(&*port, &visitor, StatusCode::OK, Said::default())
}

/// Does what was asked.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnAccount)?;
    let (t, action) = (visitor.t, form.text("do"));
    let done = match action {
        "open" => open(&*port, &visitor, &form).await,
        "confirm" => return confirm(&*port, &visitor, actor, &form).await,
        _ if !is_open(&*port, &visitor) => Err(Refusal::Closed),
        "remove" => {
            port.command(RemoveSecondContact { actor }).await.map(|()| Some(t.get("contacts-removed")))
        }
        _ => change(&*port, &visitor, actor, &form).await.map(|()| Some(t.get("contacts-sent"))),
    };
    match done {
        Ok(done) => show(&*port, &visitor, StatusCode::OK, Said { done, ..Said::default() }),
        Err(refusal) => refuse(&*port, &visitor, &form, refusal),
    }
}

/// Opens them for five minutes, in this session.
async fn open(port: &dyn Port, visitor: &Visitor, form: &Form) -> Result<Option<String>, Refusal> {
    let session = visitor.session.as_ref().ok_or(Refusal::NotSignedIn)?;
    let password = Zeroizing::new(form.raw("password").to_owned());
    acts::open(port, &session.actor(), (*session.token).clone(), password).await.map(|_| None)
}

async fn change(port: &dyn Port, visitor: &Visitor, actor: Actor, form: &Form) -> Result<(), Refusal> {
    let session = visitor.session.as_ref().ok_or(Refusal::NotSignedIn)?;
    let place: u8 = form.text("place").parse().unwrap_or(u8::MAX);
    let there = port.read()?.opened_contacts(&session.token, port.now())?.contacts;
    let address = match (form.text("do"), there.get(usize::from(place))) {
        ("again", Some(own)) => own.clone(),
        _ => joining::address(port, form.text("contact"))?,
    };
    if place > 0 && usize::from(place) >= there.len() && !port.settings().ask.second_contact {
        return Err(Refusal::Forbidden);
    }
    port.command(ChangeContact { actor, place, address }).await
}

async fn confirm(port: &dyn Port, visitor: &Visitor, actor: Actor, form: &Form) -> Answer {
    let t = visitor.t;
    let code = SponsorshipCode::from_text(form.text("code")).ok();
    let wrong = |id: &str| Said { problems: vec![Problem::new("code", t.get(id))], ..Said::default() };
    match port.command(ConfirmContact { actor, code }).await? {
        Confirmation::Confirmed => {
            let done = Some(t.get("contacts-done"));
            show(port, visitor, StatusCode::OK, Said { done, ..Said::default() })
        }
        Confirmation::Wrong => show(port, visitor, StatusCode::UNPROCESSABLE_ENTITY, wrong("contacts-wrong")),
        Confirmation::Over => show(port, visitor, StatusCode::UNPROCESSABLE_ENTITY, wrong("contacts-over")),
    }
}

fn refuse(port: &dyn Port, visitor: &Visitor, form: &Form, refusal: Refusal) -> Answer {
    let t = visitor.t;
    let (status, field, text) = match &refusal {
        Refusal::WrongCredentials => {
            (StatusCode::UNPROCESSABLE_ENTITY, "password".to_owned(), t.get("own-password-wrong"))
        }
        Refusal::Closed => {
            (StatusCode::UNPROCESSABLE_ENTITY, "password".to_owned(), t.get("contacts-closed"))
        }
        Refusal::ReportsClosed { .. } => (StatusCode::FORBIDDEN, String::new(), refusal_text(t, &refusal)),
        Refusal::OverQuota { .. } => {
            (StatusCode::TOO_MANY_REQUESTS, String::new(), refusal_text(t, &refusal))
        }
        Refusal::Invalid { .. } | Refusal::TooLong { .. } => {
            let field = format!("contact-{}", form.text("place"));
            (StatusCode::UNPROCESSABLE_ENTITY, field, refusal_text(t, &refusal))
        }
        _ => return Err(Failure::from(refusal)),
    };
    let place = form.text("place").parse().ok();
    let typed = place.map(|place| (place, form.text("contact").to_owned()));
    show(port, visitor, status, Said { problems: vec![Problem::new(field, text)], typed, ..Said::default() })
}

/// What the page says besides the contacts.
#[derive(Default)]
struct Said {
    problems: Vec<Problem>,
    done: Option<String>,
    typed: Option<(u8, String)>,
}

/// Whether the password was typed again within the last minutes.
fn is_open(port: &dyn Port, visitor: &Visitor) -> bool {
    visitor.session.as_ref().is_some_and(|session| acts::is_open(port, &session.token).unwrap_or(false))
}

fn show(port: &dyn Port, visitor: &Visitor, status: StatusCode, said: Said) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageOwnAccount)?;
    let account = port.read()?.own_account(&actor, port.now())?;
    let whole = match port.read()?.opened_contacts(&visitor.token()?, port.now()) {
        Ok(opened) => Some(opened),
        Err(Refusal::Closed) => None,
        Err(other) => return Err(other.into()),
    };
    Ok(draw(port, visitor, status, said, account, whole))
}

fn draw(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    said: Said,
    account: OwnAccount,
    whole: Option<OpenedContacts>,
) -> Response {
    let (t, open) = (visitor.t, whole.is_some());
    let OpenedContacts { contacts: whole, pending: whole_pending } = whole.unwrap_or_default();
    let text = |address: &Address| address.as_str().to_owned();
    let lines = account.contacts.into_iter().zip(0_u8..).map(|(own, place)| ContactLine {
        place,
        label: label(t, place),
        shown: whole.get(usize::from(place)).map_or(own.masked, text),
        confirmed: own.confirmed,
    });
    let contacts: Vec<ContactLine> = lines.collect();
    let next = u8::try_from(contacts.len()).unwrap_or(u8::MAX);
    let Said { problems, done, typed } = said;
    let page = visitor.page(port.settings(), "/account/contacts", "contacts-title").with_problems(&problems);
    let room = next == 0 || (contacts.len() < MAX_CONTACTS && port.settings().ask.second_contact);
    let may_add = room.then_some(next);
    let pending = account.pending.map(|(_, masked)| whole_pending.as_ref().map_or(masked, text));
    page::render(status, &Contacts { page, problems, open, contacts, pending, done, typed, may_add })
}

fn label(t: Texts, place: u8) -> String {
    t.plain("contacts-label", [("n", place.saturating_add(1).to_string().into())])
}
