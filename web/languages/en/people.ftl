# Members and the sponsor tree, for admins.
people-title = Members
people-heading = Members
people-lead = Work names, roles and dates. Contact details are shown only for a reason, and nothing here shows reports, checks or alerts.
people-search = Part of a work name
people-search-button = Search
people-review-only = Only those up for review
people-found = { $n ->
    [0] Nobody found.
    [one] One member
   *[other] { $n } members
}
people-name = Work name
people-role = Role
people-standing = Account
people-since = Since
people-new = Add a member
people-new-note = A password is made up and shown once: hand it over by word of mouth or on paper. Partner accounts are made here.
people-new-button = Add
people-new-done = { $name } was added
people-password = Password, shown only now
people-password-note = Hand it over by word of mouth or on paper. It can be changed after signing in.
people-tree = The sponsor tree
people-error-taken = This work name is taken. Choose another one.
people-error-name = A work name has 2 to 40 characters: letters, digits, spaces, hyphens, underscores, full stops and apostrophes.
people-back = Back to the members
standing-waiting = waiting for a sponsor
standing-active = can be used
standing-suspended = suspended
standing-locked = locked until the team opens it
person-heading = A member
person-sponsor = Sponsor
person-sponsor-none = nobody, or the organisation
person-sponsor-gone = somebody who is not here any more
person-sponsor-cut = { $name } (link cut on { $day })
person-brought = People she brought
person-contacts = Contacts
person-contacts-count = { $n ->
    [0] none
    [one] one, hidden
   *[other] { $n }, hidden
}
person-show = Show the contacts
person-show-note = Say why. The reason stands in the audit with your account and the time.
person-reason = Why
person-reason-missing = Choose a reason first. No contact was shown.
person-show-button = Show
person-shown = Contacts
person-confirmed = confirmed
person-unconfirmed = not confirmed
person-review = Up for review
person-review-text = Her sponsor was suspended on { $day }. Nobody is excluded for that alone: look, and decide.
person-keep = She may go on
person-suspend = Suspend
person-suspend-note = Everybody is signed out of the account. Those she sponsored are put up for review; nobody else is suspended.
person-resume = Let her in again
person-resume-note = Ends the suspension. Make sure first that it is her.
person-locked = Locked
person-locked-note = She locked this account herself, because somebody else has her password or her phone. Once you have spoken with her, unlock it: you get a code for her, and the old password does not work any more.
sure-suspend = Suspend { $name }?
sure-role = Give { $name } another role?
sure-from-to = Now: { $from }. From now on: { $to }.
sure-signed-out = Everybody is signed out of the account.
sure-codes = Open codes and cards of this account stop working, and nobody can sign in to it.
sure-brought = { $n ->
    [one] One person whom this account sponsored is put up for review.
   *[other] { $n } people whom this account sponsored are put up for review.
}
sure-again = You can let her in again later.
sure-role-member = A member checks, reports and sponsors. She sees nothing of others.
sure-role-partner = A partner organisation can besides report for others, print cards and sponsor fifty people a month.
sure-role-moderator = A moderator reads reports, publishes and recalls alerts, and helps members back into their accounts.
sure-role-admin = An administrator manages members and roles, and can look up contacts with a reason. She does not read reports.
sure-role-yes = Yes, change the role
sure-no = No, change nothing
person-sessions = End all sessions
person-change-role = Change the role
person-change-role-button = Change
person-hand-over = Hand the account over
person-hand-over-note = For a partner account that another person takes over: a new password, contacts and second factor removed, everybody signed out. Open codes and printed cards end; the words written about people who are sponsored go. Reports that were made with it stay with the account.
person-hand-over-done = Handed over
person-done = Done
contact-reason-asked_to_be_called = She asked to be called
contact-reason-lost_access = She cannot sign in any more
contact-reason-data_request = She asked about her data
contact-reason-danger = She may be in danger
tree-title = Tree
tree-heading = The sponsor tree
tree-lead = Who vouched for whom. The number is how many people stand below; it opens that branch.
tree-rule = A branch is marked as fast when { $many } people came into it within 30 days ({ $partner } below partners, moderators and admins), or when three generations came within 14 days. The mark stays for half a year. It is a reason to look, nothing more.
tree-flagged = Fast branches
tree-flagged-none = None.
tree-all = Everybody
tree-branch = This branch
tree-whole = The whole tree
tree-below = below her
tree-fast-many = many within a month
tree-fast-generations = three generations within two weeks
tree-cut = link cut
tree-gone = sponsor not here any more
tree-review = up for review
