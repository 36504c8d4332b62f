# Les membres et l’arbre des parrainages, pour l’administration.
people-title = Membres
people-heading = Membres
people-lead = Noms de travail, rôles et dates. Les coordonnées ne s’ouvrent qu’avec une raison, et rien ici ne montre de signalements, de vérifications ni d’alertes.
people-search = Une partie du nom de travail
people-search-button = Chercher
people-review-only = Seulement les comptes à examiner
people-found = { $n ->
    [0] Personne.
    [one] Un membre
   *[other] { $n } membres
}
people-name = Nom de travail
people-role = Rôle
people-standing = Compte
people-since = Depuis
people-new = Ajouter un membre
people-new-note = Un mot de passe est inventé et affiché une seule fois : transmettez-le de vive voix ou sur papier. C’est ici que se créent les comptes partenaires.
people-new-button = Ajouter
people-new-done = { $name } est membre
people-password = Mot de passe, affiché seulement maintenant
people-password-note = Transmettez-le de vive voix ou sur papier. Il peut être changé après la connexion.
people-tree = L’arbre des parrainages
people-error-taken = Ce nom de travail est pris. Choisissez-en un autre.
people-error-name = Un nom de travail a de 2 à 40 caractères : lettres, chiffres, espaces, tirets, soulignés, points et apostrophes.
people-back = Retour aux membres
standing-waiting = attend la réponse de sa marraine ou de son parrain
standing-active = utilisable
standing-suspended = suspendu
standing-locked = verrouillé jusqu’à ce que l’équipe l’ouvre
person-heading = Un membre
person-sponsor = Marraine ou parrain
person-sponsor-none = personne, ou l’organisation
person-sponsor-gone = quelqu’un qui n’est plus là
person-sponsor-cut = { $name } (lien coupé le { $day })
person-brought = Personnes parrainées
person-contacts = Coordonnées
person-contacts-count = { $n ->
    [0] aucune
    [one] une, masquée
   *[other] { $n }, masquées
}
person-show = Afficher les coordonnées
person-show-note = Dites pourquoi. La raison est inscrite au journal avec votre compte et l’heure.
person-reason = Pourquoi
person-reason-missing = Choisissez d’abord une raison. Aucune coordonnée n’a été affichée.
person-show-button = Afficher
person-shown = Coordonnées
person-confirmed = confirmée
person-unconfirmed = non confirmée
person-review = À examiner
person-review-text = La personne qui la parraine a été suspendue le { $day }. Personne n’est exclu pour cette seule raison : regardez, et décidez.
person-keep = Elle peut continuer
person-suspend = Suspendre
person-suspend-note = Toutes les sessions du compte se terminent. Les personnes qu’elle parraine sont à examiner ; personne d’autre n’est suspendu.
person-resume = Rouvrir le compte
person-resume-note = Met fin à la suspension. Assurez-vous d’abord que c’est bien elle.
person-locked = Compte verrouillé
person-locked-note = Elle a verrouillé ce compte elle-même, parce que quelqu’un d’autre a son mot de passe ou son téléphone. Quand vous lui aurez parlé, déverrouillez-le : vous recevrez un code pour elle, et l’ancien mot de passe ne marchera plus.
sure-suspend = Suspendre { $name } ?
sure-role = Donner un autre rôle à { $name } ?
sure-from-to = Jusqu’ici : { $from }. Désormais : { $to }.
sure-signed-out = Tout le monde est déconnecté du compte.
sure-codes = Les codes et les cartes encore ouverts de ce compte cessent de marcher, et personne ne peut s’y connecter.
sure-brought = { $n ->
    [one] Une personne que ce compte a parrainée est à revoir.
   *[other] { $n } personnes que ce compte a parrainées sont à revoir.
}
sure-again = Vous pourrez rouvrir le compte plus tard.
sure-role-member = Un·e membre vérifie, signale et parraine, et ne voit rien des autres.
sure-role-partner = Une organisation partenaire peut en plus signaler pour d’autres, imprimer des cartes et parrainer cinquante personnes par mois.
sure-role-moderator = L’équipe de modération lit les signalements, publie et retire des alertes, et aide les membres à retrouver leur compte.
sure-role-admin = L’administration gère les membres et les rôles, et peut consulter des contacts en disant pourquoi. Elle ne lit pas les signalements.
sure-role-yes = Oui, changer le rôle
sure-no = Non, ne rien changer
person-sessions = Terminer toutes les sessions
person-change-role = Changer le rôle
person-change-role-button = Changer
person-hand-over = Transmettre le compte
person-hand-over-note = Pour un compte partenaire qu’une autre personne reprend : nouveau mot de passe, coordonnées et second facteur effacés, toutes les sessions terminées. Les codes ouverts et les cartes imprimées ne valent plus rien ; les mots écrits sur les personnes parrainées disparaissent. Les signalements faits avec ce compte y restent.
person-hand-over-done = Compte transmis
person-done = C’est fait
contact-reason-asked_to_be_called = Elle a demandé qu’on l’appelle
contact-reason-lost_access = Elle ne peut plus se connecter
contact-reason-data_request = Elle a posé une question sur ses données
contact-reason-danger = Elle est peut-être en danger
tree-title = Arbre
tree-heading = L’arbre des parrainages
tree-lead = Qui a parrainé qui. Le nombre indique combien de personnes se trouvent en dessous ; il ouvre cette branche.
tree-rule = Une branche est signalée comme rapide quand { $many } personnes y sont arrivées en 30 jours ({ $partner } sous les partenaires, la modération et l’administration), ou quand trois générations sont arrivées en 14 jours. La mention reste six mois. C’est une raison de regarder, rien de plus.
tree-flagged = Branches rapides
tree-flagged-none = Aucune.
tree-all = Tout le monde
tree-branch = Cette branche
tree-whole = L’arbre entier
tree-below = en dessous
tree-fast-many = beaucoup en un mois
tree-fast-generations = trois générations en deux semaines
tree-cut = lien coupé
tree-gone = marraine ou parrain absent
tree-review = à examiner
