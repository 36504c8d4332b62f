//! Sessions: who is signed in, by a token of which only a keyed hash is kept.
//!
//! No address and no user agent is kept with it.

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{MemberId, SessionId};
use crate::limits::{DESK_IDLE, MAX_SESSIONS, PAGE_SESSION, SHARED_IDLE, TOKEN_SESSION, TOUCH_EVERY};
use crate::members::{self, Member, Pseudonym};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Actor, Role};
use crate::store::{Read, StoreError, Table, Tx};

/// Keyed hash of the token -> session.
const SESSIONS: Table<SessionId, Row> = Table::new("sessions/1");
/// Member and session -> when it began.
const SESSIONS_OF: Table<(MemberId, SessionId), Timestamp> = Table::new("sessions_of/1");

#[derive(Serialize, Deserialize)]
struct Row {
    member: MemberId,
    kind: SessionKind,
    csrf: String,
    used: Timestamp,
    expires: Timestamp,
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
}

no_debug!(Session, SessionView, UseSession, EndSession);

impl SessionView {
    /// Who gives commands in this session.
    pub fn actor(&self) -> Actor {
        Actor::Member(self.member, self.role)
    }
}

/// Begins a session of a member whose password was verified.
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
        make_room(ctx.tx, &self.member, ctx.now)?;
        let token = random_text::<32>(ctx.rng);
        let csrf = random_text::<16>(ctx.rng).to_string();
        let lifetime = match self.kind {
            SessionKind::Page { .. } => PAGE_SESSION,
            SessionKind::Token => TOKEN_SESSION,
        };
        let (id, expires_at) = (session_id(ctx.tx, &token), ctx.now.plus(lifetime));
        let row = Row {
            member: self.member,
            kind: self.kind,
            csrf: csrf.clone(),
            used: ctx.now,
            expires: expires_at,
        };
        ctx.tx.put(&SESSIONS, &id, &row)?;
        ctx.tx.put(&SESSIONS_OF, &(self.member, id), &ctx.now)?;
        ctx.audit(&Actor::Member(self.member, member.role), AuditEvent::new("session_started"))?;
        let who = member.pseudonym.key(ctx.tx);
        ctx.after_commit(move |node| node.throttle().clear(&who));
        Ok(Session { token, csrf, expires_at, role: member.role, pseudonym: member.pseudonym })
    }
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
            ctx.tx.put(&SESSIONS, &id, &row)?;
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
        if let Some(row) = ctx.tx.get(&SESSIONS, &id)? {
            ctx.tx.remove(&SESSIONS, &id)?;
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
        Ok(found.map(|(row, member)| SessionView {
            touch: touch_due(&row, &member, now),
            member: row.member,
            role: member.role,
            pseudonym: member.pseudonym,
            kind: row.kind,
            csrf: row.csrf,
            expires_at: row.expires,
        }))
    }
}

pub(crate) fn end_all(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    for (key, _) in tx.prefix(&SESSIONS_OF, member)? {
        tx.remove(&SESSIONS, &key.1)?;
        tx.remove(&SESSIONS_OF, &key)?;
    }
    Ok(())
}

/// Forgets the member's sessions that are over, and the oldest ones if there are too many.
fn make_room(tx: &mut Tx, member: &MemberId, now: Timestamp) -> Result<(), StoreError> {
    let mut kept = Vec::new();
    let mut ended = Vec::new();
    for (key, began) in tx.prefix(&SESSIONS_OF, member)? {
        if live(tx, &key.1, now)?.is_some() { kept.push((began, key)) } else { ended.push(key) }
    }
    kept.sort_unstable();
    let surplus = kept.len().saturating_sub(MAX_SESSIONS - 1);
    ended.extend(kept.into_iter().take(surplus).map(|(_, key)| key));
    for key in ended {
        tx.remove(&SESSIONS, &key.1)?;
        tx.remove(&SESSIONS_OF, &key)?;
    }
    Ok(())
}

fn live(read: &impl Read, id: &SessionId, now: Timestamp) -> Result<Option<(Row, Member)>, StoreError> {
    let Some(row) = read.get(&SESSIONS, id)? else { return Ok(None) };
    let Some(member) = members::load(read, &row.member)? else { return Ok(None) };
    let idle = idle_limit(&row, &member).is_some_and(|limit| now.since(row.used) >= limit);
    Ok((now < row.expires && !idle && member.is_active()).then_some((row, member)))
}

/// How long the session may idle, in seconds.
fn idle_limit(row: &Row, member: &Member) -> Option<u64> {
    match row.kind {
        SessionKind::Page { shared: true } => Some(SHARED_IDLE),
        SessionKind::Page { shared: false } if member.role == Role::Moderator => Some(DESK_IDLE),
        SessionKind::Page { shared: false } | SessionKind::Token => None,
    }
}

fn touch_due(row: &Row, member: &Member, now: Timestamp) -> bool {
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
