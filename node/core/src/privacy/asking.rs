//! Asking for something that a person must look at.

use super::request::{self, RequestKind};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::RequestId;
use crate::limits::MAX_REQUEST_TEXT;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};

/// Objects to something, or asks to have something put right.
pub struct AskAboutData {
    /// Who asks.
    pub actor: Actor,
    /// What; restricting has its own command.
    pub kind: RequestKind,
    /// In her words.
    pub text: String,
}

no_debug!(AskAboutData);

impl Command for AskAboutData {
    type Outcome = RequestId;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<RequestId, Refusal> {
        ctx.allow(&self.actor, Action::ManageOwnData)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        if !matches!(self.kind, RequestKind::Object | RequestKind::Correct) {
            return Err(Refusal::Invalid { field: "kind", reason: "unknown_word" });
        }
        let text = reports::text("text", Some(&self.text), MAX_REQUEST_TEXT)?;
        let text = text.ok_or(Refusal::Invalid { field: "text", reason: "empty" })?;
        let id = request::add(ctx, &member, self.kind, Some(text), None)?;
        ctx.audit(&self.actor, AuditEvent::about("request_made", id.as_bytes()))?;
        Ok(id)
    }
}
