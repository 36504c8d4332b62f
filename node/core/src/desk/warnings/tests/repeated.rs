//! What a public text repeats: her sentences, what was said, names on platforms, and places by their names.

use super::*;

const HERS: &str = "Il s'est fait passer pour un client et il a refusé de payer. Il m'a dit que sa femme ne savait rien de tout ça, \
    alors je suis partie en courant par l'escalier. He was nice at first and then he would not let me go home. \
    Il conduit une camionnette grise. Son numéro est le 06 39 98 41 57.";

#[track_caller]
fn warned(text: &str, kind: &str, part: &str) {
    let all = found_in(&report(HERS), text);
    assert!(all.iter().any(|(found, words)| *found == kind && words == part), "{text}: {all:?}");
}

#[test]
fn innocent_texts_stay_without_a_warning() {
    let mut wrong = Vec::new();
    for text in [
        // Formulas, though she wrote them too.
        "Il s'est fait passer pour un client.",
        "Il s'est fait passer pour un client. Il a refusé de payer.",
        "Il a refusé de payer et devient violent. Vol, argent repris, refus de payer.",
        "Se fait passer pour un client. Viol ou tentative de viol, coups et blessures.",
        "Agression armée ou tentative de meurtre ; préservatif retiré par ruse.",
        "Someone posing as a client. Rape or attempted rape, threats or blackmail.",
        "Il conduit une camionnette grise. Numéro : 06 39 98 41 57.",
        // Quotation marks of a word or a name.
        "Réclame de l'argent contre une « protection ». Se fait appeler « Docteur Léo ».",
        "Is called \"the doctor\", is 6'1\" tall and drives a van of 20\" wheels.",
        "L'homme n'a pas d'accent ; il s'en prend à ceux qu'il croit seuls.",
        "The girls' flat was robbed, and so was the neighbours'.",
        // Places that every town has.
        "Il donne rendez-vous dans un hôtel, puis dans un parking souterrain ou près de la gare.",
        "Donne rendez-vous à l'hôtel. Il arrive en retard. À la gare SNCF de Lyon il fait demi-tour.",
        "He asks to meet at the hotel. The hotel is never the one he named. The street is dark.",
        "Dans un bar de Lyon, à l'hôtel à Lyon, in a Lyon hotel, in a French restaurant.",
        "Il travaille dans un bar, Marc est son prénom. Il prend place Lundi ? Non.",
        "Il porte un club de golf, marche avec une canne et boit du café au bar du coin.",
        "A police station was called. Station, gare, bar : il change d'avis.",
        "DANS UN HOTEL IL A REFUSE DE PAYER ET IL EST VIOLENT",
        "Au cours de la soirée il devient violent ; au cours de Mars il est revenu.",
        // Neither names nor links.
        "Appelle 20 fois/jour, 24h/24, et/ou par Telegram : il envoie des photos.",
        "Contacte par Snapchat ou WhatsApp, change de pseudo. Environ 1m80, 90kg, depuis mars2026.",
        "Conduit une Peugeot 208 ou une Clio 4, plaque inconnue, M. ou Mme au téléphone.",
        "Sur insta : docteur_leo, sur Snap : @docteur_leo, profil instagram.com/docteur_leo/",
    ] {
        let mut details = report(HERS);
        details.identifiers.push(NamedIdentifier::from(
            identifier::read("@docteur_leo", None, &Regions::new("FR".parse().unwrap(), [])).unwrap().best(),
        ));
        let all: Vec<_> = found_in(&details, text).into_iter().filter(|(kind, _)| *kind != "day").collect();
        wrong.extend(all.into_iter().map(|found| (text, found)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn her_sentences_are_seen_however_common_their_words_are() {
    for (text, part) in [
        ("Il dit que sa femme ne savait rien !", "dit que sa femme ne savait rien"),
        ("On rapporte : SA FEMME, NE SAVAIT RIEN...", "SA FEMME, NE SAVAIT RIEN"),
        ("alors je suis partie", ""),
        ("Elle écrit : alors je suis partie en courant", "alors je suis partie en courant"),
        ("He was nice at first.", "He was nice at first"),
        (
            // Every report has such words, but not so many in a row.
            "Il s'est fait passer pour un client et il a refusé de payer.",
            "Il s'est fait passer pour un client et il a refusé de payer",
        ),
        ("Would not let me go.", "Would not let me go"),
        ("Le tout avec « il m’a dit que sa » au début", "il m’a dit que sa"),
    ] {
        let all = found_in(&report(HERS), text);
        if part.is_empty() {
            assert!(all.is_empty(), "four words are none: {all:?}");
        } else {
            warned(text, "reporter", part);
        }
    }
}

#[test]
fn what_stands_in_quotation_marks_is_seen() {
    for (text, part) in [
        ("Il crie « je te retrouverai » en partant", "« je te retrouverai »"),
        ("Il crie “je te retrouverai”.", "“je te retrouverai”"),
        ("He shouts \"I will find you\" and leaves", "\"I will find you\""),
        ("He shouts 'I will find you' and leaves", "'I will find you'"),
        ("He shouts ‘I’ll find you again’ and leaves", "‘I’ll find you again’"),
        ("Er ruft „ich finde dich wieder“ laut", "„ich finde dich wieder“"),
        ("Il crie << je te retrouverai >>", "<< je te retrouverai >"),
        ("Il crie \"je te retrouverai", "\"je te retrouverai"),
        ("Is 6'1\" tall and says \"do not move\"", "\"do not move\""),
    ] {
        warned(text, "quote", part);
    }
    let details = report("");
    let told = Told { details: &details, names: Vec::new(), published: Vec::new() };
    let aliases = vec!["Le petit roi".into()];
    let text = "Dit « le petit Roi ».".to_owned();
    let public = PublicText { text, aliases, ..PublicText::default() };
    assert!(warnings(&public, &told).is_empty(), "a name that is published is no quotation");
}

#[test]
fn names_and_profiles_that_are_not_published_are_seen() {
    for (text, part) in [
        ("sur insta @luna.paris", "@luna.paris"),
        ("pseudo luna_69, méfiance", "luna_69"),
        ("contacte Luna69.", "Luna69"),
        ("contacte jean.dupont75 avant", "jean.dupont75"),
        ("(insta:luna_paris)", "luna_paris"),
        ("Snap : lunaparis", "lunaparis"),
        ("Insta: lunaparis, puis rien", "lunaparis"),
        ("voir instagram.com/lunaparis.", "instagram.com/lunaparis"),
        ("voir https://linktr.ee/lunaparis?x=1", "https://linktr.ee/lunaparis?x=1"),
        ("voir mym.fans", "mym.fans"),
    ] {
        warned(text, "identifier", part);
    }
    let details = report("");
    let told = Told { details: &details, names: Vec::new(), published: Vec::new() };
    let public = PublicText { vehicle: Some("Golf GTI, BMW320".into()), ..PublicText::default() };
    assert!(warnings(&public, &told).is_empty(), "a model is no name");
}

#[test]
fn a_kind_of_place_with_its_name_is_seen() {
    let mut details = report("");
    details.place = None;
    for (text, part) in [
        ("à l'hôtel Ibis", "hôtel Ibis"),
        ("a l'hotel ibis", "hotel ibis"),
        ("at the hotel Ibis Styles", "hotel Ibis Styles"),
        ("at the Hilton hotel", "Hilton hotel"),
        ("Hilton Hotel, first floor", "Hilton Hotel"),
        ("at Victoria Station", "Victoria Station"),
        ("à la gare Part-Dieu", "gare Part-Dieu"),
        ("gare SNCF de Lyon Part-Dieu", "gare SNCF de Lyon Part-Dieu"),
        ("sur le parking du Leclerc", "parking du Leclerc"),
        ("parking du leclerc", "parking du leclerc"),
        ("au bar Le Chat Noir le soir", "bar Le Chat Noir"),
        ("au bar « Le Chat »", "bar « Le Chat"),
        ("métro Bellecour", "métro Bellecour"),
        ("arrêt de bus Charpennes", "arrêt de bus Charpennes"),
        ("place Bellecour", "place Bellecour"),
        ("au bois de Boulogne", "bois de Boulogne"),
        ("porte de Bagnolet", "porte de Bagnolet"),
        ("salon de massage Orchidée", "salon de massage Orchidée"),
        ("centre commercial Confluence", "centre commercial Confluence"),
        ("un bar appelé Chez Paul", "bar appelé Chez Paul"),
        ("in the Church of Saint Paul", "Church of Saint Paul"),
        ("AU BAR BALTOS", "BAR BALTOS"),
    ] {
        let all = found_in(&details, text);
        assert!(all.iter().any(|(kind, found)| *kind == "place" && found == part), "{text}: {all:?}");
    }
    let told = Told { details: &details, names: Vec::new(), published: Vec::new() };
    for (town, seen) in
        [("Pont-à-Mousson", 0), ("Bois-d'Arcy", 0), ("Port Louis", 0), ("Lyon, gare Part-Dieu", 1)]
    {
        let public = PublicText { town: Some(town.into()), ..PublicText::default() };
        assert_eq!(warnings(&public, &told).len(), seen, "{town}");
    }
}

#[test]
fn a_text_full_of_everything_is_read_at_once_and_the_list_has_an_end() {
    let hers = "a b c d e ".repeat(800);
    let text = "« a b c d e » luna_1 bar Zed ".repeat(70);
    let all = found_in(&report(&hers), &text);
    assert!(!all.is_empty() && all.len() <= MAX_WARNINGS);
}
