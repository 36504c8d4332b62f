//! Signing out.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect};

use super::Answer;
use crate::acts;
use crate::cookies::{self, Life};
use crate::form::Form;
use crate::port::Port;
use crate::visitor::Visitor;

/// Ends the session and shows the first page.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    _form: Form,
) -> Answer {
    if let Some(session) = &visitor.session {
        acts::sign_out(&*port, (*session.token).clone()).await?;
    }
    let mut response = Redirect::to("/").into_response();
    let headers = response.headers_mut();
    cookies::write(headers, port.settings().https, cookies::SESSION, "", Life::Over);
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}
