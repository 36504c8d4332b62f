//! A generated year of reports in which it is known who is the same person: nearly all of them are found beside each other, and
//! hardly anybody else is.

use std::collections::HashMap;
use std::sync::mpsc;

use parasol_core::command::Job;
use parasol_core::desk::{DeskList, OpenReport};
use parasol_core::ids::ReportId;
use parasol_core::places::Town;
use parasol_core::reports::{ReportDraft, SubmitReport};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::identifier::IdentifierKind;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::house::regions;
use crate::planted::{Planted, bare, named, town};

/// People, and how many of them are reported twice.
const PEOPLE: usize = 320;
const TWICE: usize = 120;

const NAMES: &[&str] = &[
    "Marc",
    "Jérôme",
    "Tony",
    "Karim",
    "Docteur Léo",
    "Jean-Luc",
    "Stéphane",
    "Le Belge",
    "Monsieur Paul",
    "Éric",
    "Nico",
    "Sami",
    "Patrick",
    "Dédé",
    "Philippe",
    "Max",
    "Yann",
    "Alain",
    "Bruno",
    "Fred",
    "Hugo",
    "Victor",
    "Gégé",
    "Rachid",
    "Olivier",
    "Thierry",
    "Vincent",
    "Luca",
    "Arno",
    "Didier",
];
const VEHICLES: &[&str] =
    &["grey van", "black Audi", "white Clio, dented", "red Peugeot 206cc", "blue scooter"];

struct Person {
    identifier: Option<(Option<IdentifierKind>, String)>,
    name: &'static str,
    town: Option<Town>,
    vehicle: &'static str,
}

struct Corpus {
    rng: ChaCha20Rng,
}

impl Corpus {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.rng.next_u32()).unwrap() % bound
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn town(&mut self) -> Option<Town> {
        // A grid over France, each a hundred kilometres from the next.
        let place = i32::try_from(self.below(30)).unwrap();
        town(&format!("town {place}"), 43_500 + (place / 6) * 1_000, -1_000 + (place % 6) * 1_400)
    }

    fn person(&mut self, n: usize) -> Person {
        let identifier = match n % 10 {
            0..=5 => Some((None, format!("06 39 98 {:02} {:02}", n / 100, n % 100))),
            6 => Some((None, format!("client.{n}@example.org"))),
            7 => Some((Some(IdentifierKind::Plate), format!("AB-{n:03}-CD"))),
            _ => None,
        };
        Person { identifier, name: self.pick(NAMES), town: self.town(), vehicle: self.pick(VEHICLES) }
    }

    /// As somebody tells of this person: the number in some form, or the name in some spelling.
    fn told(&mut self, person: &Person, day: usize) -> ReportDraft {
        let written = |(kind, value): &(Option<IdentifierKind>, String), how: usize| {
            let value = match (kind, how) {
                (None, 0) => value.replacen("06 ", "+33 6 ", 1),
                (None, 1) => value.replace(' ', "."),
                (Some(_), 0) => value.replace('-', " ").to_lowercase(),
                _ => value.to_uppercase(),
            };
            named(*kind, &value)
        };
        let how = self.below(3);
        let identifiers = person.identifier.as_ref().map(|known| written(known, how)).unwrap_or_default();
        // Whoever knows the number seldom knows a name.
        let named = person.identifier.is_none() || self.below(10) < 2;
        let alias = match how {
            0 => person.name.to_uppercase(),
            1 => person.name.replace('é', "e").replace('É', "E"),
            _ => format!(" {} ", person.name.replace('-', " ")),
        };
        let vehicle = self.below(3) == 0;
        let (month, day) = (1 + (day / 28) % 10, 1 + day % 28);
        ReportDraft {
            identifiers,
            aliases: named.then_some(alias).into_iter().collect(),
            vehicle: vehicle.then(|| person.vehicle.to_owned()),
            town: person.town.clone(),
            happened_on: Some(format!("2026-{month:02}-{day:02}").parse().unwrap()),
            ..bare()
        }
    }
}

/// Submits many at once, ten by each reporter.
fn submit(desk: &mut Planted, seed: u64, drafts: Vec<ReportDraft>) -> Vec<ReportId> {
    let reporters: Vec<Actor> = (0..drafts.len().div_ceil(10))
        .map(|n| desk.house.member(&format!("{seed} of ten {n}"), Role::Member))
        .collect();
    let (reply, answers) = mpsc::channel();
    let jobs = drafts.into_iter().enumerate().map(|(n, draft)| {
        let reply = reply.clone();
        let command = SubmitReport { actor: reporters[n / 10], draft, regions: regions() };
        Job::new(command, move |outcome| reply.send((n, outcome.unwrap().id)).unwrap())
    });
    let jobs = jobs.collect();
    let node = desk.house.node().clone();
    node.execute(jobs, desk.house.now, &mut desk.house.rng);
    let mut ids: Vec<_> = answers.try_iter().collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, id)| id).collect()
}

/// Which reports the queue marks as possible duplicates, on all its pages.
fn marked(desk: &Planted) -> HashMap<ReportId, bool> {
    let (mut marked, mut after) = (HashMap::new(), None);
    loop {
        let read = desk.house.snapshot();
        let page = read.desk(&desk.moderator, DeskList::Open, after.as_ref(), desk.house.now).unwrap();
        marked.extend(page.rows.iter().map(|row| (row.id, row.maybe_duplicate)));
        after = page.next;
        if after.is_none() {
            return marked;
        }
    }
}

#[test]
fn nineteen_of_twenty_duplicates_are_found_and_one_of_twenty_is_false_at_most() {
    let mut desk = Planted::new();
    let (mut planted, mut found, mut shown, mut wrong) = (0_u32, 0_u32, 0_u32, 0_u32);
    for seed in [1, 2] {
        let mut corpus = Corpus { rng: ChaCha20Rng::seed_from_u64(seed) };
        let mut drafts = Vec::new();
        let mut who = Vec::new();
        for n in 0..PEOPLE {
            let person = corpus.person(n + usize::try_from(seed).unwrap() * PEOPLE);
            let day = corpus.below(220);
            let first = corpus.told(&person, day);
            drafts.push(first);
            who.push(n);
            if n < TWICE {
                let again = day + corpus.below(50);
                drafts.push(corpus.told(&person, again));
                who.push(n);
            }
        }
        let ids = submit(&mut desk, seed, drafts);
        let person: HashMap<ReportId, usize> = ids.iter().copied().zip(who.iter().copied()).collect();
        let marked = marked(&desk);
        for (id, n) in ids.iter().zip(&who) {
            let rows =
                desk.house.run(OpenReport { actor: desk.moderator, id: *id }).unwrap().beside.duplicates;
            // A glance from the queue finds nothing else; both ways round it is told of each of the two.
            assert_eq!(marked.get(id), Some(&!rows.is_empty()), "what the queue says of one of {n}");
            let right = |row: ReportId| person.get(&row) == Some(n);
            shown += u32::try_from(rows.len()).unwrap();
            wrong += u32::try_from(rows.iter().filter(|row| !right(row.report)).count()).unwrap();
            planted += u32::from(*n < TWICE);
            found += u32::from(*n < TWICE && rows.iter().any(|row| right(row.report)));
        }
        desk.house.wait(400 * 86_400);
    }
    assert!(found * 100 >= planted * 95, "{found} of {planted} found");
    assert!(wrong * 100 <= shown * 5, "{wrong} of {shown} shown are false");
    assert!(planted == 480 && found > 0);
}
