//! The tasks that send: one for each channel, so that a slow SMS company does not hold up mail, and one that keeps order.

use std::sync::Arc;
use std::time::Duration;

use parasol_core::command::Event;
use parasol_core::ids::MessageId;
use parasol_core::messages::{
    BeginSending, Channel, Fault, FinishSending, KeepMessages, MessageState, OutboxTaken, Outcome,
};
use parasol_web::port::Port;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::route::{Parcel, Routes};
use crate::failure::Failure;
use crate::station::Office;

/// How often the queue is looked at for messages whose time has come.
const LOOK: Duration = Duration::from_secs(2);
/// How long a channel rests after a fault that would meet the next message too.
const REST: Duration = Duration::from_secs(30);
/// How often old messages and outbox files are looked after.
const KEEP: Duration = Duration::from_secs(60);
/// How often the outcome of a try is offered to a writer that is too busy, once the node stops.
const SETTLE_TRIES: u32 = 20;
/// Between two of these.
const SETTLE_WAIT: Duration = Duration::from_millis(250);

/// The running tasks.
#[derive(Debug)]
pub struct Courier {
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Courier {
    /// Starts them. First it settles what a kill left in the middle.
    #[must_use]
    pub fn start(office: &Office, events: &broadcast::Receiver<Event>) -> Self {
        let stop = CancellationToken::new();
        let routes = Arc::new(Routes::new(&office.config, office.data.path()));
        let mut tasks = JoinSet::new();
        for channel in Channel::ALL {
            let (office, routes) = (office.clone(), routes.clone());
            let lane = Lane { channel: *channel, office, routes, stop: stop.clone(), rests: None };
            tasks.spawn(lane.run(events.resubscribe()));
        }
        tasks.spawn(keep(office.clone(), routes, stop.clone()));
        Self { stop, tasks }
    }

    /// Ends them between two messages: one that is being handed over is finished first.
    pub async fn stop(self) {
        let Self { stop, mut tasks } = self;
        stop.cancel();
        // One that panicked has said where; what it left in the middle is settled at the next start.
        while tasks.join_next().await.is_some() {}
    }
}

/// One channel.
struct Lane {
    channel: Channel,
    office: Office,
    routes: Arc<Routes>,
    stop: CancellationToken,
    /// Until when it rests.
    rests: Option<Instant>,
}

impl Lane {
    async fn run(mut self, mut events: broadcast::Receiver<Event>) {
        // Nothing is sent before: what is still marked could go out twice.
        while let Err(failure) = self.settle().await {
            tracing::error!(
                code = failure.code,
                "what was being sent when the node stopped cannot be settled yet"
            );
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = sleep(LOOK) => {}
            }
        }
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                event = events.recv() => match event {
                    // Somebody has a new message, or asks that one be tried now.
                    Ok(Event::MessageQueued) | Err(RecvError::Lagged(_)) => self.rests = None,
                    Ok(_) => continue,
                    Err(RecvError::Closed) => return,
                },
                _ = look.tick() => {}
            }
            if let Err(failure) = self.send_due().await {
                tracing::warn!(
                    code = failure.code,
                    channel = self.channel.name(),
                    "messages have to be sent again"
                );
            }
        }
    }

    /// What the last life of this node was handing over.
    async fn settle(&self) -> Result<(), Failure> {
        let under_way = self.office.read()?.messages_under_way()?;
        for one in under_way.into_iter().filter(|one| one.channel == self.channel) {
            let (routes, id) = (self.routes.clone(), one.id);
            let settled = spawn_blocking(move || routes.settle(&one)).await;
            let outcome = settled.unwrap_or(Outcome::Unknown(Fault::Stopped));
            self.finish(id, outcome).await;
        }
        Ok(())
    }

    async fn send_due(&mut self) -> Result<(), Failure> {
        while !self.stop.is_cancelled() && self.rests.is_none_or(|until| until <= Instant::now()) {
            let (snapshot, now) = (self.office.read()?, self.office.port.now());
            let Some(id) = snapshot.next_message(self.channel, now)? else { return Ok(()) };
            let route = self.routes.take(self.channel, snapshot.sms_agreement()?.is_some());
            drop(snapshot);
            // It may have been forgotten meanwhile.
            let Ok(message) = self.office.command(BeginSending { id, route: route.name() }).await else {
                return Ok(());
            };
            let text = parasol_web::messages::render(&message, self.office.port.settings());
            let parcel = Parcel { id, to: message.to.as_str().to_owned(), text, now };
            let outcome = route.hand_over(parcel).await;
            self.note(&id, outcome);
            self.finish(id, outcome).await;
        }
        Ok(())
    }

    /// Says what went wrong, and rests when the next message would meet the same.
    fn note(&mut self, id: &MessageId, outcome: Outcome) {
        let (Outcome::Later(fault) | Outcome::Never(fault) | Outcome::Unknown(fault)) = outcome else {
            self.rests = None;
            return;
        };
        let (channel, fault_name) = (self.channel.name(), fault.name());
        tracing::warn!(message = id.short(), channel, fault = fault_name, "a message could not be sent");
        if !matches!((outcome, fault), (Outcome::Never(_), _) | (_, Fault::PutOff)) {
            self.rests = Instant::now().checked_add(REST);
        }
    }

    /// Writes down what became of a message. What cannot be written down before the node stops stays marked, and is uncertain
    /// after the restart.
    async fn finish(&self, id: MessageId, outcome: Outcome) {
        let finish = || self.office.command(FinishSending { id, outcome });
        if let Err(failure) = until_written(&self.stop, finish).await {
            tracing::error!(
                message = id.short(),
                code = failure.code,
                "what became of a message is not written down"
            );
        }
    }
}

/// Asks until it is written down, however long the writer is busy or the disk is full; once the node stops, a few times more.
/// A message that was forgotten or settled meanwhile is done with.
async fn until_written<F>(stop: &CancellationToken, mut ask: impl FnMut() -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let mut left = SETTLE_TRIES;
    loop {
        match ask().await {
            Err(failure) if !matches!(failure.code.as_ref(), "not_found" | "wrong_state") && left > 0 => {
                left = left.saturating_sub(u32::from(stop.is_cancelled()));
                sleep(SETTLE_WAIT).await;
            }
            done => return done,
        }
    }
}

fn gone_already(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

async fn keep(office: Office, routes: Arc<Routes>, stop: CancellationToken) {
    let mut tick = interval(KEEP);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(failure) = keep_once(&office, &routes).await {
            tracing::warn!(code = failure.code, "old messages could not be looked after");
        }
    }
}

/// Gives up and forgets what is old, and follows what people took out of the outbox folder.
async fn keep_once(office: &Office, routes: &Routes) -> Result<(), Failure> {
    office.command(KeepMessages).await?;
    let now = office.port.now();
    let unusable = |error| Failure::refused("outbox", error);
    for (id, until) in office.read()?.messages_in_outbox()? {
        if until <= now {
            routes.outbox().delete(&id).map_err(unusable)?;
        }
        if !routes.outbox().holds(&id) {
            office.command(OutboxTaken { id }).await?;
        }
    }
    // Files first: each was written after its message had been marked as being tried, so the snapshot knows it.
    let files = routes.outbox().files().map_err(unusable)?;
    let snapshot = office.read()?;
    for (id, path) in files {
        // The member went, or the queue was emptied: nothing else knows of the file any more.
        let known = matches!(snapshot.message_state(&id)?, Some(MessageState::Trying | MessageState::Outbox));
        if !known {
            std::fs::remove_file(path).or_else(gone_already).map_err(unusable)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn busy() -> Failure {
        parasol_core::refusal::Refusal::Busy.into()
    }

    /// A flood keeps the writer busy for longer than anybody waits.
    #[tokio::test(start_paused = true)]
    async fn what_became_of_a_message_is_written_down_however_long_the_writer_is_busy() {
        let (stop, mut asked) = (CancellationToken::new(), 0);
        until_written(&stop, || {
            asked += 1;
            let answer = if asked < 1_000 { Err(busy()) } else { Ok(()) };
            async move { answer }
        })
        .await
        .unwrap();
        assert_eq!(asked, 1_000);
        stop.cancel();
        let mut asked = 0;
        let given_up = until_written(&stop, || {
            asked += 1;
            async { Err(busy()) }
        });
        assert_eq!(given_up.await.unwrap_err().code, "busy");
        assert_eq!(asked, SETTLE_TRIES + 1);
    }
}
