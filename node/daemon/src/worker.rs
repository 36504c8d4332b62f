//! What the node does by itself: it shares what waits to be shared, keeps its ledgers fresh, and erases.

use std::time::Duration;

use parasol_core::alerts::ShowDue;
use parasol_core::cases::TellDesk;
use parasol_core::circles::TellAdmins;
use parasol_core::command::Event;
use parasol_core::confirmation::{CompareShares, FinishCanary};
use parasol_core::contests::{ForgetContestCodes, SendContestCodes, SendContestLetters};
use parasol_core::fair_share::KeepUse;
use parasol_core::holder_notes::NoteUnproven;
use parasol_core::ledger::KeepUp;
use parasol_core::members::{SendResetCodes, TendRequests};
use parasol_core::peer_sweeps::WatchPeers;
use parasol_core::privacy::KeepPeople;
use parasol_core::publish::FinishPublication;
use parasol_core::publish::retag::FinishRetagging;
use parasol_core::reports::{EndDrafts, EndWithdrawals};
use parasol_core::retention::{EndRetention, Retain, RetentionStep};
use parasol_protocol::evaluation::EvaluationFailure;
use parasol_web::port::Port;
use rand_core::OsRng;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::station::Office;

/// How often it looks for jobs whose delay has passed.
const LOOK: Duration = Duration::from_secs(2);

/// How often ledgers are kept up and erased keys dropped.
const KEEP_UP: Duration = Duration::from_secs(60);

/// How often it looks after what visitors asked for: the team and sponsors to be told, reset codes to be sent. Always at this pace,
/// never because somebody has just asked: else an answer's time could tell whether there is such a member.
const TEND: Duration = Duration::from_secs(10);

/// How often the node looks for accounts that nobody uses.
const PEOPLE: Duration = Duration::from_secs(3_600);

/// How long a publication waits for its evaluation.
const BUDGET: Duration = Duration::from_secs(20);

/// Alerts that are shared at a time.
const SHARE_AT_ONCE: usize = 32;

/// Steps of filing again, of 32 identifiers at the most, at a time.
const RETAG_AT_ONCE: usize = 8;

/// How long a canary waits for its evaluation: nobody waits for it, but what is to be shared waits behind it.
const CANARY_BUDGET: Duration = Duration::from_secs(5);

/// Canaries at a time: holders that do not answer are not to keep everything else waiting.
const CANARIES_AT_ONCE: usize = 8;

/// Buckets re-sealed at a time, so that commands need not wait long.
const ERASE_AT_ONCE: usize = 4;

/// The task.
#[derive(Debug)]
pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts it.
    #[must_use]
    pub fn start(office: Office, events: broadcast::Receiver<Event>) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(work(office, events, stop.clone()));
        Self { stop, task }
    }

    /// Ends it between two jobs.
    pub async fn stop(self) {
        self.stop.cancel();
        // A worker that panicked has said where; the next start goes on from what is durable.
        let _ = self.task.await;
    }
}

async fn work(office: Office, mut events: broadcast::Receiver<Event>, stop: CancellationToken) {
    let (mut look, mut keep_up, mut tend_to) = (interval(LOOK), interval(KEEP_UP), interval(TEND));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    keep_up.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tend_to.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut people = interval(PEOPLE);
    people.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let done = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            event = events.recv() => match event {
                Ok(Event::WorkDue) | Err(RecvError::Lagged(_)) => share(&office).await,
                Ok(_) => Ok(()),
                Err(RecvError::Closed) => return,
            },
            _ = look.tick() => show_and_share(&office).await,
            _ = keep_up.tick() => keep(&office).await,
            _ = tend_to.tick() => tend(&office).await,
            _ = people.tick() => look_after(&office).await,
        };
        if let Err(failure) = done {
            tracing::warn!(code = failure.code, "the node's own work has to be tried again");
        }
    }
}

/// Shows the alerts whose time has come, ends withdrawals and drafts whose time is over, and shares everything that is due.
async fn show_and_share(office: &Office) -> Result<(), Failure> {
    while office.read()?.alert_due(office.port.now())? {
        office.command(ShowDue).await?;
    }
    while office.read()?.withdrawal_due(office.port.now())? {
        office.command(EndWithdrawals).await?;
    }
    while office.read()?.drafts_due(office.port.now())? {
        office.command(EndDrafts).await?;
    }
    share(office).await
}

/// Shares what is due, some alerts at a time, and none more once holders do not answer: everything else is not to wait for it,
/// and next time another circle has its turn.
async fn share(office: &Office) -> Result<(), Failure> {
    confirm(office).await?;
    for _ in 0..SHARE_AT_ONCE {
        let Some((pending, asks)) = office.read()?.next_publication(office.port.now(), &mut OsRng)? else {
            break;
        };
        let answers = office.port.evaluator().evaluate_own(asks, BUDGET).await;
        let answered = answers.iter().all(Result::is_ok);
        office.command(FinishPublication { pending, answers }).await?;
        if !answered {
            break;
        }
    }
    file_again(office).await
}

/// Files under a new key what is shared, some steps at a time: twenty thousand alerts are not to keep everything else waiting.
async fn file_again(office: &Office) -> Result<(), Failure> {
    for _ in 0..RETAG_AT_ONCE {
        let Some((pending, asks)) = office.read()?.next_retagging(office.port.now(), &mut OsRng)? else {
            break;
        };
        let answers = office.port.evaluator().evaluate_own(asks, BUDGET).await;
        office.command(FinishRetagging { pending, answers }).await?;
    }
    Ok(())
}

/// Compares the shares of all keys, and asks for some of the canaries that are due: nothing is filed under a key before it was
/// confirmed.
async fn confirm(office: &Office) -> Result<(), Failure> {
    if office.read()?.shares_are_due(office.port.now()) {
        office.command(CompareShares).await?;
    }
    for _ in 0..CANARIES_AT_ONCE {
        let Some((pending, ask)) = office.read()?.next_canary(office.port.now(), &mut OsRng)? else { break };
        let mut answers = office.port.evaluator().evaluate_own(vec![ask], CANARY_BUDGET).await;
        let answer = answers.pop().unwrap_or(Err(EvaluationFailure::Unreachable));
        office.command(FinishCanary { pending, answer }).await?;
    }
    Ok(())
}

/// Accounts that nobody uses, what is left of contests, and what was kept long enough.
async fn look_after(office: &Office) -> Result<(), Failure> {
    office.command(KeepPeople).await?;
    office.command(SendContestLetters).await?;
    office.command(ForgetContestCodes).await?;
    loop {
        match office.read()?.retention(office.port.now())? {
            RetentionStep::Due(due) => office.command(Retain { due }).await?,
            RetentionStep::Finished => return office.command(EndRetention).await,
            RetentionStep::Done => return Ok(()),
            RetentionStep::Jumped(_) => {
                tracing::warn!(
                    "the clock may be wrong: nothing is erased by the calendar; see `parasol doctor`"
                );
                return Ok(());
            }
        }
    }
}

async fn tend(office: &Office) -> Result<(), Failure> {
    if office.read()?.desk_is_to_be_told(office.port.now())? {
        office.command(TellDesk).await?;
    }
    if office.read()?.admins_are_to_be_told(office.port.now())? {
        office.command(TellAdmins).await?;
    }
    office.command(TendRequests).await?;
    office.command(SendResetCodes).await?;
    office.command(SendContestCodes).await
}

/// Forgets what was evaluated for long enough, and counts what partners had evaluated here.
async fn watch(office: &Office) -> Result<(), Failure> {
    let (snapshot, now) = (office.read()?, office.port.now());
    snapshot.forget_evaluations(now)?;
    snapshot.forget_holder_notes(now)?;
    for (circle, holder) in snapshot.unproven_holders(now) {
        office.command(NoteUnproven { circle, holder }).await?;
    }
    if snapshot.use_unwritten() {
        office.command(KeepUse).await?;
    }
    if snapshot.peers_asked() {
        office.command(WatchPeers).await?;
    }
    Ok(())
}

async fn keep(office: &Office) -> Result<(), Failure> {
    office.command(KeepUp).await?;
    watch(office).await?;
    let node = office.port.node().clone();
    node.catch_up_erasures(&mut OsRng);
    // A full round may have left some; between two rounds commands get their turn.
    loop {
        let node = node.clone();
        let erased = spawn_blocking(move || node.store().erase_dirty(ERASE_AT_ONCE, &mut OsRng));
        if erased.await.map_err(|error| Failure::refused("erase", error))?? < ERASE_AT_ONCE {
            return Ok(());
        }
    }
}
