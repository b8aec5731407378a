import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Webhook } from 'standardwebhooks'

/**
 * A program: what express costs by itself. `/parsed` parses and answers, `/verified` verifies the same signature before.
 * Says its port, and ends with whoever started it.
 */
const webhook = new Webhook(process.argv[2] ?? '')
const app = express()
app.post('/parsed', express.json(), (_request, response) => void response.status(202).json({ accepted: 1 }))
app.post('/verified', express.raw({ type: 'application/json' }), (request, response) => {
  const body = webhook.verify(request.body as Buffer, request.headers as Record<string, string>)
  response.status(body === undefined ? 400 : 202).json({ accepted: 1 })
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
process.once('disconnect', () => process.exit(0))
process.send?.((server.address() as AddressInfo).port)
