//! No variant of a message is forgotten: what is in no seed is never tried, as a change never names another variant.

use std::any::type_name;
use std::collections::BTreeSet;

use ipld_core::ipld::Ipld;
use parasol_protocol::ceremony::conversation;
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::ceremony::repair::RepairEvidence;
use parasol_protocol::ceremony::repair::message::RepairExchange;
use parasol_protocol::{agreement, ceremony, circle, codec, evaluation};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserializer, Serialize, forward_to_deserialize_any};

use super::agreed::{self, ELECTORATE};
use super::decoders::{ceremony_questions, ceremony_replies, circle_questions, circle_replies};
use super::input::vectors;
use super::made::{self, FRAMES, REPAIR, REPAIR_FRAMES, repair_evidence};
use super::tree::{self, Node};

/// Asks a type which variants it has, and gives it none.
struct Names<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("expected an enum"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        Err(Error::custom("only its variants are wanted"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn name(bytes: &[u8]) -> Option<String> {
    match tree::read(bytes)? {
        Node::Leaf(Ipld::String(name)) => Some(name),
        Node::Map(fields) => fields.into_iter().next().map(|(name, _)| name),
        _ => None,
    }
}

/// Every variant stands in one of these.
#[track_caller]
fn all<T: Serialize + DeserializeOwned>(seeds: &[Vec<u8>]) {
    let mut variants: &[&str] = &[];
    assert!(T::deserialize(Names(&mut variants)).is_err() && !variants.is_empty());
    let right = seeds.iter().filter(|bytes| codec::decode::<T>(bytes).is_ok());
    let found: BTreeSet<String> = right.filter_map(|bytes| name(bytes)).collect();
    let missing: Vec<&&str> = variants.iter().filter(|name| !found.contains(**name)).collect();
    assert!(missing.is_empty(), "no seed of {} has {missing:?}", type_name::<T>());
}

#[test]
fn every_variant_of_a_message_stands_in_a_seed() {
    all::<agreement::Question>(&agreed::frames());
    all::<agreement::Reply>(&agreed::frames());
    all::<conversation::Question>(&ceremony_questions());
    all::<conversation::Reply>(&ceremony_replies());
    all::<circle::Question>(&circle_questions());
    all::<circle::Reply>(&circle_replies());
    all::<evaluation::message::Reply>(&vectors(&["evaluations"]));
    let exchanges = FRAMES.iter().filter_map(|bytes| Exchange::from_bytes(bytes).ok());
    all::<ceremony::Evidence>(&encoded(exchanges.filter_map(|exchange| exchange.evidence)));
    let exchanges = REPAIR_FRAMES.iter().filter_map(|bytes| RepairExchange::from_bytes(bytes).ok());
    all::<RepairEvidence>(&encoded(exchanges.filter_map(|exchange| exchange.evidence)));
}

fn encoded<T: Serialize>(values: impl Iterator<Item = T>) -> Vec<Vec<u8>> {
    values.map(|value| codec::encode(&value)).collect()
}

/// Of every kind one that convicts somebody, and one that says as much and proves nothing.
#[test]
fn every_kind_of_evidence_stands_in_a_seed_that_holds_and_in_one_that_does_not() {
    let (charter, request) = (made::charter(3), REPAIR.request());
    for holds in [true, false] {
        let agreed = agreed::EVIDENCE.iter().filter(|said| said.verify(&ELECTORATE).is_ok() == holds);
        all::<agreement::Evidence>(&encoded(agreed));
        let made = made::EVIDENCE.iter().filter(|said| said.verify(&charter).is_ok() == holds);
        all::<ceremony::Evidence>(&encoded(made));
        let repaired = |said: &&RepairEvidence| said.verify(&request, &REPAIR.charter).is_ok() == holds;
        all::<RepairEvidence>(&encoded(repair_evidence().iter().filter(repaired)));
    }
}
