//! A client of the JSON API as small as the story needs it: one request a connection, plain HTTP on this machine.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::failure::Failure;

/// Bytes of an answer.
const ANSWER_MAX: u64 = 1024 * 1024;

/// Somebody at a node's API, signed in or not.
pub(super) struct Client {
    host: String,
    token: Option<String>,
}

impl Client {
    /// Signs in.
    pub(super) async fn sign_in(web: &str, pseudonym: &str, password: &str) -> Result<Self, Failure> {
        let host = web.trim_start_matches("http://").to_owned();
        let mut client = Self { host, token: None };
        let body = serde_json::json!({"pseudonym": pseudonym, "password": password});
        let session = client.post("/api/v1/session", &body).await?;
        client.token = session.get("token").and_then(Value::as_str).map(str::to_owned);
        match client.token {
            Some(_) => Ok(client),
            None => Err(unexpected("POST /api/v1/session", "an answer without a token")),
        }
    }

    /// Asks and expects to succeed.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.call("GET", path, "").await
    }

    /// Posts and expects to succeed.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.call("POST", path, &body.to_string()).await
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Result<Value, Failure> {
        let call = format!("{method} {path}");
        let answer = self.send(&call, body).await.map_err(|error| unexpected(&call, error))?;
        let (head, body) =
            answer.split_once("\r\n\r\n").ok_or_else(|| unexpected(&call, "an answer without a body"))?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        match status {
            "200" | "201" | "202" => serde_json::from_str(body).map_err(|error| unexpected(&call, error)),
            _ => Err(unexpected(&call, format!("status {status}: {body}"))),
        }
    }

    async fn send(&self, call: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(&self.host).await?;
        let authorization = self
            .token
            .as_ref()
            .map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let request = format!(
            "{call} HTTP/1.1\r\nHost: {}\r\n{authorization}Content-Type: application/json\r\nContent-Length: {}\r\n\
             Accept-Language: en\r\nConnection: close\r\n\r\n{body}",
            self.host,
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.take(ANSWER_MAX).read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

pub(super) fn unexpected(call: &str, found: impl std::fmt::Display) -> Failure {
    Failure::refused("story", format!("{call}: expected to succeed, found {found}"))
}
