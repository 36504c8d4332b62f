//! The journal of erasures, and what a node does that was put back to an earlier time.

use std::path::{Path, PathBuf};

use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::erasures::Caught;
use parasol_core::ids::AlertId;
use parasol_core::node::Node;
use parasol_core::refusal::Refusal;
use parasol_core::reports::Status;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{SessionKind, StartSession};
use parasol_core::store::{Journal, JournalError};

use crate::house::{House, key, member_id};

pub(crate) struct Kept {
    pub(crate) house: House,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) moderator: Actor,
}

impl Kept {
    pub(crate) fn new() -> Self {
        let mut house = House::new();
        let moderator = house.member("the one who recalls", Role::Moderator);
        let mut kept = Self { house, folder: tempfile::tempdir().unwrap(), moderator };
        assert_eq!(kept.keep(), Caught::default());
        kept
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("erasures")
    }

    pub(crate) fn try_keep(&mut self) -> Result<Caught, JournalError> {
        let (node, now, path) = (self.house.node().clone(), self.house.now, self.journal());
        node.keep_erasures(&path, now, &mut self.house.rng)
    }

    pub(crate) fn keep(&mut self) -> Caught {
        self.try_keep().unwrap()
    }

    pub(crate) fn restart(&mut self) -> Caught {
        self.house.restart();
        self.keep()
    }

    /// A copy of the database as it is now.
    pub(crate) fn back_up(&mut self) -> PathBuf {
        let older = self.folder.path().join("older");
        self.house.node = None;
        copy(self.house.path(), &older);
        self.restart();
        older
    }

    /// Puts such a copy back.
    pub(crate) fn put_back(&mut self, older: &Path) -> Caught {
        self.house.node = None;
        copy(older, self.house.path());
        self.restart()
    }

    pub(crate) fn recall(&mut self, alert: AlertId) -> Result<(), Refusal> {
        let (actor, reason) = (self.moderator, RecallReason::ConsentWithdrawn);
        self.house.run(RecallAlert { actor, alert, reason })
    }

    pub(crate) fn live(&self, alert: AlertId) -> bool {
        let rows = self.house.snapshot().alert_rows(&Actor::Operator, None).unwrap();
        rows.iter().any(|row| row.id == alert && row.live)
    }

    pub(crate) fn lines(&self) -> usize {
        std::fs::read_to_string(self.journal()).unwrap().lines().count() - 1
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in ["parasol.redb", "keyring"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

#[test]
fn what_was_erased_stays_erased_when_an_older_database_is_put_back() {
    let mut kept = Kept::new();
    let (gone, stays) = (kept.house.alert("06 39 98 41 57"), kept.house.alert("+44 7700 900123"));
    let older = kept.back_up();
    kept.recall(gone).unwrap();
    assert_eq!(kept.lines(), 3, "an alert, what it said, and what its report said");

    let caught = kept.put_back(&older);
    assert_eq!((caught.again, caught.added), (3, 0));
    assert!(!kept.live(gone) && kept.live(stays));
    let counts = kept.house.snapshot().counts(&Actor::Operator).unwrap();
    assert!(counts.reports.contains(&(Status::Recalled, 1)), "{:?}", counts.reports);
    let node = kept.house.node().clone();
    while node.erase(8, &mut kept.house.rng).unwrap() == 8 {}
    drop(node);
    assert_eq!(kept.restart(), Caught::default(), "once");
    assert!(!kept.live(gone) && kept.live(stays));
}

fn lost(kept: &Kept) -> Option<u64> {
    let state = kept.house.node().erasures(kept.house.now).unwrap().unwrap();
    state.lost.map(|lost| lost.missing)
}

#[test]
fn a_journal_that_was_lost_is_written_again_and_that_is_said_for_a_month() {
    let mut kept = Kept::new();
    let alert = kept.house.alert("06 39 98 41 57");
    kept.recall(alert).unwrap();
    assert_eq!(lost(&kept), None);
    std::fs::remove_file(kept.journal()).unwrap();
    let caught = kept.restart();
    assert_eq!((caught.again, caught.added, caught.lost, kept.lines()), (0, 3, 3, 3));
    assert_eq!((lost(&kept), kept.restart().lost, lost(&kept)), (Some(3), 0, Some(3)));
    kept.house.wait(31 * 86_400);
    assert_eq!(lost(&kept), None);
}

/// The whole directory is put back, and the journal that was kept elsewhere is gone or older: nothing can say what is missing.
#[test]
fn an_older_database_without_its_journal_or_with_an_older_one_does_not_pass_in_silence() {
    let mut kept = Kept::new();
    let (first, second) = (kept.house.alert("06 39 98 41 57"), kept.house.alert("+44 7700 900123"));
    let early = std::fs::read(kept.journal()).unwrap();
    kept.recall(first).unwrap();
    let older = kept.back_up();
    kept.recall(second).unwrap();
    let newest = std::fs::read(kept.journal()).unwrap();

    std::fs::remove_file(kept.journal()).unwrap();
    assert_eq!(kept.put_back(&older).lost, 3);
    assert!(kept.live(second), "nobody can know");
    std::fs::write(kept.journal(), early).unwrap();
    assert_eq!(kept.put_back(&older).lost, 3);

    // The newest copy is found, and put in its place.
    std::fs::write(kept.journal(), newest).unwrap();
    assert_eq!(kept.restart(), Caught { again: 3, ..Caught::default() });
    assert!(!kept.live(second));
}

/// The node went on without its journal, which is found later: both lives count, and the two agree from then on.
#[test]
fn two_lives_of_one_node_are_brought_together() {
    let mut kept = Kept::new();
    let alerts =
        ["06 39 98 41 57", "+44 7700 900123", "+33 6 39 98 41 58"].map(|number| kept.house.alert(number));
    kept.recall(alerts[0]).unwrap();
    let older = kept.back_up();
    kept.recall(alerts[1]).unwrap();
    let newest = std::fs::read(kept.journal()).unwrap();
    std::fs::remove_file(kept.journal()).unwrap();
    kept.put_back(&older);
    kept.recall(alerts[2]).unwrap();
    std::fs::write(kept.journal(), newest).unwrap();
    let caught = kept.restart();
    assert_eq!((caught.again, caught.added, kept.lines()), (3, 3, 9));
    assert!(alerts.iter().all(|alert| !kept.live(*alert)));
    assert_eq!(kept.restart(), Caught::default());
}

#[test]
fn a_line_cut_short_by_a_crash_is_written_again_and_a_changed_one_is_set_aside() {
    let mut kept = Kept::new();
    let alert = kept.house.alert("06 39 98 41 57");
    kept.recall(alert).unwrap();
    let whole = std::fs::read(kept.journal()).unwrap();
    for cut in [1, 5, 60, whole.len() - 3, whole.len()] {
        std::fs::write(kept.journal(), whole.get(..whole.len() - cut).unwrap()).unwrap();
        assert_eq!(kept.restart().again, 0);
        assert_eq!(kept.lines(), 3, "{cut} bytes were missing");
    }
    let mut changed = whole.clone();
    let at = changed.len() - 120;
    changed.get_mut(at..at + 1).unwrap().copy_from_slice(b"x");
    std::fs::write(kept.journal(), &changed).unwrap();
    let organisation = kept.house.node().identity().organisation;
    let strict = Journal::lines(&kept.journal(), kept.house.node().store(), organisation.as_bytes());
    assert!(matches!(strict, Err(JournalError::Damaged { .. })), "a restore takes no damaged journal");
    kept.restart();
    assert_eq!(kept.lines(), 3);
    let state = kept.house.node().erasures(kept.house.now).unwrap().unwrap();
    assert_eq!(std::fs::read(state.damaged.unwrap()).unwrap(), changed);
}

/// A bad disk turns a bit, in whichever line: the node starts all the same, and no damaged file is written over.
#[test]
fn a_journal_of_which_a_bit_turned_is_set_aside_wherever_it_is() {
    let mut kept = Kept::new();
    let alert = kept.house.alert("06 39 98 41 57");
    kept.recall(alert).unwrap();
    let whole = std::fs::read(kept.journal()).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
    let places = [0, 25, first - 3, first, first + 1, first + 12, whole.len() - 5];
    for (place, bit) in places.iter().flat_map(|place| [(*place, 0x01), (*place, 0x80)]) {
        let mut changed = whole.clone();
        *changed.get_mut(place).unwrap() ^= bit;
        std::fs::write(kept.journal(), &changed).unwrap();
        let organisation = kept.house.node().identity().organisation;
        let strict = Journal::lines(&kept.journal(), kept.house.node().store(), organisation.as_bytes());
        assert!(matches!(strict, Err(JournalError::Damaged { .. })), "byte {place}");
        assert_eq!((kept.restart().again, kept.lines()), (0, 3), "byte {place}");
        assert_eq!(std::fs::read(kept.journal()).unwrap(), whole, "byte {place}");
    }
    let entries = std::fs::read_dir(kept.journal().parent().unwrap()).unwrap();
    let aside =
        entries.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".damaged"));
    assert_eq!(aside.count(), places.len() * 2);
}

/// What somebody names to `restore` is hers.
#[test]
fn a_journal_that_is_only_read_is_never_removed() {
    let kept = Kept::new();
    let file = kept.journal().with_file_name("an empty copy");
    std::fs::write(&file, "").unwrap();
    let organisation = kept.house.node().identity().organisation;
    let read = Journal::lines(&file, kept.house.node().store(), organisation.as_bytes());
    assert!(matches!(read, Err(JournalError::Damaged { line: 1, .. })));
    assert!(file.exists());
}

#[test]
fn the_journal_of_another_node_is_refused_and_left_alone() {
    let mut kept = Kept::new();
    let alert = kept.house.alert("06 39 98 41 57");
    kept.recall(alert).unwrap();
    let text = std::fs::read_to_string(kept.journal()).unwrap();
    let organisation = kept.house.node().identity().organisation.to_string();
    let theirs = text.replace(&organisation, &"0".repeat(organisation.len()));
    assert_ne!(text, theirs);
    std::fs::write(kept.journal(), &theirs).unwrap();
    kept.house.restart();
    assert!(matches!(kept.try_keep(), Err(JournalError::Foreign { .. })));
    assert_eq!(std::fs::read_to_string(kept.journal()).unwrap(), theirs);
}

#[test]
fn what_was_erased_without_a_journal_is_written_when_there_is_one() {
    let mut kept = Kept::new();
    let (first, second) = (kept.house.alert("06 39 98 41 57"), kept.house.alert("+44 7700 900123"));
    kept.recall(first).unwrap();
    assert_eq!(kept.house.node().erasures(kept.house.now).unwrap().unwrap().waiting, 0);
    kept.house.restart();
    kept.recall(second).unwrap();
    assert_eq!((kept.lines(), kept.keep().added, kept.lines()), (3, 3, 6));
}

#[test]
fn after_a_restore_nobody_is_signed_in() {
    let mut kept = Kept::new();
    let lucie = kept.house.member("lucie", Role::Member);
    let kind = SessionKind::Token;
    let session = kept.house.run(StartSession { member: member_id(&lucie), kind }).unwrap();
    let now = kept.house.now;
    assert!(kept.house.snapshot().session(&session.token, now).unwrap().is_some());
    kept.house.run(AfterRestore).unwrap();
    assert!(kept.house.snapshot().session(&session.token, now).unwrap().is_none());
    let line = kept.house.snapshot().audit(&Actor::Operator, None, 1).unwrap();
    assert!(line.iter().any(|(_, line)| line.what == "restored"));
}

#[test]
fn a_copy_of_all_rows_opens_as_the_same_node() {
    use parasol_core::store::{Import, Piece};

    let mut kept = Kept::new();
    let alert = kept.house.alert("06 39 98 41 57");
    let to = kept.folder.path().join("copy");
    std::fs::create_dir(&to).unwrap();
    let snapshot = kept.house.snapshot();
    let store = snapshot.store();
    let keys = store.bucket_key_bytes().unwrap();
    let mut import = Import::begin(&to, store.store_key(), &keys, &mut kept.house.rng).unwrap();
    let mut tables = 0;
    store
        .pieces(&mut |piece| {
            tables += usize::from(matches!(piece, Piece::Table(_)));
            import.take(piece).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert!(tables > 10);
    import.finish().unwrap();
    let node = Node::open(&to, key(), kept.house.now, &mut kept.house.rng).unwrap();
    let copied = node.read().unwrap();
    assert_eq!(copied.store().fingerprint().unwrap(), store.fingerprint().unwrap());
    assert!(copied.alert_rows(&Actor::Operator, None).unwrap().iter().any(|row| row.id == alert && row.live));
}
