//! A data directory of every version of the store that was ever written opens, and everything is still there.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use parasol_core::desk::DeskList;
use parasol_core::members::MemberView;
use parasol_core::node::{Node, Snapshot};
use parasol_core::reports::Status;
use parasol_core::roles::{Action, Actor, Role};
use parasol_core::store::StoreKey;
use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::house::PASSWORD;

/// The day after the fixtures were made.
const LATER: Timestamp = Timestamp::new(1_795_392_000);

fn fixture(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/fixtures/store-{version}"))
}

/// A copy of the fixture as a data directory.
fn unpack(version: u32) -> tempfile::TempDir {
    let (from, to) = (fixture(version), tempfile::tempdir().unwrap());
    let mut database = Vec::new();
    let packed = std::fs::File::open(from.join("parasol.redb.gz")).unwrap();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut database).unwrap();
    std::fs::write(to.path().join("parasol.redb"), database).unwrap();
    std::fs::copy(from.join("keyring"), to.path().join("keyring")).unwrap();
    to
}

fn open(version: u32, dir: &Path) -> Node {
    let key =
        StoreKey::from_text(&std::fs::read_to_string(fixture(version).join("store.key")).unwrap()).unwrap();
    Node::open(dir, key, LATER, &mut ChaCha20Rng::seed_from_u64(1)).unwrap()
}

fn named(snapshot: &Snapshot, pseudonym: &str) -> MemberView {
    let members = snapshot.members(&Actor::Operator, None).unwrap();
    members.into_iter().find(|member| member.pseudonym.as_str() == pseudonym).unwrap()
}

fn everything_is_there(snapshot: &Snapshot) {
    let lucie = named(snapshot, "lucie");
    assert_eq!(lucie.role, Role::Member);
    for (pseudonym, role) in [
        ("mirabelle", Role::Member),
        ("sonia", Role::Member),
        ("manon", Role::Moderator),
        ("alex", Role::Admin),
    ] {
        assert_eq!(named(snapshot, pseudonym).role, role, "{pseudonym}");
    }
    let signed_in = snapshot.credentials("lucie", LATER).unwrap().verify(PASSWORD).unwrap().member();
    assert_eq!(signed_in, lucie.id);
    let suspended = Actor::Member(named(snapshot, "sonia").id, Role::Member);
    assert!(snapshot.allow(&suspended, Action::SeeOwnReports).is_err(), "she is still suspended");

    let counts = snapshot.counts(&Actor::Operator).unwrap();
    assert_eq!((counts.members, counts.alerts), (5, 1));
    for (status, expected) in [(Status::Waiting, 1), (Status::Published, 1)] {
        assert!(counts.reports.contains(&(status, expected)), "{:?}", counts.reports);
    }
    let own = snapshot.own_reports(&Actor::Member(lucie.id, Role::Member)).unwrap();
    let alert = own.iter().find_map(|report| report.alert).unwrap();
    let shown = snapshot.alert_rows(&Actor::Operator, None).unwrap();
    assert!(shown.iter().any(|row| row.id == alert && row.live && row.abroad), "{shown:?}");
    let waiting = own.iter().find(|report| report.status == Status::Waiting).unwrap();
    let moderator = Actor::Member(named(snapshot, "manon").id, Role::Moderator);
    let desk = snapshot.desk(&moderator, DeskList::All, None, LATER).unwrap().rows;
    assert!(desk.len() == 2 && desk.iter().any(|row| row.id == waiting.id), "each once");
    // What was written to the second would be found again beside her name.
    assert!(desk.iter().all(|row| row.received.seconds() % 3_600 == 0), "{desk:?}");

    let audit = snapshot.audit(&Actor::Operator, None, 50).unwrap();
    let first = audit.iter().filter(|(number, _)| *number < 15);
    assert_eq!(first.clone().count(), 15, "every line of then");
    assert!(first.clone().any(|(_, line)| line.what == "report_published" && line.subject.is_some()));
    assert_eq!(snapshot.circles(&Actor::Operator).unwrap().len(), 1);
}

#[test]
fn a_store_of_version_1_opens_and_everything_is_there() {
    let dir = unpack(1);
    let node = open(1, dir.path());
    everything_is_there(&node.read().unwrap());
    drop(node);
    let again = open(1, dir.path());
    everything_is_there(&again.read().unwrap());
}
