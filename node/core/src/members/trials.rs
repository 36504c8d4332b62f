//! Codes of second factors that were tried after the right password and were not right: whoever has her password tries them.
//!
//! What is refused leaves nothing in the store, so they are counted in memory. When she is told, and that it was many, is kept
//! from her next sign-in on.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;

use crate::ids::MemberId;
use crate::limits::CODES_TRIED;

#[derive(Default)]
struct Tried {
    wrong: u32,
    /// When it was too many for a slip.
    noted: Option<Timestamp>,
}

/// How many codes were tried of each member since one was right. Those of members alone, so there are no more of them.
#[derive(Default)]
pub(crate) struct Trials(HashMap<MemberId, Tried>);

impl Trials {
    /// Counts a try, which is taken back by [`Trials::right`].
    pub(crate) fn count(&mut self, member: MemberId, now: Timestamp) {
        let tried = self.0.entry(member).or_default();
        tried.wrong = tried.wrong.saturating_add(1);
        if tried.wrong >= CODES_TRIED {
            tried.noted = Some(now);
        }
    }

    /// When many had been tried, if she was not told yet.
    pub(crate) fn noted(&self, member: &MemberId) -> Option<Timestamp> {
        self.0.get(member)?.noted
    }

    /// A code was right, and what was noted is kept.
    pub(crate) fn right(&mut self, member: &MemberId) {
        self.0.remove(member);
    }
}
