//! What two implementations of Parasol must agree on, byte for byte.

pub mod canon;
pub mod codec;
pub mod identifier;
pub mod ids;
pub mod lists;
pub mod region;
pub mod time;
