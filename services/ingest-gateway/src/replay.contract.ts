import { beforeEach, describe, expect, it } from 'vitest'
import type { Item, Journal } from './ports.js'
import { noProgress, type ReplayCriteria, type Replays } from './replay.js'
import type { PayloadDays } from './retention.js'
import type { Clock } from './testing/clock.js'
import { invalidItem, orderItem } from './testing/items.js'
import { imbalanceOf, publishAll, settled, statesIn, waiting } from './testing/journal.js'

export interface ReplaysUnderTest {
  readonly journal: Journal
  readonly replays: Replays
  /** The same replays as another replica sees them. */
  readonly others: Replays
  readonly days: PayloadDays
  readonly clock: Clock
  /** What the parsers of an older release refused: stored as it came. */
  readonly storeRefused: (raw: object) => Promise<Item>
}

const dueAt = '2026-03-01T13:00:00.000Z'

/** What all replays keep to; each test begins with an empty journal. */
export const replayContract = (open: () => Promise<ReplaysUnderTest>): void => {
  let held: ReplaysUnderTest
  beforeEach(async () => {
    held = await open()
  })

  const deliver = async (...items: Item[]): Promise<void> => {
    await held.journal.store(items, dueAt)
    await publishAll(held.journal)
    for (const item of items) await held.journal.move(settled(item, held.clock.pass(1)))
  }
  const replay = async (criteria: ReplayCriteria) => {
    const { id, counts } = await held.replays.request(criteria)
    while (await held.replays.carryOn(dueAt)) expect(await imbalanceOf(held.journal)).toBe(0)
    return { counts, replay: await held.replays.find(id) }
  }
  const published = async () => (await publishAll(held.journal)).map(({ key, origin, lane }) => [key, origin, lane])

  it('hand a delivered record on again as a replay, on the bulk lane, in the same version', async () => {
    const item = orderItem()
    await deliver(item)

    const { replay: done } = await replay({ keys: [item.key] })

    expect(done?.progress).toEqual({ ...noProgress, handedOn: 1 })
    expect(done?.finishedAt).toBeDefined()
    expect(await publishAll(held.journal)).toMatchObject([
      { key: item.key, version: item.version, origin: 'replay', lane: 'bulk', content: { id: 'O1-A' } },
    ])
    expect(await held.journal.move(settled(item, held.clock.pass(1)))).toBeUndefined()
    expect(await statesIn(held.journal)).toEqual({ 'delivered published': 1 })
  })

  it('are one where they are asked for twice under one name', async () => {
    const item = orderItem()
    await deliver(item)
    await held.replays.request({ keys: [item.key] }, { id: 'of a command' })
    await held.replays.request({ keys: [item.key] }, { id: 'of a command' })
    while (await held.replays.carryOn(dueAt));

    expect((await held.replays.list()).map(({ id }) => id)).toEqual(['of a command'])
    expect(await publishAll(held.journal)).toHaveLength(1)
  })

  it('do not take an outcome told before for that of the replay', async () => {
    const item = orderItem()
    await deliver(item)
    const before = settled(item, held.clock.pass(1))
    held.clock.pass(1)
    await replay({ keys: [item.key] })
    await held.journal.move(before)

    expect(await statesIn(held.journal)).toEqual({ 'in-flight on-its-way': 1 })
  })

  it('leave an unsettled record its lane and origin, or its triggers would be lost', async () => {
    const [flying, waits] = [orderItem({ id: 'O1' }), orderItem({ id: 'O2' })]
    await held.journal.store([flying, waits], dueAt)
    await publishAll(held.journal)
    await held.journal.move(waiting(waits, held.clock.pass(1), 'pipeline-fault'))
    held.clock.pass(1)

    await replay({ marketplace: 'north' })

    expect((await published()).toSorted()).toEqual([
      ['north:order:O1', 'live', 'realtime'],
      ['north:order:O2', 'live', 'realtime'],
    ])
  })

  it('still know of a backfill after a replay', async () => {
    await deliver({ ...orderItem(), origin: 'backfill' })
    await replay({ states: ['delivered'] })

    expect(await publishAll(held.journal)).toMatchObject([
      { origin: 'replay', backfilledAt: '2026-03-01T12:00:00.000Z' },
    ])
  })

  it('hand on the newest version of a key alone', async () => {
    const [older, newer] = [orderItem(), orderItem({ updated: 1, seen: 1 })]
    await deliver(older, newer)

    const { counts } = await replay({ keys: [older.key] })

    expect(counts).toEqual({ shares: [{ kind: 'order', state: 'delivered', count: 1 }], expired: 0, superseded: 1 })
    expect(await publishAll(held.journal)).toMatchObject([{ version: newer.version }])
  })

  it('choose by every criterion, and count first what they would do', async () => {
    await deliver(orderItem({ id: 'O1' }), { ...orderItem({ id: 'O2' }), key: 'south:order:O2' })
    held.clock.pass(60_000)
    const later = held.clock.now().toISOString()
    await held.journal.store([orderItem({ id: 'O3' }), invalidItem('O4')], dueAt)
    await publishAll(held.journal)

    const sums: [ReplayCriteria, number][] = [
      [{ marketplace: 'north' }, 3],
      [{ marketplace: 'north', ids: ['O1', 'O2'] }, 1],
      [{ keys: ['north:order:O1', 'south:order:O2', 'north:order:none'] }, 2],
      [{ kinds: ['return', 'seller'] }, 0],
      [{ kinds: ['order'], states: ['delivered'] }, 2],
      [{ reasons: ['invalid', 'on-its-way'] }, 2],
      [{ acceptedTo: later }, 2],
      [{ acceptedFrom: later }, 2],
      [{ acceptedFrom: later, states: ['quarantined'] }, 1],
    ]
    for (const [criteria, expected] of sums) {
      const { shares } = await held.replays.count(criteria)
      expect([criteria, shares.reduce((sum, { count }) => sum + count, 0)]).toEqual([criteria, expected])
    }
    expect(await publishAll(held.journal)).toEqual([])
  })

  it('leave out what is accepted after the request', async () => {
    await deliver(orderItem({ id: 'O1' }))
    const { id } = await held.replays.request({ marketplace: 'north' })
    held.clock.pass(1)
    await deliver(orderItem({ id: 'O2' }))
    while (await held.replays.carryOn(dueAt));

    expect((await held.replays.find(id))?.progress).toMatchObject({ handedOn: 1 })
  })

  describe('of what was invalid when it came', () => {
    it('take a record in that is valid to the parsers of today, seen when it was seen', async () => {
      const old = await held.storeRefused({ order_id: 'O1-A', order_state: 'SHIPPING' })
      await publishAll(held.journal)

      const { replay: done } = await replay({ reasons: ['invalid'] })

      expect(done?.progress).toEqual({ ...noProgress, parsedAnew: 1 })
      expect(await statesIn(held.journal)).toEqual({ 'in-flight on-its-way': 1, 'superseded newer-version': 1 })
      const told = await publishAll(held.journal)
      expect(told.map(({ outcome, origin }) => [outcome.state, origin])).toEqual(
        expect.arrayContaining([
          ['in-flight', 'replay'],
          ['superseded', 'live'],
        ]),
      )
      const anew = told.find(({ outcome }) => outcome.state === 'in-flight')
      expect(anew?.version.split('~')[1]).toBe(old.version.split('~')[1])
      expect(anew?.content).toMatchObject({ id: 'O1-A' })
    })

    it('leave it as it is where it is invalid still', async () => {
      await held.journal.store([invalidItem()], dueAt)
      await publishAll(held.journal)

      expect((await replay({ states: ['quarantined'] })).replay?.progress).toEqual({ ...noProgress, stillInvalid: 1 })
      expect(await statesIn(held.journal)).toEqual({ 'quarantined invalid': 1 })
      expect(await publishAll(held.journal)).toEqual([])
    })

    it('only settle it where the corrected object came by another way', async () => {
      await held.storeRefused({ order_id: 'O1-A' })
      await deliver(orderItem({ updated: 7, seen: 9 }))

      expect((await replay({ marketplace: 'north' })).replay?.progress).toMatchObject({ parsedAnew: 0, superseded: 1 })
    })
  })

  it('say of what is past the retention that it is gone', async () => {
    await deliver(orderItem())
    await held.days.drop('2026-03-01')
    held.clock.pass(1)

    const { counts, replay: done } = await replay({ marketplace: 'north' })

    expect(counts).toEqual({ shares: [], expired: 1, superseded: 0 })
    expect(done?.progress).toEqual({ ...noProgress, expired: 1 })
    expect(await statesIn(held.journal)).toEqual({ 'delivered published': 1 })
  })

  it('go on after a crash where they stopped, and do nothing twice with two replicas', async () => {
    const items = Array.from({ length: 250 }, (_none, index) => orderItem({ id: `O${index}` }))
    await held.journal.store(items, dueAt)
    await publishAll(held.journal)
    const { id } = await held.replays.request({ states: ['in-flight'] })
    await held.replays.carryOn(dueAt)
    expect((await held.replays.find(id))?.progress.handedOn).toBe(200)
    expect(await held.others.unfinished()).toBe(1)

    await Promise.all(
      [held.replays, held.others].map(async (one) => {
        while (await one.carryOn(dueAt));
      }),
    )

    expect((await held.others.find(id))?.progress).toEqual({ ...noProgress, handedOn: 250 })
    expect(await held.replays.unfinished()).toBe(0)
    expect(await publishAll(held.journal)).toHaveLength(250)
  })

  it('count what two replicas carry out at once as done once', async () => {
    await held.storeRefused({ order_id: 'O1-A' })
    const { id } = await held.replays.request({ reasons: ['invalid'] })

    await Promise.all([held.replays.carryOn(dueAt), held.others.carryOn(dueAt)])

    expect((await held.replays.find(id))?.progress).toEqual({ ...noProgress, parsedAnew: 1 })
  })

  it('are listed, the newest first', async () => {
    await held.replays.request({ kinds: ['order'] })
    held.clock.pass(1)
    await held.replays.request({ kinds: ['seller'] })

    expect((await held.replays.list()).map(({ criteria }) => criteria)).toEqual([
      { kinds: ['seller'] },
      { kinds: ['order'] },
    ])
    expect(await held.replays.find('none')).toBeUndefined()
  })
}
