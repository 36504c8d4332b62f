//! Sweeps by a partner: a node that has many numbers evaluated, far more than it usually does or more than anybody should
//! have looked at.
//!
//! A holder cannot know what is asked or whether anything is found, so this goes by how much and how fast. It stops nothing:
//! admins are told, and look. What is counted until somebody has looked is bounded whatever the pace, so that patience
//! buys nothing (docs/threat-model.md has the figures).

use parasol_protocol::charter::Charter;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use crate::allowances::{self, Use};
use crate::audit::AuditEvent;
use crate::circles;
use crate::command::{Command, Ctx, Event};
use crate::limits::{
    LEAST_A_DAY, PEER_SWEEP, PEER_SWEEP_DAYS, PEER_SWEEP_HOURS, PEER_SWEEP_LEAST, PEER_SWEEP_MORE,
};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError, Table, Tx};
use crate::sweeps::tell_admins;

const HOUR: u64 = 3_600;

/// Circle and partner -> what was counted since somebody looked.
const WATCHES: Table<(CircleId, OrganisationId), Watch> = Table::new("peer_watches/1");

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Watch {
    /// Since when.
    since: u64,
    elements: u64,
    /// An hour of the clock, and what was counted in it.
    hour: (u64, u64),
    /// What may be counted before somebody is to look, if somebody has looked before; 0 for what anybody may.
    bound: u64,
    alarm: Option<Alarm>,
}

impl Watch {
    /// The clock shows this moment. Of one that was ahead nothing is left but what was counted: what was counted in an hour
    /// that has not come yet counts in this one.
    fn show(&mut self, now: Timestamp) {
        let (now, hour) = (now.seconds(), now.seconds() / HOUR);
        if self.since == 0 || self.since > now {
            self.since = now;
        }
        if self.hour.0 < hour {
            self.hour.1 = 0;
        }
        self.hour.0 = hour;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Alarm {
    at: u64,
    /// Whether it was too much within an hour, or else too much in all.
    hour: bool,
    elements: u64,
}

/// A partner that has unusually many numbers evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerSweep {
    /// In which circle.
    pub circle: CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// The partner.
    pub peer: OrganisationId,
    /// Its name.
    pub name: String,
    /// When it was noticed.
    pub at: Timestamp,
    /// Whether it was too much within an hour, or else too much in all.
    pub within_an_hour: bool,
    /// How many identifiers this node had evaluated for it then: within the hour, or in all.
    pub evaluated: u64,
    /// Since when that is counted.
    pub since: Timestamp,
}

/// How many of this holder's evaluations belong to so many looked-up numbers, where holders are asked at random.
pub(crate) const fn share_of(numbers: u64, t: u16, members: usize) -> u64 {
    let others = (members as u64).saturating_sub(1);
    let others = if others == 0 { 1 } else { others };
    numbers.saturating_mul((t as u64).saturating_sub(1)).div_ceil(others)
}

/// What one of n holders may count of a partner before its admins are to look, if they have not looked before.
pub(crate) fn total_bound(t: u16, members: usize) -> u64 {
    share_of(PEER_SWEEP, t, members).max(1)
}

/// What one of n holders may count within an hour: some times the usual hour of a partner whose busiest day had so many.
pub(crate) fn hour_bound(busiest_day: u64, t: u16, members: usize) -> u64 {
    let day = busiest_day.max(share_of(2 * LEAST_A_DAY, t, members));
    day.saturating_mul(PEER_SWEEP_HOURS).div_ceil(24).max(PEER_SWEEP_LEAST)
}

/// What a partner asks for now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked {
    /// How much of it counts as looked up.
    pub(crate) looked_up: u64,
    /// How much is reserved beyond what there is to tag again.
    pub(crate) beyond: u64,
}

/// Adds what was evaluated since the last time, and what is asked for now, and raises the alarm if it is too much. What is beyond
/// what there is to tag again counts in all, but not in the hour: a ledger is tagged again within an hour, and holders are asked
/// by chance.
pub(crate) fn judge(
    ctx: &mut Ctx<'_>,
    charter: &Charter,
    peer: &OrganisationId,
    Asked { looked_up, beyond }: Asked,
) -> Result<(), Refusal> {
    let key = (charter.circle, *peer);
    let is_counted = ctx.ahead.watched.contains(&key);
    let spent = if is_counted { 0 } else { ctx.node.allowances().spent(&key).unwrap_or_default() };
    let counted = spent.saturating_add(looked_up);
    if counted == 0 && beyond == 0 {
        return Ok(());
    }
    let mut watch = ctx.tx.get(&WATCHES, &key)?.unwrap_or_default();
    watch.show(ctx.now);
    watch.elements = watch.elements.saturating_add(counted).saturating_add(beyond);
    watch.hour.1 = watch.hour.1.saturating_add(counted);
    let found = watch.alarm.is_none().then(|| found(ctx, charter, peer, &watch)).transpose()?.flatten();
    watch.alarm = watch.alarm.or(found);
    ctx.tx.put(&WATCHES, &key, &watch)?;
    ctx.ahead.watched.insert(key);
    ctx.after_commit(move |node| node.allowances().wrote(&key, spent));
    if found.is_some() {
        tell_admins(ctx)?;
        ctx.emit(Event::SweepNoticed);
        ctx.audit(&Actor::System, AuditEvent::about("peer_sweep", peer.as_bytes()))?;
    }
    Ok(())
}

fn found(
    ctx: &Ctx<'_>,
    charter: &Charter,
    peer: &OrganisationId,
    watch: &Watch,
) -> Result<Option<Alarm>, StoreError> {
    // What is looked up in all is told by the key that opens most with an evaluation. How fast honest members ask while two serve
    // is what both cost them together.
    let (fewest, most) = (allowances::fewest(charter), charter.keys.iter().map(|key| key.t).max());
    let members = charter.members.len();
    let busiest = allowances::busiest(&*ctx.tx, &charter.circle, peer)?;
    let bound = if watch.bound > 0 { watch.bound } else { total_bound(fewest, members) };
    let at = ctx.now.seconds();
    let in_all = (watch.elements >= bound).then_some(Alarm { at, hour: false, elements: watch.elements });
    let fast = watch.hour.1 >= hour_bound(busiest, most.unwrap_or(fewest), members);
    Ok(in_all.or(fast.then_some(Alarm { at, hour: true, elements: watch.hour.1 })))
}

/// Counts what partners had evaluated in the last minutes. To be run every minute while there is something to count.
#[derive(Debug)]
pub struct WatchPeers;

impl Command for WatchPeers {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let spenders = ctx.node.allowances().spenders();
        for (circle, peer) in spenders {
            match circles::charter(ctx.tx, &circle)? {
                Some(decided) if decided.charter().member(&peer).is_some() => {
                    judge(ctx, decided.charter(), &peer, Asked::default())?;
                }
                _ => ctx.after_commit(move |node| node.allowances().forget_spent(&(circle, peer))),
            }
        }
        Ok(())
    }
}

/// Says that an admin has looked at an alarm about a partner. What it did until now counts as usual: the next alarm about how
/// much it is in all comes after ninety days of the same, or as much again, whichever is more.
#[derive(Debug)]
pub struct SettlePeerSweep {
    /// Who does it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The partner.
    pub peer: OrganisationId,
}

impl Command for SettlePeerSweep {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Self { actor, circle, peer } = self;
        ctx.allow(&actor, Action::ManageMembers)?;
        let watch = ctx.tx.get(&WATCHES, &(circle, peer))?.filter(|watch| watch.alarm.is_some());
        let watch = watch.ok_or(Refusal::NotFound)?;
        let decided = circles::charter(ctx.tx, &circle)?.ok_or(Refusal::NotFound)?;
        let charter = decided.charter();
        let usual = total_bound(allowances::fewest(charter), charter.members.len());
        let days = (ctx.now.seconds().saturating_sub(watch.since) / DAY).max(1);
        let quarter = watch.elements.div_ceil(days).saturating_mul(PEER_SWEEP_DAYS);
        let bound = quarter.clamp(usual, usual.saturating_mul(PEER_SWEEP_MORE));
        let looked = Watch { since: ctx.now.seconds(), hour: (watch.hour.0, 0), bound, ..Watch::default() };
        ctx.tx.put(&WATCHES, &(circle, peer), &looked)?;
        ctx.audit(&actor, AuditEvent::about("peer_sweep_settled", peer.as_bytes()))
    }
}

impl Snapshot {
    /// The alarms about partners that nobody has settled.
    pub fn peer_sweeps(&self, actor: &Actor) -> Result<Vec<PeerSweep>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let mut sweeps = Vec::new();
        for ((circle, peer), watch) in self.tx.range(&WATCHES, ..)? {
            let (Some(alarm), Some(decided)) = (watch.alarm, self.charter(&circle)?) else { continue };
            let Some(member) = decided.charter().member(&peer) else { continue };
            let began = if alarm.hour { alarm.at / HOUR * HOUR } else { watch.since };
            sweeps.push(PeerSweep {
                circle,
                circle_name: decided.charter().name.clone(),
                peer,
                name: member.name.clone(),
                at: Timestamp::new(alarm.at),
                within_an_hour: alarm.hour,
                evaluated: alarm.elements,
                since: Timestamp::new(began),
            });
        }
        Ok(sweeps)
    }

    /// Whether partners had something evaluated that [`WatchPeers`] has not counted.
    pub fn peers_asked(&self) -> bool {
        !self.node.allowances().spenders().is_empty()
    }

    /// How much of what it may ask each partner of a circle has asked of this node today.
    pub fn peer_use(&self, actor: &Actor, circle: &CircleId, now: Timestamp) -> Result<Vec<Use>, Refusal> {
        self.allow(actor, Action::SeeStatus)?;
        let Some(decided) = self.charter(circle)? else { return Ok(Vec::new()) };
        Ok(allowances::in_use(&self.tx, decided.charter(), now)?)
    }
}

/// Forgets a partner that is in a circle no more.
pub(crate) fn forget(tx: &mut Tx, circle: &CircleId, peer: &OrganisationId) -> Result<(), StoreError> {
    tx.remove(&WATCHES, &(*circle, *peer)).map(drop)
}

#[cfg(test)]
mod tests {
    use parasol_protocol::evaluation::MAX_ELEMENTS;

    use super::*;
    use crate::limits::{ALLOWANCE_BLOCK, CHECK_BLOCK, RETAG_UNTOLD, SWEEP_LOOKED_UP, SWEEP_PATIENT};
    use crate::quota::CheckLimits;

    /// One in ten thousand of 2 * 10^8.
    const AIM: u64 = 20_000;

    /// What `bad` members together have looked up when the last of the others' alarms goes off: as much as a block is evaluated
    /// before it is counted.
    fn before_the_alarm(bound: u64, bad: u64, t: u16, members: usize) -> u64 {
        let others = members as u64 - bad;
        let each = bound - 1 + ALLOWANCE_BLOCK;
        // They need as many of the others for each number as they lack shares, and each of them may ask each of the others.
        bad * others * each / (u64::from(t) - bad)
    }

    /// The same of members whose ledgers are full when a new key begins.
    fn tagging_again(bad: u64, t: u16, members: usize) -> u64 {
        let untold = share_of(RETAG_UNTOLD, t, members) + ALLOWANCE_BLOCK;
        before_the_alarm(total_bound(t, members) + untold, bad, t, members)
    }

    #[test]
    fn a_sweep_is_noticed_before_one_in_ten_thousand_of_a_country() {
        for t in 2..=3_u16 {
            for members in usize::from(t) + 1..=30 {
                for bad in 1..u64::from(t) {
                    let before = before_the_alarm(total_bound(t, members), bad, t, members);
                    assert!(before < AIM, "{bad} of {members}, t = {t}: {before}");
                }
            }
        }
    }

    #[test]
    fn a_clock_that_was_ahead_leaves_nothing_but_what_was_counted() {
        let at = |hour: u64| Timestamp::new(hour * HOUR + 1);
        let mut watch = Watch::default();
        watch.show(at(500_000));
        watch.hour.1 = 7;
        watch.show(at(400_000));
        assert_eq!((watch.since, watch.hour), (at(400_000).seconds(), (400_000, 7)));
        watch.show(at(400_001));
        assert_eq!((watch.since, watch.hour), (at(400_000).seconds(), (400_001, 0)));
    }

    #[test]
    fn the_figures_stand_in_the_threat_model() {
        let late = u64::from(CHECK_BLOCK) * MAX_ELEMENTS as u64;
        // What is asked at one instant is counted before any of it is judged.
        let CheckLimits { per_hour, reserve, .. } = CheckLimits::default();
        let at_once = u64::from(per_hour + reserve) * MAX_ELEMENTS as u64;
        let figures = [
            u64::from(SWEEP_LOOKED_UP) - 1 + late,
            u64::from(SWEEP_LOOKED_UP) - 1 + at_once,
            u64::from(SWEEP_PATIENT) - 1 + late,
            u64::from(SWEEP_PATIENT) - 1 + at_once,
            before_the_alarm(hour_bound(0, 3, 5), 1, 3, 5),
            before_the_alarm(total_bound(3, 5), 1, 3, 5),
            before_the_alarm(total_bound(3, 5), 2, 3, 5),
            before_the_alarm(total_bound(3, 30), 2, 3, 30),
            tagging_again(1, 3, 5),
            tagging_again(2, 3, 5),
            tagging_again(2, 3, 30),
            before_the_alarm(hour_bound(0, 3, 5), 1, 2, 5),
        ];
        let expected = [455, 1_479, 2_255, 3_279, 260, 4_126, 12_378, 18_984, 6_254, 18_762, 30_296, 520];
        assert_eq!(figures, expected);
        assert!(tagging_again(2, 3, 6) > AIM, "from six members on");
        let book = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/threat-model.md");
        let book = std::fs::read_to_string(book).unwrap_or_default();
        let told = [
            "| 455 one",
            "; 1,479 if",
            "| 2,255;",
            "; 3,279 with",
            "| 260 where",
            "| 4,126 where",
            "| 12,378 where",
            "18,984",
            "| 6,254 where",
            "| 18,762 where",
            "30,296",
            "520 numbers",
        ];
        for figure in told {
            assert!(book.contains(figure), "{figure} does not stand in docs/threat-model.md");
        }
    }
}
