//! Twenty planted reports: duplicates, numbers that must not be published, false ones, grave ones; each is shown at the desk as
//! moderators need it.

use parasol_core::alerts::{RecallAlert, RecallReason, ReviseAlert, Revised};
use parasol_core::desk::{
    Beside, DeskList, Duplicate, Mark, MergeReport, OpenReport, Person, Proofread, PublicText, PublishReport,
    RejectReason, RejectReport, Sameness, StopList, StopReason,
};
use parasol_core::ids::{MemberId, ReportId};
use parasol_core::limits::MAX_PROOFREADS_A_DAY;
use parasol_core::members::{CreateMember, Suspend};
use parasol_core::places::Town;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, DraftField, IdentifierInput, KeepDraft, ReportDraft, Status};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Level, Perpetrator};

use crate::house::{House, member_id, publishing, regions, violent};

pub(crate) struct Planted {
    pub(crate) house: House,
    pub(crate) moderator: Actor,
    /// How many reporters there are.
    reporters: usize,
}

pub(crate) fn town(name: &str, latitude: i32, longitude: i32) -> Option<Town> {
    let id = u32::try_from(name.bytes().map(u64::from).sum::<u64>()).unwrap();
    let country = "FR".parse().unwrap();
    Some(Town { id, name: name.into(), country, near: None, latitude, longitude })
}

pub(crate) fn lyon() -> Option<Town> {
    town("Lyon", 45_748, 4_846)
}

/// Nine kilometres from Lyon.
fn villeurbanne() -> Option<Town> {
    town("Villeurbanne", 45_767, 4_880)
}

fn lille() -> Option<Town> {
    town("Lille", 50_633, 3_058)
}

pub(crate) fn named(kind: Option<IdentifierKind>, value: &str) -> Vec<IdentifierInput> {
    vec![IdentifierInput { kind, value: value.into() }]
}

/// A report that says nothing but what is filled in.
pub(crate) fn bare() -> ReportDraft {
    ReportDraft {
        kinds: vec![EventKind::Harassment],
        consent: Consent { alert: true, ..Consent::default() },
        ..ReportDraft::default()
    }
}

fn called(alias: &str, town: Option<Town>, day: &str) -> ReportDraft {
    ReportDraft { aliases: vec![alias.into()], town, happened_on: Some(day.parse().unwrap()), ..bare() }
}

impl Planted {
    pub(crate) fn new() -> Self {
        let mut house = House::new();
        let moderator = house.member("Moderator", Role::Moderator);
        Self { house, moderator, reporters: 0 }
    }

    /// A report by somebody who has not reported yet.
    fn plant(&mut self, draft: ReportDraft) -> ReportId {
        self.reporters += 1;
        let reporter = self.house.member(&format!("reporter {}", self.reporters), Role::Member);
        self.house.report(reporter, draft).unwrap()
    }

    pub(crate) fn beside(&mut self, id: ReportId) -> Beside {
        self.house.run(OpenReport { actor: self.moderator, id }).unwrap().beside
    }

    fn rows(&mut self, id: ReportId) -> Vec<Duplicate> {
        self.beside(id).duplicates
    }

    /// Both reports are shown beside each other, for this reason.
    #[track_caller]
    fn same(&mut self, one: ReportDraft, other: ReportDraft, certain: bool, what: Sameness) {
        let (one, other) = (self.plant(one), self.plant(other));
        for (id, beside) in [(one, other), (other, one)] {
            let rows = self.rows(id);
            let row = rows.iter().find(|row| row.report == beside).unwrap();
            assert_eq!(row.certain, certain);
            assert!(row.why.iter().any(|why| why.what == what), "{:?}", why(row));
        }
    }

    #[track_caller]
    fn apart(&mut self, one: ReportDraft, other: ReportDraft) {
        let (one, other) = (self.plant(one), self.plant(other));
        for (id, beside) in [(one, other), (other, one)] {
            assert!(self.rows(id).iter().all(|row| row.report != beside));
        }
    }

    fn sponsored(&mut self, name: &str, role: Role, sponsor: Option<MemberId>) -> Actor {
        let (actor, password) = (Actor::Operator, self.house.password());
        let member = CreateMember { actor, pseudonym: name.into(), role, password, sponsor };
        Actor::Member(self.house.run(member).unwrap(), role)
    }
}

fn why(row: &Duplicate) -> Vec<(Sameness, &str)> {
    row.why.iter().map(|why| (why.what, why.shown.as_str())).collect()
}

#[test]
fn the_same_identifier_is_found_however_it_was_written() {
    let mut desk = Planted::new();
    for (kind, one, other) in [
        (None, "06 39 98 41 57", "0033 6.39.98.41.57"),
        (None, "Client.A@Example.org", "client.a@example.org"),
        (Some(IdentifierKind::Plate), "AB-000-CD", "ab 000 cd"),
        (Some(IdentifierKind::Handle), "Docteur_Leo", "insta: @docteur_leo"),
    ] {
        let [one, other] =
            [one, other].map(|value| ReportDraft { identifiers: named(kind, value), ..bare() });
        desk.same(one, other, true, Sameness::Identifier);
    }
    desk.house.restart();
    let again = desk.plant(ReportDraft { identifiers: named(None, "06 39 98 41 57"), ..bare() });
    assert_eq!(desk.rows(again).len(), 2, "after a restart too");
}

#[test]
fn the_same_name_is_found_close_in_place_and_time() {
    let mut desk = Planted::new();
    desk.same(
        called("Docteur Léo", lyon(), "2026-11-03"),
        called("docteur leo", villeurbanne(), "2026-10-05"),
        false,
        Sameness::Name,
    );
    desk.apart(called("Marco", lyon(), "2026-11-03"), called("Marco", lille(), "2026-11-04"));
    desk.apart(called("Sami", lyon(), "2026-11-03"), called("Sami", lyon(), "2026-07-04"));
    desk.apart(called("inconnu", lyon(), "2026-11-03"), called("Inconnu", lyon(), "2026-11-03"));
    let handle = ReportDraft {
        identifiers: named(Some(IdentifierKind::Handle), "jean.dupont_x"),
        town: lyon(),
        happened_on: Some("2026-11".parse().unwrap()),
        ..bare()
    };
    desk.same(handle, called("Jean Dupont X", lyon(), "2026-10-20"), false, Sameness::Name);
    // Nobody said where: the vehicle speaks for it.
    let with =
        |vehicle: &str| ReportDraft { vehicle: Some(vehicle.into()), ..called("Tony", None, "2026-11") };
    desk.same(with("grey van, dented door"), with("Grey van with a dented door"), false, Sameness::Vehicle);
    desk.apart(called("Bruno", None, "2026-11-03"), called("Bruno", None, "2026-11-03"));
}

#[test]
fn a_part_of_a_plate_is_found_close_in_place_and_time() {
    let mut desk = Planted::new();
    let part = ReportDraft {
        vehicle: Some("black 206cc, plate AB-000 then something".into()),
        town: lyon(),
        happened_on: Some("2026-11-03".parse().unwrap()),
        ..bare()
    };
    let whole = ReportDraft {
        identifiers: named(Some(IdentifierKind::Plate), "AB-000-CD"),
        ..called("Rémi", villeurbanne(), "2026-10-30")
    };
    desk.same(part.clone(), whole.clone(), false, Sameness::Plate);
    desk.apart(part, ReportDraft { town: lille(), ..whole });
    let model = |day: &str| ReportDraft { vehicle: Some("a 206cc".into()), ..called("", lyon(), day) };
    desk.apart(model("2026-11-03"), model("2026-11-04"));
}

#[test]
fn alerts_stand_beside_too_until_they_are_recalled_and_then_their_reports() {
    let mut desk = Planted::new();
    let number = || ReportDraft { identifiers: named(None, "06 39 98 41 57"), ..violent("06 39 98 41 57") };
    let first = desk.plant(number());
    let alert = desk.house.publish(desk.moderator, first, false).unwrap().alert;
    let second = desk.plant(number());
    let rows = desk.rows(second);
    assert!(rows.len() == 1 && rows[0].alert == Some(alert) && rows[0].stands && rows[0].certain);
    assert_eq!((rows[0].status, rows[0].month.to_string().as_str()), (Status::Published, "2026-11"));
    let recall = RecallAlert { actor: desk.moderator, alert, reason: RecallReason::Correction };
    desk.house.run(recall).unwrap();
    let rows = desk.rows(second);
    assert!(rows.len() == 1 && !rows[0].stands && rows[0].status == Status::Recalled);
    let third = desk.plant(number());
    let recall = desk.house.publish(desk.moderator, third, false).unwrap().alert;
    let (actor, reason) = (desk.moderator, RecallReason::ConsentWithdrawn);
    desk.house.run(RecallAlert { actor, alert: recall, reason }).unwrap();
    assert!(desk.rows(second).iter().all(|row| row.report != third), "its words are gone");
}

#[test]
fn ten_are_shown_and_the_rest_is_counted() {
    let mut desk = Planted::new();
    let ids: Vec<_> = (0..14)
        .map(|_| desk.plant(ReportDraft { identifiers: named(None, "06 39 98 41 57"), ..bare() }))
        .collect();
    let beside = desk.beside(ids[0]);
    assert_eq!((beside.duplicates.len(), beside.more), (10, 3));
    desk.house.wait(5 * 366 * 86_400);
    let new = desk.plant(ReportDraft { identifiers: named(None, "06 39 98 41 57"), ..bare() });
    assert!(desk.rows(new).is_empty(), "what is older than five years is not looked at");
}

#[test]
fn nobody_is_shown_a_report_about_herself_and_her_own_is_marked() {
    let mut desk = Planted::new();
    let vera = desk.house.registered("Vera", &["06 39 98 41 57"]);
    let role = Role::Moderator;
    let member = member_id(&vera);
    desk.house.run(parasol_core::members::SetRole { actor: Actor::Operator, member, role }).unwrap();
    let alias =
        |number: &str| ReportDraft { identifiers: named(None, number), ..called("Léo", lyon(), "2026-11") };
    let about_her = desk.plant(alias("06 39 98 41 57"));
    let hers = desk.house.report(vera, alias("06 39 98 41 59")).unwrap();
    let open = desk.plant(alias("06 39 98 41 58"));
    let seen = desk.house.run(OpenReport { actor: vera, id: open }).unwrap().beside.duplicates;
    assert_eq!(seen.iter().map(|row| (row.report, row.own)).collect::<Vec<_>>(), [(hers, true)]);
    let all = desk.rows(open);
    assert!(
        all.len() == 2 && all.iter().any(|row| row.report == about_her) && all.iter().all(|row| !row.own)
    );
}

#[test]
fn help_lines_and_our_own_numbers_stop_and_the_rest_is_published() {
    let mut desk = Planted::new();
    let mut stopped = StopList::default();
    for (why, number, region) in [
        (StopReason::Help, "0 800 05 95 95", "FR"),
        (StopReason::Help, "0800 30 030", "BE"),
        (StopReason::Help, "3919", "FR"),
        (StopReason::Emergency, "112", "FR"),
        (StopReason::Organisation, "+33 6 39 98 00 01", "FR"),
        (StopReason::Organisation, "Team@Example.org", "FR"),
    ] {
        assert!(stopped.add(why, number, region.parse().unwrap()), "{number}");
    }
    assert!(!stopped.add(StopReason::Help, "no number", "FR".parse().unwrap()));
    desk.house.node().set_rules(Rules { stopped, ..Rules::default() });
    let input = |kind, value: &str| IdentifierInput { kind, value: value.into() };
    let identifiers = vec![
        input(None, "0800 05 95 95"),
        input(None, "0032 800 30 030"),
        input(Some(IdentifierKind::Handle), "3919"),
        input(Some(IdentifierKind::Plate), "112"),
        input(None, "06 39 98 00 01"),
        input(None, "team@example.org"),
        input(None, "06 39 98 41 57"),
        input(None, "06 39 98 39 19"),
    ];
    let same_line = ReportDraft { identifiers: vec![input(None, "0800 05 95 95")], ..bare() };
    let other = desk.plant(same_line);
    let id = desk.plant(ReportDraft { identifiers, ..bare() });
    assert!(desk.beside(id).duplicates.is_empty() && desk.beside(other).duplicates.is_empty(), "a help line");
    let stop = |why| Mark::Stopped(why);
    let (help, ours) = (stop(StopReason::Help), stop(StopReason::Organisation));
    let emergency = stop(StopReason::Emergency);
    assert_eq!(desk.beside(id).marks, [help, help, help, emergency, ours, ours, Mark::Free, Mark::Free]);
    let refused = Refusal::Invalid { field: "identifiers", reason: "stopped" };
    assert_eq!(desk.house.publish(desk.moderator, id, false), Err(refused));
    let command = publishing(desk.moderator, id, false);
    let alert = desk.house.run(PublishReport { leave_out: (0..6).collect(), ..command }).unwrap().alert;
    let shown = desk.house.snapshot().alert(&desk.moderator, &alert).unwrap().identifiers;
    assert_eq!(
        shown.iter().map(|each| each.shown.as_str()).collect::<Vec<_>>(),
        ["+33 • •• •• •• 57", "+33 • •• •• •• 19"]
    );
}

#[test]
fn line_9_the_reported_number_is_a_members() {
    let mut desk = Planted::new();
    let vera = desk.house.reachable("Vera", "06 39 98 41 57");
    desk.house.change(vera, 1, "vera@example.org").unwrap();
    let code = desk.house.code();
    desk.house.confirm(vera, &code);
    desk.house.ask("Nobody yet", "vera@example.org").unwrap();
    let input = |value: &str| IdentifierInput { kind: None, value: value.into() };
    let draft = |values: &[&str]| ReportDraft {
        identifiers: values.iter().map(|value| input(value)).collect(),
        ..bare()
    };
    let reporter = desk.house.member("Reporter", Role::Member);
    let of_member = desk
        .house
        .report(reporter, draft(&["06 39 98 41 57", "VERA@example.org", "06 39 98 41 58"]))
        .unwrap();
    let of_nobody = desk.house.report(reporter, draft(&["06 39 98 41 60"])).unwrap();
    let marks = desk.beside(of_member).marks;
    assert_eq!(marks, [Mark::Protected, Mark::Protected, Mark::Free]);
    // Whoever waits for a sponsor is no member: anybody could have a number protected so.
    let waiting = desk.house.report(reporter, draft(&["06 39 98 00 11"])).unwrap();
    assert_eq!(desk.beside(waiting).marks, [Mark::Free]);
    // Nor does a contact count that nobody proved to be hers: he registers with his own number, and is published all the same.
    let angry = desk.house.registered("Angry", &["06 39 98 41 61"]);
    let his = desk.house.report(reporter, draft(&["06 39 98 41 61"])).unwrap();
    assert_eq!(desk.beside(his).marks, [Mark::Free]);
    desk.house.publish(desk.moderator, his, false).unwrap();
    // Once proved, it is protected.
    let next = desk.house.report(reporter, draft(&["06 39 98 41 61"])).unwrap();
    desk.house.change(angry, 0, "06 39 98 41 61").unwrap();
    let code = desk.house.code();
    desk.house.confirm(angry, &code);
    assert_eq!(desk.beside(next).marks, [Mark::Protected]);
    let refused = Refusal::Invalid { field: "identifiers", reason: "protected" };
    assert_eq!(desk.house.publish(desk.moderator, of_member, false), Err(refused));
    // The reporter sees of one what she sees of the other.
    let rows = desk.house.snapshot().own_reports(&reporter).unwrap();
    let row = |id: ReportId| rows.iter().find(|row| row.id == id).map(|row| (row.status, row.month)).unwrap();
    assert_eq!(row(of_member), row(of_nobody));
    let command = publishing(desk.moderator, of_member, false);
    let published = desk.house.run(PublishReport { leave_out: vec![0, 1], ..command });
    let alert = published.unwrap().alert;
    let shown = desk.house.snapshot().alert(&desk.moderator, &alert).unwrap().identifiers;
    assert_eq!(shown.len(), 1);
    assert_eq!(desk.house.snapshot().search(&reporter, "39 98 41 57").unwrap().len(), 0);
}

#[test]
fn line_8_a_false_report() {
    let mut desk = Planted::new();
    let rival = desk.sponsored("Rival", Role::Member, None);
    let friend = desk.sponsored("Friend", Role::Member, Some(member_id(&rival)));
    let hers = desk.sponsored("Friend of the friend", Role::Member, Some(member_id(&friend)));
    let distant = desk.sponsored("Distant", Role::Member, Some(member_id(&hers)));
    let stranger = desk.house.member("Stranger", Role::Member);
    let draft = || ReportDraft { identifiers: named(None, "06 39 98 41 57"), ..bare() };
    let first = desk.house.report(rival, draft()).unwrap();
    desk.house.report(stranger, draft()).unwrap();
    assert_eq!(desk.beside(first).record.unwrap().branch, None, "a stranger is no branch");
    let second = desk.house.report(hers, draft()).unwrap();
    let branch = desk.beside(second).record.unwrap().branch.unwrap();
    assert_eq!((branch.accounts, branch.by_team), (2, false));
    desk.house.report(friend, draft()).unwrap();
    assert_eq!(desk.beside(first).record.unwrap().branch.unwrap().accounts, 3);
    let far = desk.house.report(distant, draft()).unwrap();
    assert_eq!(
        desk.beside(far).record.unwrap().branch.unwrap().accounts,
        3,
        "three generations above her is too far"
    );

    let bus = desk.sponsored("Bus", Role::Partner, None);
    let [one, two] = ["One", "Two"].map(|name| desk.sponsored(name, Role::Member, Some(member_id(&bus))));
    let other = || ReportDraft { identifiers: named(None, "06 39 98 41 58"), ..bare() };
    desk.house.report(one, other()).unwrap();
    let id = desk.house.report(two, other()).unwrap();
    assert!(desk.beside(id).record.unwrap().branch.unwrap().by_team);

    let record = |desk: &mut Planted, id| {
        let record = desk.beside(id).record.unwrap();
        (record.published, record.refused, record.waiting, record.recalled, record.suspended)
    };
    assert_eq!(record(&mut desk, first), (0, 0, 0, 0, false));
    let more: Vec<_> = (0..3).map(|_| desk.house.report(rival, bare()).unwrap()).collect();
    let alert = desk.house.publish(desk.moderator, more[0], false).unwrap().alert;
    let (actor, reason) = (desk.moderator, RejectReason::AboutASexWorker);
    desk.house.run(RejectReport { actor, id: more[1], reason, text: String::new() }).unwrap();
    assert_eq!(record(&mut desk, first), (1, 1, 1, 0, false));
    desk.house.run(RecallAlert { actor, alert, reason: RecallReason::Correction }).unwrap();
    desk.house.run(Suspend { actor: Actor::Operator, member: member_id(&rival) }).unwrap();
    assert_eq!(record(&mut desk, first), (0, 1, 1, 1, true));
    let told = desk.house.snapshot().own_report(&stranger, &first).err();
    assert_eq!(told, Some(Refusal::NotFound));
}

#[test]
fn a_reporters_own_number_in_the_text_is_seen_before_it_is_published() {
    let mut desk = Planted::new();
    let rosa = desk.house.registered("Rosa Noire", &["06 39 98 00 77"]);
    desk.house.registered("Vera Lune", &["06 39 98 00 78"]);
    let draft = ReportDraft {
        text: Some("Rappelez-moi au 06 39 98 00 12, il a pris ma perroquet violet.".into()),
        contact: Some("06 39 98 00 12".into()),
        ..violent("06 39 98 41 57")
    };
    let id = desk.house.report(rosa, draft).unwrap();
    let read = |desk: &mut Planted, text: &str, leave_out: Vec<usize>| {
        let public = PublicText { text: text.into(), ..PublicText::default() };
        let found = desk.house.run(Proofread { actor: desk.moderator, id, public, leave_out }).unwrap();
        found.into_iter().map(|warning| (warning.kind.name(), warning.found)).collect::<Vec<_>>()
    };
    let one = |kind, found: &str| vec![(kind, found.to_owned())];
    assert_eq!(read(&mut desk, "Appeler 0639980012", vec![]), one("identifier", "0639980012"));
    assert_eq!(read(&mut desk, "Appeler 06.39.98.00.77", vec![]), one("identifier", "06.39.98.00.77"));
    assert_eq!(read(&mut desk, "Il cherche Rosa noire", vec![]), one("reporter", "Rosa noire"));
    // Another account's name is warned of in the same way: trying names out does not tell whose report it is.
    assert_eq!(read(&mut desk, "Il cherche Vera Lune", vec![]), one("reporter", "Vera Lune"));
    assert!(read(&mut desk, "Il cherche Lune", vec![]).is_empty());
    assert_eq!(read(&mut desk, "Il vole un perroquet", vec![]), one("reporter", "perroquet"));
    assert!(read(&mut desk, "Son numéro : 06 39 98 41 57", vec![]).is_empty());
    assert_eq!(read(&mut desk, "Son numéro : 06 39 98 41 57", vec![0]), one("identifier", "06 39 98 41 57"));
    let admin = desk.house.member("admin", Role::Admin);
    let lines = desk.house.snapshot().audit(&admin, None, 50).unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "text_proofread").count(), 8);
    let long = PublicText { text: "x".repeat(2_001), ..PublicText::default() };
    let refused = desk.house.run(Proofread { actor: desk.moderator, id, public: long, leave_out: vec![] });
    assert_eq!(refused.err(), Some(Refusal::TooLong { field: "text", max: 2_000 }));
    for actor in [rosa, admin] {
        let refused =
            desk.house.run(Proofread { actor, id, public: PublicText::default(), leave_out: vec![] });
        assert_eq!(refused.err(), Some(Refusal::Forbidden));
    }
}

#[test]
fn a_sentence_of_the_reporters_and_the_name_of_the_hotel_are_seen_before_they_are_published() {
    let mut desk = Planted::new();
    let draft = ReportDraft {
        text: Some("Il m'a dit que sa femme ne savait rien, et puis il a refusé de payer.".into()),
        ..violent("06 39 98 41 57")
    };
    let id = desk.plant(draft);
    let mut read = |text: &str| {
        let public = PublicText { text: text.into(), ..PublicText::default() };
        let found =
            desk.house.run(Proofread { actor: desk.moderator, id, public, leave_out: vec![] }).unwrap();
        found.into_iter().map(|warning| (warning.kind.name(), warning.found)).collect::<Vec<_>>()
    };
    for (text, kind, part) in [
        ("Sa femme ne savait rien.", "reporter", "Sa femme ne savait rien"),
        ("Il crie « ma femme le saura ».", "quote", "« ma femme le saura »"),
        ("Se dit perle_noire sur les sites.", "identifier", "perle_noire"),
        ("Attend à l'hôtel Ibis.", "place", "hôtel Ibis"),
    ] {
        assert_eq!(read(text), [(kind, part.to_owned())]);
    }
    assert!(read("Il a refusé de payer à l'hôtel.").is_empty());
}

#[test]
fn a_report_is_read_through_so_often_a_day_that_nothing_can_be_tried_out() {
    let mut desk = Planted::new();
    let id = desk.plant(bare());
    let actor = desk.moderator;
    let read = |text: &str| {
        let public = PublicText { text: text.into(), ..PublicText::default() };
        Proofread { actor, id, public, leave_out: vec![] }
    };
    for _ in 0..MAX_PROOFREADS_A_DAY {
        desk.house.run(read("Limps.")).unwrap();
    }
    assert!(matches!(desk.house.run(read("Limps.")), Err(Refusal::OverQuota { .. })));
    // Publishing refuses what is protected, so it is counted as well.
    let words = PublishReport { text: "Call 06 39 98 41 57".into(), ..publishing(actor, id, false) };
    assert!(matches!(desk.house.run(words), Err(Refusal::OverQuota { .. })));
    desk.house.wait(86_400);
    desk.house.run(read("Limps.")).unwrap();
}

#[test]
fn what_says_too_much_is_published_only_when_somebody_says_so() {
    let mut desk = Planted::new();
    let id = desk.plant(bare());
    let command = |anyway, text: &str| PublishReport {
        text: text.into(),
        anyway,
        ..publishing(desk.moderator, id, false)
    };
    let (warned, plain) = (command(false, "Came at 22:30."), command(false, "Limps."));
    let anyway = command(true, "Came at 22:30.");
    assert_eq!(desk.house.run(warned), Err(Refusal::Warned));
    desk.house.run(anyway).unwrap();
    let id = desk.plant(bare());
    desk.house.run(PublishReport { id, ..plain }).unwrap();
}

#[test]
fn protected_and_stopped_numbers_are_in_no_public_words() {
    let mut desk = Planted::new();
    let mut stopped = StopList::default();
    for number in ["0 800 05 95 95", "3919", "Team@example.org"] {
        assert!(stopped.add(StopReason::Help, number, "FR".parse().unwrap()), "{number}");
    }
    desk.house.node().set_rules(Rules { stopped, ..Rules::default() });
    desk.house.reachable("Vera", "06 39 98 41 57");
    desk.house.reachable("Lola", "lola@example.org");
    let id = desk.plant(bare());
    let actor = desk.moderator;
    let plain = || publishing(actor, id, false);
    let refused = |field, reason| Err(Refusal::Invalid { field, reason });
    for (words, reason) in [
        ("Call 0639984157.", "protected_words"),
        ("Call 06.39.98-41 57 or 06 39 98 00 01", "protected_words"),
        ("06 39 98 00 01 / 06 39 98 41 57", "protected_words"),
        ("+33 (0)6 39 98 41 57", "protected_words"),
        ("Writes from (LOLA@example.org).", "protected_words"),
        ("Has 0 800 05 95 95", "stopped_words"),
        ("Dials 3919", "stopped_words"),
        ("Writes from team@example.org", "stopped_words"),
    ] {
        let command = PublishReport { text: words.into(), ..plain() };
        assert_eq!(desk.house.run(command), refused("text", reason), "{words}");
    }
    let hers = || "06 39 98 41 57".to_owned();
    let person = |person: Person| PublishReport { person, ..plain() };
    for (field, command) in [
        ("aliases", person(Person { aliases: vec![hers()], ..Person::default() })),
        ("vehicle", person(Person { vehicle: Some(hers()), ..Person::default() })),
        ("description", person(Person { description: Some(hers()), ..Person::default() })),
        ("town", PublishReport { town: Some(hers()), ..plain() }),
    ] {
        assert_eq!(desk.house.run(command), refused(field, "protected_words"), "{field}");
    }
    let free = PublishReport { text: "Calls from 06 39 98 41 99, 39 years, 190 euros.".into(), ..plain() };
    let alert = desk.house.run(free).unwrap().alert;

    // Correcting it cannot bring them in; and what became somebody's since is not renewed by a merge.
    let revised = Revised {
        level: Level::Risky,
        kinds: vec![EventKind::Harassment],
        text: hers(),
        town: None,
        person: Person::default(),
        leave_out: vec![],
        why: "better known".into(),
    };
    let revise = ReviseAlert { actor, alert, version: 0, revised, anyway: false };
    assert_eq!(desk.house.run(revise), Err(Refusal::Invalid { field: "text", reason: "protected_words" }));
    desk.house.reachable("Nina", "06 39 98 41 99");
    let id = desk.plant(ReportDraft { identifiers: named(None, "06 39 98 41 60"), ..bare() });
    let merge = MergeReport { actor, id, alert, leave_out: vec![], talked: false };
    assert_eq!(desk.house.run(merge), Err(Refusal::Invalid { field: "alert", reason: "merge_words" }));
}

#[test]
fn line_15_and_16_police_under_age_and_what_was_never_sent() {
    let mut desk = Planted::new();
    let draft = ReportDraft { text: Some("Never sent.".into()), ..bare() };
    draft.read(&regions(), desk.house.now).unwrap();
    let actor = desk.house.member("Begins", Role::Member);
    let fields = vec![DraftField { name: "text".into(), value: "Never sent.".into() }];
    desk.house.run(KeepDraft { actor, fields }).unwrap();
    assert!(desk.house.desk(&desk.moderator, DeskList::Open).is_empty(), "nobody sees what was not sent");
    let light = desk.plant(bare());
    let police =
        ReportDraft { perpetrator: Some(Perpetrator::PoliceOrMilitary), ..violent("06 39 98 41 58") };
    let police = desk.plant(police);
    let under_age = desk.plant(ReportDraft { urgent: true, ..ReportDraft::default() });
    let rows = desk.house.desk(&desk.moderator, DeskList::Open);
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [under_age, police, light]);
    let refused = Refusal::Invalid { field: "abroad", reason: "police" };
    assert_eq!(desk.house.publish(desk.moderator, police, true), Err(refused));
}
