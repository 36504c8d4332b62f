//! Keeps what is personal out of logs and error texts.

/// Gives types a `Debug` that shows their name and nothing else.
macro_rules! no_debug {
    ($($name:ident),* $(,)?) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
pub(crate) use no_debug;
