//! `parasol ledger`: what each organisation publishes in a circle, checked again from its first byte.

use std::fmt::{self, Display};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{self, Path, PathBuf};

use clap::Subcommand;
use parasol_core::circles::CircleView;
use parasol_core::ledger::Resume;
use parasol_core::node::Snapshot;
use parasol_protocol::envelope::Verified;
use parasol_protocol::head::{Head, Listed};
use parasol_protocol::record::Record;
use parasol_protocol::sync::Ledgers;
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::{Chained, Volume, VolumeKey, VolumeName};
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::circle;
use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Faults of one ledger that are told; more are counted.
const FAULTS_MAX: usize = 20;

/// Missing records that are counted.
const MISSING_MAX: usize = 1_000;

/// See, verify and export what organisations publish
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ledger {
    /// Say how far each ledger has come here
    Status {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
    },
    /// Check every ledger from its first batch: chains, digests, signatures, records
    Verify {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
    },
    /// After a restore: share again without waiting for the peers that have not been heard
    Resume {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
    },
    /// Write each volume as an automerge document
    Export {
        /// The folder to write to; it is made
        to: PathBuf,
        /// The circle's name or the beginning of its id; not needed when there is one only
        #[arg(long)]
        circle: Option<String>,
    },
}

impl Ledger {
    /// What has to happen in the operator's own process: a running node stands in another folder.
    ///
    /// # Errors
    /// When the folder has no absolute name.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        let Self::Export { to, .. } = self else { return Ok(()) };
        *to = path::absolute(&*to).map_err(|error| Failure::usage("folder", error))?;
        Ok(())
    }

    /// Answers the verb. Replaying ledgers takes long, so it has a thread of its own.
    ///
    /// # Errors
    /// What the node refused; for `verify`, that a ledger does not hold.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let office = office.clone();
        if let Self::Resume { circle } = self {
            return resume(&office, circle.as_deref()).await;
        }
        let done = spawn_blocking(move || match self {
            // Answered above.
            Self::Resume { .. } => Err(Failure::usage("ledger", "resuming takes no thread")),
            Self::Status { circle } => Answer::of(&status(&office, circle.as_deref())?),
            Self::Verify { circle } => verify(&office, circle.as_deref()),
            Self::Export { to, circle } => Answer::of(&export(&office, circle.as_deref(), &to)?),
        });
        done.await.map_err(|error| Failure::refused("ledger", error))?
    }
}

async fn resume(office: &Office, wanted: Option<&str>) -> Result<Answer, Failure> {
    let circle = circle::find(office, wanted)?;
    if circle.awaits.is_empty() {
        return Err(Failure::refused(
            "not_waiting",
            format!("in {} this node waits for nobody; it shares already", circle.name),
        ));
    }
    office.command(Resume { actor: office.operator(), circle: circle.circle }).await?;
    Answer::of(&Resumed { circle: circle.name, unheard: circle.awaits })
}

/// A circle in which this node shares again.
#[derive(Debug, Serialize)]
struct Resumed {
    circle: String,
    unheard: Vec<String>,
}

impl Display for Resumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "this node shares again in {}. If one of these holds more of its ledger ({}), it will be noticed and put \
             right when they meet",
            self.circle,
            self.unheard.join(", ")
        )
    }
}

/// A ledger of a snapshot.
struct Held<'a> {
    snapshot: &'a Snapshot,
    head: Verified<Head>,
    publisher: String,
}

fn held<'a>(snapshot: &'a Snapshot, circle: &CircleView) -> Vec<Held<'a>> {
    let named = |head: &Verified<Head>| {
        let member = circle.members.iter().find(|(organisation, ..)| *organisation == head.body().publisher);
        member.map_or_else(|| head.body().publisher.to_string(), |(_, name, _)| name.clone())
    };
    let heads = snapshot.ledgers().heads(&circle.circle).into_iter();
    heads.map(|head| Held { snapshot, publisher: named(&head), head }).collect()
}

impl Held<'_> {
    fn volume_name(&self, key: VolumeKey) -> VolumeName {
        VolumeName { circle: self.head.body().circle, publisher: self.head.body().publisher, key }
    }

    /// Takes every batch again, from the first one.
    fn replay(&self, listed: &Listed) -> Result<Volume, String> {
        let ledgers = self.snapshot.ledgers();
        let name = self.volume_name(listed.0);
        let mut volume = Volume::new(name);
        for n in 1..=listed.position().batches {
            let bytes = ledgers
                .batch(&name, n)
                .ok_or_else(|| format!("{}: batch {n} is not here", label(&listed.0)))?;
            let chained = Chained::read(&bytes, &name.key, volume.position());
            let taken = chained.and_then(|chained| volume.take(&chained));
            taken.map_err(|error| format!("{}: batch {n}: {error}", label(&listed.0)))?;
        }
        if *volume.position() != listed.position() {
            return Err(format!(
                "{}: the chain does not end in the digest that the head signs",
                label(&listed.0)
            ));
        }
        Ok(volume)
    }

    /// Looks at the records that a volume lists.
    fn check_records(&self, volume: &Volume, found: &mut Verdict) -> Result<(), String> {
        let ledgers = self.snapshot.ledgers();
        for (id, hash) in volume.live().map_err(|error| error.to_string())? {
            found.entries = found.entries.saturating_add(1);
            let Some(bytes) = ledgers.record(&self.head.body().circle, &hash) else {
                found.missing = found.missing.saturating_add(1);
                continue;
            };
            let record = Record::parse(&bytes).map_err(|error| format!("entry {}: {error}", id.short()))?;
            let clear = record.clear();
            if record.hash() != hash || clear.id != id || clear.publisher != self.head.body().publisher {
                return Err(format!(
                    "entry {}: expected the record that the ledger lists, found another",
                    id.short()
                ));
            }
        }
        Ok(())
    }

    fn verify(&self) -> Verdict {
        let mut found =
            Verdict { publisher: self.publisher.clone(), head: self.head.body().seq, ..Verdict::default() };
        for listed in &self.head.body().volumes {
            found.volumes = found.volumes.saturating_add(1);
            let checked = self.replay(listed).and_then(|volume| self.check_records(&volume, &mut found));
            if let Err(fault) = checked {
                found.faults = found.faults.saturating_add(1);
                if found.told.len() < FAULTS_MAX {
                    found.told.push(fault);
                }
            }
        }
        found
    }
}

fn label(key: &VolumeKey) -> String {
    format!("volume {}/{}/{}", key.epoch(), key.month(), key.2)
}

fn status(office: &Office, wanted: Option<&str>) -> Result<Status, Failure> {
    let circle = circle::find(office, wanted)?;
    let (snapshot, now) = (office.read()?, office.port.now());
    let row = |held: Held<'_>| stand(&held, now);
    Ok(Status {
        circle: circle.name.clone(),
        ledgers: held(&snapshot, &circle).into_iter().map(row).collect(),
    })
}

fn stand(held: &Held<'_>, now: Timestamp) -> Stand {
    let head = held.head.body();
    let ledgers = held.snapshot.ledgers();
    let here = |listed: &&Listed| ledgers.position(&held.volume_name(listed.0)) == listed.position();
    Stand {
        publisher: held.publisher.clone(),
        head: head.seq,
        signed_seconds_ago: now.since(head.time),
        volumes: head.volumes.len(),
        volumes_here: head.volumes.iter().filter(here).count(),
        records_missing: ledgers.missing(&head.circle, &head.publisher, MISSING_MAX).len(),
        complete: head.complete,
    }
}

fn verify(office: &Office, wanted: Option<&str>) -> Result<Answer, Failure> {
    let circle = circle::find(office, wanted)?;
    let snapshot = office.read()?;
    let verdicts = Verdicts { ledgers: held(&snapshot, &circle).iter().map(Held::verify).collect() };
    match verdicts.ledgers.iter().all(|ledger| ledger.faults == 0) {
        true => Answer::of(&verdicts),
        false => Err(Failure::refused(
            "ledger_damaged",
            format!(
                "{verdicts}\nrestore a backup of the data directory, or remove the peer and link it again"
            ),
        )),
    }
}

fn export(office: &Office, wanted: Option<&str>, to: &Path) -> Result<Exported, Failure> {
    let circle = circle::find(office, wanted)?;
    let snapshot = office.read()?;
    let unwritable =
        |error: io::Error| Failure::refused("folder", format!("{} cannot be written: {error}", to.display()));
    fs::create_dir_all(to).map_err(unwritable)?;
    let mut files = Vec::new();
    for ledger in held(&snapshot, &circle) {
        for listed in &ledger.head.body().volumes {
            let mut volume =
                ledger.replay(listed).map_err(|fault| Failure::refused("ledger_damaged", fault))?;
            let VolumeKey(epoch, month, part, incarnation) = listed.0;
            let publisher = ledger.head.body().publisher.short();
            let name = format!("{publisher}-{epoch}-{month}-{part}-{}.automerge", incarnation.short());
            write_new(&to.join(&name), &volume.save().doc).map_err(unwritable)?;
            files.push(name);
        }
    }
    Ok(Exported { folder: to.display().to_string(), files })
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

#[derive(Debug, Serialize)]
struct Status {
    circle: String,
    ledgers: Vec<Stand>,
}

#[derive(Debug, Serialize)]
struct Stand {
    publisher: String,
    head: u64,
    signed_seconds_ago: u64,
    volumes: usize,
    volumes_here: usize,
    records_missing: usize,
    complete: bool,
}

impl Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.ledgers, "nothing has been published in this circle yet")
    }
}

impl Display for Stand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { publisher, head, volumes, volumes_here, records_missing, .. } = self;
        write!(f, "{publisher}: head {head}, signed {} ago, ", ago(self.signed_seconds_ago))?;
        write!(f, "{volumes_here} of {volumes} volumes here, {records_missing} records missing")?;
        if self.complete { Ok(()) } else { write!(f, "; its publisher says that it is not complete") }
    }
}

#[derive(Debug, Serialize)]
struct Verdicts {
    ledgers: Vec<Verdict>,
}

#[derive(Debug, Default, Serialize)]
struct Verdict {
    publisher: String,
    head: u64,
    volumes: u64,
    entries: u64,
    missing: u64,
    faults: u64,
    told: Vec<String>,
}

impl Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.ledgers, "nothing has been published in this circle yet")
    }
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { publisher, head, volumes, entries, missing, faults, told } = self;
        let holds = if *faults == 0 { "holds" } else { "does NOT hold" };
        write!(
            f,
            "{publisher}: head {head} {holds}: {volumes} volumes, {entries} entries, {missing} records not here"
        )?;
        told.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

#[derive(Debug, Serialize)]
struct Exported {
    folder: String,
    files: Vec<String>,
}

impl Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} automerge documents written to {}", self.files.len(), self.folder)
    }
}
