//! An organisation's new node key, when the old one is lost or was stolen.
//!
//! The recovery key names the new key; the members decide to write it into the charter. `own` is what happens on the node
//! that gets the new key, `portrait` how it comes by its circles when nothing of the old one is left, `fellow` what a
//! partner's admin does with the paper.

mod fellow;
mod own;
mod portrait;

pub(crate) use fellow::successors;
pub use fellow::{ProposeNodeKey, ProposeSuccession, SuccessionView};
pub(crate) use own::is_own_former_key;
pub use own::{OwnSuccession, SucceedKey, SuccessionStanding};
pub(crate) use portrait::take_up;
pub use portrait::{Portrait, PortraitError};
