//! What can go wrong below the tables.

use std::path::PathBuf;

/// The store failed. Nothing personal is in here: tables are named, keys and values are not.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine or the disk under it failed.
    #[error("the database could not be read or written; look at the disk and its free space")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The keyring file could not be written.
    #[error("the keyring file could not be written; look at the disk and the rights of the data directory")]
    Keyring(#[source] std::io::Error),
    /// A row did not open or has another shape than its table.
    #[error("expected a readable row in table {table}, found a damaged one; restore a backup")]
    Damaged {
        /// The table's name.
        table: String,
    },
    /// A value could not be written down.
    #[error(
        "expected a value that table {table} can hold; this is a defect of the program, please report it"
    )]
    Unwritable {
        /// The table's name.
        table: String,
    },
}

impl StoreError {
    pub(crate) fn damaged(table: &str) -> Self {
        Self::Damaged { table: table.to_owned() }
    }

    pub(crate) fn unwritable(table: &str) -> Self {
        Self::Unwritable { table: table.to_owned() }
    }
}

/// The store could not be opened or made. The data directory was left as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key is another one than the store was made with.
    #[error("the store key does not open {}; use the key file that was made together with this data directory", dir.display())]
    WrongKey {
        /// The data directory.
        dir: PathBuf,
    },
    /// There is already a store.
    #[error("{} already holds a node; choose an empty directory", dir.display())]
    Exists {
        /// The data directory.
        dir: PathBuf,
    },
    /// There is no store.
    #[error("{} holds no node; run `parasol init` first or name another directory", dir.display())]
    Missing {
        /// The data directory.
        dir: PathBuf,
    },
    /// Another process has it open.
    #[error("{} is in use by another process; stop it first, or ask the running node over its control socket", dir.display())]
    InUse {
        /// The data directory.
        dir: PathBuf,
    },
    /// Files are damaged or do not belong together.
    #[error("{} is damaged: {what}; restore a whole backup", dir.display())]
    Damaged {
        /// The data directory.
        dir: PathBuf,
        /// Which part, in words.
        what: &'static str,
    },
    /// A later version wrote the store.
    #[error("expected a store of version {known} at most, found version {found}; upgrade parasol")]
    Newer {
        /// The newest version that this program knows.
        known: u32,
        /// The version that was found.
        found: u32,
    },
    /// The store failed while it was opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}
