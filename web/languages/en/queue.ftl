# The desk's queue: who is at what, and deciding together.
desk-filter-withdrawn = Taken back
desk-at-it = Who is at it
desk-at-it-nobody = nobody
desk-at-it-you = you
desk-more = Next page
desk-first-page = Back to the first page
desk-claimed-you = You are at this report. Others see that. If you do nothing here for an hour, or put it back, somebody else may take it.
desk-put-back = Put it back
desk-claimed-by = { $name } has been at this report for { $minutes ->
    [0] less than a minute
    [one] one minute
   *[other] { $minutes } minutes
}. You may read it. To decide about it, take it over or wait.
desk-take-over = Take over
desk-take-over-hint = She is told when she goes on. It leaves a line in the audit.
desk-kept-typed = What you wrote
desk-kept-typed-hint = It was not published. Copy what you still need.
desk-decided-meanwhile = Somebody else has decided about this report meanwhile. Nothing of yours was published; what you wrote stands below.
refusal-claimed = { $name } has been at this report for { $minutes ->
    [0] less than a minute
    [one] one minute
   *[other] { $minutes } minutes
}. Take it over, or wait. What you wrote is still here.
