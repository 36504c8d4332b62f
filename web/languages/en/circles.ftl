# A circle: where it stands, and what its admins do about it.
circle-title = Circle
circle-back = Administration
circle-changes-none = No change is proposed.
circle-answer = Answer
circle-answer-heading = Say yes or no
circle-waits = { $n ->
    [one] A change of a circle waits for your organisation’s yes or no.
   *[other] { $n } changes of circles wait for your organisation’s yes or no.
}
circle-open = Open this circle
circle-rules = What holds in this circle
circle-threshold = To look a number up
circle-threshold-text = Members whose nodes work together: { $n }
circle-fresh = Up to date
circle-fresh-text = Entries count as up to date for { $hours } h after their publisher was last heard.
circle-checks = Checks a day
circle-checks-text = { $n } for one organisation, at most

# Saying yes or no
circle-yes = Say yes
circle-no = Say no
circle-yes-stays = A yes cannot be taken back. The other organisations are told of it. A no stays here: nobody is told, and what needs only more than half may be decided all the same.
circle-sure = I have read what this means, and I say yes for my organisation.
circle-sure-missing = Tick the box first: a yes cannot be taken back.
circle-answer-missing = Choose yes or no.
circle-password = Your password
circle-means-joined = Whoever is in can read everything that is shared in this circle from then on, and nobody can take it back. Say yes only if you know them, and have spoken with somebody who does.
circle-means-joined-several = Whoever is in finds what is shared in this circle from then on, but only under a number or an address that it can name already. As many members as it takes to look a number up could read everything together. What somebody has found, nobody can take back. Say yes only if you know them, and have spoken with somebody who does.
circle-means-removed = It is given nothing more, and what came from it is deleted at all the others. It keeps what it knows of the key and what it has copied; that is why another key is made without it; if two keys serve just now, once the older one has ended. Where it takes several members to look a number up, fewer are left for that: if it then takes all of them, one that is away stops every check.
circle-means-node_key_vouched = Call its admin, on the number you had before, and ask whether this is hers: whoever found the paper with the 24 recovery words can do this too. Once it is decided, the old key is shut out.
circle-means-node_key = Nothing vouches for this key. Whoever holds it is this organisation for all of you: it publishes, recalls and votes in its name. Speak with its admin before you say yes.
circle-means-recovery_key = Whoever holds the new recovery key can take this organisation’s place later on. Speak with its admin first.
circle-means-details = Members see the new name or country with every entry.
circle-means-name = Members and admins of all organisations see the new name.
circle-means-threshold-more = More nodes must be up for a check to be answered, and more must be stolen together before anybody reads what is shared.
circle-means-threshold-fewer = Fewer nodes must be stolen together before somebody reads what is shared. With one, a single stolen node is enough to read all phone numbers of a country.
circle-means-new_epoch = All nodes make a new key together, then every organisation files its entries again under it. Checks are answered all the while. It takes hours, and every node must take part.
circle-means-key_activated = From now on new entries are filed under the new key. The old one goes on serving until you end it.
circle-means-key_ended = Entries that are not filed under the new key by then are no longer found. Look first whether everybody is done.
circle-means-canon = Entries that were filed before are only found after they were filed again.
circle-means-fresh_limit-more = Pages say later that an organisation was not heard: a check looks complete although it may be older.
circle-means-fresh_limit-fewer = Pages say earlier that an organisation was not heard. Nothing is hidden.
circle-means-lease-more = Entries of an organisation that has gone silent are shown for longer, although nobody corrects or recalls them any more.
circle-means-lease-fewer = Members no longer see the entries of an organisation that is silent for longer than that; moderators do, until twice that time has passed.
circle-means-checks_per_day-more = Every organisation, and whoever steals its key, may try more numbers a day.
circle-means-checks_per_day-fewer = When an organisation has used them up, its checks do not reach the others for the rest of the hour or of the day; calls, and those who check little, come first.

# Proposing
circle-propose = Propose a change
circle-propose-lead = You say yes with your proposal, and a yes cannot be taken back. What each change means is said first.
circle-propose-button = Propose it
circle-propose-remove = Remove an organisation
circle-propose-remove-text = More than half of the organisations must say yes. If too few would be left to look a number up together, fewer are enough from then on, and all organisations that stay must say yes.
circle-propose-remove-means = It is given nothing more, and what came from it is deleted at all the others. It keeps what it knows of the key and what it has copied; that is why another key is made without it; if two keys serve just now, once the older one has ended. Where it takes several members to look a number up, fewer are left for that: if it then takes all of them, one that is away stops every check.
circle-remove-of-two = Of two, both must say yes: without the organisation that is to be removed, this cannot be decided. If it does not answer any more, leave this circle, and make another one.
circle-propose-remove-label = Which organisation
circle-propose-key = A member has a new node key
circle-propose-key-text = Its machine was lost or stolen, and its 24 recovery words name another key. Its admin has handed you a text. More than half of the other organisations must say yes.
circle-propose-key-means = Call her first, on the number you had before: whoever found the paper with the words can make such a text too. As soon as you propose it, your node lets the old key in no more.
circle-propose-key-label = The text
circle-propose-key-hint = It begins with “parasol-succession:”. Copy it whole.
circle-propose-fresh-limit = How long entries count as up to date
circle-propose-fresh-limit-text = Fewer hours need the yes of more than half of the organisations, more hours that of all.
circle-propose-fresh-limit-label = Hours
circle-propose-fresh-limit-hint = At least 1.
circle-propose-lease = How long entries of a silent organisation are shown
circle-propose-lease-text = Fewer days need the yes of more than half of the organisations, more days that of all.
circle-propose-lease-label = Days
circle-propose-lease-hint = At least 1. After that moderators alone see them; after twice that they are deleted.
circle-propose-checks = How many checks a day an organisation may make
circle-propose-checks-text = Fewer need the yes of more than half of the organisations, more that of all.
circle-propose-checks-label = Checks a day
circle-propose-checks-hint = At least 200.
circle-propose-nothing = Set aside what is open
circle-propose-nothing-text = Nothing changes, and whatever else is proposed is set aside. More than half of the organisations must say yes.
circle-error-impossible = This cannot be proposed as things stand. Look at the circle again.
circle-error-unchanged = That is how it is already.
circle-error-own = To go yourself, leave the circle: the button is at the bottom of its page.
circle-error-limit = This is below what a circle may set: one hour, one day, 200 checks a day.
circle-error-too_many = Two proposals of yours are open already. Wait until one is decided, or have another member propose that what is open be set aside.
circle-error-two_keys = Two keys serve already. The older one must end before a third is made.
circle-error-threshold = Choose a number from 1 to the number of members.
circle-error-member = Choose an organisation.
circle-error-number = Type a whole number.
circle-error-frozen = Changes are stopped until you have taken note of who contradicted itself.
circle-error-confirmed = Your organisation has said yes already, and a yes cannot be taken back.
circle-error-noted = Somebody has taken note of this already.
circle-error-paper-unreadable = This is no whole text. Copy it again, from its first to its last character.
circle-error-paper-decided = This key is in the charter already.
circle-error-paper-not_vouched = The recovery key that the charter names has not signed this, or it is about a key that was replaced since. Speak with that organisation’s admin.
circle-error-paper-no_member = This is about no organisation of this circle.

# The making of a key
circle-making = The key
circle-making-text = All nodes are making a new key together. To look a number up it will take this many of them: { $n }
circle-making-dealing = They are drawing their parts.
circle-making-sharing = They are handing each other their parts.
circle-making-probing = They are trying the key.
circle-making-attesting = They are signing that they all have the same key.
circle-making-made = It is made, and begins to serve when the nodes have decided it. Nobody has to confirm that.
circle-making-aborted = This attempt has ended without a key.
circle-making-missing = No answer yet from { $names }. Without everybody no key is made: call them; if they do not come back, propose to remove the organisation.
circle-making-cheated = This attempt has ended, because { $who } cheated, and signed what proves it. Remove it, or try again.
circle-retry = Try again
circle-retry-hint = The other nodes follow. Nothing is lost.
circle-share-missing = This node has no part of the key: other members look numbers up for it. The next new key gives it one.
circle-share-asked = This node lacks a key that each member holds whole: it asks the others’ nodes for it. Until one of them gives it, checks in this circle are incomplete, and nothing that your organisation publishes is shared under this key.
circle-share-coming = This node has no part of the key yet: other members look numbers up for it. It is given one by their nodes; no answer yet from { $names }. Until then nothing that your organisation publishes is shared under this key.
circle-share-next = Your organisation had a part of this key before it left, so its node is given no other: other members look numbers up for it. Nothing that it publishes is shared under this key. Propose to make a new one.

# Silent publishers
circle-publishers = When they were heard
circle-publishers-text = How long entries of a silent organisation are shown to members, in days: { $days }. Then moderators alone see them, and after twice that time they are deleted here.
circle-publisher-nothing = Nothing of it is held here: it has just joined, or was silent for so long that what came from it was deleted. Call them; if they do not come back, propose to remove the organisation.
circle-publisher-fresh = Heard { $ago }.
circle-publisher-late = Heard { $ago }. Checks say that its entries may not be up to date.
circle-publisher-ending = Heard { $ago }. Soon members will no longer see its entries: call them.
circle-publisher-lapsed = Heard { $ago }. Members no longer see its entries; moderators do. Call them; if they do not come back, propose to remove the organisation.

# What somebody signed twice
circle-evidence = Who contradicted itself
circle-evidence-two_votes = About charter { $charter }, { $names } voted in one round for two different changes.
circle-evidence-two_asks = About charter { $charter }, { $names } asked the others in one round to vote for two different changes.
circle-evidence-two_promises = About charter { $charter }, { $names } made two different promises for one round.
circle-evidence-hidden_vote = About charter { $charter }, { $names } kept silent about a vote of its own.
circle-evidence-two_certificates = Two different changes were decided as charter { $charter }. Whoever did that is not known yet.
circle-evidence-two_certificates_by = Two different changes were decided as charter { $charter }, because { $names } voted for both.
circle-evidence-both = Both were voted for by { $names }.
circle-evidence-seen = Seen { $ago }.
circle-evidence-open = Changes are stopped here until you have taken note of it. Checks go on.
circle-evidence-noted = Noted { $ago }: { $note }
circle-settle = Take note of it
circle-settle-heading = Take note of a contradiction
circle-settle-means = Speak with that organisation first. A node contradicts itself when it was copied, or put back by hand from an old disk; or when somebody has its key. In the last case remove it, or have it name a new key.
circle-settle-label = What you found out, or decided
circle-settle-hint = A sentence, 500 characters at most. It stays beside the evidence. Then changes go on.

# Changing the key
circle-propose-new-key = Make a new key
circle-propose-new-key-text = More than half of the organisations must say yes.
circle-propose-new-key-means = Do it when somebody who left, was removed or had a node stolen still has a part of the key. All nodes make a new key together, then every organisation files its entries again under it. Checks are answered all the while. It takes hours, and every node must take part.
circle-propose-threshold = How many members look a number up together
circle-propose-threshold-text = More need the yes of more than half of the organisations, fewer that of all. A new key is made for it.
circle-propose-threshold-means = So many nodes must be up for a check to be answered by the others, and so many must be stolen together before anybody reads what is shared. With one, a single stolen node is enough.
circle-propose-threshold-label = How many
circle-propose-threshold-hint = Two from three members on, three from five on.
circle-propose-end-old-key = End the old key
circle-propose-end-old-key-text = More than half of the organisations must say yes.
circle-propose-end-old-key-means = Whatever is filed under the old key alone is no longer found, and is destroyed everywhere. It can be proposed when everybody has filed under the new key what it shares. If somebody who is no longer in the circle has a part of the new key, another one is made at once.
circle-error-threshold_all = If all members had to look numbers up together, one that is away would stop every check. Choose fewer.
circle-error-one_key = There is no older key that could end.
circle-error-retagging = Somebody’s entries would be lost: not everybody has filed under the new key what it shares.
circle-two-keys = Two keys serve. Every organisation files its entries again under the new one; checks ask under both.
circle-two-keys-own = Alerts shared from here that are filed under the new key: { $done } of { $all }.
circle-two-keys-waits = Not done yet: { $names }. If somebody no longer answers, call them; if they do not come back, propose to remove the organisation.
circle-two-keys-all = Everybody is done: propose now to end the old key.
circle-gone-hold-shares = Somebody who is no longer in the circle has a part of its key. Propose to make a new one.
circle-gone-hold-shares-two = Somebody who is no longer in the circle has a part of the new key, too. Another one is made when the old key has ended.
