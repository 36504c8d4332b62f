//! The node in numbers, its circles and its partners, in words. Nothing here shows a report or an alert.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::StatusCode;
use parasol_core::circles::{CircleStatus, CircleView, LinkState, PeerView};
use parasol_core::counts::Counts;
use parasol_core::node::Snapshot;
use parasol_core::refusal::Refusal;
use parasol_core::reports::Status;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::circle::link;
use super::{Answer, agreements, circle, key_notes, sweeps};
use crate::failure::Failure;
use crate::labels;
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::views::admin::{Admin, CircleLine, Count, LinkLine, PeerLine};
use crate::visitor::Visitor;

/// Shows it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Answer {
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
    let (made, making): (Vec<&PeerView>, Vec<&PeerView>) = peers.iter().partition(|peer| link::is_made(peer));
    let may_link = visitor.may(Action::ManagePeers);
    let admin = Admin {
        page: visitor.page(port.settings(), "/admin", "admin-title"),
        done: query.as_deref().and_then(|what| done(t, what)),
        waits: waits(t, &*port, &actor)?,
        compare: compare(&making, may_link),
        own_key: own_key(t, &node, &actor)?,
        may_manage: visitor.may(Action::ManageMembers),
        may_change: visitor.may(Action::ManageCircles),
        may_link,
        sweeps: sweeps::lines(t, &node, &actor)?,
        peer_sweeps: sweeps::peer_lines(t, &node, &actor)?,
        counts: counts(t, &node.counts(&actor)?),
        circles,
        links: making.into_iter().map(|peer| link_line(t, peer, may_link)).collect(),
        peers: made.into_iter().map(|peer| peer_line(t, now, peer)).collect(),
    };
    Ok(page::render(StatusCode::OK, &admin))
}

/// What was just done on another page, which is gone now.
fn done(t: Texts, what: &str) -> Option<String> {
    let id = match what {
        "left" => "circle-left-done",
        "stopped" | "member" => "circle-link-stopped",
        "handed" => "circle-link-stopped-handed",
        "setting_aside" => "circle-link-stopped-setting-aside",
        "still_proposed" => "circle-link-stopped-still-proposed",
        "consented" => "circle-link-stopped-consented",
        _ => return None,
    };
    Some(t.get(id))
}

/// Where six words wait to be compared, if they do.
fn compare(making: &[&PeerView], may_link: bool) -> Option<String> {
    let first = making.iter().find(|peer| peer.state == LinkState::Unconfirmed)?;
    may_link.then(|| link::address(&first.circle))
}

fn waits(t: Texts, port: &dyn Port, actor: &Actor) -> Result<Option<String>, Failure> {
    let waits = circle::waits(port, actor)?;
    Ok((waits > 0).then(|| t.count("circle-waits", waits)))
}

/// That this node's new key is not decided everywhere, for those who hand the paper over.
fn own_key(t: Texts, node: &Snapshot, actor: &Actor) -> Result<Option<String>, Refusal> {
    let standing = node.own_succession(actor)?.filter(|standing| !standing.waits.is_empty());
    Ok(standing.map(|standing| t.one("circle-own-key-waits", "names", standing.waits.join(", "))))
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
        notes: agreements::notes(t, now, circle, status),
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

/// A link that is being made.
fn link_line(t: Texts, peer: &PeerView, may_link: bool) -> LinkLine {
    let id = match peer.state {
        LinkState::Knocking | LinkState::Unconfirmed => "circle-link-compare",
        _ => "circle-link-open",
    };
    LinkLine {
        name: peer.name.clone(),
        country: labels::country(t, peer.country),
        circle: t.one("circle-link-into", "circle", &peer.circle_name),
        state: t.get(&format!("peer-{}", peer.state.name())),
        action: t.get(id),
        href: may_link.then(|| link::address(&peer.circle)),
    }
}

fn peer_line(t: Texts, now: Timestamp, peer: &PeerView) -> PeerLine {
    let state = t.get(&format!("peer-{}", peer.state.name()));
    let state = if peer.disputed { format!("{state} {}", t.get("peer-disputed")) } else { state };
    PeerLine {
        name: peer.name.clone(),
        country: labels::country(t, peer.country),
        state,
        contact: peer.newest_head.map_or_else(|| t.get("peer-contact-none"), |at| t.ago(now.since(at))),
    }
}
