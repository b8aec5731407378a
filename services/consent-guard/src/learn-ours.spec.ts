import { beforeEach, describe, expect, it } from 'vitest'
import type { Reading } from './ports.js'
import { ada, learning } from './testing/learning.js'

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning()
})

const made = (email: string): Reading => ({ ...on.contact(email, 'unsubscribed'), createdAt: on.now().toISOString() })

describe('a contact that Concord made', () => {
  it.each([
    ['the list first', ['list', 'contact']],
    ['the contact first', ['contact', 'list']],
    ['the contact alone', ['contact']],
  ])('is nobody’s opt-out, though it comes back as unsubscribed: by %s', async (_how, order) => {
    await on.learn()
    await on.pass(ada)
    on.later(1)
    const [page, entry] = [made(ada), on.removal(ada, 'unsubscribed', 0)]
    for (const way of order) {
      on.world.contacts = way === 'contact' ? [[page]] : []
      on.world.suppressions = way === 'list' ? [[entry]] : []
      on.later(1)
      await on.learn()
    }

    expect(await on.takeNews()).toEqual([`hash(email ${ada}) not-subscribed`])
    expect(await on.isSuppressed(ada)).toBeUndefined()
    expect(await on.factOf(ada)).toMatchObject({ isOurs: true })
  })

  it('who opts out later has opted out', async () => {
    await on.learn()
    await on.pass(ada)
    const first = made(ada)
    on.world.contacts = [[first]]
    await on.learn()
    on.later(120)
    on.world.suppressions = [[on.removal(ada, 'unsubscribed')]]
    on.world.contacts = [[{ ...first, fact: { ...first.fact, learnedAt: on.now().toISOString() } }]]
    await on.learn()

    expect((await on.factOf(ada))?.status).toBe('unsubscribed')
    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('is told from one that is unsubscribed though nobody was passed on', async () => {
    await on.learn()
    on.world.contacts = [[made(ada)]]
    await on.learn()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('is told from one that was there before', async () => {
    await on.learn()
    on.later(60)
    await on.pass(ada)
    on.world.contacts = [[{ ...on.contact(ada, 'unsubscribed'), createdAt: '2026-03-01T12:10:00.000Z' }]]
    await on.learn()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('and that complains has complained', async () => {
    await on.learn()
    await on.pass(ada)
    on.world.contacts = [[{ ...made(ada), fact: on.contact(ada, 'complained').fact }]]
    await on.learn()

    expect(await on.isSuppressed(ada)).toBe('complained')
  })

  it('and of whom a webhook tells has opted out', async () => {
    await on.learn()
    await on.pass(ada)
    await on.learner().hear({ email: ada, fact: { ...on.removal(ada, 'unsubscribed', 0).fact, source: 'webhook' } })

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })
})

describe('somebody else’s contact', () => {
  it('is never taken for ours where Concord makes none', async () => {
    on = learning([], { makesContacts: false })
    await on.learn()
    await on.pass(ada)
    on.world.contacts = [[made(ada)]]
    await on.learn()

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('whose opt-out the list told, and that was gone before it was read, is no mark of ours', async () => {
    await on.learn()
    await on.pass(ada)
    on.later(60)
    on.world.suppressions = [[on.removal(ada, 'unsubscribed')]]
    await on.learn()
    expect(await on.hasEverOptedOut(ada)).toBe(false)

    on.world.suppressions = []
    on.later(24 * 60)
    await on.learner().reread()
    await on.learner().mend()

    expect(await on.factOf(ada)).toMatchObject({ status: 'unsubscribed', since: '2026-03-01T12:59:00.000Z' })
    expect(await on.factOf(ada)).not.toMatchObject({ isOurs: true })
    expect(await on.hasEverOptedOut(ada)).toBe(true)
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
  })
})

describe('a contact that Concord made a subscriber, by what its person agreed to', () => {
  const isOut = async () => [await on.isSuppressed(ada), await on.hasEverOptedOut(ada), await on.takeNews()]
  const optedOut = ['unsubscribed', true, [`hash(email ${ada}) unsubscribed`]]

  it.each([
    ['the list first', ['list', 'contact']],
    ['the contact first', ['contact', 'list']],
  ])('has opted out where the first reading shows it unsubscribed: by %s', async (_how, order) => {
    await on.learn()
    await on.pass(ada, true)
    on.later(1)
    const page = made(ada)
    on.later(1)
    const entry = on.removal(ada, 'unsubscribed', 0)
    for (const way of order) {
      on.world.contacts = way === 'contact' ? [[page]] : []
      on.world.suppressions = way === 'list' ? [[entry]] : []
      on.later(1)
      await on.learn()
    }

    expect(await isOut()).toEqual(optedOut)
  })

  it('has opted out though Dotdigital’s clock is behind, and its order was passed on again without a grant', async () => {
    await on.learn()
    const page = made(ada)
    on.later(2)
    await on.pass(ada, true)
    await on.pass(ada)
    on.world.contacts = [[page]]
    await on.learn()

    expect(await isOut()).toEqual(optedOut)
  })

  it('is told from one made before anything was agreed to, which has our mark', async () => {
    await on.learn()
    await on.pass(ada)
    on.later(1)
    on.world.contacts = [[made(ada)]]
    on.later(1)
    await on.pass(ada, true)
    await on.learn()

    expect(await isOut()).toEqual([undefined, false, [`hash(email ${ada}) not-subscribed`]])
  })

  it('and one made after that has opted out', async () => {
    await on.learn()
    await on.pass(ada)
    on.later(1)
    await on.pass(ada, true)
    on.world.contacts = [[made(ada)]]
    await on.learn()

    expect(await isOut()).toEqual(optedOut)
  })

  it('and that is gone is made anew with our mark, where nothing is agreed to again', async () => {
    await on.learn()
    await on.pass(ada, true)
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.later(24 * 60)
    on.world.contacts = []
    await on.learner().reread()
    on.later(1)
    await on.pass(ada)
    on.world.contacts = [[made(ada)]]
    await on.learn()

    expect(await on.factOf(ada)).toMatchObject({ status: 'not-subscribed', isOurs: true })
  })
})
