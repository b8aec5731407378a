import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createDotdigital, memoryRateTiers } from '@concord/dotdigital'
import { createMirakl } from '@concord/mirakl'
import { createMetrics } from '@concord/runtime'
import { selfMadeCertificate } from '@concord/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const dayMs = 86_400_000
const inDays = (days: number): Date => new Date(Math.floor(Date.now() / 1_000) * 1_000 + days * dayMs)
const ticketKeys = randomBytes(48)
const metrics = createMetrics()

let validTo: Date
let server: Server
let host: string
let open: { close(): Promise<void> }[]

beforeEach(async () => {
  // Nobody has signed the certificate but itself.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  open = []
  validTo = inDays(3)
  server = createServer({ ...selfMadeCertificate('vendor', validTo), ticketKeys }, (_request, response) =>
    response.writeHead(200, { connection: 'close' }).end('"2026-11-20T12:00:00Z"'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const client of open) await client.close()
  await new Promise((resolve) => server.close(resolve))
  vi.unstubAllEnvs()
})

const mirakl = (url: string) => {
  const client = createMirakl({ url, credentials: { apiKey: 'key', scheme: 'raw' }, timeoutMs: 5_000 })
  open.push(client)
  return () => client.health()
}
const dotdigital = (url: string) => {
  const client = createDotdigital({ url, user: 'user', password: 'secret', tiers: memoryRateTiers() })
  open.push(client)
  return () => client.account.serverTime()
}
const clients = [
  ['Mirakl', mirakl],
  ['Dotdigital', dotdigital],
] as const

/** Until when the certificate is valid that the server is known to show. */
const shown = async (): Promise<Date | undefined> => {
  const line = (await metrics.scrape()).text
    .split('\n')
    .find((one) => one.startsWith(`concord_certificate_expiry_timestamp_seconds{host="${host}"} `))
  return line === undefined ? undefined : new Date(Number(line.split(' ')[1]) * 1_000)
}

it.each(clients)('a call to %s shows until when the certificate is valid', async (_, client) => {
  const call = client(`https://${host}/acme`)
  expect(await shown()).toBeUndefined()
  await call()

  expect(await shown()).toEqual(validTo)
})

it.each(clients)('the next call to %s shows the one that took its place', async (_, client) => {
  const call = client(`https://${host}/acme`)
  await call()
  const renewed = inDays(90)
  server.setSecureContext(selfMadeCertificate('vendor', renewed))
  server.setTicketKeys(ticketKeys)
  await call()

  expect(await shown()).toEqual(renewed)
})
