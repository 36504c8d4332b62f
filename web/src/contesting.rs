//! Asking for a contest's code, as pages and API do it alike.

use parasol_core::contests::AskForContestCode;
use parasol_core::members::Address;
use parasol_core::refusal::Refusal;

use crate::port::Port;

/// Asks for a code to this number or address. Whether one goes there is looked at later.
pub(crate) async fn ask(port: &dyn Port, contact: &str, language: &str) -> Result<(), Refusal> {
    let address = Address::read(contact, port.settings().country)?;
    port.command(AskForContestCode { address, language: language.to_owned() }).await
}
