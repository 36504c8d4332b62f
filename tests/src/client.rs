//! Somebody with a program: one request a connection, plain HTTP on this machine.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// No answer came, or not all of it: what was asked may or may not have been done.
#[derive(Debug)]
pub struct Lost(
    /// What the system says.
    pub io::Error,
);

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    head: String,
    /// The body as it came.
    pub body: String,
}

impl Answer {
    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A member of the JSON body, as text.
    #[must_use]
    pub fn word(&self, pointer: &str) -> String {
        self.json().pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The stable word of a problem.
    #[must_use]
    pub fn problem(&self) -> String {
        self.word("/type")
    }

    /// A header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// The value of a cookie that this answer sets.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.head.lines().filter_map(|line| line.split_once(':'));
        let set = set.filter(|(header, _)| header.eq_ignore_ascii_case("set-cookie"));
        let pairs = set.filter_map(|(_, value)| value.split(';').next()?.trim().split_once('='));
        pairs
            .filter(|(found, value)| *found == name && !value.is_empty())
            .map(|(_, value)| value.into())
            .next()
    }

    /// The token that the forms of this page carry; nothing where it has none.
    #[must_use]
    pub fn csrf(&self) -> String {
        let token = self.body.split_once("name=\"csrf\" value=\"").map(|(_, rest)| rest).unwrap_or_default();
        token.split('"').next().unwrap_or_default().to_owned()
    }

    /// This answer, which must have the status.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }
}

/// Somebody at a node's API or pages.
#[derive(Debug, Clone)]
pub struct Client {
    host: String,
    headers: Vec<(String, String)>,
}

impl Client {
    /// Nobody yet, at the node of this address.
    #[must_use]
    pub fn at(web: &str) -> Self {
        let host = web.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { host, headers: vec![("Accept-Language".into(), "en".into())] }
    }

    /// The same client with one more header, or another value of it.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same client with a bearer token.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        self.with("Authorization", &format!("Bearer {token}"))
    }

    /// Posts JSON.
    #[track_caller]
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_post(path, body).unwrap_or_else(|lost| panic!("POST {path}: {lost:?}"))
    }

    /// Posts JSON to a node that may be killed meanwhile.
    ///
    /// # Errors
    /// [`Lost`] when the answer did not come whole.
    pub fn try_post(&self, path: &str, body: &Value) -> Result<Answer, Lost> {
        self.send("POST", path, Some(("application/json", body.to_string().as_bytes())))
    }

    /// Gets.
    #[track_caller]
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path)
    }

    /// Sends a request without a body.
    #[track_caller]
    #[must_use]
    pub fn call(&self, method: &str, path: &str) -> Answer {
        self.send(method, path, None).unwrap_or_else(|lost| panic!("{method} {path}: {lost:?}"))
    }

    /// Posts a form as a browser does.
    #[track_caller]
    #[must_use]
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let body = ("application/x-www-form-urlencoded", pairs.join("&"));
        let sent = self.send("POST", path, Some((body.0, body.1.as_bytes())));
        sent.unwrap_or_else(|lost| panic!("POST {path}: {lost:?}"))
    }

    /// Sends any request.
    ///
    /// # Errors
    /// [`Lost`] when the answer did not come whole.
    pub fn send(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Answer, Lost> {
        let mut stream = TcpStream::connect(&self.host).map_err(Lost)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(Lost)?;
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.host);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some((kind, bytes)) = body {
            head.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", bytes.len()));
        }
        head.push_str("\r\n");
        let sent = stream.write_all(head.as_bytes());
        // A body that is too long is refused before it has come: the answer is read all the same.
        let sent = sent.and_then(|()| stream.write_all(body.map_or(&[], |(_, bytes)| bytes)));
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        whole(&bytes).ok_or_else(|| {
            Lost(sent.err().or(read.err()).unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()))
        })
    }
}

/// Reads an answer; none unless all of it is there.
fn whole(bytes: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    let claimed: Option<usize> = answer.header("content-length").and_then(|length| length.parse().ok());
    claimed.is_none_or(|claimed| claimed <= body.len()).then_some(answer)
}

/// Everything but letters and digits as `%XX`.
fn quoted(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    value.bytes().map(byte).collect()
}
