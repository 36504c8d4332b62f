//! Opening what lies behind the password: for five minutes after it was typed again, in this session alone.

use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use super::{kept, session_id, signed_in};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::ReportId;
use crate::limits::OPENING;
use crate::members;
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Consent, Details};
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Opens it; the caller has verified the password ([`Snapshot::own_credentials`]).
pub struct OpenAccount {
    /// The session's token.
    pub token: Zeroizing<String>,
}

/// Closes it before its time.
pub struct CloseAccount {
    /// The session's token.
    pub token: Zeroizing<String>,
}

/// What the reporter wrote.
pub struct OwnDetails {
    /// To what she agreed.
    pub consent: Consent,
    /// Whether somebody else was met.
    pub for_other: bool,
    /// What it says.
    pub details: Details,
}

no_debug!(OpenAccount, CloseAccount, OwnDetails);

impl Command for OpenAccount {
    /// When it closes again.
    type Outcome = Timestamp;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Timestamp, Refusal> {
        let session = signed_in(ctx.tx, &self.token, ctx.now)?;
        // Who has to set up a second factor opens that with it.
        ctx.allow(&session.actor(), Action::OwnSecondFactor)?;
        let until = ctx.now.plus(OPENING);
        set(ctx, &self.token, Some(until))?;
        ctx.audit(&session.actor(), AuditEvent::new("account_opened"))?;
        let who = ctx.tx.index_key("password_again", session.id.as_bytes());
        ctx.after_commit(move |node| node.throttle().clear_at(&who));
        Ok(until)
    }
}

impl Command for CloseAccount {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let session = signed_in(ctx.tx, &self.token, ctx.now)?;
        ctx.allow(&session.actor(), Action::OwnSecondFactor)?;
        set(ctx, &self.token, None)?;
        ctx.audit(&session.actor(), AuditEvent::new("account_closed"))
    }
}

fn set(ctx: &mut Ctx<'_>, token: &str, until: Option<Timestamp>) -> Result<(), Refusal> {
    let id = session_id(ctx.tx, token);
    let mut row = kept::get(ctx.tx, &id)?.ok_or(Refusal::NotSignedIn)?;
    row.opened_until = until;
    Ok(kept::put(ctx.tx, &id, &row)?)
}

/// Who has typed her password again in this session within the last minutes; her reports are not closed after a reset.
pub(crate) fn opened_by(read: &impl Read, token: &str, now: Timestamp) -> Result<Actor, Refusal> {
    let session = signed_in(read, token, now)?;
    if let Some(until) = members::reports_closed(&session.member, now) {
        return Err(Refusal::ReportsClosed { retry_after: until.since(now) });
    }
    if session.opened { Ok(session.actor()) } else { Err(Refusal::Closed) }
}

impl Snapshot {
    /// What an own report says, while it is open. Somebody else's is as if it did not exist; after a reset of the
    /// password the own ones stay closed for three days.
    pub fn opened_report(&self, token: &str, id: &ReportId, now: Timestamp) -> Result<OwnDetails, Refusal> {
        let session = signed_in(&self.tx, token, now)?;
        let actor = session.actor();
        self.allow(&actor, Action::SeeOwnReports)?;
        let report = reports::needed(&self.tx, id)?;
        if !report.is_of(&actor) {
            return Err(Refusal::NotFound);
        }
        if let Some(until) = members::reports_closed(&session.member, now) {
            return Err(Refusal::ReportsClosed { retry_after: until.since(now) });
        }
        if !session.opened {
            return Err(Refusal::Closed);
        }
        let details = reports::own_details(&self.tx, id, &report)?;
        Ok(OwnDetails { consent: report.consent, for_other: report.for_other, details })
    }
}
