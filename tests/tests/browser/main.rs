//! The pages, in a real browser.
//!
//! Each test runs `parasol demo` and speaks with its pages as people do: with fingers, with a keyboard alone, with and
//! without JavaScript, in French and in English, on a desk's screen and on an old phone.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, which stop at the first surprise"
)]

mod browser;
mod checkers;
mod circle_pages;
mod demo;
mod every_page;
mod every_state;
mod forms;
mod joining;
mod keyboard;
mod leaving;
mod own_data;
mod quiet;
mod reporting;
mod second_step;
mod sponsoring;
mod story;
mod two_at_once;
mod words;
