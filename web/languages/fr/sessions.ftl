# Deuxième étape de la connexion
step-title = Connexion
step-heading = Encore une étape
step-lead = Ouvrez l’application d’authentification de votre téléphone et saisissez les six chiffres qu’elle affiche.
step-label = Code
step-hint = Les six chiffres de l’application. Si vous n’avez pas votre téléphone : un de vos codes de secours imprimés.
step-button = Continuer
step-wrong = Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application affiche le suivant.
step-later = Trop de codes faux. Attendez cinq minutes avant chaque nouvel essai, ou parlez à l’équipe.
step-over = La connexion a pris trop de temps. Veuillez recommencer.
step-again = Recommencer

# Sessions
nav-account-sessions = Où je suis connecté·e
nav-account-second-factor = Deuxième étape à la connexion
sessions-title = Réglages
sessions-heading = Où je suis connecté·e
sessions-lead = Nous ne gardons ni adresse ni appareil. Nous savons seulement à quoi sert chaque connexion, et depuis quel jour.
sessions-kind = Usage
sessions-since = Depuis le
sessions-what = Y mettre fin
sessions-page-own = Pages, sur un appareil à vous
sessions-page-shared = Pages, sur un appareil partagé
sessions-token = Un programme ou une application
sessions-this = celle-ci
sessions-end = Déconnecter
sessions-end-which = Déconnecter : { $kind }, depuis le { $since }
sessions-end-others = Déconnecter partout ailleurs
sessions-ended = C’est fait : cette connexion est terminée.
sessions-others-ended = C’est fait : il ne reste que celle-ci.
sessions-only = Vous n’êtes connecté·e nulle part ailleurs.
sessions-unknown = L’une d’elles ne vous dit rien ? Déconnectez partout ailleurs, puis changez votre mot de passe.
day-date = { $day ->
    [1] 1er
   *[other] { $day }
} { month-name } { $year }

# Deuxième facteur
factor-title = Réglages
factor-heading = Deuxième étape à la connexion
factor-lead = En plus du mot de passe, la connexion demande alors un code que seul votre téléphone affiche. Une personne qui apprend votre mot de passe ne peut toujours pas entrer.
factor-must = Votre rôle la demande : tant qu’elle n’est pas en place, vous ne pouvez rien faire d’autre ici.
factor-on = Elle est activée depuis le { $since }.
factor-off = Elle n’est pas activée.
factor-codes-left = { $n ->
    [0] Il ne vous reste aucun code de secours.
    [one] Il vous reste un code de secours.
   *[other] Il vous reste { $n } codes de secours.
}
factor-begin = La mettre en place
factor-replace = La remettre en place, sur un autre téléphone
factor-remove = La désactiver
factor-new-codes = Faire de nouveaux codes de secours
factor-1 = 1. Ajoutez-la à une application d’authentification
factor-1-text = N’importe quelle application d’authentification convient, par exemple Aegis, FreeOTP ou celle des mots de passe de votre téléphone. Scannez cette image, ou ouvrez l’application et saisissez la clé ci-dessous.
factor-qr = Image à scanner avec l’application d’authentification
factor-key = Clé
factor-key-hint = À saisir sans les espaces. Type : basé sur l’heure, six chiffres.
factor-link = L’ouvrir dans une application de cet appareil
factor-2 = 2. Saisissez le code qu’elle affiche
factor-code = Code
factor-code-hint = Six chiffres. Ils changent toutes les 30 secondes.
factor-confirm = Activer
factor-wrong = Ce code n’est pas le bon. Vérifiez que votre téléphone est à l’heure, et saisissez le code affiché maintenant.
factor-late = Cela a pris trop de temps. Veuillez recommencer : la clé est maintenant une autre.
factor-removed = C’est désactivé. Votre mot de passe suffit désormais.
factor-codes-title = Codes
factor-codes-heading = Vos codes de secours
factor-codes-lead = Imprimez cette page ou notez les codes, et gardez-les là où personne d’autre ne regarde : pas sur le téléphone qui a l’application. Chacun ouvre une seule fois, si votre téléphone est perdu.
factor-codes-once = Ils ne sont affichés que cette fois-ci.
factor-codes-list = Codes de secours
factor-codes-print = Dans le menu de votre navigateur : Imprimer. Seuls les codes sortent.
factor-codes-done = Je les ai sur papier
factor-demo = Dans cette démonstration, personne n’a besoin d’une deuxième étape. Sur un vrai site, la modération et l’administration doivent en avoir une.

# Mot de passe saisi à nouveau
again-heading = Saisissez à nouveau votre mot de passe
again-text = Cela s’ouvre pendant cinq minutes, sur cet appareil seulement. Une personne qui ne fait que tenir votre téléphone ne peut pas le lire.
again-label = Mot de passe
again-button = Ouvrir
again-wrong = Le mot de passe ne correspond pas. Les majuscules comptent.
again-later = Trop de mots de passe faux. Attendez une minute avant chaque nouvel essai. Vous restez connecté·e.
again-close = Fermer maintenant
again-open = Ouvert pendant cinq minutes. Cela se ferme tout seul.

# Un de mes signalements
mine-open = Afficher
mine-open-which = Afficher le signalement de { $month }, { $status }
mine-one-title = Texte
mine-one-heading = Mon signalement
mine-one-closed = Votre mot de passe a été réinitialisé il y a moins de trois jours : le texte de vos signalements reste fermé pour le moment. Si ce n’est pas vous qui l’avez réinitialisé, appelez l’équipe.
mine-one-gone = Le texte de ce signalement a été supprimé.
mine-what = Ce qui s’est passé
mine-who = Qui c’était
mine-numbers = Numéros de téléphone, adresses e-mail, plaques, pseudos
mine-names = Noms utilisés
mine-vehicle = Véhicule
mine-description = Description
mine-place = Où
mine-when = Quand
mine-contact = Comment vous joindre
mine-consent = Ce que vous avez accepté
mine-consent-alert = Partager comme alerte
mine-consent-partners = Transmettre à une association partenaire
mine-consent-abroad = Partager l’alerte avec les partenaires à l’étranger
mine-consent-none = Rien : l’équipe le garde pour elle
mine-other = Vous l’avez écrit pour quelqu’un d’autre

# Verrouiller
nav-lock = Verrouiller le site
lock-title = Fermer
lock-heading = Verrouiller le site
lock-lead = À faire si la police est à la porte, si l’ordinateur est emporté, ou si quelqu’un est entré.
lock-1 = Tout le monde est déconnecté immédiatement, sur tous les appareils.
lock-2 = Les clés quittent la mémoire et le site s’arrête : personne ne peut vérifier ni signaler tant qu’il n’est pas rouvert.
lock-3 = Pour le rouvrir, il faut la phrase secrète, sur l’ordinateur lui-même. Appelez la personne qui s’en occupe.
lock-no-passphrase = Aucune phrase secrète n’a été choisie. Tout le monde est déconnecté et le site s’arrête, mais la personne qui prend l’ordinateur peut le relancer et tout lire. Demandez dès aujourd’hui à votre technicien·ne d’en choisir une : parasol passphrase set.
lock-sure = Oui, je veux verrouiller le site maintenant
lock-sure-missing = Cochez d’abord la case. Rien n’a été verrouillé.
lock-button = Verrouiller maintenant
lock-done-heading = Le site est verrouillé
lock-done = Tout le monde est déconnecté. Le site s’arrête maintenant ; vous pouvez fermer cette page.
lock-done-passphrase = Il ne se rouvre qu’avec la phrase secrète.
lock-done-no-passphrase = Aucune phrase secrète n’a été choisie : la personne qui a l’ordinateur peut le relancer. S’il est emporté, la clé part avec lui.
lock-done-key-left = Le fichier de la clé n’a pas pu être retiré du disque : la personne qui a l’ordinateur peut le relancer. Éteignez l’ordinateur.
lock-done-credential = Il faut désormais la phrase secrète, mais l’ordinateur a une deuxième clé qui ouvre le même disque : un « credential » de systemd. La personne qui a l’ordinateur peut s’en servir. Éteignez l’ordinateur ; votre technicien·ne détruit le fichier indiqué par LoadCredentialEncrypted.

# Vérifications inhabituelles, pour l’administration
sweeps-heading = Vérifications en nombre inhabituel
sweeps-lead = Comptées, jamais enregistrées : nous ne savons pas ce qui a été vérifié. S’il s’agit d’un compte : parlez à la personne, ou suspendez-le.
sweeps-none = Rien d’inhabituel.
sweeps-who = Compte
sweeps-day = Jour
sweeps-counts = Vérifications
sweeps-many = { $checks } vérifications, dont { $nothing } sans rien trouver
sweeps-over = Plus aucune vérification disponible, { $days } jours de suite
sweeps-peer-hour = Organisation : { $numbers } numéros recherchés par notre intermédiaire en une heure. Appelez son admin ; si cela ne suffit pas, proposez de l’exclure, sur la page du cercle.
sweeps-peer-all = Organisation : { $numbers } numéros recherchés par notre intermédiaire depuis le { $day }. Appelez son admin ; si cela ne suffit pas, proposez de l’exclure, sur la page du cercle.
sweeps-settle = Vu
sweeps-settle-which = Vu : { $who }, { $day }
