import type { ConsentScope, ConsentStatus } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Reading } from './ports.js'
import { ada, grace, learning } from './testing/learning.js'

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning(['list:7'])
})

describe('a list or a preference that triggers name', () => {
  const scoped = (email: string, scope: ConsentScope, status: ConsentStatus): Reading => ({
    ...on.contact(email, status),
    scope,
  })
  it('is kept beside the account where somebody is out of it, and nothing is closed by it alone', async () => {
    on.world.contacts = [
      [
        on.contact(ada, 'subscribed'),
        scoped(ada, 'list:7', 'unsubscribed'),
        on.contact(grace, 'subscribed'),
        scoped(grace, 'list:7', 'subscribed'),
      ],
    ]
    await on.learn()

    expect([await on.scopesOf(ada), await on.scopesOf(grace)]).toEqual([['list:7 unsubscribed'], []])
    expect(await on.isSuppressed(ada)).toBeUndefined()
    expect(await on.takeNews()).toEqual([])
  })

  it('is news when somebody leaves it, and when they are back', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed'), scoped(ada, 'list:7', 'subscribed')]]
    await on.learn()
    on.later(5)
    on.world.suppressions = [[{ ...on.removal(ada, 'unsubscribed'), scope: 'list:7' }]]
    on.world.contacts = []
    await on.learn()
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
    expect((await on.factOf(ada))?.status).toBe('subscribed')

    on.later(30)
    on.world.suppressions = []
    on.world.contacts = [[scoped(ada, 'list:7', 'subscribed')]]
    await on.learn()
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) subscribed`])
  })

  it('that is named for the first time has everything read again, from the beginning, and who is out of it told', async () => {
    on.world.contacts = [[on.contact(ada, 'subscribed')]]
    await on.learn()
    on.later(5)
    on.restart(['list:7', 'preference:4'])
    on.world.contacts = [[on.contact(ada, 'subscribed'), scoped(ada, 'preference:4', 'unsubscribed')]]
    await on.learn()
    on.later(5)
    await on.learn()

    expect(on.asked.contacts).toEqual([undefined, undefined, new Date('2026-03-01T11:50:00Z')])
    expect(on.asked.suppressions[1]).toEqual(new Date('2000-01-01T00:00:00Z'))
    expect(await on.scopesOf(ada)).toEqual(['preference:4 unsubscribed'])
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) unsubscribed`])
  })

  it('that was not named for a while is read again when it is, since it was not watched', async () => {
    await on.learn()
    on.restart([])
    await on.learn()
    on.restart(['list:7'])
    await on.learn()

    expect(on.asked.contacts.map((since) => since === undefined)).toEqual([true, false, true])
  })
})
