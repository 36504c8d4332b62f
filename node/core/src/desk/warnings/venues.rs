//! Places in a text that are a kind of place with its name: `hôtel Ibis`, `parking du Leclerc`, `Victoria station`.

use std::collections::HashSet;

use super::verbatim::is_formula;
use super::words::{is_among, is_common, split};
use super::{Found, WarningKind, dates};
use crate::reports::Details;

/// After these words stands the name of a place.
const KINDS: &str = "\
    aeroport aire airport apparthotel arret auberge bar bistro bistrot bois boite boulangerie boutique \
    brasserie cafe camping campus casino center centre chateau church cinema clinic clinique club \
    college commissariat cours discotheque ecole eglise esplanade faubourg foret foyer galerie gare gite \
    gym hopital hospital hostel hotel hypermarche immeuble institut jardin kebab lycee magasin mall \
    metro mosquee motel nightclub parc park parking passage peage pharmacie piscine pizzeria place plage \
    pont promenade pub rer residence restaurant resto route salon sauna school square stade station \
    supermarche supermarket tabac theatre tram tramway universite villa zone";
/// These are places only where a small word follows: `porte de Bagnolet`, but not `il porte Adidas`.
const WITH_SMALL: &str = "cite porte";
/// Before these words stands the name in English.
const AFTER_THE_NAME: &str = "\
    airport bar bridge cafe casino church cinema clinic club gym hospital hostel hotel inn mall motel \
    nightclub park parking pub restaurant sauna spa square stadium station supermarket theatre";
/// Small words between a kind and its name.
const SMALL: &str = "\
    appele appelee aux called d de des dit du l la le les named nomme nommee of the";
/// Words that say more of the kind.
const MORE: &str = "\
    autoroute bus car commercial etudiant etudiante jeunesse massage massages metro nuit parking rer \
    routiere service shopping sncf souterrain ter tgv train tram tramway universitaire ville";
/// Chains, which many write small.
const CHAINS: &str = "\
    aldi auchan campanile carrefour casino decathlon hilton holiday ibis ikea intermarche kfc \
    kyriad leclerc lidl mcdo mcdonald mercure monoprix novotel quick radisson tesco travelodge";
/// Who comes from there is no name of a place.
const PEOPLE: &str = "\
    african american arab asian belgian british chinese dutch english european french german indian \
    irish italian russian spanish swiss turkish";
/// The most words of a name.
const WORDS: usize = 5;

/// Looks at a field; `town` is what is said as the town, none when this field is that itself.
pub(super) fn look(found: &mut Found<'_>, details: &Details, town: Option<&str>) {
    let reported = details.town.as_ref().map(|town| town.name.as_str());
    let aliases = details.aliases.iter().map(String::as_str);
    let known: HashSet<String> =
        reported.into_iter().chain(town).chain(aliases).flat_map(split).map(|word| word.folded).collect();
    // A town may be called so: Bois-d'Arcy, Port-Louis.
    for place in usize::from(town.is_none())..found.words.len() {
        let kind = found.word(place);
        let small = is_among(SMALL, found.word(place.saturating_add(1)));
        if (is_among(KINDS, kind) || (is_among(WITH_SMALL, kind) && small))
            && let Some(last) = name_after(found, place, &known)
        {
            found.add_words(WarningKind::Place, place, last);
        }
        if is_among(AFTER_THE_NAME, found.word(place))
            && let Some(first) = name_before(found, place, &known)
        {
            found.add_words(WarningKind::Place, first, place);
        }
    }
}

/// Whether nothing but a space, a hyphen, an apostrophe or a quotation mark stands after this word.
pub(super) fn is_joined(found: &Found<'_>, place: usize) -> bool {
    let between = found.between(place);
    let sign = |c: char| c == ' ' || c == '\u{a0}' || "-'’\"«»“”‘".contains(c);
    !between.is_empty() && between.chars().all(sign)
}

/// Where the name ends that goes on after this word.
pub(super) fn goes_on(found: &Found<'_>, from: usize) -> usize {
    let mut last = from;
    for _ in 0..WORDS {
        let (next, second) = (last.saturating_add(1), last.saturating_add(2));
        let small = is_among(SMALL, found.word(next)) && is_joined(found, next) && found.is_capital(second);
        if !is_joined(found, last) || !(small || found.is_capital(next)) {
            break;
        }
        last = if small && !found.is_capital(next) { second } else { next };
    }
    last
}

fn name_after(found: &Found<'_>, kind: usize, known: &HashSet<String>) -> Option<usize> {
    let mut first = kind;
    loop {
        let next = first.saturating_add(1);
        let more = is_among(MORE, found.word(next));
        let hyphen = first == kind && found.between(first).contains('-');
        if first.saturating_sub(kind) > WORDS || !is_joined(found, first) || (hyphen && !more) {
            return None;
        }
        first = next;
        if !more && !is_among(SMALL, found.word(first)) {
            break;
        }
    }
    let word = found.word(first);
    if is_among(CHAINS, word) && !known.contains(word) {
        return Some(goes_on(found, first));
    }
    // Where everything is in capitals they say nothing.
    let shouted = found.is_shouted(kind) && (is_common(word) || word.chars().count() < 4);
    if !found.is_capital(first) || word.chars().count() < 2 || shouted {
        return None;
    }
    let last = goes_on(found, first);
    let named = (first..=last).any(|place| is_name(found.word(place), known));
    named.then_some(last)
}

fn is_name(word: &str, known: &HashSet<String>) -> bool {
    let every_day =
        is_formula(word) || is_among(SMALL, word) || is_among(MORE, word) || is_among(PEOPLE, word);
    !every_day && !known.contains(word) && !dates::is_of_a_date(word)
}

/// `Victoria station`, but not `The hotel`.
fn name_before(found: &Found<'_>, kind: usize, known: &HashSet<String>) -> Option<usize> {
    let mut first = None;
    for back in 1..=WORDS {
        let place = kind.checked_sub(back)?;
        let word = found.word(place);
        let begins = place == 0 || !is_joined(found, place.saturating_sub(1));
        let rare = word.chars().count() >= 4 && !is_common(word) && !found.is_shouted(place);
        let rare = rare || is_among(CHAINS, word);
        if !is_joined(found, place) || !found.is_capital(place) || !is_name(word, known) || (begins && !rare)
        {
            break;
        }
        first = Some(place);
        if begins {
            break;
        }
    }
    first
}
