//! The second factor: codes of an authenticator (RFC 6238: SHA-1, six digits, thirty seconds) and ten printed recovery
//! codes for when it is lost.

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::ByteArray;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::member::{Member, needed, reports_are_open, save, tidy};
use super::throttle::Pace;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::limits::{
    CODE_BURST, CODE_EVERY, ENROLMENT, MAX_CODE, RECOVERY_CODES, WAYS_IN_BURST, WAYS_IN_EVERY,
};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::rules::{Rules, SecondFactorRule};
use crate::sessions;
use crate::spoken::SpokenCode;
use crate::store::Read;

/// Seconds for which a code is shown (RFC 6238, section 4).
const STEP: u64 = 30;
/// How many steps a clock may be wrong.
const SKEW: u16 = 1;
/// What a recovery code's hash is keyed with.
const RECOVERY: &str = "recovery";

/// What a member proves besides her password.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct SecondFactor {
    active: Option<Active>,
    pending: Option<Pending>,
    /// When somebody with her password last tried many codes, as it stood when she signed in next.
    #[serde(default)]
    pub(super) tried: Option<Timestamp>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Active {
    secret: Key,
    since: Timestamp,
    /// The step of the last code that was used: no code counts twice (RFC 6238, section 5.2).
    last_step: u64,
    /// Hashes of the recovery codes that are left.
    recovery: Vec<ByteArray<16>>,
}

/// A secret whose first code has not been seen yet.
#[derive(Clone, Serialize, Deserialize)]
struct Pending {
    secret: Key,
    until: Timestamp,
}

/// The secret that the authenticator shares: 160 random bits (RFC 4226, section 4).
#[derive(Clone)]
struct Key(Zeroizing<[u8; 20]>);

no_debug!(SecondFactor, BeginSecondFactor, ConfirmSecondFactor, RemoveSecondFactor, NewRecoveryCodes);

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        ByteArray::new(*self.0).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        ByteArray::<20>::deserialize(from).map(|bytes| Self(Zeroizing::new(bytes.into_array())))
    }
}

impl Key {
    fn random(rng: &mut dyn CryptoRngCore) -> Self {
        let mut bytes = Zeroizing::new([0; 20]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// RFC 4648 base 32, as authenticators take it.
    fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(Secret::new_stack(*self.0).to_base32())
    }

    fn authenticator(&self) -> Totp {
        let secret = Secret::new_stack(*self.0);
        Builder::new().with_step_duration(STEP).with_skew(SKEW).with_secret(secret).build_noncompliant()
    }

    /// The step of this code, if it is one of now and newer than `last`.
    fn step(&self, code: &str, now: Timestamp, last: u64) -> Option<u64> {
        self.authenticator().check(code, now.seconds()).filter(|step| *step > last)
    }
}

/// Whether this member may do nothing before she has a second factor.
pub(crate) fn is_missing(member: &Member, rules: &Rules) -> bool {
    is_required(member.role, rules) && member.second_factor.active.is_none()
}

fn is_required(role: Role, rules: &Rules) -> bool {
    rules.second_factor == SecondFactorRule::Required && matches!(role, Role::Moderator | Role::Admin)
}

impl SecondFactor {
    /// Whether sign-in asks for a code.
    pub(crate) fn is_active(&self) -> bool {
        self.active.is_some()
    }

    /// Has no recovery code count any more.
    pub(super) fn forget_recovery_codes(&mut self) {
        self.active.iter_mut().for_each(|active| active.recovery.clear());
    }
}

/// Takes a code of the authenticator or a recovery code; neither counts again. Tries are few: whoever has the password
/// must not have the codes for trying. The caller keeps the member.
pub(crate) fn accept(
    ctx: &mut Ctx<'_>,
    id: &MemberId,
    member: &mut Member,
    code: &str,
    browser: Option<[u8; 16]>,
) -> Result<(), Refusal> {
    let tried_before = ctx.node.trials().noted(id);
    if member.second_factor.is_active() {
        ctx.node.trials().count(*id, ctx.now);
    }
    // Whoever has the password uses up the tries of strangers' browsers, not those of hers.
    let who = match browser {
        Some(browser) => ctx.tx.index_key("second_factor_in", &browser),
        None => ctx.tx.index_key("second_factor", id.as_bytes()),
    };
    slow_down(ctx, id, who)?;
    let Some(active) = &mut member.second_factor.active else { return Err(Refusal::WrongSecondFactor) };
    if code.len() > MAX_CODE {
        return Err(Refusal::WrongSecondFactor);
    }
    let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(step) = active.secret.step(&typed, ctx.now, active.last_step) {
        active.last_step = step;
    } else {
        let spoken = SpokenCode::from_text(code).map_err(|_| Refusal::WrongSecondFactor)?;
        let hash = ByteArray::new(spoken.key(RECOVERY, ctx.tx));
        let place = active.recovery.iter().position(|kept| *kept == hash);
        active.recovery.remove(place.ok_or(Refusal::WrongSecondFactor)?);
        erasures::record(ctx.tx, Erased::RecoveryCodes, id.as_bytes())?;
        ctx.audit(&Actor::Member(*id, member.role), AuditEvent::new("recovery_code_used"))?;
    }
    // She is told, whoever it was that signed in.
    member.second_factor.tried = tried_before.or(member.second_factor.tried);
    let id = *id;
    ctx.after_commit(move |node| {
        node.throttle().clear_at(&who);
        node.trials().right(&id);
    });
    Ok(())
}

fn slow_down(ctx: &mut Ctx<'_>, id: &MemberId, who: [u8; 16]) -> Result<(), Refusal> {
    let tried = ctx.node.throttle().attempt_at(who, Pace { burst: CODE_BURST, every: CODE_EVERY }, ctx.now);
    tried.map_err(|retry_after| {
        tracing::warn!(member = id.short(), "somebody who has the password of this account tries out codes");
        Refusal::OverQuota { retry_after }
    })
}

/// Counts a change of what opens her account: each adds a line to the journal, which never gets shorter.
pub(super) fn count_change(ctx: &Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let who = ctx.tx.index_key("ways_in", id.as_bytes());
    let pace = Pace { burst: WAYS_IN_BURST, every: WAYS_IN_EVERY };
    let counted = ctx.node.throttle().attempt_at(who, pace, ctx.now);
    counted.map_err(|retry_after| Refusal::OverQuota { retry_after })
}

/// Begins to set up a second factor; what was there before stays until the first code was seen.
///
/// It wants the password typed again ([`sessions::OpenAccount`]), except of somebody who may do nothing before and has just
/// signed in.
pub struct BeginSecondFactor {
    /// The session's token.
    pub token: Zeroizing<String>,
}

impl Command for BeginSecondFactor {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (id, mut member) = changing(ctx, &self.token)?;
        // Whoever reset the password may not be she, and would keep her out with it; somebody of the team needs one.
        if !is_missing(&member, &ctx.node.rules()) {
            reports_are_open(&member, ctx.now)?;
        }
        member.second_factor.pending =
            Some(Pending { secret: Key::random(ctx.rng), until: ctx.now.plus(ENROLMENT) });
        save(ctx.tx, &id, &member)?;
        ctx.audit(&Actor::Member(id, member.role), AuditEvent::new("second_factor_begun"))
    }
}

/// Ends setting up with the authenticator's first code. Her other sessions end.
pub struct ConfirmSecondFactor {
    /// The session's token.
    pub token: Zeroizing<String>,
    /// The code.
    pub code: String,
}

impl Command for ConfirmSecondFactor {
    type Outcome = Vec<SpokenCode>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Vec<SpokenCode>, Refusal> {
        let (id, mut member) = changing(ctx, &self.token)?;
        // Apart from those at sign-in: whoever is stuck there has not used these up.
        let who = ctx.tx.index_key("second_factor_new", id.as_bytes());
        slow_down(ctx, &id, who)?;
        let pending = member.second_factor.pending.take().filter(|pending| ctx.now < pending.until);
        let pending = pending.ok_or(Refusal::WrongState { expected: "begun", found: "not_begun" })?;
        let typed: String = self.code.chars().filter(|c| !c.is_whitespace()).take(MAX_CODE).collect();
        let step = pending.secret.step(&typed, ctx.now, 0).ok_or(Refusal::WrongSecondFactor)?;
        count_change(ctx, &id)?;
        let (codes, recovery) = recovery_codes(ctx);
        member.second_factor.active =
            Some(Active { secret: pending.secret, since: ctx.now, last_step: step, recovery });
        save(ctx.tx, &id, &member)?;
        tidy(ctx.tx, &id)?;
        sessions::end_others(ctx.tx, &id, &self.token)?;
        erasures::record(ctx.tx, Erased::Closed, id.as_bytes())?;
        ctx.audit(&Actor::Member(id, member.role), AuditEvent::new("second_factor_set"))?;
        let who = ctx.tx.index_key("second_factor", id.as_bytes());
        ctx.after_commit(move |node| node.throttle().clear_at(&who));
        Ok(codes)
    }
}

/// Makes ten new recovery codes; the old ones end. Wants the password typed again.
pub struct NewRecoveryCodes {
    /// The session's token.
    pub token: Zeroizing<String>,
}

impl Command for NewRecoveryCodes {
    type Outcome = Vec<SpokenCode>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Vec<SpokenCode>, Refusal> {
        let (id, mut member) = changing(ctx, &self.token)?;
        let (codes, recovery) = recovery_codes(ctx);
        let active = member.second_factor.active.as_mut();
        active.ok_or(Refusal::WrongState { expected: "set", found: "not_set" })?.recovery = recovery;
        count_change(ctx, &id)?;
        save(ctx.tx, &id, &member)?;
        erasures::record(ctx.tx, Erased::RecoveryCodes, id.as_bytes())?;
        ctx.audit(&Actor::Member(id, member.role), AuditEvent::new("recovery_codes_made"))?;
        Ok(codes)
    }
}

/// Takes the own second factor away, where the role does not want it. Wants the password typed again.
pub struct RemoveSecondFactor {
    /// The session's token.
    pub token: Zeroizing<String>,
}

impl Command for RemoveSecondFactor {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (id, mut member) = changing(ctx, &self.token)?;
        if is_required(member.role, &ctx.node.rules()) {
            return Err(Refusal::Forbidden);
        }
        member.second_factor = SecondFactor::default();
        save(ctx.tx, &id, &member)?;
        tidy(ctx.tx, &id)?;
        erasures::record(ctx.tx, Erased::Closed, id.as_bytes())?;
        ctx.audit(&Actor::Member(id, member.role), AuditEvent::new("second_factor_removed"))
    }
}

/// Takes somebody's second factor away, because her authenticator and her codes are lost. Her sessions end; if her role
/// wants one, she sets a new one up when she signs in.
#[derive(Debug)]
pub struct ResetSecondFactor {
    /// Who does it.
    pub actor: Actor,
    /// Whose it is.
    pub member: MemberId,
}

impl Command for ResetSecondFactor {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let mut member = needed(ctx.tx, &self.member)?;
        if member.second_factor.active.is_none() {
            return Err(Refusal::WrongState { expected: "set", found: "not_set" });
        }
        member.second_factor = SecondFactor::default();
        save(ctx.tx, &self.member, &member)?;
        tidy(ctx.tx, &self.member)?;
        sessions::end_all(ctx.tx, &self.member)?;
        erasures::record(ctx.tx, Erased::Closed, self.member.as_bytes())?;
        ctx.audit(&self.actor, AuditEvent::about("second_factor_reset", self.member.as_bytes()))
    }
}

/// The member of this session, if she may change her second factor now.
fn changing(ctx: &mut Ctx<'_>, token: &str) -> Result<(MemberId, Member), Refusal> {
    let session = sessions::signed_in(ctx.tx, token, ctx.now)?;
    ctx.allow(&session.actor(), Action::OwnSecondFactor)?;
    if is_open(&session, ctx.now, &ctx.node.rules()) {
        return Ok((session.id, session.member));
    }
    Err(Refusal::Closed)
}

/// Whether the password was typed lately: again, or, where she may do nothing before she has a second factor, at sign-in.
fn is_open(session: &sessions::SignedIn, now: Timestamp, rules: &Rules) -> bool {
    session.opened || (is_missing(&session.member, rules) && now.since(session.began) < ENROLMENT)
}

fn recovery_codes(ctx: &mut Ctx<'_>) -> (Vec<SpokenCode>, Vec<ByteArray<16>>) {
    let codes: Vec<SpokenCode> = (0..RECOVERY_CODES).map(|_| SpokenCode::random(ctx.rng)).collect();
    let hashes = codes.iter().map(|code| ByteArray::new(code.key(RECOVERY, ctx.tx))).collect();
    (codes, hashes)
}

/// How a second factor stands.
pub struct SecondFactorView {
    /// Since when it is asked for; none while there is none.
    pub since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: usize,
    /// Whether the role wants it.
    pub required: bool,
    /// Whether it can be changed now, because the password was typed again, or at sign-in just now and there must be one.
    pub open: bool,
    /// What the authenticator must be told, in base 32, while its first code is waited for.
    pub pending: Option<Zeroizing<String>>,
}

no_debug!(SecondFactorView);

impl Snapshot {
    /// How the own second factor stands.
    pub fn second_factor(&self, token: &str, now: Timestamp) -> Result<SecondFactorView, Refusal> {
        let session = sessions::signed_in(&self.tx, token, now)?;
        self.allow(&session.actor(), Action::OwnSecondFactor)?;
        let rules = self.node.rules();
        let open = is_open(&session, now, &rules);
        let SecondFactor { active, pending, .. } = &session.member.second_factor;
        let pending = pending.as_ref().filter(|pending| open && now < pending.until);
        Ok(SecondFactorView {
            since: active.as_ref().map(|active| active.since),
            codes_left: active.as_ref().map_or(0, |active| active.recovery.len()),
            required: is_required(session.member.role, &rules),
            open,
            pending: pending.map(|pending| pending.secret.to_text()),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    /// RFC 6238, appendix B, SHA-1, cut to six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let key = Key(Zeroizing::new(*b"12345678901234567890"));
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (time, code) in vectors {
            assert_eq!(key.step(code, Timestamp::new(time), 0), Some(time / 30), "{code}");
            assert_eq!(key.step(code, Timestamp::new(time + 30), 0), Some(time / 30), "a slow clock");
            assert_eq!(key.step(code, Timestamp::new(time + 60), 0), None, "too late");
            assert_eq!(key.step(code, Timestamp::new(time), time / 30), None, "used already");
        }
        assert_eq!(*key.to_text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for wrong in ["", "28708", "2870822", "+28708", "287083", "２８７０８２"] {
            assert_eq!(key.step(wrong, Timestamp::new(59), 0), None, "{wrong}");
        }
    }

    #[test]
    fn it_is_read_back_as_it_was_written() {
        let pending = Some(Pending { secret: Key(Zeroizing::new([7; 20])), until: Timestamp::new(9) });
        let kept = SecondFactor { active: None, pending, tried: None };
        let bytes = serde_ipld_dagcbor::to_vec(&kept).unwrap();
        let read: SecondFactor = serde_ipld_dagcbor::from_slice(&bytes).unwrap();
        assert_eq!(*read.pending.unwrap().secret.0, [7; 20]);
        assert_eq!(format!("{kept:?}"), "SecondFactor(…)");
    }
}
