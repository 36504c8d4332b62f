//! The desk's queue: its order, its pages, and who is at what.

use std::collections::BTreeSet;

use parasol_core::desk::{
    AtIt, DeskList, DeskPlace, OpenReport, PutBack, RejectReason, RejectReport, TakeOver,
};
use parasol_core::ids::ReportId;
use parasol_core::limits::{CLAIM_IDLE, REPORT_DUE};
use parasol_core::members::{SetRole, Suspend};
use parasol_core::refusal::Refusal;
use parasol_core::reports::ReportDraft;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::EventKind;

use crate::house::{House, member_id, violent};

fn of_kind(kind: EventKind) -> ReportDraft {
    ReportDraft { kinds: vec![kind], ..ReportDraft::default() }
}

fn ids(house: &House, actor: &Actor, list: DeskList) -> Vec<ReportId> {
    house.desk(actor, list).into_iter().map(|row| row.id).collect()
}

/// Every page of a list, each 50 at most.
fn pages(house: &House, actor: &Actor, list: DeskList) -> Vec<Vec<ReportId>> {
    let (mut pages, mut after): (Vec<_>, Option<DeskPlace>) = (Vec::new(), None);
    loop {
        let page = house.snapshot().desk(actor, list, after.as_ref(), house.now).unwrap();
        pages.push(page.rows.iter().map(|row| row.id).collect());
        match page.next {
            // As a link carries it.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return pages,
        }
    }
}

fn at_it(house: &House, actor: &Actor, id: ReportId) -> Option<AtIt> {
    house.desk(actor, DeskList::Open).into_iter().find(|row| row.id == id).unwrap().at_it
}

#[test]
fn what_is_overdue_is_on_top_then_what_is_urgent_grave_and_the_rest() {
    let mut house = House::new();
    let [rosa, ines] = [("Rosa", Role::Member), ("Ines", Role::Moderator)].map(|(n, r)| house.member(n, r));
    let old_light = house.report(rosa, of_kind(EventKind::NoShowOrTimeWasting)).unwrap();
    house.wait(3_600);
    let old_grave = house.report(rosa, of_kind(EventKind::ArmedRobbery)).unwrap();
    house.wait(REPORT_DUE);
    let light = house.report(rosa, of_kind(EventKind::Harassment)).unwrap();
    let grave = house.report(rosa, of_kind(EventKind::RapeOrAttempt)).unwrap();
    let urgent = house.report(rosa, ReportDraft { urgent: true, ..ReportDraft::default() }).unwrap();
    assert_eq!(ids(&house, &ines, DeskList::Open)[..2], [old_light, urgent], "one is overdue to the hour");
    house.wait(1);
    let queue = ids(&house, &ines, DeskList::Open);
    assert_eq!(queue, [old_grave, old_light, urgent, grave, light]);
    house.run(OpenReport { actor: ines, id: grave }).unwrap();
    assert_eq!(ids(&house, &ines, DeskList::Open), queue, "whoever is at it, it stays where it was");
    let reason = RejectReason::NotEnough;
    house.run(RejectReport { actor: ines, id: old_light, reason, text: String::new() }).unwrap();
    assert_eq!(ids(&house, &ines, DeskList::Open), [old_grave, urgent, grave, light]);
    assert_eq!(ids(&house, &ines, DeskList::All).len(), 5);
}

#[test]
fn a_long_queue_is_paged_through_to_its_end_while_others_work() {
    let mut house = House::new();
    let ines = house.member("Ines", Role::Moderator);
    let kinds = [EventKind::RapeOrAttempt, EventKind::Harassment, EventKind::Other];
    let mut all = BTreeSet::new();
    for reporter in 0..4 {
        let who = house.member(&format!("reporter {reporter}"), Role::Member);
        for n in 0..33_usize {
            let urgent = n % 11 == 0;
            all.insert(house.report(who, ReportDraft { urgent, ..of_kind(kinds[n % 3]) }).unwrap());
            house.wait(1_500);
        }
    }
    let listed = pages(&house, &ines, DeskList::Open);
    assert_eq!(listed.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 32], "50 at the most");
    assert_eq!(listed.concat().iter().copied().collect::<BTreeSet<_>>(), all, "each once");
    let first = house.snapshot().desk(&ines, DeskList::Open, None, house.now).unwrap();
    // Time goes on, and somebody decides about what stood on the first page.
    house.wait(6 * 3_600);
    for row in first.rows.iter().take(10) {
        let reason = RejectReason::NotEnough;
        house.run(RejectReport { actor: ines, id: row.id, reason, text: String::new() }).unwrap();
    }
    let second = house.snapshot().desk(&ines, DeskList::Open, first.next.as_ref(), house.now).unwrap();
    assert_eq!(second.rows.iter().map(|row| row.id).collect::<Vec<_>>(), listed[1], "nothing is left out");
    let refused = pages(&house, &ines, DeskList::All).concat();
    assert_eq!((refused.len(), refused.iter().collect::<BTreeSet<_>>().len()), (132, 132));
}

#[test]
fn whoever_opens_a_report_is_at_it_and_another_is_told() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    assert_eq!(at_it(&house, &ines, id), None);
    let opened = house.run(OpenReport { actor: ines, id }).unwrap().work.at_it.unwrap();
    assert!(opened.you && opened.by.as_str() == "Ines" && opened.since == house.now);
    house.wait(12 * 60);
    let seen = house.run(OpenReport { actor: vera, id }).unwrap().work.at_it.unwrap();
    assert!(!seen.you && seen.by.as_str() == "Ines", "she may read it, and sees who is at it");
    let refused = Refusal::Claimed { by: seen.by, minutes: 12 };
    let reject = |actor| RejectReport { actor, id, reason: RejectReason::NotEnough, text: String::new() };
    assert_eq!(house.publish(vera, id, false), Err(refused.clone()));
    assert_eq!(house.run(reject(vera)), Err(refused.clone()));
    assert_eq!(house.run(PutBack { actor: vera, id }), Err(refused));
    house.run(TakeOver { actor: vera, id }).unwrap();
    assert!(house.publish(ines, id, false).is_err() && at_it(&house, &ines, id).is_some_and(|who| !who.you));
    house.run(PutBack { actor: vera, id }).unwrap();
    assert_eq!(at_it(&house, &ines, id), None);
    house.publish(ines, id, false).unwrap();
    for (actor, found) in [(vera, "published"), (ines, "published")] {
        let again = house.publish(actor, id, false);
        assert_eq!(again, Err(Refusal::WrongState { expected: "waiting", found }), "published once");
    }
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    let words: BTreeSet<_> = lines.iter().map(|(_, line)| line.what.as_str()).collect();
    assert!(words.contains("report_taken_over") && words.contains("report_put_back"));
}

#[test]
fn a_claim_ends_after_an_idle_hour_and_with_whoever_cannot_work() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(OpenReport { actor: ines, id }).unwrap();
    house.wait(CLAIM_IDLE - 1);
    house.run(OpenReport { actor: ines, id }).unwrap();
    house.wait(CLAIM_IDLE - 1);
    assert!(at_it(&house, &vera, id).is_some(), "whatever she does begins the hour anew");
    house.wait(60);
    assert_eq!(at_it(&house, &vera, id), None);
    for cannot_work in 0..2 {
        let name = format!("moderator {cannot_work}");
        let other = house.member(&name, Role::Moderator);
        house.run(OpenReport { actor: other, id }).unwrap();
        assert!(at_it(&house, &vera, id).is_some_and(|who| who.by.as_str() == name));
        let (actor, member) = (Actor::Operator, member_id(&other));
        match cannot_work {
            0 => house.run(Suspend { actor, member }).unwrap(),
            _ => house.run(SetRole { actor, member, role: Role::Member }).unwrap(),
        }
        assert_eq!(at_it(&house, &vera, id), None);
    }
    house.publish(vera, id, false).unwrap();
}

/// The table is not erased with anybody; to the second it would say who read which report while somebody opened her account.
#[test]
fn since_when_somebody_is_at_a_report_is_known_to_the_minute() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let begun = house.now;
    house.wait(59);
    house.run(OpenReport { actor: ines, id }).unwrap();
    assert_eq!(at_it(&house, &vera, id).map(|who| who.since), Some(begun));
    house.wait(200);
    house.run(TakeOver { actor: vera, id }).unwrap();
    assert_eq!(at_it(&house, &vera, id).map(|who| who.since), Some(begun.plus(240)));
    house.wait(CLAIM_IDLE);
    assert!(at_it(&house, &ines, id).is_some(), "never less than the hour");
    house.wait(60);
    assert_eq!(at_it(&house, &ines, id), None);
}

#[test]
fn nobody_but_moderators_takes_over_and_nobody_what_is_her_own() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let id = house.report(vera, violent("06 39 98 41 57")).unwrap();
    house.run(OpenReport { actor: ines, id }).unwrap();
    let partner = house.member("Outreach", Role::Partner);
    let admin = house.member("Ada", Role::Admin);
    for actor in [rosa, partner, admin, vera, Actor::Operator] {
        assert_eq!(house.run(TakeOver { actor, id }), Err(Refusal::Forbidden));
        assert_eq!(house.run(PutBack { actor, id }), Err(Refusal::Forbidden));
    }
    assert!(at_it(&house, &ines, id).is_some_and(|who| who.you));
}
