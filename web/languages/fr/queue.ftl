# La file de l'équipe : qui s'occupe de quoi, et décider ensemble.
desk-filter-withdrawn = Retirés
desk-news-not-free = Retiré, mais pas librement ?
desk-news-withdrawn = Retiré ; personne n’a encore regardé
desk-news-post = Nouveau message
desk-put-back-told = L’essentiel a été remis. Ses pages et son code continuent d’indiquer que le signalement est retiré : n’écrivez rien qui dise le contraire.
desk-at-it = Qui s’en occupe
desk-at-it-nobody = personne
desk-at-it-you = vous
desk-more = Page suivante
desk-first-page = Revenir à la première page
desk-claimed-you = Vous vous occupez de ce signalement. Les autres le voient. Si vous n’y faites rien pendant une heure, ou si vous le remettez dans la file, quelqu’un d’autre peut le prendre.
desk-looking = Vous ne faites que regarder ce signalement : personne ne s’en occupe. Dès que vous y faites quelque chose, il est à vous.
desk-take = Je m’en occupe
desk-put-back = Remettre dans la file
desk-claimed-by = { $name } s’occupe de ce signalement depuis { $minutes ->
    [0] moins d’une minute
    [one] une minute
   *[other] { $minutes } minutes
}. Vous pouvez le lire. Pour en décider, prenez le relais ou attendez.
desk-take-over = Prendre le relais
desk-take-over-hint = L’autre personne l’apprendra en continuant. Cela laisse une ligne dans le journal d’audit.
desk-kept-typed = Ce que vous avez écrit
desk-kept-typed-hint = Cela n’a été ni publié ni envoyé. Copiez ce dont vous avez encore besoin.
desk-decided-meanwhile = Quelqu’un d’autre a décidé entre-temps. Rien de ce que vous avez écrit n’a été publié ; votre texte est ci-dessous.
refusal-proposal-waits = { $name } a proposé autre chose à ce sujet ({ $what }), et cela attend une deuxième personne de l’équipe. Confirmez ou renvoyez d’abord cette proposition ; { $name } peut aussi la reprendre.
refusal-claimed = { $name } s’occupe de ce signalement depuis { $minutes ->
    [0] moins d’une minute
    [one] une minute
   *[other] { $minutes } minutes
}. Prenez le relais, ou attendez. Ce que vous avez écrit est toujours là.

# Annuler, regrouper, corriger
desk-undo = Annuler : retire l’alerte et rouvre le signalement
desk-undo-hint = Possible pendant dix minutes. Ensuite, corrigez l’alerte ou retirez-la.
desk-undone = Annulé
desk-undone-text = Le signalement est de nouveau ouvert et vous vous en occupez. Les membres ne voient plus l’alerte ; les organisations à l’étranger sont prévenues si elles l’avaient déjà reçue.
merge-heading = Ajouter à une alerte existante
merge-hint = Indiquez l’adresse de l’alerte ou son identifiant. Les numéros et adresses cochés ci-dessus y sont ajoutés s’ils sont nouveaux, et l’alerte compte un signalement de plus. La personne qui a signalé apprend que son signalement a été ajouté à une alerte.
merge-alert = Alerte
merge-button = Ajouter
merge-into-this = Ajouter à cette alerte
merge-done = Ajouté
merge-done-text = Le signalement a été ajouté à l’alerte.
correct-link = Corriger ou reclasser
correct-title = Note
correct-heading = Corriger cette alerte
correct-lead = Les membres voient aussitôt la nouvelle version ; les organisations partenaires à l’étranger reçoivent de nouvelles entrées à la place des anciennes. Ce que l’alerte disait avant reste ici, pour l’équipe de modération.
correct-aliases-hint = Un par ligne.
correct-leave-out = Numéros et adresses à enlever
correct-leave-out-hint = Cochez ce qui n’appartient pas à cette personne. Ces entrées prennent fin ici et chez toutes les organisations partenaires.
correct-why = Pourquoi ?
correct-why-hint = Pour l’équipe ; les membres ne le voient pas.
correct-button = Corriger
correct-done = Corrigé
correct-done-text = Les membres voient la nouvelle version.
history-heading = Ce que l’alerte disait avant
history-line-published = { $date } : publiée par { $name }
history-line-corrected = { $date } : corrigée par { $name }
history-line-merged = { $date } : un signalement ajouté par { $name }
history-line-taken_out = { $date } : un signalement enlevé, car il n’est plus utilisé
history-nobody = quelqu’un qui n’est plus là
history-level = Niveau
alert-reports = { $n ->
    [one] D’après un signalement
   *[other] D’après { $n } signalements
}
unmask = Les afficher en entier
unmask-hint = Les numéros sont masqués. Les afficher compte comme une vérification, trente par jour au plus, et laisse une ligne dans le journal d’audit.

# Une deuxième personne
second-heading = Attend une deuxième personne
second-back-heading = Renvoyé
second-by = { $name } propose ceci ({ $when }).
second-by-you = Vous avez proposé ceci ({ $when }).
second-by-nobody = Quelqu’un qui n’est plus là a proposé ceci ({ $when }).
second-yours = Une autre personne de l’équipe confirme ou renvoie.
second-take-back = Retirer ma proposition
second-confirm = Confirmer : c’est fait aussitôt
second-send-back = Renvoyer
second-why = Pourquoi :
second-why-back = Pourquoi renvoyez-vous cette proposition ?
second-what = Proposition
second-what-publish = Publier
second-what-merge = Ajouter à une alerte existante
second-what-revise = Corriger une alerte
second-what-recall = Retirer une alerte
second-take-out = Numéros et adresses à enlever
second-abroad-yes = partager aussi à l’étranger
second-done = Proposé
second-done-text = « Très dangereux » se décide à deux. La proposition attend dans la file qu’une deuxième personne la confirme ou la renvoie ; d’ici là, rien ne change.
second-confirmed = Confirmé
second-confirmed-text = C’est fait.
second-sent-back = Renvoyé
second-sent-back-text = Rien n’a changé. Ce qui a été écrit reste dans le formulaire pour la suite.
second-list-many = { $n ->
    [one] Une décision attend une deuxième personne
   *[other] { $n } décisions attendent une deuxième personne
}
second-list = En attente d’une deuxième personne
second-list-yours = la vôtre : quelqu’un d’autre la confirme
refusal-second_needed = Il faut une deuxième personne de l’équipe.
invalid-second_same = C’est à quelqu’un d’autre de confirmer ce que vous avez proposé.
invalid-second_gone = La personne qui a proposé ceci n’en a plus le droit. Renvoyez la proposition et refaites-la.
invalid-undo_late = Plus de dix minutes sont passées. Corrigez l’alerte ou retirez-la.
invalid-undo_merged = Un autre signalement a été ajouté à cette alerte entre-temps. Corrigez-la ou retirez-la.
invalid-merge_unknown = Aucune alerte ne porte cet identifiant. Copiez de nouveau son adresse.
invalid-merge_ended = Cette alerte n’est plus affichée. Publiez le signalement à part.
invalid-merge_full = Cette alerte ne peut plus recevoir de signalements ou de numéros. Publiez le signalement à part.
invalid-merge_abroad = L’alerte est partagée à l’étranger, et la personne qui a signalé n’a pas donné son accord pour cela. Publiez le signalement à part, ici seulement.
invalid-merge_later = La personne qui a signalé a demandé que ce soit affiché plus tard. Attendez, ou publiez le signalement à part.
invalid-revise_full = Cette alerte a été modifiée trop souvent. Retirez-la et publiez-la de nouveau.
invalid-why = Dites pourquoi, en quelques mots.
correct-changed = Quelqu’un d’autre a corrigé cette alerte entre-temps. Rouvrez-la pour voir ; ce que vous avez écrit est ci-dessous.
correct-ended = Cette alerte a été retirée ou mise de côté entre-temps. Rien n’a été modifié ; ce que vous avez écrit est ci-dessous.
