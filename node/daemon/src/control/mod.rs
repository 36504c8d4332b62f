//! How a command reaches a running node: one JSON line each way over a Unix socket in the data directory.
//!
//! A running node owns its database, so a command first tries the socket; where nobody listens it opens the data
//! directory itself, and the store's lock sees to it that only one process does. Whoever may open the socket may do
//! what the operator may: the directory is for its owner alone (0700), the socket too (0600), and the other end's user
//! is asked of the kernel as well.

mod client;
mod server;

use std::fmt::Display;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;

pub use client::{ask, is_served, stream};
pub use server::Control;

/// What follows the reply: bytes, written by a thread of their own for as long as they take.
pub type Stream = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// What a running node says to a command.
pub enum Said {
    /// One answer.
    Answer(Answer),
    /// Bytes after the reply.
    Stream(Stream),
}

impl From<Answer> for Said {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// Bytes of a request: a command with a list of members of 10 MiB in it, in base64, and room.
const REQUEST_MAX: u64 = 14 * 1024 * 1024;

/// Bytes of a reply: the automerge file of a full volume in base64, and room.
const REPLY_MAX: u64 = 64 * 1024 * 1024;

/// What a command says, rendered for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// For machines.
    pub json: Value,
    /// For people.
    pub text: String,
}

impl Answer {
    /// Renders something both ways.
    ///
    /// # Errors
    /// When it has no JSON form.
    pub fn of<T: Serialize + Display>(value: &T) -> Result<Self, Failure> {
        let json = serde_json::to_value(value).map_err(|error| Failure::refused("render", error))?;
        Ok(Self { json, text: value.to_string() })
    }
}

/// The other line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reply {
    Answer(Answer),
    Failure(Failure),
    /// Bytes follow until the other end closes the line.
    Stream,
}

#[cfg(test)]
mod tests;
