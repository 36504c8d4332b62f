# The desk's queue: who is at what, and deciding together.
desk-filter-withdrawn = Taken back
desk-news-not-free = Taken back, but not freely?
desk-news-withdrawn = Taken back; nobody has looked yet
desk-news-post = New message
desk-put-back-told = The entry was put back. Her own pages and her code go on saying that the report is withdrawn: write nothing that says otherwise.
desk-at-it = Who is at it
desk-at-it-nobody = nobody
desk-at-it-you = you
desk-more = Next page
desk-first-page = Back to the first page
desk-claimed-you = You are at this report. Others see that. If you do nothing here for an hour, or put it back, somebody else may take it.
desk-looking = You are only looking at this report: nobody is at it. The first thing that you do here makes it yours.
desk-take = I take it
desk-put-back = Put it back
desk-claimed-by = { $name } has been at this report for { $minutes ->
    [0] less than a minute
    [one] one minute
   *[other] { $minutes } minutes
}. You may read it. To decide about it, take it over or wait.
desk-take-over = Take over
desk-take-over-hint = She is told when she goes on. It leaves a line in the audit.
desk-kept-typed = What you wrote
desk-kept-typed-hint = It was neither published nor sent. Copy what you still need.
desk-decided-meanwhile = Somebody else has decided about this report meanwhile. Nothing of yours was published; what you wrote stands below.
refusal-proposal-waits = { $name } has proposed something else about this ({ $what }), and it waits for a second moderator. Confirm it or send it back first; { $name } can also take it back.
refusal-claimed = { $name } has been at this report for { $minutes ->
    [0] less than a minute
    [one] one minute
   *[other] { $minutes } minutes
}. Take it over, or wait. What you wrote is still here.

# Undo, merge, correct
desk-undo = Undo: recalls the alert and reopens the report
desk-undo-hint = For ten minutes. After that, correct the alert or take it back.
desk-undone = Undone
desk-undone-text = The report is open again, and you are at it. Members do not see the alert any more; nodes abroad are told, if they had it already.
merge-heading = Merge into an existing alert
merge-hint = Type the alert’s address or its id. Those of the numbers and addresses ticked above that are new are added to it, and it counts as reported once more. The person who reported is told that her report was added to an alert.
merge-alert = Alert
merge-button = Merge
merge-into-this = Merge into this alert
merge-done = Merged
merge-done-text = The report was added to the alert.
correct-link = Correct or reclassify
correct-title = Note
correct-heading = Correct this alert
correct-lead = Members see the new version at once; partner organisations abroad get new entries for the old ones. What it said before stays here, for moderators.
correct-aliases-hint = One in each line.
correct-leave-out = Numbers and addresses to take out
correct-leave-out-hint = Tick those that do not belong to this person. They end here and at every partner organisation.
correct-why = Why?
correct-why-hint = For the team; members do not see it.
correct-button = Correct it
correct-done = Corrected
correct-done-text = Members see the new version.
history-heading = What it said before
history-line-published = { $date }: published by { $name }
history-line-corrected = { $date }: corrected by { $name }
history-line-merged = { $date }: a report was added by { $name }
history-line-taken_out = { $date }: a report was taken out, because it is not used any more
history-nobody = somebody who is not here any more
history-level = Level
alert-reports = { $n ->
    [one] From one report
   *[other] From { $n } reports
}
unmask = Show them in full
unmask-hint = Numbers are masked. Showing them counts as a check, thirty a day at most, and leaves a line in the audit.

# A second moderator
second-heading = Waits for a second moderator
second-back-heading = Sent back
second-by = { $name } proposes this ({ $when }).
second-by-you = You proposed this ({ $when }).
second-by-nobody = Somebody who is not here any more proposed this ({ $when }).
second-yours = Somebody else of the team confirms it or sends it back.
second-take-back = Take my proposal back
second-confirm = Confirm: it is done at once
second-send-back = Send back
second-why = Why:
second-why-back = Why do you send it back?
second-what = Proposed
second-what-publish = Publish
second-what-merge = Merge into an existing alert
second-what-revise = Correct an alert
second-what-recall = Take an alert back
second-take-out = Numbers and addresses to take out
second-abroad-yes = also share abroad
second-done = Proposed
second-done-text = Very dangerous needs two people. It stands on the desk for a second moderator, who confirms it or sends it back; until then nothing is changed.
second-confirmed = Confirmed
second-confirmed-text = It is done.
second-sent-back = Sent back
second-sent-back-text = Nothing was changed. What was written stands in the form for whoever goes on.
second-list-many = { $n ->
    [one] One thing waits for a second moderator
   *[other] { $n } things wait for a second moderator
}
second-list = Waiting for a second moderator
second-list-yours = yours: somebody else confirms it
refusal-second_needed = This needs a second moderator.
invalid-second_same = Somebody else has to confirm what you proposed.
invalid-second_gone = Whoever proposed this may not do it any more. Send it back and propose it anew.
invalid-undo_late = More than ten minutes have passed. Correct the alert or take it back instead.
invalid-undo_merged = Another report has been added to this alert meanwhile. Correct it or take it back instead.
invalid-merge_unknown = There is no alert of this id. Copy its address again.
invalid-merge_ended = This alert is not shown any more. Publish the report on its own.
invalid-merge_full = This alert cannot take more reports or numbers. Publish the report on its own.
invalid-merge_abroad = The alert is shared abroad, and the person who reported did not agree to that. Publish the report on its own, here only.
invalid-merge_later = The person who reported asked to show it later. Wait until then, or publish it on its own.
invalid-revise_full = This alert has been changed too often. Take it back and publish it anew.
invalid-why = Say why, in a few words.
correct-changed = Somebody else has corrected this alert meanwhile. Open it again and look; what you wrote stands below.
correct-ended = This alert has been recalled or put aside meanwhile. Nothing was changed; what you wrote stands below.
