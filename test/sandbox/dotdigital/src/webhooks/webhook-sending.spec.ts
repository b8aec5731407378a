import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Ask, later, started, stopAll, textOf } from '../testing.js'
import { emit, hook, outcomes, patience, receiver, secret, subscribe } from './testing-webhooks.js'

afterEach(stopAll)

const mailTo = (ask: Ask, ...toAddresses: readonly string[]) =>
  ask('POST', '/v2/email', { toAddresses, subject: 'A', plainTextContent: 'B', metadata: { order: 1 } })

describe('what is posted', () => {
  it('is each step of each message, signed over the raw body', async () => {
    const ask = await started()
    const { url, received } = await receiver()
    await subscribe(ask, hook(url))

    await mailTo(ask, 'jane@example.com', 'bob@example.com')

    await vi.waitFor(() => expect(received).toHaveLength(6), patience)
    expect(received.map(({ body }) => body['name']).sort()).toEqual(
      ['delivered', 'failed', 'sent', 'sent', 'sentRequest', 'sentRequest'].map((step) => `message.${step}`),
    )
    for (const { raw, headers } of received) {
      expect(headers['x-comapi-signature']).toBe(createHmac('sha1', secret).update(raw).digest('hex'))
    }
    const failed = received.find(({ body }) => textOf(body['name']) === 'message.failed')
    expect(failed?.body).toMatchObject({
      revision: 1,
      payload: { details: { channel: 'email', additionalInfo: { to: 'bob@example.com' } }, metadata: { order: 1 } },
    })
  })

  it('is only what was subscribed to, on the channel that was', async () => {
    const ask = await started()
    const { url, received } = await receiver()
    const filters = [{ name: 'channel', value: 'sms' }]
    await subscribe(ask, { ...hook(url), subscriptions: [{ type: 'message.sent', filters }] })

    await mailTo(ask, 'jane@example.com')
    await ask('POST', '/v2/sms-messages/send-to/447700900123', { message: 'Words' })

    await vi.waitFor(async () => expect(await outcomes(ask)).toEqual(['delivered']), patience)
    expect(received).toMatchObject([{ body: { name: 'message.sent', payload: { details: { channel: 'sms' } } } }])
  })

  it('was sent after the webhook was made, and not before', async () => {
    const ask = await started()
    const { url, received } = await receiver()
    await mailTo(ask, 'joe@example.com')
    await subscribe(ask, hook(url, ['message.sent']))
    await mailTo(ask, 'jane@example.com')

    await vi.waitFor(() => expect(received).toHaveLength(1), patience)
    expect(received).toMatchObject([{ body: { payload: { details: { additionalInfo: { to: 'jane@example.com' } } } } }])
  })

  it('is a batch once it is full, or its time is up', async () => {
    const ask = await started()
    const { url, received } = await receiver()
    await subscribe(ask, hook(url, ['message.sent'], { batch: true, maxBatchSize: 2, batchTimeout: 30 }))

    await mailTo(ask, 'a@example.com', 'b@example.com', 'c@example.com')

    await vi.waitFor(() => expect(received).toHaveLength(1), patience)
    expect(received[0]?.body).toHaveLength(2)
    await later(ask, 30)
    await vi.waitFor(() => expect(received).toHaveLength(2), patience)
    expect(received[1]?.body).toMatchObject([{ payload: { details: { additionalInfo: { to: 'c@example.com' } } } }])
  })

  it('can be anything, told by hand, and raises its revision when it is told anew', async () => {
    const ask = await started()
    const { url, received } = await receiver()
    await subscribe(ask, hook(url, ['complaint.received']))

    const first = await emit(ask, { name: 'complaint.received', payload: { details: { channel: 'email' } } })
    await vi.waitFor(() => expect(received).toHaveLength(1), patience)
    await emit(ask, { eventId: first.body['eventId'], name: 'complaint.received', payload: { isUpheld: true } })
    await vi.waitFor(() => expect(received).toHaveLength(2), patience)

    const [before, after] = received.map(({ body }) => body)
    expect([before?.['revision'], after?.['revision']]).toEqual([1, 2])
    expect(after).toMatchObject({ eventId: before?.['eventId'], payload: { isUpheld: true } })
    expect(after?.['etag']).not.toBe(before?.['etag'])
    expect((await emit(ask, { name: 'complaint.received' })).status).toBe(400)
  })
})
