//! Who may do what: one function, and the matrix that it makes in `docs/roles.md`.

use serde::{Deserialize, Serialize};

use crate::ids::MemberId;

/// What a member is in the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A sponsored person.
    Member,
    /// An organisation's outreach account.
    Partner,
    /// Decides about reports.
    Moderator,
    /// Keeps the node running; sees no report and no alert.
    Admin,
}

impl Role {
    /// All roles, in the order of the matrix.
    pub const ALL: &'static [Self] = &[Self::Member, Self::Partner, Self::Moderator, Self::Admin];

    /// The role as a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Partner => "partner",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// The role with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }
}

/// Who gives a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is signed in. The role is the session's; what counts is the one the member has when the command runs.
    Member(MemberId, Role),
    /// Whoever can use the node's control socket: may do what an admin may.
    Operator,
    /// The node itself, for its own jobs.
    System,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $text:literal;)*) => {
        /// What can be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// All actions, in the order of the matrix.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The action as a stable word.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it is, for the matrix.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

actions! {
    /// Look an identifier up.
    CheckIdentifier = "check_identifier", "check an identifier";
    /// Submit a report.
    SubmitReport = "submit_report", "submit a report";
    /// Submit a report for somebody who has no account.
    ReportForOthers = "report_for_others", "submit a report for somebody else";
    /// Print cards with which people without an account report once.
    PrintCards = "print_cards", "print cards for people without an account";
    /// See where the own reports stand.
    SeeOwnReports = "see_own_reports", "follow one's own reports";
    /// See and search the node's alerts.
    SeeAlert = "see_alert", "read and search alerts";
    /// Change the own password.
    ChangeOwnPassword = "change_own_password", "change one's own password";
    /// Set up, change and take away the own second factor.
    OwnSecondFactor = "own_second_factor", "manage one's own second factor";
    /// See and end the own sessions.
    OwnSessions = "own_sessions", "see and end one's own sessions";
    /// See and change the own contacts and how the account is recovered.
    ManageOwnAccount = "manage_own_account", "manage one's own contacts and language";
    /// Hand out a reset code, open a locked account.
    HelpMember = "help_member", "hand out a reset code, unlock an account";
    /// Make a sponsorship code.
    IssueCode = "issue_code", "sponsor: make a one-time code";
    /// Cut the link to the own sponsor.
    CutLink = "cut_link", "cut the link to one's sponsor";
    /// See the queue of reports, without what is in them.
    SeeDesk = "see_desk", "see the desk's queue";
    /// Read a raw report.
    OpenReport = "open_report", "open a raw report";
    /// Classify and publish.
    Publish = "publish", "classify and publish a report";
    /// Decide not to publish.
    Reject = "reject", "decide not to publish";
    /// Decide about what reported people contest.
    DecideContest = "decide_contest", "decide about a contest";
    /// Write to the reporter of a report.
    AskBack = "ask_back", "write to the reporter of a report";
    /// Put the bare entry of a withdrawn report back.
    PutEntryBack = "put_entry_back", "put the bare entry of a withdrawn report back";
    /// Keep a report longer than its time, for a reason.
    KeepLonger = "keep_longer", "keep a report longer than its time";
    /// Withdraw an alert everywhere.
    Recall = "recall", "recall an alert";
    /// Look after a reporter: open, assign, hand over and close her case.
    HandleCase = "handle_case", "look after cases: notes, reminders, hand-over, closing";
    /// See the cases that were handed to the own organisation.
    SeeInbox = "see_inbox", "see the cases handed to one's own organisation";
    /// Create, suspend and change members.
    ManageMembers = "manage_members", "create, change and suspend members";
    /// Invite, confirm and remove peers.
    ManagePeers = "manage_peers", "invite, confirm and remove peers";
    /// Create and leave circles.
    ManageCircles = "manage_circles", "create, change and leave circles";
    /// Change what is taken from and given to peers.
    ManagePolicies = "manage_policies", "change inbound and outbound policies";
    /// See how messages stand, send them again, decide about SMS.
    ManageMessages = "manage_messages", "see how messages stand, send them again, switch SMS on";
    /// See how many of everything there are.
    SeeCounts = "see_counts", "see counts and ids, never contents";
    /// See how the node and its peers do.
    SeeStatus = "see_status", "see the node's and its peers' state";
    /// End all sessions and close the node.
    Lock = "lock", "lock the node";
    /// See who did what, by ids.
    SeeAudit = "see_audit", "read the audit, line by line";
    /// See who did how much of what in a month.
    SeeAuditSummary = "see_audit_summary", "read the audit's monthly summary";
    /// See, take along, restrict and delete the own data.
    ManageOwnData = "manage_own_data", "see, download, restrict and delete one's own data";
    /// Answer what members ask about their data.
    AnswerRequest = "answer_request", "answer a request about personal data";
    /// Show again, or recall, what was restricted.
    DecideRestriction = "decide_restriction", "lift a restriction, or recall what was restricted";
}

/// Whether `role` may do `action`.
pub const fn may(role: Role, action: Action) -> bool {
    use Action::{
        AnswerRequest, AskBack, ChangeOwnPassword, CheckIdentifier, CutLink, DecideContest,
        DecideRestriction, HandleCase, HelpMember, IssueCode, KeepLonger, ManageCircles, ManageMembers,
        ManageMessages, ManageOwnAccount, ManageOwnData, ManagePeers, ManagePolicies, OpenReport, PrintCards,
        Publish, PutEntryBack, Recall, Reject, ReportForOthers, SeeAlert, SeeAudit, SeeAuditSummary,
        SeeCounts, SeeDesk, SeeInbox, SeeOwnReports, SeeStatus, SubmitReport,
    };
    use Role::{Admin, Member, Moderator, Partner};
    match action {
        ChangeOwnPassword | CutLink | IssueCode | ManageOwnAccount | ManageOwnData => true,
        Action::OwnSecondFactor | Action::OwnSessions => true,
        Action::Lock => matches!(role, Moderator | Admin),
        CheckIdentifier | SubmitReport | SeeOwnReports | SeeAlert => {
            matches!(role, Member | Partner | Moderator)
        }
        ReportForOthers | PrintCards => matches!(role, Partner | Moderator),
        SeeDesk | OpenReport | Publish | Reject | AskBack | PutEntryBack | Recall | DecideContest
        | DecideRestriction | HandleCase | KeepLonger => {
            matches!(role, Moderator)
        }
        SeeInbox => matches!(role, Partner),
        HelpMember | SeeStatus | SeeCounts | SeeAuditSummary | AnswerRequest => {
            matches!(role, Moderator | Admin)
        }
        ManageMembers | ManageMessages | ManagePeers | ManageCircles | ManagePolicies | SeeAudit => {
            matches!(role, Admin)
        }
    }
}

/// The matrix as `docs/roles.md` shows it.
pub fn matrix() -> String {
    let mut page = String::from(
        "# Roles\n\nWho may do what. This page is made from `may` in `node/core/src/roles.rs`; a test keeps it fresh\n\
         (`UPDATE_DOCS=1` writes it anew). Whoever can use the control socket (the `parasol` command on the node's own\n\
         machine) may do what an admin may. A suspended member may do nothing. Nobody handles a report of her own.\n\n\
         | | member | partner | moderator | admin |\n|---|---|---|---|---|\n",
    );
    for action in Action::ALL {
        let cells = Role::ALL.iter().map(|role| if may(*role, *action) { " yes |" } else { " – |" });
        page.push_str(&format!("| {} |{}\n", action.text(), cells.collect::<String>()));
    }
    page
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test that writes a generated page asks its caller")]
    fn the_page_shows_the_matrix() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/roles.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, matrix()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        assert!(page == matrix(), "docs/roles.md is stale; run this test with UPDATE_DOCS=1");
    }

    #[test]
    fn an_admin_does_not_see_the_desk() {
        for action in [Action::SeeDesk, Action::OpenReport, Action::Publish, Action::Reject, Action::SeeAlert]
        {
            assert!(!may(Role::Admin, action));
        }
    }

    #[test]
    fn words_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(*role));
        }
        assert_eq!(Role::from_name("root"), None);
    }
}
