import { consentStatuses } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { closesMarketing } from './decide.js'
import type { ConsentLedger, KnownFact } from './ports.js'
import { fact } from './testing/facts.js'

const known = (addressHash: string, fields: Parameters<typeof fact>[0] = {}): KnownFact => ({
  addressHash,
  fact: fact(fields),
})

/** What every ledger keeps to; each test begins with an empty one. */
export const consentLedgerContract = (open: () => Promise<ConsentLedger>): void => {
  let ledger: ConsentLedger
  beforeEach(async () => {
    ledger = await open()
  })

  const untold = async () =>
    (await ledger.untold(100)).map(({ addressHash, fact: { status } }) => [addressHash, status])
  const closed = async (account: string) => {
    const found: KnownFact[] = []
    for await (const one of ledger.closed(account)) found.push(one)
    return found
  }

  describe('facts', () => {
    it('come back as they were kept, under their own account', async () => {
      const opted = fact({ status: 'unsubscribed', source: 'suppressed-since', since: '2026-02-01T00:00:00.000Z' })
      await ledger.keep('main', [{ addressHash: 'a', fact: opted }, known('b')], true)

      expect(await ledger.find('main', 'a')).toEqual(opted)
      expect(await ledger.find('main', 'b')).toEqual({ ...fact(), since: undefined })
      expect(await ledger.find('other', 'a')).toBeUndefined()
      expect([...(await ledger.findAll('main', ['b', 'c', 'a'])).keys()].toSorted()).toEqual(['a', 'b'])
      expect(await ledger.findAll('main', [])).toEqual(new Map())
    })

    it('replace each other, the last of one call too', async () => {
      await ledger.keep('main', [known('a')], true)
      await ledger.keep('main', [known('a', { status: 'pending' }), known('a', { status: 'unsubscribed' })], true)
      await ledger.keep('main', [], true)

      expect(await ledger.find('main', 'a')).toMatchObject({ status: 'unsubscribed' })
    })
  })

  describe('news', () => {
    it('is told oldest first, until it is marked', async () => {
      await ledger.keep('main', [known('b', { learnedAt: '2026-03-01T12:01:00.000Z' })], false)
      await ledger.keep('other', [known('a')], false)
      await ledger.keep('main', [known('c')], true)

      const news = await ledger.untold(100)
      expect(news.map(({ account, addressHash }) => `${account} ${addressHash}`)).toEqual(['other a', 'main b'])
      expect(await ledger.untold(1)).toEqual(news.slice(0, 1))
      await ledger.markTold(news.slice(0, 1))
      expect(await untold()).toEqual([['b', 'subscribed']])
    })

    it('stays news when the same is read again before it was told', async () => {
      await ledger.keep('main', [known('a', { status: 'unsubscribed' })], false)
      await ledger.keep('main', [known('a', { status: 'unsubscribed' })], true)

      expect(await untold()).toEqual([['a', 'unsubscribed']])
    })

    it('stays news when it changed while it was being told', async () => {
      await ledger.keep('main', [known('a', { status: 'unsubscribed' })], false)
      const telling = await ledger.untold(100)
      await ledger.keep('main', [known('a', { status: 'complained' })], false)
      await ledger.markTold(telling)

      expect(await untold()).toEqual([['a', 'complained']])
    })

    it('is told again for a bus that forgot, if it is of late', async () => {
      await ledger.keep('main', [known('old'), known('late', { learnedAt: '2026-03-02T12:00:00.000Z' })], true)
      await ledger.tellAgain('2026-03-01T12:00:00.000Z')

      expect(await untold()).toEqual([['late', 'subscribed']])
    })
  })

  describe('what closes marketing', () => {
    it('is listed by account, and nothing else is', async () => {
      await ledger.keep(
        'main',
        consentStatuses.map((status) => known(status, { status })),
        true,
      )
      await ledger.keep('other', [known('elsewhere', { status: 'unsubscribed' })], true)

      const expected = consentStatuses.filter((status) => closesMarketing(fact({ status })))
      expect((await closed('main')).map(({ addressHash }) => addressHash).toSorted()).toEqual(expected.toSorted())
      expect((await closed('main')).every(({ addressHash, fact: { status } }) => addressHash === status)).toBe(true)
    })

    it('is listed to the end, however much it is', async () => {
      const many = Array.from({ length: 5_003 }, (_none, index) => known(`a${index}`, { status: 'unsubscribed' }))
      await ledger.keep('main', many, true)

      expect(new Set((await closed('main')).map(({ addressHash }) => addressHash)).size).toBe(5_003)
    })
  })

  it('remembers when each account was last read to the end', async () => {
    expect(await ledger.readAt('main')).toBeUndefined()
    await ledger.setReadAt('main', '2026-03-01T12:00:00.000Z')
    await ledger.setReadAt('main', '2026-03-01T12:05:00.000Z')

    expect(await ledger.readAt('main')).toBe('2026-03-01T12:05:00.000Z')
    expect(await ledger.readAt('other')).toBeUndefined()
  })

  it('lets those who decide by what is known come one after the other', async () => {
    const counted = (): Promise<void> =>
      ledger.alone('main', async (alone) => {
        const known = await alone.find('main', 'a')
        const since = String(Number(known?.since ?? '0') + 1)
        await alone.keep('main', [{ addressHash: 'a', fact: fact({ since }) }], true)
      })
    await Promise.all(Array.from({ length: 10 }, counted))

    expect(await ledger.find('main', 'a')).toMatchObject({ since: '10' })
  })

  it('keeps nothing of what failed alone', async () => {
    const broken = ledger.alone('main', () => Promise.reject(new Error('killed')))

    await expect(broken).rejects.toThrow('killed')
    await ledger.alone('main', (alone) => alone.keep('main', [{ addressHash: 'a', fact: fact() }], true))
    expect(await ledger.find('main', 'a')).toMatchObject({ status: 'subscribed' })
  })
}
