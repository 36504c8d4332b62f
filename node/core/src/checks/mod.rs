//! Checks: looking an identifier up in everything that this node and its circles know.
//!
//! [`Snapshot::begin_check`] reads the text and says what must be evaluated; the shell around the core gets the answers;
//! [`Snapshot::finish_check`] finds, opens and judges. Nothing of a check is kept.

mod foreign;
mod verdict;

use std::collections::BTreeSet;

use parasol_protocol::evaluation::{self, Answer, Ask, Blinding, Class};
use parasol_protocol::identifier::{self, IdentifierKind, Readings, Regions};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::lists::Level;
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;

use crate::circles;
use crate::limits::MAX_LIST;
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
            if decided.charter().members.len() < 2 {
                continue;
            }
            // While an older key serves, there are entries that only it finds.
            for epoch in decided.charter().keys.iter().map(|key| key.epoch) {
                let identifiers = readings.iter().map(|reading| &reading.identifier);
                let (blinding, elements) = evaluation::blind(identifiers, rng)
                    .map_err(|_| Refusal::Invalid { field: "identifier", reason: "too_many_readings" })?;
                asked.push(Asked { circle, epoch, blinding });
                asks.push(Ask { circle, epoch, class: Class::Check, elements });
            }
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
        let unanswered = once_each(unanswered);
        let verdict = verdict(&pending.readings, alerts, unanswered);
        if let Actor::Member(member, _) = pending.actor {
            self.node.quotas().saw(member, verdict.level.is_none(), now);
        }
        Ok(verdict)
    }

    fn own_alerts(&self, readings: &Readings) -> Result<Vec<Hit>, Refusal> {
        let identity = self.identity();
        let origin = Origin { name: identity.name.clone(), country: identity.country, own: true };
        let mut hits: Vec<Hit> = Vec::new();
        for (read_as, reading) in readings.iter().enumerate() {
            for alert in self.alerts_of(&reading.identifier)? {
                let content = alert.content;
                let id = content.id.to_string();
                let found = Found {
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
                };
                Hit::add(&mut hits, identity.organisation, found);
            }
        }
        Ok(hits)
    }
}

/// An alert that was found, once, however many readings and entries lead to it.
struct Hit {
    publisher: OrganisationId,
    found: Found,
    /// The readings under which it was found.
    read_as: Vec<usize>,
}

impl Hit {
    /// Adds what was found to the alert that it belongs to; the worse level counts.
    fn add(hits: &mut Vec<Self>, publisher: OrganisationId, found: Found) {
        let same = |hit: &&mut Self| hit.publisher == publisher && hit.found.id == found.id;
        match hits.iter_mut().find(same) {
            Some(hit) => {
                hit.found.level = hit.found.level.worse_of(found.level);
                hit.read_as.push(found.read_as);
            }
            None => hits.push(Self { publisher, read_as: vec![found.read_as], found }),
        }
    }
}

/// A source that could not be searched under either of two keys is named once, with the first reason.
fn once_each(found: Vec<(CircleId, OrganisationId, Unanswered)>) -> Vec<Unanswered> {
    let mut named = BTreeSet::new();
    let new = found.into_iter().filter(|(circle, source, _)| named.insert((*circle, *source)));
    new.map(|(_, _, unanswered)| unanswered).collect()
}

/// The worst of what was found is the verdict.
fn verdict(readings: &Readings, hits: Vec<Hit>, unanswered: Vec<Unanswered>) -> Verdict {
    let worst = |levels: &mut dyn Iterator<Item = Level>| levels.reduce(Level::worse_of);
    let read = readings.iter().enumerate().map(|(n, reading)| ReadAs {
        kind: reading.identifier.kind(),
        canonical: reading.identifier.value().to_owned(),
        shown: reading.shown.clone(),
        platform: reading.platform.clone(),
        level: worst(&mut hits.iter().filter(|hit| hit.read_as.contains(&n)).map(|hit| hit.found.level)),
    });
    let read = read.collect();
    let level = worst(&mut hits.iter().map(|hit| hit.found.level));
    let mut alerts: Vec<Found> = hits.into_iter().map(|hit| hit.found).collect();
    alerts.sort_by(|a, b| b.level.severity().cmp(&a.level.severity()).then(b.month.cmp(&a.month)));
    let last = alerts.iter().map(|found| found.month).max();
    let more = alerts.len().saturating_sub(MAX_LIST);
    alerts.truncate(MAX_LIST);
    Verdict { read, level, complete: unanswered.is_empty(), unanswered, last, alerts, more }
}
