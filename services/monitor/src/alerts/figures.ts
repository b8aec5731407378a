import { metricCatalogue } from '@concord/runtime'

/** All that rules read: of whatever else a process shows, nothing is kept. */
const readMetrics = [
  ...(['concord_figures_readable', 'concord_status', 'concord_queue_messages', 'concord_queue_consuming'] as const),
  ...(['concord_poll_timestamp_seconds', 'concord_consent_read_timestamp_seconds'] as const),
  ...(['concord_dotdigital_circuit_open', 'concord_dotdigital_calls_left', 'concord_dotdigital_calls_limit'] as const),
  ...(['concord_mirakl_allowance_seconds', 'concord_mirakl_waiting_seconds', 'concord_triggers'] as const),
  ...(['concord_credentials_refused_timestamp_seconds', 'concord_certificate_expiry_timestamp_seconds'] as const),
]
type ReadMetric = (typeof readMetrics)[number]

const readNames: ReadonlySet<string> = new Set(readMetrics)
export const isRead = (metric: string): boolean => readNames.has(metric)

/** One sample of the metrics of a process. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What one process showed, or why nothing could be read of it. */
export interface SourceSeen {
  /** A service, or what else it is called where it is more than one. */
  readonly name: string
  readonly at: string
  readonly samples?: readonly Sample[] | undefined
  readonly failure?: string | undefined
}

const catalogue: Readonly<Record<string, { readonly type: string; readonly overReplicas?: 'sum' | 'max' | 'min' }>> =
  metricCatalogue
const putTogether = { sum: (left: number, right: number) => left + right, max: Math.max, min: Math.min }

/** The samples of all replicas as one, each metric as the catalogue says; what each process counts is added up. */
export const merged = (sources: readonly SourceSeen[]): readonly Sample[] => {
  const found = new Map<string, Sample>()
  for (const sample of sources.flatMap(({ samples = [] }) => samples)) {
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()])
    const other = found.get(key)
    const join = putTogether[catalogue[sample.name]?.overReplicas ?? 'sum']
    found.set(key, other === undefined ? sample : { ...sample, value: join(other.value, sample.value) })
  }
  return [...found.values()]
}

export const samplesOf = (
  samples: readonly Sample[],
  name: ReadMetric,
  labels: Readonly<Record<string, string>> = {},
): readonly Sample[] =>
  samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
