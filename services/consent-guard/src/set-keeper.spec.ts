import { memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { beforeEach, describe, expect, it } from 'vitest'
import { account, ada, learning } from './testing/learning.js'

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning()
})

describe('the suppression set', () => {
  /** Redis, which may be away and come back with what it had. */
  const flaky = () => {
    const state = { isAway: false }
    const reach = <T>(call: () => Promise<T>): Promise<T> =>
      state.isAway ? Promise.reject(new Error('ECONNREFUSED')) : call()
    const set: SuppressionSet = {
      replace: (...args) => reach(() => on.suppressed.replace(...args)),
      put: (...args) => reach(() => on.suppressed.put(...args)),
      remove: (...args) => reach(() => on.suppressed.remove(...args)),
      renew: (...args) => reach(() => on.suppressed.renew(...args)),
      freshness: (...args) => reach(() => on.suppressed.freshness(...args)),
      find: (...args) => reach(() => on.suppressed.find(...args)),
    }
    return { state, set }
  }

  it('is filled again when it was flushed', async () => {
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learn()
    const flushed = memorySuppressionSet(on.now)
    Object.assign(on.suppressed, flushed)
    await expect(on.isSuppressed(ada)).rejects.toThrow()
    on.world.contacts = []
    await on.learn()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('is filled once, and only renewed while nothing is missing in it', async () => {
    const fills: string[] = []
    const counted: SuppressionSet = {
      ...on.suppressed,
      replace: (...args) => (fills.push(on.now().toISOString()), on.suppressed.replace(...args)),
    }
    on.restart(undefined, counted)
    for (let reading = 0; reading < 3; reading += 1) {
      on.later(5)
      await on.learn()
    }

    expect(fills).toEqual(['2026-03-01T12:05:00.000Z'])
    expect(await on.suppressed.freshness(account)).toMatchObject({ readAt: '2026-03-01T12:15:00.000Z' })
  })

  it('hears nothing of lists and preferences, nor is it asked for where there is nothing new', async () => {
    const heard: string[] = []
    const put = async () => void heard.push('put')
    const remove = async () => void heard.push('remove')
    on.restart(['list:7'], { ...on.suppressed, put, remove })
    await on.learn()
    on.world.contacts = [[{ ...on.contact(ada, 'unsubscribed'), scope: 'list:7' }]]
    await on.learn()
    expect(heard).toEqual([])
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learn()

    expect(heard).toEqual(['remove', 'put'])
  })

  it('lacks nothing that was learned while it was away', async () => {
    const { state, set } = flaky()
    on.restart(undefined, set)
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    state.isAway = true
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await expect(on.learn()).rejects.toThrow('ECONNREFUSED')
    expect((await on.factOf(ada))?.status).toBe('unsubscribed')

    state.isAway = false
    on.world.contacts = []
    await on.learn()
    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('lacks nothing that an earlier process could not bring to it', async () => {
    const { state, set } = flaky()
    on.restart(undefined, set)
    await on.learn()
    state.isAway = true
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learner().learn()
    state.isAway = false
    on.world.contacts = []
    on.restart(undefined, set)
    await on.learn()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('does not keep facts from being learned and told', async () => {
    const { state, set } = flaky()
    on.restart(undefined, set)
    await on.learn()
    state.isAway = true
    on.later(5)
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learner().learn()

    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
    expect((await on.ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:05:00.000Z')
  })

  it('is filled again after a change could not be brought to it, and after a filling broke off', async () => {
    const { state, set } = flaky()
    on.restart(undefined, set)
    await on.learn()
    state.isAway = true
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learner().learn()
    await expect(on.learner().mend()).rejects.toThrow('ECONNREFUSED')
    state.isAway = false
    expect(await on.isSuppressed(ada)).toBeUndefined()
    await on.learner().mend()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('keeps an opt-out that it hears while the set is away, and brings it there later', async () => {
    await on.learn()
    on.restart(undefined, { ...on.suppressed, put: () => Promise.reject(new Error('away')) })
    await on.learner().hear({ email: ada, fact: { ...on.contact(ada, 'unsubscribed').fact, source: 'webhook' } })
    on.restart()
    await on.learner().mend()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })
})

describe('the age of the set', () => {
  it('is that of the last reading to the end, and marketing is closed when it is too great', async () => {
    await on.learn()
    expect(await on.suppressed.freshness(account)).toEqual({
      readAt: '2026-03-01T12:00:00.000Z',
      tooOldAt: '2026-03-01T12:15:00.000Z',
    })
    on.later(14)
    expect(await on.isSuppressed(ada)).toBeUndefined()
    on.later(1)
    await on.learner().mend()

    await expect(on.isSuppressed(ada)).rejects.toThrow('too long ago')
    await on.learn()
    expect(await on.isSuppressed(ada)).toBeUndefined()
  })

  it('is not younger for a reading that broke off', async () => {
    await on.learn()
    on.later(10)
    on.world.beforeContacts = () => Promise.reject(new Error('the line broke'))
    await expect(on.learn()).rejects.toThrow('the line broke')
    await on.learner().mend()

    expect(await on.suppressed.freshness(account)).toMatchObject({ readAt: '2026-03-01T12:00:00.000Z' })
  })

  it('is none while the account was never read: nothing is derived from no facts', async () => {
    await on.learner().mend()

    await expect(on.suppressed.freshness(account)).rejects.toThrow()
  })
})
