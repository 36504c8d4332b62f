//! Groups of commands: durable before they are answered, and each refused one taken back alone.

use std::sync::mpsc;

use parasol_core::audit::AuditActor;
use parasol_core::command::{Command, Ctx, Job};
use parasol_core::members::{CreateMember, Suspend};
use parasol_core::quota::{CheckLimits, CountCheck, Counted};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_core::store::{Read, Table};

use crate::house::{House, member_id};

const NUMBERS: Table<u64, u64> = Table::new("test_numbers/1");

/// Writes three numbers, and refuses afterwards if told so.
struct Write {
    from: u64,
    refuse: bool,
}

impl Command for Write {
    type Outcome = u64;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<u64, Refusal> {
        for n in self.from..self.from + 3 {
            ctx.tx.put(&NUMBERS, &n, &n)?;
        }
        if self.refuse { Err(Refusal::NotFound) } else { Ok(self.from) }
    }
}

#[test]
fn a_refused_command_leaves_nothing_and_the_others_stay() {
    let mut house = House::new();
    let (reply, answers) = mpsc::channel();
    let jobs = [(0, false), (2, true), (10, false), (0, true)].map(|(from, refuse)| {
        let reply = reply.clone();
        Job::new(Write { from, refuse }, move |outcome| reply.send(outcome).unwrap())
    });
    let node = house.node().clone();
    node.execute(jobs.into(), house.now, &mut house.rng);
    drop(node);
    let answers: Vec<_> = answers.try_iter().collect();
    assert_eq!(answers, [Ok(0), Err(Refusal::NotFound), Ok(10), Err(Refusal::NotFound)]);
    house.restart();
    let numbers = house.snapshot().store().range(&NUMBERS, ..).unwrap();
    assert_eq!(numbers.into_iter().map(|(n, _)| n).collect::<Vec<_>>(), [0, 1, 2, 10, 11, 12]);
}

#[test]
fn an_answer_comes_after_it_is_durable() {
    let mut house = House::new();
    let node = house.node().clone();
    let (reply, seen) = mpsc::channel();
    let reader = node.clone();
    let job = Job::new(Write { from: 0, refuse: false }, move |_| {
        let read = reader.read().unwrap();
        reply.send(read.store().has(&NUMBERS, &0).unwrap()).unwrap();
    });
    node.execute(vec![job], house.now, &mut house.rng);
    assert_eq!(seen.recv(), Ok(true));
}

#[test]
fn a_job_can_be_refused_without_running() {
    let (reply, answer) = mpsc::channel();
    Job::new(Write { from: 0, refuse: false }, move |outcome| reply.send(outcome).unwrap())
        .refuse(Refusal::Busy);
    assert_eq!(answer.recv(), Ok(Err(Refusal::Busy)));
}

#[test]
fn refused_commands_alone_write_nothing() {
    let mut house = House::new();
    let before = house.snapshot().store().fingerprint().unwrap();
    house.run(Write { from: 0, refuse: true }).err().unwrap();
    assert_eq!(house.snapshot().store().fingerprint().unwrap(), before);
}

#[test]
fn the_audit_names_who_did_what_to_whom_in_ids() {
    let mut house = House::new();
    let admin = house.member("admin", Role::Admin);
    let rosa = house.member("Rosa", Role::Member);
    house.run(Suspend { actor: admin, member: member_id(&rosa) }).unwrap();
    let password = house.password();
    let again =
        CreateMember { actor: admin, pseudonym: "Rosa".into(), role: Role::Member, password, sponsor: None };
    house.run(again).err().unwrap();
    let lines = house.snapshot().audit(&admin, None, 10).unwrap();
    let (_, newest) = lines.first().unwrap();
    assert_eq!(newest.what, "member_suspended", "a refused command leaves no line");
    assert_eq!(newest.actor, AuditActor::Member(member_id(&admin)));
    assert_eq!(newest.subject, Some(*member_id(&rosa).as_bytes()));
    assert_eq!(lines.len(), 3);
    let older = house.snapshot().audit(&admin, Some(2), 1).unwrap();
    assert_eq!(older.first().map(|(number, _)| *number), Some(1));
    let lola = house.member("Lola", Role::Member);
    assert_eq!(house.snapshot().audit(&lola, None, 10).err(), Some(Refusal::Forbidden));
}

#[test]
fn checks_are_counted_and_what_was_checked_is_not_kept() {
    let mut house = House::new();
    house.node().set_rules(Rules {
        checks: CheckLimits { per_hour: 10, per_day: 12, reserve: 1 },
        ..Rules::default()
    });
    let rosa = house.member("Rosa", Role::Member);
    let check = |house: &mut House| {
        let counted = house.snapshot().count_check(&rosa, house.now)?;
        if counted { Ok(()) } else { house.run(CountCheck { actor: rosa }).and_then(Counted::ok) }
    };
    for _ in 0..11 {
        check(&mut house).unwrap();
    }
    assert_eq!(check(&mut house), Err(Refusal::OverQuota { retry_after: 3_600 }));
    house.wait(3_600);
    check(&mut house).unwrap();
    check(&mut house).unwrap();
    let Err(Refusal::OverQuota { retry_after }) = check(&mut house) else {
        unreachable!("the day is used up")
    };
    assert_eq!(retry_after, 86_400 - house.now.seconds() % 86_400);
    let admin = house.member("admin", Role::Admin);
    assert_eq!(house.run(CountCheck { actor: admin }), Err(Refusal::Forbidden));
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    assert!(lines.iter().all(|(_, line)| line.what == "member_created"), "checks leave no line");
}

#[test]
fn a_crash_costs_checks_and_grants_none() {
    let mut house = House::new();
    house.node().set_rules(Rules {
        checks: CheckLimits { per_hour: 10, per_day: 100, reserve: 0 },
        ..Rules::default()
    });
    let rosa = house.member("Rosa", Role::Member);
    house.run(CountCheck { actor: rosa }).unwrap();
    assert!(house.snapshot().count_check(&rosa, house.now).unwrap());
    house.restart();
    house.node().set_rules(Rules {
        checks: CheckLimits { per_hour: 10, per_day: 100, reserve: 0 },
        ..Rules::default()
    });
    assert!(!house.snapshot().count_check(&rosa, house.now).unwrap());
    house.run(CountCheck { actor: rosa }).unwrap();
    assert!(house.snapshot().count_check(&rosa, house.now).unwrap());
    assert!(!house.snapshot().count_check(&rosa, house.now).unwrap());
    assert!(matches!(house.run(CountCheck { actor: rosa }), Ok(Counted::Over { .. })));
}
