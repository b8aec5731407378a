import { httpOf, onlyReaders, type Service, silentLog, onlyOperators } from '@concord/runtime'
import request from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import { noProgress, type Replay, type ReplayCriteria, type Replays } from '../../replay.js'
import { replayRoutes } from './replays.js'
import { olga } from '../../testing/people.js'

const [reader, operator] = ['token of whoever reads', 'token of whoever acts']
const counts = { shares: [{ kind: 'order', state: 'delivered', count: 2 }], expired: 1, superseded: 3 } as const

describe('the routes of replays', () => {
  let requested: ReplayCriteria[]
  let who: unknown[]
  let woken: number
  beforeEach(() => {
    requested = []
    who = []
    woken = 0
  })

  const replayOf = (criteria: ReplayCriteria): Replay => ({
    ...{ id: 'r-1', criteria, counts, progress: noProgress, requestedAt: '2026-03-01T12:00:00.000Z' },
  })
  const replays: Replays = {
    count: async () => counts,
    request: async (criteria, { by } = {}) => (requested.push(criteria), who.push(by), replayOf(criteria)),
    carryOn: async () => false,
    find: async (id) => (id === 'r-1' ? replayOf({ keys: ['north:order:O1'] }) : undefined),
    list: async () => [replayOf({ keys: ['north:order:O1'] })],
    unfinished: async () => 0,
  }
  const app = (operators = onlyOperators(undefined, [{ ...olga, token: operator }])) => {
    const readers = onlyReaders(reader)
    const http = replayRoutes({
      marketplaces: ['north', 'south'],
      replays,
      readers,
      operators,
      wakeReplay: () => void (woken += 1),
    })
    return httpOf({ name: 'ingest-gateway', http } as Service, silentLog, readers)
  }
  const post = (body: unknown, token = operator) =>
    request(app())
      .post('/v1/replays')
      .set({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })
      .send(typeof body === 'string' ? body : JSON.stringify(body))

  it('count, and do nothing, in a dry run', async () => {
    const { status, body } = await post({ kinds: ['order'], dryRun: true })

    expect([status, body]).toEqual([200, { dryRun: true, counts }])
    expect([requested, woken]).toEqual([[], 0])
  })

  it('write a request down with who asks, and answer its id and the same counts', async () => {
    const { status, body } = await post({ kinds: ['order'] })

    expect([status, body]).toEqual([202, { id: 'r-1', counts }])
    expect([requested, who, woken]).toEqual([[{ kinds: ['order'] }], [olga], 1])
  })

  it('name every fault, and do nothing', async () => {
    const { status, body } = await post({ kinds: ['parcel'], ids: [] })

    expect([status, body.faults.length]).toEqual([400, 2])
    expect(requested).toEqual([])
  })

  it.each([{ marketplace: 'west' }, { keys: ['west:order:O1'] }])(
    'name the marketplaces there are for %j',
    async (body) => {
      const { status, body: told } = await post(body)

      expect([status, told.faults]).toEqual([400, [expect.stringContaining('west; there are north, south')]])
      expect(requested).toEqual([])
    },
  )

  it('take the key of a contact, which is of an account', async () => {
    expect((await post({ keys: ['main:contact:abc'] })).status).toBe(202)
  })

  it.each(['', '{"kinds":', 'kinds=order', '[]', '7'])('take %j for no criteria', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400 })
    expect(requested).toEqual([])
  })

  it('are closed to whoever only reads', async () => {
    expect(await post({ kinds: ['order'] }, reader)).toMatchObject({ status: 401 })
    expect(requested).toEqual([])
  })

  it('are closed to everybody while no token is set, and say what to set', async () => {
    const { status, body } = await request(app(onlyOperators(undefined)))
      .post('/v1/replays')
      .set('authorization', 'Bearer undefined')
      .send({ kinds: ['order'] })

    expect([status, body.detail]).toEqual([403, expect.stringContaining('OPERATOR_TOKEN')])
    expect(requested).toEqual([])
  })

  it('show progress to readers only', async () => {
    const read = (path: string) => request(app()).get(path).set('authorization', `Bearer ${reader}`)

    expect((await read('/v1/replays')).body).toMatchObject([{ id: 'r-1', progress: noProgress }])
    expect((await read('/v1/replays/r-1')).body).toMatchObject({ id: 'r-1', counts })
    expect(await read('/v1/replays/r-2')).toMatchObject({ status: 404 })
    expect(await request(app()).get('/v1/replays')).toMatchObject({ status: 401 })
  })
})
