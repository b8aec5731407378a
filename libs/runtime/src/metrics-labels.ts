import { messageSchemas, services } from '@concord/contracts'
import { kinds, lanes, linkKinds, recordReasons, recordStates, triggerReasons, triggerStates } from '@concord/domain'

/** What a label says. Its values are few: never an id, an address or anything else that grows with the trade. */
interface Label {
  readonly meaning: string
  /** All there may be; left out where the configuration or a vendor decides. */
  readonly values?: readonly string[]
}

const unknown = 'unknown'
const reasons = [recordReasons, triggerReasons].flatMap((states) => Object.values(states).flatMap(Object.keys))

/** Every label of every metric. */
export const metricLabels = {
  account: { meaning: 'A Dotdigital account, by its name in `concord.yaml`' },
  channel: { meaning: 'A channel of a marketplace, by its code in Mirakl; empty where an order has none' },
  host: { meaning: 'A server that a process has connections to, with its port where that is not 443' },
  kind: {
    meaning: 'What a record is about, a poll asks for, or a link leads to',
    values: [...new Set([...kinds, 'incident', ...linkKinds])],
  },
  lane: { meaning: 'The lane of a message', values: [...lanes, unknown] },
  marketplace: { meaning: 'A marketplace, by its name in `concord.yaml`' },
  operation: {
    meaning: 'What Mirakl is asked, by its own name; `OAuth` is the call for a token',
    values: [
      ...['AF01', 'CH11', 'CUR01', 'OR11', 'OR13', 'OR14', 'OR15', 'OR31', 'OR51', 'OR61', 'PC01', 'RE01', 'RT11'],
      ...['S03', 'S20', 'S21', 'V01', 'OAuth'],
    ],
  },
  outcome: {
    meaning: 'What became of a delivery; `unsettled` is delivered again',
    values: ['acked', 'retried', 'dead-lettered', 'unsettled'],
  },
  queue: { meaning: 'A queue, like `dd-publisher.realtime`; dead letters are in `<service>.dead`' },
  reason: { meaning: 'Why it is in its state, as in the runbook', values: [...new Set(reasons)] },
  seller_state: {
    meaning: 'What Mirakl says of a seller',
    values: ['OPEN', 'CLOSE', 'SUSPENDED', 'TERMINATED', 'other'],
  },
  service: { meaning: 'Who did it', values: services },
  source: { meaning: 'Whose figures: a service, its bus, or its client of an account or a marketplace' },
  state: { meaning: 'Where a record or a trigger stands', values: [...new Set([...recordStates, ...triggerStates])] },
  status: { meaning: 'The HTTP status of the answer; `none` without a whole answer' },
  tier: {
    meaning:
      'The rate tier a call counts in; of what is left also `enrolment`, the hour of enrolments into programs, and `account`, the hour of the flat scheme, once it is used up',
    values: ['low', 'medium', 'high', 'unlimited', 'enrolment', 'account'],
  },
  type: { meaning: 'The type of a message', values: [...Object.keys(messageSchemas), unknown] },
  what: {
    meaning: 'A figure of `GET /status`, by its name there',
    values: [
      ...['hints', 'replays', 'keysToRewrap', 'marketplacesPolled', 'oldestHintSeconds', 'hintSeconds'],
      'untoldProfiles',
      ...['accountsUnread', 'writeBacksDue', 'writeBacksFailed'],
      ...['optOutsLearned', 'worstOptOutLagSeconds', 'optOutsLate', 'optOutLagSeconds', 'consentAgeSeconds'],
      ...['effectsDue', 'effectsImporting', 'effectsHeld', 'triggersDue', 'untold', 'circuitsOpen'],
      ...['differencesFound', 'reconciliationsFailed'],
    ],
  },
} as const satisfies Readonly<Record<string, Label>>
