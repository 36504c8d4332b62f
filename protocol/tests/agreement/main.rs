//! Agreement on the next charter: safety and progress under loss, reordering, duplication and crashes, the attacks that
//! are caught, and what counts as which change.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod attacks;
mod changes;
mod kit;
mod leaving;
mod simulated;
mod steps;
mod world;
