//! From the codes of the closed lists to words. A code without a message is shown as reported, never as nothing.

use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Level, Motive, Perpetrator};
use parasol_protocol::region::Region;
use parasol_protocol::time::Timestamp;

use crate::language::{Texts, number};

/// A level as pages show it: a shape, a word and a position out of six.
#[derive(Debug, Clone)]
pub(crate) struct LevelView {
    /// The word in snake case, or `unknown`: names the style.
    pub(crate) code: &'static str,
    /// The word in the reader's language.
    pub(crate) label: String,
    /// What the level means, for *Category description*.
    pub(crate) about: String,
    /// Its place from the least (1) to the most violent (6); 0 when it is not known here.
    pub(crate) step: usize,
}

/// One entry of a list to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// The words for a level.
pub(crate) fn level(t: Texts, level: Level) -> LevelView {
    let place = Level::ALL.iter().position(|known| *known == level);
    let step = place.map_or(0, |from_worst| Level::ALL.len().saturating_sub(from_worst));
    let code = level.name().unwrap_or("unknown");
    let about = format!("level-{code}-about");
    let about = if t.has(&about) { t.get(&about) } else { String::new() };
    LevelView { code, label: t.get(&format!("level-{code}")), about, step }
}

/// All levels, from least to most violent, as *Category description* explains them.
pub(crate) fn levels_upwards(t: Texts) -> Vec<LevelView> {
    Level::ALL.iter().rev().map(|known| level(t, *known)).collect()
}

/// The words for a kind of event.
pub(crate) fn kind(t: Texts, kind: EventKind) -> String {
    t.get(&format!("kind-{}", kind.name().unwrap_or("unknown")))
}

/// The words for several kinds of event.
pub(crate) fn kinds(t: Texts, kinds: &[EventKind]) -> Vec<String> {
    kinds.iter().map(|each| kind(t, *each)).collect()
}

/// The words for who did it.
pub(crate) fn perpetrator(t: Texts, perpetrator: Perpetrator) -> String {
    t.get(&format!("perpetrator-{}", perpetrator.name().unwrap_or("unknown")))
}

/// The words for a motive.
pub(crate) fn motive(t: Texts, motive: Motive) -> String {
    t.get(&format!("motive-{}", motive.name().unwrap_or("unknown")))
}

/// A day in words.
pub(crate) fn day(t: Texts, time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    let day = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
    let day = day.to_zoned(jiff::tz::TimeZone::UTC).day();
    let month = time.month();
    let day = number(u64::try_from(day).unwrap_or_default());
    t.plain("day", [("day", day), ("month", t.month(month.year(), month.month()).into())])
}

/// A country's name, or its two letters where the language files do not name it.
pub(crate) fn country(t: Texts, region: Region) -> String {
    let id = format!("country-{}", region.as_str());
    if t.has(&id) { t.get(&id) } else { region.as_str().to_owned() }
}

/// The message `{list}-{code}`, or `{list}-{fallback}` when this version has no words for the code.
pub(crate) fn word(t: Texts, list: &str, code: &str, fallback: &str) -> String {
    let id = format!("{list}-{code}");
    if t.has(&id) { t.get(&id) } else { t.get(&format!("{list}-{fallback}")) }
}

/// A word of the audit in the reader's language, or as it is when there are no words for it.
pub(crate) fn audit_word(t: Texts, word: &str) -> String {
    let id = format!("audit-word-{word}");
    if t.has(&id) { t.get(&id) } else { word.replace('_', " ") }
}

/// A list to choose from, in the list's own order.
pub(crate) fn choices<'a>(
    t: Texts,
    list: &str,
    codes: impl IntoIterator<Item = &'a str>,
    chosen: &[&str],
) -> Vec<Choice> {
    let choice = |code: &str| Choice {
        code: code.to_owned(),
        label: t.get(&format!("{list}-{code}")),
        chosen: chosen.contains(&code),
    };
    codes.into_iter().map(choice).collect()
}

/// What an identifier is, with the platform of an online name.
pub(crate) fn identifier_kind(t: Texts, kind: IdentifierKind, platform: Option<&str>) -> String {
    let kind = t.get(&format!("identifier-{}", kind.name()));
    platform.map_or(kind.clone(), |platform| format!("{kind}, {platform}"))
}
