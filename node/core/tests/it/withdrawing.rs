//! Taking a report back in two steps, as `USERS.md` asks for: line 4.

use parasol_core::alerts::{AlertState, AlertView, RecallAlert, RecallReason};
use parasol_core::desk::{OpenReport, PutEntryBack};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    AnswerByCode, EndWithdrawals, FollowCode, NotFreeByCode, SayNotFree, Status, WithdrawOwnReport,
    WithdrawReport, Withdrawn, WritePost,
};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::{ReportRules, Rules};
use parasol_protocol::lists::{EventKind, Level, Perpetrator};

use crate::house::{House, violent};
use crate::restored::Kept;
use crate::thread::{ask, at_desk, by_card, followed, opened, submit};

const HOUR: u64 = 3_600;

pub(crate) struct Told {
    pub(crate) moderator: Actor,
    pub(crate) reader: Actor,
    pub(crate) rosa: Actor,
    pub(crate) id: ReportId,
    pub(crate) code: FollowCode,
    pub(crate) alert: AlertId,
}

/// A published report of Rosa's.
pub(crate) fn told(house: &mut House) -> Told {
    let moderator = house.member("moderator", Role::Moderator);
    let reader = house.member("reader", Role::Member);
    let rosa = house.member("Rosa", Role::Member);
    let (id, code) = submit(house, rosa, violent("06 39 98 41 57"));
    let alert = house.publish(moderator, id, true).unwrap().alert;
    Told { moderator, reader, rosa, id, code, alert }
}

pub(crate) fn delay(house: &House, hours: u64) {
    let reports = ReportRules { withdrawal: hours * HOUR };
    house.node().set_rules(Rules { reports, ..Rules::default() });
}

pub(crate) fn seen(house: &House, actor: &Actor, alert: &AlertId) -> Result<AlertView, Refusal> {
    house.snapshot().alert(actor, alert)
}

pub(crate) fn end(house: &mut House) {
    while house.snapshot().withdrawal_due(house.now).unwrap() {
        house.run(EndWithdrawals).unwrap();
    }
}

/// What is left says nothing that she wrote.
fn assert_bare(house: &mut House, told: &Told) {
    let raw = house.run(OpenReport { actor: told.moderator, id: told.id }).unwrap();
    let says = raw.details;
    assert_eq!((says.identifiers.len(), raw.kinds), (1, vec![EventKind::RapeOrAttempt]));
    assert!(says.text.is_none() && says.place.is_none() && says.aliases.is_empty() && says.vehicle.is_none());
    assert!(!raw.has_contact && !raw.may_be_reached);
    assert!(raw.thread.posts.iter().all(|post| post.not_free || post.text.starts_with("Is everything")));
    let view = seen(house, &told.moderator, &told.alert).unwrap();
    assert_eq!((view.level, view.identifiers.len()), (Level::VeryDangerous, 1));
    assert!(view.text.is_none() && view.aliases.is_empty() && view.vehicle.is_none());
    assert!(view.town.is_none() && view.perpetrator.is_none());
}

#[test]
fn line_4_words_and_contact_go_at_once_and_the_bare_entry_after_three_days() {
    let mut house = House::new();
    let told = told(&mut house);
    ask(&mut house, told.moderator, told.id, "Thank you. How are you?").unwrap();
    house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    assert_eq!(followed(&house, &told.code).status, Status::Withdrawn);
    assert_eq!(seen(&house, &told.reader, &told.alert).err(), Some(Refusal::NotFound), "hidden at once");
    let found = house.snapshot().search(&told.reader, "3998").unwrap();
    assert!(found.is_empty(), "found by nobody");
    assert_bare(&mut house, &told);
    let again = house.run(WithdrawReport { code: told.code.clone() });
    assert!(matches!(again, Err(Refusal::WrongState { found: "withdrawn", .. })));
    house.restart();
    assert_bare(&mut house, &told);

    house.wait(71 * HOUR);
    end(&mut house);
    assert_bare(&mut house, &told);
    house.wait(2 * HOUR);
    end(&mut house);
    assert_eq!(house.run(OpenReport { actor: told.moderator, id: told.id }).err(), Some(Refusal::NotFound));
    assert_eq!(seen(&house, &told.moderator, &told.alert).err(), Some(Refusal::NotFound));
    let after = followed(&house, &told.code);
    assert!(after.status == Status::Withdrawn && !after.may_say_not_free);
    let late = house.run(NotFreeByCode { code: told.code });
    assert!(matches!(late, Err(Refusal::WrongState { .. })), "nothing is left to put back");
}

#[test]
fn line_4_a_moderator_asks_whether_she_was_free_and_puts_the_bare_entry_back() {
    let mut house = House::new();
    let told = told(&mut house);
    let put_back = PutEntryBack { actor: told.moderator, id: told.id };
    house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    ask(&mut house, told.moderator, told.id, "Is everything as you want it?").unwrap();
    let early = house.run(PutEntryBack { ..put_back });
    assert!(matches!(early, Err(Refusal::WrongState { .. })), "not without her word");

    let token = opened(&mut house, &told.rosa);
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    house.run(NotFreeByCode { code: told.code.clone() }).unwrap();
    let own = house.snapshot().opened_thread(&token, &told.id, house.now).unwrap();
    assert_eq!(own.posts.len(), 1, "her own page never shows that she said so");
    assert!(at_desk(&mut house, told.moderator, told.id).not_free);
    assert_eq!(house.run(PutEntryBack { actor: told.reader, id: told.id }), Err(Refusal::Forbidden));
    house.run(PutEntryBack { ..put_back }).unwrap();
    let view = seen(&house, &told.reader, &told.alert).unwrap();
    assert!(view.text.is_none() && view.state == AlertState::Live);
    assert_eq!(followed(&house, &told.code).status, Status::Withdrawn, "only the desk sees that it is back");
    house.wait(80 * HOUR);
    end(&mut house);
    assert!(seen(&house, &told.reader, &told.alert).is_ok(), "what was put back stays");
    assert_bare(&mut house, &told);
    assert_eq!(house.run(WithdrawReport { code: told.code }), Ok(Withdrawn::Before));
    assert_eq!(
        seen(&house, &told.reader, &told.alert).err(),
        Some(Refusal::NotFound),
        "she may take it back again"
    );
}

#[test]
fn line_4_the_organisation_sets_the_delay_zero_included() {
    let mut house = House::new();
    delay(&house, 0);
    let told = told(&mut house);
    house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    assert_eq!(house.run(OpenReport { actor: told.moderator, id: told.id }).err(), Some(Refusal::NotFound));
    assert_eq!(seen(&house, &told.moderator, &told.alert).err(), Some(Refusal::NotFound));
    assert!(!followed(&house, &told.code).may_say_not_free);
}

#[test]
fn a_report_that_waits_keeps_kinds_and_numbers_for_the_desk_and_comes_back_with_nothing_else() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let partner = house.member("partner", Role::Partner);
    let (id, code) = by_card(&mut house, partner);
    house.run(AnswerByCode { code: code.clone(), text: "my words".into() }).unwrap();
    house.run(WithdrawReport { code: code.clone() }).unwrap();
    let raw = house.run(OpenReport { actor: moderator, id }).unwrap();
    assert!(raw.details.text.is_none() && raw.details.contact.is_none() && raw.thread.posts.is_empty());
    assert_eq!((raw.details.identifiers.len(), raw.perpetrator), (1, None));
    let publish = house.publish(moderator, id, false);
    assert!(matches!(publish, Err(Refusal::WrongState { .. })), "what was taken back is not published");
    ask(&mut house, moderator, id, "Is everything as you want it?").unwrap();
    house.run(NotFreeByCode { code: code.clone() }).unwrap();
    house.run(PutEntryBack { actor: moderator, id }).unwrap();
    assert_eq!(followed(&house, &code).status, Status::Withdrawn);
    house.publish(moderator, id, false).unwrap();
}

#[test]
fn line_15_what_a_report_about_police_leaves_goes_nowhere_else() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let mut draft = violent("06 39 98 41 57");
    draft.perpetrator = Some(Perpetrator::PoliceOrMilitary);
    draft.consent.partners = true;
    let (id, code) = submit(&mut house, rosa, draft);
    house.run(WithdrawReport { code }).unwrap();
    house.run(SayNotFree { actor: rosa, id }).unwrap();
    house.run(PutEntryBack { actor: moderator, id }).unwrap();
    let raw = house.run(OpenReport { actor: moderator, id }).unwrap();
    assert!(!raw.consent.abroad && !raw.consent.partners);
    assert_eq!(house.publish(moderator, id, true).err(), Some(Refusal::ConsentMissing));
}

#[test]
fn by_the_account_it_is_taken_back_only_after_the_password() {
    let mut house = House::new();
    let told = told(&mut house);
    let token = opened(&mut house, &told.rosa);
    let hers = opened(&mut house, &told.reader);
    let withdraw =
        |token: &zeroize::Zeroizing<String>| WithdrawOwnReport { token: token.clone(), id: told.id };
    assert_eq!(house.run(withdraw(&hers)).err(), Some(Refusal::NotFound));
    house.wait(300);
    assert_eq!(house.run(withdraw(&token)).err(), Some(Refusal::Closed));
    let token = opened(&mut house, &told.rosa);
    house.run(withdraw(&token)).unwrap();
    assert_bare(&mut house, &told);
    let text = "I did not want this".to_owned();
    house.run(WritePost { token, id: told.id, text }).unwrap();
    assert_eq!(followed(&house, &told.code).status, Status::Withdrawn, "writing does not bring it back");
    let recall = RecallAlert { actor: told.moderator, alert: told.alert, reason: RecallReason::Other };
    assert!(matches!(house.run(recall), Err(Refusal::WrongState { found: "withdrawn", .. })));
}

#[test]
fn a_time_that_was_written_under_a_wrong_clock_keeps_nothing() {
    let mut house = House::new();
    let told = told(&mut house);
    house.wait(400 * 24 * HOUR);
    house.run(WithdrawReport { code: told.code }).unwrap();
    house.now = house.now.minus(400 * 24 * HOUR);
    end(&mut house);
    assert_eq!(house.run(OpenReport { actor: told.moderator, id: told.id }).err(), Some(Refusal::NotFound));
}

#[test]
fn an_older_backup_brings_no_withdrawn_words_back() {
    let mut kept = Kept::new();
    let told = told(&mut kept.house);
    let older = kept.back_up();
    kept.house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    kept.put_back(&older);
    assert_bare(&mut kept.house, &told);
    assert_eq!(seen(&kept.house, &told.reader, &told.alert).err(), Some(Refusal::NotFound));
    assert_eq!(followed(&kept.house, &told.code).status, Status::Withdrawn);

    kept.house.wait(80 * HOUR);
    end(&mut kept.house);
    kept.put_back(&older);
    let gone = kept.house.run(OpenReport { actor: told.moderator, id: told.id }).err();
    assert_eq!(gone, Some(Refusal::NotFound), "nor what was left of it");
    assert_eq!(followed(&kept.house, &told.code).status, Status::Withdrawn);
}

#[test]
fn an_older_backup_keeps_what_was_put_back() {
    let mut kept = Kept::new();
    let told = told(&mut kept.house);
    let older = kept.back_up();
    kept.house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    kept.house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    kept.house.run(PutEntryBack { actor: told.moderator, id: told.id }).unwrap();
    kept.put_back(&older);
    assert!(seen(&kept.house, &told.reader, &told.alert).unwrap().text.is_none());
    assert_bare(&mut kept.house, &told);
}
