//! The gazetteer that is part of the program; see `config/places/README.md`.

use std::sync::LazyLock;

use parasol_core::places::Gazetteer;

/// One table for each country that has its own, and one for the rest of the world.
const TABLES: [&str; 3] = [
    include_str!("../../../config/places/fr.tsv"),
    include_str!("../../../config/places/be.tsv"),
    include_str!("../../../config/places/world.tsv"),
];

/// Read when somebody first names a town: it takes a tenth of a second and some megabytes.
static TOWNS: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::read(&TABLES).unwrap_or_else(|fault| {
        // Nobody's input reaches this: the tables are part of the program, and a test reads them.
        tracing::error!(%fault, "no town can be found");
        Gazetteer::default()
    })
});

/// All towns that the program knows.
#[must_use]
pub fn towns() -> &'static Gazetteer {
    &TOWNS
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_whole_and_towns_are_found() {
        for table in TABLES {
            Gazetteer::read(&[table]).unwrap();
        }
        let towns = towns();
        let first = |typed: &str, home: &str| {
            let found = towns.find(typed, home.parse().unwrap());
            found.first().map(|town| (town.name.clone(), town.country.to_string()))
        };
        for (typed, home, name, country) in [
            ("paris 11e", "FR", "Paris", "FR"),
            ("bruxelles", "FR", "Brussels", "BE"),
            ("Lisboa", "BE", "Lisbon", "PT"),
            ("st etienne", "FR", "Saint-Étienne", "FR"),
            ("巴黎", "FR", "Paris", "FR"),
        ] {
            assert_eq!(first(typed, home), Some((name.to_owned(), country.to_owned())), "{typed}");
        }
        assert_eq!(towns.find("Lyon", "FR".parse().unwrap()).len(), 1, "districts say more than the town");
    }
}
