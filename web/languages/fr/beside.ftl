# Ce qui se trouve à côté d’un signalement, à la modération.
beside-heading = La même personne ?
beside-none = Aucun autre signalement ni aucune alerte ne semble concerner la même personne.
beside-certain = Sûrement la même personne
beside-possible = Peut-être la même personne
beside-same-identifier = Même numéro, adresse, plaque ou pseudo : { $what }
beside-same-name = Même nom : { $what }
beside-same-plate = Une partie de la même plaque : { $what }
beside-same-vehicle = Le véhicule est décrit avec les mêmes mots : { $what }
beside-same-description = La personne est décrite avec les mêmes mots : { $what }
beside-open = Voir ce signalement
beside-own = Votre propre signalement : quelqu’un d’autre s’en occupe.
beside-more = { $n ->
    [one] Un autre n’est pas affiché.
   *[other] { $n } autres ne sont pas affichés.
}
beside-record = Autres signalements de ce compte : { $counts }.
beside-record-published = { $n ->
    [one] un publié
   *[other] { $n } publiés
}
beside-record-refused = { $n ->
    [one] un non publié
   *[other] { $n } non publiés
}
beside-record-waiting = { $n ->
    [one] un en attente
   *[other] { $n } en attente
}
beside-record-recalled = { $n ->
    [one] un publié puis retiré
   *[other] { $n } publiés puis retirés
}
beside-record-first = C’est le premier signalement de ce compte.
beside-record-card = Ce signalement est arrivé par une carte : on ne sait rien d’autres signalements.
beside-record-gone = Le compte d’où vient ce signalement n’existe plus.
beside-suspended = Le compte d’où vient ce signalement est suspendu.
beside-branch = { $n ->
   *[other] { $n } comptes parrainés l’un par l’autre, ou par les mêmes membres, ont signalé ce numéro, cette adresse, cette plaque ou ce pseudo. Ce peut être vrai à chaque fois, ou une entente. Comparez les récits.
}
beside-branch-team = { $n ->
   *[other] { $n } comptes parrainés par la même association partenaire ou par l’équipe ont signalé ce numéro, cette adresse, cette plaque ou ce pseudo. Elles parrainent beaucoup de monde : cela dit peu de chose.
}
beside-identifiers = Publier
beside-identifiers-hint = Décochez ce qui ne doit pas figurer dans l’alerte. Cela reste dans le signalement.
beside-stopped-emergency = un numéro d’urgence. Il n’est pas publié.
beside-stopped-help = une ligne d’écoute. Elle n’est pas publiée.
beside-stopped-directory = un service de renseignements ou un service public. Il n’est pas publié.
beside-stopped-organisation = un numéro ou une adresse à nous. Cela n’est pas publié.
beside-protected = protégé, ne pas publier.
beside-warned = À relire avant de publier
beside-warned-text = Rien n’a été publié. Ces mots peuvent mener à la personne qui a signalé, ou en disent plus qu’une alerte ne le doit :
beside-colon = { " :" }
beside-warning-reporter = pourrait mener à la personne qui a signalé
beside-warning-quote = est une citation : dites-le avec vos mots
beside-warning-identifier = ressemble à un numéro, une adresse, une plaque ou un pseudo qui n’est pas parmi ceux que vous publiez
beside-warning-hour = dit l’heure
beside-warning-day = dit le jour : le mois est le plus précis possible
beside-warning-place = dit où : la ville est le plus précis possible
beside-anyway-hint = Publiez tel quel seulement si personne ne peut y être reconnu.
beside-changed = Publier ce que j’ai modifié
beside-anyway = Publier quand même
invalid-stopped = L’un des numéros ou adresses appartient à un service ou à nous. Il ne peut pas être publié : décochez-le.
invalid-protected = L’un des numéros ou adresses est protégé et ne peut pas être publié : décochez-le.
invalid-stopped_words = Un numéro ou une adresse dans ces mots appartient à un service ou à nous. Il ne peut pas être publié : retirez-le.
invalid-protected_words = Un numéro ou une adresse dans ces mots est protégé et ne peut pas être publié : retirez-le.
invalid-merge_words = Les mots de cette alerte contiennent un numéro ou une adresse qui ne peut pas être publié. Corrigez d’abord l’alerte.
refusal-warned = Rien n’a été publié : une partie pourrait mener à la personne qui a signalé, ou en dit trop. Modifiez-la, ou publiez quand même après l’avoir relue.
audit-word-text_proofread = a fait relire un texte public
