//! Nodes as processes, each test a line of what the first light must show.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod backup;
mod circle;
mod described;
mod disk;
mod every_form;
mod flood;
mod hostile;
mod insider;
mod kills;
mod later;
mod lines;
mod messages;
mod partner_away;
mod restored;
mod restricted;
mod roles;
mod second_factor;
mod secrecy;
mod seizure;
mod small_messages;
mod story;
mod strangers;
mod sweep;
mod third_member;
mod timing;
mod turncoat;
mod two_at_once;
mod two_circles;
