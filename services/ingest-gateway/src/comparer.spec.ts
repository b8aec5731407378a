import { comparisonRoutes, onlyOperators, onlyReaders } from '@concord/runtime'
import express from 'express'
import request from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import { comparerOf } from './comparer.js'
import type { Doing } from './deeds.js'
import type { Suspicion } from './comparison.js'
import { memoryComparisons } from './testing/memory-comparisons.js'
import { memoryJournalView } from './testing/memory-journal-view.js'
import { olga } from './testing/people.js'

const [reader, operator] = ['a-token-of-readers', 'a-token-of-operators']
const id = '6f7c2a52-1f7e-4a7e-9d5b-0f3c9f1d2a10'
const window = { id, marketplace: 'north', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00.5Z' }
const lease = { marketplace: 'north', holder: 'test', epoch: 1 }

describe('/v1/comparisons', () => {
  let memory: ReturnType<typeof memoryComparisons>
  let noted: string[]
  let done: Doing[]
  let app: express.Express
  beforeEach(() => {
    memory = memoryComparisons()
    noted = []
    done = []
    const deeds = { add: async (doing: Doing) => void done.push(doing) }
    const { comparisons, hasSeen } = memory
    const now = () => new Date('2026-03-01T12:00:00Z')
    const view = memoryJournalView({ items: new Map(), hasSeen })
    const hints = { repair: async (_marketplace: string, ids: readonly string[]) => void noted.push(...ids) }
    app = express().use(
      comparisonRoutes({
        ...{ comparer: comparerOf({ comparisons, view, hints, deeds, now }), marketplaces: ['north'], now },
        readers: onlyReaders(reader),
        operators: onlyOperators(undefined, [{ ...olga, token: operator }]),
      }),
    )
  })
  const post = (path: string, body: object | string, token = operator) =>
    request(app).post(path).auth(token, { type: 'bearer' }).type('json').send(body)
  const get = (path: string) => request(app).get(path).auth(reader, { type: 'bearer' })
  const finding = async (...suspicions: readonly Omit<Suspicion, 'version' | 'fields'>[]) => {
    await post('/v1/comparisons', window)
    const comparison = await memory.comparisons.find(id)
    if (comparison === undefined) throw new Error('none')
    const whole = suspicions.map((one) => ({
      version: '2026-01-02T00:00:00.000Z~2026-03-01T12:00:00.000Z~h',
      fields: ['state'],
      ...one,
    }))
    await memory.comparisons.suspect(id, whole)
    const standing = whole.map((one, index) => ({ ...one, n: index + 1 }))
    await memory.comparisons.settle(lease, { ...comparison, found: whole.length }, { standing, dropped: [] })
  }

  it('begins one of an id, however often it is asked for', async () => {
    const { status, body, headers } = await post('/v1/comparisons', window)

    expect([status, headers['location']]).toEqual([202, `/v1/comparisons/${id}`])
    expect(body).toEqual({
      ...{ id, marketplace: 'north', from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.500Z' },
      ...{ state: 'running', compared: 0, found: 0, startedAt: '2026-03-01T12:00:00.000Z' },
    })
    expect((await post('/v1/comparisons', window)).body).toEqual(body)
    expect((await post('/v1/comparisons', { id, marketplace: 'north' })).status).toBe(409)
    expect((await get(`/v1/comparisons/${id}`)).body).toEqual(body)
  })

  it.each([
    ['another marketplace', { marketplace: 'west' }, 'marketplace: names no marketplace of concord.yaml'],
    ['the future', { to: '2027-01-01T00:00:00Z' }, 'to: must not be in the future'],
    ['a period that ends before it begins', { from: '2026-02-02T00:00:00Z' }, 'from: must be before to'],
    ['an id that is none', { id: 'C1' }, /^id: /],
    ['a word it does not know', { what: 'orders' }, /what/],
  ])('refuses %s by name', async (_what, change, fault) => {
    const { status, body } = await post('/v1/comparisons', { ...window, ...change })

    expect(status).toBe(400)
    expect(body.faults).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)])
    expect(await memory.comparisons.find(id)).toBeUndefined()
  })

  it('shows differences page by page, by their numbers', async () => {
    await finding(
      { key: 'north:order:A', kind: 'stale' },
      { key: 'north:order:B', kind: 'extra', detail: 'It is gone.' },
    )
    const first = await get(`/v1/comparisons/${id}/differences?limit=1`)

    expect(first.body).toEqual({
      differences: [
        { n: 1, what: 'order', key: 'north:order:A', kind: 'stale', fields: ['state'], isRepairable: true },
      ],
      next: 1,
    })
    expect((await get(`/v1/comparisons/${id}/differences?after=1`)).body).toMatchObject({
      differences: [{ n: 2, kind: 'extra', detail: 'It is gone.', isRepairable: false }],
      next: null,
    })
    expect((await get(`/v1/comparisons/${id}/differences?after=x`)).status).toBe(400)
  })

  it('mends what is named', async () => {
    await finding(
      { key: 'north:order:A', kind: 'missing' },
      { key: 'north:order:B', kind: 'extra', detail: 'It is gone.' },
    )
    const { body } = await post(`/v1/comparisons/${id}/repairs`, { differences: 'all' })

    expect(body).toEqual({ repairs: 1, refused: [{ n: 2, why: 'It is gone.' }] })
    expect(noted).toEqual(['A'])
  })

  it('writes down who wants something mended, before it is, and what came of it', async () => {
    await finding({ key: 'north:order:A', kind: 'missing' })
    await post(`/v1/comparisons/${id}/repairs`, { differences: [1], isDryRun: true })
    expect(done).toEqual([])
    await post(`/v1/comparisons/${id}/repairs`, { differences: [1, 9] })

    const line = { by: olga, at: '2026-03-01T12:00:00.000Z', about: id, before: {} }
    expect(done).toEqual([
      { ...line, action: 'repair', after: { differences: [1, 9] } },
      { ...line, action: 'repaired', after: { repairs: 1, refused: 1 } },
    ])
  })

  it.each([
    ['of another id', `/v1/comparisons/other`],
    ['of another id', `/v1/comparisons/other/differences`],
  ])('knows none %s', async (_what, path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('begins and mends for operators only, and shows to readers only', async () => {
    expect((await post('/v1/comparisons', window, reader)).status).toBe(401)
    expect((await post(`/v1/comparisons/${id}/repairs`, { differences: 'all' }, reader)).status).toBe(401)
    expect((await request(app).get(`/v1/comparisons/${id}`)).status).toBe(401)
    expect((await post('/v1/comparisons', '{"id":')).status).toBe(400)
    expect((await post('/v1/comparisons/other/repairs', { differences: 'all' })).status).toBe(404)
  })
})
