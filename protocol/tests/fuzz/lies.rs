//! What somebody who lies signs, and who may be blamed for it.

use std::collections::BTreeSet;

use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::ids::NodeKey;
use serde_bytes::ByteBuf;

use super::kit::secret;
use super::tree::{self, Node};

/// What was signed, changed and signed again by node `by`.
pub(crate) fn again<T: Signed + Clone>(bytes: &[u8], by: u8, change: impl FnOnce(&mut T)) -> ByteBuf {
    let mut body = envelope::open::<T>(bytes).unwrap().body().clone();
    change(&mut body);
    ByteBuf::from(envelope::seal(body, &secret(by)).bytes())
}

/// Everything in this message that is signed: by whom, and the envelope.
fn signed(bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let Some(mut root) = tree::read(bytes) else { return Vec::new() };
    let pieces: Vec<Node> = (0..root.len()).filter_map(|at| root.piece(at).cloned()).collect();
    let signed = pieces.into_iter().filter_map(|piece| match &piece {
        Node::Signed { key, .. } => Some((key.clone(), tree::write(piece))),
        _ => None,
    });
    signed.collect()
}

/// All that honest nodes signed in these frames.
pub(crate) fn said(frames: &[Vec<u8>]) -> BTreeSet<ByteBuf> {
    frames.iter().flat_map(|frame| signed(frame)).map(|(_, envelope)| ByteBuf::from(envelope)).collect()
}

/// What of this is a `T`.
pub(crate) fn among<T: Signed>(said: &BTreeSet<ByteBuf>) -> Vec<ByteBuf> {
    said.iter().filter(|bytes| envelope::open::<T>(bytes).is_ok()).cloned().collect()
}

/// Whether this node signed something in the evidence that no honest node signs.
pub(crate) fn lied(node: &NodeKey, evidence: &[u8], honest: &BTreeSet<ByteBuf>) -> bool {
    let mut signed = signed(evidence).into_iter();
    signed.any(|(key, envelope)| key == node.as_bytes() && !honest.contains(&ByteBuf::from(envelope)))
}
