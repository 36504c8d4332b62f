//! `parasol lock`, `unlock` and `passphrase`: closing the node before somebody takes it, and opening it again.

use std::fmt::{self, Display};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use parasol_core::lock::{NotePassphrase, PassphraseDone};
use parasol_web::port::{KeyLeft, Port};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::secret::Secret;
use crate::backup::passphrase::{self, Passphrase};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Open a locked node that waits for its passphrase
#[derive(Debug, Args, Serialize, Deserialize)]
pub struct Unlock {
    #[command(flatten)]
    old: Known,
}

impl Unlock {
    /// Asks for the passphrase, before the command leaves this process.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        self.old.read()
    }

    /// The passphrase.
    ///
    /// # Errors
    /// When nobody asked for it.
    pub fn passphrase(&self) -> Result<&Secret, Failure> {
        self.old.get()
    }
}

/// Set, change or take away the passphrase of the store key
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassphraseVerb {
    /// Set a passphrase, so that `lock` can close the node
    Set {
        /// The passphrase
        #[command(flatten)]
        new: Chosen,
    },
    /// Set another passphrase
    Change {
        /// The passphrase until now
        #[command(flatten)]
        old: Known,
        /// The new one
        #[command(flatten)]
        new: Chosen,
    },
    /// Take the passphrase away: the key file alone opens the node again
    Remove {
        /// The passphrase
        #[command(flatten)]
        old: Known,
    },
}

/// A passphrase that is set already.
#[derive(Debug, Args, Serialize, Deserialize)]
pub struct Known {
    /// Read the passphrase from the first line of this file; `-` is standard input; otherwise it is asked at the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[arg(skip)]
    known: Option<Secret>,
}

/// A new passphrase.
#[derive(Debug, Args, Serialize, Deserialize)]
pub struct Chosen {
    /// Read the new passphrase from the first line of this file; `-` is standard input; otherwise it is asked at the
    /// terminal
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    #[arg(skip)]
    chosen: Option<Secret>,
}

impl Known {
    fn read(&mut self) -> Result<(), Failure> {
        let read = match &self.passphrase_file {
            Some(file) => passphrase::read_file(file)?,
            None => passphrase::ask_known()?,
        };
        self.known = Some(Secret::from(read.words().to_owned()));
        Ok(())
    }

    fn get(&self) -> Result<&Secret, Failure> {
        self.known.as_ref().ok_or_else(|| Failure::usage("passphrase", "a passphrase is wanted"))
    }
}

impl Chosen {
    fn read(&mut self) -> Result<(), Failure> {
        let read = match &self.new_passphrase_file {
            Some(file) => Passphrase::new(passphrase::read_file(file)?.words())?,
            None => passphrase::ask_new()?,
        };
        self.chosen = Some(Secret::from(read.words().to_owned()));
        Ok(())
    }

    fn get(&self) -> Result<&Secret, Failure> {
        self.chosen.as_ref().ok_or_else(|| Failure::usage("passphrase", "a passphrase is wanted"))
    }
}

impl PassphraseVerb {
    /// Asks for the passphrases, before the command leaves this process.
    ///
    /// # Errors
    /// When they cannot be read, or the new one is too easy to guess.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        match self {
            Self::Set { new } => new.read(),
            Self::Change { old, new } => old.read().and_then(|()| new.read()),
            Self::Remove { old } => old.read(),
        }
    }

    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let data = office.data.clone();
        let key = office.read()?.store().store_key().clone();
        let has = data.has_passphrase();
        let work = move || -> Result<PassphraseDone, Failure> {
            match self {
                Self::Set { .. } if has => {
                    let sentence =
                        "there is a passphrase already; change it with `parasol passphrase change`";
                    Err(Failure::refused("passphrase", sentence))
                }
                Self::Set { new } => {
                    data.seal(&key, &Passphrase::known(new.get()?.expose()))?;
                    Ok(PassphraseDone::Set)
                }
                Self::Change { old, new } => {
                    data.unseal(&Passphrase::known(old.get()?.expose()))?;
                    data.seal(&key, &Passphrase::known(new.get()?.expose()))?;
                    Ok(PassphraseDone::Changed)
                }
                Self::Remove { old } => {
                    let key = data.unseal(&Passphrase::known(old.get()?.expose()))?;
                    data.unseal_for_good(&key)?;
                    Ok(PassphraseDone::Removed)
                }
            }
        };
        let done = spawn_blocking(work).await.map_err(|error| Failure::refused("passphrase", error))??;
        office.command(NotePassphrase { actor: office.operator(), done }).await?;
        Answer::of(&Said::of(done))
    }
}

/// Locks the node.
///
/// # Errors
/// What the node refused.
pub async fn lock(office: &Office) -> Result<Answer, Failure> {
    let key = office.port.lock(office.operator()).await?;
    Answer::of(&Locked::of(key))
}

#[derive(Debug, Serialize)]
struct Said {
    passphrase: &'static str,
    #[serde(skip)]
    text: &'static str,
}

impl Said {
    fn of(done: PassphraseDone) -> Self {
        let (passphrase, text) = match done {
            PassphraseDone::Set => (
                "set",
                "the passphrase is set. Until the node is locked, its key file opens it as before; `parasol lock` removes \
                 that file.\nWrite the passphrase down and keep it elsewhere: without it a locked node never opens again.",
            ),
            PassphraseDone::Changed => {
                ("changed", "the passphrase is changed; the old one opens nothing any more")
            }
            PassphraseDone::Removed => (
                "removed",
                "the passphrase is removed; the key file opens the node, and `parasol lock` cannot close it",
            ),
        };
        Self { passphrase, text }
    }
}

impl Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

#[derive(Debug, Serialize)]
struct Locked {
    locked: bool,
    key_left: &'static str,
    #[serde(skip)]
    text: &'static str,
}

impl Locked {
    fn of(key: KeyLeft) -> Self {
        let (key_left, text) = match key {
            KeyLeft::Nowhere => (
                "nowhere",
                "locked: all sessions have ended, the key file is gone, and a node that was served stops now.\nOpen it \
                 again with `parasol serve` and the passphrase.",
            ),
            KeyLeft::NoPassphrase => (
                "no_passphrase",
                "all sessions have ended and a node that was served stops now, but NO PASSPHRASE IS SET: the key file was \
                 left,\nbecause nothing could bring it back, and whoever has the disk opens it. Set one with `parasol \
                 passphrase set`.",
            ),
            KeyLeft::Credential => (
                "credential",
                "locked: all sessions have ended, the key file is gone, and a node that was served stops now. BUT a systemd \
                 credential opens the same disk:\nwhoever has this machine takes the mark of the lock away and starts it. Destroy \
                 the file that LoadCredentialEncrypted= (or LoadCredential=) names in the unit\n(`shred -u`; the advised place is \
                 /etc/parasol/parasol-key.cred), and switch the machine off.",
            ),
            KeyLeft::OnDisk => (
                "on_disk",
                "all sessions have ended and a node that was served stops now, but a key that opens it could not be \
                 removed: switch the machine off",
            ),
        };
        Self { locked: true, key_left, text }
    }
}

impl Display for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}
