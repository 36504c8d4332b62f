//! The notes of a case, oldest first. A partner sees hers and those that the team wrote for her.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::case::{self, Case};
use crate::command::Ctx;
use crate::ids::{MemberId, ReportId};
use crate::limits::{MAX_CASE_NOTE, MAX_CASE_NOTES};
use crate::members::{self, Pseudonym};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Report, own_bucket};
use crate::store::{BucketTable, Read, StoreError, Tx};
use crate::words::words;

/// Report and number -> a note of its case, in the bucket of the month in which the report came.
const NOTES: BucketTable<(ReportId, u32), CaseNote> = BucketTable::new("case_notes/1");

words! {
    /// What a note is.
    NoteKind {
        /// A note of the team, for the team.
        Team = "team",
        /// A note of the team that the partner reads too.
        ForPartner = "for_partner",
        /// A note of the partner.
        Partner = "partner",
        /// The partner says that it is done.
        Done = "done",
        /// The partner hands the case back.
        HandedBack = "handed_back",
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct CaseNote {
    by: MemberId,
    at: Timestamp,
    kind: NoteKind,
    text: String,
}

/// A note as it is read.
pub struct NoteView {
    /// Who wrote it; none when she has gone.
    pub by: Option<Pseudonym>,
    /// When.
    pub at: Timestamp,
    /// What it is.
    pub kind: NoteKind,
    /// What it says; empty where its kind says it all.
    pub text: String,
}

no_debug!(CaseNote, NoteView);

/// Adds a note to a case; the case is to be saved.
pub(super) fn add(
    ctx: &mut Ctx<'_>,
    id: &ReportId,
    report: &Report,
    case: &mut Case,
    (by, kind): (MemberId, NoteKind),
    text: &str,
) -> Result<(), Refusal> {
    if case.notes >= MAX_CASE_NOTES {
        return Err(Refusal::Invalid { field: "text", reason: "too_many_notes" });
    }
    let text = reports::text("text", Some(text), MAX_CASE_NOTE)?;
    if text.is_none() && matches!(kind, NoteKind::Team | NoteKind::ForPartner | NoteKind::Partner) {
        return Err(Refusal::Invalid { field: "text", reason: "empty_note" });
    }
    let note = CaseNote { by, at: ctx.now, kind, text: text.unwrap_or_default() };
    ctx.tx.bucket_put(&NOTES, &own_bucket(report.received.month()), &(*id, case.notes), &note)?;
    case.notes = case.notes.saturating_add(1);
    Ok(())
}

/// Whether a partner reads a note: her own, and those that the team wrote for her since the case is hers. What another partner
/// wrote, or was told, is not for her.
pub(super) fn is_for(partner: &MemberId, since: u32) -> impl Fn(u32, &MemberId, NoteKind) -> bool + use<'_> {
    move |number, by, kind| match kind {
        NoteKind::Team => false,
        NoteKind::ForPartner => number >= since,
        NoteKind::Partner | NoteKind::Done | NoteKind::HandedBack => by == partner,
    }
}

/// The notes of a case that this reader sees.
pub(super) fn all(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
    case: &Case,
    shown: impl Fn(u32, &MemberId, NoteKind) -> bool,
) -> Result<Vec<NoteView>, Refusal> {
    let bucket = own_bucket(report.received.month());
    let mut notes = Vec::new();
    for number in 0..case.notes {
        let Some(note) = read.bucket_get(&NOTES, &bucket, &(*id, number))? else { continue };
        if shown(number, &note.by, note.kind) {
            let by = members::load(read, &note.by)?.map(|member| member.pseudonym);
            notes.push(NoteView { by, at: note.at, kind: note.kind, text: note.text });
        }
    }
    Ok(notes)
}

/// Erases the notes of a case that has so many.
pub(super) fn forget(tx: &mut Tx, id: &ReportId, report: &Report, notes: u32) -> Result<(), StoreError> {
    let bucket = own_bucket(report.received.month());
    for number in 0..notes {
        tx.bucket_remove(&NOTES, &bucket, &(*id, number))?;
    }
    Ok(())
}

/// Writes a note and saves the case with it.
pub(super) fn write(
    ctx: &mut Ctx<'_>,
    id: &ReportId,
    report: &Report,
    old: &Case,
    note: (MemberId, NoteKind),
    text: &str,
) -> Result<(), Refusal> {
    let mut new = old.clone();
    add(ctx, id, report, &mut new, note, text)?;
    Ok(case::save(ctx.tx, id, report, Some(old), &new)?)
}
