//! Names on platforms and links to profiles in a text.

use std::collections::HashSet;

use super::words::{is_among, is_common, plain, split};
use super::{Found, Told, WarningKind, dates, verbatim};

/// After one of these and a colon stands a name.
const PLATFORMS: &str = "\
    badoo discord facebook fb grindr ig insta instagram messenger mym onlyfans pseudo pseudonyme signal \
    skype snap snapchat telegram tiktok tinder twitter username viber wannonce wechat whatsapp wire";
/// Shorter names are no names.
const SHORTEST: usize = 3;

/// A part of the text between white space.
struct Piece<'a> {
    raw: &'a str,
    /// Without the signs of the sentence.
    bare: &'a str,
    from: usize,
}

/// Looks for names and links that are not published; a vehicle's model may look like a name with a number.
pub(super) fn look(found: &mut Found<'_>, told: &Told<'_>, is_vehicle: bool) {
    let aliases = told.details.aliases.iter().flat_map(|alias| alias.split_whitespace()).map(plain);
    let published = told.published.iter().map(|named| named.identifier.value().to_owned());
    let known: HashSet<String> = published.chain(aliases).collect();
    let is_known = |name: &str| {
        let small = name.trim_matches(|c: char| matches!(c, '@' | '.' | '/')).to_lowercase();
        known.contains(&small) || known.contains(&plain(&small))
    };
    let pieces: Vec<Piece<'_>> = pieces(found.text);
    let mut parts = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let (bare, at) = after_colon(piece);
        let is_named = match profile(bare) {
            Some(name) => !is_known(name),
            None => (is_handle(bare) || !is_vehicle && is_numbered(bare)) && !is_known(bare),
        };
        if is_named {
            parts.push((at, at.saturating_add(bare.len())));
        }
        if let Some(name) = on_platform(&pieces, n)
            && !is_known(name.bare)
        {
            parts.push((name.from, name.from.saturating_add(name.bare.len())));
        }
    }
    for (from, to) in parts {
        found.add(WarningKind::Identifier, from, to);
    }
}

fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '@' | '_' | '/') || "«»“”„‘’…‹›".contains(c)
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut from = 0_usize;
    let mut pieces = Vec::new();
    for part in text.split_inclusive(char::is_whitespace) {
        let start = part.trim_start_matches(is_sign);
        let begins = from.saturating_add(part.len().saturating_sub(start.len()));
        let bare = start.trim_end_matches(|c: char| c.is_whitespace() || is_sign(c));
        pieces.push(Piece { raw: part, bare, from: begins });
        from = from.saturating_add(part.len());
    }
    pieces
}

/// `insta:docteur_leo` without the platform, and where it begins.
fn after_colon<'a>(piece: &Piece<'a>) -> (&'a str, usize) {
    match piece.bare.rsplit_once([':', '=', '(']) {
        Some((before, name)) if !name.starts_with('/') => {
            (name, piece.from.saturating_add(before.len()).saturating_add(1))
        }
        _ => (piece.bare, piece.from),
    }
}

/// The name in `instagram.com/docteur_leo`.
fn profile(bare: &str) -> Option<&str> {
    let address = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let (host, path) = address.split_once('/')?;
    let (_, end) = host.rsplit_once('.')?;
    let is_host = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let is_end = end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic());
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    (is_host && is_end && !path.is_empty()).then(|| path.rsplit('/').next().unwrap_or_default())
}

fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// `docteur_leo`, `luna__69`.
fn is_handle(bare: &str) -> bool {
    let name = bare.trim_start_matches('@');
    let long = name.chars().count() >= SHORTEST && name.chars().any(char::is_alphabetic);
    long && name.contains('_') && name.trim_matches('_').len() > 1 && name.chars().all(is_of_a_name)
}

/// `luna69`, `jean.dupont75`: letters with a number at the end. `mars2026` is a month.
fn is_numbered(bare: &str) -> bool {
    if !bare.chars().all(is_of_a_name) {
        return false;
    }
    let last = bare.rsplit(['.', '-', '_']).next().unwrap_or_default();
    let letters = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = last.len().saturating_sub(letters.len());
    let word = plain(letters);
    let is_word = word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
    is_word && (2..=4).contains(&digits) && !dates::is_month(&word) && word != "covid"
}

/// The name in `Snap : docteurleo`, if nothing but it stands there.
fn on_platform<'a>(pieces: &'a [Piece<'a>], place: usize) -> Option<&'a Piece<'a>> {
    let platform = pieces.get(place)?;
    if !is_among(PLATFORMS, plain(platform.bare).as_str()) {
        return None;
    }
    let marked = |piece: &Piece<'_>| piece.raw.trim_end().ends_with([':', '=']);
    let mut after = place.saturating_add(1);
    if !marked(platform) {
        // The colon stands alone in French.
        pieces.get(after).filter(|piece| piece.bare.is_empty() && marked(piece))?;
        after = after.saturating_add(1);
    }
    let name = pieces.get(after)?;
    let alone = name.raw.ends_with(['\n', '\r'])
        || name.raw.trim_end().ends_with(is_sign)
        || pieces
            .get(after.saturating_add(1))
            .is_none_or(|next| next.bare.is_empty() || matches!(next.bare, "et" | "and" | "ou" | "or"));
    let long = name.bare.chars().count() >= SHORTEST && name.bare.chars().all(is_of_a_name);
    let every_day =
        split(name.bare).iter().all(|word| is_common(&word.folded) || verbatim::is_formula(&word.folded));
    (alone && long && !every_day).then_some(name)
}
