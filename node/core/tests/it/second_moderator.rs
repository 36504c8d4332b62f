//! Where the organisation wants two: the gravest level is given, taken and recalled by two moderators.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason, ReviseAlert, Revised};
use parasol_core::contests::{ContestDecision, ContestStep};
use parasol_core::desk::{
    ConfirmProposal, Confirmed, DeskList, MergeReport, OpenReport, Person, Propose, Proposed, Publication,
    PublishReport, PutBack, RejectReason, RejectReport, SendBack, TakeBackProposal, UndoPublication,
};
use parasol_core::ids::{AlertId, ProposalId, ReportId};
use parasol_core::members::Suspend;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Status, SubmitReport, WithdrawReport};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::{DeskRules, Rules};
use parasol_protocol::lists::{EventKind, Level};

use crate::house::{House, member_id, regions, violent};

struct Desk {
    house: House,
    rosa: Actor,
    ines: Actor,
    vera: Actor,
}

fn desk() -> Desk {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let desk = DeskRules { second_for_very_dangerous: true, ..DeskRules::default() };
    house.node().set_rules(Rules { desk, ..Rules::default() });
    Desk { house, rosa, ines, vera }
}

fn publication(level: Level) -> Publication {
    Publication {
        level,
        kinds: vec![EventKind::RapeOrAttempt],
        text: "Says he is a doctor.".into(),
        town: None,
        person: Person::default(),
        abroad: false,
        talked: false,
        leave_out: Vec::new(),
    }
}

fn propose(actor: Actor, id: ReportId) -> Propose {
    Propose { actor, id, what: Proposed::Publish(publication(Level::VeryDangerous)) }
}

fn proposal(house: &House, actor: &Actor, id: ReportId) -> ProposalId {
    house.snapshot().proposal(actor, &id).unwrap().unwrap().id
}

#[test]
fn the_gravest_level_is_given_by_two() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(OpenReport { actor: ines, id }).unwrap();
    assert_eq!(house.publish(ines, id, false), Err(Refusal::SecondNeeded));
    house.run(propose(ines, id)).unwrap();
    assert!(house.snapshot().search(&rosa, "98 41 57").unwrap().is_empty(), "nothing is published yet");
    let waiting = house.snapshot().proposals(&vera).unwrap();
    assert_eq!(
        (waiting.len(), waiting[0].report, waiting[0].yours, waiting[0].what),
        (1, id, false, "publish")
    );
    let opened = house.run(OpenReport { actor: vera, id }).unwrap();
    assert!(opened.work.at_it.is_some_and(|who| who.you), "whoever proposed it is not at it any more");
    let proposed = opened.work.proposal.unwrap();
    assert!(proposed.what == Proposed::Publish(publication(Level::VeryDangerous)) && !proposed.yours);
    assert!(proposed.by.is_some_and(|by| by.as_str() == "Ines"));
    house.restart();
    let desk = DeskRules { second_for_very_dangerous: true, ..DeskRules::default() };
    house.node().set_rules(Rules { desk, ..Rules::default() });
    let confirm = |actor| ConfirmProposal { actor, id, proposal: proposed.id };
    let same = Refusal::Invalid { field: "proposal", reason: "second_same" };
    assert_eq!(house.run(confirm(ines)), Err(same));
    assert_eq!(house.run(confirm(rosa)), Err(Refusal::Forbidden));
    let Confirmed::Published(published) = house.run(confirm(vera)).unwrap() else {
        unreachable!("it was proposed to publish it")
    };
    assert_eq!(house.snapshot().search(&rosa, "98 41 57").unwrap()[0].id, published.alert);
    assert!(house.snapshot().proposals(&ines).unwrap().is_empty());
    assert!(house.run(confirm(vera)).is_err(), "once");
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    for word in ["second_asked", "second_confirmed", "report_published"] {
        assert_eq!(lines.iter().filter(|(_, line)| line.what == word).count(), 1, "{word}");
    }
    // The recall is proposed too; within ten minutes it is undone by one, and two decide anew.
    let (alert, reason) = (published.alert, RecallReason::Correction);
    assert_eq!(house.run(RecallAlert { actor: ines, alert, reason }), Err(Refusal::SecondNeeded));
    house.run(UndoPublication { actor: ines, id }).unwrap();
    assert_eq!(house.publish(ines, id, false), Err(Refusal::SecondNeeded));
}

#[test]
fn other_levels_and_other_nodes_need_no_second() {
    let Desk { mut house, rosa, ines, .. } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let Publication { level, kinds, text, town, person, abroad, talked, leave_out } =
        publication(Level::Dangerous);
    let publish = PublishReport {
        actor: ines,
        id,
        level,
        kinds,
        text,
        town,
        person,
        abroad,
        talked,
        leave_out,
        anyway: true,
    };
    let alert = house.run(publish).unwrap().alert;
    house.run(RecallAlert { actor: ines, alert, reason: RecallReason::Correction }).unwrap();
    house.node().set_rules(Rules::default());
    let id = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    house.publish(ines, id, false).unwrap();
}

#[test]
fn a_proposal_is_sent_back_or_taken_back_and_what_was_written_stays() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(propose(ines, id)).unwrap();
    let first = proposal(&house, &vera, id);
    let why = "too near to what she wrote".to_owned();
    house.run(SendBack { actor: vera, id, proposal: first, why: why.clone() }).unwrap();
    let back = house.snapshot().proposal(&ines, &id).unwrap().unwrap();
    assert!(back.returned && back.why == Some(why) && back.what.name() == "publish");
    assert!(house.snapshot().proposals(&vera).unwrap().is_empty());
    let over = house.run(ConfirmProposal { actor: vera, id, proposal: first });
    assert!(matches!(over, Err(Refusal::WrongState { .. })));
    house.run(propose(ines, id)).unwrap();
    let second = proposal(&house, &vera, id);
    assert_eq!(house.run(TakeBackProposal { actor: vera, id, proposal: second }), Err(Refusal::Forbidden));
    house.run(TakeBackProposal { actor: ines, id, proposal: second }).unwrap();
    house.run(propose(vera, id)).unwrap();
    let third = proposal(&house, &ines, id);
    assert!(first != second && second != third);
    let stale = house.run(ConfirmProposal { actor: ines, id, proposal: second });
    assert!(matches!(stale, Err(Refusal::WrongState { .. })), "she confirms what she has read");
    // Whoever was suspended meanwhile counts for nothing.
    house.run(Suspend { actor: Actor::Operator, member: member_id(&vera) }).unwrap();
    let gone = house.run(ConfirmProposal { actor: ines, id, proposal: third });
    assert_eq!(gone, Err(Refusal::Invalid { field: "proposal", reason: "second_gone" }));
    house
        .run(RejectReport { actor: ines, id, reason: RejectReason::NotCredible, text: String::new() })
        .unwrap();
    assert_eq!(house.snapshot().proposal(&ines, &id).unwrap().map(|left| left.id), None);
}

#[test]
fn what_would_be_refused_is_not_proposed_and_leaves_nothing() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let no_kinds = Publication { kinds: Vec::new(), ..publication(Level::VeryDangerous) };
    let refused = house.run(Propose { actor: ines, id, what: Proposed::Publish(no_kinds) });
    assert_eq!(refused, Err(Refusal::Invalid { field: "kinds", reason: "empty" }));
    assert!(house.snapshot().proposal(&vera, &id).unwrap().is_none());
    house.run(propose(ines, id)).unwrap();
    assert_eq!(
        house.snapshot().own_report(&rosa, &id).unwrap().status,
        Status::Waiting,
        "tried and taken back"
    );
    assert_eq!(house.snapshot().counts(&Actor::Operator).unwrap().alerts, 0);
    let own = house.report(vera, violent("06 39 98 41 58")).unwrap();
    assert_eq!(house.run(propose(vera, own)).err(), Some(Refusal::Forbidden));
    house.run(propose(ines, own)).unwrap();
    assert_eq!(house.snapshot().proposal(&vera, &own).err(), Some(Refusal::Forbidden), "about her own");
    assert_eq!(house.snapshot().proposals(&vera).unwrap().len(), 1, "only the other one");
}

#[test]
fn reclassifying_and_recalling_the_gravest_are_proposed() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(propose(ines, id)).unwrap();
    let confirmed = ConfirmProposal { actor: vera, id, proposal: proposal(&house, &vera, id) };
    let Confirmed::Published(published) = house.run(confirmed).unwrap() else { unreachable!("published") };
    let alert = published.alert;
    let Publication { kinds, text, town, person, .. } = publication(Level::Risky);
    let why = "less than it seemed".to_owned();
    let revised = Revised { level: Level::Risky, kinds, text, town, person, leave_out: Vec::new(), why };
    let revise = ReviseAlert { actor: ines, alert, version: 0, revised: revised.clone(), anyway: false };
    assert_eq!(house.run(revise), Err(Refusal::SecondNeeded));
    let words = Revised { level: Level::VeryDangerous, text: "Limps.".into(), ..revised.clone() };
    house.run(ReviseAlert { actor: ines, alert, version: 0, revised: words, anyway: false }).unwrap();
    house.run(Propose { actor: ines, id, what: Proposed::Revise { alert, version: 1, revised } }).unwrap();
    let confirmed = ConfirmProposal { actor: vera, id, proposal: proposal(&house, &vera, id) };
    assert_eq!(house.run(confirmed).unwrap(), Confirmed::Done(alert));
    assert_eq!(house.snapshot().alert(&rosa, &alert).unwrap().level, Level::Risky);
    // Not grave any more: one is enough.
    house.run(RecallAlert { actor: ines, alert, reason: RecallReason::Contested }).unwrap();
    let state = house.snapshot().alert(&ines, &alert).unwrap().state;
    assert!(matches!(state, AlertState::Recalled { .. }));
}

#[test]
fn a_proposal_goes_with_the_report_that_is_taken_back() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let draft = violent("06 39 98 41 57");
    let submitted = house.run(SubmitReport { actor: rosa, draft, regions: regions() }).unwrap();
    house.run(propose(ines, submitted.id)).unwrap();
    house.run(WithdrawReport { code: submitted.follow_code }).unwrap();
    assert!(house.snapshot().proposals(&vera).unwrap().is_empty());
    assert!(house.desk(&vera, DeskList::Open).is_empty());
}

fn alone(actor: Actor, id: ReportId, level: Level) -> PublishReport {
    let Publication { kinds, text, town, person, abroad, talked, leave_out, .. } = publication(level);
    PublishReport { actor, id, level, kinds, text, town, person, abroad, talked, leave_out, anyway: true }
}

fn waits<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> (String, &'static str) {
    let Err(Refusal::ProposalWaits { by, what }) = answer else { unreachable!("{answer:?}") };
    (by.as_str().to_owned(), what)
}

#[test]
fn while_a_proposal_waits_nobody_else_decides_otherwise() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(propose(ines, id)).unwrap();
    let first = proposal(&house, &vera, id);
    let of_ines = ("Ines".to_owned(), "publish");
    for level in [Level::Fantasiser, Level::VeryDangerous] {
        assert_eq!(waits(house.run(alone(vera, id, level))), of_ines, "publishing it otherwise");
    }
    let reject = |actor| RejectReport {
        actor,
        id,
        reason: RejectReason::NotCredible,
        text: "We could not believe it.".into(),
    };
    assert_eq!(waits(house.run(reject(vera))), of_ines, "rejecting it");
    assert_eq!(waits(house.run(propose(vera, id))), of_ines, "proposing something else");
    let opened = house.run(OpenReport { actor: vera, id }).unwrap();
    assert!(opened.work.proposal.is_some_and(|left| left.id == first && !left.returned));
    house.run(PutBack { actor: vera, id }).unwrap();
    assert_eq!(house.snapshot().counts(&Actor::Operator).unwrap().alerts, 0);
    // Her own she replaces, and whoever read the one before confirms nothing.
    house.run(TakeBackProposal { actor: ines, id, proposal: first }).unwrap();
    house.run(propose(ines, id)).unwrap();
    let before = proposal(&house, &vera, id);
    house.run(propose(ines, id)).unwrap();
    let stale = house.run(ConfirmProposal { actor: vera, id, proposal: before });
    assert!(matches!(stale, Err(Refusal::WrongState { .. })));
    // Sent back, it is open to everybody; so it is once its maker may not decide any more.
    let (proposal, why) = (proposal(&house, &vera, id), String::new());
    house.run(SendBack { actor: vera, id, proposal, why }).unwrap();
    house.run(propose(ines, id)).unwrap();
    house.run(Suspend { actor: Actor::Operator, member: member_id(&ines) }).unwrap();
    house.run(reject(vera)).unwrap();
}

#[test]
fn while_a_merge_or_a_correction_waits_nobody_else_decides_otherwise() {
    let Desk { mut house, rosa, ines, vera } = desk();
    let grave = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.run(propose(ines, grave)).unwrap();
    let confirmed = ConfirmProposal { actor: vera, id: grave, proposal: proposal(&house, &vera, grave) };
    let Confirmed::Published(published) = house.run(confirmed).unwrap() else { unreachable!("published") };
    let alert = published.alert;
    let id = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    let merge = |actor| MergeReport { actor, id, alert, leave_out: Vec::new(), talked: false };
    assert_eq!(house.run(merge(ines)), Err(Refusal::SecondNeeded));
    let what = Proposed::Merge { alert, leave_out: Vec::new(), talked: false };
    house.run(Propose { actor: ines, id, what }).unwrap();
    let of_ines = ("Ines".to_owned(), "merge");
    let reject =
        RejectReport { actor: vera, id, reason: RejectReason::Duplicate, text: "We know him.".into() };
    assert_eq!(waits(house.run(reject)), of_ines);
    assert_eq!(waits(house.run(merge(vera))), of_ines);
    assert_eq!(waits(house.run(alone(vera, id, Level::Risky))), of_ines);
    let waiting = proposal(&house, &vera, id);
    house.run(ConfirmProposal { actor: vera, id, proposal: waiting }).unwrap();

    let version = house.snapshot().alert(&ines, &alert).unwrap().version;
    let Publication { kinds, text, town, person, .. } = publication(Level::Risky);
    let why = "less than it seemed".to_owned();
    let revised = Revised { level: Level::Risky, kinds, text, town, person, leave_out: Vec::new(), why };
    let what = Proposed::Revise { alert, version, revised: revised.clone() };
    house.run(Propose { actor: ines, id: grave, what }).unwrap();
    let of_ines = ("Ines".to_owned(), "revise");
    let words = Revised { level: Level::VeryDangerous, text: "Limps.".into(), ..revised };
    let revise = |actor| ReviseAlert { actor, alert, version, revised: words.clone(), anyway: true };
    assert_eq!(waits(house.run(revise(vera))), of_ines, "correcting it otherwise");
    let recall = |actor| RecallAlert { actor, alert, reason: RecallReason::Correction };
    assert_eq!(waits(house.run(recall(vera))), of_ines, "taking it back");
    let what = Proposed::Recall { alert, reason: RecallReason::Correction };
    assert_eq!(waits(house.run(Propose { actor: vera, id: grave, what })), of_ines);
    let third = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let merge = |actor| MergeReport { actor, id: third, alert, leave_out: Vec::new(), talked: false };
    assert_eq!(waits(house.run(merge(vera))), of_ines, "changing what it names");
    // Her own correction takes the place of what she had proposed.
    house.run(revise(ines)).unwrap();
    assert!(house.snapshot().proposals(&vera).unwrap().is_empty());
    house.run(merge(vera)).unwrap();
}

impl Desk {
    /// An alert of this level that Ines published, alone or with Vera.
    fn alert(&mut self, number: &str, level: Level) -> (ReportId, AlertId) {
        let (ines, vera) = (self.ines, self.vera);
        let id = self.house.report(self.rosa, violent(number)).unwrap();
        if level != Level::VeryDangerous {
            return (id, self.house.run(alone(ines, id, level)).unwrap().alert);
        }
        self.house.run(propose(ines, id)).unwrap();
        let confirm = ConfirmProposal { actor: vera, id, proposal: proposal(&self.house, &vera, id) };
        let Confirmed::Published(published) = self.house.run(confirm).unwrap() else {
            unreachable!("it was proposed to publish it")
        };
        (id, published.alert)
    }
}

fn revised(level: Level) -> Revised {
    let Publication { kinds, town, person, .. } = publication(level);
    let (text, why) = ("Limps.".to_owned(), "known better".to_owned());
    Revised { level, kinds, text, town, person, leave_out: Vec::new(), why }
}

#[test]
fn the_alert_into_which_a_merge_waits_stays_as_it_was_read() {
    let mut desk = desk();
    let (grave, alert) = desk.alert("06 39 98 41 57", Level::VeryDangerous);
    let Desk { mut house, rosa, ines, vera } = desk;
    let id = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    let what = Proposed::Merge { alert, leave_out: Vec::new(), talked: false };
    house.run(Propose { actor: ines, id, what: what.clone() }).unwrap();
    let of_ines = ("Ines".to_owned(), "merge");
    let revise = |actor, version| {
        let revised = revised(Level::VeryDangerous);
        ReviseAlert { actor, alert, version, revised, anyway: true }
    };
    assert_eq!(waits(house.run(revise(vera, 0))), of_ines, "correcting it");
    let recall = |actor| RecallAlert { actor, alert, reason: RecallReason::Correction };
    assert_eq!(waits(house.run(recall(vera))), of_ines, "taking it back");
    let down = Proposed::Revise { alert, version: 0, revised: revised(Level::Risky) };
    assert_eq!(waits(house.run(Propose { actor: vera, id: grave, what: down })), of_ines, "proposing it");
    let third = house.report(rosa, violent("06 39 98 41 59")).unwrap();
    let other = Propose { actor: vera, id: third, what };
    assert_eq!(waits(house.run(other)), of_ines, "one merge after the other");
    // Another alert is free; and so is this one once it is decided.
    let elsewhere = house.run(alone(vera, third, Level::Risky)).unwrap().alert;
    let revise_it = ReviseAlert { alert: elsewhere, ..revise(vera, 0) };
    house.run(ReviseAlert { revised: revised(Level::Dangerous), ..revise_it }).unwrap();
    let (proposal, why) = (proposal(&house, &vera, id), String::new());
    house.run(SendBack { actor: vera, id, proposal, why }).unwrap();
    house.run(revise(vera, 0)).unwrap();
}

#[test]
fn a_contest_recalls_nothing_past_what_waits() {
    let mut desk = desk();
    let (id, alert) = desk.alert("06 39 98 41 57", Level::Risky);
    let Desk { mut house, ines, vera, .. } = desk;
    let contest = house.contest(&vera, "06 39 98 41 57");
    let what = Proposed::Revise { alert, version: 0, revised: revised(Level::VeryDangerous) };
    house.run(Propose { actor: ines, id, what }).unwrap();
    for decision in [ContestDecision::Recalled, ContestDecision::ChangedHands] {
        let refused = house.decide(vera, contest, alert, decision);
        assert_eq!(waits(refused), ("Ines".to_owned(), "revise"));
    }
    assert_eq!(house.snapshot().alert(&vera, &alert).unwrap().state, AlertState::Live);
    let seen = house.opened_contest(vera, contest).unwrap();
    assert!(seen.alerts[0].decision.is_none() && !seen.may_close, "it is decided still");
    let (proposal, why) = (proposal(&house, &vera, id), String::new());
    house.run(SendBack { actor: vera, id, proposal, why }).unwrap();
    assert_eq!(house.decide(vera, contest, alert, ContestDecision::Recalled), Ok(ContestStep::Done));
    assert!(matches!(house.snapshot().alert(&vera, &alert).unwrap().state, AlertState::Recalled { .. }));
}

#[test]
fn what_was_proposed_about_an_alert_goes_when_its_publication_is_undone() {
    let mut desk = desk();
    let (id, alert) = desk.alert("06 39 98 41 57", Level::Risky);
    let Desk { mut house, ines, vera, .. } = desk;
    let what = Proposed::Revise { alert, version: 0, revised: revised(Level::VeryDangerous) };
    house.run(Propose { actor: ines, id, what }).unwrap();
    let waiting = proposal(&house, &vera, id);
    house.run(UndoPublication { actor: vera, id }).unwrap();
    assert!(house.snapshot().proposals(&vera).unwrap().is_empty());
    assert!(house.snapshot().proposal(&ines, &id).unwrap().is_none());
    let late = house.run(ConfirmProposal { actor: vera, id, proposal: waiting });
    assert!(matches!(late, Err(Refusal::WrongState { .. })));
    // The report is open again, and free to be decided.
    house.run(alone(vera, id, Level::Dangerous)).unwrap();
}
