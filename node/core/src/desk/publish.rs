//! Publishing: a report becomes an alert.

use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::warnings::{PublicText, read_through};
use super::{hold, kept_identifiers, not_hers, publishable, publishable_words, second, undecided};
use crate::alerts::{self, AlertContent, MAX_TOWN};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::ids::{AlertId, ReportId};
use crate::limits::{MAX_DESCRIPTION, MAX_PUBLIC_TEXT, MAX_VEHICLE};
use crate::private::no_debug;
use crate::publish;
use crate::refusal::Refusal;
use crate::reports::{self, Details, Report, Status};
use crate::roles::{Action, Actor};

/// Classifies a report and publishes it as an alert, signed with the node key.
#[derive(Clone)]
pub struct PublishReport {
    /// Who publishes.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
    /// How dangerous the person is.
    pub level: Level,
    /// What happened, as the moderator sees it.
    pub kinds: Vec<EventKind>,
    /// The public text, written by the moderator: nothing in it may tell who reported.
    pub text: String,
    /// The town, if it may be said; never anything finer.
    pub town: Option<String>,
    /// What else may be said of the reported person.
    pub person: Person,
    /// Whether it is shared with nodes abroad.
    pub abroad: bool,
    /// Whether somebody has talked with the reporter, where she asked for that first.
    pub talked: bool,
    /// Which of the report's identifiers are not published, by their places.
    pub leave_out: Vec<usize>,
    /// Whether it is published although a part of it may tell who reported, or says too much.
    pub anyway: bool,
}

/// What is said of the reported person beside the public text. It is searched on this node and never leaves it. The
/// moderator chooses every word: what the reporter wrote may tell who she is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Names the person used.
    pub aliases: Vec<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// What the person looks like.
    pub description: Option<String>,
}

no_debug!(Person, PublishReport);

/// How far the sharing abroad has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// It is in the ledger.
    Done,
    /// It waits for its tags or for the delay that the organisation decided.
    Waiting,
    /// It stays here.
    NotAsked,
}

impl Shared {
    /// As a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Waiting => "waiting",
            Self::NotAsked => "not_asked",
        }
    }
}

/// A report that has become an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The alert.
    pub alert: AlertId,
    /// From when on members see it.
    pub shown_from: Timestamp,
    /// How far the sharing abroad has come.
    pub shared: Shared,
}

impl Command for PublishReport {
    type Outcome = Published;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Published, Refusal> {
        self.decided(ctx, false)
    }
}

impl PublishReport {
    /// Does it; `confirmed` tells whether a second moderator has agreed.
    pub(crate) fn decided(self, ctx: &mut Ctx<'_>, confirmed: bool) -> Result<Published, Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        undecided(&report)?;
        second::free(ctx.tx, &self.actor, &self.id, &report, confirmed)?;
        hold(ctx, &self.actor, &self.id)?;
        if report.restricted.is_some() {
            return Err(Refusal::WrongState { expected: Status::Waiting.name(), found: "restricted" });
        }
        self.agreed_to(&report)?;
        let details = reports::details(ctx.tx, &self.id, &report)?;
        let content = self.content(ctx, &report, &details)?;
        let public = PublicText::from(&content);
        publishable_words(ctx, &self.id, &public)?;
        // Whoever confirms has the words before her.
        let looked_at = self.anyway || confirmed;
        let published = content.identifiers.iter().collect();
        if !looked_at && !read_through(ctx.tx, &details, &public, published)?.is_empty() {
            return Err(Refusal::Warned);
        }
        let shown_from = shown_from(&report, self.talked, ctx.now)?;
        if self.level == Level::VeryDangerous {
            second::needed(ctx, confirmed)?;
        }
        second::forget(ctx.tx, &self.id, &report)?;
        let alert = alerts::add(ctx, &self.actor, self.id, content, self.abroad, shown_from)?;
        let id = alert.content.id;
        report.alert = Some(id);
        reports::set_status(ctx.tx, &self.id, &mut report, Status::Published)?;
        let mut shared = Shared::NotAsked;
        // What is shown later is shared when it is shown.
        if self.abroad && (shown_from > ctx.now || publish::enqueue(ctx, &id)?) {
            shared = Shared::Waiting;
        }
        ctx.audit(&self.actor, AuditEvent::about("report_published", self.id.as_bytes()))?;
        ctx.emit(Event::AlertPublished);
        Ok(Published { alert: id, shown_from, shared })
    }

    fn agreed_to(&self, report: &Report) -> Result<(), Refusal> {
        if !report.consent.alert || (self.abroad && !report.consent.abroad) {
            return Err(Refusal::ConsentMissing);
        }
        // A report about police is never passed on outside, whatever was ticked.
        if self.abroad && of_police(report, &self.kinds) {
            return Err(Refusal::Invalid { field: "abroad", reason: "police" });
        }
        Ok(())
    }

    fn content(
        &self,
        ctx: &mut Ctx<'_>,
        report: &Report,
        details: &Details,
    ) -> Result<AlertContent, Refusal> {
        if self.level.name().is_none() {
            return Err(Refusal::Invalid { field: "level", reason: "unknown_word" });
        }
        if self.kinds.is_empty() {
            return Err(Refusal::Invalid { field: "kinds", reason: "empty" });
        }
        let identifiers: Vec<_> = kept_identifiers(&details.identifiers, &self.leave_out).cloned().collect();
        publishable(ctx.tx, &ctx.node.rules(), &identifiers)?;
        let Person { aliases, vehicle, description } = &self.person;
        let happened = details.happened_on.map(|on| on.month());
        Ok(AlertContent {
            id: AlertId::random(ctx.rng),
            level: self.level,
            kinds: reports::list("kinds", &self.kinds, |kind| kind.name().is_some())?,
            perpetrator: report.perpetrator,
            month: happened.unwrap_or_else(|| report.received.month()),
            town: reports::text("town", self.town.as_deref(), MAX_TOWN)?,
            text: reports::text("text", Some(&self.text), MAX_PUBLIC_TEXT)?,
            identifiers,
            aliases: reports::aliases(aliases)?,
            vehicle: reports::text("vehicle", vehicle.as_deref(), MAX_VEHICLE)?,
            description: reports::text("description", description.as_deref(), MAX_DESCRIPTION)?,
            published_at: ctx.now,
        })
    }
}

/// From when on it may be shown: nobody is to guess from the day who reported.
pub(super) fn shown_from(report: &Report, talked: bool, now: Timestamp) -> Result<Timestamp, Refusal> {
    match report.showing.from(report.received) {
        Some(from) => Ok(from.max(now)),
        None if talked => Ok(now),
        None => Err(Refusal::Invalid { field: "talked", reason: "not_talked" }),
    }
}

/// Whether a report is about police, as its reporter or a moderator sees it.
pub(crate) fn of_police(report: &Report, kinds: &[EventKind]) -> bool {
    report.perpetrator == Some(Perpetrator::PoliceOrMilitary)
        || report.kinds.iter().chain(kinds).any(|kind| *kind == EventKind::AbusivePoliceAction)
}
