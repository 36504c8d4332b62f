//! Several reports in one alert, and what goes when one of them is taken back.

use parasol_core::alerts::{Change, RecallAlert, RecallReason};
use parasol_core::desk::{DeskList, MergeReport, UndoPublication};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::limits::UNDO;
use parasol_core::privacy::{DeleteAccount, ReportsFate, RestrictReports};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    Consent, FollowCode, IdentifierInput, ReportDraft, Showing, Status, SubmitReport, WithdrawReport,
};
use parasol_core::roles::{Actor, Role};

use crate::house::{House, regions, violent};

const ALERT: Consent = Consent { alert: true, partners: false, abroad: false };

struct Two {
    house: House,
    rosa: Actor,
    lola: Actor,
    ines: Actor,
    /// The alert of Rosa's report, of one number, in October.
    alert: AlertId,
    first: ReportId,
    first_code: FollowCode,
}

fn draft(numbers: &[&str], month: &str, consent: Consent) -> ReportDraft {
    let named = |value: &&str| IdentifierInput { kind: None, value: (*value).into() };
    ReportDraft {
        identifiers: numbers.iter().map(named).collect(),
        happened_on: Some(month.parse().unwrap()),
        consent,
        ..violent("")
    }
}

fn submit(house: &mut House, actor: Actor, draft: ReportDraft) -> (ReportId, FollowCode) {
    let submitted = house.run(SubmitReport { actor, draft, regions: regions() }).unwrap();
    (submitted.id, submitted.follow_code)
}

fn two(abroad: bool) -> Two {
    let mut house = House::new();
    let [rosa, lola] = ["Rosa", "Lola"].map(|name| house.member(name, Role::Member));
    let ines = house.member("Ines", Role::Moderator);
    let consent = Consent { abroad: true, ..ALERT };
    let (first, first_code) = submit(&mut house, rosa, draft(&["06 39 98 41 57"], "2026-10", consent));
    let alert = house.publish(ines, first, abroad).unwrap().alert;
    house.wait(86_400);
    Two { house, rosa, lola, ines, alert, first, first_code }
}

fn found(house: &House, actor: &Actor, text: &str) -> usize {
    house.snapshot().search(actor, text).unwrap().len()
}

fn merge(two: &Two, id: ReportId) -> MergeReport {
    MergeReport { actor: two.ines, id, alert: two.alert, leave_out: Vec::new(), talked: false }
}

fn month(two: &Two) -> String {
    two.house.snapshot().alert(&two.rosa, &two.alert).unwrap().month.to_string()
}

#[test]
fn a_report_is_merged_into_an_alert_and_goes_out_of_it_again() {
    let mut two = two(false);
    let numbers = ["06 39 98 41 57", "06 39 98 41 58", "AB-000-CD"];
    let (id, code) = submit(&mut two.house, two.lola, draft(&numbers, "2026-11", ALERT));
    let without_plate = MergeReport { leave_out: vec![2], ..merge(&two, id) };
    two.house.run(without_plate).unwrap();
    let view = two.house.snapshot().alert(&two.ines, &two.alert).unwrap();
    assert_eq!((view.reports, view.identifiers.len(), month(&two).as_str()), (2, 2, "2026-11"));
    assert_eq!(two.house.snapshot().own_report(&two.lola, &id).unwrap().status, Status::Merged);
    assert!(two.house.desk(&two.ines, DeskList::Open).is_empty());
    two.house.restart();
    assert_eq!(found(&two.house, &two.rosa, "98 41 58"), 1);
    assert_eq!(found(&two.house, &two.rosa, "AB-000"), 0);
    let changes: Vec<_> = two.house.snapshot().alert_history(&two.ines, &two.alert).unwrap();
    assert_eq!(
        changes.iter().map(|version| version.change).collect::<Vec<_>>(),
        [Change::Merged, Change::Published]
    );
    let again = two.house.run(merge(&two, id));
    assert_eq!(again, Err(Refusal::WrongState { expected: "waiting", found: "merged" }));

    two.house.run(WithdrawReport { code }).unwrap();
    for _ in 0..2 {
        let view = two.house.snapshot().alert(&two.rosa, &two.alert).unwrap();
        assert_eq!((view.reports, view.identifiers.len(), month(&two).as_str()), (1, 1, "2026-10"));
        assert_eq!(
            (found(&two.house, &two.rosa, "98 41 57"), found(&two.house, &two.rosa, "98 41 58")),
            (1, 0)
        );
        let history = two.house.snapshot().alert_history(&two.ines, &two.alert).unwrap();
        assert!(history.iter().all(|version| version.identifiers.len() == 1), "from earlier versions too");
        two.house.restart();
    }
    assert_eq!(two.house.snapshot().own_report(&two.lola, &id).unwrap().status, Status::Withdrawn);
    assert_eq!(two.house.snapshot().own_report(&two.rosa, &two.first).unwrap().status, Status::Published);
}

#[test]
fn what_two_have_brought_stays_when_one_of_them_goes() {
    let mut two = two(false);
    let vera = two.house.member("Vera", Role::Member);
    let both = ["06 39 98 41 58"];
    let (one, code) = submit(&mut two.house, two.lola, draft(&both, "2026-11", ALERT));
    let (other, _) = submit(&mut two.house, vera, draft(&both, "2026-09", ALERT));
    for id in [one, other] {
        two.house.run(merge(&two, id)).unwrap();
    }
    two.house.run(WithdrawReport { code }).unwrap();
    assert_eq!((found(&two.house, &two.rosa, "98 41 58"), month(&two).as_str()), (1, "2026-10"));
    let delete = DeleteAccount { actor: vera, reports: ReportsFate::Remove };
    two.house.run(delete).unwrap();
    assert_eq!((found(&two.house, &two.rosa, "98 41 58"), found(&two.house, &two.rosa, "98 41 57")), (0, 1));
}

#[test]
fn when_the_first_report_is_taken_back_the_others_wait_at_the_desk_again() {
    let mut two = two(false);
    let (id, _) = submit(&mut two.house, two.lola, draft(&["06 39 98 41 58"], "2026-11", ALERT));
    two.house.run(merge(&two, id)).unwrap();
    let code = two.first_code.clone();
    two.house.run(WithdrawReport { code }).unwrap();
    assert_eq!(found(&two.house, &two.lola, "98 41 57"), 0);
    let waiting = two.house.desk(&two.ines, DeskList::Open);
    assert_eq!(waiting.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
    two.house.publish(two.ines, id, false).unwrap();
    assert_eq!(found(&two.house, &two.rosa, "98 41 58"), 1);
}

#[test]
fn a_recall_ends_every_report_of_the_alert() {
    let mut two = two(false);
    let (id, _) = submit(&mut two.house, two.lola, draft(&["06 39 98 41 58"], "2026-11", ALERT));
    two.house.run(merge(&two, id)).unwrap();
    two.house
        .run(RecallAlert { actor: two.ines, alert: two.alert, reason: RecallReason::Correction })
        .unwrap();
    assert_eq!(two.house.snapshot().own_report(&two.lola, &id).unwrap().status, Status::Recalled);
    let late = draft(&["06 39 98 41 59"], "2026-11", ALERT);
    let (late, _) = submit(&mut two.house, two.lola, late);
    let refused = two.house.run(merge(&two, late));
    assert_eq!(refused, Err(Refusal::Invalid { field: "alert", reason: "merge_ended" }));
}

#[test]
fn a_merge_is_undone_for_ten_minutes_and_a_restriction_takes_the_report_out() {
    let mut two = two(false);
    let (id, _) = submit(&mut two.house, two.lola, draft(&["06 39 98 41 58"], "2026-11", ALERT));
    two.house.run(merge(&two, id)).unwrap();
    let undo = Refusal::Invalid { field: "alert", reason: "undo_merged" };
    two.house.wait(UNDO - 1);
    two.house.run(UndoPublication { actor: two.ines, id }).unwrap();
    assert_eq!(two.house.desk(&two.ines, DeskList::Open).len(), 1);
    assert_eq!(found(&two.house, &two.rosa, "98 41 58"), 0);
    two.house.run(merge(&two, id)).unwrap();
    two.house.wait(UNDO);
    let late = two.house.run(UndoPublication { actor: two.ines, id });
    assert_eq!(late, Err(Refusal::Invalid { field: "alert", reason: "undo_late" }));
    assert_ne!(late, Err(undo));
    two.house.run(RestrictReports { actor: two.lola, report: Some(id) }).unwrap();
    assert_eq!((found(&two.house, &two.rosa, "98 41 58"), found(&two.house, &two.rosa, "98 41 57")), (0, 1));
    let open = two.house.desk(&two.ines, DeskList::Open).remove(0);
    assert!(open.id == id && open.restricted.is_some() && open.status == Status::Waiting);
}

#[test]
fn nothing_is_merged_to_which_its_reporter_did_not_agree() {
    let mut two = two(true);
    let here = draft(&["06 39 98 41 58"], "2026-11", ALERT);
    let (here, _) = submit(&mut two.house, two.lola, here);
    let refused = two.house.run(merge(&two, here));
    assert_eq!(refused, Err(Refusal::Invalid { field: "alert", reason: "merge_abroad" }));
    let nothing = draft(&["06 39 98 41 58"], "2026-11", Consent { alert: false, ..ALERT });
    let (nothing, _) = submit(&mut two.house, two.lola, nothing);
    assert_eq!(two.house.run(merge(&two, nothing)), Err(Refusal::ConsentMissing));
    let guessed = ReportDraft { showing: Showing::AfterTalk, ..draft(&["06 39 98 41 57"], "2026-11", ALERT) };
    let (guessed, _) = submit(&mut two.house, two.lola, guessed);
    let refused = two.house.run(merge(&two, guessed));
    assert_eq!(refused, Err(Refusal::Invalid { field: "talked", reason: "not_talked" }));
    two.house.run(MergeReport { talked: true, ..merge(&two, guessed) }).unwrap();
    let week = ReportDraft { showing: Showing::InAWeek, ..draft(&["06 39 98 41 57"], "2026-11", ALERT) };
    let (week, _) = submit(&mut two.house, two.lola, week);
    let refused = two.house.run(merge(&two, week));
    assert_eq!(refused, Err(Refusal::Invalid { field: "alert", reason: "merge_later" }));
    // A moderator's own report is merged by somebody else.
    let vera = two.house.member("Vera", Role::Moderator);
    let (own, _) = submit(&mut two.house, vera, draft(&["06 39 98 41 57"], "2026-11", ALERT));
    let refused = two.house.run(MergeReport { actor: vera, ..merge(&two, own) });
    assert_eq!(refused, Err(Refusal::Forbidden));
    two.house.run(merge(&two, own)).unwrap();
    let reason = RecallReason::Correction;
    let refused = two.house.run(RecallAlert { actor: vera, alert: two.alert, reason });
    assert_eq!(refused, Err(Refusal::Forbidden), "it is an alert of her own report now");
}
