//! What this node hears from the holders that it asks: whose proofs did not hold, who refuses until when, and who is silent.
//!
//! In memory alone: after a restart the next question shows it again.

use std::collections::BTreeMap;

use parasol_protocol::evaluation::Class;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::{DAY, Timestamp};

use crate::audit::AuditEvent;
use crate::circles;
use crate::command::{Command, Ctx};
use crate::limits::AWAY_FOR;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::StoreError;
use crate::sweeps::tell_admins;

/// How long a proof that did not hold is told of, in seconds.
const TOLD_FOR: u64 = 7 * DAY;

/// What a holder said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// An evaluation whose proof held.
    Evaluated(Class),
    /// An evaluation whose proof did not hold; it was not used.
    Unproven,
    /// It evaluates nothing more of this class until then.
    Refused(Class, Timestamp),
    /// Nothing that is of use, in time.
    Nothing,
}

#[derive(Debug, Clone, Default)]
struct Note {
    /// How often a proof did not hold, and when last.
    unproven: Option<(u32, Timestamp)>,
    /// The day of the last line in the audit about it.
    audited: Option<u64>,
    refused: BTreeMap<Class, Timestamp>,
    /// When it last said nothing of use, if it has not evaluated anything since.
    away: Option<Timestamp>,
    /// The days of the last lines in the audit about what it did.
    written: BTreeMap<Often, u64>,
}

/// What a member may do as often as it likes, and is written down for once a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Often {
    /// It began the making of a key again.
    Restarted,
    /// It proposed a change.
    Proposed,
    /// It showed a leave of this organisation, which has not left.
    ShowedOwnLeave,
}

impl Note {
    /// Whether there is nothing to tell an admin.
    fn is_empty(&self, now: Timestamp) -> bool {
        let old = self.unproven.is_none_or(|(_, at)| now.since(at) > TOLD_FOR);
        old && self.refused.values().all(|until| *until <= now)
    }

    fn is_away(&self, now: Timestamp) -> bool {
        self.away.is_some_and(|at| now.since(at) < AWAY_FOR)
    }

    fn evaluates(&self, class: Class, now: Timestamp) -> bool {
        !self.is_away(now) && self.refused.get(&class).is_none_or(|until| *until <= now)
    }
}

/// What is known of the holders of all circles.
#[derive(Default)]
pub(crate) struct HolderNotes(BTreeMap<(CircleId, OrganisationId), Note>);

impl HolderNotes {
    /// Notes what a member did; whether it is the first time today.
    pub(crate) fn is_first_today(
        &mut self,
        member: (CircleId, OrganisationId),
        what: Often,
        now: Timestamp,
    ) -> bool {
        let today = now.seconds() / DAY;
        self.0.entry(member).or_default().written.insert(what, today) != Some(today)
    }

    /// Whether a holder evaluates checks, as far as is known: it did so when it was last asked, or was not asked of late.
    pub(crate) fn evaluates(&self, circle: CircleId, holder: OrganisationId, now: Timestamp) -> bool {
        self.0.get(&(circle, holder)).is_none_or(|note| note.evaluates(Class::Check, now))
    }
}

/// A holder that does not evaluate as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderView {
    /// The holder.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many of its proofs did not hold, and when the last one came.
    pub unproven: Option<(u32, Timestamp)>,
    /// What it refuses to evaluate, and until when.
    pub refused: Vec<(Class, Timestamp)>,
}

impl Snapshot {
    /// Notes what a holder said to a question of this node.
    pub fn note_holder(&self, circle: CircleId, holder: OrganisationId, heard: Heard, now: Timestamp) {
        let mut notes = self.node.holder_notes();
        let key = (circle, holder);
        match heard {
            // Nothing has to be noted of those who do what they should.
            Heard::Evaluated(class) => {
                if let Some(note) = notes.0.get_mut(&key) {
                    note.refused.remove(&class);
                    note.away = None;
                }
            }
            Heard::Unproven => {
                let note = notes.0.entry(key).or_default();
                let count = note.unproven.map_or(0, |(count, _)| count);
                note.unproven = Some((count.saturating_add(1), now));
                note.away = Some(now);
            }
            // Nobody refuses for longer than the day that has begun there.
            Heard::Refused(class, until) => {
                notes.0.entry(key).or_default().refused.insert(class, until.min(now.plus(2 * DAY)));
            }
            Heard::Nothing => notes.0.entry(key).or_default().away = Some(now),
        }
    }

    /// The members of a circle that do not evaluate as they should.
    pub fn holder_notes(
        &self,
        actor: &Actor,
        circle: &CircleId,
        now: Timestamp,
    ) -> Result<Vec<HolderView>, Refusal> {
        self.allow(actor, Action::SeeStatus)?;
        let Some(decided) = self.charter(circle)? else { return Ok(Vec::new()) };
        let notes = self.node.holder_notes();
        let view = |(organisation, name): (OrganisationId, String)| {
            let note = notes.0.get(&(*circle, organisation)).filter(|note| !note.is_empty(now))?;
            let refused = note.refused.iter().filter(|(_, until)| **until > now);
            Some(HolderView {
                organisation,
                name,
                unproven: note.unproven.filter(|(_, at)| now.since(*at) <= TOLD_FOR),
                refused: refused.map(|(class, until)| (*class, *until)).collect(),
            })
        };
        let members =
            decided.charter().members.iter().map(|member| (member.organisation, member.name.clone()));
        Ok(members.filter_map(view).collect())
    }

    /// The holders whose proofs did not hold today and about whom the audit has no line of today.
    pub fn unproven_holders(&self, now: Timestamp) -> Vec<(CircleId, OrganisationId)> {
        let (notes, today) = (self.node.holder_notes(), now.seconds() / DAY);
        let due = |note: &Note| {
            note.unproven.is_some_and(|(_, at)| at.seconds() / DAY == today) && note.audited != Some(today)
        };
        notes.0.iter().filter(|(_, note)| due(note)).map(|(key, _)| *key).collect()
    }

    /// Forgets what is over, and whoever is no member any more. To be called every minute.
    pub fn forget_holder_notes(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut members = std::collections::BTreeSet::new();
        for circle in circles::active(&self.tx)? {
            let decided = self.charter(&circle)?;
            let all = decided.iter().flat_map(|decided| &decided.charter().members);
            members.extend(all.map(|member| (circle, member.organisation)));
        }
        let mut notes = self.node.holder_notes();
        let today = now.seconds() / DAY;
        let tells = |note: &Note| {
            note.is_away(now) || !note.is_empty(now) || note.written.values().any(|day| *day == today)
        };
        notes.0.retain(|key, note| members.contains(key) && tells(note));
        Ok(())
    }
}

/// Writes down, once a day, that a holder's proofs do not hold, and tells the admins that something waits.
#[derive(Debug)]
pub struct NoteUnproven {
    /// The circle.
    pub circle: CircleId,
    /// The holder.
    pub holder: OrganisationId,
}

impl Command for NoteUnproven {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Self { circle, holder } = self;
        let today = ctx.now.seconds() / DAY;
        tell_admins(ctx)?;
        ctx.audit(&Actor::System, AuditEvent::about("holder_unproven", holder.as_bytes()))?;
        ctx.after_commit(move |node| {
            if let Some(note) = node.holder_notes().0.get_mut(&(circle, holder)) {
                note.audited = Some(today);
            }
        });
        Ok(())
    }
}
