//! The `parasol` binary.
fn main() {}
