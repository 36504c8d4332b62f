//! The town that somebody means by what she typed.

use parasol_core::places::Town;

use crate::labels;
use crate::language::Texts;
use crate::port::Port;

/// Where something happened, as it is kept.
pub(crate) struct Place {
    /// The town.
    pub(crate) town: Option<Town>,
    /// The words beside it: hers, with the town that she typed where no town is known by it, none was chosen, or a number of a
    /// district stands in it.
    pub(crate) words: Option<String>,
    /// The towns of which one has to be chosen.
    pub(crate) offered: Vec<Town>,
}

/// Puts a typed town and the words beside it together. `chosen` is the number of one of the towns that were offered for the
/// same words; where only one is offered, it is meant.
pub(crate) fn place(port: &dyn Port, typed: &str, chosen: Option<u32>, words: Option<String>) -> Place {
    if typed.trim().is_empty() {
        return Place { town: None, words, offered: Vec::new() };
    }
    let mut found = port.towns().find(typed, port.settings().country);
    let chosen = found.iter().position(|town| Some(town.id) == chosen);
    let both = |words: Option<String>| match words {
        Some(words) => format!("{typed}; {words}"),
        None => typed.to_owned(),
    };
    if let Some(meant) = chosen.or_else(|| (found.len() == 1).then_some(0)) {
        // The number of a district does not matter to the town, and tells the team more.
        let words = if typed.contains(char::is_numeric) { Some(both(words)) } else { words };
        return Place { town: Some(found.swap_remove(meant)), words, offered: Vec::new() };
    }
    Place { town: None, words: Some(both(words)), offered: found }
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
