# Ce que l’équipe et la personne qui a signalé s’écrivent ; où en est un signalement, la suite, et comment le retirer.

thread-heading = Vous et l’équipe
thread-none = Rien n’a encore été écrit.
thread-said = Ce que vous avez signalé
thread-next = La suite
thread-write = Écrire à l’équipe
thread-write-hint = Seule l’équipe le lit. Écrivez aussi peu ou autant que vous voulez.
thread-send = Envoyer à l’équipe
thread-sent = Envoyé
thread-sent-text = L’équipe le lira avec votre signalement.
thread-closed = La page s’était refermée, pour vous protéger. Saisissez à nouveau votre mot de passe : ce que vous avez écrit est toujours là, vous pourrez alors l’envoyer.
thread-by-team = L’équipe, le { $date }
thread-by-you = Vous, le { $date }
thread-by-reporter = La personne qui a signalé, le { $date }
thread-team = L’équipe
thread-you = Vous
thread-answered = Vous avez répondu. Votre réponse ne s’affiche pas ici, car quelqu’un d’autre pourrait trouver votre code.
thread-by-code = Qui a votre code peut lire ce que l’équipe demande, mais jamais ce que vous répondez.

# La suite. Aucun jour ici : qui tient le téléphone peut les lire.
next-waiting = Quelqu’un de l’équipe le lit dans les 48 heures qui suivent votre envoi. Vous n’avez rien à faire.
next-claimed = Quelqu’un de l’équipe est en train de le lire.
next-asked_back = L’équipe vous a posé une question. Votre signalement attend votre réponse ; vous pouvez aussi ne pas répondre, et l’équipe décidera avec ce qu’elle a.
next-asked-sign-in = L’équipe vous a posé une question. Si vous avez un compte, connectez-vous et ouvrez ce signalement dans « Mes signalements » : vous pourrez la lire et y répondre.
next-published = Il prévient les autres, dès maintenant ou à partir du jour convenu. Vous pouvez le retirer à tout moment.
next-merged = D’autres avaient déjà signalé cette personne. Ce que vous avez apporté a été ajouté à leur alerte et la renforce. Merci.
next-not_published = L’équipe garde votre signalement pour elle. Vous pouvez lui écrire, envoyer un autre signalement ou retirer celui-ci.
next-withdrawn = Ce que vous aviez écrit, vos coordonnées et tous vos échanges avec l’équipe sont effacés. Plus personne ne voit d’alerte.
next-recalled = L’alerte a prévenu les autres pendant un temps. Plus personne ne la voit.
next-due = La décision est prise au plus tard le { $date }.
next-shown-from = Les autres voient l’alerte à partir du { $date }.
next-gone = Ce qu’il en reste, sans aucun de vos mots, est effacé le { $date }.

# Pourquoi un signalement n’est pas publié, dit à la personne qui a signalé.
told-not_enough = Il n’y avait pas assez d’éléments pour que les autres reconnaissent cette personne. Si d’autres choses vous reviennent, écrivez-nous ou envoyez un autre signalement : cela compte.
told-no_consent = Vous n’avez pas accepté d’alerte, il n’y en a donc pas. Ce que vous nous avez dit reste dans l’équipe.
told-would_expose_reporter = Nous n’avons trouvé aucune façon de le dire qui n’aurait pas mené à vous. Votre sécurité passe avant tout.
told-out_of_scope = Les alertes préviennent contre des personnes qui mettent en danger les travailleuses et travailleurs du sexe. Ici, il s’agit d’autre chose. Parlez-nous-en : une autre aide existe peut-être.
told-about_a_sex_worker = Il n’y a jamais d’alerte sur une autre travailleuse ou un autre travailleur du sexe. S’il s’est passé quelque chose entre vous, parlez-nous-en : nous chercherons une autre voie.
told-duplicate = D’autres avaient déjà signalé cette personne : une alerte existe. Merci de nous l’avoir dit quand même.
told-not_credible = Cela ne concorde pas avec ce que nous savons par ailleurs. Ce n’est pas un jugement sur vous. Écrivez-nous si nous avons mal compris.
told-other = L’équipe a renoncé à une alerte pour une autre raison. Écrivez-lui si vous souhaitez en savoir plus.

# Retirer
withdraw-lead = { $n ->
    [one] Ce que vous avez écrit, vos coordonnées et tous vos échanges avec l’équipe sont effacés immédiatement. S’il y a une alerte, plus personne ne la voit, ici comme à l’étranger, immédiatement. Ce qu’il en reste, sans aucun de vos mots, est effacé au bout d’une heure.
   *[other] Ce que vous avez écrit, vos coordonnées et tous vos échanges avec l’équipe sont effacés immédiatement. S’il y a une alerte, plus personne ne la voit, ici comme à l’étranger, immédiatement. Ce qu’il en reste, sans aucun de vos mots, est effacé au bout de { $n } heures.
}
withdraw-now-lead = Ce que vous avez écrit, vos coordonnées et tous vos échanges avec l’équipe sont effacés immédiatement. S’il y a une alerte, elle est effacée partout immédiatement.
withdraw-sure = Le retirer encore une fois
withdraw-sure-hint = Pour être sûr·e que plus rien n’en est montré.
not-free-summary = Ce n’est pas ce que vous vouliez ?
not-free-text = Si le signalement a été retiré par erreur, par quelqu’un d’autre, ou parce qu’on vous y a forcé·e, vous pouvez le dire à l’équipe. Elle pourra alors remettre l’essentiel, sans aucun de vos mots. Rien sur vos pages ne montrera jamais que vous avez appuyé ici.
not-free-button = Le dire à l’équipe
not-free-said = Merci
not-free-said-text = L’équipe est au courant.

# Le formulaire
report-by-code = Je souhaite aussi lire les questions de l’équipe avec mon code de suivi
report-by-code-hint = Pratique si vous ne pouvez pas toujours vous connecter. Qui trouve votre code peut alors lire ce que l’équipe vous demande, mais pas ce que vous avez écrit. Sinon, vous lisez et répondez uniquement dans « Mes signalements ».

# Côté modération
desk-thread = La personne qui a signalé et l’équipe
desk-thread-nobody = Plus personne ne peut lire ce qui est écrit ici.
desk-ask-label = Écrire à la personne qui a signalé
desk-ask-hint = Elle le lit après s’être connectée et avoir saisi à nouveau son mot de passe. Un message lui dit que quelque chose l’attend, sans rien de plus. Tant que rien n’est décidé, le signalement attend sa réponse ; les 48 heures continuent de courir.
desk-ask-code-hint = Elle peut le lire avec son seul code, et qui trouve ce code le lit aussi : ne répétez rien de ce qu’elle vous a dit. Tant que rien n’est décidé, le signalement attend sa réponse ; les 48 heures continuent de courir.
desk-ask-free-hint = Vous pouvez demander si elle était libre de le retirer. Écrivez de façon que cela ne nuise pas si la personne qui l’y a forcée le lit aussi.
desk-ask = Envoyer à la personne qui a signalé
desk-asked = Envoyé
desk-asked-text = C’est écrit avec son signalement. Si elle a un compte et un contact confirmé, un message lui dit que quelque chose l’attend.
desk-gone = Il a été retiré. Ce qu’il en reste (ce qui permet de retrouver la personne, et la nature des faits) est effacé le { $date }.
desk-not-free = La personne qui a signalé dit qu’elle n’était pas libre quand il a été retiré.
desk-not-free-said = Quelqu’un qui a son code dit qu’elle n’était pas libre quand il a été retiré.
desk-not-free-code = Quelqu’un qui a son code dit qu’elle n’était pas libre quand il a été retiré. Ce n’est pas forcément elle : seul ce qu’elle dit depuis son compte permet de remettre l’essentiel. Écrivez-lui ; un message lui dit que quelque chose l’attend.
desk-not-free-card = Quelqu’un qui a son code dit qu’elle n’était pas libre quand il a été retiré. Ce n’est pas forcément elle. Écrivez-lui : si c’est redit après votre question, vous pourrez remettre l’essentiel.
desk-entry-back = Remettre l’essentiel
desk-entry-back-hint = Les membres et les partenaires à l’étranger le voient à nouveau comme avant, avec seulement les numéros, le niveau, la nature des faits et le mois. Un signalement qui n’était pas encore publié attend à nouveau une décision.
desk-entry-done = L’essentiel est remis
desk-entry-back-text = Il en est où il en était : visible, en attente d’une décision, ou caché parce qu’elle avait demandé une vérification. S’il contient un numéro qui ne doit plus être publié, il reste caché aussi, et le signalement l’indique. Aucun de ses mots n’est revenu.
desk-reject-text = Une phrase pour la personne qui a signalé
desk-reject-text-hint = La raison lui est dite avec tact dans tous les cas. Ce que vous ajoutez ici s’affiche avec son signalement.

invalid-post_empty = Écrivez d’abord quelque chose.
invalid-too_many_posts = On a tant écrit ici qu’il n’y a plus de place. Choisissez une autre façon de vous parler.
invalid-nobody_reads = Personne ne pourrait le lire : le compte n’existe plus, ou il n’y en a jamais eu.

# In the copy of one’s data
kept-reports-by_code = Les questions de l’équipe se lisent avec le code
kept-reports-withdrawn_until = Ce qu’il en reste est effacé
kept-posts = Entre vous et l’équipe
kept-posts-by = Écrit par
kept-posts-at = Écrit le
kept-posts-text = Ce qui a été écrit

# Un signalement commencé
draft-heading = Pas maintenant ?
draft-tick = Garder ce que j’ai écrit, pour continuer plus tard
draft-tick-hint = C’est gardé sous scellé pendant 30 jours et ne s’ouvre qu’avec votre mot de passe. L’équipe ne le voit pas. Qui ouvre votre compte voit qu’il y a un brouillon, mais pas ce qu’il dit. Quand vous envoyez le signalement, ou si vous ne revenez pas, il est effacé.
draft-button = Arrêter ici et garder
draft-error-tick = Pour garder votre texte, cochez d’abord la case. Rien n’a été gardé.
draft-kept = C’est gardé
draft-kept-text = Ce que vous avez écrit est gardé jusqu’au { $date }. Vous le retrouvez dans « Mes signalements », avec votre mot de passe.
draft-note = Vous avez commencé un signalement, gardé jusqu’au { $date }.
draft-go-on = Continuer
draft-title = Texte
draft-page-heading = Votre brouillon
draft-page-lead = Ce que vous avez commencé est gardé jusqu’au { $date }. Saisissez votre mot de passe pour continuer, ou effacez-le.
draft-forget = Effacer le brouillon
draft-forgotten = C’est effacé
draft-forgotten-text = Le brouillon est effacé. Personne ne l’a lu.
draft-closed = Votre mot de passe a été réinitialisé il y a moins de trois jours : votre brouillon reste fermé pour le moment. Vous pouvez l’effacer.
kept-drafts = Un signalement que vous avez commencé
kept-drafts-ends = Gardé jusqu’au
kept-drafts-fields-name = Champs du formulaire
kept-drafts-fields-value = Ce que vous avez saisi
