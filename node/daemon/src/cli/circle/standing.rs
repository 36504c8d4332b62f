//! Where a circle stands with its charters, in words: which changes are open, and who is missing.

use std::fmt::{self, Display};

use parasol_core::circles::{
    CeremonyView, ChangeView, CircleStatus, EpochView, MemberView, MotionView, PublisherView,
};
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::{DAY, Timestamp};
use parasol_web::port::Port;
use serde::Serialize;

use crate::cli::words::ago;
use crate::failure::Failure;
use crate::station::Office;

/// Characters of a change's id that are shown.
const SHORT: usize = 8;

/// Where it stands.
#[derive(Debug, Serialize)]
pub(super) struct Standing {
    /// The circle's row has it, too.
    #[serde(skip)]
    charter: u64,
    fresh_limit_seconds: u64,
    lease_seconds: u64,
    checks_per_day: u64,
    left: Vec<Member>,
    /// Whose link was ended here.
    ended: Vec<Member>,
    publishers: Vec<Publisher>,
    changes: Vec<Open>,
    frozen: Option<Frozen>,
    behind: Vec<Member>,
    awaits: Vec<Member>,
    abstains: bool,
    key_in_the_making: Option<Making>,
    shares_missing: Vec<u64>,
    helpers_missing: Vec<Member>,
    waits_for_next_key: bool,
    asks_for_key: bool,
    two_keys: Option<TwoKeys>,
    gone_hold_shares: bool,
    /// Whether a look-up needs all who have not left: one that is away stops every check.
    all_must_evaluate: bool,
    /// Whether fewer were decided already.
    #[serde(skip)]
    fewer_decided: bool,
}

/// Both the old key and the new one serve.
#[derive(Debug, Serialize)]
struct TwoKeys {
    old_epoch: u64,
    new_epoch: u64,
    /// How many of the alerts that this node shares are filed under the new key.
    filed: u64,
    of: u64,
    unfinished: Vec<Member>,
}

#[derive(Debug, Serialize)]
struct Member {
    id: String,
    name: String,
}

/// What to do about one that does not answer.
const CALL_OR_REMOVE: &str =
    "call its admin; if it does not come back, have it removed: parasol circle propose remove";

/// Another member, as a publisher.
#[derive(Debug, Serialize)]
struct Publisher {
    id: String,
    name: String,
    heard_seconds_ago: Option<u64>,
    /// `nothing`, `fresh`, `late`, `ending` or `lapsed`.
    silence: &'static str,
}

impl Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heard = ago(self.heard_seconds_ago.unwrap_or_default());
        match self.silence {
            "nothing" => write!(
                f,
                "nothing of {} is held here: it has just joined, or was silent for too long; {CALL_OR_REMOVE}",
                self.name
            ),
            "lapsed" => write!(
                f,
                "{} was heard {heard} ago: its entries are shown to moderators alone, and later deleted; {CALL_OR_REMOVE}",
                self.name
            ),
            "ending" => {
                write!(
                    f,
                    "{} was heard {heard} ago: soon members will not see its entries any more",
                    self.name
                )
            }
            _ => write!(f, "{} was heard {heard} ago: its entries may not be up to date", self.name),
        }
    }
}

/// A key that is being made by all.
#[derive(Debug, Serialize)]
struct Making {
    threshold: u16,
    attempt: u32,
    phase: &'static str,
    missing: Vec<Member>,
    cheated: Option<Cheated>,
}

#[derive(Debug, Serialize)]
struct Cheated {
    member: Member,
    how: String,
}

#[derive(Debug, Serialize)]
struct Frozen {
    charter: u64,
    contradicted_themselves: Vec<Member>,
}

/// One change that is open, or was set aside.
#[derive(Debug, Serialize)]
struct Open {
    id: String,
    proposed_by: Member,
    seconds_ago: u64,
    what: Vec<What>,
    needs_all: bool,
    consents_needed: usize,
    consented: Vec<Member>,
    unconfirmed: Vec<Member>,
    answer: &'static str,
    phase: &'static str,
    missing: Vec<Member>,
    /// Whether whoever is to be removed would have to say yes: of two, both must.
    needs_whom_it_removes: bool,
}

#[derive(Debug, Serialize)]
struct What {
    word: &'static str,
    about: Option<Member>,
    from: Option<u64>,
    to: Option<u64>,
}

impl Standing {
    /// What a share means that this node lacks.
    fn without_share(&self) -> Option<String> {
        if self.asks_for_key {
            let asks = "this node lacks a key that each member holds whole, and asks the others for it; until one gives it, checks \
                        in this circle are incomplete, and nothing of it is shared under that key";
            return Some(asks.to_owned());
        }
        let alone = "this node has no share of a key; others look numbers up for it";
        match (self.shares_missing.is_empty(), self.waits_for_next_key, self.helpers_missing.as_slice()) {
            (true, ..) => None,
            (false, true, _) => Some(format!(
                "{alone}. It had one before it left, so nobody helps it to another: nothing of it is shared under that key; \
                 make the next with `parasol circle propose new-key`"
            )),
            (false, false, []) => Some(alone.to_owned()),
            (false, false, helpers) => Some(format!(
                "{alone}. It is given one by others' nodes, and until then nothing of it is shared under that key; no answer \
                 yet from {}",
                names(helpers)
            )),
        }
    }

    /// As the node knows it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn of(office: &Office, circle: &CircleId) -> Result<Self, Failure> {
        let now = office.port.now();
        let status: CircleStatus = office.read()?.circle_status(&office.operator(), circle, now)?;
        let limits = (status.fresh_limit, status.lease);
        let fewer_decided = status.fewer_are_decided();
        let dead_end = |motion: &MotionView| motion.needs_whom_it_removes(&status);
        let changes =
            status.motions.iter().map(|motion| open(motion.clone(), now, dead_end(motion))).collect();
        let frozen = status
            .frozen
            .map(|(charter, guilty)| Frozen { charter, contradicted_themselves: members(guilty) });
        Ok(Self {
            charter: status.charter,
            fresh_limit_seconds: status.fresh_limit,
            lease_seconds: status.lease,
            checks_per_day: status.checks_per_day,
            left: members(status.left),
            publishers: status.publishers.iter().map(|one| publisher(now, limits, one)).collect(),
            changes,
            frozen,
            behind: members(status.behind),
            awaits: members(status.awaits),
            abstains: status.abstains.is_some(),
            key_in_the_making: status.ceremony.map(|view| making(view, &status.ended)),
            ended: members(status.ended),
            shares_missing: status.shares_missing,
            helpers_missing: members(status.helpers_missing),
            waits_for_next_key: status.waits_for_next_key,
            asks_for_key: status.asks_for_key,
            two_keys: status.epochs.map(two_keys),
            gone_hold_shares: status.gone_hold_shares,
            all_must_evaluate: status.all_must_evaluate,
            fewer_decided,
        })
    }
}

fn member(view: MemberView) -> Member {
    Member { id: view.organisation.to_string(), name: view.name }
}

fn publisher(now: Timestamp, limits: (u64, u64), one: &PublisherView) -> Publisher {
    Publisher {
        id: one.member.organisation.to_string(),
        name: one.member.name.clone(),
        heard_seconds_ago: one.newest.map(|newest| now.since(newest)),
        silence: one.silence(now, limits).name(),
    }
}

fn members(views: Vec<MemberView>) -> Vec<Member> {
    views.into_iter().map(member).collect()
}

fn making(view: CeremonyView, ended: &[MemberView]) -> Making {
    let CeremonyView { t, attempt, phase, mut missing, offence, .. } = view;
    // Whoever is not asked is not silent.
    missing.retain(|member| !ended.contains(member));
    let cheated = offence.map(|(who, how)| Cheated { member: member(who), how });
    Making { threshold: t, attempt, phase, missing: members(missing), cheated }
}

fn two_keys(view: EpochView) -> TwoKeys {
    let (filed, of) = view.own.map_or((0, 0), |own| (own.done, own.all));
    TwoKeys { old_epoch: view.old, new_epoch: view.new, filed, of, unfinished: members(view.unfinished) }
}

fn open(view: MotionView, now: Timestamp, needs_whom_it_removes: bool) -> Open {
    let what = |change: ChangeView| What {
        word: change.word,
        about: change.about.map(member),
        from: change.numbers.map(|(from, _)| from),
        to: change.numbers.map(|(_, to)| to),
    };
    Open {
        id: view.charter.to_string(),
        proposed_by: member(view.proposer),
        seconds_ago: now.since(view.since),
        what: view.changes.into_iter().map(what).collect(),
        needs_all: view.needs_all,
        consents_needed: view.consents_needed,
        consented: members(view.consented),
        unconfirmed: members(view.unconfirmed),
        answer: view.answer.name(),
        phase: view.phase,
        missing: members(view.missing),
        needs_whom_it_removes,
    }
}

/// What it means that a look-up needs all who are left, and what to do about it.
pub(in crate::cli) fn all_must_evaluate(fewer_decided: bool) -> String {
    let means = "every look-up needs all members that are left, and one that is away stops all checks";
    match fewer_decided {
        true => format!("{means}; fewer are decided, and enough as soon as the new key alone serves"),
        false => format!(
            "{means}; ask for fewer as soon as one key alone serves: parasol circle propose threshold"
        ),
    }
}

fn names(members: &[Member]) -> String {
    members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(", ")
}

impl Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = self.about.as_ref().map_or("", |member| member.name.as_str());
        let (from, to) = (self.from.unwrap_or_default(), self.to.unwrap_or_default());
        match self.word {
            "joined" => write!(f, "{who} joins"),
            "removed" => write!(f, "{who} is removed"),
            "node_key_vouched" => write!(f, "{who} has a new node key, for which its recovery key vouches"),
            "node_key" => write!(f, "{who} has a new node key, for which nothing vouches but this change"),
            "recovery_key" => write!(f, "{who} has a new recovery key"),
            "details" => write!(f, "{who} is shown under another name or country"),
            "name" => write!(f, "the circle is called otherwise"),
            "threshold" => write!(f, "it takes {to} members instead of {from} to look a number up"),
            "new_epoch" => write!(f, "a new key is made"),
            "key_activated" => write!(f, "the new key begins to serve"),
            "key_ended" => write!(f, "the old key ends"),
            "canon" => write!(f, "numbers and names are written in another way before they are compared"),
            "fresh_limit" => {
                write!(f, "entries count as up to date for {} instead of {}", hours(to), hours(from))
            }
            "lease" => {
                write!(
                    f,
                    "entries of a silent publisher are shown for {} instead of {}",
                    days(to),
                    days(from)
                )
            }
            "checks_per_day" => write!(f, "an organisation may make {to} checks a day instead of {from}"),
            word => f.write_str(word),
        }
    }
}

fn hours(seconds: u64) -> String {
    counted(seconds / 3_600, "hour")
}

fn days(seconds: u64) -> String {
    counted(seconds / DAY, "day")
}

fn counted(number: u64, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

impl Open {
    fn waits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.phase {
            "admins" => write!(f, "waits for the yes of {}", names(&self.unconfirmed)),
            "set_aside" => write!(f, "set aside: something else was decided first; propose it again"),
            _ if self.missing.is_empty() => write!(f, "has what it needs; the nodes are deciding"),
            _ => write!(
                f,
                "has what it needs; the nodes are deciding, no answer yet from {}",
                names(&self.missing)
            ),
        }
    }
}

impl Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.get(..SHORT).unwrap_or(&self.id);
        let what: Vec<String> = self.what.iter().map(ToString::to_string).collect();
        let what = if what.is_empty() { "nothing changes".to_owned() } else { what.join("; ") };
        let (by, since) = (&self.proposed_by.name, ago(self.seconds_ago));
        writeln!(f, "  change {id}, proposed by {by} {since} ago: {what}")?;
        let needs = match (self.needs_all, self.what.iter().any(|what| what.word == "removed")) {
            (true, true) => "all who stay",
            (true, false) => "all",
            (false, _) => "more than half",
        };
        write!(f, "    needs the yes of {needs}; given by {}; ", names(&self.consented))?;
        self.waits(f)?;
        if self.needs_whom_it_removes {
            write!(
                f,
                "\n    of two, both must say yes: without the one that is to be removed this cannot be decided; if it does not \
                 answer any more, leave this circle (`parasol circle leave`) and make another"
            )?;
        }
        match (self.phase, self.answer) {
            ("set_aside", _) | (_, "confirmed") => Ok(()),
            (_, "refused") => write!(f, "\n    refused here"),
            _ => write!(
                f,
                "\n    say yes with `parasol circle confirm {id}`, or no with `parasol circle refuse {id}`"
            ),
        }
    }
}

impl Display for Making {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holders = self.threshold;
        write!(
            f,
            "  a new key is being made, of which {holders} of the members look a number up together: "
        )?;
        let doing = match self.phase {
            "dealing" => "they are drawing their parts",
            "sharing" => "they are handing each other their parts",
            "probing" => "they are trying it",
            _ => "they are signing that they all have the same",
        };
        match (&self.cheated, self.phase) {
            (Some(Cheated { member, how }), _) => write!(
                f,
                "ended, because {} {how}; remove it with `parasol circle propose remove`, or try again with \
                 `parasol circle retry`",
                member.name
            ),
            (None, "made") => write!(f, "it is made, and begins to serve when the nodes have decided it"),
            _ if self.missing.is_empty() => f.write_str(doing),
            _ => write!(
                f,
                "{doing}; no answer yet from {}: without everybody no key is made. Whoever is away: {CALL_OR_REMOVE}. Where \
                 somebody does not go on though it is there: parasol circle retry",
                names(&self.missing)
            ),
        }
    }
}

impl Display for TwoKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { filed, of, .. } = self;
        write!(
            f,
            "  two keys serve: entries are filed again under the new one; of the alerts shared here, {filed} of {of} are\n    "
        )?;
        if self.unfinished.is_empty() {
            write!(f, "everybody has filed; end the old key with `parasol circle propose end-old-key`")
        } else {
            write!(f, "not all filed yet: {}; whoever is away: {CALL_OR_REMOVE}", names(&self.unfinished))
        }
    }
}

impl Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\n  charter {}: entries count as up to date for {}, and of a silent publisher are shown for {}\n  an organisation \
             may make {} checks a day at the most",
            self.charter,
            hours(self.fresh_limit_seconds),
            days(self.lease_seconds),
            self.checks_per_day
        )?;
        if !self.left.is_empty() {
            let gone = names(&self.left);
            write!(f, "\n  {gone} left; to take it off the list: parasol circle propose remove")?;
        }
        if !self.ended.is_empty() {
            write!(
                f,
                "\n  not asked, and not answered: the link with {} was ended here, and no new key is made without everybody; \
                 take it up with `parasol peer relink`, or have all remove it: parasol circle propose remove",
                names(&self.ended)
            )?;
        }
        for silent in self.publishers.iter().filter(|one| one.silence != "fresh") {
            write!(f, "\n  {silent}")?;
        }
        if let Some(Frozen { charter, contradicted_themselves }) = &self.frozen {
            write!(
                f,
                "\n  changes are stopped: about charter {charter}, somebody signed two things that contradict each other"
            )?;
            if !contradicted_themselves.is_empty() {
                write!(f, ": {}", names(contradicted_themselves))?;
            }
            write!(f, "; see `parasol circle evidence`")?;
        }
        if !self.behind.is_empty() {
            write!(f, "\n  this node lacks a later charter, and asks {} for it", names(&self.behind))?;
        }
        if !self.awaits.is_empty() {
            write!(
                f,
                "\n  this node was put back from a backup; it takes part in decisions again once it has heard {}",
                names(&self.awaits)
            )?;
        } else if self.abstains {
            write!(
                f,
                "\n  this node was put back from a backup; the others make the next decision without it"
            )?;
        }
        if let Some(making) = &self.key_in_the_making {
            write!(f, "\n{making}")?;
        }
        if let Some(sentence) = self.without_share() {
            write!(f, "\n  {sentence}")?;
        }
        if let Some(two_keys) = &self.two_keys {
            write!(f, "\n{two_keys}")?;
        }
        if self.gone_hold_shares && self.key_in_the_making.is_none() {
            write!(f, "\n  somebody who is not in the circle any more has a share of its newest key; ")?;
            match &self.two_keys {
                Some(_) => write!(f, "another is made when the old key has ended")?,
                None => write!(f, "make another with `parasol circle propose new-key`")?,
            }
        }
        if self.all_must_evaluate {
            write!(f, "\n  {}", all_must_evaluate(self.fewer_decided))?;
        }
        for open in &self.changes {
            write!(f, "\n{open}")?;
        }
        Ok(())
    }
}
