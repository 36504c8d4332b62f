//! Reports: what a member tells, sealed until a moderator opens it.
//!
//! What a report says lies in a bucket of its month ([`Details`]) and can be erased; what the desk sorts by does not say
//! who was met, where, or what happened in words.

mod cards;
mod draft;
mod drafts;
mod follow;
mod happened;
mod migration;
mod own;
mod reach;
mod report;
mod showing;
mod submit;
mod thread;
mod whose;
mod withdraw;

pub(crate) use cards::forget_all_cards;
pub use cards::{CARDS_A_MONTH, CancelCards, CardSheet, PrintCards, PrintedCards, SubmitByCard};
pub(crate) use cards::{forget_cards, forget_sheets_over, kept_sheets};
pub use draft::{Consent, Details, IdentifierInput, NamedIdentifier, ReportDraft, Wording};
pub(crate) use draft::{aliases, list, text};
pub use drafts::{DraftField, DraftView, EndDrafts, ForgetDraft, KeepDraft, SubmitFromDraft};
pub(crate) use drafts::{forget as forget_draft, forget_again as forget_draft_again, kept as kept_draft};
pub(crate) use follow::is_known;
pub use follow::{CodePost, Followed, FollowedReport};
pub use happened::HappenedOn;
pub(crate) use migration::{apart_from_whose, urgent_first};
pub use own::OwnReport;
pub use reach::{ReachBy, SafeWay};
pub(crate) use report::{
    RANKS, Report, Spot, all_details, count, details, each, forget_contact, forget_details, has_contact,
    has_details, load, needed, newest, own_bucket, own_details, queue, save, set_status, spots, spots_back,
    undecided, unlink,
};
pub use report::{Status, is_severe};
pub use showing::Showing;
pub(crate) use submit::own_reporter;
pub use submit::{FollowCode, SubmitReport, Submitted};
pub use thread::{AnswerByCode, OwnThread, Post, ThreadAtDesk, WritePost, Writer};
pub(crate) use thread::{at_desk, kept_posts, not_free_counts, post_of_desk, says_not_free};
pub(crate) use whose::{all_of, day, first_day, forget_cards_of, restricted};
pub use withdraw::{EndWithdrawals, NotFreeByCode, SayNotFree, WithdrawOwnReport, WithdrawReport, Withdrawn};
pub(crate) use withdraw::{
    end_again as end_withdrawal_again, entry_back, entry_back_again, standing, standing_alerts,
    standing_unread, withdraw_again,
};
