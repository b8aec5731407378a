import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type Ask, type Body, stopLater } from '../testing.js'

export interface Received {
  readonly body: Body & readonly Body[]
  readonly raw: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly path: string
}

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
}

/** Answers with those statuses, one after the other, and with 200 from then on; `none` is no answer. */
export const receiver = async (...statuses: readonly (number | 'none')[]): Promise<Receiver> => {
  const received: Received[] = []
  const left = [...statuses]
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const raw = bytes.toString('utf8')
      const body = JSON.parse(raw) as Received['body']
      received.push({ raw, body, headers: request.headers, path: request.url ?? '' })
      const status = left.shift() ?? 200
      if (status !== 'none') response.writeHead(status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stopLater(() => {
    server.close()
    server.closeAllConnections()
    return once(server, 'close')
  })
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`, received }
}

/** How long a test waits for a post. */
export const patience = { timeout: 5000, interval: 10 }

export const secret = 'f946b0e7'

export const allSteps = ['message.sentRequest', 'message.sent', 'message.delivered', 'message.failed']

export const hook = (url: string, types: readonly string[] = allSteps, more: object = {}) => ({
  name: 'mine',
  url,
  secret,
  subscriptions: types.map((type) => ({ type, filters: [] })),
  ...more,
})

export const subscribe = (ask: Ask, webhook: object) => ask('POST', '/cpaas/webhooks', webhook)

export const emit = (ask: Ask, event: object) => ask('POST', '/_sandbox/webhooks/emit', event)

/** What came of each post so far. */
export const outcomes = async (ask: Ask): Promise<unknown> =>
  Object.values((await ask('GET', '/_sandbox/webhooks/deliveries')).body).map((one) => one?.['outcome'])
