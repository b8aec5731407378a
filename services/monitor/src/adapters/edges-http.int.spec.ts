import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { correctionsHttp, edgeHttp } from './edges-http.js'

const id = '6f7c2a52-1f7e-4a7e-9d5b-0f3c9f1d2a10'
const state = {
  id,
  marketplace: 'north',
  state: 'running',
  compared: 1,
  found: 0,
  startedAt: '2026-11-26T02:30:00.000Z',
}

let close: (() => void) | undefined
afterEach(() => close?.())

/** A service at an edge that answers so. */
const answering = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const at = () => ({ name: 'dd-publisher', url, token: 'reads', operatorToken: 'acts' })
  return { ...edgeHttp(at), ...correctionsHttp(at) }
}

it('shows the token of readers to look, and that of operators to act', async () => {
  const asked: string[] = []
  const edge = await answering(({ method, url, headers }, response) => {
    asked.push(`${method} ${url} ${headers.authorization}`)
    response.end(
      JSON.stringify(method === 'GET' && url?.includes('differences') ? { differences: [], next: null } : state),
    )
  })
  await edge.begin({ id, marketplace: 'north' })
  await edge.state(id)
  await edge.differences(id, 3)

  expect(asked).toEqual([
    'POST /v1/comparisons Bearer acts',
    `GET /v1/comparisons/${id} Bearer reads`,
    `GET /v1/comparisons/${id}/differences?after=3&limit=500 Bearer reads`,
  ])
})

it.each([
  ['away where it is too busy', 503, '{}', 'edge-away'],
  ['away where it says not now', 429, '{}', 'edge-away'],
  [
    'unwilling where it refuses, in its own words',
    401,
    '{"title":"A token is needed","detail":"Send it."}',
    'edge-refuses',
  ],
  ['another program where it answers something else', 200, '<html>', 'edge-refuses'],
])('is %s', async (_what, status, body, code) => {
  const edge = await answering((_request, response) => void response.writeHead(status).end(body))
  const failure = await edge.state(id).catch((caught: unknown) => caught)

  expect(failure).toMatchObject({
    code,
    message: expect.stringMatching(status === 401 ? /A token is needed\. Send it\./ : /dd-publisher/),
  })
})

it('is asked once more where the line breaks', async () => {
  let asked = 0
  const edge = await answering((request, response) => {
    asked += 1
    if (asked === 1) request.socket.destroy()
    else response.end(JSON.stringify(state))
  })

  expect(await edge.state(id)).toMatchObject({ id })
  expect(asked).toBe(2)
})

it('is away where nobody answers', async () => {
  const edge = edgeHttp(() => ({ name: 'dd-publisher', url: 'http://127.0.0.1:9', token: '', operatorToken: '' }))

  await expect(edge.state(id)).rejects.toMatchObject({
    code: 'edge-away',
    message: expect.stringContaining('127.0.0.1:9'),
  })
})

describe('what is to be corrected', () => {
  const name = { key: 'north:order:N 1', version: 'v1' }
  const copied = { ...name, version: 'v2', copiedFrom: name, changed: ['total_price'], dryRun: false }
  const original = { ...name, detail: 'a: must be b', payload: { a: 1 } }

  it('is asked for and sent by the token of whoever corrects it', async () => {
    const asked: string[] = []
    const edge = await answering((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
      response.end(JSON.stringify(request.method === 'GET' ? original : copied))
    })

    expect(await edge.original(name, 'Bearer of Olga')).toEqual(original)
    expect(await edge.copy({ ...name, payload: {}, dryRun: false }, 'Bearer of Olga')).toMatchObject({ version: 'v2' })
    expect(asked).toEqual([
      'GET /v1/payloads?key=north%3Aorder%3AN+1&version=v1 Bearer of Olga',
      'POST /v1/copies Bearer of Olga',
    ])
  })

  it('is asked for without a token by whoever has none, and never by one of monitor', async () => {
    const asked: unknown[] = []
    const edge = await answering(({ headers }, response) => {
      asked.push(headers.authorization)
      response.end(JSON.stringify(original))
    })
    await edge.original(name, undefined)

    expect(asked).toEqual([undefined])
  })

  it('is refused with the problem as it was told', async () => {
    const problem = { title: 'The copy is invalid too', detail: 'a: must be b', faults: ['a: must be b'] }
    const edge = await answering((_request, response) => void response.writeHead(422).end(JSON.stringify(problem)))

    await expect(edge.copy({ ...name, payload: {}, dryRun: true }, 'Bearer x')).rejects.toMatchObject({
      ...{ code: 'edge-refuses', problem: { status: 422, ...problem } },
    })
  })
})
