use super::*;

const EXAMPLE: &str = include_str!("../../../../config/example.toml");

fn file(text: &str) -> Result<Config, Mistakes> {
    Config::read(&Sources { file: Some((Path::new("config.toml"), text)), ..Sources::default() })
}

fn mistakes(text: &str) -> Vec<String> {
    file(text).expect_err("this file holds mistakes").0
}

#[test]
fn the_example_holds_the_defaults() {
    assert_eq!(file(EXAMPLE), Ok(Config::default()));
}

/// Settings without a default stand there as a comment: uncommenting it must be enough.
#[test]
fn the_example_names_every_setting() {
    let uncommented: String = EXAMPLE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => {
                format!("{rest}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let table: toml::Table = uncommented.parse().unwrap();
    let mut named: Vec<_> = table
        .iter()
        .flat_map(|(section, keys)| {
            keys.as_table().unwrap().keys().map(move |key| format!("{section}.{key}"))
        })
        .collect();
    named.sort();
    assert_eq!(named, KEYS);
    assert!(file(&uncommented).is_ok());
}

const KEYS: &[&str] = &[
    "accounts.ask_birth_date",
    "accounts.ask_name",
    "accounts.ask_second_contact",
    "accounts.second_factor",
    "accounts.sponsor_after_days",
    "check.budget_ms",
    "check.per_day",
    "check.per_hour",
    "check.reserve",
    "desk.daily_at",
    "desk.second_for_very_dangerous",
    "keep.erasures",
    "log.format",
    "log.level",
    "mail.ca_file",
    "mail.from",
    "mail.host",
    "mail.password_file",
    "mail.port",
    "mail.security",
    "mail.user",
    "network.announce",
    "network.listen",
    "network.sync_seconds",
    "organisation.address",
    "organisation.controller",
    "organisation.officer_email",
    "organisation.officer_phone",
    "reports.keep_alerts_years",
    "reports.keep_refused_months",
    "reports.withdrawal_hours",
    "sms.accepted",
    "sms.body",
    "sms.ca_file",
    "sms.format",
    "sms.headers",
    "sms.idempotent",
    "sms.local_network",
    "sms.provider",
    "sms.sender",
    "sms.sent_folder",
    "sms.spool_folder",
    "sms.token_file",
    "sms.url",
    "sms.user",
    "web.behind_https",
    "web.certificate",
    "web.certificate_seconds",
    "web.exit_address",
    "web.key",
    "web.listen",
    "web.team_phone",
];

#[test]
fn every_mistake_is_reported_at_once() {
    let found = mistakes(
        "[web]\nlisten = 8080\nexit_adress = 'https://example.org/'\n[check]\nbudget_ms = 1\n[netwerk]\nlisten = []\n[log]\nlevel = 'loud'\n",
    );
    assert_eq!(
        found,
        [
            "config.toml, line 2: web.listen: expected a text in quotes, found a number",
            "config.toml, line 5: check.budget_ms: expected 100 to 30000, found 1",
            "config.toml, line 9: log.level: expected off, error, warn, info, debug or trace, found `loud`",
            "config.toml, line 7: `netwerk.listen` is not a setting; did you mean `network.listen`?",
            "config.toml, line 3: `web.exit_adress` is not a setting; did you mean `web.exit_address`?",
        ]
    );
}

#[test]
fn broken_toml_names_its_line_and_the_rest_is_still_read() {
    let found = mistakes("[web]\nlisten = \n[log]\nlevel = 'loud'\n");
    assert!(found.iter().any(|mistake| mistake.starts_with("config.toml, line 2: not TOML")), "{found:?}");
    assert!(found.iter().any(|mistake| mistake.contains("log.level")), "{found:?}");
}

#[test]
fn environment_beats_the_file_and_a_flag_beats_both() {
    let read = |environment: &[(&str, &str)], flags: &[&str]| {
        let flags: Vec<String> = flags.iter().map(|&flag| flag.to_owned()).collect();
        Config::read(&Sources {
            file: Some((Path::new("config.toml"), "[check]\nbudget_ms = 1000\n")),
            environment: environment
                .iter()
                .map(|&(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            flags: &flags,
        })
        .map(|config| config.check.budget_ms)
    };
    assert_eq!(read(&[], &[]), Ok(1000));
    assert_eq!(
        read(&[("PARASOL_CHECK_BUDGET_MS", "2000"), ("PARASOL_DATA", "/srv"), ("HOME", "x")], &[]),
        Ok(2000)
    );
    assert_eq!(read(&[("PARASOL_CHECK_BUDGET_MS", "2000")], &["check.budget_ms=4000"]), Ok(4000));
    let Mistakes(found) = read(&[("PARASOL_CHECK_BUDGET", "2000")], &["check"]).expect_err("two mistakes");
    assert_eq!(
        found,
        [
            "flag --set: expected section.key=value, found `check`",
            "environment variable PARASOL_CHECK_BUDGET: `check.budget` is not a setting; did you mean `check.budget_ms`?",
        ]
    );
}

#[test]
fn lists_from_the_environment_stand_between_commas() {
    let environment =
        vec![("PARASOL_NETWORK_LISTEN".to_owned(), "/ip4/127.0.0.1/tcp/0, /ip6/::1/tcp/0".to_owned())];
    let config = Config::read(&Sources { environment, ..Sources::default() }).unwrap();
    assert_eq!(config.network.listen.len(), 2);
    let environment = vec![("PARASOL_NETWORK_LISTEN".to_owned(), String::new())];
    assert!(Config::read(&Sources { environment, ..Sources::default() }).unwrap().network.listen.is_empty());
}

#[test]
fn plain_http_stays_on_this_machine() {
    let found = mistakes("[web]\nlisten = '0.0.0.0:8080'\n");
    assert!(found.first().is_some_and(|mistake| mistake.contains("HTTPS only")), "{found:?}");
    assert!(
        file("[web]\nlisten = '0.0.0.0:8080'\ncertificate = '/etc/p.pem'\nkey = '/etc/p.key'\n")
            .unwrap()
            .https()
    );
    assert!(
        mistakes("[web]\nkey = '/etc/p.key'\n")
            .first()
            .is_some_and(|mistake| mistake.starts_with("web.certificate"))
    );
}

#[test]
fn an_exit_address_cannot_split_a_header() {
    assert!(!mistakes("[web]\nexit_address = \"https://example.org/\\r\\nSet-Cookie: a=b\"\n").is_empty());
}

#[test]
fn https_comes_from_a_certificate_or_a_proxy() {
    assert!(!Config::default().https());
    assert!(file("[web]\nbehind_https = true\n").unwrap().https());
    assert!(file("[web]\ncertificate = 'a.pem'\nkey = 'b.pem'\n").unwrap().https());
    let flags = ["web.behind_https=true".to_owned()];
    assert!(Config::read(&Sources { flags: &flags, ..Sources::default() }).unwrap().https());
    assert_eq!(
        mistakes("[web]\nbehind_https = 'yes'\n"),
        ["config.toml, line 2: web.behind_https: expected true or false, found a text"]
    );
}
