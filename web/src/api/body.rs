//! Reading a JSON body: what is wrong is told by the field's name, never by what it held.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
        if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
            return Err(Problem::not_json());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            match error.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
                _ => Problem::cut(),
            }
        })?;
        read(&bytes).map(Self)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| explain(&error))?;
    json.end().map_err(|_| Problem::request("problem-syntax", None))?;
    Ok(value)
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().to_string();
    if !error.inner().is_data() {
        return Problem::request("problem-syntax", None);
    }
    // serde names a missing field in its message, which holds nothing of the input.
    let text = error.inner().to_string();
    let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match missing {
        Some(name) if path == "." => Problem::request("problem-missing_field", Some(name.to_owned())),
        Some(name) => Problem::request("problem-missing_field", Some(format!("{path}.{name}"))),
        None if path == "." => Problem::request("problem-not_object", None),
        None => Problem::wrong(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Sample {
        #[expect(dead_code, reason = "only read")]
        consent: Inner,
    }

    #[derive(serde::Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "only read")]
        alert: bool,
    }

    #[test]
    fn a_mistake_is_told_by_the_fields_name() {
        let told = |text: &str| read::<Sample>(text.as_bytes()).err().map(|problem| format!("{problem:?}"));
        let contains = |text, part: &str| told(text).is_some_and(|told| told.contains(part));
        assert!(contains("{\"consent\":{\"alert\":\"secret\"}}", "consent.alert"));
        assert!(!contains("{\"consent\":{\"alert\":\"secret\"}}", "secret"));
        assert!(contains("{\"consent\":{}}", "consent.alert"));
        assert!(contains("{}", "problem-missing_field"));
        assert!(contains("[]", "problem-") && contains("{", "problem-syntax"));
        assert!(told("{\"consent\":{\"alert\":true,\"new\":1},\"more\":[]}").is_none());
        assert!(contains("{\"consent\":{\"alert\":true}} x", "problem-syntax"));
    }
}
