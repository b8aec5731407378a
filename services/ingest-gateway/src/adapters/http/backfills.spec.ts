import { onlyOperators } from '@concord/runtime'
import express from 'express'
import request from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Backfills } from '../../backfill.js'
import { memoryBackfills } from '../../testing/memory-backfills.js'
import { backfillRoutes } from './backfills.js'
import { olga } from '../../testing/people.js'

const token = 'a-token-of-sixteen'
const year = { marketplace: 'north', from: '2024-06-01T02:00:00+02:00', to: '2026-01-01T00:00:00Z', what: 'orders' }

describe('/v1/backfills', () => {
  let backfills: Backfills
  let who: unknown[]
  let app: express.Express
  beforeEach(() => {
    const memory = memoryBackfills()
    backfills = { ...memory, create: async (backfill, by) => (who.push(by), memory.create(backfill, by)) }
    const guard = onlyOperators(undefined, [{ ...olga, token }])
    who = []
    const now = () => new Date('2026-03-01T12:00:00Z')
    app = express().use(backfillRoutes({ backfills, marketplaces: ['north'], readers: guard, operators: guard, now }))
  })
  const post = (body: object | string) =>
    request(app).post('/v1/backfills').auth(token, { type: 'bearer' }).type('json').send(body)
  const get = (path: string) => request(app).get(path).auth(token, { type: 'bearer' })

  it('takes one down with who asks, and shows how far it is', async () => {
    const { status, headers, body } = await post(year)

    expect(status).toBe(202)
    expect(body).toMatchObject({ marketplace: 'north', state: 'running', requestedAt: '2026-03-01T12:00:00.000Z' })
    expect((await get(String(headers['location']))).body).toEqual(body)
    expect((await get('/v1/backfills')).body).toEqual([body])
    expect(await backfills.running('north')).toEqual(body)
    expect(who).toEqual([olga])
  })

  it('only shows the windows in a dry run', async () => {
    const { status, body } = await post({ ...year, dryRun: true })

    expect([status, body]).toEqual([
      200,
      {
        dryRun: true,
        exports: 2,
        windows: [
          { from: '2024-06-01T00:00:00.000Z', to: '2025-06-01T00:00:00.000Z' },
          { from: '2025-06-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' },
        ],
      },
    ])
    expect(await backfills.list()).toEqual([])
  })

  it.each([
    ['another marketplace', { marketplace: 'west' }, 'marketplace: names no marketplace of concord.yaml'],
    ['a day', { from: '2024-06-01' }, 'from: must be an instant such as 2025-01-01T00:00:00Z'],
    ['the future', { to: '2027-01-01T00:00:00Z' }, 'to: must not be in the future'],
    ['a period that ends before it begins', { from: '2026-02-01T00:00:00Z' }, 'from: must be before to'],
    ['something else', { what: 'sellers' }, /^what: /],
    ['a word it does not know', { window: 1 }, /window/],
  ])('refuses %s by name', async (_what, change, fault) => {
    const { status, body } = await post({ ...year, ...change })

    expect(status).toBe(400)
    expect(body.faults).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)])
    expect(await backfills.list()).toEqual([])
  })

  it('refuses what is no JSON', async () => {
    expect((await post('{"marketplace":')).status).toBe(400)
  })

  it('knows only those there are', async () => {
    expect((await get('/v1/backfills/other')).status).toBe(404)
  })

  it.each([
    ['post', '/v1/backfills'],
    ['get', '/v1/backfills'],
    ['get', '/v1/backfills/B1'],
  ] as const)('lets nobody %s %s without the token', async (method, path) => {
    expect(
      (
        await request(app)
          [method](path)
          .send(method === 'post' ? year : undefined)
      ).status,
    ).toBe(401)
  })
})
