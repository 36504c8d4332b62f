//! Alarms about unusual numbers of checks, settled by an admin.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect};
use parasol_core::node::Snapshot;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_core::sweeps::{SettleSweep, Sweep};

use super::Answer;
use crate::failure::Failure;
use crate::form::Form;
use crate::language::Texts;
use crate::port::Port;
use crate::views::admin::SweepLine;
use crate::visitor::Visitor;

/// Takes one off the list.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    let day = form.text("day").parse().map_err(|_| Failure::NotFound)?;
    let member = form.text("member").parse().map_err(|_| Failure::NotFound)?;
    match port.command(SettleSweep { actor, day, member }).await {
        // Settled by somebody else, or by the same button a moment ago.
        Ok(()) | Err(Refusal::NotFound) => Ok(Redirect::to("/admin").into_response()),
        Err(other) => Err(other.into()),
    }
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
