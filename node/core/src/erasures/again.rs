//! Doing again what lines of the journal name.

use parasol_protocol::ids::CircleId;

use super::put_back;
use super::{ERASURES, Erased, Row};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::cases;
use crate::circles;
use crate::command::{Command, Ctx};
use crate::contests;
use crate::ids::{AlertId, ContestId, MemberId, ReportId};
use crate::ledger;
use crate::members;
use crate::messages;
use crate::privacy;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::Actor;
use crate::sessions;
use crate::store::{JournalLine, Read, StoreError, Tx};

/// Does again what these lines name, as far as it is here. The store is older than the lines, so it was rolled back.
pub(super) struct EraseAgain {
    /// The lines, in the order of the journal.
    pub(super) lines: Vec<JournalLine>,
    /// The number that the first one has.
    pub(super) at: u64,
}

impl Command for EraseAgain {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        end_what_was_good_once(ctx)?;
        // What is not in the journal yet comes after its lines.
        let mut later = take_from(ctx.tx, self.at)?;
        for line in &self.lines {
            let number = super::next(ctx.tx)?;
            erase(ctx, line)?;
            later.extend(take_from(ctx.tx, number)?);
            // Known from now on, whether or not there was something to erase.
            super::add(ctx.tx, &line.what, &line.id)?;
        }
        let end = super::next(ctx.tx)?;
        put_back::note(ctx.tx, ctx.now, self.at..end)?;
        for row in later {
            // What doing a line again led to has a line of its own, as a rule.
            let line = JournalLine::from(row);
            if !self.lines.contains(&line) {
                super::add(ctx.tx, &line.what, &line.id)?;
            }
        }
        ctx.audit(&Actor::System, AuditEvent::new("erased_again"))
    }
}

/// Takes the rows from this number on out.
fn take_from(tx: &mut Tx, number: u64) -> Result<Vec<Row>, StoreError> {
    let rows = tx.range(&ERASURES, number..)?;
    for (number, _) in &rows {
        tx.remove(&ERASURES, number)?;
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Ends what must not live twice, because the store is older than what happened: every session, code and card that is good
/// once, every message that waits, the agreement to SMS. Nothing is published before peers were heard.
pub(crate) fn end_what_was_good_once(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    sessions::end_everybodys(ctx.tx)?;
    members::forget_all_codes(ctx.tx)?;
    members::forget_codes_sent(ctx.tx)?;
    reports::forget_all_cards(ctx.tx)?;
    contests::forget_codes(ctx.tx)?;
    messages::forget_all(ctx.tx)?;
    messages::forget_agreement(ctx.tx)?;
    circles::agreement::after_rollback(ctx)?;
    circles::ceremony::after_rollback(ctx)?;
    Ok(ledger::await_peers(ctx)?)
}

fn erase(ctx: &mut Ctx<'_>, line: &JournalLine) -> Result<(), Refusal> {
    match Erased::from_name(&line.what) {
        Some(Erased::Member) => erase_member(ctx, &MemberId::new(line.id)),
        Some(Erased::Report) => erase_report(ctx, &ReportId::new(line.id)),
        Some(Erased::ReportLink) => unlink_report(ctx, &ReportId::new(line.id)),
        Some(Erased::Contact) => forget_contact(ctx, &ReportId::new(line.id)),
        Some(Erased::CaseTakenBack) => cases::take_back_again(ctx.tx, &ReportId::new(line.id)),
        Some(Erased::Alert) => alerts::recall_after_rollback(ctx, &AlertId::new(line.id)),
        Some(Erased::AlertContent) => Ok(alerts::forget(ctx.tx, &AlertId::new(line.id))?),
        Some(Erased::Contest) => Ok(contests::forget(ctx.tx, &ContestId::new(line.id)).map(drop)?),
        Some(Erased::Closed) => members::again::close(ctx, &MemberId::new(line.id)),
        Some(Erased::HandedOver) => members::again::hand_over(ctx, &MemberId::new(line.id)),
        Some(Erased::Password) => members::again::take_password(ctx, &MemberId::new(line.id)),
        Some(Erased::RecoveryCodes) => members::again::take_recovery_codes(ctx, &MemberId::new(line.id)),
        Some(Erased::Suspended) => members::again::suspend(ctx, &MemberId::new(line.id)),
        Some(Erased::Role) => members::again::lower(ctx, &MemberId::new(line.id)),
        Some(Erased::LinkCut) => members::again::cut_link(ctx, &MemberId::new(line.id)),
        Some(Erased::Restricted) => privacy::restrict_again(ctx, &ReportId::new(line.id)),
        Some(Erased::Lifted) => privacy::lift_again(ctx, &ReportId::new(line.id)),
        Some(Erased::Withdrawn) => reports::withdraw_again(ctx, &ReportId::new(line.id)),
        Some(Erased::Draft) => reports::forget_draft_again(ctx, &MemberId::new(line.id)),
        Some(Erased::CircleLeft) => circles::agreement::leave_again(ctx, &CircleId::new(line.id)),
        Some(Erased::EntryBack) => reports::entry_back_again(ctx, &ReportId::new(line.id)),
        // The journal is read before this, and a word that is not known is refused there.
        None => Err(Refusal::Storage),
    }
}

/// Nothing says any more whose her reports were; what became of their words has lines of its own.
fn erase_member(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    for report in reports::all_of(ctx.tx, id)? {
        privacy::unlink(ctx, &report)?;
    }
    if members::load(ctx.tx, id)?.is_none() {
        return Ok(());
    }
    reports::forget_cards_of(ctx.tx, id)?;
    members::remove(ctx.tx, id)
}

fn unlink_report(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    match reports::load(ctx.tx, id)? {
        Some(_) => privacy::unlink(ctx, id),
        None => Ok(()),
    }
}

fn forget_contact(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    match reports::load(ctx.tx, id)? {
        Some(report) => Ok(reports::forget_contact(ctx.tx, id, &report)?),
        None => Ok(()),
    }
}

/// The words go; a report that nobody had decided yet counts as taken back.
fn erase_report(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    if reports::end_withdrawal_again(ctx, id)? {
        return Ok(());
    }
    let Some(mut report) = reports::load(ctx.tx, id)? else { return Ok(()) };
    alerts::unmerge(ctx, id)?;
    reports::forget_details(ctx.tx, id, &report)?;
    if report.status.is_open() || report.status == Status::Merged {
        reports::set_status(ctx.tx, id, &mut report, Status::Withdrawn)?;
    }
    Ok(())
}
