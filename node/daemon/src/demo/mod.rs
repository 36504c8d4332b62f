//! `parasol demo`: two real nodes, linked, filled with invented people and alerts, to be tried in a browser.
//!
//! Nothing here is a shortcut: each node has its own data directory, writer, listener and network; they are linked by the
//! verbs that an admin types, and filled by the commands that pages give.

mod archive;
mod client;
mod fill;
mod invented;
mod link;
mod node;
mod story;

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::config::Config;
use crate::failure::Failure;
use crate::output::Output;
use crate::serve::interruption;

use archive::Amount;
use node::{Account, DemoNode, JASMINE, PARTNER};

/// Run two linked nodes with invented people and alerts, to try everything
#[derive(Debug, Args)]
pub struct Demo {
    /// Where the two nodes live; without it, in a temporary folder that is removed at the end
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Play the story of an alert that crosses the border, and exit with 0 only if every step held
    #[arg(long)]
    exit: bool,
    /// How much the first node holds
    #[arg(long, value_enum, default_value_t = Size::Small)]
    size: Size,
}

/// How much the first node of a demo holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Size {
    /// One member of each role, a second moderator, and thirty alerts
    Small,
    /// What Jasmine may have after five years: 3,000 members, 22,000 reports and the 20,000 alerts that they became; takes
    /// a minute or two to make
    Jasmine,
}

impl Size {
    fn archive(self) -> Option<Amount> {
        (self == Self::Jasmine).then_some(archive::JASMINE)
    }
}

/// The folder of a demo: removed at the end unless it was named.
enum Folder {
    Named(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn choose(named: Option<PathBuf>) -> Result<Self, Failure> {
        match named {
            Some(path) => Ok(Self::Named(path)),
            None => tempfile::Builder::new().prefix("parasol-demo-").tempdir().map(Self::Temporary).map_err(
                |error| {
                    Failure::refused(
                        "folder",
                        format!("no temporary folder can be made: {error}; name one with --dir"),
                    )
                },
            ),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

impl Demo {
    /// Runs it until interrupted, or through the story.
    ///
    /// # Errors
    /// The first thing that did not work.
    pub async fn run(self, settings: &Config, output: Output) -> Result<(), Failure> {
        let interrupted = interruption()?;
        let folder = Folder::choose(self.dir)?;
        let (jasmine, partner) = start(folder.path(), settings, self.size.archive(), output).await?;
        let done = tokio::select! {
            biased;
            () = interrupted => Ok(()),
            done = show(&jasmine, &partner, self.exit, output) => done,
        };
        jasmine.stop().await;
        partner.stop().await;
        done
    }
}

async fn start(
    folder: &Path,
    settings: &Config,
    archive: Option<Amount>,
    output: Output,
) -> Result<(DemoNode, DemoNode), Failure> {
    output.progress("Making two nodes …");
    let jasmine = DemoNode::start(&JASMINE, &folder.join("jasmine"), settings, archive).await?;
    let partner = DemoNode::start(&PARTNER, &folder.join("parapluie"), settings, None).await?;
    Ok((jasmine, partner))
}

/// Links and fills them, tells how to reach them, then waits or plays the story.
async fn show(jasmine: &DemoNode, partner: &DemoNode, exit: bool, output: Output) -> Result<(), Failure> {
    output.progress("Linking them: invite, accept, and six words confirmed on both sides …");
    link::link(jasmine, partner).await?;
    output.progress("Filling them with invented alerts …");
    futures::try_join!(fill::fill(jasmine), fill::fill(partner))?;
    output.progress("Waiting until each has everything of the other …");
    link::in_sync(jasmine, partner).await?;
    output.say(&Ready { nodes: vec![jasmine.describe(), partner.describe()] })?;
    if exit {
        return story::play(jasmine, partner, output).await;
    }
    tokio::select! {
        () = jasmine.broken() => {}
        () = partner.broken() => {}
    }
    Err(Failure::refused("writer", "a node of the demo ended because of a bug"))
}

/// Said once both nodes answer and are in sync.
#[derive(Debug, Serialize)]
struct Ready {
    nodes: Vec<Described>,
}

/// How to reach one node.
#[derive(Debug, Serialize)]
struct Described {
    name: String,
    country: String,
    web: String,
    data: String,
    accounts: Vec<Account>,
}

impl Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for node in &self.nodes {
            writeln!(f, "\n{} ({})\n  {}\n  data in {}", node.name, node.country, node.web, node.data)?;
            for Account { role, pseudonym, password } in &node.accounts {
                writeln!(f, "  {role:9}  {pseudonym:10}  {password}")?;
            }
        }
        write!(f, "\nEverything in them is invented. Ctrl-C ends the demo.")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use parasol_core::desk::DeskList;
    use parasol_core::roles::Role;
    use parasol_core::rules::SecondFactorRule;
    use parasol_protocol::time::DAY;
    use parasol_web::port::Port;

    use super::*;

    /// As the command sets them: nobody's authenticator knows the demo's people.
    fn settings() -> Config {
        let mut settings = Config::default();
        settings.accounts.second_factor = SecondFactorRule::Off;
        settings
    }

    /// Everything that was invented is readable, and the two nodes know different people.
    #[tokio::test]
    async fn both_nodes_are_filled() {
        let folder = tempfile::tempdir().unwrap();
        let (jasmine, partner) = start(folder.path(), &settings(), None, Output::new(true)).await.unwrap();
        for node in [&jasmine, &partner] {
            fill::fill(node).await.unwrap();
            let office = node.office();
            let counts = office.read().unwrap().counts(&office.operator()).unwrap();
            assert_eq!((counts.members, counts.alerts), (5, fill::ALERTS));
            assert_eq!(node.describe().accounts.len(), 5);
        }
        jasmine.stop().await;
        partner.stop().await;
    }

    #[tokio::test]
    async fn an_archive_goes_back_five_years() {
        let folder = tempfile::tempdir().unwrap();
        let amount = Amount { members: 41, decided: 33, waiting: 2 };
        let (jasmine, partner) =
            start(folder.path(), &settings(), Some(amount), Output::new(true)).await.unwrap();
        let office = jasmine.office();
        let counts = office.read().unwrap().counts(&office.operator()).unwrap();
        // The demo's five, and the moderators who decided about the archive.
        assert_eq!((counts.members, counts.alerts), (48, 30));
        let (actor, now) = (jasmine.actor(Role::Moderator), office.port.now());
        let desk = office.read().unwrap().desk(&actor, DeskList::All, None, now).unwrap();
        let oldest = desk.rows.iter().map(|row| row.received).min().unwrap();
        assert!(office.port.now().since(oldest) > 1_700 * DAY);
        jasmine.stop().await;
        partner.stop().await;
    }

    /// Where two decide about what is gravest, the demo and its archive have a second moderator who confirms it.
    #[tokio::test]
    async fn where_two_decide_it_is_filled_and_its_story_holds_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings();
        settings.desk.second_for_very_dangerous = true;
        let amount = Amount { members: 41, decided: 33, waiting: 2 };
        let (jasmine, partner) =
            start(folder.path(), &settings, Some(amount), Output::new(true)).await.unwrap();
        show(&jasmine, &partner, true, Output::new(true)).await.unwrap();
        let office = jasmine.office();
        let counts = office.read().unwrap().counts(&office.operator()).unwrap();
        // The one of the story is recalled by then.
        assert_eq!(counts.alerts, 30 + fill::ALERTS);
        jasmine.stop().await;
        partner.stop().await;
    }
}
