//! Signing in: what a password is compared with.

use parasol_protocol::time::Timestamp;

use super::member::{by_pseudonym, load};
use super::{PasswordHash, Pseudonym};
use crate::ids::MemberId;
use crate::node::Snapshot;
use crate::refusal::Refusal;

/// What a password is compared with. There is always something, so that an unknown pseudonym costs the same work.
pub struct Credentials {
    password: PasswordHash,
    member: Option<MemberId>,
    standing: Result<(), Refusal>,
}

impl Credentials {
    /// The member whose password it is. Slow on purpose: call it where waiting does no harm.
    pub fn verify(&self, password: &str) -> Result<MemberId, Refusal> {
        let right = self.password.verify(password);
        match self.member {
            Some(member) if right => self.standing.clone().map(|()| member),
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
    /// What the password for this pseudonym is compared with. Counts as a failed sign-in until a session begins; after
    /// ten within 15 minutes it is refused, whether the pseudonym is known or not.
    pub fn credentials(&self, pseudonym: &str, now: Timestamp) -> Result<Credentials, Refusal> {
        let unknown = || Credentials { password: PasswordHash::decoy(), member: None, standing: Ok(()) };
        let Ok(pseudonym) = Pseudonym::new(pseudonym) else { return Ok(unknown()) };
        let member = by_pseudonym(&self.tx, &pseudonym)?;
        let tried = self.node.throttle().attempt(pseudonym.key(&self.tx), member.is_some(), now);
        tried.map_err(|retry_after| Refusal::OverQuota { retry_after })?;
        let Some(id) = member else { return Ok(unknown()) };
        let member = load(&self.tx, &id)?.ok_or(Refusal::Storage)?;
        let standing = member.in_good_standing();
        Ok(Credentials { password: member.password, member: Some(id), standing })
    }
}
