import { type DeedFilter, httpOf, onlyReaders, peopleOf, type Role, type Service, silentLog } from '@concord/runtime'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { judge } from '../../acting.js'
import type { Act, ExceptionFilter, Exceptions, Paging } from '../../exceptions.js'
import type { Timelines } from '../../ports.js'
import { exception, noBooks, noExceptions } from '../../testing/exceptions.js'
import { minute } from '../../testing/messages.js'
import { monitorRoutes } from '../http.js'
import { cursorOf } from './cursor.js'

const tokenOf = (role: string): string => `the-token-of-a-${role}`
const people = peopleOf(
  (['marketing', 'cx', 'operator', 'admin'] as const).map((role) => ({
    name: `Any ${role}`,
    role,
    token: tokenOf(role),
  })),
  tokenOf('viewer'),
)

/** What the port is asked, and routes before it that know of two pages of exceptions. */
const scene = (about: Partial<Exceptions> = {}) => {
  const asked: (readonly [ExceptionFilter | DeedFilter, Paging])[] = []
  const acts: Act[] = []
  const exceptions: Exceptions = {
    ...noExceptions,
    list: async (filter, paging) => {
      asked.push([filter, paging])
      return paging.after === undefined
        ? { items: [exception()], next: [minute(0), 'e-1'] }
        : { items: [exception({ id: 'e-2', assignee: '=HYPERLINK("x")' })] }
    },
    find: async (id) => (id === 'e-1' ? { exception: exception(), history: [] } : undefined),
    act: async (act) => {
      acts.push(act)
      const judged = judge(exception(), act.action, act.by)
      return act.id !== 'e-1' ? { is: 'unknown' } : 'is' in judged ? judged : { is: 'done', exception: exception() }
    },
    deeds: async (filter, paging) => (asked.push([filter, paging]), { items: [], next: ['7'] }),
    ...about,
  }
  const http = monitorRoutes({
    timelines: {} as Timelines,
    exceptions,
    books: noBooks,
    people,
    now: () => new Date(minute(5)),
  })
  const app = httpOf({ name: 'monitor', http } as Service, silentLog, onlyReaders(undefined))
  const as = (role: Role) => ({ authorization: `Bearer ${tokenOf(role)}` })
  return {
    asked,
    acts,
    get: (path: string, role: Role = 'viewer') => request(app).get(path).set(as(role)),
    post: (path: string, body: object, role: Role = 'operator') => request(app).post(path).set(as(role)).send(body),
  }
}

describe('the list of exceptions', () => {
  it('says of each what happened, whose it is, what to do and where the runbook has it', async () => {
    const { get } = scene()
    const { body } = await get('/v1/exceptions')

    expect(body.exceptions).toMatchObject([
      {
        ...{ id: 'e-1', owner: 'operations', state: 'open' },
        sentence: 'Dotdigital refused the data of record north:order:N-1: too long.',
        nextStep: 'Do what this says, or have it done; then replay the record.',
        runbook: 'docs/runbook.md, records: waiting/rejected-by-dotdigital',
        retry: 'replay',
      },
    ])
  })

  it('speaks the language that is asked for', async () => {
    const { body } = await scene().get('/v1/exceptions?language=de')

    expect(body.exceptions[0].sentence).toMatch(/Dotdigital hat/)
  })

  it('is filtered and paged by what is asked', async () => {
    const { get, asked } = scene()
    const filter = 'owner=cx&type=record:waiting/identity-overdue&state=open&marketplace=north&assignee=Ada'
    const { body } = await get(`/v1/exceptions?${filter}&limit=7`)
    await get(`/v1/exceptions?cursor=${String(body.next)}`)

    expect(asked).toEqual([
      [
        { owner: 'cx', type: 'record:waiting/identity-overdue', state: 'open', marketplace: 'north', assignee: 'Ada' },
        { limit: 7, after: undefined },
      ],
      [{}, { limit: 50, after: [minute(0), 'e-1'] }],
    ])
  })

  it.each([
    ['owner=boss', /query\.owner: .*marketing/],
    ['state=closed', /query\.state: .*dismissed/],
    ['limit=0', /query\.limit/],
    ['limit=201', /query\.limit/],
    ['cursor=abc', /query\.cursor: must be `next`/],
    [`cursor=${cursorOf(['7']) ?? ''}`, /query\.cursor: must be `next`/],
    ['colour=red', /query: .*colour/],
    ['type=record:waiting/quota', /query\.type/],
  ])('refuses %s by name of the field', async (query, fault) => {
    const { get, asked } = scene()
    const response = await get(`/v1/exceptions?${query}`)

    expect([response.status, response.type]).toEqual([400, 'application/problem+json'])
    expect(JSON.parse(response.text)).toMatchObject({ faults: [expect.stringMatching(fault)] })
    expect(asked).toEqual([])
  })

  it('is all of it as CSV, over every page, and nothing in it runs', async () => {
    const { get } = scene()
    const { text, headers } = await get('/v1/exceptions?owner=operations&limit=1').set('accept', 'text/csv')

    expect(headers['content-type']).toMatch(/^text\/csv/)
    expect(headers['content-disposition']).toBe('attachment; filename=exceptions.csv')
    const [head, ...lines] = text.trimEnd().split('\r\n')
    expect(head).toMatch(/^\uFEFF"id","state","owner"/)
    expect(lines.map((line) => line.slice(0, 6))).toEqual(['"e-1",', '"e-2",'])
    expect(lines[1]).toContain(`,"'=HYPERLINK(""x"")",`)
  })
})

describe('one exception', () => {
  it('comes with its history', async () => {
    expect((await scene().get('/v1/exceptions/e-1')).body).toMatchObject({ exception: { id: 'e-1' }, history: [] })
  })

  it('that nobody knows is a problem that says where they are listed', async () => {
    const { status, body } = await scene().get('/v1/exceptions/e-9')

    expect([status, body.detail]).toEqual([404, expect.stringContaining('GET /v1/exceptions')])
  })
})

describe('acting on an exception', () => {
  it.each([
    ['assign', { assignee: 'Ada' }, { is: 'assign', assignee: 'Ada' }],
    ['assign', { assignee: null }, { is: 'assign', assignee: null }],
    ['note', { text: ' asked them ' }, { is: 'note', text: 'asked them' }],
    ['dismiss', { reason: 'a test' }, { is: 'dismiss', reason: 'a test' }],
    ['retry', {}, { is: 'retry' }],
  ])('%s %j is done in the name of whose token it is', async (name, body, action) => {
    const { post, acts } = scene()

    expect(await post(`/v1/exceptions/e-1/${name}`, body)).toMatchObject({ status: 200, body: { id: 'e-1' } })
    expect(acts).toEqual([{ id: 'e-1', action, by: { name: 'Any operator', role: 'operator' }, at: minute(5) }])
  })

  it.each([
    ['assign', {}, /body\.assignee/],
    ['note', { text: '  ' }, /body\.text/],
    ['dismiss', {}, /body\.reason/],
    ['dismiss', { reason: '' }, /body\.reason/],
    ['retry', { twice: true }, /body: .*twice/],
    ['dismiss', { reason: 'x', state: 'open' }, /body: .*state/],
    ['dismiss', { reason: 'x'.repeat(2_001) }, /body\.reason/],
  ])('%s %j is refused by name of the field, and nothing is done', async (name, body, fault) => {
    const { post, acts } = scene()
    const response = await post(`/v1/exceptions/e-1/${name}`, body)

    expect([response.status, JSON.parse(response.text).detail]).toEqual([400, expect.stringMatching(fault)])
    expect(acts).toEqual([])
  })

  it('is for whose it is', async () => {
    const { post } = scene()
    const dismiss = (role: Role) => post('/v1/exceptions/e-1/dismiss', { reason: 'x' }, role)

    for (const role of ['viewer', 'marketing', 'cx'] as const) {
      const { status, body } = await dismiss(role)
      expect([status, body.detail]).toEqual([403, expect.stringContaining('operations')])
    }
    expect(await dismiss('operator')).toMatchObject({ status: 200 })
    expect(await dismiss('admin')).toMatchObject({ status: 200 })
  })

  it('says what to do instead of sending again what may have been sent', async () => {
    const lost = scene({ act: async () => ({ is: 'not-retried', type: 'trigger:unknown/answer-lost' }) })
    const { status, body } = await lost.post('/v1/exceptions/e-1/retry', {})

    expect([status, body.detail]).toEqual([409, expect.stringContaining('Look in Dotdigital whether it arrived')])
  })

  it('says so where it is over, or not known', async () => {
    const over = scene({ act: async () => ({ is: 'over' }) })

    expect(await over.post('/v1/exceptions/e-1/dismiss', { reason: 'x' })).toMatchObject({ status: 409 })
    expect(await scene().post('/v1/exceptions/e-9/note', { text: 'x' })).toMatchObject({ status: 404 })
  })
})

describe('the audit trail', () => {
  it('is read by admins alone', async () => {
    const { get, asked } = scene()

    for (const role of ['viewer', 'marketing', 'cx', 'operator'] as const)
      expect(await get('/v1/audit', role)).toMatchObject({ status: 403 })
    expect(asked).toEqual([])
    expect(await get('/v1/audit', 'admin')).toMatchObject({ status: 200, body: { deeds: [] } })
  })

  it('is filtered and paged by what is asked', async () => {
    const { get, asked } = scene()
    const { body } = await get('/v1/audit?who=Ada&action=dismiss&about=e-1&limit=2', 'admin')
    await get(`/v1/audit?cursor=${String(body.next)}`, 'admin')

    expect(asked).toEqual([
      [
        { who: 'Ada', action: 'dismiss', about: 'e-1' },
        { limit: 2, after: undefined },
      ],
      [{}, { limit: 50, after: ['7'] }],
    ])
    expect(await get(`/v1/audit?cursor=${cursorOf(["7'"]) ?? ''}`, 'admin')).toMatchObject({ status: 400 })
  })
})
