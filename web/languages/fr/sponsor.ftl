# Parrainer, les cartes, suivre un signalement par son code.
day = { $day ->
    [1] 1er { $month }
   *[other] { $day } { $month }
}
nav-sponsor = Parrainer
nav-follow = J’ai un code

sponsor-title = Personnes
sponsor-heading = Parrainer quelqu’un
sponsor-why = Avec un compte, vous pouvez parrainer un·e travailleur·se du sexe : vous répondez d’une personne que vous connaissez. C’est ce qui tient à l’écart celles et ceux qui voudraient nuire, et ce qui protège tout ce qui est confié à ce site.
sponsor-way-email = Donnez-lui l’adresse e-mail de votre compte : cette personne la saisit en s’inscrivant, et vous confirmez ci-dessous.
sponsor-way-code = Ou donnez-lui un code, par SMS ou de vive voix.
sponsor-left = { $n ->
    [0] Vous avez utilisé tous vos codes de ce mois.
    [one] Vous pouvez encore parrainer une personne ce mois-ci.
   *[other] Vous pouvez encore parrainer { $n } personnes ce mois-ci.
}
sponsor-wait = Vous pourrez de nouveau parrainer quelqu’un le { $day }.
sponsor-newcomer = Votre compte est récent. Vous pourrez parrainer quelqu’un à partir du { $day }.
sponsor-label = Un mot pour vous
sponsor-label-hint = Pour savoir plus tard à qui il était destiné. Personne d’autre ne le voit ; n’écrivez pas de nom.
sponsor-way-sms = Par SMS
sponsor-send = Envoyer un code à la personne que vous voulez parrainer
sponsor-send-hint = Son numéro de téléphone. Il est effacé ici une fois le message remis, au plus tard au bout de sept jours.
sponsor-send-note = Le message ne dit pas ce qu’est ce site. Mais l’opérateur de cette personne voit qu’elle l’a reçu, et quiconque tient son téléphone peut le lire.
sponsor-send-button = Envoyer le code
sponsor-sms-off = Les SMS ne sont pas activés ici
sponsor-sms-off-text = Affichez plutôt le code : lisez-le à voix haute ou faites-le noter.
sponsor-show = Afficher le code
sponsor-show-hint = À lire à voix haute ou à noter : onze lettres et chiffres. Le dernier sert à repérer les fautes de frappe.
sponsor-show-button = Afficher le code
sponsor-error-phone = Saisissez son numéro de téléphone, par exemple 06 39 98 41 57 ou +33 6 39 98 41 57.
sponsor-error-label = Un mot pour vous : { $max } caractères au plus.
sponsor-sent = Le code est en route
sponsor-sent-text = Cette personne a 14 jours pour s’inscrire avec ce code. Il ne sert qu’une fois. D’ici là, il figure dans votre liste, où vous pouvez l’annuler.
sponsor-shown-over = Ce code n’est plus affiché
sponsor-shown-over-text = Il a été créé il y a plus d’une heure. Il reste dans votre liste pendant ses 14 jours : si vous ne l’avez pas noté, annulez-le et créez-en un autre.
sponsor-code-heading = Le code
sponsor-code-text = Il sert une seule fois, jusqu’au { $day }. Il ne s’affiche que maintenant : lisez-le à voix haute, ou faites-le noter.
sponsor-code-aloud = Il ne contient ni O, ni I, ni L, ni U ; majuscules et minuscules se valent.
sponsor-list = Voir la liste des personnes que je parraine
sponsor-list-note = Vous voyez ce que vous avez écrit et une date. Vous ne voyez ici ni son nom, ni comment la joindre, ni si elle utilise le site.
sponsor-list-none = Personne pour l’instant.
sponsor-asking = En attente de votre réponse
sponsor-asking-note = Quelqu’un s’est inscrit avec votre adresse e-mail. Demandez à la personne que vous connaissez les quatre chiffres qui lui ont été affichés. Si vous ne savez pas qui c’est, refusez : personne ne le saura.
sponsor-asking-number = Numéro { $number }
sponsor-asking-since = demande du { $day }
sponsor-confirm = Confirmer
sponsor-decline = Je ne connais pas cette personne
sponsor-open = Codes non utilisés
sponsor-open-until = valable jusqu’au { $day }
sponsor-ended = non utilisé à temps
sponsor-cancel = Annuler ce code
sponsor-not-sent = n’a pas pu être envoyé ; il ne compte pas. Créez-en un autre
sponsor-remove = Retirer de ma liste
sponsor-removed = Retiré de votre liste
sponsor-removed-text = Son compte reste tel quel.
sponsor-people = Les personnes que je parraine
sponsor-since = depuis le { $day }
sponsor-no-label = (sans mot)
sponsor-cancelled-note = Un code annulé compte quand même pour ce mois.
sponsor-confirmed = Inscription confirmée
sponsor-confirmed-text = Cette personne peut se connecter maintenant, et reçoit un court message qui le dit.
sponsor-declined = Inscription refusée
sponsor-declined-text = La demande n’est plus dans votre liste. La personne n’en sait rien pour l’instant ; au bout de deux semaines, elle reçoit le même court message que toute personne restée sans réponse. Ainsi, personne n’apprend que cette adresse est la vôtre.
sponsor-to-list = Retour à votre liste
sponsor-cards = Imprimer des cartes pour les personnes sans compte
link-heading = Votre marraine ou parrain
link-text = Quelqu’un vous parraine depuis { $month }. Cette personne voit un mot qu’elle a écrit elle-même et une date ; ni votre nom, ni comment vous joindre, ni ce que vous faites ici.
link-cut = Couper le lien
link-cut-note = Sa liste garde ses propres mots et la date, pour que cette personne ne remarque rien ; plus rien n’y mène à vous. Votre compte reste tel quel. L’organisation sait encore qui vous a fait venir, avec la mention « coupé ».
link-cut-done = Le lien est coupé
link-cut-done-text = Plus rien dans sa liste ne mène à vous, et cette personne n’en est pas avertie. Votre compte reste tel quel.

cards-title = Cartes
cards-heading = Imprimer des cartes
cards-lead = Pour les personnes sans compte ou sans téléphone. Chaque carte porte un code qui sert une fois : un signalement, son suivi et son retrait, sur la page { $address }.
cards-bland = La carte ne dit pas à quoi elle sert, sauf si vous le cochez ci-dessous. Qui la trouve voit un nom, une adresse et un code.
cards-count = Combien de cartes
cards-count-hint = De 1 à { $max }.
cards-months = Pour combien de temps
cards-months-one = { $n } mois
cards-language = Langue de la carte
cards-say = Dire sur la carte à quoi elle sert
cards-say-hint = « Pour signaler des violences, sans compte. » À ne pas cocher là où quelqu’un d’autre pourrait voir la carte.
cards-button = Créer les cartes
cards-print = Imprimez cette page maintenant
cards-print-text = Les codes ne s’affichent qu’une fois. Imprimez, découpez, et gardez la feuille en lieu sûr. Si elle est perdue, annulez-la sous « Imprimer des cartes ».
cards-sheets = Feuilles utilisables
cards-sheets-none = Aucune.
cards-sheet = { $n ->
    [one] Une carte
   *[other] { $n } cartes
} du { $printed }, jusqu’au { $until }
cards-cancel = Annuler les cartes de cette feuille
cards-cancelled = La feuille est annulée
cards-cancelled-text = Ses cartes non utilisées ne servent plus. Les signalements faits avec les autres restent, et peuvent encore être suivis.
cards-error-count = Saisissez un nombre de 1 à { $max }.
cards-later = Vous avez imprimé autant de cartes qu’il est possible en 30 jours. Vous pourrez en imprimer de nouveau le { $day }.
card-line = Vous pouvez nous écrire ici, sans compte :
card-purpose = Pour signaler des violences, sans compte.
card-code = Votre code
card-until = Valable jusqu’au { $day }. Sert une fois ; gardez-le pour la suite.

follow-title = Code
follow-heading = J’ai un code
follow-lead = Le code d’un signalement envoyé, ou le code d’une carte. Aucun compte n’est nécessaire.
follow-label = Votre code
follow-hint = Tel qu’il figure sur la carte ou vous a été affiché. Majuscules, espaces et tirets n’ont pas d’importance.
follow-button = Continuer
follow-refused = Ce code n’est pas bon, ou n’est plus valable. Vérifiez chaque lettre et chaque chiffre.
follow-later = Trop de codes erronés viennent d’être essayés. Attendez une minute et réessayez.
follow-report = Votre signalement
follow-month = Envoyé en
follow-status = Où il en est
follow-reason = Pourquoi
follow-keep = Gardez le code : sans compte, c’est le seul moyen de revenir ici.
follow-withdraw = Retirer le signalement
follow-withdraw-ask = Retirer ce signalement ?
follow-withdraw-yes = Oui, le retirer
follow-withdraw-no = Non, le garder
follow-withdrawn = Le signalement est retiré
follow-withdrawn-text = Ce que vous aviez écrit et vos coordonnées sont effacés. Si une alerte avait été publiée, plus personne ne la voit.
follow-withdrawn-before = Il était déjà retiré
follow-lock = Verrouiller mon compte
follow-lock-lead = Si quelqu’un d’autre a votre téléphone ou votre mot de passe : tout le monde est déconnecté, et personne ne peut se connecter avant que vous ayez parlé à l’équipe.
follow-lock-ask = Verrouiller ce compte ?
follow-lock-yes = Oui, verrouiller maintenant
follow-lock-no = Non, le laisser ouvert
follow-locked = C’est fait
follow-locked-text = Si un compte correspond à ce code, il est maintenant verrouillé. Pour le rouvrir, parlez à l’équipe.
follow-card-note = Cette carte sert pour un signalement. Ensuite, son code montre où il en est.
follow-card-expired = Cette carte a servi entre-temps, ou n’est plus valable. Rien n’a été envoyé.
follow-done-text = Gardez la carte ou retenez son code : sur la page « J’ai un code », il montre où en est votre signalement, et permet de le retirer.
follow-again = Retour à mon signalement

raw-card = Il est arrivé par une carte, d’une personne sans compte.
raw-card-of = Il est arrivé par une carte du partenaire { $name }, d’une personne sans compte.

# Pourquoi quelque chose ne peut pas être pris.
invalid-too_few = Saisissez un nombre d’au moins 1.
invalid-too_many_cards = C’est trop de cartes pour une feuille.
invalid-months = Choisissez une des durées.
invalid-sms_off = Les SMS ne sont pas activés ici. Affichez plutôt le code.
