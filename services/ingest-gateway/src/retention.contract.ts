import { silentLog } from '@concord/runtime'
import { beforeEach, expect, it } from 'vitest'
import type { Item, Journal } from './ports.js'
import type { Replays } from './replay.js'
import { keepRetention, type PayloadDays } from './retention.js'
import type { Clock } from './testing/clock.js'
import { invalidItem, orderItem } from './testing/items.js'
import { imbalanceOf, publishAll, settled, statesIn, waiting } from './testing/journal.js'

export interface RetentionUnderTest {
  readonly journal: Journal
  readonly replays: Replays
  readonly days: PayloadDays
  readonly clock: Clock
  readonly counts: () => Promise<{ readonly payloads: number; readonly dataKeys: number }>
}

const dueAt = '2026-03-01T13:00:00.000Z'
const dayMs = 86_400_000

/** What all that keeps payloads by the day keeps to; each test begins with an empty journal on the first of March. */
export const retentionContract = (open: () => Promise<RetentionUnderTest>): void => {
  let held: RetentionUnderTest
  beforeEach(async () => {
    held = await open()
  })

  const store = (...items: Item[]) => held.journal.store(items, dueAt)
  const keep = async (retentionDays = 30): Promise<void> => {
    await keepRetention({ days: held.days, retentionDays, now: held.clock.now, log: silentLog })
    expect(await imbalanceOf(held.journal)).toBe(0)
  }
  const [delivered, flying, waits] = ['delivered', 'flying', 'waits'].map((id) => orderItem({ id })) as [
    Item,
    Item,
    Item,
  ]
  const oneOfEach = async (): Promise<void> => {
    await store(delivered, flying, waits, invalidItem('invalid'))
    await publishAll(held.journal)
    await held.journal.move(settled(delivered, held.clock.pass(1)))
    await held.journal.move(waiting(waits, held.clock.pass(1)))
  }

  it('keeps everything within the retention', async () => {
    await oneOfEach()
    held.clock.pass(30 * dayMs)
    await keep()

    expect(await held.counts()).toEqual({ payloads: 4, dataKeys: 4 })
  })

  it('drops what has settled, with the keys of its customers, and never what is unsettled; records stay', async () => {
    await oneOfEach()
    const before = await statesIn(held.journal)
    held.clock.pass(31 * dayMs)
    await keep()

    expect(await held.days.held()).not.toContain('2026-03-01')
    expect(await held.counts()).toEqual({ payloads: 2, dataKeys: 2 })
    expect(await statesIn(held.journal)).toEqual(before)
    expect(await held.journal.conservation()).toMatchObject({ received: 4 })
    expect(await store(delivered)).toMatchObject({ duplicates: 1 })
  })

  it('can hand on again what it kept, and drops it once it has settled', async () => {
    await oneOfEach()
    held.clock.pass(31 * dayMs)
    await keep()
    await held.journal.release([flying.key, waits.key], { at: held.clock.pass(1), dueAt })

    const told = await publishAll(held.journal)
    expect(told.map(({ content }) => (content as { id: string }).id).toSorted()).toEqual(['flying', 'waits'])

    await held.journal.move(settled(flying, held.clock.pass(1)))
    await keep()
    expect(await held.counts()).toEqual({ payloads: 1, dataKeys: 1 })
    expect(await statesIn(held.journal)).toMatchObject({ 'delivered published': 2, 'in-flight on-its-way': 1 })
  })

  it('tells an outcome although the payload is gone', async () => {
    await store(delivered)
    held.clock.pass(31 * dayMs)
    await publishAll(held.journal)
    await held.journal.move(settled(delivered, held.clock.pass(1)))
    await keep()
    await held.journal.driveAll()

    expect(await publishAll(held.journal)).toMatchObject([{ key: delivered.key, outcome: { state: 'delivered' } }])
  })

  it('does not drop a day in which something was replayed meanwhile', async () => {
    await oneOfEach()
    while ((await held.days.keepUnsettled('2026-03-01')) > 0);
    await held.replays.request({ keys: [delivered.key] })
    while (await held.replays.carryOn(dueAt));

    expect(await held.days.drop('2026-03-01')).toBeUndefined()
    expect(await publishAll(held.journal)).toMatchObject([{ key: delivered.key, content: { id: 'delivered' } }])
    expect(await held.days.drop('none')).toBeUndefined()
  })

  it('never loses a payload that is replayed, released and dropped at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const items = Array.from({ length: 12 }, (_none, index) => orderItem({ id: `${round}-${index}` }))
      await store(...items)
      await publishAll(held.journal)
      for (const item of items.slice(5)) await held.journal.move(settled(item, held.clock.pass(1)))
      held.clock.pass(31 * dayMs)
      await held.replays.request({ states: ['delivered'] })

      await Promise.allSettled([
        keep(),
        held.replays.carryOn(dueAt),
        held.journal.release(
          items.map(({ key }) => key),
          { at: held.clock.now().toISOString(), dueAt },
        ),
        keep(),
      ])
      while (await held.replays.carryOn(dueAt));
      await keep()

      const told = await publishAll(held.journal)
      expect(told.filter(({ outcome }) => outcome.state === 'waiting')).toEqual([])
      for (const { content } of told) expect(content).toBeDefined()
      for (const { key, version } of told) await held.journal.move(settled({ key, version }, held.clock.pass(1)))
    }
    await keep()
    expect(await held.counts()).toEqual({ payloads: 0, dataKeys: 0 })
  })

  it('makes a new key for a customer whose key was destroyed', async () => {
    await store(delivered)
    await publishAll(held.journal)
    await held.journal.move(settled(delivered, held.clock.pass(1)))
    held.clock.pass(31 * dayMs)
    await keep()
    await store({ ...orderItem({ id: 'next' }), subject: delivered.subject })

    expect(await publishAll(held.journal)).toMatchObject([{ content: { id: 'next' } }])
  })

  it('keeps the key of a customer who ordered again', async () => {
    await store(delivered)
    await publishAll(held.journal)
    await held.journal.move(settled(delivered, held.clock.pass(1)))
    held.clock.pass(20 * dayMs)
    await store({ ...orderItem({ id: 'next' }), subject: delivered.subject })
    held.clock.pass(15 * dayMs)
    await keep()

    expect(await held.counts()).toEqual({ payloads: 1, dataKeys: 1 })
    expect(await publishAll(held.journal)).toMatchObject([{ content: { id: 'next' } }])
  })

  it('takes in on a day nobody made ready, and on the days ahead', async () => {
    await keep()
    for (let step = 0; step < 3; step += 1) {
      held.clock.pass(9 * dayMs)
      expect(await store(orderItem({ id: `O${step}` }))).toMatchObject({ accepted: 1 })
    }
  })
}
