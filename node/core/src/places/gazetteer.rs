//! All towns that the program knows, found by their names.

use std::cmp::Reverse;
use std::collections::HashMap;

use parasol_protocol::region::Region;

use super::Town;
use crate::fold::fold;

/// The most towns that one search answers.
const MAX_FOUND: usize = 8;
/// A typed text that is longer names no town.
const MAX_TYPED: usize = 100;

/// A line of the gazetteer that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line} of the gazetteer: expected id, name, country, latitude, longitude, inhabitants, a larger town nearby and other names, with a tab between"
)]
pub struct BadLine {
    /// Which line, counted from 1.
    pub line: usize,
}

/// The towns. Their names stay in the text that they were read from.
#[derive(Default)]
pub struct Gazetteer {
    towns: Vec<Row>,
    /// Folded name -> towns of that name, in the order of the names.
    names: Vec<(Box<str>, u32)>,
    places: HashMap<u32, u32>,
}

struct Row {
    id: u32,
    name: &'static str,
    country: Region,
    near: &'static str,
    latitude: i32,
    longitude: i32,
    inhabitants: u32,
}

impl Gazetteer {
    /// Reads tables of one line a town: `id, name, country, latitude, longitude, inhabitants, near, other names` with tabs
    /// between, the other names with `|` between.
    ///
    /// # Errors
    /// When a line is not like that.
    pub fn read(tables: &[&'static str]) -> Result<Self, BadLine> {
        let mut read = Self::default();
        for (line, text) in tables.iter().flat_map(|table| table.lines().enumerate()) {
            let line = line.saturating_add(1);
            let (row, others) = row(text).ok_or(BadLine { line })?;
            let place = u32::try_from(read.towns.len()).map_err(|_| BadLine { line })?;
            let names = others.split('|').chain([row.name]).map(simple).filter(|name| !name.is_empty());
            read.names.extend(names.map(|name| (name.into_boxed_str(), place)));
            read.places.insert(row.id, place);
            read.towns.push(row);
        }
        read.names.sort_unstable();
        read.names.dedup();
        Ok(read)
    }

    /// The town of this number.
    #[must_use]
    pub fn town(&self, id: u32) -> Option<Town> {
        self.places.get(&id).and_then(|place| self.row(*place)).map(Row::town)
    }

    /// The towns that somebody may mean: of exactly this name, or, when there is none, whose name begins so. Eight at most,
    /// those at home first, then the largest. Accents, hyphens, numbers of districts and `St` for `Saint` do not matter.
    #[must_use]
    pub fn find(&self, typed: &str, home: Region) -> Vec<Town> {
        if typed.len() > MAX_TYPED {
            return Vec::new();
        }
        let wanted = simple(typed);
        if wanted.chars().count() < 2 {
            return Vec::new();
        }
        let start = self.names.partition_point(|(name, _)| **name < *wanted);
        let from = || self.names.iter().skip(start);
        let mut found: Vec<u32> =
            from().take_while(|(name, _)| **name == *wanted).map(|(_, place)| *place).collect();
        if found.is_empty() {
            found =
                from().take_while(|(name, _)| name.starts_with(&wanted)).map(|(_, place)| *place).collect();
        }
        found.sort_unstable();
        found.dedup();
        let mut rows: Vec<&Row> = found.into_iter().filter_map(|place| self.row(place)).collect();
        rows.sort_by_key(|row| (row.country != home, Reverse(row.inhabitants), row.id));
        rows.truncate(MAX_FOUND);
        rows.into_iter().map(Row::town).collect()
    }

    fn row(&self, place: u32) -> Option<&Row> {
        self.towns.get(usize::try_from(place).ok()?)
    }
}

impl Row {
    fn town(&self) -> Town {
        Town {
            id: self.id,
            name: self.name.to_owned(),
            country: self.country,
            near: (!self.near.is_empty()).then(|| self.near.to_owned()),
            latitude: self.latitude,
            longitude: self.longitude,
        }
    }
}

fn row(line: &'static str) -> Option<(Row, &'static str)> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let row = Row {
        id: next()?.parse().ok()?,
        name: next().filter(|name| !name.is_empty())?,
        country: next()?.parse().ok()?,
        latitude: thousandths(next()?, 90)?,
        longitude: thousandths(next()?, 180)?,
        inhabitants: next()?.parse().ok()?,
        near: next()?,
    };
    let others = next()?;
    fields.next().is_none().then_some((row, others))
}

/// A number of degrees with three decimals, in thousandths.
fn thousandths(text: &str, most: i32) -> Option<i32> {
    let (whole, decimals) = text.split_once('.')?;
    let all: i32 = format!("{whole}{decimals}").parse().ok()?;
    let bound = most.checked_mul(1_000)?;
    (decimals.len() == 3 && (-bound..=bound).contains(&all)).then_some(all)
}

/// A name as it is looked for: letters alone, `saint` written out, nothing that has a digit in it.
fn simple(name: &str) -> String {
    let letters: String = fold(name).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words = letters.split_whitespace().filter(|word| !word.chars().any(char::is_numeric));
    let whole = words.map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        other => other,
    });
    whole.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]

    use super::*;

    const TOWNS: &str = "1\tParis\tFR\t48.853\t2.349\t2138551\t\tParigi|Париж\n\
        2\tParis\tUS\t33.661\t-95.556\t24782\tDallas\t\n\
        3\tSaint-Étienne\tFR\t45.434\t4.390\t176280\t\t\n\
        4\tVilleneuve\tFR\t44.183\t6.083\t1000\tAix-en-Provence\t\n\
        5\tVilleneuve\tFR\t43.434\t1.490\t2000\tToulouse\t\n";

    fn found(typed: &str) -> Vec<u32> {
        let gazetteer = Gazetteer::read(&[TOWNS]).unwrap();
        gazetteer.find(typed, "FR".parse().unwrap()).into_iter().map(|town| town.id).collect()
    }

    #[test]
    fn a_town_is_found_as_people_write_it() {
        for typed in ["Paris", "PARIS ", "paris 11e", "75011 Paris", "Parigi", "париж"] {
            assert_eq!(found(typed)[0], 1, "{typed}");
        }
        for typed in ["saint etienne", "St-Étienne", "St. Etienne (42)", "saint-eti"] {
            assert_eq!(found(typed), [3], "{typed}");
        }
        assert_eq!(found("paris"), [1, 2], "at home first");
        assert_eq!(found("villeneuve"), [5, 4], "the larger first");
        for nothing in ["", "p", "75", "Atlantis", "%", &"x".repeat(101)] {
            assert!(found(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        let gazetteer = Gazetteer::read(&[TOWNS]).unwrap();
        let (paris, saint_etienne) = (gazetteer.town(1).unwrap(), gazetteer.town(3).unwrap());
        // 410 km by the great-circle formula with these coordinates.
        assert!((paris.distance(&saint_etienne) - 410.0).abs() < 3.0);
        assert!(paris.distance(&paris) < 1e-6);
        assert!(gazetteer.town(9).is_none());
    }

    #[test]
    fn a_line_that_is_not_a_town_is_named() {
        for bad in
            ["", "x\tParis\tFR\t48.853\t2.349\t1\t\t", "1\tParis\tFR\t98.853\t2.349\t1\t\t", "1\tParis"]
        {
            let text: &'static str = String::leak(format!("{TOWNS}{bad}\n"));
            assert_eq!(Gazetteer::read(&[text]).err(), Some(BadLine { line: 6 }), "{bad}");
        }
    }
}
