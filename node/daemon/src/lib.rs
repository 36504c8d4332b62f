//! The process around a Parasol node.
//!
//! Everything a node decides and keeps lives in `parasol-core`, everything people see in `parasol-web`. This crate is the
//! only place that opens sockets, reads the clock and draws randomness. Its ideas are three:
//!
//! - **One writer.** A single thread owns every change of the store and commits commands in groups.
//! - **One way to ask.** A verb of the command line is a request; a running node answers it over the control socket, and
//!   without one the command opens the data directory and answers it itself, through the same function.
//! - **Silence.** No log line, at any level, carries an identifier, an IP address or a user agent ([`logging`]).

pub mod backup;
pub mod cli;
pub mod clock;
pub mod config;
pub mod control;
pub mod country;
pub mod data;
pub mod demo;
pub mod evaluator;
pub mod failure;
pub mod http;
pub mod keys;
pub mod locked;
pub mod logging;
pub mod messages;
pub mod network;
pub mod output;
pub mod passwords;
pub mod places;
pub mod port;
pub mod serve;
pub mod station;
pub mod turns;
pub mod worker;
pub mod writer;
