//! What admins should know of a circle's keys, of who evaluates under them and of who asks much, in words.

use parasol_core::confirmation::{CanaryState, ShareState};
use parasol_core::node::Snapshot;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_protocol::evaluation::Class;
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;

use crate::language::Texts;

/// One line for each thing.
pub(super) fn notes(
    t: Texts,
    node: &Snapshot,
    actor: &Actor,
    circle: &CircleId,
    now: Timestamp,
) -> Result<Vec<String>, Refusal> {
    let mut notes = Vec::new();
    for state in node.key_states(circle)? {
        match (state.share, state.canary) {
            (ShareState::Wrong, _) => notes.push(t.get("circle-share-wrong")),
            (_, CanaryState::Differs(_)) => notes.push(t.get("circle-canary-differs")),
            (_, CanaryState::Waits) => notes.push(t.get("circle-canary-waits")),
            _ => {}
        }
    }
    for holder in node.holder_notes(actor, circle, now)? {
        if holder.unproven.is_some() {
            notes.push(t.one("circle-holder-unproven", "who", &holder.name));
        }
        for (class, _) in &holder.refused {
            notes.push(t.one(&format!("circle-holder-refuses-{}", word(*class)), "who", &holder.name));
        }
    }
    let used = node.peer_use(actor, circle, now)?.into_iter().filter(|used| used.used_up);
    notes.extend(
        used.map(|used| t.one(&format!("circle-peer-used-up-{}", word(used.class)), "who", &used.name)),
    );
    Ok(notes)
}

const fn word(class: Class) -> &'static str {
    match class {
        Class::Check => "check",
        Class::Publish => "publish",
        Class::Retag => "retag",
    }
}

/// When keys of several holders last made what the charter says, the newest key last.
pub(super) fn confirmed(
    t: Texts,
    node: &Snapshot,
    circle: &CircleId,
    now: Timestamp,
) -> Result<Vec<String>, Refusal> {
    let held = node.key_states(circle)?.into_iter().filter_map(|state| match state.canary {
        CanaryState::Holds(at) => Some(t.one("circle-key-confirmed", "ago", t.ago(now.since(at)))),
        _ => None,
    });
    Ok(held.collect())
}
