//! Checks: looking an identifier up in everything that this node and its circles know.
//!
//! [`Snapshot::begin_check`] reads the text and says what must be evaluated; the shell around the core gets the answers;
//! [`Snapshot::finish_check`] finds, opens and judges. Nothing of a check is kept.

mod foreign;
mod verdict;

use parasol_protocol::evaluation::{self, Answer, Ask, Blinding, Class};
use parasol_protocol::identifier::{self, IdentifierKind, Readings, Regions};
use parasol_protocol::ids::CircleId;
use parasol_protocol::lists::Level;
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;

use crate::circles;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::StoreError;

pub use verdict::{Found, Origin, ReadAs, Reason, Unanswered, Verdict};

/// A check between asking and finishing. It holds the plain readings: never logged, never kept.
#[derive(Debug)]
pub struct PendingCheck {
    actor: Actor,
    readings: Readings,
    asked: Vec<Asked>,
}

/// What was asked in one circle.
#[derive(Debug)]
struct Asked {
    circle: CircleId,
    epoch: u64,
    blinding: Blinding,
}

impl Snapshot {
    /// The regions in which a national form is read: the node's own first, then those of all circles' members.
    pub fn regions(&self) -> Result<Regions, StoreError> {
        let mut others = Vec::new();
        for circle in circles::active(&self.tx)? {
            if let Some(decided) = self.charter(&circle)? {
                others.extend(decided.charter().members.iter().map(|member| member.country));
            }
        }
        Ok(Regions::new(self.identity().country, others))
    }

    /// Begins a check: how the text is read, and what must be evaluated in which circle.
    pub fn begin_check(
        &self,
        actor: &Actor,
        text: &str,
        kind: Option<IdentifierKind>,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(PendingCheck, Vec<Ask>), Refusal> {
        self.allow(actor, Action::CheckIdentifier)?;
        let readings = identifier::read(text, kind, &self.regions()?)
            .map_err(|why| Refusal::Unreadable { index: 0, why })?;
        let (mut asked, mut asks) = (Vec::new(), Vec::new());
        for circle in circles::active(&self.tx)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            // Until a circle's first key is active it has no sources; nor has one without other members.
            let Some(epoch) = decided.charter().key().map(|key| key.epoch) else { continue };
            if decided.charter().members.len() < 2 {
                continue;
            }
            let identifiers = readings.iter().map(|reading| &reading.identifier);
            let (blinding, elements) = evaluation::blind(identifiers, rng)
                .map_err(|_| Refusal::Invalid { field: "identifier", reason: "too_many_readings" })?;
            asked.push(Asked { circle, epoch, blinding });
            asks.push(Ask { circle, epoch, class: Class::Check, elements });
        }
        Ok((PendingCheck { actor: *actor, readings, asked }, asks))
    }

    /// Ends a check with one answer for each [`Ask`], in the same order.
    pub fn finish_check(
        &self,
        pending: PendingCheck,
        answers: &[Answer],
        now: Timestamp,
    ) -> Result<Verdict, Refusal> {
        let mut alerts = self.own_alerts(&pending.readings)?;
        let mut unanswered = Vec::new();
        let moderator = self.allow(&pending.actor, Action::SeeDesk).is_ok();
        for (n, asked) in pending.asked.iter().enumerate() {
            let answer = answers.get(n).cloned().unwrap_or(Err(evaluation::EvaluationFailure::Unreachable));
            let search =
                foreign::Search { snapshot: self, now, moderator, circle: asked.circle, epoch: asked.epoch };
            search.run(&asked.blinding, &answer, &mut alerts, &mut unanswered)?;
        }
        Ok(verdict(&pending.readings, alerts, unanswered))
    }

    fn own_alerts(&self, readings: &Readings) -> Result<Vec<Found>, Refusal> {
        let identity = self.identity();
        let origin = Origin { name: identity.name.clone(), country: identity.country, own: true };
        let mut found: Vec<Found> = Vec::new();
        for (read_as, reading) in readings.iter().enumerate() {
            for alert in self.alerts_of(&reading.identifier)? {
                let content = alert.content;
                let id = content.id.to_string();
                if found.iter().any(|other| other.id == id) {
                    continue;
                }
                found.push(Found {
                    id,
                    origin: origin.clone(),
                    level: content.level,
                    kinds: content.kinds,
                    perpetrator: content.perpetrator,
                    month: content.month,
                    text: content.text,
                    shown: None,
                    platform: None,
                    read_as,
                });
            }
        }
        Ok(found)
    }
}

/// The worst of what was found is the verdict.
fn verdict(readings: &Readings, mut alerts: Vec<Found>, unanswered: Vec<Unanswered>) -> Verdict {
    alerts.sort_by(|a, b| b.level.severity().cmp(&a.level.severity()).then(b.month.cmp(&a.month)));
    let worst =
        |found: &mut dyn Iterator<Item = &Found>| found.map(|found| found.level).reduce(Level::worse_of);
    let read = readings.iter().enumerate().map(|(n, reading)| ReadAs {
        kind: reading.identifier.kind(),
        canonical: reading.identifier.value().to_owned(),
        shown: reading.shown.clone(),
        platform: reading.platform.clone(),
        level: worst(&mut alerts.iter().filter(|found| found.read_as == n)),
    });
    let read = read.collect();
    let level = worst(&mut alerts.iter());
    Verdict { read, level, complete: unanswered.is_empty(), unanswered, alerts }
}
