import { expect, it } from 'vitest'
import { start, type Running } from './testing/start.js'
import { textOf } from './wire.js'
import type { WireObject } from './world.js'

const form = { grant_type: 'client_credentials', client_id: 'acme-client', client_secret: 'operator-key-secret' }

const token = async ({ url }: Running) => {
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, body: (await response.json()) as WireObject }
}

it('lets nobody of a marketplace in whose credentials are revoked, until they are good again', async () => {
  const running = await start()
  const before = `Bearer ${textOf((await token(running)).body, 'access_token')}`
  const credentials = ['operator-key', 'Bearer operator-key', 'seller-key', before]
  const statuses = () =>
    Promise.all(credentials.map(async (key) => (await running.get('/acme/api/orders', key)).status))

  expect(await statuses()).toEqual([200, 200, 200, 200])
  await running.set({ revoked: ['acme'] })
  expect(await statuses()).toEqual([401, 401, 401, 401])
  expect(await token(running)).toEqual({ status: 401, body: { error: 'invalid_client' } })
  await running.set({ revoked: ['another'] })
  expect(await statuses()).toEqual([200, 200, 200, 200])
  expect((await token(running)).status).toBe(200)
})
