//! A link that is being made: both admins compare six words by another channel.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::circles::{ConfirmPeer, LinkState, PeerView, RemovePeer};
use parasol_core::roles::{Action, Actor};
use parasol_protocol::ids::CircleId;

use super::act::{FINE, Wrong, back_to_admin, button, field, missing, with_password};
use super::{Answer, circle_id, page_of};
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::port::Port;
use crate::views::circle::{Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Its page. One link into a circle is made at a time.
pub(in crate::pages) fn address(circle: &CircleId) -> String {
    format!("/admin/link/{circle}")
}

/// Whether it is still being made.
pub(in crate::pages) fn is_made(peer: &PeerView) -> bool {
    matches!(peer.state, LinkState::Member | LinkState::Ended)
}

/// Shows the words, and what happens next.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    match find(&*port, &actor, &id)? {
        Found::Link(peer) => {
            let back = back_to_admin(visitor.t);
            let means = means(&*port, visitor.t, &actor, &peer)?;
            Ok(asked(visitor.t, &peer, "", means).show_from(&*port, &visitor, back, FINE))
        }
        Found::Circle(answer) => Ok(answer),
    }
}

/// Confirms it, or stops it.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManagePeers)?;
    let peer = match find(&*port, &actor, &id)? {
        Found::Link(peer) => peer,
        Found::Circle(answer) => return Ok(answer),
    };
    let (circle, who) = (peer.circle, (&actor, &form));
    let wrong: Wrong = match form.text("do") {
        "confirm" => {
            let command = ConfirmPeer { actor, circle, words: form.text("value").to_owned() };
            match with_password(&*port, &visitor, who, command).await? {
                Ok(_) => return Ok(Redirect::to(&address(&circle)).into_response()),
                Err(wrong) => wrong,
            }
        }
        "stop" => {
            let command = RemovePeer { actor, circle, peer: peer.organisation };
            match with_password(&*port, &visitor, who, command).await? {
                Ok(unlinked) => {
                    let page = format!("/admin?{}", unlinked.name());
                    return Ok(Redirect::to(&page).into_response());
                }
                Err(wrong) => wrong,
            }
        }
        _ => missing(visitor.t, "", "circle-link-answer-missing"),
    };
    let back = back_to_admin(visitor.t);
    let means = means(&*port, visitor.t, &actor, &peer)?;
    Ok(asked(visitor.t, &peer, form.text("value"), means).show_from(&*port, &visitor, back, wrong))
}

/// What there is under such an address.
enum Found {
    Link(PeerView),
    /// The link is made: on to the circle's page.
    Circle(Response),
}

fn find(port: &dyn Port, actor: &Actor, id: &str) -> Result<Found, Failure> {
    let (circle, node) = (circle_id(id)?, port.read()?);
    let mut links = node.peers(actor)?.into_iter().filter(|peer| peer.circle == circle && !is_made(peer));
    if let Some(peer) = links.next() {
        return Ok(Found::Link(peer));
    }
    node.circle_status(actor, &circle, port.now())?;
    Ok(Found::Circle(Redirect::to(&page_of(&circle)).into_response()))
}

/// What follows from the link at the side that this is.
struct Means {
    /// What it means that one key opens all, where it does, or will if these two are the first of the circle.
    one_key: Option<String>,
    /// What it means to stop it.
    stop: String,
}

fn means(port: &dyn Port, t: Texts, actor: &Actor, peer: &PeerView) -> Result<Means, Failure> {
    let circles = port.read()?.circles(actor)?;
    let (one_key, stop) = match circles.iter().find(|circle| circle.circle == peer.circle) {
        Some(circle) if circle.one_key_opens_all => {
            (Some("admin-circle-one-key-text"), "circle-link-stop-means")
        }
        Some(_) => (None, "circle-link-stop-means"),
        None => (Some("circle-link-one-key"), "circle-link-stop-means-newcomer"),
    };
    Ok(Means { one_key: one_key.map(|id| t.get(id)), stop: t.get(stop) })
}

fn asked(t: Texts, peer: &PeerView, typed: &str, means: Means) -> Asked {
    let waits = matches!(peer.state, LinkState::Knocking | LinkState::Unconfirmed);
    let refused = matches!(peer.state, LinkState::Refused | LinkState::InviteEnded);
    let who = [
        ("who", peer.name.clone().into()),
        ("country", labels::country(t, peer.country).into()),
        ("circle", peer.circle_name.clone().into()),
    ];
    let mut lines = vec![t.plain("circle-link-who", who), t.get(&format!("peer-{}", peer.state.name()))];
    let mut buttons = Vec::new();
    if waits {
        lines.push(t.get("circle-link-text"));
        buttons.push(button(t, "confirm", "circle-link-confirm", Look::Chief));
    } else if !refused {
        lines.push(t.get("circle-link-done-text"));
    }
    buttons.push(button(
        t,
        "stop",
        if refused { "circle-link-forget" } else { "circle-link-stop" },
        Look::Plain,
    ));
    let means = if waits {
        [Some(t.get("circle-link-means")), means.one_key].into_iter().flatten().collect()
    } else if refused {
        Vec::new()
    } else {
        vec![means.stop]
    };
    Asked {
        path: address(&peer.circle),
        heading: t.one("circle-link-heading", "who", &peer.name),
        lines,
        words: peer.words.clone().filter(|_| !refused),
        means,
        fields: waits
            .then(|| field(t, "circle-link", FieldKind::Line(typed.to_owned())))
            .into_iter()
            .collect(),
        buttons,
        ..Asked::default()
    }
}
