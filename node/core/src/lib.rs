//! What a node decides and keeps.

pub mod store;
