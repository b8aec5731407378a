import { httpOf, onlyReaders, peopleOf, type Role, roles, type Service, silentLog } from '@concord/runtime'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Correction, Corrections } from '../../correcting.js'
import { EdgeAway, EdgeRefuses } from '../../errors.js'
import type { Act, Exceptions } from '../../exceptions.js'
import type { Timelines } from '../../ports.js'
import { exception, noBooks, noExceptions } from '../../testing/exceptions.js'
import { key, minute } from '../../testing/messages.js'
import { monitorRoutes } from '../http.js'

const tokenOf = (role: string): string => `the-token-of-a-${role}`
const people = peopleOf(
  roles.map((role) => ({ name: `Any ${role}`, role, token: tokenOf(role) })),
  'the-token-of-readers',
)
const copy = { key, version: 'v2', copiedFrom: { key, version: 'v1' }, changed: ['total_price', 'customer.email'] }
const payload = { order_id: 'N-1', customer: { email: 'ada@example.org' } }
const invalid = { type: 'record:quarantined/invalid' } as const

/** Exceptions `e-1` of what is invalid, `e-2` of something else and `e-3` that is over, before a gateway. */
const scene = (about: Partial<Corrections> = {}, isSetUp = true) => {
  const asked: unknown[] = []
  const acts: Act[] = []
  const corrections: Corrections = {
    original: async (name, as) => (
      asked.push([name, as]),
      { ...name, detail: 'total_price: must be a number', payload }
    ),
    copy: async (correction, as) => (asked.push([correction, as]), copy),
    ...about,
  }
  const known = new Map([
    ['e-1', exception(invalid)],
    ['e-2', exception({ id: 'e-2' })],
    ['e-3', exception({ ...invalid, id: 'e-3', state: 'resolved' })],
  ])
  const exceptions: Exceptions = {
    ...noExceptions,
    find: async (id) => {
      const found = known.get(id)
      return found && { exception: found, history: [] }
    },
    act: async (act) => (acts.push(act), { is: 'done', exception: exception(invalid) }),
  }
  const http = monitorRoutes({
    ...{ timelines: {} as Timelines, exceptions, books: noBooks, people, now: () => new Date(minute(5)) },
    corrections: isSetUp ? corrections : undefined,
  })
  const app = httpOf({ name: 'monitor', http } as Service, silentLog, onlyReaders(undefined))
  const as = (role: Role) => ({ authorization: `Bearer ${tokenOf(role)}`, 'content-type': 'application/json' })
  return {
    ...{ asked, acts },
    read: (id = 'e-1', role: Role = 'operator') => request(app).get(`/v1/exceptions/${id}/payload`).set(as(role)),
    post: (body: unknown, id = 'e-1', role: Role = 'operator') =>
      request(app)
        .post(`/v1/exceptions/${id}/copies`)
        .set(as(role))
        .send(typeof body === 'string' ? body : JSON.stringify(body)),
  }
}
const mine = `Bearer ${tokenOf('operator')}`
const name = { key, version: 'v1' }

describe('what was refused', () => {
  it('is shown as the gateway gives it to whoever asks, and kept nowhere', async () => {
    const { read, asked } = scene()
    const { status, body, headers } = await read()

    expect([status, body]).toEqual([200, { ...name, detail: 'total_price: must be a number', payload }])
    expect(headers['cache-control']).toBe('no-store')
    expect(asked).toEqual([[name, mine]])
  })
})

describe('a corrected copy', () => {
  it('is sent in the name of who corrected it, and written down by places and without values', async () => {
    const { post, asked, acts } = scene()
    const { status, body } = await post({ payload })

    expect([status, body]).toEqual([200, { dryRun: false, ...copy }])
    expect(asked).toEqual([[{ ...name, payload, dryRun: false }, mine]])
    expect(acts).toEqual([
      {
        ...{ id: 'e-1', by: { name: 'Any operator', role: 'operator' }, at: minute(5) },
        action: { is: 'copy', from: 'v1', key, to: 'v2', changed: copy.changed },
      },
    ])
  })

  it('is only tried in a dry run', async () => {
    const { post, asked, acts } = scene()

    expect((await post({ payload, dryRun: true })).body).toMatchObject({ dryRun: true, changed: copy.changed })
    expect([asked, acts]).toEqual([[[{ ...name, payload, dryRun: true }, mine]], []])
  })

  it('keeps every digit of its numbers, and may be as large as the gateway takes it', async () => {
    const { post, asked } = scene()
    await post(`{"payload": {"offer_id": 9007199254740993, "text": "${'x'.repeat(1_000_000)}"}}`)

    const [[sent]] = asked as [[Correction, string]]
    expect(sent.payload).toMatchObject({ offer_id: '9007199254740993' })
  })

  it.each(['{', '{"payload": {"a": 1, "a": 2}}', '[]', '{}', '{"payload": {}, "by": "me"}'])(
    'is not asked for by %s',
    async (body) => {
      const { post, asked } = scene()
      const { status, text } = await post(body)

      expect([status, JSON.parse(text).detail]).toEqual([400, expect.stringContaining('body')])
      expect(asked).toEqual([])
    },
  )
})

describe.each(['read', 'post'] as const)('%s', (what) => {
  const asking = (opened: ReturnType<typeof scene>, id?: string, role?: Role) =>
    what === 'read' ? opened.read(id, role) : opened.post({ payload }, id, role)

  it('is for operators and admins', async () => {
    const opened = scene()

    for (const role of ['viewer', 'marketing', 'cx'] as const)
      expect(await asking(opened, 'e-1', role)).toMatchObject({ status: 403, body: { title: `Not for ${role}` } })
    expect(opened.asked).toEqual([])
    for (const role of ['operator', 'admin'] as const) expect((await asking(opened, 'e-1', role)).status).toBe(200)
  })

  it.each([
    ['e-2', 409, 'Only what was refused as invalid can be corrected; this is record:waiting/rejected-by-dotdigital.'],
    ['e-3', 409, 'look at it again'],
    ['e-9', 404, 'GET /v1/exceptions'],
  ])('is not of %s, and says why', async (id, status, words) => {
    const opened = scene()
    const answer = await asking(opened, id)

    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(words)])
    expect([opened.asked, opened.acts]).toEqual([[], []])
  })

  it('says what to set where the gateway is not known', async () => {
    expect(await asking(scene({}, false))).toMatchObject({
      ...{ status: 409, body: { detail: expect.stringContaining('GATEWAY_URL') } },
    })
  })

  it.each([
    { status: 404, title: 'No such version', detail: 'There is none.' },
    { status: 409, title: 'It is held already', detail: 'Nothing is to be done.' },
    { status: 422, title: 'The copy is invalid too', detail: 'a: must be b', faults: ['a: must be b'] },
  ])('hands on what the gateway refuses, as it is: $title', async (problem) => {
    const refusing = () => Promise.reject(new EdgeRefuses('it refuses', problem))
    const opened = scene({ original: refusing, copy: refusing })
    const answer = await asking(opened)

    expect([answer.status, answer.type]).toEqual([problem.status, 'application/problem+json'])
    expect(answer.body).toEqual({ type: 'about:blank', ...problem })
    expect(opened.acts).toEqual([])
  })

  it('says so where the gateway does not know who is known here', async () => {
    const refusing = () => Promise.reject(new EdgeRefuses('who?', { status: 401, title: 'A token is needed' }))

    expect(await asking(scene({ original: refusing, copy: refusing }))).toMatchObject({
      ...{ status: 409, body: { detail: expect.stringContaining('the same API_TOKENS') } },
    })
  })

  it('says what to do where the gateway is away', async () => {
    const away = () => Promise.reject(new EdgeAway('ingest-gateway does not answer at http://x; look whether it runs.'))

    expect(await asking(scene({ original: away, copy: away }))).toMatchObject({
      ...{
        status: 503,
        body: { detail: expect.stringMatching(/look whether it runs\. Then try again: nothing is taken twice\.$/) },
      },
    })
  })
})
