# Un cercle : où il en est, et ce que ses administratrices y font.
circle-title = Cercle
circle-back = Administration
circle-changes-none = Aucun changement n’est proposé.
circle-answer = Répondre
circle-answer-heading = Dire oui ou non
circle-waits = { $n ->
    [one] Un changement dans un cercle attend le oui ou le non de votre organisation.
   *[other] { $n } changements dans des cercles attendent le oui ou le non de votre organisation.
}
circle-open = Ouvrir ce cercle
circle-rules = Ce qui vaut dans ce cercle
circle-threshold = Pour chercher un numéro
circle-threshold-text = Membres dont les nœuds travaillent ensemble : { $n }
circle-fresh = À jour
circle-fresh-text = Les entrées comptent comme à jour pendant { $hours } h après les dernières nouvelles de qui les publie.
circle-checks = Vérifications par jour
circle-checks-text = { $n } au plus pour une organisation

# Dire oui ou non
circle-yes = Dire oui
circle-no = Dire non
circle-yes-stays = Un oui ne se reprend pas, et les autres organisations l’apprennent. Un non reste ici : personne ne l’apprend, et ce qui ne demande que plus de la moitié peut être décidé quand même.
circle-sure = J’ai lu ce que cela veut dire, et je dis oui au nom de mon organisation.
circle-sure-missing = Cochez d’abord la case : un oui ne se reprend pas.
circle-answer-missing = Choisissez oui ou non.
circle-password = Votre mot de passe
circle-means-joined = Qui est dans le cercle peut lire tout ce qui y est partagé à partir de là, et personne ne peut le lui reprendre. Ne dites oui que si vous connaissez cette organisation, et si vous avez parlé avec quelqu’un qui la connaît.
circle-means-joined-several = Une fois dans le cercle, une organisation trouve ce qui y est partagé à partir de là, mais seulement sous un numéro ou une adresse qu’elle peut déjà nommer. Autant de membres qu’il en faut pour chercher un numéro pourraient tout lire ensemble. Ce que quelqu’un a trouvé, personne ne peut le reprendre. Ne dites oui que si vous connaissez cette organisation, et si vous avez parlé avec quelqu’un qui la connaît.
circle-means-removed = Elle ne reçoit plus rien, et ce qui vient d’elle est effacé chez toutes les autres. Elle garde ce qu’elle sait de la clé et ce qu’elle a copié ; c’est pourquoi une autre clé est fabriquée sans elle ; si deux clés servent en ce moment, une fois la plus ancienne arrivée à sa fin. S’il faut plusieurs membres pour chercher un numéro, il en reste moins pour cela : s’il les faut alors tous, un seul absent arrête toutes les vérifications.
circle-means-node_key_vouched = Appelez son administratrice, au numéro que vous aviez avant, et demandez-lui si cela vient bien d’elle : qui a trouvé le papier avec les 24 mots de secours peut le faire aussi. Une fois décidé, l’ancienne clé n’entre plus.
circle-means-node_key = Rien ne se porte garant de cette clé. Qui la détient est cette organisation pour vous toutes : il publie, retire et vote en son nom. Parlez avec son administratrice avant de dire oui.
circle-means-recovery_key = Qui détient la nouvelle clé de secours peut prendre plus tard la place de cette organisation. Parlez d’abord avec son administratrice.
circle-means-details = Les membres voient le nouveau nom ou le nouveau pays avec chaque entrée.
circle-means-name = Les membres et les administratrices de toutes les organisations voient le nouveau nom.
circle-means-threshold-more = Il faut que plus de nœuds fonctionnent pour qu’une vérification ait une réponse, et il faudrait en voler plus à la fois pour lire ce qui est partagé.
circle-means-threshold-fewer = Il suffirait de voler moins de nœuds à la fois pour lire ce qui est partagé. Avec un seul, un nœud volé suffit pour lire tous les numéros de téléphone d’un pays.
circle-means-new_epoch = Tous les nœuds fabriquent ensemble une nouvelle clé, puis chaque organisation reclasse ses entrées sous cette clé. Les vérifications ont une réponse pendant tout ce temps. Cela prend des heures, et chaque nœud doit y prendre part.
circle-means-key_activated = Dès maintenant, les nouvelles entrées sont classées sous la nouvelle clé. L’ancienne sert encore jusqu’à ce que vous y mettiez fin.
circle-means-key_ended = Les entrées qui ne sont pas encore reclassées sous la nouvelle clé ne seront plus trouvées. Vérifiez d’abord que toutes ont terminé.
circle-means-canon = Les entrées classées avant ne sont trouvées qu’après avoir été reclassées.
circle-means-fresh_limit-more = Les pages disent plus tard qu’une organisation n’a pas donné de nouvelles : une vérification semble complète alors qu’elle est peut-être plus ancienne.
circle-means-fresh_limit-fewer = Les pages disent plus tôt qu’une organisation n’a pas donné de nouvelles. Rien n’est caché.
circle-means-lease-more = Les entrées d’une organisation devenue silencieuse sont montrées plus longtemps, alors que plus personne ne les corrige ni ne les retire.
circle-means-lease-fewer = Les membres ne voient plus les entrées d’une organisation silencieuse depuis plus longtemps ; l’équipe de modération les voit encore, jusqu’au double de ce temps.
circle-means-checks_per_day-more = Chaque organisation, et qui lui volerait sa clé, peut essayer plus de numéros par jour.
circle-means-checks_per_day-fewer = Quand une organisation les a épuisées, ses vérifications n’atteignent plus les autres jusqu’à la fin de l’heure ou de la journée ; les appels, et les personnes qui vérifient peu, passent d’abord.

# Proposer
circle-propose = Proposer un changement
circle-propose-lead = En proposant, vous dites oui, et un oui ne se reprend pas. Ce que chaque changement veut dire est écrit d’abord.
circle-propose-button = Proposer
circle-propose-remove = Exclure une organisation
circle-propose-remove-text = Plus de la moitié des organisations doivent dire oui. S’il restait trop peu de membres pour chercher un numéro ensemble, moins suffisent ensuite, et toutes les organisations qui restent doivent dire oui.
circle-propose-remove-means = Elle ne reçoit plus rien, et ce qui vient d’elle est effacé chez toutes les autres. Elle garde ce qu’elle sait de la clé et ce qu’elle a copié ; c’est pourquoi une autre clé est fabriquée sans elle ; si deux clés servent en ce moment, une fois la plus ancienne arrivée à sa fin. S’il faut plusieurs membres pour chercher un numéro, il en reste moins pour cela : s’il les faut alors tous, un seul absent arrête toutes les vérifications.
circle-remove-of-two = À deux, il faut les deux oui : sans l’organisation à exclure, cela ne peut pas être décidé. Si elle ne répond plus, quittez ce cercle, et créez-en un autre.
circle-propose-remove-label = Quelle organisation
circle-propose-key = Un membre a une nouvelle clé de nœud
circle-propose-key-text = Sa machine a été perdue ou volée, et ses 24 mots de secours désignent une autre clé. Son administratrice vous a remis un texte. Plus de la moitié des autres organisations doivent dire oui.
circle-propose-key-means = Appelez-la d’abord, au numéro que vous aviez avant : qui a trouvé le papier avec les mots peut aussi faire un tel texte. Dès que vous le proposez, votre nœud ne laisse plus entrer l’ancienne clé.
circle-propose-key-label = Le texte
circle-propose-key-hint = Il commence par « parasol-succession: ». Copiez-le en entier.
circle-propose-fresh-limit = Combien de temps les entrées comptent comme à jour
circle-propose-fresh-limit-text = Moins d’heures demandent le oui de plus de la moitié des organisations, plus d’heures celui de toutes.
circle-propose-fresh-limit-label = Heures
circle-propose-fresh-limit-hint = Au moins 1.
circle-propose-lease = Combien de temps sont montrées les entrées d’une organisation silencieuse
circle-propose-lease-text = Moins de jours demandent le oui de plus de la moitié des organisations, plus de jours celui de toutes.
circle-propose-lease-label = Jours
circle-propose-lease-hint = Au moins 1. Ensuite, seule l’équipe de modération les voit ; après le double de ce temps, elles sont effacées.
circle-propose-checks = Combien de vérifications une organisation peut faire par jour
circle-propose-checks-text = Moins de vérifications demandent le oui de plus de la moitié des organisations, plus de vérifications celui de toutes.
circle-propose-checks-label = Vérifications par jour
circle-propose-checks-hint = Au moins 200.
circle-propose-nothing = Écarter ce qui est en cours
circle-propose-nothing-text = Rien ne change, et tout ce qui est proposé par ailleurs est écarté. Plus de la moitié des organisations doivent dire oui.
circle-error-impossible = Cela ne peut pas être proposé en l’état. Regardez de nouveau où en est le cercle.
circle-error-unchanged = C’est déjà ainsi.
circle-error-own = Pour partir vous-même, quittez le cercle : le bouton est en bas de sa page.
circle-error-limit = C’est moins que ce qu’un cercle peut fixer : une heure, un jour, 200 vérifications par jour.
circle-error-too_many = Deux de vos propositions sont déjà en cours. Attendez que l’une soit décidée, ou demandez à un autre membre de proposer d’écarter ce qui est en cours.
circle-error-two_keys = Deux clés servent déjà. La plus ancienne doit prendre fin avant qu’une troisième soit fabriquée.
circle-error-threshold = Choisissez un nombre de 1 au nombre de membres.
circle-error-member = Choisissez une organisation.
circle-error-number = Écrivez un nombre entier.
circle-error-frozen = Les changements sont arrêtés tant que vous n’avez pas pris acte de qui s’est contredit.
circle-error-confirmed = Votre organisation a déjà dit oui, et un oui ne se reprend pas.
circle-error-noted = Quelqu’un en a déjà pris acte.
circle-error-paper-unreadable = Ce texte n’est pas entier. Copiez-le de nouveau, du premier au dernier caractère.
circle-error-paper-decided = Cette clé figure déjà dans la charte.
circle-error-paper-not_vouched = La clé de secours qui figure dans la charte n’a pas signé ce texte, ou il parle d’une clé remplacée depuis. Parlez avec l’administratrice de cette organisation.
circle-error-paper-no_member = Ce texte ne parle d’aucune organisation de ce cercle.

# La fabrication d’une clé
circle-making = La clé
circle-making-text = Tous les nœuds fabriquent ensemble une nouvelle clé. Pour chercher un numéro, il en faudra ce nombre : { $n }
circle-making-dealing = Ils tirent leurs parts.
circle-making-sharing = Ils se remettent leurs parts.
circle-making-probing = Ils essaient la clé.
circle-making-attesting = Ils signent qu’ils ont tous la même clé.
circle-making-made = Elle est fabriquée, et entre en service quand les nœuds l’ont décidé. Personne n’a à le confirmer.
circle-making-aborted = Cet essai s’est terminé sans clé.
circle-making-missing = Pas encore de réponse de { $names }. Sans tout le monde, aucune clé ne se fait : appelez ; si une organisation ne revient pas, proposez de l’exclure.
circle-making-cheated = Cet essai est terminé, car { $who } a triché, et a signé ce qui le prouve. Excluez cette organisation, ou recommencez.
circle-retry = Recommencer
circle-retry-hint = Les autres nœuds suivent. Rien n’est perdu.
circle-share-missing = Ce nœud n’a pas de part de la clé : d’autres membres cherchent les numéros pour lui. La prochaine clé lui en donnera une.
circle-share-asked = Il manque à ce nœud une clé que chaque membre détient en entier : il la demande aux nœuds des autres. Tant qu’aucun ne la lui donne, les vérifications dans ce cercle sont incomplètes, et rien de ce que votre organisation publie n’est partagé sous cette clé.
circle-share-coming = Ce nœud n’a pas encore de part de la clé : d’autres membres cherchent les numéros pour lui. Leurs nœuds lui en donnent une ; il manque encore la réponse de { $names }. D’ici là, rien de ce que votre organisation publie n’est partagé sous cette clé.
circle-share-next = Votre organisation avait une part de cette clé avant de quitter le cercle ; son nœud n’en reçoit pas d’autre : d’autres membres cherchent les numéros pour lui. Rien de ce qu’elle publie n’est partagé sous cette clé. Proposez d’en fabriquer une nouvelle.

# Les organisations silencieuses
circle-publishers = Dernières nouvelles
circle-publishers-text = Durée pendant laquelle les entrées d’une organisation silencieuse sont montrées aux membres, en jours : { $days }. Ensuite, seule l’équipe de modération les voit ; après le double de ce temps, elles sont effacées ici.
circle-publisher-nothing = Rien d’elle ne se trouve ici : elle vient d’arriver, ou est restée silencieuse si longtemps que ce qui venait d’elle a été effacé. Appelez-la ; si elle ne revient pas, proposez de l’exclure.
circle-publisher-fresh = Dernières nouvelles : { $ago }.
circle-publisher-late = Dernières nouvelles : { $ago }. Les vérifications disent que ses entrées ne sont peut-être pas à jour.
circle-publisher-ending = Dernières nouvelles : { $ago }. Bientôt, les membres ne verront plus ses entrées : appelez-la.
circle-publisher-lapsed = Dernières nouvelles : { $ago }. Les membres ne voient plus ses entrées ; l’équipe de modération les voit encore. Appelez-la ; si elle ne revient pas, proposez de l’exclure.

# Ce que quelqu’un a signé deux fois
circle-evidence = Qui s’est contredit
circle-evidence-two_votes = Au sujet de la charte { $charter }, { $names } a voté dans un même tour pour deux changements différents.
circle-evidence-two_asks = Au sujet de la charte { $charter }, { $names } a demandé aux autres dans un même tour de voter pour deux changements différents.
circle-evidence-two_promises = Au sujet de la charte { $charter }, { $names } a fait deux promesses différentes pour un même tour.
circle-evidence-hidden_vote = Au sujet de la charte { $charter }, { $names } a tu l’un de ses votes.
circle-evidence-two_certificates = Deux changements différents ont été décidés comme charte { $charter }. On ne sait pas encore par la faute de qui.
circle-evidence-two_certificates_by = Deux changements différents ont été décidés comme charte { $charter }, car { $names } a voté pour les deux.
circle-evidence-both = A voté pour les deux : { $names }.
circle-evidence-seen = Vu { $ago }.
circle-evidence-open = Les changements sont arrêtés ici tant que vous n’en avez pas pris acte. Les vérifications continuent.
circle-evidence-noted = Noté { $ago } : { $note }
circle-settle = En prendre acte
circle-settle-heading = Prendre acte d’une contradiction
circle-settle-means = Parlez d’abord avec cette organisation. Un nœud se contredit quand il a été copié, ou rétabli à la main depuis un vieux disque ; ou quand quelqu’un a sa clé. Dans ce dernier cas, excluez-la, ou demandez-lui de désigner une nouvelle clé.
circle-settle-label = Ce que vous avez appris ou décidé
circle-settle-hint = Une phrase, 500 caractères au plus. Elle reste à côté de la preuve. Ensuite, les changements reprennent.

# Changer de clé
circle-propose-new-key = Fabriquer une nouvelle clé
circle-propose-new-key-text = Plus de la moitié des organisations doivent dire oui.
circle-propose-new-key-means = À faire quand une organisation partie, exclue ou dont le nœud a été volé détient encore une part de la clé. Tous les nœuds fabriquent ensemble une nouvelle clé, puis chaque organisation reclasse ses entrées sous cette clé. Les vérifications ont une réponse pendant tout ce temps. Cela prend des heures, et chaque nœud doit y prendre part.
circle-propose-threshold = Combien de membres cherchent un numéro ensemble
circle-propose-threshold-text = Un nombre plus grand demande le oui de plus de la moitié des organisations, un nombre plus petit celui de toutes. Une nouvelle clé est fabriquée pour cela.
circle-propose-threshold-means = Il faut que ce nombre de nœuds fonctionnent pour que les autres répondent à une vérification, et il faudrait en voler autant à la fois pour lire ce qui est partagé. Avec un seul, un nœud volé suffit.
circle-propose-threshold-label = Combien
circle-propose-threshold-hint = Deux à partir de trois membres, trois à partir de cinq.
circle-propose-end-old-key = Mettre fin à l’ancienne clé
circle-propose-end-old-key-text = Plus de la moitié des organisations doivent dire oui.
circle-propose-end-old-key-means = Ce qui n’est classé que sous l’ancienne clé n’est plus trouvé, et est détruit partout. On peut le proposer quand toutes ont reclassé sous la nouvelle clé ce qu’elles partagent. Si quelqu’un qui n’est plus dans le cercle détient une part de la nouvelle clé, une autre est fabriquée aussitôt.
circle-error-threshold_all = Si tous les membres devaient chercher ensemble, un seul absent arrêterait toutes les vérifications. Choisissez un nombre plus petit.
circle-error-one_key = Il n’y a pas d’ancienne clé à laquelle mettre fin.
circle-error-retagging = Des entrées seraient perdues : toutes les organisations n’ont pas encore reclassé sous la nouvelle clé ce qu’elles partagent.
circle-two-keys = Deux clés servent. Chaque organisation reclasse ses entrées sous la nouvelle ; les vérifications interrogent les deux.
circle-two-keys-own = Alertes partagées d’ici et classées sous la nouvelle clé : { $done } sur { $all }.
circle-two-keys-waits = Pas encore terminé : { $names }. Si une organisation ne répond plus, appelez-la ; si elle ne revient pas, proposez de l’exclure.
circle-two-keys-all = Toutes ont terminé : proposez maintenant de mettre fin à l’ancienne clé.
circle-gone-hold-shares = Quelqu’un qui n’est plus dans le cercle détient une part de sa clé. Proposez d’en fabriquer une nouvelle.
circle-gone-hold-shares-two = Quelqu’un qui n’est plus dans le cercle détient aussi une part de la nouvelle clé. Une autre sera fabriquée quand l’ancienne aura pris fin.
