# Sponsoring, cards, following a report by its code.
day = { $day } { $month }
nav-sponsor = Sponsor
nav-follow = I have a code

sponsor-title = People
sponsor-heading = Sponsor somebody
sponsor-why = If you have an account, you can sponsor a sex worker: you vouch for a person you know. That keeps out people who want to cause trouble, and protects what everybody has entrusted to this site.
sponsor-way-email = Give them the email address of your account: they type it when they register, and you confirm them below.
sponsor-way-code = Or give them a code, by text message or aloud.
sponsor-left = { $n ->
    [0] You have used all your codes for this month.
    [one] You can vouch for one more person this month.
   *[other] You can vouch for { $n } more people this month.
}
sponsor-wait = You can vouch for somebody again on { $day }.
sponsor-newcomer = Your account is new. You can vouch for somebody from { $day }.
sponsor-label = A word for yourself
sponsor-label-hint = So that you know later who it was for. Only you see it; do not write a name.
sponsor-way-sms = By text message
sponsor-send = Send a code to the person you want to sponsor
sponsor-send-hint = Their phone number. It is deleted here once the message has been handed on, and after seven days at the latest.
sponsor-send-note = The message does not say what this site is. But their phone company sees that they got it, and whoever holds their phone can read it.
sponsor-send-button = Send the code
sponsor-sms-off = Text messages are not switched on here
sponsor-sms-off-text = Show the code instead, and read it aloud or let them write it down.
sponsor-show = Show the code
sponsor-show-hint = To read aloud or write down: eleven letters and digits. The last one catches typing mistakes.
sponsor-show-button = Show the code
sponsor-error-phone = Type their phone number, for example 06 39 98 41 57 or +33 6 39 98 41 57.
sponsor-error-label = A word for yourself: { $max } characters at most.
sponsor-sent = The code is on its way
sponsor-sent-text = They can register with it within 14 days. It works once. Until then it stays in your list, where you can cancel it.
sponsor-shown-over = This code is not shown any more
sponsor-shown-over-text = It was made more than an hour ago. It stays in your list for its 14 days: if you did not write it down, cancel it there and make another one.
sponsor-code-heading = The code
sponsor-code-text = It works once, until { $day }. It is shown only this once: read it aloud, or let them write it down.
sponsor-code-aloud = It never contains the letters O, I, L or U; capitals and small letters are the same.
sponsor-list = See the list of people I sponsor
sponsor-list-note = You see what you wrote and a date. You do not see their name here, how to reach them, or whether they use the site.
sponsor-list-none = Nobody yet.
sponsor-asking = Waiting for you
sponsor-asking-note = Somebody has registered with your email address. Ask the person you know for the four digits they were shown. If you do not know who it is, decline: nobody finds out that you did.
sponsor-asking-number = Number { $number }
sponsor-asking-since = asked on { $day }
sponsor-confirm = Confirm
sponsor-decline = I do not know this person
sponsor-open = Codes that have not been used yet
sponsor-open-until = works until { $day }
sponsor-ended = not used in time
sponsor-cancel = Cancel this code
sponsor-not-sent = could not be sent; it does not count. Make another one
sponsor-remove = Take off my list
sponsor-removed = Taken off your list
sponsor-removed-text = Their account stays as it is.
sponsor-people = The people I sponsor
sponsor-since = since { $day }
sponsor-no-label = (no word)
sponsor-cancelled-note = A cancelled code still counts for this month.
sponsor-confirmed = Confirmed
sponsor-confirmed-text = They can sign in now, and get a short message that says so.
sponsor-declined = Declined
sponsor-declined-text = The request is no longer on your list. Whoever asked hears nothing for now; after two weeks they get the same short message as anybody who got no answer. So nobody learns that this address is yours.
sponsor-to-list = Back to your list
sponsor-cards = Print cards for people without an account
link-heading = Your sponsor
link-text = Somebody has sponsored you since { $month }. They see a word that they wrote themselves and a date; not your name, not how to reach you, and not what you do here.
link-cut = Cut the link
link-cut-note = Their list keeps their own words and the date, so that they do not notice; nothing leads from there to you any more. Your account stays as it is. The organisation still knows who brought you, with a note that the link is cut.
link-cut-done = The link is cut
link-cut-done-text = Nothing in their list leads to you any more, and they are not told. Your account stays as it is.

cards-title = Cards
cards-heading = Print cards
cards-lead = For people without an account or without a phone. Each card has a code that works once: one report, following it, and taking it back, on the page { $address }.
cards-bland = The card does not say what it is for, unless you tick it below. Whoever finds it sees a name, an address and a code.
cards-count = How many cards
cards-count-hint = 1 to { $max }.
cards-months = For how long
cards-months-one = { $n ->
    [one] one month
   *[other] { $n } months
}
cards-language = Language of the card
cards-say = Say on the card what it is for
cards-say-hint = “To report violence, without an account.” Leave it out where somebody else may see the card.
cards-button = Make the cards
cards-print = Print this page now
cards-print-text = The codes are shown only once. Print, cut, and keep the sheet where nobody takes it. If it is lost, cancel it below “Print cards”.
cards-sheets = Sheets that can be used
cards-sheets-none = None.
cards-sheet = { $n ->
    [one] One card
   *[other] { $n } cards
} of { $printed }, until { $until }
cards-cancel = Cancel the cards of this sheet
cards-cancelled = The sheet is cancelled
cards-cancelled-text = Its unused cards do not work any more. Reports made with it stay, and can still be followed.
cards-error-count = Type a number from 1 to { $max }.
cards-later = You have printed as many cards as is possible within 30 days. You can print again on { $day }.
card-line = You can write to us here, without an account:
card-purpose = To report violence, without an account.
card-code = Your code
card-until = Valid until { $day }. Works once; keep it to follow up.

follow-title = Code
follow-heading = I have a code
follow-lead = The code of a report that was sent, or the code on a card. No account is needed.
follow-label = Your code
follow-hint = As it stands on the card or was shown to you. Upper and lower case, spaces and dashes do not matter.
follow-button = Continue
follow-refused = This code is not right, or it is no longer valid. Check each letter and digit.
follow-later = Too many wrong codes were tried just now. Please wait a minute and try again.
follow-report = Your report
follow-month = Sent in
follow-status = Where it stands
follow-reason = Why
follow-keep = Keep the code: it is the only way to come back here without an account.
follow-withdraw = Take the report back
follow-withdraw-ask = Take this report back?
follow-withdraw-yes = Yes, take it back
follow-withdraw-no = No, keep it
follow-withdrawn = The report was taken back
follow-withdrawn-text = What you wrote and your contact details are deleted. If an alert had been published, nobody is shown it any more.
follow-withdrawn-before = It had already been taken back
follow-lock = Lock my account
follow-lock-lead = If somebody else has your phone or your password: everybody is signed out, and nobody can sign in until you have talked to the team.
follow-lock-ask = Lock this account?
follow-lock-yes = Yes, lock it now
follow-lock-no = No, leave it open
follow-locked = Done
follow-locked-text = If an account belongs to this code, it is locked now. To open it again, talk to the team.
follow-card-note = You can send one report with this card. Afterwards its code shows where the report stands.
follow-card-expired = This card has been used in the meantime, or it is no longer valid. Nothing was sent.
follow-done-text = Keep the card or learn its code: on the page “I have a code” it shows where your report stands, and takes it back.
follow-again = Back to my report

raw-card = It came through a card, from somebody without an account.
raw-card-of = It came through a card of the partner { $name }, from somebody without an account.

# Why something cannot be taken.
invalid-too_few = Type a number of at least 1.
invalid-too_many_cards = Those are too many cards for one sheet.
invalid-months = Choose one of the periods.
invalid-sms_off = Text messages are not switched on here. Show the code instead.
