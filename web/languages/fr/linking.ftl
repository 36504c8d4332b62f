# Créer un cercle, inviter, accepter, comparer six mots, partir, changer de clé de nœud.
circle-next = Et ensuite

# Créer un cercle
circle-create = Créer un cercle
circle-create-text = Un cercle est un groupe d’organisations qui trouvent les alertes les unes des autres quand elles vérifient. Vous en êtes le premier membre, et vous invitez les autres.
circle-create-label = Nom du cercle
circle-create-hint = Le même pour tous les membres, 120 caractères au plus. Les membres le voient : pas de nom privé.
circle-create-sure = J’ai lu ce que veut dire une seule clé, et je choisis cela pour commencer.
circle-create-sure-missing = Cochez d’abord la case : une seule clé ouvre tout.
circle-create-button = Créer le cercle
circle-error-name = Écrivez un nom de 1 à 120 caractères.

# Inviter
circle-invite = Inviter une organisation
circle-invite-lead = Vous recevez un texte et une image pour son administratrice.
circle-invite-open = Une invitation est ouverte jusqu’au { $day }. En faire une autre y met fin.
circle-invite-text = Vous recevez un texte, une seule fois, et vous le remettez à l’administratrice de l’autre organisation. Puis vous comparez toutes les deux six mots par téléphone. Une invitation à ce cercle encore ouverte prend fin maintenant.
circle-invite-then-all = Après cela, chaque organisation du cercle doit répondre. La nouvelle n’entre que quand toutes ont dit oui.
circle-invite-then-two = Après cela, le cercle, c’est vous deux. Personne d’autre n’a à répondre.
circle-invite-means = Qui est dans le cercle peut lire tout ce qui y est partagé à partir de là, et personne ne peut le lui reprendre. N’invitez que des organisations que vous connaissez bien.
circle-invite-means-several = Une fois dans le cercle, une organisation trouve ce qui y est partagé à partir de là, mais seulement sous un numéro ou une adresse qu’elle peut déjà nommer. Autant de membres qu’il en faut pour chercher un numéro pourraient tout lire ensemble. Ce que quelqu’un a trouvé, personne ne peut le reprendre. N’invitez que des organisations que vous connaissez bien.
circle-invite-label = Valable combien de jours
circle-invite-hint = De 1 à 30. Elle sert une seule fois.
circle-invite-button = Faire l’invitation
circle-invite-here-only = Ce nœud donne aux autres une adresse qui ne mène qu’à cette machine. Qui s’en occupe doit d’abord régler « network.announce », sinon personne d’ailleurs ne peut être relié.
circle-error-invite-days = Écrivez un nombre de jours de 1 à 30.
circle-error-full = Ce cercle a autant de membres qu’un cercle peut en avoir.
circle-error-joining = Une organisation est en train d’entrer dans ce cercle. Terminez sa mise en relation, ou arrêtez-la, avant d’en inviter une autre.
circle-invited-heading = L’invitation
circle-invited-text = Pour { $circle }, valable une fois, jusqu’au { $day }.
circle-invited-secret = Qui a ce texte peut frapper à la porte au nom de l’organisation invitée. Il n’est montré que maintenant : copiez-le avant de fermer cette page. S’il a été perdu ou vu, faites-en une autre ; celle-ci ne vaudra plus rien.
circle-invited-label = Le texte
circle-invited-picture = Le même texte, à lire avec l’appareil photo d’un téléphone
circle-invited-next-hand = Remettez-le à l’autre administratrice par un moyen sûr : en main propre, ou dans un message chiffré. Elle peut lire l’image avec le téléphone sur lequel elle ouvre son propre site.
circle-invited-next-accept = Sur son propre site, elle ouvre « Administration », « Accepter une invitation », et y met le texte.
circle-invited-next-words = Dès que son nœud a frappé au vôtre, « Administration » vous montre à toutes les deux les mêmes six mots. Appelez-la à un numéro que vous aviez déjà, et comparez-les.
circle-invited-next-all = Puis chaque organisation du cercle doit répondre. La page du cercle dit qui n’a pas encore répondu.
circle-invited-next-two = Puis vous êtes reliées, et vous trouvez les alertes l’une de l’autre.

# Accepter
circle-accept = Accepter une invitation
circle-accept-text = L’administratrice d’une autre organisation vous a remis un texte ou une image. Rien ne se passe avant que vous ayez lu ce que cela dit.
circle-accept-label = Le texte de l’invitation
circle-accept-hint = Il commence par « parasol-invite: ». Copiez-le en entier. L’appareil photo d’un téléphone change l’image en ce texte.
circle-accept-look = Lire ce qui est écrit
circle-accept-from = { $who } vous invite
circle-accept-from-text = Voici ce que dit l’invitation. N’importe qui peut y écrire n’importe quel nom : qui c’est vraiment, vous le saurez en comparant six mots par téléphone.
circle-accept-circle = Cercle
circle-accept-legal = Nom officiel
circle-accept-country = Pays
circle-accept-contact = Pour les données personnelles
circle-accept-until = Valable jusqu’au
circle-accept-means = Si vous acceptez, votre nœud frappe au leur et dit le nom, le nom officiel, le pays et le contact pour les données personnelles de votre organisation. Rien n’est encore partagé.
circle-accept-button = L’accepter
circle-error-invite-unreadable = Cette invitation n’est pas entière. Copiez-la de nouveau, du premier au dernier caractère.
circle-error-invite-expired = Cette invitation est trop ancienne. Demandez-en une autre.
circle-error-invite-own = C’est votre propre invitation. Elle est pour l’administratrice de l’autre organisation, sur son propre site.
circle-error-invite-already_member = Votre organisation est déjà dans ce cercle.
circle-error-invite-another_key = Cette organisation est connue ici avec une autre clé. N’acceptez pas. Appelez son administratrice au numéro que vous aviez avant.

# Six mots
circle-link-into = Pour le cercle { $circle }
circle-link-who = { $who } ({ $country }), pour le cercle { $circle }.
circle-link-waits = Une organisation doit être reliée à la vôtre, et attend votre réponse.
circle-link-compare = Comparer six mots
circle-link-open = Voir où cela en est
circle-link-heading = Relier { $who }
circle-link-text = Appelez l’autre administratrice, à un numéro que vous aviez déjà, pas à celui d’un message. Faites-la lire ses six mots, et écrivez ce que vous entendez. Ce doit être ceux-ci, dans cet ordre :
circle-link-done-text = Vous avez confirmé ces six mots. Si elle vous appelle, lisez-les-lui :
circle-link-means = Si un seul mot est différent, quelqu’un s’est glissé entre vous : arrêtez. Quand vous avez confirmé toutes les deux et que tous les membres ont dit oui, votre organisation est dans un cercle avec la leur. Votre nœud partage alors avec ses membres les alertes que vous publiez, dix minutes après leur publication sauf si vos réglages disent autre chose. Ce qu’ils ont vu, personne ne peut le reprendre.
circle-link-one-key = Si vous êtes les deux premières de ce cercle, chacune de vous détient la clé entière. Qui vole un seul nœud peut lire tous les numéros de téléphone d’un pays en quatre heures de calcul environ. À partir de trois membres, on peut fabriquer une clé dont il faut plusieurs détenteurs pour toute recherche.
circle-link-stop-means = Si quelque chose vous semble douteux, arrêtez ici. Si les membres du cercle ont déjà été interrogés, il leur est alors demandé d’écarter cette arrivée : d’ici là, cette organisation peut encore entrer.
circle-link-stop-means-newcomer = Si quelque chose vous semble douteux, arrêtez ici. Si votre nœud a déjà accepté la charte du cercle, ses membres peuvent encore vous y faire entrer.
circle-link-label = Les six mots que vous entendez
circle-link-hint = Avec des espaces entre eux. Ce sont des mots anglais dans toutes les langues.
circle-link-confirm = Ce sont les mêmes : confirmer
circle-link-stop = Arrêter
circle-link-forget = L’enlever de la liste
circle-link-answer-missing = Choisissez de confirmer ou d’arrêter.
circle-link-stopped = La mise en relation est arrêtée.
circle-link-stopped-handed = La mise en relation est arrêtée ici. Comme vous aviez confirmé toutes les deux, cette organisation a peut-être déjà reçu la clé : proposez dans le cercle d’en fabriquer une nouvelle.
circle-link-stopped-setting-aside = La mise en relation est arrêtée ici. Les autres membres avaient déjà été interrogés, et votre oui ne se reprend pas. Il leur est maintenant demandé d’écarter cette arrivée, ce qui demande le oui de plus de la moitié. D’ici là, cette organisation peut encore entrer : appelez tout de suite les autres administratrices.
circle-link-stopped-still-proposed = La mise en relation est arrêtée ici. Les autres membres avaient déjà été interrogés, et votre oui ne se reprend pas. Cette organisation peut encore entrer : appelez tout de suite les autres administratrices, et demandez à un autre membre de proposer d’écarter ce qui est en cours.
circle-link-stopped-consented = La mise en relation est arrêtée ici. Votre nœud avait déjà accepté la charte du cercle, et cela ne se reprend pas : les membres peuvent encore vous y faire entrer, et attendraient alors votre nœud. Appelez-les tout de suite. Si vous y êtes, entrez avec une autre invitation, puis quittez le cercle ; ou bien elles vous en excluent.
circle-error-words = Ce ne sont pas les six mots. Faites-les lire de nouveau. S’ils restent différents, arrêtez.

# Une liaison rompue ici
circle-relink = Reprendre une liaison
circle-relink-text = La liaison avec ce membre a été rompue ici. Depuis, son nœud et le vôtre ne se disent plus rien dans ce cercle. Pour les autres, c’est un membre comme un autre.
circle-relink-means = Votre nœud lui donne de nouveau ce que vous partagez, et va chercher ce que cette organisation partage. Elle prend part avec vous aux décisions et à la fabrication des clés.
circle-relink-label = Quelle organisation
circle-relink-button = La reprendre
circle-error-linked = Cette liaison n’est pas rompue.

# Partager de nouveau après un rétablissement
circle-resume = Partager de nouveau sans attendre
circle-resume-text = Ce nœud a été rétabli, ou a une nouvelle clé. Il attend ces organisations, car elles détiennent peut-être quelque chose de votre organisation qu’il ne connaît pas.
circle-resume-unheard = Sans nouvelles pour l’instant
circle-resume-means = Appelez-les d’abord. Si vous n’attendez pas, votre nœud partage dès maintenant ce qu’il connaît. Ce qu’elles sont seules à détenir, il ne le connaît pas : une entrée retirée après la sauvegarde pourra être trouvée de nouveau. Quand leurs nœuds reviennent, cela se remarque et se corrige tout seul.
circle-resume-button = Partager de nouveau maintenant
circle-error-new_key = Les membres n’ont pas encore décidé la nouvelle clé de ce nœud. D’ici là, rien n’est partagé d’ici.
circle-error-publishing = Ce nœud n’attend personne dans ce cercle. Il partage déjà.

# Partir
circle-leave = Quitter ce cercle
circle-leave-lead = Tout de suite, et sans demander à personne. Ce que cela veut dire est écrit d’abord.
circle-leave-heading = Quitter { $circle }
circle-leave-text = Vous n’avez besoin du oui de personne, et cela prend effet tout de suite.
circle-leave-here = Ici, tout ce qui vient des autres organisations est effacé, ainsi que votre part de la clé. Vos membres ne trouvent plus leurs alertes. Vos propres signalements et alertes restent.
circle-leave-there = Les autres effacent ce que votre organisation a partagé dans ce cercle dès qu’elles l’apprennent. Les nœuds qui ne répondent pas en ce moment l’apprennent plus tard.
circle-leave-kept = Ce que quelqu’un a lu ou copié entre-temps, personne ne peut le reprendre.
circle-leave-alone = Le cercle finit avec vous : personne d’autre n’y est. Vos propres signalements et alertes restent.
circle-leave-for-good = On ne peut pas revenir en arrière. Seule une nouvelle invitation permet de revenir.
circle-leave-label = Nom du cercle
circle-leave-hint = Pour montrer que c’est bien ce que vous voulez, écrivez : { $circle }
circle-leave-button = Quitter définitivement
circle-error-leave-name = Ce n’est pas le nom du cercle. Rien ne s’est passé.
circle-left-done = Votre organisation a quitté le cercle. Ce qui venait des autres est effacé ici. Elles l’apprennent dès que leurs nœuds répondent.

# La nouvelle clé de nœud d’un membre
circle-propose-key-look = Lire ce qui est écrit
circle-paper-heading = Une nouvelle clé pour { $who }
circle-paper-text = Ce texte a été signé avec la clé de secours de { $who }, celle qui figure dans la charte, et désigne une nouvelle clé pour son nœud. Plus de la moitié des autres organisations doivent dire oui.
circle-paper-circles = À proposer dans
circle-paper-sure = J’ai appelé l’administratrice de { $who } à un numéro que j’avais déjà, et elle a fait ce texte elle-même.
circle-paper-sure-missing = Appelez-la d’abord, puis cochez la case.
circle-paper-error = { $circle } : { $error }
circle-yes-stays-proposed = En proposant, vous dites oui, et un oui ne se reprend pas.
circle-propose-node-key = Un membre a une nouvelle clé de nœud, sans mots de secours
circle-propose-node-key-text = Sa machine a été perdue ou volée, et ses 24 mots de secours aussi. Son administratrice vous a lu une clé. Toutes les organisations doivent dire oui, celle-là aussi, avec son ancien nœud.
circle-propose-node-key-else = Si son ancien nœud ne tourne plus, cela ne pourra jamais être décidé. Excluez alors cette organisation, puis invitez-la de nouveau.
circle-propose-node-key-label = Sa nouvelle clé
circle-propose-node-key-hint = 64 chiffres et lettres de a à f. Faites-les lire par son administratrice au téléphone.
circle-propose-node-key-sure = J’ai appelé son administratrice à un numéro que j’avais déjà, et nous avons comparé la clé.
circle-error-key = Écrivez la clé entière : 64 chiffres et lettres de a à f.

# La nouvelle clé de ce nœud
circle-own-key = La nouvelle clé de votre nœud
circle-own-key-show = Montrer le texte à leur remettre
circle-own-key-waits = Votre nœud a une nouvelle clé, qui n’est pas encore décidée dans { $names }. D’ici là, rien n’y est partagé.
circle-own-key-text = Le texte ci-dessous le dit, signé avec votre clé de secours. Il ne contient aucun secret.
circle-own-key-label = Le texte
circle-own-key-picture = Le même texte, à lire avec l’appareil photo d’un téléphone
circle-own-key-next-1 = Remettez le texte à l’administratrice d’une organisation partenaire de ce cercle. Elle vous appellera : dites-lui que vous l’avez fait.
circle-own-key-next-2 = Sur son propre site, elle ouvre la page du cercle, « Un membre a une nouvelle clé de nœud », et l’y met.
circle-own-key-next-3 = Plus de la moitié des autres organisations doivent dire oui. Votre nœud reprend alors sa place de lui-même, et cette page disparaît. Il partage de nouveau dès qu’il a eu des nouvelles de toutes les organisations partenaires ; la page du cercle dit lesquelles il attend encore.
circle-own-key-bare-text = Aucune clé de secours ne s’en porte garante, car les 24 mots manquaient. Les membres n’ont donc que votre parole.
circle-own-key-bare-label = La nouvelle clé
circle-own-key-bare-next-1 = Lisez la clé au téléphone à l’administratrice d’une organisation partenaire de ce cercle.
circle-own-key-bare-next-2 = Sur son propre site, elle ouvre la page du cercle, « Un membre a une nouvelle clé de nœud, sans mots de secours », et l’écrit.
circle-own-key-bare-next-3 = Toutes les organisations doivent dire oui, la vôtre aussi, avec son ancien nœud. S’il a disparu, demandez à être exclues, puis invitées de nouveau.

# La fabrication d’une clé
circle-making-attempt = C’est l’essai { $n }.
circle-making-again = C’est un nouvel essai : un nœud a été rétabli entre-temps.
circle-retry-hint-waits = Tant que quelqu’un manque, recommencer n’aide pas : appelez. Cela aide quand tout le monde est là et que rien n’avance depuis une heure. On n’y perd rien.
circle-key-confirmed = Essayée avec les autres membres { $ago } : elle fonctionne.
circle-two-keys-own-soon = Ce nœud commence dès que la nouvelle clé est confirmée.
circle-two-keys-own-nothing = Ce nœud ne partage aucune alerte à reclasser.
circle-error-too_many_attempts = On a essayé si souvent qu’il faut le décider de nouveau : proposez « Écarter ce qui est en cours ».
