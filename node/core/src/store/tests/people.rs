//! A node that people leave: nothing that was ever in its store says who they were, whatever keys and bytes are left.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, ControlFlow};
use std::sync::mpsc;

use parasol_protocol::identifier::Regions;
use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::{DAY, Timestamp};
use redb::TableHandle as _;

use super::*;
use crate::audit::{AuditActor, AuditLine};
use crate::command::{Command, Job};
use crate::desk::{OpenReport, Person, PublishReport};
use crate::identity::Genesis;
use crate::ids::{MemberId, ReportId};
use crate::members::{
    Address, AskForReset, AskSponsor, CreateMember, Newcomer, PasswordHash, SendResetCodes, TendRequests,
};
use crate::node::Node;
use crate::privacy::{DeleteAccount, ReportsFate, RestrictReports};
use crate::refusal::Refusal;
use crate::reports::{Consent, IdentifierInput, ReportDraft, SubmitReport, Wording};
use crate::roles::{Actor, Role};
use crate::sessions::{SessionKind, StartSession, UseSession};
use crate::store::JournalLine;
use crate::store::keyring::Keyring;
use crate::store::read::{Rows, bound_to};
use crate::store::seal::SealKey;

/// Every row that was ever seen: table, key and sealed value.
type Seen = BTreeSet<(String, Vec<u8>, Vec<u8>)>;

/// A node, and everything that ever lay in its database.
pub(super) struct Watched {
    dir: tempfile::TempDir,
    pub(super) node: Node,
    rng: ChaCha20Rng,
    pub(super) now: Timestamp,
    seen: Seen,
}

impl Watched {
    pub(super) fn new() -> Self {
        let (dir, mut rng) = (tempfile::tempdir().unwrap(), rng(11));
        let genesis = Genesis {
            name: "Jasmine".into(),
            legal_name: "Association Jasmine".into(),
            country: "FR".parse().unwrap(),
            languages: vec!["fr".into()],
            contact: "privacy@jasmine.example.org".into(),
        };
        let now = Timestamp::new(1_795_262_400);
        let node = Node::create(dir.path(), key(), genesis, now, &mut rng).unwrap().node;
        Self { dir, node, rng, now, seen: Seen::new() }
    }

    pub(super) fn run<C: Command>(&mut self, command: C) -> Result<C::Outcome, Refusal> {
        let (reply, answer) = mpsc::channel();
        let job = Job::new(command, move |outcome| reply.send(outcome).unwrap());
        self.node.execute(vec![job], self.now, &mut self.rng);
        self.look();
        answer.recv().unwrap()
    }

    /// Remembers what lies in the database now.
    fn look(&mut self) {
        let read = self.node.store().read().unwrap();
        for table in read.tables().unwrap() {
            let (name, everything) = (table.name().to_owned(), (Bound::Unbounded, Bound::Unbounded));
            read.raw_scan(&name, &everything, false, &mut |key, value| {
                self.seen.insert((name.clone(), key.to_vec(), value.to_vec()));
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        }
    }

    /// Whether these bytes can be read in some row now.
    pub(super) fn keeps(&self, bytes: &[u8]) -> bool {
        let mut found = false;
        let mut visit = |text: &[u8]| found |= text.windows(bytes.len()).any(|at| at == bytes);
        self.node.store().read().unwrap().visit_opened(&mut visit).unwrap();
        found
    }

    /// Erases what was removed, and closes the node: what is left is its directory and the store key.
    pub(super) fn leave_the_disk(mut self) -> Disk {
        while self.node.erase(64, &mut self.rng).unwrap() > 0 {}
        self.look();
        let Self { dir, node, seen, .. } = self;
        drop(node);
        let buckets: Vec<SealKey> = Keyring::new(dir.path(), &key()).load().unwrap().into_values().collect();
        Disk { files: files(dir.path()), buckets, seen }
    }
}

/// What whoever takes the disk and the store key has: the files, every key that is left, and at best every row that
/// ever lay in a page.
pub(super) struct Disk {
    files: BTreeMap<String, Vec<u8>>,
    buckets: Vec<SealKey>,
    seen: Seen,
}

impl Disk {
    /// What can be read: of each row its key, and its value if any key opens it.
    pub(super) fn readable(&self) -> Vec<(String, Vec<u8>)> {
        let mut tables: BTreeMap<&str, SealKey> = BTreeMap::new();
        let mut readable = Vec::new();
        for (table, row, sealed) in &self.seen {
            let bound = bound_to(table, row);
            let own = tables.entry(table).or_insert_with(|| key().subkey("table", table));
            let opened = self.buckets.iter().chain([&*own]).find_map(|key| key.open(&bound, sealed));
            let text = [row.as_slice(), opened.as_deref().map_or(sealed, |plain| plain)].concat();
            readable.push((table.clone(), text));
        }
        readable
    }

    /// The tables in which something can be read that holds all of these.
    pub(super) fn tell(&self, parts: &[&[u8]]) -> BTreeSet<String> {
        let holds = |text: &[u8]| parts.iter().all(|part| text.windows(part.len()).any(|at| at == *part));
        self.readable().into_iter().filter(|(_, text)| holds(text)).map(|(table, _)| table).collect()
    }

    /// Whether these bytes lie anywhere in the files.
    pub(super) fn has_bytes(&self, bytes: &[u8]) -> bool {
        self.files.values().any(|file| file.windows(bytes.len()).any(|at| at == bytes))
    }

    /// Everything that could stand for a value under a key that is left.
    pub(super) fn hashes(&self, purpose: &'static str, value: &str) -> Vec<[u8; 16]> {
        let first = key().subkey("index", "").tag(purpose, value.as_bytes());
        let mut hashes = vec![first];
        for key in &self.buckets {
            hashes.push(key.tag(purpose, value.as_bytes()));
            hashes.push(key.subkey("index").tag("row", &first));
            hashes.push(key.subkey("index").tag("row", value.as_bytes()));
        }
        hashes
    }
}

#[test]
fn no_number_or_name_of_somebody_who_is_gone_can_be_tried_out() {
    let mut node = Watched::new();
    let region = "FR".parse().unwrap();
    let address = |text| Address::read(text, region).unwrap();
    let password = PasswordHash::hash("an invented password", &mut rng(3)).unwrap();
    let mut newcomer = Newcomer::new("lucie", password);
    newcomer.contacts = vec![address("lucie@example.org"), address("06 39 98 41 57")];
    let asked = node.run(AskSponsor { sponsor: address("nobody@example.org"), newcomer }).unwrap();
    let name = asked.pseudonym.as_str().to_owned();
    node.run(AskForReset { pseudonym: name.clone() }).unwrap();
    node.run(SendResetCodes).unwrap();
    let values =
        [("contact", "+33639984157"), ("contact", "nobody@example.org"), ("pseudonym", name.as_str())];
    for (purpose, value) in values {
        let hash = node.node.store().index_key(purpose, value.as_bytes());
        assert!(node.keeps(&hash), "the test looks for what is there: {purpose}");
    }
    node.now = node.now.plus(15 * DAY);
    node.run(TendRequests).unwrap();

    let disk = node.leave_the_disk();
    for (purpose, value) in values {
        assert_eq!(disk.tell(&[value.as_bytes()]), BTreeSet::new(), "{purpose} in clear");
        for hash in disk.hashes(purpose, value) {
            assert!(!disk.has_bytes(&hash), "a hash of the {purpose} lies in the file");
            assert_eq!(disk.tell(&[&hash]), BTreeSet::new(), "a hash of the {purpose} opens");
        }
    }
}

/// A moderator, and a member with two reports of which one is an alert; each act at a second of its own.
struct Left {
    member: MemberId,
    reports: [ReportId; 2],
    /// When something was done with her reports.
    moments: Vec<Timestamp>,
    /// The audit as somebody may have copied it before she went, and what came after.
    lines: Vec<AuditLine>,
}

fn member(node: &mut Watched, name: &str, role: Role) -> Actor {
    let password = PasswordHash::hash("an invented password", &mut rng(3)).unwrap();
    let actor = Actor::Operator;
    let created = CreateMember { actor, pseudonym: name.into(), role, password, sponsor: None };
    Actor::Member(node.run(created).unwrap(), role)
}

fn reported(node: &mut Watched, actor: Actor, number: &str) -> ReportId {
    let draft = ReportDraft {
        identifiers: vec![IdentifierInput { kind: None, value: number.into() }],
        kinds: vec![EventKind::RapeOrAttempt],
        text: Some("He locked the door.".into()),
        consent: Consent { alert: true, partners: false, abroad: false },
        consent_wording: Wording { version: 1, language: "fr".into() },
        ..ReportDraft::default()
    };
    let regions = Regions::new("FR".parse().unwrap(), []);
    node.run(SubmitReport { actor, draft, regions }).unwrap().id
}

/// She reports twice, has both reports restricted, and goes without them.
fn somebody_goes(node: &mut Watched) -> Left {
    let moderator = member(node, "manon", Role::Moderator);
    let lucie = member(node, "lucie", Role::Member);
    let Actor::Member(id, _) = lucie else { unreachable!("members are members") };
    let mut moments = Vec::new();
    let mut tick = |node: &mut Watched| {
        node.now = node.now.plus(313);
        moments.push(node.now);
    };
    let kind = SessionKind::Page { shared: true };
    let session = node.run(StartSession { member: id, kind }).unwrap();
    tick(node);
    node.run(UseSession { token: session.token.clone() }).unwrap();
    let first = reported(node, lucie, "06 39 98 41 57");
    tick(node);
    let second = reported(node, lucie, "06 39 98 41 58");
    node.now = node.now.plus(313);
    node.run(OpenReport { actor: moderator, id: first }).unwrap();
    let publish = PublishReport {
        actor: moderator,
        id: first,
        level: Level::VeryDangerous,
        kinds: vec![EventKind::RapeOrAttempt],
        text: "Says he is a doctor.".into(),
        town: None,
        person: Person::default(),
        abroad: false,
        talked: false,
        leave_out: Vec::new(),
        anyway: true,
    };
    node.run(publish).unwrap();
    tick(node);
    assert_eq!(node.run(RestrictReports { actor: lucie, report: None }), Ok(2));
    node.now = node.now.plus(313);
    node.run(DeleteAccount { actor: lucie, reports: ReportsFate::Unlink }).unwrap();
    let lines = node.node.read().unwrap().audit(&Actor::Operator, None, 50).unwrap();
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    Left { member: id, reports: [first, second], moments, lines }
}

#[test]
fn nothing_ties_the_reports_that_somebody_left_to_her_or_to_one_another() {
    let mut node = Watched::new();
    let Left { member, reports, moments, lines } = somebody_goes(&mut node);
    let erased = node.node.erased().unwrap();
    let named = |line: &&JournalLine| reports.iter().any(|id| line.id == *id.as_bytes());
    let words: BTreeSet<&str> = erased.iter().filter(named).map(|line| line.what.as_str()).collect();
    assert_eq!(words, BTreeSet::from(["restricted"]), "that each was unlinked has no line beside hers");
    let disk = node.leave_the_disk();

    let [first, second] = &reports;
    let nowhere = BTreeSet::new();
    assert_eq!(disk.tell(&[first.as_bytes(), second.as_bytes()]), nowhere);
    for report in [first, second] {
        assert_eq!(disk.tell(&[member.as_bytes(), report.as_bytes()]), nowhere);
        for moment in &moments {
            let at = u32::try_from(moment.seconds()).unwrap().to_be_bytes();
            assert_eq!(disk.tell(&[member.as_bytes(), &at]), nowhere, "{moment:?} stands beside her");
        }
    }
    let hers = |line: &&AuditLine| {
        line.actor == AuditActor::Member(member) || line.subject == Some(*member.as_bytes())
    };
    let of_report = |line: &&AuditLine| reports.iter().any(|id| line.subject == Some(*id.as_bytes()));
    assert!(
        lines.iter().filter(of_report).count() >= 2,
        "the moderator's reading and publishing stay: {lines:?}"
    );
    for line in lines.iter().filter(hers) {
        let beside = lines.iter().filter(of_report).find(|other| other.at == line.at || of_report(&line));
        assert_eq!(beside, None, "beside {line:?}");
        assert!(!moments.contains(&line.at), "{line:?} stands at the second of an act with a report");
    }
}
