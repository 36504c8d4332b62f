//! Cards for people without an account: a partner prints a sheet of them; the codes are shown once.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use parasol_core::limits::{MAX_CARD_MONTHS, MAX_CARDS};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{CancelCards, CardSheet, PrintCards};
use parasol_core::roles::{Action, Actor};

use super::Answer;
use crate::failure::Failure;
use crate::form::Form;
use crate::labels::{self, Choice};
use crate::language::{Texts, number};
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::{Link, Message};
use crate::views::sponsor::{Cards, CardsSheet, SheetLine};
use crate::visitor::Visitor;

/// For how many months a card can be used, to choose from.
const MONTHS: [u64; 4] = [1, 3, 6, 12];
/// The longest name of this site that is printed, in bytes.
const MAX_HOST: usize = 100;

/// Shows the form and the sheets.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Answer {
    let actor = visitor.actor_who_may(Action::PrintCards)?;
    show(&*port, &visitor, &actor, &headers, StatusCode::OK, Vec::new())
}

/// Makes a sheet, or cancels one.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::PrintCards)?;
    let t = visitor.t;
    if form.text("do") == "cancel" {
        let sheet = form.text("sheet").parse().map_err(|_| Failure::NotFound)?;
        port.command(CancelCards { actor, sheet }).await?;
        let page = visitor.page(port.settings(), "/cards", "cards-title");
        let links = vec![Link { href: "/cards".to_owned(), label: t.get("back") }];
        let (heading, lines) = (t.get("cards-cancelled"), vec![t.get("cards-cancelled-text")]);
        return Ok(page::render(StatusCode::OK, &Message { page, heading, lines, links }));
    }
    let cards = form.text("cards").parse().unwrap_or(0);
    let months = form.text("months").parse().ok().filter(|months| MONTHS.contains(months));
    let months = months.unwrap_or(MAX_CARD_MONTHS / 2);
    match port.command(PrintCards { actor, cards, months }).await {
        Ok(printed) => {
            let card = Texts::of(form.text("language")).unwrap_or(t);
            let until = card.plain("card-until", [("day", labels::day(card, printed.expires).into())]);
            let sheet = CardsSheet {
                page: visitor.page(port.settings(), "/cards", "cards-title"),
                card,
                address: address(port.settings().https, &headers),
                codes: printed.codes.iter().map(|code| code.to_text()).collect(),
                until,
                say: form.ticked("say"),
            };
            Ok(page::render(StatusCode::CREATED, &sheet))
        }
        Err(Refusal::Invalid { field: "cards", .. }) => {
            let text = t.plain("cards-error-count", [("max", MAX_CARDS.to_string().into())]);
            let problems = vec![Problem::new("cards", text)];
            show(&*port, &visitor, &actor, &headers, StatusCode::UNPROCESSABLE_ENTITY, problems)
        }
        Err(Refusal::OverQuota { retry_after }) => {
            let day = labels::day(t, port.now().plus(retry_after));
            let problems = vec![Problem::new("cards", t.plain("cards-later", [("day", day.into())]))];
            show(&*port, &visitor, &actor, &headers, StatusCode::TOO_MANY_REQUESTS, problems)
        }
        Err(other) => Err(other.into()),
    }
}

/// Where the page is whose code a card bears, as this reader has come to it.
fn address(https: bool, headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let plain = |host: &&str| {
        let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        host.len() <= MAX_HOST && host.chars().all(usual)
    };
    match host.filter(plain) {
        Some(host) if https => format!("https://{host}/follow"),
        Some(host) => format!("http://{host}/follow"),
        None => "/follow".to_owned(),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    headers: &HeaderMap,
    status: StatusCode,
    problems: Vec<Problem>,
) -> Answer {
    let t = visitor.t;
    let sheets = port.read()?.card_sheets(actor, port.now())?;
    let months = MONTHS.iter().map(|months| Choice {
        code: months.to_string(),
        label: t.count("cards-months-one", months),
        chosen: *months == 6,
    });
    let view = Cards {
        page: visitor.page(port.settings(), "/cards", "cards-title").with_problems(&problems),
        address: address(port.settings().https, headers),
        max: MAX_CARDS,
        count: "10".to_owned(),
        months: months.collect(),
        sheets: sheets.into_iter().map(|sheet| line(t, &sheet)).collect(),
        problems,
    };
    Ok(page::render(status, &view))
}

fn line(t: Texts, sheet: &CardSheet) -> SheetLine {
    let values = [
        ("n", number(u64::try_from(sheet.cards).unwrap_or(u64::MAX))),
        ("printed", labels::day(t, sheet.printed).into()),
        ("until", labels::day(t, sheet.expires).into()),
    ];
    SheetLine { id: sheet.id.to_string(), text: t.plain("cards-sheet", values) }
}
