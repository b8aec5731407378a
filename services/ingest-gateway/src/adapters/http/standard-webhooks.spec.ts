import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { openTestDoor, previousSecret, relaySecret, signedHeaders } from '../../testing/door.js'
import { rawOrder } from '../../testing/raw.js'

const body = JSON.stringify(rawOrder())
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000)

const post = (sent: string | Buffer, headers: Record<string, string>, path = '/v1/records/north') =>
  request(openTestDoor().app)
    .post(path)
    .set(headers)
    .serialize((bytes: unknown) => bytes as string)
    .send(sent as string)

/** What signs bytes rather than texts, like the packages for Go and Rust. */
const signatureOf = (id: string, at: Date, bytes: Buffer): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const key = Buffer.from(relaySecret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(bytes).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

describe('a post signed with the official package', () => {
  it.each(['/v1/records/north', '/v1/sales-orders/north'])('is taken at %s with each of the secrets', async (path) => {
    for (const secret of [relaySecret, previousSecret])
      expect((await post(body, signedHeaders(body, secret), path)).status).toBe(202)
  })

  it('is taken with several signatures, of which one fits', async () => {
    const headers = signedHeaders(body)
    const signature = `v1a,x v1,${'A'.repeat(43)}= ${headers['webhook-signature'] ?? ''} v2,z`

    expect((await post(body, { ...headers, 'webhook-signature': signature })).status).toBe(202)
  })

  it.each<[string, Record<string, string>, string?]>([
    ['with a secret nobody knows', signedHeaders(body, 'whsec_c29tZWJvZHkgZWxzZQ==')],
    ['and changed', signedHeaders(body), `${body} `],
    ['too long ago', signedHeaders(body, relaySecret, minutesAgo(6))],
    ['in the future', signedHeaders(body, relaySecret, minutesAgo(-6))],
    ['for another id', { ...signedHeaders(body), 'webhook-id': 'msg_2' }],
    ['at another time', { ...signedHeaders(body), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 9) }],
    ['at no time', { ...signedHeaders(body), 'webhook-timestamp': 'now' }],
    ['at no number', { ...signedHeaders(body), 'webhook-timestamp': 'NaN' }],
    ['in another version', { ...signedHeaders(body), 'webhook-signature': 'v2,abc' }],
    ['by nothing', { ...signedHeaders(body), 'webhook-signature': 'v1,' }],
    [
      'by a part',
      { ...signedHeaders(body), 'webhook-signature': signedHeaders(body)['webhook-signature']?.slice(0, 20) ?? '' },
    ],
  ])('%s is refused', async (_what, headers, sent = body) => {
    expect((await post(sent, headers)).status).toBe(401)
  })

  it('is taken four minutes later, and four minutes early', async () => {
    for (const minutes of [4, -4]) {
      expect((await post(body, signedHeaders(body, relaySecret, minutesAgo(minutes)))).status).toBe(202)
    }
  })

  it('is taken where what was signed is sent as gzip', async () => {
    const headers = { ...signedHeaders(body), 'content-encoding': 'gzip' }

    expect((await post(gzipSync(body), headers)).status).toBe(202)
    expect((await post(gzipSync(`${body} `), headers)).status).toBe(401)
  })
})

describe('a post signed over the bytes of its gzip', () => {
  const zipped = gzipSync(body)

  it('is taken', async () => {
    const headers = { ...signatureOf('msg_1', new Date(), zipped), 'content-encoding': 'gzip' }

    expect((await post(zipped, headers)).status).toBe(202)
  })

  it('is refused where one of the bytes was changed into another that is no UTF-8 either', async () => {
    const changed = Buffer.from(zipped)
    const place = changed.findIndex((byte, index) => index > 10 && byte > 0xf8)
    changed[place] = changed[place] === 0xff ? 0xfe : 0xff
    const headers = { ...signatureOf('msg_1', new Date(), zipped), 'content-encoding': 'gzip' }

    expect(place).toBeGreaterThan(0)
    expect((await post(changed, headers)).status).not.toBe(202)
  })
})

it('takes no signature where a secret holds no key', async () => {
  const empty = { webhookTokens: [], relaySecrets: ['whsec_', ''] }
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', '').update(`m.${timestamp}.[]`).digest('base64')
  const answer = await request(openTestDoor({ credentialsOf: () => empty }).app)
    .post('/v1/records/north')
    .set({ 'webhook-id': 'm', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` })
    .send('[]')

  expect(answer.status).toBe(401)
})
