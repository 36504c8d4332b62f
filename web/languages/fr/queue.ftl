# La file de l'équipe : qui s'occupe de quoi, et décider ensemble.
desk-filter-withdrawn = Retirés
desk-at-it = Qui s’en occupe
desk-at-it-nobody = personne
desk-at-it-you = vous
desk-more = Page suivante
desk-first-page = Revenir à la première page
desk-claimed-you = Vous vous occupez de ce signalement. Les autres le voient. Si vous n’y faites rien pendant une heure, ou si vous le remettez dans la file, quelqu’un d’autre peut le prendre.
desk-put-back = Remettre dans la file
desk-claimed-by = { $name } s’occupe de ce signalement depuis { $minutes ->
    [0] moins d’une minute
    [one] une minute
   *[other] { $minutes } minutes
}. Vous pouvez le lire. Pour en décider, prenez le relais ou attendez.
desk-take-over = Prendre le relais
desk-take-over-hint = L’autre personne l’apprendra en continuant. Cela laisse une ligne dans le journal d’audit.
desk-kept-typed = Ce que vous avez écrit
desk-kept-typed-hint = Cela n’a pas été publié. Copiez ce dont vous avez encore besoin.
desk-decided-meanwhile = Quelqu’un d’autre a décidé entre-temps. Rien de ce que vous avez écrit n’a été publié ; votre texte est ci-dessous.
refusal-claimed = { $name } s’occupe de ce signalement depuis { $minutes ->
    [0] moins d’une minute
    [one] une minute
   *[other] { $minutes } minutes
}. Prenez le relais, ou attendez. Ce que vous avez écrit est toujours là.
