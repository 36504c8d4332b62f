//! Links the two nodes by the verbs that their admins would type.

use parasol_core::circles::{LinkState, PeerView};

use super::node::DemoNode;
use crate::cli::circle::Circle;
use crate::cli::peer::Peer;
use crate::cli::policy::{Policy, Switch};
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

const CIRCLE: &str = "Demo circle";

/// From a new circle to the charter that both have signed.
pub(super) async fn link(jasmine: &DemoNode, partner: &DemoNode) -> Result<(), Failure> {
    let create = Circle::Create { name: CIRCLE.to_owned(), one_key_opens_all: true };
    create.answer(jasmine.office()).await?;
    let invite =
        Peer::Invite { circle: None, addresses: Vec::new(), days: 1 }.answer(jasmine.office()).await?;
    let accept = Peer::Accept { file: None, addresses: Vec::new(), text: word(&invite, "invite")? };
    let accepted = accept.answer(partner.office()).await?;
    jasmine
        .until("the partner has knocked", |office| Ok(state(office)? == Some(LinkState::Unconfirmed)))
        .await?;
    let words = peer(jasmine.office())?.and_then(|peer| peer.words).unwrap_or_default();
    if words != word(&accepted, "words")? {
        return Err(Failure::refused(
            "story",
            "linking: expected the same six words at both nodes, found different ones",
        ));
    }
    for node in [jasmine, partner] {
        node.until("the other node is known", |office| Ok(state(office)? == Some(LinkState::Unconfirmed)))
            .await?;
        let name = peer(node.office())?.map(|peer| peer.name).unwrap_or_default();
        Peer::Confirm { peer: name, words: vec![words.clone()], circle: None }.answer(node.office()).await?;
    }
    for node in [jasmine, partner] {
        node.until("the circle's charter is decided", |office| Ok(state(office)? == Some(LinkState::Member)))
            .await?;
        Policy::Outbound { share: Switch::On, delay: Some(0), circle: None }.answer(node.office()).await?;
    }
    Ok(())
}

/// Until each has stated that it obeyed the other's newest head, and nothing waits to be shared.
pub(super) async fn in_sync(jasmine: &DemoNode, partner: &DemoNode) -> Result<(), Failure> {
    for node in [jasmine, partner] {
        node.until("everything is shared and obeyed", |office| {
            let shared = office.read()?.waiting_jobs()?.0 == 0;
            let obeyed = peer(office)?.and_then(|peer| peer.acked).is_some_and(|ack| ack.current);
            Ok(shared && obeyed)
        })
        .await?;
    }
    Ok(())
}

fn peer(office: &Office) -> Result<Option<PeerView>, Failure> {
    Ok(office.read()?.peers(&office.operator())?.into_iter().next())
}

fn state(office: &Office) -> Result<Option<LinkState>, Failure> {
    Ok(peer(office)?.map(|peer| peer.state))
}

fn word(answer: &Answer, name: &str) -> Result<String, Failure> {
    let found = answer.json.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    found.ok_or_else(|| {
        Failure::refused("story", format!("linking: expected an answer with `{name}`, found none"))
    })
}
