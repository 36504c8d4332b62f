# Making a circle, inviting, accepting, comparing six words, leaving, another node key.
circle-next = What happens next

# Making a circle
circle-create = Make a circle
circle-create-text = A circle is a group of organisations that find each other’s alerts when they check. You are its first member, and invite the others.
circle-create-label = Name of the circle
circle-create-hint = The same for all members, 120 characters at most. Members see it, so no private names.
circle-create-sure = I have read what one key means, and I choose it for the beginning.
circle-create-sure-missing = Tick the box first: whoever has one key opens everything.
circle-create-button = Make the circle
circle-error-name = Type a name of 1 to 120 characters.

# Inviting
circle-invite = Invite an organisation
circle-invite-lead = You get a text and a picture for its admin.
circle-invite-open = An invitation is open until { $day }. Making another ends it.
circle-invite-text = You get a text, once, and hand it to the other organisation’s admin. Then both of you compare six words by telephone. An invitation into this circle that is still open ends now.
circle-invite-then-all = After that every organisation of the circle is asked. Only when all have said yes is the newcomer in.
circle-invite-then-two = After that you two are the circle. Nobody else is asked.
circle-invite-means = Whoever is in can read everything that is shared in this circle from then on, and nobody can take it back. Invite only whom you know well.
circle-invite-means-several = Whoever is in finds what is shared in this circle from then on, but only under a number or an address that it can name already. As many members as it takes to look a number up could read everything together. What somebody has found, nobody can take back. Invite only whom you know well.
circle-invite-label = Good for how many days
circle-invite-hint = From 1 to 30. It works once.
circle-invite-button = Make the invitation
circle-invite-here-only = This node tells others an address that only this machine reaches. Whoever runs it must set “network.announce” first, or nobody elsewhere can be linked.
circle-error-invite-days = Type a number of days from 1 to 30.
circle-error-full = This circle has as many members as a circle can have.
circle-error-joining = An organisation is on its way into this circle. Finish its link, or stop it, before you invite another one.
circle-invited-heading = The invitation
circle-invited-text = Into { $circle }, good once, until { $day }.
circle-invited-secret = Whoever has this text can knock in the name of the invited organisation. It is shown only now: copy it before you close this page. If it was lost or seen, make another; then this one is worth nothing.
circle-invited-label = The text
circle-invited-picture = The same text, to be read with a telephone’s camera
circle-invited-next-hand = Hand it to the other admin in a way you trust: in person, or in an encrypted message. She can read the picture with the telephone on which she opens her own site.
circle-invited-next-accept = On her own site she opens “Administration”, “Accept an invitation”, and puts the text in.
circle-invited-next-words = As soon as her node has knocked at yours, “Administration” shows both of you the same six words. Call her on a number that you had before, and compare them.
circle-invited-next-all = Then every organisation of the circle is asked. The circle’s page says who has not answered yet.
circle-invited-next-two = Then you are linked, and find each other’s alerts.

# Accepting
circle-accept = Accept an invitation
circle-accept-text = The admin of another organisation has handed you a text or a picture. Nothing happens before you have read what it says.
circle-accept-label = The text of the invitation
circle-accept-hint = It begins with “parasol-invite:”. Copy it whole. A telephone’s camera turns the picture into this text.
circle-accept-look = Read what it says
circle-accept-from = { $who } invites you
circle-accept-from-text = This is what the invitation says. Anybody can write any name into one: who it really is, you find out when you compare six words by telephone.
circle-accept-circle = Circle
circle-accept-legal = Registered as
circle-accept-country = Country
circle-accept-contact = For questions about personal data
circle-accept-until = Good until
circle-accept-means = When you accept, your node knocks at theirs and says your organisation’s name, registered name, country and contact for personal data. Nothing is shared yet.
circle-accept-button = Accept it
circle-error-invite-unreadable = This is no whole invitation. Copy it again, from its first to its last character.
circle-error-invite-expired = This invitation is too old. Ask for a new one.
circle-error-invite-own = This is your own invitation. It is for the other organisation’s admin, on her own site.
circle-error-invite-already_member = Your organisation is in this circle already.
circle-error-invite-another_key = This organisation is known here with another key. Do not accept it. Call its admin on the number you had before.

# Six words
circle-link-into = Into the circle { $circle }
circle-link-who = { $who } ({ $country }), for the circle { $circle }.
circle-link-waits = An organisation is to be linked with yours, and waits for you.
circle-link-compare = Compare six words
circle-link-open = See where it stands
circle-link-heading = Link with { $who }
circle-link-text = Call the other admin, on a number that you had before, not one from a message. Let her read her six words to you, and type what you hear. They must be these, in this order:
circle-link-done-text = You have confirmed these six words. If she calls you, read them to her:
circle-link-means = If one word is different, somebody stands between you: stop it. Once both of you have confirmed and all members have said yes, your organisation is in a circle with theirs. Your node then shares the alerts that you publish with its members, ten minutes after they are published unless your settings say otherwise. What they have seen, nobody can take back.
circle-link-one-key = If you two are the first in this circle, each of you holds the whole key. One stolen node lets its thief read all phone numbers of a country in about four hours of computing. From three members on, a key can be made of which it takes several to look anything up.
circle-link-stop-means = If something has become doubtful, stop it here. If the members of the circle have been asked already, they are then asked to set it aside: until they have, that organisation may still come in.
circle-link-stop-means-newcomer = If something has become doubtful, stop it here. If your node has agreed to the circle’s charter already, its members can still make you one of them.
circle-link-label = The six words you hear
circle-link-hint = With spaces between them. They are English words in every language.
circle-link-confirm = They are the same: confirm
circle-link-stop = Stop it
circle-link-forget = Take it off the list
circle-link-answer-missing = Choose whether to confirm or to stop.
circle-link-stopped = The link was stopped.
circle-link-stopped-handed = The link was stopped here. As both of you had confirmed, that organisation may have been given the key: propose in the circle that a new one is made.
circle-link-stopped-setting-aside = The link was stopped here. The other members had been asked already, and your yes cannot be taken back. They are now asked to set it aside, which takes the yes of more than half. Until then that organisation may still come in: call the other admins now.
circle-link-stopped-still-proposed = The link was stopped here. The other members had been asked already, and your yes cannot be taken back. That organisation may still come in: call the other admins now, and have another member propose that what is open be set aside.
circle-link-stopped-consented = The link was stopped here. Your node had agreed to the circle’s charter already, and that cannot be taken back: the members can still make you one of them, and would then wait for your node. Call them now. If you are in, come by another invitation, and leave; or they remove you.
circle-error-words = These are not the six words. Let her read them again. If they stay different, stop it.

# A link that was ended here
circle-relink = Take a link up again
circle-relink-text = The link with this member was ended here. Since then its node and yours tell each other nothing in this circle. For the others it is a member like any.
circle-relink-means = Your node gives it what you share again, and fetches what it shares. It takes part with yours in decisions and in the making of keys.
circle-relink-label = Which organisation
circle-relink-button = Take it up again
circle-error-linked = This link is not ended.

# Sharing again after a restore
circle-resume = Share again without waiting
circle-resume-text = This node was restored, or has a new key. It waits for these organisations, because they may hold something of your organisation that it does not know.
circle-resume-unheard = Not heard yet
circle-resume-means = Call them first. If you do not wait, your node shares from now on what it knows. What only they hold it does not know: an entry that was taken back after the backup may be found again. When their nodes come back, that is noticed and put right by itself.
circle-resume-button = Share again now
circle-error-new_key = The members have not decided this node’s new key yet. Until then nothing is shared from here.
circle-error-publishing = This node waits for nobody in this circle. It shares already.

# Leaving
circle-leave = Leave this circle
circle-leave-lead = At once, and without asking anybody. What it means is said first.
circle-leave-heading = Leave { $circle }
circle-leave-text = You need nobody’s yes, and it has effect at once.
circle-leave-here = Here, everything that came from the other organisations is deleted, and your part of the key. Your members find their alerts no more. Your own reports and alerts stay.
circle-leave-there = The others delete what your organisation shared in this circle as soon as they hear of it. Nodes that cannot be reached just now hear of it later.
circle-leave-kept = What somebody has read or copied meanwhile, nobody can take back.
circle-leave-alone = The circle ends with you: nobody else is in it. Your own reports and alerts stay.
circle-leave-for-good = This cannot be undone. Only a new invitation leads back.
circle-leave-label = Name of the circle
circle-leave-hint = To show that you mean it, type: { $circle }
circle-leave-button = Leave for good
circle-error-leave-name = This is not the name of the circle. Nothing has happened.
circle-left-done = Your organisation has left the circle. What came from the others is deleted here. They are told as soon as their nodes can be reached.

# A member's new node key
circle-propose-key-look = Read what it says
circle-paper-heading = A new key for { $who }
circle-paper-text = This text was signed with the recovery key of { $who }, the one that stands in the charter, and names a new key for its node. More than half of the other organisations must say yes.
circle-paper-circles = To be proposed in
circle-paper-sure = I have called the admin of { $who } on a number I had before, and she has made this text herself.
circle-paper-sure-missing = Call her first, then tick the box.
circle-paper-error = { $circle }: { $error }
circle-yes-stays-proposed = You say yes with your proposal, and a yes cannot be taken back.
circle-propose-node-key = A member has a new node key, without recovery words
circle-propose-node-key-text = Its machine was lost or stolen, and so were its 24 recovery words. Its admin has read a key to you. All organisations must say yes, that one too, with its old node.
circle-propose-node-key-else = If its old node no longer runs, this can never be decided. Then remove the organisation and invite it again.
circle-propose-node-key-label = Its new key
circle-propose-node-key-hint = 64 digits and letters from a to f. Let its admin read them to you by telephone.
circle-propose-node-key-sure = I have called its admin on a number I had before, and compared the key with her.
circle-error-key = Type the whole key: 64 digits and letters from a to f.

# This node's own new key
circle-own-key = The new key of your node
circle-own-key-show = Show the text for them
circle-own-key-waits = Your node has a new key, which is not decided yet in { $names }. Until then nothing is shared there.
circle-own-key-text = The text below says so, signed with your recovery key. It holds no secret.
circle-own-key-label = The text
circle-own-key-picture = The same text, to be read with a telephone’s camera
circle-own-key-next-1 = Hand the text to the admin of one partner organisation in that circle. She will call you: say that you made it.
circle-own-key-next-2 = On her own site she opens the circle’s page, “A member has a new node key”, and puts it in.
circle-own-key-next-3 = More than half of the other organisations must say yes. Then your node takes part again by itself, and this page is gone. It shares again once it has heard from all partners; the circle’s page says for whom it still waits.
circle-own-key-bare-text = No recovery key vouches for it, because the 24 words were missing. So the members have only your word.
circle-own-key-bare-label = The new key
circle-own-key-bare-next-1 = Read the key to the admin of one partner organisation in that circle, by telephone.
circle-own-key-bare-next-2 = On her own site she opens the circle’s page, “A member has a new node key, without recovery words”, and types it.
circle-own-key-bare-next-3 = All organisations must say yes, also yours, with its old node. If that is gone, ask to be removed and invited again.

# The making of a key
circle-making-attempt = This is attempt { $n }.
circle-making-again = This is another attempt: a node was restored meanwhile.
circle-retry-hint-waits = While somebody is missing, trying again does not help: call them. It helps when all are up and nothing moves for an hour. Nothing is lost by it.
circle-key-confirmed = Tried out with the other members { $ago }: it works.
circle-two-keys-own-soon = This node begins with that as soon as the new key is confirmed.
circle-two-keys-own-nothing = This node shares no alerts that would have to be filed again.
circle-error-too_many_attempts = This was tried so often that it must be decided anew: propose “Set aside what is open”.
