//! `parasol message`: how messages to members stand, by ids; never to whom, never what.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::ids::MessageId;
use parasol_core::members::Address;
use parasol_core::messages::{
    AgreeToSms, ForgetMessage, MessageRow, MessageState, QueueCounts, SMS_WORDING, SendAgain, TryMessage,
    WithdrawSms,
};
use parasol_web::messages::who_sees_what;
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::secret::{Secret, read_line};
use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// See how messages to members stand, and decide about those that did not go out
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// Count messages by how they stand, and list up to 50 by id
    List {
        /// Only those that stand so
        #[arg(long)]
        state: Option<String>,
    },
    /// Send a message again, or at once if it waits; one that is uncertain may then arrive twice
    Retry {
        /// Its id
        id: String,
    },
    /// Forget a message
    Forget {
        /// Its id
        id: String,
    },
    /// Say who sees what of an SMS, and switch SMS on or off
    Sms {
        /// Say that you have read it and that the organisation agrees
        #[arg(long, conflicts_with = "withdraw")]
        agree: bool,
        /// Switch SMS off
        #[arg(long)]
        withdraw: bool,
    },
    /// Send a trial message to the address or number on the first line of standard input
    Try {
        /// The code of a language; without it, the organisation's first
        #[arg(long)]
        language: Option<String>,
        /// The address; never an argument, which everybody on the machine could list
        #[arg(skip)]
        address: Option<Secret>,
    },
}

impl Message {
    /// Reads the address, before the command leaves this process.
    ///
    /// # Errors
    /// When standard input holds none.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        if let Self::Try { address: address @ None, .. } = self {
            *address = Some(read_line("address")?);
        }
        Ok(())
    }

    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let actor = office.operator();
        match self {
            Self::List { state } => list(office, state.as_deref()),
            Self::Retry { id } => {
                office.command(SendAgain { actor, id: known(&id)? }).await?;
                Answer::of(&Done { id, done: "is being sent" })
            }
            Self::Forget { id } => {
                office.command(ForgetMessage { actor, id: known(&id)? }).await?;
                Answer::of(&Done { id, done: "is forgotten" })
            }
            Self::Sms { agree, withdraw } => {
                if agree {
                    office.command(AgreeToSms { actor, wording: SMS_WORDING }).await?;
                } else if withdraw {
                    office.command(WithdrawSms { actor }).await?;
                }
                let agreed = office.read()?.sms_agreement()?;
                let agreed_seconds_ago = agreed.map(|agreed| office.port.now().since(agreed.at));
                Answer::of(&Sms { who_sees_what: who_sees_what(), agreed_seconds_ago })
            }
            Self::Try { language, address } => {
                let address = address
                    .ok_or_else(|| Failure::usage("address", "an address is wanted on standard input"))?;
                let to = Address::read(address.expose(), office.port.node().identity().country)?;
                office.command(TryMessage { actor, to, language }).await?;
                Answer::of(&Tried { queued: true })
            }
        }
    }
}

fn known(id: &str) -> Result<MessageId, Failure> {
    id.parse().map_err(|_| {
        Failure::usage(
            "id",
            "expected the id of a message: 32 hexadecimal digits, see `parasol message list`",
        )
    })
}

fn list(office: &Office, state: Option<&str>) -> Result<Answer, Failure> {
    let state = state.map(|word| {
        MessageState::from_name(word).ok_or_else(|| {
            let words: Vec<_> = MessageState::ALL.iter().map(|state| state.name()).collect();
            Failure::usage("state", format!("expected a state of {}, found {word}", words.join(", ")))
        })
    });
    let now = office.port.now();
    let messages = office.read()?.messages(&office.operator(), state.transpose()?, now)?;
    let row = |row: MessageRow| Row {
        id: row.id.to_string(),
        channel: row.channel.name(),
        state: row.state.name(),
        queued_seconds_ago: now.since(row.queued),
        tries: row.tries,
        next_try_in_seconds: row.due.map(|due| due.since(now)),
        fault: row.fault.map(|fault| fault.name()),
    };
    Answer::of(&List {
        counts: messages.channels.iter().flat_map(counts).collect(),
        messages: messages.rows.into_iter().map(row).collect(),
    })
}

fn counts(channel: &QueueCounts) -> Vec<Count> {
    let count = |state, number| Count { channel: channel.channel.name(), state, number };
    let mut counts: Vec<_> =
        channel.states.iter().map(|(state, number)| count(state.name(), *number)).collect();
    counts.extend([count("sent_lately", channel.sent), count("dropped_lately", channel.dropped)]);
    counts
}

#[derive(Debug, Serialize)]
struct List {
    counts: Vec<Count>,
    messages: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Count {
    channel: &'static str,
    state: &'static str,
    number: u64,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    channel: &'static str,
    state: &'static str,
    queued_seconds_ago: u64,
    tries: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_try_in_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'static str>,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some: Vec<_> = self.counts.iter().filter(|count| count.number > 0).collect();
        lines(f, &some, "no messages")?;
        if !self.messages.is_empty() {
            f.write_str("\n")?;
        }
        lines(f, &self.messages, "")
    }
}

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.number, self.channel, self.state.replace('_', " "))
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, channel, state, queued_seconds_ago, tries, fault, .. } = self;
        write!(
            f,
            "{id}  {channel:4}  {state:9}  queued {} ago, tried {tries} times",
            ago(*queued_seconds_ago)
        )?;
        fault.iter().try_for_each(|fault| write!(f, ", {}", fault.replace('_', " ")))
    }
}

#[derive(Debug, Serialize)]
struct Done {
    id: String,
    #[serde(skip)]
    done: &'static str,
}

impl Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.done)
    }
}

#[derive(Debug, Serialize)]
struct Sms {
    who_sees_what: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_seconds_ago: Option<u64>,
}

impl Display for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.who_sees_what {
            writeln!(f, "- {line}")?;
        }
        match self.agreed_seconds_ago {
            Some(seconds) => write!(f, "An admin agreed {} ago. SMS are on.", ago(seconds)),
            None => f.write_str("SMS are off. If the organisation agrees: parasol message sms --agree"),
        }
    }
}

#[derive(Debug, Serialize)]
struct Tried {
    queued: bool,
}

impl Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The trial message is queued; see `parasol message list`")
    }
}
