//! The outbox folder: where messages wait for a person while nothing is set up to send them.
//!
//! One file for each, named by its id, for the owner of the data directory alone. What lies there is in clear: that is
//! what it is for. So there are never more than a bounded number; none for longer than a week, or than the code in it is good;
//! none to somebody who has gone; and none at all once the node is locked.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use parasol_core::ids::MessageId;
use parasol_core::limits::MAX_OUTBOX;
use parasol_core::messages::{Fault, Outcome};

use super::route::Parcel;

/// The folder.
#[derive(Debug, Clone)]
pub struct Outbox(PathBuf);

impl Outbox {
    /// The folder of this data directory; made when it is first needed.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self(data.join("outbox"))
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn file(&self, id: &MessageId) -> PathBuf {
        self.0.join(format!("{id}.txt"))
    }

    /// How many files lie there.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn count(&self) -> io::Result<usize> {
        match fs::read_dir(&self.0) {
            Ok(entries) => Ok(entries.take(MAX_OUTBOX.saturating_add(1)).count()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Whether a message's file lies there.
    #[must_use]
    pub fn holds(&self, id: &MessageId) -> bool {
        self.file(id).exists()
    }

    /// Deletes a message's file.
    ///
    /// # Errors
    /// When it cannot be deleted; that it is not there is none.
    pub fn delete(&self, id: &MessageId) -> io::Result<()> {
        match fs::remove_file(self.file(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The messages whose files lie there, finished or not, each with its file.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn files(&self) -> io::Result<Vec<(MessageId, PathBuf)>> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry?.path();
            files.extend(message_of(&path).map(|id| (id, path)));
        }
        Ok(files)
    }

    /// Deletes every message's file, whatever else lies there.
    ///
    /// # Errors
    /// When one cannot be deleted; the others are.
    pub fn clear(&self) -> io::Result<()> {
        let mut failed = Ok(());
        for (_, path) in self.files()? {
            if let Err(error) = fs::remove_file(path) {
                failed = Err(error);
            }
        }
        failed
    }

    /// The same when the node is locked: what cannot be deleted is said in the log.
    pub(crate) fn clear_when_locked(&self) {
        if let Err(error) = self.clear() {
            tracing::error!(path = %self.0.display(), %error, "messages lie in clear in the outbox folder; delete them");
        }
    }

    /// Writes a message's file, whole or not at all.
    pub(super) fn hand_over(&self, parcel: &Parcel) -> Outcome {
        match self.count() {
            Ok(files) if files < MAX_OUTBOX => match self.write(parcel) {
                Ok(()) => Outcome::Filed,
                Err(_) => Outcome::Later(Fault::Outbox),
            },
            _ => Outcome::Later(Fault::Outbox),
        }
    }

    fn write(&self, parcel: &Parcel) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let beside = self.0.join(format!(".{}.part", parcel.id));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        writeln!(file, "To: {}", parcel.to)?;
        if !parcel.text.subject.is_empty() {
            writeln!(file, "Subject: {}", parcel.text.subject)?;
        }
        writeln!(file, "\n{}", parcel.text.body.trim_end())?;
        file.sync_all()?;
        fs::rename(&beside, self.file(&parcel.id))?;
        File::open(&self.0)?.sync_all()
    }
}

/// Whose file this is; none when it is no message's.
fn message_of(path: &Path) -> Option<MessageId> {
    let name = path.file_name()?.to_str()?;
    let id = name.strip_suffix(".txt").or_else(|| name.strip_prefix('.')?.strip_suffix(".part"))?;
    id.parse().ok()
}
