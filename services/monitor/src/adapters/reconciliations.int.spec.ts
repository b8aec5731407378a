import { type Role, silentLog } from '@concord/runtime'
import express from 'express'
import { sql } from 'kysely'
import request from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { beginNightly, stepReconciliation } from '../reconciling.js'
import { difference, edgeOf } from '../testing/edges.js'
import { noBooks } from '../testing/exceptions.js'
import { databases } from '../testing/opened.js'
import { monitorRoutes } from './http.js'
import { postgresReconciliations } from './postgres-reconciliations.js'

interface Detail {
  readonly run: object
  readonly parts: readonly Part[]
  readonly repairs: readonly object[]
  readonly trend: readonly { readonly run: string }[]
}

interface Part {
  readonly edge: string
  readonly state: string
  readonly why: string | null
}

describe.each(databases)('reconciliation, in %s,', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>
  let now: Date
  let mirakl: ReturnType<typeof edgeOf>
  let account: ReturnType<typeof edgeOf>
  let role: Role
  let missing: string[]
  beforeAll(async () => {
    opened = await open()
  }, 60_000)
  afterAll(() => opened.close())
  beforeEach(() => {
    now = new Date('2026-11-26T10:00:00.000Z')
    mirakl = edgeOf([difference(1), difference(2, { kind: 'missing' }), difference(3)])
    account = edgeOf([
      difference(1, { kind: 'forbidden', what: 'trigger', isRepairable: false, detail: 'It was sent.' }),
    ])
    role = 'operator'
    missing = []
  })
  afterEach(async () => {
    await opened.db.deleteFrom('reconciliations').execute()
    await opened.db.deleteFrom('acceptances').execute()
  })

  const reconciliations = () => postgresReconciliations(opened.db)
  const edges = () => ({ marketplace: mirakl.edge, account: account.edge })
  const needs = () => ({ reconciliations: reconciliations(), edges: edges(), now: () => now, log: silentLog })
  const app = () =>
    express().use(
      monitorRoutes({
        ...{ timelines: opened.timelines, exceptions: opened.exceptions, books: noBooks, now: () => now },
        people: () => ({ name: 'Olga', role }),
        reconciling: { ...needs(), marketplaces: ['north'], missing, wake: () => undefined },
      }),
    )
  const get = (path: string) => request(app()).get(path)
  const post = (path: string, body: object = {}) => request(app()).post(path).send(body)
  const begin = async (body: object = {}): Promise<string> =>
    (await post('/v1/reconciliations', body)).body.id as string
  /** As if the rest of every part were over. */
  const step = async () => {
    await sql`update monitor.reconciliation_parts set due_at = clock_timestamp()`.execute(opened.db)
    return stepReconciliation(needs())
  }
  const finish = async () => {
    for (let steps = 0; steps < 20 && (await step()); steps += 1);
  }
  const edgeFigures = (marketplaces = ['north']) => reconciliations().figures({ since: '2026-11-20', marketplaces })
  const figures = async (marketplaces?: string[]) => {
    const all = await edgeFigures(marketplaces)
    const failed = new Set(all.flatMap((edge) => edge.failed)).size
    return { found: all.reduce((sum, { found }) => sum + found, 0), failed }
  }
  /** A run that ends a minute after the one before. */
  const reconcile = async (body: object = {}) => {
    now = new Date(now.getTime() + 60_000)
    const id = await begin(body)
    await finish()
    return id
  }
  const detail = async (id: string): Promise<Detail> => (await get(`/v1/reconciliations/${id}`)).body as Detail
  const partOf = async (id: string, edge: string): Promise<Part | undefined> =>
    (await detail(id)).parts.find((part) => part.edge === edge)

  it('asks both edges of each marketplace, copies what they found, and ends', async () => {
    const id = await begin({ from: '2026-11-20T00:00:00.000Z' })
    expect(await detail(id)).toMatchObject({ run: { id, state: 'running', by: 'Olga', marketplaces: ['north'] } })
    await finish()

    expect(mirakl.world.begun).toMatchObject([{ marketplace: 'north', from: '2026-11-20T00:00:00.000Z' }])
    expect(await detail(id)).toMatchObject({
      run: { state: 'done', endedAt: now.toISOString() },
      parts: [
        { edge: 'marketplace', state: 'done', compared: 9, found: 3, byKind: { stale: 2, missing: 1 } },
        { edge: 'account', state: 'done', found: 1, byKind: { forbidden: 1 } },
      ],
      trend: [{ run: id, byKind: { stale: 2, missing: 1, forbidden: 1 } }],
      repairs: [],
    })
    expect(await figures()).toEqual({ found: 4, failed: 0 })
  })

  it('shows differences by kind, page by page, and as CSV', async () => {
    const id = await begin()
    await finish()
    const path = `/v1/reconciliations/${id}/differences`
    const first = await get(`${path}?edge=marketplace&kind=stale&limit=1`)
    expect(first.body.differences).toMatchObject([{ edge: 'marketplace', kind: 'stale', fields: ['state'] }])
    const second = await get(`${path}?edge=marketplace&kind=stale&limit=1&cursor=${first.body.next}`)
    expect([second.body.differences.length, second.body.next]).toEqual([1, undefined])
    const csv = await get(path).set('accept', 'text/csv')

    expect(csv.text.trim().split('\r\n')).toHaveLength(5)
    expect(csv.text).toContain('"trigger","north:order:O1","forbidden"')
    expect((await get('/v1/reconciliations/none/differences')).status).toBe(404)
  })

  it('waits for an edge that is away, says so, and goes on when it is back', async () => {
    account.world.isAway = true
    const id = await begin()
    await finish()
    expect(await detail(id)).toMatchObject({ run: { state: 'running', endedAt: null } })
    expect(await partOf(id, 'account')).toMatchObject({
      state: 'waiting',
      why: expect.stringContaining('does not answer'),
    })
    expect(await partOf(id, 'marketplace')).toMatchObject({ state: 'done' })
    account.world.isAway = false
    await finish()

    expect(await detail(id)).toMatchObject({ run: { state: 'done' } })
    expect(await partOf(id, 'account')).toMatchObject({ state: 'done', why: null })
  })

  it('gives an edge up that was away for six hours, and the run has failed', async () => {
    account.world.isAway = true
    const id = await begin()
    await finish()
    now = new Date('2026-11-26T16:00:00.001Z')
    await finish()

    expect(await detail(id)).toMatchObject({ run: { state: 'failed' }, trend: [] })
    expect(await partOf(id, 'account')).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('does not answer'),
    })
    expect(await figures()).toEqual({ found: 3, failed: 1 })
  })

  it('counts what the last full run found, whatever narrow ones find after it, each key once', async () => {
    await reconcile()
    mirakl.world.differences = []
    account.world.differences = []
    await reconcile({ from: '2026-11-26T00:00:00.000Z' })
    expect(await figures()).toEqual({ found: 4, failed: 0 })
    mirakl.world.differences = [difference(1), difference(9)]
    await reconcile({ from: '2026-11-26T00:00:00.000Z' })
    await reconcile({ to: '2026-11-26T00:00:00.000Z' })
    expect(await figures()).toEqual({ found: 5, failed: 0 })
    mirakl.world.differences = [difference(1)]
    await reconcile()

    expect(await figures()).toEqual({ found: 1, failed: 0 })
    expect(await figures([])).toEqual({ found: 0, failed: 0 })
  })

  it('counts parts that are done of runs that failed, and a failure until its part is done later', async () => {
    await reconcile()
    mirakl.world.differences = [difference(1)]
    account.world.refuses = 'dd-publisher refuses (401): A token is needed.'
    await reconcile()
    expect(await figures()).toEqual({ found: 2, failed: 1 })
    account.world.refuses = undefined
    mirakl.world.refuses = 'ingest-gateway refuses (401): A token is needed.'
    await reconcile({ from: '2026-11-26T00:00:00.000Z' })
    expect(await figures()).toEqual({ found: 2, failed: 1 })
    mirakl.world.refuses = undefined
    await reconcile({ from: '2026-11-26T00:00:00.000Z' })

    expect(await figures()).toEqual({ found: 2, failed: 0 })
  })

  it.each([
    ['refuses', { refuses: 'dd-publisher refuses (401): A token is needed.' }, 'A token is needed'],
    ['fails', { state: 'failed' as const }, 'The exports broke.'],
  ])('has failed where an edge %s, with its reason', async (_what, change, why) => {
    Object.assign(account.world, change)
    const id = await begin()
    await finish()

    expect(await partOf(id, 'account')).toMatchObject({ state: 'failed', why: expect.stringContaining(why) })
    expect(await detail(id)).toMatchObject({ run: { state: 'failed' } })
  })

  it('copies nothing twice, wherever it is killed', async () => {
    const id = await begin()
    const dying = { ...reconciliations(), save: () => Promise.reject(new Error('killed')) }
    for (let times = 0; times < 4; times += 1) {
      await sql`update monitor.reconciliation_parts set due_at = clock_timestamp()`.execute(opened.db)
      await expect(stepReconciliation({ ...needs(), reconciliations: dying })).rejects.toThrow('killed')
    }
    await finish()

    expect((await get(`/v1/reconciliations/${id}/differences`)).body.differences).toHaveLength(4)
    expect([mirakl.world.begun.length, account.world.begun.length]).toEqual([1, 1])
  })

  it('lets nobody who comes late alter a part that somebody else has ended', async () => {
    const id = await begin()
    const late = await reconciliations().claim()
    if (late === undefined) throw new Error('nothing is due')
    await finish()
    const before = [await detail(id), (await get(`/v1/reconciliations/${id}/differences`)).body]
    await reconciliations().keep(late.part, [difference(77)])
    await reconciliations().save({ ...late.part, state: 'running', found: 9 }, 0)
    await reconciliations().save({ ...late.part, state: 'failed', why: 'late', endedAt: '2026-11-27T10:00:00.000Z' }, 0)

    expect([await detail(id), (await get(`/v1/reconciliations/${id}/differences`)).body]).toEqual(before)
  })

  it('gives no part to two at once', async () => {
    await begin()
    const claimed = await Promise.all([1, 2, 3].map(() => reconciliations().claim()))

    expect(claimed.flatMap((one) => one?.part.edge ?? []).toSorted()).toEqual(['account', 'marketplace'])
  })

  it('has differences mended: dry first, then one, then all that fit', async () => {
    const id = await begin()
    await finish()
    const { differences } = (await get(`/v1/reconciliations/${id}/differences`)).body as {
      differences: { id: string; kind: string }[]
    }
    const path = `/v1/reconciliations/${id}/repairs`
    const idOf = (kind: string): string => differences.find((one) => one.kind === kind)?.id ?? ''

    expect((await post(path, { differences: 'all', isDryRun: true })).body).toMatchObject({ repairs: 3 })
    expect(mirakl.world.repaired).toEqual([{ differences: [1, 2, 3], isDryRun: true }])
    expect((await detail(id)).repairs).toEqual([])
    expect((await post(path, { differences: [idOf('missing')] })).body).toEqual({ repairs: 1, refused: [] })
    expect(mirakl.world.repaired.at(-1)).toEqual({ differences: [2], isDryRun: false })
    expect((await post(path, { differences: 'all', kind: 'stale' })).body).toEqual({ repairs: 2, refused: [] })
    expect(mirakl.world.repaired.at(-1)).toEqual({ differences: [1, 3], isDryRun: false })
    expect((await post(path, { differences: 'all', kind: 'forbidden' })).body).toEqual({
      repairs: 0,
      refused: [{ id: idOf('forbidden'), why: 'It was sent.' }],
    })

    expect((await detail(id)).repairs).toMatchObject([
      { who: 'Olga', role: 'operator', repairs: 1, refused: 0 },
      { repairs: 2 },
      { repairs: 0, refused: 1 },
    ])
    role = 'admin'
    const { deeds } = (await get(`/v1/audit?about=${id}`)).body as { deeds: { action: string; who: string }[] }
    expect(deeds.map(({ action, who }) => `${who} ${action}`).toReversed()).toEqual([
      ...[
        'Olga reconcile',
        'Olga repair',
        'Olga repaired',
        'Olga repair',
        'Olga repaired',
        'Olga repair',
        'Olga repaired',
      ],
    ])
  })

  it('says what to do where an edge is away while something is to be mended, and who wanted it', async () => {
    const id = await begin()
    await finish()
    mirakl.world.isAway = true
    const { status, body } = await post(`/v1/reconciliations/${id}/repairs`, { differences: 'all' })

    expect([status, body.detail]).toEqual([503, expect.stringContaining('does not answer')])
    expect((await detail(id)).repairs).toMatchObject([{ who: 'Olga', repairs: null, refused: null }])
  })

  const seen = async (id: string) => {
    const { differences } = (await get(`/v1/reconciliations/${id}/differences`)).body as {
      differences: {
        id: string
        edge: string
        key: string
        state: string
        why: string | null
        accepted: object | null
      }[]
    }
    return differences
  }
  const stateOf = async (id: string) =>
    Object.fromEntries((await seen(id)).map(({ edge, key, state }) => [`${edge} ${key.slice(-2)}`, state]))
  const idAt = async (id: string, edge: string) => (await seen(id)).find((one) => one.edge === edge)?.id ?? ''

  it('marks what is being mended, was refused and why, and is mended by what the next full run finds', async () => {
    const id = await reconcile()
    await post(`/v1/reconciliations/${id}/repairs`, { differences: 'all', isDryRun: true })
    expect(new Set(Object.values(await stateOf(id)))).toEqual(new Set(['open']))
    await post(`/v1/reconciliations/${id}/repairs`, { differences: 'all' })

    expect(await stateOf(id)).toEqual({
      ...{ 'marketplace O1': 'mending', 'marketplace O2': 'mending', 'marketplace O3': 'mending' },
      'account O1': 'refused',
    })
    expect((await seen(id)).find(({ state }) => state === 'refused')).toMatchObject({ why: 'It was sent.' })
    expect(await detail(id)).toMatchObject({
      standings: [
        { edge: 'marketplace', kind: 'missing', state: 'mending', isRepairable: true, count: 1 },
        { edge: 'marketplace', kind: 'stale', state: 'mending', isRepairable: true, count: 2 },
        { edge: 'account', kind: 'forbidden', state: 'refused', isRepairable: false, count: 1 },
      ],
    })
    mirakl.world.differences = [difference(3)]
    await reconcile({ from: '2026-11-26T00:00:00.000Z' })
    expect(await stateOf(id)).toMatchObject({ 'marketplace O1': 'mending' })
    await reconcile()

    expect(await stateOf(id)).toMatchObject({ 'marketplace O1': 'mended', 'marketplace O3': 'mending' })
  })

  it('lets a difference stand, by whom and why, in later runs too, until the record differs in another way', async () => {
    const id = await reconcile()
    const path = `/v1/reconciliations/${id}/acceptances`
    const asked = { differences: [await idAt(id, 'account')], reason: 'Erased at their wish.' }
    expect((await post(path, { ...asked, isDryRun: true })).body).toEqual({ accepted: 1 })
    expect(await figures()).toEqual({ found: 4, failed: 0 })
    expect((await post(path, asked)).body).toEqual({ accepted: 1 })
    expect((await post(path, asked)).body).toEqual({ accepted: 0 })
    expect(await figures()).toEqual({ found: 3, failed: 0 })
    mirakl.world.differences = []
    const later = await reconcile()

    expect(await seen(later)).toMatchObject([
      { state: 'accepted', accepted: { who: 'Olga', role: 'operator', reason: 'Erased at their wish.' } },
    ])
    expect(await figures()).toEqual({ found: 0, failed: 0 })
    await post(`/v1/reconciliations/${later}/repairs`, { differences: 'all' })
    expect(account.world.repaired).toEqual([])
    account.world.differences = [
      difference(1, { kind: 'forbidden', what: 'trigger', isRepairable: false, fields: ['other'] }),
    ]
    const narrow = await reconcile({ from: '2026-11-26T00:00:00.000Z' })
    expect(await stateOf(narrow)).toEqual({ 'account O1': 'open' })
    expect(await figures()).toEqual({ found: 1, failed: 0 })
    role = 'admin'
    const { deeds } = (await get(`/v1/audit?about=${id}`)).body as { deeds: { action: string }[] }
    expect(deeds.filter(({ action }) => action === 'accept')).toMatchObject([
      { who: 'Olga', before: { open: 1 }, after: { accepted: 1, ...asked } },
    ])
  })

  it('lets all stand that fit, for a reason', async () => {
    const id = await reconcile()
    const path = `/v1/reconciliations/${id}/acceptances`

    expect((await post(path, { differences: 'all', kind: 'stale' })).body.detail).toContain('body.reason')
    expect((await post(path, { differences: 'all', kind: 'stale', reason: 'known' })).body).toEqual({ accepted: 2 })
    expect(await stateOf(id)).toMatchObject({ 'marketplace O1': 'accepted', 'marketplace O2': 'open' })
  })

  it.each(['repairs', 'acceptances'])(
    'names ids that are none of the run, and does and writes down nothing: %s',
    async (deeds) => {
      const id = await reconcile()
      const known = await idAt(id, 'account')
      const { status, body } = await post(`/v1/reconciliations/${id}/${deeds}`, {
        ...{ differences: [known, '999999999'], ...(deeds === 'acceptances' && { reason: 'known' }) },
      })

      expect([status, body.detail]).toEqual([400, expect.stringMatching(/no difference 999999999$/)])
      expect([(await detail(id)).repairs, account.world.repaired]).toEqual([[], []])
      expect(await stateOf(id)).toMatchObject({ 'account O1': 'open' })
    },
  )

  it('begins no run over what is still to come', async () => {
    const { status, body } = await post('/v1/reconciliations', { from: '2026-11-26T10:00:01Z' })

    expect([status, body.detail]).toEqual([400, expect.stringContaining('body.from: must be in the past')])
    expect((await get('/v1/reconciliations')).body.reconciliations).toEqual([])
  })

  it('knows per edge a few of the differences that count, with their runs', async () => {
    const id = await reconcile()
    account.world.refuses = 'dd-publisher refuses (401): A token is needed.'
    const broken = await reconcile({ from: '2026-11-26T00:00:00.000Z' })

    expect(await edgeFigures()).toMatchObject([
      {
        edge: 'marketplace',
        found: 3,
        run: broken,
        failed: [],
        examples: [{ key: 'north:order:O1', kind: 'stale' }, {}, {}],
      },
      { edge: 'account', found: 1, run: id, failed: [broken], examples: [{ run: id, what: 'trigger' }] },
    ])
  })

  it.each(['viewer', 'marketing', 'cx'] as const)('is begun and mended by no %s', async (who) => {
    const id = await begin()
    role = who

    expect((await post('/v1/reconciliations')).status).toBe(403)
    expect((await post(`/v1/reconciliations/${id}/repairs`, { differences: 'all' })).status).toBe(403)
    const accepted = { differences: 'all', reason: 'known' }
    expect((await post(`/v1/reconciliations/${id}/acceptances`, accepted)).status).toBe(403)
    expect((await get(`/v1/reconciliations/${id}`)).status).toBe(200)
  })

  it('names what is missing where it is not set up, and what is wrong', async () => {
    expect((await post('/v1/reconciliations', { marketplaces: ['west'] })).body.detail).toContain('west')
    expect(
      (await post('/v1/reconciliations', { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' })).status,
    ).toBe(400)
    expect((await post('/v1/reconciliations/none/repairs', { differences: 'all' })).status).toBe(404)
    missing = ['GATEWAY_URL']
    const { status, body } = await post('/v1/reconciliations')

    expect([status, body.detail]).toEqual([409, expect.stringContaining('GATEWAY_URL')])
  })

  it('lists runs newest first, page by page, and shows the trend of those over the same', async () => {
    const ids: string[] = []
    for (const body of [{}, { from: '2026-11-20T00:00:00.000Z' }, {}]) {
      ids.push(await begin(body))
      await finish()
      now = new Date(now.getTime() + 60_000)
    }
    const first = (await get('/v1/reconciliations?limit=2')).body
    const second = (await get(`/v1/reconciliations?limit=2&cursor=${first.next}`)).body
    const listed = [...first.reconciliations, ...second.reconciliations] as { id: string }[]

    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await detail(ids[2] ?? '')).trend.map(({ run }) => run)).toEqual([ids[0], ids[2]])
  })

  it('begins one run each night, however many replicas there are, and covers what changed since the last', async () => {
    const night = () =>
      beginNightly({ reconciliations: reconciliations(), marketplaces: ['north'], nightlyAt: '02:30', now: () => now })
    now = new Date('2026-11-26T02:31:00.000Z')
    await Promise.all([night(), night()])
    await finish()
    now = new Date('2026-11-27T02:31:00.000Z')
    await night()
    await night()
    const { reconciliations: runs } = (await get('/v1/reconciliations')).body as { reconciliations: object[] }

    expect(runs).toMatchObject([
      { by: 'nightly', from: '2026-11-25T02:31:00.000Z', to: null },
      { by: 'nightly', from: null, to: null, state: 'done' },
    ])
    now = new Date('2026-11-28T10:00:00.000Z')
    await night()
    expect((await get('/v1/reconciliations')).body.reconciliations).toHaveLength(2)
  })

  it('forgets what was found after a month, and the run after half a year', async () => {
    const id = await begin()
    await finish()
    const ended = now.toISOString()
    const later = new Date(now.getTime() + 1).toISOString()
    await reconciliations().forget({ differences: ended, runs: ended })
    expect((await get(`/v1/reconciliations/${id}/differences`)).body.differences).toHaveLength(4)
    await reconciliations().forget({ differences: later, runs: ended })
    expect((await get(`/v1/reconciliations/${id}/differences`)).body.differences).toEqual([])
    expect((await detail(id)).parts).toHaveLength(2)
    await reconciliations().forget({ differences: later, runs: later })
    expect((await get(`/v1/reconciliations/${id}`)).status).toBe(404)
  })
})
