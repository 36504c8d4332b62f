//! A forgotten password, and an account that somebody else has the password of.
//!
//! Asking for a code writes the same row for every name in the world; whose name it is is looked up later, by
//! [`SendResetCodes`], at a steady pace. So nothing tells a visitor whether a name is somebody's.
//!
//! Tries of a code are not counted: it has 50 bits, and passwords are hashed no faster than the machine can. A count by
//! name would only let a stranger use up her tries.

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::contacts::own;
use super::gates::Gate;
use super::member::{
    Member, Standing, by_key, by_pseudonym, load, needed, reports_are_open, save, somebody, tidy,
};
use super::second_factor::count_change;
use super::{PasswordHash, Pseudonym};
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::limits::{
    INVITATION_LIFETIME, MAX_RESET_CODES, MAX_RESETS_WAITING, REPORTS_CLOSED, RESET_CODE_KEPT,
    RESET_CODE_LIFETIME,
};
use crate::messages::{Message, Text};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor, Role};
use crate::sessions;
use crate::spoken::SpokenCode;
use crate::store::{BucketId, BucketIndex, Read};
use crate::words::words;

/// Keyed hash of a name for which a code was asked, somebody's or nobody's -> when.
const ASKED: BucketIndex<[u8; 16], Timestamp> = BucketIndex::new("reset_asked/2");

/// The bucket of the names for which a code was asked.
fn asked() -> BucketId {
    BucketId::new("reset_asked")
}

words! {
    /// How a forgotten password is replaced.
    ResetBy {
        /// By a code to the confirmed contact, or by a moderator.
        Contact = "contact",
        /// By a moderator alone: somebody else reads her messages.
        Moderator = "moderator",
    }
}

/// What is kept of a member for the day on which she has no password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Recovery {
    pub(super) by: ResetBy,
    /// The code that was sent to her contact.
    code: Option<Code>,
    /// The code that somebody of the team gave her: whoever asks for another in her name does not end it.
    #[serde(default)]
    given: Option<Code>,
    /// When somebody of the team made a code for her last: she is told, in case it was not for her.
    #[serde(default)]
    pub(super) given_at: Option<Timestamp>,
    /// When codes were sent to her contact, within the last day.
    sent: Vec<Timestamp>,
    /// Whether no password opens the account before she has chosen one: the node was put back to a time before she
    /// replaced hers.
    #[serde(default)]
    pub(crate) without_password: bool,
}

impl Default for Recovery {
    fn default() -> Self {
        let (code, given, given_at) = (None, None, None);
        Self { by: ResetBy::Contact, code, given, given_at, sent: Vec::new(), without_password: false }
    }
}

impl Recovery {
    /// Whether a code is out that was sent to her contact.
    pub(super) fn is_sent(&self) -> bool {
        self.code.is_some()
    }

    /// Ends the code that was sent to her contact.
    pub(super) fn end_sent(&mut self) {
        self.code = None;
    }

    /// Ends every code that is out.
    fn forget_codes(&mut self) {
        (self.code, self.given) = (None, None);
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Code {
    #[serde(with = "serde_bytes")]
    key: [u8; 16],
    ends: Timestamp,
}

impl Code {
    fn is(&self, key: &[u8; 16], now: Timestamp) -> bool {
        bool::from(key.ct_eq(&self.key)) && now < self.ends
    }
}

no_debug!(Code, AskForReset, ResetPassword, LockAccount);

/// Asks for a reset code. The answer is the same whoever's name it is.
pub struct AskForReset {
    /// The work name as it was typed.
    pub pseudonym: String,
}

impl Command for AskForReset {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        // What cannot be a name is nobody's, and costs the same.
        let key = match Pseudonym::new(&self.pseudonym) {
            Ok(pseudonym) => pseudonym.key(ctx.tx),
            Err(_) => ctx.tx.index_key("pseudonym", b""),
        };
        if ctx.tx.index_count(&ASKED)? >= MAX_RESETS_WAITING
            && ctx.tx.index_get(&ASKED, &asked(), &key)?.is_none()
        {
            return Err(Refusal::Busy);
        }
        // No line in the audit: there is nobody whom it would be about, and anybody could fill it.
        Ok(ctx.tx.index_put(&ASKED, &asked(), &key, &ctx.now)?)
    }
}

/// The node's own work: sends the codes that were asked for. To be run at a steady pace, never because somebody has
/// just asked.
#[derive(Debug)]
pub struct SendResetCodes;

impl Command for SendResetCodes {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        // All of them: a name that is nobody's costs one look, and what goes out has a bound of its own.
        for (key, _) in ctx.tx.index_rows(&ASKED, &asked())? {
            ctx.tx.index_remove(&ASKED, &asked(), &key)?;
            if let Some(id) = by_key(ctx.tx, &key)? {
                send_code(ctx, &id)?;
            }
        }
        Ok(())
    }
}

/// Sends a code to her confirmed contact, if she may have one that way.
fn send_code(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let (mut member, now) = (needed(ctx.tx, id)?, ctx.now);
    member.recovery.sent.retain(|sent| within(*sent, DAY, now));
    let confirmed = member.contacts.iter().find(|own| own.confirmed.is_some());
    let Some(to) = confirmed.map(|own| own.address.clone()) else { return Ok(()) };
    let wanted = member.is_active() && member.recovery.by == ResetBy::Contact;
    let last = member.recovery.sent.last().filter(|_| member.recovery.code.is_some());
    if !wanted
        || last.is_some_and(|sent| now.since(*sent) < RESET_CODE_KEPT)
        || member.recovery.sent.len() >= MAX_RESET_CODES
        || ctx.node.gates().pass(Gate::SendCode, now).is_err()
    {
        return Ok(());
    }
    member.recovery.sent.push(now);
    let (code, kept) = new_code(ctx, RESET_CODE_LIFETIME);
    member.recovery.code = Some(kept);
    save(ctx.tx, id, &member)?;
    ctx.send_to(id, Message { to, language: member.language, text: Text::ResetCode(code) })?;
    ctx.audit(&Actor::System, AuditEvent::about("reset_code_sent", id.as_bytes()))
}

/// A new code, and what is kept of it.
fn new_code(ctx: &mut Ctx<'_>, lifetime: u64) -> (SpokenCode, Code) {
    let code = SpokenCode::random(ctx.rng);
    let kept = Code { key: code.key("reset_code", ctx.tx), ends: ctx.now.plus(lifetime) };
    (code, kept)
}

/// A code for somebody who has no password yet; she has days to use it, not minutes.
pub(super) fn invite(ctx: &mut Ctx<'_>, member: &mut Member) -> SpokenCode {
    let (code, kept) = new_code(ctx, INVITATION_LIFETIME);
    member.recovery.given = Some(kept);
    code
}

/// Makes a reset code that a moderator or admin tells a member whom they have spoken with.
#[derive(Debug)]
pub struct IssueResetCode {
    /// Who does it.
    pub actor: Actor,
    /// For whom.
    pub member: MemberId,
}

impl Command for IssueResetCode {
    type Outcome = SpokenCode;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<SpokenCode, Refusal> {
        let mut member = helped(ctx, &self.actor, &self.member)?;
        if !member.is_active() {
            return Err(Refusal::WrongState { expected: "active", found: member.standing.name() });
        }
        let code = give_code(ctx, &self.member, &mut member)?;
        save(ctx.tx, &self.member, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("reset_code_issued", self.member.as_bytes()))?;
        Ok(code)
    }
}

/// Opens an account that its member had locked, once a moderator or admin has spoken with her. Whoever made her lock it has
/// her password, and perhaps her telephone: the password is no good any more, she chooses another with the code that is
/// made here, and the next code comes from a moderator too until she chooses otherwise.
#[derive(Debug)]
pub struct Unlock {
    /// Who does it.
    pub actor: Actor,
    /// Whose account.
    pub member: MemberId,
}

impl Command for Unlock {
    type Outcome = SpokenCode;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<SpokenCode, Refusal> {
        let mut member = helped(ctx, &self.actor, &self.member)?;
        if member.standing != Standing::Locked {
            return Err(Refusal::WrongState { expected: "locked", found: member.standing.name() });
        }
        member.standing = Standing::Active;
        member.reports_closed_until = Some(ctx.now.plus(REPORTS_CLOSED));
        end_password(ctx, &mut member);
        let code = give_code(ctx, &self.member, &mut member)?;
        save(ctx.tx, &self.member, &member)?;
        tidy(ctx.tx, &self.member)?;
        sessions::end_all(ctx.tx, &self.member)?;
        ctx.audit(&self.actor, AuditEvent::about("account_unlocked", self.member.as_bytes()))?;
        Ok(code)
    }
}

/// A code that is told to her; her page and her confirmed contacts say that there is one, in case it was not for her.
fn give_code(ctx: &mut Ctx<'_>, id: &MemberId, member: &mut Member) -> Result<SpokenCode, Refusal> {
    let (code, kept) = new_code(ctx, RESET_CODE_LIFETIME);
    (member.recovery.given, member.recovery.given_at) = (Some(kept), Some(ctx.now));
    for own in member.contacts.iter().filter(|own| own.confirmed.is_some()) {
        let (to, language) = (own.address.clone(), member.language.clone());
        ctx.send_to(id, Message { to, language, text: Text::SomethingWaits })?;
    }
    Ok(code)
}

/// Ends a password that somebody else has, with every code that is out: only a code of a moderator leads back.
pub(super) fn end_password(ctx: &mut Ctx<'_>, member: &mut Member) {
    member.password = PasswordHash::unusable(ctx.rng);
    member.recovery.without_password = true;
    member.recovery.by = ResetBy::Moderator;
    end_codes(member);
}

/// The member who is helped. Moderators help members and partners, not each other and no admin: else any of them could
/// become any other. Nobody helps herself.
fn helped(ctx: &mut Ctx<'_>, actor: &Actor, member: &MemberId) -> Result<Member, Refusal> {
    ctx.allow(actor, Action::HelpMember)?;
    let found = needed(ctx.tx, member)?;
    if let Actor::Member(id, _) = actor {
        let helper = needed(ctx.tx, id)?.role;
        let may = helper == Role::Admin || matches!(found.role, Role::Member | Role::Partner);
        if !may || id == member {
            return Err(Refusal::Forbidden);
        }
    }
    Ok(found)
}

impl Snapshot {
    /// The member of this work name, for a moderator or admin who has spoken with her.
    pub fn member_to_help(&self, actor: &Actor, pseudonym: &str) -> Result<MemberId, Refusal> {
        self.allow(actor, Action::HelpMember)?;
        by_pseudonym(&self.tx, &Pseudonym::new(pseudonym)?)?.ok_or(Refusal::NotFound)
    }
}

/// Sets a new password with a reset code.
pub struct ResetPassword {
    /// The work name as it was typed.
    pub pseudonym: String,
    /// The code; none when what was typed is no code at all.
    pub code: Option<SpokenCode>,
    /// The new password.
    pub password: PasswordHash,
}

impl Command for ResetPassword {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let key = self.code.map(|code| code.key("reset_code", ctx.tx)).ok_or(Refusal::CodeRefused)?;
        let pseudonym = Pseudonym::new(&self.pseudonym).map_err(|_| Refusal::CodeRefused)?;
        let known = by_pseudonym(ctx.tx, &pseudonym)?;
        // A name that is nobody's takes as long as one that is somebody's: another member is read in her place.
        let other = if known.is_none() { somebody(ctx.tx)? } else { None };
        let id = known.or(other).ok_or(Refusal::CodeRefused)?;
        let mut member = needed(ctx.tx, &id)?;
        let (sent, given) = (&member.recovery.code, &member.recovery.given);
        let right = [sent, given].into_iter().flatten().any(|code| code.is(&key, ctx.now));
        if known.is_none() || !right {
            return Err(Refusal::CodeRefused);
        }
        member.recovery.forget_codes();
        member.password = self.password;
        let who = Actor::Member(id, member.role);
        reset_done(ctx, &id, member)?;
        ctx.audit(&who, AuditEvent::about("password_reset", id.as_bytes()))
    }
}

/// What follows when a password was replaced without the old one: sessions end, her reports stay closed for a while,
/// and her confirmed contacts get a bland note.
pub(super) fn reset_done(ctx: &mut Ctx<'_>, id: &MemberId, mut member: Member) -> Result<(), Refusal> {
    member.reports_closed_until = Some(ctx.now.plus(REPORTS_CLOSED));
    password_changed(ctx, id, member)
}

/// What follows when a password was changed in any way: sessions end, codes end, her confirmed contacts are told. Keeps the
/// member.
pub(super) fn password_changed(ctx: &mut Ctx<'_>, id: &MemberId, mut member: Member) -> Result<(), Refusal> {
    end_codes(&mut member);
    member.recovery.without_password = false;
    save(ctx.tx, id, &member)?;
    tidy(ctx.tx, id)?;
    sessions::end_all(ctx.tx, id)?;
    erasures::record(ctx.tx, Erased::Password, id.as_bytes())?;
    for own in member.contacts.iter().filter(|own| own.confirmed.is_some()) {
        let (to, language) = (own.address.clone(), member.language.clone());
        ctx.send_to(id, Message { to, language, text: Text::PasswordChanged })?;
    }
    Ok(())
}

/// Ends the codes that are out: somebody else may have asked for them, or read them.
pub(super) fn end_codes(member: &mut Member) {
    member.recovery.forget_codes();
    member.confirming.end();
}

/// Chooses how a forgotten password is replaced. While her reports are closed after a reset, only the stricter way can be
/// chosen.
#[derive(Debug)]
pub struct ChooseReset {
    /// Who chooses; she has just typed her password again.
    pub actor: Actor,
    /// How.
    pub by: ResetBy,
}

impl Command for ChooseReset {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (id, mut member) = own(ctx, &self.actor)?;
        if self.by == ResetBy::Contact {
            reports_are_open(&member, ctx.now)?;
        } else if member.recovery.by == ResetBy::Contact {
            count_change(ctx, &id)?;
            erasures::record(ctx.tx, Erased::Closed, id.as_bytes())?;
        }
        member.recovery.by = self.by;
        // A code that is out was sent the other way.
        member.recovery.forget_codes();
        save(ctx.tx, &id, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("reset_chosen", id.as_bytes()))
    }
}

/// Locks the account of whoever holds the follow code of one of her reports: somebody else has her password, or her
/// telephone. Her sessions end; a moderator opens it again. The last admin's account is locked like any other: whoever has
/// her password must not keep it because she is the last one, and whoever has the machine opens it again.
pub struct LockAccount {
    /// The follow code.
    pub code: SpokenCode,
}

impl Command for LockAccount {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Some(id) = reports::own_reporter(ctx.tx, &self.code)? else {
            // A right code is never counted as a guess, though there is no account to lock.
            let known = reports::is_known(ctx.tx, &self.code, ctx.now)?;
            return if known { Ok(()) } else { Err(ctx.node.guesses().wrong(ctx.now)) };
        };
        let Some(mut member) = load(ctx.tx, &id)?.filter(Member::is_active) else { return Ok(()) };
        member.standing = Standing::Locked;
        end_codes(&mut member);
        save(ctx.tx, &id, &member)?;
        tidy(ctx.tx, &id)?;
        sessions::end_all(ctx.tx, &id)?;
        erasures::record(ctx.tx, Erased::Closed, id.as_bytes())?;
        ctx.audit(&Actor::Member(id, member.role), AuditEvent::about("account_locked", id.as_bytes()))
    }
}
