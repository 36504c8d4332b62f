# Ce qui part par SMS : 160 caractères au plus, dans l’alphabet GSM. Donc ni ê, ni ç, ni apostrophe courbe, ni espace
# insécable. Rien n’y nomme le service, rien ne dit pourquoi on écrit à cette personne.
sms-contact_code = Votre code : { $code }. Saisissez-le sur la page où vous l'avez demandé. Ne le donnez à personne.
sms-reset_code = Votre code pour un nouveau mot de passe : { $code }. Ne le donnez à personne. Si vous n'avez rien demandé, ignorez ce message.
sms-sponsorship_code = Une personne que vous connaissez vous envoie un code : { $code }. Elle peut vous dire à quoi il sert.
sms-sponsor_asked = Une personne attend votre réponse. Connectez-vous pour dire oui ou non.
sms-first_code = Votre compte est ouvert. Votre code : { $code }. Connectez-vous et saisissez-le dans vos contacts. Ne le donnez à personne.
sms-registered = Votre compte est ouvert. Vous pouvez vous connecter.
sms-not_registered = Votre inscription n'a pas été confirmée. Parlez-en à la personne dont vous avez donné l'adresse ou le code.
sms-password_changed = Votre mot de passe a été modifié. Si ce n'est pas vous, contactez l'équipe.
sms-contact_changed = Un contact de votre compte a été modifié. Si ce n'est pas vous, contactez l'équipe.
sms-account_asleep = Votre compte n'a pas servi depuis longtemps. Il sera fermé le { $date }. Pour le garder, connectez-vous avant.
sms-something_waits = Vous avez un message. Connectez-vous pour le lire.
sms-desk_soon = L'équipe est attendue rapidement. Merci de vous connecter.
sms-desk_today = Aujourd'hui au travail : { $waiting } à lire, { $overdue } en retard, { $reminders } rappels. Connectez-vous dès que possible.
sms-desk_work = Il y a du travail pour l'équipe.
sms-admin_soon = Quelque chose vous attend. Connectez-vous.
sms-admin_today = Ce qui vous attend encore : { $waiting }. Connectez-vous quand vous pouvez.
sms-trial = Ceci est un essai. Vous n'avez rien à faire.

# Ce qui part par e-mail.
mail-contact_code = Votre code : { $code }

    Saisissez-le sur la page où vous l’avez demandé. Ne le donnez à personne.
mail-reset_code = Votre code pour un nouveau mot de passe : { $code }

    Ne le donnez à personne. Si vous n’avez rien demandé, ignorez ce message : rien n’a été modifié.
mail-sponsorship_code = Une personne que vous connaissez vous envoie un code : { $code }

    Elle peut vous dire à quoi il sert.
mail-sponsor_asked = Une personne attend votre réponse. Connectez-vous pour dire oui ou non.
mail-first_code = Votre compte est ouvert. Votre code : { $code }

    Connectez-vous et saisissez-le dans vos contacts. Ne le donnez à personne. Si vous n’avez pas ouvert de compte, vous pouvez ignorer ce message.
mail-registered = Votre compte est ouvert. Vous pouvez vous connecter.
mail-not_registered = Votre inscription n’a pas été confirmée. Parlez-en à la personne dont vous avez donné l’adresse ou le code.
mail-password_changed = Votre mot de passe a été modifié. Si ce n’est pas vous, contactez l’équipe.
mail-contact_changed = Un contact de votre compte a été modifié. Si ce n’est pas vous, contactez l’équipe.
mail-account_asleep = Votre compte n’a pas servi depuis longtemps. Il sera fermé le { $date }. Pour le garder, connectez-vous avant.
mail-something_waits = Vous avez un message. Connectez-vous pour le lire.
mail-desk_soon = L’équipe est attendue rapidement. Merci de vous connecter.
mail-desk_today = Aujourd’hui au travail : { $waiting } à lire, { $overdue } en retard, { $reminders } rappels.

    Connectez-vous dès que possible.
mail-desk_work = Il y a du travail pour l’équipe. Rien d’autre à faire pour vous, sauf si personne de l’équipe n’est là.
mail-admin_soon = Quelque chose vous attend. Connectez-vous.
mail-admin_today = Ce qui vous attend encore : { $waiting }

    Connectez-vous quand vous pouvez.
mail-trial = Ceci est un essai. Vous n’avez rien à faire.
mail-end = Ce message a été envoyé automatiquement ; les réponses ne sont pas lues.
mail-subject-code = Votre code
mail-subject-account = Votre compte
mail-subject-message = Un message pour vous
mail-subject-trial = Un essai
message-date = { $day }/{ $month }/{ $year }

# La page de l’administration
messages-title = Messages
messages-heading = Les messages aux membres
messages-lead = Des codes et de courtes notes, par e-mail et par SMS. Ce qu’ils disent et à qui, personne ne le voit ici.
messages-mail = E-mail
messages-sms = SMS
messages-route-mail = Les e-mails partent par { $host }.
messages-route-mail-none = Aucun serveur de messagerie n’est configuré. Les e-mails sont déposés dans le dossier d’envoi.
messages-route-sms = Les SMS partent par { $provider }.
messages-route-sms-off = { $provider } est configuré, mais les SMS restent désactivés tant que personne de l’administration n’a lu, ci-dessous, qui voit quoi. D’ici là, ils sont déposés dans le dossier d’envoi.
messages-route-sms-none = Aucun moyen d’envoyer des SMS n’est configuré. Les SMS sont déposés dans le dossier d’envoi.
messages-outbox = Le dossier d’envoi est { $folder }, sur l’ordinateur qui fait tourner ce site : un fichier par message, avec l’adresse et le texte. Transmettez chacun de vive voix ou sur papier, puis supprimez son fichier. Un fichier est supprimé au bout de sept jours.
messages-count-waiting = En attente
messages-count-uncertain = Envoi incertain
messages-count-failed = Abandonnés
messages-count-outbox = Dans le dossier d’envoi
messages-count-sent = Envoyés hier et aujourd’hui
messages-count-dropped = Écartés hier et aujourd’hui, car trop de messages attendaient
messages-oldest = Le plus ancien attend depuis { $when }. { $fault }
messages-list = Un par un
messages-none = Aucun message n’attend, aucun ne demande de décision.
messages-id = Message
messages-state = Où il en est
messages-do = Ce que vous pouvez faire
messages-again = Renvoyer
messages-now = Essayer maintenant
messages-forget = Oublier
messages-uncertain-hint = Le site a été interrompu pendant qu’il remettait le message, ou le prestataire n’a jamais répondu. Le message est peut-être arrivé. Il n’est pas renvoyé tout seul, pour que personne ne le reçoive deux fois.
messages-done-again = L’envoi est en cours.
messages-done-forgotten = Le message est oublié.
messages-state-waiting = en attente
messages-state-trying = en cours de remise
messages-state-uncertain = envoi incertain
messages-state-failed = abandonné
messages-state-outbox = dans le dossier d’envoi
messages-tries = { $n ->
    [0] pas encore essayé
    [one] un essai
   *[other] { $n } essais
}
messages-fault-unreachable = Le prestataire n’a pas pu être joint.
messages-fault-certificate = Le certificat du prestataire n’est pas digne de confiance.
messages-fault-sign_in = Le prestataire a refusé l’identifiant, le mot de passe ou la clé.
messages-fault-put_off = Le prestataire a demandé de réessayer plus tard.
messages-fault-refused = Le prestataire a refusé ce message.
messages-fault-no_answer = Le prestataire n’a pas répondu.
messages-fault-stopped = Le site a été arrêté pendant l’envoi.
messages-fault-outbox = Le dossier d’envoi est plein ou n’est pas accessible en écriture.
messages-fault-settings = Un fichier nommé dans la configuration ne peut pas être lu.
messages-fault-too_old = Il a attendu trop longtemps.
messages-see-heading = Qui voit quoi
messages-see-company = La société de SMS et les opérateurs sur le trajet voient chaque numéro, l’heure et le texte. Qui voit que votre organisation écrit à un numéro peut en conclure que c’est celui d’un·e travailleur·se du sexe. Ils conservent cela des mois ou des années, et les autorités peuvent le demander.
messages-see-phone = Un téléphone dans votre bureau évite la société de SMS, pas les opérateurs ; et le téléphone lui-même garde ce qu’il a envoyé tant que vous ne l’effacez pas.
messages-see-screen = Qui tient son téléphone voit le texte sur l’écran verrouillé. Il ne dit rien du service ni d’aucune alerte, mais un code reste un code.
messages-see-mail = Le serveur de messagerie et celui de la personne voient son adresse, l’heure, l’objet et le texte.
messages-see-instead = Tout fonctionne sans SMS : un code peut être lu à voix haute, montré à l’écran ou imprimé. Pour certaines personnes, c’est plus sûr.
messages-see-agreed = Une personne de l’administration a lu ceci et a donné son accord { $when }. Les SMS sont activés.
messages-see-tick = J’ai lu qui voit quoi, et notre organisation accepte d’envoyer des SMS.
messages-see-agree = Activer les SMS
messages-see-withdraw = Désactiver les SMS
messages-see-error = Cochez la case si vous avez lu et acceptez.
messages-see-read = Lire qui voit quoi
