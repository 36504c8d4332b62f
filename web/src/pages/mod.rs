//! The pages: one file each, with `get` and `post`.

mod account;
mod account_contacts;
mod account_password;
mod admin;
mod admin_audit;
mod admin_requests;
mod again;
mod agreements;
mod alert;
mod alert_desk;
mod cards;
mod case;
mod cases;
mod check;
mod circle;
mod contest;
mod contests;
mod correct;
mod desk;
mod desk_report;
mod desk_reset;
mod exit;
mod follow;
mod forgot;
mod holds;
mod home;
mod inbox;
mod kept;
mod key_notes;
mod language;
mod legal;
mod lock;
mod member;
mod members;
mod messages;
mod my_data;
mod my_data_ask;
mod my_data_restrict;
mod my_report;
mod my_reports;
mod recall;
mod register;
mod report;
mod report_check;
mod report_doubts;
mod report_draft;
mod report_form;
mod report_problems;
mod report_rows;
mod search;
mod second_factor;
mod second_step;
mod sessions;
mod sign_in;
mod sign_out;
mod sponsor;
mod sweeps;
mod tree;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::failure::Failure;
use crate::port::Port;

pub(crate) use circle::InvitationsShown;
pub(crate) use register::SentForms;

/// What a handler answers.
type Answer = Result<axum::response::Response, Failure>;

/// All pages.
pub(crate) fn routes() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/", get(home::get))
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route("/sign-in/code", get(second_step::get).post(second_step::post))
        .route("/sign-out", post(sign_out::post))
        .route("/account/sessions", get(sessions::get).post(sessions::post))
        .route("/account/second-factor", get(second_factor::get).post(second_factor::post))
        .route("/lock", get(lock::get).post(lock::post))
        .route("/register", get(register::get).post(register::post))
        .route("/forgot", get(forgot::get).post(forgot::post))
        .route("/reset", get(forgot::get_reset).post(forgot::reset))
        .route("/account", get(account::get))
        .route("/account/contacts", get(account_contacts::get).post(account_contacts::post))
        .route("/account/password", get(account_password::get).post(account_password::post))
        .route("/exit", get(exit::get))
        .route("/language", post(language::post))
        .route("/check", get(check::get).post(check::post))
        .route("/search", get(search::get).post(search::post))
        .route("/report", get(report::get).post(report::post))
        .route("/report/draft", get(report_draft::get).post(report_draft::post))
        .route("/my-reports", get(my_reports::get))
        .route("/my-reports/{id}", get(my_report::get).post(my_report::post))
        .route("/desk", get(desk::get))
        .route("/desk/reset", get(desk_reset::get).post(desk_reset::post))
        .route("/desk/report/{id}", get(desk_report::get).post(desk_report::post))
        .route("/desk/report/{id}/put-back", post(desk_report::put_back))
        .route("/desk/report/{id}/take-over", post(desk_report::take_over))
        .route("/desk/report/{id}/undo", post(desk_report::undo))
        .route("/desk/report/{id}/merge", post(desk_report::merge))
        .route("/desk/report/{id}/confirm", post(desk_report::confirm))
        .route("/desk/report/{id}/send-back", post(desk_report::send_back))
        .route("/desk/report/{id}/take-back", post(desk_report::take_back))
        .route("/desk/report/{id}/contact", post(desk_report::contact))
        .route("/desk/report/{id}/publish", post(desk_report::publish))
        .route("/desk/report/{id}/reject", post(desk_report::reject))
        .route("/desk/report/{id}/ask", post(desk_report::ask))
        .route("/desk/report/{id}/entry-back", post(desk_report::entry_back))
        .route("/alert/{id}", get(alert::get))
        .route("/alert/{id}/identifiers", post(alert_desk::identifiers))
        .route("/alert/{id}/correct", get(correct::get).post(correct::post))
        .route("/alert/{id}/recall", get(recall::get).post(recall::post))
        .route("/sponsor", get(sponsor::get).post(sponsor::post))
        .route("/cards", get(cards::get).post(cards::post))
        .route("/follow", get(follow::get).post(follow::post))
        .route("/admin/members", get(members::get).post(members::post))
        .route("/admin/members/{id}", get(member::get).post(member::post))
        .route("/admin/tree", get(tree::get))
        .route("/admin/messages", get(messages::get).post(messages::post))
        .route("/admin", get(admin::get))
        .route("/admin/sweeps", post(sweeps::post))
        .merge(cases())
        .merge(circles())
        .merge(privacy())
        .merge(contesting())
        .method_not_allowed_fallback(async || Failure::Method)
        .fallback(async || Failure::NotFound)
}

/// Cases, and the inboxes of partner organisations.
fn cases() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/desk/cases", get(cases::get))
        .route("/desk/case/{id}", get(case::get).post(case::post))
        .route("/inbox", get(inbox::get))
        .route("/inbox/{id}", get(inbox::closed).post(inbox::post))
}

/// Circles, and what their members agree on.
fn circles() -> Router<Arc<dyn Port>> {
    use circle::{
        accept, change, create, evidence, invite, leave, link, own_key, propose, relink, resume, show,
        succession,
    };
    Router::new()
        .route("/admin/new-circle", get(create::get).post(create::post))
        .route("/admin/invitation", get(accept::get).post(accept::post))
        .route("/admin/link/{circle}", get(link::get).post(link::post))
        .route("/admin/own-key", get(own_key::get))
        .route("/admin/circle/{id}", get(show::get).post(show::post))
        .route("/admin/circle/{id}/change/{change}", get(change::get).post(change::post))
        .route("/admin/circle/{id}/invite", get(invite::get).post(invite::post))
        .route("/admin/circle/{id}/relink", get(relink::get).post(relink::post))
        .route("/admin/circle/{id}/resume", get(resume::get).post(resume::post))
        .route("/admin/circle/{id}/leave", get(leave::get).post(leave::post))
        .route("/admin/circle/{id}/propose/key", get(succession::get).post(succession::post))
        .route(
            "/admin/circle/{id}/propose/node-key",
            get(succession::get_without).post(succession::post_without),
        )
        .route("/admin/circle/{id}/propose/{what}", get(propose::get).post(propose::post))
        .route("/admin/circle/{id}/evidence/{number}", get(evidence::get).post(evidence::post))
}

/// What is kept about reported people, and what they contest.
fn contesting() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/reported", get(kept::get))
        .route("/contest", get(contest::get).post(contest::post))
        .route("/contest/statement", get(contest::get_statement).post(contest::statement))
        .route("/desk/holds", get(holds::get).post(holds::confirm))
        .route("/desk/report/{id}/hold", post(desk_report::set_hold))
        .route("/desk/report/{id}/hold/end", post(desk_report::end_hold))
        .route("/desk/contests", get(contests::get))
        .route("/desk/contests/closed", get(contests::get_closed))
        .route("/desk/contests/close", post(contests::close_empty))
        .route("/desk/contests/{id}", get(contests::closed).post(contests::open))
        .route("/desk/contests/{id}/decide", post(contests::decide))
        .route("/desk/contests/{id}/close", post(contests::close))
}

/// Terms and policy, the own data, requests about it, and the audit.
fn privacy() -> Router<Arc<dyn Port>> {
    Router::new()
        .route("/desk/report/{id}/lift", post(desk_report::lift))
        .route("/admin/requests", get(admin_requests::get))
        .route("/admin/requests/{id}", get(admin_requests::closed).post(admin_requests::open))
        .route("/admin/requests/{id}/answer", post(admin_requests::answer))
        .route("/admin/audit", get(admin_audit::get))
        .route("/admin/audit/summary", get(admin_audit::summary))
        .route("/my-data", get(my_data::get))
        .route("/my-data/export", post(my_data::export))
        .route("/my-data/restrict", get(my_data_restrict::get).post(my_data_restrict::post))
        .route("/my-data/ask", get(my_data_ask::get).post(my_data_ask::post))
        .route("/my-data/delete", get(my_data::delete_form).post(my_data::delete))
        .route("/terms", get(legal::terms))
        .route("/privacy", get(legal::privacy))
}
