//! Pages and API as a browser and a program see them: a real node in a temporary folder behind the real router.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod api;
mod beside;
mod cases;
mod circles;
mod contesting;
mod fifty;
mod forms;
mod headers;
mod leaving;
mod linking;
mod matrix;
mod messages;
mod new_keys;
mod nothing_lost;
mod pages;
mod partner;
mod people;
mod privacy;
mod queue;
mod registering;
mod restored;
mod second_factor;
mod sessions;
mod site;
mod sponsoring;
mod thread;
mod together;
mod when_it_goes_wrong;
