//! The texts of every page, in every language. A language is a folder under `languages/`: adding one is a matter of
//! files. Nothing here knows how many languages there are.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{LanguageIdentifier, NegotiationStrategy, negotiate_languages};
use parasol_protocol::time::Timestamp;
use rust_embed::RustEmbed;

/// Languages in an `Accept-Language` header that are looked at; the rest is ignored.
const MAX_ACCEPTED: usize = 16;
/// The language of last resort, and the one that every other is compared with.
const REFERENCE: &str = "en";

#[derive(RustEmbed)]
#[folder = "languages/"]
struct Files;

/// One language, loaded: its messages twice, with and without the marks that isolate a placeable's direction.
struct Catalogue {
    code: String,
    page: FluentBundle<FluentResource>,
    plain: FluentBundle<FluentResource>,
}

/// A language that this node speaks, to ask texts of. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Texts(&'static Catalogue);

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.0.code)
    }
}

impl Texts {
    /// Every language there are files for, in the order of their codes.
    pub(crate) fn all() -> impl Iterator<Item = Texts> {
        catalogues().iter().map(Texts)
    }

    /// The language with this code.
    #[must_use]
    pub(crate) fn of(code: &str) -> Option<Texts> {
        catalogues().iter().find(|known| known.code == code).map(Texts)
    }

    /// The language for a reader: what she chose, else what her browser asks for, else the node's first language.
    /// `spoken` are the node's languages in its own order; an empty list means all there are.
    #[must_use]
    pub(crate) fn choose(chosen: Option<&str>, accepted: Option<&str>, spoken: &[String]) -> Texts {
        let offered = offered(spoken);
        if let Some(texts) = chosen.and_then(|code| offered.iter().find(|texts| texts.code() == code)) {
            return *texts;
        }
        let available: Vec<LanguageIdentifier> =
            offered.iter().filter_map(|texts| texts.code().parse().ok()).collect();
        let requested = accepted.map(by_preference).unwrap_or_default();
        let best = negotiate_languages(&requested, &available, None, NegotiationStrategy::Filtering);
        let best = best.first().and_then(|found| Texts::of(&found.to_string()));
        best.or_else(|| offered.first().copied()).unwrap_or_else(Texts::reference)
    }

    /// The reference language.
    #[must_use]
    pub(crate) fn reference() -> Texts {
        let all = catalogues();
        let found = all.iter().find(|known| known.code == REFERENCE).or_else(|| all.first());
        found.map_or_else(|| Texts(empty()), Texts)
    }

    /// The BCP 47 code, for `lang`.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        &self.0.code
    }

    /// The direction of writing, for `dir`.
    #[must_use]
    pub(crate) fn dir(self) -> &'static str {
        match self.code().split('-').next() {
            Some("ar" | "fa" | "he" | "ur") => "rtl",
            _ => "ltr",
        }
    }

    /// A message without placeables. A message that is missing shows its own name, which a test forbids.
    #[must_use]
    pub(crate) fn get(self, id: &str) -> String {
        self.say(&self.0.page, id, None)
    }

    /// A message with one placeable, for a page's text.
    pub(crate) fn one(self, id: &str, name: &'static str, value: impl std::fmt::Display) -> String {
        self.say(&self.0.page, id, Some(&args([(name, value.to_string().into())])))
    }

    /// A message with two placeables, for a page's text.
    pub(crate) fn two(self, id: &str, a: &(&'static str, &str), b: &(&'static str, &str)) -> String {
        self.say(&self.0.page, id, Some(&args([(a.0, a.1.into()), (b.0, b.1.into())])))
    }

    /// A message whose placeable `$n` is a number that decides the plural.
    #[must_use]
    pub(crate) fn count(self, id: &str, n: impl Borrow<u64>) -> String {
        self.say(&self.0.page, id, Some(&args([("n", number(*n.borrow()))])))
    }

    /// A message with `$name`, whose placeable `$minutes` is a number that decides the plural.
    pub(crate) fn counted(self, id: &str, name: &str, minutes: u64) -> String {
        self.say(&self.0.page, id, Some(&args([("name", name.into()), ("minutes", number(minutes))])))
    }

    /// A message for an attribute, a title, a header or the API: no isolation marks.
    #[must_use]
    pub(crate) fn plain<const N: usize>(
        self,
        id: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        self.say(&self.0.plain, id, Some(&args(values)))
    }

    /// A month in words. Out of range months show as they are.
    #[must_use]
    pub(crate) fn month(self, year: u32, month: u32) -> String {
        self.plain("month", [("month", number(month.into())), ("year", year.to_string().into())])
    }

    /// A day in words, UTC.
    #[must_use]
    pub(crate) fn day(self, time: Timestamp) -> String {
        let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
        let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
        let part = |part: i8| number(u64::from(part.unsigned_abs()));
        let year = date.year().to_string();
        self.plain(
            "day-date",
            [("day", part(date.day())), ("month", part(date.month())), ("year", year.into())],
        )
    }

    /// How long ago something was, in the roughest unit that still helps.
    #[must_use]
    pub(crate) fn ago(self, seconds: u64) -> String {
        match seconds {
            0..3_600 => self.count("ago-minutes", seconds / 60),
            3_600..172_800 => self.count("ago-hours", seconds / 3_600),
            _ => self.count("ago-days", seconds / 86_400),
        }
    }

    /// How long ago something was of which only the hour is kept.
    #[must_use]
    pub(crate) fn hours_ago(self, seconds: u64) -> String {
        if seconds < 3_600 { self.get("ago-this-hour") } else { self.ago(seconds) }
    }

    /// Whether this language has this message.
    #[must_use]
    pub(crate) fn has(self, id: &str) -> bool {
        self.0.page.has_message(id)
    }

    fn say(self, bundle: &FluentBundle<FluentResource>, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            tracing::error!(id, language = self.code(), "a text is missing");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(id, language = self.code(), "a text names a placeable that it was not given");
        }
        text
    }
}

/// A number as Fluent wants it.
#[must_use]
pub(crate) fn number(n: u64) -> FluentValue<'static> {
    // Counts stay far below 2^53, where a float would begin to round.
    FluentValue::from(n)
}

fn args<'a, const N: usize>(values: [(&'static str, FluentValue<'a>); N]) -> FluentArgs<'a> {
    values.into_iter().collect()
}

/// The languages a node offers: those it names and has texts for, or all there are.
pub(crate) fn offered(spoken: &[String]) -> Vec<Texts> {
    let wanted: Vec<Texts> = spoken.iter().filter_map(|code| Texts::of(code)).collect();
    if wanted.is_empty() { Texts::all().collect() } else { wanted }
}

/// The languages of an `Accept-Language` header, best first; those with q=0 are left out.
fn by_preference(header: &str) -> Vec<LanguageIdentifier> {
    let mut wanted: Vec<(u16, LanguageIdentifier)> = header
        .split(',')
        .take(MAX_ACCEPTED)
        .filter_map(|item| {
            let mut parts = item.split(';');
            let language = parts.next()?.trim().parse().ok()?;
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok());
            let weight = weight.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0;
            // Clamped above: 0 to 1000.
            (weight > 0.0).then_some((weight as u16, language))
        })
        .collect();
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, language)| language).collect()
}

fn catalogues() -> &'static [Catalogue] {
    static LOADED: OnceLock<Vec<Catalogue>> = OnceLock::new();
    LOADED.get_or_init(|| {
        let mut by_code: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in Files::iter() {
            let (Some((code, _)), Some(file)) = (path.split_once('/'), Files::get(&path)) else { continue };
            by_code
                .entry(code.to_owned())
                .or_default()
                .push(String::from_utf8_lossy(&file.data).into_owned());
        }
        by_code.into_iter().map(|(code, sources)| load(code, &sources)).collect()
    })
}

fn empty() -> &'static Catalogue {
    static EMPTY: OnceLock<Catalogue> = OnceLock::new();
    EMPTY.get_or_init(|| load(REFERENCE.to_owned(), &[]))
}

fn load(code: String, sources: &[String]) -> Catalogue {
    let page = bundle(&code, sources, true);
    let plain = bundle(&code, sources, false);
    Catalogue { code, page, plain }
}

fn bundle(code: &str, sources: &[String], isolating: bool) -> FluentBundle<FluentResource> {
    let locale = code.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(isolating);
    for source in sources {
        // A text message has no such space in its alphabet.
        let source = if isolating { unbroken(code, source) } else { source.clone() };
        let resource = FluentResource::try_new(source).unwrap_or_else(|(partial, errors)| {
            tracing::error!(language = code, errors = errors.len(), "a language file has mistakes");
            partial
        });
        if bundle.add_resource(resource).is_err() {
            tracing::error!(language = code, "a text is defined twice");
        }
    }
    bundle
}

/// The source with the spaces that must not end a line, as the language's typography asks: French puts one before high
/// punctuation and inside quotation marks, and a line that begins with a colon looks broken.
fn unbroken(code: &str, source: &str) -> String {
    if code != "fr" {
        return source.to_owned();
    }
    let before = [":", ";", "?", "!", "»"].iter();
    let joined = before
        .fold(source.to_owned(), |text, mark| text.replace(&format!(" {mark}"), &format!("\u{a0}{mark}")));
    joined.replace("« ", "«\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken() -> Vec<String> {
        vec!["fr".to_owned(), "en".to_owned()]
    }

    #[test]
    fn the_browsers_language_comes_first_and_a_choice_before_it() {
        let code = |chosen, accepted| Texts::choose(chosen, accepted, &spoken()).code();
        assert_eq!(code(None, Some("en-GB,en;q=0.9,fr;q=0.8")), "en");
        assert_eq!(code(None, Some("en;q=0.2, fr-CA;q=0.7")), "fr");
        assert_eq!(code(Some("en"), Some("fr")), "en");
        assert_eq!(code(Some("xx"), None), "fr");
        assert_eq!(code(None, Some("zh, en;q=0")), "fr");
        assert_eq!(code(None, Some(";;;,,,q=1")), "fr");
    }

    #[test]
    fn marks_isolate_on_pages_and_stay_out_of_attributes() {
        let texts = Texts::reference();
        assert!(texts.one("foot-emergency", "numbers", "112").contains('\u{2068}'));
        assert!(!texts.plain("foot-emergency", [("numbers", "112".into())]).contains('\u{2068}'));
    }

    #[test]
    fn months_and_plurals_read_naturally() {
        let french = Texts::of("fr").unwrap_or_else(Texts::reference);
        assert_eq!(french.month(2024, 3), "mars 2024");
        assert_eq!(Texts::reference().ago(3_700), "one hour ago");
        assert_eq!(Texts::reference().hours_ago(1_700), "less than an hour ago");
        assert!(french.ago(100_000).starts_with("il y a"));
    }

    #[test]
    fn every_language_has_every_message_of_the_reference() {
        for texts in Texts::all() {
            for id in ids(Texts::reference()) {
                assert!(texts.has(&id), "{} lacks “{id}”", texts.code());
            }
        }
    }

    fn ids(texts: Texts) -> Vec<String> {
        let mut ids = Vec::new();
        for path in Files::iter().filter(|path| path.starts_with(texts.code())) {
            let source = Files::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
            for line in source.unwrap_or_default().lines() {
                if let Some((id, _)) = line.split_once('=').filter(|_| line.starts_with(char::is_alphabetic))
                {
                    ids.push(id.trim().to_owned());
                }
            }
        }
        assert!(ids.len() > 300, "the files are read");
        ids
    }
}
