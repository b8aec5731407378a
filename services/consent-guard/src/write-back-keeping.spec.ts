import type { Message } from '@concord/contracts'
import { type Order, version } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import { CredentialsRefused } from '@concord/mirakl'
import { silentLog } from '@concord/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConsentLedger } from './ports.js'
import { tellNews } from './tell.js'
import { fact } from './testing/facts.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { memoryWriteBackBook } from './testing/memory-write-back-book.js'
import { contactIdentified, orderIdentified } from './testing/messages.js'
import { textOf } from './write-back.js'
import { type Who, writeBacks, type WriteBacks } from './write-back-keeping.js'
import type { WriteBackBook } from './write-back-ports.js'
import { writeNext } from './write-back-writing.js'

const field = { code: 'opt-out', optedOut: 'true' }
const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString()
const ada: Who = { profileId: 'p-1', revision: 1, address: 'ada', others: [] }

const seen = (fields: Partial<Order> = {}, minutes = 0, marketplace = 'north'): Message<'identified.order.v1'> => {
  const message = orderIdentified({}, marketplace)
  const order = { ...message.data.order, ...fields }
  return { ...message, recordversion: version(at(minutes), at(minutes), 'hash'), data: { ...message.data, order } }
}

describe('what is owed to the orders of a person', () => {
  let ledger: ConsentLedger
  let book: WriteBackBook
  let keeping: WriteBacks
  const parts = () => ({
    book,
    fieldOf: (marketplace: string) => (marketplace === 'north' ? field : undefined),
    accountOf: () => 'main',
    now: () => new Date(at(30)),
  })
  beforeEach(() => {
    ledger = memoryLedger()
    book = memoryWriteBackBook(ledger)
    keeping = writeBacks(parts())
  })
  const optOut = (addressHash: string) =>
    ledger.keep('main', [{ addressHash, fact: fact({ status: 'unsubscribed' }) }], false)
  const owed = async () => (await book.find('north', 'O1'))?.owed?.value

  it('is nothing where the marketplace has no field, and nothing is kept of them', async () => {
    await optOut('ada')
    await keeping.noteOrder(seen({}, 0, 'south'), ada)

    expect(await book.find('south', 'O1')).toBeUndefined()
    expect(await book.addressesOf('p-1')).toEqual([])
  })

  it('is by the facts of the account of the marketplace alone', async () => {
    await ledger.keep('other', [{ addressHash: 'ada', fact: fact({ status: 'unsubscribed' }) }], false)
    await keeping.noteOrder(seen(), ada)

    expect(await owed()).toBeUndefined()
  })

  it('is not for what was said of one list, nor for our own mark', async () => {
    await ledger.keep('main', [{ addressHash: 'ada', scope: 'list:7', fact: fact({ status: 'unsubscribed' }) }], false)
    await ledger.keep('main', [{ addressHash: 'ada', fact: fact({ status: 'not-subscribed', isOurs: true }) }], false)
    await keeping.noteOrder(seen(), ada)

    expect(await owed()).toBeUndefined()
  })

  describe('after a merge', () => {
    const grace: Who = { profileId: 'p-2', revision: 2, address: 'grace', others: ['ada'] }
    const merged = { profileId: 'p-2', email: 'grace@example.org' }

    it('is by the opt-outs of whoever owns them from now on', async () => {
      await optOut('grace')
      await keeping.noteOrder(seen(), ada)
      await keeping.noteProfile(contactIdentified(merged), grace)

      expect(await book.find('north', 'O1')).toMatchObject({ profileId: 'p-2', owed: { value: 'true' } })
      expect(await book.ordersOf('p-1')).toEqual([])
    })

    it('follows an opt-out of an address that came with it', async () => {
      await keeping.noteOrder(seen(), ada)
      await keeping.noteProfile(contactIdentified(merged), grace)
      await optOut('grace')
      await keeping.noteNews(['grace'])

      expect(await owed()).toBe('true')
    })

    it('is by whoever owns an order by the time it comes, though it names whoever owned it before', async () => {
      await optOut('grace')
      await keeping.noteProfile(contactIdentified(merged), grace)
      await keeping.noteOrder(seen(), ada)

      expect(await book.find('north', 'O1')).toMatchObject({ profileId: 'p-2', revision: 2, owed: { value: 'true' } })
    })

    it('is by the opt-outs of the owner where an order comes again that names another', async () => {
      await keeping.noteOrder(seen(), ada)
      await keeping.noteProfile(contactIdentified(merged), grace)
      await keeping.noteOrder(seen({ additionalFields: { 'opt-out': 'true' } }, 1), ada)
      await optOut('grace')
      await keeping.noteOrder(seen({}, 2), ada)

      expect(await owed()).toBe('true')
    })

    it('is by the newest owner, whichever of two words comes at the same moment', async () => {
      await optOut('grace')
      await Promise.all([
        keeping.noteOrder(seen(), ada),
        keeping.noteProfile(contactIdentified(merged), grace),
        keeping.noteOrder(seen({}, 1), ada),
      ])

      expect(await book.find('north', 'O1')).toMatchObject({ profileId: 'p-2', owed: { value: 'true' } })
    })

    it('does not go back by an older word, neither of the order nor of the profile', async () => {
      await keeping.noteOrder(seen(), ada)
      await keeping.noteProfile(contactIdentified(merged), grace)
      await keeping.noteOrder(seen({}, 1), ada)
      await keeping.noteProfile(contactIdentified({ profileId: 'p-1' }), ada)

      expect(await book.find('north', 'O1')).toMatchObject({
        profileId: 'p-2',
        revision: 2,
        version: version(at(1), at(1), 'hash'),
      })
    })
  })

  describe('of which a seller view came', () => {
    it('rests on what an operator view showed, since a seller may not see the field', async () => {
      await keeping.noteOrder(seen({ additionalFields: { 'opt-out': 'true' } }), ada)
      await keeping.noteOrder(seen({ view: 'seller' }, 1), ada)
      await optOut('ada')
      await keeping.noteNews(['ada'])

      expect(await owed()).toBeUndefined()
    })

    it('rests on what it shows itself, where it does', async () => {
      await keeping.noteOrder(seen({ additionalFields: { 'opt-out': 'true' } }), ada)
      await keeping.noteOrder(seen({ view: 'seller', additionalFields: { 'opt-out': 'false' } }, 1), ada)
      await optOut('ada')
      await keeping.noteNews(['ada'])

      expect(await owed()).toBe('true')
    })
  })

  it('is kept before the news counts as told', async () => {
    const broken = { ...keeping, noteNews: () => Promise.reject(new Error('the database is away')) }
    await keeping.noteOrder(seen(), ada)
    await optOut('ada')
    const bus = { publish: async () => undefined } as unknown as Bus

    await expect(tellNews({ ledger, scopesOf: () => [], writeBacks: broken }, bus)).rejects.toThrow('is away')
    expect(await ledger.untold(10)).toHaveLength(1)
    await tellNews({ ledger, scopesOf: () => [], writeBacks: keeping }, bus)
    expect(await ledger.untold(10)).toEqual([])
    expect(await owed()).toBe('true')
  })

  it('waits while a key is refused, which a person must mend, and is not failed by it', async () => {
    await optOut('ada')
    await keeping.noteOrder(seen(), ada)
    const fields = { set: () => Promise.reject(new CredentialsRefused('OR31: refused')) }
    const writing = { ...parts(), marketplace: 'north', fields, log: silentLog, chance: () => 0.5 }

    await expect(writeNext(writing)).rejects.toThrow(CredentialsRefused)
    expect(await book.counts()).toEqual({ due: 1, failed: 0 })
    expect(await writeNext(writing)).toBe(false)
  })
})

describe('the value of a field', () => {
  it.each([
    [undefined, undefined],
    ['true', 'true'],
    [['a'], 'a'],
    [['a', 'b'], 'a,b'],
    [[], ''],
  ])('%j is compared as %j', (value, text) => expect(textOf(value)).toBe(text))
})
