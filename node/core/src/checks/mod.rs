//! Checks: looking an identifier up in everything that this node and its circles know.
//!
//! [`Snapshot::begin_check`] reads the text and says what must be evaluated; the shell around the core gets the answers;
//! [`Snapshot::finish_check`] finds, opens and judges. Nothing of a check is kept, but for what holders evaluated: that stays in
//! memory for some minutes, without who checked.

mod foreign;
mod remembered;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::evaluation::{self, Answer, Ask, Blinding, Class, Element, EvaluationFailure, Output};
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

pub(crate) use remembered::Remembered;
use remembered::{Place, Under};
pub use verdict::{Found, Origin, ReadAs, Reason, Unanswered, Verdict};

/// A check between asking and finishing. It holds the plain readings: never logged, never kept.
#[derive(Debug)]
pub struct PendingCheck {
    actor: Actor,
    readings: Readings,
    asked: Vec<Asked>,
}

/// What was asked under one key.
#[derive(Debug)]
struct Asked {
    under: Under,
    /// For each reading what others evaluated a moment ago. Where this node evaluates alone, nothing is remembered.
    known: Vec<Option<Output>>,
    /// Where each reading's output is to be remembered.
    places: Vec<Place>,
    /// What was not known, blinded.
    blinding: Option<Blinding>,
    /// Whether nothing is left for this member of what the holders allow.
    refused: bool,
}

impl Asked {
    /// One output for each reading, if the charter still lists the key under which it was asked.
    fn outputs(
        &self,
        charter: &Charter,
        answer: Option<(&Blinding, Answer)>,
    ) -> Result<Vec<Output>, EvaluationFailure> {
        if self.refused {
            return Err(EvaluationFailure::Quota);
        }
        let mut new = Vec::new();
        if let Some((blinding, answer)) = answer {
            let combined = answer?;
            if *combined.public() != self.under.public {
                return Err(EvaluationFailure::NoKey);
            }
            new = blinding.finish_combined(&combined)?;
        }
        self.check(charter)?;
        let mut new = new.into_iter();
        let outputs = self.known.iter().map(|known| known.clone().or_else(|| new.next()));
        outputs.collect::<Option<_>>().ok_or(EvaluationFailure::Unproven)
    }

    /// The charter may have changed since the question was asked: then nothing was evaluated under its key.
    fn check(&self, charter: &Charter) -> Result<(), EvaluationFailure> {
        let key = charter.key_of(self.under.epoch).filter(|key| key.public == self.under.public);
        key.map(drop).ok_or(EvaluationFailure::NoKey)
    }
}

impl PendingCheck {
    /// The circles in which nothing has to be asked, because it was evaluated a moment ago. Who answers must not be quicker
    /// for it: else whoever checks a number could tell that somebody has just checked it.
    pub(crate) fn remembered(&self) -> Vec<CircleId> {
        let known = |asked: &&Asked| asked.blinding.is_none() && !asked.refused;
        self.asked.iter().filter(known).map(|asked| asked.under.circle).collect()
    }

    /// Who checks.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// How many numbers it is about: a text that may be read in several countries is several.
    pub(crate) fn numbers(&self) -> usize {
        self.readings.iter().count()
    }

    /// How many numbers the holders of each circle's keys are to evaluate, or have a moment ago; none where this node does
    /// it alone.
    pub(crate) fn wanted(&self) -> BTreeMap<CircleId, u64> {
        let mut wanted = BTreeMap::new();
        for asked in self.asked.iter().filter(|asked| !asked.places.is_empty()) {
            let numbers: &mut u64 = wanted.entry(asked.under.circle).or_default();
            *numbers = numbers.saturating_add(u64::try_from(asked.known.len()).unwrap_or(u64::MAX));
        }
        wanted
    }

    /// Counts these circles as not answered, what was evaluated there a moment ago as well: nobody is to learn from it that
    /// somebody has just checked the same.
    pub fn pass_over(&mut self, circles: &[CircleId]) {
        self.asked_in(circles).for_each(|asked| asked.refused = true);
    }

    /// Asks nobody in these circles; the keys under which somebody would have been asked.
    pub(crate) fn refuse(&mut self, circles: &[CircleId]) -> BTreeSet<(CircleId, u64)> {
        let mut refused = BTreeSet::new();
        for asked in self.asked_in(circles) {
            (asked.refused, asked.blinding) = (true, None);
            refused.insert((asked.under.circle, asked.under.epoch));
        }
        refused
    }

    /// What others are to evaluate in these circles, or have a moment ago.
    fn asked_in(&mut self, circles: &[CircleId]) -> impl Iterator<Item = &mut Asked> {
        let asked = self.asked.iter_mut().filter(|asked| !asked.places.is_empty());
        asked.filter(|asked| circles.contains(&asked.under.circle))
    }
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
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(PendingCheck, Vec<Ask>), Refusal> {
        self.allow(actor, Action::CheckIdentifier)?;
        let readings = identifier::read(text, kind, &self.regions()?)
            .map_err(|why| Refusal::Unreadable { index: 0, why })?;
        let (mut asked, mut asks) = (Vec::new(), Vec::new());
        let moderator = self.allow(actor, Action::SeeDesk).is_ok();
        for circle in circles::active(&self.tx)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            // Until a circle's first key is active it has no sources; nor has one without other members.
            if decided.charter().members.len() < 2 {
                continue;
            }
            // While an older key serves, there may be entries that only it finds.
            let search = foreign::Search { snapshot: self, now, moderator, circle };
            let oldest = search.oldest_needed(decided.charter())?;
            for key in decided.charter().keys.iter().filter(|key| key.epoch >= oldest) {
                let (one, elements) = self.ask_under(circle, key, &readings, now, rng)?;
                if !elements.is_empty() {
                    asks.push(Ask { circle, epoch: key.epoch, class: Class::Check, elements });
                }
                asked.push(one);
            }
        }
        Ok((PendingCheck { actor: *actor, readings, asked }, asks))
    }

    /// What is known of the readings under a key, and what must be asked.
    fn ask_under(
        &self,
        circle: CircleId,
        key: &EpochKey,
        readings: &Readings,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(Asked, Vec<Element>), Refusal> {
        let under = Under { circle, epoch: key.epoch, public: key.public };
        let (mut known, mut places) = (Vec::new(), Vec::new());
        {
            let remembered = self.node.remembered();
            for reading in readings.iter() {
                let place = (key.t > 1).then(|| remembered.place(&under, &reading.identifier));
                known.push(place.and_then(|place| remembered.get(&place, now)));
                places.extend(place);
            }
        }
        let missing = readings.iter().zip(&known).filter(|(_, known)| known.is_none());
        let missing: Vec<_> = missing.map(|(reading, _)| &reading.identifier).collect();
        if missing.is_empty() {
            return Ok((Asked { under, known, places, blinding: None, refused: false }, Vec::new()));
        }
        let (blinding, elements) = evaluation::blind(missing, rng)
            .map_err(|_| Refusal::Invalid { field: "identifier", reason: "too_many_readings" })?;
        Ok((Asked { under, known, places, blinding: Some(blinding), refused: false }, elements))
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
        let mut evaluated: BTreeMap<CircleId, Vec<foreign::Evaluated>> = BTreeMap::new();
        let moderator = self.allow(&pending.actor, Action::SeeDesk).is_ok();
        let mut answers = answers.iter();
        for asked in &pending.asked {
            let Under { circle, epoch, .. } = asked.under;
            let unreachable = Err(EvaluationFailure::Unreachable);
            let mut answer = || answers.next().cloned().unwrap_or(unreachable.clone());
            let answer = asked.blinding.as_ref().map(|blinding| (blinding, answer()));
            let Some(decided) = self.charter(&circle)? else { continue };
            let outputs = asked.outputs(decided.charter(), answer);
            self.remember(asked, outputs.as_deref().unwrap_or_default(), now);
            evaluated.entry(circle).or_default().push((epoch, outputs));
        }
        // Circles and keys may have come since the question was asked: nothing was asked of those.
        for circle in circles::active(&self.tx)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let evaluated = evaluated.remove(&circle).unwrap_or_default();
            let search = foreign::Search { snapshot: self, now, moderator, circle };
            search.run(decided.charter(), &evaluated, &mut alerts, &mut unanswered)?;
        }
        let verdict = verdict(&pending.readings, alerts, unanswered);
        if let Actor::Member(member, _) = pending.actor {
            self.node.quotas().saw(member, verdict.level.is_none(), now);
        }
        Ok(verdict)
    }

    /// Remembers what others evaluated, unless the node was locked meanwhile.
    fn remember(&self, asked: &Asked, outputs: &[Output], now: Timestamp) {
        let mut remembered = self.node.remembered();
        if self.node.is_locked() {
            return;
        }
        for ((place, output), known) in asked.places.iter().zip(outputs).zip(&asked.known) {
            if known.is_none() {
                remembered.keep(&asked.under, *place, output.clone(), now);
            }
        }
    }

    /// Forgets what was remembered of evaluations and of questions for long enough, or of a key that serves no more. To be called
    /// every minute.
    pub fn forget_evaluations(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut serving = BTreeSet::new();
        for circle in circles::active(&self.tx)? {
            let decided = self.charter(&circle)?;
            let keys = decided.iter().flat_map(|decided| &decided.charter().keys);
            serving.extend(keys.map(|key| (circle, key.epoch)));
        }
        self.node.remembered().tidy(now, |circle, epoch| serving.contains(&(*circle, epoch)));
        self.node.unanswered().tidy(now);
        Ok(())
    }

    /// How many evaluations are remembered.
    pub fn remembered_evaluations(&self) -> usize {
        self.node.remembered().len()
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
