import { beforeEach, describe, expect, it } from 'vitest'
import { account, ada, grace, learning } from './testing/learning.js'

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning()
})

describe('reading everything again', () => {
  const reread = async (): Promise<void> => {
    on.world.contacts = on.world.contacts.map((page) =>
      page.map((one) => ({ ...one, fact: { ...one.fact, learnedAt: on.now().toISOString() } })),
    )
    await on.learner().reread()
  }
  beforeEach(async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed'), on.contact(grace, 'unsubscribed')]]
    await on.learn()
  })

  it('waits until it is due, and begins anew after each', async () => {
    on.later(24 * 60 - 1)
    await reread()
    expect(on.asked.contacts).toHaveLength(1)
    on.later(1)
    await reread()
    await reread()

    expect(on.asked.contacts).toEqual([undefined, undefined])
  })

  it('finds a contact gone, and says so: nobody is known to have agreed any more', async () => {
    on.later(24 * 60)
    on.world.contacts = [[on.contact(grace, 'unsubscribed')]]
    await reread()

    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unknown`])
  })

  it('keeps the opt-out of a contact that is gone', async () => {
    on.later(24 * 60)
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await reread()

    expect((await on.factOf(grace))?.status).toBe('unsubscribed')
    expect(await on.takeNews()).toEqual([])
  })

  it('believes nothing gone where it broke off', async () => {
    on.later(24 * 60)
    on.world.beforeContacts = () => Promise.reject(new Error('the line broke'))
    await expect(reread()).rejects.toThrow('the line broke')

    expect((await on.factOf(ada))?.status).toBe('subscribed')
    expect((await on.ledger.lastRead(account))?.fullReadAt).toBe('2026-03-01T12:00:00.000Z')
  })

  it('overrules nothing that was learned while a slow page was under way', async () => {
    on.later(24 * 60)
    const slow = on.contact(ada, 'subscribed')
    on.world.contacts = [[slow]]
    on.later(1)
    await on.learner().hear({ email: ada, fact: { ...on.contact(ada, 'unsubscribed').fact, source: 'webhook' } })
    await on.learner().reread()

    expect((await on.factOf(ada))?.status).toBe('unsubscribed')
  })

  it('does not make the set look younger', async () => {
    on.later(24 * 60)
    await reread()
    await on.learner().mend()

    expect((await on.ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:00:00.000Z')
    await expect(on.isSuppressed(grace)).rejects.toThrow('too long ago')
  })
})

describe('who is gone', () => {
  it('is found to the last one, however many they are, and from a full reading', async () => {
    on.world.contacts = [Array.from({ length: 2_500 }, (_none, n) => on.contact(`gone${n}@example.org`, 'subscribed'))]
    await on.learn()
    on.later(24 * 60)
    on.world.contacts = []
    await on.learner().reread()

    for (const n of [0, 999, 1_000, 2_499])
      expect(await on.factOf(`gone${n}@example.org`)).toMatchObject({ status: 'unknown', source: 'full-read' })
    expect(await on.ledger.unseenSince(account, on.now().toISOString(), 10)).toEqual([])
  })

  it('is nobody of an account that was never read', async () => {
    await on.learner().reread()

    expect(on.asked.contacts).toEqual([])
    expect(await on.ledger.lastRead(account)).toBeUndefined()
  })
})
