import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openAccount } from './testing/account.js'
import { isSigned, readEvent } from './webhooks.js'

const body = Buffer.from('{"eventId":"e","name":"message.sent"}')
const signed = (secret: string, bytes: Uint8Array = body) => createHmac('sha1', secret).update(bytes).digest('hex')

describe('a delivery', () => {
  it('is signed where the HMAC-SHA1 of its bytes in hex fits', () => {
    expect(signed('key')).toMatch(/^[0-9a-f]{40}$/)
    expect(isSigned(body, signed('key'), ['key'])).toBe(true)
    expect(isSigned(body, signed('key').toUpperCase(), ['key'])).toBe(true)
  })

  it('is taken with any of the secrets, while they are changed', () => {
    expect(isSigned(body, signed('old'), ['new', 'old'])).toBe(true)
    expect(isSigned(body, signed('new'), ['new', 'old'])).toBe(true)
  })

  it.each([
    ['another secret', signed('other')],
    ['other bytes', signed('key', Buffer.from('{}'))],
    ['Base64', createHmac('sha1', 'key').update(body).digest('base64')],
    ['SHA-256', createHmac('sha256', 'key').update(body).digest('hex')],
    ['a part of it', signed('key').slice(0, 38)],
    ['nothing', ''],
    ['no header', undefined],
  ])('is refused with %s', (_what, signature) => {
    expect(isSigned(body, signature, ['key'])).toBe(false)
  })

  it('is refused where no secret is known', () => {
    expect(isSigned(body, signed(''), [])).toBe(false)
  })
})

describe('an event of a delivery', () => {
  const event = { eventId: 'e1', name: 'message.delivered', revision: 2, payload: { id: 7 }, etag: 'x', accountId: 1 }

  it('is read by what it says', () => {
    expect(readEvent(event)).toEqual({
      ...{ eventId: 'e1', revision: 2, name: 'message.delivered', payload: { id: 7 }, at: undefined },
      deduplicationKey: 'e1#2',
    })
  })

  it('has one key for each revision', () => {
    const all = [event, event, { ...event, revision: 3 }, { ...event, revision: undefined }]

    expect(all.map((one) => readEvent(one)?.deduplicationKey)).toEqual(['e1#2', 'e1#2', 'e1#3', 'e1#0'])
  })

  it.each([null, { name: 'no id' }, 'text', [], { eventId: '', name: 'x' }])('is not %j', (element) => {
    expect(readEvent(element)).toBeUndefined()
  })

  it('may lack or spoil everything but id and name', () => {
    const spoilt = { eventId: 'e1', name: 'never.heard.of', revision: 'second', timestamp: 5 }

    expect(readEvent(spoilt)).toMatchObject({ name: 'never.heard.of', revision: 0, at: undefined })
  })

  it('knows when it happened', () => {
    const at = '2026-11-20T12:00:00.123Z'

    expect(readEvent({ ...event, timestamp: at })).toMatchObject({ at })
  })

  it('never fails, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (element) => void readEvent(element)))
  })
})

/** The next post to it, whole. */
const listening = async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const posted = new Promise<{ bytes: Buffer; signature: string | undefined }>((resolve) => {
    server.once('request', (request, response) => {
      const signature = [request.headers['x-comapi-signature']].flat()[0]
      void buffer(request).then((bytes) => {
        response.end()
        resolve({ bytes, signature })
      })
    })
  })
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`, posted }
}

describe('a delivery of the sandbox', () => {
  it('is signed as we verify it, and holds the event', async () => {
    const account = await openAccount({})
    onTestFinished(() => account.close())
    const { url, posted } = await listening()
    await fetch(`${account.url}/cpaas/webhooks`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('apiuser:secret')}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'ours',
        url,
        secret: 'key',
        subscriptions: [{ type: 'message.read', filters: [] }],
      }),
    })
    await account.control('/webhooks/emit', { name: 'message.read', payload: { id: 'm1' } })

    const { bytes, signature } = await posted

    expect(isSigned(bytes, signature, ['key'])).toBe(true)
    expect(isSigned(bytes, signature, ['other'])).toBe(false)
    const [element] = [JSON.parse(bytes.toString('utf8')) as unknown].flat()
    expect(readEvent(element)).toMatchObject({ name: 'message.read', payload: { id: 'm1' } })
  })
})
