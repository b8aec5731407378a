import type { AlertType } from '../alert-types.js'
import type { AlertTelling } from './catalogue.js'

export const frenchAlerts: Readonly<Record<AlertType, AlertTelling>> = {
  'no-data': {
    sentence: 'On ne voit rien de {where}, donc rien non plus de ce qui y va mal.',
    nextStep: 'Vérifiez qu’il tourne et répond, et que monitor peut le lire (WATCHED_URLS, API_TOKEN).',
  },
  'circuit-open': {
    sentence: 'Dotdigital ne répond pas au compte {where} ({tiers}) ; ce qui est à écrire ou à envoyer attend.',
    nextStep: 'Consultez la page d’état de Dotdigital et votre accès ; tout reprend de soi-même.',
  },
  'credentials-refused': {
    sentence: '{platform} refuse les identifiants de {where}.',
    nextStep:
      'Rendez ses droits à l’utilisateur d’API ou à la clé, ou mettez-en de nouveaux, puis redémarrez les services qui s’en servent.',
  },
  'queue-unconsumed': {
    sentence: 'Personne ne lit la file {where} ; ses messages attendent.',
    nextStep: 'Regardez GET /ready du service, puis RabbitMQ.',
  },
  'poll-late': {
    sentence:
      '{where} ({kind}) a été lu jusqu’au bout pour la dernière fois à {since} ; {minutes} minutes sont permises.',
    never: '{where} ({kind}) n’a encore jamais été lu jusqu’au bout ; {minutes} minutes sont permises.',
    nextStep: 'Lancez concord check et cherchez des codes mirakl dans le journal d’ingest-gateway ; rien n’est perdu.',
  },
  'consent-old': {
    sentence:
      'Les consentements du compte {where} ont été lus jusqu’au bout pour la dernière fois à {since} ; trop anciens, ils font attendre le marketing.',
    never: 'Les consentements du compte {where} n’ont encore jamais été lus jusqu’au bout ; le marketing attend.',
    nextStep: 'Vérifiez que consent-guard tourne et cherchez des codes dotdigital dans son journal.',
  },
  'opt-outs-late': {
    sentence:
      'Désinscriptions dans le compte {where} que Concord a apprises trop tard dans la dernière heure : {count}, la plus lente après {minutes} minutes.',
    nextStep: 'Mettez en place les webhooks de Dotdigital vers le gateway, ou baissez suppressionsEverySeconds.',
  },
  'quota-low': {
    sentence: 'Il reste au compte {where} {left} appels sur {limit} ({tiers}).',
    nextStep: 'Voyez qui d’autre utilise le compte, ou demandez à Dotdigital un quota plus grand.',
  },
  'calls-waiting': {
    sentence:
      'Aucun appel à Mirakl pour {where} ({operations}) n’a eu son tour depuis {minutes} minutes : le quota est épuisé.',
    nextStep:
      'Voyez qui d’autre se sert de la même clé, et si calls dans concord.yaml dit ce que Mirakl permet. OR13 attend jusqu’à un jour après un export complet ; rien n’est perdu.',
  },
  'enrolments-waiting': {
    sentence: 'Inscriptions du compte {where} qui attendent, les appels de cette heure étant épuisés : {count}.',
    nextStep:
      'Elles partent d’elles-mêmes, 25 contacts par appel. Si c’est fréquent, voyez ce qui d’autre inscrit aux programmes, ou envoyez ces messages par une campagne.',
  },
  'queue-deep': {
    sentence: 'Messages en attente dans la file {where} : {count}.',
    nextStep: 'Cherchez ce qui ralentit le service ; faites tourner plus de répliques.',
  },
  'dead-letters': {
    sentence: 'Messages mis de côté dans {where} : {count} ; leurs fiches attendent.',
    nextStep: 'Lisez le code dans le journal du service, corrigez la faute, puis relancez les fiches.',
  },
  'records-late': {
    sentence: 'Fiches de {where} hors délai : {count}, la plus ancienne depuis {since} ; {hours} heures sont permises.',
    nextStep: 'Regardez la chronologie de l’une d’elles, corrigez ce qui la retient, puis relancez-les.',
  },
  'orders-pending': {
    sentence:
      'Commandes de {where} en attente depuis plus de {hours} heures : {count}, la plus ancienne depuis {since}. D’ici là, ces messages ne peuvent pas partir : {blocks}.',
    nextStep: 'Demandez à qui doit agir : le vendeur ou, avant un débit, l’opérateur.',
  },
  'differences-found': {
    sentence:
      'Différences entre Concord et {where} depuis la dernière réconciliation complète : {count} (réconciliation {run}).',
    nextStep:
      'Regardez (concord reconcile show <run>), réparez (concord reconcile repair <run> --all, d’abord avec --dry-run) ou acceptez ce qui peut rester (concord reconcile accept <run>), et comparez tout de nouveau : concord reconcile.',
  },
  'reconciliations-failed': {
    sentence:
      'Réconciliations de Concord avec {where} qui ont échoué cette dernière semaine : {count} (la dernière : {run}).',
    nextStep: 'Voyez pourquoi avec concord reconcile show <run>, corrigez-le et recommencez : concord reconcile.',
  },
  'links-failing': {
    sentence:
      'Liens de {where} qui ne mènent nulle part : {count} sur {visited} essayés, parmi ceux que des messages ont montrés récemment.',
    nextStep:
      'Ouvrez chaque adresse ; corrigez le modèle sous links dans concord.yaml, ou réparez la boutique. concord check --links en essaie davantage.',
  },
  exceptions: {
    sentence: 'Exceptions ouvertes de {where} : {count} ({exception}).',
    nextStep: 'Regardez chacune et faites ce qu’elle dit.',
  },
  'value-unknown': {
    sentence: '{where} donne {value} pour {field}, que Concord ne connaît pas ; cela compte comme anormal.',
    nextStep:
      'Cherchez dans Mirakl ce que cela signifie et si ces commandes sont normales. Faites-le ensuite ajouter à Concord : le runbook dit où. D’ici là, mettez en sourdine : concord alerts silence <id>.',
  },
  'certificate-expiring': {
    sentence: 'Le certificat de {where} est valable jusqu’au {until}.',
    nextStep: 'Renouvelez-le, ou demandez-le à qui gère ce serveur.',
  },
  'credential-expiring': {
    sentence: 'L’identifiant {where} expire le {until}.',
    nextStep: 'Renouvelez-le, mettez-le en place et corrigez expiresOn dans concord.yaml.',
  },
  'delivery-failing': {
    sentence: 'Depuis {since}, les alertes n’atteignent pas la voie {where} ; en attente : {count}.',
    nextStep:
      'Regardez son dernier échec dans cette alerte et corrigez son adresse ou son secret ; elles partiront ensuite.',
  },
}
