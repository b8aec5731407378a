import { outcomeOf, type Message } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import { beforeEach, describe, expect, it } from 'vitest'
import { consentLedgerContract } from './consent-ledger.contract.js'
import { addressHash } from './learn.js'
import type { ConsentLedger, Reading } from './ports.js'
import { consentGuard, tellNews } from './service.js'
import { fact, hashOf } from './testing/facts.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { noticeReceived, orderIdentified, returnIdentified } from './testing/messages.js'

describe('a ledger in memory', () => consentLedgerContract(async () => memoryLedger()))

const adaHash = addressHash(hashOf, 'ada@example.org')

describe('the guard', () => {
  let ledger: ConsentLedger
  let heard: { account: string; reading: Reading }[] = []
  beforeEach(() => {
    ledger = memoryLedger()
    heard = []
  })
  const guard = (message: Message) =>
    consentGuard({
      ledger,
      accountOf: (marketplace) => `account of ${marketplace}`,
      hear: async (account, reading) => void heard.push({ account, reading }),
      hash: hashOf,
      now: () => new Date('2026-03-01T12:00:00Z'),
    })(message)

  it('sends an order on with what Dotdigital said of its customer', async () => {
    const opted = fact({ status: 'unsubscribed' })
    await ledger.keep('account of north', [{ addressHash: adaHash, fact: opted }], true)
    const cause = orderIdentified(' Ada@EXAMPLE.org')

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
    await ledger.setReadAt('account of north', '2026-03-01T11:00:00.000Z')

    expect(await guard(orderIdentified())).toMatchObject([
      { data: { consent: { status: 'unknown', source: 'full-read', learnedAt: '2026-03-01T11:00:00.000Z' } } },
    ])
  })

  it('does not take the word of another account', async () => {
    await ledger.keep('account of south', [{ addressHash: adaHash, fact: fact() }], true)

    expect(await guard(orderIdentified())).toMatchObject([{ data: { consent: { status: 'unknown' } } }])
    expect(await guard(orderIdentified('ada@example.org', 'south'))).toMatchObject([
      { data: { consent: { status: 'subscribed' } } },
    ])
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
      ...{ ledger, accountOf: () => 'main', hash: hashOf, now: () => new Date() },
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

  it('has nothing to say of anything else', async () => {
    const other = outcomeOf(orderIdentified(), 'identity-resolver', { state: 'waiting', reason: 'identity' })

    expect(await guard(other)).toEqual([])
  })
})

describe('telling news', () => {
  const busOf = (publish: Bus['publish']) => ({ publish }) as Bus

  it('tells the publisher each change by the hash of its address, and once', async () => {
    const ledger = memoryLedger()
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact({ status: 'complained' }) }], false)
    const told: Message[] = []
    const bus = busOf(async (messages) => void told.push(...messages))

    expect(await tellNews(ledger, bus)).toBe(false)
    expect(await tellNews(ledger, bus)).toBe(false)
    expect(told).toMatchObject([
      {
        type: 'consent.changed.v1',
        recordkey: `main:contact:${adaHash}`,
        lane: 'realtime',
        data: { account: 'main', addressHash: adaHash, fact: { status: 'complained' } },
      },
    ])
  })

  it('tells again what the bus did not confirm', async () => {
    const ledger = memoryLedger()
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact() }], false)

    await expect(
      tellNews(
        ledger,
        busOf(() => Promise.reject(new Error('no confirm'))),
      ),
    ).rejects.toThrow('no confirm')
    expect(await ledger.untold(10)).toHaveLength(1)
  })

  it('says that there may be more after a whole batch', async () => {
    const ledger = memoryLedger()
    const many = Array.from({ length: 501 }, (_none, index) => ({ addressHash: `a${index}`, fact: fact() }))
    await ledger.keep('main', many, false)
    const bus = busOf(async () => undefined)

    expect([await tellNews(ledger, bus), await tellNews(ledger, bus)]).toEqual([true, false])
  })
})
