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
    sentence: '{platform} refuses the credentials of {where}.',
    nextStep: 'Give the API user or the key its rights back, or set a new one, and restart the services that use it.',
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
    sentence:
      'Opt-outs in account {where} that Concord learned of too late in the last hour: {count}, the slowest after {minutes} minutes.',
    nextStep: 'Set up the webhooks of Dotdigital to the gateway, or lower suppressionsEverySeconds.',
  },
  'quota-low': {
    sentence: 'Account {where} has {left} of {limit} calls left ({tiers}).',
    nextStep: 'See who else uses the account, or ask Dotdigital for a larger quota.',
  },
  'calls-waiting': {
    sentence:
      'No call to Mirakl for {where} ({operations}) has got its turn for {minutes} minutes: the quota is used up.',
    nextStep:
      'See who else asks with the same key, and whether calls in concord.yaml says what Mirakl allows. OR13 waits up to a day after a full export; nothing is lost.',
  },
  'enrolments-waiting': {
    sentence: 'Enrolments in account {where} that wait because the calls of this hour are used up: {count}.',
    nextStep:
      'They go by themselves, 25 contacts a call. If it is often, see what else enrols into programs, or send these messages by a campaign.',
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
  'differences-found': {
    sentence: 'Differences between Concord and {where} since the last full reconciliation: {count} (run {run}).',
    nextStep:
      'Look (concord reconcile show <run>), mend (concord reconcile repair <run> --all, with --dry-run first) or accept what may stand (concord reconcile accept <run>), and compare everything again: concord reconcile.',
  },
  'reconciliations-failed': {
    sentence: 'Reconciliations of Concord with {where} that failed in the last week: {count} (the last one: {run}).',
    nextStep: 'See why with concord reconcile show <run>, mend that, and begin another: concord reconcile.',
  },
  'links-failing': {
    sentence:
      'Links of {where} that lead nowhere: {count} of {visited} asked for, of those that messages lately showed.',
    nextStep:
      'Open each address; correct the template under links in concord.yaml, or mend the shop. concord check --links asks for more of them.',
  },
  exceptions: {
    sentence: 'Open exceptions of {where}: {count} ({exception}).',
    nextStep: 'Look at each of them, and do what it says.',
  },
  'value-unknown': {
    sentence: '{where} says {value} for {field}, which Concord does not know; it counts as not fine.',
    nextStep:
      'Find out in Mirakl what it means and whether its orders are fine. Then have it added to Concord: the runbook says where. Until then silence this: concord alerts silence <id>.',
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
