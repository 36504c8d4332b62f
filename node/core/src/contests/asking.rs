//! Asking for the code that proves that somebody holds a number or an address.

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::contest;
use super::turns::{Shares, Turns};
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::limits::{
    CONTEST_AGAIN, CONTEST_ASKED_KEPT, CONTEST_CODE_LIFETIME, CONTESTS_ASKED_TIDIED, MAX_CONTEST_CODES,
    MAX_CONTESTS_ASKED, MAX_OPEN_CONTESTS,
};
use crate::members::{Address, Gate};
use crate::messages::{Message, Text};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::Actor;
use crate::spoken::SpokenCode;
use crate::store::{BucketId, BucketIndex, Read, StoreError, Tx};

/// Keyed hash of a number or address for which a code was asked -> where it goes.
const ASKED: BucketIndex<Key, AskedForCode> = BucketIndex::new("contest_asked/1");
/// Keyed hash of a number or address -> the codes that went there, and when it was contested, within a month.
const PROOFS: BucketIndex<Key, Proof> = BucketIndex::new("contest_proofs/1");
/// Keyed hash of a code -> where it went.
const CODES: BucketIndex<[u8; 16], CodeOut> = BucketIndex::new("contest_codes/1");

/// What stands for a number or address in the tables.
pub(super) type Key = [u8; 16];

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AskedForCode {
    pub(super) address: Address,
    language: String,
    /// The day on which it was asked first.
    #[serde(default)]
    pub(super) since: Timestamp,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Proof {
    sent: Vec<Timestamp>,
    filed: Option<Timestamp>,
    code: Option<serde_bytes::ByteArray<16>>,
}

/// A code that is out.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct CodeOut {
    pub(super) address: Address,
    pub(super) language: String,
    ends: Timestamp,
}

no_debug!(AskedForCode, Proof, CodeOut, AskForContestCode);

/// The bucket of what was asked and not looked at yet.
fn asked() -> BucketId {
    BucketId::new("contest_asked")
}

/// The bucket of codes that are out, and of who had one.
fn proofs() -> BucketId {
    BucketId::new("contest_proofs")
}

fn key(read: &impl Read, address: &Address) -> Key {
    read.index_key("contest", address.as_str().as_bytes())
}

/// Asks for a code to this number or address. The answer is the same whatever it is: whether one goes there is looked at
/// later.
pub struct AskForContestCode {
    /// Where it should go.
    pub address: Address,
    /// The code of the language in which it was asked.
    pub language: String,
}

impl Command for AskForContestCode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let key = key(ctx.tx, &self.address);
        let known = ctx.tx.index_get(&ASKED, &asked(), &key)?;
        if ctx.tx.index_count(&ASKED)? >= MAX_CONTESTS_ASKED && known.is_none() {
            // Somebody floods it. The answer is the same, and who asks again tomorrow gets her code.
            return Ok(());
        }
        // No line in the audit: anybody could fill it. Who asks again keeps her place.
        let since = known.map_or(reports::day(ctx.now), |known| known.since);
        let row = AskedForCode { address: self.address, language: self.language, since };
        Ok(ctx.tx.index_put(&ASKED, &asked(), &key, &row)?)
    }
}

/// The node's own work: sends the codes that were asked for and are due. To be run at a steady pace, never because somebody
/// has just asked. Those for which there is no room now wait for the next time.
#[derive(Debug)]
pub struct SendContestCodes;

impl Command for SendContestCodes {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let waiting = ctx.tx.index_count(&ASKED)?;
        let open = ctx.node.gates().has_room(Gate::ContestCode, ctx.now)
            && contest::waiting(ctx.tx)? < MAX_OPEN_CONTESTS;
        if waiting == 0 || (!open && waiting < CONTESTS_ASKED_TIDIED) {
            return Ok(());
        }
        let Turns { order, surplus } = Turns::of(ctx.tx.index_rows(&ASKED, &asked())?);
        for key in surplus {
            ctx.tx.index_remove(&ASKED, &asked(), &key)?;
        }
        if !open {
            return Ok(());
        }
        let out = ctx.tx.index_rows(&CODES, &proofs())?;
        let sent = out.iter().map(|(_, out)| (&out.address, out.ends.minus(CONTEST_CODE_LIFETIME)));
        let mut shares = Shares::find(ctx.tx, sent, ctx.now)?;
        for (key, row) in order {
            match send_code(ctx, &key, row, &mut shares)? {
                Step::Done => ctx.tx.index_remove(&ASKED, &asked(), &key).map(drop)?,
                Step::Later => {}
                Step::Full => return Ok(()),
            }
        }
        Ok(())
    }
}

/// What became of one that was asked for.
enum Step {
    /// It went, or none is due.
    Done,
    /// Others of its domain were before it.
    Later,
    /// No more go now.
    Full,
}

/// Sends a code, unless one went there within a day, or too many within a month, or it was contested within a month: then
/// none is due. When everybody together, or its domain, has had as many as there are for now, it waits.
fn send_code(ctx: &mut Ctx<'_>, key: &Key, row: AskedForCode, shares: &mut Shares) -> Result<Step, Refusal> {
    let now = ctx.now;
    let mut proof = ctx.tx.index_get(&PROOFS, &proofs(), key)?.unwrap_or_default();
    proof.sent.retain(|sent| within(*sent, CONTEST_AGAIN, now));
    if proof.filed.is_some_and(|filed| within(filed, CONTEST_AGAIN, now))
        || proof.sent.len() >= MAX_CONTEST_CODES
        || proof.sent.last().is_some_and(|sent| within(*sent, DAY, now))
        || !within(row.since, CONTEST_ASKED_KEPT, now)
    {
        return Ok(Step::Done);
    }
    if !shares.has_room(&row.address) {
        return Ok(Step::Later);
    }
    if ctx.node.gates().pass(Gate::ContestCode, now).is_err() {
        return Ok(Step::Full);
    }
    let code = SpokenCode::random(ctx.rng);
    let code_key = code.key("contest_code", ctx.tx);
    let AskedForCode { address, language, .. } = row;
    let message =
        Message { to: address.clone(), language: Some(language.clone()), text: Text::ContestCode(code) };
    if !ctx.send_or_not(message)? {
        return Ok(Step::Full);
    }
    end_code(ctx.tx, &mut proof)?;
    shares.note(&address);
    let out = CodeOut { address, language, ends: now.plus(CONTEST_CODE_LIFETIME) };
    ctx.tx.index_put(&CODES, &proofs(), &code_key, &out)?;
    proof.sent.push(now);
    proof.code = Some(serde_bytes::ByteArray::new(code_key));
    ctx.tx.index_put(&PROOFS, &proofs(), key, &proof)?;
    // Neither to whom nor whether anything is known of it.
    ctx.audit(&Actor::System, AuditEvent::new("contest_code_sent"))?;
    Ok(Step::Done)
}

fn end_code(tx: &mut Tx, proof: &mut Proof) -> Result<(), StoreError> {
    if let Some(code) = proof.code.take() {
        tx.index_remove(&CODES, &proofs(), &code.into_array())?;
    }
    Ok(())
}

/// Takes a code back that went out: whose number or address it proves. None when there is no such code, or it is too old.
pub(super) fn proven(ctx: &mut Ctx<'_>, code: &SpokenCode) -> Result<Option<CodeOut>, Refusal> {
    let code = code.key("contest_code", ctx.tx);
    let Some(out) = ctx.tx.index_get(&CODES, &proofs(), &code)?.filter(|out| out.ends > ctx.now) else {
        return Ok(None);
    };
    let key = key(ctx.tx, &out.address);
    let mut proof = ctx.tx.index_get(&PROOFS, &proofs(), &key)?.unwrap_or_default();
    end_code(ctx.tx, &mut proof)?;
    ctx.tx.index_remove(&CODES, &proofs(), &code)?;
    proof.filed = Some(ctx.now);
    ctx.tx.index_put(&PROOFS, &proofs(), &key, &proof)?;
    ctx.tx.mark_dirty(&proofs())?;
    Ok(Some(out))
}

/// The node's own work, now and then: forgets codes that are over, what was asked for and never came to its turn, and who
/// had one a month ago.
#[derive(Debug)]
pub struct ForgetContestCodes;

impl Command for ForgetContestCodes {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let now = ctx.now;
        let mut forgotten = 0_u64;
        for (code, out) in ctx.tx.index_rows(&CODES, &proofs())? {
            if out.ends <= now {
                ctx.tx.index_remove(&CODES, &proofs(), &code)?;
                forgotten = forgotten.saturating_add(1);
            }
        }
        for (key, row) in ctx.tx.index_rows(&ASKED, &asked())? {
            if !within(row.since, CONTEST_ASKED_KEPT, now) {
                ctx.tx.index_remove(&ASKED, &asked(), &key)?;
                forgotten = forgotten.saturating_add(1);
            }
        }
        for (key, proof) in ctx.tx.index_rows(&PROOFS, &proofs())? {
            let recent = proof.sent.iter().chain(&proof.filed).any(|at| within(*at, CONTEST_AGAIN, now));
            if !recent {
                ctx.tx.index_remove(&PROOFS, &proofs(), &key)?;
                forgotten = forgotten.saturating_add(1);
            }
        }
        if forgotten == 0 {
            return Ok(());
        }
        ctx.audit(&Actor::System, AuditEvent::times("contest_codes_forgotten", forgotten))
    }
}

/// Ends every code that is out or asked for: the node was put back to an earlier time, and they may have been used.
pub(crate) fn forget_codes(tx: &mut Tx) -> Result<(), StoreError> {
    for (key, _) in tx.index_rows(&ASKED, &asked())? {
        tx.index_remove(&ASKED, &asked(), &key)?;
    }
    for (key, _) in tx.index_rows(&CODES, &proofs())? {
        tx.index_remove(&CODES, &proofs(), &key)?;
    }
    Ok(())
}
