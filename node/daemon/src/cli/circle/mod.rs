//! `parasol circle`: the groups of organisations that share a tag key, and what their members agree on.

mod change;
mod evidence;
mod keys;
mod standing;
mod succession;

use std::fmt::{self, Display};
use std::path::PathBuf;

use clap::Subcommand;
use parasol_core::circles::{CircleView, CreateCircle, LeaveCircle, ONE_KEY_OPENS_ALL, RetryCeremony};
use serde::{Deserialize, Serialize};

use self::change::Wish;
pub(in crate::cli) use self::keys::Keys;
use self::standing::Standing;
pub(in crate::cli) use self::standing::all_must_evaluate;
use crate::cli::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Make circles and see how they stand
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circle {
    /// Make a circle with this organisation as its first member
    Create {
        /// Its name, the same for all members
        name: String,
        /// Accept that one stolen key opens everything in it
        #[arg(long)]
        one_key_opens_all: bool,
    },
    /// List the circles that this node is in
    List,
    /// Say how one circle stands: who is in it, which changes are open, and for whom each waits
    Status {
        /// Its name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
    },
    /// Propose a change to the members of a circle
    Propose {
        /// The change
        #[command(subcommand)]
        wish: Wish,
        /// The circle's name or the beginning of its id; not needed when there is one only
        #[arg(long, global = true)]
        circle: Option<String>,
    },
    /// Confirm a proposed change: this cannot be taken back
    Confirm {
        /// The beginning of its id; not needed when one only waits for this organisation
        change: Option<String>,
        /// The circle's name or the beginning of its id; not needed when there is one only
        #[arg(long)]
        circle: Option<String>,
    },
    /// Say no to a proposed change; what needs only the yes of more than half may be decided all the same
    Refuse {
        /// The beginning of its id; not needed when one only waits for this organisation
        change: Option<String>,
        /// The circle's name or the beginning of its id; not needed when there is one only
        #[arg(long)]
        circle: Option<String>,
    },
    /// Begin another attempt at the key that is being made; the other members follow
    Retry {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
    },
    /// Propose the new node key that a partner's recovery key names: reads the paper from a file or from standard input
    Succeed {
        /// The file with the paper's text; without it, standard input is read
        #[arg(long, value_name = "FILE")]
        #[serde(skip)]
        paper: Option<PathBuf>,
        /// The text, once it is read
        #[arg(skip)]
        text: String,
    },
    /// Show the paper that names this node's own new key, and where it is not decided yet
    Succession,
    /// List what members of a circle signed twice
    Evidence {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
        /// Show what was signed about this charter as text, for the other members' admins
        #[arg(long, value_name = "CHARTER")]
        text: Option<u64>,
    },
    /// Hold what another member's admin handed over against what this node knows, and keep it if it proves something
    Believe {
        /// The file with the text; without it, standard input is read
        #[arg(long, value_name = "FILE")]
        #[serde(skip)]
        paper: Option<PathBuf>,
        /// The text, once it is read
        #[arg(skip)]
        text: String,
    },
    /// Take note that a member contradicted itself, and let changes of the circle go on here
    Settle {
        /// The circle's name or the beginning of its id; not needed when there is one only
        circle: Option<String>,
        /// The number of the charter that it is about; not needed when one only is open
        #[arg(long)]
        charter: Option<u64>,
        /// What was found out, or decided, about it
        #[arg(long)]
        reason: String,
    },
    /// Leave a circle at once; what came from its members is deleted here, and so is the key
    Leave {
        /// Its name or the beginning of its id
        circle: String,
        /// Say that it is meant: only a new invite leads back
        #[arg(long)]
        for_good: bool,
    },
}

impl Circle {
    /// What has to happen in the operator's own process.
    ///
    /// # Errors
    /// When a paper cannot be read.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        match self {
            Self::Succeed { paper, text } => {
                succession::read_paper(paper.as_deref(), text, succession::PAPER_MAX)
            }
            Self::Believe { paper, text } => {
                succession::read_paper(paper.as_deref(), text, evidence::PAPER_MAX)
            }
            _ => Ok(()),
        }
    }

    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        match self {
            Self::Create { name, one_key_opens_all: false } => Err(Failure::refused(
                "one_key_not_accepted",
                format!("{ONE_KEY_OPENS_ALL}\nTo make {name} all the same, say --one-key-opens-all."),
            )),
            Self::Create { name, one_key_opens_all } => {
                let command = CreateCircle { actor: office.operator(), name, one_key_opens_all };
                let id = office.command(command).await?.to_string();
                Answer::of(&Row::of(find(office, Some(&id))?))
            }
            Self::List => {
                let circles = office.read()?.circles(&office.operator())?;
                Answer::of(&List { circles: circles.into_iter().map(Row::of).collect() })
            }
            Self::Status { circle } => status(office, circle.as_deref()),
            Self::Propose { wish, circle } => {
                wish.propose(office, circle.as_deref()).await?;
                status(office, circle.as_deref())
            }
            Self::Confirm { change, circle } => {
                change::confirm(office, change.as_deref(), circle.as_deref()).await?;
                status(office, circle.as_deref())
            }
            Self::Refuse { change, circle } => {
                change::refuse(office, change.as_deref(), circle.as_deref()).await?;
                status(office, circle.as_deref())
            }
            Self::Retry { circle } => {
                let CircleView { circle: id, .. } = find(office, circle.as_deref())?;
                office.command(RetryCeremony { actor: office.operator(), circle: id }).await?;
                status(office, circle.as_deref())
            }
            Self::Succeed { text, .. } => succession::propose(office, &text).await,
            Self::Succession => succession::own(office),
            Self::Evidence { circle, text: None } => evidence::list(office, circle.as_deref()),
            Self::Evidence { circle, text: Some(charter) } => {
                evidence::text(office, circle.as_deref(), charter)
            }
            Self::Believe { text, .. } => evidence::believe(office, text).await,
            Self::Settle { circle, charter, reason } => {
                evidence::settle(office, circle.as_deref(), charter, reason).await
            }
            Self::Leave { circle, for_good: false } => Err(Failure::refused(
                "not_for_good",
                format!(
                    "Leaving {circle} deletes here what came from its members, and its key; the others delete what this \
                 organisation shared there. Only a new invite leads back. To leave, say --for-good."
                ),
            )),
            Self::Leave { circle, for_good: true } => {
                let CircleView { circle, name, .. } = find(office, Some(&circle))?;
                office.command(LeaveCircle { actor: office.operator(), circle }).await?;
                Answer::of(&Left { id: circle.to_string(), name })
            }
        }
    }
}

fn status(office: &Office, circle: Option<&str>) -> Result<Answer, Failure> {
    let view = find(office, circle)?;
    let (standing, keys) = (Standing::of(office, &view.circle)?, Keys::of(office, &view.circle)?);
    Answer::of(&Status { circle: Row::of(view), standing, keys })
}

/// The circle of this name or id, or the only one.
///
/// # Errors
/// When there is none, or more than one could be meant.
pub fn find(office: &Office, wanted: Option<&str>) -> Result<CircleView, Failure> {
    let circles = office.read()?.circles(&office.operator())?;
    let meant = |circle: &CircleView| {
        wanted.is_none_or(|word| circle.name == word || circle.circle.to_string().starts_with(word))
    };
    let mut found = circles.into_iter().filter(meant);
    match (found.next(), found.next(), wanted) {
        (Some(circle), None, _) => Ok(circle),
        (Some(_), Some(_), _) => Err(Failure::usage(
            "ambiguous",
            "more than one circle could be meant; name one by its id, see `parasol circle list`",
        )),
        (None, _, Some(word)) => Err(Failure::refused(
            "not_found",
            format!("no circle is called {word}; see `parasol circle list`"),
        )),
        (None, _, None) => Err(Failure::refused(
            "not_found",
            "this node is in no circle; make one with `parasol circle create`, or accept an invite",
        )),
    }
}

#[derive(Debug, Serialize)]
struct List {
    circles: Vec<Row>,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(
            f,
            &self.circles,
            "this node is in no circle; make one with `parasol circle create NAME`, or accept an invite",
        )
    }
}

#[derive(Debug, Serialize)]
struct Left {
    id: String,
    name: String,
}

impl Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is left; its members are told as soon as they can be reached", self.name)
    }
}

#[derive(Debug, Serialize)]
struct Status {
    #[serde(flatten)]
    circle: Row,
    #[serde(flatten)]
    standing: Standing,
    #[serde(flatten)]
    keys: Keys,
}

impl Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.circle.fmt(f)?;
        self.standing.fmt(f)?;
        self.keys.fmt(f)
    }
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    charter: u64,
    threshold: u16,
    members: Vec<Member>,
    outbound: bool,
    outbound_delay: u64,
    own_head: Option<u64>,
    one_key_opens_all: bool,
    recovered_entries: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Member {
    id: String,
    name: String,
    country: String,
}

impl Row {
    fn of(view: CircleView) -> Self {
        let member = |(id, name, country): (_, _, _)| -> Member { member(id, name, country) };
        Self {
            id: view.circle.to_string(),
            name: view.name,
            charter: view.charter,
            threshold: view.t,
            members: view.members.into_iter().map(member).collect(),
            outbound: view.outbound.on,
            outbound_delay: view.outbound.delay,
            own_head: view.own_head,
            one_key_opens_all: view.one_key_opens_all,
            recovered_entries: view.recovered.map(|(_, entries)| entries),
        }
    }
}

fn member(
    id: parasol_protocol::ids::OrganisationId,
    name: String,
    country: parasol_protocol::region::Region,
) -> Member {
    Member { id: id.to_string(), name, country: country.to_string() }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})", self.name, self.id)?;
        for Member { name, country, .. } in &self.members {
            writeln!(f, "  {name}, {country}")?;
        }
        match self.outbound {
            true => writeln!(f, "  alerts are shared after {}", ago(self.outbound_delay))?,
            false => writeln!(f, "  alerts are not shared: the outbound policy is off")?,
        }
        if let Some(entries) = self.recovered_entries {
            writeln!(f, "  this node was rolled back and recalled {entries} entries that it no longer knew")?;
        }
        if self.one_key_opens_all {
            write!(f, "  {ONE_KEY_OPENS_ALL}")?;
        }
        Ok(())
    }
}
