import { MiraklUnavailable, RateLimited } from '@concord/mirakl'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WriteBackRefused } from './errors.js'
import { both, writeBackWorld } from './testing/write-back-world.js'

describe('whatever happens in whatever order', () => {
  const anOrder = fc.integer({ min: 0, max: 23 }).map((n) => `O${String(n + 10)}`)
  const calm = fc.oneof(
    fc.record({ is: fc.constantFrom('look', 'close', 'touch', 'keep-look'), order: anOrder }),
    fc.record({ is: fc.constantFrom('opt-out', 'opt-in', 'write', 'write', 'tell-kept'), order: anOrder }),
    fc.record({ is: fc.constantFrom('poll'), order: anOrder }),
  )
  const meanwhile = fc.constantFrom('nothing', 'opt-in', 'opt-out', 'look', 'rest')
  const rough = fc.constantFrom('nothing', 'lost', 'lost-before', 'refused', 'rest', 'opt-in', 'opt-out')
  type Act = typeof calm extends fc.Arbitrary<infer T> ? T : never

  const play = async (acts: readonly Act[], during: readonly string[], count: number) => {
    const left = [...during]
    const kept: (() => Promise<void>)[] = []
    const world = writeBackWorld(both, async (orderId, _value, apply) => {
      const happens = left.shift() ?? 'nothing'
      if (happens === 'rest') throw new RateLimited('used up', 1)
      if (happens === 'refused') throw new WriteBackRefused('no')
      if (happens === 'lost-before') throw new MiraklUnavailable('no answer')
      if (happens === 'look') await world.look(orderId)()
      apply()
      if (happens === 'opt-in') await world.say('subscribed')
      if (happens === 'opt-out') await world.say('unsubscribed')
      if (happens === 'lost') throw new MiraklUnavailable('no answer')
    })
    for (let n = 0; n < count; n += 1) world.add(`O${String(n + 10)}`)
    const perform: Readonly<Record<string, (order: string) => unknown>> = {
      'opt-out': () => world.say('unsubscribed'),
      'opt-in': () => world.say('subscribed'),
      write: () => world.write().catch(() => false),
      poll: () => world.poll(),
      'tell-kept': () => kept.shift()?.(),
      look: (order) => world.orders.has(order) && world.look(order)(),
      'keep-look': (order) => world.orders.has(order) && kept.push(world.look(order)),
      close: (order) => world.change(order, { state: 'CLOSED' }),
      touch: (order) => world.change(order, {}),
    }
    for (const { is, order } of acts) await perform[is]?.(order)
    return { world, kept, calmDown: () => void left.splice(0) }
  }

  it('nothing is written twice, nor to a closed order, nor beyond the newest 20, and it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(calm, { maxLength: 40 }),
        fc.array(meanwhile, { maxLength: 10 }),
        fc.integer({ min: 1, max: 24 }),
        async (acts, during, count) => {
          const { world, kept } = await play(acts, during, count)
          await world.writeAll()
          for (const tell of kept) await tell()
          await world.poll()
          await world.writeAll()
          const before = world.writes.length
          await world.poll()
          await world.writeAll()

          expect(world.writes.length).toBe(before)
          for (const { value, before: held, isDue } of world.writes) {
            expect(value).not.toBe(held)
            expect(isDue).toBe(true)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('the fields come to say what the person said last, whatever was lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(calm, { maxLength: 30 }),
        fc.array(rough, { maxLength: 15 }),
        fc.integer({ min: 1, max: 24 }),
        fc.boolean(),
        async (acts, during, count, isOut) => {
          const { world, calmDown } = await play(acts, during, count)
          await world.writeAll()
          calmDown()
          await world.say(isOut ? 'unsubscribed' : 'subscribed')
          await world.book.retryFailed(world.pass())
          await world.poll()
          await world.writeAll()

          const open = [...world.orders.values()].filter(({ state }) => state === 'SHIPPING').slice(-20)
          if (isOut) expect(open.every(({ value }) => value === 'true')).toBe(true)
          else expect(open.some(({ value }) => value === 'true')).toBe(false)
        },
      ),
      { numRuns: 100 },
    )
  })
})
