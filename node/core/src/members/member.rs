//! A member as the node knows her.

use core::ops::ControlFlow;

use parasol_protocol::identifier::Identifier;
use parasol_protocol::time::{Month, Timestamp};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::PasswordHash;
use super::contact::{self, Contact};
use super::contacts::Confirming;
use super::finding;
use super::recovery::Recovery;
use super::registration::{self, AskedToday, Joined};
use super::review::Review;
use super::second_factor::{self, SecondFactor};
use super::sponsored;
use crate::cases;
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::limits::{CLOCK_SLACK, MAX_LIST, MAX_PSEUDONYM, MIN_PSEUDONYM, REPORTS_CLOSED};
use crate::messages;
use crate::node::Snapshot;
use crate::privacy;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role, may};
use crate::rules::Rules;
use crate::store::{BucketId, BucketIndex, BucketTable, Read, StoreError, Tx};
use crate::words::words;
use crate::{desk, quota, reports, sessions, sweeps};

/// Member -> what is known of her, in the bucket of her id's first byte: what is kept of a member can be erased, and the
/// buckets' order is the order of the ids.
const MEMBERS: BucketTable<MemberId, Member> = BucketTable::new("members/2");
/// Keyed hash of the pseudonym -> the one member who has it.
const PSEUDONYMS: BucketIndex<[u8; 16], Vec<MemberId>> = BucketIndex::new("pseudonyms/2");

/// The name by which a member is known here. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pseudonym(String);

impl Pseudonym {
    /// The pseudonym that was typed: in one Unicode form, without white space around it, 2 to 40 characters.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let name: String = text.nfkc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length > MAX_PSEUDONYM {
            return Err(Refusal::TooLong { field: "pseudonym", max: MAX_PSEUDONYM });
        }
        if length < MIN_PSEUDONYM {
            return Err(Refusal::Invalid { field: "pseudonym", reason: "too_short" });
        }
        if name.chars().any(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '\'' | '’'))) {
            return Err(Refusal::Invalid { field: "pseudonym", reason: "characters" });
        }
        Ok(Self(name))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place of its member: upper and lower case are one.
    pub(crate) fn key(&self, read: &impl Read) -> [u8; 16] {
        read.index_key("pseudonym", self.0.to_lowercase().as_bytes())
    }
}

impl core::fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Pseudonym(…)")
    }
}

words! {
    /// Whether an account can be used.
    Standing {
        /// Her sponsor has not confirmed her yet.
        Waiting = "waiting",
        /// She may do what her role may.
        Active = "active",
        /// She may do nothing for now.
        Suspended = "suspended",
        /// She locked it herself, because somebody else has her password.
        Locked = "locked",
    }
}

/// What the node keeps of a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) pseudonym: Pseudonym,
    pub(crate) role: Role,
    pub(crate) standing: Standing,
    pub(crate) password: PasswordHash,
    pub(crate) sponsor: Option<MemberId>,
    pub(crate) created: Timestamp,
    /// The code of the language in which she reads.
    #[serde(default)]
    pub(crate) language: Option<String>,
    /// The first one is "contact 1".
    #[serde(default)]
    pub(crate) contacts: Vec<Contact>,
    /// When she vouched for somebody, within the last month.
    #[serde(default)]
    pub(crate) vouched: Vec<Timestamp>,
    /// When she had a code sent by SMS, within the last month, whether it went out or not.
    #[serde(default)]
    pub(crate) texted: Vec<Timestamp>,
    /// When she cut the link to her sponsor.
    #[serde(default)]
    pub(crate) cut: Option<Timestamp>,
    /// Whether an admin is to look at her, because her sponsor was suspended.
    #[serde(default)]
    pub(crate) review: Option<Review>,
    /// Whether she came with a list from elsewhere.
    #[serde(default)]
    pub(crate) imported: bool,
    /// What she proves besides her password, and what she is just setting up.
    #[serde(default)]
    pub(crate) second_factor: SecondFactor,
    /// Until when her own reports stay closed to her, because her password was reset.
    #[serde(default)]
    pub(crate) reports_closed_until: Option<Timestamp>,
    /// What she accepted and told when she registered.
    #[serde(default)]
    pub(crate) joined: Joined,
    /// A contact whose code has to be brought back.
    #[serde(default)]
    pub(crate) confirming: Confirming,
    /// For the day on which she has no password.
    #[serde(default)]
    pub(crate) recovery: Recovery,
    /// How often she was written to as a sponsor.
    #[serde(default)]
    pub(crate) asked: AskedToday,
    /// The month in which she signed in last; never the day.
    #[serde(default)]
    pub(crate) seen: Option<Month>,
    /// When the account ends because nobody uses it, once she was told.
    #[serde(default)]
    pub(crate) asleep: Option<Timestamp>,
    /// Whether the provider took that notice.
    #[serde(default)]
    pub(crate) noticed: bool,
    /// Whether the team was asked if the account may end, because it did not.
    #[serde(default)]
    pub(crate) asked_to_end: bool,
}

impl Member {
    /// A member without contacts, who may do what her role may.
    pub(crate) fn new(pseudonym: Pseudonym, role: Role, password: PasswordHash, created: Timestamp) -> Self {
        let (standing, sponsor) = (Standing::Active, None);
        let (language, contacts, seen, asleep) = (None, Vec::new(), None, None);
        let (vouched, cut, review, imported) = (Vec::new(), None, None, false);
        let (joined, confirming) = (Joined::default(), Confirming::default());
        let (recovery, asked) = (Recovery::default(), AskedToday::default());
        Self {
            pseudonym,
            role,
            standing,
            password,
            sponsor,
            created,
            language,
            contacts,
            vouched,
            texted: Vec::new(),
            cut,
            review,
            imported,
            second_factor: SecondFactor::default(),
            reports_closed_until: None,
            joined,
            confirming,
            recovery,
            asked,
            seen,
            asleep,
            noticed: false,
            asked_to_end: false,
        }
    }

    /// Refuses unless the account can be used.
    pub(crate) fn in_good_standing(&self) -> Result<(), Refusal> {
        match self.standing {
            Standing::Active => Ok(()),
            Standing::Waiting => Err(Refusal::Unconfirmed),
            Standing::Suspended => Err(Refusal::Suspended),
            Standing::Locked => Err(Refusal::Locked),
        }
    }

    /// Whether this is a number or address that she gave as hers.
    pub(crate) fn is_reached_at(&self, identifier: &Identifier) -> bool {
        self.contacts.iter().any(|contact| contact.address.is(identifier))
    }

    /// Whether a code is out that went to a contact of hers.
    pub(super) fn has_codes_sent(&self) -> bool {
        self.recovery.is_sent() || self.confirming.is_sent()
    }

    /// Ends the codes that went to her contacts.
    pub(super) fn end_codes_sent(&mut self) {
        self.recovery.end_sent();
        self.confirming.end();
    }

    pub(crate) fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    /// Whether she is an admin who can sign in: one without a password cannot put anything right.
    pub(crate) fn signs_in_as_admin(&self) -> bool {
        self.role == Role::Admin && self.is_active() && !self.recovery.without_password
    }
}

/// A member as her admin sees her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// Her id.
    pub id: MemberId,
    /// Her pseudonym.
    pub pseudonym: Pseudonym,
    /// Her role.
    pub role: Role,
    /// Whether the account can be used.
    pub standing: Standing,
    /// When she came.
    pub created: Timestamp,
}

/// The bucket of everything that goes with a member.
pub(crate) fn bucket(id: &MemberId) -> BucketId {
    shard(id.as_bytes().first().copied().unwrap_or_default())
}

fn shard(first: u8) -> BucketId {
    BucketId::new(format!("people/{first:02x}"))
}

pub(crate) fn load(read: &impl Read, id: &MemberId) -> Result<Option<Member>, StoreError> {
    read.bucket_get(&MEMBERS, &bucket(id), id)
}

/// How many members there are.
pub(crate) fn count(read: &impl Read) -> Result<u64, StoreError> {
    read.bucket_count(&MEMBERS)
}

/// Visits the members in the order of their ids, those after `after`, until the visitor breaks.
pub(crate) fn scan(
    read: &impl Read,
    after: Option<MemberId>,
    visit: impl FnMut(MemberId, Member) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let held = after.map(|id| (bucket(&id), id));
    read.bucket_scan(&MEMBERS, held.as_ref().map(|(bucket, id)| (bucket, id)), visit)
}

/// The member to whom a command is done.
pub(crate) fn needed(read: &impl Read, id: &MemberId) -> Result<Member, Refusal> {
    load(read, id)?.ok_or(Refusal::NotFound)
}

pub(super) fn by_pseudonym(read: &impl Read, pseudonym: &Pseudonym) -> Result<Option<MemberId>, StoreError> {
    by_key(read, &pseudonym.key(read))
}

/// The member of this pseudonym, as somebody of the team typed it; none when nobody can have it.
pub(crate) fn named(read: &impl Read, pseudonym: &str) -> Result<Option<MemberId>, StoreError> {
    Pseudonym::new(pseudonym).map_or(Ok(None), |pseudonym| by_pseudonym(read, &pseudonym))
}

/// The member of the name with this keyed hash.
pub(super) fn by_key(read: &impl Read, key: &[u8; 16]) -> Result<Option<MemberId>, StoreError> {
    Ok(finding::all(read, &PSEUDONYMS, key)?.first().copied())
}

/// Some member, whoever it is.
pub(super) fn somebody(read: &impl Read) -> Result<Option<MemberId>, StoreError> {
    let mut first = None;
    scan(read, None, |id, _| {
        first = Some(id);
        ControlFlow::Break(())
    })?;
    Ok(first)
}

/// Adds a member whose pseudonym nobody has.
pub(super) fn add(tx: &mut Tx, id: &MemberId, member: &Member) -> Result<(), Refusal> {
    let key = member.pseudonym.key(tx);
    if by_key(tx, &key)?.is_some() {
        return Err(Refusal::Taken);
    }
    file(tx, id, member)?;
    Ok(save(tx, id, member)?)
}

/// Lets a member be found by her name and her addresses.
pub(super) fn file(tx: &mut Tx, id: &MemberId, member: &Member) -> Result<(), StoreError> {
    let key = member.pseudonym.key(tx);
    finding::add(tx, &PSEUDONYMS, &key, id)?;
    contact::file(tx, id, &member.contacts)
}

/// Writes a changed member. What it replaces is erased only with [`tidy`]; a changed contact is filed by who changes it.
pub(crate) fn save(tx: &mut Tx, id: &MemberId, member: &Member) -> Result<(), StoreError> {
    tx.bucket_put(&MEMBERS, &bucket(id), id, member)
}

/// Has what a member's row once held erased: after a name, contact or label went.
pub(crate) fn tidy(tx: &mut Tx, id: &MemberId) -> Result<(), StoreError> {
    tx.mark_dirty(&bucket(id))
}

/// Takes an account away, with its sessions, codes and contacts. Her reports are not touched.
pub(crate) fn remove(tx: &mut Tx, id: &MemberId) -> Result<(), Refusal> {
    let member = needed(tx, id)?;
    privacy::forget_requests(tx, id)?;
    sessions::end_all(tx, id)?;
    sponsored::forget(tx, id, &member)?;
    reports::forget_cards(tx, id)?;
    reports::forget_draft(tx, id)?;
    desk::forget_claims_of(tx, id)?;
    quota::forget(tx, id)?;
    sweeps::forget(tx, id)?;
    registration::forget(tx, id)?;
    contact::unfile(tx, id, &member.contacts)?;
    messages::forget_to(tx, id)?;
    cases::forget_member(tx, id)?;
    let key = member.pseudonym.key(tx);
    finding::remove(tx, &PSEUDONYMS, &key, id)?;
    tx.bucket_remove(&MEMBERS, &bucket(id), id)?;
    // Who was never taken in ends within two weeks in any backup too. Her id would stand in the journal for ever, and
    // whoever floods the node with requests would fill it.
    if member.standing == Standing::Waiting {
        return Ok(());
    }
    Ok(erasures::record(tx, Erased::Member, id.as_bytes())?)
}

/// Until when a member's own reports stay closed to her, if they are closed now.
pub(crate) fn reports_closed(member: &Member, now: Timestamp) -> Option<Timestamp> {
    // A time that is further ahead was written under a wrong clock, and counts as none.
    let furthest = now.plus(REPORTS_CLOSED).plus(CLOCK_SLACK);
    member.reports_closed_until.filter(|until| now < *until && *until <= furthest)
}

/// Refuses while they are closed.
pub(crate) fn reports_are_open(member: &Member, now: Timestamp) -> Result<(), Refusal> {
    match reports_closed(member, now) {
        Some(until) => Err(Refusal::ReportsClosed { retry_after: until.since(now) }),
        None => Ok(()),
    }
}

/// Whether there is an admin who can sign in.
pub(crate) fn an_admin(read: &impl Read) -> Result<bool, StoreError> {
    let mut found = false;
    scan(read, None, |_, member| {
        found = member.signs_in_as_admin();
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(found)
}

/// Whether somebody else than `id` is an admin who can sign in.
pub(crate) fn another_admin(read: &impl Read, id: &MemberId) -> Result<bool, StoreError> {
    let mut found = false;
    scan(read, None, |other, member| {
        found = other != *id && member.signs_in_as_admin();
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(found)
}

/// Refuses unless `actor` may do `action` now.
pub(crate) fn allow(read: &impl Read, rules: &Rules, actor: &Actor, action: Action) -> Result<(), Refusal> {
    let member = permitted(read, actor, action)?;
    // Whoever has to set up a second factor may do that and nothing else, but at dawn everybody of the team may lock.
    let missing = member.is_some_and(|member| second_factor::is_missing(&member, rules));
    if missing && !matches!(action, Action::OwnSecondFactor | Action::Lock) {
        Err(Refusal::SecondFactorMissing)
    } else {
        Ok(())
    }
}

/// Refuses unless role and standing of `actor` allow `action`, whether she has what she needs to sign in or not: for
/// what lasts without her.
pub(crate) fn permitted(read: &impl Read, actor: &Actor, action: Action) -> Result<Option<Member>, Refusal> {
    let (role, member) = match actor {
        Actor::System => return Ok(None),
        Actor::Operator => (Role::Admin, None),
        Actor::Member(id, _) => {
            let member = load(read, id)?.ok_or(Refusal::NotSignedIn)?;
            member.in_good_standing()?;
            (member.role, Some(member))
        }
    };
    if may(role, action) { Ok(member) } else { Err(Refusal::Forbidden) }
}

impl Snapshot {
    /// Whether there is an admin who can sign in.
    pub fn an_admin_signs_in(&self, actor: &Actor) -> Result<bool, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        Ok(an_admin(&self.tx)?)
    }

    /// Up to 50 members, in the order of their ids, those after `after`.
    pub fn members(&self, actor: &Actor, after: Option<MemberId>) -> Result<Vec<MemberView>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let mut members = Vec::new();
        scan(&self.tx, after, |id, member| {
            let Member { pseudonym, role, standing, created, .. } = member;
            members.push(MemberView { id, pseudonym, role, standing, created });
            if members.len() < MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(members)
    }

    /// The member of this pseudonym.
    pub fn member_named(&self, actor: &Actor, pseudonym: &str) -> Result<MemberId, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        by_pseudonym(&self.tx, &Pseudonym::new(pseudonym)?)?.ok_or(Refusal::NotFound)
    }
}
