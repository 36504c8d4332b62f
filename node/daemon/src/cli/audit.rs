//! `parasol audit`: who did what, by ids. A line never says what was in a report or who was checked.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::audit::{AuditActor, AuditLine};
use parasol_core::limits::MAX_LIST;
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// See who did what, by ids
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audit {
    /// List up to 50 lines, newest first
    List {
        /// Those before the line of this number
        #[arg(long, value_name = "NUMBER")]
        before: Option<u64>,
    },
}

impl Audit {
    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let Self::List { before } = self;
        let (snapshot, now) = (office.read()?, office.port.now());
        let row = |(number, line): (u64, AuditLine)| Row {
            number,
            seconds_ago: now.since(line.at),
            actor: actor(&line.actor),
            what: line.what,
            subject: line.subject.map(|subject| subject.iter().map(|byte| format!("{byte:02x}")).collect()),
        };
        let found = snapshot.audit(&office.operator(), before, MAX_LIST)?;
        Answer::of(&List { lines: found.into_iter().map(row).collect() })
    }
}

fn actor(actor: &AuditActor) -> String {
    match actor {
        AuditActor::Member(id) => id.to_string(),
        AuditActor::Operator => "operator".to_owned(),
        AuditActor::System => "node".to_owned(),
    }
}

#[derive(Debug, Serialize)]
struct List {
    lines: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    number: u64,
    seconds_ago: u64,
    /// A member's id, `operator` or `node`.
    actor: String,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.lines, "no such lines")
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, seconds_ago, actor, what, subject } = self;
        write!(f, "{number}  {} ago  {actor}  {}", ago(*seconds_ago), what.replace('_', " "))?;
        subject.iter().try_for_each(|subject| write!(f, " {subject}"))
    }
}
