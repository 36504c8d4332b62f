//! Pages for people and the JSON API of a Parasol node.
//!
//! * Everything that the pages need of the process around them goes through one trait, [`port::Port`]; what may be done
//!   is decided in the core, and looked at here only to show the right links.
//! * Pages work without JavaScript, keep nothing in the browser, and are drawn in the reader's language from files under
//!   `languages/`. An identifier comes in a request's body and is never part of an address, a log line or an error.
//! * Handlers turn what the core tells into the plain data of `views`, which the templates show.

mod acts;
mod api;
mod assets;
mod authenticator;
mod contesting;
mod cookies;
mod failure;
mod form;
mod happened;
mod headers;
mod joining;
mod labels;
mod language;
pub mod messages;
mod owning;
mod page;
mod pager;
mod pages;
mod picture;
pub mod port;
mod random;
mod reach;
mod recovering;
mod router;
mod second;
mod sent;
pub mod settings;
mod taken_along;
mod terms;
mod thread;
mod time;
mod towns;
mod views;
mod visitor;
mod wire;

pub use router::router;
