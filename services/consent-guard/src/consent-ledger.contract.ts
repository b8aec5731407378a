import { type ConsentStatus, consentStatuses } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { closesMarketing } from './decide.js'
import type { AccountFact, ConsentLedger, KnownFact } from './ports.js'
import { fact } from './testing/facts.js'

const known = (addressHash: string, fields: Parameters<typeof fact>[0] = {}): KnownFact => ({
  addressHash,
  fact: fact(fields),
})

const inList = (addressHash: string, fields: Parameters<typeof fact>[0] = {}): KnownFact => ({
  ...known(addressHash, fields),
  scope: 'list:7',
})

const word = ({ account, addressHash, scope, fact: { status } }: AccountFact) =>
  [account, addressHash, scope ?? 'account', status].join(' ')

/** What every ledger keeps to; each test begins with an empty one. */
export const consentLedgerContract = (open: () => Promise<ConsentLedger>): void => {
  let ledger: ConsentLedger
  beforeEach(async () => {
    ledger = await open()
  })

  const untold = async () => (await ledger.untold(100)).map(word)
  const find = async (account: string, ...hashes: string[]) =>
    (await ledger.find(account, hashes)).toSorted((left, right) =>
      JSON.stringify(left) < JSON.stringify(right) ? -1 : 1,
    )
  const closed = async (account: string) => {
    const found: (readonly [string, ConsentStatus])[] = []
    for await (const one of ledger.closed(account)) found.push(one)
    return found
  }

  describe('facts', () => {
    it('come back as they were kept, under their own account', async () => {
      const opted = fact({ status: 'unsubscribed', source: 'suppressed-since', since: '2026-02-01T00:00:00.000Z' })
      const ours = fact({ status: 'not-subscribed', isOurs: true, since: '2026-02-01T00:00:00.000Z' })
      await ledger.keep('main', [{ addressHash: 'a', fact: opted }, known('b'), { addressHash: 'c', fact: ours }], true)
      const bounced = known('e', { status: 'hard-bounced', will: 'complained' })
      await ledger.keep('main', [bounced], true)

      expect(await find('main', 'a')).toEqual([{ addressHash: 'a', fact: opted }])
      expect(await find('main', 'c')).toEqual([{ addressHash: 'c', fact: ours }])
      expect(await find('main', 'e')).toEqual([bounced])
      expect(await find('other', 'a')).toEqual([])
      expect((await find('main', 'b', 'd', 'a')).map(({ addressHash }) => addressHash)).toEqual(['a', 'b'])
      expect(await find('main')).toEqual([])
    })

    it('replace each other, the last of one call too', async () => {
      await ledger.keep('main', [known('a')], true)
      await ledger.keep('main', [known('a', { status: 'pending' }), known('a', { status: 'unsubscribed' })], true)
      await ledger.keep('main', [], true)

      expect(await find('main', 'a')).toMatchObject([{ fact: { status: 'unsubscribed' } }])
    })

    it('of a list or a preference stand beside that of the account, each for itself', async () => {
      await ledger.keep('main', [known('a'), inList('a', { status: 'unsubscribed' })], true)
      await ledger.keep('main', [{ ...known('a', { status: 'unsubscribed' }), scope: 'preference:7' }], true)
      await ledger.keep('main', [inList('a')], true)

      expect((await find('main', 'a')).map((one) => word({ account: 'main', ...one })).toSorted()).toEqual([
        'main a account subscribed',
        'main a list:7 subscribed',
        'main a preference:7 unsubscribed',
      ])
    })
  })

  describe('the facts of a contact', () => {
    it('are found by its number, in whatever scope, until another one or none has the address', async () => {
      await ledger.keep('main', [{ ...known('a'), contactId: 7 }, { ...inList('a'), contactId: 7 }, known('b')], true)
      await ledger.keep('main', [{ ...known('c'), contactId: 8 }], true)
      await ledger.keep('other', [{ ...known('d'), contactId: 7 }], true)
      const hashes = async () =>
        (await ledger.findByContact('main', [7, 9])).map(({ addressHash, scope }) => `${addressHash} ${scope ?? ''}`)

      expect((await hashes()).toSorted()).toEqual(['a ', 'a list:7'])
      expect(await ledger.findByContact('main', [8])).toEqual([{ ...known('c'), contactId: 8 }])
      expect(await ledger.findByContact('main', [])).toEqual([])
      await ledger.keep('main', [known('a'), { ...inList('a'), contactId: 10 }], true)
      expect(await hashes()).toEqual([])
    })
  })

  describe('that an address was passed on as unknown', () => {
    const at = '2026-03-01T11:00:00.000Z'
    const pass = (passedAt: string, hasGrant = false) =>
      ledger.notePassed('main', { addressHash: 'a', at: passedAt, hasGrant })

    it('is remembered as of the first time, and is no news', async () => {
      await pass(at)
      await pass('2026-03-01T11:30:00.000Z')
      await ledger.tellAgain('2026-02-01T00:00:00.000Z')

      expect(await find('main', 'a')).toEqual([
        { addressHash: 'a', fact: { status: 'unknown', source: 'full-read', learnedAt: at } },
      ])
      expect(await untold()).toEqual([])
    })

    it('is remembered with the first time that a grant went along, and no fact of later knows of it', async () => {
      await pass(at)
      await pass('2026-03-01T11:10:00.000Z', true)
      await pass('2026-03-01T11:20:00.000Z', true)
      await pass('2026-03-01T11:30:00.000Z')

      const passed = { addressHash: 'a', fact: { status: 'unknown', source: 'full-read', learnedAt: at } }
      expect(await find('main', 'a')).toEqual([{ ...passed, grantedAt: '2026-03-01T11:10:00.000Z' }])
      await ledger.keep('main', [{ ...known('a', { status: 'unknown', since: at }), grantedAt: at }], true)
      expect(await find('main', 'a')).toEqual([known('a', { status: 'unknown', since: at })])
      await pass('2026-03-01T11:40:00.000Z', true)
      expect(await find('main', 'a')).toMatchObject([{ grantedAt: '2026-03-01T11:40:00.000Z' }])
    })

    it('overwrites nothing that is known', async () => {
      await ledger.keep('main', [known('a')], true)
      await pass(at)
      await pass(at, true)

      expect(await find('main', 'a')).toEqual([known('a')])
    })
  })

  describe('news', () => {
    it('is told oldest first, until it is marked', async () => {
      await ledger.keep('main', [known('b', { learnedAt: '2026-03-01T12:01:00.000Z' })], false)
      await ledger.keep('other', [known('a')], false)
      await ledger.keep('main', [known('c')], true)

      const news = await ledger.untold(100)
      expect(news.map(word)).toEqual(['other a account subscribed', 'main b account subscribed'])
      expect(await ledger.untold(1)).toEqual(news.slice(0, 1))
      await ledger.markTold(news.slice(0, 1))
      expect(await untold()).toEqual(['main b account subscribed'])
    })

    it('of one scope is told apart from that of another', async () => {
      await ledger.keep(
        'main',
        [known('a', { status: 'unsubscribed' }), inList('a', { status: 'unsubscribed' })],
        false,
      )
      await ledger.markTold((await ledger.untold(100)).filter(({ scope }) => scope === undefined))

      expect(await untold()).toEqual(['main a list:7 unsubscribed'])
    })

    it('stays news when the same is read again before it was told', async () => {
      await ledger.keep('main', [known('a', { status: 'unsubscribed' })], false)
      await ledger.keep('main', [known('a', { status: 'unsubscribed' })], true)

      expect(await untold()).toEqual(['main a account unsubscribed'])
    })

    it('stays news when it changed while it was being told', async () => {
      await ledger.keep('main', [known('a', { status: 'unsubscribed' })], false)
      const telling = await ledger.untold(100)
      await ledger.keep('main', [known('a', { status: 'complained' })], false)
      await ledger.markTold(telling)

      expect(await untold()).toEqual(['main a account complained'])
    })

    it('stays news when the person said something else, though the status is the same', async () => {
      await ledger.keep('main', [known('a', { status: 'hard-bounced' })], false)
      const telling = await ledger.untold(100)
      await ledger.keep('main', [known('a', { status: 'hard-bounced', will: 'unsubscribed' })], false)
      await ledger.markTold(telling)
      expect(await untold()).toEqual(['main a account hard-bounced'])

      await ledger.markTold(await ledger.untold(100))
      expect(await untold()).toEqual([])
    })

    it('is told again for a bus that forgot, if it is of late', async () => {
      const gone = known('gone', { status: 'unknown', learnedAt: '2026-03-02T12:00:00.000Z', since: '2026-03-02' })
      await ledger.keep('main', [known('old'), known('late', { learnedAt: '2026-03-02T12:00:00.000Z' }), gone], true)
      await ledger.tellAgain('2026-03-01T12:00:00.000Z')

      expect((await untold()).toSorted()).toEqual(['main gone account unknown', 'main late account subscribed'])
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
      await ledger.keep('main', [inList('of a list', { status: 'unsubscribed' })], true)

      const expected = consentStatuses.filter((status) => closesMarketing({ status }))
      expect((await closed('main')).toSorted()).toEqual(expected.map((status) => [status, status]).toSorted())
    })

    it('is listed to the end, however much it is', async () => {
      const many = Array.from({ length: 8_003 }, (_none, index) => known(`a${index}`, { status: 'unsubscribed' }))
      await ledger.keep('main', many, true)

      const found = await closed('main')
      expect([found.length, new Map(found).size]).toEqual([8_003, 8_003])
    })
  })

  it('tells which contacts with nothing against them no reading has shown since', async () => {
    const [before, after] = ['2026-03-01T11:00:00.000Z', '2026-03-01T13:00:00.000Z']
    await ledger.keep('main', [known('gone', { learnedAt: before }), known('seen', { learnedAt: after })], true)
    await ledger.keep('main', [known('out', { learnedAt: before, status: 'unsubscribed' })], true)
    await ledger.keep('main', [inList('seen', { learnedAt: before })], true)
    await ledger.keep('other', [known('elsewhere', { learnedAt: before })], true)
    await ledger.notePassed('main', { addressHash: 'passed', at: before, hasGrant: false })

    const noon = '2026-03-01T12:00:00.000Z'
    expect((await ledger.unseenSince('main', noon, 10)).map(({ addressHash }) => addressHash)).toEqual(['gone'])
    expect(await ledger.unseenSince('main', noon, 0)).toEqual([])
  })

  it('tells how late opt-outs were learned, account by account, and forgets it after a week', async () => {
    const lag = (learnedAt: string, seconds: number) => ({ learnedAt, seconds })
    const [noon, one] = ['2026-03-01T12:00:00.000Z', '2026-03-01T13:00:00.000Z']
    await ledger.noteLags('main', [lag(noon, 60), lag(one, 61), lag(one, 5)])
    await ledger.noteLags('other', [lag(one, 900)])
    await ledger.noteLags('main', [])

    expect(await ledger.lagsSince('main', noon, 60)).toEqual({ learned: 3, late: 1, worstSeconds: 61 })
    expect(await ledger.lagsSince('main', one, 4)).toEqual({ learned: 2, late: 2, worstSeconds: 61 })
    expect(await ledger.lagsSince('main', '2026-03-01T13:00:00.001Z', 0)).toEqual({
      ...{ learned: 0, late: 0, worstSeconds: 0 },
    })
    await ledger.noteLags('main', [lag('2026-03-08T12:30:00.000Z', 7)])
    expect(await ledger.lagsSince('main', noon, 60)).toEqual({ learned: 3, late: 1, worstSeconds: 61 })
    expect(await ledger.lagsSince('other', noon, 60)).toMatchObject({ learned: 1 })
  })

  it('remembers how far each account was read', async () => {
    const read = { readAt: '2026-03-01T12:00:00.000Z', fullReadAt: '2026-03-01T11:00:00.000Z', scopes: [] }
    expect(await ledger.lastRead('main')).toBeUndefined()
    await ledger.setLastRead('main', read)
    expect(await ledger.lastRead('main')).toEqual(read)
    const later = { ...read, readAt: '2026-03-01T12:05:00.000Z', scopes: ['list:7', 'preference:4'] }
    await ledger.setLastRead('main', later)

    expect(await ledger.lastRead('main')).toEqual(later)
    expect(await ledger.lastRead('other')).toBeUndefined()
  })

  it('lets those who decide by what is known come one after the other', async () => {
    const counted = (): Promise<void> =>
      ledger.alone('main', async (alone) => {
        const [one] = await alone.find('main', ['a'])
        const since = String(Number(one?.fact.since ?? '0') + 1)
        await alone.keep('main', [{ addressHash: 'a', fact: fact({ since }) }], true)
      })
    await Promise.all(Array.from({ length: 10 }, counted))

    expect(await find('main', 'a')).toMatchObject([{ fact: { since: '10' } }])
  })

  it('keeps nothing of what failed alone', async () => {
    const broken = ledger.alone('main', () => Promise.reject(new Error('killed')))

    await expect(broken).rejects.toThrow('killed')
    await ledger.alone('main', (alone) => alone.keep('main', [{ addressHash: 'a', fact: fact() }], true))
    expect(await find('main', 'a')).toMatchObject([{ fact: { status: 'subscribed' } }])
  })
}
