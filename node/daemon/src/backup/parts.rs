//! The inside of a backup: parts one after the other, each `tag (1) || length (4) || bytes`.
//!
//! The same bytes travel over the control socket of a running node, where nothing seals them: the end says how many rows
//! there were, so that a stream that broke off is not taken for a whole one.

use std::io::{self, Read, Write};

use parasol_core::store::Piece;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::sealed::Fault;

/// Bytes of a part: the largest row, and room.
const PART_MAX: usize = 16 * 1024 * 1024;
/// The shape of the parts that this version writes and reads.
const FORMAT: u32 = 1;

const ABOUT: u8 = 1;
const STORE_KEY: u8 = 2;
const BUCKET_KEYS: u8 = 3;
const CONFIG: u8 = 4;
const TABLE: u8 = 5;
const ROW: u8 = 6;
const END: u8 = 7;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    format: u32,
    /// The organisation's id.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// When the snapshot was taken, in seconds since 1970.
    pub taken: u64,
    /// The version of the program that took it.
    pub program: String,
}

impl About {
    /// About a snapshot that this program takes.
    #[must_use]
    pub fn now(organisation: String, name: String, taken: u64) -> Self {
        Self { format: FORMAT, organisation, name, taken, program: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// A part.
pub enum Part {
    /// What the backup says of itself; the first one.
    About(About),
    /// The store key, as its file holds it.
    StoreKey(Zeroizing<String>),
    /// The keys of the buckets.
    BucketKeys(Zeroizing<Vec<u8>>),
    /// The settings file.
    Config(Zeroizing<String>),
    /// The rows that follow are of this table.
    Table(String),
    /// A row: key, and sealed value.
    Row(Vec<u8>, Vec<u8>),
    /// The end, with the number of rows before it.
    End(u64),
}

/// Writes one part.
///
/// # Errors
/// When it is too long, or cannot be written.
pub fn write(to: &mut dyn Write, part: &Part) -> io::Result<()> {
    match part {
        Part::About(about) => put(to, ABOUT, &[&serde_json::to_vec(about)?]),
        Part::StoreKey(text) => put(to, STORE_KEY, &[text.as_bytes()]),
        Part::BucketKeys(bytes) => put(to, BUCKET_KEYS, &[bytes]),
        Part::Config(text) => put(to, CONFIG, &[text.as_bytes()]),
        Part::Table(name) => put(to, TABLE, &[name.as_bytes()]),
        Part::Row(key, value) => put_piece(to, Piece::Row(key, value)),
        Part::End(rows) => put(to, END, &[&rows.to_be_bytes()]),
    }
}

/// Writes a piece of a store.
///
/// # Errors
/// When it is too long, or cannot be written.
pub fn put_piece(to: &mut dyn Write, piece: Piece<'_>) -> io::Result<()> {
    match piece {
        Piece::Table(name) => put(to, TABLE, &[name.as_bytes()]),
        Piece::Row(key, value) => {
            let length = u32::try_from(key.len()).map_err(io::Error::other)?;
            put(to, ROW, &[&length.to_be_bytes(), key, value])
        }
    }
}

fn put(to: &mut dyn Write, tag: u8, pieces: &[&[u8]]) -> io::Result<()> {
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    if length > PART_MAX {
        return Err(io::Error::other(format!("expected parts of {PART_MAX} bytes at most, found {length}")));
    }
    to.write_all(&[tag])?;
    to.write_all(&u32::try_from(length).map_err(io::Error::other)?.to_be_bytes())?;
    pieces.iter().try_for_each(|piece| to.write_all(piece))
}

/// Reads one part after the other.
pub struct Parts<R> {
    from: R,
    rows: u64,
}

impl<R: Read> Parts<R> {
    /// From the first part on.
    pub fn new(from: R) -> Self {
        Self { from, rows: 0 }
    }

    /// The next part. After [`Part::End`] there is none.
    ///
    /// # Errors
    /// When it cannot be read, is not known, or rows are missing.
    pub fn read(&mut self) -> Result<Part, Fault> {
        let mut head = [0; 5];
        self.from.read_exact(&mut head).map_err(short)?;
        let [tag, length @ ..] = head;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > PART_MAX {
            return Err(Fault::Newer);
        }
        let mut bytes = Zeroizing::new(Vec::new());
        let came = self.from.by_ref().take(length.try_into().unwrap_or(u64::MAX)).read_to_end(&mut bytes);
        if came.map_err(short)? < length {
            return Err(Fault::Truncated);
        }
        self.understand(tag, bytes)
    }

    /// Sees that nothing follows the end.
    ///
    /// # Errors
    /// When something does, or the end cannot be read.
    pub fn finish(mut self) -> Result<(), Fault> {
        match self.from.read(&mut [0]).map_err(Fault::of)? {
            0 => Ok(()),
            _ => Err(Fault::NoBackup),
        }
    }

    fn understand(&mut self, tag: u8, mut bytes: Zeroizing<Vec<u8>>) -> Result<Part, Fault> {
        Ok(match tag {
            ABOUT => {
                let about: About = serde_json::from_slice(&bytes).map_err(|_| Fault::Newer)?;
                if about.format != FORMAT {
                    return Err(Fault::Newer);
                }
                Part::About(about)
            }
            STORE_KEY => Part::StoreKey(text(bytes)?),
            BUCKET_KEYS => Part::BucketKeys(bytes),
            CONFIG => Part::Config(text(bytes)?),
            TABLE => Part::Table(text(bytes)?.to_string()),
            ROW => {
                self.rows = self.rows.saturating_add(1);
                let (length, rest) = bytes.split_first_chunk::<4>().ok_or(Fault::NoBackup)?;
                let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
                let (key, value) = rest.split_at_checked(length).ok_or(Fault::NoBackup)?;
                Part::Row(key.to_vec(), value.to_vec())
            }
            END => {
                let rows = std::mem::take(&mut *bytes).try_into().map_err(|_| Fault::NoBackup)?;
                let rows = u64::from_be_bytes(rows);
                if rows != self.rows {
                    return Err(Fault::Truncated);
                }
                Part::End(rows)
            }
            _ => return Err(Fault::Newer),
        })
    }
}

fn text(mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, Fault> {
    String::from_utf8(std::mem::take(&mut bytes)).map(Zeroizing::new).map_err(|_| Fault::NoBackup)
}

fn short(error: io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Fault::Truncated,
        _ => Fault::of(error),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    fn written(parts: &[Part]) -> Vec<u8> {
        let mut bytes = Vec::new();
        parts.iter().for_each(|part| write(&mut bytes, part).unwrap());
        bytes
    }

    #[test]
    fn rows_come_back_as_they_were_and_their_number_counts() {
        let row = || Part::Row(vec![1, 2], vec![3; 300]);
        let whole = written(&[Part::Table("towns/1".into()), row(), row(), Part::End(2)]);
        let mut parts = Parts::new(whole.as_slice());
        assert!(matches!(parts.read().unwrap(), Part::Table(name) if name == "towns/1"));
        for _ in 0..2 {
            assert!(
                matches!(parts.read().unwrap(), Part::Row(key, value) if key == [1, 2] && value == [3; 300])
            );
        }
        assert!(matches!(parts.read().unwrap(), Part::End(2)));
        let lacking = written(&[Part::Table("towns/1".into()), row(), Part::End(2)]);
        let mut parts = Parts::new(lacking.as_slice());
        assert!((0..2).all(|_| parts.read().is_ok()));
        assert!(matches!(parts.read(), Err(Fault::Truncated)));
        let mut cut = Parts::new(lacking.get(..20).unwrap());
        assert!(parts_until_fault(&mut cut));
    }

    fn parts_until_fault(parts: &mut Parts<&[u8]>) -> bool {
        (0..3).any(|_| matches!(parts.read(), Err(Fault::Truncated)))
    }

    #[test]
    fn a_claimed_length_is_not_believed() {
        let mut parts = Parts::new([ROW, 0xff, 0xff, 0xff, 0xff].as_slice());
        assert!(matches!(parts.read(), Err(Fault::Newer)));
        let mut parts = Parts::new([ROW, 0, 0xff, 0xff, 0xff].as_slice());
        assert!(matches!(parts.read(), Err(Fault::Truncated)));
    }
}
