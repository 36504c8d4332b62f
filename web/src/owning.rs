//! One's own account, as pages and API do it alike.

use parasol_core::members::{Address, NewPassword, OwnAccount, SetPassword, WithPassword};
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
        code_waits: account.pending.is_some(),
    }
}

/// An address as it may stand where somebody looks over her shoulder.
pub(crate) fn masked(address: &Address) -> String {
    match address {
        Address::Email(text) => {
            let (name, place) = text.split_once('@').unwrap_or((text, ""));
            format!("{}…@{place}", name.chars().take(1).collect::<String>())
        }
        Address::Phone(text) => {
            let digits = text.chars().count();
            let last: String = text.chars().skip(digits.saturating_sub(2)).collect();
            format!("•• •• •• {last}")
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn a_masked_address_is_known_by_its_owner_alone() {
        let read = |text: &str| masked(&Address::read(text, "FR".parse().unwrap()).unwrap());
        assert_eq!(read("rosa@example.org"), "r…@example.org");
        assert_eq!(read("06 39 98 00 12"), "•• •• •• 12");
    }
}
