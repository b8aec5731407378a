import type { Deed } from '@concord/runtime'
import { beforeEach, expect, it } from 'vitest'
import type { Copies, Wish } from './copies.js'
import type { Journal } from './ports.js'
import type { Clock } from './testing/clock.js'
import { invalidItem, observation, orderItem } from './testing/items.js'
import { itemOf } from './items.js'
import { imbalanceOf, publishAll, settled, statesIn } from './testing/journal.js'
import { rawOrder, rawShop } from './testing/raw.js'
import { olga } from './testing/people.js'

export interface CopiesUnderTest {
  readonly journal: Journal
  readonly copies: Copies
  readonly clock: Clock
  /** Everything in the trail, the newest first. */
  readonly trail: () => Promise<readonly Deed[]>
}

const dueAt = '2026-03-01T13:00:00.000Z'

/** What every adapter keeps to; each test begins with an empty journal. */
export const copiesContract = (open: () => Promise<CopiesUnderTest>): void => {
  let held: CopiesUnderTest
  beforeEach(async () => {
    held = await open()
  })

  const invalid = invalidItem()
  const { key, version } = invalid
  const wish = (payload: unknown, about: Partial<Wish> = {}): Wish => ({
    ...{ key, version, payload, isDry: false, by: olga, dueAt, ...about },
  })
  const refused = async (item = invalid): Promise<void> => {
    await held.journal.store([item], dueAt)
    await publishAll(held.journal)
    held.clock.pass(1)
  }

  it('show what was refused as it came, with its faults', async () => {
    await refused()

    expect(await held.copies.original({ key, version }, olga)).toMatchObject({
      ...{ is: 'found', original: { key, version, detail: expect.stringContaining('total_price') } },
    })
    expect(await held.copies.original({ key, version: 'another' }, olga)).toEqual({ is: 'unknown' })
  })

  it('take a corrected copy in as the newest version, and keep the original, which gives way to it', async () => {
    await refused()
    const copied = await held.copies.copy(wish(rawOrder({ total_price: 11 })))

    expect(copied).toMatchObject({
      ...{ is: 'copied', copy: { key, copiedFrom: { key, version }, changed: ['total_price'] } },
    })
    expect(await statesIn(held.journal)).toEqual({ 'in-flight on-its-way': 1, 'superseded newer-version': 1 })
    expect(await imbalanceOf(held.journal)).toBe(0)
    const published = await publishAll(held.journal)
    expect(published).toMatchObject([
      { key, version, outcome: { state: 'superseded', detail: expect.stringContaining('corrected as') } },
      { key, origin: 'replay', lane: 'bulk', outcome: { state: 'in-flight' }, content: { totalPrice: '11' } },
    ])
  })

  it('settle like any other record', async () => {
    await refused()
    const copied = await held.copies.copy(wish(rawOrder()))
    await publishAll(held.journal)
    if (copied.is !== 'copied') throw new Error(copied.is)
    await held.journal.move(settled({ ...invalid, ...copied.copy }, held.clock.pass(1)))

    expect(await statesIn(held.journal)).toEqual({ 'delivered published': 1, 'superseded newer-version': 1 })
  })

  it('change nothing where the copy is invalid too, or another record, or only tried', async () => {
    await refused()
    const before = await statesIn(held.journal)

    expect(await held.copies.copy(wish(rawOrder({ total_price: 'much' })))).toMatchObject({
      ...{ is: 'invalid', faults: expect.stringContaining('total_price') },
    })
    expect(await held.copies.copy(wish(rawOrder({ order_id: 'O2-A' })))).toEqual({
      is: 'another',
      key: 'north:order:O2-A',
    })
    expect(await held.copies.copy(wish(rawOrder(), { isDry: true }))).toMatchObject({ is: 'copied' })
    expect(await statesIn(held.journal)).toEqual(before)
    expect(await held.trail()).toEqual([])
  })

  it('are for what is invalid, and still is', async () => {
    const item = orderItem({ id: 'O3-A' })
    await refused()
    await held.journal.store([item], dueAt)
    await held.copies.copy(wish(rawOrder()))

    expect(await held.copies.copy(wish(rawOrder({ total_price: 12 })))).toEqual({
      ...{ is: 'sound', state: 'superseded/newer-version' },
    })
    expect(await held.copies.original(item, olga)).toEqual({ is: 'sound', state: 'in-flight/on-its-way' })
  })

  it('are made by one of two who correct at once', async () => {
    await refused()
    const both = await Promise.all([11, 12].map((total_price) => held.copies.copy(wish(rawOrder({ total_price })))))

    expect(both.map(({ is }) => is).toSorted()).toEqual(['copied', 'sound'])
  })

  it('do not bring back what is older than what is known by now', async () => {
    await refused()
    await held.journal.store([orderItem({ updated: 30 })], dueAt)
    await held.copies.copy(wish(rawOrder()))

    expect(await statesIn(held.journal)).toEqual({ 'in-flight on-its-way': 1, 'superseded newer-version': 2 })
  })

  it('give what came without an id one', async () => {
    const nameless = itemOf(observation({ raw: rawOrder({ order_id: undefined }) }))
    await refused(nameless)

    expect(await held.copies.copy(wish(rawOrder(), { key: nameless.key, version: nameless.version }))).toMatchObject({
      ...{ is: 'copied', copy: { key: 'north:order:O1-A', copiedFrom: { key: nameless.key } } },
    })
  })

  it('are not of a seller, of whom nothing invalid is kept', async () => {
    const shop = itemOf(observation({ kind: 'seller', raw: rawShop({ shop_state: 7 }) }))
    expect(shop.outcome?.state).toBe('quarantined')
    await refused(shop)

    expect(await held.copies.original(shop, olga)).toEqual({ is: 'gone' })
  })

  it('stand in the trail with who made them, with places and hashes and nothing that stood there', async () => {
    await refused()
    await held.copies.copy(wish(rawOrder({ customer: { customer_id: 'c-1', email: 'grace@example.org' } })))
    const trail = await held.trail()

    expect(trail).toMatchObject([
      {
        ...{ who: 'Olga', role: 'operator', action: 'copy', about: key },
        before: { version, contentHash: expect.stringMatching(/^[0-9a-f]+$/) },
        after: { key, changed: expect.arrayContaining(['customer.email', 'total_price']) },
      },
    ])
    expect(JSON.stringify(trail)).not.toMatch(/grace|ada|example|a lot/)
  })

  it('show nobody a payload without a line in the trail', async () => {
    await refused()
    await held.copies.original({ key, version }, olga)
    await held.copies.original({ key, version: 'another' }, olga)

    expect(await held.trail()).toMatchObject([
      { who: 'Olga', action: 'read', about: key, before: { version }, after: { version } },
    ])
  })
}
