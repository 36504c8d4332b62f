//! A crowd: as many invented members as an organisation may have, to see how fast the pages are then. They sponsor each other, some
//! are signed in, some have reported. All have one password that nobody knows.

use futures::{StreamExt, TryStreamExt, stream};
use parasol_core::desk::{Person, PublishReport};
use parasol_core::ids::MemberId;
use parasol_core::members::{CreateMember, PasswordHash};
use parasol_core::reports::{Consent, IdentifierInput, ReportDraft, SubmitReport, Wording};
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{SessionKind, StartSession};
use parasol_protocol::identifier::Regions;
use parasol_web::port::Port;

use super::invented::{STORIES, pick};
use super::node::DemoNode;
use crate::cli::secret::Secret;
use crate::failure::Failure;

/// Members that one member has sponsored.
const SPONSORED_BY_ONE: usize = 5;
/// One of so many members is signed in.
const SIGNED_IN: usize = 3;
/// One of so many members has reported.
const REPORTED: usize = 10;
/// One of so many reports is left to the desk.
const WAITING: usize = 4;
/// Commands under way at a time: the writer makes them durable together.
const AT_ONCE: usize = 48;

/// Adds so many members to a node.
pub(super) async fn gather(node: &DemoNode, members: usize) -> Result<(), Failure> {
    let secret = Secret::made_up();
    let password = node.office().port.hash_password(secret.expose().clone().into()).await?;
    let mut crowd: Vec<MemberId> = Vec::with_capacity(members);
    while crowd.len() < members {
        // Nobody is there before her sponsor is.
        let first = crowd.len();
        let next = members.min((first * SPONSORED_BY_ONE).max(1)).max(first + 1);
        let join = |n: usize| {
            let sponsor = n.checked_sub(1).and_then(|above| crowd.get(above / SPONSORED_BY_ONE)).copied();
            add(node, n, password.clone(), sponsor)
        };
        let joined: Vec<MemberId> =
            stream::iter(first..next).map(join).buffered(AT_ONCE).try_collect().await?;
        crowd.extend(joined);
    }
    let signed_in = crowd.iter().step_by(SIGNED_IN).map(|id| sign_in(node, *id));
    stream::iter(signed_in).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    let reports = crowd.iter().step_by(REPORTED).enumerate().map(|(n, id)| report(node, n, *id));
    stream::iter(reports).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    Ok(())
}

async fn add(
    node: &DemoNode,
    n: usize,
    password: PasswordHash,
    sponsor: Option<MemberId>,
) -> Result<MemberId, Failure> {
    let office = node.office();
    let (actor, pseudonym) = (office.operator(), format!("invented {n}"));
    office.command(CreateMember { actor, pseudonym, role: Role::Member, password, sponsor }).await
}

async fn sign_in(node: &DemoNode, member: MemberId) -> Result<(), Failure> {
    node.office().command(StartSession { member, kind: SessionKind::Token }).await.map(drop)
}

async fn report(node: &DemoNode, n: usize, member: MemberId) -> Result<(), Failure> {
    let office = node.office();
    let country = office.port.node().identity().country;
    let Some(story) = STORIES.get(n % STORIES.len()) else { return Ok(()) };
    let number = format!("06 39 98 {:02} {:02}", n / 100 % 100, n % 100);
    let draft = ReportDraft {
        identifiers: vec![IdentifierInput { kind: None, value: number }],
        kinds: vec![story.kind],
        perpetrator: Some(story.perpetrator),
        place: Some(pick(node.cast.towns, n).to_owned()),
        text: Some(story.french.to_owned()),
        consent: Consent { alert: true, partners: false, abroad: false },
        consent_wording: Wording { version: 1, language: "fr".to_owned() },
        ..ReportDraft::default()
    };
    let (actor, regions) = (Actor::Member(member, Role::Member), Regions::new(country, None));
    let submitted = office.command(SubmitReport { actor, draft, regions }).await?;
    if n.is_multiple_of(WAITING) {
        return Ok(());
    }
    let publish = PublishReport {
        actor: node.actor(Role::Moderator),
        id: submitted.id,
        level: story.level,
        kinds: vec![story.kind],
        text: story.french.to_owned(),
        town: Some(pick(node.cast.towns, n).to_owned()),
        person: Person { aliases: Vec::new(), vehicle: None, description: None },
        abroad: false,
        talked: false,
    };
    office.command(publish).await.map(drop)
}
