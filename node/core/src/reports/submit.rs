//! Submitting a report.

use parasol_protocol::identifier::Regions;
use parasol_protocol::time::{DAY, Timestamp};

use super::draft::Kept;
use super::report::{self, Report, Status};
use super::{Details, ReportDraft, whose};
use crate::audit::AuditEvent;
use crate::cases;
use crate::command::{Command, Ctx, Event};
use crate::ids::{MemberId, ReportId};
use crate::limits::MAX_REPORTS_A_DAY;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::spoken::SpokenCode;
use crate::store::{Read, StoreError, Table};

/// Keyed hash of a follow code -> its report.
pub(super) const FOLLOW_CODES: Table<[u8; 16], ReportId> = Table::new("follow_codes/1");

/// The code with which a reporter follows her report.
pub type FollowCode = SpokenCode;

/// Submits a report.
#[derive(Debug)]
pub struct SubmitReport {
    /// Who reports.
    pub actor: Actor,
    /// What she filled in.
    pub draft: ReportDraft,
    /// In which countries a number without a country is read.
    pub regions: Regions,
}

/// A report that was taken.
#[derive(Debug)]
pub struct Submitted {
    /// Its id.
    pub id: ReportId,
    /// The code with which to follow it, shown once.
    pub follow_code: FollowCode,
    /// Where it stands.
    pub status: Status,
}

impl Command for SubmitReport {
    type Outcome = Submitted;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Submitted, Refusal> {
        ctx.allow(&self.actor, Action::SubmitReport)?;
        if self.draft.for_other {
            ctx.allow(&self.actor, Action::ReportForOthers)?;
        }
        let Actor::Member(reporter, _) = self.actor else { return Err(Refusal::Forbidden) };
        let kept = kept(ctx.now, &self.draft, &self.regions)?;
        within_quota(ctx, &reporter)?;
        let (id, report) = report(ctx, self.draft, &kept, Some(reporter), None);
        let follow_code = FollowCode::random(ctx.rng);
        ctx.tx.put(&FOLLOW_CODES, &follow_code.key("follow", ctx.tx), &id)?;
        keep(ctx, &id, &report, &kept.details)?;
        // Neither whose nor which: the line stays when she goes, and her reports with it.
        ctx.audit(&Actor::System, AuditEvent::new("report_submitted"))?;
        Ok(Submitted { id, follow_code, status: report.status })
    }
}

impl ReportDraft {
    /// What would be kept of it, for its reporter to check before she sends it; nothing is written.
    pub fn read(&self, regions: &Regions, now: Timestamp) -> Result<Details, Refusal> {
        kept(now, self, regions).map(|kept| kept.details)
    }
}

/// What is kept of a draft; refused when it happened after now.
pub(super) fn kept(now: Timestamp, draft: &ReportDraft, regions: &Regions) -> Result<Kept, Refusal> {
    let kept = draft.keep(regions)?;
    if kept.details.happened_on.is_some_and(|on| on.month() > now.month()) {
        return Err(Refusal::Invalid { field: "happened_on", reason: "future" });
    }
    Ok(kept)
}

/// A report that has just come: from an account, or by a partner's card.
pub(super) fn report(
    ctx: &mut Ctx<'_>,
    draft: ReportDraft,
    kept: &Kept,
    reporter: Option<MemberId>,
    card: Option<MemberId>,
) -> (ReportId, Report) {
    let report = Report {
        reporter,
        card,
        received: whose::hour(ctx.now),
        status: Status::Waiting,
        kinds: kept.kinds.clone(),
        perpetrator: draft.perpetrator,
        motives: kept.motives.clone(),
        identifiers: kept.details.identifiers.len(),
        consent: draft.consent,
        wording: draft.consent_wording,
        for_other: draft.for_other,
        urgent: draft.urgent,
        showing: draft.showing,
        complaint: draft.complaint,
        rejected: None,
        decided: None,
        alert: None,
        restricted: None,
        lifted: None,
        // Whoever has no account has nothing but the code.
        by_code: draft.by_code || card.is_some(),
        withdrawn_until: None,
        put_back: false,
        told_gone: None,
        unread: false,
    };
    (ReportId::random(ctx.rng), report)
}

/// Writes it down and tells the desk.
pub(super) fn keep(
    ctx: &mut Ctx<'_>,
    id: &ReportId,
    report: &Report,
    details: &Details,
) -> Result<(), Refusal> {
    report::add(ctx.tx, id, report, details)?;
    cases::open_for(ctx, id, report, details)?;
    let (id, details) = (*id, details.clone());
    ctx.after_commit(move |node| node.reports_index_mut().add(&id, &details));
    ctx.emit(Event::WorkDue);
    Ok(())
}

/// Refuses more reports within a day than one person can have to tell: the desk is few people.
fn within_quota(ctx: &Ctx<'_>, reporter: &MemberId) -> Result<(), Refusal> {
    let received = whose::received_since(ctx.tx, reporter, ctx.now.minus(DAY))?;
    match received.first() {
        Some(oldest) if received.len() >= MAX_REPORTS_A_DAY => {
            Err(Refusal::OverQuota { retry_after: oldest.plus(DAY).since(ctx.now).max(1) })
        }
        _ => Ok(()),
    }
}

/// Whose own report has this follow code; nobody's if it was reported for somebody else, or came by a card.
pub(crate) fn own_reporter(read: &impl Read, code: &FollowCode) -> Result<Option<MemberId>, StoreError> {
    let Some(id) = read.get(&FOLLOW_CODES, &code.key("follow", read))? else { return Ok(None) };
    let report = report::load(read, &id)?.filter(|report| !report.for_other);
    Ok(report.and_then(|report| report.reporter))
}
