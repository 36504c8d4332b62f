//! Why a session ends: whose fault it was, in words.

/// What a peer did wrong. Every fault ends the session and leaves the store as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A frame is not a message, or over its bounds.
    #[error("expected a canonical message within its bounds; the frame was not read further")]
    Malformed,
    /// The first message is not a hello, or a hello came twice.
    #[error("expected one hello, first and once; a repeated one is a replay")]
    Hello,
    /// The hello names another organisation than the link.
    #[error("expected the hello of the organisation whose key the link has")]
    Impersonation,
    /// No common version.
    #[error("expected version 1 among the versions spoken; one of the two nodes must be updated")]
    Version,
    /// A message about a circle that the two do not share.
    #[error("expected a circle that both are members of")]
    Circle,
    /// A signature does not hold, or is not by the member it should be by.
    #[error("expected a signature by the publisher's node key")]
    Signature,
    /// A head's lists are unordered or over their bounds.
    #[error("expected a head whose lists are ordered and within their bounds")]
    Head,
    /// A head that the hello already said is held, or an older one.
    #[error("expected a newer head than the hello said is held; an older one is a replay")]
    Replay,
    /// Something came that was not asked for.
    #[error("expected only what was asked for")]
    Unasked,
    /// A batch is malformed or out of turn.
    #[error("expected the next batch of the chain")]
    Batch,
    /// A chain does not end in the signed digest.
    #[error("expected a chain of batches that ends in the digest that the head signs")]
    Digest,
    /// A record is malformed or does not belong where it is listed.
    #[error("expected the record that is listed under this hash")]
    Record,
    /// A batch files an entry twice or recalls one that was never filed.
    #[error("expected only steps from nothing to a record or from a record to nothing")]
    Step,
    /// Two heads of one number by one publisher.
    #[error("two heads of one number by the same publisher: both are kept as evidence")]
    TwoHeads,
}

impl Fault {
    /// A stable word for logs and status pages.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Hello => "hello",
            Self::Impersonation => "impersonation",
            Self::Version => "version",
            Self::Circle => "circle",
            Self::Signature => "signature",
            Self::Head => "head",
            Self::Replay => "replay",
            Self::Unasked => "unasked",
            Self::Batch => "batch",
            Self::Digest => "digest",
            Self::Record => "record",
            Self::Step => "step",
            Self::TwoHeads => "two_heads",
        }
    }
}
