//! The `parasol` binary: reads the command line, does what it says, and turns a failure into a sentence and an exit code.

use std::process::ExitCode;

use clap::Parser;
use parasol_daemon::{cli::Cli, logging};

fn main() -> ExitCode {
    logging::hush_panics();
    let cli = Cli::parse();
    let output = cli.output();
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.fail(&failure);
            ExitCode::from(failure.exit)
        }
    }
}
