//! What two implementations of Parasol must agree on, byte for byte.

pub mod codec;
pub mod ids;
pub mod time;
