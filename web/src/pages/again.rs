//! The password typed again, which opens what lies behind it for five minutes.

use axum::http::StatusCode;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use zeroize::Zeroizing;

use crate::acts;
use crate::failure::Failure;
use crate::form::Form;
use crate::page::Problem;
use crate::port::Port;
use crate::visitor::Visitor;

/// What came of it.
pub(super) enum Again {
    /// It is open.
    Open,
    /// It is not: what to say, with which status.
    Wrong(StatusCode, Problem),
}

/// Compares the form's password and opens.
pub(super) async fn open(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    form: &Form,
) -> Result<Again, Failure> {
    let password = Zeroizing::new(form.raw("password").to_owned());
    let (status, id) = match acts::open(port, actor, visitor.token()?, password).await {
        Ok(_) => return Ok(Again::Open),
        Err(Refusal::WrongCredentials) => (StatusCode::UNPROCESSABLE_ENTITY, "again-wrong"),
        Err(Refusal::OverQuota { .. }) => (StatusCode::TOO_MANY_REQUESTS, "again-later"),
        Err(other) => return Err(other.into()),
    };
    Ok(Again::Wrong(status, Problem::new("password", visitor.t.get(id))))
}
