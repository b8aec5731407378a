import type { AlertType } from '../alert-types.js'
import type { AlertTelling } from './catalogue.js'

export const englishAlerts: Readonly<Record<AlertType, AlertTelling>> = {
  'no-data': {
    sentence: 'Nothing is seen of {where}, so whatever goes wrong there is not seen either.',
    nextStep: 'See whether it runs and answers, and whether monitor may read it (WATCHED_URLS, API_TOKEN).',
  },
  'circuit-open': {
    sentence: 'Dotdigital does not answer account {where} ({tiers}); what is to be written or sent waits.',
    nextStep: 'Look at the status page of Dotdigital and at your way to it; everything goes on by itself.',
  },
  'credentials-refused': {
    sentence: 'Dotdigital refuses the credentials of account {where}.',
    nextStep: 'Give the API user its rights back, or set its new password, and restart the services that use it.',
  },
  'queue-unconsumed': {
    sentence: 'Nobody consumes from the queue {where}; its messages wait.',
    nextStep: 'Look at GET /ready of the service, then at RabbitMQ.',
  },
  'poll-late': {
    sentence: '{where} ({kind}) was last read to its end at {since}; {minutes} minutes are allowed.',
    never: '{where} ({kind}) has not been read to its end once; {minutes} minutes are allowed.',
    nextStep: 'Run concord check, and look for mirakl codes in the log of ingest-gateway; nothing is lost.',
  },
  'consent-old': {
    sentence: 'Consent of account {where} was last read to its end at {since}; its marketing waits once it is too old.',
    never: 'Consent of account {where} has not been read to its end once; its marketing waits.',
    nextStep: 'See whether consent-guard runs, and look for dotdigital codes in its log.',
  },
  'opt-outs-late': {
    sentence: 'Concord learned of an opt-out in account {where} only after {minutes} minutes.',
    nextStep: 'Set up the webhooks of Dotdigital to the gateway, or lower suppressionsEverySeconds.',
  },
  'quota-low': {
    sentence: 'Account {where} has {left} of {limit} calls a minute left ({tiers}).',
    nextStep: 'See who else uses the account, or ask Dotdigital for a larger quota.',
  },
  'queue-deep': {
    sentence: 'Messages waiting in the queue {where}: {count}.',
    nextStep: 'See what slows the service down; run more replicas of it.',
  },
  'dead-letters': {
    sentence: 'Messages set aside in {where}: {count}; their records wait.',
    nextStep: 'Read the code in the log of the service, mend the fault, then replay the records.',
  },
  'records-late': {
    sentence: 'Records of {where} past their time: {count}, the oldest since {since}; {hours} hours are allowed.',
    nextStep: 'Look at the timeline of one of them, and mend what holds it; then replay them.',
  },
  'orders-pending': {
    sentence:
      'Orders of {where} pending for more than {hours} hours: {count}, the oldest since {since}. Until then these messages cannot go: {blocks}.',
    nextStep: 'Ask whoever has to act on them: the seller, or, before a debit, the operator.',
  },
  'disputes-overdue': {
    sentence: 'Orders of {where} in dispute for too long: {count}; what is marketing waits for them.',
    nextStep: 'Find them in Mirakl by their incident, and have the seller or the operator end it.',
  },
  'differences-found': {
    sentence: 'Differences of {where} found since its last full reconciliation: {count}.',
    nextStep:
      'Find the runs (concord reconcile list), look (concord reconcile show <run>), mend (concord reconcile repair <run> --all, with --dry-run first), and compare everything again: concord reconcile.',
  },
  'reconciliations-failed': {
    sentence: 'Reconciliations of {where} that came to no end in the last week: {count}.',
    nextStep:
      'Find the run with concord reconcile list, see why with concord reconcile show <run>, mend that, and begin another: concord reconcile.',
  },
  exceptions: {
    sentence: 'Open exceptions of {where}: {count} ({exception}).',
    nextStep: 'Look at each of them, and do what it says.',
  },
  'value-unknown': {
    sentence: '{where} says {value} for {field}, which Concord does not know; it counts as not fine.',
    nextStep: 'Find out what it means in Mirakl, and teach Concord.',
  },
  'certificate-expiring': {
    sentence: 'The certificate of {where} is valid until {until}.',
    nextStep: 'Renew it, or ask whoever runs that server to.',
  },
  'credential-expiring': {
    sentence: 'The credential {where} expires on {until}.',
    nextStep: 'Renew it, set it, and correct expiresOn in concord.yaml.',
  },
  'delivery-failing': {
    sentence: 'Alerts have not reached the route {where} since {since}; waiting: {count}.',
    nextStep: 'Look at its last failure in this alert, and mend its address or its secret; they go by themselves then.',
  },
}
