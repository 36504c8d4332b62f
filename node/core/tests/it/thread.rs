//! What the team and a reporter write to each other, who reads it, and for how long.

use parasol_core::desk::{AskReporter, OpenReport, RejectReason, RejectReport};
use parasol_core::ids::ReportId;
use parasol_core::limits::{MAX_POST, MAX_POSTS_EACH};
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    AnswerByCode, CodePost, FollowCode, Followed, FollowedReport, OwnThread, PrintCards, ReportDraft, Status,
    SubmitByCard, SubmitReport, ThreadAtDesk, WritePost, Writer,
};
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{OpenAccount, SessionKind, StartSession};
use zeroize::Zeroizing;

use crate::house::{House, member_id, regions, violent};

pub(crate) fn submit(house: &mut House, actor: Actor, draft: ReportDraft) -> (ReportId, FollowCode) {
    let taken = house.run(SubmitReport { actor, draft, regions: regions() }).unwrap();
    (taken.id, taken.follow_code)
}

/// A session in which the password was typed again.
pub(crate) fn opened(house: &mut House, actor: &Actor) -> Zeroizing<String> {
    let kind = SessionKind::Page { shared: false };
    let session = house.run(StartSession { member: member_id(actor), kind }).unwrap();
    house.run(OpenAccount { token: session.token.clone() }).unwrap();
    session.token
}

/// A report that came by a card: its id and its code.
pub(crate) fn by_card(house: &mut House, partner: Actor) -> (ReportId, FollowCode) {
    let code = house.run(PrintCards { actor: partner, cards: 1, months: 1 }).unwrap().codes.remove(0);
    let draft = violent("06 39 98 41 57");
    let taken = house.run(SubmitByCard { code: code.clone(), draft, regions: regions() }).unwrap();
    (taken.id, code)
}

pub(crate) fn ask(house: &mut House, actor: Actor, id: ReportId, text: &str) -> Result<(), Refusal> {
    house.run(AskReporter { actor, id, text: text.into() })
}

pub(crate) fn followed(house: &House, code: &FollowCode) -> FollowedReport {
    match house.snapshot().follow(code, house.now).unwrap() {
        Followed::Report(report) => report,
        Followed::Card { .. } => unreachable!("it is a report's code"),
    }
}

pub(crate) fn at_desk(house: &mut House, actor: Actor, id: ReportId) -> ThreadAtDesk {
    house.run(OpenReport { actor, id }).unwrap().thread
}

fn own(house: &House, token: &str, id: ReportId) -> Result<OwnThread, Refusal> {
    house.snapshot().opened_thread(token, &id, house.now)
}

#[test]
fn the_team_asks_she_answers_and_the_report_waits_in_its_old_place() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
    let (id, code) = submit(&mut house, rosa, violent("06 39 98 41 57"));
    let due = house.run(OpenReport { actor: moderator, id }).unwrap().due;
    ask(&mut house, moderator, id, " Which colour\nwas the van? ").unwrap();
    assert_eq!(followed(&house, &code).status, Status::AskedBack);

    let (token, hers) = (opened(&mut house, &rosa), opened(&mut house, &lola));
    let thread = own(&house, &token, id).unwrap();
    let read: Vec<_> = thread.posts.iter().map(|post| (post.by, post.text.as_str())).collect();
    assert_eq!(read, [(Writer::Desk, "Which colour\nwas the van?")]);
    assert_eq!((thread.may_write, thread.due), (true, Some(due)));
    assert_eq!(own(&house, &hers, id).err(), Some(Refusal::NotFound), "somebody else's is not there");

    let answer =
        |token: &Zeroizing<String>, text: &str| WritePost { token: token.clone(), id, text: text.into() };
    assert_eq!(house.run(answer(&hers, "red")).err(), Some(Refusal::NotFound));
    house.run(answer(&token, "grey")).unwrap();
    assert_eq!(followed(&house, &code).status, Status::Waiting);
    let raw = house.run(OpenReport { actor: moderator, id }).unwrap();
    assert_eq!(raw.due, due, "an answer renews nothing");
    assert_eq!(raw.thread.posts.iter().map(|post| post.text.as_str()).collect::<Vec<_>>()[1], "grey");

    house.wait(300);
    assert_eq!(own(&house, &token, id).err(), Some(Refusal::Closed), "five minutes");
    assert_eq!(house.run(answer(&token, "blue")).err(), Some(Refusal::Closed));
}

#[test]
fn by_the_code_of_a_card_questions_are_read_and_answers_are_not() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let partner = house.member("partner", Role::Partner);
    let (id, code) = by_card(&mut house, partner);
    ask(&mut house, moderator, id, "May we call you?").unwrap();
    let seen = followed(&house, &code);
    assert!(seen.may_write && seen.thread == Some(vec![CodePost::Asked("May we call you?".into())]));
    house.run(AnswerByCode { code: code.clone(), text: "after ten".into() }).unwrap();
    let seen = followed(&house, &code);
    assert_eq!(seen.status, Status::Waiting);
    assert!(
        seen.thread.unwrap()[1] == CodePost::Answered,
        "what she wrote is not shown to whoever finds her card"
    );
    assert_eq!(at_desk(&mut house, moderator, id).posts[1].text, "after ten");
}

#[test]
fn by_the_code_of_an_account_nothing_of_it_is_read_unless_she_chose_so() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let (id, code) = submit(&mut house, rosa, violent("06 39 98 41 57"));
    ask(&mut house, moderator, id, "Which colour?").unwrap();
    let seen = followed(&house, &code);
    assert!(seen.thread.is_none() && !seen.may_write && seen.status == Status::AskedBack);
    let answer = AnswerByCode { code, text: "grey".into() };
    assert_eq!(house.run(answer).err(), Some(Refusal::Forbidden));

    let draft = ReportDraft { by_code: true, ..violent("+44 7700 900123") };
    let (id, code) = submit(&mut house, rosa, draft);
    ask(&mut house, moderator, id, "Which colour?").unwrap();
    assert!(followed(&house, &code).thread.is_some());
    house.run(AnswerByCode { code, text: "grey".into() }).unwrap();
    assert!(at_desk(&mut house, moderator, id).by_code);
}

#[test]
fn neither_side_takes_the_others_room_and_nothing_too_long_is_kept() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let partner = house.member("partner", Role::Partner);
    let (id, code) = by_card(&mut house, partner);
    let write = |text: String| AnswerByCode { code: code.clone(), text };
    let empty = Refusal::Invalid { field: "post", reason: "post_empty" };
    assert_eq!(house.run(write(" \n ".into())).err(), Some(empty));
    let long = house.run(write("x".repeat(MAX_POST + 1))).err();
    assert_eq!(long, Some(Refusal::TooLong { field: "post", max: MAX_POST }));
    for _ in 0..MAX_POSTS_EACH {
        house.run(write("again".into())).unwrap();
    }
    let full = Refusal::Invalid { field: "post", reason: "too_many_posts" };
    assert_eq!(house.run(write("once more".into())).err(), Some(full));
    ask(&mut house, moderator, id, "We have read it all.").unwrap();
    house.restart();
    assert_eq!(at_desk(&mut house, moderator, id).posts.len(), MAX_POSTS_EACH + 1);
}

#[test]
fn nobody_writes_about_her_own_report_or_to_somebody_who_has_gone() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let (own, _) = submit(&mut house, moderator, violent("06 39 98 41 57"));
    assert_eq!(ask(&mut house, moderator, own, "?").err(), Some(Refusal::Forbidden));
    let (id, _) = submit(&mut house, rosa, violent("+44 7700 900123"));
    assert_eq!(ask(&mut house, rosa, id, "?").err(), Some(Refusal::Forbidden));
    ask(&mut house, moderator, id, "Which colour?").unwrap();
    house.run(DeleteAccount { actor: rosa, reports: ReportsFate::Unlink }).unwrap();
    let thread = at_desk(&mut house, moderator, id);
    assert!(thread.posts.is_empty() && !thread.is_read, "what was written to her goes with her");
    let refused = ask(&mut house, moderator, id, "Which colour?").err();
    assert_eq!(refused, Some(Refusal::Invalid { field: "post", reason: "nobody_reads" }));
}

#[test]
fn why_a_report_is_not_published_is_told_with_a_sentence_beside_it() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let (id, code) = submit(&mut house, rosa, violent("06 39 98 41 57"));
    let text = "Write again if you see him.".to_owned();
    house.run(RejectReport { actor: moderator, id, reason: RejectReason::NotEnough, text }).unwrap();
    assert_eq!(followed(&house, &code).rejected, None, "by her code: month and status");
    let told = house.snapshot().own_report(&rosa, &id).unwrap().rejected;
    assert_eq!(told, Some(RejectReason::NotEnough));
    let token = opened(&mut house, &rosa);
    let thread = own(&house, &token, id).unwrap();
    assert_eq!(thread.posts[0].text, "Write again if you see him.");
    house.run(WritePost { token, id, text: "He has a new number.".into() }).unwrap();
    assert_eq!(followed(&house, &code).status, Status::NotPublished, "an answer decides nothing");
}
