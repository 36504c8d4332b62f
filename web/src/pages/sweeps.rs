//! Alarms about unusual numbers of checks, settled by an admin.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect};
use parasol_core::node::Snapshot;
use parasol_core::peer_sweeps::{PeerSweep, SettlePeerSweep};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_core::sweeps::{SettleSweep, Sweep};

use super::Answer;
use crate::failure::Failure;
use crate::form::Form;
use crate::language::Texts;
use crate::port::Port;
use crate::views::admin::{PeerSweepLine, SweepLine};
use crate::visitor::Visitor;

/// Takes one off the list.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    if !form.text("peer").is_empty() {
        return settle_peer(&*port, actor, &form).await;
    }
    let day = form.text("day").parse().map_err(|_| Failure::NotFound)?;
    let member = form.text("member").parse().map_err(|_| Failure::NotFound)?;
    match port.command(SettleSweep { actor, day, member }).await {
        // Settled by somebody else, or by the same button a moment ago.
        Ok(()) | Err(Refusal::NotFound) => Ok(Redirect::to("/admin").into_response()),
        Err(other) => Err(other.into()),
    }
}

/// Takes one about a partner off the list.
async fn settle_peer(port: &dyn Port, actor: Actor, form: &Form) -> Answer {
    let circle = form.text("circle").parse().map_err(|_| Failure::NotFound)?;
    let peer = form.text("peer").parse().map_err(|_| Failure::NotFound)?;
    match port.command(SettlePeerSweep { actor, circle, peer }).await {
        Ok(()) | Err(Refusal::NotFound) => Ok(Redirect::to("/admin").into_response()),
        Err(other) => Err(other.into()),
    }
}

/// What the admin's page shows of those about partners; nothing to those who do not manage members.
pub(super) fn peer_lines(t: Texts, node: &Snapshot, actor: &Actor) -> Result<Vec<PeerSweepLine>, Refusal> {
    match node.peer_sweeps(actor) {
        Ok(sweeps) => Ok(sweeps.iter().map(|sweep| peer_line(t, sweep)).collect()),
        Err(Refusal::Forbidden) => Ok(Vec::new()),
        Err(other) => Err(other),
    }
}

fn peer_line(t: Texts, sweep: &PeerSweep) -> PeerSweepLine {
    let (who, day) = (format!("{} ({})", sweep.name, sweep.circle_name), t.day(sweep.at));
    let numbers = sweep.evaluated.to_string();
    let counts = match sweep.within_an_hour {
        true => t.one("sweeps-peer-hour", "numbers", numbers),
        false => t.two("sweeps-peer-all", &("numbers", &numbers), &("day", &t.day(sweep.since))),
    };
    let label = t.plain("sweeps-settle-which", [("who", who.clone().into()), ("day", day.clone().into())]);
    PeerSweepLine { who, day, counts, circle: sweep.circle.to_string(), peer: sweep.peer.to_string(), label }
}

/// What the admin's page shows of them; nothing to those who do not manage members.
pub(super) fn lines(t: Texts, node: &Snapshot, actor: &Actor) -> Result<Option<Vec<SweepLine>>, Refusal> {
    match node.sweeps(actor) {
        Ok(sweeps) => Ok(Some(sweeps.iter().map(|sweep| line(t, sweep)).collect())),
        Err(Refusal::Forbidden) => Ok(None),
        Err(other) => Err(other),
    }
}

fn line(t: Texts, sweep: &Sweep) -> SweepLine {
    let who = sweep.pseudonym.as_str().to_owned();
    let day = t.day(sweep.began());
    let mut counts = Vec::new();
    if sweep.checks > 0 {
        let (checks, nothing) = (sweep.checks.to_string(), sweep.nothing.to_string());
        counts.push(t.two("sweeps-many", &("checks", &checks), &("nothing", &nothing)));
    }
    if sweep.over_days > 0 {
        counts.push(t.one("sweeps-over", "days", sweep.over_days));
    }
    let label = t.plain("sweeps-settle-which", [("who", who.clone().into()), ("day", day.clone().into())]);
    SweepLine { who, day, counts, number: sweep.day, member: sweep.member.to_string(), label }
}
