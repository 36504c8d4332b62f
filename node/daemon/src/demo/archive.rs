//! What an organisation has after five years: members who sponsor each other, reports, alerts. Written before the node
//! starts, by the commands that its pages give, each at the time at which it would have been given.

use std::sync::mpsc;

use parasol_core::cases::{ActOnCase, CaseAct, CaseOutcome};
use parasol_core::command::{Command, Job};
use parasol_core::desk::{
    ConfirmProposal, Person, Propose, Proposed, Publication, PublishReport, RejectReason, RejectReport,
};
use parasol_core::ids::{MemberId, ReportId};
use parasol_core::members::{CreateMember, PasswordHash};
use parasol_core::node::Node;
use parasol_core::places::Town;
use parasol_core::reports::{
    Consent, HappenedOn, IdentifierInput, ReachBy, ReportDraft, SafeWay, SubmitReport, Wording, is_severe,
};
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{SessionKind, StartSession};
use parasol_protocol::identifier::{IdentifierKind, Regions};
use parasol_protocol::lists::Level;
use parasol_protocol::time::{DAY, Timestamp};
use rand_core::OsRng;

use super::invented::{STORIES, Story, pick, plate};
use crate::cli::secret::Secret;
use crate::clock;
use crate::config::Config;
use crate::data::DataDir;
use crate::failure::Failure;
use crate::places;

/// How far back it goes, in days: a little less than the five years for which alerts are kept.
const DAYS: u64 = 1_800;
/// Days between two visits of the archive: reports of these days are written together.
const STEP: u64 = 4;
/// Steps before the end from which on cases are open still.
const CASES_OPEN: u64 = 10;
/// Members that one member has sponsored.
const SPONSORED_BY_ONE: usize = 5;
/// One of so many members is signed in.
const SIGNED_IN: usize = 3;
/// Commands made durable together, as in a busy node.
const AT_ONCE: usize = 64;

const TOWNS: [&str; 12] = [
    "Paris",
    "Lyon",
    "Marseille",
    "Lille",
    "Nantes",
    "Toulouse",
    "Nice",
    "Strasbourg",
    "Montpellier",
    "Bordeaux",
    "Rennes",
    "Reims",
];
const NAMES: [&str; 23] = [
    "Marc", "Tom", "Denis", "Luc", "Karim", "Jean", "Alain", "Hugo", "Paul", "Igor", "Max", "Leo", "Yann",
    "Rémi", "Serge", "Bruno", "Ali", "Victor", "Noé", "Simon", "Franck", "Gilles", "Omar",
];

/// How much there is at the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    pub(super) members: usize,
    /// Reports that were decided about. One of eleven was not published.
    pub(super) decided: usize,
    /// Reports that wait at the desk.
    pub(super) waiting: usize,
}

/// What Jasmine may have: 20,000 alerts among it.
pub(super) const JASMINE: Amount = Amount { members: 3_000, decided: 22_000, waiting: 30 };

/// A node while its archive is written.
struct Archive<'a> {
    node: &'a Node,
    now: Timestamp,
    regions: Regions,
    towns: Vec<Town>,
    members: Vec<MemberId>,
    moderator: Actor,
    /// Who confirms what the other one proposes.
    second: Actor,
}

/// Writes five years that end now into a node that does not run yet.
pub(super) fn write(data: &DataDir, config: &Config, amount: Amount) -> Result<(), Failure> {
    let now = clock::now();
    let node = &Node::open(data.path(), data.store_key()?, now, &mut OsRng)?;
    node.set_rules(config.rules());
    node.keep_erasures(&config.erasures(data), now, &mut OsRng)?;
    let password = PasswordHash::hash(Secret::made_up().expose().clone(), &mut OsRng)?;
    let home = node.identity().country;
    let towns = TOWNS.iter().filter_map(|name| places::towns().find(name, home).into_iter().next());
    let mut archive = Archive {
        node,
        now: now.minus(DAYS * DAY),
        regions: Regions::new(home, None),
        towns: towns.collect(),
        members: Vec::new(),
        moderator: Actor::Operator,
        second: Actor::Operator,
    };
    let moderators = ["invented moderator", "invented second moderator"];
    let moderators = moderators.map(|name| archive.join(name, Role::Moderator, &password, None));
    let [moderator, second] = archive.run(moderators)?[..] else { return Err(unfinished()) };
    archive.moderator = Actor::Member(moderator, Role::Moderator);
    archive.second = Actor::Member(second, Role::Moderator);
    archive.years(now, amount, &password)?;
    archive.now = now;
    let visitors = archive.members.iter().step_by(SIGNED_IN);
    let sessions = visitors.map(|member| StartSession { member: *member, kind: SessionKind::Token });
    archive.run(sessions.collect::<Vec<_>>()).map(drop)
}

impl Archive<'_> {
    /// Goes through the years in steps of some days.
    fn years(&mut self, now: Timestamp, amount: Amount, password: &PasswordHash) -> Result<(), Failure> {
        let steps = DAYS / STEP;
        let mut reported = 0;
        for step in 1..=steps {
            self.now = now.minus((steps - step) * STEP * DAY);
            let share = |of: usize| of.saturating_mul(usize(step)) / usize(steps);
            self.grow(share(amount.members), password)?;
            let reports = self.report(reported..share(amount.decided))?;
            self.now = self.now.plus(DAY / 2).min(now);
            self.decide(reported, &reports)?;
            if step + CASES_OPEN < steps {
                self.close(reported, &reports)?;
            }
            reported = share(amount.decided);
        }
        for n in (0..amount.waiting).rev() {
            // One every four hours: the oldest are over their time.
            self.now = now.minus(u64::try_from(n).unwrap_or_default() * 4 * 3_600);
            let number = amount.decided + n;
            self.report(number..number + 1)?;
        }
        Ok(())
    }

    /// Adds members, each after her sponsor.
    fn grow(&mut self, members: usize, password: &PasswordHash) -> Result<(), Failure> {
        while self.members.len() < members {
            let first = self.members.len();
            let next = members.min((first * SPONSORED_BY_ONE).max(1)).max(first + 1);
            let joining: Vec<CreateMember> = (first..next)
                .map(|n| {
                    let above = n.checked_sub(1).map(|before| before / SPONSORED_BY_ONE);
                    let sponsor = above.and_then(|above| self.members.get(above)).copied();
                    self.join(&format!("invented {n}"), Role::Member, password, sponsor)
                })
                .collect();
            let joined = self.run(joining)?;
            self.members.extend(joined);
        }
        Ok(())
    }

    fn join(
        &self,
        pseudonym: &str,
        role: Role,
        password: &PasswordHash,
        sponsor: Option<MemberId>,
    ) -> CreateMember {
        let (pseudonym, password) = (pseudonym.to_owned(), password.clone());
        CreateMember { actor: Actor::Operator, pseudonym, role, password, sponsor }
    }

    /// Submits the reports of these numbers.
    fn report(&mut self, numbers: core::ops::Range<usize>) -> Result<Vec<ReportId>, Failure> {
        let reports: Vec<SubmitReport> = numbers
            .filter_map(|n| {
                // Not everybody reports, and some report more than once.
                let reporter = self.members.get((n * 7) % (self.members.len() / 2).max(1))?;
                let actor = Actor::Member(*reporter, Role::Member);
                let draft = self.draft(n, story(n)?);
                Some(SubmitReport { actor, draft, regions: self.regions.clone() })
            })
            .collect();
        Ok(self.run(reports)?.into_iter().map(|submitted| submitted.id).collect())
    }

    /// Publishes the reports of which the first has this number, or decides not to.
    fn decide(&self, first: usize, reports: &[ReportId]) -> Result<(), Failure> {
        let (mut publish, mut reject) = (Vec::new(), Vec::new());
        for (n, id) in (first..).zip(reports) {
            let (actor, id) = (self.moderator, *id);
            if n % 11 == 10 {
                reject.push(RejectReport { actor, id, reason: RejectReason::NotEnough, text: String::new() });
            } else if let Some(story) = story(n) {
                publish.push(self.publication(n, story, id));
            }
        }
        let two = self.node.rules().desk.second_for_very_dangerous;
        let (grave, rest): (Vec<_>, Vec<_>) =
            publish.into_iter().partition(|each| two && each.level == Level::VeryDangerous);
        self.run(rest)?;
        self.confirm(grave)?;
        self.run(reject).map(drop)
    }

    /// Where the settings want two moderators, one proposes what is gravest and the other confirms it.
    fn confirm(&self, grave: Vec<PublishReport>) -> Result<(), Failure> {
        let ids: Vec<ReportId> = grave.iter().map(|each| each.id).collect();
        self.run(grave.iter().map(|each| Propose {
            actor: each.actor,
            id: each.id,
            what: Proposed::Publish(Publication::from(each)),
        }))?;
        let read = self.node.read()?;
        let mut confirmations = Vec::with_capacity(ids.len());
        for id in ids {
            let proposal = read.proposal(&self.second, &id)?.ok_or_else(unfinished)?.id;
            confirmations.push(ConfirmProposal { actor: self.second, id, proposal });
        }
        self.run(confirmations).map(drop)
    }

    /// Closes the cases of the reports of which the first has this number.
    fn close(&self, first: usize, reports: &[ReportId]) -> Result<(), Failure> {
        let has_case = |n: usize| is_reached(n) || story(n).is_some_and(|story| is_severe(&[story.kind]));
        let cases = (first..).zip(reports).filter(|(n, _)| has_case(*n)).map(|(_, id)| ActOnCase {
            actor: self.moderator,
            id: *id,
            act: CaseAct::Close { outcome: CaseOutcome::Helped, words: String::new() },
        });
        self.run(cases.collect::<Vec<_>>()).map(drop)
    }

    fn publication(&self, n: usize, story: &Story, id: ReportId) -> PublishReport {
        let person = Person {
            aliases: aliases(n),
            vehicle: None,
            description: n.is_multiple_of(3).then(|| "1,80 m".to_owned()),
        };
        PublishReport {
            actor: self.moderator,
            id,
            level: story.level,
            kinds: vec![story.kind],
            text: story.french.to_owned(),
            town: Some(pick(&TOWNS, n).to_owned()),
            person,
            abroad: false,
            talked: false,
            leave_out: Vec::new(),
            anyway: true,
        }
    }

    fn draft(&self, n: usize, story: &Story) -> ReportDraft {
        let contact = is_reached(n).then(|| format!("reporter{n}@example.org"));
        ReportDraft {
            identifiers: identifiers(n),
            kinds: vec![story.kind],
            perpetrator: Some(story.perpetrator),
            aliases: aliases(n),
            text: Some(format!("{} {} {}", story.french, story.english, story.french)),
            town: self.towns.get(n % self.towns.len().max(1)).cloned(),
            place: Some(format!("{} rue Inventée", n % 200)),
            happened_on: Some(HappenedOn::from(self.now.month())),
            reach: SafeWay { by: contact.iter().map(|_| ReachBy::Email).collect(), ..SafeWay::default() },
            contact,
            consent: Consent { alert: true, partners: n.is_multiple_of(2), abroad: n.is_multiple_of(3) },
            consent_wording: Wording { version: 1, language: "fr".to_owned() },
            ..ReportDraft::default()
        }
    }

    /// Gives commands at this moment, many made durable together; what each answered.
    fn run<C: Command>(&self, commands: impl IntoIterator<Item = C>) -> Result<Vec<C::Outcome>, Failure> {
        let mut commands = commands.into_iter().peekable();
        let mut outcomes = Vec::new();
        while commands.peek().is_some() {
            let (reply, answers) = mpsc::channel();
            let jobs = commands.by_ref().take(AT_ONCE).map(|command| {
                let reply = reply.clone();
                // Whoever waits for the answer waits below.
                Job::new(command, move |answer| drop(reply.send(answer)))
            });
            let jobs = jobs.collect();
            self.node.execute(jobs, self.now, &mut OsRng);
            drop(reply);
            for answer in answers {
                outcomes.push(answer?);
            }
        }
        Ok(outcomes)
    }
}

/// One reporter of four may be reached.
const fn is_reached(n: usize) -> bool {
    n.is_multiple_of(4)
}

/// Not in step with what else depends on the number.
fn story(n: usize) -> Option<&'static Story> {
    STORIES.get((n / 7 + n) % STORIES.len().max(1))
}

fn aliases(n: usize) -> Vec<String> {
    let letter = char::from(b'A'.wrapping_add(u8::try_from(n / 23 % 26).unwrap_or_default()));
    (n % 8 == 7 || n.is_multiple_of(5)).then(|| format!("{} {letter}", pick(&NAMES, n))).into_iter().collect()
}

/// By what person number `n` can be found: most by a phone number.
fn identifiers(n: usize) -> Vec<IdentifierInput> {
    let phone = || {
        let number = n / 2 % 10_000;
        (IdentifierKind::Phone, format!("06 39 98 {:02} {:02}", number / 100, number % 100))
    };
    let named = match n % 8 {
        0..=3 => vec![phone()],
        4 => vec![(IdentifierKind::Plate, plate(n))],
        5 => vec![(IdentifierKind::Email, format!("client{n}@example.org"))],
        6 => vec![phone(), (IdentifierKind::Plate, plate(n))],
        _ => vec![(IdentifierKind::Handle, format!("@night_rider_{n}"))],
    };
    named.into_iter().map(|(kind, value)| IdentifierInput { kind: Some(kind), value }).collect()
}

fn usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn unfinished() -> Failure {
    Failure::refused("archive", "the archive's first member was not made; this is a bug in the demo")
}
