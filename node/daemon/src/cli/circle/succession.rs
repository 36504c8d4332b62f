//! A member has a new node key: what its partner does with the paper, and where the own one stands.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use parasol_core::circles::{ProposeSuccession, SuccessionStanding};
use parasol_protocol::ids::CircleId;
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

/// Proposes what the paper says, in every circle where it fits: one that refuses is in no other's way.
///
/// # Errors
/// What the node refused everywhere.
pub(super) async fn propose(office: &Office, text: &str) -> Result<Answer, Failure> {
    let told = office.read()?.succession_told(&office.operator(), text)?;
    let proposed = in_each(told.circles, |circle| {
        office.command(ProposeSuccession { actor: office.operator(), circle, text: text.to_owned() })
    });
    let (circles, refused) = proposed.await?;
    let (id, name) = (told.member.organisation.to_string(), told.member.name);
    Answer::of(&Proposed { id, name, circles, refused })
}

/// Where it was proposed, and where it was refused.
async fn in_each<T, F: Future<Output = Result<T, Failure>>>(
    circles: Vec<(CircleId, String)>,
    mut propose: impl FnMut(CircleId) -> F,
) -> Result<(Vec<String>, Vec<Refused>), Failure> {
    let (mut proposed, mut refused) = (Vec::new(), Vec::new());
    let mut last = None;
    for (circle, name) in circles {
        match propose(circle).await {
            Ok(_) => proposed.push(name),
            Err(failure) => {
                let (code, sentence) = (failure.code.clone(), failure.sentence.clone());
                refused.push(Refused { circle: name, code, sentence });
                last = Some(failure);
            }
        }
    }
    match (last, refused.as_slice()) {
        (Some(failure), [_]) if proposed.is_empty() => Err(failure),
        (Some(failure), all) if proposed.is_empty() => {
            let sentences: Vec<String> = all.iter().map(ToString::to_string).collect();
            Err(Failure::refused(&failure.code, sentences.join("\n")))
        }
        _ => Ok((proposed, refused)),
    }
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
    refused: Vec<Refused>,
}

/// A circle in which it was not proposed.
#[derive(Debug, Serialize)]
struct Refused {
    circle: String,
    code: String,
    sentence: String,
}

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not proposed in {}: {}", self.circle, self.sentence)
    }
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
        )?;
        self.refused.iter().try_for_each(|refused| write!(f, "\n{refused}"))
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use std::future::ready;

    use super::*;

    fn circles() -> Vec<(CircleId, String)> {
        ["North Sea", "Alps", "Iberia"]
            .into_iter()
            .zip(1..)
            .map(|(name, n)| (circle(n), name.into()))
            .collect()
    }

    fn circle(n: u8) -> CircleId {
        CircleId::new([n; 16])
    }

    #[tokio::test]
    async fn a_circle_that_refuses_is_in_no_others_way_and_is_named() {
        let stopped = || Failure::refused("wrong_state", "changes of this circle are stopped");
        let some = in_each(circles(), |id| ready(if id == circle(1) { Err(stopped()) } else { Ok(()) }));
        let (circles_of_it, refused) = some.await.unwrap();
        assert_eq!(circles_of_it, ["Alps", "Iberia"]);
        let (id, name) = ("00".to_owned(), "Brussels".to_owned());
        let told = Proposed { id, name, circles: circles_of_it, refused }.to_string();
        assert!(told.contains("proposed in Alps, Iberia"), "{told}");
        assert!(told.contains("not proposed in North Sea: changes of this circle are stopped"), "{told}");

        let none = in_each(circles(), |_| ready(Err::<(), _>(stopped()))).await.unwrap_err();
        assert_eq!(none.code, "wrong_state");
        assert!(["North Sea", "Alps", "Iberia"].iter().all(|name| none.sentence.contains(name)), "{none}");
        let alone = circles().into_iter().take(1).collect();
        let alone = in_each(alone, |_| ready(Err::<(), _>(stopped()))).await.unwrap_err();
        assert_eq!(alone, stopped());
    }
}
