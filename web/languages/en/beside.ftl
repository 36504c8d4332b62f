# What stands beside a report at the desk.
beside-heading = The same person?
beside-none = No other report and no alert looks as if it were about the same person.
beside-certain = Surely the same person
beside-possible = Perhaps the same person
beside-same-identifier = The same number, address, plate or handle: { $what }
beside-same-name = The same name: { $what }
beside-same-plate = A part of the same plate: { $what }
beside-same-vehicle = The vehicle is told in the same words: { $what }
beside-same-description = The person is described in the same words: { $what }
beside-open = Look at this report
beside-own = Your own report: somebody else handles it.
beside-more = { $n ->
    [one] One more is not shown.
   *[other] { $n } more are not shown.
}
beside-record = Other reports of this account: { $counts }.
beside-record-published = { $n ->
    [one] one published
   *[other] { $n } published
}
beside-record-refused = { $n ->
    [one] one not published
   *[other] { $n } not published
}
beside-record-waiting = { $n ->
    [one] one waiting
   *[other] { $n } waiting
}
beside-record-recalled = { $n ->
    [one] one published, then taken back
   *[other] { $n } published, then taken back
}
beside-record-first = This is the first report of this account.
beside-record-card = This report came by a card: nothing is known of other reports.
beside-record-gone = The account that this report came from is not here any more.
beside-suspended = The account that this report came from is suspended.
beside-branch = { $n ->
   *[other] { $n } accounts that were sponsored by one another, or by the same members, have reported this number, address, plate or handle. It may be true each time, or agreed between them. Compare what they tell.
}
beside-branch-team = { $n ->
   *[other] { $n } accounts that the same partner or somebody of the team sponsored have reported this number, address, plate or handle. They sponsor many people, so this says little.
}
beside-identifiers = Publish these
beside-identifiers-hint = Untick what must not stand on the alert. It stays in the report.
beside-stopped-emergency = an emergency number. It is not published.
beside-stopped-help = a help line. It is not published.
beside-stopped-directory = a directory or a public service. It is not published.
beside-stopped-organisation = a number or address of ours. It is not published.
beside-protected = protected, do not publish.
beside-warned = Read this once more before it is published
beside-warned-text = Nothing was published. These words may tell who reported, or say more than an alert should:
beside-colon = :
beside-warning-reporter = could tell who reported
beside-warning-quote = is a quotation: say it in your own words
beside-warning-identifier = looks like a number, address, plate or handle that is not among those that you publish
beside-warning-hour = says the hour
beside-warning-day = says the day: the month is the finest
beside-warning-place = says where: the town is the finest
beside-anyway-hint = Publish it as it is only if nobody can be recognised by it.
beside-changed = Publish what I have changed
beside-anyway = Publish anyway
invalid-stopped = One of the numbers or addresses belongs to a service or to us. It cannot be published: untick it.
invalid-protected = One of the numbers or addresses is protected and cannot be published: untick it.
invalid-stopped_words = A number or address in these words belongs to a service or to us. It cannot be published: take it out.
invalid-protected_words = A number or address in these words is protected and cannot be published: take it out.
invalid-merge_words = The words of this alert name a number or address that cannot be published. Correct the alert first.
refusal-warned = Nothing was published: a part of this could tell who reported, or says too much. Change it, or publish it anyway once you have read it again.
audit-word-text_proofread = had a public text read through
