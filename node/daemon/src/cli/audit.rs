//! `parasol audit`: who did what, by ids. A line never says what was in a report or who was checked.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::audit::{AuditActor, AuditEnd, AuditLine, AuditProof, AuditSummary, SummaryPerson};
use parasol_core::limits::MAX_LIST;
use parasol_protocol::time::Month;
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
    /// Count who did how much in a month, readings of what is personal first
    Summary {
        /// The month, such as 2026-11; this one if none is given
        #[arg(long)]
        month: Option<String>,
    },
    /// Prove that no line was changed, taken out or put in
    Verify {
        /// A line's number and digest that somebody wrote down earlier, as this verb and `summary` show them
        #[arg(long, value_name = "NUMBER:DIGEST")]
        known: Option<String>,
    },
}

impl Audit {
    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub fn answer(self, office: &Office) -> Result<Answer, Failure> {
        match self {
            Self::List { before } => list(office, before),
            Self::Summary { month } => summary(office, month.as_deref()),
            Self::Verify { known } => verify(office, known.as_deref()),
        }
    }
}

fn list(office: &Office, before: Option<u64>) -> Result<Answer, Failure> {
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

fn summary(office: &Office, month: Option<&str>) -> Result<Answer, Failure> {
    let month = match month {
        Some(text) => text.parse::<Month>().map_err(|error| Failure::usage("month", error))?,
        None => office.port.now().month(),
    };
    let AuditSummary { month, rows, end } = office.read()?.audit_summary(&office.operator(), month)?;
    let row = |row: parasol_core::audit::SummaryRow| Counted {
        who: who(&row.person),
        what: row.what,
        opening: row.opening,
        count: row.count,
    };
    let rows = rows.into_iter().map(row).collect();
    Answer::of(&Summary { month: month.to_string(), rows, end: end.map(|end| end.to_string()) })
}

fn verify(office: &Office, known: Option<&str>) -> Result<Answer, Failure> {
    let known = known
        .map(|text| text.parse::<AuditEnd>().map_err(|error| Failure::usage("audit_end", error)))
        .transpose()?;
    let AuditProof { lines, broken, end, holds } = office.read()?.verify_audit(&office.operator(), known)?;
    if let Some(number) = broken {
        return Err(Failure::refused("audit_broken", broken_at(number)));
    }
    if holds == Some(false) {
        return Err(Failure::refused(
            "audit_rewritten",
            "the chain is whole, but it is not the one that was written down: the audit was written anew, or a backup was \
             restored; find out which",
        ));
    }
    Answer::of(&Whole { lines, end: end.map(|end| end.to_string()) })
}

/// What is said of an audit that is not whole.
pub(super) fn broken_at(number: u64) -> String {
    format!(
        "line {number} of the audit is missing or is not what was written: somebody changed the store; keep a copy of the \
         data directory, and find out who could"
    )
}

fn who(person: &SummaryPerson) -> String {
    match person {
        SummaryPerson::Staff { role, pseudonym } => format!("{} ({})", pseudonym.as_str(), role.name()),
        SummaryPerson::Members => "members and partners".to_owned(),
        SummaryPerson::Gone => "accounts that are gone".to_owned(),
        SummaryPerson::Operator => "operator".to_owned(),
        SummaryPerson::Node => "node".to_owned(),
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

#[derive(Debug, Serialize)]
struct Summary {
    month: String,
    rows: Vec<Counted>,
    /// The month's last line, to be written down elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

#[derive(Debug, Serialize)]
struct Counted {
    who: String,
    what: String,
    opening: bool,
    count: u64,
}

impl Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, what, count, .. } = self;
        write!(f, "{count:>6}  {who}  {}", what.replace('_', " "))
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.rows, &format!("nothing was done in {}", self.month))?;
        self.end.iter().try_for_each(|end| write!(f, "\nwrite this down elsewhere: {end}"))
    }
}

#[derive(Debug, Serialize)]
struct Whole {
    lines: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

impl Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} lines, whole", self.lines)?;
        self.end.iter().try_for_each(|end| write!(f, "; the last one is {end}"))
    }
}
