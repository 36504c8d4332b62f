//! The chain, tried from inside: only here can a line be changed.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;
use crate::audit::migration::{UNCHAINED, chain_existing};
use crate::audit::{AuditActor, AuditLine};
use crate::identity::Genesis;
use crate::node::Node;
use crate::store::StoreKey;

struct Kept {
    _dir: tempfile::TempDir,
    node: Node,
    rng: ChaCha20Rng,
}

fn line(n: u64) -> AuditLine {
    AuditLine {
        at: Timestamp::new(1_795_262_400 + n),
        actor: AuditActor::Operator,
        what: format!("thing_{n}"),
        subject: n.is_multiple_of(2).then_some([7; 16]),
        count: None,
    }
}

impl Kept {
    fn with(lines: u64) -> Self {
        let (dir, mut rng) = (tempfile::tempdir().unwrap(), ChaCha20Rng::seed_from_u64(8));
        let genesis = Genesis {
            name: "Jasmine".into(),
            legal_name: "Association Jasmine".into(),
            country: "FR".parse().unwrap(),
            languages: vec!["fr".into()],
            contact: "privacy@jasmine.example.org".into(),
        };
        let now = Timestamp::new(1_795_262_400);
        let node = Node::create(dir.path(), StoreKey::new([5; 32]), genesis, now, &mut rng).unwrap().node;
        let mut kept = Self { _dir: dir, node, rng };
        kept.change(|tx| (0..lines).for_each(|n| append(tx, &line(n)).unwrap()));
        kept
    }

    fn change(&mut self, change: impl FnOnce(&mut Tx)) {
        let mut tx = self.node.store().begin(&mut self.rng).unwrap();
        change(&mut tx);
        tx.commit().unwrap();
    }

    fn proof(&self, known: Option<AuditEnd>) -> AuditProof {
        self.node.read().unwrap().verify_audit(&Actor::Operator, known).unwrap()
    }
}

#[test]
fn what_was_written_is_whole() {
    let kept = Kept::with(12);
    let proof = kept.proof(None);
    assert_eq!((proof.lines, proof.broken, proof.holds), (12, None, None));
    assert_eq!(proof.end.map(|end| end.number()), Some(11));
    assert_eq!(Kept::with(0).proof(None), AuditProof { lines: 0, broken: None, end: None, holds: None });
}

#[test]
fn the_newest_lines_are_looked_through_alone() {
    let mut kept = Kept::with(12);
    let newest =
        |kept: &Kept, most| kept.node.read().unwrap().verify_newest_audit(&Actor::Operator, most).unwrap();
    for most in [0, 1, 5, 11, 12, 100] {
        assert_eq!(newest(&kept, most), None, "{most}");
    }
    kept.change(|tx| {
        let row = tx.get(&AUDIT, &6).unwrap().unwrap();
        tx.put(&AUDIT, &6, &Row { line: serde_ipld_dagcbor::to_vec(&line(99)).unwrap(), ..row }).unwrap();
    });
    assert_eq!((newest(&kept, 6), newest(&kept, 5)), (Some(6), None), "line 6 is one of the newest six");
    kept.change(|tx| tx.remove(&AUDIT, &11).map(drop).unwrap());
    assert_eq!(newest(&kept, 3), Some(11), "the last line is missing");
    assert_eq!(newest(&kept, 0), Some(11));
}

#[test]
fn a_line_that_was_changed_taken_out_or_put_in_is_named() {
    let mut kept = Kept::with(12);
    kept.change(|tx| {
        let mut row = tx.get(&AUDIT, &5).unwrap().unwrap();
        row.line = serde_ipld_dagcbor::to_vec(&line(500)).unwrap();
        tx.put(&AUDIT, &5, &row).unwrap();
    });
    assert_eq!(kept.proof(None).broken, Some(5));

    let mut kept = Kept::with(12);
    kept.change(|tx| assert!(tx.remove(&AUDIT, &3).unwrap()));
    assert_eq!(kept.proof(None).broken, Some(3));

    let mut kept = Kept::with(12);
    kept.change(|tx| assert!(tx.remove(&AUDIT, &11).unwrap()));
    assert_eq!(kept.proof(None).broken, Some(11), "the end is missed too");

    let mut kept = Kept::with(12);
    kept.change(|tx| {
        let row = tx.get(&AUDIT, &11).unwrap().unwrap();
        tx.put(&AUDIT, &12, &row).unwrap();
    });
    assert_eq!(kept.proof(None).broken, Some(12));
}

#[test]
fn an_end_that_was_written_down_convicts_a_chain_that_was_written_anew() {
    let kept = Kept::with(9);
    let end = kept.proof(None).end.unwrap();
    let told: AuditEnd = end.to_string().parse().unwrap();
    assert_eq!(told, end);
    let mut longer = Kept::with(9);
    longer.change(|tx| (9..20).for_each(|n| append(tx, &line(n)).unwrap()));
    assert_eq!(longer.proof(Some(told)).holds, Some(true));
    let mut other = Kept::with(0);
    other.change(|tx| (0..20).filter(|n| *n != 4).for_each(|n| append(tx, &line(n)).unwrap()));
    let proof = other.proof(Some(told));
    assert_eq!((proof.broken, proof.holds), (None, Some(false)));
    for bad in
        ["", "8", "8:", "8:xyz", "-1:00000000000000000000000000000000", "8:+0000000000000000000000000000000"]
    {
        assert!(bad.parse::<AuditEnd>().is_err(), "{bad}");
    }
}

#[test]
fn lines_of_an_older_version_are_chained_in_their_order() {
    let mut kept = Kept::with(0);
    kept.change(|tx| (0..7).for_each(|n| tx.put(&UNCHAINED, &n, &line(n)).unwrap()));
    kept.change(|tx| chain_existing(tx).unwrap());
    let proof = kept.proof(None);
    assert_eq!((proof.lines, proof.broken), (7, None));
    let newest = kept.node.read().unwrap().audit(&Actor::Operator, None, 50).unwrap();
    assert_eq!(newest.len(), 7);
    assert!(newest.iter().all(|(number, found)| *found == line(*number)));
}

/// A clock that was put forward or back for a while, and a line that somebody took out, hide nothing else of the month.
#[test]
fn a_month_is_summed_up_whatever_the_clock_did() {
    let mut kept = Kept::with(6);
    kept.change(|tx| {
        for at in [1_827_000_000, 1_700_000_000] {
            append(tx, &AuditLine { at: Timestamp::new(at), ..line(6) }).unwrap();
        }
        (8..12).for_each(|n| append(tx, &line(n)).unwrap());
        tx.remove(&AUDIT, &9).map(drop).unwrap();
    });
    let snapshot = kept.node.read().unwrap();
    let summary = snapshot.audit_summary(&Actor::Operator, line(0).at.month()).unwrap();
    assert_eq!(summary.rows.iter().map(|row| row.count).sum::<u64>(), 9);
    assert_eq!(summary.end.unwrap().number(), 11);
}
