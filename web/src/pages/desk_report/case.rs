//! The case of a report, as the report's page tells of it.

use parasol_core::desk::RawReport;

use crate::language::Texts;
use crate::views::desk::CaseOfReportView;

pub(super) fn view(t: Texts, raw: &RawReport) -> CaseOfReportView {
    let Some(case) = &raw.case else {
        return CaseOfReportView { exists: false, lines: vec![t.get("case-of-report-none")] };
    };
    let whose = match &case.assigned {
        _ if !case.open => t.get("case-of-report-closed"),
        Some(name) => t.one("case-of-report-mine", "name", name.as_str()),
        None => t.get("case-of-report-nobody"),
    };
    let due = case.due.then(|| t.get("case-of-report-due"));
    CaseOfReportView { exists: true, lines: std::iter::once(whose).chain(due).collect() }
}
