//! Sentences that were taken over word for word from what the reporter wrote, however common their words are.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::words::{Word, is_of_reports, split};
use super::{Found, Told, WarningKind};
use crate::reports::Details;

/// So many words in a row are a quotation.
const RUN: usize = 5;
/// So many are one even if everybody who reports would use them.
const LONG_RUN: usize = 9;
/// In a run of the fewest words so many are none that everybody who reports uses; in a longer one it takes one.
const TELLING: usize = 2;

/// Words of which sentences are made, and those of the names of kinds. Those of the first person are not among them: nobody says
/// "I" in a public text but by taking it over.
const FORMULAS: &str = "\
    a abusive action after also always an and any apres are argent arme armee as assault at attempt \
    attempted au aucun aussi autre autres aux avait avant avec avoir back be became becomes been before \
    bien blackmail blessures but by c can car ce cela ces cet cette chantage chez client cliente clients \
    comme conduit contre d dangereux dangerous dans de deja demanded des deux devenu devient did do does \
    drives du elle elles en encore est et etait ete etre extorsion faire faisant fait fois for force \
    from had harassment has have he her him himself his hors if il ils in insultes into is it its jamais \
    l la le les leur leurs lui mais meme meurtre militaire money murder n ne never ni no not number \
    numero of off on ont or ou out over par pas passe passer pay paye payer people person personne \
    personnes perte peut phone physical physique plus plusieurs police policier posing pour practice \
    pratique presente pretends prix puis qu quand que quelqu qui rape refus refusal refuses refusing \
    removed rendez repris retire rien robbery ruse s sa sans se service ses sexual sexuelle sexuelles \
    she si so soin soins some somebody someone son sont sous sur t taken telephone temps tentative that \
    the theft their them then they this threats time to too took toujours tous tout toute toutes tres \
    trick trop two un une up vers very viol violence violences voiture vol vous was wasted were when \
    which while who with without y";

/// Whether nearly every report says this word.
pub(super) fn is_formula(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| FORMULAS.split(' ').collect());
    WORDS.contains(word) || is_of_reports(word)
}

/// Words of what is published of the person anyway: they say nothing of who told it.
pub(super) fn said(details: &Details) -> HashSet<String> {
    let person = details.aliases.iter().chain(&details.vehicle).chain(&details.description);
    let town = details.town.iter().map(|town| &town.name);
    person.chain(town).flat_map(|text| split(text)).map(|word| word.folded).collect()
}

/// Numbers are warned of by themselves, and a published one is no quotation.
fn is_counted(word: &Word) -> bool {
    word.folded.chars().any(char::is_alphabetic)
}

pub(super) fn look(found: &mut Found<'_>, told: &Told<'_>) {
    let details = told.details;
    let hers: Vec<Vec<String>> = [&details.text, &details.met]
        .into_iter()
        .flatten()
        .map(|text| split(text).into_iter().filter(is_counted).map(|word| word.folded).collect())
        .collect();
    let runs: HashSet<&[String]> = hers.iter().flat_map(|words| words.windows(RUN)).collect();
    let said = said(details);
    let (places, words): (Vec<usize>, Vec<String>) = found
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| is_counted(word))
        .map(|(place, word)| (place, word.folded.clone()))
        .unzip();
    let mut open: Option<(usize, usize)> = None;
    for (first, window) in words.windows(RUN).enumerate() {
        if !runs.contains(window) {
            continue;
        }
        let last = first.saturating_add(RUN).saturating_sub(1);
        open = match open {
            Some((from, to)) if first <= to => Some((from, last)),
            other => {
                close(found, (&places, &said), other);
                Some((first, last))
            }
        };
    }
    close(found, (&places, &said), open);
}

/// Adds a run of counted words, if it is one of hers and not of everybody's.
fn close(found: &mut Found<'_>, (places, said): (&[usize], &HashSet<String>), run: Option<(usize, usize)>) {
    let Some(run) = run.and_then(|(first, last)| places.get(first..=last)) else { return };
    // "qu'il" is one word.
    let written = run.iter().filter(|place| !found.after_apostrophe(**place)).count();
    let own = |place: &&usize| !is_formula(found.word(**place)) && !said.contains(found.word(**place));
    let telling = run.iter().filter(own).count();
    let enough = match written {
        0..RUN => false,
        RUN => telling >= TELLING,
        _ => telling > 0 || written >= LONG_RUN,
    };
    if let (true, Some(first), Some(last)) = (enough, run.first(), run.last()) {
        found.add_words(WarningKind::Reporter, *first, *last);
    }
}
