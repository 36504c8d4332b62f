//! How the members of a circle agree on its next charter.
//!
//! People and machines take separate steps. A member lays a [`Motion`] on the [`Table`]: the next charter, and the papers
//! that speak for it. Each admin who confirms it has the node sign a [`Consent`] to the charter's hash. What only tightens
//! wants the consent of a majority of those who remain, what loosens the consent of all of them ([`Change`], [`Needs`]).
//! Consents exclude nothing: one may be given to several motions, and a motion that never gets enough of them is in
//! nobody's way.
//!
//! A motion that is *carried* can be decided, and of all carried motions exactly one is: number v + 1 is one instance of
//! single-decree Paxos (Lamport, "Paxos Made Simple", 2001) among the members of charter v, with plain majorities and
//! nobody asked. A [`Proposer`] gathers promises for a [`Ballot`], then votes; an [`Acceptor`] checks the justification
//! itself. Everything is signed, and durable before it is sent. The charter, a majority's votes of one ballot and the papers
//! are the certificate, which [`Decided::verify_after`](crate::charter::Decided::verify_after) takes against the charter
//! before. What contradicts itself is [`Evidence`].

mod acceptor;
mod ballot;
mod certificate;
mod change;
mod electorate;
mod error;
mod evidence;
mod message;
mod motion;
mod paper;
mod proposer;
mod rule;
mod standing;
mod table;

pub use acceptor::{Acceptor, Voter};
pub use ballot::{Ballot, MAX_JUMP};
pub use change::{Change, MIN_CHECKS_PER_DAY, MIN_FRESH_LIMIT, MIN_LEASE, Nonsense, Vouched, classify};
pub use electorate::Electorate;
pub use error::AgreementError;
pub use evidence::{Evidence, Proven, Told};
pub use message::{
    Accepted, Ask, AskFrame, MAX_QUESTION, MAX_REPLY, Prepare, Promise, Promised, Question, Refused, Reply,
};
pub use motion::{Motion, Needs};
pub use paper::{
    Consent, Leave, MAX_CONSENTS, MAX_PAPERS, MAX_TOLD, Papers, Succession, read_succession, succession_text,
};
pub use proposer::{Progress, Proposer};
pub use rule::Asked;
pub use standing::{Phase, Standing};
pub use table::{MAX_EACH, Table};
