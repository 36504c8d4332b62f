//! What is printed of a case: a sheet for the hospital, and what goes with her complaint.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::cases::{LiaisonSheet, PrintLiaisonSheet, PrintRelease};
use parasol_core::ids::ReportId;
use parasol_core::roles::Actor;

use crate::happened;
use crate::labels;
use crate::page::{self, Fact};
use crate::pages::Answer;
use crate::port::Port;
use crate::time::date;
use crate::views::case::{Complaint, Sheet};
use crate::visitor::Visitor;

/// The sheet that goes with the reporter to a hospital: nothing of the person whom she reported.
pub(super) async fn liaison(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId) -> Answer {
    let sheet = port.command(PrintLiaisonSheet { actor, id }).await?;
    Ok(liaison_page(&**port, visitor, sheet, ("/desk/cases", &format!("/desk/case/{id}"))))
}

/// The sheet as a page, below which address the reader is, and where the link back leads.
pub(in crate::pages) fn liaison_page(
    port: &dyn Port,
    visitor: &Visitor,
    sheet: LiaisonSheet,
    (here, back): (&str, &str),
) -> Response {
    let t = visitor.t;
    let facts = [
        ("raw-kinds", labels::kinds(t, &sheet.kinds)),
        ("raw-when", sheet.happened_on.map(|on| happened::told(t, on)).into_iter().collect()),
        ("report-hour", sheet.hour.into_iter().collect()),
    ];
    let view = Sheet {
        page: visitor.page(port.settings(), here, "case-title"),
        back: back.to_owned(),
        facts: told(visitor, facts),
        today: date(t, port.now()),
    };
    page::render(StatusCode::OK, &view)
}

/// What goes with her complaint: her yes, who stands for it, and what she reported.
pub(super) async fn complaint(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId) -> Answer {
    let sheet = port.command(PrintRelease { actor, id }).await?;
    let t = visitor.t;
    let details = sheet.details;
    let shown = details.identifiers.iter().map(|named| {
        let kind = labels::identifier_kind(t, named.identifier.kind(), named.platform.as_deref());
        format!("{} ({kind})", page::unbreakable(&named.shown))
    });
    let facts = [
        ("raw-kinds", labels::kinds(t, &sheet.kinds)),
        ("raw-text", details.text.into_iter().collect()),
        ("report-town", details.town.into_iter().map(|town| town.name).collect()),
        ("raw-place", details.place.into_iter().collect()),
        ("raw-when", details.happened_on.map(|on| happened::told(t, on)).into_iter().collect()),
        ("report-hour", details.hour.into_iter().collect()),
        ("report-met", details.met.into_iter().collect()),
        ("raw-identifiers", shown.collect()),
        ("raw-aliases", details.aliases),
        ("raw-vehicle", details.vehicle.into_iter().collect()),
        ("raw-description", details.description.into_iter().collect()),
    ];
    let names: Vec<&str> = sheet.confirmed.iter().map(|name| name.as_str()).collect();
    let lines = vec![
        t.one("complaint-received", "day", date(t, sheet.received)),
        t.one("case-police-since", "day", date(t, sheet.yes)),
        t.one("complaint-names", "names", names.join(", ")),
    ];
    let view = Complaint {
        page: visitor.page(port.settings(), "/desk/cases", "case-title"),
        back: format!("/desk/case/{id}"),
        facts: told(visitor, facts),
        lines,
    };
    Ok(page::render(StatusCode::OK, &view))
}

fn told<const N: usize>(visitor: &Visitor, facts: [(&str, Vec<String>); N]) -> Vec<Fact> {
    let told = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    told.map(|(id, lines)| Fact { name: visitor.t.get(id), lines }).collect()
}
