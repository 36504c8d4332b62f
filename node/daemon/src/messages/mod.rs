//! Sending messages to members: the only part of a node that dials somebody who is no peer, and only whom the settings
//! name.
//!
//! - The [`Courier`] takes one message after another from the core's queue: it marks it durably, hands it over, and
//!   settles what became of it. What a kill leaves marked is uncertain, unless its way says otherwise.
//! - A [`Route`] is a way to hand a message over: a mail server, an SMS company's or a telephone's HTTP interface, the
//!   spool folder of gammu, or the outbox folder for people.
//! - Nothing here logs an address, a text, a secret, or what a provider answered: it may quote any of them.

mod certificates;
mod courier;
mod gateway;
mod outbox;
mod presets;
mod route;
mod secret;
mod smtp;
mod spool;
mod template;

pub use courier::Courier;
pub use outbox::Outbox;
pub use presets::Provider;
pub use route::Routes;
pub use secret::Secret;
pub use template::{Format, Request, Template, Values};

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests;
