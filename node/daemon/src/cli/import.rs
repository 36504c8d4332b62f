//! `parasol member import`: members from a list that another system wrote. What is wrong is told by line numbers.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use clap::Args;
use parasol_core::limits::MAX_IMPORT_BYTES;
use parasol_core::members::{FileFault, ImportMembers, ImportReport};
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::secret::Secret;
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// The list, and what is to be done with it.
#[derive(Debug, Args, Serialize, Deserialize)]
pub struct Import {
    /// A CSV file in UTF-8 whose first line names the columns: work name, contact, and if wanted language, role, sponsor
    /// (a work name), since (a day or month)
    file: PathBuf,
    /// Only tell what would happen
    #[arg(long)]
    dry_run: bool,
    /// Take the good lines and leave the others; without it one bad line is enough to take none
    #[arg(long)]
    skip_refused: bool,
    /// What stands in the file, in base64, as it travels to a running node.
    #[arg(skip)]
    contents: Option<Secret>,
}

impl Import {
    /// Reads the file, before the command leaves this process.
    ///
    /// # Errors
    /// When it cannot be read or is too long.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        if self.contents.is_none() {
            let bytes = read(&self.file)?;
            self.contents = Some(Secret::from(BASE64_STANDARD.encode(&*bytes)));
        }
        Ok(())
    }

    /// Imports, or tells what would happen.
    ///
    /// # Errors
    /// When the file as a whole cannot be read, or the node refuses.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let contents = self.contents.map(|contents| BASE64_STANDARD.decode(contents.expose().as_bytes()));
        let file = contents
            .and_then(Result::ok)
            .map(Zeroizing::new)
            .ok_or_else(|| Failure::usage("file", "the list did not arrive; name its file again"))?;
        let (actor, region) = (office.operator(), office.port.settings().country);
        let report = if self.dry_run {
            office.read()?.try_import(&actor, &file, region, office.port.now())?
        } else {
            let skip_refused = self.skip_refused;
            office.command(ImportMembers { actor, file, region, skip_refused }).await?
        };
        Answer::of(&Report::new(report.map_err(|fault| fault_of(&fault))?, self.dry_run))
    }
}

fn fault_of(fault: &FileFault) -> Failure {
    Failure::refused("import", fault)
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let unreadable = |error| Failure::usage("file", format!("{} cannot be read: {error}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Zeroizing::new(Vec::new());
    let most = u64::try_from(MAX_IMPORT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_IMPORT_BYTES { Err(fault_of(&FileFault::TooLarge)) } else { Ok(bytes) }
}

#[derive(Debug, Serialize)]
struct Report {
    dry_run: bool,
    lines: usize,
    imported: usize,
    told: usize,
    refused: Vec<Refused>,
}

#[derive(Debug, Serialize)]
struct Refused {
    line: u64,
    reason: String,
}

impl Report {
    fn new(report: ImportReport, dry_run: bool) -> Self {
        let ImportReport { lines, refused, imported, told } = report;
        let refused = refused.into_iter();
        let refused = refused.map(|(line, fault)| Refused { line, reason: fault.to_string() }).collect();
        Self { dry_run, lines, imported, told, refused }
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Refused { line, reason } in &self.refused {
            writeln!(f, "line {line}: {reason}")?;
        }
        let (lines, bad) = (self.lines, self.refused.len());
        if self.dry_run {
            return write!(
                f,
                "{} of {lines} lines can be imported; nothing was done",
                lines.saturating_sub(bad)
            );
        }
        if self.imported == 0 && bad > 0 {
            return write!(
                f,
                "{bad} of {lines} lines are refused, so nobody was imported; mend them, or give --skip-refused"
            );
        }
        write!(
            f,
            "{} members imported, {bad} lines left out; {} get a code by message",
            self.imported, self.told
        )?;
        match self.imported.saturating_sub(self.told) {
            0 => Ok(()),
            left => write!(
                f,
                "\n{left} have only a telephone, and SMS are not switched on: give them a password by word of mouth \
                 (`parasol member password NAME`)"
            ),
        }
    }
}
