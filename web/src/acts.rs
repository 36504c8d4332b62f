//! What pages and API do alike: sign in, check, submit.

use parasol_core::checks::Verdict;
use parasol_core::fair_share::{InTurn, Urgency};
use parasol_core::members::{Verified, WithPassword};
use parasol_core::quota::CountCheck;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    Details, FollowCode, ReportDraft, SubmitByCard, SubmitFromDraft, SubmitReport, Submitted,
};
use parasol_core::roles::Actor;
use parasol_core::sessions::{
    EndSession, FinishSignIn, FirstStep, OpenAccount, Session, SessionKind, StartSession,
};
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use crate::port::Port;
use crate::random::PortRng;

/// The version of the words with which a reporter is asked for consent. It rises with every change of the messages
/// `report-consent-…` in any language, so that it stays known to what somebody agreed.
pub(crate) const CONSENT_WORDING: u16 = 2;

/// The longest password that is looked at, in bytes: what is longer is wrong without being hashed.
const MAX_PASSWORD: usize = 1_024;

/// What came of a right password.
pub(crate) enum SignedIn {
    /// A session.
    Session(Session),
    /// A code of the second factor is wanted too.
    CodeWanted(Verified),
}

/// Begins a session, if the password is right. An unknown pseudonym costs the same work as a wrong password. `browser` is
/// the token that this browser had before, whether it still opens something or not.
pub(crate) async fn sign_in(
    port: &dyn Port,
    pseudonym: &str,
    password: Zeroizing<String>,
    kind: SessionKind,
    browser: Option<&str>,
) -> Result<SignedIn, Refusal> {
    if password.len() > MAX_PASSWORD {
        return Err(Refusal::WrongCredentials);
    }
    let credentials = port.read()?.credentials_from(pseudonym, browser, port.now())?;
    let tried = credentials.tried();
    let verified = port.verify_password(credentials, password).await;
    if let (Err(Refusal::Busy), Some(tried)) = (&verified, tried) {
        port.read()?.give_back(tried);
    }
    let verified = verified?;
    let command = StartSession { member: verified.member(), kind };
    match port.command(WithPassword { verified: verified.clone(), command }).await {
        Ok(session) => Ok(SignedIn::Session(session)),
        Err(Refusal::SecondFactorNeeded) => Ok(SignedIn::CodeWanted(verified)),
        Err(other) => Err(other),
    }
}

/// Begins a session of somebody whose password was right, with a code of her second factor.
pub(crate) async fn finish_sign_in(
    port: &dyn Port,
    first: FirstStep,
    code: Zeroizing<String>,
) -> Result<Session, Refusal> {
    port.command(FinishSignIn { first, code }).await
}

/// The same with password and code in one go.
pub(crate) async fn sign_in_with_code(
    port: &dyn Port,
    verified: Verified,
    kind: SessionKind,
    code: Zeroizing<String>,
) -> Result<Session, Refusal> {
    let first = FirstStep::Verified { member: verified.member(), kind };
    port.command(WithPassword { verified, command: FinishSignIn { first, code } }).await
}

/// Compares the password that somebody who is signed in types again, and opens what lies behind it; until when.
pub(crate) async fn open(
    port: &dyn Port,
    actor: &Actor,
    token: Zeroizing<String>,
    password: Zeroizing<String>,
) -> Result<Timestamp, Refusal> {
    let verified = password_again(port, actor, password).await?;
    port.command(WithPassword { verified, command: OpenAccount { token } }).await
}

/// Whether the password was typed again within the last minutes. The session is read anew: it may just have been.
pub(crate) fn is_open(port: &dyn Port, token: &str) -> Result<bool, Refusal> {
    let session = port.read()?.session(token, port.now())?;
    Ok(session.and_then(|session| session.opened_until).is_some_and(|until| port.now() < until))
}

/// The one who acts, if she has just typed her own password again.
pub(crate) async fn password_again(
    port: &dyn Port,
    actor: &Actor,
    password: Zeroizing<String>,
) -> Result<Verified, Refusal> {
    if password.len() > MAX_PASSWORD {
        return Err(Refusal::WrongCredentials);
    }
    let credentials = port.read()?.own_credentials(actor, port.now())?;
    port.verify_password(credentials, password).await
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
    urgency: Urgency,
) -> Result<Verdict, Refusal> {
    let (mut pending, asks) = port.read()?.begin_check(&actor, text, kind, port.now(), &mut PortRng(port))?;
    if !port.read()?.count_check(&actor, port.now())? {
        port.command(CountCheck { actor }).await?.ok()?;
    }
    let allotted = port.read()?.share_out(&mut pending, asks, urgency, port.now())?;
    let InTurn { answers, passed_over } = if allotted.is_empty() {
        InTurn::default()
    } else {
        port.evaluate(allotted, port.settings().check_budget).await
    };
    pending.pass_over(&passed_over);
    port.read()?.finish_check(pending, &answers, port.now())
}

/// Submits a report.
pub(crate) async fn submit(port: &dyn Port, actor: Actor, draft: ReportDraft) -> Result<Submitted, Refusal> {
    let regions = port.read()?.regions()?;
    port.command(SubmitReport { actor, draft, regions }).await
}

/// Submits a report that had been begun before: what was kept of it goes.
pub(crate) async fn submit_from_draft(
    port: &dyn Port,
    actor: Actor,
    draft: ReportDraft,
) -> Result<Submitted, Refusal> {
    let regions = port.read()?.regions()?;
    port.command(SubmitFromDraft(SubmitReport { actor, draft, regions })).await
}

/// What would be kept of a report, for its reporter to check.
pub(crate) fn read_report(port: &dyn Port, draft: &ReportDraft) -> Result<Details, Refusal> {
    draft.read(&port.read()?.regions()?, port.now())
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
