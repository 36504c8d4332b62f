//! The check. What was typed comes in a form's body and the answer is drawn from it: no address ever says what was asked.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use parasol_core::checks::{Found, ReadAs, Unanswered, Verdict};
use parasol_core::fair_share::Urgency;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::time::Timestamp;

use super::{Answer, sign_in};
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::Kept;
use crate::labels::{self, Choice};
use crate::language::Texts;
use crate::owning;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::AskedCheck;
use crate::views::check::{Check, FoundView, NotChecked, ReadView, VerdictPage, VerdictView};
use crate::views::own_account::Notes;
use crate::visitor::Visitor;

/// Shows the form.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::CheckIdentifier)?;
    Ok(ask(&*port, &visitor, StatusCode::OK, String::new(), "any", Vec::new()))
}

/// Answers.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Kept { form, genuine }: Kept,
) -> Answer {
    let kind = form.text("kind");
    if visitor.session.is_none() {
        let check = AskedCheck { identifier: form.text("identifier").to_owned(), kind: kind.to_owned() };
        return Ok(sign_in::instead_of_a_check(&*port, &visitor, check));
    }
    let actor = visitor.actor_who_may(Action::CheckIdentifier)?;
    if !genuine {
        return Err(Failure::Stale);
    }
    let kind = IdentifierKind::from_name(kind);
    match acts::check(&*port, actor, form.text("identifier"), kind, Urgency::Search).await {
        Ok(verdict) => Ok(show(&*port, &visitor, verdict)),
        Err(refusal @ (Refusal::Unreadable { .. } | Refusal::TooLong { .. } | Refusal::Invalid { .. })) => {
            let problems = vec![Problem::new("identifier", refusal_text(visitor.t, &refusal))];
            let typed = form.text("identifier").to_owned();
            Ok(ask(&*port, &visitor, StatusCode::UNPROCESSABLE_ENTITY, typed, form.text("kind"), problems))
        }
        Err(refusal @ (Refusal::OverQuota { .. } | Refusal::Busy)) => {
            Ok(not_checked(&*port, &visitor, &refusal))
        }
        Err(other) => Err(other.into()),
    }
}

/// The kinds of identifier to choose from.
pub(super) fn kinds(t: Texts, chosen: &str) -> Vec<Choice> {
    let chosen = IdentifierKind::from_name(chosen).map_or("any", IdentifierKind::name);
    let names = IdentifierKind::ALL.iter().map(|kind| kind.name());
    labels::choices(t, "identifier", std::iter::once("any").chain(names), &[chosen])
}

/// The form, with what was typed.
pub(super) fn ask(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    typed: String,
    kind: &str,
    problems: Vec<Problem>,
) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/check", "check-title").with_problems(&problems);
    let (kinds, levels) = (kinds(t, kind), labels::levels_upwards(t));
    page::render(status, &Check { page, problems, typed, kinds, levels, notes: notes(port, visitor) })
}

/// What she is told about her account; nothing when it cannot be read: the check matters more.
fn notes(port: &dyn Port, visitor: &Visitor) -> Notes {
    let account = || {
        let actor = visitor.actor_who_may(Action::ManageOwnAccount).ok()?;
        port.read().ok()?.own_account(&actor, port.now()).ok()
    };
    account().map(|account| owning::notes(visitor.t, &account)).unwrap_or_default()
}

fn not_checked(port: &dyn Port, visitor: &Visitor, refusal: &Refusal) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/check", "verdict-title");
    let Refusal::OverQuota { retry_after } = refusal else {
        let view = NotChecked { page, why: t.get("not-checked-busy"), when: None, again: false };
        return page::render(StatusCode::SERVICE_UNAVAILABLE, &view);
    };
    let when = Some(t.count("in-hours", retry_after.div_ceil(3_600)));
    let view = NotChecked { page, why: t.get("not-checked-quota"), when, again: false };
    let mut response = page::render(StatusCode::TOO_MANY_REQUESTS, &view);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    response
}

fn show(port: &dyn Port, visitor: &Visitor, verdict: Verdict) -> Response {
    let (t, now) = (visitor.t, port.now());
    let mut read: Vec<ReadView> = verdict.read.iter().map(|read| reading(t, read)).collect();
    read.sort_by_key(|read| std::cmp::Reverse(read.level.as_ref().map(|level| level.step)));
    let worst = read.first().filter(|worst| read.len() > 1 && worst.level.is_some());
    let view = VerdictView {
        level: verdict.level.map(|level| labels::level(t, level)),
        complete: verdict.complete,
        last: verdict.last.map(|month| t.month(month.year(), month.month())),
        under: worst.map(|worst| worst.value.clone()),
        read,
        unanswered: verdict.unanswered.iter().map(|source| unanswered(t, source, now)).collect(),
        alerts: verdict.alerts.iter().map(|alert| found(t, alert, &verdict.read)).collect(),
        more: (verdict.more > 0)
            .then(|| t.count("verdict-more", u64::try_from(verdict.more).unwrap_or(u64::MAX))),
    };
    let page = visitor.page(port.settings(), "/check", "verdict-title");
    let again = !verdict.complete;
    page::render(
        StatusCode::OK,
        &VerdictPage { page, verdict: view, again, levels: labels::levels_upwards(t) },
    )
}

fn reading(t: Texts, read: &ReadAs) -> ReadView {
    ReadView {
        kind: labels::identifier_kind(t, read.kind, read.platform.as_deref()),
        value: page::unbreakable(&read.shown),
        level: read.level.map(|level| labels::level(t, level)),
    }
}

/// A source that was not answered, or only up to some time, in words.
fn unanswered(t: Texts, source: &Unanswered, now: Timestamp) -> String {
    let reason = source.reason.name();
    let when = source.as_of.map(|as_of| t.ago(now.since(as_of))).unwrap_or_default();
    let id = format!("unanswered-{reason}");
    let id = if t.has(&id) { id } else { "unanswered-other".to_owned() };
    t.two(&id, &("source", &source.source.name), &("when", &when))
}

fn found(t: Texts, found: &Found, read: &[ReadAs]) -> FoundView {
    let origin = if found.origin.own {
        t.get("verdict-origin-own")
    } else {
        let country = labels::country(t, found.origin.country);
        t.two("verdict-origin", &("country", &country), &("name", &found.origin.name))
    };
    // The publisher's own spelling, where there is one: it may differ from what was typed here.
    let shown = found.shown.as_ref().or_else(|| read.get(found.read_as).map(|read| &read.shown));
    let asked = read.first().map(|read| &read.shown).filter(|_| read.len() == 1);
    FoundView {
        id: found.id.clone(),
        level: labels::level(t, found.level),
        month: t.month(found.month.year(), found.month.month()),
        origin,
        own: found.origin.own,
        perpetrator: found.perpetrator.map(|who| labels::perpetrator(t, who)),
        kinds: labels::kinds(t, &found.kinds),
        text: found.text.clone(),
        found_for: shown.filter(|shown| Some(*shown) != asked).map(|shown| page::unbreakable(shown)),
    }
}
