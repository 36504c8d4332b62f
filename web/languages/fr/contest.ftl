# Ce qui est gardé sur les personnes signalées, pour tout le monde
foot-reported = Si vous avez été signalé·e
reported-title = Informations
reported-heading = Si vous avez été signalé·e
reported-lead = Ici, des travailleurs et travailleuses du sexe se préviennent au sujet de personnes qui ont été violentes, qui ont volé ou menacé. Cette page dit ce qui est gardé sur les personnes signalées, et ce que vous pouvez faire si vous en êtes une, ou si votre numéro était avant à quelqu’un d’autre.
reported-what = Ce qui est gardé
reported-what-text =
    • Ce qu’une personne a signalé : un numéro de téléphone, une adresse e-mail, une plaque d’immatriculation ou un pseudo en ligne.
    • Ce qui s’est passé, par catégorie ; le mois et, au plus précis, la ville ; une description de la personne.
    • Le degré de danger retenu par la modération. Rien ne peut être trouvé avant qu’une personne de la modération l’ait lu.

    C’est ce que quelqu’un a signalé. Ce n’est ni une preuve, ni un jugement.
reported-why = Pourquoi
reported-why-text = Pour protéger des personnes de la violence (RGPD, article 6.1.f). { $controller } en est responsable. Nous n’en transmettons rien à la police de notre propre chef.
reported-who = Qui le voit
reported-who-text =
    • Les membres, parrainé·es par quelqu’un, lorsqu’ils ou elles vérifient ce numéro, cette adresse, cette plaque ou ce pseudo.
    • Des organisations partenaires, aussi à l’étranger, sous une forme que seule une personne qui a déjà le numéro peut lire.
reported-long = Pendant combien de temps
reported-long-text = { $years ->
    [one] Un an au plus après le dernier signalement. Ensuite, tout est retiré partout et effacé.
   *[other] { $years } ans au plus après le dernier signalement. Ensuite, tout est retiré partout et effacé.
    } Plus tôt si c’est faux, ou si le numéro est désormais à quelqu’un d’autre.
reported-rights = Ce que vous pouvez demander
reported-rights-text =
    • Que ce soit corrigé ou effacé, parce que c’est faux ou que le numéro n’était pas le vôtre.
    • Que ce ne soit pas utilisé pendant qu’on l’examine.
    • De savoir quelles données sont gardées, pourquoi et combien de temps : cette page le dit. Nous ne disons pas s’il y a quelque chose sous votre numéro : cela mettrait en danger des personnes qui ont signalé.

    C’est toujours une personne qui examine, jamais une machine seule. Pour les entrées les plus graves, deux personnes décident. Une correction parvient à tous les partenaires.
reported-answer = Ce que nous répondons
reported-answer-text =
    Vous avez une réponse dans un délai d’un mois. C’est la même lettre pour tout le monde : qu’il y ait eu une entrée ou non, qu’elle ait été modifiée ou non. Elle ne dit jamais une date, un lieu ni une personne.

    Nous répondons ainsi parce que les personnes qui signalent seraient sinon en danger. La page, les mots et la lettre sont les mêmes pour tous les numéros.
reported-how = Comment contester
reported-how-text =
    Un numéro de téléphone ou une adresse e-mail : avec un code que nous y envoyons. Il montre que c’est le vôtre ; nous ne demandons aucune pièce d’identité. Une fois par mois pour chaque numéro ou adresse.

    Une plaque ou un pseudo en ligne : écrivez-nous. Aucun code ne peut y être envoyé ; nous vous demanderons donc comment nous assurer que c’est le vôtre.
reported-write = Nous écrire
reported-write-none = Écrivez à { $controller }.
reported-complain = Où adresser une réclamation
reported-complain-FR = Vous pouvez adresser une réclamation à la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07, www.cnil.fr.
reported-complain-BE = Vous pouvez adresser une réclamation à l’Autorité de protection des données, rue de la Presse 35, 1000 Bruxelles, www.autoriteprotectiondonnees.be.
reported-complain-other = Vous pouvez adresser une réclamation à l’autorité de protection des données de votre pays.
reported-button = Contester avec un code

# Contester, pour tout le monde
contest-title = Un code
contest-heading = Contester ce qui est peut-être gardé sur votre numéro ou votre adresse
contest-lead = Nous envoyons un code à votre téléphone ou à votre adresse e-mail. Avec ce code, vous nous dites ce qui ne va pas.
contest-same = Cette page répond la même chose pour tous les numéros et toutes les adresses. Elle ne dit pas si quelque chose est gardé.
contest-contact = Votre numéro de téléphone ou votre adresse e-mail
contest-contact-hint = Écrit comme vous voulez. Ce doit être celui ou celle que vous contestez : le code y est envoyé.
contest-contact-empty = Saisissez votre numéro de téléphone ou votre adresse e-mail.
contest-contact-wrong = Nous n’arrivons pas à y lire un numéro de téléphone ou une adresse e-mail. Une plaque ou un pseudo ne peut pas être prouvé par un code : écrivez-nous.
contest-button = Envoyer un code
contest-have-code = J’ai un code
contest-about = Ce qui est gardé, pourquoi et combien de temps

contest-code-title = Un code
contest-code-heading = Saisissez le code, et dites-nous ce qui ne va pas
contest-code-asked = Si un code peut être envoyé, il est en route vers le numéro ou l’adresse que vous avez donné.
contest-code-asked-when = Par e-mail, cela prend quelques minutes. Par SMS, cela peut prendre jusqu’au prochain jour ouvré.
contest-code-asked-none = Si beaucoup de personnes demandent en même temps, cela peut prendre jusqu’à trois jours. Si rien n’est arrivé d’ici là, demandez à nouveau ou écrivez-nous. Un même numéro ou une même adresse se conteste une fois par mois.
contest-code = Votre code
contest-code-hint = Dix lettres et chiffres et un de plus, comme dans le message. Il est valable sept jours.
contest-code-wrong = Ce code n’est pas le bon, ou il est trop ancien. Vérifiez-le, ou demandez-en un nouveau.
contest-claim = De quoi s’agit-il ?
contest-claim-changed_hands = Le numéro ou l’adresse est à moi depuis peu. Avant, c’était à quelqu’un d’autre.
contest-claim-not_right = C’est à moi, et ce qui est peut-être dit de moi est faux.
contest-claim-other = Autre chose.
contest-claim-empty = Choisissez de quoi il s’agit.
contest-statement = Qu’est-ce qui ne va pas ?
contest-statement-hint = Avec vos mots. Vous n’avez pas à donner votre nom.
contest-statement-empty = Écrivez en quelques mots ce qui ne va pas.
contest-send = Envoyer

contest-done = C’est bien reçu
contest-done-text = Une personne va l’examiner. La demande à elle seule ne change rien.
contest-done-answer = Vous aurez une réponse dans un délai d’un mois, au numéro ou à l’adresse où le code a été envoyé. C’est la même lettre pour tout le monde.

# À la modération
contests-title = Boîte
contests-heading = Contestations
contests-lead = Ce que disent des personnes qui ont été signalées, ou dont le numéro l’a été. Chacune doit avoir une réponse dans un délai d’un mois. La demande à elle seule ne retire rien : vous décidez, alerte par alerte. Celles qu’une alerte nomme sont en haut.
contests-link = Contestations
contests-open = En attente
contests-closed = Closes
contests-none = Il n’y a rien ici.
contests-from = De
contests-claim = Objet
contests-filed = Reçue le
contests-due = Réponse avant le
contests-alerts = Alertes
contests-overdue = { $date }, en retard
contests-own = Vous avez fait un de ces signalements : quelqu’un d’autre décide.
contests-count = { $n ->
    [0] Aucune alerte ne le nomme
    [one] { $n } alerte le nomme
   *[other] { $n } alertes le nomment
}
contests-closed-on = close le { $date }
contests-to-list = Vers les contestations

contests-closed-heading = Une contestation
contests-closed-hint = L’ouvrir laisse une ligne dans le journal.
contests-closed-button = L’ouvrir

contests-one = Une contestation
contests-address = Numéro ou adresse
contests-proven = Prouvé par un code qui y a été envoyé
contests-statement = Ce qui est dit
contests-times = Contestations de là depuis un an
contests-times-alert = { $n ->
    [one] Contestée une fois depuis un an
   *[other] Contestée { $n } fois depuis un an
}
contests-weapon = Beaucoup de contestations peuvent être une façon de vous épuiser ou d’apprendre quelque chose. Seul compte ce qui est dit, pas combien de fois.
contests-recalled = { $n ->
    [one] { $n } alerte qui le nommait a été retirée entre-temps.
   *[other] { $n } alertes qui le nommaient ont été retirées entre-temps.
}
contests-named = Les alertes qui le nomment
contests-named-none = Aucune de nos alertes ne le nomme. Vous pouvez clore : la lettre est la même.
contests-open-alert = Voir l’alerte
contests-two = Le niveau le plus grave : deux personnes de la modération doivent décider la même chose.
contests-decision = Que décidez-vous ?
contests-decision-empty = Choisissez ce que vous décidez.
contests-decided-meanwhile = Quelqu’un d’autre a décidé de cette alerte entre-temps. La décision figure ci-dessous.
invalid-not_corrected = Aucune correction n’a été faite depuis cette contestation. Corrigez d’abord l’alerte sur sa page, ou décidez autre chose.
contests-decide = Décider
contests-decided = Décidé : { $what }
contests-proposed-hers = Vous avez proposé : { $what }. Une autre personne de la modération doit décider la même chose.
contests-proposed = Une autre personne de la modération propose : { $what }. Si vous décidez la même chose, c’est fait.
contests-close = Clore
contests-close-all = { $n ->
    [one] Clore celle de cette page qu’aucune alerte ne nomme
   *[other] Clore les { $n } de cette page qu’aucune alerte ne nomme
}
contests-close-all-text = Ce qu’aucune alerte ne nomme ne demande pas de décision : on peut clore sans ouvrir. La lettre est la même que pour toutes les autres, le même jour.
contests-close-text = La lettre part le 21e jour après l’arrivée de la contestation, quoi qu’on ait décidé, pour que le jour ne dise rien. Si ce jour est passé, elle part maintenant.
contests-close-not-yet = Décidez d’abord pour chaque alerte.
contests-letter = La lettre, la même pour tout le monde
contests-answered-on = La lettre est partie le { $date }
contests-done = Décidé
contests-done-text = C’est fait. Ce qui a été retiré est caché tout de suite, et chaque partenaire l’efface.
contests-waits = Proposé
contests-waits-text = Une autre personne de la modération doit décider la même chose. D’ici là, rien ne change.
contests-closed-done = Close
contests-closed-done-text = La lettre part à son jour.
contests-state-later = Pas encore visible
contests-state-restricted = Cachée pendant qu’on l’examine
contests-state-kept_back = Pas affichée : contient ce qui ne se publie plus
contests-state-withdrawn = Retirée par qui l’avait signalée
contests-state-recalled = Retirée
decision-stays = Elle reste
decision-corrected = Elle a été corrigée
decision-recalled = Elle est retirée
decision-changed_hands = Elle est retirée : le numéro a changé de mains, ou était faux
decision-stays-hint = Ce qui est dit est juste, ou rien ne dit le contraire.
decision-corrected-hint = Corrigez d’abord l’alerte, sur sa page.
decision-recalled-hint = Elle est cachée ici tout de suite, et effacée par chaque partenaire.
decision-changed_hands-hint = La même chose, avec ce motif.

# Les messages : neutres, rien sur le pourquoi
sms-contest_code = Votre code : { $code }. Saisissez-le sur la page où vous l'avez demandé. Si vous n'avez rien demandé, ignorez ce message.
sms-contest_answered = Votre demande a été examinée et close. La réponse est identique pour tout le monde. La page où vous avez fait la demande l'explique.
mail-contest_code = Votre code : { $code }

    Saisissez-le sur la page où vous l’avez demandé. Si vous n’avez rien demandé, ignorez ce message : rien n’a été modifié.
mail-contest_answered = Une personne a examiné votre demande, et elle est close. Ce qui devait être corrigé ou effacé l’a été, ici et chez nos partenaires.

    Tout le monde reçoit cette même réponse, que quelque chose ait été gardé ou non. Elle ne dit ni date, ni lieu, ni personne. Vous pouvez faire une nouvelle demande après un mois. Vous pouvez aussi adresser une réclamation à l’autorité de protection des données de votre pays.

# Combien de temps quoi est gardé, à la modération
holds-title = Boîte
holds-link = Les durées de conservation
holds-heading = Les durées de conservation
holds-alerts = Alertes
holds-alerts-text = { $years ->
    [one] { $years } an après le mois du dernier signalement. Ensuite elles sont retirées partout et effacées, avec le signalement.
   *[other] { $years } ans après le mois du dernier signalement. Ensuite elles sont retirées partout et effacées, avec le signalement.
}
holds-refused = Signalements non publiés et alertes retirées
holds-refused-text = { $months } mois après la décision.
holds-contacts = Contacts des personnes qui ont signalé
holds-contacts-text = Jusqu’à la clôture du suivi ; sans suivi, 90 jours après la décision.
holds-contests = Contestations
holds-contests-text = 12 mois après leur clôture.
holds-run = Le dernier passage
holds-run-never = Il n’y en a pas encore eu.
holds-run-alerts = { $n ->
    [one] { $n } alerte effacée
   *[other] { $n } alertes effacées
}
holds-run-words = { $n ->
    [one] Le texte de { $n } signalement effacé
   *[other] Le texte de { $n } signalements effacé
}
holds-run-contacts = { $n ->
    [one] { $n } contact effacé
   *[other] { $n } contacts effacés
}
holds-run-contests = { $n ->
    [one] { $n } contestation effacée
   *[other] { $n } contestations effacées
}
holds-jumped = Ce qu’il y a de plus récent ici date du { $then }, et l’horloge dit { $now }. Rien n’est effacé tant que personne n’a regardé.
holds-jumped-text = Si le service est simplement resté arrêté tout ce temps, l’horloge est juste : ce qui est arrivé à son terme est alors effacé aujourd’hui. Si la date est fausse, ne faites rien ici et prévenez la personne qui s’occupe de la machine.
holds-jumped-right = La date est juste
holds-confirmed = C’est noté
holds-confirmed-text = Ce qui est arrivé à son terme est effacé dans l’heure.
holds-held = Gardés plus longtemps
holds-held-text = Quelqu’un a écrit pourquoi, et jusqu’à quand. La personne qui a signalé peut tout de même retirer son signalement.
holds-none = Rien n’est gardé plus longtemps.

hold-heading = Garder plus longtemps
hold-text = Ce qui est arrivé à son terme s’efface de lui-même, sauf si quelqu’un dit pourquoi c’est encore nécessaire.
hold-open = Garder ce signalement plus longtemps
hold-again = Changer le motif ou le terme
hold-reason = Pourquoi est-ce nécessaire ?
hold-reason-hint = Pour la personne qui regardera plus tard. Pas de noms.
hold-reason-empty = Écrivez pourquoi c’est nécessaire.
hold-months = Pendant combien de temps, à partir d’aujourd’hui ?
hold-months-wrong = Choisissez de un à douze mois.
hold-months-count = { $n } mois
hold-button = Garder plus longtemps
hold-end = Ne plus garder plus longtemps
hold-done = Il est gardé plus longtemps
hold-done-text = Jusqu’au { $date }. Ensuite il s’efface de lui-même si son terme est passé.
hold-ended = Il n’est plus gardé plus longtemps
hold-ended-text = Il s’efface de lui-même à son terme.
hold-until = Gardé jusqu’au { $date }
hold-by = { $name }, le { $date }
