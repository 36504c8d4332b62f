//! What the members of a circle have shared about an identifier, and which of them could not be searched.

use parasol_protocol::charter::{Charter, Member};
use parasol_protocol::evaluation::{EvaluationFailure, Output};
use parasol_protocol::ids::{CircleId, EntryId};
use parasol_protocol::record::{Audience, Record};
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::VolumeName;

use super::Hit;
use super::verdict::{Found, Origin, Reason, Unanswered};
use crate::circles::is_over;
use crate::circles::tables::{INBOUND, Inbound};
use crate::clock;
use crate::ledger::tables::{BEHIND, HEADS, HeadRow, MISSING, RECALLED, RECORDS, TAGS, bucket};
use crate::ledger::{ended, is_disputed, lease, read};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::store::{Read, StoreError};

/// The search of one circle for one reader.
pub(super) struct Search<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) now: Timestamp,
    pub(super) moderator: bool,
    pub(super) circle: CircleId,
}

/// What was evaluated under the key of one epoch.
pub(super) type Evaluated = (u64, Result<Vec<Output>, EvaluationFailure>);

/// What is held of a source, and what its newest head says of how far it is known.
struct Newest {
    time: Timestamp,
    complete: bool,
    behind: bool,
    /// The oldest epoch under which it has entries that are in no later one; 0 where that is not known.
    epoch: u64,
    /// The newest of which it lists anything.
    last: u64,
    volumes: Vec<VolumeName>,
}

impl Search<'_> {
    /// Adds what is found of each reading, and each source that does not count as answered.
    pub(super) fn run(
        &self,
        charter: &Charter,
        evaluated: &[Evaluated],
        alerts: &mut Vec<Hit>,
        unanswered: &mut Vec<Unanswered>,
    ) -> Result<(), Refusal> {
        for member in self.sources(charter)? {
            let source = Origin { name: member.name.clone(), country: member.country, own: false };
            let newest = self.newest(member)?;
            let mut whole = true;
            for (epoch, outputs) in evaluated {
                let (Ok(outputs), Some(newest)) = (outputs, &newest) else { continue };
                whole &= self.search(charter, (member, *epoch), newest, outputs, &source, alerts)?;
            }
            let unreadable = (!whole).then_some((Reason::RecordsMissing, None));
            let reason = match lacking(charter, evaluated, newest.as_ref()) {
                Some(failure) => Some((failure.into(), None)),
                None => self.standing(charter, member, newest.as_ref())?.or(unreadable),
            };
            unanswered.extend(reason.map(|(reason, as_of)| Unanswered { source, reason, as_of }));
        }
        Ok(())
    }

    /// The oldest epoch under which some source that is shown to this reader may have entries that are in no later one: nobody has
    /// to be asked under the keys before.
    pub(super) fn oldest_needed(&self, charter: &Charter) -> Result<u64, StoreError> {
        let mut oldest = charter.key().map_or(0, |key| key.epoch);
        for member in self.sources(charter)? {
            let head = self.snapshot.tx.get(&HEADS, &(self.circle, member.organisation))?;
            oldest = oldest.min(head.map_or(0, |head| head.epoch));
        }
        Ok(oldest)
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

    /// The newest head of a source, whether this node once acked a later one, and the volumes that are held.
    fn newest(&self, member: &Member) -> Result<Option<Newest>, StoreError> {
        let key = (self.circle, member.organisation);
        let Some(head) = self.snapshot.tx.get(&HEADS, &key)? else { return Ok(None) };
        let behind = self.snapshot.tx.get(&BEHIND, &key)?.is_some_and(|acked| acked > head.seq);
        let volumes = read::volumes(&self.snapshot.tx, &self.circle, &member.organisation)?;
        let HeadRow { time, complete, epoch, last, .. } = head;
        Ok(Some(Newest { time, complete, behind, epoch, last, volumes }))
    }

    /// Why a source that was searched does not count as answered, and up to when it is known.
    fn standing(
        &self,
        charter: &Charter,
        member: &Member,
        newest: Option<&Newest>,
    ) -> Result<Option<(Reason, Option<Timestamp>)>, StoreError> {
        let key = (self.circle, member.organisation);
        let tx = &self.snapshot.tx;
        let Some(&Newest { time, complete, behind, epoch, last, .. }) = newest else {
            return Ok(Some((Reason::NeverSynced, None)));
        };
        // What it had filed under a key that has ended since is gone here; what it filed again came with no head yet.
        let ended = [epoch, last].iter().any(|epoch| *epoch > 0 && ended::is_ended(charter, *epoch));
        if behind || !complete || ended || tx.first(&MISSING, &key)?.is_some() {
            return Ok(Some((Reason::RecordsMissing, Some(time))));
        }
        if !self.may_see(charter, time) {
            // Silent for so long that it is not searched for members.
            return Ok(Some((Reason::Unreachable, None)));
        }
        let disputed = is_disputed(tx, &self.circle, &member.organisation)?;
        // A head counts from when it came at the latest: one that lies ahead shows that the clock was set back since, by nobody
        // knows how much.
        let stale = self.now.since(time) > charter.fresh_limit || clock::is_ahead(time, self.now);
        Ok((disputed || stale).then_some((Reason::AsOf, Some(time))))
    }

    /// Past its lease a publisher is shown to moderators only.
    fn may_see(&self, charter: &Charter, newest: Timestamp) -> bool {
        self.moderator || lease::holds(charter, newest, self.now)
    }

    /// Adds what is found under one key; whether everything that was found could be read.
    fn search(
        &self,
        charter: &Charter,
        (member, epoch): (&Member, u64),
        newest: &Newest,
        outputs: &[Output],
        source: &Origin,
        alerts: &mut Vec<Hit>,
    ) -> Result<bool, StoreError> {
        let (circle, publisher) = (self.circle, member.organisation);
        // What this node once acked and lost may have been recalled meanwhile.
        if newest.behind || !self.may_see(charter, newest.time) {
            return Ok(true);
        }
        let mut whole = true;
        let audience = Audience { circle, epoch, publisher };
        for (read_as, output) in outputs.iter().enumerate() {
            let tag = audience.tag(output);
            for name in newest.volumes.iter().filter(|name| name.key.epoch() == epoch) {
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
        // No line in the log says so: whoever filed a record that does not open under a number's tag would read in it when that
        // number was checked.
        let Ok(danger) = record.open(output) else { return Ok(false) };
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

/// Why not everything that a source shares was asked for: under each key from its oldest entries' on, and there is none of a key
/// that this node does not know yet.
fn lacking(charter: &Charter, evaluated: &[Evaluated], newest: Option<&Newest>) -> Option<EvaluationFailure> {
    let from = newest.map_or(0, |newest| newest.epoch);
    let known = charter.key().map_or(0, |key| key.epoch);
    let later = |name: &VolumeName| name.key.epoch() > known;
    if from > known || newest.is_some_and(|newest| newest.volumes.iter().any(later)) {
        return Some(EvaluationFailure::NoKey);
    }
    charter.keys.iter().filter(|key| key.epoch >= from).find_map(|key| {
        match evaluated.iter().find(|(epoch, _)| *epoch == key.epoch) {
            Some((_, outputs)) => outputs.as_ref().err().copied(),
            None => Some(EvaluationFailure::NoKey),
        }
    })
}
