//! What pages and API do alike: sign in, check, submit.

use parasol_core::checks::Verdict;
use parasol_core::quota::CountCheck;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{FollowCode, ReportDraft, SubmitByCard, SubmitReport, Submitted};
use parasol_core::roles::Actor;
use parasol_core::sessions::{EndSession, Session, SessionKind, StartSession};
use parasol_protocol::identifier::IdentifierKind;
use zeroize::Zeroizing;

use crate::port::Port;
use crate::random::PortRng;

/// The version of the words with which a reporter is asked for consent. It rises with every change of the messages
/// `report-consent-…` in any language, so that it stays known to what somebody agreed.
pub(crate) const CONSENT_WORDING: u16 = 2;

/// The longest password that is looked at, in bytes: what is longer is wrong without being hashed.
const MAX_PASSWORD: usize = 1_024;

/// Begins a session, if the password is right. An unknown pseudonym costs the same work as a wrong password.
pub(crate) async fn sign_in(
    port: &dyn Port,
    pseudonym: &str,
    password: Zeroizing<String>,
    kind: SessionKind,
) -> Result<Session, Refusal> {
    if password.len() > MAX_PASSWORD {
        return Err(Refusal::WrongCredentials);
    }
    let credentials = port.read()?.credentials(pseudonym, port.now())?;
    let member = port.verify_password(credentials, password).await?;
    port.command(StartSession { member, kind }).await
}

/// Ends a session.
pub(crate) async fn sign_out(port: &dyn Port, token: Zeroizing<String>) -> Result<(), Refusal> {
    port.command(EndSession { token }).await
}

/// Looks an identifier up here and in every circle. What cannot be read costs no check.
pub(crate) async fn check(
    port: &dyn Port,
    actor: Actor,
    text: &str,
    kind: Option<IdentifierKind>,
) -> Result<Verdict, Refusal> {
    let (pending, asks) = port.read()?.begin_check(&actor, text, kind, &mut PortRng(port))?;
    if !port.read()?.count_check(&actor, port.now())? {
        port.command(CountCheck { actor }).await?.ok()?;
    }
    let answers =
        if asks.is_empty() { Vec::new() } else { port.evaluate(asks, port.settings().check_budget).await };
    port.read()?.finish_check(pending, &answers, port.now())
}

/// Submits a report.
pub(crate) async fn submit(port: &dyn Port, actor: Actor, draft: ReportDraft) -> Result<Submitted, Refusal> {
    let regions = port.read()?.regions()?;
    port.command(SubmitReport { actor, draft, regions }).await
}

/// Submits the one report of a card.
pub(crate) async fn submit_by_card(
    port: &dyn Port,
    code: FollowCode,
    draft: ReportDraft,
) -> Result<Submitted, Refusal> {
    let regions = port.read()?.regions()?;
    port.command(SubmitByCard { code, draft, regions }).await
}
