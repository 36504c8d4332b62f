# Second step of the sign-in
step-title = Sign in
step-heading = One more step
step-lead = Open the authenticator app on your phone and type the six digits it shows.
step-label = Code
step-hint = Six digits from the app. If you do not have your phone: one of your printed recovery codes.
step-button = Continue
step-wrong = This code is not right, or it was used already. Wait until the app shows the next one.
step-later = Too many wrong codes. Please wait five minutes before each further one, or talk to the team.
step-over = The sign-in took too long. Please begin again.
step-again = Begin again

# Sessions
nav-account-sessions = Where I am signed in
nav-account-second-factor = Second step when signing in
sessions-title = Settings
sessions-heading = Where I am signed in
sessions-lead = We keep no address and no device. We only know what each sign-in is for, and since which day.
sessions-kind = What for
sessions-since = Since
sessions-what = End it
sessions-page-own = Pages, on a device of your own
sessions-page-shared = Pages, on a shared device
sessions-token = A program or an app
sessions-this = this one
sessions-end = Sign out
sessions-end-which = Sign out: { $kind }, since { $since }
sessions-end-others = Sign out everywhere else
sessions-ended = Done. It is signed out.
sessions-others-ended = Done. Only this one is left.
sessions-only = You are signed in nowhere else.
sessions-unknown = Do you not recognise one of these? Sign out everywhere else, then change your password.
day-date = { $day } { month-name } { $year }

# Second factor
factor-title = Settings
factor-heading = Second step when signing in
factor-lead = Besides your password, signing in then also asks for a code that only your phone shows. Whoever learns your password still cannot get in.
factor-must = Your role asks for it: until it is set up, you can do nothing else here.
factor-on = It has been on since { $since }.
factor-off = It is off.
factor-codes-left = { $n ->
    [0] You have no recovery code left.
    [one] You have one recovery code left.
   *[other] You have { $n } recovery codes left.
}
factor-begin = Set it up
factor-replace = Set it up anew, on another phone
factor-remove = Switch it off
factor-new-codes = Make new recovery codes
factor-1 = 1. Add it to an authenticator app
factor-1-text = Any authenticator app will do, for instance Aegis, FreeOTP or the one built into your phone’s passwords. Scan this picture, or open the app and type the key below.
factor-qr = Picture to scan with the authenticator app
factor-key = Key
factor-key-hint = Type it without the spaces. Type: time-based, six digits.
factor-link = Open it in an app on this device
factor-2 = 2. Type the code that it shows
factor-code = Code
factor-code-hint = Six digits. They change every 30 seconds.
factor-confirm = Switch it on
factor-wrong = This code is not right. Check that the clock of your phone is right, and type the code that it shows now.
factor-late = This took too long. Please begin again: the key is a new one now.
factor-removed = It is off. Your password alone is enough now.
factor-codes-title = Codes
factor-codes-heading = Your recovery codes
factor-codes-lead = Print this page or write the codes down, and keep them where nobody else looks: not on the phone that has the app. Each one opens once, if your phone is lost.
factor-codes-once = They are shown only this once.
factor-codes-list = Recovery codes
factor-codes-print = In your browser’s menu: Print. Only the codes come out.
factor-codes-done = I have them on paper
factor-demo = In this demonstration nobody needs a second step. On a real node, moderators and admins must have one.

# Password typed again
again-heading = Please type your password again
again-text = This opens for five minutes, on this device only. Nobody who merely holds your phone can read it.
again-label = Password
again-button = Open
again-wrong = The password is not right. Capital letters count.
again-later = Too many wrong passwords. Please wait a minute before each further one. You stay signed in.
again-close = Close now
again-open = Open for five minutes. It closes by itself.

# One of my reports
mine-open = Show
mine-open-which = Show the report of { $month }, { $status }
mine-one-title = Text
mine-one-heading = My report
mine-one-closed = Your password was reset less than three days ago, so the text of your reports stays closed for now. If it was not you who reset it, call the team.
mine-one-gone = The text of this report has been deleted.
mine-what = What happened
mine-who = Who it was
mine-numbers = Phone numbers, email addresses, licence plates, online names
mine-names = Names they use
mine-vehicle = Vehicle
mine-description = Description
mine-place = Where
mine-when = When
mine-contact = How we may reach you
mine-consent = What you agreed to
mine-consent-alert = Share as an alert
mine-consent-partners = Pass to a partner organisation
mine-consent-abroad = Share the alert with partners abroad
mine-consent-none = Nothing: the team keeps it to itself
mine-other = You wrote it for somebody else

# Lock
nav-lock = Lock the site
lock-title = Close
lock-heading = Lock the site
lock-lead = Do this if the police are at the door, if the computer is being taken, or if somebody has got in.
lock-1 = Everybody is signed out at once, on every device.
lock-2 = The keys leave the memory, and the site stops: nobody can check or report until it is opened again.
lock-3 = To open it again, the passphrase is needed on the computer itself. Call the person who looks after it.
lock-no-passphrase = No passphrase has been set. Everybody is signed out and the site stops, but whoever takes the computer can start it again and read everything. Ask your technician to set one today: parasol passphrase set.
lock-sure = Yes, I want to lock the site now
lock-sure-missing = Please tick the box first. Nothing has been locked.
lock-button = Lock now
lock-done-heading = The site is locked
lock-done = Everybody is signed out. The site stops now; you can close this page.
lock-done-passphrase = It opens again only with the passphrase.
lock-done-no-passphrase = No passphrase has been set: whoever has the computer can start it again. If it is being taken, the key on it is taken too.
lock-done-key-left = The key file could not be removed from the disk: whoever has the computer can start it again. Switch the computer off.
lock-done-credential = The passphrase is needed from now on, but the computer has a second key that opens the same disk: a systemd credential. Whoever has the computer can use it. Switch the computer off; the technician destroys the file that LoadCredentialEncrypted names.

# Sweeps, for admins
sweeps-heading = Unusual numbers of checks
sweeps-lead = Counted, never recorded: we do not know what was checked. With an account: talk to the person, or suspend it.
sweeps-none = Nothing unusual.
sweeps-who = Account
sweeps-day = Day
sweeps-counts = Checks
sweeps-many = { $checks } checks, { $nothing } of them found nothing
sweeps-over = No check left, { $days } days in a row
sweeps-peer-hour = Organisation: { $numbers } numbers looked up through us within an hour. Call its admin; if that does not help, propose its removal on the circle’s page.
sweeps-peer-all = Organisation: { $numbers } numbers looked up through us since { $day }. Call its admin; if that does not help, propose its removal on the circle’s page.
sweeps-settle = Seen
sweeps-settle-which = Seen: { $who }, { $day }
