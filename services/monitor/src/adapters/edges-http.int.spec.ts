import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { edgeHttp } from './edges-http.js'

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
  return edgeHttp(() => ({ name: 'dd-publisher', url, token: 'reads', operatorToken: 'acts' }))
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

it('is away where nobody answers', async () => {
  const edge = edgeHttp(() => ({ name: 'dd-publisher', url: 'http://127.0.0.1:9', token: '', operatorToken: '' }))

  await expect(edge.state(id)).rejects.toMatchObject({
    code: 'edge-away',
    message: expect.stringContaining('127.0.0.1:9'),
  })
})
