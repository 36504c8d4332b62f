//! `parasol succeed`: the organisation's node gets another key, because the old one is lost or was stolen.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use clap::Args;
use parasol_core::circles::{OwnSuccession, Portrait, SucceedKey};
use parasol_core::command::Job;
use parasol_core::identity::RecoveryKey;
use parasol_core::node::Node;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_core::store::StoreKey;
use rand_core::OsRng;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::clock;
use crate::control;
use crate::data::DataDir;
use crate::failure::Failure;
use crate::output::Output;

/// Bytes of a portrait that are read: circles with all their signatures.
const PORTRAIT_MAX: u64 = 8 * 1024 * 1024;
/// Bytes of recovery words that are read.
const WORDS_MAX: u64 = 1_024;
/// How many words a recovery key has.
const WORDS: usize = 24;

/// Give the node another key, because the old one is lost or was stolen: asks for the 24 recovery words
#[derive(Debug, Clone, Args)]
pub(super) struct Succeed {
    /// What a partner's admin got from `parasol peer portrait`: to begin with where nothing of the old node is left, or to know
    /// the key that the partners know, after an old backup
    #[arg(long, value_name = "FILE")]
    portrait: Option<PathBuf>,
    /// The languages of the pages of a node that begins anew, first choice first [default: the country's]
    #[arg(long, value_name = "fr,en", value_delimiter = ',', requires = "portrait")]
    languages: Vec<String>,
    /// The words are lost: all partners have to say yes, and this organisation's old node too
    #[arg(long)]
    without_words: bool,
}

impl Succeed {
    /// Gives it another key.
    ///
    /// # Errors
    /// When the node is being served, the words are wrong, or the directory cannot be used. Nothing has changed then.
    pub(super) fn run(self, data: &DataDir, output: Output) -> Result<(), Failure> {
        // A running node goes on signing with the key that it has.
        if control::is_served(data) {
            return Err(Failure::refused(
                "running",
                "the node is being served; stop it first, then give it another key",
            ));
        }
        let portrait = self.portrait.as_deref().map(read_portrait).transpose()?;
        if portrait.is_none() && !data.is_initialised() {
            // It says what there is instead.
            data.store_key()?;
        }
        let recovery = if self.without_words { None } else { Some(ask_words()?) };
        match portrait {
            Some(portrait) if !data.is_initialised() => {
                output.say(&begin(data, &portrait, recovery.as_ref(), self.languages)?)
            }
            portrait => output.say(&replace(data, recovery, portrait)?),
        }
    }
}

/// A node that knows of its circles what a partner told.
fn begin(
    data: &DataDir,
    portrait: &Portrait,
    recovery: Option<&RecoveryKey>,
    languages: Vec<String>,
) -> Result<Succeeded, Failure> {
    if let Some(recovery) = recovery {
        portrait.check(recovery).map_err(|error| Failure::refused("recovery_words", error))?;
    }
    let key = StoreKey::generate(&mut OsRng);
    data.initialise(&key)?;
    let now = clock::now();
    let (node, told) = Node::succeed(data.path(), key, (portrait, recovery), languages, now, &mut OsRng)?;
    data.close_files()?;
    Ok(Succeeded::of(&node, data, told, true))
}

/// The node that is here, from a backup or because only its key was stolen.
fn replace(
    data: &DataDir,
    recovery: Option<RecoveryKey>,
    portrait: Option<Portrait>,
) -> Result<Succeeded, Failure> {
    let node = Node::open(data.path(), data.store_key_or_ask()?, clock::now(), &mut OsRng)?;
    let (reply, answer) = mpsc::channel();
    let job = Job::new(SucceedKey { actor: Actor::Operator, recovery, portrait }, move |outcome| {
        // This function waits for it.
        let _ = reply.send(outcome);
    });
    node.execute(vec![job], clock::now(), &mut OsRng);
    let told = answer.try_recv().unwrap_or(Err(Refusal::Storage))?;
    Ok(Succeeded::of(&node, data, told, false))
}

fn read_portrait(path: &Path) -> Result<Portrait, Failure> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(PORTRAIT_MAX).read_to_string(&mut text));
    read.map_err(|error| Failure::usage("portrait", format!("{}: {error}", path.display())))?;
    Portrait::read(&text).map_err(|error| Failure::usage("portrait", error))
}

/// The recovery words, at the terminal without showing them, or from standard input.
fn ask_words() -> Result<RecoveryKey, Failure> {
    let unreadable = |error: io::Error| Failure::usage("recovery_words", format!("the words: {error}"));
    let mut words = Zeroizing::new(String::with_capacity(usize::try_from(WORDS_MAX).unwrap_or_default()));
    if io::stdin().is_terminal() {
        let mut question = "The 24 recovery words, as on the paper (they are not shown): ";
        while words.split_whitespace().count() < WORDS {
            let line = Zeroizing::new(rpassword::prompt_password(question).map_err(unreadable)?);
            if line.trim().is_empty() {
                break;
            }
            words.push_str(&line);
            words.push(' ');
            question = "The next words: ";
        }
    } else {
        let mut input = io::stdin().lock().take(WORDS_MAX);
        while words.split_whitespace().count() < WORDS && input.read_line(&mut words).map_err(unreadable)? > 0
        {
        }
    }
    RecoveryKey::from_words(&words).ok_or_else(|| {
        Failure::usage(
            "recovery_words",
            "expected the 24 words that `parasol init` showed, in their order; one is missing or is another \
             word, so look at the paper again",
        )
    })
}

/// A node with another key.
#[derive(Debug, Serialize)]
struct Succeeded {
    organisation: String,
    name: String,
    data: String,
    node_key: String,
    succession: Option<String>,
    begins_anew: bool,
}

impl Succeeded {
    fn of(node: &Node, data: &DataDir, told: OwnSuccession, begins_anew: bool) -> Self {
        let identity = node.identity();
        Self {
            organisation: identity.organisation.to_string(),
            name: identity.name.clone(),
            data: data.path().display().to_string(),
            node_key: told.key.to_string(),
            succession: told.text,
            begins_anew,
        }
    }
}

impl Display for Succeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} has a new node key in {}", self.name, self.data)?;
        match &self.succession {
            Some(text) => writeln!(
                f,
                "\n{text}\n\nHand this text to the admin of one partner in each circle, and speak with her so that she knows \
                 it is\nyou; there: parasol circle succeed. It holds no secret. This node shows it again with `parasol circle\n\
                 succession`. It is let in when more than half have said yes; until then it shares nothing."
            )?,
            None => writeln!(
                f,
                "Its key is {}. No circle has to be told, or no recovery key vouches for it: then all\npartners have to \
                 say yes to `parasol circle propose node-key`, this organisation's old node too.",
                self.node_key
            )?,
        }
        if self.begins_anew {
            writeln!(
                f,
                "Members, reports and alerts of the old node are not here: only a backup has them. Its share of the circle's\n\
                 key is lost too: others look numbers up for it until the members decide a new key."
            )?;
        }
        write!(f, "The old node must never run again. Next: parasol serve, and parasol doctor")
    }
}
