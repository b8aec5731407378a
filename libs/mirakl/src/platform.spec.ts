import { expect, it } from 'vitest'
import { createHarness, json } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

it('leaves undefined what the platform does not say, and keeps all it says', async () => {
  const body = { timezone: 'America/New_York', features: { order_tax_mode: 'TAX_ROUNDED', order_workflows: null } }
  const { url } = await serveInTurn(json({ ...body, brand_new: { deep: 1 } }))

  expect(await client(url).platform()).toMatchObject({
    timezone: 'America/New_York',
    tenant: undefined,
    orderTaxMode: 'TAX_ROUNDED',
    workflows: { acceptance: undefined, hasPayOnShipment: undefined },
    customers: { areBusinesses: undefined },
    configuration: { brand_new: { deep: 1 } },
  })
})
