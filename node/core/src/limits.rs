//! Every bound on what a visitor can make grow, in one place. Lengths are characters unless said otherwise.

/// The shortest pseudonym.
pub const MIN_PSEUDONYM: usize = 2;
/// The longest pseudonym.
pub const MAX_PSEUDONYM: usize = 40;
/// The shortest password.
pub const MIN_PASSWORD: usize = 8;
/// The longest password, in bytes: longer ones would only cost time.
pub const MAX_PASSWORD: usize = 256;
/// How many characters of a password are looked at when it is judged: judging takes longer than their number grows.
pub const MAX_JUDGED: usize = 32;
/// The most words that a new password is compared with, and the most parts of each.
pub const MAX_KNOWN_WORDS: usize = 8;
/// Names that are somebody's, tried with one sponsorship code, after which it ends.
pub const MAX_TAKEN: u8 = 5;
/// The longest label of a sponsorship code.
pub const MAX_LABEL: usize = 60;
/// The longest name of an organisation, legal name or data-protection contact.
pub const MAX_NAME: usize = 200;
/// The most languages of an organisation.
pub const MAX_LANGUAGES: usize = 40;

/// The most sessions of one member; the oldest ends when another begins.
pub const MAX_SESSIONS: usize = 20;
/// How long a sponsorship code can be used, in seconds.
pub const CODE_LIFETIME: u64 = 14 * 86_400;
/// How long a page's session lasts, in seconds.
pub const PAGE_SESSION: u64 = 12 * 3_600;
/// How long a page's session on a shared device may idle, in seconds.
pub const SHARED_IDLE: u64 = 15 * 60;
/// How long a session of a moderator or an admin may idle, in seconds.
pub const DESK_IDLE: u64 = 30 * 60;
/// How long an API token lasts, in seconds.
pub const TOKEN_SESSION: u64 = 30 * 86_400;
/// A session's last use is written down at most once in so many seconds.
pub const TOUCH_EVERY: u64 = 60;

/// How long a browser of one's own is recognised after its session is over, in seconds: it has tries of its own.
pub const RECOGNISED: u64 = 30 * 86_400;
/// How long what lies behind the password typed again stays open, in seconds.
pub const OPENING: u64 = 5 * 60;
/// How long a sign-in may stand between password and second factor, in seconds.
pub const SECOND_STEP: u64 = 5 * 60;
/// How many sign-ins may stand there at a time; beyond that the oldest begin anew.
pub const MAX_SECOND_STEPS: usize = 4_096;
/// How many of them may be one member's.
pub const MAX_SECOND_STEPS_OF_ONE: usize = 5;
/// How long a new second factor may wait for its first code, in seconds.
pub const ENROLMENT: u64 = 15 * 60;
/// Recovery codes of a second factor.
pub const RECOVERY_CODES: usize = 10;
/// The longest code that is looked at, in bytes.
pub const MAX_CODE: usize = 64;

/// Wrong passwords of one pseudonym at once.
pub const SIGN_IN_BURST: u64 = 10;
/// After them, seconds from try to try.
pub const SIGN_IN_EVERY: u64 = 30;
/// Wrong passwords of all pseudonyms at once, before everybody's tries become fewer.
pub const SIGN_IN_ALL_BURST: u64 = 1_000;
/// Seconds after which one of them is forgotten.
pub const SIGN_IN_ALL_EVERY: u64 = 1;
/// While there are too many in all: wrong passwords of one pseudonym at once.
pub const SIGN_IN_FLOOD_BURST: u64 = 2;
/// While there are too many in all: seconds from try to try.
pub const SIGN_IN_FLOOD_EVERY: u64 = 5 * 60;
/// Wrong passwords at once of somebody who is signed in and types it again.
pub const PASSWORD_AGAIN_BURST: u64 = 5;
/// After them, seconds from try to try.
pub const PASSWORD_AGAIN_EVERY: u64 = 60;
/// Wrong codes of a second factor at once, with the right password.
pub const CODE_BURST: u64 = 5;
/// After them, seconds from try to try: a year of guessing finds a code with one chance in three.
pub const CODE_EVERY: u64 = 5 * 60;
/// How often at once somebody may change what opens her account, or how it is opened again; each adds a line to the journal.
pub const WAYS_IN_BURST: u64 = 20;
/// After that, seconds from change to change.
pub const WAYS_IN_EVERY: u64 = 3_600;
/// After so many codes that were tried with her password and were not right, a member is told.
pub const CODES_TRIED: u32 = 20;
/// How long she is shown it, in seconds.
pub const CODES_TRIED_SHOWN: u64 = 14 * 86_400;
/// How many pseudonyms' failed sign-ins are remembered; beyond that the oldest of unknown ones are forgotten.
pub const MAX_SIGN_IN_COUNTERS: usize = 10_000;

/// From so many checks in a day on it is looked at how many found nothing.
pub const SWEEP_CHECKS: u32 = 40;
/// From so many numbers in a day on, too: a text may be several.
pub const SWEEP_LOOKED_UP: u32 = 200;
/// After so many numbers, on however many days, it is looked at how many checks found nothing.
pub const SWEEP_PATIENT: u32 = 2_000;
/// So many of a hundred of them that found nothing look like somebody who is patient.
pub const SWEEP_PATIENT_PERCENT: u32 = 99;
/// So many numbers looked up in a day are usual for everybody.
pub const USUAL_LEAST: u32 = 10;
/// More than so many numbers looked up in a day are usual for nobody.
pub const USUAL_MOST: u32 = 20;
/// So many of a hundred that found nothing look like somebody who tries numbers out.
pub const SWEEP_NOTHING_PERCENT: u32 = 95;
/// So many days in a row with no check left look like it too.
pub const SWEEP_OVER_DAYS: u32 = 3;
/// How long an alarm is kept, in days.
pub const SWEEP_KEPT_DAYS: u64 = 90;

/// How long what holders evaluated is kept in memory, in seconds; as long as they count the same question once.
pub const REMEMBERED_FOR: u64 = FREE_FOR;
/// How many evaluated identifiers are kept in memory; beyond that the oldest go.
pub const MAX_REMEMBERED: usize = 4_096;

/// The most reports that one account submits within a day.
pub const MAX_REPORTS_A_DAY: usize = 40;
/// The most identifiers of a report.
pub const MAX_IDENTIFIERS: usize = 10;
/// The most aliases of a report.
pub const MAX_ALIASES: usize = 10;
/// The longest alias.
pub const MAX_ALIAS: usize = 80;
/// The longest description of a vehicle.
pub const MAX_VEHICLE: usize = 300;
/// The longest description of a person.
pub const MAX_DESCRIPTION: usize = 1_000;
/// The longest text of a report.
pub const MAX_TEXT: usize = 8_000;
/// The longest place.
pub const MAX_PLACE: usize = 200;
/// The longest hour, in words.
pub const MAX_HOUR: usize = 60;
/// The longest answer to how contact was made.
pub const MAX_MET: usize = 300;
/// The longest answer to how and when a reporter may be reached.
pub const MAX_REACH: usize = 200;
/// The longest contact.
pub const MAX_CONTACT: usize = 500;
/// The longest public text of an alert.
pub const MAX_PUBLIC_TEXT: usize = 2_000;
/// The longest post in the thread of a report.
pub const MAX_POST: usize = 2_000;
/// The most posts of one side in the thread of a report: neither can take the other's room.
pub const MAX_POSTS_EACH: usize = 25;
/// The longest time between a withdrawal and the deletion of the bare entry, in seconds.
pub const MAX_WITHDRAWAL: u64 = 720 * 3_600;
/// How long a report that somebody has begun is kept for her, in seconds.
pub const DRAFT_LIFETIME: u64 = 30 * 86_400;
/// The most fields of it.
pub const MAX_DRAFT_FIELDS: usize = 200;
/// The most that its fields hold together, in bytes.
pub const MAX_DRAFT_BYTES: usize = 96 * 1024;
/// The most kinds of event or motives of a report.
pub const MAX_KINDS: usize = 15;

/// The most rows of a list.
pub const MAX_LIST: usize = 50;
/// Lines of a list on one page, where people read it on a telephone.
pub const PAGE: usize = 10;
/// The fewest characters of a search.
pub const MIN_SEARCH: usize = 4;
/// The longest search.
pub const MAX_SEARCH: usize = 100;
/// A report is to be decided within so many seconds.
pub const REPORT_DUE: u64 = 48 * 3_600;
/// How long after publishing a report may be opened again, in seconds.
pub const UNDO: u64 = 600;
/// The most reports that are merged into one alert.
pub const MAX_MERGED: usize = 200;
/// The most versions of one alert.
pub const MAX_VERSIONS: u32 = 300;
/// The longest reason for a correction, or for sending a proposal back.
pub const MAX_WHY: usize = 500;
/// How often a day a moderator may see identifiers in full that a list masks.
pub const MAX_UNMASKED_A_DAY: u32 = 30;
/// How long a moderator is at a report of which she does nothing, in seconds.
pub const CLAIM_IDLE: u64 = 3_600;
/// The most reports and alerts that are shown beside a report because they may be about the same person.
pub const MAX_BESIDE: usize = 10;
/// The most that are compared with it for that.
pub const MAX_BESIDE_COMPARED: usize = 400;
/// The most that are compared with each report of a list, to tell that it may be a duplicate: a page lists fifty.
pub const MAX_BESIDE_GLANCED: usize = 20;
/// How far back reports are compared, in seconds: five years.
pub const BESIDE_KEPT: u64 = 5 * 365 * 86_400;
/// Two towns that are not further apart, in kilometres, are close.
pub const BESIDE_KM: f64 = 50.0;
/// Two reports of which the days are not further apart are close in time.
pub const BESIDE_DAYS: u64 = 60;
/// The most other reports of an account, or of others about the same person, that are looked at for its record.
pub const MAX_RECORD: usize = 400;
/// How often a day words are read through for one report before they are published.
pub const MAX_PROOFREADS_A_DAY: u32 = 60;
/// The most parts of a public text that are warned of.
pub const MAX_WARNINGS: usize = 30;
/// The most reports that are kept in memory to be found beside others.
pub const MAX_INDEXED_REPORTS: usize = 100_000;
/// The most alerts of the node that are kept in memory.
pub const MAX_ALERTS: usize = 100_000;
/// The most checks that are counted ahead of the disk: what a crash costs a member at the most.
pub const CHECK_BLOCK: u32 = 8;

/// The elements that a holder counts ahead of the disk for a peer: what a crash costs the peer at the most.
pub const ALLOWANCE_BLOCK: u64 = 64;
/// Into how many blocks at the least a peer's day is divided.
pub const ALLOWANCE_BLOCKS: u64 = 8;
/// The days whose busiest says how much a peer may ask.
pub const ALLOWANCE_DAYS: u64 = 30;
/// The evaluations a day that a peer is granted at least.
pub const LEAST_A_DAY: u64 = 200;
/// In how many days at the most a ledger may be tagged again, however low the charter's ceiling.
pub const RETAG_DAYS: u64 = 4;
/// Of how many entries at the most a holder's part may be tagged again without counting as looked up.
pub const RETAG_UNTOLD: u64 = 2_000;
/// How many numbers a partner may have had looked up by all holders together before each tells its admins.
pub const PEER_SWEEP: u64 = 4_000;
/// When admins have looked: the days of the same pace after which they are told again.
pub const PEER_SWEEP_DAYS: u64 = 90;
/// When admins have looked: how many times as much they are told of at the latest.
pub const PEER_SWEEP_MORE: u64 = 10;
/// How many usual hours of a partner within one are told.
pub const PEER_SWEEP_HOURS: u64 = 8;
/// Fewer evaluations within an hour than these are never told: one alert has up to half as many identifiers.
pub const PEER_SWEEP_LEAST: u64 = 64;
/// How often the canary of a key is asked for, in seconds.
pub const CANARY_EVERY: u64 = 3_600;
/// After how many seconds it is asked for again when nobody answered; twice as long each time, up to the following.
pub const CANARY_SOON: u64 = 5;
/// After how many seconds it is asked for again at the latest when nobody answered, or when it was not what it should be.
pub const CANARY_AGAIN: u64 = 60;
/// After how many seconds it is asked for again when nobody answered, but it was right before: a minute before holders who did
/// answer would count it once more.
pub const CANARY_LATER: u64 = FREE_FOR - 60;
/// How long a holder that said nothing of use is reckoned to be away, unless it evaluates again, in seconds.
pub const AWAY_FOR: u64 = 600;
/// How long after it was asked last the same blinded element is evaluated again for nothing, in seconds.
pub const FREE_FOR: u64 = 600;
/// The blinded elements of a peer that are remembered for that.
pub const FREE_ELEMENTS: usize = 4_096;
/// The questions of one kind that came to nothing and are remembered, so that they are asked again as they were.
pub const MAX_UNANSWERED: usize = 256;

/// The longest note of a case, and the longest words about how it ended.
pub const MAX_CASE_NOTE: usize = 2_000;
/// The most notes of a case.
pub const MAX_CASE_NOTES: u32 = 200;
/// The longest name of an organisation to which a reporter is referred.
pub const MAX_REFERRED: usize = 200;
/// How far ahead a reminder may lie, in seconds.
pub const REMINDER_FURTHEST: u64 = 366 * 86_400;

/// The most messages that wait to go out; beyond that new ones are dropped and counted.
pub const MAX_MESSAGES: u64 = 5_000;
/// How often a message is tried before it is given up.
pub const MAX_TRIES: u32 = 10;
/// Seconds between the first try and the second; twice as long each time.
pub const RETRY_FIRST: u64 = 60;
/// The longest time between two tries, in seconds.
pub const RETRY_LONGEST: u64 = 2 * 3_600;
/// How long a message may wait before it is given up, in seconds.
pub const MESSAGE_LIFE: u64 = 86_400;
/// How long a message that was given up, or is uncertain, can be sent again, in seconds.
pub const MESSAGE_KEPT: u64 = 3 * 86_400;
/// How many days the numbers of messages are kept.
pub const COUNTS_KEPT: u32 = 31;
/// The most files in the outbox folder.
pub const MAX_OUTBOX: usize = 500;
/// How long a file lies in the outbox folder, in seconds.
pub const OUTBOX_KEPT: u64 = 7 * 86_400;
/// The most cards of one sheet.
pub const MAX_CARDS: usize = 50;
/// The most cards that one partner prints within [`CARD_MONTH`].
pub const MAX_CARDS_A_MONTH: usize = 200;
/// A month of a card, in seconds.
pub const CARD_MONTH: u64 = 30 * 86_400;
/// The longest life of a card, in such months.
pub const MAX_CARD_MONTHS: u64 = 12;
/// Wrong codes at once, of everybody together, before codes have to wait.
pub const CODE_TRIES: u32 = 300;
/// The time after which one more code may be tried, in seconds.
pub const CODE_TRY_EVERY: u64 = 2;

/// The time in which those for whom somebody vouches are counted, in seconds.
pub const VOUCHING_MONTH: u64 = 30 * 86_400;
/// So many times the people for whom somebody may vouch in a month, she may have codes sent by SMS: some numbers are wrong.
pub const TEXTED_TIMES: usize = 2;
/// So many people in one branch within [`FAST_BRANCH_WINDOW`] are many.
pub const FAST_BRANCH: usize = 8;
/// So many below a partner, a moderator or an admin, who may bring fifty a month herself.
pub const FAST_BRANCH_PARTNER: usize = 60;
/// The time in which a branch is counted, in seconds.
pub const FAST_BRANCH_WINDOW: u64 = 30 * 86_400;
/// Three generations within this time are fast, in seconds.
pub const FAST_GENERATIONS_WINDOW: u64 = 14 * 86_400;
/// For how long a fast branch is shown as one, in seconds.
pub const FAST_BRANCH_SHOWN: u64 = 180 * 86_400;

/// The longest work name that is typed where digits are added to it.
pub const MAX_WORK_NAME: usize = MAX_PSEUDONYM - 4;
/// The most contacts of a member.
pub const MAX_CONTACTS: usize = 2;
/// The longest name of a person, where the organisation asks for it.
pub const MAX_PERSON_NAME: usize = 100;
/// The longest birth date as somebody writes it.
pub const MAX_BIRTH_DATE: usize = 30;
/// Registrations that wait for a sponsor, in all; the oldest ends when another comes, if it has waited for a day.
pub const MAX_WAITING: u64 = 2_000;
/// Registrations that wait for the sponsor of one address.
pub const MAX_WAITING_FOR: usize = 10;
/// How long a registration waits for its sponsor, in seconds.
pub const WAITING_LIFETIME: u64 = 14 * 86_400;
/// How often a day a sponsor is written to about registrations.
pub const MAX_ASKED_A_DAY: u32 = 3;
/// The time in which everybody's tries together are counted, in seconds.
pub const GATE_WINDOW: u64 = 3_600;
/// Registrations by a sponsor's e-mail address within [`GATE_WINDOW`], in all.
pub const MAX_VISITOR_REQUESTS: u32 = 2_400;
/// Codes of one kind that go out to contacts within [`GATE_WINDOW`], in all: what somebody can cost who knows many work names.
pub const MAX_CODES_SENT: u32 = 300;
/// Messages within [`GATE_WINDOW`] to those whose registration nobody confirmed, in all.
pub const MAX_ENDED_TOLD: u32 = 60;
/// Names for which a reset code was asked and that were not looked up yet.
pub const MAX_RESETS_WAITING: u64 = 1_000;
/// Requests that the node looks after at a time.
pub const TENDED_AT_ONCE: usize = 50;
/// Reset codes to one member's contact within a day.
pub const MAX_RESET_CODES: usize = 3;
/// How long a reset code can be used, in seconds.
pub const RESET_CODE_LIFETIME: u64 = 30 * 60;
/// How long a reset code that was sent is not replaced by another, in seconds: she may be typing it.
pub const RESET_CODE_KEPT: u64 = 10 * 60;
/// How long a member's own reports stay closed after a reset, in seconds.
pub const REPORTS_CLOSED: u64 = 72 * 3_600;
/// Codes to one member's new contacts within a day.
pub const MAX_CONTACT_CODES: usize = 5;
/// How long a contact's code can be used, in seconds.
pub const CONTACT_CODE_LIFETIME: u64 = 30 * 60;
/// How long the code can be used that goes to the contact of somebody who has just become a member, in seconds: she may not
/// be there when her sponsor confirms her.
pub const FIRST_CODE_LIFETIME: u64 = 14 * 86_400;
/// How long a member is shown that somebody of the team made a code for her, in seconds.
pub const CODE_GIVEN_SHOWN: u64 = 14 * 86_400;
/// Tries of one contact's code.
pub const MAX_CONTACT_TRIES: u8 = 5;
/// Requests about personal data of one member that wait for an answer.
pub const MAX_OPEN_REQUESTS: usize = 5;
/// Requests about personal data of one member that are kept, answered ones included.
pub const MAX_REQUESTS: usize = 30;
/// How long after a restriction was lifted the report cannot be restricted again, in seconds.
pub const RESTRICTED_AGAIN: u64 = 86_400;
/// A time that lies so many seconds ahead was written while the clock was wrong: it counts as none. Else who did something in
/// those minutes would wait until that time has come.
pub const CLOCK_SLACK: u64 = 300;
/// The longest text of a request about personal data, and of its answer.
pub const MAX_REQUEST_TEXT: usize = 2_000;
/// A request about personal data is answered within so many seconds: the law's month (GDPR article 12(3)) as its shortest
/// month has it, so that nobody has to look at a calendar.
pub const REQUEST_DUE: u64 = 28 * 86_400;
/// The most lines of the audit in a member's copy of her data.
pub const MAX_LINES_TAKEN: usize = 1_000;
/// The most lines of the audit that are looked through for it.
pub const MAX_LINES_SEEN: usize = 50_000;
/// Whole months after which an account that nobody uses ends; its owner is told a month before.
pub const ASLEEP_MONTHS: u32 = 24;
/// Between the notice and the end of an account that nobody uses, in seconds: longer than any month.
pub const ASLEEP_NOTICE: u64 = 31 * 86_400;
/// The longest list of members that is imported, in bytes.
pub const MAX_IMPORT_BYTES: usize = 10 * 1024 * 1024;
/// The most lines of such a list.
pub const MAX_IMPORT_LINES: usize = 20_000;
/// How long somebody who was imported has to choose her password, in seconds.
pub const INVITATION_LIFETIME: u64 = 14 * 86_400;

/// The longest statement of somebody who contests.
pub const MAX_STATEMENT: usize = 2_000;
/// Numbers and addresses for which a contest's code was asked and that were not looked at yet.
pub const MAX_CONTESTS_ASKED: u64 = 1_000;
/// Of them, addresses of one domain, or numbers that differ in the last four digits; what is beyond is dropped.
pub const MAX_CONTESTS_ASKED_OF_ONE: usize = 50;
/// From so many on they are looked through for what is beyond that, even while no code can go out.
pub const CONTESTS_ASKED_TIDIED: u64 = MAX_CONTESTS_ASKED / 2;
/// How long a code that was asked for waits for its turn at the most, in seconds.
pub const CONTEST_ASKED_KEPT: u64 = 3 * 86_400;
/// Contests that wait at the desk; beyond that no code goes out.
pub const MAX_OPEN_CONTESTS: u64 = 200;
/// Of them, those that came by e-mail: addresses cost nothing, telephone numbers do.
pub const MAX_OPEN_CONTESTS_BY_EMAIL: u64 = 150;
/// Of them, those from addresses of one domain.
pub const MAX_OPEN_CONTESTS_OF_ONE_DOMAIN: u64 = 20;
/// Contests' codes that are out to addresses of one domain, of a day.
pub const MAX_CONTEST_CODES_OF_ONE_DOMAIN: u64 = 20;
/// Contests that are looked through to list and count them.
pub const MAX_CONTESTS_SEEN: usize = 2_000;
/// Contests' codes to one number or address within [`CONTEST_AGAIN`].
pub const MAX_CONTEST_CODES: usize = 3;
/// Contests' codes within [`GATE_WINDOW`], in all: what strangers can cost in SMS, and how often they can disturb anybody.
pub const MAX_CONTEST_CODES_SENT: u32 = 20;
/// How long a contest's code can be used, in seconds: where SMS is off, a person hands it on.
pub const CONTEST_CODE_LIFETIME: u64 = 7 * 86_400;
/// The time within which a number or address is contested once, in seconds.
pub const CONTEST_AGAIN: u64 = 30 * 86_400;
/// After how many seconds a contest is answered, whatever was decided and when: the day tells nothing.
pub const CONTEST_ANSWERED_AFTER: u64 = 21 * 86_400;

/// How long a reporter's contact is kept after something was decided, while nobody looks after her, in seconds.
pub const CONTACTS_KEPT: u64 = 90 * 86_400;
/// How long a contest is kept after it was closed, in seconds.
pub const CONTESTS_KEPT: u64 = 365 * 86_400;
/// Things that retention erases in one transaction.
pub const RETAINED_AT_ONCE: usize = 100;
/// When the last run of retention is longer ago, in seconds, somebody has to say that the clock is right.
pub const RETENTION_GAP: u64 = 90 * 86_400;
/// The longest hold, in months of 30 days from the day on which it is said.
pub const MAX_HOLD_MONTHS: u64 = 12;
/// The longest reason of a hold.
pub const MAX_HOLD_REASON: usize = 500;
/// The most holds.
pub const MAX_HOLDS: u64 = 1_000;
/// The longest note about a member of a circle that contradicted itself.
pub const MAX_EVIDENCE_REASON: usize = 500;
