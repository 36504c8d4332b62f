# What the team and a person who reported write to each other; where a report stands, what comes next, and taking it back.

thread-heading = You and the team
thread-none = Nothing has been written yet.
thread-said = What you reported
thread-next = What happens next
thread-write = Write to the team
thread-write-hint = Only the team reads it. Write as much or as little as you like.
thread-send = Send to the team
thread-sent = Sent
thread-sent-text = The team reads it with your report.
thread-closed = The page had closed, to protect you. Type your password again: what you wrote is still here, and you can send it then.
thread-by-team = The team, { $date }
thread-by-you = You, { $date }
thread-by-reporter = The person who reported, { $date }
thread-team = The team
thread-you = You
thread-answered = You answered. What you wrote is not shown here, because somebody else could find your code.
thread-by-code = Whoever holds your code can read what the team asks, but never what you answer.

# What happens next. No day stands in these: anybody who holds the phone may read them.
next-waiting = Somebody of the team reads it within 48 hours of the moment you sent it. You need not do anything.
next-claimed = Somebody of the team is reading it now.
next-asked_back = The team has asked you something. Your report waits for your answer; you may also leave it unanswered, and the team decides with what it has.
next-asked-sign-in = The team has asked you something. If you have an account, sign in and open this report under “My reports”: there you can read it and answer.
next-published = It warns others now, or will from the day that you agreed to. You can take it back at any time.
next-merged = Others had already reported this person. What you brought was added to their alert, and makes it stronger. Thank you.
next-not_published = The team keeps your report to itself. You can write to them, send another report, or take this one back.
next-withdrawn = What you wrote, your contact details and everything that you and the team wrote to each other are deleted. Nobody is shown an alert from it.
next-recalled = The alert warned others for a time. Nobody is shown it any more.
next-due = It is decided by { $date }.
next-shown-from = Others see the alert from { $date } on.
next-gone = What is left of it, without any of your words, is deleted on { $date }.

# Why a report was not published, told to the person who reported.
told-not_enough = There was not enough in it for others to recognise this person. If you remember more, write to us or send another report: it counts.
told-no_consent = You did not agree to an alert, so there is none. What you told us stays with the team.
told-would_expose_reporter = We could find no way of saying it that would not have pointed to you. Your safety comes first.
told-out_of_scope = Alerts warn of people who put sex workers in danger. This one is about something else. Talk to us: there may be other help.
told-about_a_sex_worker = Alerts are never made about other sex workers. If something happened between you, talk to us: we look for another way.
told-duplicate = Others had reported this person before, so there is an alert already. Thank you for telling us all the same.
told-not_credible = It does not agree with what we know from elsewhere. That is no judgement of you. Write to us if we have misunderstood.
told-other = The team decided against an alert for another reason. Write to them if you would like to know more.

# Taking it back
withdraw-lead = { $n ->
    [one] What you wrote, your contact details and everything you and the team wrote to each other are deleted at once. If there is an alert, it is hidden from everybody at once, here and abroad. What is left, without any of your words, is deleted after one hour.
   *[other] What you wrote, your contact details and everything you and the team wrote to each other are deleted at once. If there is an alert, it is hidden from everybody at once, here and abroad. What is left, without any of your words, is deleted after { $n } hours.
}
withdraw-now-lead = What you wrote, your contact details and everything you and the team wrote to each other are deleted at once. If there is an alert, it is deleted everywhere at once.
withdraw-sure = Take it back once more
withdraw-sure-hint = To be sure that nobody is shown anything of it.
not-free-summary = Was this not what you wanted?
not-free-text = If it was taken back by mistake, or by somebody else, or because somebody made you do it, you can tell the team. They may then show the bare entry again, without any of your words. That you pressed this is never shown on any of your pages.
not-free-button = Tell the team
not-free-said = Thank you
not-free-said-text = The team knows.

# The form
report-by-code = I would also like to read the team’s questions with my follow code
report-by-code-hint = Handy if you cannot always sign in. Whoever finds your code can then read what the team asks you, though not what you wrote. Without this, you read and answer under “My reports” only.

# At the desk
desk-thread = The reporter and the team
desk-thread-nobody = Nobody can read what is written here any more.
desk-ask-label = Write to the person who reported
desk-ask-hint = She reads it after signing in and typing her password again. A message tells her that something waits, and nothing else. While the report is undecided it waits for her answer; the 48 hours go on.
desk-ask-code-hint = She may read this by her code alone, and whoever finds the code reads it too: do not repeat anything that she told you. While the report is undecided it waits for her answer; the 48 hours go on.
desk-ask-free-hint = You may ask whether she was free when she took it back. Write so that it does no harm if the person who made her do it reads it too.
desk-ask = Send to the reporter
desk-asked = Sent
desk-asked-text = It stands with her report. If she has an account and a confirmed contact, a message tells her that something waits.
desk-gone = It was taken back. What is left, by what the person can be found and what happened, is deleted on { $date }.
desk-not-free = The person who reported says that she was not free when it was taken back.
desk-not-free-said = Somebody who has her code says that she was not free when it was taken back.
desk-not-free-code = Somebody who has her code says that she was not free when it was taken back. It need not be her: only what she says from her account puts the entry back. Write to her; a message tells her that something waits.
desk-not-free-card = Somebody who has her code says that she was not free when it was taken back. It need not be her. Write to her: if it is said again after your question, you can put the entry back.
desk-entry-back = Put the bare entry back
desk-entry-back-hint = Members and partners abroad are shown it again as before, with nothing but the numbers, the level, the kinds and the month. A report that was not published yet waits for a decision again.
desk-entry-done = The bare entry is back
desk-entry-back-text = It stands where it stood before: it is shown, or waits for a decision, or stays hidden because she had asked to have it looked at. If it names a number that must not be published by now, it stays hidden too, and the report says so. None of her words came back.
desk-reject-text = A sentence to the person who reported
desk-reject-text-hint = She is told the reason in kind words in any case. What you add here stands in the thread of her report.

invalid-post_empty = Please write something first.
invalid-too_many_posts = So much has been written here that nothing more fits. Please use another way to talk.
invalid-nobody_reads = Nobody could read it: the account is gone, or there never was one.

# In the copy of one’s data
kept-reports-by_code = The team’s questions can be read with the code
kept-reports-withdrawn_until = What is left of it goes
kept-posts = Between you and the team
kept-posts-by = Written by
kept-posts-at = Written on
kept-posts-text = What was written

# A report that was begun
draft-heading = Not now?
draft-tick = Keep what I have written, so that I can go on later
draft-tick-hint = It is kept sealed for 30 days and opens with your password only. The team does not see it. Whoever opens your account can see that there is a draft, but not what it says. When you send the report, or do not come back, it is deleted.
draft-button = Stop here and keep it
draft-error-tick = To keep it, tick the box first. Nothing was kept.
draft-kept = Kept
draft-kept-text = What you wrote is kept until { $date }. You find it under “My reports”, with your password.
draft-note = You have begun a report and kept it until { $date }.
draft-go-on = Go on with it
draft-title = Text
draft-page-heading = Your draft
draft-page-lead = What you began is kept until { $date }. Type your password to go on, or delete it.
draft-forget = Delete the draft
draft-forgotten = Deleted
draft-forgotten-text = The draft is deleted. Nobody has read it.
draft-closed = Your password was reset less than three days ago, so your draft stays closed for now. You can delete it.
kept-drafts = A report that you have begun
kept-drafts-ends = Kept until
kept-drafts-fields-name = Fields of the form
kept-drafts-fields-value = What you typed
