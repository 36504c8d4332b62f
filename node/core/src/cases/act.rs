//! What the team does with a case.

use parasol_protocol::time::Timestamp;

use super::case::{self, Case, CaseClosed, CaseOutcome, CaseWhy, Referred};
use super::notes::{self, NoteKind};
use super::{hand_over, opening, release};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::erasures::{self, Erased};
use crate::ids::{MemberId, ReportId};
use crate::limits::{MAX_CASE_NOTE, MAX_REFERRED, REMINDER_FURTHEST};
use crate::members;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status};
use crate::roles::{Action, Actor, Role};

/// Something that a moderator does with a case.
#[derive(Clone, PartialEq, Eq)]
pub enum CaseAct {
    /// Opens one for a report that has none.
    Start,
    /// Makes it hers.
    Take,
    /// Makes it the case of the moderator of this pseudonym.
    Assign(String),
    /// Makes it nobody's.
    PutBack,
    /// Writes a note.
    Note {
        /// What it says.
        text: String,
        /// Whether the partner reads it too.
        for_partner: bool,
    },
    /// Has somebody reminded on that day.
    Remind(Timestamp),
    /// Ends the reminder: what it was for is done.
    ReminderDone,
    /// Writes down to whom she was referred, in words.
    Refer(String),
    /// Hands the case over to the partner of this pseudonym.
    HandOver(String),
    /// Takes it back from the partner.
    TakeBack,
    /// Writes down that the reporter said yes to the police, on that day.
    HerYes(Timestamp),
    /// Stands by name for the case to be printed for the police.
    Confirm,
    /// Takes her yes, and all who stand for it, away.
    NoPolice,
    /// Closes it: the reporter's contact goes for good.
    Close {
        /// How it ended.
        outcome: CaseOutcome,
        /// In words, if anything.
        words: String,
    },
    /// Opens it again.
    Reopen,
}

/// Does something with a case.
pub struct ActOnCase {
    /// Who does it.
    pub actor: Actor,
    /// The case: its report's id.
    pub id: ReportId,
    /// What.
    pub act: CaseAct,
}

no_debug!(CaseAct, ActOnCase);

impl Command for ActOnCase {
    /// Done; or not, because whom she named cannot have the case. That is a line in the audit, so it cannot be a refusal, which
    /// takes back all that was written: whoever tries one colleague after the other to learn whom a report is about is seen.
    type Outcome = Result<(), Refusal>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Self::Outcome, Refusal> {
        let Self { actor, id, act } = self;
        ctx.allow(&actor, Action::HandleCase)?;
        let Actor::Member(me, _) = actor else { return Err(Refusal::Forbidden) };
        let report = reports::needed(ctx.tx, &id)?;
        desk::not_hers(ctx.tx, &actor, &id, &report)?;
        let work = Work { actor, me, id, report };
        if act.is_about_her() {
            work.she_is_there(ctx)?;
        }
        match act {
            CaseAct::Start => work.start(ctx).map(Ok),
            CaseAct::Reopen => work.reopen(ctx).map(Ok),
            CaseAct::Assign(pseudonym) => work.assign_to(ctx, &work.open_case(ctx)?, &pseudonym),
            CaseAct::HandOver(partner) => hand_over::to_partner(ctx, &work, &work.open_case(ctx)?, &partner),
            act => work.on_open(ctx, act).map(Ok),
        }
    }
}

impl CaseAct {
    /// Whether it begins something with her, or writes something down about her.
    const fn is_about_her(&self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::Reopen
                | Self::Note { .. }
                | Self::Refer(_)
                | Self::HandOver(_)
                | Self::HerYes(_)
        )
    }
}

/// Who acts on which case.
pub(super) struct Work {
    pub(super) actor: Actor,
    pub(super) me: MemberId,
    pub(super) id: ReportId,
    pub(super) report: Report,
}

impl Work {
    /// Refuses when she took her report back, or is known to nobody any more: what the team wrote would stay after her.
    fn she_is_there(&self, ctx: &Ctx<'_>) -> Result<(), Refusal> {
        let Report { status, reporter, card, by_code, put_back, .. } = &self.report;
        // A report by a card is read by its code: that goes when its reporter does.
        let gone = reporter.is_none() && card.is_none() && !by_code;
        // What was put back is the bare entry: what she told is gone, and so is the way to her.
        let taken_back = *status == Status::Withdrawn || *put_back;
        if taken_back || gone || !reports::has_details(ctx.tx, &self.id, &self.report)? {
            return Err(Refusal::WrongState { expected: "open", found: Status::Withdrawn.name() });
        }
        Ok(())
    }

    fn open_case(&self, ctx: &Ctx<'_>) -> Result<Case, Refusal> {
        let case = case::needed(ctx.tx, &self.id, &self.report)?;
        if case.is_open() { Ok(case) } else { Err(Refusal::WrongState { expected: "open", found: "closed" }) }
    }

    fn start(&self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        if case::load(ctx.tx, &self.id, &self.report)?.is_some() {
            return Err(Refusal::WrongState { expected: "no_case", found: "open" });
        }
        let mut case = opening::new(ctx.now, &self.report, vec![CaseWhy::ByHand]);
        case.assigned = Some(self.me);
        case::save(ctx.tx, &self.id, &self.report, None, &case)?;
        ctx.audit(&self.actor, AuditEvent::about("case_started", self.id.as_bytes()))
    }

    fn reopen(&self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let old = case::needed(ctx.tx, &self.id, &self.report)?;
        match &old.closed {
            None => return Err(Refusal::WrongState { expected: "closed", found: "open" }),
            Some(closed) if closed.outcome == CaseOutcome::Withdrawn => {
                return Err(Refusal::WrongState { expected: "closed", found: Status::Withdrawn.name() });
            }
            Some(_) => {}
        }
        self.save(ctx, &old, &Case { closed: None, ..old.clone() })?;
        ctx.audit(&self.actor, AuditEvent::about("case_reopened", self.id.as_bytes()))
    }

    fn on_open(&self, ctx: &mut Ctx<'_>, act: CaseAct) -> Result<(), Refusal> {
        let old = self.open_case(ctx)?;
        match act {
            CaseAct::Take => self.assign(ctx, &old, Some(self.me)),
            CaseAct::PutBack => self.assign(ctx, &old, None),
            CaseAct::Note { text, for_partner } => self.note(ctx, &old, &text, for_partner),
            CaseAct::Remind(on) => self.remind(ctx, &old, on),
            CaseAct::ReminderDone => {
                self.save(ctx, &old, &Case { reminder: None, ..old.clone() })?;
                ctx.audit(&self.actor, AuditEvent::about("case_reminder_done", self.id.as_bytes()))
            }
            CaseAct::Refer(to) => self.refer(ctx, &old, &to),
            CaseAct::TakeBack => hand_over::take_back(ctx, self, &old),
            CaseAct::HerYes(on) => release::her_yes(ctx, self, &old, on),
            CaseAct::Confirm => release::confirm(ctx, self, &old),
            CaseAct::NoPolice => release::revoke(ctx, self, &old),
            CaseAct::Close { outcome, words } => self.close(ctx, &old, outcome, &words),
            CaseAct::Start | CaseAct::Reopen | CaseAct::Assign(_) | CaseAct::HandOver(_) => {
                Err(Refusal::WrongState { expected: "closed", found: "open" })
            }
        }
    }

    pub(super) fn save(&self, ctx: &mut Ctx<'_>, old: &Case, new: &Case) -> Result<(), Refusal> {
        Ok(case::save(ctx.tx, &self.id, &self.report, Some(old), new)?)
    }

    fn assign(&self, ctx: &mut Ctx<'_>, old: &Case, to: Option<MemberId>) -> Result<(), Refusal> {
        self.save(ctx, old, &Case { assigned: to, ..old.clone() })?;
        ctx.audit(&self.actor, AuditEvent::about("case_assigned", self.id.as_bytes()))
    }

    /// To another moderator, if she may handle it: of a report of her own, or about her, she knows nothing.
    fn assign_to(
        &self,
        ctx: &mut Ctx<'_>,
        old: &Case,
        pseudonym: &str,
    ) -> Result<Result<(), Refusal>, Refusal> {
        let to = members::named(ctx.tx, pseudonym)?.filter(|to| {
            let other = Actor::Member(*to, Role::Moderator);
            members::permitted(ctx.tx, &other, Action::HandleCase).is_ok()
                && desk::not_hers(ctx.tx, &other, &self.id, &self.report).is_ok()
        });
        match to {
            Some(to) => self.assign(ctx, old, Some(to)).map(Ok),
            None => self.nobody_for_it(ctx, "moderator", "no_such_moderator"),
        }
    }

    /// One answer for all who cannot have the case, whatever the reason; and a line about each attempt.
    pub(super) fn nobody_for_it(
        &self,
        ctx: &mut Ctx<'_>,
        field: &'static str,
        reason: &'static str,
    ) -> Result<Result<(), Refusal>, Refusal> {
        ctx.audit(&self.actor, AuditEvent::about("case_not_given", self.id.as_bytes()))?;
        Ok(Err(Refusal::Invalid { field, reason }))
    }

    fn note(&self, ctx: &mut Ctx<'_>, old: &Case, text: &str, for_partner: bool) -> Result<(), Refusal> {
        let kind = if for_partner { NoteKind::ForPartner } else { NoteKind::Team };
        notes::write(ctx, &self.id, &self.report, old, (self.me, kind), text)?;
        ctx.audit(&self.actor, AuditEvent::about("case_note_added", self.id.as_bytes()))
    }

    fn remind(&self, ctx: &mut Ctx<'_>, old: &Case, on: Timestamp) -> Result<(), Refusal> {
        let on = reports::day(on);
        if on < reports::day(ctx.now) || on > ctx.now.plus(REMINDER_FURTHEST) {
            return Err(Refusal::Invalid { field: "reminder", reason: "reminder_day" });
        }
        self.save(ctx, old, &Case { reminder: Some(on), ..old.clone() })?;
        ctx.audit(&self.actor, AuditEvent::about("case_reminder_set", self.id.as_bytes()))
    }

    fn refer(&self, ctx: &mut Ctx<'_>, old: &Case, to: &str) -> Result<(), Refusal> {
        let on = reports::day(ctx.now);
        let referred = reports::text("referred", Some(to), MAX_REFERRED)?.map(|to| Referred { to, on });
        self.save(ctx, old, &Case { referred, ..old.clone() })?;
        ctx.audit(&self.actor, AuditEvent::about("case_referred", self.id.as_bytes()))
    }

    /// The contact goes first: whatever comes after, nobody calls her any more.
    fn close(&self, ctx: &mut Ctx<'_>, old: &Case, outcome: CaseOutcome, words: &str) -> Result<(), Refusal> {
        if outcome == CaseOutcome::Withdrawn {
            return Err(Refusal::Invalid { field: "outcome", reason: "unknown_word" });
        }
        let words = reports::text("words", Some(words), MAX_CASE_NOTE)?;
        reports::forget_contact(ctx.tx, &self.id, &self.report)?;
        if old.handed.is_some() {
            erasures::record(ctx.tx, Erased::CaseTakenBack, self.id.as_bytes())?;
        }
        let closed = Some(CaseClosed { on: Some(reports::day(ctx.now)), outcome, words });
        self.save(ctx, old, &Case { closed, reminder: None, handed: None, ..old.clone() })?;
        ctx.audit(&self.actor, AuditEvent::about("case_closed", self.id.as_bytes()))
    }
}
