//! How a reporter may be reached without harm: calling her back in the wrong way can hurt her.

use serde::{Deserialize, Serialize};

use super::draft::text;
use crate::limits::MAX_REACH;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::words::words;

words! {
    /// By what a reporter may be reached.
    ReachBy {
        /// A call.
        Call = "call",
        /// An SMS.
        Sms = "sms",
        /// A messenger.
        Messenger = "messenger",
        /// An e-mail.
        Email = "email",
    }
}

/// How to reach a reporter safely, in her own words.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeWay {
    /// By what. Nothing: in no way is safe, and nobody calls.
    pub by: Vec<ReachBy>,
    /// When.
    pub when: Option<String>,
    /// Who else may answer.
    pub who_answers: Option<String>,
    /// What the caller is to say that she is.
    pub say_we_are: Option<String>,
    /// Whether a message may be left.
    pub leave_message: bool,
}

no_debug!(SafeWay);

impl SafeWay {
    /// The same within its bounds, each way once; none when nothing was said.
    pub(super) fn keep(&self) -> Result<Option<Self>, Refusal> {
        let mut by = self.by.clone();
        by.sort_unstable();
        by.dedup();
        let kept = Self {
            by,
            when: text("reach.when", self.when.as_deref(), MAX_REACH)?,
            who_answers: text("reach.who_answers", self.who_answers.as_deref(), MAX_REACH)?,
            say_we_are: text("reach.say_we_are", self.say_we_are.as_deref(), MAX_REACH)?,
            leave_message: self.leave_message,
        };
        Ok((kept != Self::default()).then_some(kept))
    }
}
