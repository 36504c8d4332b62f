//! A member has a new node key: what its partner does with the paper, and where the own one stands.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use parasol_core::circles::{ProposeSuccession, SuccessionStanding};
use serde::Serialize;

use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Bytes of a succession that are read.
pub(super) const PAPER_MAX: u64 = 16 * 1024;

/// Reads a paper, in the operator's own process.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read_paper(file: Option<&Path>, text: &mut String, max: u64) -> Result<(), Failure> {
    let read = match file {
        Some(path) => File::open(path).and_then(|file| file.take(max).read_to_string(text)),
        None => io::stdin().lock().take(max).read_to_string(text),
    };
    read.map(drop).map_err(|error| Failure::usage("paper", format!("the paper cannot be read: {error}")))
}

/// Proposes what the paper says, in every circle where it fits.
///
/// # Errors
/// What the node refused.
pub(super) async fn propose(office: &Office, text: &str) -> Result<Answer, Failure> {
    let told = office.read()?.succession_told(&office.operator(), text)?;
    for (circle, _) in &told.circles {
        let (actor, text) = (office.operator(), text.to_owned());
        office.command(ProposeSuccession { actor, circle: *circle, text }).await?;
    }
    let circles = told.circles.into_iter().map(|(_, name)| name).collect();
    Answer::of(&Proposed { id: told.member.organisation.to_string(), name: told.member.name, circles })
}

/// Where this node's own succession stands.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn own(office: &Office) -> Result<Answer, Failure> {
    let standing = office.read()?.own_succession(&office.operator())?;
    let SuccessionStanding { key, text, waits } = standing.ok_or_else(|| {
        Failure::refused(
            "not_found",
            "this node has the key that it was made with; nothing has to be decided",
        )
    })?;
    Answer::of(&Own { node_key: key.to_string(), succession: text, waits })
}

#[derive(Debug, Serialize)]
struct Proposed {
    id: String,
    name: String,
    circles: Vec<String>,
}

impl Display for Proposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} names a new node key, signed with its recovery key. It is proposed in {}, with your yes; more than half of \
             the others have to say so. If you have not spoken with its admin, do it now: whoever found the 24 words could have \
             made this paper too.",
            self.name,
            self.circles.join(", ")
        )
    }
}

#[derive(Debug, Serialize)]
struct Own {
    node_key: String,
    succession: Option<String>,
    waits: Vec<String>,
}

impl Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = &self.succession {
            writeln!(f, "{text}\n")?;
        }
        match (self.waits.as_slice(), &self.succession) {
            ([], _) => write!(f, "this node's new key {} is decided everywhere", self.node_key),
            (waits, Some(_)) => write!(
                f,
                "not decided yet in {}: hand the text to the admin of a partner there; on her node: parasol circle succeed",
                waits.join(", ")
            ),
            (waits, None) => write!(
                f,
                "not decided yet in {}: a partner's admin proposes it with `parasol circle propose node-key NAME {}`, and \
                 all have to say yes",
                waits.join(", "),
                self.node_key
            ),
        }
    }
}
