import type { Order } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fact } from './testing/facts.js'
import { orderIdentified } from './testing/messages.js'
import { both, field } from './testing/write-back-world.js'
import { afterRefusal, afterSnapshot, newest, owing, pauseMs, standOf } from './write-back.js'
import { fieldOrder } from './write-back-book.contract.js'
import type { FieldOrder, Owed, OwingOrder } from './write-back-ports.js'

const now = '2026-03-01T12:30:00.000Z'
const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString()
const numbered = (n: number, fields: Partial<FieldOrder> = {}) => fieldOrder({ orderId: `O${n}`, ...fields })
const owed = (fields: Partial<Owed> = {}): Owed => ({ value: 'true', tries: 2, dueAt: minute(40), ...fields })
const dueOf = (orders: readonly FieldOrder[]) =>
  owing(orders, { stand: 'opted-out', field, now }).changed.map(({ orderId }) => orderId)

describe('where a person stands', () => {
  const known = (...statuses: Parameters<typeof fact>[0][]) =>
    statuses.map((fields, nth) => ({ addressHash: `a${nth}`, fact: fact(fields) }))

  it('is subscribed where one address is and none has opted out', () => {
    expect(standOf(known({ status: 'pending' }, {}))).toBe('subscribed')
    expect(standOf(known({ status: 'complained' }, {}))).toBe('opted-out')
  })

  it('is nowhere where nobody said anything', () => {
    expect(standOf(known({ status: 'pending' }, { status: 'hard-bounced' }))).toBeUndefined()
    expect(standOf([])).toBeUndefined()
  })
})

describe('the newest orders', () => {
  it('are those created last; of those created at once, the ones of the higher id', () => {
    const atOnce = fc.shuffledSubarray(
      Array.from({ length: 24 }, (_none, n) => numbered(n + 10)),
      { minLength: 24 },
    )
    fc.assert(
      fc.property(atOnce, (orders) => {
        const expected = Array.from({ length: newest }, (_none, n) => `O${n + 14}`)
        expect(dueOf(orders).toSorted()).toEqual(expected)
      }),
    )
    const older = Array.from({ length: newest }, (_none, n) => numbered(n + 50))
    expect(dueOf([numbered(1, { createdAt: minute(1) }), ...older])).toContain('O1')
    expect(dueOf([numbered(99, { createdAt: '2026-02-01T00:00:00.000Z' }), ...older])).not.toContain('O99')
  })

  it('are counted without the closed ones, which change nothing', () => {
    const closed = Array.from({ length: newest }, (_none, n) =>
      numbered(n + 50, { isClosed: true, createdAt: minute(9) }),
    )

    expect(dueOf([...closed, numbered(1)])).toEqual(['O1'])
  })
})

describe('what comes to be owed', () => {
  const changed = (order: FieldOrder) => owing([order], { stand: 'opted-out', field, now }).changed[0]?.owed

  it('is due at once where nothing was, where the last write failed for good, and where none can be under way', () => {
    const atOnce = { value: 'true', tries: 0, dueAt: now }

    expect(changed(numbered(1))).toEqual(atOnce)
    expect(changed(numbered(1, { isSure: false, owed: owed({ value: 'false', failure: 'no' }) }))).toEqual(atOnce)
    expect(changed(numbered(1, { isSure: true, owed: owed({ value: 'false' }) }))).toEqual(atOnce)
  })

  it('waits for a write of another value that may be under way', () => {
    expect(changed(numbered(1, { isSure: false, owed: owed({ value: 'false' }) }))).toEqual(owed())
  })

  it('is nothing over a word that is not ours, nor where nobody said anything', () => {
    const theirs = numbered(1, { shown: 'their own' })
    const ours = numbered(2, { shown: 'true' })

    expect(owing([theirs, ours], { stand: 'subscribed', field: both, now }).changed).toMatchObject([{ orderId: 'O2' }])
    expect(owing([ours, numbered(3, { isSure: false })], { stand: undefined, field: both, now }).changed).toEqual([])
  })
})

describe('a snapshot', () => {
  const order = (value: string | undefined, view: Order['view'] = 'operator'): Order => ({
    ...orderIdentified().data.order,
    ...{ view, additionalFields: value === undefined ? {} : { [field.code]: value } },
  })
  const version = (minutes: number, observed = minutes) => `${minute(minutes)}~${minute(observed)}~hash`
  const after = (known: FieldOrder, shown: Order, at: string) =>
    afterSnapshot(known, { marketplace: 'north', order: shown, version: at, profileId: 'p-2', revision: 2 }, field.code)
  const known = fieldOrder({ version: version(10), sureSince: minute(10), shown: 'true', isSure: false })

  it('of the same version and the very instant is believed, and tells whose the order is', () => {
    expect(after(known, order('false'), version(10))).toMatchObject({ shown: 'false', isSure: true, profileId: 'p-2' })
  })

  it('that is older changes nothing but whose the order is', () => {
    const older = after(known, { ...order('false'), state: 'CLOSED' }, version(9))

    expect(older).toMatchObject({
      shown: 'true',
      isSure: false,
      isClosed: false,
      version: version(10),
      profileId: 'p-2',
    })
  })

  it('that was read before a write had ended tells of the order, and not of the field', () => {
    const read = after({ ...known, sureSince: minute(30) }, { ...order('false'), state: 'CLOSED' }, version(20))

    expect(read).toMatchObject({ shown: 'true', isSure: false, isClosed: true, version: version(20), profileId: 'p-2' })
  })

  it('of a seller that leaves the field out says nothing of it, and one of an operator that it is empty', () => {
    expect(after(known, order(undefined, 'seller'), version(20)).shown).toBe('true')
    expect(after(known, order('false', 'seller'), version(20)).shown).toBe('false')
    expect(after(known, order(undefined), version(20)).shown).toBeUndefined()
  })
})

describe('a write', () => {
  it('that was refused fails no other value that is owed by now, and fails nothing where nothing is', () => {
    const claimed: OwingOrder = { ...numbered(1), owed: owed() }
    const failure = 'write-back-refused'

    expect(afterRefusal(numbered(1, { owed: owed() }), claimed, failure).owed).toEqual(owed({ failure }))
    expect(afterRefusal(numbered(1, { owed: owed({ value: 'false' }) }), claimed, failure).owed).toBeUndefined()
    expect(afterRefusal(numbered(1), claimed, failure).owed).toBeUndefined()
  })

  it('that came to no end waits twice as long each time, an hour at most, a fifth more or less', () => {
    expect([0, 1, 5, 30].map((tries) => pauseMs(tries, 0.5))).toEqual([2_000, 4_000, 64_000, 3_600_000])
    expect([pauseMs(0, 0), pauseMs(0, 1)].map(Math.round)).toEqual([1_600, 2_400])
  })
})
