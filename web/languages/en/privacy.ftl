date = { $day } { month-name } { $year }

foot-terms = Terms and conditions
foot-privacy = Personal data policy
foot-police = We do not send your information to the police.
foot-controller = Responsible for your data: { $controller }
foot-officer = Data Protection Officer: { $officer }

legal-version = Version { $version }
legal-gap = Only you and other admins see this: the settings lack { $missing }. Visitors must be able to read it here. Set it under [organisation] in the node’s settings.
legal-gap-address = the organisation’s postal address (organisation.address)
legal-gap-officer = how to reach the data protection officer (organisation.officer_email or organisation.officer_phone)

terms-title = Terms and conditions
terms-heading = Terms and conditions
terms-what = What this service is
terms-what-text =
    { $controller } runs this service so that sex workers can warn each other about people who were violent, who stole or who threatened. It costs nothing.

    It is not an emergency service and not the police. If you are in danger now, call the emergency number at the bottom of the page.
terms-who = Who may use it
terms-who-text =
    Sex workers for whom somebody vouches who is already a member, and outreach workers of partner organisations. You choose a work name; nobody asks for your papers.

    Your account is yours alone. Do not lend it, and do not look anything up for somebody who has no account: send them to the team.
terms-you = What we ask of you
terms-you-text =
    • Tell what happened as you remember it. You can leave any field empty.
    • Report people who put others in danger. Never report another sex worker, and never report anybody to take revenge.
    • Do not pass alerts on outside this service, and do not publish them: it could put the person who reported in danger.
    • Vouch only for people whom you know to be sex workers.
    • Keep your password to yourself, and tell the team if somebody else has it.
terms-us = What you can expect of us
terms-us-text =
    • A moderator reads your report within 48 hours and decides whether it becomes an alert. What could tell who you are is left out.
    • You see where your report stands, and you can take it back.
    • Nothing is shared with other organisations without your consent.
    • We do not send your information to the police. A report here is not a statement to the police.
terms-means = What an alert means
terms-means-text =
    An alert tells what somebody reported. It is not a proof and not a judgement. Numbers change hands and can be faked.

    “No report known” does not mean that somebody is safe. We cannot promise you that anybody is.
terms-end = When an account ends
terms-end-text =
    You can delete your account at any time, under “My data”. An account that nobody has used for 24 months ends; we tell you a month before.

    The team can suspend an account that puts others in danger, for instance by passing alerts on or by false reports. You can ask why and object.
terms-change = If these terms change
terms-change-text = They carry a version number. We note which version you accepted, and ask again when something important changes.

privacy-title = Personal data policy
privacy-heading = Personal data policy
privacy-who = Who is responsible
privacy-who-text = { $controller } decides what is done with personal data here, and answers for it.
privacy-address = Address: { $address }
privacy-officer = You can contact our Data Protection Officer by email or by phone:
privacy-police = Nothing goes to the police
privacy-police-text =
    We do not send your information to the police.

    A judge can order an organisation to hand over what it holds. That is one reason why we keep as little as we can, and why what we keep is sealed.
privacy-what = What we keep
privacy-what-text =
    • Of your account: your work name, how we reach you, your language, your password in a form that cannot be read back, who vouched for you, the month in which you last signed in, and for whom you vouched. Your name and date of birth only if you chose to give them.
    • Of your reports: what you wrote, and to what you agreed.
    • Of your checks: how many you made. Never which numbers, names or plates.
    • Of what members, moderators and admins do: that it was done, by whom and when, without what was in it. Never a check.

    We keep no IP address and no trace of your telephone or browser. Nothing on these pages is loaded from anybody else.
privacy-why = Why, and by what right
privacy-why-text =
    • Your account: because you ask for it and it cannot work otherwise (GDPR article 6(1)(b)).
    • Your report as an alert, and its sharing with partners: with your consent (articles 6(1)(a) and 9(2)(a)). You can take it back at any time.
    • Keeping people who were reported findable by their number or plate: because members have a right to protect themselves from violence (article 6(1)(f)).
    • Noting who did what: because we must be able to show that your data is handled with care (articles 5(2) and 32).
privacy-read = Who reads it
privacy-read-text =
    • Members read published alerts, with numbers partly hidden. They never learn who reported.
    • Moderators read reports. Each opening of a report is noted. Your contact stands behind a button of its own, with a reason.
    • Admins manage accounts. They do not read reports.
    • Organisations abroad receive, if you agreed, entries that can be found only by somebody who already has the number. They never receive your words or who you are.
    • Whoever carries our e-mails and text messages sees your address or number and a message that says nothing about this service.
privacy-long = For how long
privacy-long-text =
    • Your account: until you delete it, or until nobody has used it for 24 months.
    • Alerts, with their reports: five years at most after the last report. An entry abroad ends by itself by then.
    • Reports that were not published, and what was recalled: one year at most after the decision; at once if you take yours back.
    • How to reach you about a report: until your case is closed, or 90 days after the decision.
    • What reported people contest: twelve months after it was closed.
    • Messages to you: until they were sent, three days at most if they could not be.
    • Who did what: as long as the service runs. After you have gone it holds a number that leads to nobody.
privacy-rights = Your rights
privacy-rights-text =
    You can ask for your data to be sent to you, changed, deleted, or no longer used: it is then kept until its accuracy has been confirmed. You can object, and take a consent back.

    You do most of this yourself under “My data”, at once. What a person must look at is answered within one month, and the page shows the day.

    You can also complain to the data protection authority of your country.
privacy-reported = If you were reported
privacy-reported-text = You have these rights too. The page “If you were reported”, at the foot of every page, says what is kept and how to contest it with a code that goes to your number or address. Whoever reported stays protected, so nobody will tell you who, when or where.
privacy-cookies = Cookies
privacy-cookies-text = One while you are signed in, one that protects forms, one for the language if you choose it. None of them follows you.
privacy-safe = How it is protected
privacy-safe-text = Your data is held on a secure server by { $controller }; everything is sealed on its disk. What is erased is made unreadable, and stays so even if a backup is put back.
legal-my-data = See, download, restrict or delete my data

nav-my-data = My data
my-data-title = My data
my-data-heading = My data
my-data-lead = You can ask for your data to be sent to you, changed, deleted or no longer used (it is then kept until its accuracy has been confirmed).
my-data-kept = What we keep of you
my-data-name = Work name
my-data-role = Role
my-data-created = Account made
my-data-seen = Last signed in
my-data-language = Language
my-data-contacts = How we reach you
my-data-contact-unconfirmed = { $contact } (not confirmed)
my-data-sponsored = Somebody vouched for you
my-data-sessions = Open sessions
my-data-reports = Reports
my-data-language-none = not chosen
my-data-never = not noted yet
my-data-none = none
my-data-yes = yes
my-data-no = no
my-data-change = Change
my-data-change-text = Your contacts and your password can be changed under “Managing my account”. You choose the language at the bottom of any page.
my-data-change-link = Managing my account
my-data-copy = Have my data sent to me
my-data-copy-text = Everything we keep of you, with the words of your reports. Save it only where nobody else can read it.
my-data-password = Your password, again
my-data-password-hint = Because what you wrote is in it.
my-data-json = Download as a file
my-data-print = Show as a page to print
my-data-restrict = No longer used
my-data-restrict-text = If something in a report may be wrong, we stop using it at once: it is hidden from members and recalled from partners abroad. It is kept until a moderator has looked whether it is right. Then it is used again, or recalled for good.
my-data-restrict-again = It hides your warnings from everybody, so it wants your password: nobody who merely holds your phone can do it.
my-data-restrict-none = There is no report of yours that is in use.
my-data-restrict-one = No longer use this report
my-data-restrict-all = No longer use any of my reports
my-data-restricted-since = not used since { $date }
my-data-restricted = Not used any more
my-data-restricted-text = { $n ->
    [one] One report is not used from now on. A moderator will look at it; you will find the answer under “My data”.
   *[other] { $n } reports are not used from now on. A moderator will look at them; you will find the answer under “My data”.
}
my-data-restrict-about = If something in a report may be wrong, we stop using it at once, until a moderator has looked whether it is right.
my-data-restrict-read = Read it
my-data-restrict-link = No longer use a report…
my-data-ask-link = Object, or have something put right…
my-data-read-requests = Read what I asked and what was answered
my-data-all-requests = Read all { $n } requests and what was answered
my-data-words-closed = What you wrote, and what you were answered, opens with your password.
my-data-ask = Object, or have something put right
my-data-ask-text = For what you cannot change yourself. Somebody of the team reads it and answers here within one month.
my-data-kind = What do you ask?
request-object = I object to something that is done with my data
request-correct = Something about me is wrong
request-restrict = No longer use reports
my-data-words = In your words
my-data-send = Send
my-data-asked = Sent
my-data-asked-text = You will have an answer by { $date }. It will stand under “My data”.
my-data-requests = What you asked
my-data-due = answer by { $date }
my-data-answered = answered on { $date }
request-asleep = May this account end?
asleep-text = Nobody has used this account for two years. It would end now, but the notice did not reach its owner: no contact, or the message never went out. If you can reach her another way, ask her first. Her reports stay, without her name.
asleep-granted = End the account
asleep-refused = Keep it
asleep-answered = It is done.
outcome-granted = Done
outcome-refused = Not done
my-data-restrict-kept = Looked at: it is right, and used again.
my-data-restrict-recalled = Looked at: it was recalled, or not published.
my-data-delete = Delete my account
my-data-delete-text = Your account, your contacts and everything that says who you are go at once, for good. People for whom you vouched keep their accounts.
my-data-delete-link = Delete my account…
my-data-delete-reports = What becomes of your reports?
fate-unlink = They stay, without me
fate-unlink-hint = They go on warning others. Whose they were, your contact, the place and the day are removed. You can still follow them with their codes. If you had asked that a report not be used, it stays hidden until a moderator has decided.
fate-remove = They go too
fate-remove-hint = Your words are erased and the alerts made of them are recalled everywhere. They no longer warn anybody.
my-data-delete-button = Delete for good
my-data-deleted = Your account is deleted
my-data-deleted-text = You are signed out. Nothing here says any more who you were.
my-data-back = Back to my data
my-data-error-fate = Choose what becomes of your reports.
my-data-error-kind = Choose what you ask.
my-data-error-text = Say in your words what it is about.
my-data-error-password = This is not your password.
my-data-error-again = Please type your password again first.
my-data-error-restricted-today = This report was looked at less than a day ago. Please wait a day before you ask again.
my-data-error-closed = The password was changed a short while ago: to protect you, this stays closed for three days after that.
print-title = My data
print-heading = My data on { $date }
print-report = Report received on { $date }
print-erased = What this report said has been erased.
print-words = In your words
print-consent = You agreed to
print-hint = To print or save: the menu of your browser, “Print”.

requests-title = Requests
requests-heading = Requests about personal data
requests-lead = To be answered within one month; the most urgent first. What a request says is opened with a button, and that is noted.
requests-none = No request is waiting.
requests-kind = Request
requests-asked = Asked
requests-due = Answer by
requests-overdue = { $date }: overdue
requests-own = yours: somebody else answers
requests-open = Open the request
requests-closed = What the request says is not shown yet. Opening it writes your name and the time into the audit.
requests-from = From
requests-from-gone = somebody who has left, or who is told that her report is withdrawn; it stays hidden until it is decided
requests-answer = Your answer
requests-answer-hint = She reads it under “My data”. Say what was done, or why not.
requests-outcome = What came of it?
requests-send = Answer
requests-answered = Answered
requests-answered-text = The answer stands on her page.
requests-at-desk = Reports that are not used any more are looked at in moderation: lift the restriction there, or recall the alert.
requests-to-list = Back to the requests
requests-to-desk = To moderation
desk-restricted = not used since { $date }: the reporter asked to have it looked at
desk-lift = Use it again
desk-lift-text = The reporter asked that this report not be used until somebody has looked whether it is right. If it is, lift the restriction: the alert is shown and shared again. If not, recall the alert, or do not publish the report.
desk-lift-answer = What do we tell her?
desk-lifted = The report is used again
desk-lifted-text = If it is an alert, it is shown again, and shared again with partners if it was; unless it names a number that must not be published by now. Then it says so on the report.
alert-restricted = Hidden: its reporter asked to have it looked at. Members and partners do not see it.
alert-kept-back = Not shown: since it was decided, a number or address in it has become one that is never published (a member's, or a service's). Correct the alert and leave that out, then it is shown; or recall it.
desk-kept-back = not shown: names what is not published any more

audit-title = Audit
audit-heading = Audit
audit-lead = Who did what, by numbers. What was in a report, and what was checked, is never in it.
audit-number = Line
audit-when = When (UTC)
audit-who = Who
audit-what = What
audit-subject = On what
audit-none = No lines.
audit-place = Lines { $from } to { $to }
audit-operator = operator
audit-node = the node
audit-whole = The newest 5,000 lines are whole: none was changed or taken out. “parasol audit verify” looks through all of them.
audit-broken = Line { $number } is missing or is not what was written. Somebody changed the store: keep a copy of the data and find out who could.
audit-to-summary = Monthly summary
audit-to-lines = Line by line
audit-month = Month
audit-month-show = Show
audit-summary-title = Audit: summary
audit-summary-heading = Who did how much in { $month }
audit-summary-lead = For a second person, once a month: does anything here look like more than the work asked for? Readings of reports, contacts and requests come first. When a single member used the service is not in it.
audit-summary-none = Nothing was done in this month.
audit-count = How often
audit-opening = reading
audit-end = Write this down where nobody who works on this machine can change it: { $end }. It proves later that nothing before it was changed.
audit-person-members = members and partners
audit-person-gone = accounts that are gone

invalid-nothing_to_restrict = There is no report of yours that is in use.
invalid-too_many_requests = Five requests are waiting for an answer already. Please wait for one of them.

audit-word-report_put_back = put a report back into the queue
audit-word-report_taken_over = took a report over
audit-word-report_merged = added a report to an alert
audit-word-publication_undone = undid a publication
audit-word-alert_corrected = corrected an alert
audit-word-identifiers_shown = showed the numbers of an alert in full
audit-word-second_asked = proposed something to a second moderator
audit-word-second_confirmed = confirmed what another moderator proposed
audit-word-second_refused = sent a proposal back
audit-word-second_taken_back = took a proposal back
audit-word-report_opened = opened a report
audit-word-contact_opened_to_call_back = opened a contact, to call back
audit-word-contact_opened_to_ask_back = opened a contact, to ask something
audit-word-contact_opened_to_pass_on = opened a contact, to pass it on
audit-word-contact_opened_for_other = opened a contact, for another reason
audit-word-request_opened = opened a request about personal data
audit-word-end_asked = asked the team whether an account may end
audit-word-request_made = made a request about personal data
audit-word-request_answered = answered a request about personal data
audit-word-report_submitted = a report was submitted
audit-word-report_published = published a report
audit-word-report_rejected = decided not to publish a report
audit-word-reporter_asked = wrote to the person who reported
audit-word-report_answered = a person who reported wrote to the team
audit-word-report_withdrawn = a report was taken back
audit-word-not_free_said = somebody said that a report was not taken back freely
audit-word-entry_put_back = put the bare entry of a withdrawn report back
audit-word-withdrawal_ended = what was left of a withdrawn report was deleted
audit-word-report_withdrawn_again = a report that an older copy had brought back was taken back again
audit-word-entry_put_back_again = the bare entry of a withdrawn report was put back again, after an older copy had been put back
audit-word-draft_kept = a report that was begun was kept for later
audit-word-draft_forgotten = a draft was deleted
audit-word-drafts_ended = drafts that nobody went on with were deleted
audit-word-reports_restricted = reports were restricted by their reporter
audit-word-restriction_lifted = lifted a restriction
audit-word-alert_recalled = recalled an alert
audit-word-alert_shown = showed an alert whose time had come
audit-word-alert_kept_back = kept an alert back, because it names what is not published any more
audit-word-alert_shared = shared an alert with partners
audit-word-session_started = signed in
audit-word-session_ended = signed out
audit-word-member_created = made an account
audit-word-member_suspended = suspended an account
audit-word-role_changed = changed a role
audit-word-password_changed = changed a password
audit-word-data_exported = downloaded her data
audit-word-account_deleted = deleted her account
audit-word-accounts_warned = told people that their account sleeps
audit-word-accounts_ended = ended accounts that nobody uses

# What a member takes along, field by field.
kept-members = The account, in full
kept-members-joined-name = Name
kept-members-joined-birth_date = Date of birth
kept-members-joined-terms = Version of the terms you accepted
kept-members-recovery-by = Who may reset the password
kept-members-confirming-pending-address = Contact that is not confirmed yet
kept-members-imported = Came with a list from elsewhere
kept-members-asked-count = Messages to you as a sponsor, that day
kept-members-asked-day = That day, in days since 1970
kept-members-asked_to_end = The team was asked whether the account may end
kept-members-noticed = The notice before the end went out
kept-members-confirming-pending-place = Which contact that is, counted from 0
kept-members-recovery-without_password = No password opens the account
kept-members-cut = Link to your sponsor cut
kept-members-vouched = You vouched for somebody
kept-members-texted = You had a code sent by text message
kept-members-review-since = To be looked at since
kept-members-second_factor-active-since = Second factor since
kept-members-second_factor-active-recovery = Recovery codes left
kept-members-asleep = The account ends
kept-members-confirming-pending-ends = The code for the contact ends
kept-members-confirming-sent = Codes sent to contacts
kept-members-second_factor-tried = Somebody with the password tried many codes
kept-members-recovery-code-ends = The code that was sent for a new password ends
kept-members-recovery-given-ends = The code that the team made ends
kept-members-recovery-given_at = The team made a code
kept-members-recovery-sent = Codes sent for a new password
kept-members-reports_closed_until = Your reports stay closed until
kept-sponsorships = People you sponsor, and your codes
kept-sponsorships-label = Your words
kept-sponsorships-state = State
kept-sponsorships-state-expires = Works until
kept-sponsorships-began = Since
kept-sponsorships-unsent = Could not be sent
kept-sessions = Where you are signed in
kept-sessions-kind = For
kept-sessions-kind-shared = Shared device
kept-sessions-used = Last used
kept-sessions-expires = Ends
kept-sessions-opened_until = Opened with the password until
kept-checks = How many checks, never which
kept-checks-hour = Hour, since 1970
kept-checks-in_hour = In that hour
kept-checks-day = Day, since 1970
kept-checks-in_day = On that day
kept-checks-reserve_used = From the reserve
kept-checks-unmasked = Numbers shown in full that day
kept-checks-over = Last day with none left, and how many in a row
kept-checks-tally-checks = Answered on the day counted
kept-checks-tally-day = Day counted, since 1970
kept-checks-tally-nothing = Of those, nothing was known
kept-checks-tally-looked_up = Numbers looked up for them
kept-checks-usual = Eight times the numbers looked up on a usual day
kept-checks-long-checks = Answered since the last count of many days
kept-checks-long-day = Last day of that count, since 1970
kept-checks-long-nothing = Of those, nothing was known
kept-checks-long-looked_up = Numbers looked up for those
kept-sweeps = Alarms: many checks that found nothing
kept-sweeps-key = Day
kept-sweeps-checks = Checks
kept-sweeps-nothing = Nothing was known
kept-sweeps-over_days = Days in a row with none left
kept-card_sheets = Cards you printed
kept-card_sheets-printed = Printed
kept-card_sheets-expires = Work until
kept-card_sheets-cards = Cards
kept-card_sheets-cancelled = Cancelled
kept-card_sheets-open = Not used yet
kept-reports = Your reports: how they stand
kept-reports-rejected = Why it was not used
kept-reports-wording-language = Language of the consent
kept-reports-wording-version = Version of the consent
kept-reports-identifiers = Identifiers
kept-reports-for_other = For somebody else
kept-reports-urgent = Urgent
kept-reports-showing = When it may be shown
kept-reports-complaint = Help to file a complaint
kept-reports-lifted = Used again since
kept-audit = What the journal says of your account, newest first
kept-audit-line = Lines
audit-word-contest_code_sent = sent a code to a number or address that somebody contests
audit-word-contest_codes_forgotten = forgot codes and proofs of contests that were over
audit-word-contest_filed = a contest came
audit-word-contest_answered = sent the letter that answers a contest
audit-word-contest_opened = opened a contest
audit-word-contest_proposed = proposed a decision about a contested alert
audit-word-contest_decided = decided about a contested alert
audit-word-contest_closed = closed a contest
audit-word-retention_run = ended a run of retention
audit-word-retention_alerts = erased alerts whose time was over
audit-word-retention_words = erased words of reports whose time was over
audit-word-retention_contacts = erased contacts whose time was over
audit-word-retention_contests = erased contests whose time was over
audit-word-report_held = kept a report longer
audit-word-hold_released = ended a hold
audit-word-clock_confirmed = said that the clock is right
kept-reports-decided = Decided on
