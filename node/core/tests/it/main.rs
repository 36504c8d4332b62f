//! A node from outside: commands and snapshots, as the shell around the core uses them.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod audit;
mod cards;
mod cases;
mod contests;
mod data_protection;
mod desk;
mod drafts;
mod groups;
mod guessing;
mod hand_over;
mod house;
mod import;
mod locking;
mod members;
mod merging;
mod messages;
mod opening;
mod privacy;
mod put_back;
mod queue;
mod recovery;
mod registration;
mod reports;
mod restored;
mod revising;
mod second_factor;
mod second_moderator;
mod sessions;
mod sources;
mod sponsoring;
mod storage_page;
mod sweeps;
mod thread;
mod versions;
mod withdrawing;
