import { httpOf, onlyOperators, onlyReaders, type Service, silentLog } from '@concord/runtime'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Copied, Copies, Wish } from '../../copies.js'
import { copyRoutes } from './copies.js'
import { olga } from '../../testing/people.js'

const operator = 'token of whoever acts'
const name = { key: 'north:order:O1', version: 'v1' }
const copied: Copied = {
  is: 'copied',
  copy: { key: 'north:order:O1', version: 'v2', copiedFrom: name, changed: ['total_price'] },
}

const scene = (answer: Copied = copied, operators = onlyOperators(undefined, [{ ...olga, token: operator }])) => {
  const wishes: Wish[] = []
  const readers: unknown[] = []
  let woken = 0
  const copies: Copies = {
    original: async (asked, by) => {
      readers.push(by)
      return asked.version === 'v1'
        ? {
            is: 'found',
            original: { ...name, detail: 'total_price: must be a number', payload: { email: 'ada@example.org' } },
          }
        : { is: 'unknown' }
    },
    copy: async (wish) => (wishes.push(wish), answer),
  }
  const http = copyRoutes({
    ...{ copies, operators, dueAfterMs: 60_000, now: () => new Date('2026-03-01T12:00:00Z') },
    wakeRelay: () => void (woken += 1),
  })
  const app = httpOf({ name: 'ingest-gateway', http } as Service, silentLog, onlyReaders(undefined))
  const as = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })
  return {
    ...{ wishes, readers, woken: () => woken },
    read: (query: object, token = operator) => request(app).get('/v1/payloads').query(query).set(as(token)),
    post: (body: unknown, token = operator) =>
      request(app)
        .post('/v1/copies')
        .set(as(token))
        .send(typeof body === 'string' ? body : JSON.stringify(body)),
  }
}

describe('reading a payload', () => {
  it('shows it to operators, is kept nowhere, and says who reads', async () => {
    const { read, readers } = scene()
    const response = await read(name)

    expect(response.body).toEqual({ ...name, detail: expect.any(String), payload: { email: 'ada@example.org' } })
    expect(response.headers['cache-control']).toBe('no-store')
    expect(readers).toEqual([olga])
  })

  it('is for nobody else, and of what there is', async () => {
    const { read, readers } = scene()

    expect((await read(name, 'another')).status).toBe(401)
    expect((await scene(copied, onlyOperators(undefined)).read(name)).status).toBe(403)
    expect(await read({ key: 'north:order:O1' })).toMatchObject({
      status: 400,
      body: { faults: [expect.stringMatching(/version/)] },
    })
    expect(readers).toEqual([])
    expect((await read({ ...name, version: 'v9' })).status).toBe(404)
  })
})

describe('a corrected copy', () => {
  it('is taken in, answers what is different, and goes on at once', async () => {
    const { post, wishes, woken } = scene()
    const { status, body } = await post({ ...name, payload: { order_id: 'O1' } })

    expect([status, body]).toMatchObject([202, { dryRun: false, version: 'v2', changed: ['total_price'] }])
    expect(wishes).toEqual([
      { ...name, payload: { order_id: 'O1' }, isDry: false, by: olga, dueAt: '2026-03-01T12:01:00.000Z' },
    ])
    expect(woken()).toBe(1)
  })

  it('keeps every digit of its numbers', async () => {
    const { post, wishes } = scene()
    await post(`{"key": "k", "version": "v", "payload": {"offer_id": 9007199254740993}}`)

    expect(wishes[0]?.payload).toEqual({ offer_id: '9007199254740993' })
  })

  it('is only tried in a dry run', async () => {
    const { post, wishes, woken } = scene()

    expect(await post({ ...name, payload: {}, dryRun: true })).toMatchObject({ status: 200, body: { dryRun: true } })
    expect([wishes[0]?.isDry, woken()]).toEqual([true, 0])
  })

  it.each([
    [{ is: 'invalid', faults: 'a: must be b; c: must be d' }, 422, 'a: must be b'],
    [{ is: 'another', key: 'north:order:O2' }, 422, 'north:order:O2'],
    [{ is: 'sound', state: 'delivered/published' }, 409, 'delivered/published'],
    [{ is: 'held' }, 409, 'nothing is to be done'],
    [{ is: 'gone' }, 409, 'at its source'],
    [{ is: 'unknown' }, 404, 'monitor'],
  ] as const)('says what is wrong, and what to do: %j', async (answer, status, words) => {
    const { post, woken } = scene(answer)
    const response = await post({ ...name, payload: {} })

    expect([response.status, response.body.detail]).toEqual([status, expect.stringContaining(words)])
    expect(woken()).toBe(0)
  })

  it.each(['{', '{"key": "k", "key": "l"}', '[]', JSON.stringify({ ...name, payload: {}, by: 'me' })])(
    'does nothing with %s',
    async (body) => {
      const { post, wishes } = scene()

      expect((await post(body)).status).toBe(400)
      expect(wishes).toEqual([])
    },
  )

  it('is for operators', async () => {
    const { post, wishes } = scene()

    expect((await post({ ...name, payload: {} }, 'another')).status).toBe(401)
    expect(wishes).toEqual([])
  })
})
