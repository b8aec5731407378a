import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, people, started, stopAll } from '../testing.js'

afterEach(stopAll)

describe('a subscription', () => {
  const statusOf = async (ask: Ask, who: string) =>
    (await ask('GET', `/contacts/v3/email/${who}`)).body['channelProperties']?.['email']?.['status']
  const outbox = async (ask: Ask) =>
    Object.values((await ask('GET', '/_sandbox/state')).body['outbox'] ?? {}).map((message) => message?.['kind'])
  const subscribe = (ask: Ask, who: string, more: object = {}) =>
    ask('PATCH', `/contacts/v3/email/${who}`, { channelProperties: { email: { status: 'subscribed', ...more } } })

  it('is what a contact has that is created without a status', async () => {
    const ask = await started()
    await ask('POST', '/contacts/v3', { identifiers: { email: 'a@example.com' } })
    await ask('POST', '/contacts/v3', { identifiers: { mobileNumber: '447123123123' } })

    expect(await statusOf(ask, 'a@example.com')).toBe('subscribed')
    expect((await ask('GET', '/contacts/v3/mobileNumber/447123123123')).body['status']).toBe('noSubscription')
  })

  it('waits for a double opt-in, which only the person can give', async () => {
    const ask = await started()
    const channelProperties = { email: { optInType: 'verifiedDouble' } }
    await ask('POST', '/contacts/v3', { identifiers: { email: 'a@example.com' }, channelProperties })
    await subscribe(ask, 'a@example.com', { optInType: 'single' })
    const before = await statusOf(ask, 'a@example.com')

    await ask('POST', '/_sandbox/contacts/a@example.com/confirm')

    expect([before, await statusOf(ask, 'a@example.com')]).toEqual(['pendingOptIn', 'subscribed'])
    expect(await outbox(ask)).toEqual(['confirmation'])
    expect((await ask('POST', '/_sandbox/contacts/a@example.com/confirm')).status).toBe(404)
  })

  it('comes back without a challenge, unless one is asked for', async () => {
    const ask = await started({
      world: {
        ...people,
        contacts: ['joe', 'tom'].map((name) => ({ email: `${name}@example.com`, status: 'unsubscribed' })),
      },
    })

    await subscribe(ask, 'tom@example.com')
    await subscribe(ask, 'joe@example.com', { resubscribeOptions: { resubscribeWithNoChallenge: false } })
    const before = await statusOf(ask, 'joe@example.com')
    await ask('POST', '/_sandbox/contacts/joe@example.com/answer-challenge')

    expect([await statusOf(ask, 'tom@example.com'), before, await statusOf(ask, 'joe@example.com')]).toEqual([
      'subscribed',
      'unsubscribed',
      'subscribed',
    ])
    expect(await outbox(ask)).toEqual(['challenge'])
  })

  it('is challenged by default where the account is set so', async () => {
    const ask = await started({ settings: { resubscribeDefault: 'challenge' } })

    await subscribe(ask, 'joe@example.com')

    expect([await statusOf(ask, 'joe@example.com'), await outbox(ask)]).toEqual(['unsubscribed', ['challenge']])
  })

  it.each([
    ['joe', {}, 'unsubscribed'],
    ['joe', { status: 'subscribed' }, 'subscribed'],
    ['joe', { status: 'subscribed', resubscribeOptions: { resubscribeWithNoChallenge: true } }, 'subscribed'],
    ['joe', { status: 'subscribed', resubscribeOptions: { resubscribeWithNoChallenge: false } }, 'unsubscribed'],
    ['bob', { status: 'subscribed' }, 'hardBounced'],
    ['bob', { status: 'unsubscribed' }, 'hardBounced'],
    ['jane', { status: 'unsubscribed' }, 'unsubscribed'],
    ['jane', { resubscribeOptions: { resubscribeWithNoChallenge: false } }, 'subscribed'],
  ])('%s patched with %j is %s, and gets the data in any case', async (name, email, status) => {
    const ask = await started()

    await ask('PATCH', `/contacts/v3/email/${name}@example.com`, {
      channelProperties: { email },
      dataFields: { LASTNAME: 'X' },
    })

    const { body } = await ask('GET', `/contacts/v3/email/${name}@example.com`)
    expect([body.channelProperties?.email?.status, body.dataFields?.LASTNAME]).toEqual([status, 'X'])
  })
})
