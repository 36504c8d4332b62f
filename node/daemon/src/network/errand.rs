//! Short conversations of one question and one answer: the knock of a joiner, the questions of the circle, those of the
//! agreement on its charters, and those of the making of its keys.

use std::time::Duration;

use futures::{AsyncRead, AsyncReadExt, AsyncWrite};
use parasol_core::circles::{AnswerAgreement, AnswerCeremony, AnswerQuestion, ReceiveJoin, ReceiveKnock};
use parasol_core::network::KnockTask;
use parasol_protocol::agreement;
use parasol_protocol::ceremony::conversation;
use parasol_protocol::circle::{self, Question};
use parasol_protocol::codec;
use parasol_protocol::ids::{NodeKey, OrganisationId};
use parasol_protocol::join::{JoinReply, JoinRequest, Knock, MAX_KNOCK};
use tokio::time::timeout;

use super::frame::{FrameReader, FrameWriter};
use super::home::Home;

/// How long whoever knocks may take for each frame.
const KNOCK_PATIENCE: Duration = Duration::from_secs(5);
/// How long an answer may take; the other node makes it durable first.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);
/// The longest introduction: texts and addresses at their bounds, and what is around them.
const MAX_REQUEST: usize = 4_096;
/// The longest answer to an introduction.
const MAX_JOIN_REPLY: usize = 16;

/// What came of a visit to this node's door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knocked {
    /// The visitor proved that it holds an invite, and was answered.
    Answered,
    /// The first frame was no knock, or no invite's secret made it, or it came too late.
    Wrong,
}

/// One frame there, one back.
pub(super) struct Exchange<R, W> {
    reader: FrameReader<R>,
    writer: FrameWriter<W>,
    patience: Duration,
}

pub(super) fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    patience: Duration,
) -> Exchange<impl AsyncRead + Unpin, impl AsyncWrite + Unpin> {
    let (from, to) = stream.split();
    let (reader, writer) = (FrameReader::new(from, 0, patience), FrameWriter::new(to, patience));
    Exchange { reader, writer, patience }
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Exchange<R, W> {
    pub(super) async fn say(&mut self, message: &[u8]) -> Option<()> {
        self.writer.push(message);
        self.writer.finish().await.ok()
    }

    pub(super) async fn hear(&mut self, bound: usize) -> Option<Vec<u8>> {
        self.reader.expect_at_most(bound);
        timeout(self.patience, self.reader.next()).await.ok()?.ok()?
    }

    /// Ends our side, and waits until the other has read what was said and ended its own.
    pub(super) async fn part(mut self) {
        if self.writer.close().await.is_ok() {
            let _ = self.hear(0).await;
        }
    }
}

/// Knocks, says who this node is, and brings back the answer.
pub(super) async fn knock<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    task: &KnockTask,
) -> Option<JoinReply> {
    let mut inviter = exchange(stream, ANSWER_PATIENCE);
    inviter.say(&codec::encode(&task.knock)).await?;
    inviter.say(&codec::encode(&task.request)).await?;
    let reply = codec::decode(&inviter.hear(MAX_JOIN_REPLY).await?).ok();
    inviter.part().await;
    reply
}

/// Answers a knock. The introduction is not looked at before the knock has been proved.
pub(super) async fn answer_knock<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    from: NodeKey,
    home: Home,
) -> Knocked {
    let mut visitor = exchange(stream, KNOCK_PATIENCE);
    match hear_knock(&mut visitor, from, &home).await {
        None => Knocked::Wrong,
        Some((_, false)) => {
            // Whoever holds an invite that has ended is told so, and knocks no more.
            if visitor.say(&codec::encode(&JoinReply::Refused)).await.is_some() {
                let _ = visitor.hear(MAX_REQUEST).await;
                visitor.part().await;
            }
            Knocked::Wrong
        }
        Some((knock, true)) => {
            let reply = hear_request(&mut visitor, from, &knock, &home).await;
            if let Some(reply) = reply
                && visitor.say(&codec::encode(&reply)).await.is_some()
            {
                visitor.part().await;
            }
            Knocked::Answered
        }
    }
}

async fn hear_knock<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(
    visitor: &mut Exchange<R, W>,
    from: NodeKey,
    home: &Home,
) -> Option<(Knock, bool)> {
    let knock: Knock = codec::decode(&visitor.hear(MAX_KNOCK).await?).ok()?;
    let proven = home.command(ReceiveKnock { from, knock: knock.clone() }).await.ok()?;
    Some((knock, proven))
}

async fn hear_request<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(
    visitor: &mut Exchange<R, W>,
    from: NodeKey,
    knock: &Knock,
    home: &Home,
) -> Option<JoinReply> {
    let request: JoinRequest = codec::decode(&visitor.hear(MAX_REQUEST).await?).ok()?;
    home.command(ReceiveJoin { from, circle: knock.circle, request }).await.ok()
}

/// Asks a question and brings back the answer, as it came.
pub(super) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(stream: S, question: &[u8]) -> Option<Vec<u8>> {
    let mut other = exchange(stream, ANSWER_PATIENCE);
    other.say(question).await?;
    let reply = other.hear(circle::MAX_FRAME).await;
    other.part().await;
    reply
}

/// Answers one question.
pub(super) async fn answer_question<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    from: (OrganisationId, NodeKey),
    home: Home,
) -> Option<()> {
    let mut other = exchange(stream, ANSWER_PATIENCE);
    let reply = answer(&other.hear(circle::MAX_FRAME).await?, from, &home).await?;
    other.say(&reply).await?;
    other.part().await;
    Some(())
}

/// The three kinds of questions are told apart by their names.
async fn answer(question: &[u8], (from, key): (OrganisationId, NodeKey), home: &Home) -> Option<Vec<u8>> {
    if let Ok(question) = Question::from_bytes(question) {
        let answer = AnswerQuestion { from, key, question, addresses: home.addresses() };
        return Some(home.command(answer).await.ok()?.to_bytes());
    }
    if let Ok(question) = agreement::Question::from_bytes(question) {
        return Some(home.command(AnswerAgreement { from, question }).await.ok()?.to_bytes());
    }
    let question = conversation::Question::from_bytes(question).ok()?;
    Some(home.command(AnswerCeremony { from, question }).await.ok()?.to_bytes())
}
