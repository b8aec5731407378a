import type { ConsentScope, ConsentStatus } from '@concord/domain'
import { memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { beforeEach, describe, expect, it } from 'vitest'
import { addressHash } from './hashes.js'
import { createLearner, type Learner } from './learn.js'
import type { ConsentLedger, Reading } from './ports.js'
import { hashOf } from './testing/facts.js'
import { memoryLedger } from './testing/memory-ledger.js'

const account = 'main'
const ada = 'ada@example.org'
const grace = 'grace@example.org'

describe('learning', () => {
  let clock: Date
  let ledger: ConsentLedger
  let suppressed: SuppressionSet
  let asked: { contacts: (Date | undefined)[]; suppressions: Date[] }
  let world: { contacts: Reading[][]; suppressions: Reading[][]; beforeContacts: () => Promise<void> }
  let learner: Learner
  let scopes: readonly ConsentScope[]

  beforeEach(() => {
    clock = new Date('2026-03-01T12:00:00Z')
    ledger = memoryLedger()
    suppressed = memorySuppressionSet(() => clock)
    scopes = []
    asked = { contacts: [], suppressions: [] }
    world = { contacts: [], suppressions: [], beforeContacts: async () => undefined }
    learner = started()
  })

  /** A process that begins to learn. */
  const started = (set = suppressed): Learner =>
    createLearner({
      account,
      ledger,
      suppressed: set,
      scopes,
      fullReadEveryHours: 24,
      consentTooOldMinutes: 15,
      hash: hashOf,
      now: () => clock,
      source: {
        async *contacts(since) {
          asked.contacts.push(since)
          await world.beforeContacts()
          yield* world.contacts
        },
        async *suppressions(since) {
          asked.suppressions.push(since)
          yield* world.suppressions
        },
      },
    })
  const learn = async (): Promise<void> => {
    await learner.learn()
    await learner.mend()
  }
  const later = (minutes: number): void => {
    clock = new Date(clock.getTime() + minutes * 60_000)
  }

  const contact = (email: string, status: ConsentStatus): Reading => ({
    email,
    fact: { status, source: 'modified', learnedAt: clock.toISOString() },
  })
  const removal = (email: string, status: ConsentStatus, minutesAgo = 1): Reading => ({
    email,
    fact: {
      status,
      source: 'suppressed-since',
      learnedAt: clock.toISOString(),
      since: new Date(clock.getTime() - minutesAgo * 60_000).toISOString(),
    },
  })

  const statusOf = async (email: string) =>
    (await ledger.find(account, [addressHash(hashOf, email)])).find(({ scope }) => scope === undefined)?.fact.status
  const isSuppressed = (email: string) => suppressed.find(account, addressHash(hashOf, email))
  const takeNews = async () => {
    const news = await ledger.untold(100)
    await ledger.markTold(news)
    return news.map(({ addressHash: address, fact }) => `${address} ${fact.status}`)
  }

  it('reads everything at first, and tells nothing of it', async () => {
    world.contacts = [[contact(ada, 'subscribed')], [contact(grace, 'unsubscribed')]]
    await learn()

    expect(asked).toEqual({ contacts: [undefined], suppressions: [new Date('2000-01-01T00:00:00Z')] })
    expect([await statusOf(ada), await statusOf(grace)]).toEqual(['subscribed', 'unsubscribed'])
    expect(await takeNews()).toEqual([])
    expect([await isSuppressed(ada), await isSuppressed(grace)]).toEqual([undefined, 'unsubscribed'])
  })

  it('reads what changed from then on, with an overlap', async () => {
    await learn()
    later(10)
    await learn()

    const since = new Date('2026-03-01T11:45:00Z')
    expect(asked.contacts).toEqual([undefined, since])
    expect(asked.suppressions.at(-1)).toEqual(since)
    expect((await ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:10:00.000Z')
  })

  it('counts from the beginning of a reading, so that nothing falls between two', async () => {
    world.beforeContacts = async () => later(30)
    await learn()

    expect((await ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:00:00.000Z')
  })

  it('tells a later change once, although overlapping readings bring it again', async () => {
    world.contacts = [[contact(ada, 'subscribed')]]
    await learn()
    later(5)
    world.suppressions = [[removal(ada, 'unsubscribed')]]
    world.contacts = [[contact(ada, 'unsubscribed')]]
    await learn()
    expect(await takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
    expect(await isSuppressed(ada)).toBe('unsubscribed')

    for (let reading = 0; reading < 3; reading += 1) {
      later(5)
      await learn()
    }
    expect(await takeNews()).toEqual([])
  })

  it('tells of an address it never heard of', async () => {
    await learn()
    world.contacts = [[contact(ada, 'subscribed')]]
    await learn()

    expect(await takeNews()).toEqual([`hash(email ${ada}) subscribed`])
  })

  it('knows an address however it is written', async () => {
    world.contacts = [[contact(' ADA@Example.org', 'subscribed')]]
    await learn()

    expect(await statusOf(ada)).toBe('subscribed')
  })

  it('hears of an opt-out by the suppression list although the contact is gone', async () => {
    world.contacts = [[contact(ada, 'subscribed')]]
    await learn()
    later(5)
    world.contacts = []
    world.suppressions = [[removal(ada, 'complained')]]
    await learn()

    expect(await takeNews()).toEqual([`hash(email ${ada}) complained`])
    expect(await isSuppressed(ada)).toBe('complained')
  })

  it('opens again for who subscribed again, and says so', async () => {
    world.contacts = [[contact(ada, 'unsubscribed')]]
    await learn()
    later(5)
    world.suppressions = [[removal(ada, 'unsubscribed', 10)]]
    world.contacts = [[contact(ada, 'subscribed')]]
    await learn()

    expect(await takeNews()).toEqual([`hash(email ${ada}) subscribed`])
    expect(await isSuppressed(ada)).toBeUndefined()
  })

  it('believes the last of a page that names an address twice', async () => {
    world.contacts = [[contact(ada, 'subscribed')]]
    await learn()
    later(5)
    world.contacts = [[contact(ada, 'unsubscribed'), contact(ada.toUpperCase(), 'subscribed')]]
    await learn()

    expect(await statusOf(ada)).toBe('subscribed')
    expect(await takeNews()).toEqual([])
  })

  it('begins again where a reading broke off', async () => {
    await learn()
    later(5)
    world.suppressions = [[removal(ada, 'unsubscribed')]]
    world.beforeContacts = () => Promise.reject(new Error('the line broke'))
    await expect(learn()).rejects.toThrow('the line broke')

    expect((await ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:00:00.000Z')
    expect(await isSuppressed(ada)).toBe('unsubscribed')

    world.beforeContacts = async () => undefined
    later(5)
    await learn()
    expect(asked.contacts.at(-1)).toEqual(new Date('2026-03-01T11:45:00Z'))
    expect(await takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
  })

  it('still takes the reading after a first one that broke off for the first', async () => {
    world.suppressions = [[removal(ada, 'unsubscribed')]]
    world.beforeContacts = () => Promise.reject(new Error('the line broke'))
    await expect(learn()).rejects.toThrow('the line broke')
    world.beforeContacts = async () => undefined
    await learn()

    expect(asked.contacts).toEqual([undefined, undefined])
    expect(await takeNews()).toEqual([])
  })

  describe('the suppression set', () => {
    /** Redis, which may be away and come back with what it had. */
    const flaky = () => {
      const state = { isAway: false }
      const reach = <T>(call: () => Promise<T>): Promise<T> =>
        state.isAway ? Promise.reject(new Error('ECONNREFUSED')) : call()
      const set: SuppressionSet = {
        replace: (...args) => reach(() => suppressed.replace(...args)),
        put: (...args) => reach(() => suppressed.put(...args)),
        remove: (...args) => reach(() => suppressed.remove(...args)),
        renew: (...args) => reach(() => suppressed.renew(...args)),
        freshness: (...args) => reach(() => suppressed.freshness(...args)),
        find: (...args) => reach(() => suppressed.find(...args)),
      }
      return { state, set }
    }

    it('is filled again when it was flushed', async () => {
      world.contacts = [[contact(ada, 'unsubscribed')]]
      await learn()
      const flushed = memorySuppressionSet(() => clock)
      Object.assign(suppressed, flushed)
      await expect(isSuppressed(ada)).rejects.toThrow()
      world.contacts = []
      await learn()

      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })

    it('lacks nothing that was learned while it was away', async () => {
      const { state, set } = flaky()
      learner = started(set)
      world.contacts = [[contact(ada, 'subscribed')]]
      await learn()
      state.isAway = true
      world.contacts = [[contact(ada, 'unsubscribed')]]
      await expect(learn()).rejects.toThrow('ECONNREFUSED')
      expect(await statusOf(ada)).toBe('unsubscribed')

      state.isAway = false
      world.contacts = []
      await learn()
      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })

    it('lacks nothing that an earlier process could not bring to it', async () => {
      const { state, set } = flaky()
      learner = started(set)
      await learn()
      state.isAway = true
      world.contacts = [[contact(ada, 'unsubscribed')]]
      await learner.learn()
      state.isAway = false
      world.contacts = []
      learner = started(set)
      await learn()

      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })

    it('does not keep facts from being learned and told', async () => {
      const { state, set } = flaky()
      learner = started(set)
      await learn()
      state.isAway = true
      later(5)
      world.contacts = [[contact(ada, 'unsubscribed')]]
      await learner.learn()

      expect(await takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
      expect((await ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:05:00.000Z')
    })
  })

  it('hears an opt-out at once, and tells it', async () => {
    world.contacts = [[contact(ada, 'subscribed')]]
    await learn()
    later(10)

    await learner.hear({ email: ' Ada@example.org', fact: { ...contact(ada, 'unsubscribed').fact, source: 'webhook' } })

    expect(await suppressed.find(account, addressHash(hashOf, ada))).toBe('unsubscribed')
    expect(await ledger.untold(10)).toMatchObject([{ account, fact: { status: 'unsubscribed', source: 'webhook' } }])
  })

  it('keeps an opt-out that it hears while the set is away, and brings it there later', async () => {
    await learn()
    learner = started({ ...suppressed, put: () => Promise.reject(new Error('away')) })
    await learner.hear({ email: ada, fact: { ...contact(ada, 'unsubscribed').fact, source: 'webhook' } })
    learner = started()
    await learner.mend()

    expect(await suppressed.find(account, addressHash(hashOf, ada))).toBe('unsubscribed')
  })

  describe('the age of the set', () => {
    it('is that of the last reading to the end, and marketing is closed when it is too great', async () => {
      await learn()
      expect(await suppressed.freshness(account)).toEqual({
        readAt: '2026-03-01T12:00:00.000Z',
        tooOldAt: '2026-03-01T12:15:00.000Z',
      })
      later(14)
      expect(await isSuppressed(ada)).toBeUndefined()
      later(1)
      await learner.mend()

      await expect(isSuppressed(ada)).rejects.toThrow('too long ago')
      await learn()
      expect(await isSuppressed(ada)).toBeUndefined()
    })

    it('is not younger for a reading that broke off', async () => {
      await learn()
      later(10)
      world.beforeContacts = () => Promise.reject(new Error('the line broke'))
      await expect(learn()).rejects.toThrow('the line broke')
      await learner.mend()

      expect(await suppressed.freshness(account)).toMatchObject({ readAt: '2026-03-01T12:00:00.000Z' })
    })

    it('is none while the account was never read: nothing is derived from no facts', async () => {
      await learner.mend()

      await expect(suppressed.freshness(account)).rejects.toThrow()
    })
  })

  describe('figures', () => {
    it('tell how old the reading is, and how late opt-outs were learned', async () => {
      expect(await learner.figures()).toEqual({ optOutsLearned: 0, optOutLagSeconds: 0, worstOptOutLagSeconds: 0 })
      world.suppressions = [[removal(ada, 'unsubscribed', 600)]]
      await learn()
      later(5)
      world.suppressions = [[removal(ada, 'complained', 3), removal(grace, 'unsubscribed', 2)]]
      await learn()
      later(1)

      expect(await learner.figures()).toEqual({
        ...{ optOutsLearned: 2, optOutLagSeconds: 120, worstOptOutLagSeconds: 180 },
        consentAgeSeconds: 60,
      })
    })
  })

  describe('a list or a preference that triggers name', () => {
    const scoped = (email: string, scope: ConsentScope, status: ConsentStatus): Reading => ({
      ...contact(email, status),
      scope,
    })
    const scopesOf = async (email: string) =>
      (await ledger.find(account, [addressHash(hashOf, email)])).flatMap(({ scope, fact: { status } }) =>
        scope === undefined ? [] : [`${scope} ${status}`],
      )
    beforeEach(() => {
      scopes = ['list:7']
      learner = started()
    })

    it('is kept beside the account where somebody is out of it, and nothing is closed by it alone', async () => {
      world.contacts = [
        [
          contact(ada, 'subscribed'),
          scoped(ada, 'list:7', 'unsubscribed'),
          contact(grace, 'subscribed'),
          scoped(grace, 'list:7', 'subscribed'),
        ],
      ]
      await learn()

      expect([await scopesOf(ada), await scopesOf(grace)]).toEqual([['list:7 unsubscribed'], []])
      expect(await isSuppressed(ada)).toBeUndefined()
      expect(await takeNews()).toEqual([])
    })

    it('is news when somebody leaves it, and when they are back', async () => {
      world.contacts = [[contact(ada, 'subscribed'), scoped(ada, 'list:7', 'subscribed')]]
      await learn()
      later(5)
      world.suppressions = [[{ ...removal(ada, 'unsubscribed'), scope: 'list:7' }]]
      world.contacts = []
      await learn()
      expect(await takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
      expect(await statusOf(ada)).toBe('subscribed')

      later(30)
      world.suppressions = []
      world.contacts = [[scoped(ada, 'list:7', 'subscribed')]]
      await learn()
      expect(await takeNews()).toEqual([`hash(email ${ada}) subscribed`])
    })

    it('that is named for the first time has everything read again, from the beginning, and nothing told of it', async () => {
      world.contacts = [[contact(ada, 'subscribed')]]
      await learn()
      later(5)
      scopes = ['list:7', 'preference:4']
      learner = started()
      world.contacts = [[contact(ada, 'subscribed'), scoped(ada, 'preference:4', 'unsubscribed')]]
      await learn()
      later(5)
      await learn()

      expect(asked.contacts).toEqual([undefined, undefined, new Date('2026-03-01T11:50:00Z')])
      expect(asked.suppressions[1]).toEqual(new Date('2000-01-01T00:00:00Z'))
      expect(await scopesOf(ada)).toEqual(['preference:4 unsubscribed'])
      expect(await takeNews()).toEqual([])
    })

    it('that was not named for a while is read again when it is, since it was not watched', async () => {
      await learn()
      scopes = []
      learner = started()
      await learn()
      scopes = ['list:7']
      learner = started()
      await learn()

      expect(asked.contacts.map((since) => since === undefined)).toEqual([true, false, true])
    })
  })

  describe('a contact that Concord made', () => {
    const pass = (email: string) => ledger.notePassed(account, addressHash(hashOf, email), clock.toISOString())
    const made = (email: string): Reading => ({ ...contact(email, 'unsubscribed'), createdAt: clock.toISOString() })

    it.each([
      ['the list first', ['list', 'contact']],
      ['the contact first', ['contact', 'list']],
      ['the contact alone', ['contact']],
    ])('is nobody’s opt-out, though it comes back as unsubscribed: by %s', async (_how, order) => {
      await learn()
      await pass(ada)
      later(1)
      const [page, entry] = [made(ada), removal(ada, 'unsubscribed', 0)]
      for (const way of order) {
        world = { ...world, contacts: way === 'contact' ? [[page]] : [], suppressions: way === 'list' ? [[entry]] : [] }
        later(1)
        await learn()
      }

      expect(await takeNews()).toEqual([`hash(email ${ada}) not-subscribed`])
      expect(await isSuppressed(ada)).toBeUndefined()
      expect(await ledger.find(account, [addressHash(hashOf, ada)])).toMatchObject([{ fact: { isOurs: true } }])
    })

    it('who opts out later has opted out', async () => {
      await learn()
      await pass(ada)
      const first = made(ada)
      world.contacts = [[first]]
      await learn()
      later(120)
      world.suppressions = [[removal(ada, 'unsubscribed')]]
      world.contacts = [[{ ...first, fact: { ...first.fact, learnedAt: clock.toISOString() } }]]
      await learn()

      expect(await statusOf(ada)).toBe('unsubscribed')
      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })

    it('is told from one that is unsubscribed though nobody was passed on', async () => {
      await learn()
      world.contacts = [[made(ada)]]
      await learn()

      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })

    it('is told from one that was there before', async () => {
      await learn()
      later(60)
      await pass(ada)
      world.contacts = [[{ ...contact(ada, 'unsubscribed'), createdAt: '2026-03-01T12:10:00.000Z' }]]
      await learn()

      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })

    it('and that complains has complained', async () => {
      await learn()
      await pass(ada)
      world.contacts = [[{ ...made(ada), fact: contact(ada, 'complained').fact }]]
      await learn()

      expect(await isSuppressed(ada)).toBe('complained')
    })

    it('and of whom a webhook tells has opted out', async () => {
      await learn()
      await pass(ada)
      await learner.hear({ email: ada, fact: { ...removal(ada, 'unsubscribed', 0).fact, source: 'webhook' } })

      expect(await isSuppressed(ada)).toBe('unsubscribed')
    })
  })

  describe('reading everything again', () => {
    const reread = async (): Promise<void> => {
      world.contacts = world.contacts.map((page) =>
        page.map((one) => ({ ...one, fact: { ...one.fact, learnedAt: clock.toISOString() } })),
      )
      await learner.reread()
    }
    beforeEach(async () => {
      world.contacts = [[contact(ada, 'subscribed'), contact(grace, 'unsubscribed')]]
      await learn()
    })

    it('waits until it is due, and begins anew after each', async () => {
      later(24 * 60 - 1)
      await reread()
      expect(asked.contacts).toHaveLength(1)
      later(1)
      await reread()
      await reread()

      expect(asked.contacts).toEqual([undefined, undefined])
    })

    it('finds a contact gone, and says so: nobody is known to have agreed any more', async () => {
      later(24 * 60)
      world.contacts = [[contact(grace, 'unsubscribed')]]
      await reread()

      expect(await takeNews()).toEqual([`hash(email ${ada}) unknown`])
    })

    it('keeps the opt-out of a contact that is gone', async () => {
      later(24 * 60)
      world.contacts = [[contact(ada, 'subscribed')]]
      await reread()

      expect(await statusOf(grace)).toBe('unsubscribed')
      expect(await takeNews()).toEqual([])
    })

    it('believes nothing gone where it broke off', async () => {
      later(24 * 60)
      world.beforeContacts = () => Promise.reject(new Error('the line broke'))
      await expect(reread()).rejects.toThrow('the line broke')

      expect(await statusOf(ada)).toBe('subscribed')
      expect((await ledger.lastRead(account))?.fullReadAt).toBe('2026-03-01T12:00:00.000Z')
    })

    it('overrules nothing that was learned while a slow page was under way', async () => {
      later(24 * 60)
      const slow = contact(ada, 'subscribed')
      world.contacts = [[slow]]
      later(1)
      await learner.hear({ email: ada, fact: { ...contact(ada, 'unsubscribed').fact, source: 'webhook' } })
      await learner.reread()

      expect(await statusOf(ada)).toBe('unsubscribed')
    })

    it('does not make the set look younger', async () => {
      later(24 * 60)
      await reread()
      await learner.mend()

      expect((await ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:00:00.000Z')
      await expect(isSuppressed(grace)).rejects.toThrow('too long ago')
    })
  })
})
