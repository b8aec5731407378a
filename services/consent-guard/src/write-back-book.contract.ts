import { beforeEach, describe, expect, it } from 'vitest'
import type { FieldOrder, WriteBackBook } from './write-back-ports.js'
import type { ConsentLedger } from './ports.js'
import { fact } from './testing/facts.js'

const noon = '2026-03-01T12:00:00.000Z'
const one = '2026-03-01T13:00:00.000Z'

export const fieldOrder = (fields: Partial<FieldOrder> = {}): FieldOrder => ({
  ...{ marketplace: 'north', orderId: 'O1', profileId: 'p-1', revision: 1, createdAt: noon, version: 'v1' },
  ...{ isClosed: false, isSure: true, sureSince: noon, owed: undefined, shown: undefined },
  ...fields,
})

const owing = (orderId: string, dueAt: string, fields: Partial<FieldOrder> = {}): FieldOrder =>
  fieldOrder({ orderId, owed: { value: 'true', tries: 0, dueAt }, ...fields })

interface Opened {
  readonly book: WriteBackBook
  readonly ledger: ConsentLedger
}

/** What every queue of write-backs keeps to; each test begins with an empty one. */
export const writeBackBookContract = (open: () => Promise<Opened>): void => {
  let book: WriteBackBook
  let ledger: ConsentLedger
  beforeEach(async () => {
    ;({ book, ledger } = await open())
  })
  const claim = async (now = noon) => (await book.claim({ marketplace: 'north', now, until: one }))?.orderId

  describe('orders', () => {
    it('come back as they were kept', async () => {
      const failed = { value: 'false', tries: 3, dueAt: noon, failure: 'write-back-refused' }
      await book.keep([fieldOrder({ shown: 'true', isSure: false }), fieldOrder({ orderId: 'O2', owed: failed })])
      await book.keep([])

      expect(await book.find('north', 'O1')).toEqual(fieldOrder({ shown: 'true', isSure: false }))
      expect(await book.find('north', 'O2')).toEqual(fieldOrder({ orderId: 'O2', owed: failed }))
      expect(await book.find('south', 'O1')).toBeUndefined()
    })

    it('replace what was kept before, whosever they were', async () => {
      await book.keep([owing('O1', noon, { shown: 'true' })])
      await book.keep([fieldOrder({ profileId: 'p-2', isClosed: true })])

      expect(await book.ordersOf('p-1')).toEqual([])
      expect(await book.ordersOf('p-2')).toEqual([fieldOrder({ profileId: 'p-2', isClosed: true })])
    })

    it('are forgotten one by one', async () => {
      await book.keep([fieldOrder(), fieldOrder({ orderId: 'O2' }), fieldOrder({ marketplace: 'south' })])
      await book.forget([fieldOrder()])

      const left = (await book.ordersOf('p-1')).map(({ marketplace, orderId }) => `${marketplace} ${orderId}`)
      expect(left.toSorted()).toEqual(['north O2', 'south O1'])
    })
  })

  describe('a profile', () => {
    const profile = { profileId: 'p-1', revision: 3, addresses: ['a', 'b'] }

    it('is found by each of its addresses', async () => {
      await book.noteProfile(profile)
      await book.noteProfile({ profileId: 'p-2', revision: 1, addresses: ['b'] })
      await book.noteProfile({ profileId: 'p-3', revision: 1, addresses: [] })

      expect(await book.profilesAt(['a'])).toEqual(['p-1'])
      expect((await book.profilesAt(['b', 'c'])).toSorted()).toEqual(['p-1', 'p-2'])
      expect(await book.profilesAt(['c'])).toEqual([])
      expect(await book.profilesAt([])).toEqual([])
      expect(await book.addressesOf('p-1')).toEqual(['a', 'b'])
      expect(await book.addressesOf('p-9')).toEqual([])
    })

    it.each([
      ['newer', 4, ['c']],
      ['as old', 3, ['c']],
      ['older', 2, ['a', 'b']],
    ])('changes by a word that is not older: %s', async (_age, revision, addresses) => {
      await book.noteProfile(profile)
      await book.noteProfile({ profileId: 'p-1', revision, addresses: ['c'] })

      expect(await book.addressesOf('p-1')).toEqual(addresses)
    })
  })

  describe('whoever owns an order', () => {
    const word = (profileId: string, revision: number, orderId = 'O1') =>
      book.noteOwner({ marketplace: 'north', orderId, profileId, revision })

    it.each([
      ['newer', 4, 'p-2'],
      ['as old', 3, 'p-2'],
      ['older', 2, 'p-1'],
    ])('changes by a word that is not older, and is told with it: %s', async (_age, revision, stands) => {
      expect(await word('p-1', 3)).toMatchObject({ profileId: 'p-1', revision: 3 })
      expect(await word('p-2', revision)).toMatchObject({ profileId: stands, revision: Math.max(3, revision) })
      expect(await word('p-3', 1, 'O2')).toMatchObject({ profileId: 'p-3', revision: 1 })
    })

    it('is forgotten with the order', async () => {
      await book.keep([fieldOrder()])
      await word('p-1', 3)
      await book.forget([fieldOrder()])

      expect(await word('p-2', 1)).toMatchObject({ profileId: 'p-2' })
    })

    it('is told by one after the other: whoever comes second sees what the first kept with it', async () => {
      let told: () => void = () => undefined
      const hasTold = new Promise<void>((resolve) => (told = resolve))
      const owner = { marketplace: 'north', orderId: 'O1', profileId: 'p-1', revision: 1 }
      const first = book.alone('p-1', async (alone) => {
        await alone.noteOwner(owner)
        told()
        for (const orderId of ['O2', 'O3', 'O4']) await alone.keep([fieldOrder({ orderId })])
        await alone.keep([fieldOrder()])
      })
      await hasTold
      const second = book.alone('p-2', async (alone) => {
        await alone.noteOwner({ ...owner, profileId: 'p-2', revision: 2 })
        return alone.find('north', 'O1')
      })

      expect((await Promise.all([second, first]))[0]).toEqual(fieldOrder())
    })
  })

  describe('a claim', () => {
    it('takes what is due longest, and leaves it to nobody else until its time is over', async () => {
      await book.keep([owing('late', '2026-03-01T11:59:00.000Z'), owing('later', '2026-03-01T11:58:00.000Z')])
      await book.keep([owing('not yet', one), owing('elsewhere', noon, { marketplace: 'south' }), fieldOrder()])

      expect([await claim(), await claim(), await claim()]).toEqual(['later', 'late', undefined])
      expect(['later', 'late', 'not yet']).toContain(await claim(one))
    })

    it('gives the order as it was, and makes it unsure', async () => {
      await book.keep([owing('O1', noon)])

      expect(await book.claim({ marketplace: 'north', now: noon, until: one })).toEqual(owing('O1', noon))
      const owed = { value: 'true', tries: 1, dueAt: one }
      expect(await book.find('north', 'O1')).toEqual(fieldOrder({ isSure: false, sureSince: one, owed }))
    })

    it('leaves out what is closed and what failed', async () => {
      await book.keep([owing('closed', noon, { isClosed: true })])
      await book.keep([fieldOrder({ owed: { value: 'true', tries: 1, dueAt: noon, failure: 'write-back-refused' } })])

      expect(await claim()).toBeUndefined()
    })

    it('is of one of many who ask at once', async () => {
      await book.keep(['1', '2', '3'].map((id) => owing(id, noon)))
      const claims = await Promise.all(Array.from({ length: 6 }, () => claim()))

      expect(claims.filter((id) => id !== undefined).toSorted()).toEqual(['1', '2', '3'])
    })
  })

  it('counts what is due and what failed, and makes due again what failed', async () => {
    const failed = { value: 'true', tries: 2, dueAt: '2026-02-01T00:00:00.000Z', failure: 'write-back-refused' }
    await book.keep([owing('1', one), owing('2', noon, { isClosed: true }), fieldOrder({ orderId: '3', owed: failed })])
    expect(await book.counts()).toEqual({ due: 1, failed: 1 })

    await book.retryFailed(noon)
    expect(await book.counts()).toEqual({ due: 2, failed: 0 })
    expect(await book.find('north', '3')).toMatchObject({ owed: { value: 'true', tries: 0, dueAt: noon } })
  })

  it('lets those who decide by what is kept come one after the other, with the facts beside', async () => {
    await ledger.keep('main', [{ addressHash: 'a', fact: fact() }], true)
    await book.keep([fieldOrder({ revision: 0 })])
    const count = () =>
      book.alone('p-1', async (alone, facts) => {
        expect(await facts.find('main', ['a'])).toHaveLength(1)
        const [order] = await alone.ordersOf('p-1')
        if (order !== undefined) await alone.keep([{ ...order, revision: order.revision + 1 }])
      })
    await Promise.all(Array.from({ length: 10 }, count))

    expect(await book.find('north', 'O1')).toMatchObject({ revision: 10 })
  })

  it('keeps nothing of what failed alone', async () => {
    const broken = book.alone('p-1', () => Promise.reject(new Error('killed')))

    await expect(broken).rejects.toThrow('killed')
    await book.alone('p-1', (alone) => alone.keep([fieldOrder()]))
    expect(await book.find('north', 'O1')).toEqual(fieldOrder())
  })
}
