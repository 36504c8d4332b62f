//! `/parasol/eval/1`: blinded elements there, an evaluation or a refusal back, on a stream of its own.

use std::collections::VecDeque;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::{AsyncRead, AsyncWrite, FutureExt};
use parasol_core::allowances::{Allowed, Reserve};
use parasol_protocol::evaluation::message::{MAX_FRAME, Question, Reply};
use parasol_protocol::ids::{NodeKey, OrganisationId};
use rand_core::OsRng;
use tokio::sync::{mpsc, oneshot};

use super::errand::exchange;
use super::gate::Stream;
use super::home::Home;
use crate::clock;
use crate::evaluator::Others;

/// How long either side waits for a frame.
const PATIENCE: Duration = Duration::from_secs(5);
/// Questions of this node that wait to be said; more are not asked.
const WAITING_MAX: usize = 256;
/// Questions that are said to one holder together. It answers twice as many: it learns a little later than this node that one
/// is over. So that none waits here behind others', members' checks take turns before they come here (`turns`).
pub(crate) const ASKING_MAX: usize = 8;
/// Evaluations that are made for one peer together; who wants more is not heard.
pub(super) const EVALUATING_MAX: usize = 2 * ASKING_MAX;

/// A question to another holder, and who waits for the reply.
pub(super) struct Wanted {
    pub(super) holder: OrganisationId,
    question: Question,
    reply: oneshot::Sender<Reply>,
}

/// The way to the other holders: through the driver's connections.
pub(super) struct Holders(mpsc::Sender<Wanted>);

/// Where questions are handed in, and where they come out.
pub(super) fn channel() -> (Holders, mpsc::Receiver<Wanted>) {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    (Holders(sender), receiver)
}

/// Questions to one holder: some are under way, the others wait for their turn.
#[derive(Default)]
pub(super) struct Line {
    under_way: usize,
    waiting: VecDeque<Wanted>,
}

impl Line {
    /// One more. Where too many wait, whoever wants it hears at once that it is not asked.
    pub(super) fn join(&mut self, wanted: Wanted) {
        if self.waiting.len() < WAITING_MAX {
            self.waiting.push_back(wanted);
        }
    }

    /// Whose turn it is, if one may be said now. Nobody waits any more for those whose time is over.
    pub(super) fn next(&mut self) -> Option<Wanted> {
        if self.under_way >= ASKING_MAX {
            return None;
        }
        while let Some(wanted) = self.waiting.pop_front() {
            if !wanted.reply.is_closed() {
                self.under_way = self.under_way.saturating_add(1);
                return Some(wanted);
            }
        }
        None
    }

    /// One that was under way is over.
    pub(super) fn ended(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// The holder cannot be reached any more: whoever waits hears it at once.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}

impl Others for Holders {
    fn ask(&self, holder: OrganisationId, question: Question) -> BoxFuture<'static, Option<Reply>> {
        let (reply, answer) = oneshot::channel();
        let sent = self.0.try_send(Wanted { holder, question, reply });
        async move {
            sent.ok()?;
            answer.await.ok()
        }
        .boxed()
    }
}

impl Wanted {
    /// Says it on this stream. Whoever waits learns of a failure because nobody answers any more; when nobody waits any more,
    /// it is over.
    pub(super) async fn say(self, opening: oneshot::Receiver<Stream>) -> Option<()> {
        let Self { question, mut reply, .. } = self;
        let answering = async {
            let mut holder = exchange(opening.await.ok()?, PATIENCE);
            holder.say(&question.to_bytes()).await?;
            let answer = Reply::from_bytes(&holder.hear(MAX_FRAME).await?).ok()?;
            Some((answer, holder))
        };
        let (answer, holder) = tokio::select! {
            () = reply.closed() => return None,
            answered = answering => answered?,
        };
        // It may have been answered by others meanwhile.
        let _ = reply.send(answer);
        holder.part().await;
        Some(())
    }
}

/// Answers one question of a peer.
pub(super) async fn answer_evaluation<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    from: NodeKey,
    home: Home,
) -> Option<()> {
    let mut asker = exchange(stream, PATIENCE);
    let reply = match Question::from_bytes(&asker.hear(MAX_FRAME).await?) {
        Ok(question) => answer(question, from, &home).await?,
        Err(_) => Reply::Malformed,
    };
    asker.say(&reply.to_bytes()).await?;
    asker.part().await;
    Some(())
}

/// Counts what is asked before it is evaluated. None when this node cannot say anything: then the asker hears nothing.
async fn answer(question: Question, from: NodeKey, home: &Home) -> Option<Reply> {
    let asked = question.clone();
    let metered = home.look(move |snapshot| {
        let metered = snapshot.asked_by(&from, &asked)?;
        Ok(metered.map(|metered| (snapshot.allows(&metered, clock::now()), metered)))
    });
    match metered.await? {
        Err(refusal) => return Some(refusal),
        Ok((true, _)) => {}
        Ok((false, asked)) => match home.command(Reserve { asked }).await.ok()? {
            Allowed::Yes => {}
            Allowed::Over(until) => return Some(Reply::Quota(question.class, until)),
        },
    }
    home.look(move |snapshot| {
        let Question { circle, epoch, elements, .. } = &question;
        Ok(Reply::of(snapshot.evaluate(circle, *epoch, elements, &mut OsRng)))
    })
    .await
}
