import { expect, it } from 'vitest'
import { start } from './testing/start.js'

it.each(['start_update_date=rubbish%201', 'start_date=1', 'has_incident=maybe', 'customer_debited=1', 'max=ten'])(
  'refuses a value that is none, instead of reading something into it: %s',
  async (query) => {
    const sandbox = await start()

    expect(await sandbox.get(`/acme/api/orders?${query}`)).toMatchObject({ status: 400 })
  },
)

it.each([
  '2026-03-01',
  '2026-03-01T00:00:00Z',
  '2026-03-01T00:00:00.5Z',
  '2026-03-01T00:00:00%2B0100',
  '2026-03-01T00:00:00+01:00',
])('takes %s for a date, as clients in production write them', async (date) => {
  const sandbox = await start()

  expect(await sandbox.get(`/acme/api/orders?start_update_date=${date}`)).toMatchObject({ status: 200 })
})
