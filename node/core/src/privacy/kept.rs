//! The rows about a member as they are stored, for her copy: every field but those that
//! [`TAKEN_ALONG`](crate::data_protection::TAKEN_ALONG) leaves out with a reason.

use ipld_core::ipld::Ipld;
use parasol_protocol::time::Timestamp;
use serde::Serialize;

use crate::data_protection::{As, how, is_branch};
use crate::private::no_debug;

/// A stored value.
#[derive(Clone, PartialEq, Eq)]
pub enum KeptValue {
    /// Words, hers or the node's.
    Text(String),
    /// When.
    Time(Timestamp),
    /// How many, or which.
    Number(u64),
    /// Whether.
    Flag(bool),
    /// A line of the audit: when, and the word for what.
    Line(Timestamp, String),
}

/// A row of a table, with those of its fields that have a value.
pub struct KeptRow {
    /// The table.
    pub place: &'static str,
    /// Field and value; a list is the same field several times. Both are named as in `docs/data-protection.md`.
    pub fields: Vec<(String, KeptValue)>,
}

no_debug!(KeptValue, KeptRow);

impl KeptRow {
    /// A row without fields.
    pub(crate) const fn new(place: &'static str) -> Self {
        Self { place, fields: Vec::new() }
    }

    /// A stored row.
    pub(crate) fn of(place: &'static str, row: &impl Serialize) -> Self {
        let mut kept = Self::new(place);
        let written = serde_ipld_dagcbor::to_vec(row).ok();
        // What the store has written can be read.
        if let Some(row) = written.and_then(|bytes| serde_ipld_dagcbor::from_slice::<Ipld>(&bytes).ok()) {
            kept.walk("", &row);
        }
        kept
    }

    /// The row with one more field.
    pub(crate) fn with(mut self, field: &str, value: KeptValue) -> Self {
        self.fields.push((field.to_owned(), value));
        self
    }

    fn walk(&mut self, path: &str, value: &Ipld) {
        match value {
            Ipld::Map(fields) => fields.iter().for_each(|(name, inner)| self.walk_field(path, name, inner)),
            Ipld::List(list) if how(self.place, path) == Some(As::Count) => {
                self.push(path, KeptValue::Number(u64::try_from(list.len()).unwrap_or(u64::MAX)));
            }
            Ipld::List(list) => list.iter().for_each(|each| self.walk(path, each)),
            leaf => self.leaf(path, leaf),
        }
    }

    fn walk_field(&mut self, path: &str, name: &str, inner: &Ipld) {
        let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        if path.is_empty() || how(self.place, &below).is_some() || is_branch(self.place, &below) {
            return self.walk(&below, inner);
        }
        // One of several: its name is the value, unless what it holds says it all.
        if !matches!(inner, Ipld::String(_)) {
            self.leaf(path, &Ipld::String(name.to_owned()));
        }
        self.walk(path, inner);
    }

    fn leaf(&mut self, path: &str, value: &Ipld) {
        let number = |number: &i128| u64::try_from(*number).unwrap_or_default();
        let value = match (how(self.place, path), value) {
            (Some(As::Time), Ipld::Integer(seconds)) => KeptValue::Time(Timestamp::new(number(seconds))),
            (Some(As::Text), Ipld::String(text)) => KeptValue::Text(text.clone()),
            (Some(As::Value), Ipld::Integer(value)) => KeptValue::Number(number(value)),
            (Some(As::Value), Ipld::Bool(flag)) => KeptValue::Flag(*flag),
            _ => return,
        };
        self.push(path, value);
    }

    fn push(&mut self, path: &str, value: KeptValue) {
        self.fields.push((path.to_owned(), value));
    }
}
