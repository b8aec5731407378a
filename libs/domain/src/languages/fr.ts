import type { Catalogue } from './catalogue.js'

export const french: Catalogue = {
  common: {
    noDetail: 'aucune précision n’a été donnée',
    unknownRecord: { sentence: 'Fiche {key} : {reason}.', nextStep: 'Consultez le journal.' },
    unknownTrigger: 'Motif {reason}.',
  },
  records: {
    'in-flight': {
      'on-its-way': {
        sentence: 'La fiche {key} est en route vers Dotdigital.',
        nextStep: 'Rien à faire : elle est relancée si elle tarde.',
      },
    },
    waiting: {
      identity: {
        sentence:
          'La fiche {key} n’a aucune adresse où joindre le client : l’e-mail manque ou n’est qu’une adresse de relais.',
        nextStep:
          'Rien à faire si une commande suivante ou une vente de la boutique apporte l’adresse ; sinon, indiquez dans la configuration le champ personnalisé qui la contient.',
      },
      'identity-overdue': {
        sentence:
          'La fiche {key} attend l’adresse de son client depuis plus longtemps que cette place de marché ne le permet ({detail}).',
        nextStep:
          'Demandez l’adresse à la place de marché et transmettez une vente qui la contient, ou écartez la fiche ; elle repart d’elle-même dès que l’adresse arrive.',
      },
      order: {
        sentence: 'La fiche {key} dépend d’une commande dont le client n’est pas encore identifié.',
        nextStep: 'Rien à faire : elle suit la commande.',
      },
      'pipeline-fault': {
        sentence: 'La fiche {key} n’a pas pu être traitée et a été mise de côté après plusieurs tentatives.',
        nextStep: 'Lisez le message mis de côté, corrigez le défaut, puis relancez la fiche.',
      },
      quota: {
        sentence:
          'La fiche {key} attend, car les appels ou les imports permis par Dotdigital sont épuisés pour l’instant.',
        nextStep:
          'Rien à faire : elle repart d’elle-même. Si cela arrive souvent, voyez qui d’autre utilise le compte ou demandez un quota plus large.',
      },
      'circuit-open': {
        sentence:
          'La fiche {key} attend, car Dotdigital ne répond pas ; un appel est tenté toutes les quelques secondes.',
        nextStep: 'Rien à faire : elle repart d’elle-même dès que Dotdigital répond de nouveau.',
      },
      'rejected-by-dotdigital': {
        sentence: 'Dotdigital a refusé les données de la fiche {key} : {detail}.',
        nextStep: 'Faites, ou faites faire, ce qui est indiqué ; relancez ensuite la fiche.',
      },
    },
    delivered: {
      published: { sentence: 'Dotdigital possède la fiche {key} dans cette version.', nextStep: 'Rien à faire.' },
      stored: {
        sentence: 'La fiche {key} fait partie de sa commande ; elle n’a pas de fiche propre dans Dotdigital.',
        nextStep: 'Rien à faire.',
      },
    },
    withheld: {
      'contacts-not-created': {
        sentence:
          'Le client de la fiche {key} n’est pas dans Dotdigital, et la configuration demande de ne pas créer de contacts.',
        nextStep: 'Rien à faire, ou réglez newContacts sur unsubscribed.',
      },
      'excluded-by-dotdigital': {
        sentence: 'Dotdigital n’accepte pas le client de la fiche {key} : {detail}.',
        nextStep: 'Rien à faire : la personne ou la plateforme a exclu cette adresse.',
      },
    },
    superseded: {
      'newer-version': {
        sentence: 'Une version plus récente de la fiche {key} avait déjà été prise en compte.',
        nextStep: 'Rien à faire.',
      },
    },
    ignored: {
      test: { sentence: 'La fiche {key} est une commande de test.', nextStep: 'Rien à faire.' },
      'not-about-consent': {
        sentence: 'La fiche {key} dit ce qu’un message est devenu, et rien du consentement.',
        nextStep: 'Rien à faire.',
      },
    },
    quarantined: {
      invalid: {
        sentence: 'La fiche {key} n’a pas la forme que Mirakl décrit : {detail}.',
        nextStep:
          'Corrigez-la à la source et transmettez-la de nouveau, ou ici sous forme de copie : concord exceptions edit <id>.',
      },
      'shared-customer-id': {
        sentence:
          'L’identifiant client de la fiche {key} sert à trop d’adresses e-mail différentes pour désigner une seule personne.',
        nextStep: 'Ajoutez l’identifiant à guestIds dans concord.yaml, puis relancez la fiche.',
      },
      'oversized-identity': {
        sentence:
          'Les indices de la fiche {key} réuniraient en une seule personne plus d’identifiants et d’adresses qu’une personne n’en a ({detail}).',
        nextStep:
          'Cherchez quelle adresse ou quel identifiant est partagé, retirez cet indice, puis relancez la fiche.',
      },
    },
  },
  triggers: {
    due: { data: 'Les données que lit ce message sont en route vers Dotdigital.' },
    waiting: {
      'in-dispute': 'La commande fait l’objet d’un litige ; tant qu’il dure, le client n’est pas sollicité.',
      'cooling-down': 'Le litige vient de se terminer ; les sollicitations reprennent après le délai d’apaisement.',
      'dispute-overdue': 'La commande est en litige depuis trop longtemps ; quelqu’un doit y mettre fin.',
      'data-stale':
        'La dernière lecture de la commande dans Mirakl est trop ancienne pour ce message ; elle est d’abord relue.',
      'not-identified': 'On ne sait pas encore qui est le client de la commande.',
      'consent-unread': 'Dotdigital n’a pas pu être interrogé sur le consentement à l’instant.',
      'record-held': 'Les données que lit ce message n’ont pas pu être écrites dans Dotdigital.',
      'links-unresolved': 'Un lien de ce message est incomplet : {detail}.',
      quota: 'Les appels permis par Dotdigital sont épuisés pour l’instant.',
      'circuit-open': 'Dotdigital ne répond pas ; l’envoi se fera dès qu’il répondra de nouveau.',
      'enrolment-allowance': 'Le nombre d’inscriptions aux programmes permis par heure est atteint.',
      'not-mapped': 'Aucune campagne n’est configurée pour cette langue, et aucune par défaut.',
      'state-unknown':
        'La commande ou son vendeur est dans un état que Concord ne connaît pas ; dans le doute, rien n’est envoyé.',
    },
    sent: { sent: 'Dotdigital l’a accepté.' },
    withheld: {
      history: 'C’était déjà arrivé quand Concord a vu la commande pour la première fois.',
      overtaken: 'Une étape suivante de la commande est apparue en même temps ; seule la plus avancée est annoncée.',
      'too-late': 'Le message arriverait trop tard.',
      unsubscribed: 'Le client s’est désabonné des messages commerciaux.',
      'not-subscribed': 'Le client ne s’est jamais abonné aux messages commerciaux.',
      'opted-out-of-list':
        'Le client a quitté la liste dont relève ce message, ou n’a pas choisi la préférence correspondante.',
      suppressed: 'L’adresse est bloquée dans Dotdigital par un utilisateur du compte.',
      'hard-bounced': 'L’adresse n’existe pas ; le courrier est revenu.',
      complained: 'Le client a signalé un message comme indésirable.',
      blocked: 'Dotdigital bloque cette adresse.',
      'seller-suspended': 'Le vendeur est suspendu ; les sollicitations qui le nomment sont arrêtées.',
      'not-about-the-order':
        'Ce message sollicite le client au lieu de l’informer sur sa commande ; il ne peut pas partir comme message transactionnel.',
      'no-contact': 'Le client n’est pas un contact dans Dotdigital.',
      'already-in-program': 'Le contact est déjà dans ce programme.',
      'refused-by-dotdigital': 'Dotdigital l’a refusé : {detail}.',
      'not-applicable-any-more': 'La commande a évolué ; le message n’a plus lieu d’être.',
    },
    unknown: {
      'answer-lost':
        'La liaison a été coupée entre l’envoi et la réponse ; le message est peut-être parti, peut-être pas.',
    },
  },
}
