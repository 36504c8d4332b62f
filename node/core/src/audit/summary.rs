//! Who did how much of what in a month, for a second person to look at. No ids of what it was done to, no times.

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use parasol_protocol::time::Month;

use super::chain::{end_at, visit_back};
use super::{AuditActor, AuditEnd};
use crate::members::{self, Pseudonym};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::store::StoreError;

/// So many lines of earlier months in a row mean that the month is over. Lines stand in the order in which they were written,
/// and clocks are put forward and back: a few that stand elsewhere must hide nothing.
const EARLIER: u32 = 10_000;

/// How the words of the lines begin that a second person must see first: somebody read what is personal of another, or did
/// what gives one person the account or the rights of another.
const OPENINGS: &[&str] = &[
    "account_unlocked",
    "backup_taken",
    "case_opened",
    "contact_opened",
    "contacts_shown",
    "data_exported",
    "password_changed",
    "report_opened",
    "request_opened",
    "reset_code_issued",
    "role_changed",
    "second_factor_reset",
];

/// Who did something, for the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummaryPerson {
    /// A moderator or an admin.
    Staff {
        /// What she is now.
        role: Role,
        /// Her pseudonym, so that the reader knows whom to ask.
        pseudonym: Pseudonym,
    },
    /// All members and partners together: when one of them used the node is nobody's business.
    Members,
    /// Accounts that are gone.
    Gone,
    /// The control socket.
    Operator,
    /// The node itself.
    Node,
}

/// How often somebody did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// Who.
    pub person: SummaryPerson,
    /// What, as a stable word.
    pub what: String,
    /// Whether a second person must look at it first: something personal was read, or somebody else's account changed hands.
    pub opening: bool,
    /// How often.
    pub count: u64,
}

/// A month of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSummary {
    /// The month.
    pub month: Month,
    /// Openings first, then by person and word.
    pub rows: Vec<SummaryRow>,
    /// The month's last line, to be written down elsewhere.
    pub end: Option<AuditEnd>,
}

impl Snapshot {
    /// Who did how much of what in `month`.
    pub fn audit_summary(&self, actor: &Actor, month: Month) -> Result<AuditSummary, Refusal> {
        self.allow(actor, Action::SeeAuditSummary)?;
        let mut counts: BTreeMap<(AuditActor, String), u64> = BTreeMap::new();
        let (mut last, mut earlier) = (None, 0_u32);
        visit_back(&self.tx, u64::MAX, |number, line| {
            earlier = if line.at.month() < month { earlier.saturating_add(1) } else { 0 };
            if earlier > EARLIER {
                return ControlFlow::Break(());
            }
            if line.at.month() == month {
                last = last.or(Some(number));
                let count = counts.entry((line.actor, line.what)).or_default();
                *count = count.saturating_add(line.count.unwrap_or(1));
            }
            ControlFlow::Continue(())
        })?;
        let end = last.map_or(Ok(None), |number| end_at(&self.tx, number))?;
        Ok(AuditSummary { month, rows: self.summary_rows(counts)?, end })
    }

    fn summary_rows(
        &self,
        counts: BTreeMap<(AuditActor, String), u64>,
    ) -> Result<Vec<SummaryRow>, StoreError> {
        let mut rows: Vec<SummaryRow> = Vec::new();
        let mut person: Option<(AuditActor, SummaryPerson)> = None;
        for ((actor, what), count) in counts {
            let who = match &person {
                Some((known, who)) if *known == actor => who.clone(),
                _ => self.summary_person(&actor)?,
            };
            person = Some((actor, who.clone()));
            match rows.iter_mut().find(|row| row.person == who && row.what == what) {
                Some(row) => row.count = row.count.saturating_add(count),
                None => rows.push(SummaryRow { person: who, opening: is_opening(&what), what, count }),
            }
        }
        rows.sort_by(|a, b| (!a.opening, a.person.place()).cmp(&(!b.opening, b.person.place())));
        Ok(rows)
    }

    fn summary_person(&self, actor: &AuditActor) -> Result<SummaryPerson, StoreError> {
        let id = match actor {
            AuditActor::Operator => return Ok(SummaryPerson::Operator),
            AuditActor::System => return Ok(SummaryPerson::Node),
            AuditActor::Member(id) => id,
        };
        Ok(match members::load(&self.tx, id)? {
            Some(member) if matches!(member.role, Role::Moderator | Role::Admin) => {
                SummaryPerson::Staff { role: member.role, pseudonym: member.pseudonym }
            }
            Some(_) => SummaryPerson::Members,
            None => SummaryPerson::Gone,
        })
    }
}

fn is_opening(what: &str) -> bool {
    OPENINGS.iter().any(|opening| what.starts_with(opening))
}

impl SummaryPerson {
    /// Those whom a second person wants to see first.
    fn place(&self) -> (u8, &str) {
        match self {
            Self::Staff { role: Role::Moderator, pseudonym } => (0, pseudonym.as_str()),
            Self::Staff { pseudonym, .. } => (1, pseudonym.as_str()),
            Self::Operator => (2, ""),
            Self::Members => (3, ""),
            Self::Gone => (4, ""),
            Self::Node => (5, ""),
        }
    }
}
