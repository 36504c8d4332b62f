//! A visitor: one request after the other on a connection that stays open, and many such connections for a load.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Outcome;

/// The longest answer that is read, in bytes.
const MAX_ANSWER: usize = 1_048_576;

/// The bytes of a request.
pub(crate) fn post(host: &str, path: &str, token: Option<&str>, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let authorization = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}Content-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// One connection.
struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(host: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    /// Status and body of the answer to one request.
    fn exchange(&mut self, request: &[u8]) -> Outcome<(String, String)> {
        self.reader.get_mut().write_all(request)?;
        let (mut status, mut length, mut line) = (String::new(), 0, String::new());
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let header = line.trim_end().to_ascii_lowercase();
            if status.is_empty() {
                status = header.split(' ').nth(1).unwrap_or("no status").to_owned();
            } else if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse::<usize>()?.min(MAX_ANSWER);
            } else if header.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body)?;
        Ok((status, String::from_utf8(body)?))
    }
}

/// Somebody who is signed in. Each request takes a connection of its own: a node closes idle ones.
pub(crate) struct Client {
    host: String,
    token: String,
}

impl Client {
    pub(crate) fn sign_in(host: &str, pseudonym: &str, password: &str) -> Outcome<Self> {
        let mut client = Self { host: host.to_owned(), token: String::new() };
        let body = serde_json::json!({"pseudonym": pseudonym, "password": password});
        let answer = client.post("/api/v1/session", &body)?;
        client.token = answer.get("token").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(client)
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Posts and expects to succeed.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let token = (!self.token.is_empty()).then_some(self.token.as_str());
        let request = post(&self.host, path, token, body);
        let (status, body) = Connection::open(&self.host)?.exchange(&request)?;
        if status.starts_with('2') {
            Ok(serde_json::from_str(&body)?)
        } else {
            Err(format!("POST {path}: expected to succeed, found {status}: {body}").into())
        }
    }
}

/// What a load did.
#[derive(Clone)]
pub(crate) struct Load {
    times: Vec<Duration>,
    whole: Duration,
}

impl Load {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.whole.as_secs_f64()
    }

    /// How long an answer took, in milliseconds: half of them took less, and 95 in a hundred.
    pub(crate) fn quantiles(&self) -> (f64, f64) {
        let at = |part: usize| {
            let n = self.times.len() * part / 100;
            self.times.get(n).copied().unwrap_or_default().as_secs_f64() * 1e3
        };
        (at(50), at(95))
    }
}

/// An answer's body, and how long it took.
pub(crate) type Answered = (Duration, String);

/// Sends each connection's requests, all connections at once; every answer must hold `expected`.
pub(crate) fn load(host: &str, requests: Vec<Vec<Vec<u8>>>, expected: &str) -> Outcome<Load> {
    let start = Instant::now();
    let answers = answers(host, requests)?;
    let whole = start.elapsed();
    if let Some((_, other)) = answers.iter().find(|(_, body)| !body.contains(expected)) {
        return Err(format!("expected an answer with {expected}, found {other}").into());
    }
    let mut times: Vec<Duration> = answers.into_iter().map(|(took, _)| took).collect();
    times.sort();
    Ok(Load { times, whole })
}

/// Sends each connection's requests, all connections at once; every answer must be a success.
pub(crate) fn answers(host: &str, requests: Vec<Vec<Vec<u8>>>) -> Outcome<Vec<Answered>> {
    let mut connections = Vec::new();
    for requests in requests {
        connections.push((Connection::open(host)?, requests));
    }
    let done: Vec<Outcome<Vec<Answered>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = connections
            .into_iter()
            .map(|(connection, requests)| scope.spawn(|| send(connection, requests)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a sender stopped".into())))
            .collect()
    });
    let mut answers = Vec::new();
    for part in done {
        answers.extend(part?);
    }
    Ok(answers)
}

fn send(mut connection: Connection, requests: Vec<Vec<u8>>) -> Outcome<Vec<Answered>> {
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        let start = Instant::now();
        let (status, body) = connection.exchange(&request)?;
        answers.push((start.elapsed(), body));
        if status != "200" {
            let body = answers.pop().map(|(_, body)| body).unwrap_or_default();
            return Err(format!("expected a success, found {status}: {body}").into());
        }
    }
    Ok(answers)
}
