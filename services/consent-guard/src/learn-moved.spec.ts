import { beforeEach, describe, expect, it } from 'vitest'
import type { Reading } from './ports.js'
import { ada, grace, learning } from './testing/learning.js'

const old = 'ada@old.example'
const contactId = 7

let on: ReturnType<typeof learning>
beforeEach(() => {
  on = learning()
})

const read = async (...readings: Reading[]): Promise<void> => {
  on.world.contacts = [readings]
  await on.learn()
}
const shown = (email: string, status: Reading['fact']['status'], createdAt: string): Reading => ({
  ...on.contact(email, status),
  ...{ contactId, createdAt },
})

describe('a contact that is seen under another address', () => {
  it('and that Concord made has our mark there, and nobody opted out by it', async () => {
    await on.learn()
    await on.pass(old)
    const createdAt = on.now().toISOString()
    await read(shown(old, 'unsubscribed', createdAt))
    on.later(24 * 60)
    await on.pass(ada)
    on.later(1)
    await read(shown(ada, 'unsubscribed', createdAt))

    expect(await on.factOf(ada)).toMatchObject({ status: 'not-subscribed', isOurs: true, since: createdAt })
    expect((await on.factOf(old))?.status).toBe('unknown')
    expect([await on.isSuppressed(ada), await on.hasEverOptedOut(ada)]).toEqual([undefined, false])
  })

  it('and whose mark the list tells of first is known by it, too', async () => {
    await on.learn()
    await on.pass(old)
    const createdAt = on.now().toISOString()
    await read(shown(old, 'unsubscribed', createdAt))
    on.later(24 * 60)
    on.world.suppressions = [[{ ...on.removal(ada, 'unsubscribed', 24 * 60), contactId }]]
    await read()

    expect(await on.hasEverOptedOut(ada)).toBe(false)
    // The list tells of what was: only the contact itself shows where it is.
    expect(await on.factOf(old)).toMatchObject({ isOurs: true })
  })

  it('takes its opt-out along, so that it ends where the person subscribes again', async () => {
    await read(shown(old, 'unsubscribed', on.now().toISOString()))
    on.later(60)
    await read(shown(ada, 'unsubscribed', '2026-03-01T11:00:00.000Z'))
    expect((await on.takeNews()).toSorted()).toEqual([`hash(email ${ada}) unsubscribed`, `hash(email ${old}) unknown`])
    expect([await on.isSuppressed(ada), await on.isSuppressed(old)]).toEqual(['unsubscribed', undefined])

    on.later(60)
    await read(shown(ada, 'subscribed', '2026-03-01T11:00:00.000Z'))
    expect(await on.takeNews()).toEqual([`hash(email ${ada}) subscribed`])
  })

  it('was never ours where it was known as somebody else’s, though its address was passed on', async () => {
    await read(shown(old, 'subscribed', on.now().toISOString()))
    on.later(60)
    await on.pass(ada)
    on.later(1)
    await read(shown(ada, 'unsubscribed', on.now().toISOString()))

    expect(await on.isSuppressed(ada)).toBe('unsubscribed')
  })

  it('leaves to its old address what became of that, and takes along what the person said', async () => {
    await read(shown(old, 'unsubscribed', on.now().toISOString()))
    on.later(60)
    await read(shown(old, 'hard-bounced', '2026-03-01T11:00:00.000Z'))
    on.later(60)
    await read(shown(ada, 'pending', '2026-03-01T11:00:00.000Z'))

    expect(await on.factOf(old)).toMatchObject({ status: 'hard-bounced' })
    expect(await on.factOf(old)).not.toHaveProperty('will', 'unsubscribed')
    expect(await on.factOf(ada)).toMatchObject({ status: 'pending', will: 'unsubscribed' })
  })

  it('leaves alone another contact that has its old address by now, and what was learned there later', async () => {
    await read(shown(old, 'unsubscribed', on.now().toISOString()))
    on.later(60)
    const slow = shown(ada, 'unsubscribed', '2026-03-01T11:00:00.000Z')
    await read({ ...shown(old, 'subscribed', on.now().toISOString()), contactId: 8 }, slow)
    expect((await on.factOf(old))?.status).toBe('subscribed')

    on.later(1)
    await read(shown(grace, 'unsubscribed', '2026-03-01T11:00:00.000Z'))
    await read(slow)
    expect([(await on.factOf(grace))?.status, (await on.factOf(ada))?.status]).toEqual(['unsubscribed', 'unknown'])
  })

  it('is found by its number though a webhook told of its old address meanwhile', async () => {
    await read(shown(old, 'subscribed', on.now().toISOString()))
    on.later(60)
    const told = { ...on.removal(old, 'unsubscribed', 0).fact, source: 'webhook' } as const
    await on.learner().hear({ email: old, fact: told })
    on.later(1)
    await read(shown(ada, 'unsubscribed', '2026-03-01T11:00:00.000Z'))

    expect((await on.factOf(old))?.status).toBe('unknown')
  })
})

describe('a list that a contact left', () => {
  it('is left under its new address, and under that alone', async () => {
    on = learning(['list:7'])
    const left = (email: string): Reading => ({ ...on.contact(email, 'unsubscribed'), contactId, scope: 'list:7' })
    await read(shown(old, 'subscribed', on.now().toISOString()), left(old))
    on.later(60)
    await read(shown(ada, 'subscribed', '2026-03-01T11:00:00.000Z'), left(ada))

    expect([await on.scopesOf(old), await on.scopesOf(ada)]).toEqual([['list:7 unknown'], ['list:7 unsubscribed']])
  })
})
