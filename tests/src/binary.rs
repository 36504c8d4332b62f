//! Where the binary under test is.

use std::path::PathBuf;
use std::process::Command;

/// A command that runs `parasol` and inherits no settings.
///
/// `PARASOL_BIN` names the binary; without it, the one that `cargo build -p parasol` leaves beside the tests is taken.
#[must_use]
pub fn parasol() -> Command {
    let mut command = Command::new(path());
    command.env_clear();
    command
}

fn path() -> PathBuf {
    if let Some(named) = std::env::var_os("PARASOL_BIN") {
        return PathBuf::from(named);
    }
    // The test runs from `target/PROFILE/deps`.
    let test = std::env::current_exe().unwrap();
    let found = test.ancestors().skip(1).map(|folder| folder.join("parasol")).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("build the node first: cargo build -p parasol"))
}
