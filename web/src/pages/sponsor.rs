//! Sponsor somebody: by SMS, by a code that is shown, or by confirming; and the list of those whom one sponsors.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::limits::{CODE_LIFETIME, MAX_LABEL};
use parasol_core::members::{
    Address, CancelCode, ConfirmSponsored, CutLink, DeclineSponsored, IssueCode, Request, SendCode,
    SponsorLine, SponsorState, TakeOffList,
};
use parasol_core::node::Snapshot;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::time::Timestamp;

use super::Answer;
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::sent::{CodesShown, Made, SHOWN_FOR, forget_later};
use crate::views::account::{Link, Message};
use crate::views::sponsor::{Sponsor, SponsorCode, SponsoredLine};
use crate::visitor::{self, Visitor};

/// Shows it.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::IssueCode)?;
    show(&*port, &visitor, &actor, StatusCode::OK, &Form::default(), Vec::new())
}

/// Does what a button says.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Extension(shown): Extension<CodesShown>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::IssueCode)?;
    let done = match form.text("do") {
        "show" => return show_code(&port, &visitor, &shown, actor, &form).await,
        "send" => return send_code(&port, &visitor, &shown, actor, &form).await,
        "cancel" => {
            let id = form.text("id").parse().map_err(|_| Failure::NotFound)?;
            port.command(CancelCode { actor, id }).await?;
            return show(&*port, &visitor, &actor, StatusCode::OK, &Form::default(), Vec::new());
        }
        "remove" => {
            let id = form.text("id").parse().map_err(|_| Failure::NotFound)?;
            port.command(TakeOffList { actor, id }).await?;
            "sponsor-removed"
        }
        "confirm" => {
            let member = form.text("who").parse().map_err(|_| Failure::NotFound)?;
            let label = form.text("label").to_owned();
            if let Err(refusal) = port.command(ConfirmSponsored { actor, member, label }).await {
                return refused(&*port, &visitor, &actor, &form, refusal);
            }
            "sponsor-confirmed"
        }
        "decline" => {
            let member = form.text("who").parse().map_err(|_| Failure::NotFound)?;
            port.command(DeclineSponsored { actor, member }).await?;
            "sponsor-declined"
        }
        "cut" => {
            port.command(CutLink { actor }).await?;
            "link-cut-done"
        }
        _ => return Err(Failure::NotFound),
    };
    Ok(said(&*port, &visitor, done))
}

/// Makes a code and shows it. The same form, sent twice, shows the same code.
async fn show_code(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    shown: &CodesShown,
    actor: Actor,
    form: &Form,
) -> Answer {
    let label = form.text("label").to_owned();
    match once(port, shown, actor, form, IssueCode { actor, label }, Made::Shown).await {
        Ok(made) => Ok(what_came_of_it(&**port, visitor, made)),
        Err(refusal) => refused(&**port, visitor, &actor, form, refusal),
    }
}

/// Never says that a code was sent which was shown.
fn what_came_of_it(port: &dyn Port, visitor: &Visitor, made: Made) -> Response {
    match made {
        Made::Shown(code) => {
            let until = labels::day(visitor.t, port.now().plus(CODE_LIFETIME));
            let page = visitor.page(port.settings(), "/sponsor", "sponsor-title");
            page::render(StatusCode::CREATED, &SponsorCode { page, code: code.to_text(), until })
        }
        Made::Sent => said(port, visitor, "sponsor-sent"),
        Made::Over => said(port, visitor, "sponsor-shown-over"),
    }
}

/// Makes a code and sends it.
async fn send_code(
    port: &Arc<dyn Port>,
    visitor: &Visitor,
    shown: &CodesShown,
    actor: Actor,
    form: &Form,
) -> Answer {
    let t = visitor.t;
    let Ok(to @ Address::Phone(_)) = Address::read(form.text("phone"), port.settings().country) else {
        let problems = vec![Problem::new("phone", t.get("sponsor-error-phone"))];
        return show(&**port, visitor, &actor, StatusCode::UNPROCESSABLE_ENTITY, form, problems);
    };
    let (label, language) = (form.text("label").to_owned(), Some(t.code().to_owned()));
    match once(port, shown, actor, form, SendCode { actor, label, to, language }, |()| Made::Sent).await {
        Ok(made) => Ok(what_came_of_it(&**port, visitor, made)),
        Err(refusal) => refused(&**port, visitor, &actor, form, refusal),
    }
}

/// Runs a command once for each form; finished even if the browser goes away, as it does when somebody clicks twice.
async fn once<C: parasol_core::command::Command>(
    port: &Arc<dyn Port>,
    shown: &CodesShown,
    actor: Actor,
    form: &Form,
    command: C,
    made: fn(C::Outcome) -> Made,
) -> Result<Made, Refusal> {
    let (port, turn) = (port.clone(), shown.turn(actor, form.text("form_id")));
    let making = tokio::spawn(async move {
        let taken = turn.clone();
        let mut turn = turn.lock_owned().await;
        if let Some(before) = &*turn {
            return Ok(before.clone());
        }
        let outcome = made(port.command(command).await?);
        *turn = Some(outcome.clone());
        if matches!(outcome, Made::Shown(_)) {
            tokio::spawn(forget_later(taken, SHOWN_FOR));
        }
        Ok(outcome)
    });
    making.await.unwrap_or(Err(Refusal::Busy))
}

fn refused(port: &dyn Port, visitor: &Visitor, actor: &Actor, form: &Form, refusal: Refusal) -> Answer {
    let t = visitor.t;
    let problem = match &refusal {
        Refusal::TooLong { field: "label", .. } => {
            let text = t.plain("sponsor-error-label", [("max", MAX_LABEL.to_string().into())]);
            Problem::new(label_field(form), text)
        }
        Refusal::Invalid { field: "phone", reason: "sms_off" } => {
            Problem::new("", format!("{}. {}", t.get("sponsor-sms-off"), t.get("sponsor-sms-off-text")))
        }
        Refusal::OverQuota { retry_after } => {
            let problem = Problem::new("", wait_text(t, port.now(), *retry_after, false));
            return show(port, visitor, actor, StatusCode::TOO_MANY_REQUESTS, form, vec![problem]);
        }
        Refusal::Invalid { .. } => Problem::new("", refusal_text(t, &refusal)),
        _ => return Err(refusal.into()),
    };
    show(port, visitor, actor, StatusCode::UNPROCESSABLE_ENTITY, form, vec![problem])
}

/// Which of the fields named `label` was sent: each form has one.
fn label_field(form: &Form) -> String {
    match form.text("do") {
        "send" => "label-send".to_owned(),
        "confirm" => format!("label-{}", form.text("who")),
        _ => "label".to_owned(),
    }
}

fn wait_text(t: Texts, now: Timestamp, seconds: u64, newcomer: bool) -> String {
    let day = labels::day(t, now.plus(seconds));
    t.plain(if newcomer { "sponsor-newcomer" } else { "sponsor-wait" }, [("day", day.into())])
}

fn said(port: &dyn Port, visitor: &Visitor, what: &str) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/sponsor", "sponsor-title");
    let links = vec![Link { href: "/sponsor".to_owned(), label: t.get("sponsor-to-list") }];
    let lines = vec![t.get(&format!("{what}-text"))];
    page::render(StatusCode::OK, &Message { page, heading: t.get(what), lines, links })
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    status: StatusCode,
    form: &Form,
    problems: Vec<Problem>,
) -> Answer {
    let (t, now, node) = (visitor.t, port.now(), port.read()?);
    let left = node.vouching_left(actor, now)?;
    let lines = node.sponsored(actor, now)?;
    let (people, codes): (Vec<SponsorLine>, Vec<SponsorLine>) =
        lines.into_iter().partition(|line| line.state == SponsorState::Sponsored);
    let left_now = u64::try_from(left.left).unwrap_or(u64::MAX);
    let view = Sponsor {
        page: visitor.page(port.settings(), "/sponsor", "sponsor-title").with_problems(&problems),
        form_id: visitor::random_token(port),
        left: t.count("sponsor-left", left_now),
        wait: left.wait.map(|wait| wait_text(t, now, wait, left.newcomer)),
        sms: node.sms_agreement()?.is_some(),
        phone: form.raw("phone").to_owned(),
        label: if form.text("do") == "confirm" { String::new() } else { form.raw("label").to_owned() },
        asking: asking(t, &node, actor, form)?,
        codes: codes.into_iter().map(|line| sponsored_line(t, line)).collect(),
        people: people.into_iter().map(|line| sponsored_line(t, line)).collect(),
        may_print: visitor.may(Action::PrintCards),
        sponsored_since: node.own_sponsor(actor)?.map(|since| {
            let month = since.month();
            t.month(month.year(), month.month())
        }),
        problems,
    };
    Ok(page::render(status, &view))
}

/// Who waits: by the number that she was shown, never by a name.
fn asking(t: Texts, node: &Snapshot, actor: &Actor, form: &Form) -> Result<Vec<SponsoredLine>, Failure> {
    let line = |request: Request| SponsoredLine {
        id: request.member.to_string(),
        label: t.plain("sponsor-asking-number", [("number", format!("{:04}", request.number).into())]),
        when: t.plain("sponsor-asking-since", [("day", labels::day(t, request.since).into())]),
        open: false,
        field: format!("label-{}", request.member),
        typed: if request.member.to_string() == form.text("who") {
            form.raw("label").to_owned()
        } else {
            String::new()
        },
    };
    Ok(node.requests(actor)?.into_iter().map(line).collect())
}

fn sponsored_line(t: Texts, line: SponsorLine) -> SponsoredLine {
    let said = |id: &str, time| t.plain(id, [("day", labels::day(t, time).into())]);
    let when = match line.state {
        SponsorState::Open { expires } => said("sponsor-open-until", expires),
        SponsorState::Ended => t.get("sponsor-ended"),
        SponsorState::NotSent => t.get("sponsor-not-sent"),
        SponsorState::Sponsored => said("sponsor-since", line.began),
    };
    let label = if line.label.is_empty() { t.get("sponsor-no-label") } else { line.label };
    let open = matches!(line.state, SponsorState::Open { .. } | SponsorState::NotSent);
    let id = line.id.to_string();
    SponsoredLine { id, label, when, open, field: String::new(), typed: String::new() }
}
