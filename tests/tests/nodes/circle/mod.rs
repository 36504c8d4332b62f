//! Circles of five and more: no key is held whole, whoever is killed, comes or goes.

mod five;
mod greedy;
mod killed;
mod succession;
