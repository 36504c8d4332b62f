//! `parasol report`: how many there are and where they stand. What is in them is for moderators, on the pages.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::counts::ReportRow;
use parasol_core::reports::Status;
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Count reports; what is in them is for moderators only
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// Count reports by where they stand, and list up to 50 by id
    List {
        /// Only those with this status
        #[arg(long)]
        status: Option<String>,
    },
}

impl Report {
    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let Self::List { status } = self;
        let (snapshot, actor, now) = (office.read()?, office.operator(), office.port.now());
        let status = status.map(|word| known(&word)).transpose()?;
        let counts = snapshot.counts(&actor)?.reports;
        let row = |report: ReportRow| Row {
            id: report.id.to_string(),
            status: report.status.name(),
            received_seconds_ago: now.since(report.received),
        };
        Answer::of(&List {
            counts: counts
                .into_iter()
                .map(|(status, number)| Count { status: status.name(), number })
                .collect(),
            reports: snapshot.report_rows(&actor, status)?.into_iter().map(row).collect(),
        })
    }
}

fn known(word: &str) -> Result<Status, Failure> {
    Status::from_name(word).ok_or_else(|| {
        let words: Vec<_> = Status::ALL.iter().map(|status| status.name()).collect();
        Failure::usage("status", format!("expected a status of {}, found {word}", words.join(", ")))
    })
}

#[derive(Debug, Serialize)]
struct List {
    counts: Vec<Count>,
    reports: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Count {
    status: &'static str,
    number: u64,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    status: &'static str,
    received_seconds_ago: u64,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some: Vec<_> = self.counts.iter().filter(|count| count.number > 0).collect();
        lines(f, &some, "no reports yet")?;
        if !self.reports.is_empty() {
            f.write_str("\n")?;
        }
        lines(f, &self.reports, "")
    }
}

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.status.replace('_', " "))
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {:13}  received {} ago", self.id, self.status, ago(self.received_seconds_ago))
    }
}
