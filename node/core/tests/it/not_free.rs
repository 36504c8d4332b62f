//! Whoever made her take her report back learns from none of her pages that she said so; the desk learns it soon.

use parasol_core::cases::TellDesk;
use parasol_core::desk::{DeskList, OpenReport, PutEntryBack, RejectReason, RejectReport};
use parasol_core::ids::ReportId;
use parasol_core::messages::Text;
use parasol_core::privacy::{ExportData, MyReport, RestrictReports};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    FollowCode, FollowedReport, NotFreeByCode, OwnReport, ReportDraft, SayNotFree, Status, WithdrawOwnReport,
    WithdrawReport, Withdrawn, WritePost,
};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::EventKind;

use crate::house::{House, member_id, violent};
use crate::thread::{ask, at_desk, by_card, followed, opened, submit};
use crate::withdrawing::{end, seen, told};

const HOUR: u64 = 3_600;

/// Everything that she is shown of a report, and whoever holds her phone, her code or her copy.
#[derive(PartialEq, Eq)]
struct Hers {
    own: OwnReport,
    followed: FollowedReport,
    thread: (usize, bool, bool, [Option<u64>; 3]),
    says: Result<usize, Refusal>,
    kept: (Status, bool, Option<u64>),
    copy: Vec<String>,
}

fn hers(house: &mut House, rosa: &Actor, id: ReportId, code: &FollowCode) -> Hers {
    let token = opened(house, rosa);
    let thread = house.snapshot().opened_thread(&token, &id, house.now).unwrap();
    let days = [thread.due, thread.shown_from, thread.gone_on].map(|at| at.map(|at| at.seconds()));
    let says = house.snapshot().opened_report(&token, &id, house.now);
    let mine = house.snapshot().my_data_reports(rosa, 0).unwrap().reports;
    let MyReport { status, in_use, restricted, .. } = mine.into_iter().find(|mine| mine.id == id).unwrap();
    let export = house.run(ExportData { actor: *rosa }).unwrap();
    let exported = export.reports.into_iter().find(|report| report.id == id).unwrap();
    let rows = export.rows.into_iter().filter(|row| matches!(row.place, "posts/1" | "reports/2"));
    let mut copy: Vec<_> = rows
        .flat_map(|row| row.fields.into_iter().map(move |(field, _)| format!("{} {field}", row.place)))
        .collect();
    copy.push(format!("{} {}", exported.status.name(), exported.details.is_some()));
    Hers {
        own: house.snapshot().own_report(rosa, &id).unwrap(),
        followed: followed(house, code),
        thread: (thread.posts.len(), thread.may_write, thread.being_read, days),
        says: says.map(|says| says.details.identifiers.len()),
        kept: (status, in_use, restricted.map(|at| at.seconds())),
        copy,
    }
}

fn withdraw(house: &mut House, rosa: &Actor, id: ReportId) -> Result<Withdrawn, Refusal> {
    let token = opened(house, rosa);
    house.run(WithdrawOwnReport { token, id })
}

/// USERS, when it goes wrong, 4: he makes her withdraw it, and looks at her pages every day.
#[test]
fn line_4_her_pages_code_and_copy_say_withdrawn_after_the_entry_is_back() {
    let mut house = House::new();
    let told = told(&mut house);
    withdraw(&mut house, &told.rosa, told.id).unwrap();
    ask(&mut house, told.moderator, told.id, "Is everything as you want it?").unwrap();
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    let before = hers(&mut house, &told.rosa, told.id, &told.code);
    house.run(PutEntryBack { actor: told.moderator, id: told.id }).unwrap();
    assert!(seen(&house, &told.reader, &told.alert).is_ok());
    assert!(hers(&mut house, &told.rosa, told.id, &told.code) == before, "while she is told that it stands");
    assert!(before.own.status == Status::Withdrawn && before.own.alert.is_none());
    assert!(at_desk(&mut house, told.moderator, told.id).put_back, "the desk knows");
    let restrict = RestrictReports { actor: told.rosa, report: Some(told.id) };
    assert!(matches!(house.run(restrict), Err(Refusal::Invalid { reason: "nothing_to_restrict", .. })));

    house.wait(73 * HOUR);
    end(&mut house);
    assert!(seen(&house, &told.reader, &told.alert).is_ok(), "what was put back stays");
    let after = hers(&mut house, &told.rosa, told.id, &told.code);
    let token = opened(&mut house, &told.rosa);
    let post = WritePost { token, id: told.id, text: "late".into() };
    let late = [house.run(SayNotFree { actor: told.rosa, id: told.id }).err(), house.run(post).err()];

    // The same, of one that nobody put back.
    let other = house.member("Lola", Role::Member);
    let (id, code) = submit(&mut house, other, violent("06 39 98 41 57"));
    house.publish(told.moderator, id, true).unwrap();
    withdraw(&mut house, &other, id).unwrap();
    house.wait(73 * HOUR);
    end(&mut house);
    let gone = hers(&mut house, &other, id, &code);
    assert_eq!((after.own.status, after.own.may_say_not_free), (gone.own.status, gone.own.may_say_not_free));
    assert!(after.followed == gone.followed && after.thread == gone.thread && after.says == gone.says);
    assert!(after.kept == gone.kept && after.copy == gone.copy);
    let token = opened(&mut house, &other);
    let post = WritePost { token, id, text: "late".into() };
    assert_eq!(late, [house.run(SayNotFree { actor: other, id }).err(), house.run(post).err()]);
}

#[test]
fn line_4_a_report_that_waits_again_and_is_decided_stays_withdrawn_for_her() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    for publish in [true, false] {
        let (id, code) = submit(&mut house, rosa, violent("06 39 98 41 57"));
        withdraw(&mut house, &rosa, id).unwrap();
        let before = hers(&mut house, &rosa, id, &code);
        house.run(SayNotFree { actor: rosa, id }).unwrap();
        house.run(PutEntryBack { actor: moderator, id }).unwrap();
        house.run(OpenReport { actor: moderator, id }).unwrap();
        assert!(hers(&mut house, &rosa, id, &code) == before, "nor that somebody is at it");
        if publish {
            house.publish(moderator, id, false).unwrap();
        } else {
            let text = String::new();
            house.run(RejectReport { actor: moderator, id, reason: RejectReason::Duplicate, text }).unwrap();
        }
        assert!(hers(&mut house, &rosa, id, &code) == before);
    }
}

#[test]
fn line_4_a_second_withdrawal_is_answered_as_before_hides_again_and_reaches_the_desk() {
    let mut house = House::new();
    let told = told(&mut house);
    withdraw(&mut house, &told.rosa, told.id).unwrap();
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    house.run(PutEntryBack { actor: told.moderator, id: told.id }).unwrap();
    house.run(OpenReport { actor: told.moderator, id: told.id }).unwrap();
    let before = hers(&mut house, &told.rosa, told.id, &told.code);
    house.wait(2 * HOUR);
    assert_eq!(house.run(WithdrawReport { code: told.code.clone() }), Ok(Withdrawn::Before));
    assert_eq!(seen(&house, &told.reader, &told.alert).err(), Some(Refusal::NotFound));
    assert!(hers(&mut house, &told.rosa, told.id, &told.code) == before);
    let rows = house.desk(&told.moderator, DeskList::Withdrawn);
    assert!(rows.len() == 1 && rows[0].unread && !rows[0].not_free, "she has not said it again");
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    house.run(PutEntryBack { actor: told.moderator, id: told.id }).unwrap();
    assert!(seen(&house, &told.reader, &told.alert).is_ok());
}

#[test]
fn what_still_stands_is_listed_with_not_free_on_top_and_marked_until_it_is_opened() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let mut ids = Vec::new();
    for _ in 0..4 {
        let (id, code) = submit(&mut house, rosa, violent("06 39 98 41 57"));
        house.publish(moderator, id, false).unwrap();
        ids.push((id, code));
        house.wait(2 * HOUR);
    }
    for (_, code) in &ids[..3] {
        house.run(WithdrawReport { code: code.clone() }).unwrap();
        house.wait(2 * HOUR);
    }
    house.run(NotFreeByCode { code: ids[2].1.clone() }).unwrap();
    let listed = |house: &House| -> Vec<(ReportId, bool, bool)> {
        let rows = house.desk(&moderator, DeskList::Withdrawn).into_iter();
        rows.map(|row| (row.id, row.not_free, row.unread)).collect()
    };
    let [first, second, third, fourth] = [0, 1, 2, 3].map(|at| ids[at].0);
    assert_eq!(listed(&house), [(third, true, true), (first, false, true), (second, false, true)]);
    house.run(OpenReport { actor: moderator, id: first }).unwrap();
    assert_eq!(listed(&house), [(third, true, true), (first, false, false), (second, false, true)]);

    let token = opened(&mut house, &rosa);
    house.run(WritePost { token, id: fourth, text: "one more thing".into() }).unwrap();
    let published = house.desk(&moderator, DeskList::Of(Status::Published));
    assert!(published.len() == 1 && published[0].unread, "an answer that nobody had asked for");
    house.wait(80 * HOUR);
    end(&mut house);
    assert_eq!(listed(&house), [], "nothing is left");
}

#[test]
fn the_team_is_told_of_a_withdrawal_and_that_it_was_not_free() {
    let mut house = House::new();
    let vera = house.reachable("vera", "vera@example.org");
    house.make(member_id(&vera), Role::Moderator);
    let vera = Actor::Member(member_id(&vera), Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let light = ReportDraft { kinds: vec![EventKind::Harassment], ..violent("06 39 98 41 57") };
    let (id, code) = submit(&mut house, rosa, light);
    house.publish(vera, id, false).unwrap();
    let told = |house: &mut House| -> Vec<Text> {
        while house.snapshot().desk_is_to_be_told(house.now).unwrap() {
            house.run(TellDesk).unwrap();
        }
        house.post().into_iter().map(|message| message.text).collect()
    };
    told(&mut house);
    house.run(WithdrawReport { code: code.clone() }).unwrap();
    assert!(told(&mut house) == [Text::DeskSoon]);
    house.run(OpenReport { actor: vera, id }).unwrap();
    house.wait(HOUR);
    house.run(NotFreeByCode { code: code.clone() }).unwrap();
    assert!(told(&mut house) == [Text::DeskSoon]);
    house.wait(HOUR);
    house.run(NotFreeByCode { code }).unwrap();
    assert!(told(&mut house).is_empty(), "once is enough");
    house.wait(86_400 - house.now.seconds() % 86_400 + 9 * HOUR);
    assert!(told(&mut house) == [Text::DeskToday { waiting: 1, overdue: 0, reminders: 0 }]);
    house.run(OpenReport { actor: vera, id }).unwrap();
    house.wait(24 * HOUR);
    assert!(told(&mut house).is_empty(), "somebody has seen it");
}

/// The opening of her account stands in the audit with her name, to the second.
#[test]
fn the_audit_does_not_say_which_report_was_taken_back_by_an_account() {
    let mut house = House::new();
    let told = told(&mut house);
    withdraw(&mut house, &told.rosa, told.id).unwrap();
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    house.wait(80 * HOUR);
    end(&mut house);
    let lines = house.snapshot().audit(&Actor::Operator, None, 100).unwrap();
    for word in ["report_withdrawn", "not_free_said", "withdrawal_ended"] {
        let line = lines.iter().find(|(_, line)| line.what == word).unwrap();
        assert_eq!(line.1.subject, None, "{word}");
    }
}

fn refused_back(house: &mut House, moderator: Actor, id: ReportId) {
    let refused = house.run(PutEntryBack { actor: moderator, id });
    assert!(matches!(refused, Err(Refusal::WrongState { expected: "not_free", .. })), "{refused:?}");
}

/// Whoever found her code could have shown again what she took back freely.
#[test]
fn line_4_where_there_is_an_account_only_what_it_says_counts() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.reachable("Rosa", "rosa@example.org");
    let (id, code) = submit(&mut house, rosa, ReportDraft { by_code: true, ..violent("06 39 98 41 57") });
    house.publish(moderator, id, false).unwrap();
    withdraw(&mut house, &rosa, id).unwrap();
    house.post();
    house.run(NotFreeByCode { code: code.clone() }).unwrap();
    let told: Vec<_> =
        house.post().into_iter().map(|message| (message.to.as_str().to_owned(), message.text)).collect();
    assert!(
        told == [("rosa@example.org".to_owned(), Text::SomethingWaits)],
        "she learns that something was said"
    );
    house.run(NotFreeByCode { code: code.clone() }).unwrap();
    assert!(house.post().is_empty(), "once");
    assert!(at_desk(&mut house, moderator, id).not_free, "the desk reads it, to ask her");
    refused_back(&mut house, moderator, id);
    ask(&mut house, moderator, id, "Is everything as you want it?").unwrap();
    house.run(NotFreeByCode { code }).unwrap();
    refused_back(&mut house, moderator, id);

    house.run(SayNotFree { actor: rosa, id }).unwrap();
    house.run(PutEntryBack { actor: moderator, id }).unwrap();
}

#[test]
fn line_4_by_a_cards_code_it_counts_once_the_team_has_asked() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let partner = house.member("partner", Role::Partner);
    let (id, code) = by_card(&mut house, partner);
    ask(&mut house, moderator, id, "Asked before it was taken back.").unwrap();
    house.run(WithdrawReport { code: code.clone() }).unwrap();
    house.run(NotFreeByCode { code: code.clone() }).unwrap();
    refused_back(&mut house, moderator, id);
    ask(&mut house, moderator, id, "Is everything as you want it?").unwrap();
    refused_back(&mut house, moderator, id);
    house.run(NotFreeByCode { code: code.clone() }).unwrap();
    house.run(NotFreeByCode { code }).unwrap();
    assert_eq!(at_desk(&mut house, moderator, id).posts.len(), 3, "said twice, asked once");
    house.run(PutEntryBack { actor: moderator, id }).unwrap();
}
