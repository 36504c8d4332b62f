//! The town that somebody means by what she typed.

use parasol_core::places::Town;

use crate::labels;
use crate::language::Texts;
use crate::port::Port;

/// What a typed town can be.
enum Meant {
    /// Nothing was typed.
    Nothing,
    /// This town.
    One(Town),
    /// One of these, the likeliest first.
    OneOf(Vec<Town>),
    /// No town that the program knows: the words are kept as they are.
    Unknown,
}

/// Looks a typed town up. `chosen` is the number of one of those that were offered for the same words.
fn meant(port: &dyn Port, typed: &str, chosen: Option<u32>) -> Meant {
    if typed.trim().is_empty() {
        return Meant::Nothing;
    }
    let mut found = port.towns().find(typed, port.settings().country);
    if let Some(place) = found.iter().position(|town| Some(town.id) == chosen) {
        return Meant::One(found.swap_remove(place));
    }
    match found.len() {
        0 => Meant::Unknown,
        1 => Meant::One(found.remove(0)),
        _ => Meant::OneOf(found),
    }
}

/// Where something happened, as it is kept.
pub(crate) struct Place {
    /// The town.
    pub(crate) town: Option<Town>,
    /// The words beside it: hers, with the town that she typed where no town is known by it or none was chosen.
    pub(crate) words: Option<String>,
    /// The towns of which one has to be chosen.
    pub(crate) offered: Vec<Town>,
}

/// Puts a typed town and the words beside it together.
pub(crate) fn place(port: &dyn Port, typed: &str, chosen: Option<u32>, words: Option<String>) -> Place {
    let kept = |words: Option<String>| {
        Some(words.map_or_else(|| typed.to_owned(), |words| format!("{typed}; {words}")))
    };
    match meant(port, typed, chosen) {
        Meant::Nothing => Place { town: None, words, offered: Vec::new() },
        Meant::One(town) => Place { town: Some(town), words, offered: Vec::new() },
        Meant::OneOf(offered) => Place { town: None, words: kept(words), offered },
        Meant::Unknown => Place { town: None, words: kept(words), offered: Vec::new() },
    }
}

/// A town with what tells it from others of its name.
pub(crate) fn name(t: Texts, port: &dyn Port, town: &Town) -> String {
    let place = match &town.near {
        Some(near) => t.two("town-near", &("name", &town.name), &("near", near)),
        None => town.name.clone(),
    };
    if town.country == port.settings().country {
        return place;
    }
    let country = labels::country(t, town.country);
    t.two("town-abroad", &("name", &place), &("country", &country))
}
