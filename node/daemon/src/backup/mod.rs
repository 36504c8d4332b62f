//! Backups: one file that holds all a bare directory needs to be this node again, closed with a passphrase.
//!
//! - [`sealed`] is the outside: a stream of chunks under a key made from the passphrase.
//! - [`parts`] is the inside: the store's rows as they are sealed, their keys, the settings.
//! - [`make`] takes one snapshot, of a running node or of a directory, and writes the file; [`restore`] puts it back.
//!
//! The process that was asked by the operator makes the key and the file. A running node only hands its snapshot over its
//! control socket: it needs neither the passphrase, nor the memory that trying passphrases shall cost, nor the right to
//! write where the backup goes.

pub mod make;
pub mod parts;
pub mod passphrase;
mod place;
pub mod restore;
pub mod sealed;

pub(crate) use place::RESTORING;
