//! Agreement on the next charter: safety and progress under loss, reordering, duplication and crashes, the attacks that
//! are caught, and what counts as which change.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise, and is told how long to search"
)]

mod attacks;
mod changes;
mod kit;
mod leaving;
mod simulated;
mod steps;
mod vectors;
mod world;
