//! Opening a case: a command, because each opening leaves a line in the audit.

use parasol_protocol::lists::EventKind;
use parasol_protocol::time::Timestamp;

use super::case::{self, Case, CaseOutcome, CaseWhy};
use super::hand_over;
use super::notes::{self, NoteView};
use super::release::{self, ReleaseView};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::{self, ContactReason};
use crate::ids::{MemberId, ReportId};
use crate::members::{self, Pseudonym};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Details, Report, Status};
use crate::roles::{Action, Actor};

/// Opens a case.
#[derive(Debug)]
pub struct OpenCase {
    /// Who opens it.
    pub actor: Actor,
    /// The case: its report's id.
    pub id: ReportId,
}

/// A case that is open before a moderator.
pub struct CaseView {
    /// Its id, which is its report's.
    pub id: ReportId,
    /// When it was opened.
    pub opened: Timestamp,
    /// Why there is one.
    pub why: Vec<CaseWhy>,
    /// Where the report stands.
    pub status: Status,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Whether somebody is under age or in danger now.
    pub urgent: bool,
    /// Whether she would like help to complain.
    pub complaint: bool,
    /// Whether the report says how to reach her.
    pub has_contact: bool,
    /// Whether she named a way in which that is safe; if not, nobody calls.
    pub may_be_reached: bool,
    /// For which reasons it is shown how to reach her.
    pub contact_reasons: Vec<ContactReason>,
    /// The moderator whose it is.
    pub assigned: Option<Pseudonym>,
    /// Whether that is the reader.
    pub mine: bool,
    /// When somebody is to be reminded.
    pub reminder: Option<Timestamp>,
    /// Whether that is now.
    pub due: bool,
    /// To whom she was referred, and since when.
    pub referred: Option<(String, Timestamp)>,
    /// The partner whose inbox it is in, and since when. None when she has gone or may not see it any more.
    pub handed: Option<(Pseudonym, Timestamp)>,
    /// Whether it may be handed over; else why not, as a stable word.
    pub may_hand_over: Result<(), &'static str>,
    /// Whether the report is about police: then nothing of it is passed outside.
    pub police: bool,
    /// How far a release to the police has come.
    pub release: Option<ReleaseView>,
    /// How it ended, on which day, in which words.
    pub closed: Option<(CaseOutcome, Option<Timestamp>, Option<String>)>,
    /// The notes, oldest first.
    pub notes: Vec<NoteView>,
}

no_debug!(CaseView);

impl Command for OpenCase {
    type Outcome = CaseView;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<CaseView, Refusal> {
        ctx.allow(&self.actor, Action::HandleCase)?;
        let Actor::Member(me, _) = self.actor else { return Err(Refusal::Forbidden) };
        let report = reports::needed(ctx.tx, &self.id)?;
        desk::not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        let case = case::needed(ctx.tx, &self.id, &report)?;
        ctx.audit(&self.actor, AuditEvent::about("case_opened", self.id.as_bytes()))?;
        view(ctx, &me, self.id, report, case)
    }
}

fn view(ctx: &Ctx<'_>, me: &MemberId, id: ReportId, report: Report, case: Case) -> Result<CaseView, Refusal> {
    let read = &*ctx.tx;
    let details = match reports::details(read, &id, &report) {
        Ok(details) => Some(details),
        Err(Refusal::NotFound) => None,
        Err(other) => return Err(other),
    };
    let handed = match &case.handed {
        Some(to) if hand_over::is_shown_to(read, &to.partner, (&id, &report), &case)? => {
            members::load(read, &to.partner)?.map(|partner| (partner.pseudonym, to.on))
        }
        _ => None,
    };
    let assigned = match &case.assigned {
        Some(moderator) => members::load(read, moderator)?.map(|member| member.pseudonym),
        None => None,
    };
    let safe = details.as_ref().is_some_and(Details::may_be_reached);
    Ok(CaseView {
        id,
        opened: case.opened,
        status: report.status,
        urgent: report.urgent,
        complaint: report.complaint,
        has_contact: details.as_ref().is_some_and(|details| details.contact.is_some()),
        may_be_reached: safe,
        contact_reasons: ContactReason::offered(read, &report, safe)?,
        mine: case.assigned == Some(*me),
        assigned,
        due: case.is_due(ctx.now),
        reminder: case.reminder,
        may_hand_over: match hand_over::hindrance(read, &report)? {
            None => Ok(()),
            Some(Refusal::Invalid { reason, .. }) => Err(reason),
            Some(other) => Err(other.code()),
        },
        police: hand_over::is_about_police(read, &report)?,
        release: release::view(read, me, &case)?,
        notes: notes::all(read, &id, &report, &case, |_, _, _| true)?,
        kinds: report.kinds,
        why: case.why,
        referred: case.referred.map(|referred| (referred.to, referred.on)),
        handed,
        closed: case.closed.map(|closed| (closed.outcome, closed.on, closed.words)),
    })
}
