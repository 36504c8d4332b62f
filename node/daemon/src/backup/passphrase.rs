//! The recovery passphrase: asked at the terminal, read from a file or standard input, or made up. Never an argument.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use bip39::Language;
use clap::Args;
use parasol_core::store::{MAX_PASSPHRASE, check_passphrase};
use rand_core::{OsRng, RngCore};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Words of one that is made up: 88 random bits.
const WORDS: usize = 8;

/// A passphrase, in one Unicode form: whatever keyboard it is typed on, it opens what it closed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The passphrase of something that is closed already; how strong it is does not matter any more.
    #[must_use]
    pub fn known(text: &str) -> Self {
        Self(Zeroizing::new(text.trim().nfkc().collect()))
    }

    /// A passphrase to close something with.
    ///
    /// # Errors
    /// When it is too easy to guess, or too long.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let passphrase = Self::known(text);
        check_passphrase(&passphrase.0).map_err(bad)?;
        Ok(passphrase)
    }

    /// Eight words out of 2,048.
    #[must_use]
    pub fn made_up() -> Self {
        let list = Language::English.word_list();
        let mut bits = Zeroizing::new([0; WORDS * 2]);
        OsRng.fill_bytes(bits.as_mut());
        let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
        for pair in bits.chunks(2) {
            let number = pair.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)) % list.len();
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(list.get(number).copied().unwrap_or_default());
        }
        Self(text)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// As it is written down.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// Where the passphrase of a new backup comes from; without any of these it is asked at the terminal.
#[derive(Debug, Args)]
pub struct NewPassphrase {
    #[command(flatten)]
    given: GivenPassphrase,
    /// Make a passphrase of eight words up and tell it once
    #[arg(long, conflicts_with = "passphrase_file")]
    new_words: bool,
}

/// Where the passphrase of a backup comes from; otherwise it is asked at the terminal.
#[derive(Debug, Args)]
pub struct GivenPassphrase {
    /// Read the recovery passphrase from the first line of this file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl NewPassphrase {
    /// The passphrase, and whether it was made up and has to be told.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or it is too easy to guess.
    pub fn choose(&self) -> Result<(Passphrase, bool), Failure> {
        if self.new_words {
            return Ok((Passphrase::made_up(), true));
        }
        if let Some(path) = &self.given.passphrase_file {
            return Ok((strong(&first_line(path)?)?, false));
        }
        let first = ask("Recovery passphrase (empty: eight words are made up): ")?;
        if first.trim().is_empty() {
            return Ok((Passphrase::made_up(), true));
        }
        let passphrase = strong(&first)?;
        let again = Passphrase::known(&ask("The same once more: ")?);
        match *passphrase.0 == *again.0 {
            true => Ok((passphrase, false)),
            false => Err(bad("the two are not the same; begin again")),
        }
    }
}

/// A new passphrase for a backup, for which one can be made up.
fn strong(text: &str) -> Result<Passphrase, Failure> {
    Passphrase::new(text).map_err(|failure| bad(format!("{failure}, or let --new-words make one up")))
}

impl GivenPassphrase {
    /// The passphrase.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn get(&self) -> Result<Passphrase, Failure> {
        Ok(match &self.passphrase_file {
            Some(path) => Passphrase::known(&first_line(path)?),
            None => Passphrase::known(&ask("Recovery passphrase: ")?),
        })
    }
}

/// The passphrase of something that is closed, from the first line of a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub fn read_file(path: &Path) -> Result<Passphrase, Failure> {
    Ok(Passphrase::known(&first_line(path)?))
}

/// The passphrase of something that is closed, asked at the terminal.
///
/// # Errors
/// When there is no terminal.
pub fn ask_known() -> Result<Passphrase, Failure> {
    Ok(Passphrase::known(&ask("Passphrase: ")?))
}

/// A new passphrase, asked twice at the terminal.
///
/// # Errors
/// When there is no terminal, it is too easy to guess, or the two differ.
pub fn ask_new() -> Result<Passphrase, Failure> {
    let passphrase = Passphrase::new(&ask("New passphrase: ")?)?;
    let again = Passphrase::known(&ask("The same once more: ")?);
    match *passphrase.0 == *again.0 {
        true => Ok(passphrase),
        false => Err(bad("the two are not the same; begin again")),
    }
}

fn ask(question: &str) -> Result<Zeroizing<String>, Failure> {
    if !io::stdin().is_terminal() {
        return Err(bad(
            "a passphrase is wanted, and there is no terminal to ask at; give --passphrase-file FILE, \
             or `--passphrase-file -` for standard input",
        ));
    }
    let typed = rpassword::prompt_password(question).map(Zeroizing::new);
    typed.map_err(|error| bad(format!("the passphrase cannot be read: {error}")))
}

fn first_line(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |error: io::Error| bad(format!("the passphrase in {}: {error}", path.display()));
    let from: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(path).map_err(unreadable)?),
    };
    let mut text = Zeroizing::new(String::new());
    from.take(u64::try_from(2 * MAX_PASSPHRASE).unwrap_or_default())
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    match text.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Ok(Zeroizing::new(line.to_owned())),
        None => {
            Err(bad(format!("expected a passphrase on the first line of {}, found nothing", path.display())))
        }
    }
}

fn bad(sentence: impl std::fmt::Display) -> Failure {
    Failure::usage("passphrase", sentence)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_made_up_are_strong_and_differ() {
        let (one, other) = (Passphrase::made_up(), Passphrase::made_up());
        assert_ne!(one.words(), other.words());
        assert_eq!(one.words().split(' ').count(), WORDS);
        assert_eq!(Passphrase::new(one.words()).unwrap().bytes(), one.bytes());
        assert_eq!(format!("{one:?}"), "Passphrase(…)");
    }

    #[test]
    fn weak_ones_close_nothing() {
        for weak in [
            "",
            "parasol",
            "parasol2026",
            "12345678",
            "aaaaaaaaaaaa",
            "correct horse",
            "motdepasse",
            &"x".repeat(2_000),
        ] {
            assert_eq!(Passphrase::new(weak).unwrap_err().code, "passphrase", "{weak}");
        }
    }

    #[test]
    fn a_passphrase_is_one_whatever_keyboard_it_is_typed_on() {
        let (composed, decomposed) = ("cahier été", "cahier e\u{301}te\u{301}");
        assert_eq!(Passphrase::known(composed).bytes(), Passphrase::known(decomposed).bytes());
    }
}
