//! `parasol restore`: a backup into a bare directory. What was erased or taken away after the backup is so again before the directory
//! becomes a node's.

use std::fmt::{self, Display};
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use clap::Args;
use parasol_core::command::{Command, Job};
use parasol_core::erasures::Caught;
use parasol_core::node::Node;
use parasol_core::refusal::Refusal;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::Actor;
use parasol_core::store::{Import, Journal, JournalError, JournalLine, OpenError, Piece, StoreKey};
use rand_core::OsRng;
use serde::Serialize;
use zeroize::Zeroizing;

use super::make::failure;
use super::parts::{About, Part, Parts};
use super::passphrase::{GivenPassphrase, Passphrase};
use super::place::Place;
use super::sealed::{Fault, Opener};
use crate::cli::put_back::to_look_at;
use crate::cli::words::ago;
use crate::clock;
use crate::data::DataDir;
use crate::failure::Failure;
use crate::output::Output;

/// Buckets erased at a time.
const ERASE_AT_ONCE: usize = 64;

/// Put a backup back into a bare data directory
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// The journal of erasures that was kept beside the node: what was erased after the backup is erased again
    #[arg(long, value_name = "FILE", conflicts_with = "without_erasures")]
    erasures: Option<PathBuf>,
    /// The journal of erasures is lost: members who left and words that were taken back after the backup come back
    #[arg(long)]
    without_erasures: bool,
    #[command(flatten)]
    passphrase: GivenPassphrase,
}

impl Restore {
    /// Restores.
    ///
    /// # Errors
    /// When the directory is not bare, the passphrase is wrong, or the backup or the journal is damaged. The directory is as
    /// it was then.
    pub fn run(&self, data: &DataDir, output: Output) -> Result<Restored, Failure> {
        if self.erasures.is_none() && !self.without_erasures {
            return Err(Failure::usage(
                "erasures",
                "name the journal of erasures with --erasures FILE (`erasures` in the data directory, or where \
                 keep.erasures says): what was erased after the backup is then erased again. If it is lost, \
                 --without-erasures goes on without it; members who left and reports that were taken back since \
                 then come back, and you have to erase them again by hand",
            ));
        }
        let place = Place::take(data)?;
        let passphrase = self.passphrase.get()?;
        output.progress("Opening the backup.");
        let (about, key) = self.unpack(&place.folder(), &passphrase)?;
        output.progress("Looking at every row, and erasing what was erased since.");
        let restored = self.make_ready(&place.folder(), about, key, data)?;
        place.settle()?;
        Ok(restored)
    }

    /// Writes what the backup holds into a folder that is no node's yet.
    fn unpack(&self, folder: &Path, passphrase: &Passphrase) -> Result<(About, StoreKey), Failure> {
        let unreadable = |fault: Fault| failure(&self.file, &fault);
        let file = File::open(&self.file).map_err(|error| unreadable(Fault::Io(error)))?;
        let opener = Opener::begin(BufReader::new(file), passphrase).map_err(unreadable)?;
        let mut parts = Parts::new(opener);
        let mut unpacking = Unpacking { folder: folder.to_owned(), ..Unpacking::default() };
        loop {
            let part = parts.read().map_err(unreadable)?;
            if unpacking.take(part)? {
                break;
            }
        }
        // What was sealed after the end would be no part of the backup.
        parts.finish().map_err(unreadable)?;
        let Unpacking { about: Some(about), key: Some(key), .. } = unpacking else {
            return Err(unreadable(Fault::NoBackup));
        };
        Ok((about, key))
    }

    /// Opens the node, looks at every row, erases again, and closes it.
    fn make_ready(
        &self,
        folder: &Path,
        about: About,
        key: StoreKey,
        data: &DataDir,
    ) -> Result<Restored, Failure> {
        let node = Node::open(folder, key, clock::now(), &mut OsRng)?;
        node.read()?.store().pieces(&mut |_| ControlFlow::Continue(()))?;
        run(&node, AfterRestore)?;
        let caught = self.erase_again(&node, folder)?;
        while node.erase(ERASE_AT_ONCE, &mut OsRng)? == ERASE_AT_ONCE {}
        let snapshot = node.read()?;
        let circles = snapshot.circles(&Actor::Operator)?;
        let mut awaits: Vec<String> = circles.into_iter().flat_map(|circle| circle.awaits).collect();
        awaits.sort();
        awaits.dedup();
        let look_at = snapshot.put_back(&Actor::Operator, clock::now())?;
        let seconds_ago = clock::now().seconds().saturating_sub(about.taken);
        Ok(Restored {
            organisation: about.organisation,
            name: about.name,
            data: data.path().display().to_string(),
            taken_seconds_ago: seconds_ago,
            members: snapshot.counts(&Actor::Operator)?.members,
            erased_again: caught.again,
            without_erasures: self.without_erasures,
            awaits,
            look_at: look_at.iter().flat_map(to_look_at).map(|(_, sentence)| sentence).collect(),
        })
    }

    fn erase_again(&self, node: &Node, folder: &Path) -> Result<Caught, Failure> {
        let kept = folder.join("erasures");
        if let Some(journal) = &self.erasures {
            let organisation = node.identity().organisation;
            let lines = Journal::lines(journal, node.store(), organisation.as_bytes())?;
            refuse_older(node, journal, &lines)?;
            copy(journal, &kept)?;
        }
        Ok(node.keep_erasures(&kept, clock::now(), &mut OsRng)?)
    }
}

/// A journal that lacks what the backup has was copied before the backup was made: what came after would be missing too.
fn refuse_older(node: &Node, path: &Path, lines: &[JournalLine]) -> Result<(), JournalError> {
    match node.lacking_in(lines)? {
        0 => Ok(()),
        missing => Err(JournalError::Older { path: path.to_owned(), missing }),
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let copied = fs::read(from).and_then(|bytes| write_new(to, &bytes));
    copied.map_err(|error| {
        Failure::refused("erasures", format!("{} cannot be copied: {error}", from.display()))
    })
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A node that nobody else uses runs a command.
fn run<C: Command<Outcome = ()>>(node: &Node, command: C) -> Result<(), Failure> {
    let (reply, answer) = mpsc::channel();
    let job = Job::new(command, move |outcome| {
        // This function waits for it.
        let _ = reply.send(outcome);
    });
    node.execute(vec![job], clock::now(), &mut OsRng);
    Ok(answer.try_recv().unwrap_or(Err(Refusal::Storage))?)
}

/// A folder that fills with what a backup holds.
#[derive(Default)]
struct Unpacking {
    folder: PathBuf,
    about: Option<About>,
    key: Option<StoreKey>,
    bucket_keys: Option<Zeroizing<Vec<u8>>>,
    store: Option<Import>,
}

impl Unpacking {
    /// Takes a part; whether it was the last one.
    fn take(&mut self, part: Part) -> Result<bool, Failure> {
        match part {
            Part::About(about) => self.about = Some(about),
            Part::StoreKey(text) => {
                let key = StoreKey::from_text(&text).map_err(|error| Failure::refused("no_backup", error))?;
                DataDir::new(&self.folder).initialise(&key)?;
                self.key = Some(key);
            }
            Part::BucketKeys(bytes) => self.bucket_keys = Some(bytes),
            Part::Config(text) => write_new(&self.folder.join("config.toml"), text.as_bytes())
                .map_err(|error| Failure::refused("data_directory", error))?,
            Part::Table(name) => self.store()?.take(Piece::Table(&name))?,
            Part::Row(key, value) => self.store()?.take(Piece::Row(&key, &value))?,
            Part::End(_) => {
                if let Some(store) = self.store.take() {
                    store.finish()?;
                }
                DataDir::new(&self.folder).close_files()?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn store(&mut self) -> Result<&mut Import, Failure> {
        if self.store.is_none() {
            let (Some(key), Some(bucket_keys)) = (&self.key, &self.bucket_keys) else {
                return Err(Failure::refused("no_backup", Fault::NoBackup));
            };
            self.store = Some(Import::begin(&self.folder, key, bucket_keys, &mut OsRng)?);
        }
        let missing = || OpenError::Missing { dir: self.folder.clone() };
        Ok(self.store.as_mut().ok_or_else(missing)?)
    }
}

/// What was put back.
#[derive(Debug, Serialize)]
pub struct Restored {
    organisation: String,
    name: String,
    data: String,
    taken_seconds_ago: u64,
    members: u64,
    erased_again: usize,
    without_erasures: bool,
    awaits: Vec<String>,
    look_at: Vec<String>,
}

impl Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, data, taken_seconds_ago, members, erased_again, .. } = self;
        let people = if *members == 1 { "member" } else { "members" };
        writeln!(
            f,
            "{name} is in {data} as it was {} ago, with {members} {people}",
            ago(*taken_seconds_ago)
        )?;
        match self.without_erasures {
            true => writeln!(
                f,
                "What was erased or taken away since then is back: do it again by hand, before you serve"
            )?,
            false => writeln!(
                f,
                "{erased_again} times something was erased or taken away since then; that was done again"
            )?,
        }
        writeln!(
            f,
            "Everybody has to sign in again; sponsorship codes, cards and invites have to be issued again; SMS are off until \
             an admin agrees again"
        )?;
        if !self.look_at.is_empty() {
            writeln!(f, "Look at these, `parasol doctor` names them too:")?;
        }
        for sentence in &self.look_at {
            writeln!(f, "- {sentence}")?;
        }
        if !self.awaits.is_empty() {
            writeln!(f, "Nothing is shared before these were heard: {}", self.awaits.join(", "))?;
        }
        writeln!(
            f,
            "A backup has no passphrase of the old node: the key file opens this one, and `parasol lock` cannot close it before \
             `parasol passphrase set`"
        )?;
        write!(f, "Stop the old node for good if it still runs. Then: parasol serve, and parasol doctor")
    }
}
