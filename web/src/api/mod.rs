//! The JSON API, version 1. Errors are RFC 9457 problems; the JSON only ever gains fields, and unknown fields of a
//! request are passed over.

mod account;
mod alerts;
mod audit;
mod beside;
mod body;
mod caller;
mod cards;
mod cases;
mod check;
mod contests;
mod description;
mod desk;
mod desk_alerts;
mod desk_together;
mod drafts;
mod follow;
mod holds;
mod inbox;
mod lock;
mod members;
mod messages;
mod my_data;
mod name;
mod opening;
mod own_account;
mod problem;
mod registration;
mod reports;
mod requests;
mod retried;
mod session;
mod sponsorship;
mod thread;
mod towns;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, delete, get, post};
use axum::{Extension, Router};

use crate::port::Port;

use self::problem::Problem;

/// The largest body in bytes.
const MAX_BODY: usize = 128 * 1024;

/// All calls, below `/api/v1`.
pub(crate) fn routes(port: &Arc<dyn Port>) -> Router<Arc<dyn Port>> {
    let calls = Router::new()
        .route("/openapi.json", get(description::get))
        .route("/session", post(session::post).delete(session::delete))
        .route("/account/sessions", get(account::sessions).delete(account::end_others))
        .route("/account/sessions/{id}", delete(account::end_one))
        .route("/account/opening", post(account::open).delete(account::close))
        .route(
            "/account/second-factor",
            get(account::second_factor).post(account::begin).delete(account::remove),
        )
        .route("/account/second-factor/code", post(account::confirm))
        .route("/account/second-factor/recovery-codes", post(account::recovery_codes))
        .route("/lock", post(lock::post))
        .route("/registration", post(registration::post))
        .route("/password/forgotten", post(registration::forgotten))
        .route("/password/reset", post(registration::reset))
        .route("/account", get(own_account::get).put(own_account::choose))
        .route("/account/contacts", post(own_account::contact).delete(own_account::remove))
        .route("/account/contacts/confirmation", post(own_account::confirm))
        .route("/account/password", post(own_account::password))
        .route("/desk/reset-code", post(own_account::reset_code))
        .route("/desk/unlock", post(own_account::unlock))
        .route("/check", post(check::post))
        .route("/reports", post(reports::post))
        .route("/reports/{id}", get(reports::get))
        .route("/towns", post(towns::post))
        .route("/desk/reports", get(desk::get))
        .route("/desk/reports/{id}/opening", post(opening::open))
        .route("/desk/reports/{id}/put-back", post(desk::put_back))
        .route("/desk/reports/{id}/take-over", post(desk::take_over))
        .route("/desk/reports/{id}/undo", post(desk_together::undo))
        .route("/desk/reports/{id}/merge", post(desk_together::merge))
        .route("/desk/proposals", get(desk_together::proposals))
        .route("/desk/reports/{id}/proposal", get(desk_together::shown))
        .route("/desk/reports/{id}/proposal/confirm", post(desk_together::confirm))
        .route("/desk/reports/{id}/proposal/send-back", post(desk_together::send_back))
        .route("/desk/reports/{id}/proposal/take-back", post(desk_together::take_back))
        .route("/desk/alerts/{id}/correct", post(desk_alerts::correct))
        .route("/desk/alerts/{id}/history", get(desk_alerts::history))
        .route("/desk/alerts/{id}/identifiers", post(desk_alerts::identifiers))
        .route("/desk/reports/{id}/contact", post(desk::contact))
        .route("/desk/reports/{id}/proofread", post(beside::proofread))
        .route("/desk/reports/{id}/publish", post(desk::publish))
        .route("/desk/alerts/{id}/recall", post(desk::recall))
        .route("/alerts/{id}", get(alerts::get))
        .route("/messages", get(messages::get))
        .route("/messages/sms", post(messages::sms))
        .route("/messages/{id}", delete(messages::delete))
        .route("/messages/{id}/retry", post(messages::retry))
        .merge(people().layer(Extension(retried::Calls::default())))
        .merge(looking_after())
        .merge(privacy())
        .merge(threads())
        .merge(contesting());
    finish(calls, port)
}

/// Sponsoring, cards, codes, and the members for admins.
fn people() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/sponsorship", get(sponsorship::get))
        .route("/sponsorship/codes", post(sponsorship::issue))
        .route("/sponsorship/codes/{id}", delete(sponsorship::cancel))
        .route("/sponsorship/requests/{id}/confirm", post(sponsorship::confirm))
        .route("/sponsorship/requests/{id}/decline", post(sponsorship::decline))
        .route("/sponsorship/lines/{id}", delete(sponsorship::take_off))
        .route("/sponsorship/link", delete(sponsorship::cut))
        .route("/cards", get(cards::get).post(cards::print))
        .route("/cards/{id}", delete(cards::cancel))
        .route("/follow", post(follow::open))
        .route("/follow/report", post(follow::report))
        .route("/follow/withdraw", post(follow::withdraw))
        .route("/follow/lock", post(follow::lock))
        .route("/members", post(members::create))
        .route("/members/search", post(members::search))
        .route("/members/tree", get(members::tree))
        .route("/members/{id}", get(members::get))
        .route("/members/{id}/role", post(members::role))
        .route("/members/{id}/suspend", post(members::suspend))
        .route("/members/{id}/resume", post(members::resume))
        .route("/members/{id}/keep", post(members::keep))
        .route("/members/{id}/sessions", delete(members::sessions))
        .route("/members/{id}/contacts", post(members::contacts))
        .route("/members/{id}/hand-over", post(members::hand_over))
}

/// What reported people contest.
fn contesting() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/contests", post(contests::post))
        .route("/contests/code", post(contests::code))
        .route("/desk/holds", get(holds::get))
        .route("/desk/clock", post(holds::clock))
        .route("/desk/reports/{id}/hold", post(holds::set).delete(holds::end))
        .route("/desk/contests", get(contests::list))
        .route("/desk/contests/{id}/opening", post(contests::open))
        .route("/desk/contests/{id}/decision", post(contests::decide))
        .route("/desk/contests/{id}/closing", post(contests::close))
}

/// What the team and a reporter write to each other; taking a report back.
fn threads() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/reports/draft", get(drafts::get).put(drafts::put).delete(drafts::delete))
        .route("/reports/{id}/posts", post(thread::write))
        .route("/reports/{id}/withdraw", post(thread::withdraw))
        .route("/reports/{id}/not-free", post(thread::not_free))
        .route("/follow/posts", post(thread::write_by_code))
        .route("/follow/not-free", post(thread::not_free_by_code))
        .route("/desk/reports/{id}/ask", post(thread::ask))
        .route("/desk/reports/{id}/reject", post(thread::reject))
        .route("/desk/reports/{id}/entry-back", post(thread::entry_back))
}

/// Cases, and the inboxes of partner organisations.
fn looking_after() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/desk/cases", get(cases::get))
        .route("/desk/cases/{id}/opening", post(cases::open))
        .route("/desk/cases/{id}/acts", post(cases::act))
        .route("/desk/cases/{id}/liaison-sheet", post(cases::liaison))
        .route("/desk/cases/{id}/complaint", post(cases::complaint))
        .route("/inbox", get(inbox::get))
        .route("/inbox/{id}/opening", post(inbox::open))
        .route("/inbox/{id}/liaison-sheet", post(inbox::liaison))
        .route("/inbox/{id}/contact", post(inbox::contact))
        .route("/inbox/{id}/acts", post(inbox::act))
}

/// The own data, requests about it, and the audit.
fn privacy() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/desk/reports/{id}/lift", post(requests::lift))
        .route("/my-data", get(my_data::get))
        .route("/my-data/export", post(my_data::export))
        .route("/my-data/restriction", post(my_data::restrict))
        .route("/my-data/requests", post(my_data::ask))
        .route("/my-data/deletion", post(my_data::delete))
        .route("/requests", get(requests::get))
        .route("/requests/{id}/opening", post(requests::open))
        .route("/requests/{id}/answer", post(requests::answer))
        .route("/audit", get(audit::get))
        .route("/audit/summary", get(audit::summary))
}

/// What is not there, below `/api`: a problem too, not a page.
pub(crate) fn nothing(port: &Arc<dyn Port>) -> Router<Arc<dyn Port>> {
    finish(Router::new(), port)
}

/// The addresses that nesting leaves out: those that end where a name should follow.
pub(crate) fn unfinished(port: &Arc<dyn Port>) -> Router<Arc<dyn Port>> {
    let nothing = || any(async || Problem::not_found());
    let router = Router::new().route("/api/", nothing()).route("/api/v1/", nothing());
    router.layer(from_fn_with_state(port.clone(), problem::layer))
}

fn finish(router: Router<Arc<dyn Port>>, port: &Arc<dyn Port>) -> Router<Arc<dyn Port>> {
    router
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(port.clone(), problem::layer))
}
