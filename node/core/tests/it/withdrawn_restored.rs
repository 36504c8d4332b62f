//! Withdrawals that had ended, or were done at once, when an older copy of the database is put back.

use parasol_core::desk::{DeskList, OpenReport, RejectReason, RejectReport};
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{NotFreeByCode, SayNotFree, Status, WithdrawReport};
use parasol_core::roles::Role;

use crate::house::violent;
use crate::restored::Kept;
use crate::thread::{followed, opened, submit};
use crate::withdrawing::{delay, end, seen, told};

const HOUR: u64 = 3_600;

/// Nothing is left of it, so nothing says that something could be put back.
#[test]
fn an_older_backup_leaves_no_entry_of_a_withdrawal_that_had_ended() {
    for published in [true, false] {
        let mut kept = Kept::new();
        let moderator = kept.house.member("moderator", Role::Moderator);
        let rosa = kept.house.member("Rosa", Role::Member);
        let (id, code) = submit(&mut kept.house, rosa, violent("06 39 98 41 57"));
        if published {
            kept.house.publish(moderator, id, true).unwrap();
        }
        let older = kept.back_up();
        kept.house.run(WithdrawReport { code: code.clone() }).unwrap();
        kept.house.wait(80 * HOUR);
        end(&mut kept.house);
        kept.put_back(&older);
        let seen = followed(&kept.house, &code);
        assert!(seen.status == Status::Withdrawn && !seen.may_say_not_free);
        let token = opened(&mut kept.house, &rosa);
        let thread = kept.house.snapshot().opened_thread(&token, &id, kept.house.now).unwrap();
        assert!(thread.gone_on.is_none() && !thread.may_write);
        assert!(kept.house.desk(&moderator, DeskList::Withdrawn).is_empty());
        let late = kept.house.run(SayNotFree { actor: rosa, id });
        assert!(matches!(late, Err(Refusal::WrongState { .. })));
        kept.house.wait(80 * HOUR);
        assert!(!kept.house.snapshot().withdrawal_due(kept.house.now).unwrap(), "nor a row of it");
    }
}

#[test]
fn what_was_taken_back_at_once_comes_back_from_an_older_backup_as_taken_back() {
    let mut kept = Kept::new();
    let told = told(&mut kept.house);
    let (refused, its_code) = submit(&mut kept.house, told.rosa, violent("06 39 98 41 58"));
    let (reason, text) = (RejectReason::NotEnough, String::new());
    kept.house.run(RejectReport { actor: told.moderator, id: refused, reason, text }).unwrap();
    let older = kept.back_up();
    delay(&kept.house, 0);
    for code in [&told.code, &its_code] {
        kept.house.run(WithdrawReport { code: code.clone() }).unwrap();
    }
    // The delay is another one by now.
    kept.put_back(&older);
    for (id, code) in [(told.id, &told.code), (refused, &its_code)] {
        let after = followed(&kept.house, code);
        assert!(after.status == Status::Withdrawn && !after.may_say_not_free);
        assert_eq!(kept.house.snapshot().own_report(&told.rosa, &id).unwrap().status, Status::Withdrawn);
        let late = kept.house.run(NotFreeByCode { code: code.clone() });
        assert!(matches!(late, Err(Refusal::WrongState { .. })));
        let gone = kept.house.run(OpenReport { actor: told.moderator, id }).err();
        assert_eq!(gone, Some(Refusal::NotFound), "nothing is left of it");
    }
    assert_eq!(seen(&kept.house, &told.moderator, &told.alert).err(), Some(Refusal::NotFound));
    assert!(kept.house.desk(&told.moderator, DeskList::Withdrawn).is_empty());
}

#[test]
fn reports_that_went_with_an_account_come_back_from_an_older_backup_as_taken_back() {
    let mut kept = Kept::new();
    let told = told(&mut kept.house);
    let older = kept.back_up();
    kept.house.run(DeleteAccount { actor: told.rosa, reports: ReportsFate::Remove }).unwrap();
    assert_eq!(followed(&kept.house, &told.code).status, Status::Withdrawn);
    kept.put_back(&older);
    let after = followed(&kept.house, &told.code);
    assert!(after.status == Status::Withdrawn && !after.may_say_not_free);
    assert_eq!(seen(&kept.house, &told.moderator, &told.alert).err(), Some(Refusal::NotFound));
}
