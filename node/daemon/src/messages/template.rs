//! What an SMS company is sent: an address, headers and a body with placeholders.
//!
//! A value is never pasted into text that a machine reads: a JSON body is parsed first and values are put into its
//! strings, a form is taken apart into fields, and in an address every value is percent-encoded. So no text and no
//! number can change what the request means.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use zeroize::Zeroizing;

/// The words in braces that are replaced.
const PLACEHOLDERS: [&str; 8] = ["to", "digits", "text", "sender", "user", "token", "basic", "id"];
/// Those that say to whom and what: never in a header.
const PERSONAL: [&str; 3] = ["to", "digits", "text"];

/// What is put into the places.
pub struct Values<'a> {
    /// `{to}`: the number, E.164, beginning with `+`; `{digits}` is the same without it.
    pub to: &'a str,
    /// `{text}`: what it says.
    pub text: &'a str,
    /// `{sender}`: whom the telephone shows as its sender.
    pub sender: &'a str,
    /// `{user}`: the user name at the provider.
    pub user: &'a str,
    /// `{token}`: the key or password; `{basic}` is user name and key as HTTP's basic authentication writes them.
    pub token: &'a str,
    /// `{id}`: the message's random id, the same at each try.
    pub id: &'a str,
}

impl std::fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Values(…)")
    }
}

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// A form, as browsers send it.
    Form,
}

/// A request with places for values.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    url: String,
    headers: Vec<(String, String)>,
    body: Body,
}

#[derive(Debug, Clone, PartialEq)]
enum Body {
    /// A GET: everything is in the address.
    None,
    Json(Value),
    Form(Vec<(String, String)>),
}

/// A request that can be sent. Its `Debug` shows nothing.
pub struct Request {
    /// The address.
    pub url: Zeroizing<String>,
    /// Names and values.
    pub headers: Vec<(String, Zeroizing<String>)>,
    /// Content type and body; none for a GET.
    pub body: Option<(&'static str, Zeroizing<String>)>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Request(…)")
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A sentence for each mistake.
    pub fn read(
        url: &str,
        headers: &[String],
        body: Option<&str>,
        format: Format,
    ) -> Result<Self, Vec<String>> {
        let mut mistakes = Vec::new();
        check(url, "sms.url", &mut mistakes);
        let headers = headers.iter().filter_map(|line| header(line, &mut mistakes)).collect();
        let body = match (body, format) {
            (None, _) => Body::None,
            (Some(text), Format::Form) => {
                let fields = form_urlencoded::parse(text.as_bytes()).into_owned().collect::<Vec<_>>();
                fields.iter().for_each(|(_, value)| check(value, "sms.body", &mut mistakes));
                Body::Form(fields)
            }
            (Some(text), Format::Json) => match serde_json::from_str::<Value>(text) {
                Ok(json) => {
                    each_string(&json, &mut |text| check(text, "sms.body", &mut mistakes));
                    Body::Json(json)
                }
                Err(error) => {
                    mistakes.push(format!(
                        "sms.body: expected JSON, found a mistake in column {}",
                        error.column()
                    ));
                    Body::None
                }
            },
        };
        let template = Self { url: url.to_owned(), headers, body };
        for (word, what) in [("to", "the number ({to} or {digits})"), ("text", "the text ({text})")] {
            if mistakes.is_empty() && !template.uses(word) && !(word == "to" && template.uses("digits")) {
                mistakes.push(format!("sms.body: neither it nor sms.url says where {what} belongs"));
            }
        }
        if mistakes.is_empty() { Ok(template) } else { Err(mistakes) }
    }

    /// Whether a placeholder stands somewhere.
    #[must_use]
    pub fn uses(&self, word: &str) -> bool {
        let place = format!("{{{word}}}");
        let mut found =
            self.url.contains(&place) || self.headers.iter().any(|(_, value)| value.contains(&place));
        match &self.body {
            Body::None => {}
            Body::Form(fields) => found |= fields.iter().any(|(_, value)| value.contains(&place)),
            Body::Json(json) => each_string(json, &mut |text| found |= text.contains(&place)),
        }
        found
    }

    /// Puts the values into their places.
    #[must_use]
    pub fn fill(&self, values: &Values<'_>) -> Request {
        let plain = |text: &str| values.put(text, str::to_owned);
        let body = match &self.body {
            Body::None => None,
            Body::Form(fields) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                fields.iter().for_each(|(name, value)| {
                    form.append_pair(name, &plain(value));
                });
                Some(("application/x-www-form-urlencoded", Zeroizing::new(form.finish())))
            }
            Body::Json(json) => {
                let json = filled(json, &|text| plain(text).to_string());
                Some(("application/json", Zeroizing::new(json.to_string())))
            }
        };
        Request {
            url: values.put(&self.url, percent),
            headers: self.headers.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            body,
        }
    }
}

impl Values<'_> {
    fn of(&self, word: &str) -> Zeroizing<String> {
        Zeroizing::new(match word {
            "to" => self.to.to_owned(),
            "digits" => self.to.trim_start_matches('+').to_owned(),
            "text" => self.text.to_owned(),
            "sender" => self.sender.to_owned(),
            "user" => self.user.to_owned(),
            "token" => self.token.to_owned(),
            "basic" => {
                BASE64_STANDARD.encode(Zeroizing::new(format!("{}:{}", self.user, self.token)).as_bytes())
            }
            _ => self.id.to_owned(),
        })
    }

    /// One pass from left to right: what a value brings is never looked at again.
    fn put(&self, text: &str, escape: fn(&str) -> String) -> Zeroizing<String> {
        let mut filled = Zeroizing::new(String::with_capacity(text.len()));
        let mut rest = text;
        while let Some((before, word, after)) = next_place(rest) {
            filled.push_str(before);
            filled.push_str(&Zeroizing::new(escape(&self.of(word))));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// The first placeholder, with what stands before and after it.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some((before, rest)) = text.get(from..)?.split_once('{') {
        let start = from.saturating_add(before.len());
        if let Some((word, after)) = rest.split_once('}').filter(|(word, _)| PLACEHOLDERS.contains(word)) {
            return Some((text.get(..start)?, word, after));
        }
        from = start.saturating_add(1);
    }
    None
}

/// A word in braces that is nothing known is a slip of the pen.
fn check(text: &str, key: &str, mistakes: &mut Vec<String>) {
    for part in text.split('{').skip(1) {
        let Some((word, _)) = part.split_once('}') else { continue };
        let is_word = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_word && !PLACEHOLDERS.contains(&word) {
            mistakes.push(format!(
                "{key}: `{{{word}}}` is no placeholder; known are {{{}}}",
                PLACEHOLDERS.join("}, {")
            ));
        }
    }
}

fn header(line: &str, mistakes: &mut Vec<String>) -> Option<(String, String)> {
    let token = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let named = line.split_once(':').filter(|(name, _)| !name.is_empty() && name.chars().all(token));
    let Some((name, value)) = named else {
        mistakes.push("sms.headers: expected lines such as `Authorization: Bearer {token}`".to_owned());
        return None;
    };
    check(value, "sms.headers", mistakes);
    if PERSONAL.iter().any(|word| value.contains(&format!("{{{word}}}"))) {
        mistakes.push(format!(
            "sms.headers: {name} must not hold the number or the text; put them into sms.body"
        ));
    }
    if !value.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        mistakes.push(format!("sms.headers: {name} holds characters that no header may hold"));
    }
    Some((name.to_owned(), value.trim().to_owned()))
}

fn each_string(json: &Value, visit: &mut dyn FnMut(&str)) {
    match json {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| each_string(item, visit)),
        Value::Object(fields) => fields.values().for_each(|item| each_string(item, visit)),
        _ => {}
    }
}

fn filled(json: &Value, put: &dyn Fn(&str) -> String) -> Value {
    match json {
        Value::String(text) => Value::String(put(text)),
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, put)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, item)| (name.clone(), filled(item, put))).collect())
        }
        other => other.clone(),
    }
}

/// Everything but RFC 3986's unreserved characters as `%XX`.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}
