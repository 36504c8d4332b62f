//! Reading through what is to be published, before it is.

use super::{Told, Warning, names, warnings};
use crate::alerts::AlertContent;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::{Person, PublishReport, hold, kept_identifiers, not_hers, undecided};
use crate::ids::ReportId;
use crate::limits::{MAX_DESCRIPTION, MAX_PUBLIC_TEXT, MAX_VEHICLE};
use crate::private::no_debug;
use crate::quota;
use crate::refusal::Refusal;
use crate::reports::{self, Details, NamedIdentifier};
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

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
        quota::proofread(ctx, &self.id)?;
        let details = reports::details(ctx.tx, &self.id, &report)?;
        ctx.audit(&self.actor, AuditEvent::about("text_proofread", self.id.as_bytes()))?;
        let published = kept_identifiers(&details.identifiers, &self.leave_out).collect();
        Ok(read_through(ctx.tx, &details, &self.public, published)?)
    }
}

/// What in these words needs another look before they are published of a report.
pub(crate) fn read_through(
    read: &impl Read,
    details: &Details,
    public: &PublicText,
    published: Vec<&NamedIdentifier>,
) -> Result<Vec<Warning>, StoreError> {
    let names = names::named(read, public)?;
    Ok(warnings(public, &Told { details, names, published }))
}

impl From<&AlertContent> for PublicText {
    fn from(content: &AlertContent) -> Self {
        let AlertContent { text, aliases, vehicle, description, town, .. } = content.clone();
        Self { text: text.unwrap_or_default(), aliases, vehicle, description, town }
    }
}

impl From<&PublishReport> for PublicText {
    fn from(publish: &PublishReport) -> Self {
        let PublishReport { text, town, person, .. } = publish.clone();
        let Person { aliases, vehicle, description } = person;
        Self { text, aliases, vehicle, description, town }
    }
}

impl PublicText {
    /// Each text with the name of its field, in the order of the form.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let aliases = self.aliases.iter().map(|alias| ("aliases", alias.as_str()));
        let rest = [("vehicle", &self.vehicle), ("description", &self.description), ("town", &self.town)];
        let rest = rest.into_iter().filter_map(|(field, text)| Some((field, text.as_deref()?)));
        [("text", self.text.as_str())].into_iter().chain(aliases).chain(rest)
    }

    pub(crate) fn within_bounds(&self) -> Result<(), Refusal> {
        reports::text("text", Some(&self.text), MAX_PUBLIC_TEXT)?;
        reports::text("town", self.town.as_deref(), crate::alerts::MAX_TOWN)?;
        reports::text("vehicle", self.vehicle.as_deref(), MAX_VEHICLE)?;
        reports::text("description", self.description.as_deref(), MAX_DESCRIPTION)?;
        reports::aliases(&self.aliases).map(drop)
    }
}
