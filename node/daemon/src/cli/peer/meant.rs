//! Which link is meant by what was typed: one organisation may be in several circles with this node, and a newcomer may still be
//! on its way into one whose charter names it already.

use parasol_core::circles::{LinkState, PeerView};

use crate::failure::Failure;

/// What is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The six words were compared: meant is a link that waits for it.
    Confirm,
    /// A link is taken up again: meant is one that was ended.
    Relink,
    /// Something is told of the organisation, whatever the circle.
    Portrait,
    /// Anything else that is done in one circle.
    Other,
}

impl Deed {
    /// How well a link in this state fits; the lowest is meant.
    const fn rank(self, state: LinkState) -> u8 {
        match (self, state) {
            (Self::Confirm, LinkState::Unconfirmed) | (Self::Relink, LinkState::Ended) => 0,
            (Self::Confirm, LinkState::Member | LinkState::Ended) => 2,
            (Self::Confirm | Self::Relink, _) => 1,
            (Self::Portrait | Self::Other, _) => 0,
        }
    }

    /// Whether it would be the same with the one as with the other.
    fn is_one(self, a: &PeerView, b: &PeerView) -> bool {
        a.organisation == b.organisation && (self == Self::Portrait || a.circle == b.circle)
    }
}

/// The link that is meant by a peer's name or the beginning of its id, and by a circle's if one was named.
///
/// # Errors
/// When there is none, or more than one could be meant.
pub(super) fn choose(
    peers: Vec<PeerView>,
    wanted: &str,
    circle: Option<&str>,
    deed: Deed,
) -> Result<PeerView, Failure> {
    let named = |peer: &PeerView| peer.name == wanted || peer.organisation.to_string().starts_with(wanted);
    let inside = |peer: &PeerView| {
        circle.is_none_or(|word| peer.circle_name == word || peer.circle.to_string().starts_with(word))
    };
    let found: Vec<PeerView> = peers.into_iter().filter(|peer| named(peer) && inside(peer)).collect();
    let best = found.iter().map(|peer| deed.rank(peer.state)).min();
    let mut found = found.into_iter().filter(|peer| Some(deed.rank(peer.state)) == best);
    let Some(first) = found.next() else { return Err(nobody(wanted, circle)) };
    let others: Vec<PeerView> = found.filter(|other| !deed.is_one(&first, other)).collect();
    let one_organisation = others.iter().all(|other| other.organisation == first.organisation);
    match (others.is_empty(), one_organisation, circle) {
        (true, ..) => Ok(first),
        (false, true, None) => Err(ambiguous(
            "this organisation is linked with yours in more than one circle; say which with --circle, see \
             `parasol peer list`",
        )),
        (false, true, Some(_)) => Err(ambiguous(
            "more than one circle could be meant; name it by its id, see `parasol peer list --json`",
        )),
        (false, false, _) => Err(ambiguous(
            "more than one peer could be meant; name it by its id, see `parasol peer list --json`",
        )),
    }
}

fn ambiguous(sentence: &str) -> Failure {
    Failure::usage("ambiguous", sentence)
}

fn nobody(wanted: &str, circle: Option<&str>) -> Failure {
    let sentence = match circle {
        Some(circle) => format!("no peer in {circle} is called {wanted}; see `parasol peer list`"),
        None => format!("no peer is called {wanted}; see `parasol peer list`"),
    };
    Failure::refused("not_found", sentence)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use parasol_core::circles::Inbound;
    use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};

    use super::*;

    /// Brussels, in a circle.
    fn brussels(circle: u8, state: LinkState) -> PeerView {
        PeerView {
            circle: CircleId::new([circle; 16]),
            circle_name: format!("Circle {circle}"),
            organisation: OrganisationId::new([9; 16]),
            name: "Brussels".to_owned(),
            country: "BE".parse().unwrap(),
            node_key: NodeKey::new([7; 32]),
            state,
            words: None,
            inbound: Inbound::default(),
            newest_head: None,
            acked: None,
            disputed: false,
        }
    }

    fn chosen(peers: &[PeerView], circle: Option<&str>, deed: Deed) -> Option<(CircleId, LinkState)> {
        choose(peers.to_vec(), "Brussels", circle, deed).ok().map(|peer| (peer.circle, peer.state))
    }

    #[test]
    fn of_two_common_circles_the_one_is_meant_that_fits_or_was_named() {
        let (first, second) = (CircleId::new([1; 16]), CircleId::new([2; 16]));
        let both = [brussels(1, LinkState::Member), brussels(2, LinkState::Member)];
        for deed in [Deed::Other, Deed::Confirm, Deed::Relink] {
            let refused = choose(both.to_vec(), "Brussels", None, deed).unwrap_err();
            assert!(refused.sentence.contains("say which with --circle"), "{refused}");
            for word in ["Circle 2", "0202"] {
                assert_eq!(chosen(&both, Some(word), deed), Some((second, LinkState::Member)));
            }
        }
        assert_eq!(chosen(&both, None, Deed::Portrait), Some((first, LinkState::Member)));
        let refused = choose(both.to_vec(), "Brussels", Some("Circle 3"), Deed::Other).unwrap_err();
        assert_eq!(refused.sentence, "no peer in Circle 3 is called Brussels; see `parasol peer list`");
        for (state, deed) in [
            (LinkState::Unconfirmed, Deed::Confirm),
            (LinkState::Knocking, Deed::Confirm),
            (LinkState::Ended, Deed::Relink),
        ] {
            let one = [brussels(1, LinkState::Member), brussels(2, state)];
            assert_eq!(chosen(&one, None, deed), Some((second, state)), "{state:?}");
        }
    }

    #[test]
    fn a_newcomer_whom_the_charter_names_already_is_one_peer() {
        let both = [brussels(1, LinkState::Finishing), brussels(1, LinkState::Member)];
        for deed in [Deed::Confirm, Deed::Relink, Deed::Portrait, Deed::Other] {
            assert!(chosen(&both, None, deed).is_some(), "{deed:?}");
        }
        let two = [brussels(1, LinkState::AwaitsPeer), brussels(1, LinkState::Ended)];
        assert_eq!(chosen(&two, None, Deed::Relink).unwrap().1, LinkState::Ended);
    }

    #[test]
    fn two_organisations_of_one_name_are_told_apart_by_their_ids() {
        let other = PeerView { organisation: OrganisationId::new([8; 16]), ..brussels(1, LinkState::Member) };
        let both = [brussels(1, LinkState::Member), other];
        for circle in [None, Some("Circle 1")] {
            let refused = choose(both.to_vec(), "Brussels", circle, Deed::Portrait).unwrap_err();
            assert!(refused.sentence.contains("name it by its id"), "{refused}");
        }
        let found = choose(both.to_vec(), "0808", None, Deed::Other).unwrap();
        assert_eq!(found.organisation, OrganisationId::new([8; 16]));
    }
}
