//! What is kept of an agreement that goes on.

use parasol_protocol::ids::{CircleId, Hash, NodeKey, OrganisationId};
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::store::Table;

/// Where this node stands with the next number of a circle.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct AgreementRow {
    /// What it promised and voted for; empty before the first.
    pub(crate) acceptor: ByteBuf,
    /// The highest ballot that it has used or heard of; 0 before the first.
    pub(crate) seen: u64,
    /// Its own ballot, while that goes on.
    pub(crate) proposing: Option<ProposingRow>,
    /// How many motions have come.
    pub(crate) motions: u64,
    /// Members who say that they hold a later charter.
    pub(crate) ahead: Vec<OrganisationId>,
    /// Members that must say which charter they hold before this node promises anything: it was put back from a backup.
    pub(crate) awaits: Vec<OrganisationId>,
    /// Up to this number it may have promised what it does not know any more.
    pub(crate) abstains_to: u64,
    /// It was put back, and does not know yet of everybody with whom it decided since.
    #[serde(default)]
    pub(crate) put_back: bool,
}

/// An own ballot: what began it, and what was answered, as it came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProposingRow {
    pub(crate) ballot: u64,
    /// The motion with which it began.
    pub(crate) motion: ByteBuf,
    /// The replies that counted, in the order in which they came.
    pub(crate) replies: Vec<(OrganisationId, ByteBuf)>,
    /// What members that missed much are to be asked first.
    pub(crate) steps: Vec<(OrganisationId, ByteBuf)>,
}

/// What this node's admins said to a motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    /// Nothing yet.
    Nothing,
    /// Yes: the consent is among its papers.
    Yes,
    /// No. A majority may decide it all the same.
    No,
}

/// A motion on the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MotionRow {
    /// The number of the charter that it proposes.
    pub(crate) number: u64,
    /// In which order it came.
    pub(crate) order: u64,
    pub(crate) since: Timestamp,
    pub(crate) motion: ByteBuf,
    pub(crate) said: Said,
}

/// A circle that this node has left, until everybody there was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FarewellRow {
    pub(crate) since: Timestamp,
    /// The question that tells it.
    pub(crate) question: ByteBuf,
    /// Who was not told yet.
    pub(crate) untold: Vec<UntoldRow>,
    /// The certificate of the charter after which it left: perhaps nobody else has it.
    #[serde(default)]
    pub(crate) certificate: ByteBuf,
}

/// A former fellow member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UntoldRow {
    pub(crate) organisation: OrganisationId,
    pub(crate) node_key: NodeKey,
    pub(crate) name: String,
}

pub(crate) const AGREEMENTS: Table<CircleId, AgreementRow> = Table::new("agreements/1");
/// By the hash of their charter: those that are open, and those of the number before that were set aside.
pub(crate) const MOTIONS: Table<(CircleId, Hash), MotionRow> = Table::new("motions/1");
/// Who has left and is still named in the charter: the envelopes of the leaves.
pub(crate) const LEAVES: Table<(CircleId, OrganisationId), ByteBuf> = Table::new("leaves/1");
/// What proves that a member contradicted itself, by the number that it was about. Changes are frozen until an admin has
/// taken note of each.
pub(crate) const CONTRADICTIONS: Table<(CircleId, u64), ByteBuf> = Table::new("contradictions/1");
pub(crate) const FAREWELLS: Table<CircleId, FarewellRow> = Table::new("farewells/1");

/// When evidence came, and what an admin wrote who took note of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NotedRow {
    pub(crate) seen: Option<Timestamp>,
    pub(crate) noted: Option<(Timestamp, String)>,
}

/// By the same key as the evidence.
pub(crate) const NOTED: Table<(CircleId, u64), NotedRow> = Table::new("contradictions_noted/1");
