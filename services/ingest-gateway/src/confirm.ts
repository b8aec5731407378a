import { begin } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import { itemOf } from './items.js'
import type { Observation } from './ports.js'

/** Tells whoever asked that these orders were read again; what is not valid says nothing. */
export type Confirm = (read: readonly Observation[]) => Promise<void>

export const createConfirm =
  (bus: Pick<Bus, 'publish'>): Confirm =>
  (read) =>
    bus.publish(
      read.flatMap((observation) => {
        const { key, version, lane, outcome } = itemOf(observation)
        if (outcome !== undefined) return []
        const about = { recordkey: key, recordversion: version, lane } as const
        const data = { readAt: observation.observedAt }
        return [begin({ type: 'confirmed.order.v1', source: 'ingest-gateway', ...about, data })]
      }),
    )
