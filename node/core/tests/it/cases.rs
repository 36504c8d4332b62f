//! Cases: opened by themselves, looked after, handed over only as agreed, closed with the contact erased for good.

use parasol_core::cases::{
    ActInInbox, ActOnCase, CaseAct, CaseFilter, CaseOutcome, CaseView, CaseWhy, HandedCase, InboxAct,
    NoteKind, OpenCase, OpenHandedCase, PrintHandedSheet, PrintLiaisonSheet, PrintRelease, ShowHandedContact,
    TellDesk,
};
use parasol_core::desk::{ContactReason, OpenReport, PublishReport, ShowContact};
use parasol_core::ids::{MemberId, ReportId};
use parasol_core::members::SetRole;
use parasol_core::messages::Text;
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    Consent, IdentifierInput, ReachBy, ReportDraft, SafeWay, SubmitReport, WithdrawReport,
};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::{EventKind, Perpetrator};
use parasol_protocol::time::DAY;

use crate::house::{House, member_id, publishing, regions, violent};
use crate::restored::Kept;

struct Desk {
    house: House,
    rosa: Actor,
    vera: Actor,
}

fn desk() -> Desk {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let vera = house.member("Vera", Role::Moderator);
    Desk { house, rosa, vera }
}

/// A report that may be passed to a partner, with a contact and a safe way.
fn passed_on() -> ReportDraft {
    ReportDraft {
        consent: Consent { alert: true, partners: true, abroad: false },
        reach: SafeWay { by: vec![ReachBy::Sms], when: Some("mornings".into()), ..SafeWay::default() },
        ..violent("06 39 98 41 57")
    }
}

impl House {
    pub(crate) fn act(&mut self, actor: Actor, id: ReportId, act: CaseAct) -> Result<(), Refusal> {
        self.run(ActOnCase { actor, id, act })?
    }

    pub(crate) fn case(&mut self, actor: Actor, id: ReportId) -> Result<CaseView, Refusal> {
        self.run(OpenCase { actor, id })
    }

    fn handed(&mut self, actor: Actor, id: ReportId) -> Result<HandedCase, Refusal> {
        self.run(OpenHandedCase { actor, id })
    }

    fn listed(&self, actor: &Actor, filter: CaseFilter) -> Vec<ReportId> {
        let list = self.snapshot().cases(actor, filter, 0, self.now).unwrap();
        list.rows.into_iter().map(|row| row.id).collect()
    }

    fn inbox_of(&self, actor: &Actor) -> Vec<ReportId> {
        self.snapshot().inbox(actor, 0).unwrap().rows.into_iter().map(|row| row.id).collect()
    }

    pub(crate) fn make(&mut self, member: MemberId, role: Role) {
        self.run(SetRole { actor: Actor::Operator, member, role }).unwrap();
    }
}

fn close() -> CaseAct {
    CaseAct::Close { outcome: CaseOutcome::Helped, words: "She is safe.".into() }
}

fn note(text: &str, for_partner: bool) -> CaseAct {
    CaseAct::Note { text: text.into(), for_partner }
}

/// USERS, when it goes wrong, 16: she is under age, or in danger now.
#[test]
fn line_16_a_grave_report_opens_a_case_by_itself_and_danger_now_comes_first() {
    let Desk { mut house, rosa, vera } = desk();
    let bare = || ReportDraft { contact: None, ..violent("06 39 98 41 57") };
    let light = ReportDraft { kinds: vec![EventKind::Harassment], ..bare() };
    let none = house.report(rosa, light.clone()).unwrap();
    let called = house.report(rosa, ReportDraft { contact: Some("x".into()), ..light.clone() }).unwrap();
    house.wait(3_600);
    let grave = house.report(rosa, bare()).unwrap();
    let complaint = house.report(rosa, ReportDraft { complaint: true, ..light.clone() }).unwrap();
    house.wait(3_600);
    let urgent = house.report(rosa, ReportDraft { urgent: true, ..ReportDraft::default() }).unwrap();
    let rows = house.snapshot().cases(&vera, CaseFilter::Open, 0, house.now).unwrap().rows;
    let why: Vec<_> = rows.iter().map(|row| (row.id, row.why.clone())).collect();
    assert_eq!(
        why,
        [
            (urgent, vec![CaseWhy::Urgent]),
            (grave, vec![CaseWhy::Severe]),
            (called, vec![CaseWhy::Contact]),
            (complaint, vec![CaseWhy::Complaint]),
        ]
    );
    assert_eq!(house.case(vera, none).err(), Some(Refusal::NotFound));
    house.act(vera, none, CaseAct::Start).unwrap();
    let case = house.case(vera, none).unwrap();
    assert!(case.mine && case.why == [CaseWhy::ByHand]);
    assert!(house.run(OpenReport { actor: vera, id: none }).unwrap().case.unwrap().open);
}

#[test]
fn a_case_is_assigned_noted_reminded_of_closed_and_opened_again() {
    let Desk { mut house, rosa, vera } = desk();
    let zoe = house.member("Zoé", Role::Moderator);
    let first = house.report(rosa, passed_on()).unwrap();
    house.wait(3_600);
    let id = house.report(rosa, passed_on()).unwrap();
    house.act(vera, id, CaseAct::Take).unwrap();
    assert_eq!(house.listed(&vera, CaseFilter::Mine), [id]);
    house.act(vera, id, CaseAct::Assign("zoé".into())).unwrap();
    assert_eq!(
        (house.listed(&vera, CaseFilter::Mine), house.listed(&zoe, CaseFilter::Mine)),
        (vec![], vec![id])
    );
    let nobody = house.act(vera, id, CaseAct::Assign("Rosa".into()));
    assert_eq!(nobody, Err(Refusal::Invalid { field: "moderator", reason: "no_such_moderator" }));
    assert_eq!(
        house.act(zoe, id, note("  ", false)),
        Err(Refusal::Invalid { field: "text", reason: "empty_note" })
    );
    house.act(zoe, id, note("Called, nobody answered.", false)).unwrap();

    house.act(zoe, id, CaseAct::Remind(house.now.plus(2 * DAY))).unwrap();
    assert_eq!(house.listed(&vera, CaseFilter::Open), [first, id]);
    house.wait(3 * DAY);
    assert_eq!(
        (house.listed(&vera, CaseFilter::Open), house.listed(&vera, CaseFilter::Due)),
        (vec![id, first], vec![id])
    );
    house.wait(60 * DAY);
    let case = house.case(zoe, id).unwrap();
    assert!(case.due && case.closed.is_none(), "a reminder never closes anything");
    house.act(zoe, id, CaseAct::ReminderDone).unwrap();
    assert_eq!(house.listed(&vera, CaseFilter::Due), []);
    let yesterday = house.act(zoe, id, CaseAct::Remind(house.now.minus(DAY)));
    assert_eq!(yesterday, Err(Refusal::Invalid { field: "reminder", reason: "reminder_day" }));

    house.act(zoe, id, close()).unwrap();
    assert_eq!(
        (house.listed(&vera, CaseFilter::Open), house.listed(&vera, CaseFilter::Closed)),
        (vec![first], vec![id])
    );
    assert_eq!(
        house.act(zoe, id, note("late", false)),
        Err(Refusal::WrongState { expected: "open", found: "closed" })
    );
    let case = house.case(zoe, id).unwrap();
    assert_eq!(case.closed.unwrap().0, CaseOutcome::Helped);
    assert!(!case.has_contact && case.notes.len() == 1);
    let contact = ShowContact { actor: zoe, id, reason: ContactReason::CallBack };
    assert_eq!(house.run(contact).err(), Some(Refusal::NotFound), "nobody calls her any more");
    house.act(zoe, id, CaseAct::Reopen).unwrap();
    house.restart();
    let case = house.case(zoe, id).unwrap();
    assert!(case.mine && case.closed.is_none() && !case.has_contact, "it does not come back");
}

/// USERS, when it goes wrong, 18: calling her back hurts her.
#[test]
fn line_18_without_a_safe_way_the_case_says_that_nobody_calls() {
    let Desk { mut house, rosa, vera } = desk();
    let no_way = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let way = house.report(rosa, passed_on()).unwrap();
    let case = house.case(vera, no_way).unwrap();
    assert!(case.has_contact && !case.may_be_reached);
    assert_eq!(case.contact_reasons, [ContactReason::Other], "what is refused is not offered");
    let reached = house.case(vera, way).unwrap();
    assert!(reached.may_be_reached && reached.contact_reasons == ContactReason::ALL);
    let no_call = Some(Refusal::Invalid { field: "contact_reason", reason: "no_safe_way" });
    for reason in [ContactReason::CallBack, ContactReason::AskBack, ContactReason::PassOn] {
        assert_eq!(house.run(ShowContact { actor: vera, id: no_way, reason }).err(), no_call);
    }
    let shown = house.run(ShowContact { actor: vera, id: no_way, reason: ContactReason::Other }).unwrap();
    assert!(shown.contact == "call on Tuesdays" && shown.way.is_none());
    let bus = house.member("Bus", Role::Partner);
    let draft = ReportDraft { reach: SafeWay::default(), ..passed_on() };
    let handed = house.report(rosa, draft).unwrap();
    house.act(vera, handed, CaseAct::HandOver("Bus".into())).unwrap();
    for reason in ContactReason::ALL {
        let contact = ShowHandedContact { actor: bus, id: handed, reason: *reason };
        assert_eq!(house.run(contact).err(), no_call, "a partner never");
    }
    house.act(vera, way, CaseAct::HandOver("Bus".into())).unwrap();
    let seen = house.run(OpenHandedCase { actor: bus, id: way }).unwrap().contact_reasons;
    assert!(!seen.contains(&ContactReason::PassOn) && seen.len() == 3);
    let on = ShowHandedContact { actor: bus, id: way, reason: ContactReason::PassOn };
    let the_team = Refusal::Invalid { field: "contact_reason", reason: "team_passes_on" };
    assert_eq!(house.run(on).err(), Some(the_team), "a partner passes nobody on");
    let alone = ReportDraft { consent: Consent { partners: false, ..passed_on().consent }, ..passed_on() };
    let police = ReportDraft { kinds: vec![EventKind::AbusivePoliceAction], ..passed_on() };
    for draft in [alone, police] {
        let id = house.report(rosa, draft).unwrap();
        let seen = house.run(OpenReport { actor: vera, id }).unwrap().contact_reasons;
        assert_eq!(seen, [ContactReason::CallBack, ContactReason::AskBack, ContactReason::Other]);
        assert_eq!(house.case(vera, id).unwrap().contact_reasons, seen);
        let refused = house.run(ShowContact { actor: vera, id, reason: ContactReason::PassOn }).err();
        assert_eq!(refused, Some(Refusal::Invalid { field: "contact_reason", reason: "not_passed_on" }));
    }
    let shown = house.run(ShowContact { actor: vera, id: way, reason: ContactReason::CallBack }).unwrap();
    assert!(shown.way.unwrap().when.as_deref() == Some("mornings"));
}

#[test]
fn what_was_erased_at_the_end_of_a_case_does_not_come_back_with_a_backup() {
    let mut kept = Kept::new();
    let (rosa, vera) = (kept.house.member("Rosa", Role::Member), kept.moderator);
    let bus = kept.house.member("Bus", Role::Partner);
    let closed = kept.house.report(rosa, passed_on()).unwrap();
    let taken = kept.house.report(rosa, passed_on()).unwrap();
    kept.house.act(vera, taken, CaseAct::HandOver("Bus".into())).unwrap();
    let older = kept.back_up();
    kept.house.act(vera, closed, close()).unwrap();
    kept.house.act(vera, taken, CaseAct::TakeBack).unwrap();
    assert_eq!(kept.put_back(&older).again, 2);
    let contact = ShowContact { actor: vera, id: closed, reason: ContactReason::CallBack };
    assert_eq!(kept.house.run(contact).err(), Some(Refusal::NotFound));
    assert!(kept.house.run(OpenReport { actor: vera, id: closed }).unwrap().details.text.is_some());
    assert_eq!(kept.house.inbox_of(&bus), []);
}

#[test]
fn a_case_is_handed_over_only_as_she_agreed_and_leaves_the_inbox_at_once() {
    let Desk { mut house, rosa, vera } = desk();
    let (bus, other) = (house.member("Bus", Role::Partner), house.member("Other", Role::Partner));
    let to_bus = || CaseAct::HandOver("Bus".into());
    let kept = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    assert_eq!(house.act(vera, kept, to_bus()), Err(Refusal::ConsentMissing));
    assert_eq!(house.case(vera, kept).unwrap().may_hand_over, Err("consent_missing"));

    let submit = SubmitReport { actor: rosa, draft: passed_on(), regions: regions() };
    let submitted = house.run(submit).unwrap();
    let id = submitted.id;
    let unknown = house.act(vera, id, CaseAct::HandOver("Vera".into()));
    assert_eq!(unknown, Err(Refusal::Invalid { field: "partner", reason: "no_such_partner" }));
    house.act(vera, id, note("for us", false)).unwrap();
    house.act(vera, id, to_bus()).unwrap();
    house.act(vera, id, note("She prefers a woman.", true)).unwrap();
    assert_eq!((house.inbox_of(&bus), house.inbox_of(&other)), (vec![id], vec![]));
    assert!(house.case(vera, id).unwrap().handed.is_some());
    let seen = house.handed(bus, id).unwrap();
    assert!(seen.text.as_deref() == Some("He locked the door.") && seen.may_be_reached);
    let notes: Vec<_> = seen.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["She prefers a woman."], "not what the team wrote for itself");
    let contact = |actor| ShowHandedContact { actor, id, reason: ContactReason::CallBack };
    assert!(house.run(contact(bus)).unwrap().contact == "call on Tuesdays");
    // A forged id of somebody else's case, and one that was never handed over.
    for (actor, id) in [(other, id), (bus, kept)] {
        assert_eq!(house.handed(actor, id).err(), Some(Refusal::NotFound));
        let act = InboxAct::Note("x".into());
        assert_eq!(house.run(ActInInbox { actor, id, act }), Err(Refusal::NotFound));
        let sheet = house.run(PrintHandedSheet { actor, id });
        assert_eq!(sheet.err(), Some(Refusal::NotFound));
        let sheet = house.run(PrintLiaisonSheet { actor, id });
        assert_eq!(sheet.err(), Some(Refusal::Forbidden));
    }
    assert_eq!(house.run(contact(other)).err(), Some(Refusal::NotFound));
    assert_eq!(house.handed(vera, id).err(), Some(Refusal::Forbidden));
    assert_eq!(house.case(bus, id).err(), Some(Refusal::Forbidden));

    house.run(ActInInbox { actor: bus, id, act: InboxAct::HandBack("We are closed.".into()) }).unwrap();
    assert_eq!(house.inbox_of(&bus), []);
    let case = house.case(vera, id).unwrap();
    assert!(case.due && case.handed.is_none(), "it is on top of the team's list");
    assert_eq!(case.notes.last().map(|note| note.kind), Some(NoteKind::HandedBack));
    house.act(vera, id, to_bus()).unwrap();
    house.run(WithdrawReport { code: submitted.follow_code }).unwrap();
    assert_eq!(house.inbox_of(&bus), []);
    assert_eq!(house.handed(bus, id).err(), Some(Refusal::NotFound));
    let case = house.case(vera, id).unwrap();
    assert_eq!(case.closed.map(|closed| closed.0), Some(CaseOutcome::Withdrawn));
    assert!(case.notes.is_empty() && !case.has_contact, "what the team had noted went with her words");
    assert_eq!(
        house.act(vera, id, CaseAct::Reopen),
        Err(Refusal::WrongState { expected: "open", found: "withdrawn" })
    );
}

#[test]
fn notes_go_with_the_account_and_cases_stay_with_the_team() {
    let Desk { mut house, rosa, vera } = desk();
    let bus = house.member("Bus", Role::Partner);
    let id = house.report(rosa, passed_on()).unwrap();
    house.act(vera, id, CaseAct::Take).unwrap();
    house.act(vera, id, CaseAct::HandOver("Bus".into())).unwrap();
    house.run(DeleteAccount { actor: bus, reports: ReportsFate::Unlink }).unwrap();
    let case = house.case(vera, id).unwrap();
    assert!(case.handed.is_none() && case.mine);
    house.act(vera, id, note("Her sister answers.", false)).unwrap();
    house.run(DeleteAccount { actor: vera, reports: ReportsFate::Unlink }).unwrap();
    let zoe = house.member("Zoé", Role::Moderator);
    let case = house.case(zoe, id).unwrap();
    assert!(case.assigned.is_none() && case.notes.first().unwrap().by.is_none());
    house.run(DeleteAccount { actor: rosa, reports: ReportsFate::Unlink }).unwrap();
    assert!(house.case(zoe, id).unwrap().notes.is_empty(), "they could say who she was");
}

/// USERS, when it goes wrong, 15: a police officer as perpetrator, a court order.
#[test]
fn line_15_nothing_about_police_goes_outside_and_nothing_goes_to_them_without_her_yes_and_two_names() {
    let Desk { mut house, rosa, vera } = desk();
    let zoe = house.member("Zoé", Role::Moderator);
    let _ = house.member("Bus", Role::Partner);
    let never = |field| Err(Refusal::Invalid { field, reason: "never_outside" });
    let officer = ReportDraft { perpetrator: Some(Perpetrator::PoliceOrMilitary), ..passed_on() };
    let abuse = ReportDraft { kinds: vec![EventKind::AbusivePoliceAction], ..passed_on() };
    for draft in [officer, abuse] {
        let id = house.report(rosa, draft).unwrap();
        assert_eq!(house.act(vera, id, CaseAct::HandOver("Bus".into())), never("partner"));
        assert_eq!(house.act(vera, id, CaseAct::HerYes(house.now)), never("police"));
        assert!(house.case(vera, id).unwrap().police);
    }

    let id = house.report(rosa, passed_on()).unwrap();
    let print = |actor| PrintRelease { actor, id };
    assert_eq!(house.act(vera, id, CaseAct::Confirm), Err(Refusal::ConsentMissing));
    assert_eq!(house.run(print(vera)).err(), Some(Refusal::ConsentMissing));
    let long_before = house.now.minus(3 * DAY);
    assert_eq!(
        house.act(vera, id, CaseAct::HerYes(long_before)),
        Err(Refusal::Invalid { field: "yes", reason: "yes_day" })
    );
    house.act(vera, id, CaseAct::HerYes(house.now)).unwrap();
    house.act(vera, id, CaseAct::Confirm).unwrap();
    assert_eq!(
        house.act(vera, id, CaseAct::Confirm),
        Err(Refusal::Invalid { field: "police", reason: "another_person" })
    );
    assert!(matches!(house.run(print(vera)).err(), Some(Refusal::WrongState { .. })), "one is not two");
    house.act(zoe, id, CaseAct::Confirm).unwrap();
    let sheet = house.run(print(vera)).unwrap();
    let names: Vec<_> = sheet.confirmed.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["Vera", "Zoé"]);
    assert!(sheet.details.contact.is_none() && sheet.details.reach.is_none());
    // Who is no moderator any more does not stand for it.
    house.make(member_id(&zoe), Role::Member);
    assert!(matches!(house.run(print(vera)).err(), Some(Refusal::WrongState { .. })));
    house.act(vera, id, CaseAct::NoPolice).unwrap();
    assert_eq!(house.run(print(vera)).err(), Some(Refusal::ConsentMissing));
}

#[test]
fn the_sheet_for_a_hospital_says_nothing_of_the_person_who_was_reported() {
    let Desk { mut house, rosa, vera } = desk();
    for (hour, printed) in [
        ("02:30", true),
        ("23 h", true),
        ("2 pm", true),
        ("at 2, with Docteur Léo", false),
        ("0639984157", false),
    ] {
        let draft = ReportDraft { hour: Some(hour.into()), ..passed_on() };
        let id = house.report(rosa, draft).unwrap();
        let sheet = house.run(PrintLiaisonSheet { actor: vera, id }).unwrap();
        assert_eq!(sheet.kinds, [EventKind::RapeOrAttempt]);
        assert_eq!(sheet.hour.as_deref(), printed.then_some(hour));
    }
}

#[test]
fn line_11_nobody_handles_a_case_of_her_own_or_about_herself() {
    let Desk { mut house, rosa, vera } = desk();
    let accused = house.registered("Nadia", &["06 39 98 41 57"]);
    house.make(member_id(&accused), Role::Moderator);
    let about_her = house.report(rosa, passed_on()).unwrap();
    assert_eq!(house.listed(&accused, CaseFilter::Open), []);
    assert_eq!(house.case(accused, about_her).err(), Some(Refusal::NotFound));
    assert_eq!(house.act(accused, about_her, CaseAct::Take), Err(Refusal::NotFound));
    let to_her = house.act(vera, about_her, CaseAct::Assign("Nadia".into()));
    assert_eq!(to_her, Err(Refusal::Invalid { field: "moderator", reason: "no_such_moderator" }));
    house.make(member_id(&accused), Role::Partner);
    let to_her = house.act(vera, about_her, CaseAct::HandOver("Nadia".into()));
    assert_eq!(to_her, Err(Refusal::Invalid { field: "partner", reason: "no_such_partner" }));

    let number = IdentifierInput { kind: None, value: "06 39 98 41 59".into() };
    let own = house.report(vera, ReportDraft { identifiers: vec![number], ..passed_on() }).unwrap();
    assert_eq!(house.case(vera, own).err(), Some(Refusal::Forbidden));
    let print = PrintLiaisonSheet { actor: vera, id: own };
    assert_eq!(house.run(print).err(), Some(Refusal::Forbidden));
    for role in [Role::Member, Role::Partner, Role::Admin] {
        let actor = house.member(&format!("a {}", role.name()), role);
        assert_eq!(house.case(actor, about_her).err(), Some(Refusal::Forbidden));
        let listed = house.snapshot().cases(&actor, CaseFilter::Open, 0, house.now);
        assert_eq!(listed.err(), Some(Refusal::Forbidden));
    }
}

#[test]
fn a_report_that_a_moderator_classifies_as_about_police_leaves_the_inbox() {
    let Desk { mut house, rosa, vera } = desk();
    let bus = house.member("Bus", Role::Partner);
    let id = house.report(rosa, passed_on()).unwrap();
    house.act(vera, id, CaseAct::HandOver("Bus".into())).unwrap();
    assert_eq!(house.inbox_of(&bus), [id]);
    let publication =
        PublishReport { kinds: vec![EventKind::AbusivePoliceAction], ..publishing(vera, id, false) };
    house.run(publication).unwrap();
    assert_eq!(house.inbox_of(&bus), []);
    assert_eq!(house.handed(bus, id).err(), Some(Refusal::NotFound));
}

#[test]
fn fifty_cases_at_most_are_listed_and_none_is_left_out() {
    let Desk { mut house, rosa, vera } = desk();
    let mut ids = Vec::new();
    for n in 0..60 {
        if n == 30 {
            house.wait(2 * DAY);
        }
        ids.push(house.report(rosa, violent("06 39 98 41 57")).unwrap());
    }
    let page = |n| house.snapshot().cases(&vera, CaseFilter::Open, n, house.now).unwrap();
    assert_eq!((page(0).rows.len(), page(1).rows.len(), page(2).rows.len(), page(0).pages), (50, 10, 0, 2));
    let mut seen: Vec<_> = page(0).rows.into_iter().chain(page(1).rows).map(|row| row.id).collect();
    seen.sort_unstable();
    ids.sort_unstable();
    assert_eq!(seen, ids);
}

#[test]
fn the_team_is_told_of_grave_reports_once_an_hour_and_once_a_day_how_much_waits() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    for (name, role) in [("vera", Role::Moderator), ("ada", Role::Admin), ("lola", Role::Member)] {
        let actor = house.reachable(name, &format!("{name}@example.org"));
        house.make(member_id(&actor), role);
    }
    let told = |house: &mut House| -> Vec<(String, Text)> {
        while house.snapshot().desk_is_to_be_told(house.now).unwrap() {
            house.run(TellDesk).unwrap();
        }
        let mut sent: Vec<_> =
            house.post().into_iter().map(|message| (message.to.as_str().to_owned(), message.text)).collect();
        sent.sort_by(|a, b| a.0.cmp(&b.0));
        sent
    };
    let to_both = |text: Text| {
        vec![("ada@example.org".to_owned(), Text::DeskWork), ("vera@example.org".to_owned(), text)]
    };
    assert!(told(&mut house).is_empty(), "nothing waits");
    let light = ReportDraft { kinds: vec![EventKind::Harassment], ..violent("06 39 98 41 57") };
    house.report(rosa, light).unwrap();
    assert!(told(&mut house).is_empty(), "nothing that cannot wait for tomorrow's line");
    house.report(rosa, violent("06 39 98 41 57")).unwrap();
    assert!(told(&mut house) == to_both(Text::DeskSoon));
    house.wait(600);
    house.report(rosa, violent("06 39 98 41 57")).unwrap();
    assert!(told(&mut house).is_empty(), "once an hour");
    house.wait(3_000);
    assert!(told(&mut house) == to_both(Text::DeskSoon), "the one that came meanwhile is not forgotten");
    // The next day at 8, and at 9 (UTC).
    house.wait(DAY - house.now.seconds() % DAY + 8 * 3_600);
    assert!(told(&mut house).is_empty());
    house.wait(3_600);
    assert!(told(&mut house) == to_both(Text::DeskToday { waiting: 3, overdue: 0, reminders: 0 }));
    house.wait(3 * 3_600);
    assert!(told(&mut house).is_empty(), "once a day");
    house.wait(2 * DAY);
    assert!(told(&mut house) == to_both(Text::DeskToday { waiting: 3, overdue: 3, reminders: 0 }));
}

#[test]
fn nothing_begins_with_a_reporter_who_took_it_back_or_has_gone() {
    let Desk { mut house, rosa, vera } = desk();
    let light =
        ReportDraft { kinds: vec![EventKind::Harassment], contact: None, ..violent("06 39 98 41 57") };
    let closed = house.report(rosa, passed_on()).unwrap();
    let never = house.report(rosa, light).unwrap();
    house.act(vera, closed, close()).unwrap();
    house.run(DeleteAccount { actor: rosa, reports: ReportsFate::Unlink }).unwrap();
    let gone = || Err(Refusal::WrongState { expected: "open", found: "withdrawn" });
    assert_eq!(house.act(vera, never, CaseAct::Start), gone());
    let case = house.case(vera, closed).unwrap().closed.unwrap();
    assert!(case.0 == CaseOutcome::Withdrawn && case.1.is_some(), "whatever it ended with before");
    for act in [CaseAct::Reopen, note("Her sister answers.", false), CaseAct::Refer("a hospital".into())] {
        assert_eq!(house.act(vera, closed, act), gone());
    }
}

#[test]
fn whoever_cannot_have_a_case_gets_one_answer_and_each_attempt_is_a_line() {
    let Desk { mut house, rosa, vera } = desk();
    let accused = house.registered("Nadia", &["06 39 98 41 57"]);
    house.make(member_id(&accused), Role::Moderator);
    let id = house.report(rosa, passed_on()).unwrap();
    let newest = |house: &House| house.snapshot().audit(&Actor::Operator, None, 1).unwrap().remove(0).1;
    let moderator = Err(Refusal::Invalid { field: "moderator", reason: "no_such_moderator" });
    for name in ["Nadia", "Rosa", "nobody", ""] {
        house.act(vera, id, CaseAct::Take).unwrap();
        assert_eq!(house.act(vera, id, CaseAct::Assign(name.into())), moderator);
        let line = newest(&house);
        assert_eq!((line.what.as_str(), line.subject), ("case_not_given", Some(*id.as_bytes())));
    }
    assert!(house.case(vera, id).unwrap().mine, "nothing else changed");
    house.make(member_id(&accused), Role::Partner);
    let _ = house.member("Bus", Role::Partner);
    let partner = Err(Refusal::Invalid { field: "partner", reason: "no_such_partner" });
    for name in ["Nadia", "Vera", "nobody"] {
        house.act(vera, id, CaseAct::Take).unwrap();
        assert_eq!(house.act(vera, id, CaseAct::HandOver(name.into())), partner);
        assert_eq!(newest(&house).what, "case_not_given");
    }
    let _ = house.member("Other", Role::Partner);
    house.act(vera, id, CaseAct::HandOver("Bus".into())).unwrap();
    let elsewhere = Err(Refusal::WrongState { expected: "open", found: "handed_over" });
    for name in ["Nadia", "Other", "nobody"] {
        assert_eq!(house.act(vera, id, CaseAct::HandOver(name.into())), elsewhere, "whoever is named");
    }
}

#[test]
fn a_partner_does_not_read_what_was_written_for_or_by_another() {
    let Desk { mut house, rosa, vera } = desk();
    let (bus, clinic) = (house.member("Bus", Role::Partner), house.member("Clinic", Role::Partner));
    let id = house.report(rosa, passed_on()).unwrap();
    house.act(vera, id, CaseAct::HandOver("Bus".into())).unwrap();
    house.act(vera, id, note("Bus: ring twice.", true)).unwrap();
    house.run(ActInInbox { actor: bus, id, act: InboxAct::Note("She told us a secret.".into()) }).unwrap();
    house.run(ActInInbox { actor: bus, id, act: InboxAct::HandBack("We are closed.".into()) }).unwrap();
    house.act(vera, id, CaseAct::HandOver("Clinic".into())).unwrap();
    house.act(vera, id, note("Clinic: she prefers a woman.", true)).unwrap();
    let seen = |house: &mut House, partner| -> Vec<String> {
        house.handed(partner, id).unwrap().notes.into_iter().map(|note| note.text).collect()
    };
    assert_eq!(seen(&mut house, clinic), ["Clinic: she prefers a woman."]);
    house.act(vera, id, CaseAct::TakeBack).unwrap();
    house.act(vera, id, CaseAct::HandOver("Bus".into())).unwrap();
    assert_eq!(seen(&mut house, bus), ["She told us a secret.", "We are closed."], "her own stay hers");
    assert_eq!(house.case(vera, id).unwrap().notes.len(), 4);
}

#[test]
fn whom_a_report_is_about_is_not_told_of_it_and_does_not_count_it() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [nadias, veras] = ["nadia", "vera"].map(|name| {
        let member = member_id(&house.reachable(name, &format!("{name}@example.org")));
        house.make(member, Role::Moderator);
        Actor::Member(member, Role::Moderator)
    });
    let told = |house: &mut House| -> Vec<(String, Text)> {
        while house.snapshot().desk_is_to_be_told(house.now).unwrap() {
            house.run(TellDesk).unwrap();
        }
        let mut sent: Vec<_> =
            house.post().into_iter().map(|message| (message.to.as_str().to_owned(), message.text)).collect();
        sent.sort_by(|a, b| a.0.cmp(&b.0));
        sent
    };
    assert!(told(&mut house).is_empty());
    let about = house.report(rosa, violent("nadia@example.org")).unwrap();
    let vera = |text| ("vera@example.org".to_owned(), text);
    let nadia = |text| ("nadia@example.org".to_owned(), text);
    assert!(told(&mut house) == [vera(Text::DeskSoon)], "not her whom it is about");
    house.act(veras, about, CaseAct::Remind(house.now)).unwrap();
    let counts = |house: &House, actor: &Actor| {
        let counts = house.snapshot().case_counts(actor, house.now).unwrap();
        (counts.open, counts.due)
    };
    assert_eq!((counts(&house, &nadias), counts(&house, &veras)), ((0, 0), (1, 1)));
    house.wait(2 * DAY - house.now.seconds() % DAY + 9 * 3_600);
    assert!(told(&mut house) == [vera(Text::DeskToday { waiting: 1, overdue: 0, reminders: 1 })]);
    house.report(rosa, violent("06 39 98 41 57")).unwrap();
    assert!(told(&mut house) == [nadia(Text::DeskSoon), vera(Text::DeskSoon)]);
    house.wait(DAY);
    let both = told(&mut house);
    assert!(
        both == [
            nadia(Text::DeskToday { waiting: 1, overdue: 0, reminders: 0 }),
            vera(Text::DeskToday { waiting: 2, overdue: 1, reminders: 1 })
        ]
    );
    for _ in 0..50 {
        house.wait(3_600);
        house.report(rosa, violent("06 39 98 41 57")).unwrap();
    }
    let list = house.snapshot().cases(&nadias, CaseFilter::Open, 0, house.now).unwrap();
    assert_eq!((list.rows.len(), list.pages), (50, 2), "no page is too short");
}
