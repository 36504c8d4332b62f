//! What stands beside a report: what may be about the same person, how the account's reports fared, which identifiers are not
//! published, and what in the public text needs another look.

use parasol_core::desk::{AccountRecord, Duplicate, Mark, RawReport, SameWhat, Warning};

use crate::form::Form;
use crate::language::Texts;
use crate::page::unbreakable;
use crate::views::beside::{BesideLine, BesideView, IdentifierBox, WarningLine};

pub(super) fn view(t: Texts, raw: &RawReport) -> BesideView {
    let beside = &raw.beside;
    BesideView {
        rows: beside.duplicates.iter().map(|row| line(t, row)).collect(),
        more: (beside.more > 0).then(|| t.count("beside-more", count(beside.more))),
        record: record(t, raw),
        flags: flags(t, beside.record.as_ref()),
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn line(t: Texts, row: &Duplicate) -> BesideLine {
    BesideLine {
        id: row.report.to_string(),
        heading: t.get(if row.certain { "beside-certain" } else { "beside-possible" }),
        certain: row.certain,
        why: row.why.iter().map(|same| why(t, same)).collect(),
        status: t.get(&format!("status-{}", row.status.name())),
        month: t.month(row.month.year(), row.month.month()),
        alert: row.alert.map(|alert| alert.to_string()),
        own: row.own,
    }
}

fn why(t: Texts, same: &SameWhat) -> String {
    t.one(&format!("beside-same-{}", same.what.name()), "what", unbreakable(&same.shown))
}

fn record(t: Texts, raw: &RawReport) -> String {
    let Some(record) = raw.beside.record else {
        return t.get(if raw.by_card { "beside-record-card" } else { "beside-record-gone" });
    };
    let AccountRecord { published, refused, waiting, recalled, .. } = record;
    let counted =
        [("published", published), ("refused", refused), ("waiting", waiting), ("recalled", recalled)];
    let some = counted.into_iter().filter(|(_, number)| *number > 0);
    let parts: Vec<String> =
        some.map(|(word, number)| t.count(&format!("beside-record-{word}"), count(number))).collect();
    if parts.is_empty() {
        return t.get("beside-record-first");
    }
    t.one("beside-record", "counts", parts.join(", "))
}

fn flags(t: Texts, record: Option<&AccountRecord>) -> Vec<String> {
    let Some(record) = record else { return Vec::new() };
    let suspended = record.suspended.then(|| t.get("beside-suspended"));
    let branch = record.branch.map(|branch| {
        let id = if branch.by_team { "beside-branch-team" } else { "beside-branch" };
        t.count(id, count(branch.accounts))
    });
    suspended.into_iter().chain(branch).collect()
}

/// The identifiers, ticked as the form has them; those that may be published, if it has none yet.
pub(super) fn boxes(t: Texts, raw: &RawReport, form: &Form) -> Vec<IdentifierBox> {
    let left_out = left_out(form);
    let named = raw.details.identifiers.iter().zip(&raw.beside.marks).enumerate();
    let boxes = named.map(|(place, (named, mark))| IdentifierBox {
        place,
        shown: unbreakable(&named.shown),
        mark: match mark {
            Mark::Free => None,
            Mark::Stopped(why) => Some(t.get(&format!("beside-stopped-{}", why.name()))),
            Mark::Protected => Some(t.get("beside-protected")),
        },
        checked: mark.is_free() && !left_out.contains(&place),
    });
    boxes.collect()
}

/// The places of the identifiers of which the box was shown and is not ticked.
pub(super) fn left_out(form: &Form) -> Vec<usize> {
    let places = |name: &str| form.all(name).filter_map(|place| place.parse().ok()).collect::<Vec<usize>>();
    let (shown, ticked) = (places("identifier_shown"), places("identifier"));
    shown.into_iter().filter(|place| !ticked.contains(place)).collect()
}

pub(in crate::pages) fn warned(t: Texts, warnings: &[Warning]) -> Vec<WarningLine> {
    let line = |warning: &Warning| WarningLine {
        field: warning.field,
        label: t.get(&format!("desk-{}", warning.field)),
        found: warning.found.clone(),
        why: t.get(&format!("beside-warning-{}", warning.kind.name())),
    };
    warnings.iter().map(line).collect()
}
