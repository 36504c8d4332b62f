//! Every form of every page, as every role finds it by following links: each field filled with what nobody should send.
//!
//! Nothing here knows a page by name, so a form that is added is tried without a line here. Answers may refuse; they may
//! not fail, run what was typed, or take the node down.

use std::collections::{BTreeMap, BTreeSet};

use parasol_tests::{Client, Node, Role, Tellers, shape};

/// Forms that end what the test stands on.
const ENDING: &[&str] = &["/sign-out", "/lock"];
/// Links that do.
const LEAVING: &[&str] = &["/exit", "/api/"];
/// Pages that one role may open: far more than there are.
const MOST_PAGES: usize = 120;

/// What nobody should send, with a name for it.
fn hostile() -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("markup", "\"><script>alert(9)</script><img src=x onerror=alert(9)>'".into()),
        ("a template", "{{7*7}}${7*7}{% raw %}".into()),
        ("control characters", "a\u{0}b\u{7}c\u{1b}[2J\r\nSet-Cookie: a=b\r\n\r\n".into()),
        ("direction marks", "\u{202e}abc\u{2066}def\u{200f}\u{feff}".into()),
        ("combining marks", format!("a{}", "\u{301}".repeat(3_000))),
        ("a long line", "x".repeat(70_000)),
        ("four-byte letters", "\u{1f9ff}".repeat(2_000)),
        ("a number", "-99999999999999999999999999".into()),
        ("a forged id", "00000000000000000000000000000000".into()),
        ("a path", "../../etc/passwd".into()),
        ("a formula", "=HYPERLINK(\"http://example.org\")".into()),
    ]
}

/// A form as a page shows it: where it goes, and what it sends when nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    page: String,
    action: String,
    fields: Vec<(String, String)>,
}

/// The value of an attribute in a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(rest.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
}

fn forms(page: &str, body: &str) -> Vec<Form> {
    let each = body.split("<form ").skip(1).filter_map(|rest| {
        let (tag, rest) = rest.split_once('>')?;
        let inside = rest.split("</form>").next()?;
        if attribute(&format!(" {tag}"), "method")? != "post" {
            return None;
        }
        let action = attribute(&format!(" {tag}"), "action").unwrap_or_else(|| page.to_owned());
        let action = action.split('#').next().unwrap_or_default().to_owned();
        let mut fields: Vec<(String, String)> = Vec::new();
        for element in ["<input", "<select", "<textarea", "<button"] {
            for tag in inside.split(element).skip(1).filter_map(|rest| rest.split('>').next()) {
                let Some(name) = attribute(tag, "name") else { continue };
                let known = fields.iter().any(|(known, _)| *known == name);
                if !known {
                    fields.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
        }
        Some(Form { page: page.to_owned(), action, fields })
    });
    each.collect()
}

/// Everything this role reaches by links: its forms, each once. Pages that differ in an id only are looked at once.
fn reachable(client: &Client) -> Vec<Form> {
    let mut waiting = vec!["/".to_owned()];
    let (mut seen, mut found) = (BTreeSet::new(), BTreeMap::new());
    while let Some(page) = waiting.pop() {
        if seen.len() >= MOST_PAGES || !seen.insert(shape(&page)) {
            continue;
        }
        let answer = client.get(&page);
        assert!(answer.status < 500, "GET {page}: {}", answer.status);
        for form in forms(&page, &answer.body) {
            found.entry((shape(&form.action), names(&form))).or_insert(form);
        }
        let links = answer.body.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let inside = links.filter(|link| link.starts_with('/') && !link.starts_with("/assets"));
        let staying = inside.filter(|link| !LEAVING.iter().any(|left| link.starts_with(left)));
        waiting.extend(staying.map(|link| link.split('#').next().unwrap().replace("&#38;", "&")));
    }
    found.into_values().collect()
}

fn names(form: &Form) -> Vec<String> {
    form.fields.iter().map(|(name, _)| name.clone()).collect()
}

/// Sends the form with this value in one field, and judges the answer.
fn try_one(client: &Client, form: &Form, field: &str, (what, value): &(&str, String)) {
    let token = client.get("/").csrf();
    let filled = form.fields.iter().map(|(name, kept)| {
        let value = match name.as_str() {
            "csrf" => &token,
            name if name == field => value,
            _ => kept,
        };
        (name.as_str(), value.as_str())
    });
    let answer = client.form(&form.action, &filled.collect::<Vec<_>>());
    let told = || format!("{} with {what} in {field} (from {}): {}", form.action, form.page, answer.status);
    assert!(answer.status < 500, "{}", told());
    assert!(!answer.body.contains("<script>alert(9)") && !answer.body.contains("<img src=x"), "{}", told());
    assert!(!answer.body.contains('\u{0}') && !answer.body.contains('\u{1b}'), "{}", told());
    assert!(answer.header("set-cookie").is_none_or(|cookie| !cookie.starts_with("a=b")), "{}", told());
}

fn try_every_field(node: &Node, again: impl Fn() -> Client) -> usize {
    let mut client = again();
    let forms = reachable(&client);
    let mut tried = 0;
    for form in forms.iter().filter(|form| !ENDING.contains(&form.action.as_str())) {
        for (field, _) in form.fields.iter().filter(|(name, _)| name != "csrf") {
            for value in hostile() {
                try_one(&client, form, field, &value);
                tried += 1;
            }
        }
        // A field that is there twenty times, and one that nobody asked for.
        let token = client.get("/").csrf();
        let mut twice: Vec<(&str, &str)> = vec![("csrf", &token), ("role", "admin"), ("member", "1")];
        for (name, value) in form.fields.iter().filter(|(name, _)| name != "csrf") {
            twice.extend(std::iter::repeat_n((name.as_str(), value.as_str()), 20));
        }
        let answer = client.form(&form.action, &twice);
        assert!(answer.status < 500, "{} with everything twenty times: {}", form.action, answer.status);
        // What was sent may have ended the session, as it should.
        if client.get("/check").status == 303 {
            client = again();
        }
    }
    let _ = node.visitor().get("/healthz").expect(200);
    tried
}

#[test]
fn no_field_of_any_form_takes_what_nobody_should_send() {
    let node = Node::new("Jasmine", "FR");
    let _ = Tellers::at(&node).publish(parasol_tests::NUMBER);
    let mut tried = try_every_field(&node, || node.browser());
    for role in Role::ALL {
        let name = format!("a {}", role.name());
        let password = node.enrol(&name, role);
        let again = || {
            // An admin's forms may have done to this member what they are there for.
            let _ = node.try_cli(&["member", "resume", &name]);
            let _ = node.try_cli(&["member", "role", &name, role.name()]);
            node.browser_of(&name, &password)
        };
        tried += try_every_field(&node, again);
    }
    assert!(tried > 1_000, "only {tried} requests: forms are not found any more");
    assert!(!node.log().contains("panicked"), "something panicked");
}
