//! One's own account, as pages and API do it alike.

use parasol_core::members::{NewPassword, OwnAccount, SetPassword, WithPassword};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use zeroize::Zeroizing;

use crate::acts;
use crate::labels;
use crate::language::Texts;
use crate::port::Port;
use crate::views::own_account::Notes;

/// Changes the own password, with the one before. Every session ends, this one too.
pub(crate) async fn change_password(
    port: &dyn Port,
    actor: Actor,
    pseudonym: &str,
    current: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Result<(), Refusal> {
    let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
    let verified = acts::password_again(port, &actor, current).await?;
    let known = vec![pseudonym.to_owned()];
    let password = port.hash_password(NewPassword { text: new, known }).await?;
    port.command(WithPassword { verified, command: SetPassword { actor, member, password } }).await
}

/// What she is told about her account.
pub(crate) fn notes(t: Texts, account: &OwnAccount) -> Notes {
    Notes {
        code_given: account.code_given.map(|at| labels::day(t, at)),
        codes_tried: account.codes_tried.map(|at| labels::day(t, at)),
        code_waits: account.pending.is_some(),
    }
}
