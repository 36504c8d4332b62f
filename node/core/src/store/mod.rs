//! Everything a node keeps: typed tables over ordered keys, sealed, in one file that one process owns.
//!
//! This module is the only one that names the storage engine. Three ideas:
//!
//! * **A table is a constant** that stands beside the data it holds ([`Table`]); its name ends in its version. Values are
//!   written as DAG-CBOR and sealed under a subkey of the [`StoreKey`], bound to their table and key, so that rows cannot
//!   be read, swapped or moved. Keys are never personal: what is personal becomes [`Read::index_key`] first.
//! * **A bucket can be erased.** Values of a [`BucketTable`] or [`BucketIndex`] are sealed under the key of their
//!   [`BucketId`], kept in the file `keyring` and not in the database, because the engine leaves freed bytes in its file.
//!   [`Store::erase_dirty`] re-seals what stays under a new key and drops the old one.
//! * **One writer, many readers.** A [`Tx`] sees its own writes and can take back a part of them ([`Tx::mark`]); a
//!   [`ReadTx`] is a snapshot. Both read through [`Read`].

mod bucket;
mod copy;
mod engine;
mod erase;
mod error;
mod journal;
mod key;
mod keyring;
mod migrations;
mod passphrase;
mod read;
mod seal;
mod table;
mod tx;

pub use bucket::BucketId;
pub use copy::{Import, Piece};
pub use engine::Store;
pub use error::{OpenError, StoreError};
pub use journal::{Journal, JournalError, JournalLine};
pub use key::Key;
pub(crate) use key::id_key;
pub use passphrase::{
    MAX_PASSPHRASE, MIN_PASSPHRASE, PassphraseError, SEALED_KEY_LEN, check_passphrase, is_sealed_key,
    open_key, seal_key,
};
pub use read::{Read, ReadTx};
pub use seal::{KeyTextError, StoreKey};
pub use table::{BucketIndex, BucketTable, Table, Value};
pub use tx::{Mark, Tx};

#[cfg(test)]
mod tests;
