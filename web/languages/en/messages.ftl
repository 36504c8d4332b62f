# What goes out by SMS: at most 160 characters of the GSM alphabet, so no typographic quotes or dashes. Nothing in it names
# the service or says why somebody is written to.
sms-contact_code = Your code: { $code }. Type it on the page where you asked for it. Do not give it to anyone.
sms-reset_code = Your code for a new password: { $code }. Do not give it to anyone. If you did not ask for it, ignore this message.
sms-sponsorship_code = Somebody you know has sent you a code: { $code }. That person can tell you what it is for.
sms-sponsor_asked = Somebody is waiting for your answer. Sign in to say yes or no.
sms-first_code = Your account is open. Your code: { $code }. Sign in and type it there, under your contacts. Do not give it to anyone.
sms-registered = Your account is open. You can sign in.
sms-not_registered = Your registration was not confirmed. Talk to the person whose address or code you gave.
sms-password_changed = Your password was changed. If it was not you, contact the team.
sms-contact_changed = A contact of your account was changed. If it was not you, contact the team.
sms-account_asleep = Your account has not been used for a long time. It will be closed on { $date }. To keep it, sign in before then.
sms-something_waits = You have a message. Sign in to read it.
sms-desk_soon = Something needs the team soon. Please sign in.
sms-desk_today = Today at work: { $waiting } to read, { $overdue } late, { $reminders } reminders. Sign in when you can.
sms-desk_work = There is work for the team.
sms-admin_soon = Something waits for you. Please sign in.
sms-admin_today = Still waiting for you: { $waiting }. Sign in when you can.
sms-trial = This is a test. You don't need to do anything.

# What goes out by e-mail.
mail-contact_code = Your code: { $code }

    Type it on the page where you asked for it. Do not give it to anyone.
mail-reset_code = Your code for a new password: { $code }

    Do not give it to anyone. If you did not ask for it, you can ignore this message: nothing was changed.
mail-sponsorship_code = Somebody you know has sent you a code: { $code }

    That person can tell you what it is for.
mail-sponsor_asked = Somebody is waiting for your answer. Sign in to say yes or no.
mail-first_code = Your account is open. Your code: { $code }

    Sign in and type it there, under your contacts. Do not give it to anyone. If you did not open an account, you can ignore this message.
mail-registered = Your account is open. You can sign in.
mail-not_registered = Your registration was not confirmed. Talk to the person whose address or code you gave.
mail-password_changed = Your password was changed. If it was not you, contact the team.
mail-contact_changed = A contact of your account was changed. If it was not you, contact the team.
mail-account_asleep = Your account has not been used for a long time. It will be closed on { $date }. To keep it, sign in before then.
mail-something_waits = You have a message. Sign in to read it.
mail-desk_soon = Something needs the team soon. Please sign in.
mail-desk_today = Today at work: { $waiting } to read, { $overdue } late, { $reminders } reminders.

    Sign in when you can.
mail-desk_work = There is work for the team. Nothing else for you to do, unless nobody of the team is there.
mail-admin_soon = Something waits for you. Please sign in.
mail-admin_today = Still waiting for you: { $waiting }

    Sign in when you can.
mail-trial = This is a test. You don’t need to do anything.
mail-end = This message was sent automatically; answers are not read.
mail-subject-code = Your code
mail-subject-account = Your account
mail-subject-message = A message for you
mail-subject-trial = A test
message-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

# The admins' page
messages-title = Messages
messages-heading = Messages to members
messages-lead = Codes and short notes, by email and text message (SMS). Nobody is shown what they say or who gets them.
messages-mail = Email
messages-sms = Text messages (SMS)
messages-route-mail = Emails go out through { $host }.
messages-route-mail-none = No mail server is set. Emails are put into the outbox folder.
messages-route-sms = Text messages go out through { $provider }.
messages-route-sms-off = { $provider } is set up, but text messages are off until an admin has read who sees what, below. Until then they are put into the outbox folder.
messages-route-sms-none = No way to send text messages is set up. They are put into the outbox folder.
messages-outbox = The outbox folder is { $folder } on the node’s machine: one file for each message, with the address and the text. Hand each over by word of mouth or on paper, then delete its file. A file is deleted after seven days.
messages-count-waiting = Waiting
messages-count-uncertain = Not known whether it went out
messages-count-failed = Given up
messages-count-outbox = In the outbox folder
messages-count-sent = Sent today and yesterday
messages-count-dropped = Dropped today and yesterday, because too many waited
messages-oldest = The oldest has waited since { $when }. { $fault }
messages-list = One by one
messages-none = No message waits, and none needs a decision.
messages-id = Message
messages-state = How it stands
messages-do = What you can do
messages-again = Send again
messages-now = Try now
messages-forget = Forget it
messages-uncertain-hint = The node was interrupted while it handed the message over, or the provider never answered. It may have arrived. It is not sent again by itself, so that nobody gets it twice.
messages-done-again = It is being sent.
messages-done-forgotten = The message is forgotten.
messages-state-waiting = waiting
messages-state-trying = being handed over
messages-state-uncertain = not known whether it went out
messages-state-failed = given up
messages-state-outbox = in the outbox folder
messages-tries = { $n ->
    [0] not tried yet
    [one] tried once
   *[other] tried { $n } times
}
messages-fault-unreachable = The provider could not be reached.
messages-fault-certificate = The provider’s certificate is not trusted.
messages-fault-sign_in = The provider refused the user name, password or key.
messages-fault-put_off = The provider asked to be tried again later.
messages-fault-refused = The provider refused this message.
messages-fault-no_answer = The provider did not answer.
messages-fault-stopped = The node was stopped in the middle.
messages-fault-outbox = The outbox folder is full or cannot be written to.
messages-fault-settings = A file that the settings name cannot be read.
messages-fault-too_old = It waited too long.
messages-see-heading = Who sees what
messages-see-company = The company that sends the text messages and the phone companies on the way see each number, the time and the text. Whoever sees that your organisation writes to a number can conclude that it belongs to a sex worker. They keep that for months or years, and authorities can ask for it.
messages-see-phone = A phone in your office leaves out the company that sends text messages, but not the phone companies; and the phone itself keeps what it sent until you delete it.
messages-see-screen = Whoever holds her phone sees the text on the locked screen. It says nothing about the service or any alert, but a code is a code.
messages-see-mail = The mail server and the member’s mail provider see her address, the time, the subject and the text.
messages-see-instead = Everything works without text messages: a code can be read aloud, shown on the screen or printed. For some members that is the safer way.
messages-see-agreed = An admin read this and agreed { $when }. Text messages are on.
messages-see-tick = I have read who sees what, and our organisation agrees to send text messages.
messages-see-agree = Switch text messages on
messages-see-withdraw = Switch text messages off
messages-see-error = Tick the box if you have read it and agree.
messages-see-read = Read who sees what
