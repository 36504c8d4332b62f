//! The steps of the story that every scenario tells: linking, publishing, recalling.

use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::circles::{AcceptInvite, ConfirmPeer, CreateCircle, CreateInvite, Outbound, SetOutbound};
use parasol_core::desk::{Person, PublishReport};
use parasol_core::ids::AlertId;
use parasol_core::members::PasswordHash;
use parasol_core::reports::{Consent, IdentifierInput, ReportDraft, SubmitReport, Wording};
use parasol_core::roles::Actor;
use parasol_protocol::ids::CircleId;
use parasol_protocol::lists::{EventKind, Level};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::world::{START, World};

/// The password of everybody, hashed once: a simulation is not about guessing it.
pub fn password() -> PasswordHash {
    PasswordHash::hash("correct horse battery staple", &mut ChaCha20Rng::seed_from_u64(0)).unwrap()
}

/// Links the two through the steps that two admins take.
pub fn link(world: &mut World) -> CircleId {
    let now = world.now;
    let create = CreateCircle { actor: Actor::Operator, name: "Neighbours".into(), one_key_opens_all: true };
    let circle = world.jasmine().run(create, now).0.unwrap();
    let outbound = Outbound { on: true, delay: 60 };
    world.jasmine().run(SetOutbound { actor: Actor::Operator, circle, outbound }, now).0.unwrap();
    let invite =
        CreateInvite { actor: Actor::Operator, circle, addresses: vec![], expires: START.plus(7 * 86_400) };
    let text = world.jasmine().run(invite, now).0.unwrap();
    let accept = AcceptInvite { actor: Actor::Operator, text, addresses: vec![] };
    let words = world.brussels().run(accept, now).0.unwrap().words;
    world.run_until("the knock arrives", 2_000, |world| {
        !world.jasmine().read().peers(&Actor::Operator).unwrap().is_empty()
    });
    let shown = world.jasmine().read().peers(&Actor::Operator).unwrap()[0].words.clone();
    assert_eq!(shown.as_deref(), Some(words.as_str()), "both admins see the same words");
    let now = world.now;
    for node in &mut world.nodes {
        node.run(ConfirmPeer { actor: Actor::Operator, circle, words: words.clone() }, now).0.unwrap();
    }
    world.run_until("both are members", 4_000, |world| {
        world.nodes.iter().all(|node| node.read().links().unwrap().iter().any(|link| link.member))
    });
    circle
}

/// A member reports, a moderator publishes.
pub fn publish(world: &mut World, number: &str) -> AlertId {
    let now = world.now;
    let jasmine = world.jasmine();
    let regions = jasmine.read().regions().unwrap();
    let draft = ReportDraft {
        identifiers: vec![IdentifierInput { kind: None, value: number.into() }],
        kinds: vec![EventKind::RapeOrAttempt],
        consent: Consent { alert: true, partners: false, abroad: true },
        consent_wording: Wording { version: 1, language: "fr".into() },
        ..ReportDraft::default()
    };
    let (member, moderator) = (jasmine.member, jasmine.moderator);
    let report = jasmine.run(SubmitReport { actor: member, draft, regions }, now).0.unwrap().id;
    let publish = PublishReport {
        actor: moderator,
        id: report,
        level: Level::VeryDangerous,
        kinds: vec![EventKind::RapeOrAttempt],
        text: "Attacked a colleague.".into(),
        town: None,
        person: Person::default(),
        abroad: true,
        talked: false,
        leave_out: Vec::new(),
        anyway: true,
    };
    let (published, events) = jasmine.run(publish, now);
    world.tell(0, &events);
    published.unwrap().alert
}

/// A moderator recalls an alert.
pub fn recall(world: &mut World, alert: AlertId) {
    let now = world.now;
    let actor = world.jasmine().moderator;
    let (result, events) =
        world.jasmine().run(RecallAlert { actor, alert, reason: RecallReason::Correction }, now);
    result.unwrap();
    world.tell(0, &events);
}
