import type { metricLabels } from './metrics-labels.js'

type LabelName = keyof typeof metricLabels

interface Described {
  readonly help: string
  readonly labels: readonly LabelName[]
}

interface HistogramEntry extends Described {
  readonly type: 'histogram'
  /** Upper bounds of its buckets, in seconds. */
  readonly buckets: readonly number[]
}

interface GaugeEntry extends Described {
  readonly type: 'gauge'
  /**
   * How replicas of a service are put together: `max` where all read the same rows, `sum` where each counts its own, `min`
   * where the lowest is the true one.
   */
  readonly overReplicas: 'sum' | 'max' | 'min'
}

const minutes = 60
const hours = 3_600
const shortTimes = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]
const longTimes = [1, 2, 5, 10, 30, minutes, 5 * minutes, 15 * minutes, hours, 6 * hours, 24 * hours]

/** Every metric of ours, by name; what is not here can be neither counted nor shown. */
export const metricCatalogue = {
  concord_message_handling_seconds: {
    type: 'histogram',
    help: 'From the delivery of a message to its ack, retry or dead letter',
    labels: ['service', 'type', 'lane', 'outcome'],
    buckets: shortTimes,
  },
  concord_record_settling_seconds: {
    type: 'histogram',
    help: 'From the acceptance of a record version to its settling; without replays, and without what the door settles at once',
    labels: ['kind', 'lane', 'state'],
    buckets: longTimes,
  },
  concord_records: {
    type: 'gauge',
    help: 'Record versions by where they stand and why; their sum is all that was received',
    labels: ['state', 'reason'],
    overReplicas: 'max',
  },
  concord_triggers: {
    type: 'gauge',
    help: 'Trigger occurrences by where they stand and why',
    labels: ['account', 'state', 'reason'],
    overReplicas: 'max',
  },
  concord_status: {
    type: 'gauge',
    help: 'Each figure of GET /status; account is empty where it is of the whole service',
    labels: ['service', 'account', 'what'],
    overReplicas: 'max',
  },
  concord_queue_messages: {
    type: 'gauge',
    help: 'Messages that wait in a queue, those in hand not counted',
    labels: ['queue'],
    overReplicas: 'max',
  },
  concord_queue_consuming: {
    type: 'gauge',
    help: '1 while this process consumes from a queue, else 0',
    labels: ['queue'],
    overReplicas: 'max',
  },
  concord_poll_timestamp_seconds: {
    type: 'gauge',
    help: 'When the newest poll began that came to its end, as Unix time',
    labels: ['marketplace', 'kind'],
    overReplicas: 'max',
  },
  concord_consent_read_timestamp_seconds: {
    type: 'gauge',
    help: 'When the newest reading of consent began that came to its end, as Unix time',
    labels: ['account'],
    overReplicas: 'max',
  },
  concord_consent_learning_seconds: {
    type: 'histogram',
    help: 'From an opt-out in Dotdigital to Concord knowing of it, where Dotdigital tells the first',
    labels: ['account'],
    buckets: longTimes,
  },
  concord_dotdigital_call_seconds: {
    type: 'histogram',
    help: 'From a call leaving for Dotdigital to its answer; calls that were not made are not counted',
    labels: ['service', 'account', 'tier', 'status'],
    buckets: shortTimes,
  },
  concord_dotdigital_calls_left: {
    type: 'gauge',
    help: 'Calls left in the running minute (`enrolment`, `account`: hour), as the last answer said; the limit once that is over',
    labels: ['service', 'account', 'tier'],
    overReplicas: 'min',
  },
  concord_dotdigital_calls_limit: {
    type: 'gauge',
    help: 'Calls that a minute (`enrolment`, `account`: an hour) allows, as the last answer said',
    labels: ['service', 'account', 'tier'],
    overReplicas: 'min',
  },
  concord_dotdigital_circuit_open: {
    type: 'gauge',
    help: '1 while Dotdigital is taken to be away and no call is let through, else 0; every few seconds one is, to see',
    labels: ['service', 'account', 'tier'],
    overReplicas: 'max',
  },
  concord_mirakl_call_seconds: {
    type: 'histogram',
    help: 'From a call leaving for Mirakl to its answer; calls that our own budget holds back are not counted',
    labels: ['service', 'marketplace', 'operation', 'status'],
    buckets: shortTimes,
  },
  concord_mirakl_allowance_seconds: {
    type: 'gauge',
    help: 'How much time each call takes up of what Mirakl documents as allowed, 60 where it may be made once a minute; 0 where nothing is documented',
    labels: ['service', 'marketplace', 'operation'],
    overReplicas: 'max',
  },
  concord_mirakl_waiting_seconds: {
    type: 'gauge',
    help: 'How long calls have been asked for and none was let through, by our own budget or by a 429; 0 where none waits',
    labels: ['service', 'marketplace', 'operation'],
    overReplicas: 'max',
  },
  concord_credentials_refused_timestamp_seconds: {
    type: 'gauge',
    help: 'When Dotdigital (account) or Mirakl (marketplace, else empty) answered 401 or 403 last, as Unix time; forgotten after a day',
    labels: ['service', 'account', 'marketplace'],
    overReplicas: 'max',
  },
  concord_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'Until when the certificate is valid that a server showed at the newest connection over https, as Unix time; forgotten after a day',
    labels: ['host'],
    overReplicas: 'min',
  },
  concord_sellers: {
    type: 'gauge',
    help: 'Sellers by what Mirakl says of them',
    labels: ['marketplace', 'seller_state'],
    overReplicas: 'max',
  },
  concord_sellers_in_dispute: {
    type: 'gauge',
    help: 'Sellers with at least one order in dispute',
    labels: ['marketplace'],
    overReplicas: 'max',
  },
  concord_orders_in_dispute: {
    type: 'gauge',
    help: 'Orders with an open incident, an open return or a refund under way',
    labels: ['marketplace'],
    overReplicas: 'max',
  },
  concord_orders_in_dispute_overdue: {
    type: 'gauge',
    help: 'Those of them for longer than `disputeLimitDays` of their account, whether or not a message waits for it',
    labels: ['marketplace'],
    overReplicas: 'max',
  },
  concord_links_visited: {
    type: 'gauge',
    help: 'Addresses that messages lately showed and that were asked for, at the last visit',
    labels: ['marketplace', 'channel', 'kind'],
    overReplicas: 'max',
  },
  concord_links_failing: {
    type: 'gauge',
    help: 'Those of them that do not answer, or with neither 2xx, 401 nor 403; `GET /v1/links` of dd-publisher names them',
    labels: ['marketplace', 'channel', 'kind'],
    overReplicas: 'max',
  },
  concord_figures_readable: {
    type: 'gauge',
    help: '1 while the figures of a source can be read; where 0, its other gauges are missing',
    labels: ['source'],
    overReplicas: 'min',
  },
} as const satisfies Readonly<Record<`concord_${string}`, HistogramEntry | GaugeEntry>>

type Catalogue = typeof metricCatalogue
export type MetricName = keyof Catalogue
type NamesOf<T> = { [N in MetricName]: Catalogue[N]['type'] extends T ? N : never }[MetricName]
export type HistogramName = NamesOf<'histogram'>
export type GaugeName = NamesOf<'gauge'>
type LabelsOf<N extends MetricName> = Readonly<Record<Catalogue[N]['labels'][number], string>>

/** Counts one value, in seconds, in a histogram. */
export type Observe = <N extends HistogramName>(name: N, labels: LabelsOf<N>, seconds: number) => void

/** What one gauge shows at one moment under one set of labels. */
export type Figure = {
  [N in GaugeName]: { readonly name: N; readonly labels: LabelsOf<N>; readonly value: number }
}[GaugeName]
