//! The desk's lists: one queue of what is open, with what is overdue on top, and what was decided. Of what is in the reports they
//! say the town, and whether another one may be about the same person.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::desk::{DeskList, DeskPage, DeskPlace, DeskRow, ProposalRow};
use parasol_core::limits::MAX_LIST;
use parasol_core::reports::{Consent, Status};
use parasol_core::roles::Action;
use parasol_protocol::time::Timestamp;
use serde::Deserialize;

use super::{Answer, cases};
use crate::failure::Failure;
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::time::date;
use crate::views::desk::{Desk, DeskLine};
use crate::views::queue::ProposalLine;
use crate::visitor::Visitor;

/// The lists that have a tab of their own, the queue first.
const TABS: [(&str, DeskList); 6] = [
    ("waiting", DeskList::Open),
    ("published", DeskList::Of(Status::Published)),
    ("not_published", DeskList::Of(Status::NotPublished)),
    ("withdrawn", DeskList::Withdrawn),
    ("restricted", DeskList::Restricted),
    ("all", DeskList::All),
];

/// The list of what waits for a second moderator, where it is too long to stand above every other.
const SECOND: &str = "second";

/// Which reports to show.
#[derive(Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    status: String,
    /// Where the page before ended.
    after: Option<String>,
}

/// Lists them: what is open, unless another list is asked for.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SeeDesk)?;
    let Query(filter) = filter.map_err(|_| Failure::NotFound)?;
    let [queue, ..] = TABS;
    let (tab, list) = TABS.into_iter().find(|(word, _)| filter.status == *word).unwrap_or(queue);
    let after = filter.after.as_deref().map(str::parse::<DeskPlace>).transpose();
    let after = after.map_err(|_| Failure::NotFound)?;
    let (t, now) = (visitor.t, port.now());
    let read = port.read()?;
    let proposals = read.proposals(&actor)?;
    let seconds = filter.status == SECOND;
    let listed = if seconds {
        DeskPage { rows: Vec::new(), next: None }
    } else {
        read.desk(&actor, list, after.as_ref(), now)?
    };
    // No page leads to more than fifty reports: where that would be, a line leads to what waits for two.
    let many = !seconds && proposals.len().saturating_add(listed.rows.len()) > MAX_LIST;
    let waiting = u64::try_from(proposals.len()).unwrap_or(u64::MAX);
    let filters = TABS.iter().map(|(word, _)| Choice {
        code: (*word).to_owned(),
        label: t.get(&format!("desk-filter-{word}")),
        chosen: *word == tab && !seconds,
    });
    let page = visitor.page(port.settings(), "/desk", "desk-title");
    let view = Desk {
        page,
        cases: cases::link(t, read.case_counts(&actor, now)?),
        filters: filters.collect(),
        many: (many && waiting > 0).then(|| t.count("second-list-many", waiting)),
        proposals: proposals.iter().filter(|_| !many).map(|row| proposal(t, now, row)).collect(),
        seconds,
        rows: listed.rows.into_iter().map(|row| line(t, now, row)).collect(),
        next: listed.next.map(|place| format!("/desk?status={tab}&after={place}")),
        first: after.map(|_| format!("/desk?status={tab}")),
    };
    Ok(page::render(StatusCode::OK, &view))
}

fn proposal(t: Texts, now: Timestamp, row: &ProposalRow) -> ProposalLine {
    let href = match row.alert.filter(|_| row.what != "merge") {
        Some(alert) => format!("/alert/{alert}#proposal"),
        None => format!("/desk/report/{}", row.report),
    };
    ProposalLine {
        href,
        what: t.get(&format!("second-what-{}", row.what)),
        since: t.ago(now.since(row.at)),
        yours: row.yours,
    }
}

fn line(t: Texts, now: Timestamp, row: DeskRow) -> DeskLine {
    let kinds = labels::kinds(t, &row.kinds);
    let who = row.perpetrator.map(|who| labels::perpetrator(t, who));
    let what = [kinds.join(", "), who.unwrap_or_default()];
    let what = what.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" – ");
    let overdue = now > row.due;
    let undecided = matches!(row.status, Status::Waiting | Status::Claimed | Status::AskedBack);
    let at_it =
        row.at_it.map(|who| if who.you { t.get("desk-at-it-you") } else { who.by.as_str().to_owned() });
    let due = match (undecided, overdue) {
        (false, _) => String::new(),
        (true, false) => t.count("in-hours", row.due.since(now).div_ceil(3_600)),
        (true, true) => t.count("overdue-hours", now.since(row.due) / 3_600),
    };
    DeskLine {
        id: row.id.to_string(),
        what: if what.is_empty() { t.get("desk-report-heading") } else { what },
        town: row.town,
        maybe_duplicate: row.maybe_duplicate,
        identifiers: t.count("desk-identifiers", u64::try_from(row.identifiers).unwrap_or(u64::MAX)),
        received: t.hours_ago(now.since(row.received)),
        due,
        at_it: at_it.or_else(|| undecided.then(|| t.get("desk-at-it-nobody"))).unwrap_or_default(),
        overdue: undecided && overdue,
        consent: consent(t, row.consent),
        status: t.get(&format!("status-{}", row.status.name())),
        news: match (row.not_free, row.unread) {
            (true, _) => Some(t.get("desk-news-not-free")),
            (false, true) if row.status == Status::Withdrawn => Some(t.get("desk-news-withdrawn")),
            (false, true) => Some(t.get("desk-news-post")),
            (false, false) => None,
        },
        restricted: match row.restricted {
            Some(at) => Some(t.one("desk-restricted", "date", date(t, at))),
            None => row.kept_back.then(|| t.get("desk-kept-back")),
        },
        urgent: row.urgent,
        severe: row.severe,
        own: row.own,
    }
}

/// To what the reporter agreed, in words.
pub(super) fn consent(t: Texts, consent: Consent) -> String {
    let given = [("alert", consent.alert), ("partners", consent.partners), ("abroad", consent.abroad)];
    let words: Vec<String> = given
        .iter()
        .filter(|(_, yes)| *yes)
        .map(|(word, _)| t.get(&format!("desk-consent-{word}")))
        .collect();
    if words.is_empty() { t.get("desk-consent-none") } else { words.join(", ") }
}
