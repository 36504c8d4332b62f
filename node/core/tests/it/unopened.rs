//! A record under a number's tag that does not open: whoever filed it must not learn when that number is checked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parasol_core::checks::Reason;
use parasol_protocol::codec;
use parasol_protocol::record::Record;
use parasol_protocol::sync::Ledgers;
use parasol_protocol::volume::{Batch, Op, VolumeName};
use tracing::span::{Attributes, Id, Record as Fields};
use tracing::{Event, Metadata, Subscriber};

use crate::agreement::kit::Organisations;
use crate::forging::Forged;

const NUMBER: &str = "+33639984157";

/// Counts the lines of the log.
#[derive(Clone, Default)]
struct Lines(Arc<AtomicUsize>);

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Fields<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The only entry of the second, and its record with another seal.
fn sealed_wrongly(all: &Organisations) -> (Op, Record) {
    let (circle, publisher, snapshot) = (all.circle, all.id(1), all.houses[1].snapshot());
    let ledgers = snapshot.ledgers();
    let key = ledgers.head(&circle, &publisher).unwrap().body().volumes[0].0;
    let batch = ledgers.batch(&VolumeName { circle, publisher, key }, 1).unwrap();
    let Op(id, hash) = codec::decode::<Batch>(&batch).unwrap().2[0];
    let mut bytes = ledgers.record(&circle, &hash.unwrap()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let record = Record::parse(&bytes).unwrap();
    (Op(id, Some(record.hash())), record)
}

#[test]
fn a_check_of_a_number_whose_record_does_not_open_leaves_no_line_in_the_log() {
    let mut all = Organisations::linked(2);
    all.share(1, NUMBER);
    let (op, record) = sealed_wrongly(&all);
    Forged::new(&all, 1, vec![vec![op]], &[record]).reach(&mut all, 0);
    let lines = Lines::default();
    let verdict = tracing::subscriber::with_default(lines.clone(), || all.check(0, NUMBER));
    let reasons: Vec<_> = verdict.unanswered.iter().map(|source| source.reason).collect();
    assert_eq!((verdict.level, reasons), (None, vec![Reason::RecordsMissing]), "or it was not found");
    assert_eq!(lines.0.load(Ordering::SeqCst), 0);
    tracing::subscriber::with_default(lines.clone(), || tracing::warn!("this one is counted"));
    assert_eq!(lines.0.load(Ordering::SeqCst), 1);
}
