//! Correcting an alert, or classifying it anew. What it said stays beside it, with who changed it, when and why.

use parasol_protocol::lists::{EventKind, Level};

use super::alert::{self, Alert, AlertContent, AlertState};
use super::history::{Change, Made};
use super::reread::newly_said;
use super::{MAX_TOWN, restrict};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::{Person, PublicText, publishable, publishable_words, second};
use crate::ids::AlertId;
use crate::limits::{MAX_DESCRIPTION, MAX_PUBLIC_TEXT, MAX_VEHICLE, MAX_VERSIONS, MAX_WHY};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};

/// Replaces what an alert says. Members see it at once, one that was kept back too; peers get new entries for the old ones.
#[derive(Clone)]
pub struct ReviseAlert {
    /// Who corrects it.
    pub actor: Actor,
    /// Which alert.
    pub alert: AlertId,
    /// Which version of it she corrects: the number of those before it.
    pub version: u32,
    /// What it is to say.
    pub revised: Revised,
    /// Whether it is to say so although a part of it may tell who reported, or says too much.
    pub anyway: bool,
}

/// What a corrected alert says.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Revised {
    /// How dangerous the person is.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// The public text.
    pub text: String,
    /// The town, if it may be said.
    pub town: Option<String>,
    /// What else is said of the person.
    pub person: Person,
    /// Which of its identifiers do not belong to it, counted from 0.
    pub leave_out: Vec<usize>,
    /// Why, for the others at the desk.
    pub why: String,
}

no_debug!(ReviseAlert, Revised);

impl Command for ReviseAlert {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        self.decided(ctx, false)
    }
}

impl ReviseAlert {
    /// Does it; `confirmed` tells whether a second moderator has agreed.
    pub(crate) fn decided(self, ctx: &mut Ctx<'_>, confirmed: bool) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        let mut alert = alert::load(ctx.tx, &self.alert)?.ok_or(Refusal::NotFound)?;
        super::not_hers(ctx.tx, &self.actor, &alert)?;
        let stands = matches!(
            alert.state,
            AlertState::Live | AlertState::Later { .. } | AlertState::Restricted {} | AlertState::KeptBack {}
        );
        if !stands {
            return Err(Refusal::WrongState { expected: AlertState::Live.name(), found: alert.state.name() });
        }
        if alert.versions != self.version {
            return Err(Refusal::WrongState { expected: "unchanged", found: "changed" });
        }
        second::free_alert(ctx.tx, &self.actor, &alert, confirmed)?;
        if alert.versions >= MAX_VERSIONS {
            return Err(Refusal::Invalid { field: "why", reason: "revise_full" });
        }
        let Some(why) = reports::text("why", Some(&self.revised.why), MAX_WHY)? else {
            return Err(Refusal::Invalid { field: "why", reason: "why" });
        };
        let content = content(&alert, &self.revised)?;
        // Somebody may have become a member since.
        publishable(ctx.tx, &ctx.node.rules(), &content.identifiers)?;
        publishable_words(ctx, &alert.report, &PublicText::from(&content))?;
        // Whoever confirms has the words before her.
        let looked_at = self.anyway || confirmed;
        if !looked_at && !newly_said(ctx.tx, &alert, &content)?.is_empty() {
            return Err(Refusal::Warned);
        }
        if is_grave(&alert.content, &content) {
            second::needed(ctx, confirmed)?;
        }
        // What she proposed herself was about the version before.
        second::forget(ctx.tx, &alert.report, &reports::needed(ctx.tx, &alert.report)?)?;
        let made = Made::now(ctx, &self.actor, Change::Corrected, Some(why));
        let month = alert.abroad_month;
        alert::rewrite(ctx, &mut alert, content, made, month)?;
        if alert.state == (AlertState::KeptBack {}) {
            // Nothing that it names keeps it back any more.
            restrict::show(ctx, alert)?;
        }
        ctx.audit(&self.actor, AuditEvent::about("alert_corrected", self.alert.as_bytes()))
    }
}

/// Whether the gravest level is given or taken, or one of its identifiers taken out.
fn is_grave(before: &AlertContent, after: &AlertContent) -> bool {
    let grave = |content: &AlertContent| content.level == Level::VeryDangerous;
    let levels = grave(before) != grave(after);
    levels || (grave(after) && before.identifiers != after.identifiers)
}

pub(super) fn content(alert: &Alert, revised: &Revised) -> Result<AlertContent, Refusal> {
    let Revised { level, kinds, text, town, person, leave_out, .. } = revised;
    if level.name().is_none() {
        return Err(Refusal::Invalid { field: "level", reason: "unknown_word" });
    }
    if kinds.is_empty() {
        return Err(Refusal::Invalid { field: "kinds", reason: "empty" });
    }
    let Person { aliases, vehicle, description } = person;
    let stay = alert.content.identifiers.iter().enumerate().filter(|(place, _)| !leave_out.contains(place));
    Ok(AlertContent {
        level: *level,
        kinds: reports::list("kinds", kinds, |kind| kind.name().is_some())?,
        text: reports::text("text", Some(text), MAX_PUBLIC_TEXT)?,
        town: reports::text("town", town.as_deref(), MAX_TOWN)?,
        aliases: reports::aliases(aliases)?,
        vehicle: reports::text("vehicle", vehicle.as_deref(), MAX_VEHICLE)?,
        description: reports::text("description", description.as_deref(), MAX_DESCRIPTION)?,
        identifiers: stay.map(|(_, named)| named.clone()).collect(),
        ..alert.content.clone()
    })
}
