import { expect, it } from 'vitest'
import { type Bus, type BusHealth, readinessOf } from './bus.js'

const queue = (isConsuming: boolean) => ({ queue: 'monitor.bulk', depth: 0, isConsuming, isKnownBy: 'list' }) as const
const bus = (health: Partial<BusHealth>) =>
  ({ health: async () => ({ isConnected: true, queues: [queue(true)], deadLetters: [], ...health }) }) as unknown as Bus

it.each([
  ['is connected and consumes all its queues', {}, true],
  ['has lost the broker', { isConnected: false }, false],
  ['is missing among the consumers of one', { queues: [queue(true), queue(false)] }, false],
  ['does not consume yet', { queues: [] }, false],
])('tells of a service that %s', async (_what, health, isReady) => {
  expect(await readinessOf(bus(health))).toMatchObject({ isReady })
})
