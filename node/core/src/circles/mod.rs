//! Circles: who shares with whom, by which charter, under which key, and how a peer is linked.

pub(crate) mod agreement;
mod cache;
pub(crate) mod ceremony;
mod create;
mod epochs;
mod linking;
mod migration;
pub(crate) mod shares;
mod succession;
pub(crate) mod tables;
mod tell;
mod views;

pub(crate) use agreement::end_key_alone;
pub use agreement::{
    AgreementTask, AnswerAgreement, AnswerHere, Carried, ChangeView, CircleStatus, ConfirmChange,
    DriveAgreement, Driven, EvidenceView, LeaveCircle, MemberView, MotionView, NoteEvidence, Proposal,
    ProposeChange, PublisherView, RefuseChange, SettleEvidence, Silence, TakeAgreement,
};
pub(crate) use cache::Cache;
pub use ceremony::{AnswerCeremony, CeremonyTask, CeremonyView, RetryCeremony, TakeCeremony};
pub use create::{CreateCircle, ONE_KEY_OPENS_ALL, SetInbound, SetOutbound};
pub use epochs::EpochView;
pub(crate) use linking::end_invites;
pub use linking::{
    AcceptInvite, AnswerQuestion, ConfirmPeer, CreateInvite, JoinAnswered, Pending, ReceiveJoin,
    ReceiveKnock, RelinkPeer, RemovePeer, TakeReply, Unlinked,
};
pub(crate) use migration::shares_into_buckets;
pub use succession::{
    OwnSuccession, Portrait, PortraitError, ProposeNodeKey, ProposeSuccession, SucceedKey,
    SuccessionStanding, SuccessionView,
};
pub(crate) use succession::{is_own_former_key, successors, take_up};
pub use tables::{Inbound, Outbound};
pub(crate) use tables::{active, charter, forget_invites, is_over, names_key, shared_with};
pub use tell::TellAdmins;
pub use views::{AckState, CircleView, LinkState, PeerView};
