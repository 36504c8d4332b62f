# Les listes fermées du protocole. Un message par code ; un test les compare aux listes.

level-very_dangerous = Très dangereux
level-dangerous = Dangereux
level-risky = À risque
level-unpleasant = Désagréable
level-fantasiser = Fantasmeur
level-difficult_meeting = Rencontre difficile
level-unknown = Signalement reçu, niveau inconnu de cette version

level-very_dangerous-about = Attaque à main armée, tentative de meurtre, viol, séquestration, ou violences qui ont gravement blessé quelqu’un.
level-dangerous-about = Violences physiques ou sexuelles, stealthing, vol avec menaces, chantage mis à exécution.
level-risky-about = Menaces, harcèlement, pression pour enlever le préservatif, tentative de vol, personne qui n’accepte pas un non.
level-unpleasant-about = Insultes, mépris, marchandage une fois sur place, refus de payer une partie de ce qui était convenu.
level-fantasiser-about = Réserve ou écrit longuement sans intention de venir ; appelle pour parler ou obtenir des photos gratuitement.
level-difficult_meeting-about = La rencontre s’est mal passée, sans violence : personne ivre, confuse, qui ne respecte pas le temps convenu.

kind-armed_assault_or_attempted_murder = Agression armée ou tentative de meurtre
kind-rape_or_attempt = Viol ou tentative de viol
kind-stealthing_or_attempt = Préservatif retiré ou refusé par ruse ou par force (stealthing), ou tentative
kind-sexual_aggression = Agression sexuelle
kind-assault_and_battery = Coups et blessures
kind-armed_robbery = Vol à main armée
kind-theft_or_payment_refusal = Vol, argent repris, refus de payer
kind-harassment = Harcèlement
kind-threats_or_blackmail = Menaces ou chantage
kind-extortion = Extorsion, argent réclamé contre une « protection »
kind-abusive_police_action = Abus de la police
kind-refusal_of_care_or_service = Refus de soins ou de service
kind-unacceptable_practice = Pratique inacceptable imposée
kind-no_show_or_time_wasting = Rendez-vous non honoré, perte de temps
kind-other = Autre chose
kind-unknown = Signalement reçu, type de faits inconnu de cette version

perpetrator-client = Un client
perpetrator-posing_as_client = Une personne se faisant passer pour un client
perpetrator-police_or_military = Police ou armée
perpetrator-manager_or_third_party = Un patron, un bailleur ou un autre tiers
perpetrator-partner_or_relative = Un partenaire ou un proche
perpetrator-neighbour_or_passer_by = Un voisin ou un passant
perpetrator-health_or_social_worker = Un professionnel de santé ou du social
perpetrator-other = Quelqu’un d’autre
perpetrator-unknown = Inconnu de cette version

motive-whorephobia = Putophobie
motive-transphobia = Transphobie
motive-homophobia = Homophobie
motive-racism = Racisme
motive-other = Une autre raison
motive-unknown = Inconnu de cette version

identifier-phone = Numéro de téléphone
identifier-email = Adresse e-mail
identifier-plate = Plaque d’immatriculation
identifier-handle = Pseudo en ligne
identifier-any = Détection automatique

status-waiting = Reçu, en attente de lecture
status-claimed = En cours de lecture par l’équipe
status-asked_back = L’équipe a une question pour vous
status-published = Publié comme alerte
status-merged = Ajouté à une alerte existante
status-not_published = Non publié
status-withdrawn = Retiré
status-recalled = Publié, puis retiré

role-member = Membre
role-partner = Organisation partenaire
role-moderator = Équipe de modération
role-admin = Administration

unanswered-as_of = { $source } : état connu { $when }.
unanswered-unreachable = { $source } : injoignable pour le moment.
unanswered-below_threshold = { $source } : trop peu d’organisations sont en ligne pour pouvoir demander.
unanswered-quota = { $source } : la limite de vérifications est atteinte pour le moment.
unanswered-no_key = { $source } : notre site n’a pas encore de clé pour l’interroger.
unanswered-never_synced = { $source } : n’a encore rien transmis.
unanswered-records_missing = { $source } : une partie de ses informations n’est pas encore arrivée.
unanswered-held_for_review = { $source } : notre équipe relit une partie de ce qui a été transmis.
unanswered-ceremony = { $source } : sa clé est en cours de création, on ne peut pas encore l’interroger.
unanswered-other = { $source } : n’a pas répondu.

reject-not_enough = Pas assez d’éléments pour prévenir les autres
reject-no_consent = La personne qui a signalé n’a pas accepté d’alerte
reject-would_expose_reporter = L’alerte mènerait à la personne qui a signalé
reject-out_of_scope = Les alertes ne servent pas à cela
reject-about_a_sex_worker = Concerne une autre travailleuse ou un autre travailleur du sexe
reject-duplicate = Déjà signalé
reject-not_credible = Contredit par ce que nous savons
reject-other = Une autre raison

recall-consent_withdrawn = La personne qui a signalé n’est plus d’accord
recall-correction = L’alerte contient une erreur
recall-contested = L’alerte a été contestée, à juste titre
recall-number_changed_hands = Le numéro a changé de main ou a été usurpé
recall-end_of_retention = L’alerte a été gardée assez longtemps
recall-published_by_mistake = L’alerte a été publiée par erreur
recall-other = Une autre raison

shared-done = Partagée avec les organisations partenaires à l’étranger.
shared-waiting = Sera partagée avec les organisations partenaires à l’étranger dès qu’elles seront joignables.
shared-not_asked = Non partagée à l’étranger.

# By what a reporter may be reached, and when her alert is shown.
reach-call = Un appel
reach-sms = Un SMS
reach-messenger = Une messagerie
reach-email = Un e-mail
showing-now = La montrer maintenant
showing-in_a_week = La montrer dans une semaine
showing-after_talk = La montrer quand nous en aurons parlé
reach-told-when = Quand : { $text }
reach-told-who = Qui d’autre peut répondre : { $text }
reach-told-say = Se présenter comme : { $text }
reach-message = Un message peut être laissé
reach-no-message = Ne pas laisser de message
