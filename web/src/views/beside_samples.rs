//! Samples of what stands beside a report.

use super::beside::{BesideLine, BesideView, IdentifierBox, WarningLine};
use crate::language::Texts;

/// With rows and flags, or without any.
pub(super) fn beside(t: Texts, full: bool) -> BesideView {
    let line = |certain: bool| BesideLine {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        heading: t.get(if certain { "beside-certain" } else { "beside-possible" }),
        certain,
        why: ["identifier", "name", "plate", "vehicle", "description"]
            .iter()
            .map(|same| t.one(&format!("beside-same-{same}"), "what", "+33 6 39 98 41 57 <b>"))
            .collect(),
        status: t.get("status-published"),
        month: t.month(2026, 10),
        alert: certain.then(|| "0123456789abcdef0123456789abcdef".to_owned()),
        own: !certain,
    };
    BesideView {
        rows: if full { vec![line(true), line(false)] } else { Vec::new() },
        more: full.then(|| t.count("beside-more", 3)),
        record: t.get(if full { "beside-record-first" } else { "beside-record-card" }),
        flags: match full {
            true => vec![t.get("beside-suspended"), t.count("beside-branch", 3)],
            false => Vec::new(),
        },
    }
}

pub(super) fn identifiers(t: Texts) -> Vec<IdentifierBox> {
    let each = |place: usize, shown: &str, mark: Option<String>| IdentifierBox {
        place,
        shown: shown.to_owned(),
        checked: mark.is_none(),
        mark,
    };
    vec![
        each(0, "+33 6 39 98 41 57", None),
        each(1, "+33 6 39 98 41 58 <b>", Some(t.get("beside-protected"))),
        each(2, "+33 8 00 05 95 95", Some(t.get("beside-stopped-help"))),
    ]
}

pub(super) fn warned(t: Texts) -> Vec<WarningLine> {
    vec![WarningLine {
        field: "text",
        label: t.get("desk-text"),
        found: "22 h <b>".to_owned(),
        why: t.get("beside-warning-hour"),
    }]
}
