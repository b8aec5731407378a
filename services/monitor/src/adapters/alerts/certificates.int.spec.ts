import type { AddressInfo } from 'node:net'
import { freePort } from '@concord/testing'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { certificateSource } from './certificates.js'

// Speaks TLS from the first byte, with the certificate that comes with it.
const server = new SMTPServer({ secure: true, authOptional: true })
let url: string

beforeAll(async () => {
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `https://127.0.0.1:${(server.server.address() as AddressInfo).port}`
})
afterAll(
  () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
    }),
)

it('how long a certificate is valid is seen by a handshake, although nobody trusts it', async () => {
  const look = certificateSource([`${url}/api`, `${url}/other`, 'http://127.0.0.1:1'], () => new Date())

  expect(await look()).toEqual([
    { host: new URL(url).host, validTo: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) },
  ])
})

it('a server that is not there is told, and asked again at once', async () => {
  const port = await freePort()
  const look = certificateSource([`https://127.0.0.1:${port}`], () => new Date())

  expect(await look()).toEqual([{ host: `127.0.0.1:${port}`, failure: 'ECONNREFUSED' }])
})

it('what was seen is good for an hour', async () => {
  let at = 0
  const look = certificateSource([url], () => new Date(at))
  const [first] = await look()
  at = 3_599_000

  expect((await look())[0]).toBe(first)
  at = 3_600_000
  expect((await look())[0]).not.toBe(first)
})
