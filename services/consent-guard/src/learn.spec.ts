import { beforeEach, describe, expect, it } from 'vitest'
import { account, ada, grace, learning } from './testing/learning.js'

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning()
})

describe('learning', () => {
  it('reads everything at first, and tells nothing of it', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed')], [on.contact(grace, 'unsubscribed')]]
    await on.learn()

    expect(on.asked).toEqual({ contacts: [undefined], suppressions: [new Date('2000-01-01T00:00:00Z')] })
    expect([(await on.factOf(ada))?.status, (await on.factOf(grace))?.status]).toEqual(['subscribed', 'unsubscribed'])
    expect(await on.takeNews()).toEqual([])
    expect([await on.isSuppressed(ada), await on.isSuppressed(grace)]).toEqual([undefined, 'unsubscribed'])
  })

  it('reads what changed from then on, with an overlap', async () => {
    await on.learn()
    on.later(10)
    await on.learn()

    const since = new Date('2026-03-01T11:45:00Z')
    expect(on.asked.contacts).toEqual([undefined, since])
    expect(on.asked.suppressions.at(-1)).toEqual(since)
    expect((await on.ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:10:00.000Z')
  })

  it('counts from the beginning of a reading, so that nothing falls between two', async () => {
    on.world.beforeContacts = async () => on.later(30)
    await on.learn()

    expect((await on.ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:00:00.000Z')
  })

  it('tells a later change once, although overlapping readings bring it again', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.later(5)
    on.world.suppressions = [[on.removal(ada, 'unsubscribed')]]
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learn()
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
    expect(await on.isSuppressed(ada)).toBe('unsubscribed')

    for (let reading = 0; reading < 3; reading += 1) {
      on.later(5)
      await on.learn()
    }
    expect(await on.takeNews()).toEqual([])
  })

  it('tells of an address it never heard of', async () => {
    await on.learn()
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()

    expect(await on.takeNews()).toEqual([`hash(email ${ada}) subscribed`])
  })

  it('knows an address however it is written', async () => {
    on.world.contacts = [[on.contact(' ADA@Example.org', 'subscribed')]]
    await on.learn()

    expect((await on.factOf(ada))?.status).toBe('subscribed')
  })

  it('hears of an opt-out by the suppression list although the contact is gone', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.later(5)
    on.world.contacts = []
    on.world.suppressions = [[on.removal(ada, 'complained')]]
    await on.learn()

    expect(await on.takeNews()).toEqual([`hash(email ${ada}) complained`])
    expect(await on.isSuppressed(ada)).toBe('complained')
  })

  it('opens again for who subscribed again, and says so', async () => {
    on.world.contacts = [[on.contact(ada, 'unsubscribed')]]
    await on.learn()
    on.later(5)
    on.world.suppressions = [[on.removal(ada, 'unsubscribed', 10)]]
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()

    expect(await on.takeNews()).toEqual([`hash(email ${ada}) subscribed`])
    expect(await on.isSuppressed(ada)).toBeUndefined()
  })

  it('believes the last of a page that names an address twice', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.later(5)
    on.world.contacts = [[on.contact(ada, 'unsubscribed'), on.contact(ada.toUpperCase(), 'subscribed')]]
    await on.learn()

    expect((await on.factOf(ada))?.status).toBe('subscribed')
    expect(await on.takeNews()).toEqual([])
  })

  it('begins again where a reading broke off', async () => {
    await on.learn()
    on.later(5)
    on.world.suppressions = [[on.removal(ada, 'unsubscribed')]]
    on.world.beforeContacts = () => Promise.reject(new Error('the line broke'))
    await expect(on.learn()).rejects.toThrow('the line broke')

    expect((await on.ledger.lastRead(account))?.readAt).toBe('2026-03-01T12:00:00.000Z')
    expect(await on.isSuppressed(ada)).toBe('unsubscribed')

    on.world.beforeContacts = async () => undefined
    on.later(5)
    await on.learn()
    expect(on.asked.contacts.at(-1)).toEqual(new Date('2026-03-01T11:45:00Z'))
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
  })

  it('still takes the reading after a first one that broke off for the first', async () => {
    on.world.suppressions = [[on.removal(ada, 'unsubscribed')]]
    on.world.beforeContacts = () => Promise.reject(new Error('the line broke'))
    await expect(on.learn()).rejects.toThrow('the line broke')
    on.world.beforeContacts = async () => undefined
    await on.learn()

    expect(on.asked.contacts).toEqual([undefined, undefined])
    expect(await on.takeNews()).toEqual([])
  })

  it('hears an opt-out at once, and tells it', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.later(10)

    await on
      .learner()
      .hear({ email: ' Ada@example.org', fact: { ...on.contact(ada, 'unsubscribed').fact, source: 'webhook' } })

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
    expect(await on.ledger.untold(10)).toMatchObject([{ account, fact: { status: 'unsubscribed', source: 'webhook' } }])
  })
})
