//! Opening a raw report, and what stands behind another button: how to reach the reporter. Both are commands, because each
//! opening leaves a line in the audit.

use parasol_protocol::lists::{EventKind, Motive, Perpetrator};
use parasol_protocol::time::Timestamp;

use super::claim::{self, AtIt};
use super::second::{self, Proposal};
use super::{Beside, beside, is_kept_back, not_hers};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::cases::{self, CaseOfReport};
use crate::command::{Command, Ctx};
use crate::ids::{AlertId, ReportId};
use crate::limits::REPORT_DUE;
use crate::members::{self, Pseudonym};
use crate::private::no_debug;
use crate::quota;
use crate::refusal::Refusal;
use crate::reports::{self, Consent, Details, Report, SafeWay, Showing, Status, ThreadAtDesk, Wording};
use crate::retention::{self, HoldView};
use crate::roles::{Action, Actor};
use crate::store::Read;
use crate::words::words;

/// Reads a report as it came.
#[derive(Debug)]
pub struct OpenReport {
    /// Who opens it.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
}

/// Reads a report as it came without being at it afterwards: to compare it with another one. The first thing that she does
/// about it makes it hers.
#[derive(Debug)]
pub struct LookAtReport {
    /// Who looks.
    pub actor: Actor,
    /// At which report.
    pub id: ReportId,
}

/// A report as it came. It does not say who sent it.
pub struct RawReport {
    /// Its id.
    pub id: ReportId,
    /// When it came.
    pub received: Timestamp,
    /// When it should be decided.
    pub due: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// Who works at it, and what waits for a second moderator.
    pub work: Work,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The hatred behind it; for figures only.
    pub motives: Vec<Motive>,
    /// To what the reporter agreed.
    pub consent: Consent,
    /// Which words that were.
    pub consent_wording: Wording,
    /// Whether somebody else than the account's owner was met.
    pub for_other: bool,
    /// Whether it came by a card instead of an account.
    pub by_card: bool,
    /// The partner who printed the card, while she is here.
    pub card_of: Option<Pseudonym>,
    /// Whether somebody is under age or in danger now.
    pub urgent: bool,
    /// Whether somebody should call back.
    pub severe: bool,
    /// The alert that it became.
    pub alert: Option<AlertId>,
    /// Since when it is not used, because its reporter asked to have it looked at.
    pub restricted: Option<Timestamp>,
    /// Whether its alert was to be shown and is not, because it names what is not published any more.
    pub kept_back: bool,
    /// Whether it says how to reach the reporter: [`ShowContact`] tells.
    pub has_contact: bool,
    /// When its alert may be shown.
    pub showing: Showing,
    /// Whether its reporter would like help to file a complaint.
    pub complaint: bool,
    /// Whether somebody may contact her: she said in which way it is safe.
    pub may_be_reached: bool,
    /// For which reasons it is shown how to reach her.
    pub contact_reasons: Vec<ContactReason>,
    /// Its case, if there is one.
    pub case: Option<CaseOfReport>,
    /// What stands beside it.
    pub beside: Beside,
    /// What the team and the reporter wrote to each other.
    pub thread: ThreadAtDesk,
    /// Why it is kept longer, if it is.
    pub hold: Option<HoldView>,
    /// What it says, without how to reach the reporter.
    pub details: Details,
}

no_debug!(RawReport, Work);

/// Who works at a report, and how far that has come.
pub struct Work {
    /// Who is at it, while nothing is decided: opening it makes that the one who opens it, if nobody was; looking does not.
    pub at_it: Option<AtIt>,
    /// What somebody proposes to a second moderator.
    pub proposal: Option<Proposal>,
    /// Into which alert it was merged.
    pub merged_into: Option<AlertId>,
}

impl Work {
    fn of(
        ctx: &mut Ctx<'_>,
        actor: &Actor,
        id: &ReportId,
        report: &Report,
        claims: bool,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            at_it: if claims {
                claim::open(ctx, actor, id, report)?
            } else {
                claim::at_it(ctx.tx, actor, id, report, ctx.now)?
            },
            proposal: second::of_report(ctx.tx, actor, id, report)?,
            merged_into: alerts::merged_into(ctx.tx, id, report)?,
        })
    }
}

impl Command for OpenReport {
    type Outcome = RawReport;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<RawReport, Refusal> {
        self.read(ctx, true)
    }
}

impl Command for LookAtReport {
    type Outcome = RawReport;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<RawReport, Refusal> {
        let Self { actor, id } = self;
        OpenReport { actor, id }.read(ctx, false)
    }
}

impl OpenReport {
    fn read(self, ctx: &mut Ctx<'_>, claims: bool) -> Result<RawReport, Refusal> {
        ctx.allow(&self.actor, Action::OpenReport)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        if report.unread {
            report.unread = false;
            reports::save(ctx.tx, &self.id, &report)?;
        }
        if !report.status.is_open() && report.identifiers > 0 {
            // What is decided is an archive: whoever reads one after the other copies it.
            quota::unmask(ctx, &self.actor)?;
        }
        let card_of = match &report.card {
            Some(partner) => members::load(ctx.tx, partner)?.map(|partner| partner.pseudonym),
            None => None,
        };
        let mut details = reports::details(ctx.tx, &self.id, &report)?;
        let thread = reports::at_desk(ctx.tx, &self.id, &report)?;
        let may_be_reached = details.may_be_reached();
        let contact_reasons = ContactReason::offered(ctx.tx, &report, may_be_reached)?;
        details.reach = None;
        let has_contact = details.contact.take().is_some();
        let work = Work::of(ctx, &self.actor, &self.id, &report, claims)?;
        let beside = beside::of(ctx, &self.actor, &self.id, &report, &details)?;
        ctx.audit(&self.actor, AuditEvent::about("report_opened", self.id.as_bytes()))?;
        let case = cases::of_report(ctx.tx, &self.id, &report, ctx.now)?;
        let hold = retention::hold_of(ctx.tx, &self.id, &report, ctx.now)?;
        Ok(RawReport {
            id: self.id,
            received: report.received,
            due: report.received.plus(REPORT_DUE),
            status: report.status,
            work,
            urgent: report.urgent,
            severe: report.severe(),
            kinds: report.kinds,
            perpetrator: report.perpetrator,
            motives: report.motives,
            consent: report.consent,
            consent_wording: report.wording,
            for_other: report.for_other,
            by_card: report.card.is_some(),
            card_of,
            alert: report.alert,
            has_contact,
            showing: report.showing,
            complaint: report.complaint,
            may_be_reached,
            contact_reasons,
            restricted: report.restricted.filter(|_| report.status != Status::Withdrawn),
            kept_back: is_kept_back(ctx.tx, report.alert.as_ref())?,
            case,
            beside,
            thread,
            hold,
            details,
        })
    }
}

words! {
    /// Why a moderator wants to know how to reach a reporter.
    ContactReason {
        /// She asked for a call, or it is so grave that somebody should call.
        CallBack = "call_back",
        /// Something in the report is not clear.
        AskBack = "ask_back",
        /// A partner organisation is to reach her, as she agreed.
        PassOn = "pass_on",
        /// Something else.
        Other = "other",
    }
}

impl ContactReason {
    /// She named no way that is safe: whoever calls her may hurt her.
    pub(crate) const NO_SAFE_WAY: Refusal =
        Refusal::Invalid { field: "contact_reason", reason: "no_safe_way" };

    /// She did not agree that a partner learns of it, or it is about police, or it is not used.
    const NOT_PASSED_ON: Refusal = Refusal::Invalid { field: "contact_reason", reason: "not_passed_on" };

    /// Passing her on is the team's: it asks her first.
    pub(crate) const TEAM_PASSES_ON: Refusal =
        Refusal::Invalid { field: "contact_reason", reason: "team_passes_on" };

    /// For which reasons a partner is shown how to reach her.
    pub(crate) fn of_partners() -> Vec<Self> {
        Self::ALL.iter().copied().filter(|reason| *reason != Self::PassOn).collect()
    }

    /// For which reasons a moderator is shown how to reach the reporter of a report; `safe` tells whether she named a safe way.
    pub(crate) fn offered(read: &impl Read, report: &Report, safe: bool) -> Result<Vec<Self>, Refusal> {
        let passed_on = cases::hindrance(read, report)?.is_none();
        let offered =
            |reason: &Self| (safe || !reason.reaches_her()) && (passed_on || *reason != Self::PassOn);
        Ok(Self::ALL.iter().copied().filter(offered).collect())
    }

    /// Whether somebody is going to reach her.
    const fn reaches_her(self) -> bool {
        matches!(self, Self::CallBack | Self::AskBack | Self::PassOn)
    }

    /// The reason as a line of the audit.
    pub(crate) const fn event(self, report: &ReportId) -> AuditEvent {
        match self {
            Self::CallBack => AuditEvent::about("contact_opened_to_call_back", report.as_bytes()),
            Self::AskBack => AuditEvent::about("contact_opened_to_ask_back", report.as_bytes()),
            Self::PassOn => AuditEvent::about("contact_opened_to_pass_on", report.as_bytes()),
            Self::Other => AuditEvent::about("contact_opened_for_other", report.as_bytes()),
        }
    }
}

/// How the reporter of a report can be reached.
pub struct ReporterContact {
    /// Where.
    pub contact: String,
    /// In which way that is safe, if she said so; without one nobody calls.
    pub way: Option<SafeWay>,
}

no_debug!(ReporterContact);

/// Reads how to reach the reporter of a report.
#[derive(Debug)]
pub struct ShowContact {
    /// Who wants to know.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
    /// Why.
    pub reason: ContactReason,
}

impl Command for ShowContact {
    type Outcome = ReporterContact;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<ReporterContact, Refusal> {
        ctx.allow(&self.actor, Action::OpenReport)?;
        let report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        let details = reports::details(ctx.tx, &self.id, &report)?;
        let safe = details.may_be_reached();
        let contact = details.contact.ok_or(Refusal::NotFound)?;
        if !safe && self.reason.reaches_her() {
            return Err(ContactReason::NO_SAFE_WAY);
        }
        if self.reason == ContactReason::PassOn && cases::hindrance(ctx.tx, &report)?.is_some() {
            return Err(ContactReason::NOT_PASSED_ON);
        }
        ctx.audit(&self.actor, self.reason.event(&self.id))?;
        Ok(ReporterContact { contact, way: details.reach })
    }
}
