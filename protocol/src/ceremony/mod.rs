//! How the members of a circle make a key that none of them ever holds whole, and how a newcomer gets a share of it.

mod key;

pub use key::KeyFault;
