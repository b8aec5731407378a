import { begin } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import type { FireNeeds } from './fire.js'

/** The gateway reads an order back within the marketplace's allowance, in pages with whatever else is to be read. */
export const askForReading =
  (bus: Pick<Bus, 'publish'>): FireNeeds['refresh'] =>
  async (orders) => {
    const byKey = new Map(orders.map((stored) => [stored.key, stored]))
    await bus.publish(
      [...byKey.values()].map(({ key, version }) => {
        const about = { recordkey: key, recordversion: version, lane: 'realtime' } as const
        return begin({ type: 'command.refresh.v1', source: 'dd-publisher', ...about, data: { keys: [key] } })
      }),
    )
  }
