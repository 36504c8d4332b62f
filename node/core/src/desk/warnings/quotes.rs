//! Words in quotation marks: what was said may tell who heard it.

use super::words::split;
use super::{Found, WarningKind};

/// Fewer words in quotation marks are a name, or a word that is meant otherwise.
const FEWEST: usize = 3;

/// Looks for quotations, unless they are one of these names.
pub(super) fn look(found: &mut Found<'_>, aliases: &[String]) {
    let names: Vec<Vec<String>> =
        aliases.iter().map(|name| split(name).into_iter().map(|word| word.folded).collect()).collect();
    // One that is never closed goes on to the end; a single mark may be an apostrophe, so it needs its other half.
    let mut parts = quoted(found.text, double, true);
    parts.extend(quoted(found.text, single, false));
    for (from, to) in parts {
        let first = found.words.partition_point(|word| word.from < from);
        let last = found.words.partition_point(|word| word.to <= to);
        let words = (first..last).filter(|place| !found.after_apostrophe(*place)).count();
        let is_name = names.iter().any(|name| {
            let inside = found.words.get(first..last).unwrap_or_default();
            inside.iter().map(|word| &word.folded).eq(name)
        });
        if words >= FEWEST && !is_name {
            found.add(WarningKind::Quote, from, to);
        }
    }
}

/// A character with what stands on both sides of it.
struct Mark {
    before: char,
    c: char,
    after: char,
}

/// What a mark is where nothing is open, or where this mark is.
enum Is {
    Nothing,
    Opens(char),
    Closes,
}

fn quoted(text: &str, read: fn(Option<char>, &Mark) -> Is, to_the_end: bool) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        match (read(open.map(|(mark, _)| mark), &Mark { before, c, after }), open) {
            (Is::Opens(mark), _) => open = Some((mark, at)),
            (Is::Closes, Some((_, from))) => {
                parts.push((from, at.saturating_add(c.len_utf8())));
                open = None;
            }
            _ => {}
        }
        before = c;
    }
    parts.extend(open.filter(|_| to_the_end).map(|(_, from)| (from, text.len())));
    parts
}

fn double(open: Option<char>, mark: &Mark) -> Is {
    let Mark { before, c, after } = *mark;
    let closes = match open {
        None => {
            let opens = matches!(c, '«' | '“' | '„' | '‟' | '‹')
                // After a digit it is an inch, after a letter it closes what never was opened.
                || matches!(c, '"' | '＂') && !before.is_alphanumeric()
                || (c == '<' && after == '<');
            return if opens { Is::Opens(c) } else { Is::Nothing };
        }
        Some('«' | '<') => c == '»' || (c == '>' && after == '>'),
        Some('‹') => c == '›',
        Some('„') => matches!(c, '“' | '”' | '"'),
        Some(_) => matches!(c, '”' | '"' | '＂'),
    };
    if closes { Is::Closes } else { Is::Nothing }
}

fn single(open: Option<char>, mark: &Mark) -> Is {
    let Mark { before, c, after } = *mark;
    let begins = |c: char| c.is_whitespace() || matches!(c, '(' | ':' | ',');
    match open {
        None if matches!(c, '\'' | '‘') && begins(before) && after.is_alphanumeric() => Is::Opens(c),
        Some(_) if matches!(c, '\'' | '’') && !before.is_whitespace() && !after.is_alphanumeric() => {
            Is::Closes
        }
        _ => Is::Nothing,
    }
}
