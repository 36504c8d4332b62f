//! Nodes as processes, each test a line of what the first light must show.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod kills;
mod partner_away;
mod roles;
mod story;
