//! Towns: where something happened, as finely as it is ever published, and how far apart two towns are.
//!
//! The gazetteer is handed over when the node starts; nobody is asked over the network where a town lies, because whoever
//! answered would learn it.

mod gazetteer;
mod town;

pub use gazetteer::{BadLine, Gazetteer};
pub use town::Town;
