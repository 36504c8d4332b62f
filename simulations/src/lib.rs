//! Federations in one process: real cores and real protocol, a seeded network that delays, reorders and breaks, nodes that
//! stop anywhere, and virtual time. The same seed gives the same run.
//!
//! [`Node`](node::SimNode) is an organisation with its store, [`World`](world::World) the network between two of
//! them, [`story`] what people do with it.
//! A link carries frames in order, as TCP and QUIC do; what is lost is the rest of the link. Links, and what is due on
//! either node, take turns in an order that the seed decides.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a simulation stops at the first surprise"
)]

pub mod node;
pub mod story;
pub mod world;
