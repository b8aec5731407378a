import { outcomeOf, type Message } from '@concord/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import { consentLedgerContract } from './consent-ledger.contract.js'
import { addressHash, customerHash } from './hashes.js'
import type { ConsentEvidence, ConsentScope } from '@concord/domain'
import type { ConsentLedger, CustomerBook, Reading } from './ports.js'
import { consentGuard } from './service.js'
import { fact, hashOf } from './testing/facts.js'
import { customerBookContract } from './customer-book.contract.js'
import { memoryCustomerBook } from './testing/memory-customer-book.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { noEvidence } from './testing/no-evidence.js'
import { noWriteBacks } from './testing/no-write-backs.js'
import {
  contactIdentified,
  noticeReceived,
  orderIdentified,
  returnIdentified,
  salesOrderIdentified,
} from './testing/messages.js'

describe('a ledger in memory', () => consentLedgerContract(async () => memoryLedger()))

describe('a book of customers in memory', () => customerBookContract(async () => memoryCustomerBook()))

const silent = { evidence: noEvidence, writeBacks: noWriteBacks }
const adaHash = addressHash(hashOf, 'ada@example.org')
const graceHash = addressHash(hashOf, 'grace@example.org')
const oldHash = addressHash(hashOf, 'ada@old.example')

describe('the guard', () => {
  let ledger: ConsentLedger
  let customers: CustomerBook
  let scopes: readonly ConsentScope[]
  let heard: { account: string; reading: Reading }[] = []
  let grant: ConsentEvidence | undefined
  beforeEach(() => {
    grant = undefined
    ledger = memoryLedger()
    customers = memoryCustomerBook()
    scopes = []
    heard = []
  })
  const guard = (message: Message) =>
    consentGuard({
      ledger,
      customers,
      ...silent,
      evidence: { ...noEvidence, grantOf: async () => grant },
      scopesOf: () => scopes,
      isGuest: (_marketplace, customerId) => customerId === 'GUEST',
      accountOf: (marketplace) => `account of ${marketplace}`,
      hear: async (account, reading) => void heard.push({ account, reading }),
      hash: hashOf,
      now: () => new Date('2026-03-01T12:00:00Z'),
    })(message)

  it('sends an order on with what Dotdigital said of its customer', async () => {
    const opted = fact({ status: 'unsubscribed' })
    await ledger.keep('account of north', [{ addressHash: adaHash, fact: opted }], true)
    const cause = orderIdentified({ email: ' Ada@EXAMPLE.org' })

    const said = await guard(cause)

    expect(said).toMatchObject([
      {
        type: 'decided.order.v1',
        source: 'consent-guard',
        recordkey: 'north:order:O1',
        causationid: cause.id,
        lane: 'realtime',
        data: { ...cause.data, consent: opted },
      },
    ])
  })

  it('sends a return on likewise', async () => {
    await ledger.keep('account of north', [{ addressHash: adaHash, fact: fact() }], true)

    expect(await guard(returnIdentified())).toMatchObject([
      {
        type: 'decided.return.v1',
        lane: 'bulk',
        data: { returned: { id: 'R1' }, origin: 'backfill', consent: fact() },
      },
    ])
  })

  it('says unknown of an address that Dotdigital does not name, as old as the last reading', async () => {
    const at = '2026-03-01T11:00:00.000Z'
    await ledger.setLastRead('account of north', { readAt: at, fullReadAt: at, scopes: [] })

    expect(await guard(orderIdentified())).toMatchObject([
      { data: { consent: { status: 'unknown', source: 'full-read', learnedAt: '2026-03-01T11:00:00.000Z' } } },
    ])
  })

  it('does not take the word of another account', async () => {
    await ledger.keep('account of south', [{ addressHash: adaHash, fact: fact() }], true)

    expect(await guard(orderIdentified())).toMatchObject([{ data: { consent: { status: 'unknown' } } }])
    expect(await guard(orderIdentified({}, 'south'))).toMatchObject([{ data: { consent: { status: 'subscribed' } } }])
  })

  it('sends nothing on while the ledger is away', async () => {
    ledger = { ...ledger, find: () => Promise.reject(new Error('the ledger is away')) }

    await expect(guard(orderIdentified())).rejects.toThrow('the ledger is away')
  })

  it('hears an opt-out that Dotdigital tells by itself, and says that it is stored', async () => {
    const at = '2026-03-01T11:59:00.000Z'
    const told = noticeReceived({ is: 'opt-out', name: 'unsubscribed', email: 'ada@example.org', at })

    expect(await guard(told)).toMatchObject([
      { type: 'record.settled.v1', recordkey: 'main:contact:N1', data: { state: 'delivered', reason: 'stored' } },
    ])
    const learned = { status: 'unsubscribed', source: 'webhook', learnedAt: '2026-03-01T11:59:30.000Z', since: at }
    expect(heard).toEqual([{ account: 'main', reading: { email: 'ada@example.org', fact: learned } }])
  })

  it.each(['complained', 'suppressed'] as const)('takes %s for what it is, since it forbids more', async (name) => {
    await guard(noticeReceived({ is: 'opt-out', name, email: 'ada@example.org' }))

    expect(heard).toMatchObject([{ reading: { fact: { status: name } } }])
  })

  it('settles no opt-out that could not be kept', async () => {
    const away = consentGuard({
      ...silent,
      ...{ ledger, customers, accountOf: () => 'main', scopesOf: () => [], hash: hashOf, now: () => new Date() },
      isGuest: () => false,
      hear: () => Promise.reject(new Error('the ledger is away')),
    })

    await expect(
      away(noticeReceived({ is: 'opt-out', name: 'unsubscribed', email: 'a@example.org' })),
    ).rejects.toThrow()
  })

  it('learns nothing of consent from what became of a message', async () => {
    expect(await guard(noticeReceived({ is: 'message', name: 'message.delivered' }))).toMatchObject([
      { data: { state: 'ignored', reason: 'not-about-consent' } },
    ])
    expect(heard).toEqual([])
  })

  it('remembers whom it passed on as unknown, since a contact may be made for them', async () => {
    await guard(orderIdentified())
    await guard(returnIdentified())

    expect(await ledger.find('account of north', [adaHash])).toEqual([
      { addressHash: adaHash, fact: { status: 'unknown', source: 'full-read', learnedAt: '2026-03-01T12:00:00.000Z' } },
    ])
  })

  it('remembers that consent went along with one it passed on, since the contact may be made a subscriber', async () => {
    const passed = { status: 'unknown', source: 'full-read', learnedAt: '2026-03-01T12:00:00.000Z' } as const
    await guard(orderIdentified({ email: 'grace@example.org' }))
    grant = { isGranted: true, text: 'Yes', at: '2026-03-01T11:00:00.000Z' }
    for (const email of ['ada@example.org', 'grace@example.org']) await guard(orderIdentified({ email }))
    await guard(returnIdentified())

    for (const addressHash of [adaHash, graceHash])
      expect(await ledger.find('account of north', [addressHash])).toEqual([
        { addressHash, fact: passed, grantedAt: '2026-03-01T12:00:00.000Z' },
      ])
  })

  it('attaches the strictest of all addresses of a person, and says whose it is', async () => {
    const opted = { addressHash: oldHash, fact: fact({ status: 'unsubscribed' }) }
    await ledger.keep('account of north', [{ addressHash: adaHash, fact: fact() }, opted], true)
    const consent = fact({ status: 'unsubscribed', otherAddress: oldHash })

    expect(await guard(orderIdentified({ otherEmails: ['Ada@old.example'] }))).toMatchObject([{ data: { consent } }])
    expect(await guard(orderIdentified({ otherEmails: ['ada@example.org'] }))).toMatchObject([
      { data: { consent: fact() } },
    ])
  })

  it('attaches the lists and preferences a person is out of, where triggers name them', async () => {
    scopes = ['list:7', 'preference:4']
    const left = { addressHash: adaHash, scope: 'list:7', fact: fact({ status: 'unsubscribed' }) } as const
    await ledger.keep('account of north', [{ addressHash: adaHash, fact: fact() }, left], true)

    expect(await guard(orderIdentified())).toMatchObject([
      { data: { consent: { status: 'subscribed', optedOutOf: ['list:7'] } } },
    ])
  })

  it('sends a profile that changed on likewise, unknown where it has no address', async () => {
    const opted = { addressHash: oldHash, fact: fact({ status: 'complained' }) }
    await ledger.keep('account of north', [{ addressHash: adaHash, fact: fact() }, opted], true)
    const cause = contactIdentified({ email: 'ada@example.org', otherEmails: ['ada@old.example'] })

    expect(await guard(cause)).toMatchObject([
      {
        type: 'decided.contact.v1',
        causationid: cause.id,
        data: { ...cause.data, consent: { status: 'complained', otherAddress: oldHash } },
      },
    ])
    expect(await guard(contactIdentified({}))).toMatchObject([{ data: { consent: { status: 'unknown' } } }])
  })

  it('settles a sales order as stored: it has no record of its own', async () => {
    expect(await guard(salesOrderIdentified())).toMatchObject([
      { type: 'record.settled.v1', data: { state: 'delivered', reason: 'stored' } },
    ])
  })

  describe('whoever asks later', () => {
    const find = () => customers.find(customerHash(hashOf, 'north', 'c-1'))

    it('can be told of the customer of an order, by hashes alone', async () => {
      await guard(orderIdentified({ revision: 2, otherEmails: ['ada@old.example'] }))

      expect(await find()).toEqual({
        customerHash: customerHash(hashOf, 'north', 'c-1'),
        ...{ profileId: 'p-1', revision: 2, address: adaHash, others: [oldHash] },
      })
    })

    it('is told of the addresses a profile has by now', async () => {
      await guard(orderIdentified({ revision: 2 }))
      await guard(contactIdentified({ revision: 3, email: 'ada@old.example' }))
      await guard(contactIdentified({ revision: 1, email: 'ada@older.example' }))

      expect(await find()).toMatchObject({ revision: 3, address: oldHash, others: [] })
    })

    it('is told of the profile that a customer belongs to after a merge, and after a split', async () => {
      const c1 = customerHash(hashOf, 'north', 'c-1')
      const theirs = (profileId: string, revision: number, ...customersOf: string[]) =>
        contactIdentified({ profileId, revision, email: `${profileId}@example.org`, customers: customersOf })
      await guard(orderIdentified({ profileId: 'p-2', revision: 1 }))
      await guard(theirs('p-1', 5, 'another', c1))
      const merged = { profileId: 'p-1', address: addressHash(hashOf, 'p-1@example.org') }
      expect(await find()).toMatchObject(merged)

      await guard(theirs('p-1', 7, 'another'))
      expect(await find()).toMatchObject({ ...merged, revision: 5 })
      await guard(theirs('p-2', 6, c1))
      expect(await find()).toMatchObject({ profileId: 'p-2', address: addressHash(hashOf, 'p-2@example.org') })
    })

    it('is told of whoever a customer became, though the order that shows them is still to come', async () => {
      const c1 = customerHash(hashOf, 'north', 'c-1')
      await guard(contactIdentified({ profileId: 'p-1', revision: 5, email: 'ada@old.example', customers: [c1] }))
      await guard(orderIdentified({ profileId: 'p-2', revision: 1 }))

      expect(await find()).toMatchObject({ profileId: 'p-1', address: oldHash })
    })

    it('is told of nobody by an id that stands for guests', async () => {
      const order = orderIdentified()
      const customer = { id: 'GUEST' }
      await guard({ ...order, data: { ...order.data, order: { ...order.data.order, customer } } })

      expect(await customers.find(customerHash(hashOf, 'north', 'GUEST'))).toBeUndefined()
    })
  })

  it('has nothing to say of anything else', async () => {
    const other = outcomeOf(orderIdentified(), 'identity-resolver', { state: 'waiting', reason: 'identity' })

    expect(await guard(other)).toEqual([])
  })
})
