//! What the pages say, in both languages: typed here again, so that a test notices when it changes.

/// The sentences that the tests look for.
pub(crate) struct Words {
    pub(crate) language: &'static str,
    pub(crate) very_dangerous: &'static str,
    pub(crate) reported_in_france: &'static str,
    pub(crate) none_known: &'static str,
    pub(crate) shared: &'static str,
    pub(crate) recalled_everywhere: &'static str,
    pub(crate) taken_back: &'static str,
    pub(crate) received: &'static str,
    pub(crate) published: &'static str,
}

pub(crate) const FRENCH: Words = Words {
    language: "fr",
    very_dangerous: "Très dangereux",
    reported_in_france: "(France)",
    none_known: "Aucun signalement connu",
    shared: "Demo circle : partagée",
    recalled_everywhere: "Demo circle : retirée partout",
    taken_back: "Retirée",
    received: "Reçu, en attente de lecture",
    published: "Publié comme alerte",
};

pub(crate) const ENGLISH: Words = Words {
    language: "en",
    very_dangerous: "Very dangerous",
    reported_in_france: "Reported in France",
    none_known: "No report known",
    shared: "Demo circle: shared",
    recalled_everywhere: "Demo circle: recalled everywhere",
    taken_back: "Taken back",
    received: "Received, waiting to be read",
    published: "Published as an alert",
};
