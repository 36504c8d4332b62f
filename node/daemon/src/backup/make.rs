//! `parasol backup`: one snapshot of a node into one closed file.

use std::fmt::{self, Display};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use parasol_core::node::{Node, Snapshot};
use parasol_protocol::time::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::parts::{self, About, Part, Parts};
use super::passphrase::{NewPassphrase, Passphrase};
use super::sealed::{Cost, Fault, Sealer};
use crate::failure::Failure;

/// Write everything this node keeps into one file, closed with a recovery passphrase
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not be there yet
    pub to: PathBuf,
    /// Where the passphrase comes from
    #[command(flatten)]
    pub passphrase: NewPassphrase,
}

/// Where a snapshot comes from.
pub enum Source {
    /// This process has the node open.
    Here(Box<Node>, Timestamp),
    /// A running node sends it.
    Running(Box<dyn Read>),
}

/// Writes a snapshot of an open node, part by part.
///
/// # Errors
/// When the store cannot be read, a row is damaged, or the other end is gone.
pub fn write_snapshot(node: &Node, now: Timestamp, to: &mut dyn Write) -> io::Result<()> {
    let snapshot = node.read().map_err(io::Error::other)?;
    parts::write(to, &Part::About(about(node, now)))?;
    write_rows(&snapshot, to)?;
    to.flush()
}

fn write_rows(snapshot: &Snapshot, to: &mut dyn Write) -> io::Result<()> {
    let store = snapshot.store();
    parts::write(to, &Part::StoreKey(store.store_key().to_text()))?;
    parts::write(to, &Part::BucketKeys(store.bucket_key_bytes().map_err(io::Error::other)?))?;
    let (mut rows, mut failed) = (0_u64, None);
    store
        .pieces(&mut |piece| {
            rows = rows.saturating_add(u64::from(matches!(piece, parasol_core::store::Piece::Row(..))));
            match parts::put_piece(to, piece) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })
        .map_err(io::Error::other)?;
    failed.map_or(Ok(()), Err)?;
    parts::write(to, &Part::End(rows))
}

/// A backup whose passphrase is known: nothing waits for a person any more.
pub struct Ready {
    to: PathBuf,
    passphrase: Passphrase,
    made_up: bool,
}

impl Backup {
    /// Finds out what a person has to say, before any snapshot is taken.
    ///
    /// # Errors
    /// When there is such a file already, or no passphrase.
    pub fn prepare(self) -> Result<Ready, Failure> {
        let Self { to, passphrase } = self;
        if to.exists() {
            return Err(Failure::refused(
                "backup_exists",
                format!(
                    "{} is there already, and a backup never replaces one; choose another name",
                    to.display()
                ),
            ));
        }
        let (passphrase, made_up) = passphrase.choose()?;
        Ok(Ready { to, passphrase, made_up })
    }
}

impl Ready {
    /// Writes the file: first under another name, which becomes the file's own when everything is on the disk.
    ///
    /// # Errors
    /// When something cannot be read or written.
    pub fn run(self, source: Source, config: &Path) -> Result<Backed, Failure> {
        let config = read_config(config)?;
        let part = beside(&self.to);
        let written = create(&part).map_err(Fault::Io).and_then(|file| {
            let sealer = Sealer::begin(BufWriter::new(file), &self.passphrase, Cost::DEFAULT)?;
            fill(sealer, source, config)
        });
        let kept = written.and_then(|(file, about)| {
            let bytes = file.metadata()?.len();
            file.sync_all()?;
            fs::rename(&part, &self.to)?;
            sync_folder(&self.to)?;
            Ok((bytes, about))
        });
        let (bytes, about) = kept.map_err(|fault| {
            // What was begun is no backup; if it cannot be removed, its name says so.
            let _ = fs::remove_file(&part);
            failure(&self.to, &fault)
        })?;
        let file = self.to.display().to_string();
        let told = self.made_up.then(|| self.passphrase.words().to_owned());
        Ok(Backed { file, bytes, organisation: about.organisation, taken: about.taken, passphrase: told })
    }
}

/// The settings go along, when there is a file of them.
fn read_config(path: &Path) -> Result<Option<Zeroizing<String>>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::usage("settings", format!("the settings {}: {error}", path.display()))),
    }
}

fn fill(
    mut to: Sealer<BufWriter<File>>,
    source: Source,
    config: Option<Zeroizing<String>>,
) -> Result<(File, About), Fault> {
    if let Some(config) = config {
        parts::write(&mut to, &Part::Config(config)).map_err(Fault::of)?;
    }
    let about = match source {
        Source::Here(node, now) => {
            write_snapshot(&node, now, &mut to).map_err(Fault::of)?;
            about(&node, now)
        }
        Source::Running(stream) => copy(stream, &mut to)?,
    };
    let file = to.finish()?.into_inner().map_err(|error| Fault::Io(error.into_error()))?;
    Ok((file, about))
}

/// Takes what a running node sends, up to its end: a node that was stopped meanwhile has sent no whole snapshot.
fn copy(stream: Box<dyn Read>, to: &mut Sealer<BufWriter<File>>) -> Result<About, Fault> {
    let mut parts = Parts::new(BufReader::new(stream));
    let mut found = None;
    loop {
        let part = parts.read().map_err(|fault| match fault {
            Fault::Truncated => Fault::BrokeOff,
            other => other,
        })?;
        parts::write(to, &part).map_err(Fault::of)?;
        match part {
            Part::About(about) => found = Some(about),
            Part::End(_) => return found.ok_or(Fault::Truncated),
            _ => {}
        }
    }
}

fn about(node: &Node, now: Timestamp) -> About {
    let identity = node.identity();
    About::now(identity.organisation.to_string(), identity.name.clone(), now.seconds())
}

/// The name under which a file is written before it is whole.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

fn create(path: &Path) -> io::Result<File> {
    // What a killed backup left behind is replaced; its rights are ours again.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => OpenOptions::new().write(true).create_new(true).mode(0o600).open(path),
    }
}

/// A name is on the disk when its folder is.
pub(super) fn sync_folder(of: &Path) -> io::Result<()> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// A fault with the file that it is about.
pub(super) fn failure(path: &Path, fault: &Fault) -> Failure {
    let code = match fault {
        Fault::NoBackup => "no_backup",
        Fault::Newer => "backup_newer",
        Fault::Passphrase => "backup_passphrase",
        Fault::Truncated | Fault::Damaged { .. } => "backup_damaged",
        Fault::Memory { .. } => "backup_memory",
        Fault::Io(_) | Fault::BrokeOff => "backup_io",
    };
    Failure::refused(code, format!("{}: {fault}", path.display()))
}

/// What was written.
#[derive(Debug, Serialize)]
pub struct Backed {
    file: String,
    bytes: u64,
    organisation: String,
    taken: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    passphrase: Option<String>,
}

impl Display for Backed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} holds everything this node keeps ({} bytes)", self.file, self.bytes)?;
        let Some(passphrase) = &self.passphrase else { return Ok(()) };
        writeln!(
            f,
            "\n\nRecovery passphrase, shown this once. Write it down on paper, and keep it away from the file:"
        )?;
        writeln!(f, "\n  {passphrase}\n")?;
        write!(f, "Without it nobody can open this backup, and with it anybody can.")
    }
}
