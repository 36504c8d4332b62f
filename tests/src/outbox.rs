//! What a node has for people whom it cannot write to: nothing is set up to send it, so it lies in the outbox.

use std::fs;

use crate::node::Node;
use crate::until::until_some;

/// What lies there for this address, in any order.
#[must_use]
pub fn outbox(node: &Node, address: &str) -> Vec<String> {
    let files = fs::read_dir(node.data().join("outbox")).into_iter().flatten().filter_map(Result::ok);
    let texts = files.filter_map(|file| fs::read_to_string(file.path()).ok());
    texts.filter(|text| text.starts_with(&format!("To: {address}\n"))).collect()
}

/// The code in a message, where there is one.
#[must_use]
pub fn code_in(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().map(|word| word.trim_end_matches('.'));
    words.find(|word| word.split('-').map(str::len).eq([5, 5, 1])).map(str::to_owned)
}

/// Until a message to this address has a code.
#[track_caller]
#[must_use]
pub fn code_to(node: &Node, address: &str) -> String {
    until_some("a code", || outbox(node, address).iter().find_map(|text| code_in(text)))
}
