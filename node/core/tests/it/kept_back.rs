//! An identifier may become a member's, or stop, while its alert is hidden: it is looked at again before it is shown.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason, ReviseAlert, Revised, ShowDue};
use parasol_core::cases::TellDesk;
use parasol_core::desk::{DeskList, OpenReport, PutEntryBack, StopList, StopReason};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::messages::Text;
use parasol_core::privacy::{LiftRestriction, RestrictReports};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    FollowCode, IdentifierInput, ReportDraft, SayNotFree, Showing, Status, WithdrawReport,
};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_protocol::lists::{EventKind, Level};

use crate::house::{House, member_id, violent};
use crate::thread::submit;
use crate::withdrawing::seen;

const WEEK: u64 = 7 * 86_400;
const HERS: &str = "lea@example.org";

struct Desk {
    house: House,
    moderator: Actor,
    reader: Actor,
    rosa: Actor,
}

fn desk() -> Desk {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let reader = house.member("reader", Role::Member);
    let rosa = house.member("Rosa", Role::Member);
    Desk { house, moderator, reader, rosa }
}

impl Desk {
    fn published(&mut self, draft: ReportDraft) -> (ReportId, FollowCode, AlertId) {
        let (id, code) = submit(&mut self.house, self.rosa, draft);
        (id, code, self.house.publish(self.moderator, id, true).unwrap().alert)
    }

    /// Published, and to be shown in a week.
    fn later(&mut self, identifiers: &[&str]) -> (ReportId, AlertId) {
        let input = |value: &&str| IdentifierInput { kind: None, value: (*value).into() };
        let identifiers = identifiers.iter().map(input).collect();
        let showing = Showing::InAWeek;
        let (id, _, alert) = self.published(ReportDraft { showing, identifiers, ..violent(HERS) });
        (id, alert)
    }

    fn show_due(&mut self) {
        self.house.wait(WEEK);
        self.house.run(ShowDue).unwrap();
    }

    fn assert_kept_back(&mut self, report: ReportId, alert: &AlertId) {
        assert_eq!(seen(&self.house, &self.reader, alert).err(), Some(Refusal::NotFound));
        assert!(self.house.snapshot().search(&self.reader, "docteur leo").unwrap().is_empty());
        let rows = self.house.snapshot().alert_rows(&Actor::Operator, None).unwrap();
        assert!(rows.iter().all(|row| row.id != *alert || !row.live), "nor shared with anybody");
        assert_eq!(seen(&self.house, &self.moderator, alert).unwrap().state, AlertState::KeptBack {});
        let listed = self.house.desk(&self.moderator, DeskList::Restricted);
        assert!(listed.iter().any(|row| row.id == report && row.kept_back && row.restricted.is_none()));
        let raw = self.house.run(OpenReport { actor: self.moderator, id: report }).unwrap();
        assert!(raw.kept_back && raw.status == Status::Published);
    }

    fn is_listed(&self) -> bool {
        !self.house.desk(&self.moderator, DeskList::Restricted).is_empty()
    }

    fn without_first(&mut self, alert: AlertId) -> Result<(), Refusal> {
        let revised = Revised {
            level: Level::VeryDangerous,
            kinds: vec![EventKind::RapeOrAttempt],
            text: "Says he is a doctor.".into(),
            town: None,
            person: Default::default(),
            leave_out: vec![0],
            why: "It is somebody else's.".into(),
        };
        self.house.run(ReviseAlert { actor: self.moderator, alert, version: 0, revised, anyway: false })
    }

    fn told(&mut self) -> Vec<Text> {
        while self.house.snapshot().desk_is_to_be_told(self.house.now).unwrap() {
            self.house.run(TellDesk).unwrap();
        }
        self.house.post().into_iter().map(|message| message.text).collect()
    }
}

#[test]
fn line_9_what_was_to_be_shown_later_is_not_shown_once_a_member_is_reached_by_it() {
    let mut desk = desk();
    let vera = desk.house.reachable("vera", "vera@example.org");
    desk.house.make(member_id(&vera), Role::Moderator);
    let (report, alert) = desk.later(&[HERS, "06 39 98 41 57"]);
    let _ = desk.house.reachable("Lea", HERS);
    desk.told();
    desk.show_due();
    assert!(desk.told().contains(&Text::DeskSoon), "nobody was looking: the team is told");
    for _ in 0..2 {
        desk.assert_kept_back(report, &alert);
        desk.house.restart();
    }
    desk.house.wait(86_400 - desk.house.now.seconds() % 86_400 + 9 * 3_600);
    assert!(desk.told() == [Text::DeskToday { waiting: 1, overdue: 0, reminders: 0 }]);
    desk.without_first(alert).unwrap();
    assert_eq!(seen(&desk.house, &desk.reader, &alert).unwrap().identifiers.len(), 1, "then it is shown");
    assert_eq!(desk.house.snapshot().search(&desk.reader, "39984157").unwrap().len(), 1);
    assert!(!desk.is_listed());
}

#[test]
fn line_9_nor_what_was_restricted_or_taken_back_meanwhile() {
    let mut desk = desk();
    let (rosa, actor) = (desk.rosa, desk.moderator);
    let (restricted, _, first) = desk.published(violent(HERS));
    let (withdrawn, code, second) = desk.published(violent(HERS));
    desk.house.run(RestrictReports { actor: rosa, report: Some(restricted) }).unwrap();
    desk.house.run(WithdrawReport { code }).unwrap();
    desk.house.run(SayNotFree { actor: rosa, id: withdrawn }).unwrap();
    let _ = desk.house.reachable("Lea", HERS);
    desk.house.run(LiftRestriction { actor, report: restricted, text: String::new() }).unwrap();
    desk.house.run(PutEntryBack { actor, id: withdrawn }).unwrap();
    desk.assert_kept_back(restricted, &first);
    desk.assert_kept_back(withdrawn, &second);
    assert_eq!(desk.house.desk(&actor, DeskList::Restricted).len(), 2);
    for alert in [first, second] {
        desk.house.run(RecallAlert { actor, alert, reason: RecallReason::Correction }).unwrap();
    }
    assert!(!desk.is_listed());
}

#[test]
fn what_is_a_services_by_now_is_not_shown_either() {
    let mut desk = desk();
    let (report, alert) = desk.later(&["06 39 98 41 57"]);
    let mut stopped = StopList::default();
    assert!(stopped.add(StopReason::Help, "06 39 98 41 57", "FR".parse().unwrap()));
    desk.house.node().set_rules(Rules { stopped, ..Rules::default() });
    desk.show_due();
    desk.assert_kept_back(report, &alert);
}

/// What its reporter asks for while it is kept back counts as before, and nothing shows it on the way.
#[test]
fn what_is_kept_back_can_be_restricted_and_taken_back() {
    let mut desk = desk();
    let (rosa, actor) = (desk.rosa, desk.moderator);
    let showing = Showing::InAWeek;
    let (report, code, alert) = desk.published(ReportDraft { showing, ..violent(HERS) });
    let _ = desk.house.reachable("Lea", HERS);
    desk.show_due();
    desk.house.run(RestrictReports { actor: rosa, report: Some(report) }).unwrap();
    assert_eq!(seen(&desk.house, &actor, &alert).unwrap().state, AlertState::Restricted {});
    let listed = desk.house.desk(&actor, DeskList::Restricted);
    assert!(listed.len() == 1 && !listed[0].kept_back, "once");
    desk.house.run(LiftRestriction { actor, report, text: String::new() }).unwrap();
    desk.assert_kept_back(report, &alert);
    desk.house.run(WithdrawReport { code }).unwrap();
    assert!(!desk.is_listed());
    assert!(matches!(seen(&desk.house, &actor, &alert).unwrap().state, AlertState::Withdrawn { .. }));
    desk.house.run(SayNotFree { actor: rosa, id: report }).unwrap();
    desk.house.run(PutEntryBack { actor, id: report }).unwrap();
    desk.assert_kept_back(report, &alert);
}
