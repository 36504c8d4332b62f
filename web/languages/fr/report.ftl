# Le formulaire d’un signalement : ce qu’il redemande, et ce qu’il retient d’une réponse.
report-when-line = Quand : { $words }
report-check-words = « { $words } » : nous n’y lisons pas de date ; l’équipe le lit tel que vous l’avez écrit.
report-unreadable-several = Il y a plus d’un numéro ou d’une adresse sur cette ligne. Écrivez chacun sur sa ligne ; « Ajouter une ligne » en donne d’autres.
report-unreadable-empty = Il n’y a rien ici que nous puissions lire. Réécrivez-le, ou laissez la ligne vide.
report-unreadable-short_number = C’est un numéro court, comme ceux des urgences ou des services d’information. Il n’appartient à personne en particulier : laissez la ligne vide et citez-le dans votre texte.
report-unreadable-hidden_number = Un numéro masqué ne peut pas être retrouvé. Laissez la ligne vide et dites dans votre texte que le numéro était masqué.
report-unreadable-nothing_known = Ce n’est ni un numéro de téléphone, ni une adresse e-mail, ni une plaque, ni un pseudo. Si c’est un nom, écrivez-le dans « Noms utilisés » ; le reste va dans la description.
report-unreadable-handle_too_short = C’est trop court pour un pseudo, qui a au moins 3 caractères. Si c’est une adresse e-mail, écrivez-la sans espaces ; si c’est un nom, écrivez-le dans « Noms utilisés ».
report-unreadable-handle_characters = Un pseudo n’a que des lettres, des chiffres, des points, des tirets et des traits de soulignement. Si c’est un prénom ou un nom, écrivez-le dans « Noms utilisés ».
report-unreadable-not_an_email = Ce n’est pas une adresse e-mail complète. Elle ressemble à nom@example.org, sans espaces.
report-ask-abroad = Est-ce bien cela ? Un numéro de ce pays : { $country }.
report-ask-too-short = Il manque peut-être un chiffre.
report-ask-too-long = Il y a peut-être un chiffre de trop.
report-ask-plate = Est-ce bien cela ? C’est lu comme une plaque. Si c’est un numéro de téléphone, écrivez-le avec des chiffres seulement : un zéro, pas la lettre O.
report-error-town = De quelle ville s’agit-il ? Choisissez-en une, ou « Aucune de celles-ci ».
report-urgent-now = Si vous êtes en danger maintenant, n’attendez pas notre réponse : appelez.
report-done-urgent = L’équipe de { $name } le regarde en premier.
