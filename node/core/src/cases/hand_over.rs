//! Handing a case over to a partner organisation: only as the reporter agreed, never a report about police.

use parasol_protocol::lists::{EventKind, Perpetrator};

use super::act::Work;
use super::case::{self, Case, HandedTo};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::command::Ctx;
use crate::desk;
use crate::erasures::{self, Erased};
use crate::ids::{MemberId, ReportId};
use crate::members::{self, Member};
use crate::messages::{Message, Text};
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status};
use crate::roles::{Action, Actor, Role};
use crate::store::{Read, StoreError, Tx};

/// Whether the report is about police, as its reporter told it or as it was classified.
pub(super) fn is_about_police(read: &impl Read, report: &Report) -> Result<bool, StoreError> {
    let police = |perpetrator: Option<Perpetrator>, kinds: &[EventKind]| {
        perpetrator == Some(Perpetrator::PoliceOrMilitary) || kinds.contains(&EventKind::AbusivePoliceAction)
    };
    let alert = report.alert.map_or(Ok(None), |alert| alerts::load(read, &alert))?;
    Ok(police(report.perpetrator, &report.kinds)
        || alert.is_some_and(|alert| police(alert.content.perpetrator, &alert.content.kinds)))
}

/// Why a report may not be passed to a partner organisation; none when it may.
pub(crate) fn hindrance(read: &impl Read, report: &Report) -> Result<Option<Refusal>, Refusal> {
    if is_about_police(read, report)? {
        return Ok(Some(Refusal::Invalid { field: "partner", reason: "never_outside" }));
    }
    if !report.consent.partners {
        return Ok(Some(Refusal::ConsentMissing));
    }
    if report.restricted.is_some() || report.status == Status::Withdrawn {
        let found = report.restricted.map_or(Status::Withdrawn.name(), |_| "restricted");
        return Ok(Some(Refusal::WrongState { expected: "open", found }));
    }
    Ok(None)
}

/// Whether a partner sees this case now. It is asked at each look, so that an agreement that was taken back, a restriction or
/// another classification counts at once.
pub(super) fn is_shown_to(
    read: &impl Read,
    partner: &MemberId,
    (id, report): (&ReportId, &Report),
    case: &Case,
) -> Result<bool, Refusal> {
    Ok(case.is_open()
        && case.partner() == Some(*partner)
        && hindrance(read, report)?.is_none()
        && !desk::is_about(read, &Actor::Member(*partner, Role::Partner), id, report)?)
}

/// The partner with this id, if she may take this case. One whom the report is about is no partner here: anything else
/// would say whose number it is.
fn partner(
    read: &impl Read,
    to: MemberId,
    id: &ReportId,
    report: &Report,
) -> Result<Option<(MemberId, Member)>, Refusal> {
    let actor = Actor::Member(to, Role::Partner);
    let Some(member) = members::permitted(read, &actor, Action::SeeInbox).ok().flatten() else {
        return Ok(None);
    };
    Ok((!desk::is_about(read, &actor, id, report)?).then_some((to, member)))
}

pub(super) fn to_partner(
    ctx: &mut Ctx<'_>,
    work: &Work,
    old: &Case,
    pseudonym: &str,
) -> Result<Result<(), Refusal>, Refusal> {
    if let Some(why) = hindrance(ctx.tx, &work.report)? {
        return Err(why);
    }
    let named = members::named(ctx.tx, pseudonym)?;
    // Before it is asked who may have it: whoever is named, the answer is the same.
    if old.partner().is_some_and(|before| named != Some(before)) {
        return Err(Refusal::WrongState { expected: "open", found: "handed_over" });
    }
    let found = named.map_or(Ok(None), |to| partner(ctx.tx, to, &work.id, &work.report))?;
    let Some((to, member)) = found else {
        return work.nobody_for_it(ctx, "partner", "no_such_partner");
    };
    let notes = old.handed.as_ref().map_or(old.notes, |handed| handed.notes);
    let handed = Some(HandedTo { partner: to, on: reports::day(ctx.now), notes });
    work.save(ctx, old, &Case { handed, ..old.clone() })?;
    tell(ctx, &to, &member)?;
    ctx.audit(&work.actor, AuditEvent::about("case_handed_over", work.id.as_bytes())).map(Ok)
}

/// The right to see it is taken away: it does not come back with an older backup.
pub(super) fn take_back(ctx: &mut Ctx<'_>, work: &Work, old: &Case) -> Result<(), Refusal> {
    if old.handed.is_none() {
        return Err(Refusal::WrongState { expected: "handed_over", found: "open" });
    }
    work.save(ctx, old, &Case { handed: None, ..old.clone() })?;
    erasures::record(ctx.tx, Erased::CaseTakenBack, work.id.as_bytes())?;
    ctx.audit(&work.actor, AuditEvent::about("case_taken_back", work.id.as_bytes()))
}

/// The database is older than that the case left the partner's inbox: it leaves it again.
pub(crate) fn take_back_again(tx: &mut Tx, id: &ReportId) -> Result<(), Refusal> {
    let Some(report) = reports::load(tx, id)? else { return Ok(()) };
    let Some(old) = case::load(tx, id, &report)? else { return Ok(()) };
    Ok(case::save(tx, id, &report, Some(&old), &Case { handed: None, ..old.clone() })?)
}

/// Says to somebody that something waits for her; what it is stands behind her sign-in.
pub(super) fn tell(ctx: &mut Ctx<'_>, to: &MemberId, member: &Member) -> Result<(), Refusal> {
    let first = member.contacts.iter().find(|contact| contact.confirmed.is_some());
    let Some(contact) = first else { return Ok(()) };
    let (address, language) = (contact.address.clone(), member.language.clone());
    ctx.send_to(to, Message { to: address, language, text: Text::SomethingWaits })
}
