//! A forgotten password, as pages and API do it alike.

use parasol_core::members::{AskForReset, NewPassword, ResetPassword};
use parasol_core::refusal::Refusal;
use parasol_core::reports::FollowCode;
use zeroize::Zeroizing;

use crate::port::Port;

/// The longest work name that is looked at, in bytes: what is longer is nobody's.
const MAX_NAME: usize = 512;

/// Asks for a reset code. Whose name it is, if anybody's, is looked up later.
pub(crate) async fn ask(port: &dyn Port, work_name: &str) -> Result<(), Refusal> {
    let pseudonym = if work_name.len() > MAX_NAME { String::new() } else { work_name.to_owned() };
    port.command(AskForReset { pseudonym }).await
}

/// Sets a new password with a code. The password is judged and hashed first, so that a wrong code and an unknown name
/// cost the same as a right one.
pub(crate) async fn reset(
    port: &dyn Port,
    work_name: &str,
    code: &str,
    password: Zeroizing<String>,
) -> Result<(), Refusal> {
    let pseudonym = if work_name.len() > MAX_NAME { String::new() } else { work_name.to_owned() };
    let known = vec![pseudonym.clone()];
    let password = port.hash_password(NewPassword { text: password, known }).await?;
    let code = FollowCode::from_text(code).ok();
    port.command(ResetPassword { pseudonym, code, password }).await
}
