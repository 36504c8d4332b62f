//! Every type that travels: what was encoded decodes to the same, no other bytes mean the same, and bytes that mean
//! nothing are refused without panic and without delay.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use parasol_protocol::agreement::{
    self, Accepted, Acceptor, Ask, AskFrame, Ballot, Consent, Electorate, Leave, Motion, Papers, Prepare,
    Promise, Promised, Refused, Succession,
};
use parasol_protocol::canon::CanonProfile;
use parasol_protocol::ceremony::message::{AttemptId, Attestation, Dealing, Exchange, Handed, Probe};
use parasol_protocol::ceremony::repair::message::{Delta, RepairExchange, Request, Sigma, Splitting};
use parasol_protocol::ceremony::repair::{Helper, Newcomer, RepairEvidence};
use parasol_protocol::ceremony::{self, Ceremony, Evidence, SecretScalar};
use parasol_protocol::charter::{self, Charter, Decided, EpochKey, FormerShare, Member, PublicShare, Vote};
use parasol_protocol::circle::{Question, Reply};
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, NodeSecret};
use parasol_protocol::evaluation::{self, Class, Element, Evaluation, Output, TagKeyPublic};
use parasol_protocol::head::{Ack, Head, Listed};
use parasol_protocol::ids::{AlertRef, CircleId, EntryId, Hash, Incarnation, NodeKey, OrganisationId};
use parasol_protocol::join::{self, Introduction, Invite, JoinReply, Knock};
use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::record::{Audience, Danger, Entry, Record};
use parasol_protocol::region::Region;
use parasol_protocol::sync::message::{Give, Greeting, Hello, Known, Message, Offer, Span, Want};
use parasol_protocol::time::{Month, Timestamp};
use parasol_protocol::volume::{Batch, Chained, Op, Position, StoredVolume, VolumeKey, VolumeName};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash::new)
}

fn node_key() -> impl Strategy<Value = NodeKey> {
    any::<[u8; 32]>().prop_map(NodeKey::new)
}

fn organisation() -> impl Strategy<Value = OrganisationId> {
    any::<[u8; 16]>().prop_map(OrganisationId::new)
}

fn circle() -> impl Strategy<Value = CircleId> {
    any::<[u8; 16]>().prop_map(CircleId::new)
}

fn entry_id() -> impl Strategy<Value = EntryId> {
    any::<[u8; 16]>().prop_map(EntryId::new)
}

fn time() -> impl Strategy<Value = Timestamp> {
    any::<u64>().prop_map(Timestamp::new)
}

fn month() -> impl Strategy<Value = Month> {
    (1970_u32..=9999, 1_u32..=12).prop_map(|(year, month)| Month::new(year, month).unwrap())
}

fn region() -> impl Strategy<Value = Region> {
    "[A-Z]{2}".prop_map(|text| text.parse().unwrap())
}

fn buf(max: usize) -> impl Strategy<Value = ByteBuf> {
    vec(any::<u8>(), 0..max).prop_map(ByteBuf::from)
}

fn bufs() -> impl Strategy<Value = Vec<ByteBuf>> {
    vec(buf(40), 0..4)
}

fn volume_key() -> impl Strategy<Value = VolumeKey> {
    (any::<u64>(), month(), any::<u32>(), any::<[u8; 8]>())
        .prop_map(|(epoch, month, part, life)| VolumeKey(epoch, month, part, Incarnation::new(life)))
}

fn volume_name() -> impl Strategy<Value = VolumeName> {
    (circle(), organisation(), volume_key()).prop_map(|(circle, publisher, key)| VolumeName {
        circle,
        publisher,
        key,
    })
}

fn batch() -> impl Strategy<Value = Batch> {
    let op = (entry_id(), option::of(hash())).prop_map(|(id, hash)| Op(id, hash));
    (volume_key(), any::<u64>(), vec(op, 0..6)).prop_map(|(key, n, ops)| Batch(key, n, ops))
}

fn head() -> impl Strategy<Value = Head> {
    let listed = (volume_key(), any::<u64>(), hash()).prop_map(|(key, n, hash)| Listed(key, n, hash));
    let names = (circle(), organisation(), any::<u64>(), option::of(hash()), time(), any::<u64>());
    (names, vec(listed, 0..4), any::<bool>(), vec(hash(), 0..3)).prop_map(
        |((circle, publisher, seq, prev, time, epoch), volumes, complete, mends)| Head {
            circle,
            publisher,
            seq,
            prev,
            time,
            epoch,
            volumes,
            complete,
            mends,
        },
    )
}

fn ack() -> impl Strategy<Value = Ack> {
    (circle(), organisation(), organisation(), any::<u64>(), hash(), time()).prop_map(
        |(circle, publisher, from, seq, head, time)| Ack { circle, publisher, from, seq, head, time },
    )
}

fn vote() -> impl Strategy<Value = Vote> {
    (circle(), any::<u64>(), hash(), organisation(), any::<u64>()).prop_map(
        |(circle, number, charter, organisation, ballot)| Vote {
            circle,
            number,
            charter,
            organisation,
            ballot,
        },
    )
}

fn epoch_key() -> impl Strategy<Value = EpochKey> {
    let public = || any::<[u8; 32]>().prop_map(TagKeyPublic::new);
    let share = (any::<u16>(), public()).prop_map(|(n, public)| PublicShare(n, public));
    (any::<u64>(), any::<u16>(), public(), vec(share, 0..3), hash(), bufs()).prop_map(
        |(epoch, t, public, shares, canary, ceremony)| EpochKey {
            epoch,
            t,
            canon: CanonProfile::current(),
            public,
            shares,
            canary,
            ceremony,
        },
    )
}

fn charter() -> impl Strategy<Value = Charter> {
    let member = (organisation(), node_key(), node_key(), region(), ".{0,12}", any::<u16>()).prop_map(
        |(organisation, node_key, recovery_key, country, name, share)| Member {
            organisation,
            node_key,
            recovery_key,
            country,
            name,
            share,
        },
    );
    let rules = (any::<u16>(), any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>());
    let names = (circle(), ".{0,12}", any::<u64>(), option::of(hash()));
    let former =
        vec((any::<u16>(), organisation()).prop_map(|(share, whose)| FormerShare(share, whose)), 0..3);
    (names, vec(member, 0..3), rules, vec(epoch_key(), 0..2), former).prop_map(
        |((circle, name, number, prev), members, rules, keys, former)| Charter {
            circle,
            name,
            number,
            prev,
            members,
            t: rules.0,
            epoch: rules.1,
            keys,
            former,
            fresh_limit: rules.2,
            lease: rules.3,
            checks_per_day: rules.4,
        },
    )
}

fn ballot() -> impl Strategy<Value = Ballot> {
    (1_u64..=u64::MAX >> 8, 0_u8..30).prop_map(|(round, seat)| Ballot::new(round, seat).unwrap())
}

fn prepare() -> impl Strategy<Value = Prepare> {
    (circle(), any::<u64>(), hash(), ballot(), organisation()).prop_map(
        |(circle, number, prev, ballot, organisation)| Prepare { circle, number, prev, ballot, organisation },
    )
}

fn promise() -> impl Strategy<Value = Promise> {
    (prepare(), option::of((ballot(), hash()))).prop_map(|(of, accepted)| Promise {
        circle: of.circle,
        number: of.number,
        prev: of.prev,
        ballot: of.ballot,
        organisation: of.organisation,
        accepted: accepted.map(|(ballot, charter)| Accepted(ballot, charter)),
    })
}

fn ask() -> impl Strategy<Value = Ask> {
    (prepare(), hash()).prop_map(|(of, charter)| Ask {
        circle: of.circle,
        number: of.number,
        prev: of.prev,
        ballot: of.ballot,
        organisation: of.organisation,
        charter,
    })
}

fn papers() -> impl Strategy<Value = Papers> {
    (bufs(), bufs(), bufs()).prop_map(|(consents, leaves, successions)| Papers {
        consents,
        leaves,
        successions,
    })
}

fn agreement_question() -> impl Strategy<Value = agreement::Question> {
    let asked = (buf(60), buf(60), bufs())
        .prop_map(|(ask, motion, promises)| agreement::Question::Ask(AskFrame { ask, motion, promises }));
    let motion = (circle(), any::<u64>(), buf(60))
        .prop_map(|(circle, number, motion)| agreement::Question::Motion(circle, number, motion));
    prop_oneof![asked, motion, buf(60).prop_map(agreement::Question::Prepare)]
}

fn agreement_reply() -> impl Strategy<Value = agreement::Reply> {
    let promised = (buf(60), option::of(buf(60)))
        .prop_map(|(promise, motion)| agreement::Reply::Promised(Promised { promise, motion }));
    let refused = prop_oneof![
        Just(Refused::Wrong),
        Just(Refused::Absent),
        Just(Refused::Contradiction),
        Just(Refused::Full)
    ];
    prop_oneof![
        (hash(), papers()).prop_map(|(charter, papers)| agreement::Reply::Papers(charter, papers)),
        promised,
        buf(60).prop_map(agreement::Reply::Voted),
        ballot().prop_map(agreement::Reply::Higher),
        option::of(ballot()).prop_map(agreement::Reply::Far),
        buf(60).prop_map(agreement::Reply::Decided),
        any::<u64>().prop_map(agreement::Reply::Behind),
        refused.prop_map(agreement::Reply::Refused),
    ]
}

fn evidence_of_members() -> impl Strategy<Value = agreement::Evidence> {
    use agreement::Evidence;
    let kinds = [
        Evidence::TwoVotes as fn(ByteBuf, ByteBuf) -> Evidence,
        Evidence::TwoAsks,
        Evidence::TwoPromises,
        Evidence::HiddenVote,
        Evidence::TwoCertificates,
    ];
    (prop::sample::select(kinds.to_vec()), buf(60), buf(60)).prop_map(|(kind, a, b)| kind(a, b))
}

fn introduction() -> impl Strategy<Value = Introduction> {
    let texts = (".{0,12}", ".{0,12}", ".{0,12}");
    (organisation(), texts, region(), node_key(), vec(".{0,12}", 0..3)).prop_map(
        |(organisation, (name, legal_name, data_protection), country, recovery_key, addresses)| {
            Introduction { organisation, name, legal_name, country, data_protection, recovery_key, addresses }
        },
    )
}

fn danger() -> impl Strategy<Value = Danger> {
    let codes = (any::<u16>(), vec(any::<u16>(), 0..16), option::of(any::<u16>()), any::<u16>());
    let texts = (option::of(".{0,60}"), ".{0,60}", option::of(".{0,12}"));
    (any::<[u8; 16]>(), codes, region(), month(), texts).prop_map(
        |(alert, (level, kinds, perpetrator, list), country, month, (note, shown, platform))| Danger {
            alert: AlertRef::new(alert),
            level: Level::from_code(level),
            kinds: kinds.into_iter().map(EventKind::from_code).collect(),
            perpetrator: perpetrator.map(Perpetrator::from_code),
            country,
            month,
            note,
            shown,
            platform,
            list,
        },
    )
}

fn message() -> impl Strategy<Value = Message> {
    let known = (organisation(), any::<u64>(), hash()).prop_map(|(who, seq, hash)| Known(who, seq, hash));
    let greeting = (circle(), any::<u64>(), vec(known, 0..2), bufs())
        .prop_map(|(circle, charter, heads, acks)| Greeting { circle, charter, heads, acks });
    let hello = (vec(any::<u16>(), 0..3), organisation(), vec(greeting, 0..2)).prop_map(
        |(versions, organisation, circles)| Message::Hello(Hello { versions, organisation, circles }),
    );
    let offer = (buf(60), bufs(), bufs())
        .prop_map(|(head, batches, records)| Message::Offer(Offer { head, batches, records }));
    let span = (volume_key(), any::<u64>(), any::<u64>()).prop_map(|(key, n, m)| Span(key, n, m));
    let want = (circle(), organisation(), vec(span, 0..3), vec(hash(), 0..3)).prop_map(
        |(circle, publisher, volumes, records)| Message::Want(Want { circle, publisher, volumes, records }),
    );
    let give =
        (circle(), organisation(), bufs(), bufs()).prop_map(|(circle, publisher, batches, records)| {
            Message::Give(Give { circle, publisher, batches, records })
        });
    prop_oneof![hello, offer, want, give, buf(60).prop_map(Message::Ack)]
}

fn evaluation() -> impl Strategy<Value = Evaluation> {
    (elements(), vec(any::<u8>(), 0..80)).prop_map(|(elements, proof)| Evaluation { elements, proof })
}

fn elements() -> impl Strategy<Value = Vec<Element>> {
    vec(any::<[u8; 32]>().prop_map(Element::new), 0..4)
}

fn class() -> impl Strategy<Value = Class> {
    prop_oneof![Just(Class::Check), Just(Class::Publish), Just(Class::Retag)]
}

fn evaluation_question() -> impl Strategy<Value = evaluation::message::Question> {
    (circle(), any::<u64>(), any::<u64>(), class(), elements()).prop_map(
        |(circle, charter, epoch, class, elements)| evaluation::message::Question {
            circle,
            charter,
            epoch,
            class,
            elements,
        },
    )
}

fn evaluation_reply() -> impl Strategy<Value = evaluation::message::Reply> {
    use evaluation::message::Reply;
    prop_oneof![
        evaluation().prop_map(Reply::Evaluation),
        any::<u64>().prop_map(Reply::Behind),
        (class(), time()).prop_map(|(class, until)| Reply::Quota(class, until)),
        Just(Reply::NotAMember),
        Just(Reply::NoKey),
        Just(Reply::Malformed),
    ]
}

fn attempt() -> impl Strategy<Value = AttemptId> {
    (circle(), any::<u64>(), any::<u32>()).prop_map(|(circle, number, attempt)| AttemptId {
        circle,
        number,
        attempt,
    })
}

fn dealing() -> impl Strategy<Value = Dealing> {
    (attempt(), any::<u16>(), elements(), vec(any::<u8>(), 0..80)).prop_map(
        |(of, share, commitment, proof)| Dealing {
            of,
            share,
            canon: CanonProfile::current(),
            commitment,
            proof,
        },
    )
}

fn scalar() -> impl Strategy<Value = SecretScalar> {
    any::<[u8; 32]>().prop_map(|value| codec::decode(&codec::encode(&ByteBuf::from(value))).unwrap())
}

fn handed() -> impl Strategy<Value = Handed> {
    (attempt(), any::<[u16; 2]>(), scalar()).prop_map(|(of, [share, to], value)| Handed {
        of,
        share,
        to,
        value,
    })
}

fn request() -> impl Strategy<Value = Request> {
    (attempt(), any::<u64>(), any::<u16>(), vec(any::<u16>(), 0..4)).prop_map(
        |(AttemptId { circle, number, attempt }, epoch, share, helpers)| Request {
            circle,
            number,
            epoch,
            attempt,
            share,
            helpers,
        },
    )
}

fn splitting() -> impl Strategy<Value = Splitting> {
    (hash(), any::<u16>(), elements()).prop_map(|(of, share, parts)| Splitting { of, share, parts })
}

fn delta() -> impl Strategy<Value = Delta> {
    (hash(), any::<[u16; 2]>(), scalar()).prop_map(|(of, [share, to], value)| Delta { of, share, to, value })
}

fn sigma() -> impl Strategy<Value = Sigma> {
    (hash(), any::<u16>(), hash(), scalar()).prop_map(|(of, share, splittings, value)| Sigma {
        of,
        share,
        splittings,
        value,
    })
}

fn repair_evidence() -> impl Strategy<Value = RepairEvidence> {
    prop_oneof![
        (buf(40), buf(40)).prop_map(|(one, other)| RepairEvidence::TwoSplittings(one, other)),
        buf(40).prop_map(RepairEvidence::UnsoundSplitting),
        (buf(40), buf(40)).prop_map(|(one, other)| RepairEvidence::WrongDelta(one, other)),
        (bufs(), buf(40)).prop_map(|(splittings, sigma)| RepairEvidence::WrongSigma(splittings, sigma)),
    ]
}

fn repair_exchange() -> impl Strategy<Value = RepairExchange> {
    let secrets = (option::of(buf(40)), option::of(buf(40)));
    (buf(40), bufs(), secrets, any::<bool>(), option::of(repair_evidence())).prop_map(
        |(request, splittings, (delta, sigma), done, evidence)| {
            let secret = |bytes: ByteBuf| codec::decode(&codec::encode(&bytes)).unwrap();
            let (delta, sigma) = (delta.map(secret), sigma.map(secret));
            RepairExchange { request, splittings, delta, sigma, done, evidence }
        },
    )
}

fn probe() -> impl Strategy<Value = Probe> {
    (attempt(), any::<u16>(), hash(), evaluation()).prop_map(|(of, share, dealings, evaluation)| Probe {
        of,
        share,
        dealings,
        evaluation,
    })
}

fn attestation() -> impl Strategy<Value = Attestation> {
    (attempt(), any::<u16>(), hash(), hash()).prop_map(|(of, share, dealings, key)| Attestation {
        of,
        share,
        dealings,
        key,
    })
}

fn evidence() -> impl Strategy<Value = Evidence> {
    prop_oneof![
        (buf(40), buf(40)).prop_map(|(one, other)| Evidence::TwoDealings(one, other)),
        buf(40).prop_map(Evidence::UnsoundDealing),
        (buf(40), buf(40)).prop_map(|(dealing, handed)| Evidence::WrongShare(dealing, handed)),
        (bufs(), buf(40)).prop_map(|(dealings, probe)| Evidence::WrongProbe(dealings, probe)),
        (bufs(), bufs(), buf(40))
            .prop_map(|(dealings, probes, one)| Evidence::WrongAttestation(dealings, probes, one)),
    ]
}

fn exchange() -> impl Strategy<Value = Exchange> {
    (attempt(), [bufs(), bufs(), bufs()], option::of(buf(40)), option::of(evidence())).prop_map(
        |(of, [dealings, probes, attestations], handed, evidence)| {
            let handed = handed.map(|bytes| codec::decode(&codec::encode(&bytes)).unwrap());
            Exchange { of, dealings, handed, probes, attestations, evidence }
        },
    )
}

/// What was encoded decodes to the same, and no byte of it can change without the value changing.
fn travels<T>(value: &T, at: prop::sample::Index, flip: u8) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + PartialEq + core::fmt::Debug,
{
    let bytes = codec::encode(value);
    prop_assert!(!bytes.is_empty());
    let back = codec::decode::<T>(&bytes);
    prop_assert_eq!(back.as_ref(), Ok(value));
    let mut changed = bytes.clone();
    *changed.get_mut(at.index(bytes.len())).unwrap() ^= flip;
    if let Ok(other) = codec::decode::<T>(&changed) {
        prop_assert_ne!(&other, value);
    }
    prop_assert!(codec::decode::<T>(bytes.split_at(at.index(bytes.len())).0).is_err());
    prop_assert!(codec::decode::<T>(&[bytes, vec![0]].concat()).is_err());
    Ok(())
}

macro_rules! travels {
    ($($name:ident: $strategy:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]
            $(
                #[test]
                fn $name(value in $strategy, at: prop::sample::Index, flip in 1_u8..) {
                    travels(&value, at, flip)?;
                }
            )*
        }
    };
}

travels! {
    heads_travel: head();
    acks_travel: ack();
    votes_travel: vote();
    charters_travel: charter();
    prepares_travel: prepare();
    promises_travel: promise();
    asks_travel: ask();
    consents_travel: (circle(), any::<u64>(), hash(), organisation())
        .prop_map(|(circle, number, charter, organisation)| Consent { circle, number, charter, organisation });
    leaves_travel: (circle(), any::<u64>(), organisation(), any::<u16>())
        .prop_map(|(circle, number, organisation, share)| Leave { circle, number, organisation, share });
    successions_travel: (organisation(), node_key(), node_key(), any::<u64>())
        .prop_map(|(organisation, old_key, new_key, counter)| Succession { organisation, old_key, new_key, counter });
    papers_travel: papers();
    questions_of_the_agreement_travel: agreement_question();
    replies_of_the_agreement_travel: agreement_reply();
    evidence_of_members_travels: evidence_of_members();
    introductions_travel: introduction();
    dangers_travel: danger();
    batches_travel: batch();
    volume_names_travel: volume_name();
    messages_travel: message();
    knocks_travel: (circle(), hash()).prop_map(|(circle, proof)| Knock { circle, proof });
    replies_to_a_join_travel: prop_oneof![Just(JoinReply::Pending), Just(JoinReply::Refused)];
    evaluations_travel: evaluation();
    evaluation_questions_travel: evaluation_question();
    evaluation_replies_travel: evaluation_reply();
    dealings_travel: dealing();
    shares_travel: handed();
    probes_travel: probe();
    attestations_travel: attestation();
    exchanges_travel: exchange();
    repair_requests_travel: request();
    splittings_travel: splitting();
    deltas_travel: delta();
    sigmas_travel: sigma();
    repair_exchanges_travel: repair_exchange();
    questions_travel: (circle(), any::<u64>()).prop_map(|(circle, number)| Question::Charter(circle, number));
    replies_travel: buf(60).prop_map(Reply::Decided);
}

/// A charter that wants a key.
fn wanting() -> Charter {
    let node_key = NodeSecret::from_seed(&[1; 32]).public();
    let member = Member {
        organisation: OrganisationId::new([1; 16]),
        node_key,
        recovery_key: node_key,
        country: "FR".parse().unwrap(),
        name: "One".into(),
        share: 1,
    };
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 1,
        prev: None,
        members: vec![member],
        t: 1,
        epoch: 1,
        keys: vec![],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

fn decode_agreement(bytes: &[u8]) {
    let electorate = Electorate::new(&plain_charter());
    let _ = envelope::open::<Prepare>(bytes);
    let _ = envelope::open::<Promise>(bytes);
    let _ = envelope::open::<Ask>(bytes);
    let _ = envelope::open::<Consent>(bytes);
    let _ = envelope::open::<Leave>(bytes);
    let _ = envelope::open::<Succession>(bytes);
    let _ = Motion::read(bytes, &electorate);
    let _ = Acceptor::from_bytes(bytes);
    let _ = agreement::Question::from_bytes(bytes);
    let _ = agreement::Reply::from_bytes(bytes);
    let _ = agreement::Evidence::from_bytes(bytes).map(|evidence| evidence.verify(&electorate));
    let _ = Decided::verify_after(electorate.charter(), bytes);
}

fn plain_charter() -> Charter {
    let key = NodeSecret::from_seed(&[1; 32]).public();
    let member = Member {
        organisation: OrganisationId::new([1; 16]),
        node_key: key,
        recovery_key: key,
        country: "FR".parse().unwrap(),
        name: "Jasmine".into(),
        share: 1,
    };
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 1,
        prev: None,
        members: vec![member],
        t: 1,
        epoch: 1,
        keys: vec![],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

/// Every decoder that outside bytes reach.
fn decode_all(bytes: &[u8]) {
    let _ = envelope::open::<Head>(bytes);
    let _ = envelope::open::<Ack>(bytes);
    let _ = envelope::open::<Vote>(bytes);
    let _ = envelope::open::<Charter>(bytes);
    decode_agreement(bytes);
    let _ = envelope::open::<Invite>(bytes);
    let _ = charter::read_proposal(bytes);
    let _ = Decided::verify(bytes);
    let _ = Message::from_bytes(bytes);
    let _ = Question::from_bytes(bytes);
    let _ = Reply::from_bytes(bytes);
    let _ = codec::decode_bounded::<Knock>(bytes, join::MAX_KNOCK);
    let _ = codec::decode::<Introduction>(bytes);
    let _ = codec::decode::<JoinReply>(bytes);
    let _ = codec::decode::<Evaluation>(bytes);
    let _ = evaluation::message::Question::from_bytes(bytes);
    let _ = evaluation::message::Reply::from_bytes(bytes);
    let _ = envelope::open::<Dealing>(bytes);
    let _ = envelope::open::<Handed>(bytes);
    let _ = envelope::open::<Probe>(bytes);
    let _ = envelope::open::<Attestation>(bytes);
    let _ = Exchange::from_bytes(bytes);
    let charter = wanting();
    let _ = Ceremony::from_bytes(bytes, &charter, &OrganisationId::new([1; 16]));
    let _ = codec::decode_bounded::<Evidence>(bytes, ceremony::message::MAX_FRAME)
        .map(|evidence| evidence.verify(&charter));
    let _ = envelope::open::<Request>(bytes);
    let _ = envelope::open::<Splitting>(bytes);
    let _ = envelope::open::<Delta>(bytes);
    let _ = envelope::open::<Sigma>(bytes);
    let _ = RepairExchange::from_bytes(bytes);
    let _ = Helper::from_bytes(bytes, &charter, &OrganisationId::new([1; 16]));
    let _ = Newcomer::from_bytes(bytes, &charter);
    let _ = codec::decode_bounded::<RepairEvidence>(bytes, ceremony::message::MAX_FRAME)
        .map(|evidence| evidence.verify(bytes, &charter));
    let _ = codec::decode::<Danger>(bytes);
    let _ = codec::decode::<StoredVolume>(bytes);
    let _ = Record::parse(bytes).map(|record| record.open(&Output::new([1; 64])));
    let name = VolumeName {
        circle: CircleId::new([1; 16]),
        publisher: OrganisationId::new([1; 16]),
        key: VolumeKey(1, Month::new(2026, 11).unwrap(), 0, Incarnation::new([1; 8])),
    };
    let _ = Chained::read(bytes, &name.key, &Position::start(&name));
    if let Ok(text) = core::str::from_utf8(bytes) {
        let _ = join::read_invite(text);
        let _ = join::read_invite(&format!("parasol-invite:{text}"));
        let _ = text.parse::<Hash>();
        let _ = text.parse::<Month>();
        let _ = text.parse::<Region>();
    }
}

/// Bytes that look like CBOR more often than chance would have it.
fn shaped() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just(vec![0x81]),
        Just(vec![0x9f]),
        Just(vec![0xa1]),
        Just(vec![0xbf]),
        Just(vec![0x85, 0x64, b'h', b'e', b'a', b'd', 0x01]),
        Just(vec![0xa1, 0x65, b'h', b'e', b'l', b'l', b'o']),
        Just(vec![0xa1, 0x64, b'g', b'i', b'v', b'e']),
        Just(vec![0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        Just(vec![0x5b, 0, 0, 1, 0, 0, 0, 0, 0]),
        Just(vec![0xd8, 0x2a]),
        Just(vec![0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
        vec(any::<u8>(), 0..20),
    ];
    vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn arbitrary_bytes_are_refused_quietly(bytes in vec(any::<u8>(), 0..2_000)) {
        decode_all(&bytes);
    }

    #[test]
    fn bytes_that_look_right_are_refused_quietly(bytes in shaped()) {
        decode_all(&bytes);
    }

    #[test]
    fn a_changed_message_is_read_or_refused_quietly(message in message(), at: prop::sample::Index, with in shaped()) {
        let mut bytes = message.to_bytes();
        let at = at.index(bytes.len());
        bytes.splice(at..at, with);
        decode_all(&bytes);
    }
}

#[test]
fn deep_and_long_nonsense_costs_no_more_than_it_weighs() {
    for byte in [0x81_u8, 0xa1, 0x9f, 0xbf, 0x40, 0x00, 0xff, 0xd8, 0x5f] {
        decode_all(&vec![byte; 200_000]);
        // The same where a field of a message would be passed over.
        decode_all(
            &[&[0xa1, 0x64, b'w', b'a', b'n', b't', 0xa1, 0x61, b'x'][..], &vec![byte; 200_000]].concat(),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn a_record_opens_for_whoever_holds_the_identifier(danger in danger(), seed: u64, ids: [u8; 3], epoch: u64) {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let [circle, publisher, id] = ids.map(|byte| [byte; 16]);
        let audience = Audience { circle: CircleId::new(circle), epoch, publisher: OrganisationId::new(publisher) };
        let (output, other) = (Output::new([1; 64]), Output::new([2; 64]));
        let entry = Entry { audience, id: EntryId::new(id), expires: Timestamp::new(9), danger: danger.clone() };
        let record = entry.seal(&output, &mut rng).unwrap();
        let again = Record::parse(record.bytes()).unwrap();
        prop_assert_eq!(&again, &record);
        prop_assert_eq!(again.open(&output).unwrap(), danger);
        prop_assert!(again.open(&other).is_err());
        prop_assert_eq!(again.clear().tag, audience.tag(&output));
        prop_assert_ne!(audience.tag(&other), audience.tag(&output));
        // Apart from padding, a record's length tells only that of its clear part.
        let (clear, sealed) = (codec::encode(again.clear()).len(), record.bytes().len());
        prop_assert!((sealed - clear - 24 - 16) % 256 < 16, "{sealed} {clear}");
    }

    #[test]
    fn a_charter_that_makes_no_sense_is_not_proposed(charter in charter()) {
        // Random keys are seldom group elements, random members seldom in order; nothing panics either way.
        let secret = NodeSecret::from_seed(&[1; 32]);
        let lawful = charter.keys.iter().all(|key| key.public.is_element());
        prop_assert!(charter::propose(charter, &secret).is_err() || lawful);
    }
}

#[test]
fn no_changed_byte_of_a_record_opens() {
    let audience =
        Audience { circle: CircleId::new([1; 16]), epoch: 1, publisher: OrganisationId::new([2; 16]) };
    let danger = Danger {
        alert: AlertRef::new([3; 16]),
        level: Level::Risky,
        kinds: vec![],
        perpetrator: None,
        country: "BE".parse().unwrap(),
        month: Month::new(2026, 11).unwrap(),
        note: None,
        shown: "+32 470 00 00 00".into(),
        platform: None,
        list: 1,
    };
    assert_eq!(format!("{danger:?}"), "Danger(…)", "Debug shows no identifier");
    let entry = Entry { audience, id: EntryId::new([4; 16]), expires: Timestamp::new(9), danger };
    let output = Output::new([1; 64]);
    let record = entry.seal(&output, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    for at in 0..record.bytes().len() {
        let mut changed = record.bytes().to_vec();
        *changed.get_mut(at).unwrap() ^= 1;
        if let Ok(parsed) = Record::parse(&changed) {
            assert!(parsed.open(&output).is_err(), "byte {at}");
            assert_ne!(parsed.hash(), record.hash());
        }
    }
}
