import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CallLog,
  createCallLog,
  createFaults,
  type Faults,
  listen,
  type Listening,
  readJson,
  wholeBody,
} from './index.js'

describe('a server made with the kit', () => {
  let server: Listening
  let faults: Faults
  let calls: CallLog
  let effects: unknown[]

  beforeEach(async () => {
    faults = createFaults()
    calls = createCallLog(() => new Date('2026-01-01T00:00:00Z'))
    effects = []
    const app = express()
    app.use(calls.record, wholeBody('1mb'))
    app.use(faults.spoil((response, status) => void response.status(status).json({ said: status })))
    app.post('/things', (request, response) => {
      effects.push(readJson(request))
      response.status(201).json({ id: effects.length })
    })
    app.get('/things', (_request, response) => void response.json({ items: effects }))
    server = await listen(app, 0)
  })

  afterEach(() => server.close())

  const post = (thing: unknown) =>
    fetch(`${server.url}/things?kind=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'secret' },
      body: JSON.stringify(thing),
    })
  const read = async () => (await fetch(`${server.url}/things`)).text()

  it('records each call with what was asked and what was answered, and never the credentials', async () => {
    await post({ name: 'one' })
    const [call] = calls.list()
    expect(call).toMatchObject({
      number: 1,
      at: '2026-01-01T00:00:00.000Z',
      method: 'POST',
      path: '/things',
      query: 'kind=1',
      requestBody: '{"name":"one"}',
      status: 201,
      body: '{"id":1}',
    })
    expect(JSON.stringify(call)).not.toContain('secret')
  })

  it('finds calls by method, path, status and number', async () => {
    await post({})
    await read()
    expect(calls.list({ method: 'get' })).toHaveLength(1)
    expect(calls.list({ path: 'kind=1' })).toHaveLength(1)
    expect(calls.list({ status: 201 })).toHaveLength(1)
    expect(calls.list({ after: 1 }).map(({ number }) => number)).toEqual([2])
    calls.clear()
    expect(calls.list()).toEqual([])
  })

  it('answers a status in the words of the vendor, or in those of the rule, and does nothing', async () => {
    faults.set([
      { do: 'status', status: 503, retryAfterSeconds: 7, times: 1 },
      { do: 'status', status: 429, body: { mine: true }, times: 1 },
    ])
    const first = await post({})
    expect([first.status, first.headers.get('retry-after'), await first.json()]).toEqual([503, '7', { said: 503 }])
    const second = await post({})
    expect([second.status, await second.json()]).toEqual([429, { mine: true }])
    expect(effects).toEqual([])
    expect((await post({})).status).toBe(201)
  })

  it('breaks the line before the effect, or after it', async () => {
    faults.set([
      { do: 'cut-before', times: 1 },
      { do: 'cut-after', times: 1 },
    ])
    await expect(post({ name: 'lost' })).rejects.toThrow()
    expect(effects).toEqual([])
    await expect(post({ name: 'done' })).rejects.toThrow()
    expect(effects).toEqual([{ name: 'done' }])
  })

  it('promises a whole answer and sends half of it', async () => {
    await post({ name: 'a long enough name' })
    faults.set([{ match: { method: 'GET' }, do: 'truncate', times: 1 }])
    await expect(read()).rejects.toThrow()
    expect(await read()).toContain('a long enough name')
  })

  it('records the whole answer also of a call whose answer did not arrive whole', async () => {
    faults.set([
      { do: 'cut-after', times: 1 },
      { do: 'truncate', times: 1 },
    ])
    await expect(post({ name: 'one' })).rejects.toThrow()
    await post({ name: 'two' }).then((answer) => expect(answer.text()).rejects.toThrow())
    expect(calls.list().map(({ status, body }) => [status, body])).toEqual([
      [0, '{"id":1}'],
      [201, '{"id":2}'],
    ])
  })

  it('spoils only what matches, after those that may pass, and an even share of the rest', async () => {
    faults.set([{ match: { method: 'GET' }, do: 'status', status: 500 }])
    expect((await post({})).status).toBe(201)
    faults.set([{ match: { path: '/things' }, after: 2, share: 0.5, do: 'status', status: 500 }])
    const statuses: number[] = []
    for (let turn = 0; turn < 8; turn += 1) statuses.push((await fetch(`${server.url}/things`)).status)
    expect(statuses).toEqual([200, 200, 200, 500, 200, 500, 200, 500])
  })

  it('refuses a rule that is none, naming the fault', () => {
    expect(() => faults.set([{ do: 'explode' }])).toThrow(/explode|Invalid option/)
  })
})
