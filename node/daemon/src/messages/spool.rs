//! The spool folder of gammu-smsd (its FILES backend): one file for each SMS, which the daemon takes and sends.
//!
//! The file's name ends in the message's id, so that after a kill a look into the folders tells whether the message was
//! handed over. gammu wants the number in the name: the folder is for the node and gammu alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp as Instant;
use jiff::tz::TimeZone;
use parasol_core::ids::MessageId;
use parasol_core::messages::{Fault, Outcome};

use super::route::Parcel;
use crate::config::Sms as Settings;

/// The folders.
#[derive(Debug, Clone)]
pub(super) struct Spool {
    folder: PathBuf,
    sent: Option<PathBuf>,
}

impl Spool {
    /// The folder that the settings name; none when they name none.
    pub(super) fn new(settings: &Settings) -> Option<Self> {
        Some(Self { folder: settings.spool_folder.clone()?, sent: settings.sent_folder.clone() })
    }

    /// Writes the file; it appears under its name when all of it is on the disk.
    pub(super) fn hand_over(&self, parcel: &Parcel) -> Outcome {
        match self.write(parcel) {
            Ok(()) => Outcome::Sent,
            Err(_) => Outcome::Later(Fault::Settings),
        }
    }

    fn write(&self, parcel: &Parcel) -> io::Result<()> {
        let beside = self.folder.join(format!(".{}.part", parcel.id));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o660).open(&beside)?;
        // UTF-16 with its mark: what gammu reads alike in every locale.
        let text: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(parcel.text.body.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&beside, self.folder.join(name(parcel)))?;
        File::open(&self.folder)?.sync_all()
    }

    /// What became of a message that was being handed over when the node stopped.
    pub(super) fn settle(&self, id: &MessageId) -> Outcome {
        let unknown = Outcome::Unknown(Fault::Stopped);
        let Some(sent) = &self.sent else {
            return if holds(&self.folder, id).unwrap_or(false) { Outcome::Sent } else { unknown };
        };
        // gammu moves a file from the one to the other: looked at in this order, it cannot be missed.
        match (holds(&self.folder, id), holds(sent, id)) {
            (Ok(true), _) | (_, Ok(true)) => Outcome::Sent,
            (Ok(false), Ok(false)) => Outcome::Later(Fault::Stopped),
            _ => unknown,
        }
    }
}

/// `OUT<priority><date>_<time>_<serial>_<recipient>_<note>.txt`
fn name(parcel: &Parcel) -> String {
    let seconds = i64::try_from(parcel.now.seconds()).unwrap_or(i64::MAX);
    let now = Instant::from_second(seconds).unwrap_or(Instant::MAX).to_zoned(TimeZone::UTC);
    format!("OUTA{}_00_{}_{}.txt", now.strftime("%Y%m%d_%H%M%S"), parcel.to, parcel.id)
}

/// Whether a folder has the file of a message, with whatever options behind its name.
fn holds(folder: &Path, id: &MessageId) -> io::Result<bool> {
    let end = format!("_{id}.txt");
    for entry in fs::read_dir(folder)? {
        if entry?.file_name().to_str().is_some_and(|name| name.starts_with("OUT") && name.contains(&end)) {
            return Ok(true);
        }
    }
    Ok(false)
}
