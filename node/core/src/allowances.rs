//! How much a peer may have evaluated by this holder (DESIGN section 4): counted, never which.
//!
//! With t > 1 a peer that wants to look a number up needs t holders, and each counts alone. What one holder allows is so
//! small a part of what the peer needs that t - 1 nodes together cannot try out a country's numbers. Elements are
//! reserved on the disk in blocks and then counted in memory: a crash loses what is left of a block, and grants nothing.

use std::collections::{BTreeSet, HashMap};

use parasol_protocol::charter::Charter;
use parasol_protocol::evaluation::{Class, Element, MAX_ELEMENTS};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use crate::audit::AuditEvent;
use crate::blocks::Blocks;
use crate::circles;
use crate::command::{Command, Ctx};
use crate::days::DaysBefore;
use crate::ledger::tables::POSITIONS;
use crate::limits::{
    ALLOWANCE_BLOCK, ALLOWANCE_BLOCKS, FREE_ELEMENTS, FREE_FOR, LEAST_A_DAY, RETAG_DAYS, RETAG_UNTOLD,
};
use crate::node::Snapshot;
use crate::peer_sweeps::{self, Asked, share_of};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};

/// What a peer asks of this holder, by the number of its [`Class`].
pub(crate) type Meter = (CircleId, OrganisationId, u8);

const CLASSES: [Class; 3] = [Class::Check, Class::Publish, Class::Retag];

/// What is reserved for a peer, a day and a class.
const ALLOWANCES: Table<Meter, Reserved> = Table::new("allowances/1");

/// How many elements of a day are reserved, and how many were on the days before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Reserved {
    day: u64,
    elements: u64,
    /// How many elements the other days saw that were counted last.
    before: DaysBefore,
    /// For tagging again: the epoch, and how many elements were reserved for it on all days.
    #[serde(default)]
    retagged: (u64, u64),
    /// The last day on which something was refused because nothing was left.
    #[serde(default)]
    refused: u64,
}

impl Reserved {
    /// The same row on this day. Each day goes on with what it has counted, in whatever order the clock shows them: one that
    /// was set back grants nothing twice, and one that was ahead for a moment costs none of the days that come.
    fn on(mut self, day: u64) -> Self {
        if self.day != day {
            let elements = self.before.turn((self.day, self.elements), day);
            (self.day, self.elements) = (day, elements);
        }
        self
    }

    /// What was counted on the busiest of the last days.
    fn busiest(&self) -> u64 {
        self.before.busiest_before(self.day)
    }

    /// Reserves a block, or what is left of the day if that is less; false when `wanted` is more than that. A block is a small part
    /// of the day: a restart loses what is left of it.
    fn reserve(&mut self, wanted: u64, allowance: u64) -> bool {
        let block = wanted.max(ALLOWANCE_BLOCK.min(allowance / ALLOWANCE_BLOCKS));
        let block = block.min(allowance.saturating_sub(self.elements));
        self.elements = self.elements.saturating_add(block);
        block >= wanted
    }

    /// The same row, for tagging again as many entries under the key of this epoch. Only a newer epoch under which there is
    /// something to tag begins anew: whoever asks for one and the other by turns gets nothing twice.
    fn tagging(mut self, epoch: u64, entries: u64) -> Self {
        if entries > 0 && epoch > self.retagged.0 {
            self.retagged = (epoch, 0);
        }
        self
    }
}

/// What one of n holders allows a day to a peer that is granted `total` evaluations of t holders each: 2C(t-1)/(n-1).
fn part(total: u64, t: u16, members: usize) -> u64 {
    let holders = u64::try_from(members).unwrap_or(u64::MAX).saturating_sub(1).max(1);
    total.saturating_mul(2).saturating_mul(u64::from(t).saturating_sub(1)).div_ceil(holders)
}

/// A day's part, or as much as one question may ask if that is more; nothing where it is nothing.
const fn a_question_at_least(part: u64) -> u64 {
    let question = MAX_ELEMENTS as u64;
    if part == 0 || part > question { part } else { question }
}

/// What rules how much a peer may ask.
#[derive(Debug, Clone, Copy)]
struct Terms {
    /// The charter's ceiling of checks a day.
    ceiling: u64,
    t: u16,
    members: usize,
    /// How many entries the peer has to tag again.
    entries: u64,
}

impl Terms {
    /// For a class that is asked for under a key of which a number takes `t` holders.
    fn of(charter: &Charter, class: Class, t: u16) -> Self {
        // What is left of a day of checks counts under whichever key they ask: the one that opens most with it says how much.
        let t = if class == Class::Check { t.min(fewest(charter)) } else { t };
        Self { ceiling: charter.checks_per_day, t, members: charter.members.len(), entries: 0 }
    }

    fn part(&self, total: u64) -> u64 {
        part(total, self.t, self.members)
    }

    /// How much of what is tagged again, from so many to so many elements, is more than this holder's part of the entries that
    /// there are, and a block. Twice its part is allowed; but who is honest needs it seldom. Of whoever has very many entries, more
    /// counts: they may be entries of nothing.
    fn beyond(&self, from: u64, to: u64) -> u64 {
        let needed = share_of(self.entries.min(RETAG_UNTOLD), self.t, self.members);
        let needed = needed.saturating_add(ALLOWANCE_BLOCK);
        to.saturating_sub(needed).saturating_sub(from.saturating_sub(needed))
    }

    /// How much of a class may be reserved today.
    ///
    /// Nobody asks for part of an alert, or of a step of tagging again: what is one question passes on a day on which nothing was
    /// asked yet, however small the part of one holder is in a large circle.
    fn allowance(&self, class: Class, row: &Reserved) -> u64 {
        let ceiling = self.part(self.ceiling);
        let floor = self.part(LEAST_A_DAY).min(ceiling);
        match class {
            // Twice the busiest of the last days, within the floor and the ceiling. What this holder saw was its part
            // already: it was one of those asked as often as any other. Twice that is the grant, and twice its part of the
            // grant leaves room for chance.
            Class::Check => row.busiest().saturating_mul(4).clamp(floor, ceiling),
            Class::Publish => a_question_at_least(floor),
            Class::Retag => {
                // No more in all than there is to tag; some days are enough for it, however low the ceiling.
                let all = self.part(self.entries);
                let all = if all == 0 { 0 } else { all.saturating_add(ALLOWANCE_BLOCK) };
                let left = all.saturating_sub(row.retagged.1);
                let day = a_question_at_least(ceiling.max(all.div_ceil(RETAG_DAYS)));
                row.elements.saturating_add(left).min(day)
            }
        }
    }
}

/// Of how many holders a number takes fewest, among the keys that serve and that nobody holds whole.
pub(crate) fn fewest(charter: &Charter) -> u16 {
    charter.keys.iter().map(|key| key.t).filter(|t| *t > 1).min().unwrap_or(charter.t)
}

/// How many entries a publisher may have to tag again under the key of an epoch: as many as its ledger lists of the epochs
/// before and has not recalled, while the keys of both serve.
fn to_tag_again(
    read: &impl Read,
    charter: &Charter,
    publisher: &OrganisationId,
    epoch: u64,
) -> Result<u64, StoreError> {
    let newest = charter.key().is_some_and(|key| key.epoch == epoch);
    if !newest || charter.keys.len() < 2 {
        return Ok(0);
    }
    let volumes = read.prefix(&POSITIONS, &(charter.circle, *publisher))?;
    let older = volumes.iter().filter(|(name, _)| name.key.epoch() < epoch);
    Ok(older.map(|(_, row)| row.live()).fold(0, u64::saturating_add))
}

/// A blinded element under the key of an epoch.
type Fresh = (u64, Element);

/// What is left of the blocks, and what was evaluated a moment ago.
#[derive(Default)]
pub(crate) struct Allowances {
    /// By the day.
    pub(crate) left: Blocks<Meter>,
    /// For each peer the blinded elements of the last minutes, with their epoch, and when they came last.
    fresh: HashMap<(CircleId, OrganisationId), HashMap<Fresh, Timestamp>>,
    /// How many elements each peer had evaluated that the watch over sweeps has not counted yet.
    spent: HashMap<(CircleId, OrganisationId), u64>,
}

impl Allowances {
    /// Those of the elements that were not evaluated for the peer a moment ago: one that was tells it nothing new.
    fn new_ones(
        &mut self,
        peer: (CircleId, OrganisationId),
        epoch: u64,
        elements: &[Element],
        now: Timestamp,
    ) -> BTreeSet<Fresh> {
        let fresh = self.fresh(peer, now);
        let asked = elements.iter().map(|element| (epoch, *element));
        asked.filter(|element| !fresh.contains_key(element)).collect()
    }

    /// Counts what is asked, if that much is left.
    fn count(&mut self, asked: &Metered, day: u64, now: Timestamp) -> bool {
        let wanted = self.wanted(asked, now);
        // What the watch has not counted stays within a block: whoever wants more is counted before it is evaluated.
        let peer = (asked.circle, asked.peer);
        let spent = self.spent(&peer).unwrap_or_default().saturating_add(asked.looked_up(wanted));
        let taken = wanted == 0 || (spent <= ALLOWANCE_BLOCK && self.left.take(&asked.meter(), day, wanted));
        if taken {
            self.remember(asked, now);
            if spent > 0 {
                self.spent.insert(peer, spent);
            }
        }
        taken
    }

    /// How many of the elements that are asked cost something.
    fn wanted(&mut self, asked: &Metered, now: Timestamp) -> u64 {
        let new = self.new_ones((asked.circle, asked.peer), asked.epoch, &asked.elements, now);
        u64::try_from(new.len()).unwrap_or(u64::MAX)
    }

    /// What a peer had evaluated and the watch has not counted.
    pub(crate) fn spent(&self, peer: &(CircleId, OrganisationId)) -> Option<u64> {
        self.spent.get(peer).copied()
    }

    /// Who had something evaluated that the watch has not counted.
    pub(crate) fn spenders(&self) -> Vec<(CircleId, OrganisationId)> {
        self.spent.keys().copied().collect()
    }

    /// The watch has counted so many.
    pub(crate) fn wrote(&mut self, peer: &(CircleId, OrganisationId), counted: u64) {
        if let Some(spent) = self.spent.get_mut(peer) {
            *spent = spent.saturating_sub(counted);
        }
        self.spent.retain(|_, spent| *spent > 0);
    }

    /// The watch counts this peer no more.
    pub(crate) fn forget_spent(&mut self, peer: &(CircleId, OrganisationId)) {
        self.spent.remove(peer);
    }

    /// Remembers what was counted; where there is no more room, it is counted again next time. What is asked again and again,
    /// because too few others answer, stays known.
    fn remember(&mut self, asked: &Metered, now: Timestamp) {
        let fresh = self.fresh((asked.circle, asked.peer), now);
        for element in asked.elements.iter().map(|element| (asked.epoch, *element)) {
            if fresh.len() < FREE_ELEMENTS || fresh.contains_key(&element) {
                fresh.insert(element, now);
            }
        }
    }

    /// What a peer asked of late.
    fn fresh(&mut self, peer: (CircleId, OrganisationId), now: Timestamp) -> &mut HashMap<Fresh, Timestamp> {
        let fresh = self.fresh.entry(peer).or_default();
        fresh.retain(|_, came| *came <= now && now.since(*came) < FREE_FOR);
        fresh
    }
}

/// What a peer asks, to be counted.
#[derive(Debug, Clone)]
pub struct Metered {
    /// Who asks.
    pub peer: OrganisationId,
    /// In which circle.
    pub circle: CircleId,
    /// Under the key of which epoch.
    pub epoch: u64,
    /// What for.
    pub class: Class,
    /// What is to be evaluated.
    pub elements: Vec<Element>,
}

/// Whether it may be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// It may, and is counted.
    Yes,
    /// Nothing is left until then.
    Over(Timestamp),
}

impl Metered {
    fn meter(&self) -> Meter {
        (self.circle, self.peer, self.class.into())
    }

    /// How much of so many new elements counts as looked up. Of what is tagged again only the part beyond what there is to tag
    /// does: when it is reserved.
    fn looked_up(&self, wanted: u64) -> u64 {
        if self.class == Class::Retag { 0 } else { wanted }
    }
}

impl Snapshot {
    /// Counts what a peer asks if that can be done in memory; else [`Reserve`] must be sent.
    pub fn allows(&self, asked: &Metered, now: Timestamp) -> bool {
        self.node.allowances().count(asked, now.seconds() / DAY, now)
    }
}

/// Reserves what a peer asks for, and counts it. Needed only when [`Snapshot::allows`] could not.
#[derive(Debug)]
pub struct Reserve {
    /// What is asked.
    pub asked: Metered,
}

impl Command for Reserve {
    type Outcome = Allowed;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Allowed, Refusal> {
        let Self { asked } = self;
        let (meter, day, now) = (asked.meter(), ctx.now.seconds() / DAY, ctx.now);
        let decided = circles::charter(ctx.tx, &asked.circle)?.ok_or(Refusal::NotFound)?;
        let charter = decided.charter();
        charter.member(&asked.peer).ok_or(Refusal::Forbidden)?;
        let t = charter.key_of(asked.epoch).ok_or(Refusal::NotFound)?.t;
        let wanted = ctx.node.allowances().wanted(&asked, now);
        // Several questions at one instant find nothing in memory: what the first of them reserved is for the next.
        let is_reserved = wanted == 0
            || ctx.node.allowances().left.take(&meter, day, wanted)
            || ctx.ahead.elements.take(&meter, day, wanted);
        let (enough, beyond) =
            if is_reserved { (true, 0) } else { reserve(ctx, charter, t, &asked, wanted)? };
        // It is judged before it is evaluated: else as much as comes at one instant would be more than what is told.
        let looked_up = if enough { asked.looked_up(wanted) } else { 0 };
        peer_sweeps::judge(ctx, charter, &asked.peer, Asked { looked_up, beyond })?;
        if !enough {
            return Ok(Allowed::Over(Timestamp::new(day.saturating_add(1).saturating_mul(DAY))));
        }
        ctx.after_commit(move |node| node.allowances().remember(&asked, now));
        Ok(Allowed::Yes)
    }
}

/// Reserves what is asked for: whether that much was left, and how much of it is beyond what there is to tag again.
fn reserve(
    ctx: &mut Ctx<'_>,
    charter: &Charter,
    t: u16,
    asked: &Metered,
    wanted: u64,
) -> Result<(bool, u64), Refusal> {
    let (meter, day) = (asked.meter(), ctx.now.seconds() / DAY);
    let before = ctx.tx.get(&ALLOWANCES, &meter)?.unwrap_or_default();
    let mut row = before.clone().on(day);
    let had = row.elements;
    let mut terms = Terms::of(charter, asked.class, t);
    if asked.class == Class::Retag {
        terms.entries = to_tag_again(&*ctx.tx, charter, &asked.peer, asked.epoch)?;
        row = row.tagging(asked.epoch, terms.entries);
    }
    let allowance = terms.allowance(asked.class, &row);
    let enough = row.reserve(wanted, allowance);
    let added = row.elements.saturating_sub(had);
    let mut beyond = 0;
    if asked.class == Class::Retag {
        let tagged = row.retagged.1;
        row.retagged.1 = tagged.saturating_add(added);
        beyond = terms.beyond(tagged, row.retagged.1);
    }
    // Where nobody may ask anything, nothing is used up; nor where there is nothing to tag again, because the older key has ended.
    let may_ask = allowance > 0 && (asked.class != Class::Retag || terms.entries > 0);
    if !enough && may_ask && row.refused != day {
        row.refused = day;
        ctx.audit(&Actor::System, AuditEvent::about("peer_allowance_used", asked.peer.as_bytes()))?;
    }
    if row != before {
        ctx.tx.put(&ALLOWANCES, &meter, &row)?;
    }
    let used = if enough { wanted } else { 0 };
    ctx.ahead.elements.add(meter, day, added.saturating_sub(used));
    Ok((enough, beyond))
}

/// How much of what it may ask a partner has asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The partner.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// What for.
    pub class: Class,
    /// How many elements are reserved for it today.
    pub today: u64,
    /// How many may be.
    pub allowance: u64,
    /// Whether it asked for more today than there was.
    pub used_up: bool,
}

/// What the members of a circle have asked of this holder today.
pub(crate) fn in_use(read: &impl Read, charter: &Charter, now: Timestamp) -> Result<Vec<Use>, StoreError> {
    let Some(key) = charter.key() else { return Ok(Vec::new()) };
    let mut uses = Vec::new();
    for member in &charter.members {
        for class in CLASSES {
            let meter = (charter.circle, member.organisation, class.into());
            let Some(row) = read.get(&ALLOWANCES, &meter)? else { continue };
            let day = now.seconds() / DAY;
            let row = row.on(day);
            let mut terms = Terms::of(charter, class, key.t);
            terms.entries = to_tag_again(read, charter, &member.organisation, key.epoch)?;
            let row = row.tagging(key.epoch, terms.entries);
            let (organisation, name) = (member.organisation, member.name.clone());
            let allowance = terms.allowance(class, &row);
            let used_up = row.refused == day;
            uses.push(Use { organisation, name, class, today: row.elements, allowance, used_up });
        }
    }
    Ok(uses)
}

/// The busiest day of a peer's checks that this holder remembers.
pub(crate) fn busiest(read: &impl Read, circle: &CircleId, peer: &OrganisationId) -> Result<u64, StoreError> {
    let row = read.get(&ALLOWANCES, &(*circle, *peer, Class::Check.into()))?;
    Ok(row.map_or(0, |row| row.busiest()))
}

/// Takes the counters of a peer away that is in a circle no more.
pub(crate) fn forget(tx: &mut Tx, circle: &CircleId, peer: &OrganisationId) -> Result<(), StoreError> {
    for class in CLASSES {
        tx.remove(&ALLOWANCES, &(*circle, *peer, class.into()))?;
    }
    peer_sweeps::forget(tx, circle, peer)
}

#[cfg(test)]
mod tests {
    use parasol_protocol::agreement::MIN_CHECKS_PER_DAY;

    use super::*;
    use crate::limits::ALLOWANCE_DAYS;

    fn terms(members: usize, t: u16) -> Terms {
        Terms { ceiling: Charter::CHECKS_PER_DAY, t, members, entries: 0 }
    }

    #[test]
    fn a_holder_allows_its_part_and_twice_that() {
        let of = |n, t, row: &Reserved| terms(n, t).allowance(Class::Check, row);
        let idle = Reserved::default();
        // 2 * 200 * (t - 1) / (n - 1)
        assert_eq!([of(3, 2, &idle), of(5, 3, &idle), of(20, 2, &idle)], [200, 200, 22]);
        assert_eq!(of(5, 1, &idle), 0, "where every member holds the key nobody is asked");
        let busy = Reserved { day: 4, before: DaysBefore(vec![(1, 100), (2, 640), (3, 64)]), ..idle };
        assert_eq!(of(5, 3, &busy), 2_560);
        let swept = Reserved { before: DaysBefore(vec![(1, 1 << 40)]), ..busy };
        assert_eq!(of(5, 3, &swept), 5_000, "the charter's ceiling");
    }

    /// A ledger of 20,000 entries is tagged again within days, and class and epoch open nothing beyond it.
    #[test]
    fn tagging_again_is_bounded_by_what_there_is_to_tag() {
        for (n, t, ceiling) in [(5, 3, 5_000), (5, 3, 200), (30, 2, 200), (3, 2, 5_000)] {
            let terms = Terms { ceiling, entries: 20_000, ..terms(n, t) };
            let all = terms.part(20_000) + ALLOWANCE_BLOCK;
            let mut row = Reserved { retagged: (2, 0), ..Reserved::default() };
            for day in 0..RETAG_DAYS {
                row = row.on(20_000 + day);
                let allowance = terms.allowance(Class::Retag, &row);
                assert!(
                    allowance >= terms.part(ceiling).min(all - row.retagged.1),
                    "a day's part of the ceiling at least"
                );
                row.retagged.1 += allowance;
                row.elements = allowance;
            }
            assert_eq!(row.retagged.1, all, "{n} {t} {ceiling}");
            assert_eq!(terms.allowance(Class::Retag, &row.on(30_000)), 0, "nothing is left to be tagged");
        }
        assert_eq!(
            terms(5, 3).allowance(Class::Retag, &Reserved::default()),
            0,
            "who has no entries tags none"
        );
    }

    #[test]
    fn only_a_newer_epoch_with_something_to_tag_begins_anew() {
        let row = Reserved { retagged: (2, 100), ..Reserved::default() };
        for (epoch, entries, expected) in
            [(1, 50, (2, 100)), (2, 50, (2, 100)), (3, 0, (2, 100)), (3, 50, (3, 0))]
        {
            assert_eq!(row.clone().tagging(epoch, entries).retagged, expected);
        }
    }

    #[test]
    fn tagging_more_than_there_is_counts_as_looking_up() {
        let terms = Terms { entries: 20_000, ..terms(5, 3) };
        // RETAG_UNTOLD * (t - 1) / (n - 1), and a block.
        assert_eq!(
            [terms.beyond(0, 1_064), terms.beyond(1_000, 1_128), terms.beyond(1_128, 1_192)],
            [0, 64, 64]
        );
        let most = terms.part(20_000) + ALLOWANCE_BLOCK;
        let alarm = peer_sweeps::total_bound(3, 5);
        assert!(terms.beyond(0, most) > alarm, "twice what there is to tag is noticed");
        let needed = share_of(20_000, 3, 5);
        assert!(terms.beyond(0, needed) > alarm, "and so is what seems to be much too much");
        let usual = Terms { entries: RETAG_UNTOLD, ..terms };
        assert_eq!(usual.beyond(0, share_of(RETAG_UNTOLD, 3, 5) + ALLOWANCE_BLOCK), 0);
    }

    #[test]
    fn a_day_is_reserved_in_blocks_and_never_beyond_what_is_allowed() {
        let mut row = Reserved::default().on(20_000);
        assert!(row.reserve(1, 5_000) && row.elements == ALLOWANCE_BLOCK);
        row = Reserved::default().on(20_000);
        assert!(row.reserve(1, 150) && row.elements == 150 / ALLOWANCE_BLOCKS);
        assert!(row.reserve(32, 150) && row.elements == 50);
        assert!(row.reserve(95, 150) && row.reserve(1, 150) && row.elements == 150);
        assert!(!row.reserve(1, 150) && row.elements == 150);
        let next = row.on(20_001);
        assert_eq!((next.elements, next.busiest()), (0, 150));
        assert_eq!(next.on(20_001 + ALLOWANCE_DAYS).busiest(), 0, "it is forgotten after a month");
    }

    /// In circles of middle size a block was the whole day, and a restart closed a partner out until midnight.
    #[test]
    fn a_restart_costs_a_small_part_of_a_day_however_large_the_circle_is() {
        for (members, t) in [(3, 2), (8, 2), (14, 3), (30, 2), (30, 3)] {
            let allowance = terms(members, t).allowance(Class::Publish, &Reserved::default());
            let mut row = Reserved::default().on(20_000);
            let restarts = (0..ALLOWANCE_BLOCKS).filter(|_| row.reserve(1, allowance)).count();
            assert_eq!(restarts as u64, ALLOWANCE_BLOCKS, "{members} {t}");
        }
    }

    /// With thirty members and t = 2 a holder allowed 14 a day for publishing: an alert with more identifiers was never shared.
    #[test]
    fn a_question_of_whatever_size_passes_on_a_fresh_day_however_large_the_circle_is() {
        let question = MAX_ELEMENTS as u64;
        for (members, t) in (3..=30).flat_map(|members| [(members, 2), (members, 3)]) {
            for (ceiling, entries) in
                [(Charter::CHECKS_PER_DAY, 32), (MIN_CHECKS_PER_DAY, 32), (MIN_CHECKS_PER_DAY, 2_000)]
            {
                let terms = Terms { ceiling, entries, ..terms(members, t) };
                for class in [Class::Publish, Class::Retag] {
                    let mut row = Reserved::default().on(20_000);
                    let allowance = terms.allowance(class, &row);
                    assert!(
                        row.reserve(question, allowance),
                        "{class:?} {members} {t} {ceiling}: {allowance}"
                    );
                }
            }
            let nothing = Terms { entries: 32, ..terms(members, 1) };
            let of = |class| nothing.allowance(class, &Reserved::default());
            assert_eq!([of(Class::Publish), of(Class::Retag)], [0, 0], "{members}");
        }
    }

    /// What the watch has not counted is never more than a block, however much was reserved.
    #[test]
    fn a_block_at_the_most_is_evaluated_before_it_is_judged() {
        let mut allowances = Allowances::default();
        let (peer, circle) = (OrganisationId::new([2; 16]), CircleId::new([1; 16]));
        let now = Timestamp::new(20_000 * DAY);
        let mut asks = |class, n: u8| {
            let asked = Metered { peer, circle, epoch: 1, class, elements: vec![Element::new([n; 32])] };
            allowances.left.add(asked.meter(), 20_000, 1);
            allowances.count(&asked, 20_000, now)
        };
        let class = |n: u8| if n.is_multiple_of(2) { Class::Check } else { Class::Publish };
        let looked_up = (0..200).filter(|n| asks(class(*n), *n));
        assert_eq!(looked_up.count() as u64, ALLOWANCE_BLOCK);
        assert!((200..210).all(|n| asks(Class::Retag, n)), "it was judged when it was reserved");
    }

    #[test]
    fn each_day_is_counted_once_in_whatever_order_a_clock_shows_them() {
        let mut row = Reserved::default().on(20_000);
        assert!(row.reserve(100, 150));
        // A year ahead for a moment, then right again.
        let mut ahead = row.on(20_365);
        assert_eq!((ahead.elements, ahead.busiest()), (0, 0));
        assert!(ahead.reserve(150, 150) && !ahead.reserve(1, 150));
        let mut right = ahead.on(20_000);
        assert_eq!(right.elements, 100);
        assert!(right.reserve(50, 150) && !right.reserve(1, 150));
        let next = right.on(20_001);
        assert_eq!(
            (next.elements, next.busiest()),
            (0, 150),
            "a day that has not come yet is none of the last"
        );
        let ahead = next.on(20_365);
        assert_eq!(ahead.elements, 150, "and is granted nothing twice when it comes");
        assert_eq!(ahead.on(20_001).on(20_000).elements, 150, "nor a day to which the clock is set back");
        let day_by_day = |row: Reserved, day| Reserved { elements: 1, ..row.on(day) };
        assert_eq!((20_002..20_300).fold(Reserved::default(), day_by_day).before.0.len(), 30);
    }

    #[test]
    fn the_same_element_is_free_for_ten_minutes_after_it_was_asked_last() {
        let mut allowances = Allowances::default();
        let asked = Metered {
            peer: OrganisationId::new([2; 16]),
            circle: CircleId::new([1; 16]),
            epoch: 1,
            class: Class::Check,
            elements: vec![Element::new([1; 32]), Element::new([2; 32])],
        };
        let at = |seconds| Timestamp::new(20_000 * DAY + seconds);
        assert!(!allowances.count(&asked, 20_000, at(0)), "nothing is reserved");
        allowances.left.add(asked.meter(), 20_000, 4);
        assert!(allowances.count(&asked, 20_000, at(0)));
        assert!(allowances.count(&asked, 20_000, at(599)));
        let more = Metered { elements: vec![Element::new([1; 32]), Element::new([3; 32])], ..asked.clone() };
        assert!(allowances.count(&more, 20_000, at(599)), "one of them is new");
        let other = Metered { epoch: 2, ..asked.clone() };
        assert!(!allowances.count(&other, 20_000, at(599)), "another key makes another answer of it");
        assert!(allowances.count(&asked, 20_000, at(1_198)), "it was asked again meanwhile");
        assert!(!allowances.count(&asked, 20_000, at(1_798)), "and later it counts again");
        assert!(!allowances.count(&asked, 20_001, at(DAY)), "what is left of a day goes with it");
    }
}
