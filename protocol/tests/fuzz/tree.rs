//! Messages as trees: signed bodies and frames in frames are opened, so that a change reaches them, and signed again.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use ipld_core::ipld::Ipld;

/// The keys of the vectors and of the other tests' kits, by their public halves: of nodes, and from 101 of recovery. Their
/// seeds are 32 times their number.
static SIGNERS: LazyLock<BTreeMap<[u8; 32], SigningKey>> = LazyLock::new(|| {
    let keys = (1..=8).chain(101..=108).map(|n| SigningKey::from_bytes(&[n; 32]));
    keys.map(|key| (key.verifying_key().to_bytes(), key)).collect()
});

/// A piece of a message.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// A number, a text, bytes that hold nothing else, a truth value or nothing.
    Leaf(Ipld),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// Bytes that are a message of their own.
    Boxed(Box<Node>),
    /// An envelope (`protocol::envelope`), in bytes of its own.
    Signed {
        kind: Box<Node>,
        version: Box<Node>,
        body: Box<Node>,
        key: Vec<u8>,
        signature: Vec<u8>,
    },
}

fn node(value: Ipld) -> Node {
    match value {
        Ipld::List(items) => {
            envelope(&items).unwrap_or_else(|| Node::List(items.into_iter().map(node).collect()))
        }
        Ipld::Map(fields) => Node::Map(fields.into_iter().map(|(name, value)| (name, node(value))).collect()),
        Ipld::Bytes(bytes) => match read(&bytes) {
            Some(inner @ (Node::List(_) | Node::Map(_) | Node::Signed { .. })) => {
                Node::Boxed(Box::new(inner))
            }
            _ => Node::Leaf(Ipld::Bytes(bytes)),
        },
        leaf => Node::Leaf(leaf),
    }
}

fn envelope(items: &[Ipld]) -> Option<Node> {
    let [
        kind @ Ipld::String(_),
        version @ Ipld::Integer(1),
        Ipld::Bytes(body),
        Ipld::Bytes(key),
        Ipld::Bytes(signature),
    ] = items
    else {
        return None;
    };
    let leaf = |value: &Ipld| Box::new(Node::Leaf(value.clone()));
    Some(Node::Signed {
        kind: leaf(kind),
        version: leaf(version),
        body: Box::new(read(body)?),
        key: key.clone(),
        signature: signature.clone(),
    })
}

/// A message as a tree; none when it is no DAG-CBOR.
pub(crate) fn read(bytes: &[u8]) -> Option<Node> {
    serde_ipld_dagcbor::from_slice::<Ipld>(bytes).ok().map(node)
}

/// The message again. What was signed by a key that the tests hold is signed anew.
pub(crate) fn write(node: Node) -> Vec<u8> {
    serde_ipld_dagcbor::to_vec(&ipld(node)).unwrap()
}

fn ipld(node: Node) -> Ipld {
    match node {
        Node::Leaf(value) => value,
        Node::List(items) => Ipld::List(items.into_iter().map(ipld).collect()),
        Node::Map(fields) => {
            Ipld::Map(fields.into_iter().map(|(name, value)| (name, ipld(value))).collect::<BTreeMap<_, _>>())
        }
        Node::Boxed(inner) => Ipld::Bytes(write(*inner)),
        Node::Signed { kind, version, body, key, signature } => {
            let body = write(*body);
            let kind = ipld(*kind);
            let word = if let Ipld::String(word) = &kind { word.clone() } else { String::new() };
            let signature = sign(&key, &word, &body).unwrap_or(signature);
            Ipld::List(vec![
                kind,
                ipld(*version),
                Ipld::Bytes(body),
                Ipld::Bytes(key),
                Ipld::Bytes(signature),
            ])
        }
    }
}

fn sign(key: &[u8], word: &str, body: &[u8]) -> Option<Vec<u8>> {
    let signer = SIGNERS.get(key)?;
    let signed = [b"parasol/1/", word.as_bytes(), &[0], body].concat();
    Some(signer.sign(&signed).to_bytes().to_vec())
}

impl Node {
    /// How many pieces it has, itself included.
    pub(crate) fn len(&self) -> usize {
        1 + match self {
            Self::Leaf(_) => 0,
            Self::List(items) => items.iter().map(Self::len).sum(),
            Self::Map(fields) => fields.iter().map(|(_, value)| value.len()).sum(),
            Self::Boxed(inner) => inner.len(),
            Self::Signed { kind, version, body, .. } => kind.len() + version.len() + body.len(),
        }
    }

    /// The piece with this number, in the order in which they are read.
    pub(crate) fn piece(&mut self, at: usize) -> Option<&mut Self> {
        if at == 0 {
            return Some(self);
        }
        let mut at = at - 1;
        let inner: Vec<&mut Self> = match self {
            Self::Leaf(_) => vec![],
            Self::List(items) => items.iter_mut().collect(),
            Self::Map(fields) => fields.iter_mut().map(|(_, value)| value).collect(),
            Self::Boxed(inner) => vec![inner],
            Self::Signed { kind, version, body, .. } => vec![kind, version, body],
        };
        for piece in inner {
            let len = piece.len();
            if at < len {
                return piece.piece(at);
            }
            at -= len;
        }
        None
    }
}
