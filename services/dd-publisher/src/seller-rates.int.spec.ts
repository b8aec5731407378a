import { version } from '@concord/domain'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { instantOf, line, orderDecided, sellerReceived } from './testing/builders.js'
import { dayMs, openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const recordOf = async (key = 'north-s-1') => (await world.dotdigital.record(key, 'Sellers'))?.json
const wholly = {
  recentApprovalRate: '1',
  incidentRate: '0',
  refundRate: '0',
  cancelationRate: '0',
  lateShipmentRate: '0',
}
const refused = [line({ state: 'REFUSED' })]
const sellerWrites = async () => {
  const imports = (await world.dotdigital.calls('/insightData/v3/import')).filter(({ method }) => method === 'PUT')
  return imports.filter(({ requestBody }) => requestBody.includes('"Sellers"')).length
}

it('what Mirakl does not grant is computed from the orders of the last three months, and marked', async () => {
  const incident = [line({ state: 'INCIDENT_OPEN' }), line({ id: 'L2', cancelations: [] })]
  await world.deliver(
    orderDecided({ id: 'N-1', lines: incident }),
    orderDecided({ id: 'N-2', lines: refused }, { revision: 2 }),
    orderDecided({ id: 'N-3', createdAt: '2025-12-01T09:00:00.000Z', lines: refused }, { revision: 3 }),
    orderDecided({ id: 'N-4', shop: { id: 's-2', name: 'Rugs' }, lines: refused }, { revision: 4 }),
    orderDecided({ id: 'S-5', lines: refused }, { revision: 5, marketplace: 'south' }),
    sellerReceived({ refundRate: '0.125' }, { revision: 6 }),
  )
  await world.settle()

  expect(await recordOf()).toMatchObject({
    recentApprovalRate: 0.6667,
    incidentRate: 0.5,
    refundRate: 0.125,
    cancelationRate: 0,
    lateShipmentRate: 0,
    computedRates: 'recentApprovalRate,incidentRate,cancelationRate,lateShipmentRate',
  })
})

it('an incident that was seen and is over still counts', async () => {
  await world.deliver(
    orderDecided({ lines: [line({ state: 'INCIDENT_OPEN' })] }),
    orderDecided({}, { revision: 2 }),
    sellerReceived({}, { revision: 3 }),
  )
  await world.settle()

  expect(await recordOf()).toMatchObject({ incidentRate: 1 })
})

it('a seller without orders has no rates of ours, and all that Mirakl grants', async () => {
  await world.deliver(sellerReceived({ incidentRate: '0.5' }))
  await world.settle()

  expect(await recordOf()).toMatchObject({ incidentRate: 0.5 })
  expect(await recordOf()).not.toHaveProperty('computedRates')
  expect(await recordOf()).not.toHaveProperty('refundRate')
})

it('the record of a seller is written again after its orders, a day later', async () => {
  await world.deliver(sellerReceived())
  await world.settle()
  await world.deliver(orderDecided())
  await world.deliver(orderDecided({ id: 'N-2', lines: refused }, { revision: 2 }))
  world.pass(dayMs - 60_000)
  await world.settle()
  expect(await sellerWrites()).toBe(1)

  world.pass(60_000)
  await world.settle()
  expect(await sellerWrites()).toBe(2)
  expect(await recordOf()).toMatchObject({ recentApprovalRate: 0.5 })

  world.pass(2 * dayMs)
  await world.settle()
  expect(await sellerWrites()).toBe(2)
  await world.deliver(orderDecided({ id: 'N-3', lines: refused }, { revision: 3 }))
  await world.settle()
  expect(await recordOf()).toMatchObject({ recentApprovalRate: 0.3333 })
})

it('an order that comes while the record is in an import is in the next one', async () => {
  await world.deliver(sellerReceived())
  world.pass(secondMs)
  const { platform } = world
  world.platform = { ...platform, reportOf: () => Promise.resolve({ state: 'running' }) }
  await world.publish()
  await world.deliver(orderDecided())
  world.platform = platform
  world.pass(dayMs)
  await world.settle()

  expect(await recordOf()).toMatchObject({ recentApprovalRate: 1 })
})

it('a newer version of a seller does not wait for the day', async () => {
  await world.deliver(sellerReceived())
  await world.settle()
  await world.deliver(orderDecided(), sellerReceived({ grade: '3' }, { revision: 2 }))
  await world.settle()

  expect(await recordOf()).toMatchObject({ grade: 3, recentApprovalRate: 1 })
})

it('it is not where Mirakl grants all rates, or the order names no seller', async () => {
  await world.deliver(sellerReceived(wholly), sellerReceived({ id: 's-2' }))
  await world.settle()
  world.pass(2 * dayMs)
  await world.deliver(orderDecided(), orderDecided({ id: 'N-2', shop: undefined }))
  await world.settle()

  expect(await sellerWrites()).toBe(1)
})

it('any number of orders is added up by the database', async () => {
  await world.deliver(orderDecided({}), sellerReceived({}, { revision: 2 }))
  await sql`insert into publisher.orders (record_key, version, account, marketplace, profile_id, seller_id, sealed, placed_at,
      tally, contact_revision, order_revision, is_settled, cause, incidents)
    select 'north:order:M-' || n, o.version, o.account, o.marketplace, o.profile_id, o.seller_id, o.sealed, o.placed_at,
      jsonb_set(o.tally, '{refunded}', to_jsonb(n % 2)), o.contact_revision, o.order_revision, true, o.cause, o.incidents
    from publisher.orders o, generate_series(1, 3000) as n`.execute(world.db)

  const [seller] = await world.stores.writings.sellers(['north:seller:s-1'])

  expect(seller?.version).toBe(version(instantOf(2), instantOf(2), 'h2'))
  expect(seller?.tally).toEqual({
    ...{ orders: 3_001, late: 0, accepted: 3_001, rejected: 0, canceled: 0, refunded: 1_500, disputed: 0 },
  })
})
