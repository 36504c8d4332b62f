//! `parasol member tree`: who vouched for whom.

use std::fmt::{self, Display};

use parasol_core::members::TreeRow;
use parasol_web::port::Port;
use serde::Serialize;

use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Shows the tree; with `review`, only those who are up for review.
///
/// # Errors
/// When the node cannot be read.
pub fn answer(office: &Office, review: bool) -> Result<Answer, Failure> {
    let tree = office.read()?.sponsor_tree(&office.operator(), office.port.now())?;
    let members = tree.into_iter().filter(|row| !review || row.review).map(Row::from).collect();
    Answer::of(&Tree { members })
}

#[derive(Debug, Serialize)]
struct Tree {
    members: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    pseudonym: String,
    role: &'static str,
    standing: &'static str,
    depth: usize,
    branch: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    fast: Option<&'static str>,
    cut: bool,
    sponsor_gone: bool,
    review: bool,
}

impl From<TreeRow> for Row {
    fn from(row: TreeRow) -> Self {
        Self {
            id: row.id.to_string(),
            pseudonym: row.pseudonym.as_str().to_owned(),
            role: row.role.name(),
            standing: row.standing.name(),
            depth: row.depth,
            branch: row.branch,
            fast: row.fast.map(|fast| fast.name()),
            cut: row.cut,
            sponsor_gone: row.sponsor_gone,
            review: row.review,
        }
    }
}

impl Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.members.is_empty() {
            return f.write_str("nobody");
        }
        for (n, row) in self.members.iter().enumerate() {
            let line = if n == 0 { "" } else { "\n" };
            write!(f, "{line}{}{} {}", "  ".repeat(row.depth), row.pseudonym, row.branch)?;
            let notes = [
                row.fast.map(|fast| {
                    if fast == "many" { "many within a month" } else { "three generations within two weeks" }
                }),
                row.review.then_some("up for review"),
                (row.standing != "active").then_some(row.standing),
                row.cut.then_some("link cut"),
                row.sponsor_gone.then_some("sponsor gone"),
            ];
            let notes: Vec<&str> = notes.into_iter().flatten().collect();
            if !notes.is_empty() {
                write!(f, "  ({})", notes.join(", "))?;
            }
        }
        Ok(())
    }
}
