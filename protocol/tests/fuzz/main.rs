//! Fuzz targets for everything that a peer says in the conversations of circles: agreement, evaluation, key ceremony, repair,
//! and what surrounds them. Valid messages are changed in their structure and signed again, so that what lies behind a
//! signature is tried too; raw bytes come as well.
//!
//! As tests they run a thousand inputs each, of which a failure prints the seed. `cargo bolero test --test fuzz TARGET` looks
//! longer, guided by coverage.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise, and reads the vectors that it begins with"
)]

mod agreed;
mod agreement;
mod ceremony;
mod decoders;
mod evaluation;
mod input;
#[path = "../agreement/kit.rs"]
#[expect(dead_code, reason = "it is shared with the tests of the agreement, which need more of it")]
mod kit;
mod lies;
mod made;
mod texts;
mod tree;
mod variants;
