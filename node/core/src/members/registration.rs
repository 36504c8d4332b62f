//! Becoming a member: at once with a sponsorship code, or by asking a sponsor who is named by her e-mail address.
//!
//! Whoever names an address learns nothing about it: the request is written under a keyed hash of the address, and
//! whether that is a member's is looked up later, by [`TendRequests`]. So a request does the same work and gets the
//! same answer for every address in the world. A sponsor is found by an e-mail address that she has confirmed: anybody can
//! register with a colleague's. If several members have the same address, she is found who confirmed it first.

use core::ops::ControlFlow;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::contact::{self, Address, Contact};
use super::finding;
use super::gates::Gate;
use super::member::{Member, Standing, add, bucket, by_pseudonym, load, needed, remove, save};
use super::{PasswordHash, Pseudonym, contacts, sponsored, sponsorship};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{
    MAX_ASKED_A_DAY, MAX_BIRTH_DATE, MAX_CONTACTS, MAX_PERSON_NAME, MAX_WAITING, MAX_WAITING_FOR,
    MAX_WORK_NAME, TENDED_AT_ONCE, WAITING_LIFETIME,
};
use crate::messages::{Message, Text};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::spoken::SpokenCode;
use crate::store::{BucketIndex, BucketTable, Read, StoreError, Tx};

/// Who waits -> what she asked; in her bucket, because the hash of an address is an address to whoever has the store key.
const WAITING: BucketTable<MemberId, Waiting> = BucketTable::new("waiting/2");
/// Keyed hash of the address that was named -> who waits.
const WAITING_FOR: BucketIndex<[u8; 16], Vec<MemberId>> = BucketIndex::new("waiting_for/2");

#[derive(Serialize, Deserialize)]
pub(super) struct Waiting {
    #[serde(with = "serde_bytes")]
    asked: [u8; 16],
    number: u16,
    since: Timestamp,
    told: bool,
    /// Whether her sponsor does not know her: it stands in no list any more, and lives on as if nobody had looked.
    #[serde(default)]
    declined: bool,
}

/// What somebody tells who becomes a member.
pub struct Newcomer {
    /// Her work name.
    pub pseudonym: String,
    /// Her password.
    pub password: PasswordHash,
    /// How she can be reached, the main one first.
    pub contacts: Vec<Address>,
    /// The code of the language in which she reads.
    pub language: Option<String>,
    /// What she agreed to, and what the organisation asks besides.
    pub joined: Joined,
}

/// What is kept of a registration.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Joined {
    /// The version of the terms that she accepted.
    pub terms: Option<u16>,
    /// Her name, for information only, where the organisation asks for it.
    #[serde(default)]
    pub name: Option<String>,
    /// Her birth date as she wrote it, for information only, where the organisation asks for it.
    #[serde(default)]
    pub birth_date: Option<String>,
}

no_debug!(Newcomer, Joined, RegisterWithCode, AskSponsor, Asked, ConfirmSponsored);

impl Newcomer {
    /// Somebody who tells no more than she must.
    pub fn new(pseudonym: impl Into<String>, password: PasswordHash) -> Self {
        let (contacts, language, joined) = (Vec::new(), None, Joined::default());
        Self { pseudonym: pseudonym.into(), password, contacts, language, joined }
    }

    /// The member that she becomes, under this name.
    fn into_member(self, pseudonym: Pseudonym, now: Timestamp) -> Result<Member, Refusal> {
        let Self { password, mut contacts, language, joined, .. } = self;
        contacts.dedup();
        if contacts.len() > MAX_CONTACTS {
            return Err(Refusal::TooLong { field: "contacts", max: MAX_CONTACTS });
        }
        within("name", joined.name.as_deref(), MAX_PERSON_NAME)?;
        within("birth_date", joined.birth_date.as_deref(), MAX_BIRTH_DATE)?;
        let contacts = contacts.into_iter().map(|address| Contact { address, confirmed: None }).collect();
        Ok(Member { contacts, language, joined, ..Member::new(pseudonym, Role::Member, password, now) })
    }
}

/// Refuses what is longer than its bound, or holds what cannot be seen.
fn within(field: &'static str, text: Option<&str>, max: usize) -> Result<(), Refusal> {
    let text = text.unwrap_or_default();
    if text.chars().count() > max {
        return Err(Refusal::TooLong { field, max });
    }
    if text.chars().any(hides) {
        return Err(Refusal::Invalid { field, reason: "characters" });
    }
    Ok(())
}

/// Control characters, and those that turn the direction of writing.
pub(super) fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What came of registering with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// She is a member.
    Joined(MemberId),
    /// The name is somebody's. The try is written down, so it is no refusal: that would take it back.
    Taken {
        /// For how many more names the code is good; it has ended with none.
        left: u8,
    },
}

impl Registration {
    /// The member, or that the name is taken.
    pub fn member(self) -> Result<MemberId, Refusal> {
        match self {
            Self::Joined(id) => Ok(id),
            Self::Taken { left: 0 } => Err(Refusal::TriedOut),
            Self::Taken { left: 1 } => Err(Refusal::TakenOnceMore),
            Self::Taken { .. } => Err(Refusal::Taken),
        }
    }
}

/// Makes a member of whoever holds a code. That a name is taken is said only now, a few times; then the code ends.
pub struct RegisterWithCode {
    /// The code.
    pub code: SpokenCode,
    /// Who comes.
    pub newcomer: Newcomer,
}

impl Command for RegisterWithCode {
    type Outcome = Registration;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Registration, Refusal> {
        let pseudonym = Pseudonym::new(&self.newcomer.pseudonym)?;
        if by_pseudonym(ctx.tx, &pseudonym)?.is_some() {
            return Ok(Registration::Taken { left: sponsorship::taken(ctx, &self.code)? });
        }
        let id = MemberId::random(ctx.rng);
        let sponsor = sponsorship::redeem(ctx, &self.code, &id)?;
        let mut member = Member { sponsor, ..self.newcomer.into_member(pseudonym, ctx.now)? };
        let code = contacts::first_code(ctx, &mut member);
        add(ctx.tx, &id, &member)?;
        if let Some((to, code)) = code {
            ctx.send_to(&id, Message { to, language: member.language, text: Text::FirstCode(code) })?;
        }
        ctx.audit(&Actor::Member(id, Role::Member), AuditEvent::about("member_registered", id.as_bytes()))?;
        Ok(Registration::Joined(id))
    }
}

/// Asks a sponsor, named by her e-mail address. The account waits until she confirms.
pub struct AskSponsor {
    /// Whom she names.
    pub sponsor: Address,
    /// Who asks.
    pub newcomer: Newcomer,
}

/// A request that was taken, whether or not there is such a sponsor.
pub struct Asked {
    /// Her work name, with two digits that keep it free.
    pub pseudonym: Pseudonym,
    /// What she tells her sponsor, so that the sponsor knows which request is hers: four digits.
    pub number: u16,
}

impl Command for AskSponsor {
    type Outcome = Asked;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Asked, Refusal> {
        let Address::Email(_) = &self.sponsor else {
            return Err(Refusal::Invalid { field: "sponsor", reason: "sponsor" });
        };
        let asked = self.sponsor.key(ctx.tx);
        let numbers = numbers(ctx.tx, &asked)?;
        if numbers.len() >= MAX_WAITING_FOR {
            return Err(Refusal::OverQuota { retry_after: DAY });
        }
        make_room(ctx)?;
        let pseudonym = free_name(ctx, &self.newcomer.pseudonym)?;
        let number = free_number(ctx, &numbers);
        let id = MemberId::random(ctx.rng);
        let standing = Standing::Waiting;
        let member = Member { standing, ..self.newcomer.into_member(pseudonym.clone(), ctx.now)? };
        add(ctx.tx, &id, &member)?;
        let waiting = Waiting { asked, number, since: ctx.now, told: false, declined: false };
        keep(ctx.tx, &id, &waiting)?;
        ctx.audit(&Actor::Member(id, Role::Member), AuditEvent::about("sponsor_asked", id.as_bytes()))?;
        Ok(Asked { pseudonym, number })
    }
}

/// Writes down that somebody waits.
pub(super) fn keep(tx: &mut Tx, id: &MemberId, waiting: &Waiting) -> Result<(), StoreError> {
    put(tx, id, waiting)?;
    finding::add(tx, &WAITING_FOR, &waiting.asked, id)
}

fn get(read: &impl Read, id: &MemberId) -> Result<Option<Waiting>, StoreError> {
    read.bucket_get(&WAITING, &bucket(id), id)
}

fn put(tx: &mut Tx, id: &MemberId, waiting: &Waiting) -> Result<(), StoreError> {
    tx.bucket_put(&WAITING, &bucket(id), id, waiting)
}

/// The numbers of the requests to one address.
fn numbers(read: &impl Read, asked: &[u8; 16]) -> Result<Vec<u16>, StoreError> {
    let mut numbers = Vec::new();
    for id in finding::all(read, &WAITING_FOR, asked)? {
        numbers.extend(get(read, &id)?.map(|waiting| waiting.number));
    }
    Ok(numbers)
}

/// When there are too many requests in all, the oldest one ends: nobody can keep others out for two weeks. One that is younger
/// than a day does not: nobody can have honest ones thrown out before a sponsor has seen them. Then the new one is refused,
/// as if too many had named that address.
fn make_room(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    if ctx.tx.bucket_count(&WAITING)? < MAX_WAITING {
        return Ok(());
    }
    let mut oldest: Option<(Timestamp, MemberId)> = None;
    ctx.tx.bucket_scan(&WAITING, None, |id, waiting| {
        oldest = Some(oldest.map_or((waiting.since, id), |oldest| oldest.min((waiting.since, id))));
        ControlFlow::Continue(())
    })?;
    match oldest {
        Some((since, _)) if ctx.now.since(since) < DAY => Err(Refusal::OverQuota { retry_after: DAY }),
        Some((_, id)) => end(ctx, &id),
        None => Ok(()),
    }
}

/// The name with two random digits that make it nobody else's; with four when a hundred people have it.
fn free_name(ctx: &mut Ctx<'_>, wanted: &str) -> Result<Pseudonym, Refusal> {
    let wanted = Pseudonym::new(wanted)?;
    if wanted.as_str().chars().count() > MAX_WORK_NAME {
        return Err(Refusal::TooLong { field: "pseudonym", max: MAX_WORK_NAME });
    }
    for digits in [2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4] {
        let drawn = below(ctx, if digits == 2 { 100 } else { 10_000 });
        let name = Pseudonym::new(&format!("{}{drawn:0digits$}", wanted.as_str()))?;
        if by_pseudonym(ctx.tx, &name)?.is_none() {
            return Ok(name);
        }
    }
    Err(Refusal::Busy)
}

/// Four digits that no other request to the same address has.
fn free_number(ctx: &mut Ctx<'_>, others: &[u16]) -> u16 {
    loop {
        let number = below(ctx, 10_000);
        if !others.contains(&number) {
            return number;
        }
    }
}

/// A random number below `bound`, each as likely as the others.
fn below(ctx: &mut Ctx<'_>, bound: u16) -> u16 {
    let fair = u16::MAX - u16::MAX % bound;
    loop {
        let mut bytes = [0; 2];
        ctx.rng.fill_bytes(&mut bytes);
        let drawn = u16::from_le_bytes(bytes);
        if drawn < fair {
            return drawn % bound;
        }
    }
}

/// A request as its sponsor sees it: never a name, never a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who waits.
    pub member: MemberId,
    /// The number that she was given, to tell her sponsor.
    pub number: u16,
    /// When she asked.
    pub since: Timestamp,
}

impl Snapshot {
    /// The requests to the sponsor who asks, oldest first.
    pub fn requests(&self, actor: &Actor) -> Result<Vec<Request>, Refusal> {
        self.allow(actor, Action::IssueCode)?;
        let Actor::Member(sponsor, _) = actor else { return Err(Refusal::Forbidden) };
        Ok(requests(&self.tx, sponsor)?)
    }
}

/// The requests to a sponsor, oldest first.
fn requests(read: &impl Read, sponsor: &MemberId) -> Result<Vec<Request>, StoreError> {
    let Some(member) = load(read, sponsor)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for own in member.contacts.iter().filter(|own| matches!(own.address, Address::Email(_))) {
        let asked = own.address.key(read);
        if sponsor_at(read, &asked)?.is_none_or(|(id, ..)| id != *sponsor) {
            continue;
        }
        for id in finding::all(read, &WAITING_FOR, &asked)? {
            let waiting = get(read, &id)?.filter(|waiting| !waiting.declined);
            found.extend(waiting.map(|waiting| Request {
                member: id,
                number: waiting.number,
                since: waiting.since,
            }));
        }
    }
    found.sort_unstable_by_key(|request| (request.since, request.member));
    Ok(found)
}

/// Confirms who asked: she is a member from now on, and told so.
pub struct ConfirmSponsored {
    /// Her sponsor.
    pub actor: Actor,
    /// Who asked.
    pub member: MemberId,
    /// By what the sponsor will know her.
    pub label: String,
}

impl Command for ConfirmSponsored {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let sponsor = asked_of(ctx, &self.actor, &self.member)?;
        sponsorship::vouch(ctx, &sponsor)?;
        sponsored::add(ctx, &sponsor, &self.member, &self.label)?;
        forget(ctx.tx, &self.member)?;
        let mut member = needed(ctx.tx, &self.member)?;
        (member.standing, member.sponsor) = (Standing::Active, Some(sponsor));
        let code = contacts::first_code(ctx, &mut member);
        save(ctx.tx, &self.member, &member)?;
        let text = code.map_or(Text::Registered, |(_, code)| Text::FirstCode(code));
        tell(ctx, Some(&self.member), &member, text)?;
        ctx.audit(&self.actor, AuditEvent::about("member_confirmed", self.member.as_bytes()))
    }
}

/// Takes who asked off the sponsor's list. Nothing else changes until the two weeks are over: were she told sooner, or
/// her place free, anybody could find out whether an address is a member's.
#[derive(Debug)]
pub struct DeclineSponsored {
    /// Whom she asked.
    pub actor: Actor,
    /// Who asked.
    pub member: MemberId,
}

impl Command for DeclineSponsored {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        asked_of(ctx, &self.actor, &self.member)?;
        let waiting = get(ctx.tx, &self.member)?.ok_or(Refusal::NotFound)?;
        put(ctx.tx, &self.member, &Waiting { told: true, declined: true, ..waiting })?;
        ctx.audit(&self.actor, AuditEvent::about("member_declined", self.member.as_bytes()))
    }
}

/// The sponsor, if this member asked her.
fn asked_of(ctx: &mut Ctx<'_>, actor: &Actor, member: &MemberId) -> Result<MemberId, Refusal> {
    ctx.allow(actor, Action::IssueCode)?;
    let Actor::Member(sponsor, _) = actor else { return Err(Refusal::Forbidden) };
    let hers = requests(ctx.tx, sponsor)?.iter().any(|request| request.member == *member);
    // A sponsor vouches for who waits; she lifts nothing that an admin decided.
    let waits = load(ctx.tx, member)?.is_some_and(|found| found.standing == Standing::Waiting);
    if hers && waits { Ok(*sponsor) } else { Err(Refusal::NotFound) }
}

/// Writes to the first contact, which need not be confirmed: it is the one she gave. `id` unless she is nobody any more.
fn tell(ctx: &mut Ctx<'_>, id: Option<&MemberId>, member: &Member, text: Text) -> Result<(), Refusal> {
    let Some(first) = member.contacts.first() else { return Ok(()) };
    let message = Message { to: first.address.clone(), language: member.language.clone(), text };
    match id {
        Some(id) => ctx.send_to(id, message),
        None => ctx.send(message),
    }
}

/// Forgets that somebody waits.
pub(super) fn forget(tx: &mut Tx, id: &MemberId) -> Result<(), StoreError> {
    if let Some(waiting) = get(tx, id)? {
        finding::remove(tx, &WAITING_FOR, &waiting.asked, id)?;
        tx.bucket_remove(&WAITING, &bucket(id), id)?;
    }
    Ok(())
}

/// The member whom an address names as a sponsor, with the address as she gave it.
fn sponsor_at(read: &impl Read, asked: &[u8; 16]) -> Result<Option<(MemberId, Member, Address)>, StoreError> {
    let mut best: Option<(Timestamp, MemberId, Member, Address)> = None;
    for id in contact::members_at(read, asked)? {
        let Some(member) = load(read, &id)?.filter(Member::is_active) else { continue };
        let own = member.contacts.iter().find(|own| own.address.key(read) == *asked);
        let Some((confirmed, address)) = own.and_then(|own| Some((own.confirmed?, own.address.clone())))
        else {
            continue;
        };
        if best.as_ref().is_none_or(|best| confirmed < best.0) {
            best = Some((confirmed, id, member, address));
        }
    }
    Ok(best.map(|(.., id, member, address)| (id, member, address)))
}

/// How often a sponsor was written to about requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AskedToday {
    day: u64,
    count: u32,
}

/// The node's own work with requests: tells sponsors, a few times a day each, and ends what nobody answered.
/// To be run at a steady pace, never because somebody has just asked.
#[derive(Debug)]
pub struct TendRequests;

impl Command for TendRequests {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (mut over, mut untold) = (Vec::new(), Vec::new());
        let now = ctx.now;
        ctx.tx.bucket_scan(&WAITING, None, |id, waiting| {
            if now.since(waiting.since) >= WAITING_LIFETIME {
                over.push(id);
            } else if !waiting.told {
                untold.push((id, waiting));
            }
            let full = over.len().saturating_add(untold.len()) >= TENDED_AT_ONCE;
            if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        for id in over {
            end(ctx, &id)?;
        }
        for (id, waiting) in untold {
            tell_sponsor(ctx, &id, waiting)?;
        }
        Ok(())
    }
}

/// Ends a request, and tells who asked in the same words whether it was declined, overlooked or nobody's to confirm.
/// Beyond so many an hour nobody is told: those who ask give contacts of anybody's. An account that waits no more stays, and
/// a request without one is forgotten: neither may keep the others from ending.
fn end(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(member) = load(ctx.tx, id)?.filter(|member| member.standing == Standing::Waiting) else {
        return Ok(forget(ctx.tx, id)?);
    };
    remove(ctx.tx, id)?;
    if ctx.node.gates().pass(Gate::TellEnded, ctx.now).is_ok() {
        tell(ctx, None, &member, Text::NotRegistered)?;
    }
    ctx.audit(&Actor::System, AuditEvent::about("request_ended", id.as_bytes()))
}

/// Writes to the sponsor, if there is one and she has not heard enough today. Else the request only stands in her list.
fn tell_sponsor(ctx: &mut Ctx<'_>, id: &MemberId, waiting: Waiting) -> Result<(), Refusal> {
    if let Some((sponsor, mut member, to)) = sponsor_at(ctx.tx, &waiting.asked)? {
        let day = ctx.now.seconds() / DAY;
        let today = if member.asked.day == day { member.asked.count } else { 0 };
        if today < MAX_ASKED_A_DAY {
            member.asked = AskedToday { day, count: today.saturating_add(1) };
            save(ctx.tx, &sponsor, &member)?;
            ctx.send_to(&sponsor, Message { to, language: member.language, text: Text::SponsorAsked })?;
        }
    }
    Ok(put(ctx.tx, id, &Waiting { told: true, ..waiting })?)
}
