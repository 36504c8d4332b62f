use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use serde::Serialize;
use zeroize::Zeroizing;

use super::{Answer, REPLY_MAX, REQUEST_MAX, Reply};
use crate::data::DataDir;
use crate::failure::Failure;

/// How long a running node may think. Linking and exporting take seconds.
const REPLY_TIME: Duration = Duration::from_secs(120);

/// Whether a running node answers here, waiting for its passphrase or not.
#[must_use]
pub fn is_served(data: &DataDir) -> bool {
    UnixStream::connect(data.socket()).is_ok()
}

/// Asks the running node; `None` when none is running.
///
/// # Errors
/// What the node refused, or why it could not be asked.
pub fn ask<R: Serialize>(data: &DataDir, request: &R) -> Result<Option<Answer>, Failure> {
    match say(data, request)? {
        None => Ok(None),
        Some((Reply::Answer(answer), _)) => Ok(Some(answer)),
        Some((Reply::Failure(failure), _)) => Err(failure),
        Some((Reply::Stream, _)) => Err(unexpected()),
    }
}

/// Asks the running node for something that it sends byte by byte; `None` when none is running.
///
/// # Errors
/// What the node refused, or why it could not be asked.
pub fn stream<R: Serialize>(data: &DataDir, request: &R) -> Result<Option<impl Read + use<R>>, Failure> {
    match say(data, request)? {
        None => Ok(None),
        Some((Reply::Stream, rest)) => Ok(Some(rest)),
        Some((Reply::Failure(failure), _)) => Err(failure),
        Some((Reply::Answer(_), _)) => Err(unexpected()),
    }
}

fn unexpected() -> Failure {
    Failure::refused(
        "control",
        "the running node answers something else than was asked; restart it and try again",
    )
}

type Said = (Reply, BufReader<UnixStream>);

fn say<R: Serialize>(data: &DataDir, request: &R) -> Result<Option<Said>, Failure> {
    let stream = match UnixStream::connect(data.socket()) {
        Ok(stream) => stream,
        Err(error) if nobody_listens(&error) => return Ok(None),
        Err(error) => return Err(broken(&error)),
    };
    let line =
        Zeroizing::new(serde_json::to_string(request).map_err(|error| Failure::refused("control", error))?);
    if line.len() as u64 >= REQUEST_MAX {
        return Err(Failure::usage(
            "too_long",
            format!("a command has at most {REQUEST_MAX} bytes, this has {}", line.len()),
        ));
    }
    exchange(stream, &line).map(Some).map_err(|error| broken(&error))
}

fn exchange(mut stream: UnixStream, line: &str) -> io::Result<Said> {
    stream.set_read_timeout(Some(REPLY_TIME))?;
    stream.set_write_timeout(Some(REPLY_TIME))?;
    stream.write_all(line.as_bytes())?;
    stream.write_all(b"\n")?;
    let mut reply = Zeroizing::new(String::new());
    let mut stream = BufReader::new(stream);
    (&mut stream).take(REPLY_MAX).read_line(&mut reply)?;
    if reply.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it closed the line without an answer"));
    }
    Ok((serde_json::from_str(&reply)?, stream))
}

/// A socket that is not there, or one that a killed node left behind.
fn nobody_listens(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

fn broken(error: &io::Error) -> Failure {
    Failure::refused(
        "control",
        format!("the running node cannot be asked: {error}; see its log, or stop it and try again"),
    )
}
