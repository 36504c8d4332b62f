//! What a member takes along of what is stored of her, field by field, and what she does not, with the reason. A test finds
//! every stored field about a person in [`super::KEPT`] and wants it here: in her copy, or left out because.

/// How a field stands in a member's copy of her data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// As text, or as the word for it.
    Text,
    /// As a time.
    Time,
    /// As a number, or yes or no.
    Value,
    /// How many there are, not which.
    Count,
    /// In a part of the copy that is made by hand; where that is.
    Part(&'static str),
    /// Left out, because.
    Left(&'static str),
}

/// Fields that are treated alike: place, fields (`*` for all), how.
pub type Taken = (&'static str, &'static [&'static str], As);

const FINDS: As = As::Left("it finds what is in the copy, and says nothing of its own");
const SECRET: As = As::Left("whoever got hold of the copy could sign in, or lock her out, with it");
const OTHERS: As = As::Left("it says who somebody else is");
const REPORTED: As =
    As::Left("it is about the person who was reported; what she wrote herself is in her reports");
const CONTESTS: As = As::Left(
    "it is about somebody who contests an entry; whoever does needs no account, and none is kept with it",
);
const MESSAGE: As = As::Left("it goes when it was sent, and holds a code or a bland note");
const CARE: As = As::Left(
    "what the team did for her, with others' names in it: whoever held her phone would read it; she asks for it under *My data*, \
     and somebody goes through it with her",
);
const NODE: As = As::Left("it is about nobody: the node's own order");

/// Every stored field about a person.
pub const TAKEN_ALONG: &[Taken] = &[
    ("members/2", &["key"], As::Left("the account's random id, which nobody is shown")),
    ("members/2", &["pseudonym"], As::Part("pseudonym")),
    ("members/2", &["role"], As::Part("role")),
    ("members/2", &["standing"], As::Part("standing")),
    ("members/2", &["created"], As::Part("created_at")),
    ("members/2", &["language"], As::Part("language")),
    ("members/2", &["seen"], As::Part("seen")),
    ("members/2", &["sponsor"], As::Part("sponsored")),
    ("members/2", &["contacts.address"], As::Part("contacts/0/address")),
    ("members/2", &["contacts.confirmed"], As::Part("contacts/0/confirmed_at")),
    (
        "members/2",
        &["joined.name", "joined.birth_date", "recovery.by", "confirming.pending.address"],
        As::Text,
    ),
    (
        "members/2",
        &["joined.terms", "imported", "asked.count", "asked.day", "asked_to_end", "noticed"],
        As::Value,
    ),
    ("members/2", &["confirming.pending.place", "recovery.without_password"], As::Value),
    ("members/2", &["cut", "vouched", "texted", "review.since", "asleep"], As::Time),
    ("members/2", &["second_factor.active.since"], As::Time),
    ("members/2", &["confirming.pending.ends", "confirming.sent", "recovery.code.ends"], As::Time),
    (
        "members/2",
        &[
            "recovery.given.ends",
            "recovery.given_at",
            "recovery.sent",
            "reports_closed_until",
            "second_factor.tried",
        ],
        As::Time,
    ),
    ("members/2", &["second_factor.active.recovery"], As::Count),
    ("members/2", &["password", "second_factor.active.last_step", "second_factor.active.secret"], SECRET),
    ("members/2", &["second_factor.pending.secret", "second_factor.pending.until"], SECRET),
    ("members/2", &["confirming.pending.code", "confirming.pending.tries"], SECRET),
    ("members/2", &["recovery.code.key", "recovery.given.key"], SECRET),
    ("members/2", &["review.sponsor"], OTHERS),
    ("pseudonyms/2", &["*"], FINDS),
    ("contacts/2", &["*"], FINDS),
    ("sponsorships/1", &["label", "state"], As::Text),
    ("sponsorships/1", &["began", "state.expires"], As::Time),
    ("sponsorships/1", &["unsent"], As::Value),
    ("sponsorships/1", &["key", "state.key"], FINDS),
    ("sponsorships/1", &["state.member"], OTHERS),
    ("codes/1", &["*"], FINDS),
    ("waiting/2", &["*"], As::Left("who waits cannot sign in yet; it goes after two weeks")),
    ("waiting_for/2", &["*"], FINDS),
    (
        "reset_asked/2",
        &["*"],
        As::Left("it is not known whose name it is, if anybody's; it goes within minutes"),
    ),
    ("sessions/2", &["kind"], As::Text),
    ("sessions/2", &["kind.shared"], As::Value),
    ("sessions/2", &["used", "expires", "opened_until"], As::Time),
    ("sessions/2", &["key", "member"], FINDS),
    ("sessions/2", &["csrf"], SECRET),
    ("sessions_of/1", &["*"], FINDS),
    ("checks/1", &["hour", "in_hour", "day", "in_day", "reserve_used", "over", "unmasked"], As::Value),
    ("checks/1", &["tally.checks", "tally.day", "tally.nothing", "tally.looked_up", "usual"], As::Value),
    ("checks/1", &["long.checks", "long.day", "long.nothing", "long.looked_up"], As::Value),
    ("checks/1", &["key"], FINDS),
    ("sweeps/1", &["checks", "nothing", "over_days"], As::Value),
    ("sweeps/1", &["key"], As::Time),
    ("message_contents/1", &["*"], MESSAGE),
    ("message_queue/1", &["*"], MESSAGE),
    ("message_recipients/1", &["*"], MESSAGE),
    ("messages_due/1", &["*"], MESSAGE),
    ("messages_to/1", &["*"], MESSAGE),
    ("message_counts/1", &["*"], NODE),
    (
        "sms_agreement/1",
        &["*"],
        As::Left("the organisation's decision; that an admin took it is among her lines of the audit"),
    ),
    ("requests/1", &["key"], As::Part("requests/0/id")),
    ("requests/1", &["kind"], As::Part("requests/0/kind")),
    ("requests/1", &["asked"], As::Part("requests/0/asked_at")),
    ("requests/1", &["due"], As::Part("requests/0/due_at")),
    ("requests/1", &["text"], As::Part("requests/0/text")),
    ("requests/1", &["report"], As::Part("requests/0/report")),
    ("requests/1", &["answer.at"], As::Part("requests/0/answered_at")),
    ("requests/1", &["answer.outcome"], As::Part("requests/0/outcome")),
    ("requests/1", &["answer.text"], As::Part("requests/0/answer")),
    ("requests_open/1", &["*"], FINDS),
    ("report_details/1", &["key"], FINDS),
    ("report_details/1", &["text"], As::Part("full_reports/0/says/text")),
    ("report_details/1", &["identifiers.shown"], As::Part("full_reports/0/says/identifiers/0")),
    (
        "report_details/1",
        &["identifiers.identifier", "identifiers.platform", "identifiers.region"],
        As::Left("how the node reads the identifier that she gave, which is in her reports"),
    ),
    ("report_details/1", &["aliases"], As::Part("full_reports/0/says/aliases")),
    ("report_details/1", &["vehicle"], As::Part("full_reports/0/says/vehicle")),
    ("report_details/1", &["description"], As::Part("full_reports/0/says/description")),
    ("report_details/1", &["town.name"], As::Part("full_reports/0/says/town")),
    (
        "report_details/1",
        &["town.id", "town.country", "town.near", "town.latitude", "town.longitude"],
        As::Left("where on the map the town lies that she named, which is in her reports"),
    ),
    ("report_details/1", &["place"], As::Part("full_reports/0/says/place")),
    ("report_details/1", &["hour"], As::Part("full_reports/0/says/hour")),
    ("report_details/1", &["met"], As::Part("full_reports/0/says/met")),
    (
        "report_details/1",
        &["happened_on.month", "happened_on.day"],
        As::Part("full_reports/0/says/happened_on"),
    ),
    ("report_details/1", &["contact"], As::Part("full_reports/0/says/contact")),
    ("report_details/1", &["reach.by"], As::Part("full_reports/0/says/reach/by")),
    ("report_details/1", &["reach.when"], As::Part("full_reports/0/says/reach/when")),
    ("report_details/1", &["reach.who_answers"], As::Part("full_reports/0/says/reach/who_answers")),
    ("report_details/1", &["reach.say_we_are"], As::Part("full_reports/0/says/reach/say_we_are")),
    ("report_details/1", &["reach.leave_message"], As::Part("full_reports/0/says/reach/leave_message")),
    ("reports/2", &["key"], As::Part("full_reports/0/id")),
    ("reports/2", &["received"], As::Part("full_reports/0/received_at")),
    ("reports/2", &["status"], As::Part("full_reports/0/status")),
    ("reports/2", &["kinds"], As::Part("full_reports/0/kinds")),
    ("reports/2", &["perpetrator"], As::Part("full_reports/0/perpetrator")),
    ("reports/2", &["motives"], As::Part("full_reports/0/motives")),
    ("reports/2", &["consent.alert"], As::Part("full_reports/0/consent_alert")),
    ("reports/2", &["consent.partners"], As::Part("full_reports/0/consent_partners")),
    ("reports/2", &["consent.abroad"], As::Part("full_reports/0/consent_abroad")),
    ("reports/2", &["rejected", "wording.language", "showing"], As::Text),
    (
        "reports/2",
        &["identifiers", "for_other", "urgent", "complaint", "wording.version", "by_code"],
        As::Value,
    ),
    ("reports/2", &["lifted", "withdrawn_until", "decided"], As::Time),
    (
        "reports/2",
        &["put_back", "told_gone"],
        As::Left("whoever made her take her report back could read in the copy that its entry was put back"),
    ),
    (
        "reports/2",
        &["unread"],
        As::Left("whether the team has opened what came last; it says nothing about her"),
    ),
    (
        "reports/2",
        &["alert"],
        As::Left("the random id of the alert that was made of it; its status says that there is one"),
    ),
    ("cases/1", &["*"], CARE),
    ("case_notes/1", &["*"], CARE),
    ("case_list/1", &["*"], FINDS),
    ("case_reminders/1", &["*"], FINDS),
    ("cases_of/1", &["*"], FINDS),
    ("cases_handed/1", &["*"], FINDS),
    ("desk_alarms/1", &["*"], FINDS),
    ("desk_told/1", &["*"], NODE),
    ("posts/1", &["by", "text"], As::Text),
    ("posts/1", &["at"], As::Time),
    ("posts/1", &["key"], FINDS),
    (
        "posts/1",
        &["not_free", "by_account"],
        As::Left("whoever made her take her report back could read in the copy that she said so"),
    ),
    ("drafts/1", &["fields.name", "fields.value"], As::Text),
    ("drafts/1", &["ends"], As::Time),
    ("drafts/1", &["key"], FINDS),
    ("drafts_end/1", &["*"], FINDS),
    ("withdrawn/1", &["*"], FINDS),
    ("report_whose/1", &["*"], FINDS),
    ("reports_of/2", &["*"], FINDS),
    ("reports_restricted/1", &["*"], As::Part("reports/0/restricted_at")),
    ("reports_by_card/1", &["*"], FINDS),
    ("desk_queue/2", &["*"], FINDS),
    ("follow_codes/1", &["*"], FINDS),
    ("cards/1", &["*"], As::Left("hashes of the cards' codes; the sheets are in the copy")),
    ("card_sheets/1", &["printed", "expires"], As::Time),
    ("card_sheets/1", &["cards", "cancelled"], As::Value),
    ("card_sheets/1", &["open"], As::Count),
    ("card_sheets/1", &["key"], FINDS),
    ("alert_contents/1", &["*"], REPORTED),
    ("alert_versions/1", &["*"], REPORTED),
    ("alert_parts/1", &["*"], REPORTED),
    ("proposals/1", &["*"], REPORTED),
    ("claims/1", &["*"], As::Left("it is the team's order of work, and means nothing after an hour")),
    ("alerts/1", &["*"], REPORTED),
    ("kept_back/1", &["*"], FINDS),
    ("shown_later/1", &["*"], NODE),
    ("contest_asked/1", &["*"], CONTESTS),
    ("contest_proofs/1", &["*"], CONTESTS),
    ("contest_codes/1", &["*"], CONTESTS),
    ("contest_details/1", &["*"], CONTESTS),
    ("contest_senders/1", &["*"], CONTESTS),
    ("contests/1", &["*"], CONTESTS),
    ("contest_queue/1", &["*"], NODE),
    ("contest_letters/1", &["*"], NODE),
    ("holds/1", &["*"], As::Left("why the team keeps a report longer; it may say who somebody else is")),
    ("retention/1", &["*"], NODE),
    ("publish_jobs/1", &["*"], NODE),
    ("shared/1", &["*"], NODE),
    ("alert_references/1", &["*"], NODE),
    ("audit/2", &["line"], As::Text),
    ("audit/2", &["key", "digest"], NODE),
    ("audit_end/1", &["*"], NODE),
    (
        "erasures/1",
        &["*"],
        As::Left(
            "random ids of what was erased or taken away for safety; what was erased is nobody's any more",
        ),
    ),
    ("journal/1", &["*"], NODE),
    ("put_back/1", &["*"], NODE),
];

/// How a field stands in the copy; none when it is not a field of its own.
pub(crate) fn how(place: &str, field: &str) -> Option<As> {
    let of = |(other, fields, _): &&Taken| {
        *other == place && fields.iter().any(|each| *each == field || *each == "*")
    };
    TAKEN_ALONG.iter().find(of).map(|(_, _, how)| *how)
}

/// Whether fields of this place lie below this one.
pub(crate) fn is_branch(place: &str, field: &str) -> bool {
    TAKEN_ALONG.iter().filter(|(other, ..)| *other == place).any(|(_, fields, _)| {
        fields.iter().any(|each| each.strip_prefix(field).is_some_and(|rest| rest.starts_with('.')))
    })
}
