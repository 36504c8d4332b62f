//! `/api/v1/my-data`: what the node keeps of the caller, and what she can do about it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::members::WithPassword;
use parasol_core::privacy::{
    AskAboutData, DeleteAccount, ExportData, ReportsFate, RequestKind, RestrictReports,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::Body;
use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::acts;
use crate::port::Port;
use crate::taken_along::{Data, Export, kept, seen};

/// The own password, again.
#[derive(Deserialize, ToSchema)]
pub(super) struct Password {
    /// The password.
    password: String,
}

/// Which reports are not to be used.
#[derive(Deserialize, ToSchema)]
pub(super) struct Restrict {
    /// The report; absent: all of the caller's.
    #[serde(default)]
    report: Option<String>,
    /// The password.
    password: String,
}

/// How many reports are not used from now on.
#[derive(Serialize, ToSchema)]
pub(super) struct Restricted {
    /// How many.
    restricted: usize,
}

/// What is asked.
#[derive(Deserialize, ToSchema)]
pub(super) struct Ask {
    /// `object` or `correct`.
    kind: String,
    /// In the caller's words.
    text: String,
}

/// A request that was taken.
#[derive(Serialize, ToSchema)]
pub(super) struct AskedFor {
    /// Its id.
    id: String,
}

/// An account that is to be deleted.
#[derive(Deserialize, ToSchema)]
pub(super) struct Delete {
    /// The password.
    password: String,
    /// `unlink`: the reports stay and nothing says whose they were; `remove`: they go too.
    reports: String,
}

/// Tells what is kept.
#[utoipa::path(get, path = "/api/v1/my-data", tag = "my data", responses(
    (status = 200, description = "What is kept, without what the reports say", body = Data),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<Json<Data>, Problem> {
    let seen = seen(&*port, &caller.actor, &caller.token)?;
    Ok(Json(Data::new(&kept(&*port, &caller.actor, &caller.token)?, seen)))
}

/// Hands everything over.
#[utoipa::path(post, path = "/api/v1/my-data/export", tag = "my data", request_body = Password, responses(
    (status = 200, description = "Everything, with what the reports say", body = Export),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in` or `wrong_credentials`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`reports_closed`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn export(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Password { password }): Body<Password>,
) -> Result<Json<Export>, Problem> {
    let verified = acts::password_again(&*port, &caller.actor, Zeroizing::new(password)).await?;
    let command = ExportData { actor: caller.actor };
    let exported = port.command(WithPassword { verified, command }).await?;
    Ok(Json(Export::new(&exported)))
}

/// Has reports not used until somebody has looked at them.
#[utoipa::path(post, path = "/api/v1/my-data/restriction", tag = "my data", request_body = Restrict, responses(
    (status = 200, description = "They are hidden, and recalled from peers", body = Restricted),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in` or `wrong_credentials`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`reports_closed`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn restrict(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Restrict { report, password }): Body<Restrict>,
) -> Result<Json<Restricted>, Problem> {
    let report = report.map(|id| id.parse().map_err(|_| Problem::not_found())).transpose()?;
    let verified = acts::password_again(&*port, &caller.actor, Zeroizing::new(password)).await?;
    let command = RestrictReports { actor: caller.actor, report };
    let restricted = port.command(WithPassword { verified, command }).await?;
    Ok(Json(Restricted { restricted }))
}

/// Objects, or asks to have something put right.
#[utoipa::path(post, path = "/api/v1/my-data/requests", tag = "my data", request_body = Ask, responses(
    (status = 201, description = "It is answered within one month", body = AskedFor),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn ask(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Ask { kind, text }): Body<Ask>,
) -> Result<(StatusCode, Json<AskedFor>), Problem> {
    let kind = RequestKind::from_name(&kind).ok_or_else(|| Problem::wrong("kind"))?;
    let id = port.command(AskAboutData { actor: caller.actor, kind, text }).await?;
    Ok((StatusCode::CREATED, Json(AskedFor { id: id.to_string() })))
}

/// Deletes the caller's account.
#[utoipa::path(post, path = "/api/v1/my-data/deletion", tag = "my data", request_body = Delete, responses(
    (status = 204, description = "The account is deleted"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in` or `wrong_credentials`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`reports_closed`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`last_admin`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn delete(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Delete { password, reports }): Body<Delete>,
) -> Result<StatusCode, Problem> {
    let reports = ReportsFate::from_name(&reports).ok_or_else(|| Problem::wrong("reports"))?;
    let verified = acts::password_again(&*port, &caller.actor, Zeroizing::new(password)).await?;
    let command = DeleteAccount { actor: caller.actor, reports };
    port.command(WithPassword { verified, command }).await?;
    Ok(StatusCode::NO_CONTENT)
}
