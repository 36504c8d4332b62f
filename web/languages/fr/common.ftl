language-name = Français
# Neutre exprès : le nom du site tel que le navigateur le montre dans ses onglets et son historique.
title-site = Notes
title = { $page } – { $site }
title-error = À vérifier
skip = Aller au contenu
exit = Quitter vite le site
nav-label = Pages principales
nav-home = Accueil
nav-check = Voir les alertes
nav-report = Lancer une alerte
nav-my-reports = Mes signalements
nav-desk = Modération
nav-admin = Administration
nav-sign-in = Se connecter
nav-sign-out = Se déconnecter
optional = (facultatif)
continue = Continuer
choose = Choisir…
back = Retour
language = Langue
language-change = Changer
foot-danger = En danger en ce moment ?
foot-emergency = Urgences : { $numbers }
foot-team = Parler à l’équipe : { $phone }
foot-neutral = Cette page ne garde aucune trace de ce que vous cherchez.
error-summary = Quelque chose est à revoir
demo = Démonstration. Toutes les personnes et tous les faits sont inventés.

month-name = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
month = { month-name } { $year }
ago-minutes = { $n ->
    [0] à l’instant
    [one] il y a une minute
   *[other] il y a { $n } minutes
}
ago-this-hour = il y a moins d’une heure
ago-hours = { $n ->
    [one] il y a une heure
   *[other] il y a { $n } heures
}
ago-days = { $n ->
    [one] il y a un jour
   *[other] il y a { $n } jours
}
in-hours = { $n ->
    [0] dans moins d’une heure
    [one] dans une heure
   *[other] dans { $n } heures
}
overdue-hours = { $n ->
    [0] délai tout juste dépassé
    [one] en retard d’une heure
   *[other] en retard de { $n } heures
}

page-not-found = Page introuvable
page-not-found-text = Il n’y a rien à cette adresse. Le contenu a peut-être été retiré.
page-forbidden = Votre compte n’y a pas accès
page-forbidden-text = Votre compte ne permet pas d’ouvrir cette page. Si vous pensez que c’est une erreur, parlez-en à l’équipe.
page-busy = Veuillez réessayer
page-busy-text = Le site est très sollicité en ce moment. Rien n’a été enregistré. Attendez une minute, puis renvoyez.
page-broken = Un problème est survenu de notre côté
page-broken-text = Rien n’a été enregistré. Réessayez dans un instant, ou parlez-en à l’équipe.
page-stale = Veuillez renvoyer
page-stale-text = Cette page était ouverte depuis trop longtemps, ou l’a été avant votre connexion. Revenez en arrière, rechargez la page et renvoyez.
page-too-large = C’est trop long
page-too-large-text = Raccourcissez ce que vous avez écrit, puis renvoyez.
page-method = Cette page ne s’utilise pas ainsi
page-method-text = Repartez de la page d’accueil.
page-title = Message
page-changed = Cela a changé entre-temps
page-later = Un peu de patience
page-later-text = C’était trop souvent. Rien n’est perdu ; réessayez plus tard.
home-exit = Pour partir tout de suite : le bouton noir en haut de chaque page, ou trois fois la touche Maj.
page-cut = L’envoi n’est pas arrivé à temps
page-cut-text = Rien de ce que vous avez écrit n’a été enregistré. Revenez en arrière et renvoyez.

pager-label = Autres pages
pager-page = Page { $page } sur { $pages }
pager-next = Page suivante
pager-before = Page précédente
