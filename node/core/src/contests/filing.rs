//! Contesting, with the code that went to the number or address.

use super::asking;
use super::contest::{self, Contest, ContestClaim, ContestDetails};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::ContestId;
use crate::limits::MAX_STATEMENT;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::Actor;
use crate::spoken::SpokenCode;

/// Contests what may be kept under the number or address to which the code went. It lands at the desk whether or not there is
/// anything: that is not looked at here.
pub struct FileContest {
    /// The code; none when what was typed is no code at all.
    pub code: Option<SpokenCode>,
    /// What is said, in short.
    pub claim: ContestClaim,
    /// What is said, in words.
    pub statement: String,
}

no_debug!(FileContest);

impl Command for FileContest {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let statement = reports::text("statement", Some(&self.statement), MAX_STATEMENT)?;
        let statement = statement.ok_or(Refusal::Invalid { field: "statement", reason: "empty" })?;
        let proven = self.code.map_or(Ok(None), |code| asking::proven(ctx, &code))?;
        let proven = proven.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        let id = ContestId::random(ctx.rng);
        let contest =
            Contest { filed: reports::day(ctx.now), decided: Vec::new(), closed: None, answered: None };
        let details = ContestDetails {
            address: proven.address,
            language: proven.language,
            claim: self.claim,
            statement,
        };
        contest::add(ctx.tx, &id, &contest, &details)?;
        ctx.audit(&Actor::System, AuditEvent::about("contest_filed", id.as_bytes()))
    }
}
