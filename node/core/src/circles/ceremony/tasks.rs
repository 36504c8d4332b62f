//! What is to be said to whom now.

use parasol_protocol::ceremony::Phase;
use parasol_protocol::ceremony::conversation::Question;
use parasol_protocol::charter::Charter;
use parasol_protocol::ids::{CircleId, OrganisationId};

use super::super::tables::{active, charter, is_over, names_key};
use super::held::of_charter;
use crate::node::Snapshot;
use crate::store::StoreError;

/// Something about a key that is to be said until it is on the list no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CeremonyTask {
    /// To whom.
    pub to: OrganisationId,
    /// About which circle.
    pub circle: CircleId,
    /// Under which charter; it goes with the answer.
    pub number: u64,
    /// Of which key and whose share, if it is about a repair; it goes with the answer.
    pub repair: Option<(u64, OrganisationId)>,
    /// What.
    pub question: Question,
}

impl Snapshot {
    /// What is to be said in ceremonies and repairs, each to one member. Whoever cannot be reached is asked later; no order
    /// matters.
    pub fn ceremony_tasks(&self) -> Result<Vec<CeremonyTask>, StoreError> {
        let mut tasks = Vec::new();
        for circle in active(&self.tx)? {
            let Some(decided) = charter(&self.tx, &circle)? else { continue };
            let charter = decided.charter();
            if !names_key(charter, self.identity()) {
                continue;
            }
            self.exchanges(charter, &mut tasks)?;
            self.asked_for_shares(charter, &mut tasks)?;
            self.helped_with_shares(charter, &mut tasks)?;
        }
        Ok(tasks)
    }

    /// In a ceremony, until this node has everything. Whoever lacks something asks it then.
    fn exchanges(&self, charter: &Charter, tasks: &mut Vec<CeremonyTask>) -> Result<(), StoreError> {
        let Some(ceremony) = of_charter(&self.tx, &self.node, charter)? else { return Ok(()) };
        if matches!(ceremony.standing().phase, Phase::Made | Phase::Aborted) {
            return Ok(());
        }
        let (circle, number, me) = (charter.circle, charter.number, self.identity().organisation);
        for to in charter.members.iter().map(|member| member.organisation).filter(|member| *member != me) {
            if !is_over(&self.tx, &circle, &to)? {
                let question = Question::Ceremony(Box::new(ceremony.exchange(&to)));
                tasks.push(CeremonyTask { to, circle, number, repair: None, question });
            }
        }
        Ok(())
    }
}
