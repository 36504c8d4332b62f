//! Verdicts: the answer to a check. "No report known" is never "safe", and never complete while a source is not answered.

use parasol_protocol::evaluation::EvaluationFailure;
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::region::Region;
use parasol_protocol::time::{Month, Timestamp};

/// Who reported, or who would have been asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The organisation's name.
    pub name: String,
    /// Its country.
    pub country: Region,
    /// Whether it is this node's own organisation.
    pub own: bool,
}

/// Why a source does not count as answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It was searched, and its newest head is older than the fresh limit.
    AsOf,
    /// No holder of the key answered in time.
    Unreachable,
    /// Too few holders answered.
    BelowThreshold,
    /// The quota for evaluations is used up.
    Quota,
    /// This node holds no key.
    NoKey,
    /// Nothing was ever received from it.
    NeverSynced,
    /// Records that it lists are not here.
    RecordsMissing,
    /// Its entries are held for review.
    HeldForReview,
    /// The circle is making its first key.
    Ceremony,
}

impl Reason {
    /// All reasons.
    pub const ALL: &'static [Self] = &[
        Self::AsOf,
        Self::Unreachable,
        Self::BelowThreshold,
        Self::Quota,
        Self::NoKey,
        Self::NeverSynced,
        Self::RecordsMissing,
        Self::HeldForReview,
        Self::Ceremony,
    ];

    /// The reason as a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsOf => "as_of",
            Self::Unreachable => "unreachable",
            Self::BelowThreshold => "below_threshold",
            Self::Quota => "quota",
            Self::NoKey => "no_key",
            Self::NeverSynced => "never_synced",
            Self::RecordsMissing => "records_missing",
            Self::HeldForReview => "held_for_review",
            Self::Ceremony => "ceremony",
        }
    }
}

impl From<EvaluationFailure> for Reason {
    fn from(failure: EvaluationFailure) -> Self {
        match failure {
            EvaluationFailure::BelowThreshold => Self::BelowThreshold,
            EvaluationFailure::Quota => Self::Quota,
            EvaluationFailure::NoKey => Self::NoKey,
            EvaluationFailure::Ceremony => Self::Ceremony,
            // A holder that answers wrongly is as good as one that does not answer.
            EvaluationFailure::Unreachable | EvaluationFailure::Unproven | EvaluationFailure::Malformed => {
                Self::Unreachable
            }
        }
    }
}

/// A source that does not count as answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// Which.
    pub source: Origin,
    /// Why.
    pub reason: Reason,
    /// Up to when it is known, if it was searched.
    pub as_of: Option<Timestamp>,
}

/// One way in which the text was read. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadAs {
    /// As what kind of identifier.
    pub kind: IdentifierKind,
    /// The canonical form.
    pub canonical: String,
    /// The form for people.
    pub shown: String,
    /// The platform that was recognised in a pasted handle.
    pub platform: Option<String>,
    /// The worst level reported of it.
    pub level: Option<Level>,
}

impl core::fmt::Debug for ReadAs {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ReadAs({}, …)", self.kind.name())
    }
}

/// An alert that was found. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id: of an own alert, the one under which its page is.
    pub id: String,
    /// Who reported it.
    pub origin: Origin,
    /// The level of danger; unknown codes are kept.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The month of the report.
    pub month: Month,
    /// The public text of an own alert, the note of a foreign one.
    pub text: Option<String>,
    /// The identifier as the publisher shows it.
    pub shown: Option<String>,
    /// The platform, for a handle.
    pub platform: Option<String>,
    /// Which of [`Verdict::read`] found it.
    pub read_as: usize,
}

impl core::fmt::Debug for Found {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Found(…)")
    }
}

/// The answer to a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How the text was read, the likeliest first.
    pub read: Vec<ReadAs>,
    /// The worst level found under any reading; none means that no report is known, which is not "safe".
    pub level: Option<Level>,
    /// Whether every source was answered.
    pub complete: bool,
    /// The sources that were not, or not up to date.
    pub unanswered: Vec<Unanswered>,
    /// In which month it was reported last, of all that was found.
    pub last: Option<Month>,
    /// What was found, worst first, 50 at most.
    pub alerts: Vec<Found>,
    /// How many more were found than are told.
    pub more: usize,
}
