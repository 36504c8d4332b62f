language-name = English
# Neutral on purpose: the name of the site that a browser shows in its tabs and history.
title-site = Notes
title = { $page } – { $site }
title-error = Please check
skip = Skip to content
exit = Quickly exit the website
nav-label = Main pages
nav-home = Home
nav-check = View alerts
nav-report = Issue an alert
nav-my-reports = My reports
nav-desk = Desk
nav-admin = Administration
nav-sign-in = Sign in
nav-sign-out = Sign out
optional = (optional)
continue = Continue
choose = Choose…
back = Go back
language = Language
language-change = Change
foot-danger = In danger now?
foot-emergency = Emergency: { $numbers }
foot-team = Talk to the team: { $phone }
foot-neutral = This page keeps no trace of what you look up.
error-summary = Something needs another look
demo = Demonstration. Everyone and everything here is invented.

month-name = { $month ->
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
}
month = { month-name } { $year }
ago-minutes = { $n ->
    [0] just now
    [one] one minute ago
   *[other] { $n } minutes ago
}
ago-this-hour = less than an hour ago
ago-hours = { $n ->
    [one] one hour ago
   *[other] { $n } hours ago
}
ago-days = { $n ->
    [one] one day ago
   *[other] { $n } days ago
}
in-hours = { $n ->
    [0] in less than an hour
    [one] in one hour
   *[other] in { $n } hours
}
overdue-hours = { $n ->
    [0] just overdue
    [one] overdue by one hour
   *[other] overdue by { $n } hours
}

# Error pages.
page-not-found = Page not found
page-not-found-text = There is nothing at this address. It may have been taken back.
page-forbidden = Not for this account
page-forbidden-text = Your account does not open this page. If you think it should, talk to the team.
page-busy = Please try again
page-busy-text = The site is very busy just now. Nothing you typed was saved. Wait a minute and send it again.
page-broken = Something went wrong on our side
page-broken-text = Nothing you typed was saved. Please try again in a moment, or talk to the team.
page-stale = Please send it again
page-stale-text = This page had been open too long, or was opened before you signed in. Go back, reload the page and send it once more.
page-too-large = That is too long
page-too-large-text = Please shorten what you typed and send it again.
page-method = This page cannot be used that way
page-method-text = Go to the home page and start from there.
page-title = Message
page-changed = This has changed meanwhile
page-later = Please wait a little
page-later-text = That was too often. Nothing was lost; please try again later.
home-exit = To leave at once: the black button at the top of every page, or Shift three times.
page-cut = That did not arrive in time
page-cut-text = Nothing you typed was saved. Go back and send it once more.

pager-label = More pages
pager-page = Page { $page } of { $pages }
pager-next = Next page
pager-before = Previous page
