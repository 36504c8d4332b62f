//! Many at one instant: none finds anything in memory, and what the first of them reserves is there for the others.

use std::collections::BTreeSet;
use std::sync::mpsc;

use parasol_core::allowances::{Allowed, Metered, Reserve};
use parasol_core::command::{Command, Ctx, Job};
use parasol_core::limits::{ALLOWANCE_BLOCK, LEAST_A_DAY};
use parasol_core::peer_sweeps::WatchPeers;
use parasol_core::quota::{CheckLimits, CountCheck, Counted};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_protocol::evaluation::{Class, Element};

use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::house::House;

/// Runs them in one group, as the writer does with whatever has queued up.
fn together<C: Command>(house: &mut House, commands: Vec<C>) -> Vec<Result<C::Outcome, Refusal>> {
    let (reply, answers) = mpsc::channel();
    let job = |command| {
        let reply = reply.clone();
        Job::new(command, move |outcome| reply.send(outcome).unwrap())
    };
    let jobs = commands.into_iter().map(job).collect();
    let node = house.node().clone();
    node.execute(jobs, house.now, &mut house.rng);
    answers.try_iter().collect()
}

fn yes(counted: &[Result<Counted, Refusal>]) -> usize {
    counted.iter().filter(|counted| **counted == Ok(Counted::Yes)).count()
}

fn limited(house: &House, per_hour: u32, reserve: u32) {
    let checks = CheckLimits { per_hour, per_day: 95, reserve };
    house.node().set_rules(Rules { checks, ..Rules::default() });
}

/// As many checks as she may still make this hour.
fn left(house: &mut House, who: &Actor) -> usize {
    let mut checks = 0;
    while house.snapshot().count_check(who, house.now).unwrap()
        || house.run(CountCheck { actor: *who }).unwrap() == Counted::Yes
    {
        checks += 1;
    }
    checks
}

#[test]
fn checks_at_one_instant_count_as_many_as_they_are() {
    for grouped in [true, false] {
        let mut house = House::new();
        limited(&house, 30, 10);
        let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
        // All of them were told that nothing is in memory before the first was counted.
        assert!((0..24).all(|_| !house.snapshot().count_check(&rosa, house.now).unwrap()));
        let commands = |n| (0..n).map(|_| CountCheck { actor: rosa });
        let counted: Vec<_> = match grouped {
            true => together(&mut house, commands(24).collect()),
            false => commands(24).map(|command| house.run(command)).collect(),
        };
        assert_eq!(yes(&counted), 24);
        assert_eq!(left(&mut house, &rosa), 6 + 10, "the hour's rest, and the reserve");
        assert_eq!(left(&mut house, &lola), 40, "nobody else's is touched");
    }
}

#[test]
fn an_hour_is_not_exceeded_by_asking_all_at_once() {
    let mut house = House::new();
    limited(&house, 30, 2);
    let rosa = house.member("Rosa", Role::Member);
    let counted = together(&mut house, (0..64).map(|_| CountCheck { actor: rosa }).collect());
    assert_eq!(yes(&counted), 32);
    assert_eq!(left(&mut house, &rosa), 0);
    house.wait(3_600);
    assert!(
        !house.snapshot().count_check(&rosa, house.now).unwrap(),
        "what was left of an hour goes with it"
    );
    assert_eq!(left(&mut house, &rosa), 30);
}

/// Counts a check, and refuses afterwards.
struct Refused(CountCheck);

impl Command for Refused {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        self.0.run(ctx)?;
        Err(Refusal::NotFound)
    }
}

#[test]
fn what_a_refused_command_reserved_is_nobodys() {
    let mut house = House::new();
    limited(&house, 10, 0);
    let rosa = house.member("Rosa", Role::Member);
    house.run(Refused(CountCheck { actor: rosa })).unwrap_err();
    assert!(!house.snapshot().count_check(&rosa, house.now).unwrap(), "it was not made durable");
    let (reply, answers) = mpsc::channel();
    let other = reply.clone();
    let refused = Job::new(Refused(CountCheck { actor: rosa }), move |_| reply.send(None).unwrap());
    let counting = (0..20).map(|_| {
        let reply = other.clone();
        Job::new(CountCheck { actor: rosa }, move |counted| reply.send(Some(counted)).unwrap())
    });
    let node = house.node().clone();
    node.execute([refused].into_iter().chain(counting).collect(), house.now, &mut house.rng);
    let counted: Vec<_> = answers.try_iter().flatten().collect();
    assert_eq!(yes(&counted) + left(&mut house, &rosa), 10, "and the hour is no longer for it");
}

/// Questions of the second, each of as many numbers that nobody asked for before.
fn questions(all: &Organisations) -> impl FnMut(u64) -> Reserve + use<> {
    let (peer, circle, mut n) = (all.id(1), all.circle, 0_u64);
    move |elements| {
        let mut element = || {
            n += 1;
            Element::new([n.to_be_bytes(); 4].concat().try_into().unwrap())
        };
        let elements = (0..elements).map(|_| element()).collect();
        Reserve { asked: Metered { peer, circle, epoch: 2, class: Class::Check, elements } }
    }
}

#[test]
fn what_a_partner_asks_at_one_instant_is_judged_before_it_is_evaluated() {
    let mut all = made(3, 2);
    let (mut question, peer) = (questions(&all), all.id(1));
    let house = &mut all.houses[0];
    house.wait(parasol_protocol::time::DAY);
    // Eight usual hours of whoever was quiet, but for one number.
    let bound = LEAST_A_DAY * 8 / 24 + 1;
    for elements in [32, 32, bound - 1 - 64] {
        assert_eq!(house.run(question(elements)), Ok(Allowed::Yes));
    }
    house.run(WatchPeers).unwrap();
    let alarms = |house: &House| house.snapshot().peer_sweeps(&Actor::Operator).unwrap();
    assert_eq!(alarms(house), []);
    together(house, (0..16).map(|_| question(32)).collect());
    let alarm = alarms(house).remove(0);
    assert_eq!((alarm.peer, alarm.evaluated), (peer, bound - 1 + 32), "with the first of them");
}

#[test]
fn questions_of_a_partner_at_one_instant_use_up_no_more_than_they_ask() {
    let mut all = made(3, 2);
    let mut question = questions(&all);
    let house = &mut all.houses[0];
    house.wait(parasol_protocol::time::DAY);
    let mut allowed = 0;
    // A holder hears sixteen of one partner together: each reserved a block of 64, and the fourth had used up the day.
    for _ in 0..20 {
        let asked: Vec<_> = (0..16).map(|_| question(1)).collect();
        let (now, snapshot) = (house.now, house.snapshot());
        let wanting: Vec<_> = asked.into_iter().filter(|one| !snapshot.allows(&one.asked, now)).collect();
        allowed += 16 - wanting.len();
        let answers: BTreeSet<bool> = together(house, wanting)
            .into_iter()
            .map(|answer| {
                let yes = answer.unwrap() == Allowed::Yes;
                allowed += usize::from(yes);
                yes
            })
            .collect();
        assert!(allowed >= 192 || !answers.contains(&false), "refused after {allowed}");
    }
    assert_eq!(allowed as u64, LEAST_A_DAY, "all of the day, and no more");
    const { assert!(ALLOWANCE_BLOCK * 16 > LEAST_A_DAY, "or this shows nothing") };
}
