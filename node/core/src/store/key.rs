//! How keys become bytes: in an order that is the order of the values.

use parasol_protocol::ids::{AlertRef, CircleId, EntryId, Hash, NodeKey, OrganisationId};
use parasol_protocol::time::{Month, Timestamp};

/// A key of a table: its bytes sort as its values do, and a tuple's bytes begin with those of its first parts.
///
/// All but the last part of a tuple must have a fixed length.
pub trait Key: Sized {
    /// Appends the bytes.
    fn write(&self, to: &mut Vec<u8>);
    /// Reads the key from the front of `bytes`, which moves on behind it.
    fn read(bytes: &mut &[u8]) -> Option<Self>;

    /// The bytes.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(40);
        self.write(&mut bytes);
        bytes
    }

    /// The key that has exactly these bytes.
    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let key = Self::read(&mut bytes)?;
        bytes.is_empty().then_some(key)
    }
}

impl Key for () {
    fn write(&self, _: &mut Vec<u8>) {}

    fn read(_: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

impl<const N: usize> Key for [u8; N] {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (key, rest) = bytes.split_first_chunk::<N>()?;
        *bytes = rest;
        Some(*key)
    }
}

/// A key of any length; only as the last part.
impl Key for Vec<u8> {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(std::mem::take(bytes).to_vec())
    }
}

macro_rules! number_key {
    ($($number:ty),*) => {$(
        impl Key for $number {
            fn write(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_be_bytes());
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                Key::read(bytes).map(Self::from_be_bytes)
            }
        }
    )*};
}
number_key!(u8, u16, u32, u64);

macro_rules! id_key {
    ($($id:ty),* $(,)?) => {$(
        impl $crate::store::Key for $id {
            fn write(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(self.as_bytes());
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                <[u8; <$id>::LEN] as $crate::store::Key>::read(bytes).map(Self::new)
            }
        }
    )*};
}
pub(crate) use id_key;
id_key!(OrganisationId, CircleId, EntryId, AlertRef, Hash, NodeKey);

impl Key for Timestamp {
    fn write(&self, to: &mut Vec<u8>) {
        self.seconds().write(to);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        u64::read(bytes).map(Self::new)
    }
}

impl Key for Month {
    fn write(&self, to: &mut Vec<u8>) {
        self.number().write(to);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        u32::read(bytes).and_then(|number| Self::try_from(number).ok())
    }
}

macro_rules! tuple_key {
    ($($part:ident $place:tt),*) => {
        impl<$($part: Key),*> Key for ($($part,)*) {
            fn write(&self, to: &mut Vec<u8>) {
                $(self.$place.write(to);)*
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                Some(($($part::read(bytes)?,)*))
            }
        }
    };
}
tuple_key!(A 0, B 1);
tuple_key!(A 0, B 1, C 2);
tuple_key!(A 0, B 1, C 2, D 3);
