//! The inbox of a partner organisation: the cases that were handed to it. Somebody else's case is as if it did not exist.

use parasol_protocol::lists::EventKind;
use parasol_protocol::time::Timestamp;

use super::case::{self, Case};
use super::hand_over::{self, is_shown_to};
use super::notes::{self, NoteKind, NoteView};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::{ContactReason, ReporterContact};
use crate::erasures::{self, Erased};
use crate::ids::{MemberId, ReportId};
use crate::limits::MAX_LIST;
use crate::members;
use crate::node::Snapshot;
use crate::places::Town;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Report};
use crate::roles::{Action, Actor};

/// A case in a partner's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Its id.
    pub id: ReportId,
    /// Since when it is there.
    pub since: Timestamp,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Whether somebody is under age or in danger now.
    pub urgent: bool,
}

/// A page of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Up to 50 cases.
    pub rows: Vec<InboxRow>,
    /// How many pages there are.
    pub pages: usize,
}

impl Snapshot {
    /// A page, counted from 0, of the cases that were handed to the one who asks: urgent ones first, then the oldest; 50 at
    /// most.
    pub fn inbox(&self, actor: &Actor, page: usize) -> Result<Inbox, Refusal> {
        self.allow(actor, Action::SeeInbox)?;
        let Actor::Member(me, _) = actor else { return Err(Refusal::Forbidden) };
        let mut rows = Vec::new();
        for id in case::of_partner(&self.tx, me)? {
            let report = reports::needed(&self.tx, &id)?;
            let case = case::needed(&self.tx, &id, &report)?;
            if is_shown_to(&self.tx, me, (&id, &report), &case)?
                && let Some(handed) = case.handed
            {
                rows.push(InboxRow { id, since: handed.on, urgent: report.urgent, kinds: report.kinds });
            }
        }
        rows.sort_by_key(|row| (!row.urgent, row.since, row.id));
        let pages = rows.len().div_ceil(MAX_LIST).max(1);
        let rows = rows.into_iter().skip(page.saturating_mul(MAX_LIST)).take(MAX_LIST).collect();
        Ok(Inbox { rows, pages })
    }
}

/// The case, if it is in the inbox of the one who asks.
pub(super) fn hers(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    id: &ReportId,
) -> Result<(MemberId, Report, Case), Refusal> {
    ctx.allow(actor, Action::SeeInbox)?;
    let Actor::Member(me, _) = actor else { return Err(Refusal::Forbidden) };
    let report = reports::needed(ctx.tx, id)?;
    let case = case::needed(ctx.tx, id, &report)?;
    if is_shown_to(ctx.tx, me, (id, &report), &case)? {
        Ok((*me, report, case))
    } else {
        Err(Refusal::NotFound)
    }
}

/// Opens a case of the own inbox.
#[derive(Debug)]
pub struct OpenHandedCase {
    /// Who opens it.
    pub actor: Actor,
    /// Which.
    pub id: ReportId,
}

/// A case as a partner sees it: nothing of the person who was reported but what her words say.
pub struct HandedCase {
    /// Its id.
    pub id: ReportId,
    /// Since when it is hers.
    pub since: Timestamp,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// What happened, in the reporter's words.
    pub text: Option<String>,
    /// In which town.
    pub town: Option<Town>,
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
    /// The partner's own notes and those that the team wrote for her since the case is hers, oldest first.
    pub notes: Vec<NoteView>,
}

no_debug!(HandedCase);

impl Command for OpenHandedCase {
    type Outcome = HandedCase;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<HandedCase, Refusal> {
        let (me, report, case) = hers(ctx, &self.actor, &self.id)?;
        let details = reports::details(ctx.tx, &self.id, &report)?;
        ctx.audit(&self.actor, AuditEvent::about("handed_case_opened", self.id.as_bytes()))?;
        let since = case.handed.as_ref().map_or(case.notes, |handed| handed.notes);
        let notes = notes::all(ctx.tx, &self.id, &report, &case, notes::is_for(&me, since))?;
        Ok(HandedCase {
            id: self.id,
            since: case.handed.map_or(case.opened, |handed| handed.on),
            kinds: report.kinds,
            urgent: report.urgent,
            complaint: report.complaint,
            has_contact: details.contact.is_some(),
            may_be_reached: details.may_be_reached(),
            contact_reasons: ContactReason::of_partners(),
            text: details.text,
            town: details.town,
            notes,
        })
    }
}

/// Reads how to reach the reporter of a case of the own inbox.
#[derive(Debug)]
pub struct ShowHandedContact {
    /// Who wants to know.
    pub actor: Actor,
    /// Of which case.
    pub id: ReportId,
    /// Why.
    pub reason: ContactReason,
}

impl Command for ShowHandedContact {
    type Outcome = ReporterContact;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<ReporterContact, Refusal> {
        let (_, report, _) = hers(ctx, &self.actor, &self.id)?;
        let details = reports::details(ctx.tx, &self.id, &report)?;
        let safe = details.may_be_reached();
        let contact = details.contact.ok_or(Refusal::NotFound)?;
        // The team may have to know it for another reason; a partner, never.
        if !safe {
            return Err(ContactReason::NO_SAFE_WAY);
        }
        if self.reason == ContactReason::PassOn {
            return Err(ContactReason::TEAM_PASSES_ON);
        }
        ctx.audit(&self.actor, self.reason.event(&self.id))?;
        Ok(ReporterContact { contact, way: details.reach })
    }
}

/// What a partner does with a case.
#[derive(Clone, PartialEq, Eq)]
pub enum InboxAct {
    /// Writes a note, which the team reads.
    Note(String),
    /// Says that she has been looked after, with words if any. The case goes back to the team.
    Done(String),
    /// Hands it back, with words if any.
    HandBack(String),
}

/// Does something with a case of the own inbox.
pub struct ActInInbox {
    /// Who does it.
    pub actor: Actor,
    /// With which case.
    pub id: ReportId,
    /// What.
    pub act: InboxAct,
}

no_debug!(InboxAct, ActInInbox);

impl Command for ActInInbox {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Self { actor, id, act } = self;
        let (me, report, old) = hers(ctx, &actor, &id)?;
        match act {
            InboxAct::Note(text) => {
                notes::write(ctx, &id, &report, &old, (me, NoteKind::Partner), &text)?;
                ctx.audit(&actor, AuditEvent::about("handed_case_note_added", id.as_bytes()))
            }
            InboxAct::Done(text) => {
                give_back(ctx, (&id, &report), &old, (me, NoteKind::Done), &text)?;
                ctx.audit(&actor, AuditEvent::about("handed_case_done", id.as_bytes()))
            }
            InboxAct::HandBack(text) => {
                give_back(ctx, (&id, &report), &old, (me, NoteKind::HandedBack), &text)?;
                ctx.audit(&actor, AuditEvent::about("handed_case_returned", id.as_bytes()))
            }
        }
    }
}

/// The case is the team's again, and on top of its list: somebody has to look at what the partner says.
fn give_back(
    ctx: &mut Ctx<'_>,
    (id, report): (&ReportId, &Report),
    old: &Case,
    note: (MemberId, NoteKind),
    text: &str,
) -> Result<(), Refusal> {
    let mut new = Case { handed: None, reminder: Some(reports::day(ctx.now)), ..old.clone() };
    notes::add(ctx, id, report, &mut new, note, text)?;
    case::save(ctx.tx, id, report, Some(old), &new)?;
    erasures::record(ctx.tx, Erased::CaseTakenBack, id.as_bytes())?;
    if let Some(moderator) = &new.assigned
        && let Some(member) = members::load(ctx.tx, moderator)?
    {
        hand_over::tell(ctx, moderator, &member)?;
    }
    Ok(())
}
