#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use parasol_protocol::identifier::{self, Regions};

use super::*;

mod repeated;

fn named(text: &str) -> NamedIdentifier {
    let regions = Regions::new("FR".parse().unwrap(), []);
    NamedIdentifier::from(identifier::read(text, None, &regions).unwrap().best())
}

fn report(text: &str) -> Details {
    Details {
        identifiers: vec![named("06 39 98 41 57")],
        aliases: vec!["Docteur Léo".into()],
        vehicle: Some("camionnette grise, attelage rouillé".into()),
        description: Some("boite, parle fort".into()),
        text: Some(text.into()),
        town: None,
        place: Some("Hôtel Ibis, 12 rue Inventée, gare de Lyon Part-Dieu".into()),
        happened_on: None,
        hour: Some("vers 3 h du matin".into()),
        met: Some("annonce sur Wannonce".into()),
        contact: Some("signal 06 39 98 00 12 ou luna.paillette@example.org".into()),
        reach: None,
    }
}

fn found_in(details: &Details, text: &str) -> Vec<(&'static str, String)> {
    let told =
        Told { details, names: vec!["Perle Noire".into()], published: details.identifiers.iter().collect() };
    let public = PublicText { text: text.into(), town: Some("Lyon".into()), ..PublicText::default() };
    warnings(&public, &told).into_iter().map(|warning| (warning.kind.name(), warning.found)).collect()
}

fn found(text: &str) -> Vec<(&'static str, String)> {
    found_in(
        &report("Il a verrouillé la portière arrière puis exigé le silence. Mon perroquet a crié."),
        text,
    )
}

/// Exactly one warning of this kind, with these words.
#[track_caller]
fn one(text: &str, kind: &str, part: &str) {
    let all = found(text);
    assert!(all.len() == 1 && all[0].0 == kind && all[0].1 == part, "{text}: {:?}", all);
}

#[test]
fn a_plain_public_text_is_not_warned_of() {
    for text in [
        "",
        "Se fait passer pour un médecin, devient violent et refuse de payer. Plusieurs personnes l'ont dit.",
        "Pretends to be a doctor, becomes violent and refuses to pay. Wears a grey coat and limps.",
        "Il menace avec un couteau pendant des heures, deux fois en mars 2026, à Lyon.",
        "He came back after two hours. In May he did it again; 3 people were robbed of 300 euros.",
        "Numéro : 06 39 98 41 57, se fait appeler Docteur Léo, camionnette grise, attelage rouillé.",
        "L'après-midi, il appelle plus de 20 fois. Environ 40 ans, 1m80, 90 kg.",
        "Une rue sombre, une gare, une station : il choisit la place.",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn how_she_is_reached_is_seen_in_every_form() {
    for (text, part) in [
        ("Ne pas répondre au 06 39 98 00 12.", "06 39 98 00 12"),
        ("Call +33639980012 first", "+33639980012"),
        ("(0033) 6.39.98.00.77", "0033) 6.39.98.00.77"),
        ("écrire à luna.paillette@example.org", "luna.paillette@example.org"),
        ("écrire à perle@example.org!", "perle@example.org"),
        ("il cherche le 98 00 12", "98 00 12"),
    ] {
        let all = found(text);
        let known = part.trim_start_matches('+');
        assert!(
            all.iter().any(|(kind, found)| *kind == "identifier" && found.contains(known)),
            "{text}: {all:?}"
        );
    }
    one("Il demande Perle noire au téléphone.", "reporter", "Perle noire");
    // A part of her address is no more than any other word: else trying words out would tell how she is reached.
    for text in ["Il connaît Luna.Paillette", "Il connaît Lunapaillette"] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn what_is_not_among_the_reported_identifiers_is_seen() {
    one("Autre numéro : 07 00 00 12 34", "identifier", "07 00 00 12 34");
    one("plaque AB-000-CD", "identifier", "AB-000-CD");
    one("voiture AB 000 CD noire", "identifier", "AB 000 CD");
    one("voiture 1-ABC-000", "identifier", "1-ABC-000");
    one("sur insta @docteur_leo", "identifier", "@docteur_leo");
    one("voir www.example.org/leo", "identifier", "www.example.org/leo");
}

#[test]
fn hours_are_seen_and_lengths_are_not() {
    for (text, part) in [
        ("Il vient à 22h30.", "22h30"),
        ("vers 22 h", "22 h"),
        ("at 10 pm", "10 pm"),
        ("at 10:15", "10:15"),
        ("at eleven o'clock", "eleven o'clock"),
        ("vers onze heures du soir", "onze heures"),
        ("à minuit", "minuit"),
        ("vers 3 h du matin", "vers 3 h du matin"),
    ] {
        one(text, "hour", part);
    }
    for text in ["pendant 2 heures", "pour 3 hours", "pendant une heure", "l'après-midi", "24 ans"] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn days_are_seen_and_months_are_not() {
    for (text, part) in [
        ("le 12 mars 2026", "12 mars"),
        ("le 1er mai", "1er mai"),
        ("on March 12th", "March 12th"),
        ("the 3rd of May", "May"),
        ("le 12/03/2026", "12/03/2026"),
        ("le 12/03", "12/03"),
        ("le 12.03.26", "12.03.26"),
        ("2026-03-12", "2026-03-12"),
        ("mardi soir", "mardi"),
        ("last night", "last night"),
        ("cette nuit", "cette nuit"),
    ] {
        one(text, "day", part);
    }
    for text in ["en mars", "in March 2026", "may be", "mars 2026"] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn places_finer_than_the_town_are_seen() {
    for (text, part) in [
        ("dans la rue Inventée", "rue Inventée"),
        ("12 rue de la République", "12 rue de la République"),
        ("in Invented Street", "Invented Street"),
        ("à l'Ibis", "Ibis"),
        ("près de Part-Dieu", "Part-Dieu"),
        ("dans le 3e arrondissement", "3e arrondissement"),
        ("Lyon 69003", "69003"),
        ("chambre 214", "chambre 214"),
    ] {
        one(text, "place", part);
    }
    let details = report("");
    let told = Told { details: &details, names: Vec::new(), published: Vec::new() };
    let public = PublicText { town: Some("Lyon 3e".into()), ..PublicText::default() };
    let all = warnings(&public, &told);
    assert!(all.len() == 1 && all[0].field == "town" && all[0].kind == WarningKind::Place);
}

#[test]
fn words_of_her_own_are_seen() {
    one("Verrouillé, la portière arrière.", "reporter", "Verrouillé, la portière arrière");
    one("On a entendu un perroquet.", "reporter", "perroquet");
    one("Il vient par Wannonce.", "reporter", "Wannonce");
    assert!(found("Il a exigé de l'argent.").is_empty(), "words that everybody uses are nobody's");
    let other = found_in(
        &report("He locked the back door and demanded complete silence."),
        "Demanded complete silence, always.",
    );
    assert_eq!(other, [("reporter", "Demanded complete silence".to_owned())]);
}

#[test]
fn the_other_fields_are_read_too_and_the_list_has_an_end() {
    let details = report("rien");
    let told = Told { details: &details, names: Vec::new(), published: Vec::new() };
    let public = PublicText {
        text: "le 1er mai ".repeat(200) + &"07 00 00 12 34, 07 00 00 12 35, ".repeat(3),
        aliases: vec!["Léo 07 00 00 99 99".into()],
        vehicle: Some("AB-000-CD".into()),
        description: Some("vu mardi".into()),
        town: Some("Lyon, rue Inventée".into()),
    };
    let all = warnings(&public, &told);
    assert!(all.len() <= MAX_WARNINGS);
    for field in ["text", "aliases", "vehicle", "description", "town"] {
        assert!(all.iter().any(|warning| warning.field == field), "{field}");
    }
}
