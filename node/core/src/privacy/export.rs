//! Seeing and taking along: everything that the node keeps of a member.

use parasol_protocol::lists::{EventKind, Motive, Perpetrator};
use parasol_protocol::time::{Month, Timestamp};

use super::kept::KeptRow;
use super::request::{self, RequestView};
use crate::audit::{self, AuditEvent};
use crate::command::{Command, Ctx};
use crate::ids::{MemberId, ReportId};
use crate::limits::{MAX_LIST, PAGE};
use crate::members::{self, Address, Pseudonym, Standing};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Consent, Details, Status};
use crate::roles::{Action, Actor, Role};
use crate::store::Read;
use crate::{quota, sessions, sweeps};

/// What the node keeps of a member, without what her reports say.
pub struct MyData {
    /// Her pseudonym.
    pub pseudonym: Pseudonym,
    /// Her role.
    pub role: Role,
    /// Whether the account can be used.
    pub standing: Standing,
    /// When it was made.
    pub created: Timestamp,
    /// The code of the language in which she reads.
    pub language: Option<String>,
    /// The month in which she signed in last.
    pub seen: Option<Month>,
    /// Whether somebody vouched for her. Who, is that person's data too.
    pub sponsored: bool,
    /// How to reach her.
    pub contacts: Vec<ContactView>,
    /// How many sessions are open.
    pub sessions: usize,
    /// Her reports, newest first, 50 at most.
    pub reports: Vec<MyReport>,
    /// How many reports there are in all.
    pub all_reports: usize,
    /// What she asked, newest first.
    pub requests: Vec<RequestView>,
}

/// One of her contacts.
pub struct ContactView {
    /// The address: masked, but in a copy that she takes along, or after the web put in what
    /// [`Snapshot::opened_contacts`] told.
    pub shown: String,
    /// When she proved that it is hers.
    pub confirmed: Option<Timestamp>,
}

/// One of her reports, as the list shows it.
pub struct MyReport {
    /// Its id.
    pub id: ReportId,
    /// The month in which it came.
    pub month: Month,
    /// Where it stands.
    pub status: Status,
    /// Since when it is not used, because she asked.
    pub restricted: Option<Timestamp>,
    /// Whether it can be restricted.
    pub in_use: bool,
}

/// Some of her reports, for a page of a list.
pub struct MyReports {
    /// They, newest first.
    pub reports: Vec<MyReport>,
    /// Which page this is, counted from 0: the last one where there is none so far.
    pub page: usize,
    /// How many pages there are, one at least.
    pub pages: usize,
    /// Whether any of her reports can be restricted, on whichever page.
    pub any_in_use: bool,
}

/// Everything, for taking along.
pub struct MyExport {
    /// What the page shows.
    pub data: MyData,
    /// Each of her reports with what it says; none of what was erased.
    pub reports: Vec<ExportedReport>,
    /// The rows about her in the store, of which the rest of the copy says only a part.
    pub rows: Vec<KeptRow>,
}

/// One of her reports with what it says.
pub struct ExportedReport {
    /// Its id.
    pub id: ReportId,
    /// When it came.
    pub received: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The hatred behind it.
    pub motives: Vec<Motive>,
    /// To what she agreed.
    pub consent: Consent,
    /// What it says; none when that was erased.
    pub details: Option<Details>,
}

no_debug!(MyData, ContactView, MyReport, MyReports, MyExport, ExportedReport);

impl Snapshot {
    /// What the node keeps of the one who asks, her contacts masked.
    pub fn my_data(&self, actor: &Actor) -> Result<MyData, Refusal> {
        self.allow(actor, Action::ManageOwnData)?;
        let Actor::Member(id, _) = actor else { return Err(Refusal::Forbidden) };
        my_data(&self.tx, id, Address::masked)
    }

    /// A page of the reports of the one who asks.
    pub fn my_data_reports(&self, actor: &Actor, page: usize) -> Result<MyReports, Refusal> {
        self.allow(actor, Action::ManageOwnData)?;
        let Actor::Member(id, _) = actor else { return Err(Refusal::Forbidden) };
        let ids = reports::all_of(&self.tx, id)?;
        let pages = ids.len().div_ceil(PAGE).max(1);
        let page = page.min(pages.saturating_sub(1));
        let mut any_in_use = false;
        for id in &ids {
            any_in_use = any_in_use || my_report(&self.tx, id)?.in_use;
        }
        let shown = ids.iter().rev().skip(page.saturating_mul(PAGE)).take(PAGE);
        let reports = shown.map(|id| my_report(&self.tx, id)).collect::<Result<_, Refusal>>()?;
        Ok(MyReports { reports, page, pages, any_in_use })
    }
}

fn my_data(read: &impl Read, id: &MemberId, show: fn(&Address) -> String) -> Result<MyData, Refusal> {
    let member = members::needed(read, id)?;
    let contact = |contact: members::Contact| ContactView {
        shown: show(&contact.address),
        confirmed: contact.confirmed,
    };
    let ids = reports::all_of(read, id)?;
    let shown = ids.iter().rev().take(MAX_LIST).map(|report| my_report(read, report));
    let requests = request::of(read, id)?.into_iter().rev();
    Ok(MyData {
        pseudonym: member.pseudonym,
        role: member.role,
        standing: member.standing,
        created: member.created,
        language: member.language,
        seen: member.seen,
        sponsored: member.sponsor.is_some(),
        contacts: member.contacts.into_iter().map(contact).collect(),
        sessions: sessions::count_of(read, id)?,
        all_reports: ids.len(),
        reports: shown.collect::<Result<_, Refusal>>()?,
        requests: requests.map(|(id, request)| RequestView::new(id, request)).collect(),
    })
}

fn my_report(read: &impl Read, id: &ReportId) -> Result<MyReport, Refusal> {
    let report = reports::needed(read, id)?.told();
    let in_use =
        report.restricted.is_none() && !matches!(report.status, Status::Withdrawn | Status::Recalled);
    let (month, status, restricted) = (report.received.month(), report.status, report.restricted);
    Ok(MyReport { id: *id, month, status, restricted, in_use })
}

/// Takes everything along, what her reports say included. Whoever sends it has just verified the password.
#[derive(Debug)]
pub struct ExportData {
    /// Who asks.
    pub actor: Actor,
}

impl Command for ExportData {
    type Outcome = MyExport;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<MyExport, Refusal> {
        ctx.allow(&self.actor, Action::ManageOwnData)?;
        let Actor::Member(id, _) = self.actor else { return Err(Refusal::Forbidden) };
        reports_are_open(ctx, &id)?;
        let data = my_data(ctx.tx, &id, |address| address.as_str().to_owned())?;
        let ids = reports::all_of(ctx.tx, &id)?;
        let reports = ids.iter().rev().map(|report| exported(ctx.tx, report)).collect::<Result<_, _>>()?;
        ctx.audit(&self.actor, AuditEvent::about("data_exported", id.as_bytes()))?;
        Ok(MyExport { data, reports, rows: rows(ctx.tx, &id)? })
    }
}

/// The rows about her, as they are stored.
fn rows(read: &impl Read, id: &MemberId) -> Result<Vec<KeptRow>, Refusal> {
    let mut rows = vec![KeptRow::of("members/2", &members::needed(read, id)?)];
    rows.extend(members::kept_sponsorships(read, id)?);
    rows.extend(sessions::kept(read, id)?);
    rows.extend(quota::kept(read, id)?);
    rows.extend(sweeps::kept(read, id)?);
    rows.extend(reports::kept_sheets(read, id)?);
    for report in reports::all_of(read, id)? {
        rows.push(KeptRow::of("reports/2", &reports::needed(read, &report)?.told()));
        rows.extend(reports::kept_posts(read, &report)?);
    }
    rows.extend(reports::kept_draft(read, id)?);
    rows.extend(audit::kept(read, id)?);
    rows.retain(|row| !row.fields.is_empty());
    Ok(rows)
}

/// Refuses while the own reports are closed, because the password was reset and it may not have been she.
pub(super) fn reports_are_open(ctx: &Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    members::reports_are_open(&members::needed(ctx.tx, id)?, ctx.now)
}

fn exported(read: &impl Read, id: &ReportId) -> Result<ExportedReport, Refusal> {
    let report = reports::needed(read, id)?;
    let details = match reports::own_details(read, id, &report) {
        Ok(details) => Some(details),
        Err(Refusal::NotFound) => None,
        Err(refusal) => return Err(refusal),
    };
    let report = report.told();
    Ok(ExportedReport {
        id: *id,
        received: report.received,
        status: report.status,
        kinds: report.kinds,
        perpetrator: report.perpetrator,
        motives: report.motives,
        consent: report.consent,
        details,
    })
}
