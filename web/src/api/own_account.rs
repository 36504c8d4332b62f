//! `/api/v1/account`: one's own account; and the help that the team gives with others'.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::members::{
    ChangeContact, ChooseLanguage, ChooseReset, ConfirmContact, Confirmation, IssueResetCode,
    RemoveSecondContact, ResetBy, SponsorshipCode, Unlock,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::Body;
use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::language::{self, Texts};
use crate::port::Port;
use crate::time::rfc3339;
use crate::{acts, joining, owning};

/// An own account.
#[derive(Serialize, ToSchema)]
pub(super) struct Account {
    /// Contact 1 first.
    contacts: Vec<ContactShown>,
    /// The place of the contact whose code has to be brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<u8>,
    /// How a forgotten password is replaced: `contact` or `moderator`.
    reset_by: &'static str,
    /// The code of the language of messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Until when the own reports stay closed after a reset (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    reports_closed_until: Option<String>,
}

/// A contact.
#[derive(Serialize, ToSchema)]
pub(super) struct ContactShown {
    /// `email` or `phone`.
    kind: &'static str,
    /// The address: masked, unless the account was opened with the password within the last minutes.
    shown: String,
    /// Whether it counts.
    confirmed: bool,
}

/// Shows the own account.
#[utoipa::path(get, path = "/api/v1/account", tag = "account", responses(
    (status = 200, description = "The account", body = Account),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<Json<Account>, Problem> {
    let own = port.read()?.own_account(&caller.actor, port.now())?;
    let whole = match port.read()?.opened_contacts(&caller.token, port.now()) {
        Ok(opened) => opened.contacts,
        Err(Refusal::Closed) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let contacts = own.contacts.into_iter().enumerate().map(|(place, own)| ContactShown {
        kind: if own.phone { "phone" } else { "email" },
        shown: whole.get(place).map_or(own.masked, |address| address.as_str().to_owned()),
        confirmed: own.confirmed,
    });
    Ok(Json(Account {
        contacts: contacts.collect(),
        pending: own.pending.map(|(place, _)| place),
        reset_by: own.reset_by.name(),
        language: own.language,
        reports_closed_until: own.reports_closed_until.map(rfc3339),
    }))
}

fn is_open(port: &dyn Port, caller: &Caller) -> Result<bool, Refusal> {
    acts::is_open(port, &caller.token)
}

/// Refuses unless the password was typed again within the last minutes.
fn opened(port: &dyn Port, caller: &Caller) -> Result<(), Refusal> {
    if is_open(port, caller)? { Ok(()) } else { Err(Refusal::Closed) }
}

/// A new contact.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewContact {
    /// Which one: 0 is contact 1.
    place: u8,
    /// A telephone number or an e-mail address; the one that is there already, to confirm it.
    contact: String,
}

/// Sends a code to a contact, which counts when the code comes back.
#[utoipa::path(post, path = "/api/v1/account/contacts", tag = "account", request_body = NewContact, responses(
    (status = 202, description = "A code is on its way"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`: open the account with the password first; `forbidden`: no second contact here", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn contact(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(NewContact { place, contact }): Body<NewContact>,
) -> Result<StatusCode, Problem> {
    opened(&*port, &caller)?;
    let address = joining::address(&*port, &contact)?;
    let there = port.read()?.own_account(&caller.actor, port.now())?.contacts.len();
    if place > 0 && usize::from(place) >= there && !port.settings().ask.second_contact {
        return Err(Refusal::Forbidden.into());
    }
    port.command(ChangeContact { actor: caller.actor, place, address }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A contact's code.
#[derive(Deserialize, ToSchema)]
pub(super) struct ContactCode {
    /// The code.
    code: String,
}

/// Brings a contact's code back.
#[utoipa::path(post, path = "/api/v1/account/contacts/confirmation", tag = "account", request_body = ContactCode, responses(
    (status = 204, description = "The contact counts"),
    (status = 400, description = "`bad_request` or `code_refused`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn confirm(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(ContactCode { code }): Body<ContactCode>,
) -> Result<StatusCode, Problem> {
    let code = SponsorshipCode::from_text(&code).ok();
    match port.command(ConfirmContact { actor: caller.actor, code }).await? {
        Confirmation::Confirmed => Ok(StatusCode::NO_CONTENT),
        Confirmation::Wrong | Confirmation::Over => Err(Refusal::CodeRefused.into()),
    }
}

/// Takes the second contact away.
#[utoipa::path(delete, path = "/api/v1/account/contacts", tag = "account", responses(
    (status = 204, description = "It is gone"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`: open the account with the password first", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn remove(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    opened(&*port, &caller)?;
    port.command(RemoveSecondContact { actor: caller.actor }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another password.
#[derive(Deserialize, ToSchema)]
pub(super) struct PasswordChange {
    /// The password now.
    current: String,
    /// The new one.
    password: String,
}

/// Changes the own password. All sessions end, this one too.
#[utoipa::path(post, path = "/api/v1/account/password", tag = "account", request_body = PasswordChange, responses(
    (status = 204, description = "It is changed"),
    (status = 400, description = "`bad_request` or `invalid` (a weak password)", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in` or `wrong_credentials`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "`busy`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn password(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(PasswordChange { current, password }): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let (current, password) = (Zeroizing::new(current), Zeroizing::new(password));
    let name = port.read()?.session(&caller.token, port.now())?;
    let name = name.map(|session| session.pseudonym.as_str().to_owned()).unwrap_or_default();
    owning::change_password(&*port, caller.actor, &name, current, password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is chosen; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(super) struct Choices {
    /// How a forgotten password is replaced: `contact` or `moderator`.
    reset_by: Option<String>,
    /// The code of the language of messages, one of those that the node speaks.
    language: Option<String>,
}

/// Chooses how a forgotten password is replaced, and the language of messages.
#[utoipa::path(put, path = "/api/v1/account", tag = "account", request_body = Choices, responses(
    (status = 204, description = "It is kept"),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`: to choose `reset_by`, open the account with the password first", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn choose(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Choices { reset_by, language }): Body<Choices>,
) -> Result<StatusCode, Problem> {
    let actor = caller.actor;
    if let Some(word) = reset_by {
        let by = ResetBy::from_name(&word).ok_or_else(|| Problem::wrong("reset_by"))?;
        opened(&*port, &caller)?;
        port.command(ChooseReset { actor, by }).await?;
    }
    if let Some(code) = language {
        let known =
            language::offered(&port.settings().languages).iter().any(|texts: &Texts| texts.code() == code);
        if !known {
            return Err(Problem::wrong("language"));
        }
        port.command(ChooseLanguage { actor, language: code }).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who is helped.
#[derive(Deserialize, ToSchema)]
pub(super) struct Helped {
    /// Her work name.
    work_name: String,
}

/// A reset code.
#[derive(Serialize, ToSchema)]
pub(super) struct ResetCode {
    /// The code, told only once; good for 30 minutes.
    code: String,
}

/// Makes a reset code for a member whom somebody of the team has spoken with.
#[utoipa::path(post, path = "/api/v1/desk/reset-code", tag = "desk", request_body = Helped, responses(
    (status = 201, description = "The code", body = ResetCode),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, also for somebody whom this role may not help", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn reset_code(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Helped { work_name }): Body<Helped>,
) -> Result<(StatusCode, Json<ResetCode>), Problem> {
    let (actor, member) = helped(&*port, &caller, &work_name)?;
    let code = port.command(IssueResetCode { actor, member }).await?;
    Ok((StatusCode::CREATED, Json(ResetCode { code: code.to_text() })))
}

/// Opens an account that was locked with a follow code. Its password is no good any more: she chooses another with the code.
#[utoipa::path(post, path = "/api/v1/desk/unlock", tag = "desk", request_body = Helped, responses(
    (status = 201, description = "It is open; the code leads to a new password", body = ResetCode),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, also for somebody whom this role may not help", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn unlock(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Helped { work_name }): Body<Helped>,
) -> Result<(StatusCode, Json<ResetCode>), Problem> {
    let (actor, member) = helped(&*port, &caller, &work_name)?;
    let code = port.command(Unlock { actor, member }).await?;
    Ok((StatusCode::CREATED, Json(ResetCode { code: code.to_text() })))
}

fn helped(
    port: &dyn Port,
    caller: &Caller,
    work_name: &str,
) -> Result<(Actor, parasol_core::ids::MemberId), Problem> {
    Ok((caller.actor, port.read()?.member_to_help(&caller.actor, work_name)?))
}
