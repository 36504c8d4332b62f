//! An alert's page.

use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::time::{Month, Timestamp};

use super::alert::{Alert, AlertState, load};
use super::mask::mask;
use crate::ids::{AlertId, ReportId};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::NamedIdentifier;
use crate::roles::{Action, Actor};

/// An identifier as the asker may see it.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentifierView {
    /// What it is.
    pub kind: IdentifierKind,
    /// As it is shown: masked, unless a moderator asked for it in full.
    pub shown: String,
    /// The platform of a handle.
    pub platform: Option<String>,
}

/// An alert as the asker may see it.
#[derive(Clone, PartialEq, Eq)]
pub struct AlertView {
    /// Its id.
    pub id: AlertId,
    /// How dangerous the person is.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The month in which it happened.
    pub month: Month,
    /// The town.
    pub town: Option<String>,
    /// The public text.
    pub text: Option<String>,
    /// By what the person can be found.
    pub identifiers: Vec<IdentifierView>,
    /// Names the person used.
    pub aliases: Vec<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// What the person looks like.
    pub description: Option<String>,
    /// When it was published.
    pub published_at: Timestamp,
    /// Whether it is to be shared with nodes abroad.
    pub abroad: bool,
    /// Whether it is shown; only moderators see those that are not.
    pub state: AlertState,
    /// By how many reports.
    pub reports: usize,
    /// For moderators: the report that it was.
    pub report: Option<ReportId>,
    /// The number of its earlier versions.
    pub version: u32,
}

no_debug!(IdentifierView, AlertView);

/// Identifiers in full, or masked.
pub(super) fn identifiers(named: &[NamedIdentifier], in_full: bool) -> Vec<IdentifierView> {
    let view = |named: &NamedIdentifier| IdentifierView {
        kind: named.identifier.kind(),
        shown: if in_full { named.shown.clone() } else { mask(&named.shown) },
        platform: named.platform.clone(),
    };
    named.iter().map(view).collect()
}

impl Snapshot {
    /// An alert's page. A recalled one is there for moderators only.
    pub fn alert(&self, actor: &Actor, id: &AlertId) -> Result<AlertView, Refusal> {
        self.allow(actor, Action::SeeAlert)?;
        let moderator = self.allow(actor, Action::Recall).is_ok();
        let Alert { content, abroad, state, report, merged, versions, .. } =
            load(&self.tx, id)?.ok_or(Refusal::NotFound)?;
        if state != AlertState::Live && !moderator {
            return Err(Refusal::NotFound);
        }
        Ok(AlertView {
            id: content.id,
            level: content.level,
            kinds: content.kinds,
            perpetrator: content.perpetrator,
            month: content.month,
            town: content.town,
            text: content.text,
            identifiers: identifiers(&content.identifiers, false),
            aliases: content.aliases,
            vehicle: content.vehicle,
            description: content.description,
            published_at: content.published_at,
            abroad,
            state,
            reports: merged.len().saturating_add(1),
            report: moderator.then_some(report),
            version: versions,
        })
    }
}
