//! What was taken from an account after a backup, taken from it again when the backup is put back.
//!
//! What a backup knows of an account's ways in may be just what somebody else has. So nothing of it counts that was changed
//! since; what it was changed to is lost, and the way back in goes over what was not changed, or over the team.

use core::ops::ControlFlow;

use super::member::{Member, Standing, load, save, scan, tidy};
use super::recovery::{ResetBy, end_codes};
use super::second_factor::SecondFactor;
use super::{PasswordHash, contact, directory, registration, sponsored};
use crate::audit::AuditEvent;
use crate::command::Ctx;
use crate::ids::MemberId;
use crate::refusal::Refusal;
use crate::roles::{Actor, Role};
use crate::sessions;
use crate::store::{StoreError, Tx};

/// The account was locked, or what else than the password opens it or reaches her was changed: nothing of it can be relied
/// on, and the team opens it again. Her contacts go: one that she replaced or removed since may be somebody else's.
pub(crate) fn close(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(mut member) = load(ctx.tx, id)? else { return Ok(()) };
    // Who is suspended stays so, and who waits for her sponsor has nothing to lose.
    if member.is_active() {
        member.standing = Standing::Locked;
    }
    contact::unfile(ctx.tx, id, &member.contacts)?;
    member.contacts.clear();
    member.recovery.by = ResetBy::Moderator;
    member.second_factor = SecondFactor::default();
    without_password(ctx, id, member, AuditEvent::about("account_closed_again", id.as_bytes()))
}

/// The account was handed over: nothing that the former person wrote, asked or gave comes back.
pub(crate) fn hand_over(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(mut member) = load(ctx.tx, id)? else { return Ok(()) };
    directory::forget_former(ctx, id, &mut member)?;
    settle(ctx, id, &member, AuditEvent::about("account_handed_over_again", id.as_bytes()))
}

/// The password was replaced: the one before opens nothing. She chooses another, by a code to the contact that she had
/// already, or with the team.
pub(crate) fn take_password(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    match load(ctx.tx, id)? {
        Some(member) => {
            without_password(ctx, id, member, AuditEvent::about("password_taken_again", id.as_bytes()))
        }
        None => Ok(()),
    }
}

fn without_password(
    ctx: &mut Ctx<'_>,
    id: &MemberId,
    mut member: Member,
    event: AuditEvent,
) -> Result<(), Refusal> {
    member.password = PasswordHash::unusable(ctx.rng);
    member.recovery.without_password = true;
    end_codes(&mut member);
    settle(ctx, id, &member, event)
}

/// Recovery codes were used or replaced: none of those in the backup counts. Her authenticator still does.
pub(crate) fn take_recovery_codes(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(mut member) = load(ctx.tx, id)? else { return Ok(()) };
    member.second_factor.forget_recovery_codes();
    settle(ctx, id, &member, AuditEvent::about("recovery_codes_taken_again", id.as_bytes()))
}

/// She was suspended. If that was ended since, an admin ends it again.
pub(crate) fn suspend(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(mut member) = load(ctx.tx, id)? else { return Ok(()) };
    member.standing = Standing::Suspended;
    // The backup may be from the days when she waited for a sponsor: he must not confirm her now.
    registration::forget(ctx.tx, id)?;
    end_codes(&mut member);
    settle(ctx, id, &member, AuditEvent::about("member_suspended_again", id.as_bytes()))
}

/// The rights of her role were taken from her. Whether she got others since is not known here.
pub(crate) fn lower(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(mut member) = load(ctx.tx, id)? else { return Ok(()) };
    member.role = Role::Member;
    settle(ctx, id, &member, AuditEvent::about("role_lowered_again", id.as_bytes()))
}

/// She cut the link to her sponsor.
pub(crate) fn cut_link(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    let Some(mut member) = load(ctx.tx, id)? else { return Ok(()) };
    if let Some(sponsor) = member.sponsor.filter(|_| member.cut.is_none()) {
        member.cut = Some(ctx.now);
        sponsored::forget_line_of(ctx.tx, &sponsor, id)?;
    }
    settle(ctx, id, &member, AuditEvent::about("sponsor_link_cut_again", id.as_bytes()))
}

fn settle(ctx: &mut Ctx<'_>, id: &MemberId, member: &Member, event: AuditEvent) -> Result<(), Refusal> {
    save(ctx.tx, id, member)?;
    tidy(ctx.tx, id)?;
    sessions::end_all(ctx.tx, id)?;
    ctx.audit(&Actor::System, event)
}

/// Ends every code that went to a contact: the backup does not know which were used. Codes that the team gave stay: their
/// use is in the journal.
pub(crate) fn forget_codes_sent(tx: &mut Tx) -> Result<(), StoreError> {
    let mut concerned = Vec::new();
    scan(tx, None, |id, member| {
        if member.has_codes_sent() {
            concerned.push((id, member));
        }
        ControlFlow::Continue(())
    })?;
    for (id, mut member) in concerned {
        member.end_codes_sent();
        save(tx, &id, &member)?;
        tidy(tx, &id)?;
    }
    Ok(())
}
