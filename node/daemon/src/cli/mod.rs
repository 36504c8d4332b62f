//! The command line: nouns with verbs, `--json` everywhere.

pub mod identify;

use std::path::PathBuf;
use std::{env, fs, io};

use clap::{Args, Parser, Subcommand};

use crate::config::{Config, Sources};
use crate::data::DataDir;
use crate::failure::Failure;
use crate::output::Output;

/// A node that links the danger alerts of organisations supporting sex workers.
#[derive(Debug, Parser)]
#[command(name = "parasol", version, propagate_version = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The data directory [default: parasol in the user's data folder]
    #[arg(long, global = true, env = "PARASOL_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// The settings file [default: config.toml in the data directory, if it is there]
    #[arg(long, global = true, env = "PARASOL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting that beats file and environment; may be repeated
    #[arg(long = "set", global = true, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    /// Answers as JSON, one object a line
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Identify(identify::Identify),
}

impl Cli {
    /// How this call speaks.
    #[must_use]
    pub fn output(&self) -> Output {
        Output::new(self.global.json)
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn run(self) -> Result<(), Failure> {
        let Self { global, command } = self;
        let output = Output::new(global.json);
        match command {
            Command::Identify(identify) => identify.run(output),
        }
    }
}

impl Global {
    /// The data directory: named, or where this user's data lies.
    ///
    /// # Errors
    /// When none is named and the user has no home.
    pub fn data(&self) -> Result<DataDir, Failure> {
        let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
        let users = || env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home);
        let named = self.data.clone().or_else(|| users().map(|data| data.join("parasol")));
        named.map(DataDir::new).ok_or_else(|| {
            Failure::usage(
                "no_data_directory",
                "no data directory is named and there is no home; name one with --data DIR",
            )
        })
    }

    /// The settings, from all their sources.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn config(&self, data: &DataDir) -> Result<Config, Failure> {
        let path = self.config.clone().unwrap_or_else(|| data.config_file());
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            // A file that was named must be there; the usual one need not.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.config.is_none() => None,
            Err(error) => {
                return Err(Failure::usage("settings", format!("the settings {}: {error}", path.display())));
            }
        };
        let file = text.as_deref().map(|text| (path.as_path(), text));
        let environment = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(Config::read(&Sources { file, environment: environment.collect(), flags: &self.set })?)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_grammar_holds() {
        Cli::command().debug_assert();
    }
}
