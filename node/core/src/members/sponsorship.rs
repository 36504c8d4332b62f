//! Sponsorship codes: one use, two weeks, and short enough to be read aloud.

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

use super::member::{Member, add};
use super::{PasswordHash, Pseudonym};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{CODE_LIFETIME, MAX_LABEL, MAX_OPEN_CODES};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::store::{Read, Table, Tx};

/// Keyed hash of the code -> what it is for.
const CODES: Table<[u8; 16], Code> = Table::new("codes/1");
/// Sponsor and code -> when it ends.
const CODES_OF: Table<(MemberId, [u8; 16]), Timestamp> = Table::new("codes_of/1");

/// Crockford's digits: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;

#[derive(Serialize, Deserialize)]
struct Code {
    sponsor: Option<MemberId>,
    label: String,
    expires: Timestamp,
}

/// A sponsorship code: ten of Crockford's digits and a check digit, 50 random bits. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SponsorshipCode([u8; LENGTH]);

impl SponsorshipCode {
    /// A new code. Codes whose check symbol is not among the 32 digits are drawn again: it could not be read aloud.
    pub(crate) fn random(rng: &mut dyn CryptoRngCore) -> Self {
        loop {
            let mut values = [0; LENGTH];
            rng.fill_bytes(&mut values);
            values.iter_mut().for_each(|value| *value &= 31);
            if check(&values) < 32 {
                return Self(values);
            }
        }
    }

    /// The code that somebody typed or heard: case, spaces and dashes do not count, O is 0, I and L are 1.
    pub fn from_text(text: &str) -> Result<Self, Refusal> {
        let value = |c: char| {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let place = DIGITS.iter().position(|digit| char::from(*digit) == c)?;
            u8::try_from(place).ok()
        };
        let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 2);
        let values: Vec<u8> = typed.map(value).collect::<Option<_>>().ok_or(Refusal::CodeRefused)?;
        match values.split_first_chunk::<LENGTH>() {
            Some((code, [last])) if check(code) == u32::from(*last) => Ok(Self(*code)),
            _ => Err(Refusal::CodeRefused),
        }
    }

    /// As it is shown and read aloud: `7KQ2M-9XW4D-H`.
    pub fn to_text(&self) -> String {
        let digit = |value: u32| {
            DIGITS.iter().zip(0..).find(|(_, n)| *n == value).map_or('?', |(d, _)| char::from(*d))
        };
        let (first, second) = self.0.split_at(LENGTH / 2);
        let part = |values: &[u8]| values.iter().map(|value| digit(u32::from(*value))).collect::<String>();
        format!("{}-{}-{}", part(first), part(second), digit(check(&self.0)))
    }

    fn key(&self, read: &impl Read) -> [u8; 16] {
        read.index_key("sponsorship", &self.0)
    }
}

/// Crockford's check symbol: the number modulo 37, which finds every wrong digit and every exchange of neighbours.
fn check(values: &[u8; LENGTH]) -> u32 {
    values.iter().fold(0, |sum, value| (sum * 32 + u32::from(*value)) % 37)
}

impl core::fmt::Debug for SponsorshipCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SponsorshipCode(…)")
    }
}

/// Makes a code with which one person can register.
#[derive(Debug)]
pub struct IssueCode {
    /// Who vouches.
    pub actor: Actor,
    /// By what the sponsor will know the code again.
    pub label: String,
}

impl Command for IssueCode {
    type Outcome = SponsorshipCode;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<SponsorshipCode, Refusal> {
        ctx.allow(&self.actor, Action::IssueCode)?;
        if self.label.chars().count() > MAX_LABEL {
            return Err(Refusal::TooLong { field: "label", max: MAX_LABEL });
        }
        let code = SponsorshipCode::random(ctx.rng);
        let (key, expires) = (code.key(ctx.tx), ctx.now.plus(CODE_LIFETIME));
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

/// Makes a member of whoever holds a code.
#[derive(Debug)]
pub struct RegisterWithCode {
    /// The code.
    pub code: SponsorshipCode,
    /// Her pseudonym.
    pub pseudonym: String,
    /// Her password.
    pub password: PasswordHash,
}

impl Command for RegisterWithCode {
    type Outcome = MemberId;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<MemberId, Refusal> {
        let key = self.code.key(ctx.tx);
        let code = ctx.tx.get(&CODES, &key)?.ok_or(Refusal::CodeRefused)?;
        if code.expires <= ctx.now {
            return Err(Refusal::CodeRefused);
        }
        let id = MemberId::random(ctx.rng);
        let member = Member {
            pseudonym: Pseudonym::new(&self.pseudonym)?,
            role: Role::Member,
            suspended: false,
            password: self.password,
            sponsor: code.sponsor,
            created: ctx.now,
        };
        add(ctx.tx, &id, &member)?;
        ctx.tx.remove(&CODES, &key)?;
        if let Some(sponsor) = code.sponsor {
            ctx.tx.remove(&CODES_OF, &(sponsor, key))?;
        }
        ctx.audit(&Actor::Member(id, Role::Member), AuditEvent::about("member_registered", id.as_bytes()))?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn a_code_survives_being_read_aloud() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        for _ in 0..500 {
            let code = SponsorshipCode::random(&mut rng);
            let text = code.to_text();
            assert_eq!(text.len(), 13);
            assert_eq!(SponsorshipCode::from_text(&text).unwrap(), code);
            let heard = text.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
            assert_eq!(SponsorshipCode::from_text(&heard).unwrap(), code);
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed() {
        let code = SponsorshipCode::random(&mut ChaCha20Rng::seed_from_u64(4));
        let text = code.to_text().replace('-', "");
        for place in 0..text.len() {
            for digit in DIGITS {
                let mut wrong = text.clone().into_bytes();
                *wrong.get_mut(place).unwrap() = *digit;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(SponsorshipCode::from_text(&wrong).is_ok(), wrong == text);
            }
        }
        assert!(SponsorshipCode::from_text("").is_err());
        assert!(SponsorshipCode::from_text(&"A".repeat(100_000)).is_err());
    }
}
