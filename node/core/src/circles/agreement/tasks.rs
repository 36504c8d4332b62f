//! What is to be asked of whom now.

use std::collections::BTreeSet;

use parasol_protocol::agreement::{Motion, Question};
use parasol_protocol::circle;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use serde_bytes::ByteBuf;

use super::super::tables::{CIRCLES, ENDED, names_key};
use super::open::Open;
use super::tables::{FAREWELLS, Said};
use crate::network::CircleTask;
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

/// A question about an agreement that is to be asked until it is on the list no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementTask {
    /// Whom to ask.
    pub to: OrganisationId,
    /// About which circle.
    pub circle: CircleId,
    /// About which number; it goes with the answer.
    pub number: u64,
    /// The change that it is about; none for a ballot.
    pub motion: Option<Hash>,
    /// What.
    pub question: Question,
}

/// A circle in which a change has its consents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried {
    /// The circle.
    pub circle: CircleId,
    /// The number that is to be decided.
    pub number: u64,
    /// Whether this organisation comes first, in the order of the charter, of those who consented.
    pub first: bool,
    /// Whether a ballot of this node goes on. If not, one is to be begun, by all but the first after a random while.
    pub asking: bool,
}

impl Snapshot {
    /// Questions about agreements, each to one member. Whoever cannot be reached is asked later; no order matters.
    pub fn agreement_tasks(&self) -> Result<Vec<AgreementTask>, StoreError> {
        let mut tasks = Vec::new();
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            if let Some(open) = Open::load(&self.tx, &circle)? {
                self.open_tasks(&open, &mut tasks)?;
            }
        }
        for (circle, row) in self.tx.range(&FAREWELLS, ..)? {
            let damaged = |_| StoreError::damaged("farewells/1");
            let question = Question::from_bytes(&row.question).map_err(damaged)?;
            let (_, number) = question.about().map_err(|_| StoreError::damaged("farewells/1"))?;
            let ask = |to| AgreementTask { to, circle, number, motion: None, question: question.clone() };
            tasks.extend(row.untold.iter().map(|member| ask(member.organisation)));
        }
        Ok(tasks)
    }

    /// The circles in which a change has its consents, and this node may begin a ballot about it.
    pub fn carried_changes(&self) -> Result<Vec<Carried>, StoreError> {
        let me = self.identity().organisation;
        let mut changes = Vec::new();
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let Some(open) = Open::load(&self.tx, &circle)?.filter(Open::takes_part) else { continue };
            let Some(motion) = open.carried(&me) else { continue };
            let consented = motion.consented();
            let members = &open.decided.charter().members;
            let first = members.iter().find(|member| consented.contains(&member.organisation));
            changes.push(Carried {
                circle,
                number: open.electorate.number(),
                first: first.is_some_and(|member| member.organisation == me),
                asking: open.row.proposing.is_some(),
            });
        }
        Ok(changes)
    }

    /// Members to be asked which charter they hold: they said that there is a later one, this node was put back, the others
    /// can decide without this node what has its consents, or they have this node's new key to decide.
    pub(crate) fn charter_questions(&self) -> Result<Vec<CircleTask>, StoreError> {
        let mut tasks = Vec::new();
        for (circle, charter) in self.tx.range(&CIRCLES, ..)? {
            let Some(open) = Open::load(&self.tx, &circle)? else { continue };
            let mut asked: BTreeSet<_> = open.row.ahead.iter().chain(&open.row.awaits).copied().collect();
            let unnamed = !names_key(open.decided.charter(), self.identity());
            if unnamed || (!open.takes_part() && !open.table.carried(&open.electorate).is_empty()) {
                asked.extend(self.reachable(&open)?);
            }
            let question = || circle::Question::Charter(circle, charter.number);
            tasks.extend(asked.into_iter().map(|to| CircleTask { to, question: question() }));
        }
        Ok(tasks)
    }

    /// The other members, without those that left or whose link was ended here.
    fn reachable(&self, open: &Open) -> Result<BTreeSet<OrganisationId>, StoreError> {
        let circle = open.circle();
        let mut reachable = open.electorate.organisations();
        reachable.remove(&self.identity().organisation);
        for gone in Open::left(&self.tx, &circle)? {
            reachable.remove(&gone);
        }
        for member in reachable.clone() {
            if self.tx.has(&ENDED, &(circle, member))? {
                reachable.remove(&member);
            }
        }
        Ok(reachable)
    }

    fn open_tasks(&self, open: &Open, tasks: &mut Vec<AgreementTask>) -> Result<(), StoreError> {
        if open.frozen || !names_key(open.decided.charter(), self.identity()) {
            return Ok(());
        }
        let (circle, reachable) = (open.circle(), self.reachable(open)?);
        let number = open.electorate.number();
        let ask = |to, motion, question| AgreementTask { to, circle, number, motion, question };
        for motion in open.table.motions().iter().filter(|motion| self.is_wanted(open, motion)) {
            let question = Question::Motion(circle, number, ByteBuf::from(motion.to_bytes()));
            let consented = motion.consented();
            let asked = reachable.iter().filter(|member| !consented.contains(*member));
            tasks.extend(asked.map(|to| ask(*to, Some(motion.hash()), question.clone())));
        }
        if let Some(proposer) = open.proposer(&self.node)?.filter(|_| open.takes_part()) {
            let steps = open.row.proposing.iter().flat_map(|row| &row.steps);
            for to in proposer.missing().intersection(&reachable) {
                let step = steps.clone().find(|(member, _)| member == to);
                let step = step.and_then(|(_, bytes)| Question::from_bytes(bytes).ok());
                tasks.push(ask(*to, None, step.unwrap_or_else(|| proposer.question().clone())));
            }
        }
        Ok(())
    }

    /// Whether this node brings a motion to others: its admin wants it, and it has not got what it needs yet.
    fn is_wanted(&self, open: &Open, motion: &Motion) -> bool {
        let said = open.said.get(&motion.hash()).is_some_and(|(_, _, said)| *said == Said::Yes);
        said && motion.check_carried(&open.electorate).is_err()
    }
}
