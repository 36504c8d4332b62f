//! Sponsorship codes: one use, two weeks, and short enough to be read aloud.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::{Member, add};
use super::{PasswordHash, Pseudonym};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{CODE_LIFETIME, MAX_LABEL, MAX_OPEN_CODES};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::spoken::SpokenCode;
use crate::store::{Read, StoreError, Table, Tx};

/// Keyed hash of the code -> what it is for.
const CODES: Table<[u8; 16], Code> = Table::new("codes/1");
/// Sponsor and code -> when it ends.
const CODES_OF: Table<(MemberId, [u8; 16]), Timestamp> = Table::new("codes_of/1");

#[derive(Serialize, Deserialize)]
struct Code {
    sponsor: Option<MemberId>,
    label: String,
    expires: Timestamp,
}

/// Makes a code with which one person can register.
pub struct IssueCode {
    /// Who vouches.
    pub actor: Actor,
    /// By what the sponsor will know the code again.
    pub label: String,
}

no_debug!(IssueCode, RegisterWithCode);

impl Command for IssueCode {
    type Outcome = SpokenCode;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<SpokenCode, Refusal> {
        ctx.allow(&self.actor, Action::IssueCode)?;
        if self.label.chars().count() > MAX_LABEL {
            return Err(Refusal::TooLong { field: "label", max: MAX_LABEL });
        }
        let code = SpokenCode::random(ctx.rng);
        let (key, expires) = (code.key("sponsorship", ctx.tx), ctx.now.plus(CODE_LIFETIME));
        let sponsor = match self.actor {
            Actor::Member(id, _) => Some(id),
            Actor::Operator | Actor::System => None,
        };
        if let Some(sponsor) = &sponsor {
            make_room(ctx.tx, sponsor, ctx.now)?;
            ctx.tx.put(&CODES_OF, &(*sponsor, key), &expires)?;
        }
        ctx.tx.put(&CODES, &key, &Code { sponsor, label: self.label, expires })?;
        ctx.audit(&self.actor, AuditEvent::new("code_issued"))?;
        Ok(code)
    }
}

/// Forgets a sponsor's codes that are too old; refuses while too many are open.
fn make_room(tx: &mut Tx, sponsor: &MemberId, now: Timestamp) -> Result<(), Refusal> {
    let codes = tx.prefix(&CODES_OF, sponsor)?;
    let (old, open): (Vec<_>, Vec<_>) = codes.into_iter().partition(|(_, expires)| *expires <= now);
    for (key, _) in old {
        tx.remove(&CODES, &key.1)?;
        tx.remove(&CODES_OF, &key)?;
    }
    let first_end = open.iter().map(|(_, expires)| expires.since(now)).min();
    match first_end {
        Some(retry_after) if open.len() >= MAX_OPEN_CODES => Err(Refusal::OverQuota { retry_after }),
        _ => Ok(()),
    }
}

/// Forgets all of a sponsor's codes.
pub(super) fn forget_codes(tx: &mut Tx, sponsor: &MemberId) -> Result<(), StoreError> {
    for (key, _) in tx.prefix(&CODES_OF, sponsor)? {
        tx.remove(&CODES, &key.1)?;
        tx.remove(&CODES_OF, &key)?;
    }
    Ok(())
}

/// Makes a member of whoever holds a code.
pub struct RegisterWithCode {
    /// The code.
    pub code: SpokenCode,
    /// Her pseudonym.
    pub pseudonym: String,
    /// Her password.
    pub password: PasswordHash,
}

impl Command for RegisterWithCode {
    type Outcome = MemberId;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<MemberId, Refusal> {
        let key = self.code.key("sponsorship", ctx.tx);
        let code = ctx.tx.get(&CODES, &key)?.ok_or(Refusal::CodeRefused)?;
        if code.expires <= ctx.now {
            return Err(Refusal::CodeRefused);
        }
        let id = MemberId::random(ctx.rng);
        let pseudonym = Pseudonym::new(&self.pseudonym)?;
        let member =
            Member { sponsor: code.sponsor, ..Member::new(pseudonym, Role::Member, self.password, ctx.now) };
        add(ctx.tx, &id, &member)?;
        ctx.tx.remove(&CODES, &key)?;
        if let Some(sponsor) = code.sponsor {
            ctx.tx.remove(&CODES_OF, &(sponsor, key))?;
        }
        ctx.audit(&Actor::Member(id, Role::Member), AuditEvent::about("member_registered", id.as_bytes()))?;
        Ok(id)
    }
}
