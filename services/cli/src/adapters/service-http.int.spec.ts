import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { CannotRun, DraftRefused } from '../errors.js'
import { gatewayHttp } from './gateway-http.js'
import { monitorHttp } from './monitor-http.js'
import { publisherHttp } from './publisher-http.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** Answers each request by the next of these; the last one again and again. */
const serving = async (...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) => {
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    const answer = answers[Math.min(asked, answers.length) - 1]
    answer?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const at = { name: 'dd-publisher', variable: 'PUBLISHER_URL', url, token: 'a-token', operatorToken: 'an-operator' }
  return { publisher: publisherHttp(at), gateway: gatewayHttp(at), monitor: monitorHttp(at), asked: () => asked }
}
const saying = (status: number, body: unknown) => (request: IncomingMessage, response: ServerResponse) => {
  request.resume()
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
const volumes = { days: 7, volumes: [] }

it('shows its token, and asks again where a line breaks or dd-publisher is busy', async () => {
  const seen: (string | undefined)[] = []
  const breaking = (request: IncomingMessage) => void request.socket.destroy()
  const good = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.headers.authorization)
    saying(200, volumes)(request, response)
  }
  const { publisher } = await serving(breaking, saying(408, {}), good)

  expect(await publisher.volumes()).toEqual(volumes)
  expect(seen).toEqual(['Bearer a-token'])
})

it('gives up after three times', async () => {
  const { publisher, asked } = await serving(saying(503, {}))

  await expect(publisher.volumes()).rejects.toThrow('dd-publisher is too busy (503). Try again in a few seconds.')
  expect(asked()).toBe(3)
})

it('says why a service cannot do it now, where that says so', async () => {
  const problem = { title: 'Nothing was sent', detail: 'ingest-gateway does not answer; look whether it runs.' }
  const { monitor, asked } = await serving(saying(503, problem))

  await expect(monitor.copy('e-1', { payload: {}, dryRun: false })).rejects.toThrow(
    'dd-publisher: Nothing was sent. ingest-gateway does not answer; look whether it runs.',
  )
  expect(asked()).toBe(1)
})

it.each([
  [401, { title: 'A token is needed', detail: 'Send API_TOKEN.' }, /A token is needed. Send API_TOKEN./],
  [404, { title: 'Nothing is here', detail: 'Check the path.' }, /Nothing is here. Check the path./],
  [500, { title: 'A fault of ours' }, /\(500\) is no dd-publisher of this version/],
  [200, { something: 'else' }, /\(200\) is no dd-publisher of this version/],
])('says what to do about a %i', async (status, body, told) => {
  const { publisher, asked } = await serving(saying(status, body))

  await expect(publisher.volumes()).rejects.toThrow(told)
  await expect(publisher.volumes()).rejects.toThrow(CannotRun)
  expect(asked()).toBe(2)
})

it('hands on the faults of a draft', async () => {
  const { publisher } = await serving(saying(400, { title: 'The draft has faults', faults: ['a.b: is wrong'] }))

  const refused: unknown = await publisher.preview('text', 5).catch((failure: unknown) => failure)

  expect(refused).toBeInstanceOf(DraftRefused)
  expect(refused).toMatchObject({ faults: ['a.b: is wrong'] })
})

it('asks once only for what does something, as whoever may', async () => {
  const seen: (string | undefined)[] = []
  const busy = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.headers.authorization)
    saying(503, {})(request, response)
  }
  const { gateway } = await serving(busy)

  await expect(gateway.beginReplay({ kinds: ['order'] })).rejects.toThrow(CannotRun)
  expect(seen).toEqual(['Bearer an-operator'])
})

it('knows a record that is not there from a path that is not', async () => {
  const { monitor } = await serving(saying(404, { title: 'No record north:order:N-1' }))

  expect(await monitor.record('north:order:N-1')).toBeUndefined()
})
