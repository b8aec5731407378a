import type { Message } from '@concord/contracts'
import type { ConsentScope } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import { describe, expect, it } from 'vitest'
import { fact } from './testing/facts.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { noWriteBacks } from './testing/no-write-backs.js'
import { tellNews } from './tell.js'

const adaHash = 'hash of ada'

describe('telling news', () => {
  const scopesOf = (): readonly ConsentScope[] => ['list:7']
  const busOf = (publish: Bus['publish']) => ({ publish }) as Bus

  it('tells the publisher each change by the hash of its address, and once', async () => {
    const ledger = memoryLedger()
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact({ status: 'complained' }) }], false)
    const told: Message[] = []
    const bus = busOf(async (messages) => void told.push(...messages))

    expect(await tellNews({ ledger, scopesOf, writeBacks: noWriteBacks }, bus)).toBe(false)
    expect(await tellNews({ ledger, scopesOf, writeBacks: noWriteBacks }, bus)).toBe(false)
    expect(told).toMatchObject([
      {
        type: 'consent.changed.v1',
        recordkey: `main:contact:${adaHash}`,
        lane: 'realtime',
        data: { account: 'main', addressHash: adaHash, fact: { status: 'complained' } },
      },
    ])
  })

  it('tells all that counts for an address in one message, whatever of it is new', async () => {
    const ledger = memoryLedger()
    const left = { addressHash: adaHash, scope: 'list:7', fact: fact({ status: 'unsubscribed' }) } as const
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact() }], true)
    await ledger.keep('main', [left, { ...left, scope: 'list:8' }], false)
    const told: Message[] = []
    await tellNews(
      { ledger, scopesOf, writeBacks: noWriteBacks },
      busOf(async (messages) => void told.push(...messages)),
    )

    expect(told).toMatchObject([{ data: { fact: { status: 'subscribed', optedOutOf: ['list:7'] } } }])
    expect(await ledger.untold(10)).toEqual([])
  })

  it('tells of an address that is back on a list as of when that was learned', async () => {
    const ledger = memoryLedger()
    const back = fact({ status: 'subscribed', learnedAt: '2026-03-01T13:00:00.000Z' })
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact() }], true)
    await ledger.keep('main', [{ addressHash: adaHash, scope: 'list:7', fact: back }], false)
    const told: Message[] = []
    await tellNews(
      { ledger, scopesOf, writeBacks: noWriteBacks },
      busOf(async (messages) => void told.push(...messages)),
    )

    const { learnedAt } = back
    expect(told).toMatchObject([{ recordversion: learnedAt, data: { fact: { learnedAt, optedOutOf: [] } } }])
  })

  it('tells of an address what that address is out of, and nobody else of the same person', async () => {
    const ledger = memoryLedger()
    const left = { scope: 'list:7', fact: fact({ status: 'unsubscribed' }) } as const
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact() }], false)
    await ledger.keep('main', [{ ...left, addressHash: 'another of ada' }], true)
    const told: Message[] = []
    await tellNews(
      { ledger, scopesOf, writeBacks: noWriteBacks },
      busOf(async (messages) => void told.push(...messages)),
    )

    expect(told).toMatchObject([{ data: { addressHash: adaHash, fact: { optedOutOf: [] } } }])
  })

  it('tells of each account what it says itself, and of each address what is known of it alone', async () => {
    const ledger = memoryLedger()
    const told: Message[] = []
    for (const account of ['main', 'other'])
      await ledger.keep(account, [{ addressHash: adaHash, fact: fact({ status: 'unsubscribed' }) }], false)
    await ledger.keep('main', [{ addressHash: 'grace', fact: fact() }], false)
    await tellNews(
      { ledger, scopesOf, writeBacks: noWriteBacks },
      busOf(async (sent) => void told.push(...sent)),
    )

    expect(told.map(({ recordkey, source, data }) => [recordkey, source, 'fact' in data && data.fact.status])).toEqual([
      [`main:contact:${adaHash}`, 'consent-guard', 'unsubscribed'],
      ['main:contact:grace', 'consent-guard', 'subscribed'],
      [`other:contact:${adaHash}`, 'consent-guard', 'unsubscribed'],
    ])
  })

  it('tells who left a list of an address that is unknown, as of the last reading, or of the leaving before any', async () => {
    const ledger = memoryLedger()
    const left = { addressHash: adaHash, scope: 'list:7', fact: fact({ status: 'unsubscribed' }) } as const
    const readAt = '2026-03-01T13:00:00.000Z'
    const learnedAt = async () => {
      const told: Message[] = []
      await ledger.keep('main', [left], false)
      await tellNews(
        { ledger, scopesOf, writeBacks: noWriteBacks },
        busOf(async (sent) => void told.push(...sent)),
      )
      return told.map(({ recordversion }) => recordversion)
    }

    expect(await learnedAt()).toEqual([left.fact.learnedAt])
    await ledger.setLastRead('main', { readAt, fullReadAt: readAt, scopes: [] })
    expect(await learnedAt()).toEqual([readAt])
  })

  it('says nothing, and asks nobody, where there is no news', async () => {
    const bus = busOf(() => Promise.reject(new Error('nobody is asked')))

    expect(await tellNews({ ledger: memoryLedger(), scopesOf, writeBacks: noWriteBacks }, bus)).toBe(false)
  })

  it('tells again what the bus did not confirm', async () => {
    const ledger = memoryLedger()
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact() }], false)

    await expect(
      tellNews(
        { ledger, scopesOf, writeBacks: noWriteBacks },
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

    expect([
      await tellNews({ ledger, scopesOf, writeBacks: noWriteBacks }, bus),
      await tellNews({ ledger, scopesOf, writeBacks: noWriteBacks }, bus),
    ]).toEqual([true, false])
  })
})
