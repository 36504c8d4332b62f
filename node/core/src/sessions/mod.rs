//! Sessions: who is signed in, by a token of which only a keyed hash is kept.
//!
//! No address and no user agent is kept with it. A session of one's own browser that is over by its time is kept for 30
//! days more: its token opens nothing, but whoever comes back with it has tries to sign in of her own, so that nobody who
//! tries her name elsewhere keeps her out. Signing out, a new password or the quick exit take that away too.

mod kept;
mod list;
mod migration;
mod opening;
mod second_step;

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::audit::AuditEvent;
use crate::clock::is_ahead;
use crate::command::{Command, Ctx};
use crate::ids::{MemberId, SessionId};
use crate::limits::{
    DESK_IDLE, MAX_LIST, MAX_SESSIONS, PAGE_SESSION, RECOGNISED, SHARED_IDLE, TOKEN_SESSION, TOUCH_EVERY,
};
use crate::members::{self, Member, Pseudonym};
use crate::node::Snapshot;
use crate::privacy;
use crate::privacy::KeptRow;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Actor, Role};
use crate::store::{Read, StoreError, Table, Tx};

pub use list::{EndOneSession, EndOtherSessions, SessionLine};
pub(crate) use migration::into_buckets;
pub(crate) use opening::opened_by;
pub use opening::{CloseAccount, OpenAccount, OwnDetails};
pub(crate) use second_step::SecondSteps;
pub use second_step::{FinishSignIn, FirstStep};

/// Member and session -> when it began.
const SESSIONS_OF: Table<(MemberId, SessionId), Timestamp> = Table::new("sessions_of/1");

#[derive(Serialize, Deserialize)]
struct SessionRow {
    member: MemberId,
    kind: SessionKind,
    csrf: String,
    used: Timestamp,
    expires: Timestamp,
    /// Until when what lies behind the password is open.
    #[serde(default)]
    opened_until: Option<Timestamp>,
}

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    /// Pages, for 12 hours.
    Page {
        /// On a device that others use: ends after 15 idle minutes.
        shared: bool,
    },
    /// The JSON API, for 30 days.
    Token,
}

/// A session that has just begun.
pub struct Session {
    /// The token: 32 random bytes as base64url. It is kept nowhere else.
    pub token: Zeroizing<String>,
    /// What a form must send back.
    pub csrf: String,
    /// What it is for.
    pub kind: SessionKind,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The member's role.
    pub role: Role,
    /// The member's pseudonym.
    pub pseudonym: Pseudonym,
}

/// A session that goes on.
#[derive(Clone)]
pub struct SessionView {
    /// Whose it is.
    pub member: MemberId,
    /// Her role now.
    pub role: Role,
    /// Her pseudonym.
    pub pseudonym: Pseudonym,
    /// What it is for.
    pub kind: SessionKind,
    /// What a form must send back.
    pub csrf: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Whether [`UseSession`] should be sent, so that it does not end as idle.
    pub touch: bool,
    /// Whether she may do nothing before she has set up a second factor.
    pub second_factor_missing: bool,
    /// Until when what lies behind the password is open, if it is.
    pub opened_until: Option<Timestamp>,
}

no_debug!(Session, SessionView, UseSession, EndSession);

impl SessionView {
    /// Who gives commands in this session.
    pub fn actor(&self) -> Actor {
        Actor::Member(self.member, self.role)
    }
}

/// Begins a session of a member whose password was verified; send it in [`members::WithPassword`].
#[derive(Debug)]
pub struct StartSession {
    /// Who signs in.
    pub member: MemberId,
    /// What for.
    pub kind: SessionKind,
}

impl Command for StartSession {
    type Outcome = Session;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Session, Refusal> {
        let member = members::load(ctx.tx, &self.member)?.ok_or(Refusal::WrongCredentials)?;
        member.in_good_standing()?;
        if member.second_factor.is_active() {
            return Err(Refusal::SecondFactorNeeded);
        }
        ctx.audit(&Actor::Member(self.member, member.role), AuditEvent::new("session_started"))?;
        begin(ctx, self.member, member, self.kind)
    }
}

/// Begins the session of a member who has proved all that is asked of her.
fn begin(ctx: &mut Ctx<'_>, id: MemberId, member: Member, kind: SessionKind) -> Result<Session, Refusal> {
    if ctx.node.is_locked() {
        return Err(Refusal::Busy);
    }
    privacy::awake(ctx, &id, &member)?;
    make_room(ctx.tx, &id, ctx.now)?;
    let token = random_text::<32>(ctx.rng);
    let csrf = random_text::<16>(ctx.rng).to_string();
    let lifetime = match kind {
        SessionKind::Page { .. } => PAGE_SESSION,
        SessionKind::Token => TOKEN_SESSION,
    };
    let (session, expires_at) = (session_id(ctx.tx, &token), ctx.now.plus(lifetime));
    let (used, csrf_kept) = (ctx.now, csrf.clone());
    let row = SessionRow { member: id, kind, csrf: csrf_kept, used, expires: expires_at, opened_until: None };
    kept::put(ctx.tx, &session, &row)?;
    ctx.tx.put(&SESSIONS_OF, &(id, session), &ctx.now)?;
    let who = member.pseudonym.key(ctx.tx);
    ctx.after_commit(move |node| node.throttle().clear(&who));
    Ok(Session { token, csrf, kind, expires_at, role: member.role, pseudonym: member.pseudonym })
}

/// Says that a session is in use. Written down at most once a minute.
pub struct UseSession {
    /// Its token.
    pub token: Zeroizing<String>,
}

impl Command for UseSession {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let id = session_id(ctx.tx, &self.token);
        let (mut row, member) = live(ctx.tx, &id, ctx.now)?.ok_or(Refusal::NotSignedIn)?;
        if touch_due(&row, &member, ctx.now) {
            row.used = ctx.now;
            kept::put(ctx.tx, &id, &row)?;
        }
        Ok(())
    }
}

/// Ends a session. One that is over already counts as ended.
pub struct EndSession {
    /// Its token.
    pub token: Zeroizing<String>,
}

impl Command for EndSession {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let id = session_id(ctx.tx, &self.token);
        if let Some(row) = kept::get(ctx.tx, &id)? {
            kept::forget(ctx.tx, &id)?;
            ctx.tx.remove(&SESSIONS_OF, &(row.member, id))?;
            let role = members::load(ctx.tx, &row.member)?.map_or(Role::Member, |member| member.role);
            ctx.audit(&Actor::Member(row.member, role), AuditEvent::new("session_ended"))?;
        }
        Ok(())
    }
}

/// Ends all sessions of a member: her own, or as an admin somebody else's.
#[derive(Debug)]
pub struct EndSessions {
    /// Who does it.
    pub actor: Actor,
    /// Whose sessions.
    pub member: MemberId,
}

impl Command for EndSessions {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let own = matches!(self.actor, Actor::Member(id, _) if id == self.member);
        if !own {
            ctx.allow(&self.actor, crate::roles::Action::ManageMembers)?;
        }
        end_all(ctx.tx, &self.member)?;
        ctx.audit(&self.actor, AuditEvent::about("sessions_ended", self.member.as_bytes()))
    }
}

impl Snapshot {
    /// The session of this token; none when it is over, unknown, or its account cannot be used.
    pub fn session(&self, token: &str, now: Timestamp) -> Result<Option<SessionView>, Refusal> {
        let found = live(&self.tx, &session_id(&self.tx, token), now)?;
        let rules = self.node.rules();
        Ok(found.map(|(row, member)| SessionView {
            touch: touch_due(&row, &member, now),
            second_factor_missing: members::is_missing(&member, &rules),
            opened_until: row.opened_until.filter(|until| now < *until),
            member: row.member,
            role: member.role,
            pseudonym: member.pseudonym,
            kind: row.kind,
            csrf: row.csrf,
            expires_at: row.expires,
        }))
    }
}

/// How many sessions of a member there are, those that are over but not yet forgotten included.
pub(crate) fn count_of(read: &impl Read, member: &MemberId) -> Result<usize, StoreError> {
    Ok(read.prefix(&SESSIONS_OF, member)?.len())
}

pub(crate) fn end_all(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    for (key, _) in tx.prefix(&SESSIONS_OF, member)? {
        kept::forget(tx, &key.1)?;
        tx.remove(&SESSIONS_OF, &key)?;
    }
    Ok(())
}

/// Ends all sessions of a member but the one of this token.
pub(crate) fn end_others(tx: &mut Tx, member: &MemberId, token: &str) -> Result<(), StoreError> {
    let this = session_id(tx, token);
    for (key, _) in tx.prefix(&SESSIONS_OF, member)? {
        if key.1 != this {
            kept::forget(tx, &key.1)?;
            tx.remove(&SESSIONS_OF, &key)?;
        }
    }
    Ok(())
}

/// Ends the sessions of everybody; how many there were.
pub(crate) fn end_everybodys(tx: &mut Tx) -> Result<usize, StoreError> {
    let all = tx.range(&SESSIONS_OF, ..)?;
    for (key, _) in &all {
        kept::forget(tx, &key.1)?;
        tx.remove(&SESSIONS_OF, key)?;
    }
    Ok(all.len())
}

/// A session that goes on, and whose it is.
pub(crate) struct SignedIn {
    pub(crate) id: MemberId,
    pub(crate) member: Member,
    /// Whether the password was typed again within the last five minutes.
    pub(crate) opened: bool,
    /// When she signed in.
    pub(crate) began: Timestamp,
}

impl SignedIn {
    pub(crate) fn actor(&self) -> Actor {
        Actor::Member(self.id, self.member.role)
    }
}

/// The session of this token.
pub(crate) fn signed_in(read: &impl Read, token: &str, now: Timestamp) -> Result<SignedIn, Refusal> {
    let session = session_id(read, token);
    let (row, member) = live(read, &session, now)?.ok_or(Refusal::NotSignedIn)?;
    let began = read.get(&SESSIONS_OF, &(row.member, session))?.ok_or(Refusal::NotSignedIn)?;
    let opened = row.opened_until.is_some_and(|until| now < until);
    Ok(SignedIn { id: row.member, member, opened, began })
}

/// What stands for the own browser in which this member was signed in before; none for any other token.
pub(crate) fn recognised(
    read: &impl Read,
    token: &str,
    member: &MemberId,
    now: Timestamp,
) -> Result<Option<[u8; 16]>, StoreError> {
    let id = session_id(read, token);
    let row = kept::get(read, &id)?.filter(|row| row.member == *member && is_recognised(row, now));
    Ok(row.map(|_| *id.as_bytes()))
}

fn is_recognised(row: &SessionRow, now: Timestamp) -> bool {
    row.kind == SessionKind::Page { shared: false } && now < row.expires.plus(RECOGNISED)
}

/// Forgets the member's sessions that are over, and the oldest ones if there are too many.
fn make_room(tx: &mut Tx, member: &MemberId, now: Timestamp) -> Result<(), StoreError> {
    let mut kept = Vec::new();
    let mut ended = Vec::new();
    for (key, began) in tx.prefix(&SESSIONS_OF, member)? {
        // Sessions that go on stay longer than browsers that are only recognised.
        let goes_on = live(tx, &key.1, now)?.is_some();
        let stays = goes_on || kept::get(tx, &key.1)?.is_some_and(|row| is_recognised(&row, now));
        if stays { kept.push((goes_on, began, key)) } else { ended.push(key) }
    }
    kept.sort_unstable();
    let surplus = kept.len().saturating_sub(MAX_SESSIONS - 1);
    ended.extend(kept.into_iter().take(surplus).map(|(.., key)| key));
    for key in ended {
        kept::forget(tx, &key.1)?;
        tx.remove(&SESSIONS_OF, &key)?;
    }
    Ok(())
}

/// Forgets sessions of whomever that are over, 50 at most.
pub(crate) fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let mut over = Vec::new();
    for (key, _) in tx.range(&SESSIONS_OF, ..)? {
        let stays = live(tx, &key.1, now)?.is_some()
            || kept::get(tx, &key.1)?.is_some_and(|row| is_recognised(&row, now));
        if !stays {
            over.push(key);
        }
        if over.len() >= MAX_LIST {
            break;
        }
    }
    for key in over {
        kept::forget(tx, &key.1)?;
        tx.remove(&SESSIONS_OF, &key)?;
    }
    Ok(())
}

fn live(
    read: &impl Read,
    id: &SessionId,
    now: Timestamp,
) -> Result<Option<(SessionRow, Member)>, StoreError> {
    let Some(row) = kept::get(read, id)? else { return Ok(None) };
    let Some(member) = members::load(read, &row.member)? else { return Ok(None) };
    let idle = idle_limit(&row, &member).is_some_and(|limit| now.since(row.used) >= limit);
    // It began under a wrong clock, and would end far too late.
    let ahead = is_ahead(row.used, now);
    Ok((now < row.expires && !idle && !ahead && member.is_active()).then_some((row, member)))
}

/// How long the session may idle, in seconds.
fn idle_limit(row: &SessionRow, member: &Member) -> Option<u64> {
    let team = matches!(member.role, Role::Moderator | Role::Admin);
    match row.kind {
        SessionKind::Page { shared: true } => Some(SHARED_IDLE),
        SessionKind::Page { shared: false } | SessionKind::Token => team.then_some(DESK_IDLE),
    }
}

fn touch_due(row: &SessionRow, member: &Member, now: Timestamp) -> bool {
    idle_limit(row, member).is_some() && now.since(row.used) >= TOUCH_EVERY
}

fn session_id(read: &impl Read, token: &str) -> SessionId {
    SessionId::new(read.index_key("session", token.as_bytes()))
}

/// `N` random bytes as base64url without padding.
fn random_text<const N: usize>(rng: &mut dyn CryptoRngCore) -> Zeroizing<String> {
    use base64::Engine as _;
    let mut bytes = Zeroizing::new([0; N]);
    rng.fill_bytes(bytes.as_mut());
    Zeroizing::new(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes.as_ref()))
}

/// A member's sessions, for her copy of her data.
pub(crate) fn kept(read: &impl Read, member: &MemberId) -> Result<Vec<KeptRow>, StoreError> {
    let mut rows = Vec::new();
    for ((_, id), _) in read.prefix(&SESSIONS_OF, member)? {
        rows.extend(kept::get(read, &id)?.map(|row| KeptRow::of("sessions/2", &row)));
    }
    Ok(rows)
}
