import { createHmac } from 'node:crypto'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { openTestDoor, programPassword, programToken, signingSecret } from '../../testing/door.js'

const path = '/v1/dotdigital/main/webhooks'
const event = {
  eventId: 'e1',
  revision: 2,
  name: 'message.delivered',
  payload: { to: '+33123456789' },
  timestamp: '2026-03-01T12:00:00Z',
}
const optOut = { email: 'Ada@Example.org', event: 'unsubscribed', at: '2026-03-01T12:00:00Z' }

const signed = (body: string, secret = signingSecret) => ({
  'x-comapi-signature': createHmac('sha1', secret).update(body).digest('hex'),
})
const basic = ({ user, password } = programPassword) => `Basic ${btoa(`${user}:${password}`)}`

const post = async (content: unknown, headers: Record<string, string>, to = path) => {
  const door = openTestDoor()
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  const { status, body: answer } = await request(door.app)
    .post(to)
    .set('content-type', 'application/json')
    .set(headers)
    .send(body)
  return { status, answer, found: door.accepted }
}
const deliver = (content: unknown, secret?: string) => post(content, signed(JSON.stringify(content), secret))

describe('messaging webhooks', () => {
  it('are taken by their signature: one event, or a list', async () => {
    for (const content of [event, [event, { ...event, eventId: 'e2' }]]) {
      const { status, found } = await deliver(content)

      expect(status).toBe(202)
      expect(found).toHaveLength([content].flat().length)
      expect(found[0]).toMatchObject({
        marketplace: 'main',
        kind: 'contact',
        raw: { id: 'e1#2', notice: { is: 'message', name: 'message.delivered', at: '2026-03-01T12:00:00.000Z' } },
      })
    }
  })

  it('keep nothing of whom a message went to, nor of what it said', async () => {
    const { found } = await deliver([event, { payload: { to: '+33123456789' } }])

    expect(JSON.stringify(found)).not.toContain('33123456789')
  })

  it('are never refused because of one element', async () => {
    const { status, found } = await deliver([event, null, 7, { name: 'no id' }, { ...event, eventId: 'NUL \0' }])

    expect(status).toBe(202)
    expect(found.map(({ faults }) => faults)).toEqual([
      undefined,
      ['expected an event with eventId and name'],
      ['expected an event with eventId and name'],
      ['expected an event with eventId and name'],
      ['eventId: holds a NUL or half a character'],
    ])
  })

  it.each([
    ['says a key twice', '{"eventId":"e9","name":"message.read","payload":{"a":1,"a":2}}', ['e1#2', 'e9#0']],
    ['nests a thousand deep', `${'['.repeat(1_000)}${']'.repeat(1_000)}`, ['e1#2', undefined]],
  ])('are never refused because one element %s', async (_what, element, ids) => {
    const body = `[${JSON.stringify(event)},${element}]`
    const { status, found } = await post(body, signed(body))

    expect(status).toBe(202)
    expect(found.map(({ raw }) => (raw as { id?: string }).id)).toEqual(ids)
  })

  it('may be five hundred at once', async () => {
    const list = Array.from({ length: 500 }, (_, index) => ({ ...event, eventId: `e${String(index)}` }))

    expect((await deliver(list)).answer).toMatchObject({ accepted: 500 })
  })

  it('are taken with the secret before this one', async () => {
    expect((await deliver(event, 'the one before it')).status).toBe(202)
  })

  it('are refused with another secret, over other bytes, and under an account nobody configured', async () => {
    expect((await deliver(event, 'another')).status).toBe(401)
    expect((await post(`${JSON.stringify(event)} `, signed(JSON.stringify(event)))).status).toBe(401)
    expect((await post(event, signed(JSON.stringify(event)), '/v1/dotdigital/other/webhooks')).status).toBe(401)
  })

  it('cannot opt anybody out', async () => {
    const { found } = await deliver(optOut)

    expect(found).toMatchObject([{ raw: {}, faults: ['expected an event with eventId and name'] }])
  })
})

describe('the webhook node of a program', () => {
  it.each<[string, Record<string, string>, string?]>([
    ['Basic', { authorization: basic() }],
    ['a bearer token', { authorization: `Bearer ${programToken}` }],
    ['an API key in a header', { 'x-api-key': programToken }],
    ['an API key in the address', {}, `${path}?api_key=${encodeURIComponent(programToken)}`],
  ])('is let in by %s', async (_what, headers, to = path) => {
    const { status, found } = await post(optOut, headers, to)

    expect(status).toBe(202)
    expect(found).toMatchObject([
      {
        marketplace: 'main',
        kind: 'contact',
        raw: {
          notice: { is: 'opt-out', name: 'unsubscribed', email: 'ada@example.org', at: '2026-03-01T12:00:00.000Z' },
        },
      },
    ])
  })

  it.each<[string, Record<string, string>, string?]>([
    ['another password', { authorization: basic({ ...programPassword, password: 'another' }) }],
    ['another user', { authorization: basic({ ...programPassword, user: 'another' }) }],
    ['half a password', { authorization: `Basic ${btoa(programPassword.user)}` }],
    ['another key', { 'x-api-key': 'another' }],
    ['no key', {}, `${path}?api_key=`],
    ['the secret of the other sender', { authorization: `Bearer ${signingSecret}` }],
  ])('is not let in by %s', async (_what, headers, to = path) => {
    expect(await post(optOut, headers, to)).toMatchObject({ status: 401, found: [] })
  })

  it('posts lists, of which what is wrong holds nothing back', async () => {
    const { status, found } = await post([{ ...optOut, name: 'Ada' }, { email: 'nobody' }, 7], {
      'x-api-key': programToken,
    })

    expect(status).toBe(202)
    expect(found.map(({ faults }) => faults)).toEqual([
      undefined,
      ['email: expected an e-mail address', 'event: expected one of unsubscribed, suppressed, complained'],
      ['expected an object'],
    ])
  })
})
