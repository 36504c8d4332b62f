//! Words that were taken over from what the reporter wrote.

use std::collections::HashSet;

use super::verbatim::{is_formula, said};
use super::words::{Word, is_common, split};
use super::{Found, Told, WarningKind};

/// So many long words in a row are a phrase of hers.
const RUN: usize = 3;

pub(super) fn look(found: &mut Found<'_>, told: &Told<'_>) {
    let details = told.details;
    let hers: Vec<Vec<String>> = [&details.text, &details.met]
        .into_iter()
        .flatten()
        .map(|text| split(text).into_iter().filter(Word::is_long).map(|word| word.folded).collect())
        .collect();
    let runs: HashSet<&[String]> = hers.iter().flat_map(|words| words.windows(RUN)).collect();
    let long: Vec<(usize, String)> = found
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.is_long())
        .map(|(place, word)| (place, word.folded.clone()))
        .collect();
    let said = said(details);
    let mut open: Option<(usize, usize)> = None;
    for window in long.windows(RUN) {
        let words: Vec<String> = window.iter().map(|(_, word)| word.clone()).collect();
        let (Some((first, _)), Some((last, _))) = (window.first(), window.last()) else { continue };
        // "Passer pour un client" stands in nearly every report, and what she said of the person is published anyway.
        let formula = |word: &String| is_formula(word) || said.contains(word);
        if !runs.contains(words.as_slice()) || words.iter().all(formula) {
            continue;
        }
        open = match open {
            Some((from, to)) if *first <= to => Some((from, *last)),
            other => {
                close(found, other);
                Some((*first, *last))
            }
        };
    }
    close(found, open);
    rare(found, &said, &hers, &long);
}

fn close(found: &mut Found<'_>, run: Option<(usize, usize)>) {
    if let Some((first, last)) = run {
        found.add_words(WarningKind::Reporter, first, last);
    }
}

/// Words of hers that few people use, unless they say how the person looks, is called or moves about, or where that was.
fn rare(found: &mut Found<'_>, said: &HashSet<String>, hers: &[Vec<String>], long: &[(usize, String)]) {
    let hers: HashSet<&String> = hers.iter().flatten().collect();
    for (place, word) in long {
        if hers.contains(word) && !said.contains(word) && !is_common(word) {
            found.add_words(WarningKind::Reporter, *place, *place);
        }
    }
}
