//! The tree against a plain model, and the rule of the fast branch.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use parasol_protocol::time::DAY;
use proptest::prelude::*;

use super::*;

const NOW: u64 = 1_795_262_400;

fn id(n: usize) -> MemberId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&u64::try_from(n).unwrap().to_be_bytes());
    MemberId::new(bytes)
}

/// Members with sponsors by number, each so many days ago.
fn leaves(people: &[(Option<usize>, u64)]) -> Vec<Leaf> {
    let leaf = |(n, (sponsor, days)): (usize, &(Option<usize>, u64))| Leaf {
        id: id(n),
        sponsor: sponsor.map(id),
        created: Timestamp::new(NOW - days * DAY),
        counts: true,
        may_bring_many: false,
    };
    people.iter().enumerate().map(leaf).collect()
}

fn now() -> Timestamp {
    Timestamp::new(NOW)
}

/// How many stand below, counted by walking up from everybody.
fn below(people: &[(Option<usize>, u64)], root: usize) -> usize {
    let stands_below = |mut n: usize| {
        for _ in 0..people.len() {
            match people[n].0 {
                Some(sponsor) if sponsor == root => return true,
                Some(sponsor) if sponsor < people.len() => n = sponsor,
                _ => return false,
            }
        }
        false
    };
    (0..people.len()).filter(|n| *n != root && stands_below(*n)).count()
}

proptest! {
    #[test]
    fn branches_are_counted_as_a_model_counts_them(
        seeds in prop::collection::vec((any::<prop::sample::Index>(), 0_u64..400, any::<bool>()), 1..60)
    ) {
        // Each sponsor came before those she brought, as on a real node; some are gone.
        let people: Vec<(Option<usize>, u64)> = seeds
            .iter()
            .enumerate()
            .map(|(n, (pick, days, root))| {
                let sponsor = if *root || n == 0 { None } else { Some(pick.index(n)) };
                (sponsor, *days)
            })
            .collect();
        let grown = grow(&leaves(&people), now());
        prop_assert_eq!(grown.len(), people.len());
        let mut seen: Vec<usize> = grown.iter().map(|place| place.leaf).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..people.len()).collect::<Vec<_>>());
        for (n, place) in grown.iter().enumerate() {
            prop_assert_eq!(place.branch, below(&people, place.leaf));
            let parent = people[place.leaf].0;
            // The sponsor is the nearest one before it that stands one higher.
            let before = grown[..n].iter().rev().find(|other| other.depth + 1 == place.depth);
            prop_assert_eq!(before.map(|other| other.leaf).filter(|_| place.depth > 0), parent);
        }
    }

    #[test]
    fn whatever_the_store_says_everybody_has_one_place(
        sponsors in prop::collection::vec(prop::option::of(0_usize..40), 1..40)
    ) {
        let people: Vec<(Option<usize>, u64)> = sponsors.iter().map(|sponsor| (*sponsor, 1)).collect();
        let grown = grow(&leaves(&people), now());
        let mut seen: Vec<usize> = grown.iter().map(|place| place.leaf).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..people.len()).collect::<Vec<_>>());
    }
}

fn flag(people: &[(Option<usize>, u64)]) -> Option<FastBranch> {
    grow(&leaves(people), now()).into_iter().find(|place| place.leaf == 0).unwrap().fast
}

/// Somebody a year ago, and so many people brought by her, one every `every` days, the last one today.
fn sponsor_of(many: usize, every: u64) -> Vec<(Option<usize>, u64)> {
    let brought = (0..many).map(|n| (Some(0), u64::try_from(n).unwrap() * every));
    [(None, 365)].into_iter().chain(brought).collect()
}

#[test]
fn eight_within_a_month_are_fast_and_seven_are_not() {
    assert_eq!(flag(&sponsor_of(7, 1)), None);
    assert_eq!(flag(&sponsor_of(8, 1)), Some(FastBranch::Many));
    assert_eq!(flag(&sponsor_of(8, 4)), Some(FastBranch::Many), "the first and the last 28 days apart");
    assert_eq!(flag(&sponsor_of(8, 5)), None, "35 days apart");
    let long_ago: Vec<_> = sponsor_of(8, 1).iter().map(|(sponsor, days)| (*sponsor, days + 200)).collect();
    assert_eq!(flag(&long_ago), None, "it is shown for half a year");
}

#[test]
fn grandchildren_count_too_and_partners_bring_many() {
    let mut people = vec![(None, 365), (Some(0), 60)];
    people.extend((0..8).map(|n| (Some(1), n)));
    assert_eq!(flag(&people), Some(FastBranch::Many));
    let mut partner = leaves(&sponsor_of(50, 0));
    partner[0].may_bring_many = true;
    assert_eq!(grow(&partner, now())[0].fast, None);
    let mut imported = leaves(&sponsor_of(50, 0));
    imported.iter_mut().for_each(|leaf| leaf.counts = false);
    assert_eq!(grow(&imported, now())[0].fast, None, "a list from elsewhere is no branch that grew");
}

#[test]
fn three_generations_within_two_weeks_are_fast() {
    assert_eq!(
        flag(&[(None, 365), (Some(0), 13), (Some(1), 6), (Some(2), 0)]),
        Some(FastBranch::Generations)
    );
    assert_eq!(flag(&[(None, 365), (Some(0), 14), (Some(1), 6), (Some(2), 0)]), None);
    assert_eq!(flag(&[(None, 365), (Some(0), 1), (Some(0), 1), (Some(1), 0)]), None, "two generations");
}

#[test]
fn three_thousand_members_are_arranged_however_they_stand() {
    let people: Vec<(Option<usize>, u64)> = (0..3_000_usize)
        .map(|n| ((n > 0).then(|| (n - 1) / 3 * 2 / 3), u64::try_from(n % 400).unwrap()))
        .collect();
    let chain: Vec<(Option<usize>, u64)> = (0..3_000_usize).map(|n| (n.checked_sub(1), 10)).collect();
    for people in [people, chain] {
        assert_eq!(grow(&leaves(&people), now()).len(), 3_000);
    }
}
