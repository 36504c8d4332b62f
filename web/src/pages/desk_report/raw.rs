//! The raw report: what its reporter wrote, without how to reach her.

use parasol_core::desk::RawReport;
use parasol_core::reports::{Showing, Status};

use crate::happened;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact};
use crate::pages::desk;
use crate::time::date;
use crate::views::desk::RawView;

pub(super) fn view(t: Texts, raw: &RawReport) -> RawView {
    let details = &raw.details;
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let identifiers = details.identifiers.iter().map(|named| {
        let kind = labels::identifier_kind(t, named.identifier.kind(), named.platform.as_deref());
        format!("{} ({kind})", page::unbreakable(&named.shown))
    });
    let motives = raw.motives.iter().map(|motive| labels::motive(t, *motive));
    let facts = [
        ("raw-text", one(&details.text)),
        ("raw-kinds", labels::kinds(t, &raw.kinds)),
        ("raw-perpetrator", raw.perpetrator.iter().map(|who| labels::perpetrator(t, *who)).collect()),
        ("report-town", details.town.iter().map(|town| town.name.clone()).collect()),
        ("raw-place", one(&details.place)),
        ("raw-when", details.happened_on.map(|on| happened::told(t, on)).into_iter().collect()),
        ("report-hour", one(&details.hour)),
        ("report-met", one(&details.met)),
        ("raw-identifiers", identifiers.collect()),
        ("raw-aliases", details.aliases.clone()),
        ("raw-vehicle", one(&details.vehicle)),
        ("raw-description", one(&details.description)),
        ("raw-motives", motives.collect()),
        ("raw-consent", vec![desk::consent(t, raw.consent)]),
        ("raw-showing", vec![t.get(&format!("showing-{}", raw.showing.name()))]),
    ];
    RawView {
        status: t.get(&format!("status-{}", raw.status.name())),
        facts: facts.into_iter().map(|(id, lines)| Fact { name: t.get(id), lines }).collect(),
        for_other: raw.for_other,
        complaint: raw.complaint,
        after_talk: raw.showing == Showing::AfterTalk,
        card: card(t, raw),
        urgent: raw.urgent,
        consent_alert: raw.consent.alert,
        consent_abroad: raw.consent.abroad,
        may_decide: matches!(raw.status, Status::Waiting | Status::Claimed | Status::AskedBack),
        alert: raw.alert.map(|alert| alert.to_string()),
        restricted: raw.restricted.map(|at| t.one("desk-restricted", "date", date(t, at))),
        kept_back: raw.kept_back,
    }
}

/// By whose card a report came that has no account.
fn card(t: Texts, raw: &RawReport) -> Option<String> {
    let partner = raw.card_of.as_ref().map(|partner| partner.as_str());
    raw.by_card.then(|| partner.map_or_else(|| t.get("raw-card"), |name| t.one("raw-card-of", "name", name)))
}
