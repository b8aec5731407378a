import type { Figure } from '@concord/runtime'
import type { PollState } from './polling-ports.js'
import type { Journal } from './ports.js'

interface Needs {
  readonly journal: Pick<Journal, 'shares'>
  readonly polls: Pick<PollState, 'cycles'>
}

/** Where every record stands, and when each marketplace was last read to the end. */
export const gatewayFigures = async ({ journal, polls }: Needs): Promise<readonly Figure[]> => {
  const [shares, cycles] = await Promise.all([journal.shares(), polls.cycles()])
  return [
    ...shares.map(({ count, ...labels }): Figure => ({ name: 'concord_records', labels, value: count })),
    ...cycles.map(({ marketplace, kind, startedAt }): Figure => ({
      name: 'concord_poll_timestamp_seconds',
      labels: { marketplace, kind },
      value: Date.parse(startedAt) / 1_000,
    })),
  ]
}
