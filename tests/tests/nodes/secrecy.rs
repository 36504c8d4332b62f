//! No plain identifier and no report text: not in the data directories, not in the logs at TRACE, not in the frames between
//! the nodes once they are decrypted.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use parasol_protocol::envelope;
use parasol_protocol::head::Head;
use parasol_protocol::record::Record;
use parasol_protocol::sync::message::{Message, Offer, Span, Want};
use parasol_tests::{
    NUMBER, PUBLIC_TEXT, Pair, Role, TESTIMONY, Tellers, from_abroad, publication, until_level, written_forms,
};
use serde_json::json;
use sha2::{Digest, Sha256, Sha512};

use crate::disk;
use crate::insider::SYNC;
use crate::turncoat::Turncoat;

/// Words that are reported beside the number, each of which would be found if it lay anywhere.
const WORDS: [&str; 9] = [
    "quelquun.invente@example.org",
    "AA-000-ZQ",
    "AA000ZQ",
    "inventee_zq",
    "Marc-Zébulon",
    "fourgon zinzolin",
    "tatouage de zèbre",
    "Zuydcoote",
    "appeler le soir, dire Zoé",
];

/// All that must not be found: each written form, its hashes, the texts, in the encodings that programs use.
fn needles() -> Vec<Vec<u8>> {
    let forms: Vec<String> = [written_forms(NUMBER), written_forms(UNKNOWN)].concat();
    let plain = forms.iter().map(String::as_str).chain(WORDS).chain([TESTIMONY, PUBLIC_TEXT]);
    let mut needles = Vec::new();
    for text in plain {
        needles.extend([
            text.as_bytes().to_vec(),
            text.to_lowercase().into_bytes(),
            text.to_uppercase().into_bytes(),
        ]);
        needles.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    for form in &forms {
        // A hash of a phone number is the phone number.
        let (short, long) = (Sha256::digest(form), Sha512::digest(form));
        needles.extend([short.to_vec(), long.to_vec(), hex(&short), hex(&long)]);
    }
    needles
}

/// A number that is only checked.
const UNKNOWN: &str = "06 39 98 73 64";

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

/// The first needle that lies in the hay.
fn found(hay: &[u8], needles: &[Vec<u8>]) -> Option<String> {
    // Most needles begin differently: look at each place once.
    let starts = |at: &[u8]| needles.iter().find(|needle| at.starts_with(needle)).cloned();
    let firsts: BTreeSet<u8> = needles.iter().map(|needle| needle[0]).collect();
    let places = (0..hay.len()).filter(|place| firsts.contains(&hay[*place]));
    places
        .filter_map(|place| starts(&hay[place..]))
        .map(|needle| String::from_utf8_lossy(&needle).into_owned())
        .next()
}

#[track_caller]
fn nothing_in(name: &str, hay: &[u8], needles: &[Vec<u8>]) {
    assert_eq!(found(hay, needles), None, "found in {name}");
}

#[track_caller]
fn nothing_in_folder(folder: &Path, needles: &[Vec<u8>]) {
    let files = disk::files(folder);
    assert!(
        files.keys().any(|name| name.ends_with("parasol.redb")) && files.len() >= 3,
        "{:?}",
        files.keys()
    );
    for (name, bytes) in files {
        nothing_in(&name.display().to_string(), &bytes, needles);
    }
}

#[test]
fn the_search_finds_what_lies_there() {
    let needles = needles();
    for plain in [NUMBER, "+33639984157", "(0033639984157)", "x639984157", WORDS[0], TESTIMONY] {
        let hay = [&[0; 1000], plain.as_bytes(), &[255; 1000]].concat();
        assert!(found(&hay, &needles).is_some(), "{plain}");
    }
    assert!(found(&[b"Jasmine 33 6".as_slice(), &[0; 5000]].concat(), &needles).is_none());
}

/// Everything that people can do with an identifier, the mistakes included.
fn live_with_it(pair: &Pair) {
    let Pair { france, belgium } = pair;
    let Tellers { reporter, moderator } = Tellers::at(france);
    let draft = json!({
        "identifiers": [
            {"value": NUMBER},
            {"kind": "email", "value": WORDS[0]},
            {"kind": "plate", "value": WORDS[1]},
            {"kind": "handle", "value": WORDS[3]},
        ],
        "kinds": ["armed_robbery"], "aliases": [WORDS[4]], "vehicle": WORDS[5], "description": WORDS[6],
        "place": WORDS[7], "contact": WORDS[8], "text": TESTIMONY, "happened_on": "2026-11-02",
        "consent": {"alert": true, "partners": true, "abroad": true},
    });
    let id = reporter.post("/api/v1/reports", &draft).expect(201).word("/id");
    let mut wrong = draft.clone();
    wrong["identifiers"][3] = json!({"kind": "phone", "value": TESTIMONY});
    assert_eq!(reporter.post("/api/v1/reports", &wrong).status, 422);
    wrong["identifiers"][3] = json!({"kind": WORDS[0], "value": NUMBER});
    assert_eq!(reporter.post("/api/v1/reports", &wrong).status, 400);
    let published = moderator.post(&format!("/api/v1/desk/reports/{id}/publish"), &publication()).expect(201);
    until_level(belgium, &from_abroad(NUMBER), Some("very_dangerous"));
    for text in [NUMBER, UNKNOWN, WORDS[0], WORDS[1], WORDS[3]] {
        let _ = france.check(text);
        let _ = belgium.check(text);
    }
    // Sent by mistake: as JSON that is none, in an address, as a name, as a header.
    let broken = format!("{{\"identifier\": \"{NUMBER}\", }}");
    let _ = reporter
        .send("POST", "/api/v1/check", Some(("application/json", broken.as_bytes())))
        .unwrap()
        .expect(400);
    let _ = reporter.get("/check?identifier=06%2039%2098%2041%2057");
    let _ = reporter.get("/alert/+33639984157");
    let _ = reporter.get("/api/v1/reports/0033639984157").expect(404);
    let wrong = json!({"pseudonym": NUMBER, "password": NUMBER});
    let _ = france.visitor().post("/api/v1/session", &wrong).expect(401);
    let _ = reporter.clone().with("User-Agent", NUMBER).get("/api/v1/desk/reports").expect(403);
    let again =
        france.somebody("nina", Role::Partner).post("/api/v1/reports", &draft).expect(201).word("/id");
    let _ = moderator.post(&format!("/api/v1/desk/reports/{again}/publish"), &publication()).expect(201);
    let recall = format!("/api/v1/desk/alerts/{}/recall", published.word("/alert_id"));
    let _ = moderator.post(&recall, &json!({"reason": "correction"})).expect(200);
}

#[test]
fn neither_data_directories_nor_logs_hold_a_plain_word() {
    let mut pair = Pair::linked();
    live_with_it(&pair);
    let needles = needles();
    for node in [&mut pair.france, &mut pair.belgium] {
        nothing_in_folder(&node.data(), &needles);
        node.kill();
        nothing_in_folder(&node.data(), &needles);
        node.serve();
        node.stop();
        nothing_in_folder(&node.data(), &needles);
        let log = node.log();
        assert!(log.contains("TRACE") || log.contains("DEBUG") || log.contains("INFO"), "{log}");
        nothing_in("the log", log.as_bytes(), &needles);
        assert!(!log.contains("127.0.0.1"), "no address in the log");
    }
}

/// A member's node records what it is told; then it asks for all there is.
#[test]
fn the_decrypted_frames_between_two_nodes_hold_no_plain_word() {
    let mut turncoat = Turncoat::after(live_with_it);
    turncoat.serve();
    let mut insider = turncoat.connect();
    let mut line = insider.open(SYNC).unwrap();
    line.say(&turncoat.hello(vec![]));
    let mut frames = Vec::new();
    let mut records = 0;
    let mut asked = BTreeSet::new();
    while let Some(frame) = line.hear_within(Duration::from_secs(2)) {
        match Message::from_bytes(&frame).unwrap() {
            Message::Offer(Offer { head, .. }) => {
                let head = envelope::open::<Head>(&head).unwrap();
                let head = head.body();
                let volumes = head.volumes.iter().map(|listed| Span(listed.0, 0, listed.1)).collect();
                let (circle, publisher) = (head.circle, head.publisher);
                // Whoever asks is offered again what changed meanwhile.
                if !asked.insert(publisher) {
                    continue;
                }
                let records = disk::listed(&turncoat.core.read().unwrap(), circle, publisher);
                line.say(&Message::Want(Want { circle, publisher, volumes, records }).to_bytes());
            }
            Message::Give(give) => {
                records += give.records.iter().filter(|bytes| Record::parse(bytes).is_ok()).count();
            }
            _ => {}
        }
        frames.push(frame);
    }
    assert!(frames.len() >= 3 && records >= 1, "{} frames with {records} records", frames.len());
    let needles = needles();
    for frame in &frames {
        nothing_in("a frame", frame, &needles);
    }
}
