//! Evidence that a member contradicted itself: changes are frozen, checks go on.

use parasol_protocol::agreement::{Electorate, Evidence, Reply, Told};
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;
use serde_bytes::ByteBuf;

use super::open::Open;
use super::past::held_charter;
use super::tables::{CONTRADICTIONS, NOTED, NotedRow};
use super::view::{MemberView, Names};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::limits::MAX_EVIDENCE_REASON;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

/// Somebody shows evidence, as text. It is verified; whoever shows it need not be believed.
#[derive(Debug)]
pub struct NoteEvidence {
    /// Who shows it here.
    pub actor: Actor,
    /// The text.
    pub text: String,
}

impl Command for NoteEvidence {
    /// The circle that it is about.
    type Outcome = CircleId;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<CircleId, Refusal> {
        let invalid = |reason| Refusal::Invalid { field: "evidence", reason };
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let Told { circle, number, evidence } = Told::read(&self.text).ok_or(invalid("unreadable"))?;
        Open::load(ctx.tx, &circle)?.ok_or(invalid("elsewhere"))?;
        let before = held_charter(ctx.tx, &circle, number.saturating_sub(1))?;
        let electorate = Electorate::new(&before.ok_or(invalid("elsewhere"))?);
        if keep_evidence(ctx, &electorate, &evidence)? { Ok(circle) } else { Err(invalid("proves_nothing")) }
    }
}

/// Keeps evidence that proves something; whether it does.
pub(super) fn keep_evidence(
    ctx: &mut Ctx<'_>,
    electorate: &Electorate,
    evidence: &Evidence,
) -> Result<bool, Refusal> {
    let Ok(proven) = evidence.verify(electorate) else { return Ok(false) };
    let (circle, number) = (electorate.circle(), electorate.number());
    let key = (circle, number);
    if !ctx.tx.has(&CONTRADICTIONS, &key)? {
        let guilty: Vec<String> = proven.guilty.iter().map(|guilty| guilty.short()).collect();
        tracing::error!(circle = %circle.short(), number, ?guilty,
            "members contradicted themselves about a charter; changes of this circle are frozen, checks go on");
        ctx.tx.put(&CONTRADICTIONS, &key, &ByteBuf::from(evidence.to_bytes()))?;
        ctx.tx.put(&NOTED, &key, &NotedRow { seen: Some(ctx.now), noted: None })?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&Actor::System, AuditEvent::about("circle_frozen", circle.as_bytes()))?;
    }
    Ok(true)
}

/// What a member signed in an answer to this node's ballot.
pub(super) fn said(reply: &Reply) -> Option<ByteBuf> {
    match reply {
        Reply::Promised(promised) => Some(promised.promise.clone()),
        Reply::Voted(vote) => Some(vote.clone()),
        _ => None,
    }
}

/// Holds what came against what was answered in this node's ballot before; whether somebody contradicted itself.
pub(super) fn watch(
    ctx: &mut Ctx<'_>,
    open: &Open,
    came: impl Iterator<Item = ByteBuf>,
) -> Result<bool, Refusal> {
    let answers = open.row.proposing.iter().flat_map(|row| &row.replies);
    let answers = answers.filter_map(|(_, bytes)| Reply::from_bytes(bytes).ok().as_ref().and_then(said));
    let statements: Vec<ByteBuf> = answers.chain(came).collect();
    match Evidence::among(&statements, &open.electorate) {
        Some(evidence) => keep_evidence(ctx, &open.electorate, &evidence),
        None => Ok(false),
    }
}

/// Whether there is evidence of which no admin has taken note.
pub(in crate::circles) fn is_frozen(read: &impl Read, circle: &CircleId) -> Result<bool, StoreError> {
    for (key, _) in read.prefix(&CONTRADICTIONS, circle)? {
        if read.get(&NOTED, &key)?.is_none_or(|row| row.noted.is_none()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An admin has seen what a member signed twice, and lets changes of the circle go on. The evidence stays.
#[derive(Debug)]
pub struct SettleEvidence {
    /// Who takes note.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The number that the evidence is about.
    pub number: u64,
    /// What was found out, or decided, about it.
    pub reason: String,
}

impl Command for SettleEvidence {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Refusal::Invalid { field: "reason", reason: "empty" });
        }
        if reason.chars().count() > MAX_EVIDENCE_REASON {
            return Err(Refusal::TooLong { field: "reason", max: MAX_EVIDENCE_REASON });
        }
        let key = (self.circle, self.number);
        if !ctx.tx.has(&CONTRADICTIONS, &key)? {
            return Err(Refusal::NotFound);
        }
        let held = ctx.tx.get(&NOTED, &key)?.unwrap_or(NotedRow { seen: None, noted: None });
        if held.noted.is_some() {
            return Err(Refusal::WrongState { expected: "open", found: "noted" });
        }
        let noted = Some((ctx.now, reason.to_owned()));
        ctx.tx.put(&NOTED, &key, &NotedRow { noted, ..held })?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("evidence_noted", self.circle.as_bytes()))
    }
}

/// What somebody signed twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceView {
    /// The number of the charter that it is about.
    pub number: u64,
    /// What contradicts what, as a stable word: `two_votes`, `two_asks`, `two_promises`, `hidden_vote` or `two_certificates`.
    pub kind: &'static str,
    /// Who contradicted itself. Nobody may be named where two certificates only show that somebody did.
    pub guilty: Vec<MemberView>,
    /// Who voted for both of two certificates: the one who broke the rules is among them, or owned a ballot between.
    pub signed_both: Vec<MemberView>,
    /// When it came here.
    pub seen: Option<Timestamp>,
    /// When an admin took note of it, and what she wrote.
    pub noted: Option<(Timestamp, String)>,
}

const fn kind(evidence: &Evidence) -> &'static str {
    match evidence {
        Evidence::TwoVotes(..) => "two_votes",
        Evidence::TwoAsks(..) => "two_asks",
        Evidence::TwoPromises(..) => "two_promises",
        Evidence::HiddenVote(..) => "hidden_vote",
        Evidence::TwoCertificates(..) => "two_certificates",
    }
}

impl Snapshot {
    /// The evidence about a charter, as text for other members' admins: their nodes verify it.
    pub fn evidence_text(
        &self,
        actor: &Actor,
        circle: &CircleId,
        number: u64,
    ) -> Result<Option<String>, Refusal> {
        self.allow(actor, Action::ManageCircles)?;
        let Some(bytes) = self.tx.get(&CONTRADICTIONS, &(*circle, number))? else { return Ok(None) };
        let evidence = Evidence::from_bytes(&bytes).map_err(|_| StoreError::damaged("contradictions/1"))?;
        Ok(Some(Told { circle: *circle, number, evidence }.to_text()))
    }

    /// What members of a circle signed twice, the newest first.
    pub(super) fn evidence(&self, circle: &CircleId) -> Result<Vec<EvidenceView>, StoreError> {
        let mut views = Vec::new();
        for (key, bytes) in self.tx.prefix(&CONTRADICTIONS, circle)? {
            let number = key.1;
            let evidence =
                Evidence::from_bytes(&bytes).map_err(|_| StoreError::damaged("contradictions/1"))?;
            let before = held_charter(&self.tx, circle, number.saturating_sub(1))?;
            let proven = before.as_ref().and_then(|before| evidence.verify(&Electorate::new(before)).ok());
            let (guilty, signed_both) = match (&before, &proven) {
                (Some(before), Some(proven)) => {
                    let names = Names(before, None);
                    (names.all(&proven.guilty), names.all(&proven.signed_both))
                }
                _ => (Vec::new(), Vec::new()),
            };
            let row = self.tx.get(&NOTED, &key)?;
            let (seen, noted) = row.map_or((None, None), |row| (row.seen, row.noted));
            views.push(EvidenceView { number, kind: kind(&evidence), guilty, signed_both, seen, noted });
        }
        views.reverse();
        Ok(views)
    }
}
