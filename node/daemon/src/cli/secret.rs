//! Passwords on the command line: read from standard input or made up, never an argument that others could list.

use std::fmt;
use std::io::{self, BufRead, Read};

use clap::Args;
use rand_core::{OsRng, RngCore};
use serde::{Deserialize, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Bytes of a password on standard input; the core has its own, tighter bound.
const LINE_MAX: u64 = 4_096;

/// Crockford's digits: none is taken for another when read aloud.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A password that is nowhere printed by accident.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl From<String> for Secret {
    fn from(password: String) -> Self {
        Self(Zeroizing::new(password))
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Secret {
    /// A new password of 80 random bits, in groups.
    #[must_use]
    pub fn made_up() -> Self {
        let mut bytes = Zeroizing::new([0; 16]);
        OsRng.fill_bytes(bytes.as_mut());
        let mut password = Zeroizing::new(String::with_capacity(19));
        for (n, byte) in bytes.iter().enumerate() {
            if n > 0 && n % 4 == 0 {
                password.push('-');
            }
            password.extend(DIGITS.get(usize::from(byte % 32)).copied().map(char::from));
        }
        Self(password)
    }

    /// The password itself.
    #[must_use]
    pub fn expose(&self) -> &Zeroizing<String> {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How a new password is given.
#[derive(Debug, Args, Serialize, Deserialize)]
pub struct NewPassword {
    /// Read the password from the first line of standard input instead of making one up
    #[arg(long)]
    password_stdin: bool,
    #[arg(skip)]
    chosen: Option<Secret>,
}

impl NewPassword {
    /// Reads or makes up the password, before the command leaves this process.
    ///
    /// # Errors
    /// When standard input holds none.
    pub fn choose(&mut self) -> Result<(), Failure> {
        if self.chosen.is_none() {
            self.chosen = Some(if self.password_stdin { read_line("password")? } else { Secret::made_up() });
        }
        Ok(())
    }

    /// The password, and whether its owner has still to be told.
    ///
    /// # Errors
    /// When nobody chose one.
    pub fn take(self) -> Result<(Secret, Told), Failure> {
        let told = if self.password_stdin { Told::Known } else { Told::MadeUp };
        let password = self
            .chosen
            .ok_or_else(|| Failure::usage("password", "a password is wanted; give --password-stdin"))?;
        Ok((password, told))
    }
}

/// Whether the answer must tell the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The operator brought it.
    Known,
    /// It was made up here and is told once.
    MadeUp,
}

/// The next line of standard input: a password, a code, a name or an address. Lines after it stay for whoever reads next.
///
/// # Errors
/// When there is none.
pub(super) fn read_line(what: &str) -> Result<Secret, Failure> {
    let mut line = Zeroizing::new(String::new());
    let mut input = io::stdin().lock().take(LINE_MAX);
    input
        .read_line(&mut line)
        .map_err(|error| Failure::usage(what, format!("standard input cannot be read: {error}")))?;
    match line.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::usage(
            what,
            format!("expected a line with the {what} on standard input, found nothing"),
        )),
        secret => Ok(secret.to_owned().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_passwords_are_long_and_differ() {
        let (one, other) = (Secret::made_up(), Secret::made_up());
        assert_eq!(one.expose().len(), 19);
        assert_ne!(one.expose(), other.expose());
        assert_eq!(format!("{one:?}"), "…");
    }
}
