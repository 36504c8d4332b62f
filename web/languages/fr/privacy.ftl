date = { $day ->
    [1] 1er
   *[other] { $day }
} { month-name } { $year }

foot-terms = Conditions générales
foot-privacy = Politique de données personnelles
foot-police = Nous ne transmettons pas vos informations à la police.
foot-controller = Responsable de vos données : { $controller }
foot-officer = Délégué·e à la protection des données : { $officer }

legal-version = Version { $version }
legal-gap = Vous voyez ceci parce que vous administrez le site : il manque dans les réglages { $missing }. Les visiteurs doivent pouvoir le lire ici. À remplir sous [organisation] dans les réglages du nœud.
legal-gap-address = l’adresse postale de l’organisation (organisation.address)
legal-gap-officer = le contact du ou de la délégué·e à la protection des données (organisation.officer_email ou organisation.officer_phone)

terms-title = Conditions générales
terms-heading = Conditions générales
terms-what = Ce qu’est ce service
terms-what-text =
    { $controller } propose ce service pour que les travailleurs et travailleuses du sexe puissent s’avertir des personnes qui ont été violentes, qui ont volé ou menacé. Il est gratuit.

    Ce n’est ni un service d’urgence ni la police. Si vous êtes en danger en ce moment, appelez le numéro d’urgence en bas de la page.
terms-who = Qui peut l’utiliser
terms-who-text =
    Les travailleurs et travailleuses du sexe qu’une personne déjà membre parraine, et les intervenant·es des organisations partenaires. Vous choisissez un nom de travail ; personne ne vous demande vos papiers.

    Votre compte n’appartient qu’à vous. Ne le prêtez pas, et ne vérifiez rien pour une personne sans compte : orientez-la vers l’équipe.
terms-you = Ce que nous vous demandons
terms-you-text =
    • Racontez ce qui s’est passé tel que vous vous en souvenez. Vous pouvez laisser n’importe quel champ vide.
    • Signalez les personnes qui mettent les autres en danger. Ne signalez jamais une autre personne travailleuse du sexe, et jamais par vengeance.
    • Ne faites pas sortir les alertes de ce service et ne les publiez pas : cela pourrait mettre en danger la personne qui a signalé.
    • Ne parrainez que des personnes dont vous savez qu’elles exercent le travail du sexe.
    • Gardez votre mot de passe pour vous, et prévenez l’équipe si quelqu’un d’autre l’a.
terms-us = Ce que vous pouvez attendre de nous
terms-us-text =
    • L’équipe de modération lit votre signalement dans les 48 heures et décide s’il devient une alerte. Ce qui pourrait dire qui vous êtes est retiré.
    • Vous voyez où en est votre signalement, et vous pouvez le retirer.
    • Rien n’est partagé avec d’autres organisations sans votre accord.
    • Nous ne transmettons pas vos informations à la police. Un signalement ici n’est pas une plainte.
terms-means = Ce que veut dire une alerte
terms-means-text =
    Une alerte rapporte ce que quelqu’un a signalé. Ce n’est ni une preuve ni un jugement. Les numéros changent de mains et peuvent être falsifiés.

    « Aucun signalement connu » ne veut pas dire qu’une personne est sûre. Nous ne pouvons le promettre de personne.
terms-end = Quand un compte prend fin
terms-end-text =
    Vous pouvez supprimer votre compte à tout moment, sous « Mes données ». Un compte que personne n’a utilisé pendant 24 mois prend fin ; nous vous prévenons un mois avant.

    L’équipe peut suspendre un compte qui met les autres en danger, par exemple en faisant circuler des alertes ou par de faux signalements. Vous pouvez demander pourquoi et vous y opposer.
terms-change = Si ces conditions changent
terms-change-text = Elles portent un numéro de version. Nous notons quelle version vous avez acceptée, et nous vous redemandons votre accord si quelque chose d’important change.

privacy-title = Politique de données personnelles
privacy-heading = Politique de données personnelles
privacy-who = Qui est responsable
privacy-who-text = { $controller } décide de ce qui est fait ici des données personnelles, et en répond.
privacy-address = Adresse : { $address }
privacy-officer = Vous pouvez contacter notre délégué·e à la protection des données par e-mail ou par téléphone :
privacy-police = Rien ne part à la police
privacy-police-text =
    Nous ne transmettons pas vos informations à la police.

    Un juge peut ordonner à une organisation de remettre ce qu’elle détient. C’est une des raisons pour lesquelles nous gardons le moins possible, et sous scellé.
privacy-what = Ce que nous gardons
privacy-what-text =
    • De votre compte : votre nom de travail, le moyen de vous joindre, votre langue, votre mot de passe sous une forme qui ne peut pas être relue, qui vous a parrainé·e, le mois de votre dernière connexion, et qui vous avez parrainé. Votre nom et votre date de naissance seulement si vous avez choisi de les donner.
    • De vos signalements : ce que vous avez écrit, et ce à quoi vous avez consenti.
    • De vos vérifications : combien vous en avez fait. Jamais quels numéros, noms ou plaques.
    • De ce que font les membres, la modération et l’administration : que cela a été fait, par qui et quand, sans le contenu. Jamais une vérification.

    Nous ne gardons aucune adresse IP ni aucune trace de votre téléphone ou de votre navigateur. Rien sur ces pages n’est chargé depuis ailleurs.
privacy-why = Pourquoi, et de quel droit
privacy-why-text =
    • Votre compte : parce que vous le demandez et qu’il ne peut pas fonctionner autrement (RGPD, article 6.1.b).
    • Votre signalement comme alerte, et son partage avec des partenaires : avec votre consentement (articles 6.1.a et 9.2.a). Vous pouvez le retirer à tout moment.
    • Pouvoir retrouver les personnes signalées par leur numéro ou leur plaque : parce que les membres ont le droit de se protéger de la violence (article 6.1.f).
    • Noter qui a fait quoi : parce que nous devons pouvoir montrer que vos données sont traitées avec soin (articles 5.2 et 32).
privacy-read = Qui les lit
privacy-read-text =
    • Les membres lisent les alertes publiées, avec des numéros en partie masqués. Ils et elles n’apprennent jamais qui a signalé.
    • L’équipe de modération lit les signalements. Chaque ouverture est notée. Votre contact se trouve derrière un bouton à part, avec un motif.
    • L’administration gère les comptes. Elle ne lit pas les signalements.
    • Les organisations à l’étranger reçoivent, si vous avez accepté, des entrées que seule une personne qui a déjà le numéro peut trouver. Elles ne reçoivent jamais vos mots ni qui vous êtes.
    • Le prestataire qui achemine nos e-mails et SMS voit votre adresse ou votre numéro, et un message qui ne dit rien de ce service.
privacy-long = Pendant combien de temps
privacy-long-text =
    • Votre compte : jusqu’à ce que vous le supprimiez, ou que personne ne l’ait utilisé pendant 24 mois.
    • Les alertes, avec leurs signalements : cinq ans au plus après le dernier signalement. Une entrée à l’étranger prend fin d’elle-même à ce terme.
    • Les signalements non publiés, et ce qui a été retiré : un an au plus après la décision ; tout de suite si vous retirez le vôtre.
    • Le moyen de vous joindre au sujet d’un signalement : jusqu’à la clôture de votre suivi, ou 90 jours après la décision.
    • Ce que contestent les personnes signalées : douze mois après la clôture.
    • Les messages qui vous sont adressés : jusqu’à leur envoi, trois jours au plus s’ils n’ont pas pu partir.
    • Qui a fait quoi : tant que le service existe. Après votre départ, il ne reste qu’un numéro qui ne mène à personne.
privacy-rights = Vos droits
privacy-rights-text =
    Vous pouvez demander que vos données vous soient envoyées, modifiées, supprimées, ou qu’elles ne soient plus utilisées : elles sont alors conservées jusqu’à ce que leur exactitude soit confirmée. Vous pouvez vous opposer, et retirer un consentement.

    Vous faites presque tout vous-même sous « Mes données », tout de suite. Ce qu’une personne doit examiner reçoit une réponse en un mois au plus, et la page indique le jour.

    Vous pouvez aussi vous adresser à l’autorité de protection des données de votre pays (en France, la CNIL).
privacy-reported = Si vous avez été signalé·e
privacy-reported-text = Vous avez ces droits aussi. La page « Si vous avez été signalé·e », au pied de toutes les pages, dit ce qui est gardé et comment le contester avec un code envoyé à votre numéro ou à votre adresse. La personne qui a signalé reste protégée : personne ne vous dira qui, quand ni où.
privacy-cookies = Cookies
privacy-cookies-text = Un pendant que vous êtes connecté·e, un qui protège les formulaires, un pour la langue si vous la choisissez. Aucun ne vous suit.
privacy-safe = Comment c’est protégé
privacy-safe-text = { $controller } conserve vos données sur un serveur sécurisé ; tout y est scellé sur le disque. Ce qui est effacé est rendu illisible, et le reste même si une sauvegarde est remise en place.
legal-my-data = Voir, télécharger, limiter ou supprimer mes données

nav-my-data = Mes données
my-data-title = Mes données
my-data-heading = Mes données
my-data-lead = Vous pouvez demander que vos données vous soient envoyées, modifiées, supprimées ou qu’elles ne soient plus utilisées (elles sont alors conservées jusqu’à ce que leur exactitude soit confirmée).
my-data-kept = Ce que nous gardons de vous
my-data-name = Nom de travail
my-data-role = Rôle
my-data-created = Compte créé
my-data-seen = Dernière connexion
my-data-language = Langue
my-data-contacts = Comment vous joindre
my-data-contact-unconfirmed = { $contact } (pas confirmé)
my-data-sponsored = Quelqu’un vous a parrainé·e
my-data-sessions = Sessions ouvertes
my-data-reports = Signalements
my-data-language-none = pas choisie
my-data-never = pas encore noté
my-data-none = aucun
my-data-yes = oui
my-data-no = non
my-data-change = Modifier
my-data-change-text = Vos contacts et votre mot de passe se modifient sous « Gérer mon compte ». La langue se choisit en bas de chaque page.
my-data-change-link = Gérer mon compte
my-data-copy = Recevoir mes données
my-data-copy-text = Tout ce que nous gardons de vous, avec les mots de vos signalements. Ne l’enregistrez que là où personne d’autre ne peut le lire.
my-data-password = Votre mot de passe, encore une fois
my-data-password-hint = Parce que ce que vous avez écrit s’y trouve.
my-data-json = Télécharger un fichier
my-data-print = Afficher une page à imprimer
my-data-restrict = Ne plus utiliser
my-data-restrict-text = Si quelque chose dans un signalement est peut-être faux, nous cessons tout de suite de l’utiliser : il est caché aux membres et retiré chez les partenaires à l’étranger. Il est conservé jusqu’à ce que la modération ait vérifié son exactitude. Ensuite il est de nouveau utilisé, ou retiré pour de bon.
my-data-restrict-again = Comme cela cache vos alertes à tout le monde, il faut votre mot de passe : quelqu’un qui aurait seulement votre téléphone en main ne peut pas le faire.
my-data-restrict-none = Aucun de vos signalements n’est utilisé.
my-data-restrict-one = Ne plus utiliser ce signalement
my-data-restrict-all = Ne plus utiliser aucun de mes signalements
my-data-restricted-since = plus utilisé depuis le { $date }
my-data-restricted = Plus utilisé
my-data-restricted-text = { $n ->
    [one] Un signalement n’est plus utilisé à partir de maintenant. La modération va l’examiner ; vous trouverez la réponse sous « Mes données ».
   *[other] { $n } signalements ne sont plus utilisés à partir de maintenant. La modération va les examiner ; vous trouverez la réponse sous « Mes données ».
}
my-data-restrict-about = Si quelque chose dans un signalement est peut-être faux, nous cessons tout de suite de l’utiliser, jusqu’à ce que la modération ait vérifié son exactitude.
my-data-restrict-read = Le lire
my-data-restrict-link = Ne plus utiliser un signalement…
my-data-ask-link = M’opposer, ou faire corriger…
my-data-read-requests = Lire ce que j’ai demandé et ce qui m’a été répondu
my-data-all-requests = Lire mes { $n } demandes et ce qui m’a été répondu
my-data-words-closed = Ce que vous avez écrit, et ce qui vous a été répondu, s’ouvre avec votre mot de passe.
my-data-ask = M’opposer, ou faire corriger quelque chose
my-data-ask-text = Pour ce que vous ne pouvez pas modifier vous-même. Une personne de l’équipe le lit et répond ici en un mois au plus.
my-data-kind = Que demandez-vous ?
request-object = Je m’oppose à quelque chose qui est fait de mes données
request-correct = Quelque chose à mon sujet est faux
request-restrict = Ne plus utiliser des signalements
my-data-words = Avec vos mots
my-data-send = Envoyer
my-data-asked = Envoyé
my-data-asked-text = Vous aurez une réponse au plus tard le { $date }. Elle sera sous « Mes données ».
my-data-requests = Ce que vous avez demandé
my-data-due = réponse au plus tard le { $date }
my-data-answered = réponse du { $date }
request-asleep = Ce compte peut-il être supprimé ?
asleep-text = Personne n’a utilisé ce compte depuis deux ans. Il devrait être supprimé maintenant, mais l’avertissement n’est pas arrivé : aucun contact, ou le message n’est jamais parti. Si vous pouvez joindre la personne autrement, posez-lui d’abord la question. Ses signalements restent, sans son nom.
asleep-granted = Supprimer le compte
asleep-refused = Le garder
asleep-answered = C’est fait.
outcome-granted = Fait
outcome-refused = Pas fait
my-data-restrict-kept = Examiné : c’est exact, et de nouveau utilisé.
my-data-restrict-recalled = Examiné : l’alerte a été retirée, ou le signalement n’a pas été publié.
my-data-delete = Supprimer mon compte
my-data-delete-text = Votre compte, vos contacts et tout ce qui dit qui vous êtes disparaissent tout de suite et pour de bon. Les personnes que vous avez parrainées gardent leur compte.
my-data-delete-link = Supprimer mon compte…
my-data-delete-reports = Que deviennent vos signalements ?
fate-unlink = Ils restent, sans moi
fate-unlink-hint = Ils continuent d’avertir les autres. Leur lien avec vous, votre contact, le lieu et le jour sont retirés. Vous pouvez encore les suivre avec leurs codes. Si vous aviez demandé qu’un signalement ne soit plus utilisé, il reste caché jusqu’à la décision de la modération.
fate-remove = Ils disparaissent aussi
fate-remove-hint = Vos mots sont effacés et les alertes qui en ont été faites sont retirées partout. Elles n’avertissent plus personne.
my-data-delete-button = Supprimer pour de bon
my-data-deleted = Votre compte est supprimé
my-data-deleted-text = Vous êtes déconnecté·e. Plus rien ici ne dit qui vous étiez.
my-data-back = Retour à mes données
my-data-error-fate = Choisissez ce que deviennent vos signalements.
my-data-error-kind = Choisissez ce que vous demandez.
my-data-error-text = Dites avec vos mots de quoi il s’agit.
my-data-error-password = Ce n’est pas votre mot de passe.
my-data-error-again = Retapez d’abord votre mot de passe, s’il vous plaît.
my-data-error-restricted-today = Ce signalement a été examiné il y a moins d’un jour. Attendez un jour avant de le redemander, s’il vous plaît.
my-data-error-closed = Le mot de passe a été changé récemment : pour vous protéger, ceci reste fermé pendant trois jours.
print-title = Mes données
print-heading = Mes données au { $date }
print-report = Signalement reçu le { $date }
print-erased = Ce que disait ce signalement a été effacé.
print-words = Avec vos mots
print-consent = Vous avez consenti à
print-hint = Pour imprimer ou enregistrer : le menu de votre navigateur, « Imprimer ».

requests-title = Demandes
requests-heading = Demandes sur les données personnelles
requests-lead = Réponse due en un mois ; les plus urgentes d’abord. Le contenu d’une demande s’ouvre par un bouton, et c’est noté.
requests-none = Aucune demande n’attend.
requests-kind = Demande
requests-asked = Reçue
requests-due = Réponse au plus tard
requests-overdue = { $date } : en retard
requests-own = la vôtre : quelqu’un d’autre répond
requests-open = Ouvrir la demande
requests-closed = Le contenu de la demande n’est pas encore affiché. L’ouvrir inscrit votre nom et l’heure dans le journal d’audit.
requests-from = De
requests-from-gone = une personne qui est partie, ou à qui l’on indique que son signalement est retiré ; il reste caché jusqu’à la décision
requests-answer = Votre réponse
requests-answer-hint = La personne la lira sous « Mes données ». Dites ce qui a été fait, ou pourquoi cela ne l’a pas été.
requests-outcome = Quelle est la suite ?
requests-send = Répondre
requests-answered = Réponse envoyée
requests-answered-text = La réponse figure sur sa page.
requests-at-desk = Les signalements qui ne sont plus utilisés s’examinent en modération : levez-y la limitation, ou retirez l’alerte.
requests-to-list = Retour aux demandes
requests-to-desk = Vers la modération
desk-restricted = plus utilisé depuis le { $date } : la personne qui a signalé a demandé une vérification
desk-lift = L’utiliser de nouveau
desk-lift-text = La personne qui a signalé a demandé que ce signalement ne soit plus utilisé tant que son exactitude n’est pas vérifiée. S’il est exact, levez la limitation : l’alerte est de nouveau affichée et partagée. Sinon, retirez l’alerte, ou ne publiez pas le signalement.
desk-lift-answer = Que lui disons-nous ?
desk-lifted = Le signalement est de nouveau utilisé
desk-lifted-text = S’il est une alerte, elle est de nouveau affichée, et de nouveau partagée avec les partenaires si elle l’était ; sauf si elle contient un numéro qui ne doit plus être publié. Le signalement l’indique alors.
alert-restricted = Cachée : la personne qui a signalé a demandé une vérification. Ni les membres ni les partenaires ne la voient.
alert-kept-back = Pas affichée : depuis la décision, un numéro ou une adresse qu’elle contient fait partie de ce qui n’est jamais publié (une membre, ou un service). Corrigez l’alerte sans ce numéro, elle sera alors affichée ; ou retirez-la.
desk-kept-back = pas affiché : contient ce qui ne se publie plus

audit-title = Journal d’audit
audit-heading = Journal d’audit
audit-lead = Qui a fait quoi, par numéros. Le contenu d’un signalement et ce qui a été vérifié n’y figurent jamais.
audit-number = Ligne
audit-when = Quand (UTC)
audit-who = Qui
audit-what = Quoi
audit-subject = Sur quoi
audit-none = Aucune ligne.
audit-place = Lignes { $from } à { $to }
audit-operator = ligne de commande
audit-node = le nœud
audit-whole = Les 5 000 lignes les plus récentes sont entières : aucune n’a été changée ni retirée. « parasol audit verify » les parcourt toutes.
audit-broken = La ligne { $number } manque ou n’est pas celle qui a été écrite. Quelqu’un a modifié les données : gardez-en une copie et cherchez qui a pu le faire.
audit-to-summary = Résumé du mois
audit-to-lines = Ligne par ligne
audit-month = Mois
audit-month-show = Afficher
audit-summary-title = Journal d’audit : résumé
audit-summary-heading = Qui a fait combien de quoi en { $month }
audit-summary-lead = Pour une deuxième personne, une fois par mois : quelque chose dépasse-t-il ce que le travail demandait ? Les lectures de signalements, de contacts et de demandes viennent d’abord. Quand un·e membre seul·e a utilisé le service n’y figure pas.
audit-summary-none = Rien n’a été fait pendant ce mois.
audit-count = Combien de fois
audit-opening = lecture
audit-end = Notez ceci là où personne qui travaille sur cette machine ne peut le changer : { $end }. Cela prouvera plus tard que rien de ce qui précède n’a été modifié.
audit-person-members = membres et partenaires
audit-person-gone = comptes qui n’existent plus

invalid-nothing_to_restrict = Aucun de vos signalements n’est utilisé.
invalid-too_many_requests = Cinq demandes attendent déjà une réponse. Attendez que l’une d’elles soit traitée.

audit-word-report_put_back = a remis un signalement dans la file
audit-word-report_taken_over = a pris le relais pour un signalement
audit-word-report_merged = a ajouté un signalement à une alerte
audit-word-publication_undone = a annulé une publication
audit-word-alert_corrected = a corrigé une alerte
audit-word-identifiers_shown = a affiché en entier les numéros d’une alerte
audit-word-second_asked = a fait une proposition à une deuxième personne
audit-word-second_confirmed = a confirmé la proposition d’une autre personne
audit-word-second_refused = a renvoyé une proposition
audit-word-second_taken_back = a retiré sa proposition
audit-word-report_opened = a ouvert un signalement
audit-word-contact_opened_to_call_back = a ouvert un contact, pour rappeler
audit-word-contact_opened_to_ask_back = a ouvert un contact, pour demander une précision
audit-word-contact_opened_to_pass_on = a ouvert un contact, pour le transmettre
audit-word-contact_opened_for_other = a ouvert un contact, pour un autre motif
audit-word-request_opened = a ouvert une demande sur des données personnelles
audit-word-end_asked = a demandé à l’équipe si un compte peut être supprimé
audit-word-request_made = a fait une demande sur ses données personnelles
audit-word-request_answered = a répondu à une demande sur des données personnelles
audit-word-report_submitted = un signalement a été envoyé
audit-word-report_published = a publié un signalement
audit-word-report_rejected = a décidé de ne pas publier un signalement
audit-word-reporter_asked = a écrit à la personne qui a signalé
audit-word-report_answered = une personne qui a signalé a écrit à l’équipe
audit-word-report_withdrawn = un signalement a été retiré
audit-word-not_free_said = quelqu’un a dit qu’un signalement n’avait pas été retiré librement
audit-word-entry_put_back = a remis l’essentiel d’un signalement retiré
audit-word-withdrawal_ended = ce qui restait d’un signalement retiré a été effacé
audit-word-report_withdrawn_again = un signalement ramené par une ancienne copie a été retiré à nouveau
audit-word-entry_put_back_again = l’essentiel d’un signalement retiré a été remis à nouveau, après le retour d’une ancienne copie
audit-word-draft_kept = un signalement commencé a été gardé pour plus tard
audit-word-draft_forgotten = un brouillon a été effacé
audit-word-drafts_ended = des brouillons abandonnés ont été effacés
audit-word-reports_restricted = des signalements ne sont plus utilisés, à la demande de leur auteur·e
audit-word-restriction_lifted = a levé une limitation
audit-word-alert_recalled = a retiré une alerte
audit-word-alert_shown = a montré une alerte dont le moment était venu
audit-word-alert_kept_back = n’a pas affiché une alerte, qui contient ce qui ne se publie plus
audit-word-alert_shared = a partagé une alerte avec les partenaires
audit-word-session_started = s’est connecté·e
audit-word-session_ended = s’est déconnecté·e
audit-word-member_created = a créé un compte
audit-word-member_suspended = a suspendu un compte
audit-word-role_changed = a changé un rôle
audit-word-password_changed = a changé un mot de passe
audit-word-data_exported = a téléchargé ses données
audit-word-account_deleted = a supprimé son compte
audit-word-accounts_warned = a prévenu des personnes dont le compte ne sert plus
audit-word-accounts_ended = a clos des comptes que personne n’utilise

# What a member takes along, field by field.
kept-members = Le compte, en entier
kept-members-joined-name = Nom
kept-members-joined-birth_date = Date de naissance
kept-members-joined-terms = Version des conditions acceptée
kept-members-recovery-by = Qui peut réinitialiser le mot de passe
kept-members-confirming-pending-address = Contact pas encore confirmé
kept-members-imported = Compte repris d’une liste
kept-members-asked-count = Messages reçus comme marraine ou parrain, ce jour-là
kept-members-asked-day = Ce jour, en jours depuis 1970
kept-members-asked_to_end = L’équipe doit dire si le compte peut être supprimé
kept-members-noticed = L’avertissement avant la suppression est parti
kept-members-confirming-pending-place = De quel contact il s’agit, à partir de 0
kept-members-recovery-without_password = Aucun mot de passe n’ouvre le compte
kept-members-cut = Lien avec marraine ou parrain coupé
kept-members-vouched = Vous avez parrainé quelqu’un
kept-members-texted = Vous avez fait envoyer un code par SMS
kept-members-review-since = À revoir depuis
kept-members-second_factor-active-since = Second facteur depuis
kept-members-second_factor-active-recovery = Codes de secours restants
kept-members-asleep = Fin du compte
kept-members-confirming-pending-ends = Fin du code pour ce contact
kept-members-confirming-sent = Codes envoyés à vos contacts
kept-members-second_factor-tried = Quelqu’un qui a le mot de passe a essayé de nombreux codes
kept-members-recovery-code-ends = Fin du code envoyé pour un nouveau mot de passe
kept-members-recovery-given-ends = Fin du code créé par l’équipe
kept-members-recovery-given_at = L’équipe a créé un code
kept-members-recovery-sent = Codes envoyés pour un nouveau mot de passe
kept-members-reports_closed_until = Vos signalements restent fermés jusqu’au
kept-sponsorships = Personnes que vous parrainez, et vos codes
kept-sponsorships-label = Vos mots
kept-sponsorships-state = État
kept-sponsorships-state-expires = Valable jusqu’au
kept-sponsorships-began = Depuis
kept-sponsorships-unsent = N’a pas pu être envoyé
kept-sessions = Vos connexions
kept-sessions-kind = Pour
kept-sessions-kind-shared = Appareil partagé
kept-sessions-used = Dernière utilisation
kept-sessions-expires = Fin
kept-sessions-opened_until = Ouverte avec le mot de passe jusqu’au
kept-checks = Combien de vérifications, jamais lesquelles
kept-checks-hour = Heure, depuis 1970
kept-checks-in_hour = Dans cette heure
kept-checks-day = Jour, depuis 1970
kept-checks-in_day = Ce jour-là
kept-checks-reserve_used = Pris sur la réserve
kept-checks-unmasked = Numéros affichés en entier ce jour-là
kept-checks-over = Dernier jour sans vérification restante, et combien de suite
kept-checks-tally-checks = Réponses, le jour compté
kept-checks-tally-day = Jour compté, depuis 1970
kept-checks-tally-nothing = Dont rien n’était connu
kept-checks-tally-looked_up = Numéros recherchés pour celles-ci
kept-checks-usual = Huit fois les numéros recherchés un jour habituel
kept-checks-long-checks = Avec réponse depuis le dernier compte sur plusieurs jours
kept-checks-long-day = Dernier jour de ce compte, depuis 1970
kept-checks-long-nothing = Parmi celles-ci, rien n’était connu
kept-checks-long-looked_up = Numéros recherchés pour celles-là
kept-sweeps = Alertes : beaucoup de vérifications sans résultat
kept-sweeps-key = Jour
kept-sweeps-checks = Vérifications
kept-sweeps-nothing = Rien n’était connu
kept-sweeps-over_days = Jours de suite sans vérification restante
kept-card_sheets = Cartes que vous avez imprimées
kept-card_sheets-printed = Imprimées
kept-card_sheets-expires = Valables jusqu’au
kept-card_sheets-cards = Cartes
kept-card_sheets-cancelled = Annulées
kept-card_sheets-open = Pas encore utilisées
kept-reports = Vos signalements : où ils en sont
kept-reports-rejected = Pourquoi il n’a pas été retenu
kept-reports-wording-language = Langue du consentement
kept-reports-wording-version = Version du consentement
kept-reports-identifiers = Identifiants
kept-reports-for_other = Pour quelqu’un d’autre
kept-reports-urgent = Urgent
kept-reports-showing = Quand elle peut être montrée
kept-reports-complaint = Aide pour porter plainte
kept-reports-lifted = De nouveau utilisé depuis le
kept-audit = Ce que le journal dit de votre compte, du plus récent au plus ancien
kept-audit-line = Lignes
audit-word-contest_code_sent = a envoyé un code à un numéro ou une adresse que quelqu’un conteste
audit-word-contest_codes_forgotten = a oublié des codes et des preuves de contestations terminées
audit-word-contest_filed = une contestation est arrivée
audit-word-contest_answered = a envoyé la lettre qui répond à une contestation
audit-word-contest_opened = a ouvert une contestation
audit-word-contest_proposed = a proposé une décision sur une alerte contestée
audit-word-contest_decided = a décidé au sujet d’une alerte contestée
audit-word-contest_closed = a clos une contestation
audit-word-retention_run = a terminé un passage de la durée de conservation
audit-word-retention_alerts = a effacé des alertes arrivées à leur terme
audit-word-retention_words = a effacé des textes de signalements arrivés à leur terme
audit-word-retention_contacts = a effacé des contacts arrivés à leur terme
audit-word-retention_contests = a effacé des contestations arrivées à leur terme
audit-word-report_held = a gardé un signalement plus longtemps
audit-word-hold_released = a mis fin à une prolongation
audit-word-clock_confirmed = a dit que l’horloge est juste
kept-reports-decided = Décidé le
