//! What admins do with members.

use super::member::{Member, Standing, add, another_admin, needed, save, tidy};
use super::recovery::{end_codes, end_password, password_changed, reset_done};
use super::{PasswordHash, Pseudonym, review};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::sessions;

/// Makes a member without a sponsorship code.
pub struct CreateMember {
    /// Who does it.
    pub actor: Actor,
    /// Her pseudonym.
    pub pseudonym: String,
    /// Her role.
    pub role: Role,
    /// Her password.
    pub password: PasswordHash,
    /// Who vouches for her, if somebody does.
    pub sponsor: Option<MemberId>,
}

no_debug!(CreateMember);

impl Command for CreateMember {
    type Outcome = MemberId;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<MemberId, Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        if let Some(sponsor) = &self.sponsor {
            needed(ctx.tx, sponsor)?;
        }
        let id = MemberId::random(ctx.rng);
        let pseudonym = Pseudonym::new(&self.pseudonym)?;
        let member =
            Member { sponsor: self.sponsor, ..Member::new(pseudonym, self.role, self.password, ctx.now) };
        add(ctx.tx, &id, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("member_created", id.as_bytes()))?;
        Ok(id)
    }
}

/// Changes a password: one's own, or as an admin somebody else's, which counts as a reset. All her sessions end.
#[derive(Debug)]
pub struct SetPassword {
    /// Who does it.
    pub actor: Actor,
    /// Whose password.
    pub member: MemberId,
    /// The new one.
    pub password: PasswordHash,
}

impl Command for SetPassword {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let own = matches!(self.actor, Actor::Member(id, _) if id == self.member);
        ctx.allow(&self.actor, if own { Action::ChangeOwnPassword } else { Action::ManageMembers })?;
        let mut member = needed(ctx.tx, &self.member)?;
        member.password = self.password;
        if own {
            password_changed(ctx, &self.member, member)?;
        } else {
            reset_done(ctx, &self.member, member)?;
        }
        ctx.audit(&self.actor, AuditEvent::about("password_changed", self.member.as_bytes()))
    }
}

/// Gives a member another role. The last admin keeps hers. Her sessions end: whoever has one of them, or her unlocked
/// telephone, must not grow with her.
#[derive(Debug)]
pub struct SetRole {
    /// Who does it.
    pub actor: Actor,
    /// Whose role.
    pub member: MemberId,
    /// The new one.
    pub role: Role,
}

impl Command for SetRole {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let mut member = needed(ctx.tx, &self.member)?;
        if self.role != Role::Admin {
            keep_an_admin(ctx, &self.member, &member)?;
        }
        if member.role != self.role {
            if member.role != Role::Member {
                erasures::record(ctx.tx, Erased::Role, self.member.as_bytes())?;
            }
            member.role = self.role;
            save(ctx.tx, &self.member, &member)?;
            sessions::end_all(ctx.tx, &self.member)?;
        }
        ctx.audit(&self.actor, AuditEvent::about("role_changed", self.member.as_bytes()))
    }
}

/// Lets a member do nothing for now; her sessions end. The last admin cannot be suspended, nor who still waits for her sponsor:
/// she can do nothing anyway, and the end of the suspension would take her in without one.
#[derive(Debug)]
pub struct Suspend {
    /// Who does it.
    pub actor: Actor,
    /// Who is suspended.
    pub member: MemberId,
}

impl Command for Suspend {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let mut member = needed(ctx.tx, &self.member)?;
        keep_an_admin(ctx, &self.member, &member)?;
        if member.standing == Standing::Waiting {
            let found = member.standing.name();
            return Err(Refusal::WrongState { expected: Standing::Active.name(), found });
        }
        if member.standing == Standing::Locked {
            // Somebody else has her password: the end of the suspension must not let him in.
            end_password(ctx, &mut member);
        }
        member.standing = Standing::Suspended;
        member.review = None;
        end_codes(&mut member);
        save(ctx.tx, &self.member, &member)?;
        tidy(ctx.tx, &self.member)?;
        sessions::end_all(ctx.tx, &self.member)?;
        review::put_up(ctx, &self.member)?;
        erasures::record(ctx.tx, Erased::Suspended, self.member.as_bytes())?;
        ctx.audit(&self.actor, AuditEvent::about("member_suspended", self.member.as_bytes()))
    }
}

/// Ends a suspension. An account that its member locked is opened by [`super::Unlock`], which ends the password.
#[derive(Debug)]
pub struct Resume {
    /// Who does it.
    pub actor: Actor,
    /// Who may go on.
    pub member: MemberId,
}

impl Command for Resume {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let mut member = needed(ctx.tx, &self.member)?;
        match member.standing {
            Standing::Active => return Ok(()),
            Standing::Suspended => member.standing = Standing::Active,
            // Nobody has vouched for her yet, or somebody else has her password.
            Standing::Waiting | Standing::Locked => {
                return Err(Refusal::WrongState { expected: "suspended", found: member.standing.name() });
            }
        }
        save(ctx.tx, &self.member, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("member_resumed", self.member.as_bytes()))
    }
}

/// Refuses to take away the last admin who can sign in.
pub(crate) fn keep_an_admin(ctx: &Ctx<'_>, id: &MemberId, member: &Member) -> Result<(), Refusal> {
    if member.role == Role::Admin && member.is_active() && !another_admin(ctx.tx, id)? {
        return Err(Refusal::LastAdmin);
    }
    Ok(())
}
