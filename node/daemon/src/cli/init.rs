//! `parasol init`: makes a node.

use std::fmt::{self, Display};

use clap::Args;
use parasol_core::identity::Genesis;
use parasol_core::node::Node;
use parasol_core::store::StoreKey;
use parasol_protocol::region::Region;
use rand_core::OsRng;
use serde::Serialize;

use crate::clock;
use crate::data::DataDir;
use crate::failure::Failure;
use crate::output::Output;

/// Make a node: its key, its store, and 24 recovery words that are told once
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// The organisation's name as members know it
    #[arg(long)]
    pub name: String,
    /// Its legal name [default: the name]
    #[arg(long)]
    pub legal_name: Option<String>,
    /// Its country, two letters
    #[arg(long, value_name = "FR")]
    pub country: Region,
    /// The languages of its pages, first choice first [default: the country's]
    #[arg(long, value_name = "fr,en", value_delimiter = ',')]
    pub languages: Vec<String>,
    /// Whom to write to about personal data
    #[arg(long, value_name = "ADDRESS")]
    pub contact: String,
}

impl Init {
    /// Makes the node.
    ///
    /// # Errors
    /// When the directory cannot be used or holds a node already.
    pub fn run(self, data: &DataDir, output: Output) -> Result<(), Failure> {
        output.say(&self.make(data)?)
    }

    /// Makes the node, and tells what must be told once.
    ///
    /// # Errors
    /// As [`Init::run`].
    pub fn make(self, data: &DataDir) -> Result<Made, Failure> {
        let key = StoreKey::generate(&mut OsRng);
        data.initialise(&key)?;
        let legal_name = self.legal_name.unwrap_or_else(|| self.name.clone());
        let genesis = Genesis {
            name: self.name,
            legal_name,
            country: self.country,
            languages: self.languages,
            contact: self.contact,
        };
        let created = Node::create(data.path(), key, genesis, clock::now(), &mut OsRng)?;
        data.close_files()?;
        let identity = created.node.identity();
        Ok(Made {
            organisation: identity.organisation.to_string(),
            name: identity.name.clone(),
            data: data.path().display().to_string(),
            recovery_words: created.recovery_words.to_string(),
        })
    }
}

/// A node that was made, and the words that open its future if its key is lost.
#[derive(Debug, Serialize)]
pub struct Made {
    organisation: String,
    name: String,
    data: String,
    recovery_words: String,
}

impl Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} has a node in {}", self.name, self.data)?;
        writeln!(f, "organisation {}", self.organisation)?;
        writeln!(
            f,
            "\nRecovery words, shown this once. Write them down on paper and lock them away: they are the only"
        )?;
        writeln!(f, "way to go on as the same organisation when this node is lost.\n")?;
        let words: Vec<_> = self.recovery_words.split(' ').collect();
        for line in words.chunks(6) {
            writeln!(f, "  {}", line.join(" "))?;
        }
        writeln!(f, "\nNext: parasol member add NAME --role admin")?;
        write!(f, "      parasol serve")
    }
}
