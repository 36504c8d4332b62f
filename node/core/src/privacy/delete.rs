//! Going: an account ends with everything that says who she is. Her reports stay without her, or go too.

use super::export::reports_are_open;
use super::restriction::unlink;
use crate::alerts;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::{MemberId, ReportId};
use crate::members;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::{Action, Actor};
use crate::words::words;

words! {
    /// What becomes of the reports of somebody who goes.
    ReportsFate {
        /// They stay, and nothing says any more whose they were.
        Unlink = "unlink",
        /// Their words go, and their alerts are recalled everywhere.
        Remove = "remove",
    }
}

/// Deletes the own account. Whoever sends it has just verified the password.
#[derive(Debug)]
pub struct DeleteAccount {
    /// Who goes.
    pub actor: Actor,
    /// What becomes of her reports.
    pub reports: ReportsFate,
}

impl Command for DeleteAccount {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageOwnData)?;
        let Actor::Member(id, _) = self.actor else { return Err(Refusal::Forbidden) };
        let member = members::needed(ctx.tx, &id)?;
        members::keep_an_admin(ctx, &id, &member)?;
        reports_are_open(ctx, &id)?;
        leave(ctx, &id, self.reports)?;
        ctx.audit(&self.actor, AuditEvent::about("account_deleted", id.as_bytes()))
    }
}

/// Takes an account away with everything that says who she is.
pub(super) fn leave(ctx: &mut Ctx<'_>, id: &MemberId, fate: ReportsFate) -> Result<(), Refusal> {
    for report in reports::all_of(ctx.tx, id)? {
        if fate == ReportsFate::Remove {
            take_away(ctx, &report)?;
        }
        unlink(ctx, &report)?;
    }
    reports::forget_cards_of(ctx.tx, id)?;
    members::remove(ctx.tx, id)
}

/// A report's words go; its alert, if it is one, is recalled everywhere and its words go too.
fn take_away(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let mut report = reports::needed(ctx.tx, id)?;
    // From an older backup it comes back as taken back.
    erasures::record(ctx.tx, Erased::Withdrawn, id.as_bytes())?;
    if let Some(alert) = &report.alert {
        alerts::withdraw(ctx, alert)?;
    }
    alerts::unmerge(ctx, id)?;
    (report.restricted, report.withdrawn_until) = (None, None);
    (report.put_back, report.told_gone) = (false, None);
    reports::set_status(ctx.tx, id, &mut report, Status::Withdrawn)?;
    Ok(reports::forget_details(ctx.tx, id, &report)?)
}
