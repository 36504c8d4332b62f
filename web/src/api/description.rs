//! `/api/v1/openapi.json`: what the API is, generated from the handlers. The same text is committed as
//! `web/openapi.json`; a test keeps it fresh.

use std::sync::OnceLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    account, alerts, audit, beside, cards, cases, check, contests, desk, desk_alerts, desk_together, drafts,
    follow, holds, inbox, lock, members, messages, my_data, opening, own_account, registration, reports,
    requests, session, sponsorship, thread, towns,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Parasol", description = "The JSON API of a Parasol node. It only ever gains fields."),
    paths(
        session::post, session::delete, account::sessions, account::end_others, account::end_one, account::open,
        account::close, account::second_factor, account::begin, account::confirm, account::recovery_codes,
        account::remove, lock::post, check::post, reports::post, reports::get, towns::post, desk::get, opening::open, desk::put_back, desk::take_over, desk::contact, beside::proofread,
        desk_together::undo, desk_together::merge, desk_together::proposals, desk_together::shown, desk_together::confirm,
        desk_together::send_back, desk_together::take_back, desk_alerts::correct, desk_alerts::history, desk_alerts::identifiers,
        desk::publish, desk::recall, alerts::get, sponsorship::get, sponsorship::issue, sponsorship::cancel, sponsorship::confirm, sponsorship::decline,
        sponsorship::take_off, sponsorship::cut, cards::get, cards::print, cards::cancel, follow::open, follow::report, follow::withdraw,
        follow::lock, drafts::put, drafts::get, drafts::delete, thread::write, thread::withdraw, thread::not_free, thread::write_by_code,
        thread::not_free_by_code, thread::ask, thread::reject, thread::entry_back, members::create, members::search, members::tree, members::get, members::role,
        members::suspend, members::resume, members::keep, members::sessions, members::contacts, members::hand_over,
        messages::get, messages::retry, messages::delete, messages::sms,
        registration::post, registration::forgotten, registration::reset, own_account::get, own_account::choose,
        own_account::contact, own_account::confirm, own_account::remove, own_account::password, own_account::reset_code,
        own_account::unlock, requests::lift, my_data::get, my_data::export, my_data::restrict, my_data::ask, my_data::delete,
        requests::get, requests::open, requests::answer, cases::get, cases::open, cases::act, cases::liaison, cases::complaint,
        inbox::get, inbox::liaison, inbox::open, inbox::contact, inbox::act, audit::get, audit::summary,
        contests::post, contests::code, contests::list, contests::open, contests::decide, contests::close,
        holds::get, holds::set, holds::end, holds::clock, health, describe
    ),
    security(("bearer" = [])),
    modifiers(&Bearer, &OneName)
)]
struct Api;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// Gives every call a name of its own, from its method and path: handlers of different files are called alike, and the names must
/// differ (OpenAPI 3.1, operationId).
struct OneName;

impl Modify for OneName {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut api.paths.paths {
            let words: Vec<&str> =
                path.trim_start_matches("/api/v1").split(['/', '{', '}', '.', '-']).collect();
            let calls = [
                ("get", &mut item.get),
                ("put", &mut item.put),
                ("post", &mut item.post),
                ("delete", &mut item.delete),
            ];
            for (method, call) in calls {
                let words = [method].into_iter().chain(words.iter().copied().filter(|word| !word.is_empty()));
                if let Some(call) = call {
                    call.operation_id = Some(words.collect::<Vec<_>>().join("_"));
                }
            }
        }
    }
}

/// Tells whether the node serves.
#[utoipa::path(get, path = "/healthz", tag = "node", security(()), responses((status = 200, description = "It serves")))]
#[expect(dead_code, reason = "the handler is in the router; this describes it")]
fn health() {}

/// Describes the API.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "node", security(()), responses(
    (status = 200, description = "This description", content_type = "application/json")
))]
#[expect(dead_code, reason = "the handler is below; this describes it")]
fn describe() {}

/// The description.
pub(super) async fn get() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text()).into_response()
}

fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| Api::openapi().to_pretty_json().unwrap_or_default() + "\n")
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]

    #[test]
    fn the_committed_description_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, super::text()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == super::text(), "web/openapi.json is stale; run this test with UPDATE_DOCS=1");
    }

    #[test]
    fn what_is_part_of_an_address_is_in_it_and_the_rest_is_asked_behind_it() {
        let described: serde_json::Value = serde_json::from_str(super::text()).unwrap();
        for (path, calls) in described["paths"].as_object().unwrap() {
            for call in calls.as_object().unwrap().values() {
                for part in call["parameters"].as_array().into_iter().flatten() {
                    let name = part["name"].as_str().unwrap();
                    let inside = path.contains(&format!("{{{name}}}"));
                    assert_eq!(part["in"] == "path", inside, "{name} of {path}");
                }
            }
        }
    }
}
