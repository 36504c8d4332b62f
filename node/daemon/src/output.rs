//! Answers go to standard output, for people or (`--json`) as one JSON object a line; failures to standard error.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;

/// Where a command speaks, and in which form.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    /// For people, or for machines.
    #[must_use]
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether machines read this.
    #[must_use]
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Says one thing.
    ///
    /// # Errors
    /// When standard output cannot be written, except that nobody reads it any more.
    pub fn say<T: Serialize + Display>(self, value: &T) -> Result<(), Failure> {
        let rendered = if self.json {
            serde_json::to_string(value).map_err(io::Error::from)
        } else {
            Ok(value.to_string())
        };
        rendered.and_then(|text| line(&mut io::stdout().lock(), &text)).map_err(unwritable)
    }

    /// Says something already rendered both ways.
    ///
    /// # Errors
    /// As [`Output::say`].
    pub fn say_rendered(self, json: &serde_json::Value, text: &str) -> Result<(), Failure> {
        let text = if self.json { json.to_string() } else { text.to_owned() };
        line(&mut io::stdout().lock(), &text).map_err(unwritable)
    }

    /// Tells people how far something is that takes long; machines wait for the result.
    pub fn progress(self, text: &str) {
        if !self.json {
            // Progress that nobody can read is no reason to stop.
            let _ = line(&mut io::stderr().lock(), text);
        }
    }

    /// Tells what went wrong.
    pub fn fail(self, failure: &Failure) {
        let text = match self.json {
            true => json!({"error": failure.sentence, "code": failure.code}).to_string(),
            false => format!("parasol: {failure}"),
        };
        // There is no third place to complain to.
        let _ = line(&mut io::stderr().lock(), &text);
    }
}

/// Writes a line at once; a reader that went away (`| head`) has had enough, which is no failure.
pub(crate) fn line(to: &mut impl Write, text: &str) -> io::Result<()> {
    let written = to.write_all(text.as_bytes()).and_then(|()| to.write_all(b"\n")).and_then(|()| to.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

pub(crate) fn unwritable(error: io::Error) -> Failure {
    Failure::refused("output", format!("standard output cannot be written: {error}"))
}
