import { afterEach, beforeEach, expect, it } from 'vitest'
import { corner, type Corner } from '../testing/broker.js'
import { eventually, gate, LedgerAway } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'

const many = 1_000
const delayMs = 2_000

let here: Corner
beforeEach(async () => {
  here = await corner({ ladderMs: [delayMs] })
})
afterEach(() => here.close())

it('a thousand messages that fail at once come back spread out', async () => {
  const { bus } = here
  const allInHand = gate()
  const back: number[] = []
  const seen = new Set<string>()
  await bus.consume({
    service: 'identity-resolver',
    prefetch: { realtime: many, bulk: 1 },
    handler: async ({ id }) => {
      if (seen.has(id)) {
        back.push(performance.now())
        return []
      }
      seen.add(id)
      if (seen.size === many) allInHand.open()
      await allInHand.passed
      throw new LedgerAway('for all at once')
    },
  })
  await bus.publish(Array.from({ length: many }, (_, nth) => orderReceived({ id: `o-${nth}` })))
  await allInHand.passed
  const failedAt = performance.now()

  await eventually(() => expect(back).toHaveLength(many))

  const waits = back.map((at) => at - failedAt)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(delayMs * 0.8 - 5)
  const within = (from: number): number => waits.filter((wait) => wait >= from && wait < from + delayMs / 20).length
  expect(Math.max(...waits.map(within))).toBeLessThan(many / 2)
})
