//! Whole nodes talk: they converge whatever the order, the relay or the gap, and no frame of a hostile peer touches them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise; its nodes and links are numbered"
)]

mod attacks;
mod converge;
mod kit;
mod world;
