#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod doors;
mod evaluations;
mod links;
mod sessions;
mod stage;
mod succession;
