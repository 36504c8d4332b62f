//! Cookies: read from a request, written to an answer. All are HttpOnly and SameSite=Strict; over HTTPS they are
//! Secure and bound to this host.

use axum::http::header::{self, HeaderMap, HeaderValue};

/// Names a signed-in session.
pub(crate) const SESSION: &str = "session";
/// Names a visit before sign-in; the forms of such a visit must carry it.
pub(crate) const VISIT: &str = "visit";
/// Names a sign-in that waits for its second step.
pub(crate) const STEP: &str = "step";
/// The language chosen on the page.
pub(crate) const LANGUAGE: &str = "language";

/// How long a cookie lives in the browser.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Life {
    /// Until the browser closes.
    Browser,
    /// So many seconds.
    Seconds(u64),
    /// It ends now.
    Over,
}

/// The value of a cookie, if the request has it exactly once.
pub(crate) fn read<'a>(headers: &'a HeaderMap, https: bool, name: &str) -> Option<&'a str> {
    let wanted = full_name(https, name);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == wanted).map(|(_, value)| value);
    let value = values.next().filter(|value| !value.is_empty())?;
    // Two of one name: one was put there by somebody else. Neither is believed.
    values.next().is_none().then_some(value)
}

/// Sets a cookie on an answer. Values are base64url or language codes: nothing that needs quoting.
pub(crate) fn write(headers: &mut HeaderMap, https: bool, name: &str, value: &str, life: Life) {
    let name = full_name(https, name);
    let secure = if https { "; Secure" } else { "" };
    let age = match life {
        Life::Browser => String::new(),
        Life::Seconds(seconds) => format!("; Max-Age={seconds}"),
        Life::Over => "; Max-Age=0".to_owned(),
    };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        headers.append(header::SET_COOKIE, line);
    }
}

fn full_name(https: bool, name: &str) -> String {
    if https { format!("__Host-{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn with(cookie: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))])
    }

    #[test]
    fn a_cookie_is_read_by_its_whole_name_and_only_once() {
        assert_eq!(read(&with("a=1; session=x; b=2"), false, SESSION), Some("x"));
        assert_eq!(read(&with("session=x"), true, SESSION), None);
        assert_eq!(read(&with("__Host-session=x"), true, SESSION), Some("x"));
        assert_eq!(read(&with("session=x; session=y"), false, SESSION), None);
        assert_eq!(read(&with("mysession=x; session="), false, SESSION), None);
    }

    #[test]
    fn a_cookie_over_https_is_bound_to_the_host() {
        let mut headers = HeaderMap::new();
        write(&mut headers, true, SESSION, "x", Life::Browser);
        let line = headers.get(header::SET_COOKIE).unwrap();
        assert_eq!(line, "__Host-session=x; Path=/; HttpOnly; SameSite=Strict; Secure");
    }
}
