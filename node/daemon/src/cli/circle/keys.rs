//! How a circle's keys stand at this node, who evaluates under them and who asks how much, in words.

use std::fmt::{self, Display};

use parasol_core::allowances::Use;
use parasol_core::confirmation::KeyState;
use parasol_core::holder_notes::HolderView;
use parasol_protocol::evaluation::Class;
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;
use parasol_web::port::Port;
use serde::Serialize;

use crate::cli::words::ago;
use crate::failure::Failure;
use crate::station::Office;

/// How they stand.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Keys {
    keys: Vec<Key>,
    holders: Vec<Holder>,
    asked_here_today: Vec<Asked>,
}

#[derive(Debug, Serialize)]
struct Key {
    epoch: u64,
    threshold: u16,
    share: &'static str,
    canary: &'static str,
    canary_seconds_ago: Option<u64>,
    publishes: bool,
}

/// A holder that does not evaluate as it should.
#[derive(Debug, Serialize)]
struct Holder {
    id: String,
    name: String,
    unproven: u32,
    unproven_seconds_ago: Option<u64>,
    refuses: Vec<Refused>,
}

#[derive(Debug, Serialize)]
struct Refused {
    class: &'static str,
    seconds: u64,
}

/// What a partner has asked of this node today.
#[derive(Debug, Serialize)]
struct Asked {
    id: String,
    name: String,
    class: &'static str,
    evaluations: u64,
    allowed: u64,
    used_up: bool,
}

/// A class as a stable word.
const fn word(class: Class) -> &'static str {
    match class {
        Class::Check => "check",
        Class::Publish => "publish",
        Class::Retag => "retag",
    }
}

/// What is done with a class, in words.
fn doing(class: &str) -> &'static str {
    match class {
        "check" => "checks",
        "publish" => "new alerts",
        _ => "alerts under a new key",
    }
}

impl Keys {
    /// As the node knows it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::cli) fn of(office: &Office, circle: &CircleId) -> Result<Self, Failure> {
        let (snapshot, actor, now) = (office.read()?, office.operator(), office.port.now());
        let keys = snapshot.key_states(circle)?.into_iter().map(|state| key(state, now));
        let holders = snapshot.holder_notes(&actor, circle, now)?;
        let asked = snapshot.peer_use(&actor, circle, now)?;
        Ok(Self {
            keys: keys.collect(),
            holders: holders.into_iter().map(|view| holder(view, now)).collect(),
            asked_here_today: asked.into_iter().filter(|used| used.today > 0).map(asked_here).collect(),
        })
    }

    /// What somebody should look at: a stable word, and what to do.
    pub(in crate::cli) fn findings(&self, circle: &str) -> Vec<(&'static str, String)> {
        let keys = self.keys.iter().filter_map(|key| {
            let epoch = key.epoch;
            match (key.share, key.canary) {
                ("wrong", _) => Some(("share_wrong", format!(
                    "{circle}: this node's share of key {epoch} and what the charter lists do not fit together, so that share is not \
                     used and nothing is shared under the key; restore the last backup, or propose a new key with `parasol circle propose`"
                ))),
                (_, "differs") => Some(("canary_differs", format!(
                    "{circle}: key {epoch} does not make what the charter says it makes, so nothing is shared under it; call the \
                     other admins, and propose a new key with `parasol circle propose`"
                ))),
                _ => None,
            }
        });
        let unproven = self.holders.iter().filter(|holder| holder.unproven > 0).map(|holder| {
            ("holder_unproven", format!(
                "{circle}: {} answered {} times with something that does not hold, last {} ago; it was not used, and others were \
                 asked; call its admin",
                holder.name, holder.unproven, ago(holder.unproven_seconds_ago.unwrap_or_default())
            ))
        });
        let refused = self.holders.iter().flat_map(|holder| {
            holder.refuses.iter().map(|refused| {
                ("refused_quota", format!(
                    "{circle}: {} evaluates nothing more for {} of this organisation for another {}: it allows so many a day, \
                     twice as many as on the busiest of the last thirty days",
                    holder.name, doing(refused.class), ago(refused.seconds)
                ))
            })
        });
        let used = self.asked_here_today.iter().filter(|asked| asked.used_up).map(|asked| {
            ("peer_allowance_used", format!(
                "{circle}: {} used up what it may ask of this node today for {} ({} evaluations); if that is not what you expect \
                 of it, call its admin",
                asked.name, doing(asked.class), asked.evaluations
            ))
        });
        keys.chain(unproven).chain(refused).chain(used).collect()
    }
}

fn key(state: KeyState, now: Timestamp) -> Key {
    let KeyState { epoch, t, share, canary, publishes } = state;
    Key {
        epoch,
        threshold: t,
        share: share.name(),
        canary: canary.name(),
        canary_seconds_ago: canary.at().map(|at| now.since(at)),
        publishes,
    }
}

fn holder(view: HolderView, now: Timestamp) -> Holder {
    let refuses = view.refused.into_iter();
    Holder {
        id: view.organisation.to_string(),
        name: view.name,
        unproven: view.unproven.map_or(0, |(count, _)| count),
        unproven_seconds_ago: view.unproven.map(|(_, at)| now.since(at)),
        refuses: refuses
            .map(|(class, until)| Refused { class: word(class), seconds: until.since(now) })
            .collect(),
    }
}

fn asked_here(used: Use) -> Asked {
    Asked {
        used_up: used.used_up,
        id: used.organisation.to_string(),
        name: used.name,
        class: word(used.class),
        evaluations: used.today,
        allowed: used.allowance,
    }
}

impl Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for key in self.keys.iter().filter(|key| key.threshold > 1) {
            let epoch = key.epoch;
            match (key.share, key.canary, key.canary_seconds_ago) {
                ("wrong", ..) => {
                    write!(f, "\n  key {epoch}: this node's share does not fit; it is not used")?
                }
                (_, "differs", _) => {
                    write!(
                        f,
                        "\n  key {epoch} does not make what the charter says; nothing is shared under it"
                    )?;
                }
                (_, "holds", Some(seconds)) => write!(f, "\n  key {epoch}: confirmed {} ago", ago(seconds))?,
                _ => write!(
                    f,
                    "\n  key {epoch}: not confirmed yet; nothing is shared under it before enough members have answered"
                )?,
            }
        }
        for holder in &self.holders {
            if holder.unproven > 0 {
                let since = ago(holder.unproven_seconds_ago.unwrap_or_default());
                write!(
                    f,
                    "\n  {}: {} answers that do not hold, last {since} ago",
                    holder.name, holder.unproven
                )?;
            }
            for Refused { class, seconds } in &holder.refuses {
                let (name, what) = (&holder.name, doing(class));
                write!(
                    f,
                    "\n  {name} evaluates nothing more for {what} of ours for another {}",
                    ago(*seconds)
                )?;
            }
        }
        for asked in &self.asked_here_today {
            let Asked { name, class, evaluations, allowed, .. } = asked;
            write!(
                f,
                "\n  {name} asked here today for {}: {evaluations} of {allowed} evaluations",
                doing(class)
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_should_look_at_is_named_and_nothing_else() {
        let key = |epoch, share, canary| Key {
            epoch,
            threshold: 2,
            share,
            canary,
            canary_seconds_ago: Some(60),
            publishes: share == "held" && canary == "holds",
        };
        let (id, name) = (String::from("00"), String::from("Lisbon"));
        let refuses = vec![Refused { class: "check", seconds: 7_200 }];
        let holder = Holder { id, name, unproven: 2, unproven_seconds_ago: Some(120), refuses };
        let asked = |evaluations| Asked {
            id: "00".into(),
            name: "Lisbon".into(),
            class: "publish",
            evaluations,
            allowed: 200,
            used_up: evaluations == 200,
        };
        let quiet =
            Keys { keys: vec![key(1, "held", "holds")], holders: vec![], asked_here_today: vec![asked(64)] };
        assert!(quiet.findings("North Sea").is_empty());
        assert_eq!(
            quiet.to_string(),
            "\n  key 1: confirmed 1 minute ago\n  Lisbon asked here today for new alerts: 64 of 200 evaluations"
        );
        let keys = vec![key(1, "wrong", "holds"), key(2, "held", "differs"), key(3, "missing", "waits")];
        let loud = Keys { keys, holders: vec![holder], asked_here_today: vec![asked(200)] };
        let findings = loud.findings("North Sea");
        let codes: Vec<&str> = findings.iter().map(|(code, _)| *code).collect();
        let all =
            ["share_wrong", "canary_differs", "holder_unproven", "refused_quota", "peer_allowance_used"];
        assert_eq!(codes, all);
        assert!(findings.iter().skip(2).all(|(_, sentence)| sentence.contains("Lisbon")));
        assert!(loud.to_string().contains("evaluates nothing more for checks of ours for another 2 hours"));
    }
}
