//! The ids of what a node keeps for itself: 16 random bytes, hexadecimal outside.

use parasol_protocol::byte_id;

use crate::store::id_key;

byte_id!(
    /// A member.
    MemberId, 16
);
byte_id!(
    /// A report.
    ReportId, 16
);
byte_id!(
    /// An alert of the node's own.
    AlertId, 16
);
byte_id!(
    /// A session, by the keyed hash of its token.
    SessionId, 16
);
byte_id!(
    /// A message to a member.
    MessageId, 16
);
byte_id!(
    /// A sheet of cards that a partner printed.
    CardSheetId, 16
);
byte_id!(
    /// A line of a sponsor's list.
    SponsorshipId, 16
);
byte_id!(
    /// A request about personal data.
    RequestId, 16
);
byte_id!(
    /// What somebody said who was reported.
    ContestId, 16
);
byte_id!(
    /// Something that a moderator proposes to another.
    ProposalId, 16
);
id_key!(
    ProposalId,
    ContestId,
    MemberId,
    SponsorshipId,
    ReportId,
    AlertId,
    SessionId,
    MessageId,
    CardSheetId,
    RequestId
);
