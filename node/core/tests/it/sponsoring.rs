//! Sponsoring: the limits, what a sponsor sees, cutting the link, review, and the tree.

use parasol_core::ids::MemberId;
use parasol_core::members::{
    Address, CancelCode, CutLink, FastBranch, IssueCode, KeepMember, Newcomer, RegisterWithCode, Resume,
    SendCode, SponsorState, Standing, Suspend, TakeOffList,
};
use parasol_core::messages::{AgreeToSms, SMS_WORDING};
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::{Rules, Sponsoring};
use parasol_core::spoken::SpokenCode;

use crate::house::{House, member_id};

const DAY: u64 = 86_400;

/// A house in which accounts are old enough to sponsor.
fn house() -> House {
    let house = House::new();
    let sponsoring = Sponsoring { newcomer: 0, ..Sponsoring::default() };
    house.node().set_rules(Rules { sponsoring, ..Rules::default() });
    house
}

fn issue(house: &mut House, actor: Actor, label: &str) -> Result<SpokenCode, Refusal> {
    house.run(IssueCode { actor, label: label.into() })
}

fn register(house: &mut House, code: &SpokenCode, name: &str) -> Result<Actor, Refusal> {
    let password = house.password();
    let member = house
        .run(RegisterWithCode { code: code.clone(), newcomer: Newcomer::new(name, password) })?
        .member()?;
    Ok(Actor::Member(member, Role::Member))
}

/// Somebody whom `sponsor` brought.
fn brought(house: &mut House, sponsor: Actor, name: &str) -> Actor {
    let code = issue(house, sponsor, &format!("label of {name}")).unwrap();
    register(house, &code, name).unwrap()
}

#[test]
fn line_10_five_codes_a_month_and_a_cancelled_one_counts() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    issue(&mut house, rosa, "the first").unwrap();
    house.wait(DAY);
    for _ in 0..4 {
        issue(&mut house, rosa, "another").unwrap();
    }
    let lines = house.snapshot().sponsored(&rosa, house.now).unwrap();
    for line in &lines {
        house.run(CancelCode { actor: rosa, id: line.id }).unwrap();
    }
    assert!(house.snapshot().sponsored(&rosa, house.now).unwrap().is_empty());
    assert_eq!(issue(&mut house, rosa, "").err(), Some(Refusal::OverQuota { retry_after: 29 * DAY }));
    let left = house.snapshot().vouching_left(&rosa, house.now).unwrap();
    assert_eq!((left.most, left.left, left.wait), (5, 0, Some(29 * DAY)));
    house.wait(29 * DAY);
    issue(&mut house, rosa, "").unwrap();
    assert!(issue(&mut house, rosa, "").is_err(), "the other four still count");
}

#[test]
fn line_10_none_in_the_first_thirty_days_of_an_account() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    house.wait(DAY);
    assert_eq!(issue(&mut house, rosa, "").err(), Some(Refusal::OverQuota { retry_after: 29 * DAY }));
    assert!(house.snapshot().vouching_left(&rosa, house.now).unwrap().newcomer);
    house.wait(29 * DAY);
    issue(&mut house, rosa, "").unwrap();
}

#[test]
fn partners_vouch_for_fifty_a_month_and_the_operator_for_as_many_as_there_are() {
    let mut house = House::new();
    for role in [Role::Partner, Role::Moderator, Role::Admin] {
        let actor = house.member(role.name(), role);
        for _ in 0..50 {
            issue(&mut house, actor, "").unwrap();
        }
        assert!(matches!(issue(&mut house, actor, ""), Err(Refusal::OverQuota { .. })), "{}", role.name());
    }
    for _ in 0..60 {
        issue(&mut house, Actor::Operator, "").unwrap();
    }
}

#[test]
fn line_10_a_sponsor_sees_her_label_and_a_date() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    let lola = house.member("Lola", Role::Member);
    let code = issue(&mut house, rosa, "  the \u{202e}tall\n one ").unwrap();
    let before = house.snapshot().sponsored(&rosa, house.now).unwrap();
    let open = before.first().unwrap();
    assert_eq!((open.label.as_str(), open.state.name()), ("the tall one", "open"));
    let stolen = CancelCode { actor: lola, id: open.id };
    assert_eq!(house.run(stolen), Err(Refusal::NotFound), "somebody else's line is not there");
    house.wait(DAY);
    register(&mut house, &code, "Mireille").unwrap();
    let after = house.snapshot().sponsored(&rosa, house.now).unwrap();
    let line = after.first().unwrap();
    assert_eq!(
        (line.label.as_str(), line.state, line.began),
        ("the tall one", SponsorState::Sponsored, house.now)
    );
    assert!(house.snapshot().sponsored(&lola, house.now).unwrap().is_empty());
    let cancel = house.run(CancelCode { actor: rosa, id: line.id });
    assert!(matches!(cancel, Err(Refusal::WrongState { found: "sponsored", .. })));
    assert!(!format!("{after:?}").contains("tall"));
}

#[test]
fn a_code_nobody_used_is_shown_as_ended_for_a_month() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    issue(&mut house, rosa, "late").unwrap();
    house.wait(14 * DAY);
    assert_eq!(
        house.snapshot().sponsored(&rosa, house.now).unwrap().first().unwrap().state,
        SponsorState::Ended
    );
    house.wait(30 * DAY);
    assert!(house.snapshot().sponsored(&rosa, house.now).unwrap().is_empty());
}

#[test]
fn a_code_goes_to_a_telephone_and_to_nothing_else() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    let send = |text: &str| SendCode {
        actor: rosa,
        label: "by SMS".into(),
        to: Address::read(text, "FR".parse().unwrap()).unwrap(),
        language: Some("fr".into()),
    };
    let refused = house.run(send("somebody@example.org"));
    assert_eq!(refused, Err(Refusal::Invalid { field: "phone", reason: "not_a_phone" }));
    assert!(house.snapshot().sponsored(&rosa, house.now).unwrap().is_empty(), "and counts for nothing");
    let off = house.run(send("06 39 98 41 57"));
    assert_eq!(off, Err(Refusal::Invalid { field: "phone", reason: "sms_off" }));
    house.run(AgreeToSms { actor: Actor::Operator, wording: SMS_WORDING }).unwrap();
    house.run(send("06 39 98 41 57")).unwrap();
    assert_eq!(house.snapshot().sponsored(&rosa, house.now).unwrap().len(), 1);
}

#[test]
fn a_code_of_somebody_suspended_is_good_for_nothing() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    let code = issue(&mut house, rosa, "").unwrap();
    house.run(Suspend { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    assert_eq!(register(&mut house, &code, "Lola").err(), Some(Refusal::CodeRefused));
    house.run(Resume { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    register(&mut house, &code, "Lola").unwrap();
}

#[test]
fn line_10_the_sponsored_person_may_cut_the_link() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    let lola = brought(&mut house, rosa, "Lola");
    assert!(house.snapshot().own_sponsor(&lola).unwrap().is_some());
    assert_eq!(house.snapshot().own_sponsor(&rosa).unwrap(), None);
    let before = house.snapshot().sponsored(&rosa, house.now).unwrap();
    house.run(CutLink { actor: lola }).unwrap();
    let after = house.snapshot().sponsored(&rosa, house.now).unwrap();
    assert!(before == after && after.len() == 1, "her sponsor does not notice");
    let mina = brought(&mut house, rosa, "Mina");
    let before = house.snapshot().sponsored(&rosa, house.now).unwrap();
    house.run(DeleteAccount { actor: mina, reports: ReportsFate::Unlink }).unwrap();
    assert!(house.snapshot().sponsored(&rosa, house.now).unwrap() == before, "nor that one has gone");
    let line = before.first().unwrap().id;
    house.run(TakeOffList { actor: rosa, id: line }).unwrap();
    assert_eq!(
        house.snapshot().sponsored(&rosa, house.now).unwrap().len(),
        1,
        "she takes a line off herself"
    );
    assert_eq!(house.snapshot().own_sponsor(&lola).unwrap(), None);
    assert_eq!(house.run(CutLink { actor: lola }), Err(Refusal::NotFound));
    let tree = house.snapshot().sponsor_tree(&Actor::Operator, house.now).unwrap();
    let row = tree.iter().find(|row| row.id == member_id(&lola)).unwrap();
    assert!(row.cut && row.depth == 1, "the organisation's tree keeps it, marked");
    let left = house.snapshot().vouching_left(&rosa, house.now).unwrap();
    assert_eq!(left.left, 3, "cutting gives no code back");
}

#[test]
fn suspending_puts_those_she_brought_up_for_review_and_nobody_out() {
    let mut house = house();
    let rosa = house.member("Rosa", Role::Member);
    let (lola, nina) = (brought(&mut house, rosa, "Lola"), brought(&mut house, rosa, "Nina"));
    let far = brought(&mut house, lola, "Far");
    house.run(CutLink { actor: nina }).unwrap();
    house.run(Suspend { actor: Actor::Operator, member: member_id(&rosa) }).unwrap();
    let up = |house: &House| -> Vec<_> {
        let tree = house.snapshot().sponsor_tree(&Actor::Operator, house.now).unwrap();
        tree.iter().filter(|row| row.review).map(|row| row.id).collect()
    };
    let mut expected = vec![member_id(&lola), member_id(&nina)];
    let mut found = up(&house);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    for actor in [lola, nina, far] {
        assert!(house.snapshot().own_reports(&actor).is_ok(), "nobody is out");
    }
    house.run(KeepMember { actor: Actor::Operator, member: member_id(&lola) }).unwrap();
    assert_eq!(up(&house), vec![member_id(&nina)]);
    let again = house.run(KeepMember { actor: Actor::Operator, member: member_id(&lola) });
    assert!(matches!(again, Err(Refusal::WrongState { .. })));
    let forged = house.run(KeepMember { actor: lola, member: member_id(&nina) });
    assert_eq!(forged, Err(Refusal::Forbidden));
    house.run(Suspend { actor: Actor::Operator, member: member_id(&nina) }).unwrap();
    assert!(up(&house).is_empty());
    let tree = house.snapshot().sponsor_tree(&Actor::Operator, house.now).unwrap();
    let suspended = tree.iter().filter(|row| row.standing == Standing::Suspended).count();
    assert_eq!(suspended, 2);
}

#[test]
fn line_10_the_tree_flags_fast_branches_and_is_for_admins() {
    let mut house = house();
    let rules = Sponsoring { members: 20, newcomer: 0, ..Sponsoring::default() };
    house.node().set_rules(Rules { sponsoring: rules, ..Rules::default() });
    let seller = house.member("Seller", Role::Member);
    let quiet = house.member("Quiet", Role::Member);
    brought(&mut house, quiet, "only one");
    for n in 0..8 {
        brought(&mut house, seller, &format!("sold {n}"));
    }
    let admin = house.member("admin", Role::Admin);
    let tree = house.snapshot().sponsor_tree(&admin, house.now).unwrap();
    let row = |actor: &Actor| tree.iter().find(|row| row.id == member_id(actor)).unwrap();
    assert_eq!((row(&seller).branch, row(&seller).fast), (8, Some(FastBranch::Many)));
    assert_eq!((row(&quiet).branch, row(&quiet).fast), (1, None));
    let snapshot = house.snapshot();
    let branch = snapshot.sponsor_tree_page(&admin, Some(&member_id(&seller)), 7, house.now).unwrap();
    assert_eq!((branch.total, branch.page, branch.rows.len(), branch.fast.len()), (9, 0, 9, 1));
    assert_eq!((branch.rows[0].id, branch.rows[0].depth, branch.rows[8].depth), (member_id(&seller), 0, 1));
    let unknown = MemberId::new([9; 16]);
    let nobody = snapshot.sponsor_tree_page(&admin, Some(&unknown), 0, house.now);
    assert_eq!(nobody.err(), Some(Refusal::NotFound));
    for n in 0..50 {
        house.member(&format!("founder {n}"), Role::Member);
    }
    let first = house.snapshot().sponsor_tree_page(&admin, None, 0, house.now).unwrap();
    let last = house.snapshot().sponsor_tree_page(&admin, None, usize::MAX, house.now).unwrap();
    assert_eq!((first.rows.len(), last.page, last.rows.len()), (50, 1, last.total - 50));
    for role in [Role::Member, Role::Partner, Role::Moderator] {
        let actor = house.member(role.name(), role);
        let page = house.snapshot().sponsor_tree_page(&actor, None, 0, house.now);
        assert_eq!(page.err(), Some(Refusal::Forbidden));
        assert_eq!(house.snapshot().sponsor_tree(&actor, house.now).err(), Some(Refusal::Forbidden));
    }
}
