//! When each member of a circle was heard, and what follows from its silence.

use parasol_protocol::charter::Charter;
use parasol_protocol::ids::OrganisationId;
use parasol_protocol::time::Timestamp;

use super::view::{MemberView, Names};
use crate::clock;
use crate::ledger::tables::HEADS;
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

/// How silent a publisher is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// Nothing of it is held here: it never came, or was deleted after twice the lease.
    Nothing,
    /// It was heard lately.
    Fresh,
    /// Its entries count no more as up to date.
    Late,
    /// Three quarters of the lease are over.
    Ending,
    /// Its entries are shown to moderators alone.
    Lapsed,
}

impl Silence {
    /// As a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Fresh => "fresh",
            Self::Late => "late",
            Self::Ending => "ending",
            Self::Lapsed => "lapsed",
        }
    }
}

/// Another member of a circle, as a publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublisherView {
    /// Who.
    pub member: MemberView,
    /// When it signed the newest head that is held here.
    pub newest: Option<Timestamp>,
}

impl PublisherView {
    /// How silent it is now, in a circle with this fresh limit and this lease.
    pub fn silence(&self, now: Timestamp, (fresh_limit, lease): (u64, u64)) -> Silence {
        let Some(newest) = self.newest else { return Silence::Nothing };
        let silent = now.since(newest);
        match silent {
            _ if silent > lease => Silence::Lapsed,
            _ if silent > lease.saturating_sub(lease / 4) => Silence::Ending,
            _ if silent > fresh_limit || clock::is_ahead(newest, now) => Silence::Late,
            _ => Silence::Fresh,
        }
    }
}

impl Snapshot {
    /// The other members, as publishers.
    pub(super) fn publishers(
        &self,
        charter: &Charter,
        left: &[OrganisationId],
    ) -> Result<Vec<PublisherView>, StoreError> {
        let (me, names) = (self.identity().organisation, Names(charter, None));
        let mut views = Vec::new();
        for member in charter.members.iter().map(|member| member.organisation) {
            if member != me && !left.contains(&member) {
                let newest = self.tx.get(&HEADS, &(charter.circle, member))?.map(|head| head.time);
                views.push(PublisherView { member: names.of(&member), newest });
            }
        }
        Ok(views)
    }
}
