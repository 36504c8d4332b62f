//! Sponsorship codes: one use, two weeks, and short enough to be read aloud.
//!
//! Vouching has its limits, because a sponsor may be somebody who sells codes or keeps others: so many new people a month,
//! whether by code or by confirming, and none in the first days of an account. A cancelled code counts.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Address;
use super::member::{Member, load, needed, save};
use super::sponsored::{self, Entry, State};
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::ids::{MemberId, SponsorshipId};
use crate::limits::{CODE_LIFETIME, MAX_LABEL, MAX_LIST, MAX_TAKEN, TEXTED_TIMES, VOUCHING_MONTH};
use crate::messages::{self, Message, Text, sms_agreed};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::rules::Sponsoring;
use crate::spoken::SpokenCode;
use crate::store::{Read, StoreError, Table, Tx};

/// Keyed hash of the code -> whose it is and when it ends.
const CODES: Table<[u8; 16], Code> = Table::new("codes/1");

/// For what a code is hashed.
const PURPOSE: &str = "sponsorship";

#[derive(Serialize, Deserialize)]
struct Code {
    sponsor: Option<MemberId>,
    /// The line of the sponsor's list that it belongs to.
    #[serde(default)]
    entry: Option<SponsorshipId>,
    expires: Timestamp,
    /// How often somebody tried it with a name that is somebody's.
    #[serde(default)]
    taken: u8,
    /// Only codes of the first version have it here, where it cannot be erased.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
}

/// Forgets codes of whomever that ended, 50 at most; what her list says of one stays a month longer.
pub(crate) fn forget_codes_over(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let rows = tx.range(&CODES, ..)?.into_iter();
    for (key, _) in rows.filter(|(_, code)| code.expires <= now).take(MAX_LIST) {
        tx.remove(&CODES, &key)?;
    }
    sponsored::forget_codes_over(tx, now)
}

/// Makes a code with which one person can register.
pub struct IssueCode {
    /// Who vouches.
    pub actor: Actor,
    /// By what the sponsor will know the code again.
    pub label: String,
}

/// Makes a code and sends it to the telephone of the person who is vouched for. The number is kept only until it is sent.
pub struct SendCode {
    /// Who vouches.
    pub actor: Actor,
    /// By what the sponsor will know the code again.
    pub label: String,
    /// The telephone.
    pub to: Address,
    /// The language of the message.
    pub language: Option<String>,
}

/// Ends a code that was not used. It counts all the same.
#[derive(Debug)]
pub struct CancelCode {
    /// Whose code.
    pub actor: Actor,
    /// The line of her list.
    pub id: SponsorshipId,
}

no_debug!(IssueCode, SendCode);

impl Command for IssueCode {
    type Outcome = SpokenCode;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<SpokenCode, Refusal> {
        ctx.allow(&self.actor, Action::IssueCode)?;
        issue(ctx, &self.actor, &self.label)
    }
}

impl Command for SendCode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::IssueCode)?;
        if !matches!(self.to, Address::Phone(_)) {
            return Err(Refusal::Invalid { field: "phone", reason: "not_a_phone" });
        }
        if !sms_agreed(ctx.tx)? {
            // It would wait in vain, and count.
            return Err(Refusal::Invalid { field: "phone", reason: "sms_off" });
        }
        if let Actor::Member(sponsor, _) = &self.actor {
            text(ctx, sponsor)?;
        }
        let code = issue(ctx, &self.actor, &self.label)?;
        let text = Text::SponsorshipCode(code);
        // Too many messages wait: nothing is made, and nothing counts.
        let queued = ctx.send_or_not(Message { to: self.to, language: self.language, text })?;
        if queued { Ok(()) } else { Err(Refusal::Busy) }
    }
}

impl Command for CancelCode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::IssueCode)?;
        let Actor::Member(sponsor, _) = self.actor else { return Err(Refusal::Forbidden) };
        let entry = sponsored::entry(ctx.tx, &sponsor, &self.id)?.ok_or(Refusal::NotFound)?;
        let State::Code { key, .. } = entry.state else {
            return Err(Refusal::WrongState { expected: "open", found: entry.state.name() });
        };
        ctx.tx.remove(&CODES, &key)?;
        sponsored::remove(ctx.tx, &sponsor, &self.id)?;
        messages::forget_code(ctx.tx, &key)?;
        ctx.audit(&self.actor, AuditEvent::about("code_cancelled", self.id.as_bytes()))
    }
}

fn issue(ctx: &mut Ctx<'_>, actor: &Actor, text: &str) -> Result<SpokenCode, Refusal> {
    let label = label(text)?;
    let code = SpokenCode::random(ctx.rng);
    let (key, expires) = (code.key(PURPOSE, ctx.tx), ctx.now.plus(CODE_LIFETIME));
    let mut row = Code { sponsor: None, entry: None, expires, taken: 0, label: String::new() };
    if let Actor::Member(sponsor, _) = actor {
        vouch(ctx, sponsor)?;
        let id = SponsorshipId::random(ctx.rng);
        let state = State::Code { key, expires };
        sponsored::put(ctx.tx, sponsor, &id, &Entry { label, began: ctx.now, state, unsent: false })?;
        (row.sponsor, row.entry) = (Some(*sponsor), Some(id));
    }
    ctx.tx.put(&CODES, &key, &row)?;
    ctx.audit(actor, AuditEvent::new("code_issued"))?;
    Ok(code)
}

/// A label on one line, without characters that change what stands beside it.
pub(super) fn label(text: &str) -> Result<String, Refusal> {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if text.len() > MAX_LABEL.saturating_mul(8) {
        return Err(Refusal::TooLong { field: "label", max: MAX_LABEL });
    }
    let clean: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if clean.chars().count() > MAX_LABEL {
        return Err(Refusal::TooLong { field: "label", max: MAX_LABEL });
    }
    Ok(clean)
}

/// Counts one more person for whom this sponsor vouches; refuses beyond her limits, with the seconds to wait.
pub(super) fn vouch(ctx: &mut Ctx<'_>, sponsor: &MemberId) -> Result<(), Refusal> {
    let mut member = needed(ctx.tx, sponsor)?;
    let rules = ctx.node.rules().sponsoring;
    member.vouched.retain(|at| within(*at, VOUCHING_MONTH, ctx.now));
    if let Some(retry_after) = wait(&member, &rules, ctx.now) {
        return Err(Refusal::OverQuota { retry_after });
    }
    member.vouched.push(ctx.now);
    sponsored::tidy_codes(ctx.tx, sponsor, ctx.now)?;
    Ok(save(ctx.tx, sponsor, &member)?)
}

/// Counts one more code that is sent by SMS. It is never given back: a number that the company refuses costs the queue a place.
fn text(ctx: &mut Ctx<'_>, sponsor: &MemberId) -> Result<(), Refusal> {
    let mut member = needed(ctx.tx, sponsor)?;
    let most = most(member.role, &ctx.node.rules().sponsoring).saturating_mul(TEXTED_TIMES);
    member.texted.retain(|at| within(*at, VOUCHING_MONTH, ctx.now));
    if let Some(beyond) = member.texted.len().checked_sub(most) {
        let fits =
            member.texted.get(beyond).map_or(VOUCHING_MONTH, |at| at.plus(VOUCHING_MONTH).since(ctx.now));
        return Err(Refusal::OverQuota { retry_after: fits.max(1) });
    }
    member.texted.push(ctx.now);
    Ok(save(ctx.tx, sponsor, &member)?)
}

/// How many seconds the member has to wait before she may vouch for somebody; none when she may now.
fn wait(member: &Member, rules: &Sponsoring, now: Timestamp) -> Option<u64> {
    let recent: Vec<Timestamp> =
        member.vouched.iter().copied().filter(|at| within(*at, VOUCHING_MONTH, now)).collect();
    let most = most(member.role, rules);
    let newcomer = if member.role == Role::Member { rules.newcomer } else { 0 };
    let young = member.created.plus(newcomer).since(now);
    let full = match recent.len().checked_sub(most) {
        // The one that has to become older than a month before another one fits.
        Some(beyond) => {
            recent.get(beyond).map_or(VOUCHING_MONTH, |at| at.plus(VOUCHING_MONTH).since(now).max(1))
        }
        None => 0,
    };
    Some(young.max(full)).filter(|wait| *wait > 0)
}

fn most(role: Role, rules: &Sponsoring) -> usize {
    match role {
        Role::Member => rules.members,
        Role::Partner | Role::Moderator | Role::Admin => rules.partners,
    }
}

/// What a sponsor may still do this month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VouchingLeft {
    /// How many people a month.
    pub most: usize,
    /// How many are left.
    pub left: usize,
    /// Seconds until she may vouch again, when she may not now.
    pub wait: Option<u64>,
    /// Whether she has to wait because her account is new.
    pub newcomer: bool,
}

impl Snapshot {
    /// How many people this sponsor may still vouch for, or how long she has to wait.
    pub fn vouching_left(&self, actor: &Actor, now: Timestamp) -> Result<VouchingLeft, Refusal> {
        self.allow(actor, Action::IssueCode)?;
        let Actor::Member(id, _) = actor else { return Err(Refusal::Forbidden) };
        let member = needed(&self.tx, id)?;
        let rules = self.node.rules().sponsoring;
        let most = most(member.role, &rules);
        let recent = member.vouched.iter().filter(|at| within(**at, VOUCHING_MONTH, now)).count();
        let newcomer = member.role == Role::Member && member.created.plus(rules.newcomer) > now;
        Ok(VouchingLeft {
            most,
            left: most.saturating_sub(recent),
            wait: wait(&member, &rules, now),
            newcomer,
        })
    }
}

/// Forgets a code, whose line in the sponsor's list goes too.
pub(super) fn forget_code(tx: &mut Tx, key: &[u8; 16]) -> Result<(), Refusal> {
    tx.remove(&CODES, key)?;
    Ok(())
}

/// Uses a code up for somebody who registers; the one who vouched. Neither a code that is too old nor one of a sponsor
/// who may not vouch any more is good for anything.
pub(super) fn redeem(
    ctx: &mut Ctx<'_>,
    code: &SpokenCode,
    member: &MemberId,
) -> Result<Option<MemberId>, Refusal> {
    let key = code.key(PURPOSE, ctx.tx);
    let code = open(ctx.tx, &key, ctx.now)?.ok_or(Refusal::CodeRefused)?;
    ctx.tx.remove(&CODES, &key)?;
    if let Some(sponsor) = &code.sponsor {
        let id = code.entry.unwrap_or_else(|| SponsorshipId::random(ctx.rng));
        let before = sponsored::entry(ctx.tx, sponsor, &id)?;
        if let Some(unsent) = before.as_ref().filter(|entry| entry.unsent) {
            // It had arrived after all.
            count_again(ctx, sponsor, unsent.began)?;
        }
        let label = before.map_or(code.label, |entry| entry.label);
        let state = State::Sponsored { member: Some(*member) };
        sponsored::put(ctx.tx, sponsor, &id, &Entry { label, began: ctx.now, state, unsent: false })?;
    }
    Ok(code.sponsor)
}

/// The name that came with a code is somebody's. Whoever holds a code could ask that of one name after the other, so after some
/// of them it ends. For how many more it is good.
pub(super) fn taken(ctx: &mut Ctx<'_>, code: &SpokenCode) -> Result<u8, Refusal> {
    let key = code.key(PURPOSE, ctx.tx);
    let mut row = open(ctx.tx, &key, ctx.now)?.ok_or(Refusal::CodeRefused)?;
    row.taken = row.taken.saturating_add(1);
    if row.taken < MAX_TAKEN {
        ctx.tx.put(&CODES, &key, &row)?;
        ctx.audit(&Actor::System, AuditEvent::new("name_taken"))?;
        return Ok(MAX_TAKEN.saturating_sub(row.taken));
    }
    ctx.tx.remove(&CODES, &key)?;
    if let (Some(sponsor), Some(id)) = (row.sponsor, row.entry)
        && let Some(entry) = sponsored::entry(ctx.tx, &sponsor, &id)?
    {
        let state = State::Code { key, expires: ctx.now };
        sponsored::put(ctx.tx, &sponsor, &id, &Entry { state, ..entry })?;
    }
    ctx.audit(&Actor::System, AuditEvent::new("code_tried_out"))?;
    Ok(0)
}

/// The message with a code was given up, or went out after all: the sponsor sees it in her list. What was never sent does
/// not count for her.
pub(crate) fn code_sent(ctx: &mut Ctx<'_>, code: &SpokenCode, sent: bool) -> Result<(), Refusal> {
    let Some(row) = ctx.tx.get(&CODES, &code.key(PURPOSE, ctx.tx))? else { return Ok(()) };
    let (Some(sponsor), Some(id)) = (row.sponsor, row.entry) else { return Ok(()) };
    let Some(entry) = sponsored::entry(ctx.tx, &sponsor, &id)?.filter(|entry| entry.unsent == sent) else {
        return Ok(());
    };
    if sent {
        count_again(ctx, &sponsor, entry.began)?;
    } else {
        let mut member = needed(ctx.tx, &sponsor)?;
        if let Some(place) = member.vouched.iter().position(|at| *at == entry.began) {
            member.vouched.remove(place);
        }
        save(ctx.tx, &sponsor, &member)?;
    }
    Ok(sponsored::put(ctx.tx, &sponsor, &id, &Entry { unsent: !sent, ..entry })?)
}

/// Counts a person again who did not count while the message with the code was given up.
fn count_again(ctx: &mut Ctx<'_>, sponsor: &MemberId, began: Timestamp) -> Result<(), Refusal> {
    let mut member = needed(ctx.tx, sponsor)?;
    member.vouched.push(began);
    member.vouched.sort_unstable();
    Ok(save(ctx.tx, sponsor, &member)?)
}

/// Whether this is the code of a line, for who looks for the message with it.
pub(crate) fn is_code(read: &impl Read, code: &SpokenCode, key: &[u8; 16]) -> bool {
    code.key(PURPOSE, read) == *key
}

fn open(read: &impl Read, key: &[u8; 16], now: Timestamp) -> Result<Option<Code>, Refusal> {
    let Some(code) = read.get(&CODES, key)?.filter(|code| code.expires > now) else { return Ok(None) };
    let stands = match &code.sponsor {
        Some(sponsor) => load(read, sponsor)?.is_some_and(|sponsor| sponsor.is_active()),
        None => true,
    };
    Ok(stands.then_some(code))
}

impl Snapshot {
    /// Refuses a code that cannot be used, before anybody goes to the length of hashing a password for it. Wrong ones
    /// are counted, all together.
    pub fn sponsorship_code(&self, code: &SpokenCode, now: Timestamp) -> Result<(), Refusal> {
        if open(&self.tx, &code.key(PURPOSE, &self.tx), now)?.is_some() {
            return Ok(());
        }
        Err(self.node.guesses().wrong(now))
    }
}

/// Forgets every code: those of a backup were issued to somebody long ago.
pub(crate) fn forget_all_codes(tx: &mut Tx) -> Result<(), crate::store::StoreError> {
    tx.clear(&CODES)
}
