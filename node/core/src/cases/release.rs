//! Paper: a sheet that goes with the reporter to a hospital, and what is printed when she wants to complain. Nothing goes to
//! the police by itself: she said yes on a day, two moderators stand for it by name, and one of them prints a page. A report
//! about police is never printed for them.

use parasol_protocol::lists::EventKind;
use parasol_protocol::time::{DAY, Timestamp};

use super::act::Work;
use super::case::{self, Case, Release};
use super::hand_over::is_about_police;
use super::inbox;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::ids::{MemberId, ReportId};
use crate::members::{self, Pseudonym};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Details, HappenedOn, Report, Status};
use crate::roles::{Action, Actor, Role};
use crate::store::Read;

/// Moderators who must stand for it.
const TWO: usize = 2;

/// How far a release to the police has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseView {
    /// On which day the reporter said yes.
    pub yes: Timestamp,
    /// The moderators who stand for it.
    pub confirmed: Vec<Pseudonym>,
    /// Whether the reader is one of them.
    pub by_me: bool,
    /// Whether it can be printed.
    pub complete: bool,
}

fn allowed(read: &impl Read, report: &Report) -> Result<(), Refusal> {
    if is_about_police(read, report)? {
        return Err(Refusal::Invalid { field: "police", reason: "never_outside" });
    }
    if report.restricted.is_some() || report.status == Status::Withdrawn {
        return Err(Refusal::WrongState { expected: "open", found: "restricted" });
    }
    Ok(())
}

pub(super) fn her_yes(ctx: &mut Ctx<'_>, work: &Work, old: &Case, on: Timestamp) -> Result<(), Refusal> {
    allowed(ctx.tx, &work.report)?;
    let yes = reports::day(on);
    if yes > ctx.now || yes.plus(DAY) < work.report.received {
        return Err(Refusal::Invalid { field: "yes", reason: "yes_day" });
    }
    // Another yes is another question: whoever stood for the first does not stand for this one.
    work.save(ctx, old, &Case { release: Some(Release { yes, confirmed: Vec::new() }), ..old.clone() })?;
    ctx.audit(&work.actor, AuditEvent::about("police_yes_noted", work.id.as_bytes()))
}

pub(super) fn confirm(ctx: &mut Ctx<'_>, work: &Work, old: &Case) -> Result<(), Refusal> {
    allowed(ctx.tx, &work.report)?;
    let mut release = old.release.clone().ok_or(Refusal::ConsentMissing)?;
    if release.confirmed.contains(&work.me) {
        return Err(Refusal::Invalid { field: "police", reason: "another_person" });
    }
    if release.confirmed.len() >= TWO {
        return Err(Refusal::WrongState { expected: "open", found: "confirmed" });
    }
    release.confirmed.push(work.me);
    work.save(ctx, old, &Case { release: Some(release), ..old.clone() })?;
    ctx.audit(&work.actor, AuditEvent::about("police_release_confirmed", work.id.as_bytes()))
}

pub(super) fn revoke(ctx: &mut Ctx<'_>, work: &Work, old: &Case) -> Result<(), Refusal> {
    work.save(ctx, old, &Case { release: None, ..old.clone() })?;
    ctx.audit(&work.actor, AuditEvent::about("police_release_taken_back", work.id.as_bytes()))
}

/// Those who stand for it and are moderators still.
fn standing(read: &impl Read, release: &Release) -> Result<Vec<(MemberId, Pseudonym)>, Refusal> {
    let mut names = Vec::new();
    for id in &release.confirmed {
        let actor = Actor::Member(*id, Role::Moderator);
        if let Ok(Some(member)) = members::permitted(read, &actor, Action::HandleCase) {
            names.push((*id, member.pseudonym));
        }
    }
    Ok(names)
}

pub(super) fn view(read: &impl Read, me: &MemberId, case: &Case) -> Result<Option<ReleaseView>, Refusal> {
    let Some(release) = &case.release else { return Ok(None) };
    let names = standing(read, release)?;
    Ok(Some(ReleaseView {
        yes: release.yes,
        by_me: release.confirmed.contains(me),
        complete: names.len() >= TWO,
        confirmed: names.into_iter().map(|(_, name)| name).collect(),
    }))
}

/// What is printed for a complaint: what was reported, without how to reach the reporter.
pub struct ReleaseSheet {
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// What the report says, without place of contact and way to reach her.
    pub details: Details,
    /// When the report came.
    pub received: Timestamp,
    /// On which day she said yes.
    pub yes: Timestamp,
    /// Who stands for it.
    pub confirmed: Vec<Pseudonym>,
}

no_debug!(ReleaseSheet);

/// Reads what is printed for a complaint, once she said yes and two moderators stand for it.
#[derive(Debug)]
pub struct PrintRelease {
    /// Who prints it.
    pub actor: Actor,
    /// The case.
    pub id: ReportId,
}

impl Command for PrintRelease {
    type Outcome = ReleaseSheet;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<ReleaseSheet, Refusal> {
        ctx.allow(&self.actor, Action::HandleCase)?;
        let report = reports::needed(ctx.tx, &self.id)?;
        desk::not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        let case = case::needed(ctx.tx, &self.id, &report)?;
        allowed(ctx.tx, &report)?;
        let release = case.release.filter(|_| case.closed.is_none()).ok_or(Refusal::ConsentMissing)?;
        let names = standing(ctx.tx, &release)?;
        if names.len() < TWO {
            return Err(Refusal::WrongState { expected: "confirmed", found: "open" });
        }
        let mut details = reports::details(ctx.tx, &self.id, &report)?;
        (details.contact, details.reach) = (None, None);
        ctx.audit(&self.actor, AuditEvent::about("police_release_printed", self.id.as_bytes()))?;
        Ok(ReleaseSheet {
            kinds: report.kinds,
            details,
            received: report.received,
            yes: release.yes,
            confirmed: names.into_iter().map(|(_, name)| name).collect(),
        })
    }
}

/// What goes with the reporter to a hospital: nothing of the person whom she reported, and no words of hers, because those
/// could name him.
pub struct LiaisonSheet {
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// When: what can be done for her depends on the hours since.
    pub happened_on: Option<HappenedOn>,
    /// At what hour, if she wrote nothing else there.
    pub hour: Option<String>,
}

no_debug!(LiaisonSheet);

/// Whether that is an hour and nothing else: any other word could name somebody.
fn is_bare_hour(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let known = |c: char| c.is_ascii_digit() || c.is_alphabetic() || matches!(c, ' ' | ':' | '.' | '\u{a0}');
    (1..=4).contains(&digits)
        && matches!(letters.as_str(), "" | "h" | "am" | "pm")
        && text.chars().count() <= 10
        && text.chars().all(known)
}

/// Reads what goes with the reporter to a hospital.
#[derive(Debug)]
pub struct PrintLiaisonSheet {
    /// Who prints it.
    pub actor: Actor,
    /// The case.
    pub id: ReportId,
}

impl Command for PrintLiaisonSheet {
    type Outcome = LiaisonSheet;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<LiaisonSheet, Refusal> {
        ctx.allow(&self.actor, Action::HandleCase)?;
        let report = reports::needed(ctx.tx, &self.id)?;
        desk::not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        case::needed(ctx.tx, &self.id, &report)?;
        ctx.audit(&self.actor, AuditEvent::about("liaison_sheet_printed", self.id.as_bytes()))?;
        sheet(ctx, &self.id, report)
    }
}

/// The same for the partner to whom the case was handed.
#[derive(Debug)]
pub struct PrintHandedSheet {
    /// Who prints it.
    pub actor: Actor,
    /// The case.
    pub id: ReportId,
}

impl Command for PrintHandedSheet {
    type Outcome = LiaisonSheet;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<LiaisonSheet, Refusal> {
        let (_, report, _) = inbox::hers(ctx, &self.actor, &self.id)?;
        ctx.audit(&self.actor, AuditEvent::about("liaison_sheet_printed", self.id.as_bytes()))?;
        sheet(ctx, &self.id, report)
    }
}

fn sheet(ctx: &Ctx<'_>, id: &ReportId, report: Report) -> Result<LiaisonSheet, Refusal> {
    let Details { happened_on, hour, .. } = reports::details(ctx.tx, id, &report)?;
    Ok(LiaisonSheet { kinds: report.kinds, happened_on, hour: hour.filter(|hour| is_bare_hour(hour)) })
}
