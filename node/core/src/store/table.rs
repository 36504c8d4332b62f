//! The three kinds of table, declared as constants beside the data they hold.

use core::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a table can hold. Written as DAG-CBOR: maps have text keys, fields that come later need `#[serde(default)]`.
pub trait Value: Serialize + DeserializeOwned {}
impl<T: Serialize + DeserializeOwned> Value for T {}

macro_rules! table_kind {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name<K, V> {
            pub(super) name: &'static str,
            types: PhantomData<fn(K) -> V>,
        }

        impl<K, V> $name<K, V> {
            /// The table of this name, which ends in its version: `members/1`.
            pub const fn new(name: &'static str) -> Self {
                Self { name, types: PhantomData }
            }
        }
    };
}

table_kind!(
    /// A table whose values are sealed under a key of its own.
    Table
);
table_kind!(
    /// A table whose rows belong to buckets: values are sealed under the bucket's key, keys are in clear.
    BucketTable
);
table_kind!(
    /// A table whose rows belong to buckets and whose keys say nothing either: a row is found by a keyed hash that dies
    /// with the bucket's key. Key and value are sealed.
    BucketIndex
);

/// The bytes of `value`; none when it has a part that DAG-CBOR cannot write.
pub(super) fn write_value<V: Serialize>(value: &V) -> Option<Vec<u8>> {
    serde_ipld_dagcbor::to_vec(value).ok()
}

/// The value that was written as `bytes`.
pub(super) fn read_value<V: DeserializeOwned>(bytes: &[u8]) -> Option<V> {
    serde_ipld_dagcbor::from_slice(bytes).ok()
}
