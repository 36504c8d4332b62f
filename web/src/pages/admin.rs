//! The node in numbers, its circles and its partners, in words. Nothing here shows a report or an alert.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::circles::{CircleStatus, CircleView, LinkState, PeerView};
use parasol_core::counts::Counts;
use parasol_core::reports::Status;
use parasol_core::roles::Action;
use parasol_protocol::time::Timestamp;

use super::{Answer, agreements, circle, key_notes, sweeps};
use crate::labels;
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::views::admin::{Admin, CircleLine, Count, PeerLine};
use crate::visitor::Visitor;

/// Shows it.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeStatus)?;
    let (t, now) = (visitor.t, port.now());
    let node = port.read()?;
    let peers = node.peers(&actor)?;
    let mut circles = Vec::new();
    for circle in node.circles(&actor)? {
        let status = node.circle_status(&actor, &circle.circle, now)?;
        let mut line = circle_line(t, now, &circle, &status, &peers);
        line.notes.extend(key_notes::notes(t, &node, &actor, &circle.circle, now)?);
        circles.push(line);
    }
    let counts = counts(t, &node.counts(&actor)?);
    let peers = peers.iter().map(|peer| peer_line(t, now, peer)).collect();
    let page = visitor.page(port.settings(), "/admin", "admin-title");
    let waits = circle::waits(&*port, &actor)?;
    let waits = (waits > 0).then(|| t.count("circle-waits", waits));
    let (sweeps, peer_sweeps) = (sweeps::lines(t, &node, &actor)?, sweeps::peer_lines(t, &node, &actor)?);
    let may_manage = visitor.may(Action::ManageMembers);
    let admin = Admin { page, waits, may_manage, sweeps, peer_sweeps, counts, circles, peers };
    Ok(page::render(StatusCode::OK, &admin))
}

fn counts(t: Texts, counts: &Counts) -> Vec<Count> {
    let waiting =
        counts.reports.iter().filter(|(status, _)| *status == Status::Waiting).map(|(_, n)| n).sum();
    let all = counts.reports.iter().map(|(_, n)| n).sum();
    let count = |id: &str, value: u64| Count { label: t.get(id), value };
    vec![
        count("admin-members", counts.members),
        count("admin-waiting", waiting),
        count("admin-reports", all),
        count("admin-alerts", u64::try_from(counts.alerts).unwrap_or(u64::MAX)),
    ]
}

fn circle_line(
    t: Texts,
    now: Timestamp,
    circle: &CircleView,
    status: &CircleStatus,
    peers: &[PeerView],
) -> CircleLine {
    let names: Vec<&str> = circle.members.iter().map(|(_, name, _)| name.as_str()).collect();
    CircleLine {
        name: circle.name.clone(),
        members: names.join(", "),
        charter: circle.charter.to_string(),
        recalls: recalls(t, now, circle, peers),
        one_key_opens_all: circle.one_key_opens_all,
        notes: agreements::notes(t, status),
        href: format!("/admin/circle/{}", status.circle),
        waits: status.motions.iter().any(agreements::is_asked),
    }
}

/// Who has stated that it obeys this node's newest head, recalls included.
fn recalls(t: Texts, now: Timestamp, circle: &CircleView, peers: &[PeerView]) -> Option<String> {
    let ours = peers.iter().filter(|peer| peer.circle == circle.circle && peer.state == LinkState::Member);
    let (done, waiting): (Vec<&PeerView>, Vec<&PeerView>) =
        ours.partition(|peer| peer.acked.is_some_and(|acked| acked.current));
    circle.own_head?;
    if waiting.is_empty() {
        return (!done.is_empty()).then(|| t.get("recalls-all"));
    }
    let names: Vec<&str> = waiting.iter().map(|peer| peer.name.as_str()).collect();
    let since = waiting.iter().filter_map(|peer| peer.acked).map(|acked| acked.at).min();
    let since = since.map_or_else(|| t.get("recalls-never"), |at| t.ago(now.since(at)));
    let values = [
        ("done", done.len().to_string().into()),
        ("all", (done.len().saturating_add(waiting.len())).to_string().into()),
        ("names", names.join(", ").into()),
        ("since", since.into()),
    ];
    Some(t.plain("recalls-waiting", values))
}

fn peer_line(t: Texts, now: Timestamp, peer: &PeerView) -> PeerLine {
    let state = t.get(&format!("peer-{}", peer.state.name()));
    let state = if peer.disputed { format!("{state} {}", t.get("peer-disputed")) } else { state };
    PeerLine {
        name: peer.name.clone(),
        country: labels::country(t, peer.country),
        state,
        contact: peer.newest_head.map_or_else(|| t.get("never"), |at| t.ago(now.since(at))),
        words: peer.words.clone().unwrap_or_default(),
    }
}
