//! `parasol doctor`: what is wrong, in words, and what to do. Counts and ids only.

use std::fmt::{self, Display};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use parasol_core::circles::{AnswerHere, CircleStatus, CircleView, LinkState, PeerView};
use parasol_core::limits::CLOCK_SLACK;
use parasol_core::members::Standing;
use parasol_core::node::Snapshot;
use parasol_core::peer_sweeps::PeerSweep;
use parasol_core::reports::Status;
use parasol_core::roles::Role;
use parasol_protocol::time::{DAY, Timestamp};
use parasol_web::port::Port;
use serde::Serialize;

use super::circle::{Keys, all_must_evaluate};
use super::message_health::about_messages;
use super::put_back::to_look_at;
use super::words::{ago, lines};
use crate::control::Answer;
use crate::failure::Failure;
use crate::http::certificate::{self, Validity};
use crate::station::Office;

/// A report is to be decided within two days.
const REPORT_AGE: u64 = 2 * DAY;

/// How long an alert may wait to be shared before somebody should look.
const SHARE_AGE: u64 = 3_600;

/// Looks at everything that an operator can put right.
///
/// # Errors
/// When the node cannot be read.
pub fn answer(office: &Office) -> Result<Answer, Failure> {
    let (snapshot, actor, now) = (office.read()?, office.operator(), office.port.now());
    let counts = snapshot.counts(&actor)?;
    let (circles, peers) = (snapshot.circles(&actor)?, snapshot.peers(&actor)?);
    let mut findings = Vec::new();

    if !super::member::all(office)?
        .iter()
        .any(|member| member.role == Role::Moderator && member.standing == Standing::Active)
    {
        findings.push(Finding::new(
            "no_moderator",
            "nobody can read reports: add a moderator with `parasol member add NAME --role moderator`",
        ));
    }
    let all = super::member::all(office)?;
    let mut admins = all.iter().filter(|member| member.role == Role::Admin);
    if admins.next().is_some() && !snapshot.an_admin_signs_in(&actor)? {
        findings.push(Finding::new(
            "no_admin",
            "no admin can sign in: `parasol member unlock NAME` if she locked her account, `parasol member resume NAME` if she \
             was suspended, `parasol member password NAME` if her password was taken",
        ));
    }
    findings.extend(about_passphrase(office));
    findings.extend(about_sweeps(office, &snapshot)?);
    let waiting = snapshot.report_rows(&actor, Some(Status::Waiting))?;
    let late = waiting.iter().filter(|report| now.since(report.received) > REPORT_AGE).count();
    if late > 0 {
        findings.push(Finding::new(
            "late_reports",
            format!("{late} reports wait for longer than two days: tell a moderator"),
        ));
    }
    let (jobs, since) = snapshot.waiting_jobs()?;
    if let Some(age) = since.map(|since| now.since(since)).filter(|age| *age > SHARE_AGE) {
        findings.push(Finding::new(
            "slow_sharing",
            format!(
                "{jobs} alerts wait to be shared, the oldest for {}: look whether the peers answer",
                ago(age)
            ),
        ));
    }
    if let Some(line) = snapshot.verify_audit(&actor, None)?.broken {
        findings.push(Finding::new("audit_broken", super::audit::broken_at(line)));
    }
    findings.extend(about_personal_data(office, &snapshot)?);
    findings.extend(circles.iter().flat_map(about_circle));
    if let Some(own) = snapshot.own_succession(&actor)?.filter(|own| !own.waits.is_empty()) {
        let sentence = format!(
            "{}: the members have not decided this node's new key yet, so nothing is shared there: `parasol circle succession` \
             shows what to hand to a partner's admin",
            own.waits.join(", ")
        );
        findings.push(Finding::new("key_not_decided", sentence));
    }
    let mut left = Vec::new();
    for circle in &circles {
        let status = snapshot.circle_status(&actor, &circle.circle, now)?;
        findings.extend(about_agreement(&status));
        left.extend(status.left.iter().map(|member| (circle.circle, member.organisation)));
        let keys = Keys::of(office, &circle.circle)?.findings(&circle.name);
        findings.extend(keys.into_iter().map(|(code, sentence)| Finding::new(code, sentence)));
    }
    // Whoever has left is silent for a reason.
    let linked = peers.iter().filter(|peer| !left.contains(&(peer.circle, peer.organisation)));
    findings.extend(linked.filter_map(|peer| about_peer(peer, now)));
    findings.extend(about_clock(peers.iter().filter_map(|peer| peer.newest_head).max(), now));
    if !peers.is_empty() && office.addresses(Vec::new()).iter().all(|address| address.contains("/127.0.0.1/"))
    {
        findings.push(Finding::new(
            "loopback_only",
            "peers can reach this node from this machine only: set network.listen and network.announce",
        ));
    }
    findings.extend(about_erasures(office)?);
    if let Some(found) = snapshot.put_back(&actor, now)? {
        findings.push(Finding::new(
            "put_back",
            format!(
                "the database was put back to an earlier time, {} ago; {} times something was erased or taken away again",
                ago(now.since(found.at)),
                found.again
            ),
        ));
        let all = to_look_at(&found).into_iter();
        let known = findings.iter().any(|finding| finding.code == "no_admin");
        let all = all.filter(|(code, _)| !known || *code != "no_admin");
        findings.extend(all.map(|(code, sentence)| Finding::new(code, sentence)));
    }
    findings.extend(about_certificate(office));
    findings.extend(about_messages(office)?);
    let reports = counts.reports.iter().map(|(_, number)| number).sum();
    Answer::of(&Health {
        findings,
        members: counts.members,
        alerts: counts.alerts,
        reports,
        circles: circles.len(),
        peers: peers.len(),
    })
}

/// Whether an account or a partner seems to try numbers out.
fn about_sweeps(office: &Office, snapshot: &Snapshot) -> Result<Vec<Finding>, Failure> {
    let actor = office.operator();
    let partner = |sweep: &PeerSweep| {
        let pace = if sweep.within_an_hour { "within an hour" } else { "in all" };
        let sentence = format!(
            "{}: this node helped to look {} numbers up for {} {pace}, which is unusual: call its admin, then say so: \
             parasol sweep seen",
            sweep.circle_name, sweep.evaluated, sweep.name
        );
        Finding::new("peer_sweeps", sentence)
    };
    let mut findings: Vec<Finding> = snapshot.peer_sweeps(&actor)?.iter().map(partner).collect();
    let sweeps = snapshot.sweeps(&actor)?.len();
    if sweeps > 0 {
        findings.push(Finding::new(
            "sweeps",
            format!("{sweeps} accounts check unusually much: parasol sweep list"),
        ));
    }
    Ok(findings)
}

/// Whether pages will still be served over HTTPS in two weeks.
fn about_certificate(office: &Office) -> Vec<Finding> {
    let now = office.port.now();
    let validity = match (office.certificate.get(), &office.config.web.certificate) {
        (Some(served), _) => served.validity(now),
        (None, Some(path)) => certificate::validity_of_file(path, now),
        (None, None) => return Vec::new(),
    };
    let broken = office.certificate.get().and_then(|served| served.fault());
    let mut findings: Vec<Finding> =
        broken.into_iter().map(|fault| Finding::new("certificate_refused", fault)).collect();
    let sentence = match validity {
        Validity::Good => return findings,
        Validity::EndsIn(seconds) => {
            format!("the certificate of the pages ends in {}: put a new one in its place", ago(seconds))
        }
        Validity::Ended(seconds) => format!(
            "the certificate of the pages ended {} ago, browsers refuse the pages: put a new one in its place",
            ago(seconds)
        ),
        Validity::Unreadable => {
            "when the certificate of the pages ends cannot be read from it: look at web.certificate"
                .to_owned()
        }
    };
    findings.push(Finding::new("certificate_ends", sentence));
    findings
}

/// Whether a passphrase closes the node.
fn about_passphrase(office: &Office) -> Option<Finding> {
    match (office.data.has_passphrase(), office.data.passphrase_opens()) {
        (false, _) => Some(Finding::new(
            "no_passphrase",
            "no passphrase is set: `parasol lock` could end sessions and stop the node, but whoever has the disk could \
             open it; set one with `parasol passphrase set`",
        )),
        (true, false) => Some(Finding::new(
            "passphrase_damaged",
            "the file `key.sealed` is damaged: no passphrase opens it, and `parasol lock` leaves the key on the disk; set \
             the passphrase anew with `parasol passphrase set`",
        )),
        (true, true) => None,
    }
}

/// Whether what was erased would stay erased if a backup were put back.
fn about_erasures(office: &Office) -> Result<Vec<Finding>, Failure> {
    let now = office.port.now();
    let Some(state) = office.port.node().erasures(now)? else { return Ok(Vec::new()) };
    let path = state.path.display();
    let mut findings = Vec::new();
    if let Some(lost) = state.lost {
        findings.push(Finding::new(
            "erasures_lost",
            format!(
                "{path} lacked {} lines that it had, {} ago: it was lost, or replaced by an older copy. It was written again from \
                 the database. If that is an older copy too, what was erased or taken away since then is back: put the \
                 newest copy of the journal in its place and start again, or do it again by hand",
                lost.missing,
                ago(now.since(lost.since))
            ),
        ));
    }
    if is_beside(&state.path, office.data.path()) {
        findings.push(Finding::new(
            "erasures_beside",
            format!(
                "{path} is on the disk of the database: whoever puts an older copy of that disk back brings back what was \
                 erased since, and nobody notices; set keep.erasures to a file on another disk"
            ),
        ));
    }
    if state.waiting > 0 {
        findings.push(Finding::new(
            "erasures_unwritten",
            format!("{} erasures are not in {path} yet: look at that disk and its free space", state.waiting),
        ));
    }
    if state.too_large {
        findings.push(Finding::new(
            "erasures_too_large",
            format!(
                "the journal of erasures {path} has more than a million lines, which no organisation erases: look in the audit at what \
                 was erased so often; it is still written and read in full"
            ),
        ));
    }
    if let Some(damaged) = state.damaged {
        findings.push(Finding::new(
            "erasures_damaged",
            format!(
                "the journal of erasures was damaged and begun again; keep {} until the next backup, then remove it",
                damaged.display()
            ),
        ));
    }
    Ok(findings)
}

/// Whether the journal would be lost, or put back, together with the database.
fn is_beside(journal: &Path, data: &Path) -> bool {
    let disk = |path: &Path| path.metadata().map(|found| found.dev());
    matches!((disk(journal), disk(data)), (Ok(one), Ok(other)) if one == other)
}

fn about_personal_data(office: &Office, snapshot: &Snapshot) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    for gap in office.port.settings().organisation.gaps() {
        let lacks = match gap {
            "address" => "the organisation's postal address: set organisation.address",
            _ => {
                "how to reach the data protection officer: set organisation.officer_email or organisation.officer_phone"
            }
        };
        findings.push(Finding::new("policy_gap", format!("visitors cannot read {lacks}")));
    }
    let overdue = snapshot.overdue_requests(&office.operator(), office.port.now())?;
    if overdue > 0 {
        findings.push(Finding::new(
            "overdue_requests",
            format!("{overdue} requests about personal data should have been answered: open /admin/requests"),
        ));
    }
    findings.extend(about_keeping(office, snapshot)?);
    Ok(findings)
}

/// Whether what reported people contest is answered in time, and whether what is over is erased.
fn about_keeping(office: &Office, snapshot: &Snapshot) -> Result<Vec<Finding>, Failure> {
    let (actor, now) = (office.operator(), office.port.now());
    let mut findings = Vec::new();
    let overdue = snapshot.overdue_contests(&actor, now)?;
    if overdue > 0 {
        findings.push(Finding::new(
            "overdue_contests",
            format!("{overdue} contests should have been answered: tell a moderator to open /desk/contests"),
        ));
    }
    if let Some(newest) = snapshot.retention_state(&actor, now)?.jumped {
        findings.push(Finding::new(
            "clock_jumped",
            format!(
                "the clock is {} ahead of the last thing that was kept here, so nothing is erased by the calendar: set the \
                 clock right, or, if the node only stood still, a moderator confirms the day at /desk/holds",
                ago(now.since(newest))
            ),
        ));
    }
    Ok(findings)
}

/// What the members of a circle are to agree on.
fn about_agreement(status: &CircleStatus) -> Vec<Finding> {
    let mut findings = Vec::new();
    let unanswered =
        status.motions.iter().any(|motion| motion.phase == "admins" && motion.answer == AnswerHere::Nothing);
    if unanswered {
        let sentence = format!(
            "{}: a proposed change waits for your yes or no, see `parasol circle status`",
            status.name
        );
        findings.push(Finding::new("change_waits", sentence));
    }
    if status.frozen.is_some() {
        let sentence = format!(
            "{}: changes are stopped, because a member contradicted itself, see `parasol circle evidence`",
            status.name
        );
        findings.push(Finding::new("circle_frozen", sentence));
    }
    findings.extend(about_keys(status));
    findings
}

/// What is to be done about a circle's keys by people; what nodes do is in `parasol circle status`.
fn about_keys(status: &CircleStatus) -> Vec<Finding> {
    let name = &status.name;
    let mut findings = Vec::new();
    if status.all_must_evaluate {
        let sentence = format!("{name}: {}", all_must_evaluate(status.fewer_are_decided()));
        findings.push(Finding::new("all_must_evaluate", sentence));
    }
    if status.ceremony.as_ref().is_some_and(|ceremony| ceremony.offence.is_some()) {
        let sentence = format!(
            "{name}: the making of a key was ended, because a member cheated, see `parasol circle status`"
        );
        findings.push(Finding::new("ceremony_aborted", sentence));
        return findings;
    }
    findings.extend(match &status.epochs {
        Some(epochs) if epochs.unfinished.is_empty() => Some(Finding::new(
            "old_key_can_end",
            format!(
                "{name}: everybody has filed under the new key; end the old one: parasol circle propose end-old-key"
            ),
        )),
        // Where two keys serve, another is made when the older one ends.
        None if status.gone_hold_shares && status.ceremony.is_none() => Some(Finding::new(
            "gone_hold_shares",
            format!(
                "{name}: somebody who is not in the circle any more has a share of its key; make another: parasol circle \
                 propose new-key"
            ),
        )),
        _ => None,
    });
    findings
}

fn about_circle(circle: &CircleView) -> Vec<Finding> {
    let mut findings = Vec::new();
    if circle.one_key_opens_all {
        findings.push(Finding::new(
            "one_key_opens_all",
            format!("{}: {}", circle.name, parasol_core::circles::ONE_KEY_OPENS_ALL),
        ));
    }
    if !circle.awaits.is_empty() {
        let waits = format!(
            "{}: this node was put back from a backup, or has a new key, and shares nothing before it has heard {}",
            circle.name,
            circle.awaits.join(", ")
        );
        // What it would sign with a key that is not decided counts for nothing.
        let end = if circle.key_decided { "; if they do not come back, `parasol ledger resume`" } else { "" };
        findings.push(Finding::new("waits_for_peers", format!("{waits}{end}")));
    }
    if let Some((_, entries)) = circle.recovered {
        findings.push(Finding::new("rolled_back", format!("{}: this node was rolled back and recalled {entries} entries that it no longer knew: tell a moderator", circle.name)));
    }
    findings
}

fn about_peer(peer: &PeerView, now: Timestamp) -> Option<Finding> {
    let (name, silent) = (&peer.name, peer.newest_head.map(|head| now.since(head)));
    match peer.state {
        LinkState::Unconfirmed => Some(Finding::new(
            "unconfirmed",
            format!("{name} waits for you: compare the six words, then `parasol peer confirm`"),
        )),
        LinkState::InviteEnded => Some(Finding::new(
            "invite_ended",
            format!("the invite of {name} was used up or has ended: ask its admin for another"),
        )),
        LinkState::Refused => Some(Finding::new(
            "refused",
            format!("{name} refused the link: remove it and ask for a new invite"),
        )),
        LinkState::Ended => Some(Finding::new(
            "ended",
            format!(
                "the link with {name} was ended here: it is not asked about changes and keys, and no new key is made without it; \
                 take the link up with `parasol peer relink`, or have all remove it: parasol circle propose remove"
            ),
        )),
        LinkState::Member if peer.disputed => Some(Finding::new(
            "disputed",
            format!("{name} signed two different statements of one number: call its admin"),
        )),
        LinkState::Member => about_silence(name, &peer.circle_name, silent),
        _ => None,
    }
}

/// After twice the lease what came from a silent member is deleted, and with it when it was heard.
fn about_silence(name: &str, circle: &str, silent: Option<u64>) -> Option<Finding> {
    let gone = "if it does not come back, have it removed: parasol circle propose remove";
    let sentence = match silent {
        None => format!(
            "nothing of {name} is held here in {circle}: if it has not just joined, it was silent for so long that what came from \
             it was deleted; call its admin; {gone}"
        ),
        Some(silent) if silent > DAY => format!(
            "{name} was last heard {} ago: checks say that it is not up to date; call its admin; {gone}",
            ago(silent)
        ),
        Some(_) => return None,
    };
    Some(Finding::new("silent", sentence))
}

/// Whether what a partner said came when the clock was ahead of what it shows now.
fn about_clock(newest_head: Option<Timestamp>, now: Timestamp) -> Option<Finding> {
    let behind = newest_head?.since(now);
    (behind > CLOCK_SLACK).then(|| {
        let sentence = format!(
            "the clock of this machine is behind what a partner's node has said already, by {}: checks count that partner as not up \
             to date; set the clock right",
            ago(behind)
        );
        Finding::new("clock_behind", sentence)
    })
}

#[derive(Debug, Serialize)]
struct Health {
    findings: Vec<Finding>,
    members: u64,
    alerts: usize,
    reports: u64,
    circles: usize,
    peers: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Finding {
    code: &'static str,
    sentence: String,
}

impl Finding {
    pub(super) fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "- {}", self.sentence)
    }
}

impl Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { members, alerts, reports, circles, peers, .. } = self;
        writeln!(
            f,
            "{members} members, {alerts} alerts, {reports} reports, {circles} circles, {peers} peers"
        )?;
        lines(f, &self.findings, "nothing to put right")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use parasol_core::circles::Outbound;
    use parasol_protocol::ids::CircleId;

    use super::*;

    #[test]
    fn a_member_of_which_nothing_is_held_is_silent() {
        let told = |silent| about_silence("Brussels", "North Sea", silent).map(|finding| finding.sentence);
        assert_eq!(told(Some(DAY)), None);
        assert!(told(Some(2 * DAY)).is_some_and(|said| said.contains("last heard 2 days ago")));
        let said = told(None).unwrap_or_default();
        assert!(
            said.contains("nothing of Brussels") && said.contains("parasol circle propose remove"),
            "{said}"
        );
    }

    #[test]
    fn how_waiting_is_ended_is_said_where_it_can_be() {
        let circle = |key_decided| CircleView {
            circle: CircleId::new([1; 16]),
            name: "North Sea".to_owned(),
            charter: 2,
            members: Vec::new(),
            t: 2,
            one_key_opens_all: false,
            outbound: Outbound::default(),
            own_head: None,
            recovered: None,
            awaits: vec!["Brussels".to_owned()],
            key_decided,
        };
        for decided in [true, false] {
            let said = about_circle(&circle(decided));
            assert!(said.iter().all(|finding| finding.code == "waits_for_peers" && finding.sentence.contains("Brussels")));
            assert_eq!(
                said.iter().filter(|one| one.sentence.contains("ledger resume")).count(),
                usize::from(decided)
            );
        }
    }

    #[test]
    fn a_clock_that_is_behind_what_was_heard_is_told() {
        let (now, found) =
            (Timestamp::new(1_795_262_400), |head| about_clock(head, Timestamp::new(1_795_262_400)));
        assert!(found(None).is_none() && found(Some(now.minus(DAY))).is_none());
        assert!(found(Some(now.plus(CLOCK_SLACK))).is_none());
        let finding = found(Some(now.plus(10 * DAY))).unwrap();
        assert!(finding.code == "clock_behind" && finding.sentence.contains("10 days"), "{finding}");
    }
}
