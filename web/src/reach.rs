//! How a reporter may be reached, in words.

use parasol_core::reports::SafeWay;

use crate::language::Texts;

/// The ways that are safe, and what she said of them.
pub(crate) fn lines(t: Texts, way: &SafeWay) -> Vec<String> {
    let ways = way.by.iter().map(|by| t.get(&format!("reach-{}", by.name())));
    let told = [
        (&way.when, "reach-told-when"),
        (&way.who_answers, "reach-told-who"),
        (&way.say_we_are, "reach-told-say"),
    ];
    let told = told.into_iter().filter_map(|(text, id)| Some(t.one(id, "text", text.as_ref()?)));
    let message = if way.leave_message { "reach-message" } else { "reach-no-message" };
    ways.chain(told).chain([t.get(message)]).collect()
}
