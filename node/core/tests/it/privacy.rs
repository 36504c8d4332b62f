//! What a member does with her own data.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason};
use parasol_core::command::Event;
use parasol_core::desk::{DeskList, OpenReport};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::limits::{MAX_OPEN_REQUESTS, REQUEST_DUE};
use parasol_core::members::{AskForReset, IssueCode, SendResetCodes};
use parasol_core::messages::{BeginSending, Channel, Fault, FinishSending, Outcome};
use parasol_core::privacy::{
    AnswerRequest, AskAboutData, DeleteAccount, ExportData, KeepPeople, KeptValue, LiftRestriction,
    OpenRequest, ReportsFate, RequestKind, RequestOutcome, RestrictReports,
};
use parasol_core::quota::{CountCheck, Counted};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{FollowCode, Followed, Status, SubmitReport};
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{SessionKind, StartSession};

use crate::house::{House, PASSWORD, member_id, regions, violent};

const NUMBER: &str = "06 39 98 41 57";

struct Story {
    house: House,
    rosa: Actor,
    lola: Actor,
    moderator: Actor,
    report: ReportId,
    code: FollowCode,
    alert: AlertId,
}

/// Rosa has reported, and it became an alert.
fn story() -> Story {
    let mut house = House::new();
    let [rosa, lola] = ["Rosa", "Lola"].map(|name| house.member(name, Role::Member));
    let moderator = house.member("Ines", Role::Moderator);
    let submit = SubmitReport { actor: rosa, draft: violent(NUMBER), regions: regions() };
    let submitted = house.run(submit).unwrap();
    let alert = house.publish(moderator, submitted.id, true).unwrap().alert;
    Story { house, rosa, lola, moderator, report: submitted.id, code: submitted.follow_code, alert }
}

fn found(house: &House, who: &Actor) -> usize {
    house.snapshot().search(who, "0639984157").unwrap().len()
}

fn followed(house: &House, code: &FollowCode) -> Status {
    match house.snapshot().follow(code, house.now).unwrap() {
        Followed::Report(report) => report.status,
        Followed::Card { .. } => unreachable!("it is a report's code"),
    }
}

fn lift(actor: Actor, report: ReportId) -> LiftRestriction {
    LiftRestriction { actor, report, text: "We called the number.".into() }
}

#[test]
fn a_restricted_report_is_hidden_at_once_and_comes_back_when_it_is_lifted() {
    let Story { mut house, rosa, lola, moderator, report, alert, .. } = story();
    assert_eq!(found(&house, &lola), 1);
    let not_hers = RestrictReports { actor: lola, report: Some(report) };
    assert_eq!(house.run(not_hers), Err(Refusal::NotFound));
    let (restricted, events) = house.run_with_events(RestrictReports { actor: rosa, report: Some(report) });
    assert_eq!(restricted, Ok(1));
    assert!(events.contains(&Event::AlertRecalled));
    for _ in 0..2 {
        assert_eq!(found(&house, &lola), 0);
        assert_eq!(house.snapshot().alert(&lola, &alert).err(), Some(Refusal::NotFound));
        let since = house.now.minus(house.now.seconds() % 86_400);
        let seen = house.snapshot().alert(&moderator, &alert).unwrap();
        assert_eq!(seen.state, AlertState::Restricted {});
        let rows = house.desk(&moderator, DeskList::All);
        assert_eq!(rows.first().unwrap().restricted, Some(since), "the desk sees since when");
        assert_eq!(house.snapshot().own_report(&rosa, &report).unwrap().restricted, Some(since));
        house.restart();
    }
    let again = RestrictReports { actor: rosa, report: Some(report) };
    let nothing = Refusal::Invalid { field: "report", reason: "nothing_to_restrict" };
    assert_eq!(house.run(again), Err(nothing));
    assert_eq!(house.run(lift(rosa, report)), Err(Refusal::Forbidden));
    house.run(lift(moderator, report)).unwrap();
    assert_eq!(found(&house, &lola), 1);
    assert!(house.snapshot().alert(&lola, &alert).is_ok());
    let data = house.snapshot().my_data(&rosa).unwrap();
    let answer = data.requests.first().unwrap().answer.clone().unwrap();
    assert_eq!(
        (answer.outcome, answer.text.as_deref()),
        (RequestOutcome::Refused, Some("We called the number."))
    );
    assert!(matches!(house.run(lift(moderator, report)), Err(Refusal::WrongState { .. })));
}

/// Five requests wait already: a restriction works at once all the same. It is for moderators, because it is about a report,
/// and cannot be switched on and off at every peer as fast as one can press.
#[test]
fn a_restriction_waits_for_nothing_is_the_moderators_and_comes_once_a_day() {
    let Story { mut house, rosa, moderator, report, .. } = story();
    let admin = house.member("Ada", Role::Admin);
    for _ in 0..MAX_OPEN_REQUESTS {
        let ask = AskAboutData { actor: rosa, kind: RequestKind::Object, text: "No figures.".into() };
        house.run(ask).unwrap();
    }
    let restrict = || RestrictReports { actor: rosa, report: Some(report) };
    assert_eq!(house.run(restrict()), Ok(1));
    let kinds = |house: &House, actor| {
        let open = house.snapshot().open_requests(actor).unwrap();
        open.iter().filter(|row| row.kind == RequestKind::Restrict).map(|row| row.id).collect::<Vec<_>>()
    };
    let seen = kinds(&house, &moderator);
    assert_eq!((seen.len(), kinds(&house, &admin).len()), (1, 0));
    let id = *seen.first().unwrap();
    assert_eq!(house.run(OpenRequest { actor: admin, id }).err(), Some(Refusal::Forbidden));
    house.run(lift(moderator, report)).unwrap();
    assert_eq!(house.run(restrict()), Err(Refusal::OverQuota { retry_after: 86_400 }));
    house.wait(86_400);
    assert_eq!(house.run(restrict()), Ok(1));
}

/// However often she asks, one request waits: nobody fills the desk with them.
#[test]
fn reports_that_are_restricted_one_after_the_other_are_one_request() {
    let Story { mut house, rosa, moderator, report, .. } = story();
    let others =
        ["06 39 98 41 61", "06 39 98 41 62"].map(|number| house.report(rosa, violent(number)).unwrap());
    for report in [report, others[0], others[1]] {
        assert_eq!(house.run(RestrictReports { actor: rosa, report: Some(report) }), Ok(1));
    }
    let open = |house: &House| house.snapshot().open_requests(&moderator).unwrap().len();
    assert_eq!(open(&house), 1);
    for report in [report, others[0], others[1]] {
        assert_eq!(open(&house), 1, "until the last one was looked at");
        house.run(lift(moderator, report)).unwrap();
    }
    assert_eq!(open(&house), 0);
    assert_eq!(house.snapshot().my_data(&rosa).unwrap().requests.len(), 1);
}

#[test]
fn what_is_restricted_is_not_published_and_its_recall_is_an_answer() {
    let Story { mut house, rosa, moderator, report, alert, .. } = story();
    let waiting = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    assert_eq!(house.run(RestrictReports { actor: rosa, report: None }), Ok(2), "all of hers");
    let published = house.publish(moderator, waiting, false);
    assert_eq!(published, Err(Refusal::WrongState { expected: "waiting", found: "restricted" }));
    assert!(house.run(OpenReport { actor: moderator, id: report }).is_ok(), "somebody must look at it");
    house.run(RecallAlert { actor: moderator, alert, reason: RecallReason::Correction }).unwrap();
    let open = |house: &House| house.snapshot().open_requests(&moderator).unwrap().len();
    assert_eq!(open(&house), 1, "another report is still to be looked at");
    house.run(lift(moderator, waiting)).unwrap();
    assert_eq!(open(&house), 0);
    assert!(house.publish(moderator, waiting, false).is_ok());
    assert_eq!(house.snapshot().own_report(&rosa, &report).unwrap().status, Status::Recalled);
}

#[test]
fn who_goes_leaves_her_reports_without_her() {
    let Story { mut house, rosa, lola, moderator, report, code, alert } = story();
    let session = house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Token }).unwrap();
    house.run(AskAboutData { actor: rosa, kind: RequestKind::Object, text: "No figures.".into() }).unwrap();
    house.run(DeleteAccount { actor: rosa, reports: ReportsFate::Unlink }).unwrap();
    for _ in 0..2 {
        let snapshot = house.snapshot();
        assert!(snapshot.session(&session.token, house.now).unwrap().is_none());
        let gone = snapshot.credentials("Rosa", house.now).unwrap().verify(PASSWORD);
        assert_eq!(gone, Err(Refusal::WrongCredentials));
        assert_eq!(snapshot.own_reports(&rosa).err(), Some(Refusal::NotSignedIn));
        assert!(snapshot.open_requests(&moderator).unwrap().is_empty());
        assert_eq!(followed(&house, &code), Status::Published);
        assert_eq!(found(&house, &lola), 1);
        drop(snapshot);
        house.restart();
    }
    let raw = house.run(OpenReport { actor: moderator, id: report }).unwrap();
    assert_eq!((raw.details.contact, raw.details.place), (None, None));
    assert!(raw.details.text.is_some());
    assert!(house.snapshot().alert(&lola, &alert).is_ok());
    assert!(house.create("Rosa", Role::Member).is_ok(), "the name is free again");
}

#[test]
fn a_report_that_was_restricted_by_somebody_who_has_gone_is_still_decided() {
    let Story { mut house, rosa, lola, moderator, report, alert, .. } = story();
    let waiting = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    assert_eq!(house.run(RestrictReports { actor: rosa, report: None }), Ok(2));
    house.wait(86_400);
    house.run(DeleteAccount { actor: rosa, reports: ReportsFate::Unlink }).unwrap();
    for _ in 0..2 {
        let rows = house.desk(&moderator, DeskList::Restricted);
        assert_eq!(rows.len(), 2, "the desk finds them");
        let first_of_month = Some("2026-11".parse().unwrap());
        assert!(rows.iter().all(|row| row.restricted.map(|since| since.month()) == first_of_month));
        assert_eq!(house.snapshot().open_requests(&moderator).unwrap().len(), 2);
        assert_eq!(found(&house, &lola), 0, "it is not shown again because she left");
        house.restart();
    }
    let open = house.snapshot().open_requests(&moderator).unwrap();
    assert!(open.iter().all(|row| !row.own && row.due.since(house.now) <= 14 * 86_400));
    for row in &open {
        let opened = house.run(OpenRequest { actor: moderator, id: row.id }).unwrap();
        assert_eq!((opened.pseudonym, opened.request.kind), (None, RequestKind::Restrict));
        assert!([report, waiting].contains(&opened.request.report.unwrap()));
    }
    assert_eq!(house.snapshot().overdue_requests(&moderator, house.now.plus(14 * 86_400)), Ok(2));
    house.run(lift(moderator, report)).unwrap();
    assert_eq!(found(&house, &lola), 1);
    assert!(house.snapshot().alert(&lola, &alert).is_ok());
    let left = house.desk(&moderator, DeskList::Restricted);
    assert_eq!(left.iter().map(|row| row.id).collect::<Vec<_>>(), [waiting]);
    house.run(lift(moderator, waiting)).unwrap();
    assert!(house.snapshot().open_requests(&moderator).unwrap().is_empty());
    assert!(house.publish(moderator, waiting, false).is_ok());
}

#[test]
fn who_goes_with_her_reports_leaves_no_word_and_no_alert() {
    let Story { mut house, rosa, lola, moderator, report, code, alert } = story();
    let waiting = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    let (gone, events) = house.run_with_events(DeleteAccount { actor: rosa, reports: ReportsFate::Remove });
    gone.unwrap();
    assert!(events.contains(&Event::AlertRecalled));
    for _ in 0..2 {
        assert_eq!(found(&house, &lola), 0);
        assert_eq!(house.snapshot().alert(&moderator, &alert).err(), Some(Refusal::NotFound));
        assert_eq!(followed(&house, &code), Status::Withdrawn);
        house.restart();
    }
    for id in [report, waiting] {
        assert_eq!(house.run(OpenReport { actor: moderator, id }).err(), Some(Refusal::NotFound));
    }
    let mut rng = house.rng.clone();
    while house.node().erase(8, &mut rng).unwrap() > 0 {}
    assert!(!house.node().store().has_dirty().unwrap());
}

#[test]
fn the_last_admin_cannot_go() {
    let mut house = House::new();
    let ada = house.member("Ada", Role::Admin);
    let go = |actor| DeleteAccount { actor, reports: ReportsFate::Unlink };
    assert_eq!(house.run(go(ada)), Err(Refusal::LastAdmin));
    assert_eq!(house.run(go(Actor::Operator)), Err(Refusal::Forbidden));
    house.member("Second", Role::Admin);
    house.run(go(ada)).unwrap();
}

#[test]
fn a_request_is_answered_by_somebody_else_before_a_day_that_both_see() {
    let Story { mut house, rosa, moderator, .. } = story();
    let ask = |actor, text: &str| AskAboutData { actor, kind: RequestKind::Object, text: text.into() };
    assert!(matches!(house.run(ask(rosa, "  ")), Err(Refusal::Invalid { field: "text", .. })));
    assert!(matches!(house.run(ask(rosa, &"x".repeat(2_001))), Err(Refusal::TooLong { .. })));
    let id = house.run(ask(rosa, "Please leave me out of the figures.")).unwrap();
    let due = house.now.plus(REQUEST_DUE);
    let due = due.minus(due.seconds() % 86_400);
    assert_eq!(house.snapshot().my_data(&rosa).unwrap().requests.first().unwrap().due, due);
    let own = house.run(ask(moderator, "My own.")).unwrap();
    let rows = house.snapshot().open_requests(&moderator).unwrap();
    assert_eq!(rows.iter().map(|row| (row.id == own, row.own)).filter(|(a, b)| a == b).count(), 2);
    assert_eq!(house.run(OpenRequest { actor: moderator, id: own }).err(), Some(Refusal::Forbidden));
    assert_eq!(house.snapshot().open_requests(&rosa).err(), Some(Refusal::Forbidden));
    let opened = house.run(OpenRequest { actor: moderator, id }).unwrap();
    assert_eq!(opened.request.text.as_deref(), Some("Please leave me out of the figures."));
    house.wait(REQUEST_DUE);
    assert_eq!(house.snapshot().overdue_requests(&Actor::Operator, house.now), Ok(2));
    let answer = |text: &str| AnswerRequest {
        actor: moderator,
        id,
        outcome: RequestOutcome::Granted,
        text: text.into(),
    };
    assert!(matches!(house.run(answer("")), Err(Refusal::Invalid { field: "text", .. })));
    house.run(answer("Done.")).unwrap();
    assert_eq!(house.run(answer("Done.")), Err(Refusal::NotFound));
    let request = house.snapshot().my_data(&rosa).unwrap().requests.into_iter().next().unwrap();
    assert_eq!(request.answer.unwrap().text.as_deref(), Some("Done."));
    let words: Vec<String> = house
        .snapshot()
        .audit(&Actor::Operator, None, 3)
        .unwrap()
        .into_iter()
        .map(|(_, line)| line.what)
        .collect();
    assert_eq!(words, ["request_answered", "request_opened", "request_made"]);
}

#[test]
fn requests_are_few_and_old_ones_are_forgotten() {
    let Story { mut house, rosa, moderator, .. } = story();
    let ask = || AskAboutData { actor: rosa, kind: RequestKind::Correct, text: "Wrong.".into() };
    for _ in 0..MAX_OPEN_REQUESTS {
        house.run(ask()).unwrap();
    }
    assert!(matches!(house.run(ask()), Err(Refusal::Invalid { reason: "too_many_requests", .. })));
    for _ in 0..40 {
        house.wait(1);
        let id = house.snapshot().open_requests(&moderator).unwrap().first().unwrap().id;
        let (outcome, text) = (RequestOutcome::Refused, "No.".into());
        house.run(AnswerRequest { actor: moderator, id, outcome, text }).unwrap();
        house.run(ask()).unwrap();
    }
    assert_eq!(house.snapshot().my_data(&rosa).unwrap().requests.len(), 30);
}

#[test]
fn everything_is_taken_along_and_that_leaves_a_line() {
    let Story { mut house, rosa, lola, .. } = story();
    let export = house.run(ExportData { actor: rosa }).unwrap();
    assert_eq!(export.data.pseudonym.as_str(), "Rosa");
    assert_eq!((export.data.all_reports, export.reports.len()), (1, 1));
    let details = export.reports.first().unwrap().details.as_ref().unwrap();
    assert_eq!(details.text.as_deref(), Some("He locked the door."));
    assert_eq!(details.contact.as_deref(), Some("call on Tuesdays"));
    let other = house.run(ExportData { actor: lola }).unwrap();
    assert!(other.reports.is_empty() && other.data.reports.is_empty());
    let lines = house.snapshot().audit(&Actor::Operator, None, 2).unwrap();
    assert!(lines.iter().all(|(_, line)| line.what == "data_exported"));
}

/// What was left out of the copy before: her name, the words she wrote of others, counters, what was done to her account.
#[test]
fn the_rows_about_her_are_in_her_copy_and_what_lets_somebody_in_is_not() {
    let mut house = House::new();
    let rosa = house.reachable("Rosa", "rosa@example.org");
    house.wait(31 * 86_400);
    house.run(IssueCode { actor: rosa, label: "the tall one".into() }).unwrap();
    house.run(CountCheck { actor: rosa }).and_then(Counted::ok).unwrap();
    house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Page { shared: true } }).unwrap();
    house.run(AskForReset { pseudonym: "Rosa".into() }).unwrap();
    house.run(SendResetCodes).unwrap();
    let rows = house.run(ExportData { actor: rosa }).unwrap().rows;
    let values = |place: &str, field: &str| -> Vec<KeptValue> {
        let of = rows.iter().filter(|row| row.place == place).flat_map(|row| &row.fields);
        of.filter(|(name, _)| name == field).map(|(_, value)| value.clone()).collect()
    };
    let text = |text: &str| vec![KeptValue::Text(text.into())];
    assert!(values("sponsorships/1", "label") == text("the tall one"));
    assert!(values("sponsorships/1", "state") == text("code"));
    assert!(values("members/2", "recovery.by") == text("contact"));
    assert!(values("members/2", "vouched") == [KeptValue::Time(house.now)]);
    assert!(values("members/2", "recovery.sent") == [KeptValue::Time(house.now)]);
    assert!(values("members/2", "imported") == [KeptValue::Flag(false)]);
    assert!(values("sessions/2", "kind.shared") == [KeptValue::Flag(true)]);
    assert!(values("checks/1", "in_hour") == [KeptValue::Number(8)]);
    let lines = values("audit/2", "line");
    let words: Vec<_> = lines
        .iter()
        .filter_map(|line| if let KeptValue::Line(_, what) = line { Some(what.as_str()) } else { None })
        .collect();
    assert!(words.contains(&"member_registered") && words.contains(&"reset_code_sent"), "{words:?}");
    for (place, field) in [
        ("members/2", "password"),
        ("members/2", "recovery.code.key"),
        ("sessions/2", "csrf"),
        ("sponsorships/1", "state.key"),
    ] {
        assert!(values(place, field).is_empty(), "{place} {field}");
    }
}

#[test]
fn an_account_that_nobody_uses_ends_after_24_months_and_a_month_after_the_notice() {
    const MONTH: u64 = 31 * 86_400;
    let mut house = House::new();
    let ada = house.member("Ada", Role::Admin);
    let rosa = house.registered("Rosa", &["rosa@example.org"]);
    let lola = house.member("Lola", Role::Member);
    let there = |house: &House, name: &str| house.snapshot().member_named(&Actor::Operator, name).is_ok();
    for month in 0..30 {
        if month == 20 {
            house.run(StartSession { member: member_id(&lola), kind: SessionKind::Token }).unwrap();
        }
        house.run(KeepPeople).unwrap();
        for notice in house.post() {
            assert_eq!(notice.to.as_str(), "rosa@example.org", "unconfirmed, but the only one");
        }
        if month < 24 {
            assert!(there(&house, "Rosa"), "after {month} months");
        }
        house.wait(MONTH);
    }
    assert!(!there(&house, "Rosa"), "nobody used it");
    assert!(there(&house, "Lola") && there(&house, "Ada"), "the last admin stays");
    assert_eq!(house.snapshot().my_data(&rosa).err(), Some(Refusal::NotSignedIn));
    let lines = house.snapshot().audit(&ada, None, 50).unwrap();
    let of = |word: &str| {
        lines.iter().filter(|(_, line)| line.what == word).map(|(_, line)| line.count).collect::<Vec<_>>()
    };
    assert_eq!((of("accounts_warned"), of("accounts_ended")), (vec![Some(2)], vec![Some(1)]));
}

/// No contact, or a notice that never went out: a person decides, not the node.
#[test]
fn nobodys_account_ends_whose_owner_was_not_told() {
    let mut house = House::new();
    let ada = house.member("Ada", Role::Admin);
    let moderator = house.member("Mod", Role::Moderator);
    house.registered("Rosa", &["rosa@example.org"]);
    house.member("Lola", Role::Member);
    house.member("Mina", Role::Member);
    let there = |house: &House, name: &str| house.snapshot().member_named(&Actor::Operator, name).is_ok();
    house.wait(24 * 31 * 86_400);
    for actor in [ada, moderator] {
        house.run(StartSession { member: member_id(&actor), kind: SessionKind::Token }).unwrap();
    }
    house.run(KeepPeople).unwrap();
    let notice = house.snapshot().next_message(Channel::Mail, house.now).unwrap().unwrap();
    house.run(BeginSending { id: notice, route: "test".into() }).unwrap();
    house.run(FinishSending { id: notice, outcome: Outcome::Never(Fault::Refused) }).unwrap();
    house.wait(60 * 86_400);
    (0..3).for_each(|_| house.run(KeepPeople).unwrap());
    assert!(["Rosa", "Lola", "Mina"].iter().all(|name| there(&house, name)));
    let mut asked = house.snapshot().open_requests(&moderator).unwrap();
    asked.retain(|row| row.kind == RequestKind::Asleep);
    assert_eq!(asked.len(), 3);
    let mut named = std::collections::BTreeMap::new();
    for row in &asked {
        let opened = house.run(OpenRequest { actor: moderator, id: row.id }).unwrap();
        named.insert(opened.pseudonym.unwrap().as_str().to_owned(), row.id);
    }
    let decide = |house: &mut House, name: &str, outcome| {
        let id = *named.get(name).unwrap();
        house.run(AnswerRequest { actor: moderator, id, outcome, text: String::new() }).unwrap();
    };
    decide(&mut house, "Rosa", RequestOutcome::Granted);
    decide(&mut house, "Lola", RequestOutcome::Refused);
    let mina = house.snapshot().member_named(&Actor::Operator, "Mina").unwrap();
    house.run(StartSession { member: mina, kind: SessionKind::Token }).unwrap();
    assert!(!there(&house, "Rosa") && there(&house, "Lola") && there(&house, "Mina"));
    assert!(house.snapshot().open_requests(&moderator).unwrap().is_empty());
    house.wait(60 * 86_400);
    house.run(KeepPeople).unwrap();
    assert!(there(&house, "Lola") && there(&house, "Mina"), "for as long again");
}

#[test]
fn who_comes_back_after_the_notice_stays() {
    let mut house = House::new();
    house.member("Ada", Role::Admin);
    let rosa = house.member("Rosa", Role::Member);
    house.wait(24 * 31 * 86_400);
    house.run(KeepPeople).unwrap();
    house.wait(20 * 86_400);
    house.run(StartSession { member: member_id(&rosa), kind: SessionKind::Token }).unwrap();
    let seen = house.snapshot().my_data(&rosa).unwrap().seen;
    assert_eq!(seen, Some(house.now.month()), "the month, never the day");
    house.wait(60 * 86_400);
    house.run(KeepPeople).unwrap();
    assert!(house.snapshot().my_data(&rosa).is_ok());
}
