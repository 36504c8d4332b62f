//! Reading through what is to be published, before it is.

use super::{Told, Warning, warnings};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::{hold, kept_identifiers, not_hers, undecided};
use crate::ids::ReportId;
use crate::limits::{MAX_DESCRIPTION, MAX_PUBLIC_TEXT, MAX_VEHICLE};
use crate::members;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};

/// What is to be published in words.
#[derive(Clone, Default)]
pub struct PublicText {
    /// The public text.
    pub text: String,
    /// The names that the person used.
    pub aliases: Vec<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// What the person looks like.
    pub description: Option<String>,
    /// The town.
    pub town: Option<String>,
}

/// Reads through what a moderator wants to publish of a report: what in it could tell who reported, or says too much. It leaves
/// a line in the audit, because the answer depends on what the desk is not shown.
pub struct Proofread {
    /// Who wants to publish.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
    /// In which words.
    pub public: PublicText,
    /// Which of the report's identifiers are not published, by their places.
    pub leave_out: Vec<usize>,
}

no_debug!(PublicText, Proofread);

impl Command for Proofread {
    type Outcome = Vec<Warning>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Vec<Warning>, Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        let report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        undecided(&report)?;
        hold(ctx, &self.actor, &self.id)?;
        self.public.within_bounds()?;
        let details = reports::details(ctx.tx, &self.id, &report)?;
        let reporter = report.reporter.map_or(Ok(None), |reporter| members::load(ctx.tx, &reporter))?;
        ctx.audit(&self.actor, AuditEvent::about("text_proofread", self.id.as_bytes()))?;
        let contacts = reporter.iter().flat_map(|member| &member.contacts);
        let told = Told {
            details: &details,
            pseudonym: reporter.as_ref().map(|member| member.pseudonym.as_str()),
            addresses: contacts.map(|contact| contact.address.as_str()).collect(),
            published: kept_identifiers(&details.identifiers, &self.leave_out).collect(),
        };
        Ok(warnings(&self.public, &told))
    }
}

impl PublicText {
    fn within_bounds(&self) -> Result<(), Refusal> {
        reports::text("text", Some(&self.text), MAX_PUBLIC_TEXT)?;
        reports::text("town", self.town.as_deref(), crate::alerts::MAX_TOWN)?;
        reports::text("vehicle", self.vehicle.as_deref(), MAX_VEHICLE)?;
        reports::text("description", self.description.as_deref(), MAX_DESCRIPTION)?;
        reports::aliases(&self.aliases).map(drop)
    }
}
