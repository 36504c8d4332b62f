//! Contests at the desk: the list, with numbers and addresses masked; one that is opened, and what is decided about it.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use parasol_core::alerts::AlertState;
use parasol_core::contests::{
    CloseContest, CloseEmptyContests, ContestDecision, ContestRow, ContestStep, ContestedAlert,
    DecideContest, DecisionView, OpenContest, OpenedContest,
};
use parasol_core::ids::{AlertId, ContestId};
use parasol_core::members::Address;
use parasol_core::messages::{Message as Sent, Text};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::Answer;
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::messages;
use crate::page::{self, Fact, Problem};
use crate::pager::{Pager, Which};
use crate::port::Port;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::contest::{
    ClosedContest, ContestLine, ContestedLine, Contests, DecisionChoice, OpenedContestPage,
};
use crate::visitor::Visitor;

/// From so many contests within a year on it is said what many may mean.
const MANY: usize = 3;

type Page = Result<Query<Which>, QueryRejection>;

/// Lists those that wait.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Page,
) -> Answer {
    list(&*port, &visitor, which, false)
}

/// Lists those that are closed.
pub(super) async fn get_closed(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    which: Page,
) -> Answer {
    list(&*port, &visitor, which, true)
}

fn list(port: &dyn Port, visitor: &Visitor, which: Page, closed: bool) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideContest)?;
    let Query(which) = which.map_err(|_| Failure::NotFound)?;
    let (t, now) = (visitor.t, port.now());
    let found = port.read()?.contests(&actor, closed, which.page())?;
    let path = if closed { "/desk/contests/closed" } else { "/desk/contests" };
    let pager = Pager::new(t, path, which.page(), found.pages);
    let rows = found.rows.iter().map(|row| line(t, now, row)).collect();
    let empty = found.rows.iter().filter(|row| row.names_nothing()).count();
    let close_all = (empty > 1).then(|| t.count("contests-close-all", count(empty)));
    let page = visitor.page(port.settings(), "/desk/contests", "contests-title");
    Ok(page::render(StatusCode::OK, &Contests { page, closed, rows, close_all, pager }))
}

fn line(t: Texts, now: Timestamp, row: &ContestRow) -> ContestLine {
    let overdue = row.closed.is_none() && row.due <= now;
    let due = date(t, row.due);
    let due = match row.closed {
        Some(closed) => t.one("contests-closed-on", "date", date(t, closed)),
        None if overdue => t.one("contests-overdue", "date", due),
        None => due,
    };
    ContestLine {
        id: row.id.to_string(),
        from: row.masked.clone(),
        claim: t.get(&format!("contest-claim-{}", row.claim.name())),
        filed: date(t, row.filed),
        due,
        overdue,
        alerts: if row.own { String::new() } else { t.count("contests-count", count(row.alerts)) },
        empty: row.names_nothing(),
        own: row.own,
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Shows the button: opening leaves a line in the audit.
pub(super) async fn closed(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    visitor.actor_who_may(Action::DecideContest)?;
    let id = contest_id(&id)?.to_string();
    let page = visitor.page(port.settings(), "/desk/contests", "contests-title");
    Ok(page::render(StatusCode::OK, &ClosedContest { page, id }))
}

/// Opens it.
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideContest)?;
    show(&port, &visitor, actor, contest_id(&id)?, None).await
}

/// Decides about one alert.
pub(super) async fn decide(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideContest)?;
    let id = contest_id(&id)?;
    let alert: Option<AlertId> = form.text("alert").parse().ok();
    let decision = ContestDecision::from_name(form.text("decision"));
    let (Some(alert), Some(decision)) = (alert, decision) else {
        let problem = (StatusCode::UNPROCESSABLE_ENTITY, "contests-decision-empty");
        return show(&port, &visitor, actor, id, Some(problem)).await;
    };
    let said = match port.command(DecideContest { actor, id, alert, decision }).await {
        Ok(ContestStep::Done) => ["contests-done", "contests-done-text"],
        Ok(ContestStep::WaitsForSecond) => ["contests-waits", "contests-waits-text"],
        Err(refusal) => {
            let problem = match refusal {
                Refusal::Invalid { reason: "not_corrected", .. } => {
                    (StatusCode::UNPROCESSABLE_ENTITY, "invalid-not_corrected")
                }
                Refusal::WrongState { found: "decided", .. } => {
                    (StatusCode::CONFLICT, "contests-decided-meanwhile")
                }
                other => return Err(other.into()),
            };
            return show(&port, &visitor, actor, id, Some(problem)).await;
        }
    };
    Ok(tell(&*port, &visitor, said, Some(id)))
}

/// Closes it.
pub(super) async fn close(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideContest)?;
    port.command(CloseContest { actor, id: contest_id(&id)? }).await?;
    Ok(tell(&*port, &visitor, ["contests-closed-done", "contests-closed-done-text"], None))
}

/// Closes, from the list, those that no alert names; the list then stands without them.
pub(super) async fn close_empty(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideContest)?;
    let ids = form.all("contest").map(contest_id).collect::<Result<_, _>>()?;
    port.command(CloseEmptyContests { actor, ids }).await?;
    Ok(Redirect::to("/desk/contests").into_response())
}

fn contest_id(text: &str) -> Result<ContestId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn tell(
    port: &dyn Port,
    visitor: &Visitor,
    [heading, text]: [&str; 2],
    back: Option<ContestId>,
) -> axum::response::Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/desk/contests", "contests-title");
    let back = back.map(|id| Link { href: format!("/desk/contests/{id}"), label: t.get("contests-one") });
    let list = Link { href: "/desk/contests".to_owned(), label: t.get("contests-to-list") };
    let links = back.into_iter().chain([list]).collect();
    page::render(StatusCode::OK, &Message { page, heading: t.get(heading), lines: vec![t.get(text)], links })
}

/// Opens a contest (each time a line in the audit) and shows it.
async fn show(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    actor: Actor,
    id: ContestId,
    problem: Option<(StatusCode, &str)>,
) -> Answer {
    let opened = port.command(OpenContest { actor, id }).await?;
    let (t, settings) = (visitor.t, port.settings());
    let status = problem.map_or(StatusCode::OK, |(status, _)| status);
    let problems: Vec<_> = problem.iter().map(|(_, text)| Problem::new("", t.get(text))).collect();
    let letter = Sent {
        to: Address::Email(String::new()),
        language: Some(t.code().to_owned()),
        text: Text::ContestAnswered,
    };
    let view = OpenedContestPage {
        page: visitor.page(settings, "/desk/contests", "contests-title").with_problems(&problems),
        problems,
        id: id.to_string(),
        facts: facts(t, port.now(), &opened),
        many: opened.contests >= MANY || opened.alerts.iter().any(|alert| alert.contests >= MANY),
        recalled: (opened.recalled > 0).then(|| t.count("contests-recalled", count(opened.recalled))),
        open: opened.closed.is_none(),
        may_close: opened.may_close,
        alerts: opened.alerts.into_iter().map(|alert| contested(t, alert)).collect(),
        letter: messages::render(&letter, settings).body.to_string(),
    };
    Ok(page::render(status, &view))
}

fn facts(t: Texts, now: Timestamp, opened: &OpenedContest) -> Vec<Fact> {
    let fact = |id: &str, lines: Vec<String>| Fact { name: t.get(id), lines };
    let address = page::unbreakable(opened.address.as_str());
    let overdue = opened.closed.is_none() && opened.due <= now;
    let due = date(t, opened.due);
    let due = if overdue { t.one("contests-overdue", "date", due) } else { due };
    let ended = opened.closed.map(|at| t.one("contests-closed-on", "date", date(t, at)));
    let answered = opened.answered.map(|at| t.one("contests-answered-on", "date", date(t, at)));
    vec![
        fact("contests-address", vec![address, t.get("contests-proven")]),
        fact("contests-claim", vec![t.get(&format!("contest-claim-{}", opened.claim.name()))]),
        fact("contests-statement", vec![opened.statement.clone()]),
        fact("contests-filed", vec![date(t, opened.filed)]),
        fact("contests-due", std::iter::once(due).chain(ended).chain(answered).collect()),
        fact("contests-times", vec![opened.contests.to_string()]),
    ]
}

fn contested(t: Texts, alert: ContestedAlert) -> ContestedLine {
    let state =
        (alert.state != AlertState::Live).then(|| t.get(&format!("contests-state-{}", alert.state.name())));
    let choice = |decision: &ContestDecision| DecisionChoice {
        code: decision.name().to_owned(),
        label: t.get(&format!("decision-{}", decision.name())),
        hint: t.get(&format!("decision-{}-hint", decision.name())),
        chosen: alert.decision.is_some_and(|made| made.what == *decision && (made.done || made.hers)),
    };
    ContestedLine {
        choices: ContestDecision::ALL.iter().map(choice).collect(),
        id: alert.id.to_string(),
        level: labels::level(t, alert.level),
        what: labels::kinds(t, &alert.kinds).join(", "),
        month: t.month(alert.month.year(), alert.month.month()),
        state,
        times: t.count("contests-times-alert", count(alert.contests)),
        two: alert.two,
        open: !alert.decision.is_some_and(|made| made.done),
        decided: alert.decision.map(|made| decided(t, made)),
    }
}

fn decided(t: Texts, made: DecisionView) -> String {
    let what = t.get(&format!("decision-{}", made.what.name()));
    let id = match (made.done, made.hers) {
        (true, _) => "contests-decided",
        (false, true) => "contests-proposed-hers",
        (false, false) => "contests-proposed",
    };
    t.one(id, "what", what)
}
