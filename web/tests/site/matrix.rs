//! Every route with every role, with nobody signed in, and with a member who was suspended.

use axum::http::Method;
use serde_json::json;

use crate::site::{EVERYBODY, Site};

const NOTHING: &str = "00000000000000000000000000000000";

/// What each page answers: nobody, then member, partner, moderator, admin.
const PAGES: &[(&str, &str, [u16; 5])] = &[
    ("GET", "/", [200, 200, 200, 200, 200]),
    ("GET", "/sign-in", [200, 200, 200, 200, 200]),
    ("GET", "/check", [303, 200, 200, 200, 403]),
    ("POST", "/check", [401, 422, 422, 422, 403]),
    ("GET", "/search", [303, 200, 200, 200, 403]),
    ("POST", "/search", [303, 422, 422, 422, 403]),
    ("GET", "/report", [303, 200, 200, 200, 403]),
    ("POST", "/report", [403, 422, 422, 422, 403]),
    ("GET", "/report/draft", [303, 404, 404, 404, 403]),
    ("POST", "/report/draft", [303, 404, 404, 404, 403]),
    ("GET", "/my-reports", [303, 200, 200, 200, 403]),
    ("GET", "/my-reports/{}", [303, 404, 404, 404, 403]),
    ("POST", "/my-reports/{}", [303, 404, 404, 404, 403]),
    ("GET", "/account/sessions", [303, 200, 200, 200, 200]),
    ("POST", "/account/sessions", [303, 404, 404, 404, 404]),
    ("GET", "/account/second-factor", [303, 200, 200, 200, 200]),
    ("POST", "/account/second-factor", [303, 200, 200, 200, 200]),
    ("GET", "/lock", [303, 403, 403, 200, 200]),
    ("POST", "/lock", [303, 403, 403, 422, 422]),
    ("POST", "/admin/sweeps", [303, 403, 403, 403, 404]),
    ("GET", "/desk", [303, 403, 403, 200, 403]),
    ("GET", "/desk/cases", [303, 403, 403, 200, 403]),
    ("GET", "/desk/case/{}", [303, 403, 403, 200, 403]),
    ("POST", "/desk/case/{}", [303, 403, 403, 404, 403]),
    ("GET", "/inbox", [303, 403, 200, 403, 403]),
    ("GET", "/inbox/{}", [303, 403, 200, 403, 403]),
    ("POST", "/inbox/{}", [303, 403, 404, 403, 403]),
    ("GET", "/desk/report/{}", [303, 403, 403, 200, 403]),
    ("POST", "/desk/report/{}", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/put-back", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/take-over", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/undo", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/merge", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/confirm", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/send-back", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/take-back", [303, 403, 403, 404, 403]),
    ("POST", "/alert/{}/identifiers", [303, 403, 403, 404, 403]),
    ("GET", "/alert/{}/correct", [303, 403, 403, 404, 403]),
    ("POST", "/alert/{}/correct", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/publish", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/reject", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/ask", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/entry-back", [303, 403, 403, 404, 403]),
    ("GET", "/alert/{}", [303, 404, 404, 404, 403]),
    ("GET", "/alert/{}/recall", [303, 403, 403, 404, 403]),
    ("POST", "/alert/{}/recall", [303, 403, 403, 422, 403]),
    ("GET", "/sponsor", [303, 200, 200, 200, 200]),
    ("POST", "/sponsor", [303, 404, 404, 404, 404]),
    ("GET", "/cards", [303, 403, 200, 200, 403]),
    ("POST", "/cards", [303, 403, 422, 422, 403]),
    ("GET", "/follow", [200, 200, 200, 200, 200]),
    ("POST", "/follow", [422, 422, 422, 422, 422]),
    ("GET", "/admin/members", [303, 403, 403, 403, 200]),
    ("POST", "/admin/members", [303, 403, 403, 403, 200]),
    ("GET", "/admin/members/{}", [303, 403, 403, 403, 404]),
    ("POST", "/admin/members/{}", [303, 403, 403, 403, 404]),
    ("GET", "/admin/tree", [303, 403, 403, 403, 200]),
    ("GET", "/admin/messages", [303, 403, 403, 403, 200]),
    ("POST", "/admin/messages", [303, 403, 403, 403, 422]),
    ("GET", "/admin", [303, 403, 403, 200, 200]),
    ("GET", "/admin/circle/{}", [303, 403, 403, 404, 404]),
    ("POST", "/admin/circle/{}", [303, 403, 403, 403, 404]),
    ("GET", "/admin/new-circle", [303, 403, 403, 403, 200]),
    ("POST", "/admin/new-circle", [303, 403, 403, 403, 422]),
    ("GET", "/admin/invitation", [303, 403, 403, 403, 200]),
    ("POST", "/admin/invitation", [303, 403, 403, 403, 422]),
    ("GET", "/admin/link/{}", [303, 403, 403, 403, 404]),
    ("POST", "/admin/link/{}", [303, 403, 403, 403, 404]),
    ("GET", "/admin/own-key", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/invite", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/invite", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/relink", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/relink", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/resume", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/resume", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/leave", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/leave", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/propose/key", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/propose/key", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/propose/node-key", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/propose/node-key", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/change/{}", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/change/{}", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/propose/remove", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/propose/remove", [303, 403, 403, 403, 404]),
    ("GET", "/admin/circle/{}/evidence/1", [303, 403, 403, 403, 404]),
    ("POST", "/admin/circle/{}/evidence/1", [303, 403, 403, 403, 404]),
    ("GET", "/register", [200, 200, 200, 200, 200]),
    ("POST", "/register", [422, 422, 422, 422, 422]),
    ("GET", "/forgot", [200, 200, 200, 200, 200]),
    ("POST", "/forgot", [422, 422, 422, 422, 422]),
    ("GET", "/reset", [200, 200, 200, 200, 200]),
    ("POST", "/reset", [422, 422, 422, 422, 422]),
    ("GET", "/account", [303, 200, 200, 200, 200]),
    ("GET", "/account/contacts", [303, 200, 200, 200, 200]),
    ("POST", "/account/contacts", [303, 422, 422, 422, 422]),
    ("GET", "/account/password", [303, 200, 200, 200, 200]),
    ("POST", "/account/password", [303, 422, 422, 422, 422]),
    ("GET", "/desk/reset", [303, 403, 403, 200, 200]),
    ("POST", "/desk/reset", [303, 403, 403, 422, 422]),
    ("POST", "/desk/report/{}/lift", [303, 403, 403, 404, 403]),
    ("GET", "/admin/requests", [303, 403, 403, 200, 200]),
    ("GET", "/admin/requests/{}", [303, 403, 403, 200, 200]),
    ("POST", "/admin/requests/{}", [303, 403, 403, 404, 404]),
    ("POST", "/admin/requests/{}/answer", [303, 403, 403, 404, 404]),
    ("GET", "/admin/audit", [303, 403, 403, 403, 200]),
    ("GET", "/admin/audit/summary", [303, 403, 403, 200, 200]),
    ("GET", "/my-data", [303, 200, 200, 200, 200]),
    ("POST", "/my-data/export", [303, 422, 422, 422, 422]),
    ("GET", "/my-data/restrict", [303, 200, 200, 200, 200]),
    ("GET", "/my-data/ask", [303, 200, 200, 200, 200]),
    ("POST", "/my-data/restrict", [303, 404, 404, 404, 404]),
    ("POST", "/my-data/ask", [303, 422, 422, 422, 422]),
    ("GET", "/my-data/delete", [303, 200, 200, 200, 200]),
    ("POST", "/my-data/delete", [303, 422, 422, 422, 422]),
    ("GET", "/terms", [200, 200, 200, 200, 200]),
    ("GET", "/privacy", [200, 200, 200, 200, 200]),
    ("GET", "/reported", [200, 200, 200, 200, 200]),
    ("GET", "/contest", [200, 200, 200, 200, 200]),
    ("POST", "/contest", [422, 422, 422, 422, 422]),
    ("GET", "/contest/statement", [200, 200, 200, 200, 200]),
    ("POST", "/contest/statement", [422, 422, 422, 422, 422]),
    ("GET", "/desk/holds", [303, 403, 403, 200, 403]),
    ("POST", "/desk/holds", [303, 403, 403, 409, 403]),
    ("POST", "/desk/report/{}/hold", [303, 403, 403, 404, 403]),
    ("POST", "/desk/report/{}/hold/end", [303, 403, 403, 404, 403]),
    ("GET", "/desk/contests", [303, 403, 403, 200, 403]),
    ("GET", "/desk/contests/closed", [303, 403, 403, 200, 403]),
    ("POST", "/desk/contests/close", [303, 403, 403, 409, 403]),
    ("GET", "/desk/contests/{}", [303, 403, 403, 200, 403]),
    ("POST", "/desk/contests/{}", [303, 403, 403, 404, 403]),
    ("POST", "/desk/contests/{}/decide", [303, 403, 403, 404, 403]),
    ("POST", "/desk/contests/{}/close", [303, 403, 403, 404, 403]),
    ("GET", "/nothing", [404, 404, 404, 404, 404]),
    ("POST", "/language", [303, 303, 303, 303, 303]),
    ("POST", "/my-reports", [405, 405, 405, 405, 405]),
    ("GET", "/healthz", [200, 200, 200, 200, 200]),
];

/// What each call answers, in the same order.
const CALLS: &[(&str, &str, [u16; 5])] = &[
    ("POST", "/check", [401, 422, 422, 422, 403]),
    ("POST", "/reports", [401, 400, 400, 400, 403]),
    ("POST", "/towns", [401, 400, 400, 400, 400]),
    ("GET", "/reports/{}", [401, 404, 404, 404, 403]),
    ("GET", "/reports/draft", [401, 403, 403, 403, 403]),
    ("DELETE", "/reports/draft", [401, 404, 404, 404, 403]),
    ("POST", "/reports/{}/posts", [401, 404, 404, 404, 403]),
    ("POST", "/reports/{}/withdraw", [401, 404, 404, 404, 403]),
    ("POST", "/reports/{}/not-free", [401, 404, 404, 404, 403]),
    ("POST", "/follow/posts", [400, 400, 400, 400, 400]),
    ("POST", "/follow/not-free", [400, 400, 400, 400, 400]),
    ("POST", "/desk/reports/{}/ask", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/reject", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/entry-back", [401, 403, 403, 404, 403]),
    ("GET", "/desk/reports", [401, 403, 403, 200, 403]),
    ("GET", "/desk/cases", [401, 403, 403, 200, 403]),
    ("POST", "/desk/cases/{}/opening", [401, 403, 403, 404, 403]),
    ("POST", "/desk/cases/{}/acts", [401, 400, 400, 400, 400]),
    ("POST", "/desk/cases/{}/liaison-sheet", [401, 403, 403, 404, 403]),
    ("POST", "/desk/cases/{}/complaint", [401, 403, 403, 404, 403]),
    ("GET", "/inbox", [401, 403, 200, 403, 403]),
    ("POST", "/inbox/{}/opening", [401, 403, 404, 403, 403]),
    ("POST", "/inbox/{}/liaison-sheet", [401, 403, 404, 403, 403]),
    ("POST", "/inbox/{}/contact", [401, 403, 404, 403, 403]),
    ("POST", "/inbox/{}/acts", [401, 400, 400, 400, 400]),
    ("POST", "/desk/reports/{}/opening", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/contact", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/put-back", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/take-over", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/proofread", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/publish", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/undo", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/merge", [401, 400, 400, 400, 400]),
    ("GET", "/desk/proposals", [401, 403, 403, 200, 403]),
    ("GET", "/desk/reports/{}/proposal", [401, 403, 403, 404, 403]),
    ("POST", "/desk/reports/{}/proposal/confirm", [401, 400, 400, 400, 400]),
    ("POST", "/desk/reports/{}/proposal/send-back", [401, 400, 400, 400, 400]),
    ("POST", "/desk/reports/{}/proposal/take-back", [401, 400, 400, 400, 400]),
    ("POST", "/desk/alerts/{}/correct", [401, 400, 400, 400, 400]),
    ("GET", "/desk/alerts/{}/history", [401, 403, 403, 404, 403]),
    ("POST", "/desk/alerts/{}/identifiers", [401, 403, 403, 404, 403]),
    ("POST", "/desk/alerts/{}/recall", [401, 403, 403, 404, 403]),
    ("GET", "/alerts/{}", [401, 404, 404, 404, 403]),
    ("GET", "/sponsorship", [401, 200, 200, 200, 200]),
    ("POST", "/sponsorship/codes", [401, 429, 201, 201, 201]),
    ("DELETE", "/sponsorship/codes/{}", [401, 404, 404, 404, 404]),
    ("POST", "/sponsorship/requests/{}/confirm", [401, 404, 404, 404, 404]),
    ("POST", "/sponsorship/requests/{}/decline", [401, 404, 404, 404, 404]),
    ("DELETE", "/sponsorship/lines/{}", [401, 404, 404, 404, 404]),
    ("DELETE", "/sponsorship/link", [401, 404, 404, 404, 404]),
    ("GET", "/cards", [401, 403, 200, 200, 403]),
    ("POST", "/cards", [401, 400, 400, 400, 400]),
    ("DELETE", "/cards/{}", [401, 403, 404, 404, 403]),
    ("POST", "/follow", [400, 400, 400, 400, 400]),
    ("POST", "/follow/report", [400, 400, 400, 400, 400]),
    ("POST", "/follow/withdraw", [400, 400, 400, 400, 400]),
    ("POST", "/follow/lock", [400, 400, 400, 400, 400]),
    ("POST", "/members", [401, 400, 400, 400, 400]),
    ("POST", "/members/search", [401, 403, 403, 403, 200]),
    ("GET", "/members/tree", [401, 403, 403, 403, 200]),
    ("GET", "/members/{}", [401, 403, 403, 403, 404]),
    ("POST", "/members/{}/role", [401, 400, 400, 400, 400]),
    ("POST", "/members/{}/suspend", [401, 403, 403, 403, 404]),
    ("POST", "/members/{}/resume", [401, 403, 403, 403, 404]),
    ("POST", "/members/{}/keep", [401, 403, 403, 403, 404]),
    ("DELETE", "/members/{}/sessions", [401, 403, 403, 403, 404]),
    ("POST", "/members/{}/contacts", [401, 400, 400, 400, 400]),
    ("POST", "/members/{}/hand-over", [401, 403, 403, 403, 404]),
    ("GET", "/messages", [401, 403, 403, 403, 200]),
    ("POST", "/messages/sms", [401, 403, 403, 403, 204]),
    ("POST", "/messages/{}/retry", [401, 403, 403, 403, 404]),
    ("DELETE", "/messages/{}", [401, 403, 403, 403, 404]),
    ("POST", "/registration", [400, 400, 400, 400, 400]),
    ("POST", "/password/forgotten", [400, 400, 400, 400, 400]),
    ("POST", "/password/reset", [400, 400, 400, 400, 400]),
    ("GET", "/account", [401, 200, 200, 200, 200]),
    ("PUT", "/account", [401, 400, 400, 400, 400]),
    ("POST", "/account/contacts", [401, 400, 400, 400, 400]),
    ("DELETE", "/account/contacts", [401, 403, 403, 403, 403]),
    ("POST", "/account/contacts/confirmation", [401, 400, 400, 400, 400]),
    ("POST", "/account/password", [401, 400, 400, 400, 400]),
    ("POST", "/desk/reset-code", [401, 400, 400, 400, 400]),
    ("POST", "/desk/unlock", [401, 400, 400, 400, 400]),
    ("POST", "/desk/reports/{}/lift", [401, 403, 403, 404, 403]),
    ("GET", "/my-data", [401, 200, 200, 200, 200]),
    ("POST", "/my-data/export", [401, 400, 400, 400, 400]),
    ("POST", "/my-data/restriction", [401, 400, 400, 400, 400]),
    ("POST", "/my-data/requests", [401, 400, 400, 400, 400]),
    ("POST", "/my-data/deletion", [401, 400, 400, 400, 400]),
    ("POST", "/contests", [400, 400, 400, 400, 400]),
    ("POST", "/contests/code", [400, 400, 400, 400, 400]),
    ("GET", "/desk/holds", [401, 403, 403, 200, 403]),
    ("POST", "/desk/clock", [401, 403, 403, 409, 403]),
    ("POST", "/desk/reports/{}/hold", [401, 400, 400, 400, 400]),
    ("DELETE", "/desk/reports/{}/hold", [401, 403, 403, 404, 403]),
    ("GET", "/desk/contests", [401, 403, 403, 200, 403]),
    ("POST", "/desk/contests/{}/opening", [401, 403, 403, 404, 403]),
    ("POST", "/desk/contests/{}/decision", [401, 400, 400, 400, 400]),
    ("POST", "/desk/contests/{}/closing", [401, 403, 403, 404, 403]),
    ("GET", "/requests", [401, 403, 403, 200, 200]),
    ("POST", "/requests/{}/opening", [401, 403, 403, 404, 404]),
    ("POST", "/requests/{}/answer", [401, 400, 400, 400, 400]),
    ("GET", "/audit", [401, 403, 403, 403, 200]),
    ("GET", "/audit/summary", [401, 403, 403, 200, 200]),
    ("GET", "/openapi.json", [200, 200, 200, 200, 200]),
    ("GET", "/account/sessions", [401, 200, 200, 200, 200]),
    ("DELETE", "/account/sessions", [401, 204, 204, 204, 204]),
    ("DELETE", "/account/sessions/{}", [401, 404, 404, 404, 404]),
    ("POST", "/account/opening", [401, 400, 400, 400, 400]),
    ("DELETE", "/account/opening", [401, 204, 204, 204, 204]),
    ("GET", "/account/second-factor", [401, 200, 200, 200, 200]),
    ("POST", "/account/second-factor", [401, 403, 403, 403, 403]),
    ("POST", "/account/second-factor/code", [401, 400, 400, 400, 400]),
    ("POST", "/account/second-factor/recovery-codes", [401, 403, 403, 403, 403]),
    ("DELETE", "/account/second-factor", [401, 403, 403, 403, 403]),
    ("GET", "/nothing", [404, 404, 404, 404, 404]),
    ("GET", "/check", [405, 405, 405, 405, 405]),
];

#[tokio::test]
async fn every_page_with_every_role() {
    let site = Site::open();
    let mut browsers = vec![site.browser()];
    for name in EVERYBODY {
        browsers.push(site.signed_in(name).await);
    }
    site.suspend();
    for (method, path, expected) in PAGES {
        let path = path.replace("{}", NOTHING);
        // A suspended member's session is gone: she is answered as nobody is.
        let expected = expected.iter().chain([&expected[0]]);
        for (n, (browser, expected)) in browsers.iter_mut().zip(expected).enumerate() {
            browser.get("/").await;
            let seen =
                if *method == "GET" { browser.get(&path).await } else { browser.post(&path, &[]).await };
            assert_eq!(seen.status.as_u16(), *expected, "{method} {path} as {n}: {}", seen.read());
            if *expected == 303 && path != "/language" {
                assert_eq!(seen.header("location"), "/sign-in?first");
            }
        }
    }
}

#[tokio::test]
async fn every_call_with_every_role() {
    let site = Site::open();
    let mut tokens = vec![None];
    for name in EVERYBODY {
        tokens.push(Some(site.token(name).await));
    }
    site.suspend();
    let body = json!({ "identifier": "", "level": "risky", "kinds": ["threats_or_blackmail"], "text": "x", "reason": "other" });
    for (method, path, expected) in CALLS {
        let path = format!("/api/v1{}", path.replace("{}", NOTHING));
        let expected = expected.iter().chain([&expected[0]]);
        for (n, (token, expected)) in tokens.iter().zip(expected).enumerate() {
            let method: Method = method.parse().unwrap();
            let body = (method == Method::POST)
                .then(|| if path.ends_with("reports") { json!({}) } else { body.clone() });
            let seen = site.call(method.clone(), &path, token.as_deref(), body).await;
            assert_eq!(seen.status.as_u16(), *expected, "{method} {path} as {n}: {}", seen.text);
            if *expected >= 400 {
                assert_eq!(seen.header("content-type"), "application/problem+json");
                assert_eq!(seen.json()["status"], *expected);
                assert!(
                    seen.json()["type"].is_string() && !seen.json()["detail"].as_str().unwrap().is_empty()
                );
            }
        }
    }
}

#[tokio::test]
async fn a_page_session_is_no_token_and_a_token_no_page_session() {
    let site = Site::open();
    let browser = site.signed_in("member").await;
    let cookie = browser.cookies.iter().find(|(name, _)| name == "session").unwrap().1.clone();
    let seen = site.call(Method::GET, &format!("/api/v1/reports/{NOTHING}"), Some(&cookie), None).await;
    assert_eq!(seen.status, 401);
    let token = site.token("member").await;
    let mut browser = site.browser();
    browser.cookies.push(("session".to_owned(), token));
    assert_eq!(browser.get("/check").await.status, 303);
}
