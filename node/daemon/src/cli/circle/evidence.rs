//! What members of a circle signed twice, and an admin's taking note of it.

use std::fmt::{self, Display};

use parasol_core::circles::{EvidenceView, MemberView, NoteEvidence, SettleEvidence};
use parasol_protocol::agreement::Told;
use parasol_web::port::Port;
use serde::Serialize;

use super::find;
use crate::cli::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Bytes of evidence that are read.
pub(super) const PAPER_MAX: u64 = Told::MAX_TEXT as u64;

/// Lists it.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn list(office: &Office, circle: Option<&str>) -> Result<Answer, Failure> {
    let (circle, now) = (find(office, circle)?.circle, office.port.now());
    let evidence = office.read()?.circle_status(&office.operator(), &circle, office.port.now())?.evidence;
    let row = |view: EvidenceView| Row {
        charter: view.number,
        kind: view.kind,
        contradicted_themselves: names(view.guilty),
        voted_for_both: names(view.signed_both),
        seen_seconds_ago: view.seen.map(|seen| now.since(seen)),
        noted_seconds_ago: view.noted.as_ref().map(|(at, _)| now.since(*at)),
        note: view.noted.map(|(_, note)| note),
    };
    Answer::of(&List { evidence: evidence.into_iter().map(row).collect() })
}

/// The evidence about a charter, for other members' admins.
///
/// # Errors
/// When there is none.
pub(super) fn text(office: &Office, circle: Option<&str>, charter: u64) -> Result<Answer, Failure> {
    let circle = find(office, circle)?.circle;
    let text = office.read()?.evidence_text(&office.operator(), &circle, charter)?;
    Answer::of(&Text { evidence: text.ok_or_else(nothing)? })
}

/// Takes what another member's admin handed over.
///
/// # Errors
/// When it proves nothing here.
pub(super) async fn believe(office: &Office, text: String) -> Result<Answer, Failure> {
    let circle = office.command(NoteEvidence { actor: office.operator(), text }).await?;
    list(office, Some(&circle.to_string()))
}

fn nothing() -> Failure {
    Failure::refused("not_found", "there is no such evidence in this circle; see `parasol circle evidence`")
}

/// Takes note of what is open about a charter, or of the only thing that is.
///
/// # Errors
/// What the node refused.
pub(super) async fn settle(
    office: &Office,
    circle: Option<&str>,
    charter: Option<u64>,
    reason: String,
) -> Result<Answer, Failure> {
    let wanted = circle;
    let circle = find(office, circle)?.circle;
    let evidence = office.read()?.circle_status(&office.operator(), &circle, office.port.now())?.evidence;
    let meant = |view: &&EvidenceView| match charter {
        Some(number) => view.number == number,
        None => view.noted.is_none(),
    };
    let mut open = evidence.iter().filter(meant);
    let number = match (open.next(), open.next()) {
        (Some(view), None) => view.number,
        (Some(_), Some(_)) => {
            return Err(Failure::usage(
                "ambiguous",
                "there is evidence about more than one charter; name one with --charter, see `parasol circle evidence`",
            ));
        }
        (None, _) => {
            return Err(nothing());
        }
    };
    office.command(SettleEvidence { actor: office.operator(), circle, number, reason }).await?;
    list(office, wanted)
}

fn names(members: Vec<MemberView>) -> Vec<String> {
    members.into_iter().map(|member| member.name).collect()
}

#[derive(Debug, Serialize)]
struct Text {
    evidence: String,
}

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.evidence)
    }
}

#[derive(Debug, Serialize)]
struct List {
    evidence: Vec<Row>,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(
            f,
            &self.evidence,
            "no member of this circle has contradicted itself, as far as this node knows",
        )
    }
}

#[derive(Debug, Serialize)]
struct Row {
    charter: u64,
    kind: &'static str,
    contradicted_themselves: Vec<String>,
    voted_for_both: Vec<String>,
    seen_seconds_ago: Option<u64>,
    noted_seconds_ago: Option<u64>,
    note: Option<String>,
}

/// What was signed, after the name of who signed it.
fn signed(kind: &str) -> &str {
    match kind {
        "two_votes" => "voted twice in one round, for two different changes",
        "two_asks" => "asked the others in one round to vote for two different changes",
        "two_promises" => "promised one round twice, and not the same",
        "hidden_vote" => "kept silent about a vote of its own",
        other => other,
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "charter {}: ", self.charter)?;
        match self.contradicted_themselves.as_slice() {
            [] => {
                write!(f, "two different changes were decided under one number")?;
                if !self.voted_for_both.is_empty() {
                    write!(f, "; for both voted {}", self.voted_for_both.join(", "))?;
                }
            }
            _ if self.kind == "two_certificates" => write!(
                f,
                "two different changes were decided under one number, because {} voted for both",
                self.contradicted_themselves.join(", ")
            )?,
            who => write!(f, "{} {}", who.join(", "), signed(self.kind))?,
        }
        if let Some(seen) = self.seen_seconds_ago {
            write!(f, "; seen {} ago", ago(seen))?;
        }
        match (&self.note, self.noted_seconds_ago) {
            (Some(note), Some(since)) => write!(f, "\n  noted {} ago: {note}", ago(since)),
            _ => write!(
                f,
                "\n  changes are stopped here, checks go on. Speak with that organisation: was its node copied, or put back \
                 by hand? Then:\n  parasol circle settle --charter {} --reason \"...\"",
                self.charter
            ),
        }
    }
}
