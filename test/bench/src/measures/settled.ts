import { waitFor } from '@concord/testing'
import type { System } from '../system/system.js'

/** How many records have been told as delivered. */
export const deliveredIn = async ({ running: { urls, token } }: System): Promise<number> => {
  const response = await fetch(`${urls.gateway}/v1/conservation`, { headers: { authorization: `Bearer ${token}` } })
  const { shares } = (await response.json()) as { readonly shares: readonly { state: string; count: number }[] }
  return shares.filter(({ state }) => state === 'delivered').reduce((sum, { count }) => sum + count, 0)
}

/** Waits until so many are. */
export const untilDelivered = async (system: System, count: number, limitMs: number): Promise<void> => {
  await waitFor(async () => (await deliveredIn(system)) >= count, {
    ...{ limitMs, everyMs: 100, what: `${count} to be delivered` },
  })
}
