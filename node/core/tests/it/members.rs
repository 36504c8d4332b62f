//! Members, their roles, and the codes they come with.

use parasol_core::members::{
    IssueCode, LockAccount, Newcomer, PasswordHash, RegisterWithCode, Registration, Resume, SetPassword,
    SetRole, SponsorshipCode, Suspend, Unlock,
};
use parasol_core::node::Node;
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::reports::SubmitReport;
use parasol_core::roles::{Actor, Role};
use parasol_core::store::OpenError;

use crate::house::{House, PASSWORD, key, member_id, regions, violent};

#[test]
fn a_pseudonym_is_somebodys_in_any_case() {
    let mut house = House::new();
    house.create("Mélodie", Role::Member).unwrap();
    assert_eq!(house.create("  mÉLODIE ", Role::Member), Err(Refusal::Taken));
    for bad in ["", "x", "a\u{202e}b", "<b>", &"x".repeat(41)] {
        assert!(house.create(bad, Role::Member).is_err(), "{bad:?}");
    }
}

#[test]
fn only_admins_manage_members() {
    let mut house = House::new();
    let admin = house.member("admin", Role::Admin);
    for role in [Role::Member, Role::Partner, Role::Moderator] {
        let actor = house.member(role.name(), role);
        let refused = house.run(SetRole { actor, member: member_id(&actor), role: Role::Admin });
        assert_eq!(refused, Err(Refusal::Forbidden));
        assert_eq!(house.snapshot().members(&actor, None).err(), Some(Refusal::Forbidden));
    }
    assert_eq!(house.snapshot().members(&admin, None).unwrap().len(), 4);
}

#[test]
fn what_counts_is_the_role_when_the_command_runs() {
    let mut house = House::new();
    let admin = house.member("admin", Role::Admin);
    let other = house.member("other", Role::Member);
    let claims_more = Actor::Member(member_id(&other), Role::Admin);
    assert_eq!(house.run(Suspend { actor: claims_more, member: member_id(&admin) }), Err(Refusal::Forbidden));
    let second = house.member("second", Role::Admin);
    house.run(SetRole { actor: admin, member: member_id(&second), role: Role::Member }).unwrap();
    assert_eq!(house.run(Suspend { actor: second, member: member_id(&admin) }), Err(Refusal::Forbidden));
}

#[test]
fn the_last_admin_stays() {
    let mut house = House::new();
    let actor = house.member("first", Role::Admin);
    let member = member_id(&actor);
    assert_eq!(house.run(SetRole { actor, member, role: Role::Member }), Err(Refusal::LastAdmin));
    assert_eq!(house.run(Suspend { actor, member }), Err(Refusal::LastAdmin));
    let second = house.member("second", Role::Admin);
    house.run(Suspend { actor, member: member_id(&second) }).unwrap();
    assert_eq!(
        house.run(Suspend { actor, member }),
        Err(Refusal::LastAdmin),
        "a suspended admin does not count"
    );
    house.run(Resume { actor, member: member_id(&second) }).unwrap();
    house.run(SetRole { actor, member, role: Role::Member }).unwrap();
    let last = member_id(&second);
    assert_eq!(house.run(Suspend { actor: second, member: last }), Err(Refusal::LastAdmin));
}

/// An admin whom nobody has given a password to yet could not put anything right.
#[test]
fn an_admin_without_a_password_is_no_other_admin() {
    let mut house = House::new();
    let (ada, second) = (house.member("Ada", Role::Admin), house.member("second", Role::Member));
    let submit = SubmitReport { actor: second, draft: violent("06 39 98 41 57"), regions: regions() };
    let code = house.run(submit).unwrap().follow_code;
    let member = member_id(&second);
    house.run(SetRole { actor: ada, member, role: Role::Admin }).unwrap();
    house.run(LockAccount { code }).unwrap();
    let code = house.run(Unlock { actor: ada, member }).unwrap();
    let demote = SetRole { actor: ada, member: member_id(&ada), role: Role::Member };
    assert_eq!(house.run(demote), Err(Refusal::LastAdmin));
    let leave = DeleteAccount { actor: ada, reports: ReportsFate::Unlink };
    assert_eq!(house.run(leave), Err(Refusal::LastAdmin));
    assert!(house.snapshot().an_admin_signs_in(&Actor::Operator).unwrap());
    house.reset("second", &code).unwrap();
    house.run(SetRole { actor: ada, member: member_id(&ada), role: Role::Member }).unwrap();
}

#[test]
fn a_code_makes_one_member() {
    let mut house = House::new();
    let sponsor = house.member("sponsor", Role::Member);
    house.wait(30 * 86_400);
    let code = house.run(IssueCode { actor: sponsor, label: "the tall one".into() }).unwrap();
    let heard = SponsorshipCode::from_text(&code.to_text().to_lowercase()).unwrap();
    let register = |code: &SponsorshipCode, name: &str, house: &House| RegisterWithCode {
        code: code.clone(),
        newcomer: Newcomer::new(name, house.password()),
    };
    let taken = register(&heard, "sponsor", &house);
    assert_eq!(house.run(taken), Ok(Registration::Taken { left: 4 }), "that does not use the code up");
    let first = register(&heard, "Rosa", &house);
    let rosa = house.run(first).unwrap().member().unwrap();
    let second = register(&heard, "Lola", &house);
    assert_eq!(house.run(second).err(), Some(Refusal::CodeRefused));
    let rosa = Actor::Member(rosa, Role::Member);
    assert!(house.snapshot().own_reports(&rosa).unwrap().is_empty());
}

#[test]
fn a_code_ends_after_two_weeks() {
    let mut house = House::new();
    let sponsor = house.member("sponsor", Role::Partner);
    let code = house.run(IssueCode { actor: sponsor, label: String::new() }).unwrap();
    house.wait(14 * 86_400);
    let register = RegisterWithCode { code, newcomer: Newcomer::new("Rosa", house.password()) };
    assert_eq!(house.run(register).err(), Some(Refusal::CodeRefused));
}

#[test]
fn an_unknown_pseudonym_looks_like_a_wrong_password() {
    let mut house = House::new();
    let rosa = house.create("Rosa", Role::Member).unwrap();
    let now = house.now;
    let verify = |house: &House, name: &str, password: &str| {
        house.snapshot().credentials(name, now).unwrap().verify(password).map(|verified| verified.member())
    };
    assert_eq!(verify(&house, "rosa", PASSWORD), Ok(rosa));
    assert_eq!(verify(&house, "Rosa", "wrong password"), Err(Refusal::WrongCredentials));
    assert_eq!(verify(&house, "Nobody", PASSWORD), Err(Refusal::WrongCredentials));
    assert_eq!(verify(&house, "", ""), Err(Refusal::WrongCredentials));
    let admin = house.member("admin", Role::Admin);
    house.run(Suspend { actor: admin, member: rosa }).unwrap();
    assert_eq!(verify(&house, "Rosa", "wrong password"), Err(Refusal::WrongCredentials));
    assert_eq!(verify(&house, "Rosa", PASSWORD), Err(Refusal::Suspended));
}

#[test]
fn guessing_is_slowed_down_for_names_known_and_unknown() {
    let mut house = House::new();
    house.create("Rosa", Role::Member).unwrap();
    for name in ["Rosa", "Nobody"] {
        for _ in 0..10 {
            house.snapshot().credentials(name, house.now).unwrap();
        }
        let refused = house.snapshot().credentials(name, house.now).err();
        assert_eq!(refused, Some(Refusal::OverQuota { retry_after: 30 }));
    }
    house.wait(30);
    house.snapshot().credentials("Rosa", house.now).unwrap();
}

#[test]
fn a_new_password_replaces_the_old_one() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let lola = house.member("Lola", Role::Member);
    let password = PasswordHash::hash("another invented one", &mut house.rng).unwrap();
    let set = |actor, password: &PasswordHash| SetPassword {
        actor,
        member: member_id(&rosa),
        password: password.clone(),
    };
    assert_eq!(house.run(set(lola, &password)), Err(Refusal::Forbidden));
    house.run(set(rosa, &password)).unwrap();
    let credentials = house.snapshot().credentials("Rosa", house.now).unwrap();
    assert_eq!(credentials.verify(PASSWORD), Err(Refusal::WrongCredentials));
    assert_eq!(
        credentials.verify("another invented one").map(|verified| verified.member()),
        Ok(member_id(&rosa))
    );
}

#[test]
fn members_and_identity_survive_a_restart_and_a_wrong_key_is_told() {
    let mut house = House::new();
    let rosa = house.create("Rosa", Role::Member).unwrap();
    let (organisation, node_key) = (house.node().identity().organisation, house.node().identity().node_key());
    house.restart();
    assert_eq!(house.node().identity().organisation, organisation);
    assert_eq!(house.node().identity().node_key(), node_key);
    assert_eq!(house.node().identity().name, "Jasmine");
    let credentials = house.snapshot().credentials("Rosa", house.now).unwrap();
    assert_eq!(credentials.verify(PASSWORD).map(|verified| verified.member()), Ok(rosa));
    house.node = None;
    let wrong = parasol_core::store::StoreKey::new([6; 32]);
    let error = Node::open(house.dir.path(), wrong, house.now, &mut house.rng).err().unwrap();
    assert!(matches!(error, OpenError::WrongKey { .. }), "{error}");
    Node::open(house.dir.path(), key(), house.now, &mut house.rng).unwrap();
}

#[test]
fn nothing_personal_is_shown_by_debug() {
    let mut house = House::new();
    let code = house.run(IssueCode { actor: Actor::Operator, label: "the tall one".into() }).unwrap();
    let issue = IssueCode { actor: Actor::Operator, label: "the tall one".into() };
    let register = RegisterWithCode { code, newcomer: Newcomer::new("Rosa", house.password()) };
    let views = house.snapshot().members(&Actor::Operator, None).unwrap();
    let shown = format!("{issue:?} {register:?} {views:?} {:?}", crate::house::violent("06 39 98 41 57"));
    for secret in ["tall", "Rosa", "39 98", "argon2", "door"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
