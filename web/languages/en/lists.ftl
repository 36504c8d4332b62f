# The closed lists of the protocol. One message for every code; a test compares them with the lists.

level-very_dangerous = Very dangerous
level-dangerous = Dangerous
level-risky = Risky
level-unpleasant = Unpleasant
level-fantasiser = Fantasiser
level-difficult_meeting = Difficult meeting
level-unknown = Reported, level not known to this version

level-very_dangerous-about = Armed attack, attempted murder, rape, kidnapping, or violence that left someone badly hurt.
level-dangerous-about = Physical or sexual violence, stealthing, robbery with threats, blackmail that was carried out.
level-risky-about = Threats, harassment, pressure to drop the condom, attempted theft, someone who will not take no for an answer.
level-unpleasant-about = Insults, contempt, haggling at the door, refusing to pay part of what was agreed.
level-fantasiser-about = Books or writes at length without meaning to come; calls for free talk or pictures.
level-difficult_meeting-about = The meeting went badly without violence: drunk, unclear, does not respect the time.

kind-armed_assault_or_attempted_murder = Armed assault or attempted murder
kind-rape_or_attempt = Rape or attempted rape
kind-stealthing_or_attempt = Condom removed or refused by trick or force (stealthing), or the attempt
kind-sexual_aggression = Sexual assault
kind-assault_and_battery = Beating, physical violence
kind-armed_robbery = Armed robbery
kind-theft_or_payment_refusal = Theft, money taken back, refusal to pay
kind-harassment = Harassment
kind-threats_or_blackmail = Threats or blackmail
kind-extortion = Extortion, money demanded for “protection”
kind-abusive_police_action = Abusive police action
kind-refusal_of_care_or_service = Refusal of care or of a service
kind-unacceptable_practice = Imposed an unacceptable practice
kind-no_show_or_time_wasting = Did not come, or wasted time
kind-other = Something else
kind-unknown = Reported, kind not known to this version

perpetrator-client = A client
perpetrator-posing_as_client = Someone posing as a client
perpetrator-police_or_military = Police or military
perpetrator-manager_or_third_party = A manager, a landlord or another third party
perpetrator-partner_or_relative = A partner or a relative
perpetrator-neighbour_or_passer_by = A neighbour or a passer-by
perpetrator-health_or_social_worker = A health or social worker
perpetrator-other = Someone else
perpetrator-unknown = Not known to this version

motive-whorephobia = Hatred of sex workers
motive-transphobia = Transphobia
motive-homophobia = Homophobia
motive-racism = Racism
motive-other = Another reason
motive-unknown = Not known to this version

identifier-phone = Phone number
identifier-email = Email address
identifier-plate = Licence plate
identifier-handle = Online name
identifier-any = Find out by itself

status-waiting = Received, waiting to be read
status-claimed = Being read by the team
status-asked_back = The team has a question for you
status-published = Published as an alert
status-merged = Added to an alert that exists
status-not_published = Not published
status-withdrawn = Withdrawn
status-recalled = Published, then taken back

role-member = Member
role-partner = Partner organisation
role-moderator = Moderator
role-admin = Administrator

# Why a source did not answer.
unanswered-as_of = { $source }: known up to { $when }.
unanswered-unreachable = { $source }: could not be reached.
unanswered-below_threshold = { $source }: too few organisations are online to ask.
unanswered-quota = { $source }: the limit of checks is reached for now.
unanswered-no_key = { $source }: this node has no key for it yet.
unanswered-never_synced = { $source }: has not sent us anything yet.
unanswered-records_missing = { $source }: part of what it knows has not arrived here.
unanswered-held_for_review = { $source }: some of what it sent is being reviewed by our team.
unanswered-ceremony = { $source }: its key is being made, it cannot be asked yet.
unanswered-other = { $source }: did not answer.

# Why a report is not published.
reject-not_enough = Not enough to warn others with
reject-no_consent = The person who reported did not agree to an alert
reject-would_expose_reporter = It would point to the person who reported
reject-out_of_scope = Not what alerts are for
reject-about_a_sex_worker = About another sex worker
reject-duplicate = Already reported
reject-not_credible = Contradicted by what we know
reject-other = Another reason

# Why an alert is taken back.
recall-consent_withdrawn = The person who reported no longer agrees
recall-correction = It contains a mistake
recall-contested = It was contested, and rightly so
recall-number_changed_hands = The number changed hands or was faked
recall-end_of_retention = It has been kept long enough
recall-published_by_mistake = It was published by mistake
recall-other = Another reason

# How far sharing with partners abroad has come.
shared-done = Shared with partner organisations abroad.
shared-waiting = Will be shared with partner organisations abroad as soon as they can be reached.
shared-not_asked = Not shared abroad.

# By what a reporter may be reached, and when her alert is shown.
reach-call = A call
reach-sms = An SMS
reach-messenger = A messenger app
reach-email = An email
showing-now = Show it now
showing-in_a_week = Show it in a week
showing-after_talk = Show it after we have talked
reach-told-when = When: { $text }
reach-told-who = Who else may answer: { $text }
reach-told-say = Say that you are: { $text }
reach-message = A message may be left
reach-no-message = Leave no message
