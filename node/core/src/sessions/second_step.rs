//! The second step of a sign-in: the password was right, a code is wanted.
//!
//! Between the two steps stands a token that is good for nothing else, for five minutes, in memory only: after a restart
//! the sign-in begins anew. It is bound to the password that was verified, so that it ends with it.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use super::{Session, SessionKind, begin, random_text};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{MAX_SECOND_STEPS, MAX_SECOND_STEPS_OF_ONE, SECOND_STEP};
use crate::members::{self, Verified};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Sign-ins that stand between password and code, by the keyed hash of their token; few of each member.
#[derive(Default)]
pub(crate) struct SecondSteps(HashMap<[u8; 16], Step>);

struct Step {
    kind: SessionKind,
    verified: Verified,
    until: Timestamp,
}

impl SecondSteps {
    fn add(&mut self, token: [u8; 16], step: Step, now: Timestamp) {
        self.0.retain(|_, other| now < other.until);
        // Several, or whoever has her password would throw hers out; few, or he would throw out everybody's.
        let member = step.verified.member();
        let mut hers: Vec<_> = self.0.iter().filter(|(_, other)| other.verified.member() == member).collect();
        if hers.len() >= MAX_SECOND_STEPS_OF_ONE {
            hers.sort_by_key(|(_, other)| other.until);
            let oldest = hers.first().map(|(token, _)| **token);
            oldest.map(|token| self.0.remove(&token));
        }
        if self.0.len() >= MAX_SECOND_STEPS {
            let oldest = self.0.iter().min_by_key(|(_, step)| step.until).map(|(token, _)| *token);
            oldest.map(|token| self.0.remove(&token));
        }
        self.0.insert(token, step);
    }
}

/// Whose password was right.
#[derive(Clone)]
pub enum FirstStep {
    /// The member whose password was verified just now ([`members::WithPassword`] sees to it that it still counts).
    Verified {
        /// Who.
        member: MemberId,
        /// What for.
        kind: SessionKind,
    },
    /// The token of [`Snapshot::begin_second_step`].
    Token(Zeroizing<String>),
}

/// Begins a session of a member whose password was verified, with a code of her second factor.
pub struct FinishSignIn {
    /// The first step.
    pub first: FirstStep,
    /// The authenticator's code, or a recovery code.
    pub code: Zeroizing<String>,
}

no_debug!(FirstStep, FinishSignIn);

impl Command for FinishSignIn {
    type Outcome = Session;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Session, Refusal> {
        let (id, kind, verified) = match &self.first {
            FirstStep::Verified { member, kind } => (*member, *kind, None),
            FirstStep::Token(token) => {
                let key = key(ctx.tx, token);
                let steps = ctx.node.second_steps();
                let step = steps.0.get(&key).filter(|step| ctx.now < step.until);
                let step = step.ok_or(Refusal::NotSignedIn)?;
                let found = (step.verified.member(), step.kind, Some(step.verified.clone()));
                drop(steps);
                // It works once, whatever comes side by side: commands run one after the other.
                ctx.after_commit(move |node| drop(node.second_steps().0.remove(&key)));
                found
            }
        };
        let mut member = members::load(ctx.tx, &id)?.ok_or(Refusal::NotSignedIn)?;
        if verified.as_ref().is_some_and(|verified| !verified.holds(&member)) {
            return Err(Refusal::NotSignedIn);
        }
        member.in_good_standing()?;
        ctx.allow(&Actor::Member(id, member.role), Action::OwnSecondFactor)?;
        let browser = verified.and_then(|verified| verified.browser());
        members::accept(ctx, &id, &mut member, &self.code, browser)?;
        members::save(ctx.tx, &id, &member)?;
        ctx.audit(&Actor::Member(id, member.role), AuditEvent::new("session_started"))?;
        begin(ctx, id, member, kind)
    }
}

impl Snapshot {
    /// Keeps in mind for five minutes that a member's password was right; the token leads to [`FinishSignIn`] and nowhere
    /// else.
    pub fn begin_second_step(
        &self,
        verified: Verified,
        kind: SessionKind,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Zeroizing<String> {
        let token = random_text::<32>(rng);
        let step = Step { kind, verified, until: now.plus(SECOND_STEP) };
        self.node.second_steps().add(key(&self.tx, &token), step, now);
        token
    }

    /// Whether this token leads on.
    pub fn is_second_step(&self, token: &str, now: Timestamp) -> bool {
        self.node.second_steps().0.get(&key(&self.tx, token)).is_some_and(|step| now < step.until)
    }
}

fn key(read: &impl Read, token: &str) -> [u8; 16] {
    read.index_key("second_step", token.as_bytes())
}
