//! What the members of a circle have shared about an identifier, and which of them could not be searched.

use parasol_protocol::charter::{Charter, Member};
use parasol_protocol::evaluation::{EvaluationFailure, Output};
use parasol_protocol::ids::{CircleId, EntryId, OrganisationId};
use parasol_protocol::record::{Audience, Record};
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::VolumeName;

use super::Hit;
use super::verdict::{Found, Origin, Reason, Unanswered};
use crate::circles::is_over;
use crate::circles::tables::{INBOUND, Inbound};
use crate::ledger::tables::{BEHIND, HEADS, MISSING, RECALLED, RECORDS, TAGS, bucket};
use crate::ledger::{is_disputed, lease, read};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::store::{Read, StoreError};

/// The search of one circle for one reader.
pub(super) struct Search<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) now: Timestamp,
    pub(super) moderator: bool,
    pub(super) circle: CircleId,
    pub(super) epoch: u64,
}

/// What a source's newest head says of how far it is known.
struct Newest {
    time: Timestamp,
    complete: bool,
    behind: bool,
    /// The oldest epoch under which it has entries that are in no later one.
    epoch: u64,
}

impl Search<'_> {
    /// Adds what is found of each reading, and each source that does not count as answered.
    pub(super) fn run(
        &self,
        charter: &Charter,
        outputs: Result<Vec<Output>, EvaluationFailure>,
        alerts: &mut Vec<Hit>,
        unanswered: &mut Vec<(CircleId, OrganisationId, Unanswered)>,
    ) -> Result<(), Refusal> {
        for member in self.sources(charter)? {
            let mut tell = |reason, as_of, source| {
                unanswered.push((self.circle, member.organisation, Unanswered { source, reason, as_of }));
            };
            let source = Origin { name: member.name.clone(), country: member.country, own: false };
            let newest = self.newest(member)?;
            // Whatever it filed under an older key it has filed again since.
            let superseded = newest.as_ref().is_some_and(|newest| newest.epoch > self.epoch);
            match &outputs {
                Err(_) if superseded => {}
                Err(failure) => {
                    tell((*failure).into(), None, source);
                }
                Ok(outputs) => {
                    let whole = self.search(charter, member, &newest, outputs, &source, alerts)?;
                    let unreadable = (!whole).then_some((Reason::RecordsMissing, None));
                    if let Some((reason, as_of)) = self.standing(charter, member, &newest)?.or(unreadable) {
                        tell(reason, as_of, source);
                    }
                }
            }
        }
        Ok(())
    }

    /// The members whose entries are shown to this reader.
    fn sources<'c>(&self, charter: &'c Charter) -> Result<Vec<&'c Member>, StoreError> {
        let me = self.snapshot.identity().organisation;
        let mut sources = Vec::new();
        for member in charter.members.iter().filter(|member| member.organisation != me) {
            let key = (self.circle, member.organisation);
            let shown = match self.snapshot.tx.get(&INBOUND, &key)?.unwrap_or_default() {
                Inbound::Off => false,
                Inbound::Moderators => self.moderator,
                Inbound::Members => true,
            };
            if shown && !is_over(&self.snapshot.tx, &self.circle, &member.organisation)? {
                sources.push(member);
            }
        }
        Ok(sources)
    }

    /// The newest head of a source, and whether this node once acked a later one.
    fn newest(&self, member: &Member) -> Result<Option<Newest>, StoreError> {
        let key = (self.circle, member.organisation);
        let Some(head) = self.snapshot.tx.get(&HEADS, &key)? else { return Ok(None) };
        let behind = self.snapshot.tx.get(&BEHIND, &key)?.is_some_and(|acked| acked > head.seq);
        Ok(Some(Newest { time: head.time, complete: head.complete, behind, epoch: head.epoch }))
    }

    /// Why a source that was searched does not count as answered, and up to when it is known.
    fn standing(
        &self,
        charter: &Charter,
        member: &Member,
        newest: &Option<Newest>,
    ) -> Result<Option<(Reason, Option<Timestamp>)>, StoreError> {
        let key = (self.circle, member.organisation);
        let tx = &self.snapshot.tx;
        let Some(Newest { time, complete, behind, .. }) = *newest else {
            return Ok(Some((Reason::NeverSynced, None)));
        };
        if behind || !complete || tx.first(&MISSING, &key)?.is_some() {
            return Ok(Some((Reason::RecordsMissing, Some(time))));
        }
        if !self.may_see(charter, time) {
            // Silent for so long that it is not searched for members.
            return Ok(Some((Reason::Unreachable, None)));
        }
        let disputed = is_disputed(tx, &self.circle, &member.organisation)?;
        let stale = self.now.since(time) > charter.fresh_limit;
        Ok((disputed || stale).then_some((Reason::AsOf, Some(time))))
    }

    /// Past its lease a publisher is shown to moderators only.
    fn may_see(&self, charter: &Charter, newest: Timestamp) -> bool {
        self.moderator || lease::holds(charter, newest, self.now)
    }

    /// Adds what is found; whether everything that was found could be read.
    fn search(
        &self,
        charter: &Charter,
        member: &Member,
        newest: &Option<Newest>,
        outputs: &[Output],
        source: &Origin,
        alerts: &mut Vec<Hit>,
    ) -> Result<bool, StoreError> {
        let (circle, publisher) = (self.circle, member.organisation);
        let Some(newest) = newest else { return Ok(true) };
        // What this node once acked and lost may have been recalled meanwhile.
        if newest.behind || !self.may_see(charter, newest.time) {
            return Ok(true);
        }
        let mut whole = true;
        let audience = Audience { circle, epoch: self.epoch, publisher };
        let volumes = read::volumes(&self.snapshot.tx, &circle, &publisher)?;
        for (read_as, output) in outputs.iter().enumerate() {
            let tag = audience.tag(output);
            for name in volumes.iter().filter(|name| name.key.epoch() == self.epoch) {
                let ids = self.snapshot.tx.index_get(&TAGS, &bucket(name), tag.as_bytes())?;
                for id in ids.unwrap_or_default() {
                    whole &= self.open(name, &id, output, source, read_as, alerts)?;
                }
            }
        }
        Ok(whole)
    }

    /// Adds an entry if it may be shown; whether it could be read.
    fn open(
        &self,
        name: &VolumeName,
        id: &EntryId,
        output: &Output,
        source: &Origin,
        read_as: usize,
        alerts: &mut Vec<Hit>,
    ) -> Result<bool, StoreError> {
        let tx = &self.snapshot.tx;
        if tx.has(&RECALLED, &(name.circle, name.publisher, *id))? {
            return Ok(true);
        }
        let Some(bytes) = tx.bucket_get(&RECORDS, &bucket(name), id)? else { return Ok(true) };
        let record = Record::parse(&bytes).map_err(|_| StoreError::damaged("records/1"))?;
        if record.clear().expires <= self.now {
            return Ok(true);
        }
        let danger = match record.open(output) {
            Ok(danger) => danger,
            Err(error) => {
                tracing::warn!(publisher = %name.publisher.short(), entry = %id.short(), %error,
                    "a record under the right tag does not open");
                return Ok(false);
            }
        };
        let id = danger.alert.to_string();
        let found = Found {
            id,
            origin: Origin { country: danger.country, ..source.clone() },
            level: danger.level,
            kinds: danger.kinds,
            perpetrator: danger.perpetrator,
            month: danger.month,
            text: danger.note,
            shown: Some(danger.shown),
            platform: danger.platform,
            read_as,
        };
        Hit::add(alerts, name.publisher, found);
        Ok(true)
    }
}
