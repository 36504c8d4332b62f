//! How many questions a holder answers, all that it does for one: read, counted on its disk, evaluated with a proof, written.

use std::time::{Duration, Instant};

use parasol_core::allowances::{Allowed, Reserve};
use parasol_core::command::Job;
use parasol_core::node::Node;
use parasol_core::roles::Actor;
use parasol_core::store::StoreKey;
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{self, Ask, Class};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::ids::{CircleId, NodeKey};
use parasol_protocol::time::{DAY, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::node::BenchNode;
use crate::table::{Row, Table};
use crate::{Outcome, progress};

/// How long each is measured.
const SPAN: Duration = Duration::from_secs(2);
/// More numbers than a core evaluates in that time.
const ENOUGH: usize = 32_768;
/// More keys than the circle has made.
const EPOCHS: u64 = 16;

/// A member's data, opened here after its process has ended, and the partner that asks it.
struct Holder {
    node: Node,
    circle: CircleId,
    charter: u64,
    epoch: u64,
    asker: NodeKey,
    /// What the holder's clock says: when a day's numbers are used up, it is the next day.
    now: Timestamp,
    rng: ChaCha20Rng,
}

impl Holder {
    fn open(bench: &mut BenchNode) -> Outcome<Self> {
        let data = bench.end()?;
        let key = StoreKey::from_text(&std::fs::read_to_string(data.join("store.key"))?)?;
        let mut rng = ChaCha20Rng::seed_from_u64(6);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
        let node = Node::open(&data, key, Timestamp::new(now), &mut rng)?;
        let snapshot = node.read()?;
        let circle = snapshot.circles(&Actor::Operator)?.pop().ok_or("expected a circle")?;
        let partner = snapshot.peers(&Actor::Operator)?.pop().ok_or("expected a partner")?;
        let newest = (1..EPOCHS).rev().find(|epoch| snapshot.holders(&circle.circle, *epoch).is_ok());
        let epoch = newest.ok_or("expected a key with a share of this node")?;
        let now = Timestamp::new(now).plus(DAY);
        let (circle, charter, asker) = (circle.circle, circle.charter, partner.node_key);
        Ok(Self { node, circle, charter, epoch, asker, now, rng })
    }

    /// Questions as frames. To the holder each is about other numbers: they are blinded anew.
    fn questions(&mut self, elements: usize, count: usize) -> Outcome<Vec<Vec<u8>>> {
        let mut phones = Vec::new();
        for n in 0..elements {
            phones.push(Identifier::from_canonical(IdentifierKind::Phone, &format!("+3363998{n:04}"))?);
        }
        let mut questions = Vec::with_capacity(count);
        for _ in 0..count {
            let (_, elements) = evaluation::blind(phones.iter(), &mut self.rng)?;
            let ask = Ask { circle: self.circle, epoch: self.epoch, class: Class::Check, elements };
            questions.push(Question::new(&ask, self.charter).to_bytes());
        }
        Ok(questions)
    }

    fn answer(&mut self, frame: &[u8]) -> Outcome<Vec<u8>> {
        let question = Question::from_bytes(frame)?;
        let snapshot = self.node.read()?;
        let asked = snapshot.asked_by(&self.asker, &question)?.map_err(|no| format!("refused: {no:?}"))?;
        if !snapshot.allows(&asked, self.now) {
            let (reply, allowed) = std::sync::mpsc::channel();
            let mut reserve = || {
                let reply = reply.clone();
                let job = Job::new(Reserve { asked: asked.clone() }, move |allowed| {
                    // It waits below.
                    let _ = reply.send(allowed);
                });
                self.node.execute(vec![job], self.now, &mut self.rng);
                allowed.recv()
            };
            if let Allowed::Over(until) = reserve()?? {
                self.now = until;
                // The next day's numbers: a partner that used up its day may ask for more on the next.
                return self.answer(frame);
            }
        }
        let Question { circle, epoch, elements, .. } = &question;
        let reply = Reply::of(snapshot.evaluate(circle, *epoch, elements, &mut self.rng));
        let evaluated = matches!(reply, Reply::Evaluation(_));
        if evaluated {
            Ok(reply.to_bytes())
        } else {
            Err(format!("expected an evaluation: {reply:?}").into())
        }
    }
}

/// Measures on one core what this member answers; its process ends. `multiplication` is how many microseconds one takes.
pub(super) fn measure(bench: &mut BenchNode, multiplication: f64, table: &mut Table) -> Outcome<()> {
    progress("what a holder answers, on one core");
    let mut holder = Holder::open(bench)?;
    for elements in [1_usize, 3, 32] {
        let questions = holder.questions(elements, ENOUGH / elements)?;
        let (start, mut count) = (Instant::now(), 0_u32);
        for question in &questions {
            std::hint::black_box(holder.answer(question)?);
            count += 1;
            if start.elapsed() >= SPAN {
                break;
            }
        }
        let rate = f64::from(count) / start.elapsed().as_secs_f64();
        let what =
            format!("questions of {elements} that a holder reads, counts, answers with a proof and writes");
        table.push(Row::share(&what, rate, super::evaluations::bound(elements, multiplication)));
    }
    Ok(())
}
