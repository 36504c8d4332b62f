//! What a charter changes, in a closed list, and what it may never change.

use crate::charter::{Charter, EpochKey, Member, former};
use crate::codec;
use crate::envelope::domain;
use crate::ids::OrganisationId;
use crate::time::DAY;

/// The shortest fresh limit that a charter may set after the founding, in seconds.
pub const MIN_FRESH_LIMIT: u64 = 3_600;
/// The shortest lease that a charter may set after the founding, in seconds: a majority must not make everything vanish.
pub const MIN_LEASE: u64 = DAY;
/// The smallest ceiling of checks a day that a charter may set after the founding.
pub const MIN_CHECKS_PER_DAY: u64 = 200;

/// One thing that a charter changes. Numbers are: what was, what is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// An organisation joins.
    Joined(OrganisationId),
    /// An organisation is no longer in it.
    Removed(OrganisationId),
    /// An organisation's node has another key.
    NodeKey(OrganisationId, Vouched),
    /// An organisation has another recovery key.
    RecoveryKey(OrganisationId),
    /// An organisation is shown under another name or country.
    Details(OrganisationId),
    /// The circle has another name.
    Name,
    /// It takes another number of holders to evaluate.
    Threshold(u16, u16),
    /// A new epoch begins: a new key will be made.
    NewEpoch(u64),
    /// The key of the newest epoch begins to serve.
    KeyActivated(u64),
    /// The key of an old epoch ends, and what was filed under it.
    KeyEnded(u64),
    /// Identifiers become canonical in another way from this epoch on.
    Canon(u64),
    /// Seconds for which a head counts as fresh.
    FreshLimit(u64, u64),
    /// Seconds for which a silent publisher's entries are shown.
    Lease(u64, u64),
    /// Checks a day that one organisation may be granted at the most.
    ChecksPerDay(u64, u64),
}

/// Whether a new node key is vouched for by the recovery key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vouched {
    /// A succession names it.
    Yes,
    /// Nothing but the charter names it.
    No,
}

impl Change {
    /// Whether it only tightens, so that a majority is enough. Whatever is not known to tighten loosens.
    pub fn tightens(&self) -> bool {
        match self {
            Self::Removed(_) | Self::NewEpoch(_) | Self::KeyActivated(_) | Self::KeyEnded(_) => true,
            Self::NodeKey(_, vouched) => *vouched == Vouched::Yes,
            Self::Threshold(was, is) => is > was,
            Self::FreshLimit(was, is) | Self::Lease(was, is) | Self::ChecksPerDay(was, is) => is < was,
            Self::Joined(_) | Self::RecoveryKey(_) | Self::Details(_) | Self::Name | Self::Canon(_) => false,
        }
    }

    /// A stable word for pages and the command line.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Joined(_) => "joined",
            Self::Removed(_) => "removed",
            Self::NodeKey(_, Vouched::Yes) => "node_key_vouched",
            Self::NodeKey(_, Vouched::No) => "node_key",
            Self::RecoveryKey(_) => "recovery_key",
            Self::Details(_) => "details",
            Self::Name => "name",
            Self::Threshold(..) => "threshold",
            Self::NewEpoch(_) => "new_epoch",
            Self::KeyActivated(_) => "key_activated",
            Self::KeyEnded(_) => "key_ended",
            Self::Canon(_) => "canon",
            Self::FreshLimit(..) => "fresh_limit",
            Self::Lease(..) => "lease",
            Self::ChecksPerDay(..) => "checks_per_day",
        }
    }
}

/// What no charter may do to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Nonsense {
    /// It is of another circle, not the next number, or not chained to the one before.
    #[error("expected the next charter of this circle, chained to the one in force")]
    Chain,
    /// Nobody of the charter in force stays.
    #[error("expected at least one member of the charter in force to stay")]
    NobodyStays,
    /// A key of one organisation appears under another.
    #[error("expected every key to stay with its organisation; an organisation's id is for ever")]
    Renamed,
    /// A share identifier changes hands, or comes back.
    #[error(
        "expected every share identifier to stay with the organisation that had it first, and newcomers to get the next ones"
    )]
    Share,
    /// The epoch goes back, or on by more than one.
    #[error("expected the same epoch or the next")]
    Epoch,
    /// Another threshold for a key that exists.
    #[error("expected another threshold only together with a new epoch; a key's threshold cannot change")]
    Threshold,
    /// A key that serves was changed, dropped out of turn, or added without having been decided.
    #[error(
        "expected keys to stay as they are, to be added for the epoch that was decided, for exactly its members, and to \
         end only when a newer one serves, or when too few are left to evaluate under them"
    )]
    Key,
    /// A limit is so low that nothing would work.
    #[error("expected a fresh limit of an hour, a lease of a day and 200 checks a day at the least")]
    Limit,
}

/// Everything that `to` changes after `from`; empty where it only sets aside what was open. Every new node key counts as
/// not vouched for: successions are papers of a [`Motion`](super::Motion).
pub fn classify(from: &Charter, to: &Charter) -> Result<Vec<Change>, Nonsense> {
    let prev = codec::hash(domain::CHARTER, &codec::encode(from));
    let next = from.number.checked_add(1);
    if to.circle != from.circle || Some(to.number) != next || to.prev != Some(prev) {
        return Err(Nonsense::Chain);
    }
    let mut changes = Vec::new();
    members(from, to, &mut changes)?;
    epochs(from, to, &mut changes)?;
    keys(from, to, &mut changes)?;
    limits(from, to, &mut changes)?;
    if to.former != former(from, to) {
        return Err(Nonsense::Share);
    }
    if to.name != from.name {
        changes.push(Change::Name);
    }
    Ok(changes)
}

fn members(from: &Charter, to: &Charter, changes: &mut Vec<Change>) -> Result<(), Nonsense> {
    let mut given = Vec::new();
    for member in &to.members {
        let organisation = member.organisation;
        if takes_a_key(member, from) {
            return Err(Nonsense::Renamed);
        }
        match from.member(&organisation) {
            None => {
                given.push(member.share);
                changes.push(Change::Joined(organisation));
            }
            Some(old) if old.share != member.share => return Err(Nonsense::Share),
            Some(old) => {
                let mut changed = |differs: bool, change| changes.extend(differs.then_some(change));
                changed(old.node_key != member.node_key, Change::NodeKey(organisation, Vouched::No));
                changed(old.recovery_key != member.recovery_key, Change::RecoveryKey(organisation));
                let details = (&old.name, old.country) != (&member.name, member.country);
                changed(details, Change::Details(organisation));
            }
        }
    }
    // Only the next ones: none comes back, and nobody uses them up.
    given.sort_unstable();
    let next = (from.free_share()..=u16::MAX).take(given.len());
    if !next.eq(given) {
        return Err(Nonsense::Share);
    }
    let gone = from.members.iter().filter(|old| to.member(&old.organisation).is_none());
    let before = changes.len();
    changes.extend(gone.map(|old| Change::Removed(old.organisation)));
    let stays = changes.len().saturating_sub(before) < from.members.len();
    if stays { Ok(()) } else { Err(Nonsense::NobodyStays) }
}

/// Whether a key that is new for this organisation is another's.
fn takes_a_key(member: &Member, from: &Charter) -> bool {
    let keys = |member: &Member| [member.node_key, member.recovery_key];
    let held = from.member(&member.organisation).map(keys);
    let others = || from.members.iter().filter(|other| other.organisation != member.organisation);
    let mut new = keys(member).into_iter().filter(|key| held.is_none_or(|held| !held.contains(key)));
    new.any(|key| others().any(|other| keys(other).contains(&key)))
}

fn epochs(from: &Charter, to: &Charter, changes: &mut Vec<Change>) -> Result<(), Nonsense> {
    let new_epoch = Some(to.epoch) == from.epoch.checked_add(1);
    if to.epoch != from.epoch && !new_epoch {
        return Err(Nonsense::Epoch);
    }
    changes.extend(new_epoch.then_some(Change::NewEpoch(to.epoch)));
    if to.t != from.t {
        if from.key_of(to.epoch).is_some() {
            return Err(Nonsense::Threshold);
        }
        changes.push(Change::Threshold(from.t, to.t));
    }
    Ok(())
}

fn keys(from: &Charter, to: &Charter, changes: &mut Vec<Change>) -> Result<(), Nonsense> {
    for old in &from.keys {
        match to.key_of(old.epoch) {
            Some(key) => same_key(from, to, old, key)?,
            None => {
                // A newer one must have served already: what only begins now has nothing filed under it. Unless too few are
                // left who have a share of it, and another one serves.
                let newer = |key: &EpochKey| key.epoch > old.epoch && to.key_of(key.epoch).is_some();
                let lost = !to.can_evaluate(old) && to.epoch > old.epoch && !to.keys.is_empty();
                if !from.keys.iter().any(newer) && !lost {
                    return Err(Nonsense::Key);
                }
                changes.push(Change::KeyEnded(old.epoch));
            }
        }
    }
    for key in to.keys.iter().filter(|key| from.key_of(key.epoch).is_none()) {
        activated(from, to, key)?;
        changes.push(Change::KeyActivated(key.epoch));
        let other = from.key().is_some_and(|serving| serving.canon != key.canon);
        changes.extend(other.then_some(Change::Canon(key.epoch)));
    }
    Ok(())
}

/// A key that serves only gains shares, and only those of organisations that join.
fn same_key(from: &Charter, to: &Charter, old: &EpochKey, key: &EpochKey) -> Result<(), Nonsense> {
    let joins = |share: u16| {
        to.members.iter().any(|member| member.share == share && from.member(&member.organisation).is_none())
    };
    let kept: Vec<_> = key.shares.iter().copied().filter(|share| old.share(share.0).is_some()).collect();
    let added = key.shares.iter().filter(|share| old.share(share.0).is_none()).all(|share| joins(share.0));
    let same = EpochKey { shares: kept, ..key.clone() } == *old;
    // A newcomer's public share follows from those that are listed.
    let follows = key.shares.len() == old.shares.len() || key.check_shares().is_ok();
    if same && added && follows { Ok(()) } else { Err(Nonsense::Key) }
}

/// A new key is that of the epoch that was decided before, with its threshold, and was made and attested by exactly the
/// members of the charter in force.
fn activated(from: &Charter, to: &Charter, key: &EpochKey) -> Result<(), Nonsense> {
    let decided = (key.epoch, key.t) == (from.epoch, from.t) && to.epoch == from.epoch;
    let mut makers: Vec<u16> = from.members.iter().map(|member| member.share).collect();
    makers.sort_unstable();
    let shares = key.shares.iter().map(|share| share.0).eq(makers);
    // Only a key that everybody holds whole needs no ceremony.
    let made = (key.t == 1 && key.ceremony.is_empty()) || key.verify_ceremony(from).is_ok();
    if decided && shares && made { Ok(()) } else { Err(Nonsense::Key) }
}

fn limits(from: &Charter, to: &Charter, changes: &mut Vec<Change>) -> Result<(), Nonsense> {
    let limits = [
        (from.fresh_limit, to.fresh_limit, MIN_FRESH_LIMIT, Change::FreshLimit as fn(u64, u64) -> Change),
        (from.lease, to.lease, MIN_LEASE, Change::Lease),
        (from.checks_per_day, to.checks_per_day, MIN_CHECKS_PER_DAY, Change::ChecksPerDay),
    ];
    for (was, is, min, change) in limits {
        if was != is && is < min {
            return Err(Nonsense::Limit);
        }
        changes.extend((was != is).then(|| change(was, is)));
    }
    Ok(())
}
