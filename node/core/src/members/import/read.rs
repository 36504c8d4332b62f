//! Reading the file: its encoding, its header, its lines.

use crate::limits::{MAX_IMPORT_BYTES, MAX_IMPORT_LINES};
use crate::private::no_debug;

/// Why a file as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It is too long.
    #[error("the file has more than {MAX_IMPORT_BYTES} bytes; split it")]
    TooLarge,
    /// It has too many lines.
    #[error("the file has more than {MAX_IMPORT_LINES} lines; split it")]
    TooManyLines,
    /// It has no line.
    #[error("the file is empty; the first line has to name the columns")]
    Empty,
    /// It is UTF-16.
    #[error("the file is UTF-16, as some spreadsheets write it; save it as CSV in UTF-8")]
    Utf16,
    /// It is not UTF-8.
    #[error(
        "line {line} is not UTF-8; this is probably Latin-1 (Windows-1252): save the file as CSV in UTF-8"
    )]
    NotUtf8 {
        /// The first such line.
        line: usize,
    },
    /// A quotation mark is not closed, or the like.
    #[error("line {line} cannot be taken apart; look at its quotation marks")]
    Malformed {
        /// Where.
        line: u64,
    },
    /// A column that must be there is not.
    #[error(
        "the first line names no column `{0}`; the columns are: work name, contact, language, role, sponsor, since"
    )]
    ColumnMissing(&'static str),
    /// A column that nobody knows.
    #[error(
        "column {0} has a name that is not known; the columns are: work name, contact, language, role, sponsor, since"
    )]
    ColumnUnknown(usize),
    /// A column is there twice.
    #[error("the first line names the column `{0}` twice; remove one")]
    ColumnTwice(&'static str),
    /// There would be more messages than the queue takes.
    #[error("each new member gets a message, and the queue has room for {room} now; split the file, or wait")]
    TooManyMessages {
        /// How many fit.
        room: usize,
    },
}

/// The columns, by their place in a [`Line`].
pub(super) const COLUMNS: [&str; 6] = ["work name", "contact", "language", "role", "sponsor", "since"];
/// The columns that must be there.
const NEEDED: [&str; 2] = ["work name", "contact"];

/// A line with its cells in the order of [`COLUMNS`]; none when it has too many or too few.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) cells: Option<[String; 6]>,
}

no_debug!(Line);

/// The lines below the header, empty ones left out.
pub(super) fn lines(file: &[u8]) -> Result<Vec<Line>, FileFault> {
    let text = text(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut places: Option<Vec<usize>> = None;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| FileFault::Malformed {
            line: error.position().map_or(0, csv::Position::line),
        })?;
        let Some(places) = &places else {
            places = Some(header(&record)?);
            continue;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if lines.len() >= MAX_IMPORT_LINES {
            return Err(FileFault::TooManyLines);
        }
        let number = record.position().map_or(0, csv::Position::line);
        lines.push(Line { number, cells: cells(&record, places) });
    }
    if places.is_none() { Err(FileFault::Empty) } else { Ok(lines) }
}

fn cells(record: &csv::StringRecord, places: &[usize]) -> Option<[String; 6]> {
    let mut cells: [String; 6] = Default::default();
    if record.len() != places.len() {
        return None;
    }
    for (cell, place) in record.iter().zip(places) {
        cell.trim_matches(' ').clone_into(cells.get_mut(*place)?);
    }
    Some(cells)
}

/// The file as text, without a byte order mark.
fn text(file: &[u8]) -> Result<&str, FileFault> {
    if file.len() > MAX_IMPORT_BYTES {
        return Err(FileFault::TooLarge);
    }
    if file.starts_with(&[0xFF, 0xFE]) || file.starts_with(&[0xFE, 0xFF]) {
        return Err(FileFault::Utf16);
    }
    let file = file.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(file);
    std::str::from_utf8(file).map_err(|error| {
        let before = file.get(..error.valid_up_to()).unwrap_or_default();
        FileFault::NotUtf8 { line: before.split(|byte| *byte == b'\n').count() }
    })
}

/// What stands between the columns: a semicolon or a tab if the first line has one and no comma.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    match (first.contains(','), first.contains(';'), first.contains('\t')) {
        (false, true, _) => b';',
        (false, false, true) => b'\t',
        _ => b',',
    }
}

/// For each column of the file, its place in [`COLUMNS`].
fn header(record: &csv::StringRecord) -> Result<Vec<usize>, FileFault> {
    let mut places = Vec::new();
    for (n, name) in record.iter().enumerate() {
        let name = name.trim().to_lowercase().replace('_', " ");
        let place = COLUMNS.iter().position(|column| *column == name);
        let place = place.ok_or(FileFault::ColumnUnknown(n.saturating_add(1)))?;
        if places.contains(&place) {
            return Err(FileFault::ColumnTwice(COLUMNS.get(place).copied().unwrap_or_default()));
        }
        places.push(place);
    }
    for needed in NEEDED {
        if !places.iter().any(|place| COLUMNS.get(*place) == Some(&needed)) {
            return Err(FileFault::ColumnMissing(needed));
        }
    }
    Ok(places)
}
