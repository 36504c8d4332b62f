//! What is tried: raw bytes, and valid messages with changes.

use bolero::TypeGenerator;
use ipld_core::ipld::Ipld;

use super::tree::{self, Node};

/// A change of one piece of a message.
#[derive(Debug, Clone, TypeGenerator)]
pub(crate) enum Change {
    /// Another number.
    Number(i64),
    /// One of the numbers beside what is there.
    Beside(i8),
    /// Another number with the same last byte: another round of the same proposer's ballots.
    Round(i8),
    /// A byte is another one.
    Byte(u16, u8),
    /// Shorter or longer bytes or text.
    Resize(u16, u8),
    /// It is nothing.
    Nothing,
    /// It stands there twice, if it is in a list.
    Twice,
    /// It is left out.
    Gone,
    /// What stands in another message, or elsewhere in this one.
    Other { seed: u16, piece: u16 },
    /// The piece beside it, if it is in a list.
    Swapped,
}

/// One try.
#[derive(Debug, Clone, TypeGenerator)]
pub(crate) enum Input {
    Raw(Vec<u8>),
    Changed { seed: u16, changes: [Option<(u16, Change)>; 3], byte: Option<(u16, u8)> },
}

impl Input {
    /// The bytes that come; `seeds` are valid ones.
    pub(crate) fn bytes(&self, seeds: &[Vec<u8>]) -> Vec<u8> {
        match self {
            Self::Raw(bytes) => bytes.clone(),
            Self::Changed { seed, changes, byte } => {
                let seed = &seeds[usize::from(*seed) % seeds.len()];
                let mut bytes = match tree::read(seed) {
                    Some(mut root) => {
                        for (at, change) in changes.iter().flatten() {
                            apply(&mut root, usize::from(*at), change, seeds);
                        }
                        tree::write(root)
                    }
                    None => seed.clone(),
                };
                if let Some((at, value)) = byte
                    && !bytes.is_empty()
                {
                    let at = usize::from(*at) % bytes.len();
                    bytes[at] = *value;
                }
                bytes
            }
        }
    }
}

fn apply(root: &mut Node, at: usize, change: &Change, seeds: &[Vec<u8>]) {
    let at = at % root.len();
    let other = |seed: u16, piece: u16| {
        let mut root = tree::read(&seeds[usize::from(seed) % seeds.len()])?;
        let piece = usize::from(piece) % root.len();
        root.piece(piece).cloned()
    };
    let Some(piece) = root.piece(at) else { return };
    match (change, piece) {
        (Change::Number(number), piece) => *piece = Node::Leaf(Ipld::Integer((*number).into())),
        (Change::Beside(step), Node::Leaf(Ipld::Integer(number))) => *number += i128::from(*step),
        (Change::Round(step), Node::Leaf(Ipld::Integer(number))) => *number += 256 * i128::from(*step),
        (Change::Byte(place, byte), Node::Leaf(Ipld::Bytes(bytes))) if !bytes.is_empty() => {
            let place = usize::from(*place) % bytes.len();
            bytes[place] = *byte;
        }
        (Change::Resize(length, byte), Node::Leaf(Ipld::Bytes(bytes))) => {
            bytes.resize((*length).into(), *byte)
        }
        (Change::Resize(length, byte), Node::Leaf(Ipld::String(text))) => {
            *text = char::from(*byte).to_string().repeat((*length).into());
        }
        (Change::Nothing, piece) => *piece = Node::Leaf(Ipld::Null),
        (Change::Other { seed, piece: from }, piece) => {
            if let Some(other) = other(*seed, *from) {
                *piece = other;
            }
        }
        (Change::Twice, Node::List(items)) => items.extend(items.last().cloned()),
        (Change::Gone, Node::List(items)) => drop(items.pop()),
        (Change::Gone, Node::Map(fields)) => drop(fields.pop()),
        (Change::Swapped, Node::List(items)) => items.reverse(),
        _ => {}
    }
}

/// Every text of hexadecimal digits in these vectors that is long enough to be a message, and the messages in them.
pub(crate) fn vectors(names: &[&str]) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut found = Vec::new();
    for name in names {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        collect(&serde_json::from_str(&text).unwrap(), &mut found);
    }
    let inner: Vec<Vec<u8>> = found.iter().filter_map(|bytes| tree::read(bytes)).flat_map(messages).collect();
    found.extend(inner);
    found.sort();
    found.dedup();
    found
}

/// Every piece that is a message of its own.
fn messages(mut root: Node) -> Vec<Vec<u8>> {
    let pieces: Vec<Node> = (0..root.len()).filter_map(|at| root.piece(at).cloned()).collect();
    let messages = pieces.into_iter().flat_map(|piece| match piece {
        Node::Boxed(inner) => vec![*inner],
        Node::Signed { ref body, .. } => vec![Node::clone(body), piece],
        _ => vec![],
    });
    messages.map(tree::write).collect()
}

fn collect(value: &serde_json::Value, found: &mut Vec<Vec<u8>>) {
    match value {
        serde_json::Value::String(text) => {
            let bytes: Option<Vec<u8>> = (0..text.len() / 2)
                .map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok())
                .collect();
            found.extend(bytes.filter(|bytes| bytes.len() > 5 && text.len() % 2 == 0));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        _ => {}
    }
}
