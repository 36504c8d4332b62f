//! `parasol alert`: how many there are and how far they are shared. Never what they say.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::counts::AlertRow;
use parasol_core::ids::AlertId;
use parasol_core::publish::{Sharing, SharingState};
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Count alerts and see how far they are shared
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// Count alerts, and list up to 50 by id
    List {
        /// Those after this id
        #[arg(long, value_name = "ID")]
        after: Option<String>,
    },
    /// Say how far one alert is shared
    Status {
        /// Its id
        id: String,
    },
}

impl Alert {
    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        match self {
            Self::List { after } => Answer::of(&list(office, after.as_deref().map(known).transpose()?)?),
            Self::Status { id } => {
                let sharing = office.read()?.sharing(&known(&id)?)?;
                let now = office.port.now();
                Answer::of(&Shares {
                    id,
                    circles: sharing.into_iter().map(|circle| share(circle, now)).collect(),
                })
            }
        }
    }
}

fn known(id: &str) -> Result<AlertId, Failure> {
    id.parse().map_err(|error| Failure::usage("id", error))
}

fn list(office: &Office, after: Option<AlertId>) -> Result<List, Failure> {
    let (snapshot, actor, now) = (office.read()?, office.operator(), office.port.now());
    let (waiting, since) = snapshot.waiting_jobs()?;
    let row = |alert: AlertRow| Row {
        id: alert.id.to_string(),
        live: alert.live,
        abroad: alert.abroad,
        published_seconds_ago: now.since(alert.published_at),
    };
    Ok(List {
        live: snapshot.counts(&actor)?.alerts,
        waiting_to_be_shared: waiting,
        oldest_waits_seconds: since.map(|since| now.since(since)),
        alerts: snapshot.alert_rows(&actor, after)?.into_iter().map(row).collect(),
    })
}

fn share(sharing: Sharing, now: parasol_protocol::time::Timestamp) -> Share {
    let (state, since, tries) = match sharing.state {
        SharingState::Waiting { since, tries } => ("waiting", since, tries),
        SharingState::Shared { since } => ("shared", since, 0),
        SharingState::Recalled { at } => ("recalled", at, 0),
    };
    Share {
        circle: sharing.name,
        state,
        since_seconds: now.since(since),
        tries,
        obeyed: sharing.acked.0,
        peers: sharing.acked.1,
        waiting_for: sharing.waiting,
    }
}

#[derive(Debug, Serialize)]
struct List {
    live: usize,
    waiting_to_be_shared: usize,
    oldest_waits_seconds: Option<u64>,
    alerts: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    live: bool,
    abroad: bool,
    published_seconds_ago: u64,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} alerts are shown here", self.live)?;
        if let Some(seconds) = self.oldest_waits_seconds {
            write!(f, "; {} wait to be shared, the oldest for {}", self.waiting_to_be_shared, ago(seconds))?;
        }
        if !self.alerts.is_empty() {
            f.write_str("\n")?;
        }
        lines(f, &self.alerts, "")
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.live { "live    " } else { "recalled" };
        let reach = if self.abroad { "abroad too" } else { "here only " };
        write!(f, "{}  {state}  {reach}  published {} ago", self.id, ago(self.published_seconds_ago))
    }
}

#[derive(Debug, Serialize)]
struct Shares {
    id: String,
    circles: Vec<Share>,
}

#[derive(Debug, Serialize)]
struct Share {
    circle: String,
    state: &'static str,
    since_seconds: u64,
    tries: u32,
    obeyed: usize,
    peers: usize,
    waiting_for: Vec<String>,
}

impl Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lines(f, &self.circles, "it is not shared in any circle")
    }
}

impl Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { circle, state, obeyed, peers, .. } = self;
        write!(f, "{circle}: {state} since {}", ago(self.since_seconds))?;
        match *state {
            "waiting" if self.tries > 0 => write!(f, ", tried {} times", self.tries)?,
            "waiting" => {}
            _ => write!(f, ": {obeyed} of {peers} nodes")?,
        }
        match self.waiting_for.as_slice() {
            [] => Ok(()),
            names => write!(f, ", waiting for {}", names.join(", ")),
        }
    }
}
