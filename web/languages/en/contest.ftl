# What is kept about people who were reported, for everybody
foot-reported = If you were reported
reported-title = Information
reported-heading = If you were reported
reported-lead = Sex workers warn each other here of people who were violent, who stole or who threatened. This page says what is kept about reported people, and what you can do if you are one of them, or if your number used to be somebody else’s.
reported-what = What is kept
reported-what-text =
    • What somebody reported: a telephone number, an email address, a licence plate or an online name.
    • What happened, by kind; the month and at the finest the town; a description of the person.
    • How dangerous a moderator found it. Nothing can be found before a moderator has read it.

    It tells what somebody reported. It is not a proof and not a judgement.
reported-why = Why
reported-why-text = To protect people from violence (GDPR article 6(1)(f)). { $controller } is responsible for it. We send nothing of it to the police of our own accord.
reported-who = Who sees it
reported-who-text =
    • Members for whom somebody has vouched, when they look up that number, address, plate or name.
    • Partner organisations, also abroad, in a form that only somebody can read who already has the number.
reported-long = How long
reported-long-text = { $years ->
    [one] One year at most after the last report. Then it is recalled everywhere and erased.
   *[other] { $years } years at most after the last report. Then it is recalled everywhere and erased.
    } Earlier if it is wrong, or if the number now belongs to somebody else.
reported-rights = What you can ask
reported-rights-text =
    • That it is corrected or erased, because it is wrong or the number was not yours.
    • That it is not used while somebody looks at it.
    • To know what kinds of data are kept, why and how long: this page says it. We do not say whether there is anything under your number: that would put people who reported in danger.

    A person looks at it, never a machine alone. For the gravest entries two people decide. A correction reaches every partner.
reported-answer = What we answer
reported-answer-text =
    You get an answer within one month. It is the same letter for everybody: whether there was an entry or not, whether it was changed or not. It never says a date, a place or a person.

    We answer like this because the people who report would otherwise be in danger. The same page, the same words and the same letter are used for every number.
reported-how = How to contest
reported-how-text =
    A telephone number or an email address: with a code that we send there. It shows that it is yours; we ask for no identity document. Once a month for each number or address.

    A licence plate or an online name: write to us. No code can be sent there, so we will ask you how we can be sure that it is yours.
reported-write = Write to us
reported-write-none = Write to { $controller }.
reported-complain = Where to complain
reported-complain-FR = You can complain to the data protection authority: CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07, www.cnil.fr.
reported-complain-BE = You can complain to the data protection authority: Autorité de protection des données, rue de la Presse 35, 1000 Brussels, www.dataprotectionauthority.be.
reported-complain-other = You can complain to the data protection authority of your country.
reported-button = Contest with a code

# Contesting, for everybody
contest-title = A code
contest-heading = Contest what may be kept about your number or address
contest-lead = We send a code to your telephone or your email address. With it you tell us what is wrong.
contest-same = This page answers the same for every number and address. It does not say whether anything is kept.
contest-contact = Your telephone number or your email address
contest-contact-hint = Written as you like. It must be the one that you contest: the code goes there.
contest-contact-empty = Type your telephone number or your email address.
contest-contact-wrong = This cannot be read as a telephone number or an email address. A plate or an online name cannot be proven by a code: write to us.
contest-button = Send a code
contest-have-code = I have a code
contest-about = What is kept, why and how long

contest-code-title = A code
contest-code-heading = Type the code, and tell us what is wrong
contest-code-asked = If a code can be sent, it is on its way to the number or address that you gave.
contest-code-asked-when = By email it takes a few minutes. By text message it can take until the next working day.
contest-code-asked-none = If many people ask at the same time, it can take up to three days. If none has come by then, ask again, or write to us. One number or address is contested once a month.
contest-code = Your code
contest-code-hint = Ten letters and digits and one more, as in the message. It is good for seven days.
contest-code-wrong = This code is not right, or it is too old. Check it, or ask for a new one.
contest-claim = What is it about?
contest-claim-changed_hands = The number or address has been mine only for a short time. Before, it was somebody else’s.
contest-claim-not_right = It is mine, and what may be said of me is wrong.
contest-claim-other = Something else.
contest-claim-empty = Choose what it is about.
contest-statement = What is wrong?
contest-statement-hint = In your own words. You need not give your name.
contest-statement-empty = Write in a few words what is wrong.
contest-send = Send

contest-done = We have it
contest-done-text = A person will look at it. Nothing is changed by the asking alone.
contest-done-answer = You will have an answer within one month, at the number or address to which the code went. It is the same letter for everybody.

# At the desk
contests-title = Inbox
contests-heading = Contests
contests-lead = What people say who were reported, or whose number was. Each is to be answered within a month. Nothing is recalled by the asking: you decide, alert by alert. Those that an alert names stand on top.
contests-link = Contests
contests-open = Waiting
contests-closed = Closed
contests-none = There is nothing here.
contests-from = From
contests-claim = About
contests-filed = Came on
contests-due = To be answered by
contests-alerts = Alerts
contests-overdue = { $date }, overdue
contests-own = You reported one of these: somebody else decides.
contests-count = { $n ->
    [0] No alert names it
    [one] 1 alert names it
   *[other] { $n } alerts name it
}
contests-closed-on = closed on { $date }
contests-to-list = To the contests

contests-closed-heading = A contest
contests-closed-hint = Opening it leaves a line in the audit.
contests-closed-button = Open it

contests-one = A contest
contests-address = Number or address
contests-proven = Proven by a code that went there
contests-statement = What is said
contests-times = Contests from there within a year
contests-times-alert = { $n ->
    [one] Contested once within a year
   *[other] Contested { $n } times within a year
}
contests-weapon = Many contests can be an attempt to wear you down, or to find something out. Only what is said counts, not how often.
contests-recalled = { $n ->
    [one] 1 alert that named it was recalled meanwhile.
   *[other] { $n } alerts that named it were recalled meanwhile.
}
contests-named = The alerts that name it
contests-named-none = No alert of ours names it. Close it: the letter is the same.
contests-open-alert = Look at the alert
contests-two = The gravest level: two moderators must decide the same.
contests-decision = What do you decide?
contests-decision-empty = Choose what you decide.
contests-decided-meanwhile = Somebody else has decided about this alert meanwhile. What was decided stands below.
invalid-not_corrected = No correction was made since this contest came. Correct the alert on its own page first, or decide something else.
contests-decide = Decide
contests-decided = Decided: { $what }
contests-proposed-hers = You proposed: { $what }. Another moderator has to decide the same.
contests-proposed = Another moderator proposes: { $what }. If you decide the same, it is done.
contests-close = Close it
contests-close-all = { $n ->
    [one] Close the one on this page that no alert names
   *[other] Close the { $n } on this page that no alert names
}
contests-close-all-text = What no alert names needs no decision: it can be closed without being opened. The letter is the same as for all others, on the same day.
contests-close-text = The letter goes out on the 21st day after the contest came, whatever was decided, so that the day tells nothing. If that is past, it goes now.
contests-close-not-yet = Decide about each alert first.
contests-letter = The letter, the same for everybody
contests-answered-on = The letter was sent on { $date }
contests-done = Decided
contests-done-text = It is done. What was recalled is hidden at once, and every partner deletes it.
contests-waits = Proposed
contests-waits-text = Another moderator has to decide the same. Until then nothing changes.
contests-closed-done = Closed
contests-closed-done-text = The letter goes out on its day.
contests-state-later = Not shown yet
contests-state-restricted = Hidden while somebody looks at it
contests-state-kept_back = Not shown: names what is not published any more
contests-state-withdrawn = Withdrawn by who reported it
contests-state-recalled = Recalled
decision-stays = It stays
decision-corrected = It was corrected
decision-recalled = It is recalled
decision-changed_hands = It is recalled: the number changed hands, or was faked
decision-stays-hint = What is said is right, or nothing speaks against it.
decision-corrected-hint = Correct the alert first, on its own page.
decision-recalled-hint = It is hidden here at once and deleted by every partner.
decision-changed_hands-hint = The same, with that reason.

# The messages: bland, nothing of why
sms-contest_code = Your code: { $code }. Type it on the page where you asked for it. If you did not ask for it, ignore this message.
sms-contest_answered = What you asked us has been looked at and closed. This is the answer that everybody gets; the page where you asked explains it.
mail-contest_code = Your code: { $code }

    Type it on the page where you asked for it. If you did not ask for it, you can ignore this message: nothing was changed.
mail-contest_answered = What you asked us has been looked at by a person and is closed. Where something had to be corrected or erased, this was done, here and at our partners.

    Everybody gets this same answer, whether something was kept or not. It says no date, no place and no person. You can ask again after one month. You can also complain to the data protection authority of your country.

# How long what is kept, at the desk
holds-title = Inbox
holds-link = How long what is kept
holds-heading = How long what is kept
holds-alerts = Alerts
holds-alerts-text = { $years ->
    [one] 1 year after the month in which they were reported last. Then they are recalled everywhere and erased, with the report.
   *[other] { $years } years after the month in which they were reported last. Then they are recalled everywhere and erased, with the report.
}
holds-refused = Reports that were not published, and recalled alerts
holds-refused-text = { $months ->
    [one] 1 month after the decision.
   *[other] { $months } months after the decision.
}
holds-contacts = Contacts of reporters
holds-contacts-text = Until the case is closed; without a case, 90 days after the decision.
holds-contests = Contests
holds-contests-text = 12 months after they were closed.
holds-run = The last run
holds-run-never = There was none yet.
holds-run-alerts = { $n ->
    [one] 1 alert erased
   *[other] { $n } alerts erased
}
holds-run-words = { $n ->
    [one] Words of 1 report erased
   *[other] Words of { $n } reports erased
}
holds-run-contacts = { $n ->
    [one] 1 contact erased
   *[other] { $n } contacts erased
}
holds-run-contests = { $n ->
    [one] 1 contest erased
   *[other] { $n } contests erased
}
holds-jumped = The newest thing here is from { $then }, and the clock says { $now }. Nothing is erased until somebody has looked.
holds-jumped-text = If the node only stood still for so long, the clock is right: then what is over is erased today. If the day is wrong, do nothing here and tell whoever looks after the machine.
holds-jumped-right = The day is right
holds-confirmed = Noted
holds-confirmed-text = What is over is erased within the hour.
holds-held = Kept longer
holds-held-text = Somebody wrote down why, and until when. A reporter can take her report back all the same.
holds-none = Nothing is kept longer.

hold-heading = Keep it longer
hold-text = What is over is erased by itself, unless somebody says why it is still needed.
hold-open = Keep this report longer
hold-again = Change the reason or the end
hold-reason = Why is it needed?
hold-reason-hint = For whoever looks at it later. No names.
hold-reason-empty = Write why it is needed.
hold-months = For how long, from today on?
hold-months-wrong = Choose one to twelve months.
hold-months-count = { $n ->
    [one] 1 month
   *[other] { $n } months
}
hold-button = Keep it longer
hold-end = Do not keep it longer
hold-done = It is kept longer
hold-done-text = Until { $date }. After that it goes by itself if its time is over.
hold-ended = It is not kept longer any more
hold-ended-text = It goes by itself when its time is over.
hold-until = Kept until { $date }
hold-by = { $name }, on { $date }
