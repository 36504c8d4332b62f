//! What the demo's nodes are filled with. Everything here is invented: numbers from ranges that are kept free for
//! fiction, plates with 000, addresses under example.org.

use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Level, Perpetrator};

/// One kind of story; each is told several times with other identifiers.
pub(super) struct Story {
    pub level: Level,
    pub kind: EventKind,
    pub perpetrator: Perpetrator,
    pub french: &'static str,
    pub english: &'static str,
}

/// How an invented perpetrator can be recognised, besides the text.
pub(super) struct Recognised {
    pub identifiers: Vec<(IdentifierKind, String)>,
    pub vehicle: Option<&'static str>,
    pub alias: Option<&'static str>,
}

/// The invented people's towns.
pub(super) const TOWNS_FR: [&str; 5] = ["Paris", "Lyon", "Marseille", "Lille", "Nantes"];
/// The same for the partner.
pub(super) const TOWNS_BE: [&str; 5] = ["Brussels", "Antwerp", "Liège", "Ghent", "Charleroi"];

const VEHICLES: [&str; 4] = ["white van", "grey estate car", "black city car", "red scooter"];
const ALIASES: [&str; 5] = ["Marc", "Le Grand", "Tom", "Monsieur K", "Denis"];

/// Alert number `n` of the French node.
pub(super) fn recognised_fr(n: usize) -> Recognised {
    let phone = format!("06 39 98 1{} {:02}", n / 10 % 10, n * 7 % 100);
    recognised(n, phone, plate(n))
}

/// A French plate that nobody has.
pub(super) fn plate(n: usize) -> String {
    format!("{}-000-{}", letters(n), letters(n / 23 + n + 11))
}

/// Alert number `n` of the partner.
pub(super) fn recognised_be(n: usize) -> Recognised {
    let phone = format!("+44 7700 9001{:02}", n % 100);
    recognised(n, phone, format!("1-{}-000", three_letters(n)))
}

fn recognised(n: usize, phone: String, plate: String) -> Recognised {
    let identifiers = match n % 6 {
        0 => vec![(IdentifierKind::Phone, phone), (IdentifierKind::Plate, plate)],
        1 => vec![(IdentifierKind::Email, format!("client{n}@example.org"))],
        2 => vec![(IdentifierKind::Plate, plate)],
        3 => vec![(IdentifierKind::Handle, format!("@night_rider_{n}"))],
        _ => vec![(IdentifierKind::Phone, phone)],
    };
    Recognised {
        identifiers,
        vehicle: (n % 4 == 2).then(|| pick(&VEHICLES, n / 4)),
        alias: n.is_multiple_of(3).then(|| pick(&ALIASES, n)),
    }
}

/// Entry `n` of a list that begins again at its end.
pub(super) fn pick<'a>(list: &[&'a str], n: usize) -> &'a str {
    list.get(n % list.len().max(1)).copied().unwrap_or_default()
}

fn letters(n: usize) -> String {
    format!("{}{}", letter(n), letter(n / 5 + 7))
}

fn three_letters(n: usize) -> String {
    format!("{}{}", letters(n), letter(n + 3))
}

/// I, O and U stand on no plate.
fn letter(n: usize) -> char {
    "ABCDEFGHJKLMNPQRSTVWXYZ".chars().nth(n % 23).unwrap_or('A')
}

/// The stories. Sober on purpose: what a colleague needs to know, nothing to look at.
pub(super) const STORIES: &[Story] = &[
    Story {
        level: Level::VeryDangerous,
        kind: EventKind::ArmedAssaultOrAttemptedMurder,
        perpetrator: Perpetrator::PosingAsClient,
        french: "Arrive à l'heure, calme, puis menace avec un couteau dès la porte fermée. Ne pas ouvrir.",
        english: "Comes on time and calm, then threatens with a knife once the door is closed. Do not open.",
    },
    Story {
        level: Level::VeryDangerous,
        kind: EventKind::RapeOrAttempt,
        perpetrator: Perpetrator::Client,
        french: "N'accepte aucun refus et devient violent. Plusieurs personnes l'ont signalé.",
        english: "Accepts no refusal and turns violent. Several people have reported him.",
    },
    Story {
        level: Level::Dangerous,
        kind: EventKind::AssaultAndBattery,
        perpetrator: Perpetrator::Client,
        french: "Frappe quand on parle d'argent. Sous l'effet de l'alcool.",
        english: "Hits when money is mentioned. Had been drinking.",
    },
    Story {
        level: Level::Dangerous,
        kind: EventKind::ArmedRobbery,
        perpetrator: Perpetrator::PosingAsClient,
        french: "Ils viennent à deux : le second attend dans l'escalier. Ont pris argent et téléphone sous la menace.",
        english: "They come as two: the second waits on the stairs. Took money and phone under threat.",
    },
    Story {
        level: Level::Dangerous,
        kind: EventKind::StealthingOrAttempt,
        perpetrator: Perpetrator::Client,
        french: "Retire le préservatif sans le dire. Nie ensuite.",
        english: "Removes the condom without saying so, and denies it afterwards.",
    },
    Story {
        level: Level::Risky,
        kind: EventKind::SexualAggression,
        perpetrator: Perpetrator::Client,
        french: "Insiste, retient par le bras. Est parti quand une amie a téléphoné.",
        english: "Insists and holds one's arm. Left when a friend phoned.",
    },
    Story {
        level: Level::Risky,
        kind: EventKind::ThreatsOrBlackmail,
        perpetrator: Perpetrator::ManagerOrThirdParty,
        french: "Se dit agent immobilier, menace de prévenir le propriétaire si on ne paie pas.",
        english: "Says he is a letting agent and threatens to tell the landlord unless paid.",
    },
    Story {
        level: Level::Risky,
        kind: EventKind::Extortion,
        perpetrator: Perpetrator::PosingAsClient,
        french: "Se présente comme policier sans carte et demande une « amende ».",
        english: "Claims to be an officer, shows no card and asks for a \"fine\".",
    },
    Story {
        level: Level::Unpleasant,
        kind: EventKind::TheftOrPaymentRefusal,
        perpetrator: Perpetrator::Client,
        french: "Reprend l'argent en partant.",
        english: "Takes the money back on leaving.",
    },
    Story {
        level: Level::Unpleasant,
        kind: EventKind::Harassment,
        perpetrator: Perpetrator::Client,
        french: "Appelle trente fois par nuit depuis plusieurs numéros après un refus.",
        english: "Calls thirty times a night from several numbers after a refusal.",
    },
    Story {
        level: Level::Unpleasant,
        kind: EventKind::UnacceptablePractice,
        perpetrator: Perpetrator::Client,
        french: "Filme en cachette. Regarder où il pose son téléphone.",
        english: "Films in secret. Watch where he puts his phone.",
    },
    Story {
        level: Level::Fantasiser,
        kind: EventKind::NoShowOrTimeWasting,
        perpetrator: Perpetrator::Client,
        french: "Réserve de longs rendez-vous et ne vient jamais.",
        english: "Books long appointments and never comes.",
    },
    Story {
        level: Level::Fantasiser,
        kind: EventKind::NoShowOrTimeWasting,
        perpetrator: Perpetrator::Client,
        french: "Demande des photos pendant des heures, ne réserve pas.",
        english: "Asks for pictures for hours and does not book.",
    },
    Story {
        level: Level::DifficultMeeting,
        kind: EventKind::Other,
        perpetrator: Perpetrator::Client,
        french: "Très agité, hygiène difficile. Pas de violence.",
        english: "Very restless, difficult hygiene. No violence.",
    },
    Story {
        level: Level::DifficultMeeting,
        kind: EventKind::TheftOrPaymentRefusal,
        perpetrator: Perpetrator::Client,
        french: "Négocie jusque sur le pas de la porte, paie en petite monnaie.",
        english: "Haggles up to the doorstep and pays in small change.",
    },
];
