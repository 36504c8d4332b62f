//! The golden vectors in `vectors/`: what later versions cannot change. `UPDATE_VECTORS=1` writes them again.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise, and reads and writes the files that it is about"
)]

use std::path::Path;

use curve25519_dalek::scalar::Scalar;
use parasol_protocol::canon::CanonProfile;
use parasol_protocol::ceremony::Ceremony;
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::ceremony::repair::message::RepairExchange;
use parasol_protocol::ceremony::repair::{Helper, Newcomer};
use parasol_protocol::charter::{self, Charter, Decided, EpochKey, Member, PublicShare};
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, NodeSecret, Signed, Verified, domain};
use parasol_protocol::evaluation::{self, Ask, Class, Gathering, Output, TagKey, message};
use parasol_protocol::head::{Ack, Head, Listed};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::ids::{AlertRef, CircleId, EntryId, Hash, Incarnation, OrganisationId};
use parasol_protocol::join::{self, Introduction, Invite, InviteSecret, Knock};
use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::record::{Audience, Danger, Entry};
use parasol_protocol::sync::message::{Give, Greeting, Hello, Known, Message, Offer, Span, Want};
use parasol_protocol::time::{Month, Timestamp};
use parasol_protocol::volume::{Op, Position, Volume, VolumeKey, VolumeName};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_bytes::ByteBuf;
use serde_json::{Value, json};

const CIRCLE: CircleId = CircleId::new([0xc1; 16]);
const JASMINE: OrganisationId = OrganisationId::new([0xa1; 16]);
const BRUSSELS: OrganisationId = OrganisationId::new([0xb2; 16]);
const LISBON: OrganisationId = OrganisationId::new([0xc3; 16]);
const NOW: Timestamp = Timestamp::new(1_795_000_000);

fn jasmine() -> NodeSecret {
    NodeSecret::from_seed(&[1; 32])
}

fn brussels() -> NodeSecret {
    NodeSecret::from_seed(&[2; 32])
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn tag_key() -> TagKey {
    TagKey::random(&mut rng(1)).unwrap()
}

fn month() -> Month {
    Month::new(2026, 11).unwrap()
}

fn volume_name() -> VolumeName {
    let key = VolumeKey(1, month(), 0, Incarnation::new([0x1c; 8]));
    VolumeName { circle: CIRCLE, publisher: JASMINE, key }
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an envelope is made of, from the outside in.
fn signed<T: Signed>(verified: &Verified<T>) -> Value {
    json!({
        "domain": T::DOMAIN,
        "body": hex(codec::encode(verified.body())),
        "signer": verified.signer().to_string(),
        "hash": verified.hash().to_string(),
        "envelope": hex(verified.bytes()),
    })
}

#[track_caller]
fn golden(file: &str, ours: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(file);
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(ours).unwrap();
        std::fs::write(&path, format!("{text}\n")).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let golden: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(*ours, golden, "{file}: a change of what is signed, hashed or derived needs a new version");
}

#[test]
fn domains_and_canonical_profile() {
    let CanonProfile { name, metadata, hash } = CanonProfile::current();
    let profile = hex(codec::encode(&CanonProfile::current()));
    golden(
        "names.json",
        &json!({
            "domains": domain::ALL,
            "canon": {"name": name, "metadata": metadata, "hash": hex(hash), "dag_cbor": profile},
        }),
    );
}

#[test]
fn evaluations_tags_and_records() {
    let key = tag_key();
    let cases = [
        (IdentifierKind::Phone, "+33639984157"),
        (IdentifierKind::Email, "someone@example.org"),
        (IdentifierKind::Plate, "AA000AA"),
        (IdentifierKind::Handle, "some.body"),
    ];
    let cases: Vec<Value> = cases.into_iter().map(|(kind, value)| evaluated(&key, kind, value)).collect();
    golden(
        "records.json",
        &json!({
            "tag_key": hex(*key.to_bytes()),
            "public": hex(key.public().as_bytes()),
            "canary": key.canary().unwrap().to_string(),
            "circle": CIRCLE.to_string(),
            "publisher": JASMINE.to_string(),
            "epoch": 1,
            "cases": cases,
        }),
    );
}

fn evaluated(key: &TagKey, kind: IdentifierKind, value: &str) -> Value {
    let identifier = Identifier::from_canonical(kind, value).unwrap();
    let (blinding, blinded) = evaluation::blind([&identifier], &mut rng(2)).unwrap();
    let evaluation = key.evaluate(&blinded, &mut rng(3)).unwrap();
    let output = blinding.finish(&evaluation, &key.public()).unwrap().remove(0);
    let audience = Audience { circle: CIRCLE, epoch: 1, publisher: JASMINE };
    let danger = Danger {
        alert: AlertRef::new([0x0a; 16]),
        level: Level::VeryDangerous,
        kinds: vec![EventKind::ArmedRobbery, EventKind::from_code(900)],
        perpetrator: Some(Perpetrator::PosingAsClient),
        country: "FR".parse().unwrap(),
        month: month(),
        note: Some("works with another man".into()),
        shown: value.into(),
        platform: (kind == IdentifierKind::Handle).then(|| "example".into()),
        list: 1,
    };
    let sealed = hex(codec::encode(&danger));
    let entry = Entry { audience, id: EntryId::new([0x1d; 16]), expires: NOW.plus(86_400), danger };
    let record = entry.seal(&output, &mut rng(4)).unwrap();
    assert!(record.open(&output).is_ok());
    json!({
        "kind": kind.name(),
        "canonical": value,
        "input": hex(&*identifier.tag_input()),
        "blinded": hex(blinded.first().unwrap().as_bytes()),
        "evaluated": hex(evaluation.elements.first().unwrap().as_bytes()),
        "proof": hex(&evaluation.proof),
        "output": hex(output.as_bytes()),
        "tag": hex(audience.tag(&output).as_bytes()),
        "danger": sealed,
        "clear": hex(codec::encode(record.clear())),
        "record": hex(record.bytes()),
        "hash": record.hash().to_string(),
    })
}

/// A volume of three batches: two entries filed, one more, one recalled.
fn volume() -> (Volume, Vec<Value>) {
    let mut volume = Volume::new(volume_name());
    let (id, hash) = (|n: u8| EntryId::new([n; 16]), |n: u8| Some(Hash::new([n; 32])));
    let steps =
        [vec![Op(id(1), hash(11)), Op(id(2), hash(12))], vec![Op(id(3), hash(13))], vec![Op(id(1), None)]];
    let batches = steps
        .into_iter()
        .map(|ops| {
            let chained = volume.append(ops).unwrap();
            let heads: Vec<String> = volume.document_heads().iter().map(Hash::to_string).collect();
            json!({
                "batch": hex(chained.bytes()),
                "digest": chained.after().digest.to_string(),
                "document_heads": heads,
            })
        })
        .collect();
    (volume, batches)
}

#[test]
fn volumes_and_their_documents() {
    let name = volume_name();
    let (volume, batches) = volume();
    let live: Vec<(String, String)> =
        volume.live().unwrap().iter().map(|(id, hash)| (id.to_string(), hash.to_string())).collect();
    let actor = codec::hash(domain::ACTOR, &codec::encode(&name));
    golden(
        "volumes.json",
        &json!({
            "name": hex(codec::encode(&name)),
            "key": hex(codec::encode(&name.key)),
            "start": Position::start(&name).digest.to_string(),
            "actor": hex(actor.as_bytes().split_at(16).0),
            "batches": batches,
            "live": live,
        }),
    );
}

fn head() -> Verified<Head> {
    let Position { batches, digest } = *volume().0.position();
    let head = Head {
        circle: CIRCLE,
        publisher: JASMINE,
        seq: 7,
        prev: Some(Hash::new([0x9e; 32])),
        time: NOW,
        epoch: 1,
        volumes: vec![Listed(volume_name().key, batches, digest)],
        complete: true,
        mends: vec![Hash::new([0x3e; 32])],
    };
    envelope::seal(head, &jasmine())
}

fn ack() -> Verified<Ack> {
    let (seq, hash) = (head().body().seq, head().hash());
    let ack = Ack { circle: CIRCLE, publisher: JASMINE, from: BRUSSELS, seq, head: hash, time: NOW.plus(5) };
    envelope::seal(ack, &brussels())
}

#[test]
fn heads_and_acks() {
    let first = Head { seq: 1, prev: None, volumes: vec![], mends: vec![], ..head().body().clone() };
    golden(
        "heads.json",
        &json!({
            "head": signed(&head()),
            "first_head": signed(&envelope::seal(first, &jasmine())),
            "ack": signed(&ack()),
        }),
    );
}

fn member(organisation: OrganisationId, secret: &NodeSecret, name: &str, share: u16) -> Member {
    Member {
        organisation,
        node_key: secret.public(),
        recovery_key: NodeSecret::from_seed(&[0x70; 32]).public(),
        country: if share == 1 { "FR" } else { "BE" }.parse().unwrap(),
        name: name.into(),
        share,
    }
}

fn decided() -> (Verified<Charter>, Decided, Vec<Value>) {
    let mut key = EpochKey::founded(1, 1, &tag_key()).unwrap();
    key.hand_over(2);
    let charter = Charter {
        circle: CIRCLE,
        name: "First circle".into(),
        number: 2,
        prev: Some(Hash::new([0x9c; 32])),
        members: vec![
            member(JASMINE, &jasmine(), "Jasmine", 1),
            member(BRUSSELS, &brussels(), "Brussels", 2),
        ],
        t: 1,
        epoch: 1,
        keys: vec![key],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    };
    let proposal = charter::propose(charter, &jasmine()).unwrap();
    let votes =
        [charter::vote(&proposal, JASMINE, &jasmine()), charter::vote(&proposal, BRUSSELS, &brussels())];
    let decided = Decided::assemble(&proposal, &votes).unwrap();
    (proposal, decided, votes.iter().map(signed).collect())
}

#[test]
fn charters_votes_and_certificates() {
    let (proposal, decided, votes) = decided();
    let mut founding = proposal.body().clone();
    (founding.number, founding.prev, founding.keys) = (1, None, vec![]);
    let founding = charter::propose(founding, &jasmine()).unwrap();
    golden(
        "charters.json",
        &json!({
            "charter": signed(&proposal),
            "charter_without_key": signed(&founding),
            "votes": votes,
            "certificate": hex(decided.bytes()),
        }),
    );
}

#[test]
fn invites_knocks_and_words() {
    let from = Introduction {
        organisation: JASMINE,
        name: "Jasmine".into(),
        legal_name: "Association Jasmine".into(),
        country: "FR".parse().unwrap(),
        data_protection: "dpo@example.org".into(),
        recovery_key: NodeSecret::from_seed(&[0x70; 32]).public(),
        addresses: vec!["/dns4/jasmine.example.org/udp/4100/quic-v1".into()],
    };
    let introduction = hex(codec::encode(&from));
    let secret = InviteSecret::random(&mut rng(5));
    let invite = Invite {
        from,
        circle: CIRCLE,
        circle_name: "First circle".into(),
        secret: secret.clone(),
        expires: NOW.plus(86_400),
    };
    let invite = envelope::seal(invite, &jasmine());
    let text = join::invite_text(&invite);
    assert_eq!(join::read_invite(&text).unwrap(), invite);
    let knock = Knock::new(&secret, CIRCLE, &brussels().public(), &jasmine().public());
    let parties = [(&JASMINE, &jasmine().public()), (&BRUSSELS, &brussels().public())];
    golden(
        "joining.json",
        &json!({
            "introduction": introduction,
            "invite": signed(&invite),
            "text": text,
            "joiner": brussels().public().to_string(),
            "knock": hex(codec::encode(&knock)),
            "words": join::fingerprint(&CIRCLE, parties),
        }),
    );
}

#[test]
fn messages() {
    let known = Known(JASMINE, head().body().seq, head().hash());
    let buf = |bytes: &[u8]| ByteBuf::from(bytes);
    let greeting =
        Greeting { circle: CIRCLE, charter: 2, heads: vec![known], acks: vec![buf(ack().bytes())] };
    let hello = Hello { versions: vec![1], organisation: BRUSSELS, circles: vec![greeting] };
    let offer = Offer { head: buf(head().bytes()), batches: vec![buf(&[1, 2])], records: vec![buf(&[3])] };
    let volumes = vec![Span(volume_name().key, 1, 3)];
    let (circle, publisher) = (CIRCLE, JASMINE);
    let want = Want { circle, publisher, volumes, records: vec![Hash::new([0x11; 32])] };
    let give = Give { circle, publisher, batches: vec![buf(&[1, 2])], records: vec![] };
    let frame = |message: Message| hex(message.to_bytes());
    golden(
        "messages.json",
        &json!({
            "hello": frame(Message::Hello(hello)),
            "offer": frame(Message::Offer(offer)),
            "want": frame(Message::Want(want)),
            "give": frame(Message::Give(give)),
            "ack": frame(Message::Ack(buf(ack().bytes()))),
        }),
    );
}

#[test]
fn an_output_gives_other_tags_to_other_audiences() {
    let output = Output::new([7; 64]);
    let base = Audience { circle: CIRCLE, epoch: 1, publisher: JASMINE };
    let others = [
        Audience { circle: CircleId::new([0xc2; 16]), ..base },
        Audience { epoch: 2, ..base },
        Audience { publisher: BRUSSELS, ..base },
    ];
    assert!(others.iter().all(|other| other.tag(&output) != base.tag(&output)));
}

/// The share at `x` of a key that is cut for two of three: a + b·x.
fn share(x: u16) -> TagKey {
    let (a, b) = (Scalar::from(0xa1_u64), Scalar::from(0xb2_u64));
    TagKey::from_bytes((a + b * Scalar::from(x)).as_bytes()).unwrap()
}

fn two_of_three() -> EpochKey {
    let whole = share(0);
    EpochKey {
        epoch: 2,
        t: 2,
        canon: CanonProfile::current(),
        public: whole.public(),
        shares: [1, 2, 5].map(|x| PublicShare(x, share(x).public())).to_vec(),
        canary: whole.canary().unwrap(),
        ceremony: vec![],
    }
}

#[test]
fn evaluations_by_two_of_three() {
    let (whole, key) = (share(0), two_of_three());
    key.check_shares().unwrap();
    let identifier = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&identifier], &mut rng(2)).unwrap();
    let mut gathering = Gathering::new(&elements, &key).unwrap();
    let mut evaluated = |x: u16| {
        let evaluation = share(x).evaluate(&elements, &mut rng(u64::from(x))).unwrap();
        gathering.add(x, &evaluation).unwrap();
        json!({
            "share": x,
            "secret": hex(*share(x).to_bytes()),
            "public": hex(share(x).public().as_bytes()),
            "evaluated": hex(evaluation.elements.first().unwrap().as_bytes()),
            "proof": hex(&evaluation.proof),
            "reply": hex(message::Reply::of(Ok(evaluation)).to_bytes()),
        })
    };
    let holders = [evaluated(2), evaluated(5)];
    let output = blinding.finish_combined(&gathering.combine().unwrap()).unwrap().remove(0);
    let ask = Ask { circle: CIRCLE, epoch: 2, class: Class::Check, elements };
    let refusals = [
        message::Reply::Behind(8),
        message::Reply::Quota(Class::Retag, NOW),
        message::Reply::NotAMember,
        message::Reply::NoKey,
        message::Reply::Malformed,
    ];
    golden(
        "evaluations.json",
        &json!({
            "tag_key": hex(*whole.to_bytes()),
            "public": hex(whole.public().as_bytes()),
            "canary": key.canary.to_string(),
            "key": hex(codec::encode(&key)),
            "next_public_share": hex(key.interpolate(3).unwrap().as_bytes()),
            "input": hex(&*identifier.tag_input()),
            "question": hex(message::Question::new(&ask, 7).to_bytes()),
            "holders": holders,
            "output": hex(output.as_bytes()),
            "refusals": refusals.map(|refusal| hex(refusal.to_bytes())),
        }),
    );
}

/// A charter of three that wants a key for two of them.
fn wanting() -> Charter {
    let third = NodeSecret::from_seed(&[3; 32]);
    Charter {
        members: vec![
            member(JASMINE, &jasmine(), "Jasmine", 1),
            member(BRUSSELS, &brussels(), "Brussels", 2),
            member(LISBON, &third, "Lisbon", 5),
        ],
        t: 2,
        epoch: 2,
        keys: vec![],
        ..decided().0.body().clone()
    }
}

#[test]
fn key_ceremonies() {
    let charter = wanting();
    let secret = |n: u8| NodeSecret::from_seed(&[n; 32]);
    let everybody = [(JASMINE, 1_u8), (BRUSSELS, 2), (LISBON, 3)];
    let open = |(organisation, n): (OrganisationId, u8)| {
        Ceremony::open(&charter, &organisation, 1, &secret(n), &mut rng(u64::from(n))).unwrap()
    };
    let mut nodes = everybody.map(open);
    let mut frames: Vec<Exchange> = Vec::new();
    for _ in 0..4 {
        for (from, (sender, _)) in everybody.iter().enumerate() {
            for (to, (receiver, n)) in everybody.iter().enumerate().filter(|(to, _)| *to != from) {
                let frame = nodes.get(from).unwrap().exchange(receiver);
                let node = nodes.get_mut(to).unwrap();
                let received = node.receive(sender, &frame, &secret(*n), &mut rng(u64::from(*n) + 10));
                assert_eq!(received.fault, None);
                frames.push(frame);
            }
        }
    }
    let key = nodes[0].made().unwrap();
    key.verify_ceremony(&charter).unwrap();
    let all = |list: fn(&Exchange) -> &Vec<ByteBuf>| {
        let longest = frames.iter().map(list).max_by_key(|list| list.len()).unwrap();
        longest.iter().map(hex).collect::<Vec<_>>()
    };
    let mut handed: Vec<String> =
        frames.iter().filter_map(|frame| Some(hex(codec::encode(frame.handed.as_ref()?)))).collect();
    handed.sort();
    handed.dedup();
    let shares = nodes.iter().map(|node| hex(*node.share_of(&key).unwrap().to_bytes()));
    golden(
        "ceremony.json",
        &json!({
            "charter": hex(codec::encode(&charter)),
            "dealings": all(|frame| &frame.dealings),
            "handed": handed,
            "probes": all(|frame| &frame.probes),
            "attestations": key.ceremony.iter().map(hex).collect::<Vec<_>>(),
            "frame": hex(frames.first().unwrap().to_bytes()),
            "shares": shares.collect::<Vec<_>>(),
            "key": hex(codec::encode(&key)),
        }),
    );
}

#[test]
fn repairs() {
    let charter = Charter { keys: vec![two_of_three()], ..wanting() };
    let third = NodeSecret::from_seed(&[3; 32]);
    let mut lisbon = Newcomer::open(&charter, &LISBON, 2, &[BRUSSELS, JASMINE], 1, &third).unwrap();
    let request = lisbon.exchange().request;
    let open = |organisation, n: u16, secret: &NodeSecret| {
        Helper::open(&request, &charter, &organisation, &share(n), secret, &mut rng(u64::from(n))).unwrap()
    };
    let mut first = open(JASMINE, 1, &jasmine());
    let mut second = open(BRUSSELS, 2, &brussels());
    let deltas = [first.exchange(&BRUSSELS), second.exchange(&JASMINE)];
    let [to_second, to_first] = &deltas;
    assert_eq!(second.receive(&JASMINE, to_second, &brussels()).fault, None);
    assert_eq!(first.receive(&BRUSSELS, to_first, &jasmine()).fault, None);
    let sums = [first.exchange(&LISBON), second.exchange(&LISBON)];
    for (from, sum) in [JASMINE, BRUSSELS].iter().zip(&sums) {
        assert_eq!(lisbon.receive(from, sum).fault, None);
    }
    let got = lisbon.share().unwrap();
    assert_eq!(got.to_bytes(), share(5).to_bytes());
    let secret = |frame: &RepairExchange, of: fn(&RepairExchange) -> Vec<u8>| hex(of(frame));
    golden(
        "repair.json",
        &json!({
            "key": hex(codec::encode(&two_of_three())),
            "request": hex(&request),
            "splittings": sums[0].splittings.iter().map(hex).collect::<Vec<_>>(),
            "deltas": deltas.map(|frame| secret(&frame, |frame| codec::encode(&frame.delta))),
            "sigmas": sums.map(|frame| secret(&frame, |frame| codec::encode(&frame.sigma))),
            "frame": hex(first.exchange(&BRUSSELS).to_bytes()),
            "share": hex(*got.to_bytes()),
        }),
    );
}
