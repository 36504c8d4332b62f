//! The journal of erasures: a small file outside the database, to which lines are only ever added.
//!
//! ```text
//! parasol erasures 1 <organisation> <mac>
//! <what> <id> <mac>
//! ```
//!
//! Each line's MAC is made under a subkey of the store key and covers the MAC of the line before it: no line can be forged,
//! changed, left out or moved, except that lines at the end can be cut off. What a crash leaves of a line that was being
//! written is cut off; it was never acknowledged, and the database has it.

use std::fs::{File, OpenOptions, rename};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::engine::Store;
use super::error::StoreError;
use super::seal::SealKey;

const TITLE: &str = "parasol erasures 1";
/// Bytes of a journal: a million and a half erasures, more than an organisation can have. Beyond it is written and read on,
/// for nothing that was erased may come back, and the log and `doctor` say that something is wrong.
const MAX: u64 = 128 * 1024 * 1024;
/// So many bytes of the first line may be others than were written: a bad disk, not another organisation.
const WORN: usize = 4;
/// How many damaged journals are kept.
const MAX_ASIDE: usize = 100;

type Mac = [u8; 16];

/// An erasure, as a line has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct JournalLine {
    /// What was erased, as a stable word.
    pub what: String,
    /// The random id that it had.
    pub id: [u8; 16],
}

/// The journal of erasures could not be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Its first line does not open under this node's key.
    #[error("{} is not this node's journal of erasures; name the one that was kept beside this node", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Somewhere in the middle it is not what was written.
    #[error("the journal of erasures {} is damaged from line {line} on; use another copy of it", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first line that is not right.
        line: usize,
    },
    /// It has a word that this version does not know.
    #[error("the journal of erasures {} speaks of `{what}`, which this version cannot erase; upgrade parasol", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The word.
        what: String,
    },
    /// It lacks what the database has.
    #[error("the journal of erasures {} is older than the backup: {missing} erasures are missing in it; name the newest copy", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// How many.
        missing: usize,
    },
    /// What it names could not be erased again.
    #[error("what the journal of erasures names could not be erased again: {why}")]
    NotErased {
        /// Why, as a sentence.
        why: String,
    },
    /// The file cannot be read or written.
    #[error("the journal of erasures {} cannot be read or written: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The open journal.
pub struct Journal {
    path: PathBuf,
    file: File,
    seal: SealKey,
    last: Mac,
    /// Bytes that are known to be whole lines.
    length: u64,
    /// Whether it was damaged when it was opened.
    damaged: bool,
}

/// What a file holds.
struct Content {
    lines: Vec<JournalLine>,
    last: Mac,
    length: u64,
    /// The first line that is not right and not merely unfinished.
    damaged: Option<usize>,
}

impl Journal {
    /// Opens the journal, or begins it, and returns its lines. A damaged one is set aside as it is ([`Journal::aside`]), and
    /// begun again with the lines that are right.
    ///
    /// # Errors
    /// When it is another organisation's, or cannot be read or written.
    pub fn open(
        path: &Path,
        store: &Store,
        organisation: &[u8; 16],
    ) -> Result<(Self, Vec<JournalLine>), JournalError> {
        let seal = store.journal_key();
        let failed = |error| JournalError::File { path: path.to_owned(), error };
        let Some(content) = read(path, &seal, organisation)? else {
            // The very first write was cut short: there is nothing in it.
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
            return Self::begin(path, seal, organisation, &[])
                .map_err(failed)
                .map(|journal| (journal, Vec::new()));
        };
        if content.damaged.is_some() {
            let aside = free_aside(path);
            tracing::error!(aside = %aside.display(), "the journal of erasures is damaged; it is set aside and begun again");
            rename(path, aside).map_err(failed)?;
            let mut journal = Self::begin(path, seal, organisation, &content.lines).map_err(failed)?;
            journal.damaged = true;
            return Ok((journal, content.lines));
        }
        let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
        let Content { lines, last, length, .. } = content;
        Ok((Self { path: path.to_owned(), file, seal, last, length, damaged: false }, lines))
    }

    /// The lines of a journal that is not changed, every one of them right.
    ///
    /// # Errors
    /// As [`Journal::open`], and when it is damaged.
    pub fn lines(
        path: &Path,
        store: &Store,
        organisation: &[u8; 16],
    ) -> Result<Vec<JournalLine>, JournalError> {
        let missing = || match path.try_exists() {
            Ok(true) => JournalError::Damaged { path: path.to_owned(), line: 1 },
            _ => JournalError::File { path: path.to_owned(), error: std::io::ErrorKind::NotFound.into() },
        };
        let content = read(path, &store.journal_key(), organisation)?.ok_or_else(missing)?;
        match content.damaged {
            Some(line) => Err(JournalError::Damaged { path: path.to_owned(), line }),
            None => Ok(content.lines),
        }
    }

    /// A damaged journal that was set aside, if there is one.
    pub fn aside(path: &Path) -> Option<PathBuf> {
        asides(path).find(|aside| aside.exists())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is larger than a journal can be.
    pub fn is_too_large(&self) -> bool {
        self.length > MAX
    }

    /// Whether it was damaged, set aside and begun again when it was opened.
    pub fn was_damaged(&self) -> bool {
        self.damaged
    }

    fn begin(
        path: &Path,
        seal: SealKey,
        organisation: &[u8; 16],
        lines: &[JournalLine],
    ) -> std::io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let last = [0; 16];
        let mut journal = Self { path: path.to_owned(), file, seal, last, length: 0, damaged: false };
        let title = title(organisation);
        journal.last = journal.seal.tag("erasures", title.as_bytes());
        let mut text = format!("{title} {}\n", hex(&journal.last));
        let last = write_lines(&mut text, &journal.seal, journal.last, lines);
        journal.write(&text)?;
        journal.last = last;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(journal)
    }

    /// Adds lines; when this returns, they are on the disk.
    ///
    /// # Errors
    /// When the file cannot be written. Nothing of them counts then; the next call begins where this one did.
    pub fn append(&mut self, lines: &[JournalLine]) -> Result<(), JournalError> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        let last = write_lines(&mut text, &self.seal, self.last, lines);
        self.write(&text).map_err(|error| JournalError::File { path: self.path.clone(), error })?;
        self.last = last;
        Ok(())
    }

    fn write(&mut self, text: &str) -> std::io::Result<()> {
        // What an earlier try left unfinished is cut off.
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()?;
        self.length = self.length.saturating_add(u64::try_from(text.len()).unwrap_or_default());
        Ok(())
    }
}

impl Store {
    fn journal_key(&self) -> SealKey {
        self.0.key.subkey("erasures", "")
    }
}

fn write_lines(text: &mut String, seal: &SealKey, mut last: Mac, lines: &[JournalLine]) -> Mac {
    for line in lines {
        last = mac(seal, &last, line);
        text.push_str(&format!("{} {} {}\n", line.what, hex(&line.id), hex(&last)));
    }
    last
}

fn mac(seal: &SealKey, before: &Mac, line: &JournalLine) -> Mac {
    seal.tag("line", &[before.as_slice(), line.what.as_bytes(), &[0], &line.id].concat())
}

fn title(organisation: &[u8; 16]) -> String {
    format!("{TITLE} {}", hex(organisation))
}

/// Where damaged journals are set aside: `….damaged`, `….damaged.2` and so on.
fn asides(path: &Path) -> impl Iterator<Item = PathBuf> {
    (1..=MAX_ASIDE).map(|number| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".damaged");
        if number > 1 {
            name.push(format!(".{number}"));
        }
        path.with_file_name(name)
    })
}

/// The first place where none is set aside: one that was is never written over, until there are very many.
fn free_aside(path: &Path) -> PathBuf {
    asides(path).find(|aside| !aside.exists()).or(asides(path).last()).unwrap_or_default()
}

/// Reads a journal; none when there is none, or nothing was written into it yet. What is no text counts as damaged: the MAC
/// of each line decides.
fn read(path: &Path, seal: &SealKey, organisation: &[u8; 16]) -> Result<Option<Content>, JournalError> {
    let failed = |error| JournalError::File { path: path.to_owned(), error };
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
        Ok(bytes) => bytes,
    };
    let title = title(organisation);
    let last = seal.tag("erasures", title.as_bytes());
    let first = format!("{title} {}\n", hex(&last));
    let Some((head, rest)) = bytes.split_at_checked(first.len()) else {
        if first.as_bytes().starts_with(&bytes) {
            return Ok(None);
        }
        return Err(JournalError::Foreign { path: path.to_owned() });
    };
    // A journal with this organisation's name is this node's, and so is one of which a few bytes went wrong.
    let worn = head.iter().zip(first.as_bytes()).filter(|(one, other)| one != other).count();
    if worn > WORN && !head.starts_with(format!("{title} ").as_bytes()) {
        return Err(JournalError::Foreign { path: path.to_owned() });
    }
    let rest = String::from_utf8_lossy(rest);
    let length = u64::try_from(first.len()).unwrap_or_default();
    let mut content = Content { lines: Vec::new(), last, length, damaged: (worn > 0).then_some(1) };
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX {
        tracing::error!(path = %path.display(), "the journal of erasures is larger than it can be; see `parasol doctor`");
    }
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        let Some(whole) = line.strip_suffix('\n') else { break };
        let Some(read) = read_line(whole, seal, &content.last) else {
            content.damaged = content.damaged.or(Some(number.saturating_add(2)));
            break;
        };
        content.length = content.length.saturating_add(u64::try_from(line.len()).unwrap_or_default());
        content.last = mac(seal, &content.last, &read);
        content.lines.push(read);
    }
    Ok(Some(content))
}

fn read_line(line: &str, seal: &SealKey, before: &Mac) -> Option<JournalLine> {
    let mut words = line.split(' ');
    let (what, id, found) = (words.next()?, unhex(words.next()?)?, unhex(words.next()?)?);
    let line = JournalLine { what: what.to_owned(), id };
    (words.next().is_none() && mac(seal, before, &line) == found).then_some(line)
}

fn hex(bytes: &[u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
}
