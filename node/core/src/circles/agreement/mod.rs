//! The agreement on charters, as this node takes part in it: what people propose, confirm and refuse, and what nodes say to
//! each other until one charter is decided.
//!
//! The rules are [`parasol_protocol::agreement`]; here is what is kept of it, and when. Every step is one command: what it
//! changes is durable before its answer leaves. Nothing of a ballot lives in memory only: what a proposer was answered is
//! kept as it came, and where it stands follows from that.

pub(super) mod adopt;
mod answer;
mod ballot;
mod confirm;
mod evidence;
mod leave;
mod open;
mod past;
mod propose;
mod publishers;
mod reply;
mod rollback;
pub(crate) mod tables;
mod tasks;
mod view;

pub use answer::AnswerAgreement;
pub use ballot::{DriveAgreement, Driven};
pub use confirm::{ConfirmChange, RefuseChange};
pub(super) use evidence::is_frozen;
pub use evidence::{EvidenceView, NoteEvidence, SettleEvidence};
pub use leave::LeaveCircle;
pub(super) use leave::end_farewell;
pub(crate) use leave::{end_farewells, has_left, leave_again};
pub(super) use open::Open;
pub(crate) use past::held_charter;
pub(super) use past::{admitted_by, certificate_after, heard_ahead, heard_number};
pub(crate) use propose::end_key_alone;
pub(super) use propose::next_charter;
pub use propose::{Proposal, ProposeChange};
pub use publishers::{PublisherView, Silence};
pub use reply::TakeAgreement;
pub(crate) use rollback::after_rollback;
pub use tasks::{AgreementTask, Carried};
pub use view::{AnswerHere, ChangeView, CircleStatus, MemberView, MotionView};
