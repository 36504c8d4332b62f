//! What two independent implementations of Parasol must agree on, byte for byte.
//!
//! The way of one reported phone number through this crate: [`identifier`] reads what was typed into one canonical form;
//! [`evaluation`] turns that form into a secret which only the circle's key can make; [`record`] derives from it the tag
//! under which the entry is found and the key with which it is sealed; [`volume`] files the record's hash in a batch of the
//! publisher's ledger; [`head`] is the publisher's signature over all of it; [`sync`] brings it to the other members.
//!
//! [`charter`] says who those members are, [`agreement`] how they agree on the next one, [`ceremony`] how they make its
//! key, [`join`] how a new one gets in. [`envelope`] is the one place where a signature is verified, [`codec`] the one
//! canonical encoding.
//!
//! Nothing here reads a clock, draws randomness it was not handed, or touches a socket or a file.

pub mod agreement;
pub mod canon;
pub mod ceremony;
pub mod charter;
pub mod circle;
pub mod codec;
pub mod envelope;
pub mod evaluation;
pub mod head;
pub mod identifier;
pub mod ids;
pub mod join;
pub mod lists;
pub mod record;
pub mod region;
pub mod sync;
pub mod text;
pub mod time;
pub mod volume;
