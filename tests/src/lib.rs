//! What the end-to-end tests speak: nodes that are real processes, somebody at their API, two admins who link them.
//!
//! Nothing here knows the inside of a node. A [`Node`] is the binary `parasol` in a folder of its own: it is made, served,
//! asked over the command line, killed and served again, always at TRACE, so that any test can look at what it wrote. A
//! [`Client`] is somebody with a program. [`Pair`] is what two admins get by typing what they would type, [`Circle`] what
//! more of them do. Whatever takes time is waited for with [`until`], and with nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole crate is tests, which stop at the first surprise"
)]

mod binary;
mod circle;
mod client;
mod mail;
mod node;
mod outbox;
mod pair;
mod path;
mod story;
mod until;

pub use binary::parasol;
pub use circle::{Circle, Standing, until_shared};
pub use client::{Answer, Client, Lost};
pub use mail::{MAIL_PASSWORD, MAIL_USER, MailServer, Sms, SmsGateway};
pub use node::{Node, Role};
pub use outbox::{code_in, code_to, outbox};
pub use pair::{Pair, link, until_peer};
pub use path::shape;
pub use story::{NUMBER, PUBLIC_TEXT, TESTIMONY};
pub use story::{Tellers, from_abroad, level, number, publication, report, until_level, written_forms};
pub use until::{until, until_some};
