use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use parasol_core::ids::MessageId;
use parasol_core::limits::MAX_OUTBOX;
use parasol_core::messages::{Channel, Fault, Outcome, UnderWay};
use parasol_protocol::time::Timestamp;
use parasol_web::messages::Rendered;
use proptest::prelude::*;
use serde_json::Value;
use zeroize::Zeroizing;

use super::*;
use crate::config::{Config, Sms, Sources};

fn values<'a>(to: &'a str, text: &'a str, token: &'a str) -> Values<'a> {
    Values { to, text, sender: "Sender & Co", user: "user", token, id: "00ff" }
}

fn template(url: &str, headers: &[&str], body: Option<&str>, format: Format) -> Template {
    let headers: Vec<String> = headers.iter().map(|&line| line.to_owned()).collect();
    Template::read(url, &headers, body, format).unwrap()
}

fn mistakes(url: &str, headers: &[&str], body: Option<&str>, format: Format) -> Vec<String> {
    let headers: Vec<String> = headers.iter().map(|&line| line.to_owned()).collect();
    Template::read(url, &headers, body, format).unwrap_err()
}

const NUMBER: &str = "+33639980001";
const URL: &str = "https://sms.example.org/send";

proptest! {
    /// Whatever a text holds, quotes, braces and placeholders included, the other side reads it as it was.
    #[test]
    fn json_says_what_the_values_say(text in any::<String>(), token in any::<String>()) {
        let body = r#"{"to":["{to}"],"m":{"text":"<{text}>","key":"{token}{digits}"},"n":3}"#;
        let request = template(URL, &[], Some(body), Format::Json).fill(&values(NUMBER, &text, &token));
        let json: Value = serde_json::from_str(&request.body.unwrap().1).unwrap();
        prop_assert_eq!(json.pointer("/to/0").unwrap(), NUMBER);
        prop_assert_eq!(json.pointer("/m/text").unwrap(), &format!("<{text}>"));
        prop_assert_eq!(json.pointer("/m/key").unwrap(), &format!("{token}33639980001"));
        prop_assert_eq!(json.pointer("/n").unwrap(), 3);
    }

    #[test]
    fn a_form_says_what_the_values_say(text in any::<String>(), token in any::<String>()) {
        let body = "To={to}&Body={text}&Key={token}&Fixed=a%26b";
        let request = template(URL, &[], Some(body), Format::Form).fill(&values(NUMBER, &text, &token));
        let body = request.body.unwrap().1;
        let fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let expected = [("To", NUMBER), ("Body", &text), ("Key", &token), ("Fixed", "a&b")];
        prop_assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn an_address_says_what_the_values_say(text in any::<String>()) {
        let url = "https://sms.example.org/{user}/send?to={to}&text={text}&fixed=1";
        let request = template(url, &[], None, Format::Json).fill(&values(NUMBER, &text, "t"));
        let (path, query) = request.url.split_once('?').unwrap();
        prop_assert_eq!(path, "https://sms.example.org/user/send");
        prop_assert!(request.url.bytes().all(|byte| byte.is_ascii_graphic()) && !request.url.contains('#'));
        let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let expected = [("to", NUMBER), ("text", text.as_str()), ("fixed", "1")];
        prop_assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        prop_assert!(request.body.is_none());
    }
}

#[test]
fn a_value_that_looks_like_a_placeholder_is_not_looked_at_again() {
    let request = template(URL, &[], Some(r#"{"a":"{text}{to}"}"#), Format::Json).fill(&values(
        NUMBER,
        "{token}{to}",
        "secret",
    ));
    assert_eq!(*request.body.unwrap().1, format!(r#"{{"a":"{{token}}{{to}}{NUMBER}"}}"#));
}

#[test]
fn headers_carry_secrets_and_never_a_number() {
    let headers = ["Authorization: Basic {basic}", "X-Id: {id}"];
    let request = template(URL, &headers, Some(r#"{"a":"{text}{to}"}"#), Format::Json)
        .fill(&values(NUMBER, "x", "secret"));
    let shown: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}={}", **value)).collect();
    assert_eq!(shown, ["Authorization=Basic dXNlcjpzZWNyZXQ=", "X-Id=00ff"]);
    assert_eq!(format!("{request:?}{:?}", values(NUMBER, "x", "y")), "Request(…)Values(…)");
    let found = mistakes(URL, &["X-To: {to}"], Some(r#"{"a":"{text}{to}"}"#), Format::Json);
    assert!(found.iter().all(|mistake| mistake.contains("must not hold the number")), "{found:?}");
}

#[test]
fn mistakes_in_a_template_are_told() {
    assert!(mistakes(URL, &[], Some("{to"), Format::Json).concat().contains("expected JSON"));
    assert!(
        mistakes(URL, &[], Some(r#"{"a":"{texte}{to}"}"#), Format::Json)
            .concat()
            .contains("`{texte}` is no placeholder")
    );
    assert!(mistakes(URL, &[], Some(r#"{"a":"{to}"}"#), Format::Json).concat().contains("({text})"));
    assert!(mistakes(URL, &[], Some("text={text}"), Format::Form).concat().contains("{digits}"));
    assert!(
        mistakes(URL, &["no colon"], Some("to={to}&text={text}"), Format::Form)
            .concat()
            .contains("Authorization")
    );
}

fn config(text: &str) -> Result<Config, String> {
    Config::read(&Sources { file: Some((Path::new("config.toml"), text)), ..Sources::default() })
        .map_err(|mistakes| mistakes.to_string())
}

#[test]
fn every_preset_makes_a_request_with_number_and_text() {
    for (word, provider) in Provider::ALL {
        if matches!(provider, Provider::Http | Provider::Gammu) {
            continue;
        }
        let sms = Sms {
            provider: Some(provider),
            url: (provider == Provider::Android).then(|| "http://192.168.1.20:8080/message".to_owned()),
            ..Sms::default()
        };
        let request = sms.template().unwrap().unwrap().fill(&values(NUMBER, "l'été \"{a}\"", "key"));
        let body = request.body.unwrap().1;
        assert!(body.contains("33639980001"), "{word}: {}", *body);
        assert!(
            request.headers.iter().any(|(_, value)| value.contains("key") || value.contains("Basic")),
            "{word}"
        );
        assert!(
            !request.url.contains("33639980001") && !request.url.contains("key"),
            "{word}: only the body says to whom"
        );
    }
}

#[test]
fn what_a_provider_needs_is_asked_for() {
    let twilio = config("[sms]\nprovider = 'twilio'\n").unwrap_err();
    for key in ["sms.user", "sms.token_file", "sms.sender"] {
        assert!(twilio.contains(key), "{twilio}");
    }
    assert!(config("[sms]\nprovider = 'http'\n").unwrap_err().contains("sms.url"));
    assert!(config("[sms]\nprovider = 'gammu'\n").unwrap_err().contains("sms.spool_folder"));
    assert!(config("[sms]\nprovider = 'pigeon'\n").unwrap_err().contains("expected one of http, android"));
    assert!(config("[mail]\nhost = 'mail.example.org'\n").unwrap_err().contains("mail.from"));
    assert!(
        config("[mail]\nhost = 'm'\nfrom = 'a@example.org'\nuser = 'x'\n")
            .unwrap_err()
            .contains("mail.password_file")
    );
    assert!(config("[mail]\nsecurity = 'none'\n").unwrap_err().contains("starttls or tls"));
    let mail = config("[mail]\nhost = 'm'\nfrom = 'a@example.org'\nsecurity = 'tls'\n").unwrap().mail;
    assert_eq!(mail.port(), 465);
}

#[test]
fn a_number_travels_in_clear_only_where_nobody_else_listens() {
    let url = |url: &str, local: bool| {
        let body = r#"'{"to":"{to}","text":"{text}"}'"#;
        config(&format!("[sms]\nprovider = 'http'\nurl = '{url}'\nbody = {body}\nlocal_network = {local}\n"))
            .is_ok()
    };
    for fine in
        ["https://sms.example.org/x", "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]/x"]
    {
        assert!(url(fine, false), "{fine}");
    }
    for never in [
        "http://sms.example.org/x",
        "http://8.8.8.8/x",
        "ftp://127.0.0.1/x",
        "sms.example.org",
        "http://{user}/x",
    ] {
        assert!(!url(never, true), "{never}");
    }
    assert!(url("http://192.168.1.20:8080/message", true) && url("http://10.0.0.7/x", true));
    assert!(!url("http://192.168.1.20:8080/message", false), "only if the operator says so");
}

fn parcel(id: u8) -> route::Parcel {
    let body = Zeroizing::new("Votre code : 7KQ2M".to_owned());
    let text = Rendered { subject: String::new(), body };
    route::Parcel {
        id: MessageId::new([id; 16]),
        to: NUMBER.to_owned(),
        text,
        now: Timestamp::new(1_795_262_400),
    }
}

fn routes(settings: &str, data: &Path) -> Routes {
    Routes::new(&config(settings).unwrap(), data)
}

#[tokio::test]
async fn without_settings_messages_are_put_into_the_outbox_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let routes = routes("", folder.path());
    for channel in Channel::ALL {
        assert_eq!(routes.take(*channel, true).name(), "outbox");
    }
    assert_eq!(routes.take(Channel::Sms, true).hand_over(parcel(1)).await, Outcome::Filed);
    let file = folder.path().join(format!("outbox/{}.txt", MessageId::new([1; 16])));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("To: {NUMBER}\n\nVotre code : 7KQ2M\n"));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(routes.outbox().path())), (0o600, 0o700));
}

#[tokio::test]
async fn the_outbox_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let routes = routes("", folder.path());
    let outbox = routes.take(Channel::Sms, true);
    assert_eq!(outbox.hand_over(parcel(0)).await, Outcome::Filed);
    for n in 1..MAX_OUTBOX {
        std::fs::write(routes.outbox().path().join(n.to_string()), "x").unwrap();
    }
    assert_eq!(outbox.hand_over(parcel(9)).await, Outcome::Later(Fault::Outbox));
    routes.outbox().delete(&MessageId::new([0; 16])).unwrap();
    assert_eq!(outbox.hand_over(parcel(9)).await, Outcome::Filed);
}

#[tokio::test]
async fn a_locked_node_leaves_no_message_in_its_outbox() {
    let folder = tempfile::tempdir().unwrap();
    let routes = routes("", folder.path());
    assert_eq!(routes.outbox().files().unwrap(), [], "there is no folder yet");
    routes.outbox().clear().unwrap();
    assert_eq!(routes.take(Channel::Sms, true).hand_over(parcel(1)).await, Outcome::Filed);
    let path = routes.outbox().path();
    std::fs::write(path.join(format!(".{}.part", MessageId::new([2; 16]))), "half a message").unwrap();
    std::fs::write(path.join("notes of the team.txt"), "who handed over what").unwrap();
    let mut ids: Vec<_> = routes.outbox().files().unwrap().into_iter().map(|(id, _)| id).collect();
    ids.sort();
    assert_eq!(ids, [MessageId::new([1; 16]), MessageId::new([2; 16])]);
    routes.outbox().clear().unwrap();
    let left: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes of the team.txt"]);
}

/// USERS, "When it goes wrong", 20.
#[test]
fn no_sms_goes_out_before_an_admin_has_agreed() {
    let settings = "[sms]\nprovider = 'gammu'\nspool_folder = '/nowhere'\n";
    let routes = routes(settings, Path::new("/nowhere"));
    assert_eq!(routes.take(Channel::Sms, false).name(), "outbox");
    assert_eq!(routes.take(Channel::Sms, true).name(), "spool");
}

#[tokio::test]
async fn gammu_finds_one_file_for_each_sms_and_a_kill_makes_no_second() {
    let folder = tempfile::tempdir().unwrap();
    let (spool, sent) = (folder.path().join("outbox"), folder.path().join("sent"));
    for path in [&spool, &sent] {
        std::fs::create_dir(path).unwrap();
    }
    let settings = format!(
        "[sms]\nprovider = 'gammu'\nspool_folder = '{}'\nsent_folder = '{}'\n",
        spool.display(),
        sent.display()
    );
    let routes = routes(&settings, folder.path());
    let under_way =
        |id: u8| UnderWay { id: MessageId::new([id; 16]), channel: Channel::Sms, route: "spool".into() };
    assert_eq!(routes.settle(&under_way(7)), Outcome::Later(Fault::Stopped), "it was never written");
    assert_eq!(routes.take(Channel::Sms, true).hand_over(parcel(7)).await, Outcome::Sent);
    let name = format!("OUTA20261121_120000_00_{NUMBER}_{}.txt", MessageId::new([7; 16]));
    let bytes = std::fs::read(spool.join(&name)).unwrap();
    assert_eq!(bytes.first_chunk(), Some(&[0xff, 0xfe]));
    assert_eq!(routes.settle(&under_way(7)), Outcome::Sent, "it lies there");
    std::fs::rename(spool.join(&name), sent.join(&name)).unwrap();
    assert_eq!(routes.settle(&under_way(7)), Outcome::Sent, "gammu has sent it");
    std::fs::remove_dir_all(&sent).unwrap();
    assert_eq!(routes.settle(&under_way(7)), Outcome::Unknown(Fault::Stopped), "nobody can tell");
}

#[test]
fn after_a_kill_only_a_way_that_tells_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let under_way =
        |route: &str| UnderWay { id: MessageId::new([1; 16]), channel: Channel::Sms, route: route.into() };
    let gateway = |idempotent: bool| {
        let body = r#"'{"to":"{to}","text":"{text}","id":"{id}"}'"#;
        let url = "https://sms.example.org/send";
        routes(
            &format!("[sms]\nprovider = 'http'\nurl = '{url}'\nbody = {body}\nidempotent = {idempotent}\n"),
            folder.path(),
        )
    };
    let (plain, once) = (gateway(false), gateway(true));
    assert_eq!(once.take(Channel::Sms, true).name(), "http-once sms.example.org");
    let unknown = Outcome::Unknown(Fault::Stopped);
    assert_eq!(plain.settle(&under_way("http sms.example.org")), unknown);
    assert_eq!(plain.settle(&under_way("http-once sms.example.org")), unknown, "the settings are others now");
    assert_eq!(once.settle(&under_way("http-once sms.example.org")), Outcome::Later(Fault::Stopped));
    assert_eq!(once.settle(&under_way("http-once other.example.org")), unknown);
    assert_eq!(once.settle(&under_way("smtp mail.example.org")), unknown);
    assert_eq!(once.settle(&under_way("outbox")), Outcome::Later(Fault::Stopped));
}

#[test]
fn a_secret_is_one_line_that_not_everybody_may_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let write = |text: &str, mode: u32| {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        Secret::read(&path)
    };
    assert_eq!(write("a key \n", 0o640).unwrap().expose(), "a key ");
    assert_eq!(format!("{:?}", write("a key\n", 0o600).unwrap()), "…");
    assert!(write("a key\n", 0o644).unwrap_err().to_string().contains("chmod 600"));
    assert!(write("\n", 0o600).is_err());
    assert!(write("two\nlines\n", 0o600).is_err());
    assert!(Secret::read(&folder.path().join("nothing")).is_err());
}
