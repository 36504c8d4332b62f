//! The key ceremony among honest members, and with one who cheats.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod attacks;
mod bounds;
mod honest;
mod repair;
mod world;
