//! The command line: nouns with verbs, `--json` everywhere.

pub mod alert;
pub mod audit;
pub mod circle;
pub mod doctor;
pub mod identify;
pub mod import;
pub mod init;
pub mod ledger;
pub mod lock;
pub mod member;
pub mod message;
mod message_health;
mod name;
pub mod peer;
pub mod policy;
pub mod put_back;
pub mod report;
pub mod secret;
mod succeed;
pub mod sweep;
pub mod tree;
pub mod words;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, io};

use clap::{Args, Parser, Subcommand};
use parasol_core::restored::NoteBackup;
use parasol_core::store::StoreKey;
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use crate::backup;
use crate::backup::make::{Backup, Source};
use crate::backup::passphrase;
use crate::backup::restore::Restore;
use crate::config::{Config, Log, LogLevel, Sources};
use crate::control::{self, Answer, Said};
use crate::data::DataDir;
use crate::failure::Failure;
use crate::keys::is_passphrase_wanted;
use crate::output::Output;
use crate::station::{Kind, Office, Station};
use crate::{logging, serve};

/// A node that links the danger alerts of organisations supporting sex workers.
#[derive(Debug, Parser)]
#[command(name = "parasol", version, propagate_version = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// The demo speaks for itself; environment and flags can make its nodes say more.
const DEMO_SETTINGS: &str =
    "[log]\nlevel = 'warn'\n[accounts]\nsecond_factor = 'off'\nsponsor_after_days = 0\n";

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
    Init(init::Init),
    /// Run the node until interrupted or locked
    Serve {
        /// Read the passphrase from the first line of this file, where one is wanted; `-` is standard input
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    Demo(crate::demo::Demo),
    Identify(identify::Identify),
    Backup(Backup),
    Restore(Restore),
    Succeed(succeed::Succeed),
    #[command(flatten)]
    Ask(Request),
}

/// What a running node is asked, and what a command without one answers itself.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Add, list and change members
    #[command(subcommand)]
    Member(member::Member),
    /// Make circles and see how they stand
    #[command(subcommand)]
    Circle(circle::Circle),
    /// Link with other organisations
    #[command(subcommand)]
    Peer(peer::Peer),
    /// Decide what is taken from peers and what is given to them
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Count reports; what is in them is for moderators only
    #[command(subcommand)]
    Report(report::Report),
    /// Count alerts and see how far they are shared
    #[command(subcommand)]
    Alert(alert::Alert),
    /// See, verify and export what organisations publish
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// See who did what, by ids, and prove that nothing of it was changed
    #[command(subcommand)]
    Audit(audit::Audit),
    /// See how messages to members stand, and decide about those that did not go out
    #[command(subcommand)]
    Message(message::Message),
    /// See who checks unusually much: members, and partners through this node
    #[command(subcommand)]
    Sweep(sweep::Sweep),
    /// End all sessions and close the node; with a passphrase set, nothing else opens it again
    Lock,
    /// Open a locked node that waits for its passphrase
    Unlock(lock::Unlock),
    /// Set, change or take away the passphrase of the store key
    #[command(subcommand)]
    Passphrase(lock::PassphraseVerb),
    /// Say what is wrong and what to do
    Doctor,
    /// What `backup` asks of a running node
    #[command(skip)]
    Snapshot,
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
            Command::Init(init) => init.run(&global.data()?, output),
            Command::Serve { passphrase_file } => global.serve(passphrase_file.as_deref(), output),
            Command::Demo(demo) => {
                let config = global.read(Some((Path::new("the demo"), DEMO_SETTINGS)))?;
                logging::start(&config.log);
                runtime()?.block_on(demo.run(&config, output))
            }
            Command::Identify(identify) => identify.run(output),
            Command::Backup(backup) => global.backup(backup, output),
            Command::Restore(restore) => output.say(&restore.run(&global.data()?, output)?),
            Command::Succeed(succeed) => succeed.run(&global.data()?, output),
            Command::Ask(request) => global.ask(request, output),
        }
    }
}

impl Request {
    fn prepare(&mut self) -> Result<(), Failure> {
        match self {
            Self::Member(member) => member.prepare(),
            Self::Message(message) => message.prepare(),
            Self::Circle(circle) => circle.prepare(),
            Self::Peer(peer) => peer.prepare(),
            Self::Ledger(ledger) => ledger.prepare(),
            Self::Sweep(sweep) => sweep.prepare(),
            Self::Unlock(unlock) => unlock.prepare(),
            Self::Passphrase(verb) => verb.prepare(),
            _ => Ok(()),
        }
    }

    /// Answers a running node's operator.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn say(self, office: Office) -> Result<Said, Failure> {
        match self {
            Self::Snapshot => {
                office.command(NoteBackup { actor: office.operator() }).await?;
                let (node, now) = (office.port.node().clone(), office.port.now());
                Ok(Said::Stream(Box::new(move |to| {
                    backup::make::write_snapshot(&node, now, to)
                        .inspect_err(|error| tracing::error!(%error, "a backup could not be finished"))
                })))
            }
            other => other.answer(office).await.map(Said::Answer),
        }
    }

    /// Answers, in the process that has the node open.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: Office) -> Result<Answer, Failure> {
        match self {
            Self::Member(member) => member.answer(&office).await,
            Self::Circle(circle) => circle.answer(&office).await,
            Self::Peer(peer) => peer.answer(&office).await,
            Self::Policy(policy) => policy.answer(&office).await,
            Self::Report(report) => report.answer(&office).await,
            Self::Alert(alert) => alert.answer(&office).await,
            Self::Ledger(ledger) => ledger.answer(&office).await,
            Self::Audit(audit) => audit.answer(&office),
            Self::Message(message) => message.answer(&office).await,
            Self::Sweep(sweep) => sweep.answer(&office).await,
            Self::Lock => lock::lock(&office).await,
            Self::Passphrase(verb) => verb.answer(&office).await,
            Self::Unlock(_) => {
                Err(Failure::refused("not_locked", "the node is not locked; there is nothing to do"))
            }
            Self::Doctor => doctor::answer(&office),
            Self::Snapshot => Err(Failure::usage("snapshot", "a snapshot is taken with `parasol backup`")),
        }
    }
}

impl Global {
    fn serve(&self, passphrase_file: Option<&Path>, output: Output) -> Result<(), Failure> {
        let data = self.data()?;
        let config = self.config(&data)?;
        logging::start(&config.log);
        let key = serving_key(&data, passphrase_file)?;
        runtime()?.block_on(serve::run(&data, key, Arc::new(config), output))
    }

    /// A running node is asked; without one the data directory is opened here.
    fn ask(&self, mut request: Request, output: Output) -> Result<(), Failure> {
        request.prepare()?;
        let data = self.data()?;
        // A running node has its own settings; a slip in those given here is told all the same.
        if !self.set.is_empty() {
            self.config(&data)?;
        }
        let answer = match (control::ask(&data, &request)?, &request) {
            (Some(answer), _) => answer,
            (None, Request::Unlock(_)) => {
                let sentence = "no node waits for a passphrase here; start it with `parasol serve`";
                return Err(Failure::refused("not_running", sentence));
            }
            (None, Request::Lock) if data.is_locked() => {
                return Err(Failure::refused("locked", "the node is locked already"));
            }
            (None, _) => {
                let config = Arc::new(self.config(&data)?);
                logging::start(&Log { level: LogLevel::Error, ..config.log.clone() });
                runtime()?.block_on(async {
                    let station = Station::open(&data, data.store_key_or_ask()?, config, Kind::Real)?;
                    let answer = request.answer(station.office().clone()).await;
                    station.close().await;
                    answer
                })?
            }
        };
        output.say_rendered(&answer.json, &answer.text)
    }

    /// A running node is asked for its snapshot; without one the data directory is opened here.
    fn backup(&self, backup: Backup, output: Output) -> Result<(), Failure> {
        let data = self.data()?;
        let backup = backup.prepare()?;
        let settings = self.config.clone().unwrap_or_else(|| data.config_file());
        let done = match control::stream(&data, &Request::Snapshot)? {
            Some(stream) => backup.run(Source::Running(Box::new(stream)), &settings),
            None => {
                let config = Arc::new(self.config(&data)?);
                logging::start(&Log { level: LogLevel::Error, ..config.log.clone() });
                runtime()?.block_on(async {
                    let station = Station::open(&data, data.store_key_or_ask()?, config, Kind::Real)?;
                    let office = station.office();
                    office.command(NoteBackup { actor: office.operator() }).await?;
                    let port = &office.port;
                    let source = Source::Here(Box::new(port.node().clone()), port.now());
                    let done = backup.run(source, &settings);
                    station.close().await;
                    done
                })
            }
        };
        output.say(&done?)
    }

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
        self.read(file)
    }

    fn read(&self, file: Option<(&Path, &str)>) -> Result<Config, Failure> {
        let environment = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(Config::read(&Sources { file, environment: environment.collect(), flags: &self.set })?)
    }
}

/// The key to serve with; none if the node has to wait for somebody who unlocks it. At a terminal it is asked for, before
/// the process handles signals, so that Ctrl-C works.
fn serving_key(data: &DataDir, passphrase_file: Option<&Path>) -> Result<Option<StoreKey>, Failure> {
    match (data.store_key(), passphrase_file) {
        (Err(wanted), Some(file)) if is_passphrase_wanted(&wanted) => {
            data.unseal(&passphrase::read_file(file)?).map(Some)
        }
        (Err(wanted), None) if is_passphrase_wanted(&wanted) => match io::stdin().is_terminal() {
            true => data.unseal(&passphrase::ask_known()?).map(Some),
            false => Ok(None),
        },
        (key, _) => key.map(Some),
    }
}

fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| {
        Failure::refused("runtime", format!("the process cannot start its threads: {error}"))
    })
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
