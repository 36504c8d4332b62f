//! Bytes of the sync conversation, both directions, per entry, counted between two nodes in one process.

use parasol_core::circles::{AcceptInvite, ConfirmPeer, CreateCircle, CreateInvite, Outbound, SetOutbound};
use parasol_core::desk::{Person, PublishReport};
use parasol_core::limits::MAX_REPORTS_A_DAY;
use parasol_core::members::{CreateMember, PasswordHash};
use parasol_core::reports::{Consent, IdentifierInput, ReportDraft, SubmitReport, Wording};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::codec;
use parasol_protocol::ids::{CircleId, Hash};
use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::sync::Ledgers;
use parasol_protocol::volume::{Batch, VolumeName};
use parasol_simulations::world::{CALM, START, World};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::Outcome;
use crate::table::{Row, Table};

/// Entries that are fetched together by a peer that was away.
const BULK: usize = 500;
/// Entries that are sent one by one over an open link.
const SINGLE: usize = 50;
/// More steps than any of this needs.
const STEPS: u32 = 1_000_000;

/// Measures entries in bulk and one by one.
pub(crate) fn measure(table: &mut Table) -> Outcome<()> {
    let password = PasswordHash::hash("only for this benchmark", &mut ChaCha20Rng::seed_from_u64(0))?;
    let mut world = World::new(1, CALM, &password);
    let circle = link(&mut world)?;
    world.run_until("both hold the same", STEPS, |world| in_sync(world, circle));

    world.connected = false;
    world.step();
    for n in 0..BULK {
        publish(&mut world, n, &password)?;
    }
    let now = world.now.plus(120);
    world.now = now;
    world.jasmine().work(now);
    let record = mean_record(&mut world, circle);
    (world.connected, world.bytes) = (true, 0);
    world.run_until("everything arrived", STEPS, |world| in_sync(world, circle));
    let bulk = world.bytes as f64 / BULK as f64;
    table.push(Row::bytes(&format!("wire bytes an entry, {BULK} at once"), bulk, record, "1.3"));

    world.bytes = 0;
    for n in 0..SINGLE {
        publish(&mut world, BULK + n, &password)?;
        world.now = world.now.plus(120);
        let now = world.now;
        let events = world.jasmine().work(now);
        world.tell(0, &events);
        world.run_until("it arrived", STEPS, |world| in_sync(world, circle));
    }
    let single = world.bytes as f64 / SINGLE as f64;
    table.push(Row::bytes("wire bytes an entry, one alone", single, record, "2"));
    Ok(())
}

fn link(world: &mut World) -> Outcome<CircleId> {
    let (actor, now) = (Actor::Operator, world.now);
    let create = CreateCircle { actor, name: "Neighbours".into(), one_key_opens_all: true };
    let circle = world.jasmine().run(create, now).0?;
    let outbound = Outbound { on: true, delay: 60 };
    world.jasmine().run(SetOutbound { actor, circle, outbound }, now).0?;
    let invite = CreateInvite { actor, circle, addresses: vec![], expires: START.plus(7 * 86_400) };
    let text = world.jasmine().run(invite, now).0?;
    let words = world.brussels().run(AcceptInvite { actor, text, addresses: vec![] }, now).0?.words;
    world.run_until("the knock arrives", STEPS, |world| {
        world.jasmine().read().peers(&Actor::Operator).is_ok_and(|peers| !peers.is_empty())
    });
    let now = world.now;
    for node in &mut world.nodes {
        node.run(ConfirmPeer { actor, circle, words: words.clone() }, now).0?;
    }
    world.run_until("both are members", STEPS, |world| {
        world
            .nodes
            .iter()
            .all(|node| node.read().links().is_ok_and(|links| links.iter().any(|link| link.member)))
    });
    Ok(circle)
}

fn publish(world: &mut World, n: usize, password: &PasswordHash) -> Outcome<()> {
    let now = world.now;
    let jasmine = world.jasmine();
    if n.is_multiple_of(MAX_REPORTS_A_DAY) {
        // Nobody may report more in a day: somebody else goes on.
        let (actor, role, pseudonym, password) =
            (Actor::Operator, Role::Member, format!("member-{n}"), password.clone());
        let command = CreateMember { actor, pseudonym, role, password, sponsor: None };
        jasmine.member = Actor::Member(jasmine.run(command, now).0?, role);
    }
    let regions = jasmine.read().regions()?;
    let number = format!("+3363998{n:04}");
    let draft = ReportDraft {
        identifiers: vec![IdentifierInput { kind: None, value: number }],
        kinds: vec![EventKind::RapeOrAttempt],
        consent: Consent { alert: true, partners: false, abroad: true },
        consent_wording: Wording { version: 1, language: "fr".into() },
        ..ReportDraft::default()
    };
    let (member, moderator) = (jasmine.member, jasmine.moderator);
    let id = jasmine.run(SubmitReport { actor: member, draft, regions }, now).0?.id;
    let publish = PublishReport {
        actor: moderator,
        id,
        level: Level::VeryDangerous,
        kinds: vec![EventKind::RapeOrAttempt],
        text: "Invented.".into(),
        town: None,
        person: Person::default(),
        abroad: true,
        talked: false,
        leave_out: Vec::new(),
        anyway: true,
    };
    jasmine.run(publish, now).0?;
    Ok(())
}

/// Whether both hold the same newest heads, no record is missing, and the publisher has the ack: with one on its way it
/// cannot know what the peer holds, and would offer the next entry without bringing it along.
fn in_sync(world: &World, circle: CircleId) -> bool {
    let [mut first, mut second] = world.nodes.each_ref().map(|node| {
        let snapshot = node.read();
        let ledgers = snapshot.ledgers();
        ledgers
            .heads(&circle)
            .iter()
            .map(|head| (head.body().publisher, head.hash()))
            .collect::<Vec<(_, Hash)>>()
    });
    first.sort();
    second.sort();
    let missing = world.nodes.iter().any(|node| {
        let snapshot = node.read();
        let ledgers = snapshot.ledgers();
        first.iter().any(|(publisher, _)| !ledgers.missing(&circle, publisher, 1).is_empty())
    });
    let acked = world.nodes[0]
        .read()
        .peers(&Actor::Operator)
        .is_ok_and(|peers| peers.first().and_then(|peer| peer.acked.as_ref()).is_some_and(|ack| ack.current));
    first.len() == 2 && first == second && !missing && acked
}

/// The mean size of the publisher's records.
fn mean_record(world: &mut World, circle: CircleId) -> f64 {
    let snapshot = world.jasmine().read();
    let ledgers = snapshot.ledgers();
    let mut sizes = Vec::new();
    for head in ledgers.heads(&circle) {
        for listed in &head.body().volumes {
            let name = VolumeName { circle, publisher: head.body().publisher, key: listed.0 };
            for n in 1..=listed.1 {
                let batch = ledgers.batch(&name, n).and_then(|bytes| codec::decode::<Batch>(&bytes).ok());
                let hashes = batch.map(|batch| batch.2).unwrap_or_default().into_iter().filter_map(|op| op.1);
                sizes.extend(
                    hashes.filter_map(|hash| ledgers.record(&circle, &hash)).map(|record| record.len()),
                );
            }
        }
    }
    sizes.iter().sum::<usize>() as f64 / sizes.len().max(1) as f64
}
