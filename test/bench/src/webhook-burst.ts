import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type Burst, burst, lineOf } from './burst.js'
import { withWholeSystem } from './whole-system.js'

const posts = 5_000
const connections = 200
const rounds = 3

/** A webhook of Mirakl as it comes when an order changes its state. */
const webhook = (nth: number): string =>
  JSON.stringify({
    event_type: 'ORDER',
    payload: [
      {
        id: `BURST-${nth}-A`,
        type: 'UPDATE',
        details: { changes: [{ field: 'STATE', from: 'SHIPPING', to: 'SHIPPED' }] },
      },
    ],
  })

/** The same posts at a route that only parses and answers: what express itself costs on this machine. */
const againstBareRoute = async (): Promise<Burst> => {
  const app = express()
  app.post('/', express.json(), (_request, response) => void response.status(202).json({ hints: 1 }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const headers = { 'content-type': 'application/json' }
  try {
    return await burst({ url: `http://127.0.0.1:${port}/`, headers, body: webhook, posts, connections })
  } finally {
    server.close()
  }
}

/** Bursts of webhooks at the whole distributed system, answered after their commit, each beside the same at a bare route. */
export const webhookBurst = (say: (line: string) => void): Promise<void> =>
  withWholeSystem(async ({ gatewayUrl, secrets }) => {
    const url = `${gatewayUrl}/v1/mirakl/north/webhooks`
    const headers = { 'content-type': 'application/json', authorization: secrets.webhookToken }
    for (let round = 1; round <= rounds; round += 1) {
      const bare = await againstBareRoute()
      const body = (nth: number): string => webhook(round * posts + nth)
      const durable = await burst({ url, headers, body, posts, connections })
      say(lineOf(`round ${round}: bare route`, bare))
      say(lineOf(`round ${round}: durable hints`, durable))
      say(`round ${round}: durable ÷ bare = ${(durable.perSecond / bare.perSecond).toFixed(2)}`)
    }
  })
