import type { ConsentStatus } from '@concord/domain'
import { memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { beforeEach, describe, expect, it } from 'vitest'
import { addressHash, createLearner, type Learner } from './learn.js'
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

  beforeEach(() => {
    clock = new Date('2026-03-01T12:00:00Z')
    ledger = memoryLedger()
    suppressed = memorySuppressionSet()
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

  const statusOf = async (email: string) => (await ledger.find(account, addressHash(hashOf, email)))?.status
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
    expect(await ledger.readAt(account)).toBe('2026-03-01T12:10:00.000Z')
  })

  it('counts from the beginning of a reading, so that nothing falls between two', async () => {
    world.beforeContacts = async () => later(30)
    await learn()

    expect(await ledger.readAt(account)).toBe('2026-03-01T12:00:00.000Z')
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

    expect(await ledger.readAt(account)).toBe('2026-03-01T12:00:00.000Z')
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
        find: (...args) => reach(() => suppressed.find(...args)),
      }
      return { state, set }
    }

    it('is filled again when it was flushed', async () => {
      world.contacts = [[contact(ada, 'unsubscribed')]]
      await learn()
      const flushed = memorySuppressionSet()
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
      expect(await ledger.readAt(account)).toBe('2026-03-01T12:05:00.000Z')
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
})
