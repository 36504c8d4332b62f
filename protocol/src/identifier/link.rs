//! Links that were pasted instead of a number or a name.

/// What a link stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// A phone number, as it stands in the link.
    Phone(String),
    /// A profile's name and the platform, if it is one that has a name here.
    Profile(String, &'static str),
    /// Nothing that can be looked up.
    Other,
}

/// Platforms: the name shown, the words people use for it, the hosts of its links.
const PLATFORMS: &[(&str, &[&str], &[&str])] = &[
    ("instagram", &["instagram", "insta", "ig"], &["instagram.com", "instagr.am", "ig.me"]),
    ("telegram", &["telegram", "tg"], &["t.me", "telegram.me", "telegram.dog"]),
    ("snapchat", &["snapchat", "snap", "sc"], &["snapchat.com"]),
    ("facebook", &["facebook", "fb", "messenger"], &["facebook.com", "fb.com", "m.me", "messenger.com"]),
    ("tiktok", &["tiktok", "tt"], &["tiktok.com"]),
    ("x", &["twitter", "x"], &["twitter.com", "x.com"]),
    ("whatsapp", &["whatsapp", "wa"], &["wa.me", "whatsapp.com"]),
    ("signal", &["signal"], &["signal.me"]),
    ("viber", &["viber"], &["viber.com"]),
    ("wechat", &["wechat", "weixin", "微信"], &["wechat.com"]),
    ("line", &["line"], &["line.me"]),
    ("skype", &["skype"], &["skype.com"]),
    ("discord", &["discord"], &["discord.com"]),
    ("kik", &["kik"], &["kik.me"]),
    ("threads", &["threads"], &["threads.net", "threads.com"]),
    ("bluesky", &["bluesky", "bsky"], &["bsky.app"]),
    ("reddit", &["reddit"], &["reddit.com"]),
    ("linkedin", &["linkedin"], &["linkedin.com"]),
    ("youtube", &["youtube"], &["youtube.com"]),
    ("vk", &["vk", "vkontakte"], &["vk.com"]),
    ("onlyfans", &["onlyfans", "of"], &["onlyfans.com"]),
    ("mym", &["mym"], &["mym.fans"]),
    ("fansly", &["fansly"], &["fansly.com"]),
    ("tinder", &["tinder"], &["tinder.com"]),
    ("badoo", &["badoo"], &["badoo.com"]),
    ("grindr", &["grindr"], &["grindr.com"]),
    ("paypal", &["paypal"], &["paypal.me", "paypal.com"]),
];

/// The first part of a link's path that only says that a name follows.
const NAME_FOLLOWS: &[&str] =
    &["in", "add", "u", "user", "users", "profile", "people", "stories", "_u", "s", "c", "paypalme"];

/// The first part of a link's path where there is no name: posts, groups, pages of the platform.
const NO_NAME: &[&str] = &[
    "p",
    "reel",
    "reels",
    "explore",
    "tv",
    "accounts",
    "direct",
    "share",
    "sharer",
    "groups",
    "events",
    "watch",
    "photo",
    "photo.php",
    "story.php",
    "permalink.php",
    "marketplace",
    "login",
    "help",
    "joinchat",
    "addstickers",
    "proxy",
    "i",
    "search",
    "home",
    "hashtag",
    "intent",
    "playlist",
    "shorts",
    "results",
    "channel",
    "r",
    "posts",
    "status",
    "invite",
    "channels",
    "company",
    "download",
    "profile.php",
];

/// Links that name a phone number in one parameter of their query.
const NUMBER_PARAMETERS: &[&str] = &["phone", "number", "tel"];

/// Schemes whose rest is a phone number.
const PHONE_SCHEMES: &[&str] = &["tel:", "callto:", "sms:", "smsto:", "mms:", "facetime:", "facetime-audio:"];

/// The platform that people call by this word, in any case.
pub(super) fn platform_named(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    PLATFORMS.iter().find(|(_, words, _)| words.contains(&word.as_str())).map(|(name, ..)| *name)
}

/// The first link in a cleaned text, and the words around it.
pub(super) fn find(text: &str) -> Option<(Link, String)> {
    if let Some(number) = phone_scheme(text) {
        return Some((number, String::new()));
    }
    let words: Vec<&str> = text.split(' ').collect();
    let (place, link) = words
        .iter()
        .enumerate()
        .find_map(|(place, word)| Some((place, parse(word.trim_matches(is_edge))?)))?;
    let others = words.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, word)| *word);
    Some((link, others.collect::<Vec<_>>().join(" ")))
}

/// Signs that belong to the sentence around a link.
fn is_edge(c: char) -> bool {
    "<>()[]{},;.!?\"'«»“”".contains(c)
}

/// `tel:` and its like. Without digits after it, the word is somebody's way of writing.
fn phone_scheme(text: &str) -> Option<Link> {
    let lower = text.trim_start_matches('<').to_lowercase();
    let rest = PHONE_SCHEMES.iter().find_map(|scheme| lower.strip_prefix(scheme))?;
    let rest = rest.trim_start_matches('/');
    let (number, parameters) = rest.split_once([';', '?']).unwrap_or((rest, ""));
    let number = decoded(number);
    // RFC 3966: a local number says in which country it is to be read.
    let context = parameters.split(';').find_map(|parameter| parameter.strip_prefix("phone-context=+"));
    Some(Link::Phone(match context {
        Some(prefix) if !number.starts_with('+') => {
            format!("+{prefix} {}", number.strip_prefix('0').unwrap_or(&number))
        }
        _ => number,
    }))
}

/// One word as a link: it has a scheme, or starts with a platform's host.
fn parse(word: &str) -> Option<Link> {
    let (scheme, rest) = match word.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => (Some(scheme), rest),
        _ => (None, word),
    };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    let host = host.to_lowercase();
    let platform = PLATFORMS.iter().find(|(name, _, hosts)| {
        let is_app_scheme = scheme.is_some_and(|scheme| platform_named(scheme) == Some(*name));
        is_app_scheme || hosts.iter().any(|known| is_host(&host, known))
    });
    match platform {
        Some((name, ..)) => Some(on_platform(name, path)),
        None if scheme.is_some() => Some(Link::Other),
        None => None,
    }
}

fn is_host(host: &str, known: &str) -> bool {
    host.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// What a path on a known platform names.
fn on_platform(platform: &'static str, path: &str) -> Link {
    if let Some(number) = number_in(platform, path) {
        return Link::Phone(number);
    }
    let query = path.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let parameter = |wanted: &str| {
        query.split(['&', '#']).filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == wanted)
    };
    let named = ["domain", "username", "id"].iter().find_map(|key| parameter(key));
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = plain.split('/').filter(|part| !part.is_empty());
    let name = match (parts.next(), parts.next()) {
        (Some("profile.php") | None, _) => named.map(|(_, name)| name),
        // facebook.com/people/Name/1000…: the number is the account, the name is anybody's.
        (Some("people"), Some(name)) => Some(parts.next().unwrap_or(name)),
        (Some(first), Some(second)) if NAME_FOLLOWS.contains(&first.to_lowercase().as_str()) => Some(second),
        (Some(first), _) if NO_NAME.contains(&first.to_lowercase().as_str()) => None,
        (Some(first), _) => Some(first),
    };
    match name.map(decoded) {
        // A plus sign starts an invitation's secret, not a name.
        Some(name) if !name.starts_with('+') => {
            Link::Profile(name.trim_start_matches(['@', '~', '$']).to_owned(), platform)
        }
        _ => Link::Other,
    }
}

/// The phone number that a messenger's link carries: `wa.me/33…`, `?phone=33…`, `t.me/+33…`, `signal.me/#p/+33…`.
fn number_in(platform: &str, path: &str) -> Option<String> {
    let parameter = path
        .split(['?', '&', '#'])
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| NUMBER_PARAMETERS.contains(key))
        .map(|(_, value)| value);
    let part = path.split(['/', '?']).find(|part| part.chars().any(|c| c.is_ascii_digit()));
    let candidate = decoded(parameter.or(part)?);
    let digits = candidate.trim_start_matches('+');
    let is_number = digits.len() >= 7 && digits.chars().all(|c| c.is_ascii_digit() || " -.()".contains(c));
    let means_number = parameter.is_some() || candidate.starts_with('+') || platform == "whatsapp";
    (is_number && means_number).then(|| format!("+{digits}"))
}

/// Undoes percent encoding. What is not properly encoded is left as it stands.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let hex = rest.strip_prefix('%').and_then(|after| after.get(..2));
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
