//! What somebody proposes to a second moderator: confirming it, sending it back, taking one's own back.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::{
    ConfirmProposal, Confirmed, Person, Proposal, Proposed, SendBack, TakeBackProposal,
};
use parasol_core::ids::{ProposalId, ReportId};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::Timestamp;

use super::publish::published_lines;
use super::{Answer, again, done, report_id, said};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::Fact;
use crate::port::Port;
use crate::views::account::Link;
use crate::views::queue::ProposalView;
use crate::visitor::Visitor;

fn proposal_id(form: &Form) -> Result<ProposalId, Failure> {
    form.text("proposal").parse().map_err(|_| Failure::NotFound)
}

/// Confirms it: it is done at once.
pub(in crate::pages) async fn confirm(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let (t, id) = (visitor.t, report_id(&id)?);
    match port.command(ConfirmProposal { actor, id, proposal: proposal_id(&form)? }).await {
        Err(refusal) => changed(&port, &visitor, actor, id, form, refusal).await,
        Ok(Confirmed::Published(published)) => {
            let lines = published_lines(t, port.now(), &published);
            Ok(done(&*port, &visitor, "desk-published", lines, published.alert, id))
        }
        Ok(Confirmed::Done(alert)) => {
            let link = Link { href: format!("/alert/{alert}"), label: t.get("verdict-open") };
            Ok(said(&*port, &visitor, "second-confirmed", vec![t.get("second-confirmed-text")], vec![link]))
        }
    }
}

/// Sends it back.
pub(in crate::pages) async fn send_back(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let (id, proposal) = (report_id(&id)?, proposal_id(&form)?);
    match port.command(SendBack { actor, id, proposal, why: form.text("why").to_owned() }).await {
        Ok(()) => Ok(back(&*port, &visitor)),
        Err(refusal) => changed(&port, &visitor, actor, id, form, refusal).await,
    }
}

/// Takes one's own back.
pub(in crate::pages) async fn take_back(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let (id, proposal) = (report_id(&id)?, proposal_id(&form)?);
    match port.command(TakeBackProposal { actor, id, proposal }).await {
        Ok(()) => Ok(back(&*port, &visitor)),
        Err(refusal) => changed(&port, &visitor, actor, id, form, refusal).await,
    }
}

/// Somebody else was faster: the report as it stands now, with what was typed.
async fn changed(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    actor: Actor,
    id: ReportId,
    form: Form,
    refusal: Refusal,
) -> Answer {
    match refusal {
        Refusal::WrongState { .. } => again(port, visitor, actor, id, form, refusal).await,
        other => Err(other.into()),
    }
}

fn back(port: &dyn Port, visitor: &Visitor) -> axum::response::Response {
    let lines = vec![visitor.t.get("second-sent-back-text")];
    said(port, visitor, "second-sent-back", lines, Vec::new())
}

/// A proposal as it is shown, with what was typed so far of why it is sent back.
pub(in crate::pages) fn view(
    t: Texts,
    now: Timestamp,
    report: ReportId,
    proposal: &Proposal,
    typed: &str,
) -> ProposalView {
    let when = t.ago(now.since(proposal.at));
    let lead = match (&proposal.by, proposal.yours) {
        (_, true) => t.one("second-by-you", "when", when),
        (Some(by), _) => t.two("second-by", &("name", by.as_str()), &("when", &when)),
        (None, _) => t.one("second-by-nobody", "when", when),
    };
    ProposalView {
        id: proposal.id.to_string(),
        report: report.to_string(),
        lead,
        facts: facts(t, &proposal.what),
        yours: proposal.yours,
        waits: !proposal.returned,
        why: proposal.why.clone(),
        typed: typed.to_owned(),
    }
}

/// What is proposed, line by line.
fn facts(t: Texts, what: &Proposed) -> Vec<Fact> {
    let mut facts = vec![("second-what", vec![t.get(&format!("second-what-{}", what.name()))])];
    match what {
        Proposed::Publish(publication) => {
            facts.extend(said_of(t, publication.level, &publication.kinds, &publication.text));
            facts.push(("desk-town", publication.town.iter().cloned().collect()));
            facts.extend(person(&publication.person));
            let abroad = publication.abroad.then(|| t.get("second-abroad-yes"));
            facts.push(("desk-abroad", abroad.into_iter().collect()));
        }
        Proposed::Merge { alert, .. } => facts.push(("merge-alert", vec![format!("/alert/{alert}")])),
        Proposed::Revise { revised, .. } => {
            facts.extend(said_of(t, revised.level, &revised.kinds, &revised.text));
            facts.push(("desk-town", revised.town.iter().cloned().collect()));
            facts.extend(person(&revised.person));
            let taken_out = (!revised.leave_out.is_empty()).then(|| revised.leave_out.len().to_string());
            facts.push(("second-take-out", taken_out.into_iter().collect()));
            facts.push(("correct-why", vec![revised.why.clone()]));
        }
        Proposed::Recall { reason, .. } => {
            facts.push(("recall-reason", vec![t.get(&format!("recall-{}", reason.name()))]));
        }
    }
    let facts = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    facts.map(|(id, lines)| Fact { name: t.get(id), lines }).collect()
}

type Line = (&'static str, Vec<String>);

fn said_of(t: Texts, level: Level, kinds: &[EventKind], text: &str) -> [Line; 3] {
    let text = Some(text.to_owned()).filter(|text| !text.is_empty());
    [
        ("desk-level", vec![labels::level(t, level).label]),
        ("desk-kinds", labels::kinds(t, kinds)),
        ("desk-text", text.into_iter().collect()),
    ]
}

fn person(person: &Person) -> [Line; 3] {
    [
        ("desk-aliases", person.aliases.clone()),
        ("desk-vehicle", person.vehicle.iter().cloned().collect()),
        ("desk-description", person.description.iter().cloned().collect()),
    ]
}
