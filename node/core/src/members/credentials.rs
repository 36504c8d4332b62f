//! Signing in: what a password is compared with.

use parasol_protocol::time::Timestamp;

use super::member::{Member, by_pseudonym, load, needed};
use super::throttle::{Counted, Pace};
use super::{PasswordHash, Pseudonym};
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{PASSWORD_AGAIN_BURST, PASSWORD_AGAIN_EVERY};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::sessions;
use crate::store::Read;

/// What a password is compared with. There is always something, so that an unknown pseudonym costs the same work.
pub struct Credentials {
    password: PasswordHash,
    member: Option<MemberId>,
    standing: Result<(), Refusal>,
    counted: Option<Tried>,
    browser: Option<[u8; 16]>,
}

/// A sign-in that was counted as a failed one.
#[derive(Debug, Clone, Copy)]
pub struct Tried(Counted);

/// A member whose password was right, and what it was compared with: it may be another one when a command runs.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    member: MemberId,
    password: PasswordHash,
    /// Her own browser, if it is known again: it has tries of its own at the second step too.
    browser: Option<[u8; 16]>,
}

/// Runs a command if the password that was verified is still the member's. What ends sessions changes the password: then
/// nothing may come after it of somebody who knew the one before and was quick.
pub struct WithPassword<C> {
    /// Whose password was right.
    pub verified: Verified,
    /// What it was asked for.
    pub command: C,
}

impl<C> core::fmt::Debug for WithPassword<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("WithPassword(…)")
    }
}

no_debug!(Verified);

impl Verified {
    /// Who.
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// The browser that was known again.
    pub(crate) fn browser(&self) -> Option<[u8; 16]> {
        self.browser
    }

    /// Whether it is still her password.
    pub(crate) fn holds(&self, member: &Member) -> bool {
        self.password == member.password
    }
}

impl<C: Command> Command for WithPassword<C> {
    type Outcome = C::Outcome;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<C::Outcome, Refusal> {
        let member = load(ctx.tx, &self.verified.member)?.ok_or(Refusal::WrongCredentials)?;
        if !self.verified.holds(&member) {
            return Err(Refusal::WrongCredentials);
        }
        self.command.run(ctx)
    }
}

impl Credentials {
    /// What was counted, to be given back with [`Snapshot::give_back`] when the password is not compared after all.
    pub const fn tried(&self) -> Option<Tried> {
        self.counted
    }

    /// The member whose password it is. Slow on purpose: call it where waiting does no harm.
    pub fn verify(&self, password: &str) -> Result<Verified, Refusal> {
        let right = self.password.verify(password);
        match self.member {
            Some(member) if right => {
                let (password, browser) = (self.password.clone(), self.browser);
                self.standing.clone().map(|()| Verified { member, password, browser })
            }
            _ => Err(Refusal::WrongCredentials),
        }
    }
}

impl core::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl Snapshot {
    /// What the password for this pseudonym is compared with, known or not. Counts as a failed sign-in until a session
    /// begins: ten at once, then one in thirty seconds.
    pub fn credentials(&self, pseudonym: &str, now: Timestamp) -> Result<Credentials, Refusal> {
        self.credentials_from(pseudonym, None, now)
    }

    /// The same for somebody whose browser is known again.
    ///
    /// `browser` is the token of a session that began in this browser before, over or not: whoever has one of the same
    /// member has tries of her own, which nobody else can use up.
    pub fn credentials_from(
        &self,
        pseudonym: &str,
        browser: Option<&str>,
        now: Timestamp,
    ) -> Result<Credentials, Refusal> {
        let unknown = |counted| {
            let (password, standing) = (PasswordHash::decoy(), Ok(()));
            Credentials { password, member: None, standing, counted, browser: None }
        };
        let Ok(pseudonym) = Pseudonym::new(pseudonym) else { return Ok(unknown(None)) };
        let member = by_pseudonym(&self.tx, &pseudonym)?;
        let own = match (&member, browser) {
            (Some(member), Some(token)) => sessions::recognised(&self.tx, token, member, now)?,
            _ => None,
        };
        let who = own.unwrap_or_else(|| pseudonym.key(&self.tx));
        let tried = self.node.throttle().attempt(who, member.is_some(), now);
        let counted = Some(Tried(tried.map_err(|retry_after| Refusal::OverQuota { retry_after })?));
        let Some(id) = member else { return Ok(unknown(counted)) };
        let member = load(&self.tx, &id)?.ok_or(Refusal::Storage)?;
        let standing = member.in_good_standing();
        Ok(Credentials { password: member.password, member: Some(id), standing, counted, browser: own })
    }

    /// Takes a counted sign-in back: the node was too busy to compare the password.
    pub fn give_back(&self, Tried(counted): Tried) {
        self.node.throttle().give_back(counted);
    }

    /// What the password is compared with that somebody who is signed in types again. Her sign-in is not slowed by it,
    /// nor this by tries to sign in as her.
    pub fn own_credentials(&self, actor: &Actor, now: Timestamp) -> Result<Credentials, Refusal> {
        let Actor::Member(id, _) = actor else { return Err(Refusal::Forbidden) };
        let member = needed(&self.tx, id)?;
        member.in_good_standing()?;
        let pace = Pace { burst: PASSWORD_AGAIN_BURST, every: PASSWORD_AGAIN_EVERY };
        let who = self.tx.index_key("password_again", id.as_bytes());
        let tried = self.node.throttle().attempt_at(who, pace, now);
        tried.map_err(|retry_after| Refusal::OverQuota { retry_after })?;
        let (password, standing) = (member.password, Ok(()));
        Ok(Credentials { password, member: Some(*id), standing, counted: None, browser: None })
    }
}
