//! Reading a correction through before members see it: what the alert did not say before is compared with what was reported.

use super::alert::{self, Alert, AlertContent};
use super::revise::{Revised, content};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::{PublicText, Warning, read_through};
use crate::ids::AlertId;
use crate::private::no_debug;
use crate::quota;
use crate::refusal::Refusal;
use crate::reports::{self, Details};
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Reads through what a moderator wants an alert to say: what in it could tell who reported, or says too much. It leaves a line
/// in the audit, because the answer depends on what the desk is not shown.
pub struct ProofreadRevision {
    /// Who corrects it.
    pub actor: Actor,
    /// Which alert.
    pub alert: AlertId,
    /// What it is to say.
    pub revised: Revised,
}

no_debug!(ProofreadRevision);

impl Command for ProofreadRevision {
    type Outcome = Vec<Warning>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Vec<Warning>, Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        let alert = alert::load(ctx.tx, &self.alert)?.ok_or(Refusal::NotFound)?;
        super::not_hers(ctx.tx, &self.actor, &alert)?;
        let content = content(&alert, &self.revised)?;
        quota::proofread(ctx, &alert.report)?;
        ctx.audit(&self.actor, AuditEvent::about("text_proofread", alert.report.as_bytes()))?;
        newly_said(ctx.tx, &alert, &content)
    }
}

/// What needs another look in what an alert is to say, but for what it says already: that was looked at when it was published.
pub(super) fn newly_said(
    read: &impl Read,
    alert: &Alert,
    content: &AlertContent,
) -> Result<Vec<Warning>, Refusal> {
    let (before, after) = (PublicText::from(&alert.content), PublicText::from(content));
    let mut found: Vec<Warning> = Vec::new();
    for id in std::iter::once(&alert.report).chain(&alert.merged) {
        let report = reports::needed(read, id)?;
        let details = match reports::details(read, id, &report) {
            // Its time is over: days, hours and places are looked at all the same.
            Err(Refusal::NotFound) => Details::default(),
            details => details?,
        };
        let said = read_through(read, &details, &before, alert.content.identifiers.iter().collect())?;
        for warning in read_through(read, &details, &after, content.identifiers.iter().collect())? {
            let known = |other: &Warning| other.kind == warning.kind && other.found == warning.found;
            if !said.iter().any(known) && !found.contains(&warning) {
                found.push(warning);
            }
        }
    }
    Ok(found)
}
